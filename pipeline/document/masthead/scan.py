"""Reading one head line as a row of masthead elements."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.document.masthead.items import ListName, parse_numbers
from pipeline.document.masthead.words import (
    ELEMENT,
    ENGLISH_LIST,
    GAP,
    ITEMS,
    RUN_ON_TITLE,
    WITHOUT_NUMBER,
    is_lone_letter,
)
from pipeline.document.squeeze import Squeezed

_LONGEST = 4000  # characters of a head line; what follows them is no masthead
_GOES_ON = re.compile("[的下之是以所由内中上和与或等为，,。；;]")
_LEADER = re.compile(r"\.{4,}|…{2,}|·{4,}")
# With one of these before it, the rest of a line is a title; after others it shows that the line is no masthead.
_STRONG = frozenset(["items", "resolution", "resolution_number", "bracket"])


class Element(NamedTuple):
    """A piece of a masthead and where it stands in the squeezed line."""

    kind: str
    start: int
    end: int
    text: str
    list: ListName | None = None
    items: tuple[str, ...] = ()
    damaged: bool = False
    starred: bool = False


class Scan(NamedTuple):
    """The elements that a line begins with, and where the rest begins (the line's length if there is none)."""

    elements: tuple[Element, ...]
    rest: int


NOTHING = Scan((), 0)


def scan(line: Squeezed) -> Scan:
    """Read a line; no elements if it is no line of a masthead."""
    text = line.text[:_LONGEST]
    if is_lone_letter(text):
        return Scan((Element("letter", 0, len(text), text),), len(line.text))
    elements: list[Element] = []
    position = 0
    strong = False
    while position < len(text):
        gap = GAP.match(text, position)
        start = gap.end() if gap and elements else position
        match = ELEMENT.match(text, start)
        element = _element(text, start, match.end(), match.lastgroup or "") if match else None
        if element is None:
            break
        elements.append(element)
        strong = strong or element.kind in _STRONG
        position = element.end
    rest = GAP.match(text, position).end() if elements else 0  # type: ignore[union-attr]
    if rest >= len(text):
        return Scan(tuple(elements), len(line.text))
    if not strong or _is_sentence(text, position, rest):
        return NOTHING
    while elements and elements[-1].kind in ("organ", "date", "nations", "symbol"):
        # 议程项目11 安全理事会的报告: the organ begins the title.
        rest = elements.pop().start
    return Scan(tuple(elements), rest)


def _is_sentence(text: str, end: int, rest: int) -> bool:
    """Tell whether what follows the elements makes a sentence of them, or a line of contents."""
    if _GOES_ON.match(text, end) or _LEADER.search(text, rest):
        return True
    return "。" in text[rest : rest + 200] and not RUN_ON_TITLE.search(text, rest, rest + 600)


def _element(text: str, start: int, end: int, kind: str) -> Element | None:
    if kind != "items":
        return Element(kind, start, end, text[start:end])
    wording = ITEMS.match(text, start)
    if wording is None:
        return None
    numbers = parse_numbers(text, wording.end())
    if not numbers.items:
        bare = WITHOUT_NUMBER.match(text, start)
        return Element("bare_items", start, bare.end(), bare[0]) if bare else None
    end = numbers.end
    found: ListName | None = None
    group = wording.lastgroup
    if group == "english":
        tail = ENGLISH_LIST.match(text, end)
        group = tail.lastgroup if tail else ("adopted" if wording[0].startswith("Agenda") else "damaged")
        end = tail.end() if tail else end
    if group == "provisional":
        found = "provisional"
    elif group == "preliminary":
        found = "preliminary"
    elif group == "adopted":
        found = "adopted"
    elif group == "damaged":
        found = _guess(wording[0])
    return Element("items", start, end, text[start:end], found, numbers.items, group == "damaged", "*" in wording[0])


def _guess(wording: str) -> ListName | None:
    """Return the list that a wording with holes can only be."""
    if "临" in wording or "时" in wording:
        return "provisional"
    if "暂" in wording or "定" in wording or "表" in wording:
        return "preliminary"
    return None
