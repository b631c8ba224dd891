"""The training side of the last run, and held-out scores on it under any parameters."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.agenda import Agenda
from pipeline.corpus.rows import Rows
from pipeline.corpus.splits import read_splits
from pipeline.evaluation.forms import degraded
from pipeline.evaluation.metrics import Outcome
from pipeline.features import TokenTable
from pipeline.params import Params, load_params
from pipeline.stages.train import load_lexicon
from pipeline.text import Tokenizer, normalize
from pipeline.training import Examples, Lexicon, best_candidates, learn
from pipeline.training.train import decide

Keep = Callable[[NDArray[np.int64]], NDArray[np.int64]]


@dataclass(frozen=True)
class TrainingSide:
    """Everything that may train, with the folds of the last run; nothing else is ever looked at here."""

    rows: Rows
    index: NDArray[np.int64]
    folds: NDArray[np.int64]
    topics: tuple[str, ...]
    lexicon: Lexicon
    params: Params

    @classmethod
    def load(cls) -> TrainingSide:
        """Read what `dvc repro` left in `data/interim`."""
        agenda = Agenda.load(Path("data/agenda"))
        rows = Rows.read(Path("data/interim/paragraphs"))
        fold_of = read_splits(Path("data/interim/splits.parquet"))
        index = np.flatnonzero(rows.trainable)
        folds = np.array([fold_of[name] for name in rows.doc_id[index]], np.int64)
        lexicon = load_lexicon(Path("data/lexicon"), agenda)
        return cls(rows, index, folds, tuple(sorted(agenda.topics)), lexicon, load_params(Path("params.yaml")))

    def examples(self, params: Params, form: str = "clean") -> Examples:
        """Return the examples, cut as `params` say; `form` is clean or degraded."""
        cutter = Tokenizer(params.tokenize.engine, self.lexicon.terms if params.tokenize.terms else ())
        texts = [self.rows.text[row] for row in self.index]
        if form == "degraded":
            texts = [degraded(text) for text in texts]
        tokens = TokenTable.from_tokens(cutter.words(normalize(text).text) for text in texts)
        labels = self.rows.labels(self.topics)[self.index]
        rows = self.rows.take(self.index)
        return Examples(self.topics, tokens, labels, rows.weak, rows.annotated, rows.group)

    def held_out(
        self, params: Params, examples: Examples, judged: TokenTable | None = None, keep: Keep = lambda inside: inside
    ) -> Outcome:
        """Score every example by a model that saw nothing of its fold; thresholds come from the other folds' scores.

        `judged` is another form of the examples' text; `keep` chooses what of the training side is learned from.
        """
        scores = np.zeros((len(examples), len(self.topics) + 1))
        for fold in np.unique(self.folds):
            held = np.flatnonzero(self.folds == fold)
            learned = learn(examples.take(keep(np.flatnonzero(self.folds != fold))), params, self.lexicon)
            scores[held] = learned.scores((judged or examples.tokens).take(held))
        truth = best_candidates(examples, scores)
        decided = np.zeros(truth.shape, bool)
        for fold in np.unique(self.folds):
            held = self.folds == fold
            others = np.flatnonzero(self.folds != fold)
            decision = decide(examples.take(others), scores[others], params)
            decided[held] = decision.calibrated(scores[held]) >= decision.threshold
        return Outcome(scores[:, :-1], decided, truth, self.rows.doc_id[self.index], self.topics)


def changed(params: Params, change: dict[str, Any]) -> Params:
    """Return `params` with entries such as {"train.learner": "svm"} changed."""
    for name, value in change.items():
        section, key = name.split(".")
        params = replace(params, **{section: replace(getattr(params, section), **{key: value})})
    return params


def arguments(description: str | None, *names: str) -> argparse.Namespace:
    """Parse the paths that `dvc.yaml` names."""
    parser = argparse.ArgumentParser(description=description)
    for name in names:
        parser.add_argument(name, type=Path)
    return parser.parse_args()
