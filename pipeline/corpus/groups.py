"""Documents that share near-duplicate paragraphs: annual resolutions, documents with two symbols, corrigenda."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

import numpy as np
from numpy.typing import NDArray

_SHINGLE = 5  # characters
_HASHES = 64
_BAND = 4  # hashes that must agree for two paragraphs to be compared
_ROWS = 100_000  # signatures held at once
_SHORTEST = 40  # characters: shorter paragraphs are formulas that unrelated documents share


def signature(text: str) -> NDArray[np.uint64] | None:
    """Return the MinHash signature (Broder, 1997) of a paragraph's 5-character shingles, None if it is too short."""
    flat = "".join(text.split())
    if len(flat) < _SHORTEST:
        return None
    points = np.frombuffer(flat.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    with np.errstate(over="ignore"):
        shingles = np.zeros(len(points) - _SHINGLE + 1, np.uint64)
        for shift in range(_SHINGLE):
            shingles = shingles * np.uint64(1_000_003) + points[shift : shift + len(shingles)]
        shingles = _mixed(np.unique(shingles))
        return np.asarray(np.min(_mixed(shingles[:, None] ^ _SEEDS[None, :]), axis=0), np.uint64)


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return a well-spread permutation of 64-bit numbers (the finalizer of SplitMix64, Steele et al., 2014)."""
    with np.errstate(over="ignore"):
        values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return values ^ (values >> np.uint64(31))


_SEEDS = _mixed(np.arange(1, _HASHES + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))


def group_documents(
    documents: Sequence[str], signatures: Iterable[tuple[int, NDArray[np.uint64]]], similarity: float
) -> list[str]:
    """Return the group of each document, named after its first member.

    Parameters
    ----------
    documents
        The documents in order.
    signatures
        For each long paragraph, the position of its document and its signature.
    similarity
        Share of agreeing hashes, an estimate of the Jaccard similarity, from which two paragraphs are near-duplicates.

    Notes
    -----
    Paragraphs that agree in a whole band of hashes are compared (locality-sensitive hashing, Leskovec, Rajaraman and
    Ullman, 2014, chapter 3), each with the next one of its bucket. Signatures lie in a temporary file, so that
    memory holds some twenty bytes a paragraph and not five hundred.
    """
    parent = list(range(len(documents)))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    with tempfile.TemporaryFile() as file:
        owner = _store(file, signatures)
        if len(owner) > 1:
            stored = np.memmap(file, np.uint32, "r", shape=(len(owner), _HASHES))
            for band in range(0, _HASHES, _BAND):
                for left, right in _near_duplicates(stored, owner, band, similarity):
                    one, other = root(left), root(right)
                    parent[max(one, other)] = min(one, other)
            del stored
    return [documents[root(node)] for node in range(len(documents))]


def _store(file: IO[bytes], signatures: Iterable[tuple[int, NDArray[np.uint64]]]) -> NDArray[np.int32]:
    owner = array("i")
    for document, hashes in signatures:
        owner.append(document)
        file.write((hashes >> np.uint64(32)).astype(np.uint32).tobytes())
    file.flush()
    return np.frombuffer(owner, np.int32) if owner else np.zeros(0, np.int32)


def _near_duplicates(
    stored: NDArray[np.uint32], owner: NDArray[np.int32], band: int, similarity: float
) -> Iterator[tuple[int, int]]:
    """Yield pairs of documents of which two paragraphs share a band of hashes and are near-duplicates."""
    keys = np.empty(len(owner), np.uint64)
    for start in range(0, len(owner), _ROWS):
        part = np.asarray(stored[start : start + _ROWS, band : band + _BAND], np.uint64)
        pairs = part[:, ::2] << np.uint64(32) | part[:, 1::2]
        keys[start : start + _ROWS] = _mixed(pairs[:, 0]) ^ pairs[:, 1]
    order = np.argsort(keys, kind="stable")
    same = np.flatnonzero(keys[order[1:]] == keys[order[:-1]])
    left, right = order[same], order[same + 1]
    apart = owner[left] != owner[right]
    left, right = left[apart], right[apart]
    for start in range(0, len(left), _ROWS):
        one, other = left[start : start + _ROWS], right[start : start + _ROWS]
        near = (stored[one] == stored[other]).mean(axis=1) >= similarity
        yield from zip(owner[one[near]].tolist(), owner[other[near]].tolist(), strict=True)
