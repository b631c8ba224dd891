"""Where a masthead stands: the lines at a document's head that it is made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.document.lines import Line
from pipeline.document.masthead.entries import ElementLine, Entry, TextLine
from pipeline.document.masthead.items import parse_numbers
from pipeline.document.masthead.scan import scan
from pipeline.document.masthead.stop import begins_another, begins_body, is_complete
from pipeline.document.masthead.words import MARK
from pipeline.document.squeeze import Squeezed, squeeze

_STRAY_LINES = 5  # that may stand before a masthead, or inside it
_MOST_LINES = 250
_MERGED_LINES = 8
_LONGEST_LINE = 4000  # characters; what follows them is no masthead
_LONGEST_TITLE = 120  # after the elements of a line; more is the body, run on

_STRONG = frozenset(["session", "year_session", "english_session", "items", "bare_items"])
# What a masthead may begin with; a date or a language alone says nothing.
_TELLING = _STRONG | frozenset(
    ["nations", "organ", "english_organ", "symbol", "resolution", "resolution_number", "bracket", "record"]
)
_CALLING = frozenset(["resolution", "resolution_number", "bracket"])
_UNFINISHED = re.compile(
    rf"(?:(?:^|[议届])(?:临时议程|暂定项目表|补充项目表|议程|临时|暂定){MARK}|项目{MARK}|第[^届]{{1,4}}届)$"
)
_GOES_ON = re.compile(r"\*{0,3}(?:项目|\d|议程|会议|常会)")
_SEPARATOR_END = re.compile(r"[、,，和及与]$")
_NUMBER_LINE = re.compile(r"[、,，和及与]?[\d(（][\d\s、,，和及与()a-z;；至到-]*$")

_NOTE = re.compile(r"(?:\*{1,3}|[1-9]/) *(?=\S)(?!\d{5}|项目|议)")
_RULE = re.compile(r"[-_=—–―─━*.·\s]{2,}$")


class Head(NamedTuple):
    """The lines of a masthead in order, and its footnotes."""

    entries: tuple[Entry, ...]
    notes: tuple[Line, ...]


def find_head(text: str, lines: Sequence[Line]) -> Head | None:
    """Find the masthead among a document's first lines; None if there is none."""
    entries: list[Entry] = []
    notes: list[Line] = []
    strays = index = 0
    strong = telling = called = prose = False
    while index < min(len(lines), _MOST_LINES):
        until, squeezed = _merge(text, lines, index)
        line = lines[index]
        found = scan(squeezed)
        kinds = {element.kind for element in found.elements}
        if telling and _NOTE.match(squeezed.text):
            notes.append(line)
            index += 1
        elif kinds and not (prose and not telling and not kinds & _STRONG):
            # Below its name, a resolution's 大会 opens the first sentence.
            if (called and kinds == {"organ"}) or (kinds == {"letter"} and _has_words(entries)):
                break
            if strong and begins_another(found.elements, entries):
                break
            end = min(lines[until - 1].end, line.start + _LONGEST_LINE)
            entries.append(ElementLine(line.start, end, squeezed, found))
            strong = strong or bool(kinds & _STRONG)
            telling = telling or bool(kinds & _TELLING)
            called = called or bool(kinds & _CALLING)
            index = until
            if len(squeezed.text) - found.rest > _LONGEST_TITLE:
                break
        elif _RULE.match(squeezed.text):
            index += 1
        elif not telling:
            # After sentences, a page's number or symbol begins no masthead.
            prose = prose or begins_body(squeezed.text, lines, index, text)
            strays += 1
            index += 1
            if strays > _STRAY_LINES:
                return None
            entries.append(_text_line(line, squeezed))
        elif begins_body(squeezed.text, lines, index, text) or is_complete(entries, squeezed.text, line.blank):
            ahead = None if strong else _strong_ahead(text, lines, index + 1)
            if ahead is None:
                break
            index = ahead
        else:
            entries.append(_text_line(line, squeezed))
            index += 1
    own = _without_strays(entries)
    return Head(tuple(own), tuple(notes)) if own else None


def names_session_and_items(text: str, lines: Sequence[Line]) -> bool:
    """Tell whether the first of `lines` names a session, and one of them items."""
    found = [scan(_merge(text, lines, index)[1]) for index in range(len(lines))]
    first = {element.kind for element in found[0].elements}
    return "session" in first and any(element.kind == "items" for entry in found for element in entry.elements)


def names_session_or_items(line: Squeezed) -> bool:
    """Tell whether a line names a session or items."""
    return any(element.kind in _STRONG for element in scan(line).elements)


def _text_line(line: Line, squeezed: Squeezed) -> TextLine:
    return TextLine(line.start, line.end, line.indent, line.width, line.blank, squeezed)


def _has_words(entries: Sequence[Entry]) -> bool:
    return any(isinstance(entry, TextLine) for entry in entries)


def _without_strays(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Leave out what stands before the masthead, and between its first line and its session or items."""

    def first(kinds: frozenset[str]) -> int | None:
        for place, entry in enumerate(entries):
            if isinstance(entry, ElementLine) and any(element.kind in kinds for element in entry.scan.elements):
                return place
        return None

    begin = first(_TELLING)
    if begin is None:
        return ()
    while begin and isinstance(entries[begin - 1], ElementLine):
        begin -= 1
    own = entries[begin:]
    strong = first(_STRONG)
    if strong is not None and _has_words(entries[strong:]):
        own = [entry for entry in entries[begin:strong] if isinstance(entry, ElementLine)] + [*entries[strong:]]
    return own


def _merge(text: str, lines: Sequence[Line], index: int) -> tuple[int, Squeezed]:
    """Return the line at `index` with those that go on with its item numbers, session or bracket."""
    start = lines[index].start
    squeezed = squeeze(text, start, min(lines[index].end, start + _LONGEST_LINE))
    until = index + 1
    while until < min(len(lines), index + _MERGED_LINES) and len(squeezed.text) < 200:
        following = squeeze(text, lines[until].start, min(lines[until].end, lines[until].start + 400))
        if not _continues(squeezed.text, following.text):
            break
        squeezed = squeeze(text, start, min(lines[until].end, start + _LONGEST_LINE))
        until += 1
    return until, squeezed


def _continues(text: str, following: str) -> bool:
    if _UNFINISHED.search(text) and _GOES_ON.match(following):
        return True
    if text[0] in "[〔【" and not any(mark in text for mark in "]〕】"):
        return len(following) < 100
    if "项目" not in text or not _NUMBER_LINE.match(following):
        return False
    place = text.rfind("项目") + 2
    numbers = parse_numbers(text, place)
    if not numbers.items:
        return False
    tail = text[numbers.end :]
    if tail and not _SEPARATOR_END.match(tail):
        return False
    more = parse_numbers(following.lstrip("、,，和及与"), 0)
    if not more.items:
        return following.startswith("(") and bool(tail)
    if tail or following[0] in "、,，和及与":
        return True
    ascending = int(more.items[0].split("(")[0]) > int(numbers.items[-1].split("(")[0])
    return ascending and (len(numbers.items) > 1 or len(more.items) > 1)


def _strong_ahead(text: str, lines: Sequence[Line], index: int) -> int | None:
    """Return the next line that names a session or items, if it stands close by."""
    for place in range(index, min(len(lines), index + _STRAY_LINES)):
        _, squeezed = _merge(text, lines, place)
        if names_session_or_items(squeezed):
            return place
    return None
