"""The physical lines of a text, with what the eye sees of them: indent, width, empty lines above."""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """A line that holds something, without the white space around it."""

    start: int
    end: int
    text: str
    indent: int  # columns of white space before it
    width: int  # columns up to its last character; a Chinese character takes two
    blank: int  # empty lines above it
    trail: int = 0  # white space after it, in characters


def columns(text: str) -> int:
    """Return how many columns `text` takes; wide characters are those of three bytes and more in UTF-8."""
    return (len(text.encode("utf-8", "surrogatepass")) + len(text)) // 2


def split_lines(text: str, start: int = 0, end: int | None = None) -> list[Line]:
    """Return the lines of `text[start:end]` that hold something."""
    lines: list[Line] = []
    blank = 0
    position = start
    for raw in text[start:end].splitlines(keepends=True):
        stripped = raw.strip()
        if stripped:
            lead = len(raw) - len(raw.lstrip())
            indent = columns(raw[:lead].expandtabs(8)) if lead else 0
            first = position + lead
            last = first + len(stripped)
            trail = len(raw.rstrip("\r\n")) - lead - len(stripped)
            width = indent + columns(stripped)
            lines.append(Line(first, last, stripped, indent, width, blank if lines else 0, max(trail, 0)))
            blank = 0
        else:
            blank += 1
        position += len(raw)
    return lines
