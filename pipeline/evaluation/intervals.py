"""How sure a figure is: bootstrap over documents, alone or of two runs on the same documents."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import InputError
from pipeline.evaluation.metrics import Tally, summarize

LOW, HIGH = 2.5, 97.5  # percentiles: a 95% interval


def confidence_intervals(sums: Tally, samples: int, seed: int) -> dict[str, tuple[float, float]]:
    """Return the 95% percentile interval of every metric (Efron and Tibshirani, 1993), documents drawn anew."""
    if not samples or len(sums.documents) < 2:
        return {}
    draw = np.random.default_rng(seed)
    drawn = [summarize(sums, weights) for weights in _weights(draw, len(sums.documents), samples)]
    return {
        name: (
            float(np.percentile([entry[name] for entry in drawn], LOW)),
            float(np.percentile([entry[name] for entry in drawn], HIGH)),
        )
        for name in drawn[0]
    }


def topic_intervals(sums: Tally, samples: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the ends of the 95% interval of every topic's F1, documents drawn anew; 0 to 1 where nothing varies."""
    topics = sums.hits.shape[1]
    if not samples or len(sums.documents) < 2:
        return np.zeros(topics), np.ones(topics)
    draw = np.random.default_rng(seed)
    weights = np.array(_weights(draw, len(sums.documents), samples))
    both = weights @ (sums.decided + sums.true)
    f1 = np.where(both > 0, 2 * (weights @ sums.hits) / np.where(both > 0, both, 1), 0.0)
    low, high = np.percentile(f1, [LOW, HIGH], axis=0)
    return low, high


def paired_differences(first: Tally, second: Tally, samples: int, seed: int) -> dict[str, tuple[float, float, float]]:
    """Return second less first, and its 95% interval, for every metric on the same documents.

    Raises
    ------
    InputError
        The two runs were not judged on the same documents.
    """
    if first.documents.tolist() != second.documents.tolist():
        raise InputError("the two runs were judged on different documents; compare runs on one corpus and split")
    draw = np.random.default_rng(seed)
    base, other = summarize(first), summarize(second)
    gaps: dict[str, list[float]] = {name: [] for name in base}
    for weights in _weights(draw, len(first.documents), samples):
        left, right = summarize(first, weights), summarize(second, weights)
        for name, values in gaps.items():
            values.append(right[name] - left[name])
    return {
        name: (
            other[name] - base[name],
            float(np.percentile(values, LOW)),
            float(np.percentile(values, HIGH)),
        )
        for name, values in gaps.items()
    }


def _weights(
    draw: np.random.Generator, documents: int, samples: int
) -> list[np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Return how often each document is drawn, for every sample."""
    chosen = draw.integers(0, documents, (samples, documents))
    return [np.bincount(row, minlength=documents).astype(float) for row in chosen]
