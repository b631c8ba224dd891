"""Calibration and thresholds, from the scores of paragraphs that the scoring model had not seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from pipeline.model import Decision, leads

# A topic's own best threshold is trusted as much as the common one when it rests on this many paragraphs.
_TRUST = 20
_FEWEST_WITHOUT = 20  # paragraphs without an item; fewer tell nothing of false alarms
_SHOWN = 3  # topics of a paragraph, the best-ranked, that calibration is fitted over
# A paragraph that a person annotated counts for so many: a masthead's one item says nothing of what else is spoken of.
_ANNOTATED = 2
# A higher score is never less sure, nor is one of a text that seems to speak to something.
_BOUNDS = ((0.0, None), (0.0, None), (None, 0.0), (None, None))


def fit_decision(
    scores: NDArray[np.float64],
    labels: NDArray[np.bool_],
    beta: float = 1.0,
    false_alarms: float = 1.0,
    annotated: NDArray[np.bool_] | None = None,
) -> Decision:
    """Fit one calibration for all topics and a threshold for each.

    Parameters
    ----------
    scores
        Raw scores of held-out paragraphs, shape (paragraphs, topics + 1), the last column for speaking to no item.
    labels
        Their topics, shape (paragraphs, topics).
    beta
        How much recall counts beside precision in the thresholds.
    false_alarms
        The share of paragraphs without an item that may be given one; it holds where there are enough of them.
    annotated
        Which paragraphs a person annotated; all alike by default.

    Notes
    -----
    The calibration is `pipeline.model.Decision`'s, with Platt's smoothed targets (Platt, 1999; Lin, Lin and Weng,
    2007), fitted over each paragraph's best-ranked topics: among all pairs of paragraph and topic the plainly wrong
    ones would drown them. A threshold is the mean of the topic's own best one and the one
    that is best for all topics together, weighted by the topic's paragraphs.
    """
    weight = np.ones(len(labels)) if annotated is None else np.where(annotated, float(_ANNOTATED), 1.0)
    calibration = np.array(_fit_calibration(scores, labels, weight), np.float32)
    probability = Decision(calibration, np.zeros(0, np.float32)).calibrated(scores).astype(np.float64)
    every = np.repeat(weight, labels.shape[1])
    common = best_threshold(probability.ravel(), labels.ravel(), beta, fallback=0.5, weight=every)
    threshold = np.empty(labels.shape[1])
    without = ~labels.any(axis=1)
    floor = 0.0
    if without.sum() >= _FEWEST_WITHOUT:
        floor = float(np.quantile(probability[without].max(axis=1), 1 - false_alarms))
    for topic in range(labels.shape[1]):
        positives = int(labels[:, topic].sum())
        own = best_threshold(probability[:, topic], labels[:, topic], beta, fallback=common, weight=weight)
        trust = positives / (positives + _TRUST)
        threshold[topic] = max(floor, trust * own + (1 - trust) * common)
    return Decision(calibration, threshold.astype(np.float32))


def _fit_calibration(
    scores: NDArray[np.float64], labels: NDArray[np.bool_], weight: NDArray[np.float64]
) -> list[float]:
    """Return slope, lead, nothing and offset; the search runs on standardized numbers, for learners differ in scale."""
    topics = scores[:, :-1]
    shown = np.argsort(-topics, axis=1, kind="stable")[:, :_SHOWN]
    seen = [topics, leads(topics), np.broadcast_to(scores[:, -1:], topics.shape)]
    features = np.column_stack([np.take_along_axis(feature, shown, axis=1).ravel() for feature in seen])
    true = np.take_along_axis(labels, shown, axis=1).ravel()
    center, spread = features.mean(axis=0), features.std(axis=0)
    spread[spread < 1e-9] = 1.0
    features = np.column_stack([(features - center) / spread, np.ones(len(features))])
    weight = np.repeat(weight / weight.sum() / shown.shape[1], shown.shape[1])
    positives, negatives = float(true.sum()), float((~true).sum())
    target = np.where(true, (positives + 1) / (positives + 2), 1 / (negatives + 2))

    def loss(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logit = features @ point
        error = weight * (1 / (1 + np.exp(-np.clip(logit, -60, 60))) - target)
        return float(weight @ (np.logaddexp(0, logit) - target * logit)), features.T @ error

    start = np.array([1.0, 0.0, 0.0, np.log((positives + 1) / (negatives + 1))])
    # Where every text has a topic, nothing was learned of having none.
    bounds = [*_BOUNDS[:2], (0.0, 0.0), _BOUNDS[3]] if labels.any(axis=1).all() else list(_BOUNDS)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 200}).x
    factors = found[:-1] / spread
    return [*factors.tolist(), float(found[-1] - factors @ center)]


def best_threshold(
    scores: NDArray[np.float64],
    labels: NDArray[np.bool_],
    beta: float = 1.0,
    fallback: float = 0.5,
    weight: NDArray[np.float64] | None = None,
) -> float:
    """Return the threshold with the best F-beta (van Rijsbergen, 1979), half-way between the scores that it parts.

    `weight` tells for how many each score counts; one by default.
    """
    if not labels.any():
        return fallback
    order = np.argsort(-scores, kind="stable")
    counted = np.ones(len(scores)) if weight is None else weight[order]
    ranked, hits = scores[order], labels[order] * counted
    measure = (1 + beta**2) * np.cumsum(hits) / (np.cumsum(counted) + beta**2 * hits.sum())
    measure[:-1][ranked[:-1] == ranked[1:]] = -1  # equal scores cannot be parted
    best = int(np.argmax(measure))
    below = ranked[best + 1] if best + 1 < len(ranked) else 0.0
    return float((ranked[best] + below) / 2)
