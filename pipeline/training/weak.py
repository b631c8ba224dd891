"""Which of a document's several items does each of its paragraphs speak to? The masthead does not say."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Scorer = Callable[[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]], NDArray[np.float64]]

# A second listed topic is kept where it scores this close to the best, as a share of the spread of all scores.
_NEAR = 0.25


def resolve(candidates: NDArray[np.bool_], weak: NDArray[np.bool_], score: Scorer, rounds: int) -> NDArray[np.bool_]:
    """Return labels in which every weakly labelled paragraph has only the listed topics it speaks to.

    Self-training restricted to the listed topics, as in the iterated classification of multiple-instance learning
    (mi-SVM, Andrews, Tsochantaridis and Hofmann, 2002): learn from the paragraphs of documents of one item, give
    each weak paragraph the best of its document's topics, learn from all, and again.

    Parameters
    ----------
    candidates
        What the paragraphs' mastheads list, shape (paragraphs, topics).
    weak
        Which paragraphs have several candidates of which only some hold.
    score
        Learns from (paragraphs, their labels) and scores other paragraphs: shape (paragraphs, topics).
    rounds
        How often to assign at most; it ends early when nothing changes.
    """
    labels = candidates.copy()
    if not weak.any():
        return labels
    sure = np.flatnonzero(~weak)
    doubtful = np.flatnonzero(weak)
    # A topic that no document of one item holds has only weak paragraphs to be learned from at first.
    orphan = candidates.any(axis=0) & ~candidates[sure].any(axis=0)
    first = np.concatenate([sure, doubtful[candidates[doubtful][:, orphan].any(axis=1)]])
    learned = np.sort(first)
    for _ in range(rounds):
        scores = score(learned, labels[learned], doubtful)
        allowed = np.where(candidates[doubtful], scores, -np.inf)
        best = allowed.max(axis=1, keepdims=True)
        chosen = allowed >= best - _NEAR * scores.std()
        changed = bool((chosen != labels[doubtful]).any())
        labels[doubtful] = chosen
        learned = np.arange(len(labels))
        if not changed:
            break
    return labels
