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
    """

    kind: Kind
    start: int
    end: int
    text: str
