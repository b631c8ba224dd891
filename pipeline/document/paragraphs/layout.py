"""How a document is laid out: how wide its lines are wrapped, and what marks a paragraph."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.document.lines import Line, columns
from pipeline.document.paragraphs.marks import COMMA, MARKER, is_closed

_SHORTEST = 30  # columns of a line that says something about the width
_WINDOW = 6  # columns that wrapped lines differ by, for a full stop may not begin a line
_NEAR = 12  # columns below the width of a line that is as good as full
_WIDER = 0.04  # share of lines that may reach beyond the width
_UNIT = re.compile(r"[!-~]+|.[，。、；：！？）》”’]?")
_WIDEST_PAGE = 110  # columns: where few lines tell, none is wrapped wider


class Layout(NamedTuple):
    """The habits of a text.

    `width` is None where lines are not wrapped; `spaced` tells that an empty line stands between any two
    lines; `first` is the indent of a paragraph's first line, where it has one, `base` that of the lines after it;
    `apart` tells that empty lines part the paragraphs of a text that is not wrapped.
    """

    width: int | None
    spaced: bool = False
    first: int | None = None
    base: int = 0
    apart: bool = False


def find_layout(lines: Sequence[Line]) -> Layout:
    """Read the habits of a text off its lines."""
    width = _wrap_width(lines) or _width_of_few(lines)
    if width is None:
        blanks = sum(line.blank > 0 for line in lines)
        return Layout(None, apart=blanks * 5 > 4 * (len(lines) - 1) > 0)
    near = width - _NEAR
    spaced = inside = 0
    indents: Counter[int] = Counter()
    beginnings = [lines[0].indent] if lines[0].width >= near else []
    for line, following in itertools.pairwise(lines):
        if line.width >= near and not is_closed(line.text):
            indents[following.indent] += 1
            if line.width >= width - _WINDOW:
                inside += 1
                spaced += following.blank > 0
        elif following.width >= near:
            # What follows a line that was ended begins a paragraph, if it is long enough to be one.
            beginnings.append(following.indent)
    base = indents.most_common(1)[0][0] if indents else 0
    firsts = Counter(indent for indent in beginnings if indent > base)
    indented = firsts.total() * 2 > len(beginnings)
    first = firsts.most_common(1)[0][0] if indented else None
    return Layout(width, spaced > 0.6 * inside, first, base)


def _wrap_width(lines: Sequence[Line]) -> int | None:
    """Return the width that lines are wrapped at: where those end that no sentence ends."""
    long = [line for line in lines if line.width - line.indent >= _SHORTEST]
    unended = [line for line in long if line.text[-1] not in COMMA and not is_closed(line.text)]
    if len(unended) < 2:
        return None
    counts = Counter(line.width for line in unended)
    best, support = 0, 0
    for width in counts:
        near = sum(counts[narrower] for narrower in range(width - _WINDOW, width + 1))
        if (near, width) > (support, best):
            best, support = width, near
    full = sum(best - _WINDOW <= line.width <= best + 4 for line in long)
    wider = sum(line.width > best + 4 for line in long)
    if support < max(2, 0.35 * len(unended)) or wider > _WIDER * len(long) or full < 0.3 * len(long):
        return None
    return best


def _width_of_few(lines: Sequence[Line]) -> int | None:
    """Return the width of the widest line if that alone explains why unfinished lines end where they do."""
    width = max((line.width for line in lines), default=0)
    if not _SHORTEST <= width <= _WIDEST_PAGE:
        return None
    # Where every line is followed by an empty one, only an indented first line tells wrapped lines from paragraphs.
    usual = min((line.blank for line in lines[1:]), default=0)
    if usual > 1 or (usual and lines[0].indent <= min(line.indent for line in lines)):
        return None
    parted = sum(line.blank > usual for line in lines[1:]) * 2 >= len(lines) - 1
    full = 0
    for line, following in itertools.pairwise(lines):
        if following.blank > usual or following.indent > line.indent or MARKER.match(following.text):
            continue
        # A sentence may end where a line is full; that it goes on must then show by the layout.
        closed = is_closed(line.text)
        if closed and not parted and (following.indent == line.indent or not is_closed(following.text)):
            continue
        if line.width + first_unit(following.text) > width - _WINDOW:
            full += 1
        elif line.width - line.indent >= _SHORTEST // 2 and not (closed and following.indent < line.indent):
            return None
    return width if full else None


def first_unit(text: str) -> int:
    """Return the columns of what would have had to fit on the line before: a word, or a character with its mark."""
    match = _UNIT.match(text)
    return columns(match[0]) if match else 0
