"""Where a model errs: which topics it takes for which, and its surest mistakes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from pipeline.evaluation.metrics import Outcome


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often a paragraph of topic `true` ranks `taken` first, with the rows where it does, surest first."""

    true: str
    taken: str
    count: int
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A row decided for a topic that it does not speak to."""

    row: int
    taken: str
    score: float


def confusions(outcome: Outcome, most: int) -> list[Confusion]:
    """Return the pairs of topics confused most often, by the best-ranked topic of paragraphs with an item."""
    best = outcome.scores.argmax(axis=1)
    rows: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in np.flatnonzero(outcome.truth.any(axis=1)):
        if not outcome.truth[row, best[row]]:
            for true in np.flatnonzero(outcome.truth[row]):
                rows[int(true), int(best[row])].append(int(row))
    ordered = sorted(rows.items(), key=lambda entry: (-len(entry[1]), entry[0]))[:most]
    return [
        Confusion(
            outcome.topics[true],
            outcome.topics[taken],
            len(found),
            tuple(sorted(found, key=lambda row: (-float(outcome.scores[row, taken]), row))),
        )
        for (true, taken), found in ordered
    ]


def surest_mistakes(outcome: Outcome, most: int) -> list[Mistake]:
    """Return the wrong decisions with the highest scores, one a row."""
    wrong = np.where(outcome.decided & ~outcome.truth, outcome.scores, 0.0)
    worst = wrong.max(axis=1)
    order = np.argsort(-worst, kind="stable")[:most]
    return [
        Mistake(int(row), outcome.topics[int(wrong[row].argmax())], float(worst[row])) for row in order if worst[row]
    ]
