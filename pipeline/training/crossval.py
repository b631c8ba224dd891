"""Nested cross-validation: every paragraph scored and decided by a model that saw nothing of its group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.evaluation.metrics import Judged
from pipeline.features import TokenTable
from pipeline.model import Decision
from pipeline.parallel import run_ordered
from pipeline.params import Params
from pipeline.training.examples import Examples, Lexicon
from pipeline.training.train import decide, inner_folds, learn


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
    numbers = np.union1d(folds, example_folds).tolist()
    sides = [examples.take(np.flatnonzero(example_folds != number)) for number in numbers]
    inner = [inner_folds(side, params) for side in sides]
    asked = [
        [
            *(tokens.take(np.flatnonzero(folds == number)) for tokens in forms.values()),
            examples.tokens.take(np.flatnonzero(example_folds == number)),
        ]
        for number in numbers
    ]
    fits = [_Fit(side, tables, params, lexicon) for side, tables in zip(sides, asked, strict=True)]
    fits += [
        _Fit(side.take(np.flatnonzero(own != fold)), [side.tokens.take(np.flatnonzero(own == fold))], params, lexicon)
        for side, own in zip(sides, inner, strict=True)
        for fold in np.unique(own)
    ]
    found = iter(run_ordered(_score, fits))
    outer = [next(found) for _ in numbers]
    shape = (len(folds), len(examples.topics))
    scores = {form: np.zeros(shape, np.float32) for form in forms}
    decided = {form: np.zeros(shape, bool) for form in forms}
    thresholds = {}
    raw = np.zeros((len(examples), len(examples.topics) + 1))
    for number, side, own, (*said, said_of_examples) in zip(numbers, sides, inner, outer, strict=True):
        held_out = np.zeros((len(side), len(examples.topics) + 1))
        for fold in np.unique(own):
            (held_out[own == fold],) = next(found)
        decision = decide(side, held_out, params)
        thresholds[number] = decision.threshold
        held = np.flatnonzero(folds == number)
        for form, of_form in zip(forms, said, strict=True):
            scores[form][held] = decision.calibrated(of_form)
            decided[form][held] = scores[form][held] >= decision.threshold
        raw[example_folds == number] = said_of_examples
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
