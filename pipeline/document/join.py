"""Joining the lines that a paragraph or a title was wrapped into."""

from __future__ import annotations

from collections.abc import Iterable

# From here on characters are written without spaces between them: Chinese, its punctuation, full-width forms.
_WIDE = 0x2E80
_NO_SPACE_AFTER = frozenset("-/([{–—‐“‘")
_NO_SPACE_BEFORE = frozenset(")]},.;:!?%/”’–—…")


def join_lines(source: str, spans: Iterable[tuple[int, int]]) -> str:
    """Join pieces of `source`: with a space between two Latin words or numbers, with nothing next to Chinese."""
    pieces: list[str] = []
    last = ""
    for start, end in spans:
        piece = source[start:end]
        if not piece:
            continue
        if last and parted(last, piece[0]):
            pieces.append(" ")
        pieces.append(piece)
        last = piece[-1]
    return "".join(pieces)


def parted(left: str, right: str) -> bool:
    """Tell whether a space belongs between two characters on the two sides of a join."""
    wide = ord(left) >= _WIDE or ord(right) >= _WIDE
    return not (wide or left in _NO_SPACE_AFTER or right in _NO_SPACE_BEFORE)
