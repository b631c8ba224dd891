"""Documents that share near-duplicate paragraphs: annual resolutions, documents with two symbols, corrigenda."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

_SHINGLE = 5  # characters
_HASHES = 64
_BAND = 4  # hashes that must agree for two paragraphs to be compared
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
    """
    parent = list(range(len(documents)))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    buckets: dict[bytes, list[int]] = defaultdict(list)
    known: list[tuple[int, NDArray[np.uint64]]] = []
    for document, hashes in signatures:
        index = len(known)
        known.append((document, hashes))
        candidates: set[int] = set()
        for band in range(0, _HASHES, _BAND):
            key = hashlib.blake2b(hashes[band : band + _BAND].tobytes() + bytes([band]), digest_size=8).digest()
            candidates.update(buckets[key])
            buckets[key].append(index)
        for other in candidates:
            left, right = root(known[other][0]), root(document)
            if left != right and float((known[other][1] == hashes).mean()) >= similarity:
                parent[max(left, right)] = min(left, right)
    return [documents[root(node)] for node in range(len(documents))]
