"""A document's topics, from those of its paragraphs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_SURE = 1 - 1e-6
# How much surer than the strongest topic's share of all support another topic must be; docs/experiments.md tells why.
_SURER = 1.3
_CERTAIN = 0.9  # sure enough beside any other topic


def document_topics(
    scores: NDArray[np.floating[Any]], decided: NDArray[np.bool_], member: NDArray[np.int64], documents: int
) -> NDArray[np.bool_]:
    """Return the topics of each document, shape (documents, topics).

    The strongest topic, by the sum of its paragraphs' scores, always holds. Any other holds if the chance that at
    least one of its paragraphs speaks to it (noisy or: one less the product of the chances against) is no less than
    1.3 times the strongest one's share of all support, or 0.9: the more a single topic fills a document, the surer
    must another be.

    Parameters
    ----------
    scores, decided
        Calibrated scores of paragraphs and what each was given, shape (paragraphs, topics).
    member
        The number of each paragraph's document, below `documents`.
    """
    held = np.where(decided, np.clip(scores, 0.0, _SURE), 0.0).astype(np.float64)
    support, doubt = np.zeros((documents, held.shape[1])), np.zeros((documents, held.shape[1]))
    np.add.at(support, member, held)
    np.add.at(doubt, member, np.log1p(-held))
    strongest = support.max(axis=1, keepdims=True, initial=0.0)
    share = strongest / np.maximum(support.sum(axis=1, keepdims=True), 1e-12)
    given = np.zeros(support.shape, bool)
    np.logical_or.at(given, member, decided)
    enough = np.minimum(_SURER * share, _CERTAIN)
    return np.asarray(given & ((1 - np.exp(doubt) >= enough) | (support == strongest)))
