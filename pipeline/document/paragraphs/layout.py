"""How a document is laid out: how wide its lines are wrapped, and what marks a paragraph."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.document.lines import Line, columns
from pipeline.document.paragraphs.marks import COLUMNS, COMMA, MARKER, is_closed

_SHORTEST = 30  # columns of a line that says something about the width
_WINDOW = 6  # columns that wrapped lines differ by, for a full stop may not begin a line
_WIDER = 4  # columns beyond the width that marks may hang over
NEAR = 12  # columns below the width of a line that is as good as full
_TRIED = 4  # widths
_OUTLIERS = 0.06  # share of lines that may reach beyond the width
_EVIDENCE = 3  # full lines that one line out of order does not outweigh
_HABIT = 0.08  # share of lines that is more than chance
_CHARACTERS_PER_STOP = 250
_UNIT = re.compile(r"[!-~]+|.[，。、；：！？）》”’]?")
_WIDEST_PAGE = 110  # columns: where few lines tell, none is wrapped wider


class Layout(NamedTuple):
    """The habits of a text.

    `width` is None where lines are not wrapped; `spaced` tells that an empty line stands between any two
    lines; `first` is the indent of a paragraph's first line, where it has one, `base` that of the lines after it;
    `apart` tells that empty lines part the paragraphs; `trail` is how much white space ends a line of a text that
    lost its marks, where more of it tells that a mark was lost there; None where that tells nothing.
    """

    width: int | None
    spaced: bool = False
    first: int | None = None
    base: int = 0
    apart: bool = False
    trail: int | None = None
    punctuated: bool = True


def find_layout(lines: Sequence[Line]) -> Layout:
    """Read the habits of a text off its lines."""
    punctuated = is_punctuated([line.text for line in lines])
    width = _wrap_width(lines)
    if width is None:
        blanks = sum(line.blank > 0 for line in lines)
        apart = blanks * 5 > 4 * (len(lines) - 1) > 0
        return Layout(None, apart=apart, punctuated=punctuated)
    near = width - NEAR
    spaced = inside = ended = parted = 0
    indents: Counter[int] = Counter()
    beginnings = [lines[0].indent] if lines[0].width >= near else []
    for line, following in itertools.pairwise(lines):
        if line.width >= near and not is_closed(line.text):
            indents[following.indent] += 1
            if line.width >= width - _WINDOW:
                inside += 1
                spaced += following.blank > 0
            continue
        ended += 1
        parted += following.blank > 0
        if following.width >= near:
            # What follows a line that was ended begins a paragraph, if it is long enough to be one.
            beginnings.append(following.indent)
    base = indents.most_common(1)[0][0] if indents else 0
    firsts = Counter(indent for indent in beginnings if indent > base)
    indented = firsts.total() * 2 > len(beginnings)
    first = firsts.most_common(1)[0][0] if indented else None
    every = spaced > 0.6 * inside
    trail = None if punctuated else _telling_trail(lines, width)
    return Layout(width, every, first, base, not every and parted * 5 > 4 * ended, trail, punctuated)


def is_punctuated(texts: Sequence[str]) -> bool:
    """Tell whether sentences still end with marks; a text that lost them ends sentences with nothing."""
    stops = sum(text.count("。") + text.count("；") for text in texts)
    return stops * _CHARACTERS_PER_STOP >= sum(map(len, texts))


def is_stopped(line: Line, layout: Layout) -> bool:
    """Tell whether a line of a text without marks ends where there was one."""
    return layout.trail is not None and line.trail > layout.trail


def usual_trail(trails: Sequence[int]) -> int:
    """Return the least white space at a line's end that is a habit and no accident."""
    times = Counter(trails)
    return min((trail for trail in times if times[trail] >= _HABIT * len(trails)), default=0)


def _telling_trail(lines: Sequence[Line], width: int) -> int | None:
    """Return how much white space ends a full line; None if the last lines of paragraphs end with no more."""
    usual = usual_trail([line.trail for line in lines if line.width >= width - _WINDOW])
    last = [
        line.trail
        for line, following in itertools.pairwise(lines)
        if line.width < width - NEAR and following.indent > line.indent
    ]
    return usual if 2 * sum(trail > usual for trail in last) > len(last) > 1 else None


class _Fit(NamedTuple):
    """How many lines a width explains: full ones, those that end before it though nothing ended them, wider ones."""

    full: int
    early: int
    wider: int


def _wrap_width(lines: Sequence[Line]) -> int | None:
    """Return the width that lines are wrapped at: where those end that no sentence ends."""
    written = [line for line in lines if not COLUMNS.search(line.text)]
    usual = Counter(line.blank for line in written[1:]).most_common(1)[0][0] if len(written) > 1 else 0
    counts = Counter(line.width for line in written if _is_unended(line) and line.width - line.indent >= _SHORTEST)
    if not counts:
        return _width_of_few(lines)
    near = {width: sum(counts[narrower] for narrower in range(width - _WINDOW, width + 1)) for width in counts}
    long = sum(line.width - line.indent >= _SHORTEST for line in written)
    for width in sorted(near, key=lambda width: (near[width], width), reverse=True)[:_TRIED]:
        fit = _fit(written, width, usual)
        if (
            fit.full > 1
            and fit.wider <= max(_OUTLIERS * long, fit.full / 3)
            and fit.early + fit.wider <= 0.5 * fit.full + 0.5
        ):
            return width
    return _width_of_few(lines)


def _is_unended(line: Line) -> bool:
    return line.text[-1] not in COMMA and not is_closed(line.text)


def _fit(lines: Sequence[Line], width: int, usual: int) -> _Fit:
    """Judge a width by the pairs of lines between which nothing but the width can tell why the line ends."""
    full = early = 0
    before = lines[0]
    for line, following in itertools.pairwise(lines):
        previous, before = before, line
        if following.blank > usual or following.indent > line.indent or MARKER.match(following.text):
            continue
        if not _is_unended(line):
            continue
        if line.width + first_unit(following.text) > width - _WINDOW:
            full += line.width <= width + _WIDER
        elif line.width - line.indent >= _SHORTEST // 2 and not any(
            abs(line.width - other.width) <= _WINDOW for other in (previous, following) if other is not line
        ):
            early += 1  # and not because all its neighbours are as narrow
    return _Fit(full, early, sum(line.width > width + _WIDER for line in lines))


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
