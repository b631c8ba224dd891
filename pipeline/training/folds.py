"""Dealing groups of documents into folds so that every fold holds some of every topic."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def deal_folds(
    groups: Sequence[str],
    labels: NDArray[np.bool_] | NDArray[np.int32],
    folds: int,
    seed: int,
    sizes: Sequence[int] | None = None,
) -> NDArray[np.int64]:
    """Return the fold of every paragraph; paragraphs of one group share it.

    Groups are dealt one by one, those with the rarest topic first, each into the fold that lacks its topics most
    (iterative stratification, Sechidis et al., 2011, with groups in the place of examples); `seed` orders equals.

    Parameters
    ----------
    groups
        The group of each paragraph, or every group once.
    labels
        The topics of each paragraph, or how many of a group's paragraphs each topic has; shape (groups, topics).
    sizes
        How many paragraphs each entry of `groups` stands for; one by default.
    """
    names, member = np.unique(np.asarray(groups, dtype=object).astype(str), return_inverse=True)
    held = np.zeros((len(names), labels.shape[1]))
    np.add.at(held, member, labels)
    size = np.bincount(member, sizes, minlength=len(names)).astype(float)
    spread = (held > 0).sum(axis=0).astype(float)  # in how many groups a topic stands
    rarest = np.where(held > 0, spread, np.inf).min(axis=1, initial=np.inf)
    order = np.random.default_rng(seed).permutation(len(names))
    order = order[np.lexsort((-size[order], rarest[order]))]
    have = np.zeros((folds, labels.shape[1]))
    filled = np.zeros(folds)
    fold_of_group = np.zeros(len(names), np.int64)
    share = np.maximum(held.sum(axis=0), 1)
    for group in order:
        topics = held[group] > 0
        lack = (have[:, topics] / share[topics]).sum(axis=1).round(9)
        fold = int(np.lexsort((filled, lack))[0])
        fold_of_group[group] = fold
        have[fold] += held[group]
        filled[fold] += size[group]
    result: NDArray[np.int64] = fold_of_group[member]
    return result
