"""Cutting a text into paragraphs: which line goes on with the one before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.document.lines import Line, columns
from pipeline.document.paragraphs.layout import Layout
from pipeline.document.paragraphs.marks import COMMA, MARKER, NEVER_FIRST, TITLE_WORD, is_closed, is_furniture

_SLACK = 5  # columns that a full line may stay below the width
_SHORT = 0.6  # of the width: a line below it was ended where paragraphs are marked by an indent
_ENDED = 0.8  # of the width: a line below it was ended where nothing marks paragraphs
_TWIN = 3  # columns that lines of one narrow block differ by
_UNIT = re.compile(r"[!-~]+|.[，。、；：！？）》”’]?")
_COLUMNS = re.compile(r"\S\s{4,}\S")


def group_lines(lines: Sequence[Line], layout: Layout) -> Iterator[list[Line]]:
    """Yield the lines of each paragraph."""
    if not lines:
        return
    group = [lines[0]]
    joins = _joins_wrapped if layout.width is not None else _joins_plain
    for line in lines[1:]:
        if joins(group, line, layout):
            group.append(line)
        else:
            yield group
            group = [line]
    yield group


def _joins_plain(group: list[Line], line: Line, layout: Layout) -> bool:
    """Tell whether `line` goes on with `group` in a text of one paragraph a line."""
    before = group[-1]
    if line.blank > 1 or is_furniture(before.text) or is_furniture(line.text):
        return False
    if line.text[0] in NEVER_FIRST:
        return True
    # A quotation or a table of contents may be wrapped where the rest is not: lines of one width that no sentence ends.
    if line.blank or line.indent > before.indent or before.width < 44 or MARKER.match(line.text):
        return False
    if is_closed(before.text) or before.text[-1] in COMMA:
        return False
    twin = group[-2] if len(group) > 1 else line
    return abs(twin.width - before.width) <= _TWIN


def _joins_wrapped(group: list[Line], line: Line, layout: Layout) -> bool:
    """Tell whether `line` goes on with `group` in a text of wrapped lines."""
    before = group[-1]
    width = layout.width
    assert width is not None
    if is_furniture(before.text) or is_furniture(line.text):
        return False
    if line.blank > (2 if layout.spaced else 0):
        return False
    if line.text[0] in NEVER_FIRST:
        return True
    full = before.width + _first_unit(line.text) > width - _SLACK
    closed = is_closed(before.text)
    page_join = layout.spaced and line.blank == 0
    if MARKER.match(line.text) or TITLE_WORD.match(line.text):
        # A line that merely wraps before (a) or a number is full, and the sentence has not ended.
        return full and not closed and before.text[-1] not in COMMA and line.indent <= layout.base
    if line.indent > layout.base:
        if page_join:
            return full and not closed
        if _hangs(group, line):
            return not (closed and not full)
        return not layout.indented and full and not closed
    if full:
        return True
    if closed or _COLUMNS.search(before.text):
        return False
    return before.width >= (_SHORT if layout.indented else _ENDED) * width


def _hangs(group: list[Line], line: Line) -> bool:
    """Tell whether a numbered paragraph's later lines are indented more than its first."""
    first = group[0]
    if not MARKER.match(first.text) or line.indent <= first.indent:
        return False
    return len(group) == 1 or abs(group[-1].indent - line.indent) <= 1


def _first_unit(text: str) -> int:
    """Return the columns of what would have had to fit on the line before: a word, or a character with its mark."""
    match = _UNIT.match(text)
    return columns(match[0]) if match else 0
