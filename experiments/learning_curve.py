"""How much would more documents help? The held-out folds judged by models that learned from fewer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from experiments.data import TrainingSide, arguments
from pipeline.evaluation.metrics import Outcome, per_topic, summarize, tally
from pipeline.storage import write_csv
from pipeline.training import Examples

SHARES = (0.125, 0.25, 0.5, 0.75, 1.0)


def main() -> None:
    """Write a row for each share of the documents, and for each topic what the second half brought."""
    paths = arguments(__doc__, "results")
    side = TrainingSide.load()
    examples = side.examples(side.params)
    outcomes = {share: _judge(side, examples, share) for share in SHARES}
    curve = []
    for share, (outcome, documents) in outcomes.items():
        figures = summarize(tally(outcome))
        shown = {key: float(figures[key]) for key in ("top_1", "top_3", "micro_f1", "macro_f1")}
        curve.append({"share": share, "documents": documents, **shown})
    write_csv(paths.results / "learning_curve.csv", curve)
    half, full = (per_topic(outcomes[share][0]) for share in (0.5, 1.0))
    gains = [
        {"topic": after["topic"], "f1_half": before["f1"], "f1": after["f1"], "gain": after["f1"] - before["f1"]}
        for before, after in zip(half, full, strict=True)
    ]
    write_csv(paths.results / "topic_gains.csv", sorted(gains, key=lambda row: (-row["gain"], row["topic"])))


def _judge(side: TrainingSide, examples: Examples, share: float) -> tuple[Outcome, int]:
    documents = []

    def keep(inside: NDArray[np.int64]) -> NDArray[np.int64]:
        chosen = _some(examples.groups[inside], examples.candidates[inside], share)
        documents.append(len(chosen))
        return inside[np.isin(examples.groups[inside], chosen)]

    outcome = side.held_out(side.params, examples, keep=keep)
    return outcome, round(float(np.mean(documents)))


def _some(groups: NDArray[np.object_], labels: NDArray[np.bool_], share: float) -> list[str]:
    """Return a share of each topic's groups, at least one."""
    kept: set[str] = set()
    random = np.random.default_rng(53)
    for topic in range(labels.shape[1]):
        names = sorted(set(groups[labels[:, topic]]))
        if names:
            kept.update(random.permutation(names)[: max(1, round(share * len(names)))].tolist())
    names = sorted(set(groups[~labels.any(axis=1)]))
    kept.update(random.permutation(names)[: round(share * len(names))].tolist())
    return sorted(kept)


if __name__ == "__main__":
    main()
