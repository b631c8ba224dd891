"""Which words of a text speak for a topic: a linear model's score, shared out among the words it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.features import BOUNDARY, TfidfVectorizer, TokenTable, characters, runs_in


class Share(NamedTuple):
    """A word of a paragraph and what it adds to a score; `start` and `end` count the normalized text's code points."""

    term: str
    weight: float
    start: int
    end: int


def share_out(
    vectorizer: TfidfVectorizer,
    weights: NDArray[np.float32],
    tokens: TokenTable,
    pairs: Sequence[tuple[int, int]],
    most: int | None = None,
) -> list[list[Share]]:
    """Return the words that speak for a topic or against it, strongest first, for many paragraphs at once.

    A term's TF-IDF times its weight is shared out evenly among the places where it stands, and a run of characters'
    share among the words it touches: so the weights of all words add up to the topic's score before calibration,
    less its bias.

    Parameters
    ----------
    vectorizer, weights
        A model's features and their weights, shape (terms, topics).
    tokens
        The paragraphs' tokens.
    pairs
        A row of `tokens` and a column of `weights` each.
    most
        At most so many words a pair; all by default.
    """
    rows, columns = np.array(pairs, np.int64).reshape(-1, 2).T
    table = tokens.take(rows)
    shares: list[list[Share]] = [[] for _ in pairs]
    if not len(table.ids):
        return shares
    gains = _gains(vectorizer, weights, table, columns)
    lengths = np.array([len(word) for word in table.words], np.int64)[table.ids]
    ends = np.cumsum(lengths)
    owner = table.rows()
    # What stands before a row is taken off, so that places count from the row's own beginning.
    ends -= np.concatenate([[0], ends])[table.offsets[:-1]][owner]
    real = np.array([word != BOUNDARY for word in table.words], bool)[table.ids]
    kept = np.flatnonzero(real & (gains != 0))
    kept = kept[np.lexsort((kept, -gains[kept], owner[kept]))]
    first = np.searchsorted(owner[kept], np.arange(len(table)))
    if most is not None:
        kept = kept[np.arange(len(kept)) - first[owner[kept]] < most]
    columns_of = (owner[kept], table.ids[kept], gains[kept], ends[kept] - lengths[kept], ends[kept])
    for pair, word, gain, start, end in zip(*(column.tolist() for column in columns_of), strict=True):
        shares[pair].append(Share(table.words[word], gain, start, end))
    return shares


def _gains(
    vectorizer: TfidfVectorizer, weights: NDArray[np.float32], table: TokenTable, columns: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return what each token adds to its row's score in the row's column of `weights`."""
    features = vectorizer.transform(table)
    width = features.shape[1]
    own_row = table.rows()
    keys = np.repeat(np.arange(len(table)), np.diff(features.indptr)) * width + features.indices
    gains = np.zeros(len(table.ids))

    def add(rows: NDArray[np.int64], terms: NDArray[np.int64], owners: Sequence[NDArray[Any]]) -> None:
        """Add each term's worth to its places, evenly; `owners` are the tokens that each place touches."""
        place = np.searchsorted(keys, rows * width + terms)
        counts = np.bincount(place, minlength=len(keys))
        part = features.data[place].astype(np.float64) * weights[terms, columns[rows]] / (counts[place] * len(owners))
        for owner in owners:
            gains[:] += np.bincount(owner, part, len(gains))

    words = vectorizer.word_columns(table)
    known = np.flatnonzero(words >= 0)
    add(own_row[known], words[known], [known])
    stream, owner = characters(table)
    for size in range(1, vectorizer.params.characters + 1):
        starts, found = runs_in(stream, own_row[owner], size)
        runs = vectorizer.run_columns(found)
        starts = starts[runs >= 0]
        add(own_row[owner[starts]], runs[runs >= 0], [owner[starts + shift] for shift in range(size)])
    return gains
