"""What a masthead says, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.document.masthead.items import ListName

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reference:
    """Items of one list that a masthead names; `list` is None where its wording is damaged or missing."""

    list: ListName | None
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Masthead:
    """The block at a document's head; what it does not say is None or empty.

    Attributes
    ----------
    organ : str or None
        The first letters of its symbols: "A", "S", "E", "A/HRC".
    symbol, symbols : str or None, tuple of str
        The document's symbol, and all of them where it has several.
    session : int, str or None
        A regular session's number, or "ES-10", "S-20", "2023".
    list, items : str or None, tuple of str
        The first list named and its items.
    references : tuple of Reference
        All lists named, each with its items.
    titles : tuple of str
        The items' titles as they stand, wrapped lines joined.
    date : str or None
        ISO date.
    title : str or None
        The document's own title.
    body : str or None
        Another body that the document names as its own, where no organ is known.
    report : str or None
        The symbol of the committee report that a resolution was adopted on.
    witness : Reference or None
        The items that a letter itself asks to be circulated under.
    spans : tuple of (int, int)
        Where the masthead stands in the source, sorted and disjoint.
    fields : mapping of str to (int, int)
        Where each field that was found stands in the source.
    warnings : tuple of str
        What does not fit, one line each.
    """

    organ: str | None = None
    symbol: str | None = None
    session: int | str | None = None
    list: ListName | None = None
    items: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    titles: tuple[str, ...] = ()
    date: str | None = None
    title: str | None = None
    symbols: tuple[str, ...] = ()
    body: str | None = None
    report: str | None = None
    witness: Reference | None = None
    spans: tuple[Span, ...] = ()
    fields: Mapping[str, Span] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the masthead as `agenda predict` and `agenda masthead` print it."""
        return {
            "organ": self.organ,
            "symbol": self.symbol,
            "session": self.session,
            "list": self.list,
            "items": [*self.items],
            "references": [{"list": entry.list, "items": [*entry.items]} for entry in self.references],
            "titles": [*self.titles],
            "date": self.date,
            "title": self.title,
        }
