"""Nested cross-validation: every paragraph scored and decided by a model that saw nothing of its group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.evaluation.metrics import Judged
from pipeline.features import TokenTable
from pipeline.model import Decision
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
    for fold in np.unique(folds):
        inside = examples.take(np.flatnonzero(example_folds != fold))
        decision = decide_by_folds(inside, params, lexicon)
        thresholds[int(fold)] = decision.threshold
        learned = learn(inside, params, lexicon)
        held = np.flatnonzero(folds == fold)
        for form, tokens in forms.items():
            calibrated = decision.calibrated(learned.scores(tokens.take(held)))
            scores[form][held] = calibrated
            decided[form][held] = calibrated >= decision.threshold
        own = np.flatnonzero(example_folds == fold)
        raw[own] = learned.scores(examples.tokens.take(own))
    labels = best_candidates(examples, raw)
    return CrossValidated(
        {form: Judged(scores[form], decided[form]) for form in forms},
        thresholds,
        fit_decision(raw, labels, params.train.beta),
    )
