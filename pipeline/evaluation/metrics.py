"""Metrics of multi-label decisions and rankings, each from sums over documents so that it can be bootstrapped.

Ranking metrics count only paragraphs with an item; the others give a false-alarm rate. Definitions: Tsoumakas,
Katakis and Vlahavas (2010), Mining multi-label data; nDCG: Järvelin and Kekäläinen (2002).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.aggregate import document_topics

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

TOP = (1, 3, 5)


@dataclass(frozen=True)
class Judged:
    """Calibrated scores (paragraphs, topics) of paragraphs by models that had not seen them, and what was decided."""

    scores: NDArray[np.float32]
    decided: Bools


@dataclass(frozen=True)
class Outcome:
    """Judged paragraphs: scores, decisions and truth of shape (paragraphs, topics), and each one's document."""

    scores: NDArray[np.floating[Any]]
    decided: Bools
    truth: Bools
    document: NDArray[Any]
    topics: tuple[str, ...]

    def take(self, index: NDArray[np.int64] | Bools) -> Outcome:
        """Return the paragraphs of `index`."""
        return Outcome(self.scores[index], self.decided[index], self.truth[index], self.document[index], self.topics)

    def __len__(self) -> int:
        return len(self.truth)


def ranks(outcome: Outcome) -> NDArray[np.int64]:
    """Return each topic's place in each paragraph's ranking, best 1; equal scores keep the topics' order."""
    order = np.argsort(-outcome.scores, axis=1, kind="stable")
    places = np.empty_like(order)
    np.put_along_axis(places, order, np.arange(1, order.shape[1] + 1)[None, :], axis=1)
    return places


@dataclass(frozen=True)
class Tally:
    """What each document adds to every metric: the rows of all fields are documents."""

    documents: NDArray[Any]
    hits: Floats  # (documents, topics): decided and true
    decided: Floats
    true: Floats
    paragraphs: Floats  # (documents,)
    with_item: Floats
    without_item: Floats
    false_alarms: Floats
    exact: Floats
    wrong_cells: Floats
    ranking: dict[str, Floats]  # sums over paragraphs with an item
    document_exact: Floats
    document_f1: Floats
    document_scored: Floats


def tally(outcome: Outcome) -> Tally:
    """Sum up every document, so that a bootstrap only adds up sums."""
    names, member = np.unique(outcome.document.astype(str), return_inverse=True)
    count = len(names)

    def per_document(values: NDArray[Any]) -> Floats:
        summed = np.zeros((count, *values.shape[1:]))
        np.add.at(summed, member, values)
        return summed

    truth, decided = outcome.truth, outcome.decided
    labelled = truth.any(axis=1)
    ranking = {name: per_document(np.where(labelled, value, 0.0)) for name, value in _ranking(outcome).items()}
    hits, found, true = per_document(truth & decided), per_document(decided), per_document(truth)
    of_document = document_topics(outcome.scores, decided, member, count)
    overlap = (of_document & (true > 0)).sum(axis=1)
    size = of_document.sum(axis=1) + (true > 0).sum(axis=1)
    return Tally(
        documents=names,
        hits=hits,
        decided=found,
        true=true,
        paragraphs=per_document(np.ones(len(outcome))),
        with_item=per_document(labelled.astype(float)),
        without_item=per_document((~labelled).astype(float)),
        false_alarms=per_document((~labelled & decided.any(axis=1)).astype(float)),
        exact=per_document((truth == decided).all(axis=1).astype(float)),
        wrong_cells=per_document((truth != decided).sum(axis=1).astype(float)),
        ranking=ranking,
        document_exact=(of_document == (true > 0)).all(axis=1).astype(float),
        document_f1=np.where(size > 0, 2 * overlap / np.maximum(size, 1), 1.0),
        document_scored=np.ones(count),
    )


def _ranking(outcome: Outcome) -> dict[str, Floats]:
    places, truth = ranks(outcome), outcome.truth
    positives = np.maximum(truth.sum(axis=1), 1)
    best = np.where(truth, places, places.shape[1] + 1).min(axis=1)
    worst = np.where(truth, places, 0).max(axis=1)
    ordered = np.take_along_axis(truth, np.argsort(places, axis=1), axis=1)
    precision = np.cumsum(ordered, axis=1) / np.arange(1, ordered.shape[1] + 1)
    discount = 1 / np.log2(np.arange(2, 7))
    gain = (ordered[:, :5] * discount[: ordered.shape[1]]).sum(axis=1)
    ideal = np.cumsum(discount)[np.minimum(positives, 5) - 1]
    result = {f"top_{k}": (best <= k).astype(float) for k in TOP}
    result["lrap"] = (precision * ordered).sum(axis=1) / positives
    result["ndcg_5"] = gain / ideal
    result["coverage_error"] = worst.astype(float)
    return result


def summarize(sums: Tally, weights: Floats | None = None) -> dict[str, float]:
    """Return every metric, each document counted `weights` times (once by default); rates are between 0 and 1."""
    weight = np.ones(len(sums.documents)) if weights is None else weights
    hits, decided, true = weight @ sums.hits, weight @ sums.decided, weight @ sums.true
    support = true > 0
    f1 = _ratio(2 * hits, decided + true)
    total = weight @ sums.paragraphs
    labelled = weight @ sums.with_item
    result = {
        "micro_f1": _ratio(2 * hits.sum(), decided.sum() + true.sum()),
        "micro_precision": _ratio(hits.sum(), decided.sum()),
        "micro_recall": _ratio(hits.sum(), true.sum()),
        "macro_f1": _mean(f1[support]),
        "macro_precision": _mean(_ratio(hits, decided)[support]),
        "macro_recall": _mean(_ratio(hits, true)[support]),
        "weighted_f1": _ratio((f1 * true).sum(), true.sum()),
        "subset_accuracy": _ratio(weight @ sums.exact, total),
        "hamming_loss": _ratio(weight @ sums.wrong_cells, total * sums.hits.shape[1]),
        "false_alarm_rate": _ratio(weight @ sums.false_alarms, weight @ sums.without_item),
        "document_exact_match": _ratio(weight @ sums.document_exact, weight @ sums.document_scored),
        "document_f1": _ratio(weight @ sums.document_f1, weight @ sums.document_scored),
    }
    result |= {name: _ratio(weight @ values, labelled) for name, values in sums.ranking.items()}
    return {name: float(value) for name, value in result.items()}


def _ratio(upper: Any, lower: Any) -> Any:
    lower = np.asarray(lower, float)
    return np.where(lower > 0, np.asarray(upper, float) / np.where(lower > 0, lower, 1.0), 0.0)


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else 0.0


def per_topic(outcome: Outcome) -> list[dict[str, Any]]:
    """Return a row for each topic: paragraphs, documents, precision, recall, F1, average precision."""
    sums = tally(outcome)
    hits, decided, true = sums.hits.sum(axis=0), sums.decided.sum(axis=0), sums.true.sum(axis=0)
    return [
        {
            "topic": topic,
            "paragraphs": int(true[column]),
            "documents": int((sums.true[:, column] > 0).sum()),
            "precision": float(_ratio(hits[column], decided[column])),
            "recall": float(_ratio(hits[column], true[column])),
            "f1": float(_ratio(2 * hits[column], decided[column] + true[column])),
            "average_precision": average_precision(outcome.scores[:, column], outcome.truth[:, column]),
        }
        for column, topic in enumerate(outcome.topics)
    ]


def average_precision(scores: NDArray[Any], truth: Bools) -> float:
    """Return the mean of the precision at every true paragraph in the order of scores; 0 without any."""
    ordered = truth[np.argsort(-scores, kind="stable")]
    precision = np.cumsum(ordered) / np.arange(1, len(ordered) + 1)
    return float(precision[ordered].mean()) if ordered.any() else 0.0


def calibration(scores: NDArray[Any], truth: Bools, bins: int = 10) -> list[dict[str, float]]:
    """Return, for ranges of the calibrated score of the best topic, mean score, share of true ones and count."""
    best = scores.argmax(axis=1)
    score = np.take_along_axis(scores, best[:, None], axis=1)[:, 0]
    right = np.take_along_axis(truth, best[:, None], axis=1)[:, 0]
    bin_of = np.minimum((score * bins).astype(int), bins - 1)
    rows = []
    for number in range(bins):
        inside = bin_of == number
        rows.append(
            {
                "low": number / bins,
                "high": (number + 1) / bins,
                "count": int(inside.sum()),
                "score": _mean(score[inside].astype(float)),
                "true": _mean(right[inside].astype(float)),
            }
        )
    return rows


def expected_calibration_error(table: Sequence[dict[str, float]]) -> float:
    """Return the mean distance between score and share of true ones, by count (Naeini et al., 2015)."""
    total = sum(row["count"] for row in table)
    return sum(row["count"] * abs(row["score"] - row["true"]) for row in table) / total if total else 0.0
