"""One spelling for every text: compatibility forms, traditional characters and stray spaces gone, offsets kept."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.text.spaces import drop_spaces

if TYPE_CHECKING:
    from opencc import OpenCC

# Kept one for one, so that no offset moves: the full-width forms of ASCII, which are in every Chinese text.
_FULL_WIDTH = {chr(0xFF01 + index): chr(0x21 + index) for index in range(94)} | {"\u3000": " ", "\xa0": " "}
_ANY_FULL_WIDTH = re.compile("[\uff01-\uff5e\u3000\xa0]")
# Control and formatting characters without a shape; tabs and line ends are white space and stay.
_INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff"
)
_INVISIBLE_RUN = re.compile(f"[{_INVISIBLE}]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNUSUAL = re.compile(f"[{_INVISIBLE}\ud800-\udfff]")
_WHITE = re.compile(r"\s")
# Runs that NFKC may change, with the character before them, which they may combine with.
_UNSTABLE = re.compile("[\\s\\S]?[^\t-\r -~\u2014\u2018-\u201d\u3001-\u3029\u3400-\u4dbf\u4e00-\u9fff]+")
_LONGEST_CLUSTER = 32
# Web pages that were turned into traditional characters badly carry the reading after a character.
_READING = re.compile(r"(?<=[\u4e00-\u9fff])\([a-z]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-z]*\)")


@dataclass(frozen=True, slots=True)
class Normalized:
    """A normalized text and where it came from.

    Attributes
    ----------
    text : str
        The text after NFKC and conversion to simplified characters, without invisible characters and stray spaces.
    offsets : sequence of int
        For every character of `text` the index in the source that it came from, then the source's length.
        It never decreases.
    """

    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the part of the source that `text[start:end]` came from, without white space dropped after it."""
        if start >= end:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self.offsets[end - 1] + 1


def normalize(text: str) -> Normalized:
    """Bring `text` into the one spelling that tokens are cut from.

    Compatibility forms take their plain shape (NFKC), traditional characters become simplified ones, invisible
    characters go. Spaces between Chinese characters, and between those and other characters, go as well, unless
    they seem to stand for lost punctuation: then one space stays, which no token and no run of characters crosses.

    Parameters
    ----------
    text : str
        Any text whatever.

    Returns
    -------
    Normalized
        The text and a map of its characters to those of the source.
    """
    source = text
    offsets: Sequence[int] = range(len(text) + 1)
    if _UNUSUAL.search(text):
        text, offsets = _without(_SURROGATE.sub("\ufffd", text), _INVISIBLE_RUN)
    if not unicodedata.is_normalized("NFKC", text):
        for wide in set(_ANY_FULL_WIDTH.findall(text)):  # a few signs: five times as fast as `str.translate`
            text = text.replace(wide, _FULL_WIDTH[wide])
        if not unicodedata.is_normalized("NFKC", text):
            text, inner = _nfkc(text)
            offsets = _compose(offsets, inner)
    if _traditional().search(text):
        text, inner = _without(_simplify(text), _READING)
        offsets = _compose(offsets, inner)
    if _WHITE.search(text):
        text, inner = drop_spaces(text, source)
        offsets = _compose(offsets, inner)
    return Normalized(text, offsets)


def _compose(outer: Sequence[int], inner: Sequence[int]) -> Sequence[int]:
    if isinstance(outer, range):
        return inner
    if isinstance(inner, range):
        return outer
    return [outer[index] for index in inner]


def _without(text: str, unwanted: re.Pattern[str]) -> tuple[str, Sequence[int]]:
    """Return `text` without the matches of `unwanted`, and the offsets of what is left."""
    kept: list[str] = []
    offsets: list[int] = []
    start = 0
    for match in unwanted.finditer(text):
        kept.append(text[start : match.start()])
        offsets.extend(range(start, match.start()))
        start = match.end()
    if not start:
        return text, range(len(text) + 1)
    kept.append(text[start:])
    offsets.extend(range(start, len(text) + 1))
    return "".join(kept), offsets


def _nfkc(text: str) -> tuple[str, Sequence[int]]:
    pieces: list[str] = []
    offsets: list[int] = []
    done = 0
    for match in _UNSTABLE.finditer(text):
        start, end = match.span()
        pieces.append(text[done:start])
        offsets.extend(range(done, start))
        for index, cluster in _clusters(match[0]):
            plain = unicodedata.normalize("NFKC", cluster)
            pieces.append(plain)
            first = start + index
            offsets.extend(range(first, first + len(plain)) if len(plain) == len(cluster) else [first] * len(plain))
        done = end
    pieces.append(text[done:])
    offsets.extend(range(done, len(text) + 1))
    return "".join(pieces), offsets


def _clusters(text: str) -> list[tuple[int, str]]:
    """Split `text` where NFKC of the parts, one after the other, is NFKC of the whole."""
    clusters = []
    start = 0
    for index in range(1, len(text)):
        if index - start < _LONGEST_CLUSTER and _combines(text[start:index], text[index]):
            continue
        clusters.append((start, text[start:index]))
        start = index
    clusters.append((start, text[start:]))
    return clusters


def _combines(cluster: str, character: str) -> bool:
    if unicodedata.combining(unicodedata.normalize("NFKD", character)[0]):
        return True
    plain = unicodedata.normalize
    return plain("NFKC", cluster + character) != plain("NFKC", cluster) + plain("NFKC", character)


@functools.cache
def _traditional() -> re.Pattern[str]:
    """Return a pattern for characters that only traditional text has.

    A character that GB 2312 lists is at home in simplified text too (乾, 於 in names): it alone proves nothing.
    """
    han = [chr(code) for block in ((0x3400, 0x4DC0), (0x4E00, 0xA000)) for code in range(*block)]
    simplified = _converter().convert("\n".join(han)).split("\n")
    changed = [old for old, new in zip(han, simplified, strict=True) if old != new and not _in_gb2312(old)]
    return re.compile(f"[{''.join(changed)}]")


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _simplify(text: str) -> str:
    simplified: str = _converter().convert(text)
    if len(simplified) == len(text):
        return simplified
    # A phrase changed its length: characters alone never do, and offsets must hold.
    return "".join(new if len(new := _converter().convert(old)) == 1 else old for old in text)


@functools.cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")
