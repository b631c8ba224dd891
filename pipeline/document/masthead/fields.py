"""The fields that the elements of a head give: organ, symbols, session, items, date, report."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

from pipeline.document.masthead.entries import ElementLine
from pipeline.document.masthead.head import Head
from pipeline.document.masthead.model import Reference, Span
from pipeline.document.masthead.scan import Element
from pipeline.document.masthead.words import ORGANS, SYMBOL
from pipeline.document.numerals import NUMERAL, parse_number

_SESSION = re.compile(rf"第({NUMERAL}+|\d+)届(紧急特别|特别)?")
_CHINESE = re.compile(rf"(\d{{4}}|{NUMERAL}{{4}})年(\d{{1,2}}|{NUMERAL}{{1,3}})月(\d{{1,2}}|{NUMERAL}{{1,3}})日")
_ENGLISH = re.compile(r"(\d{1,2}) ([A-Z][a-z]+) (\d{4})")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SYMBOL = re.compile(SYMBOL)
# Bodies of the Assembly with agendas of their own: their symbols name them before the session or the year.
_OWN_AGENDA = re.compile(r"(?:A/(?:HRC|AC\.\d+|CN\.\d+|CONF\.\d+)|E/(?:CN|C|AC|ICEF|ESCAP|ECE)(?:\.\d+)?|[A-Z]+)")
_ENGLISH_ORGANS = {
    "GENERAL ASSEMBLY": "A",
    "SECURITY COUNCIL": "S",
    "ECONOMIC AND SOCIAL COUNCIL": "E",
    "HUMAN RIGHTS COUNCIL": "A/HRC",
}
_UNITS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
)  # fmt: skip
_TENS = ("twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet")


@dataclass(slots=True)
class Found:
    """What the elements say."""

    organ: str | None = None
    symbol: str | None = None
    symbols: tuple[str, ...] = ()
    session: int | str | None = None
    references: tuple[Reference, ...] = ()
    date: str | None = None
    report: str | None = None
    anchored: bool = False  # the wording of items stands there, if without numbers
    resolution: bool = False
    is_masthead: bool = False
    places: dict[str, Span] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    @property
    def numbers(self) -> int:
        """How many items are named in all; sub-items of one count once."""
        return len({item.partition("(")[0] for reference in self.references for item in reference.items})


def collect(head: Head) -> Found:
    """Gather the fields of a head."""
    found = Found()
    placed = [
        (line, element) for line in head.entries if isinstance(line, ElementLine) for element in line.scan.elements
    ]
    kinds = {element.kind for _, element in placed}
    _read_symbols(found, placed)
    _read_organ(found, placed)
    _read_session(found, placed)
    _read_items(found, placed)
    for line, element in placed:
        if element.kind == "date" and found.date is None:
            found.date = iso_date(element.text)
            if found.date:
                found.places["date"] = line.squeezed.span(element.start, element.end)
        elif element.kind == "resolution":
            found.resolution = True
            dated = iso_date(element.text)
            if dated and found.date is None:
                found.date = dated
                found.places["date"] = line.squeezed.span(element.start, element.start + element.text.index("日") + 1)
            if found.organ is None:
                found.organ = "A"
        elif element.kind == "resolution_number":
            found.resolution = True
            number = re.search(r"(\d{1,3})/", element.text)
            if number and found.session is None:
                found.session = int(number[1])
                found.places["session"] = line.squeezed.span(element.start, element.end)
        elif element.kind == "bracket":
            found.resolution = True
            symbol = _SYMBOL.search(element.text)
            if symbol and "的报告" in element.text:
                found.report = symbol[0]
                found.places["report"] = line.squeezed.span(
                    element.start + symbol.start(), element.start + symbol.end()
                )
    telling = {"session", "year_session", "english_session", "items", "symbol", "organ", "nations", "english_organ"}
    found.is_masthead = bool(kinds & (telling | {"resolution", "bracket"})) or (
        "resolution_number" in kinds and len(kinds) > 1
    )
    return found


Placed = list[tuple[ElementLine, Element]]


def _read_symbols(found: Found, placed: Placed) -> None:
    symbols: dict[str, Span] = {}
    for line, element in placed:
        if element.kind == "symbol" and any(character.isdigit() for character in element.text):
            symbols.setdefault(element.text.rstrip("*."), line.squeezed.span(element.start, element.end))
    if symbols:
        found.symbols = tuple(symbols)
        found.symbol = next((symbol for symbol in symbols if symbol.startswith("A/")), found.symbols[0])
        found.places["symbol"] = symbols[found.symbol]


def organ_of_symbol(symbol: str) -> str:
    """Return the organ whose agenda a document with this symbol is numbered by."""
    match = _OWN_AGENDA.match(symbol)
    return match[0].removesuffix("/") if match else symbol.partition("/")[0]


def _read_organ(found: Found, placed: Placed) -> None:
    named: dict[str, Span] = {}
    for line, element in placed:
        organ = None
        if element.kind == "organ":
            organ = ORGANS[element.text]
        elif element.kind == "english_organ":
            organ = _ENGLISH_ORGANS[element.text.upper()]
        if organ:
            named.setdefault(organ, line.squeezed.span(element.start, element.end))
    if found.symbol:
        found.organ = organ_of_symbol(found.symbol)
        if place := named.get(found.organ):
            found.places["organ"] = place
        else:
            found.places["organ"] = found.places["symbol"]
        return
    if not named:
        return
    # Below the Assembly's own name stands that of its body with an agenda of its own.
    bodies = [organ for organ in named if organ not in ("A", "S", "E")]
    found.organ = bodies[0] if bodies else ("A" if "A" in named else next(iter(named)))
    found.places["organ"] = named[found.organ]


def _read_session(found: Found, placed: Placed) -> None:
    for line, element in placed:
        session: int | str | None = None
        if element.kind == "session":
            session = _numbered_session(element.text)
        elif element.kind == "english_session":
            session = _english_session(element.text)
        elif element.kind == "year_session" and found.organ != "A":
            session = element.text[:4]
        if session is not None:
            found.session = session
            found.places["session"] = line.squeezed.span(element.start, element.end)
            return
    for line, element in placed:
        if element.kind == "year_session":
            found.session = element.text[:4]
            found.places["session"] = line.squeezed.span(element.start, element.end)
            return


def _numbered_session(text: str) -> int | str | None:
    match = _SESSION.match(text)
    number = parse_number(match[1]) if match else None
    if match is None or number is None:
        return None
    if match[2]:
        return f"{'ES' if match[2] == '紧急特别' else 'S'}-{number}"
    return number


def _english_session(text: str) -> int | str | None:
    words = text.lower().replace("-", " ").split()
    special = "ES" if "emergency" in words else ("S" if "special" in words else None)
    number = 0
    for word in words:
        if word in _UNITS:
            number += _UNITS.index(word) + 1
        else:
            tens = next((index for index, stem in enumerate(_TENS) if word in (stem + "y", stem + "ieth")), None)
            if tens is not None:
                number += 10 * (tens + 2)
    if not number:
        return None
    return f"{special}-{number}" if special else number


def _read_items(found: Found, placed: Placed) -> None:
    """Read the references; those under another organ's name are that organ's and are left out."""
    references: list[Reference] = []
    columns: list[str] = []
    for line in dict.fromkeys(line.start for line, _ in placed):
        row = [(entry, element) for entry, element in placed if entry.start == line]
        organs = [ORGANS[element.text] for _, element in row if element.kind == "organ"]
        columns = organs or columns
        items = [(entry, element) for entry, element in row if element.kind in ("items", "bare_items")]
        for position, (entry, element) in enumerate(items):
            if element.kind == "bare_items":
                found.anchored = True
                found.warnings.append("the masthead's wording of items has no number after it")
                continue
            owner = columns[min(position, len(columns) - 1)] if columns else found.organ
            if owner in ("S", "E", "T") and found.organ == "A":
                found.warnings.append(f"items {', '.join(element.items)} of another organ's agenda ({owner}) left out")
                continue
            references.append(Reference(element.list, element.items))
            found.places.setdefault("items", entry.squeezed.span(element.start, element.end))
            if element.list is not None:
                found.places.setdefault("list", entry.squeezed.span(element.start, element.end))
    found.references = tuple(dict.fromkeys(references))
    found.anchored = found.anchored or bool(references)


def iso_date(text: str) -> str | None:
    """Return the first date in `text` as YYYY-MM-DD; None if there is none that the calendar knows."""
    chinese = _CHINESE.search(text)
    if chinese:
        numbers = [parse_number(part) for part in chinese.groups()]
    else:
        english = _ENGLISH.search(text)
        if english is None or english[2] not in _MONTHS:
            return None
        numbers = [int(english[3]), _MONTHS.index(english[2]) + 1, int(english[1])]
    year, month, day = (number or 0 for number in numbers)
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None
