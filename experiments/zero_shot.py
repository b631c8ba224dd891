"""Can a topic without a single document be suggested by its title and key terms alone?

The topics are dealt into parts; each part's documents are left out whole, and their paragraphs are then ranked beside
all topics by a model that never saw one of them.
"""

from __future__ import annotations

import numpy as np

from experiments.data import TrainingSide, arguments, changed
from pipeline.evaluation.metrics import Outcome, summarize, tally
from pipeline.params import Params
from pipeline.storage import write_csv
from pipeline.training import Examples, learn

PARTS = 6
CHOICES = {
    "title and key terms": {},
    "title alone": {"train.key_terms": False},
    "key terms, no likeness to the title": {"train.title_channel": 0.0},
    "neither": {"train.titles": False, "train.key_terms": False, "train.title_channel": 0.0},
}


def main() -> None:
    """Write a row for each choice of what is known of a topic beforehand."""
    paths = arguments(__doc__, "out")
    side = TrainingSide.load()
    rows = []
    for name, change in CHOICES.items():
        params = changed(side.params, change)
        examples = side.examples(params)
        unseen = _judge(side, params, examples)
        figures = summarize(tally(unseen))
        shown = {key: float(figures[key]) for key in ("top_1", "top_3", "top_5", "lrap")}
        rows.append({"known beforehand": name, "paragraphs": len(unseen), **shown})
    write_csv(paths.out, rows)


def _judge(side: TrainingSide, params: Params, examples: Examples) -> Outcome:
    scores, judged = [], []
    for part in range(PARTS):
        left_out = examples.candidates[:, np.arange(len(side.topics)) % PARTS == part].any(axis=1)
        learned = learn(examples.take(np.flatnonzero(~left_out)), params, side.lexicon)
        index = np.flatnonzero(left_out)
        scores.append(learned.scores(examples.tokens.take(index)))
        judged.append(index)
    index = np.concatenate(judged)
    truth, ranked = examples.candidates[index], np.vstack(scores)[:, :-1]
    return Outcome(ranked, np.zeros(truth.shape, bool), truth, side.rows.doc_id[side.index[index]], side.topics)


if __name__ == "__main__":
    main()
