"""The unit that is classified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["body", "heading", "procedural", "signature", "footnote", "furniture"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and its place in the source.

    Attributes
    ----------
    kind : str
        "body" is what speaks to items; everything else is kept and shown.
    start, end : int
        Where it stands: `source[start:end]` holds its characters and the white space of the layout.
    text : str
        The source's own characters, wrapped lines joined.
    gaps : tuple of (int, int)
        Where a page ends inside it: the parts of `source[start:end]` that are others' (page numbers, footnotes).
    """

    kind: Kind
    start: int
    end: int
    text: str
    gaps: tuple[tuple[int, int], ...] = ()

    def places(self, source: str) -> list[int]:
        """Return where in `source` each character of `text` stands that is not white space, in order."""
        places: list[int] = []
        start = self.start
        for end, following in (*self.gaps, (self.end, self.end)):
            places += [place for place in range(start, end) if not source[place].isspace()]
            start = following
        return places
