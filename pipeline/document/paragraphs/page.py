"""What belongs to the page and not to the text: page numbers, running heads, rules, footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from pipeline.document.lines import Line
from pipeline.document.paragraphs.marks import MARKER, is_closed, is_page_mark, is_rule

Role = Literal["text", "page", "rule", "note", "note-more"]

_RUNNING_HEAD = 60  # characters at most
_RUNNING_TIMES = 3
_RUNNING_NEAR = 2  # lines from a page number
_NOTE_WIDTH = 50  # columns that a footnote's line has at least if it goes on in the next
_DIGITS = re.compile(r"\d+")
_DRAWN = re.compile(r"[_—–─━-]{3,}$")
# Under a rule anything with a mark is a footnote; elsewhere it must look like a citation too.
_NOTE = re.compile(r"\d{1,3}[ \u3000/.)]?(?=\D)|[*＊†‡]|[a-z][ \u3000/)]|[¹²³⁴-⁹⁰]|[(（][\da-z]{1,3}[)）]|注")
_CITATION = re.compile(
    r"[*＊﹡]{1,4}\s*(?=[A-Z《见見同第本参由根载重因在以前按另为联\d])|\d{1,3}/\s*(?=\D)|[a-z]/\s|[¹²³⁴-⁹⁰]|注[:：]"
    r"|(?:\d{1,3}[ \u3000]{1,8}|[(（]\d{1,3}[)）]\s*|\d{1,3}(?=[《见見同]))"
    r"(?:[见見](?![证證于於])|同上|参看|参见|參看|[AES]/|ST/|CD/|《|第.{1,30}[号號条卷]"
    r"|[联聯]合[国國][，,]|Official|See|Ibid|United Nations)"
)
_LONGEST_NOTE = 300


def find_roles(lines: Sequence[Line]) -> list[Role]:
    """Tell for every line whether it is text or belongs to its page."""
    roles: list[Role] = ["text"] * len(lines)
    pages = 0
    for index, line in enumerate(lines):
        if len(line.text) <= _RUNNING_HEAD:
            if is_rule(line.text):
                roles[index] = "rule"
            elif is_page_mark(line.text):
                roles[index] = "page"
                pages += 1
    if pages >= _RUNNING_TIMES:
        _mark_running_heads(lines, roles)
    _mark_notes(lines, roles)
    return roles


def _mark_running_heads(lines: Sequence[Line], roles: list[Role]) -> None:
    """Short lines that come again beside page numbers are heads that run through the document."""
    beside: dict[int, str] = {}
    for index, role in enumerate(roles):
        if role != "page":
            continue
        for place in range(max(0, index - _RUNNING_NEAR), min(len(lines), index + _RUNNING_NEAR + 1)):
            text = lines[place].text
            if roles[place] == "text" and len(text) <= _RUNNING_HEAD and not is_closed(text) and not MARKER.match(text):
                beside[place] = _DIGITS.sub("0", text)
    times = Counter(beside.values())
    for place, text in beside.items():
        if times[text] >= _RUNNING_TIMES:
            roles[place] = "page"


def _mark_notes(lines: Sequence[Line], roles: list[Role]) -> None:
    """Mark footnotes: what stands under a rule down to the page's end, and lines that cite as footnotes do."""
    ruled = going_on = False
    for index, line in enumerate(lines):
        if roles[index] == "page":
            ruled = going_on = False
        elif roles[index] == "rule":
            following = lines[index + 1].text if index + 1 < len(lines) else ""
            ruled = bool(_DRAWN.match(line.text)) and bool(_NOTE.match(following))
            going_on = False
        elif is_citation(line.text) or (ruled and _NOTE.match(line.text)):
            roles[index] = "note"
            going_on = not is_closed(line.text) and line.width >= _NOTE_WIDTH
        elif (ruled and line.blank == 0) or (going_on and line.blank == 0 and not MARKER.match(line.text)):
            roles[index] = "note-more"
            going_on = not is_closed(line.text) and line.width >= _NOTE_WIDTH
        else:
            ruled = going_on = False


def is_citation(text: str) -> bool:
    """Tell whether a line begins as a footnote does."""
    return (text[0] in "*＊﹡注(（" or text[0].isascii() or text[0] in "¹²³⁴⁵⁶⁷⁸⁹⁰") and (
        _CITATION.match(text) is not None and len(text) < _LONGEST_NOTE
    )
