"""Nested cross-validation: every paragraph scored and decided by a model that saw nothing of its group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.evaluation.metrics import Judged
from pipeline.features import TokenTable
from pipeline.model import Decision
from pipeline.parallel import run_ordered
from pipeline.params import Params
from pipeline.training.decide import fit_decision
from pipeline.training.examples import Examples, Lexicon
from pipeline.training.train import best_candidates, decide_by_folds, learn


@dataclass(frozen=True)
class CrossValidated:
    """The judged paragraphs in each form of their text, each fold's thresholds, and the decision for the whole."""

    judged: Mapping[str, Judged]
    thresholds: Mapping[int, NDArray[np.float32]]
    decision: Decision


def cross_validate(
    examples: Examples,
    example_folds: NDArray[np.int64],
    forms: Mapping[str, TokenTable],
    folds: NDArray[np.int64],
    params: Params,
    lexicon: Lexicon,
) -> CrossValidated:
    """Score all paragraphs fold by fold, thresholds and calibration from folds within the training side.

    Parameters
    ----------
    examples, example_folds
        What may train, and its folds.
    forms
        All paragraphs to judge, in one or more forms (clean, degraded, masked), each a table of the same rows.
    folds
        The folds of those rows.
    """
    shape = (len(folds), len(examples.topics))
    scores = {form: np.zeros(shape, np.float32) for form in forms}
    decided = {form: np.zeros(shape, bool) for form in forms}
    thresholds = {}
    raw = np.zeros(examples.candidates.shape)
    numbers = np.unique(folds).tolist()
    works = (_work(number, examples, example_folds, forms, folds, params, lexicon) for number in numbers)
    for number, done in zip(numbers, run_ordered(_validate, works), strict=True):
        held = np.flatnonzero(folds == number)
        thresholds[number] = done.decision.threshold
        for form, calibrated in done.calibrated.items():
            scores[form][held] = calibrated
            decided[form][held] = calibrated >= done.decision.threshold
        raw[np.flatnonzero(example_folds == number)] = done.raw
    labels = best_candidates(examples, raw)
    return CrossValidated(
        {form: Judged(scores[form], decided[form]) for form in forms},
        thresholds,
        fit_decision(raw, labels, params.train.beta, params.train.false_alarms),
    )


@dataclass(frozen=True)
class _Work:
    """One fold: what to learn from, and the paragraphs to score, in every form and as examples."""

    inside: Examples
    held: Mapping[str, TokenTable]
    own: TokenTable
    params: Params
    lexicon: Lexicon


@dataclass(frozen=True)
class _Done:
    decision: Decision
    calibrated: Mapping[str, NDArray[np.float32]]
    raw: NDArray[np.float64]


def _work(
    number: int,
    examples: Examples,
    example_folds: NDArray[np.int64],
    forms: Mapping[str, TokenTable],
    folds: NDArray[np.int64],
    params: Params,
    lexicon: Lexicon,
) -> _Work:
    held = np.flatnonzero(folds == number)
    return _Work(
        examples.take(np.flatnonzero(example_folds != number)),
        {form: tokens.take(held) for form, tokens in forms.items()},
        examples.tokens.take(np.flatnonzero(example_folds == number)),
        params,
        lexicon,
    )


def _validate(work: _Work) -> _Done:
    """Learn from one training side, decide from folds within it, and score what was held back."""
    decision = decide_by_folds(work.inside, work.params, work.lexicon)
    learned = learn(work.inside, work.params, work.lexicon)
    calibrated = {form: decision.calibrated(learned.scores(tokens)) for form, tokens in work.held.items()}
    return _Done(decision, calibrated, learned.scores(work.own))
