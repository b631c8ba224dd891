"""Calibration and thresholds, from the scores of paragraphs that the scoring model had not seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from pipeline.model import Decision

# A topic's own best threshold is trusted as much as the common one when it rests on this many paragraphs.
_TRUST = 20


def fit_decision(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> Decision:
    """Fit one calibration for all topics and a threshold for each.

    Parameters
    ----------
    scores
        Raw scores of held-out paragraphs, shape (paragraphs, topics).
    labels
        Their topics, the same shape.

    Notes
    -----
    The calibration is Platt's sigmoid with his smoothed targets (Platt, 1999; Lin, Lin and Weng, 2007), fitted over
    all pairs of paragraph and topic, so that it never changes the order of topics. A threshold is the mean of the
    topic's own F1-optimal one and the one that is best for all topics together, weighted by the topic's paragraphs.
    """
    topics = scores.shape[1]
    slope, offset = _platt(scores.ravel(), labels.ravel())
    probability = 1 / (1 + np.exp(-np.clip(slope * scores + offset, -60, 60)))
    common = best_threshold(probability.ravel(), labels.ravel(), fallback=0.5)
    threshold = np.empty(topics)
    for topic in range(topics):
        positives = int(labels[:, topic].sum())
        own = best_threshold(probability[:, topic], labels[:, topic], fallback=common)
        trust = positives / (positives + _TRUST)
        threshold[topic] = trust * own + (1 - trust) * common
    every = np.ones(topics)
    return Decision(
        (slope * every).astype(np.float32), (offset * every).astype(np.float32), threshold.astype(np.float32)
    )


def _platt(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> tuple[float, float]:
    center, spread = float(scores.mean()), float(scores.std()) or 1.0  # learners differ in scale; the search must not
    slope, offset = _platt_at_scale((scores - center) / spread, labels)
    return slope / spread, offset - slope * center / spread


def _platt_at_scale(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> tuple[float, float]:
    positives, negatives = float(labels.sum()), float((~labels).sum())
    target = np.where(labels, (positives + 1) / (positives + 2), 1 / (negatives + 2))

    def loss(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logit = point[0] * scores + point[1]
        error = 1 / (1 + np.exp(-np.clip(logit, -60, 60))) - target
        value = np.logaddexp(0, logit) - target * logit
        return float(value.mean()), np.array([(error * scores).mean(), error.mean()])

    start = np.array([1.0, np.log((positives + 1) / (negatives + 1))])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return float(found.x[0]), float(found.x[1])


def best_threshold(scores: NDArray[np.float64], labels: NDArray[np.bool_], fallback: float) -> float:
    """Return the threshold with the best F1, half-way between the two scores that it parts."""
    if not labels.any():
        return fallback
    order = np.argsort(-scores, kind="stable")
    ranked, hits = scores[order], labels[order]
    found = np.cumsum(hits)
    f1 = 2 * found / (np.arange(1, len(ranked) + 1) + hits.sum())
    f1[:-1][ranked[:-1] == ranked[1:]] = -1  # equal scores cannot be parted
    best = int(np.argmax(f1))
    below = ranked[best + 1] if best + 1 < len(ranked) else 0.0
    return float((ranked[best] + below) / 2)
