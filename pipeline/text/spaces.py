"""Spaces in Chinese text: stray ones told from those that stand for lost punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from pipeline.text.engine import plain_engine

_HAN = "\u3007\u25cb\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_IS_HAN = re.compile(f"[{_HAN}]")
_HAN_TAIL = re.compile(f"[{_HAN}]{{1,8}}$")
_HAN_HEAD = re.compile(f"[{_HAN}]{{1,8}}")
_WHITE = re.compile(r"\s+")
# Groups of thousands (1 700 多个), but not lists of item numbers (项目 104 105 157和 162).
_THOUSANDS = re.compile(
    r"(?<![\d.,/-])(?<!\d )(?<!项目)(?<!项目 )\d{1,3}(?: \d{3})+(?!\d)(?! \d)(?! ?[、和至] ?\d{1,3}(?! ?\d))"
)
# The marks that converters of old PDF files lose; where they are still there, no space stands for one.
_LOSABLE_MARK = re.compile("[。、；：《》“”]")
_CHARACTERS_PER_MARK = 100
_COLUMN_GAP = 3  # spaces in a row that set text apart in columns


def drop_spaces(text: str, source: str) -> tuple[str, Sequence[int]]:
    """Drop stray white space from `text`; any that stays becomes one space.

    Parameters
    ----------
    text : str
        The text after NFKC.
    source : str
        The text before it, in which full-width punctuation still tells whether punctuation was lost.

    Returns
    -------
    str, sequence of int
        The text, and for each of its characters the index in `text` as given, then the length of that.
    """
    pieces: list[str] = []
    offsets: list[int] = []
    done = 0
    run_start = 0  # after the last space kept
    punctuated: bool | None = None
    thousands: set[int] | None = None
    for match in _WHITE.finditer(text):
        start, end = match.span()
        if start == 0 or end == len(text):
            keep = False
        else:
            left, right = text[start - 1], text[end]
            left_han, right_han = _IS_HAN.match(left), _IS_HAN.match(right)
            if left_han and right_han:
                if punctuated is None:
                    punctuated = len(_LOSABLE_MARK.findall(source)) * _CHARACTERS_PER_MARK >= len(source)
                keep = _is_boundary(text, run_start, start, end, punctuated)
            elif left_han or right_han:
                keep = False
            elif left.isdigit() and right.isdigit():
                if thousands is None:
                    thousands = {
                        found.start() + index
                        for found in _THOUSANDS.finditer(text)
                        for index, character in enumerate(found[0])
                        if character == " "
                    }
                keep = start not in thousands
            else:
                keep = _parts_words(left, right)
        pieces.append(text[done:start])
        offsets.extend(range(done, start))
        if keep:
            pieces.append(" ")
            offsets.append(start)
            run_start = end
        done = end
    if not done:
        return text, range(len(text) + 1)
    pieces.append(text[done:])
    offsets.extend(range(done, len(text) + 1))
    return "".join(pieces), offsets


def _parts_words(left: str, right: str) -> bool:
    """Tell whether a space between two characters, neither of them Chinese, parts two words."""
    if unicodedata.combining(right):
        return True
    if left.isalnum() and right.isalnum():
        return True
    if left in "([" or right in ")],.;:!?%":
        return False
    return (left.isalnum() or left.isascii()) and (right.isalnum() or right.isascii())


def _is_boundary(text: str, run_start: int, start: int, end: int, punctuated: bool) -> bool:
    """Tell whether the white space between two Chinese characters stands for more than a slip of the layout."""
    gap = text[start:end]
    lines = gap.count("\n")
    if punctuated and lines < 2:
        return not lines and len(gap) >= _COLUMN_GAP
    tail = _HAN_TAIL.search(_WHITE.sub("", text[max(run_start, start - 16) : start]))
    head = _HAN_HEAD.match(text, end)
    assert tail is not None and head is not None
    if _crosses(tail[0], head[0]):
        return False
    spelled_out = len(head[0]) == 1 and (start < 2 or not _IS_HAN.match(text[start - 2]))
    if spelled_out and len(gap) < _COLUMN_GAP:
        return False
    return lines != 1


def _crosses(left: str, right: str) -> bool:
    """Tell whether a word of the dictionary spans the gap between `left` and `right`.

    It must be needed for that: two words that stand by themselves (科学 技术) stay apart.
    """
    engine = plain_engine()
    end = 0
    for word in engine.cut_known(left + right):
        start, end = end, end + len(word)
        if end > len(left):
            first, second = word[: len(left) - start], word[len(left) - start :]
            if start >= len(left):
                return False
            return not (len(first) > 1 and len(second) > 1 and engine.knows(first) and engine.knows(second))
    return False
