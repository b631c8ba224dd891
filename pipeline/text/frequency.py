"""The frequency that jieba gives to a new word, worked out without loading jieba."""

from __future__ import annotations

import importlib.util
from bisect import bisect_left
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import AgendaError


class JiebaDictionary:
    """The figures of jieba's dictionary, as they change while words are added.

    Loading jieba takes a second and 90 MB, reading its word list for a few figures 50 ms.
    """

    def __init__(self, cut_known: Callable[[str], list[str]]) -> None:
        self._cut_known = cut_known
        self._lines = sorted(_dictionary_file().read_bytes().split(b"\n"))
        self._added: dict[str, int] = {}
        self._starts: set[str] = set()
        self.total = 60_101_967  # of the dictionary of jieba 0.42.1

    def add(self, word: str, frequency: int | None) -> int:
        """Count `word` as jieba's `add_word` does and return its frequency."""
        if frequency is None:
            frequency = self._suggest(word)
        self._added[word] = frequency
        self._starts.update(word[:end] for end in range(1, len(word)))
        self.total += frequency
        return frequency

    def get(self, word: str, default: int) -> int:
        """Return the frequency of `word`; 0 if only the start of a word, `default` if neither."""
        if word in self._added:
            return self._added[word]
        start = word.encode("utf-8")
        index = bisect_left(self._lines, start + b" ")
        if index < len(self._lines) and self._lines[index].startswith(start + b" "):
            return int(self._lines[index].split(b" ")[1])
        # Longer words that start with this one stand from here on, for a space sorts before all characters of words.
        if index < len(self._lines) and self._lines[index].startswith(start):
            return 0
        return 0 if word in self._starts else default

    def _suggest(self, word: str) -> int:
        # In the order of jieba's own arithmetic, so that rounding falls out the same.
        total = float(self.total)
        share = 1.0
        for part in self._cut_known(word):
            share *= self.get(part, 1) / total
        return max(int(share * self.total) + 1, self.get(word, 1))


def _dictionary_file() -> Path:
    found = importlib.util.find_spec("jieba")
    if found is None or found.origin is None:
        raise AgendaError("jieba is not installed; run `make repro`, which installs everything that is needed")
    return Path(found.origin).with_name("dict.txt")
