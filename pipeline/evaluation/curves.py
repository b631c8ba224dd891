"""Curves over thresholds and recall: arrays in, rows out."""

from __future__ import annotations

import numpy as np

from pipeline.evaluation.metrics import Outcome

_CURVE_POINTS = 101


def threshold_sweep(outcome: Outcome) -> list[dict[str, float]]:
    """Return precision, recall and F1 over all topics for one common threshold after the other."""
    rows = []
    for threshold in np.linspace(0.02, 0.98, 49):
        decided = outcome.scores >= threshold
        hits, found, true = (decided & outcome.truth).sum(), decided.sum(), outcome.truth.sum()
        rows.append(
            {
                "threshold": float(threshold),
                "precision": float(hits / found) if found else 1.0,
                "recall": float(hits / true) if true else 0.0,
                "f1": float(2 * hits / (found + true)) if found + true else 0.0,
            }
        )
    return rows


def precision_recall(outcome: Outcome) -> list[dict[str, float]]:
    """Return the precision over all pairs of paragraph and topic at evenly spaced recalls."""
    order = np.argsort(-outcome.scores.ravel(), kind="stable")
    hits = np.cumsum(outcome.truth.ravel()[order])
    if not len(hits) or not hits[-1]:
        return []
    precision, recall = hits / np.arange(1, len(hits) + 1), hits / hits[-1]
    points = np.searchsorted(recall, np.linspace(1 / _CURVE_POINTS, 1, _CURVE_POINTS))
    return [
        {"recall": float(recall[at]), "precision": float(precision[at])} for at in np.minimum(points, len(hits) - 1)
    ]
