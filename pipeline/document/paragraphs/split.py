"""Cutting a text into paragraphs: which line goes on with the one before it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.document.lines import Line
from pipeline.document.paragraphs.layout import NEAR, Layout, first_unit, is_stopped
from pipeline.document.paragraphs.marks import COLUMNS, COMMA, MARKER, NEVER_FIRST, TITLE_WORD, is_closed
from pipeline.document.paragraphs.page import Role

_SLACK = 5  # columns that a full line may stay below the width
_SHORT = 0.6  # of the width: a line below it was ended where paragraphs are marked by an indent
_ENDED = 0.8  # of the width: a line below it was ended where nothing marks paragraphs
_LOST_MARK = 2  # columns that a mark which was lost leaves empty
_TWIN = 3  # columns that lines of one narrow block differ by
_LONG = 44  # columns of a line that is too long to be a heading
_SCRAP = 2  # characters: the rest of a line in columns
_SLIP = 3  # an indent less than a third of a paragraph's is where a mark was lost


def group_lines(lines: Sequence[Line], roles: Sequence[Role], layout: Layout) -> list[list[int]]:
    """Return the places in `lines` of each paragraph's lines, ordered by where paragraphs begin.

    A paragraph that goes on after the end of a page has the page's number, head and footnotes between its lines.
    """
    groups: list[list[int]] = []
    current: list[int] = []  # the paragraph of the text, while notes and page numbers come between
    note: list[int] = []
    ruled = False
    joins = _joins_wrapped if layout.width is not None else _joins_plain
    for place, role in enumerate(roles):
        if role == "text":
            group = [lines[index] for index in current[-2:]]
            if (
                current
                and not ruled
                and joins(lines[current[0]], group, lines[place], layout, interrupted=place - current[-1] > 1)
            ):
                current.append(place)
            else:
                current = [place]
                groups.append(current)
            ruled = False
        elif role == "note-more" and note:
            note.append(place)
        else:
            ruled = ruled or (role == "rule" and not (place + 1 < len(roles) and roles[place + 1] == "note"))
            note = [place]
            groups.append(note)
    return groups


def _joins_plain(first: Line, last: Sequence[Line], line: Line, layout: Layout, *, interrupted: bool) -> bool:
    """Tell whether `line` goes on with a paragraph in a text of one paragraph a line."""
    before = last[-1]
    if not interrupted and line.blank > 1:
        return False
    if line.text[0] in NEVER_FIRST:
        return True
    if MARKER.match(line.text) or before.width - before.indent < _LONG or _ended(before.text):
        return False
    if interrupted:
        return line.width - line.indent >= _LONG // 2 and not TITLE_WORD.match(line.text)
    # A quotation or a title may be wrapped where the rest is not: lines of one width that no sentence ends.
    if line.blank or line.indent > before.indent:
        return False
    if layout.apart and not COLUMNS.search(before.text):
        return True
    twin = last[0] if len(last) > 1 else line
    return abs(twin.width - before.width) <= _TWIN


def _joins_wrapped(first: Line, last: Sequence[Line], line: Line, layout: Layout, *, interrupted: bool) -> bool:
    """Tell whether `line` goes on with a paragraph in a text of wrapped lines."""
    before = last[-1]
    width = layout.width
    assert width is not None
    if not interrupted and line.blank > (2 if layout.spaced else 0):
        return False
    if line.text[0] in NEVER_FIRST:
        return True
    if len(line.text) <= _SCRAP and COLUMNS.search(before.text) and not TITLE_WORD.match(line.text):
        return True
    if COLUMNS.search(before.text):
        return False
    full = before.width + first_unit(line.text) > width - _SLACK
    closed = is_closed(before.text)
    stopped = is_stopped(before, layout)
    above = _rises(line, layout)
    if MARKER.match(line.text) or TITLE_WORD.match(line.text):
        # A line that merely wraps before (a) or a number is full, and the sentence has not ended.
        return full and not _ended(before.text) and not stopped and not above
    if above:
        return _joins_indented(first, last, line, layout, full=full, interrupted=interrupted)
    if full:
        if closed and not _ended(line.text) and line.width < _SHORT * width:
            return False  # a heading: the last line of a paragraph would be ended
        if closed and layout.first is None:
            # Nothing but the width tells that the paragraph goes on: it must have left no room at all.
            return not interrupted and before.width + first_unit(line.text) > width
        return True
    if closed:
        return False
    marked = layout.first is not None or layout.apart
    if marked and not stopped and (layout.punctuated or layout.trail is not None):
        # Where paragraphs are marked and sentences end, a line that breaks off inside a paragraph is an accident.
        if any(other.width >= width - NEAR for other in last):
            return True
        # It is no heading if it begins as paragraphs do and what follows does not.
        if before.indent == layout.first and (line.width >= width - NEAR or is_closed(line.text)):
            return True
    return before.width >= (_SHORT if layout.first is not None else _ENDED) * width


def _joins_indented(
    first: Line, last: Sequence[Line], line: Line, layout: Layout, *, full: bool, interrupted: bool
) -> bool:
    """Tell whether a line that is indented more than a paragraph's later lines goes on with one all the same."""
    before = last[-1]
    closed = is_closed(before.text)
    if interrupted or (layout.spaced and line.blank == 0) or line.indent < first.indent:
        return full and not closed
    if layout.first is not None and line.indent - layout.base <= _LOST_MARK:
        # So small an indent may be a mark that was lost, where one knows that no sentence ended before it.
        return full and layout.trail is not None and not closed and not is_stopped(before, layout)
    quoted = line.indent == before.indent != layout.first and before.width - before.indent >= _LONG
    if quoted and not closed and (len(last) > 1 or before.text[-1] not in COMMA):
        # All lines of a quotation are indented.
        return full or abs((last[0] if len(last) > 1 else line).width - before.width) <= _TWIN
    if _hangs(first, last, line):
        return not (closed and not full)
    return layout.first is None and full and not closed


def _rises(line: Line, layout: Layout) -> bool:
    """Tell whether a line is indented as more than a lost mark at its beginning explains."""
    above = line.indent - layout.base
    return above > 0 and (layout.first is None or above * _SLIP > layout.first - layout.base)


def _ended(text: str) -> bool:
    return text[-1] in COMMA or is_closed(text)


def _hangs(first: Line, last: Sequence[Line], line: Line) -> bool:
    """Tell whether a numbered paragraph's later lines are indented more than its first."""
    if not MARKER.match(first.text) or line.indent <= first.indent:
        return False
    return last[-1] is first or abs(last[-1].indent - line.indent) <= 1
