"""What one gets without learning: the commonest topic, the likeliest title, the nearest paragraph."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def majority(labels: Bools, rows: int) -> Floats:
    """Score every topic by its share of the training paragraphs, the same for all rows."""
    return np.tile(labels.mean(axis=0), (rows, 1))


def title_match(titles: sparse.csr_array, rows: sparse.csr_array) -> Floats:
    """Score every topic by the cosine between its title and the row; one row of `titles` a topic."""
    return np.asarray((_unit(rows) @ _unit(titles).T).toarray(), np.float64)


def nearest_neighbour(known: sparse.csr_array, labels: Bools, rows: sparse.csr_array) -> Floats:
    """Score every topic by the cosine of its nearest training paragraph."""
    similarity = np.asarray((_unit(rows) @ _unit(known).T).toarray(), np.float64)
    scores = np.zeros((rows.shape[0], labels.shape[1]))
    for topic in range(labels.shape[1]):
        if labels[:, topic].any():
            scores[:, topic] = similarity[:, labels[:, topic]].max(axis=1)
    return scores


def best_only(scores: Floats) -> Bools:
    """Decide for the best topic alone where it scores at all: what a rule without thresholds does."""
    decided = np.zeros(scores.shape, bool)
    best = scores.argmax(axis=1)
    rows = np.arange(len(scores))
    decided[rows, best] = scores[rows, best] > 0
    return decided


def _unit(matrix: sparse.csr_array) -> sparse.csr_array:
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    length[length == 0] = 1
    return sparse.csr_array(sparse.diags_array(1 / length) @ matrix)
