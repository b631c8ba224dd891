"""How a `TopicModel` is learned: weak labels, learners, nested calibration and thresholds."""

from pipeline.training.crossval import CrossValidated, cross_validate
from pipeline.training.decide import fit_decision
from pipeline.training.examples import Examples, Lexicon
from pipeline.training.folds import deal_folds
from pipeline.training.passes import learn_in_passes, validate_in_passes
from pipeline.training.train import (
    Learned,
    best_candidates,
    build_model,
    decide_by_folds,
    learn,
    train,
)
from pipeline.training.workspace import Workspace

__all__ = [
    "CrossValidated",
    "Examples",
    "Learned",
    "Lexicon",
    "Workspace",
    "best_candidates",
    "build_model",
    "cross_validate",
    "deal_folds",
    "decide_by_folds",
    "fit_decision",
    "learn",
    "learn_in_passes",
    "train",
    "validate_in_passes",
]
