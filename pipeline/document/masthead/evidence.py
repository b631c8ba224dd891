"""What stands elsewhere in a document and speaks for its masthead: footnotes, the letter's request, closing dates."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence

from pipeline.document.lines import Line
from pipeline.document.masthead.entries import ElementLine
from pipeline.document.masthead.fields import iso_date
from pipeline.document.masthead.head import Head, names_session_and_items, names_session_or_items
from pipeline.document.masthead.items import ListName, parse_numbers
from pipeline.document.masthead.model import Reference, Span
from pipeline.document.masthead.words import CHINESE_DATE, MARK
from pipeline.document.squeeze import plain, squeeze

_REQUEST_WITHIN = 30_000  # characters from the beginning
_CLOSING = 400  # characters at the end, where a resolution's date stands

_MARKS = 40  # asterisks looked at
_ASSEMBLY_ONLY = 45  # from this number on, only the Assembly has items
_CIRCULATED = re.compile(r"[分散印]\s*[发發]")
_NAMED = re.compile(
    rf"(?:(?P<provisional>临时议程{MARK}的?(?:议程)?项目)|(?P<preliminary>暂定项目(?:一览)?表{MARK}的?(?:议程)?项目)"
    r"|(?P<adopted>(?<!临时)议程项目))(?=\d)"
)
_NOTE = re.compile(r"\*{1,3}A/(\d{1,3}|ES-\d+|S-\d+)/(\d{1,3})(?![\d])")
_LISTS: dict[str, ListName] = {"50": "preliminary", "100": "preliminary", "150": "provisional", "251": "adopted"}
_DATE = re.compile(CHINESE_DATE)
_ASSEMBLY_TITLE = re.compile(r"第[一二三四五六]委员会的报告|特别政治和非殖民化委员会的报告")
_ENACTED = re.compile(r"(?m)(?:^|\s)大[ \u3000]{0,4}[会會][ \u3000]*(?:[,，]|$)")
_LATER = re.compile(r"\n([ \t\u3000]*)第[〇零○一二三四五六七八九十百\d \u3000]{1,12}[届屆][ \u3000]*[会會常紧緊特]")
_REPORTED = 3
_ENACTED_WITHIN = 6000  # characters from the beginning
_ENACTING = re.compile(r"(?m)^\s*大\s*会\s*[,，]\s*$")

# Bodies whose agendas are their own, by what their names end with.
_BODY = r"[^\s,，。、；：:]{2,28}(?:委员会|理事会|执行局|董事会|工作组|专家组|法院|法庭|会议|大会|组织|联盟)"
_BODY_LINE = re.compile(rf"{_BODY}$")
_BODY_ENACTING = re.compile(rf"(?m)^[ \t\u3000]*({_BODY})[,，][ \t]*$")


def request(text: str) -> Reference | None:
    """Return the items under which a letter asks to be circulated (请将本函…作为大会议程项目…的文件分发)."""
    position = 0
    for match in _CIRCULATED.finditer(text, 0, _REQUEST_WITHIN):
        if match.start() < position:
            continue
        window = squeeze(text, max(0, match.start() - 400), min(len(text), match.start() + 200)).text
        if found := _request_in(window):
            return found
        position = match.start() + 150
    return None


def _request_in(window: str) -> Reference | None:
    for match in _NAMED.finditer(window):
        before = window[max(0, match.start() - 120) : match.start()]
        after = window[match.end() : match.end() + 200]
        sentence = before.rpartition("。")[2]
        if not re.search(r"请.{0,60}(?:本|此|该|上述|下述|随附|所附|附)", sentence):
            continue
        if not re.search(r"[分散印]发", sentence + after):
            continue
        numbers = parse_numbers(window, match.end())
        if numbers.items:
            group = match.lastgroup
            named: ListName = (
                "provisional" if group == "provisional" else "preliminary" if group == "preliminary" else "adopted"
            )
            return Reference(named, numbers.items)
    return None


def footnote_list(head: Head, text: str) -> ListName | None:
    """Return the list that a footnote such as `* A/53/150。` names."""
    for note in _notes(head, text):
        if note[2] in _LISTS:
            return _LISTS[note[2]]
    return None


def _notes(head: Head, text: str) -> Iterator[re.Match[str]]:
    """Yield the footnotes on a document of the Assembly: those in the head, then the first marks after it."""
    for note in head.notes:
        if match := _NOTE.match(squeeze(text, note.start, note.end).text):
            yield match
    position = text.find("*", max(entry.end for entry in head.entries))
    for _ in range(_MARKS):
        if position < 0:
            return
        if match := _NOTE.match(squeeze(text, position, min(len(text), position + 40)).text):
            yield match
        position = text.find("*", position + 1)


def adoption_date(text: str) -> tuple[str | None, Span | None]:
    """Return the date that stands before 第N次全体会议 at a resolution's end, and where."""
    start = max(0, len(text) - _CLOSING)
    place = text.find("全体会议", start)
    if place < 0:
        return None, None
    near = squeeze(text, max(start, place - 120), min(len(text), place + 80))
    dates = list(_DATE.finditer(near.text))
    if not dates:
        return None, None
    return iso_date(dates[-1][0]), near.span(dates[-1].start(), dates[-1].end())


def is_enacted(text: str, head: Head) -> bool:
    """Tell whether the words 大会， open the first sentence after the head, as they do in a resolution."""
    end = max(entry.end for entry in head.entries)
    return _ENACTED.search(text, end, end + 300) is not None


def later_mastheads(text: str, lines: Sequence[Line], head: Head | None) -> list[str]:
    """Report mastheads that stand further down: documents that were run together."""
    end = max(entry.end for entry in head.entries) if head else 0
    starts = [match.end(1) for match in _LATER.finditer(text, end)]
    warnings = []
    for start in starts:
        place = bisect.bisect_left(lines, start, key=lambda line: line.start)
        near = lines[place : place + 4]
        if near and names_session_and_items(text, near):
            number = text.count("\n", 0, start) + 1
            warnings.append(f"another masthead in line {number} is not read; split the documents")
            if len(warnings) == _REPORTED:
                break
    return warnings


def speaks_of_assembly(
    text: str,
    head: Head,
    session: int | str | None,
    references: Sequence[Reference],
    date: str | None,
    title: str | None,
) -> bool:
    """Tell whether a document that names no organ is one of the General Assembly."""
    if any(reference.list == "preliminary" for reference in references):
        return True
    for entry in head.entries:
        if isinstance(entry, ElementLine) and any(element.kind == "bracket" for element in entry.scan.elements):
            return True
    numbers = [int(item.partition("(")[0]) for reference in references for item in reference.items]
    if max(numbers, default=0) >= _ASSEMBLY_ONLY or (isinstance(session, str) and session.startswith("ES-")):
        return True
    if date and isinstance(session, int) and session in (int(date[:4]) - 1945, int(date[:4]) - 1946):
        return True
    if title and _ASSEMBLY_TITLE.search(title):
        return True
    return any(True for _ in _notes(head, text)) or _ENACTING.search(text, 0, _ENACTED_WITHIN) is not None


def other_body(text: str, lines: Sequence[Line], head: Head) -> str | None:
    """Return the body other than the Assembly that is named above session and items, or that acts in the text."""
    for line in lines:
        if line.start >= head.entries[-1].end:
            break
        squeezed = squeeze(text, line.start, min(line.end, line.start + 100))
        if names_session_or_items(squeezed):
            break
        if _BODY_LINE.match(squeezed.text):
            return squeezed.text
    match = _BODY_ENACTING.search(plain(text[:_ENACTED_WITHIN]))
    return match[1] if match else None
