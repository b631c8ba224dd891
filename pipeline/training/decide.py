"""Calibration and thresholds, from the scores of paragraphs that the scoring model had not seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from pipeline.model import Decision, leads

# A topic's own best threshold is trusted as much as the common one when it rests on this many paragraphs.
_TRUST = 20
_FEWEST_WITHOUT = 20  # paragraphs without an item; fewer tell nothing of false alarms
_SHOWN = 5  # topics of a paragraph, the best-ranked
_RISING = ((0.0, None), (0.0, None), (None, None))  # a higher score is never less sure


def fit_decision(
    scores: NDArray[np.float64], labels: NDArray[np.bool_], beta: float = 1.0, false_alarms: float = 1.0
) -> Decision:
    """Fit one calibration for all topics and a threshold for each.

    Parameters
    ----------
    scores
        Raw scores of held-out paragraphs, shape (paragraphs, topics).
    labels
        Their topics, the same shape.
    beta
        How much recall counts beside precision in the thresholds.
    false_alarms
        The share of paragraphs without an item that may be given one; it holds where there are enough of them.

    Notes
    -----
    The calibration is `pipeline.model.Decision`'s, with Platt's smoothed targets (Platt, 1999; Lin, Lin and Weng,
    2007), fitted over each paragraph's best-ranked topics, the ones that are shown: among all pairs of paragraph and
    topic the plainly wrong ones would drown them. A threshold is the mean of the topic's own best one and the one
    that is best for all topics together, weighted by the topic's paragraphs.
    """
    calibration = np.array(_fit_calibration(scores, labels), np.float32)
    probability = Decision(calibration, np.zeros(0, np.float32)).calibrated(scores).astype(np.float64)
    common = best_threshold(probability.ravel(), labels.ravel(), beta, fallback=0.5)
    threshold = np.empty(scores.shape[1])
    without = ~labels.any(axis=1)
    floor = 0.0
    if without.sum() >= _FEWEST_WITHOUT:
        floor = float(np.quantile(probability[without].max(axis=1), 1 - false_alarms))
    for topic in range(scores.shape[1]):
        positives = int(labels[:, topic].sum())
        own = best_threshold(probability[:, topic], labels[:, topic], beta, fallback=common)
        trust = positives / (positives + _TRUST)
        threshold[topic] = max(floor, trust * own + (1 - trust) * common)
    return Decision(calibration, threshold.astype(np.float32))


def _fit_calibration(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Return slope, lead and offset; the search runs on standardized numbers, for learners differ in scale."""
    shown = np.argsort(-scores, axis=1, kind="stable")[:, :_SHOWN]
    own = np.take_along_axis(scores, shown, axis=1).ravel()
    ahead = np.take_along_axis(leads(scores), shown, axis=1).ravel()
    true = np.take_along_axis(labels, shown, axis=1).ravel()
    features = np.column_stack([own, ahead, np.ones(len(own))])
    center = np.array([own.mean(), ahead.mean(), 0.0])
    spread = np.array([float(own.std()) or 1.0, float(ahead.std()) or 1.0, 1.0])
    features = (features - center) / spread
    positives, negatives = float(true.sum()), float((~true).sum())
    target = np.where(true, (positives + 1) / (positives + 2), 1 / (negatives + 2))

    def loss(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logit = features @ point
        error = 1 / (1 + np.exp(-np.clip(logit, -60, 60))) - target
        return float((np.logaddexp(0, logit) - target * logit).mean()), features.T @ error / len(logit)

    start = np.array([1.0, 0.0, np.log((positives + 1) / (negatives + 1))])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=_RISING, options={"maxiter": 200}).x
    slope, lead = found[0] / spread[0], found[1] / spread[1]
    return float(slope), float(lead), float(found[2] - slope * center[0] - lead * center[1])


def best_threshold(
    scores: NDArray[np.float64], labels: NDArray[np.bool_], beta: float = 1.0, fallback: float = 0.5
) -> float:
    """Return the threshold with the best F-beta (van Rijsbergen, 1979), half-way between the scores that it parts."""
    if not labels.any():
        return fallback
    order = np.argsort(-scores, kind="stable")
    ranked, hits = scores[order], labels[order]
    found = np.cumsum(hits)
    measure = (1 + beta**2) * found / (np.arange(1, len(ranked) + 1) + beta**2 * hits.sum())
    measure[:-1][ranked[:-1] == ranked[1:]] = -1  # equal scores cannot be parted
    best = int(np.argmax(measure))
    below = ranked[best + 1] if best + 1 < len(ranked) else 0.0
    return float((ranked[best] + below) / 2)
