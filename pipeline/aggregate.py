"""A document's topics, from those of its paragraphs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_MOST = 1 - 1e-6  # that a score is taken for
# Chances from which a topic is sure in a document, and certain beside one that fills it; docs/experiments.md tells why.
_SURE, _CERTAIN = 0.8, 0.95
_MANY = 2  # sure topics beside the strongest one


def document_topics(
    scores: NDArray[np.floating[Any]], decided: NDArray[np.bool_], member: NDArray[np.int64], documents: int
) -> NDArray[np.bool_]:
    """Return the topics of each document, shape (documents, topics).

    The strongest topic, by the sum of its paragraphs' scores, always holds. How sure another one is, is the chance
    that at least one of its paragraphs speaks to it (noisy or: one less the product of the chances against). Where two
    others are sure, the document is one of many items, and every topic of any paragraph holds; elsewhere stray ones
    are likelier, and only those hold that are all but certain.

    Parameters
    ----------
    scores, decided
        Calibrated scores of paragraphs and what each was given, shape (paragraphs, topics).
    member
        The number of each paragraph's document, below `documents`.
    """
    held = np.where(decided, np.clip(scores, 0.0, _MOST), 0.0).astype(np.float64)
    support, doubt = np.zeros((documents, held.shape[1])), np.zeros((documents, held.shape[1]))
    np.add.at(support, member, held)
    np.add.at(doubt, member, np.log1p(-held))
    given = np.zeros(support.shape, bool)
    np.logical_or.at(given, member, decided)
    strongest = support == support.max(axis=1, keepdims=True, initial=0.0)
    chance = 1 - np.exp(doubt)
    many = ((chance >= _SURE) & ~strongest).sum(axis=1, keepdims=True) >= _MANY
    return np.asarray(given & (strongest | many | (chance >= _CERTAIN)))
