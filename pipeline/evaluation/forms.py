"""Other forms of a text that a model is judged on: as an old PDF gives it, and without what names its item."""

from __future__ import annotations

import re
from collections.abc import Iterable

# What the text layer of old PDFs loses; the comma and the brackets of numbers stay.
_LOST = str.maketrans(dict.fromkeys("。、；：", " ") | dict.fromkeys("《》〈〉“”‘’「」", " "))
_NUMBER = re.compile(r"[0-9０-９]+(?:[./][0-9]+)*|(?<=第)[一二三四五六七八九十百]+(?=[号届项条])")


def degraded(text: str) -> str:
    """Return a text as old PDFs give it: 。、；：《》“” lost, a blank in their place."""
    return text.translate(_LOST)


def masked(text: str, titles: Iterable[str]) -> str:
    """Return a text without numbers and without its topics' titles."""
    for title in titles:
        text = text.replace(title, " ")
    return _NUMBER.sub(" ", text)


def names_itself(text: str, titles: Iterable[str]) -> bool:
    """Tell whether a text spells out one of the titles."""
    flat = "".join(text.split())
    return any("".join(title.split()) in flat for title in titles)
