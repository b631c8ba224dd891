"""The lines of a head, as far as they are read."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from pipeline.document.masthead.scan import Scan
from pipeline.document.squeeze import Squeezed


class TextLine(NamedTuple):
    """A line of the head that holds words of its own: a title or a part of one."""

    start: int
    end: int
    indent: int
    width: int
    blank: int
    squeezed: Squeezed


class ElementLine(NamedTuple):
    """A line of the head that begins with masthead elements, joined with those that go on with them."""

    start: int
    end: int
    squeezed: Squeezed
    scan: Scan


Entry: TypeAlias = ElementLine | TextLine
