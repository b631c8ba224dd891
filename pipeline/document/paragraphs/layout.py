"""How a document is laid out: how wide its lines are wrapped, and what marks a paragraph."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.document.lines import Line
from pipeline.document.paragraphs.marks import COMMA, is_closed

_SHORTEST = 30  # columns of a line that says something about the width
_WINDOW = 6  # columns that wrapped lines differ by, for a full stop may not begin a line
_WIDER = 0.04  # share of lines that may reach beyond the width


class Layout(NamedTuple):
    """The habits of a text.

    `width` is None where lines are not wrapped; `spaced` where an empty line stands between any two lines;
    `indented` where the first line of a paragraph is; `base` is the indent of the lines after it.
    """

    width: int | None
    spaced: bool
    indented: bool
    base: int


def find_layout(lines: Sequence[Line]) -> Layout:
    """Read the habits of a text off its lines."""
    long = [line for line in lines if line.width - line.indent >= _SHORTEST]
    unended = [line for line in long if line.text[-1] not in COMMA and not is_closed(line.text)]
    width = _wrap_width(long, unended)
    if width is None:
        return Layout(None, False, False, 0)
    near = width - 2 * _WINDOW
    spaced = inside = 0
    indents: Counter[int] = Counter()
    beginnings: list[int] = []
    for line, following in itertools.pairwise(lines):
        if line.width >= near and not is_closed(line.text):
            inside += 1
            spaced += following.blank > 0
            indents[following.indent] += 1
        elif following.width >= near:
            # What follows a line that was ended begins a paragraph, if it is long enough to be one.
            beginnings.append(following.indent)
    base = indents.most_common(1)[0][0] if indents else 0
    starts = len(beginnings)
    indented = sum(indent > base for indent in beginnings)
    return Layout(width, spaced * 2 > inside, indented * 2 > starts, base)


def _wrap_width(long: Sequence[Line], unended: Sequence[Line]) -> int | None:
    """Return the width that lines are wrapped at: where those end that no sentence ends."""
    if len(unended) < 2:
        return None
    counts = Counter(line.width for line in unended)
    best, support = 0, 0
    for width in counts:
        near = sum(counts[narrower] for narrower in range(width - _WINDOW, width + 1))
        if (near, width) > (support, best):
            best, support = width, near
    wider = sum(line.width > best + 4 for line in long)
    if support < max(2, 0.35 * len(unended)) or wider > _WIDER * len(long) or support < 0.3 * len(long):
        return None
    return best
