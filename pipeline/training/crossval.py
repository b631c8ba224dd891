"""Nested cross-validation: every paragraph scored and decided by a model that saw nothing of its group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from pipeline.evaluation.metrics import Judged
from pipeline.features import TokenTable
from pipeline.model import Decision
from pipeline.parallel import run_ordered
from pipeline.params import Params
from pipeline.training.examples import Examples, Lexicon
from pipeline.training.train import decide, learn


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

    What decides for fold i are the scores of every other fold j by a model that saw neither i nor j. Such a model
    serves j in its turn: of k folds, k (k - 1) / 2 models do for all.

    Parameters
    ----------
    examples, example_folds
        What may train, and its folds.
    forms
        All paragraphs to judge, in one or more forms (clean, degraded, masked), each a table of the same rows.
    folds
        The folds of those rows.
    """
    numbers = np.union1d(folds, example_folds).tolist()

    def of_fold(number: int) -> NDArray[np.int64]:
        return np.flatnonzero(example_folds == number)

    def asked(number: int) -> list[TokenTable]:
        held = np.flatnonzero(folds == number)
        return [*(tokens.take(held) for tokens in forms.values()), examples.tokens.take(of_fold(number))]

    pairs = [pair for pair in combinations(numbers, 2) if not np.isin(example_folds, pair).all()]
    fits = [_Fit(examples.take(np.flatnonzero(example_folds != one)), asked(one), params, lexicon) for one in numbers]
    fits += [
        _Fit(
            examples.take(np.flatnonzero(~np.isin(example_folds, pair))),
            [examples.tokens.take(of_fold(number)) for number in pair],
            params,
            lexicon,
        )
        for pair in pairs
    ]
    found = iter(run_ordered(_score, fits))
    outer = [next(found) for _ in numbers]
    raw = np.zeros((len(examples), len(examples.topics) + 1))
    held_out = {number: np.zeros_like(raw) for number in numbers}  # what decides for a fold: scores of all others
    for (first, second), (of_first, of_second) in zip(pairs, found, strict=True):
        held_out[first][of_fold(second)] = of_second
        held_out[second][of_fold(first)] = of_first
    shape = (len(folds), len(examples.topics))
    scores = {form: np.zeros(shape, np.float32) for form in forms}
    decided = {form: np.zeros(shape, bool) for form in forms}
    thresholds = {}
    for number, (*said, said_of_examples) in zip(numbers, outer, strict=True):
        side = np.flatnonzero(example_folds != number)
        decision = decide(examples.take(side), held_out[number][side], params)
        thresholds[number] = decision.threshold
        held = np.flatnonzero(folds == number)
        for form, of_form in zip(forms, said, strict=True):
            scores[form][held] = decision.calibrated(of_form)
            decided[form][held] = scores[form][held] >= decision.threshold
        raw[of_fold(number)] = said_of_examples
    judged = {form: Judged(scores[form], decided[form]) for form in forms}
    return CrossValidated(judged, thresholds, decide(examples, raw, params))


@dataclass(frozen=True)
class _Fit:
    """What to learn from, and the paragraphs to score. Every fit is a task of its own, so that no core is idle."""

    examples: Examples
    asked: Sequence[TokenTable]
    params: Params
    lexicon: Lexicon


def _score(fit: _Fit) -> list[NDArray[np.float64]]:
    """Return raw scores of what is asked."""
    learned = learn(fit.examples, fit.params, fit.lexicon)
    return [learned.scores(tokens) for tokens in fit.asked]
