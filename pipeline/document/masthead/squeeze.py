"""Head lines without the accidents of layout: one width, simplified characters, no white space; offsets kept."""

from __future__ import annotations

import re
from typing import NamedTuple

_TRADITIONAL = "議項臨時暫屆會聯國決經濟報長書員給號據過說備權續補編記錄關於處總務環規劃習組織貿護進際發聲擬證緊別電"
_SIMPLIFIED = "议项临时暂届会联国决经济报长书员给号据过说备权续补编记录关于处总务环规划习组织贸护进际发声拟证紧别电"
_PLAIN = (
    {0xFF01 + index: 0x21 + index for index in range(94)}
    | dict(zip(map(ord, _TRADITIONAL), map(ord, _SIMPLIFIED), strict=True))
    | {ord(mark): "*" for mark in "﹡∗＊⁎"}
    | {0x3000: 0x20, 0xA0: 0x20}
)
_SPACE = re.compile(r"\s+")
_WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


class Squeezed(NamedTuple):
    """`text`, and for each of its characters where it stands in the source."""

    text: str
    offsets: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the source of `text[start:end]`, which must not be empty."""
        return self.offsets[start], self.offsets[end - 1] + 1


def plain(text: str) -> str:
    """Return `text` with half-width forms and simplified characters, one for one."""
    return text.translate(_PLAIN)


def squeeze(text: str, start: int = 0, end: int | None = None) -> Squeezed:
    """Squeeze `text[start:end]`; a space stays only where it parts two Latin words or numbers."""
    flat = plain(text[start:end])
    pieces: list[str] = []
    offsets: list[int] = []
    done = 0
    for match in _SPACE.finditer(flat):
        left, right = match.span()
        pieces.append(flat[done:left])
        offsets.extend(range(start + done, start + left))
        if left > 0 and right < len(flat) and flat[left - 1] in _WORD and flat[right] in _WORD:
            pieces.append(" ")
            offsets.append(start + left)
        done = right
    pieces.append(flat[done:])
    offsets.extend(range(start + done, start + len(flat)))
    return Squeezed("".join(pieces), offsets)
