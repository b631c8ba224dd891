"""Learning a `TopicModel` from labelled paragraphs, and the honest scores that its thresholds come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.agenda import Agenda
from pipeline.errors import InputError
from pipeline.features import TfidfVectorizer, TokenTable
from pipeline.model import Decision, TopicModel
from pipeline.params import Params
from pipeline.training.decide import fit_decision
from pipeline.training.examples import Examples, Lexicon, cut, title_channel, title_examples, with_nothing
from pipeline.training.folds import deal_folds
from pipeline.training.learners import learner
from pipeline.training.weak import resolve

_INNER_FOLDS = 3


@dataclass(frozen=True)
class Learned:
    """What one fit gives: features, weights, bias, and how many paragraphs each topic had.

    `weights` has the shape (terms, topics + 1): the last column is for speaking to no item.
    """

    vectorizer: TfidfVectorizer
    weights: NDArray[np.floating[Any]]
    bias: NDArray[np.floating[Any]]
    counts: NDArray[np.int64]
    paragraphs: int

    def scores(self, tokens: TokenTable) -> NDArray[np.float64]:
        """Return raw scores, shape (paragraphs, topics + 1)."""
        return np.asarray(self.vectorizer.transform(tokens) @ self.weights + self.bias)


def learn(examples: Examples, params: Params, lexicon: Lexicon) -> Learned:
    """Fit features and weights on every example, weak labels resolved, titles read as a paragraph each."""
    tokens, labels, weak = examples.tokens, examples.candidates, examples.weak
    titles = title_examples(examples.topics, params, lexicon)
    if len(titles):
        tokens = tokens.concatenate(titles.tokens)
        labels = np.vstack([labels, titles.candidates])
        weak = np.concatenate([weak, titles.weak])
    stopwords = lexicon.stopwords if params.features.stopwords else frozenset()
    vectorizer = TfidfVectorizer.fit(tokens, params.features, lexicon.background, stopwords)
    if not len(vectorizer.vocabulary):
        raise InputError("training text: not one word in it; give Chinese (or other) text with letters")
    X = vectorizer.transform(tokens)

    fit_rows = learner(X, params.train)

    def score(known: NDArray[np.int64], given: NDArray[np.bool_], unknown: NDArray[np.int64]) -> NDArray[np.float64]:
        weights, bias = fit_rows(known, with_nothing(given))
        return np.asarray(X[unknown] @ weights + bias)[:, :-1]

    labels = resolve(labels, weak, score, params.train.weak_rounds)
    weights, bias = fit_rows(np.arange(len(labels)), with_nothing(labels))
    counts = labels[: len(examples)].sum(axis=0)
    weights[:, :-1] += title_channel(vectorizer, examples.topics, counts, params, lexicon)
    return Learned(vectorizer, weights, bias, counts, len(examples))


def best_candidates(examples: Examples, scores: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return the labels, weak rows held to their best-scoring candidate: they cannot be held to more."""
    labels = examples.candidates.copy()
    weak = examples.weak
    best = np.where(labels[weak], scores[weak, :-1], -np.inf).argmax(axis=1)
    labels[weak] = np.arange(labels.shape[1]) == best[:, None]
    return labels


def decide_by_folds(examples: Examples, params: Params, lexicon: Lexicon) -> Decision:
    """Fit calibration and thresholds on scores from folds within `examples`."""
    folds = deal_folds(examples.groups.tolist(), examples.candidates, _INNER_FOLDS, params.split.seed)
    scores = np.zeros((len(examples), len(examples.topics) + 1))
    for fold in np.unique(folds):
        side, held = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        if len(side):  # nothing can be held out of one text
            scores[held] = learn(examples.take(side), params, lexicon).scores(examples.tokens.take(held))
    return decide(examples, scores, params)


def decide(examples: Examples, scores: NDArray[np.float64], params: Params) -> Decision:
    """Fit calibration and thresholds on held-out raw scores of examples; on nothing where all scores are nothing."""
    if not scores.any():
        return Decision(np.array([1, 0, 0, 0], np.float32), np.full(len(examples.topics), 0.5, np.float32))
    labels = best_candidates(examples, scores)
    return fit_decision(scores, labels, params.train.beta, params.train.false_alarms, annotated=examples.annotated)


def build_model(
    topics: tuple[str, ...],
    learned: Learned,
    decision: Decision,
    params: Params,
    lexicon: Lexicon,
    agenda: Agenda | None = None,
    info: Mapping[str, Any] | None = None,
) -> TopicModel:
    """Put together what `TopicModel` carries."""
    said = {
        "masthead_prior": params.train.masthead_prior,
        "paragraphs": learned.paragraphs,
        "topic_paragraphs": dict(zip(topics, learned.counts.tolist(), strict=True)),
        **(info or {}),
    }
    return TopicModel(
        topics=topics,
        vectorizer=learned.vectorizer,
        weights=learned.weights.astype(np.float32),
        bias=learned.bias.astype(np.float32),
        decision=decision,
        tokenize=params.tokenize,
        terms=lexicon.terms if params.tokenize.terms else (),
        agenda=agenda,
        info=said,
    )


def train(
    texts: Sequence[str], labels: Sequence[Sequence[str]], params: Params | None = None, lexicon: Lexicon | None = None
) -> TopicModel:
    """Train a model on any texts with any labels.

    Parameters
    ----------
    texts
        The texts, one paragraph each.
    labels
        The labels of each text: several, one or none.
    params
        Parameters of the pipeline; those of `features`, `tokenize` and `train` count.
    lexicon
        Terms, stopwords and frequencies known beforehand; nothing by default.

    Returns
    -------
    TopicModel
        Fitted on everything, with calibration and thresholds from folds over the texts.

    Raises
    ------
    InputError
        No texts, not a label in them, or as many labels as there are not texts.
    """
    params, lexicon = params or Params(), lexicon or Lexicon()
    if len(texts) != len(labels):
        raise InputError(f"{len(texts)} texts but labels for {len(labels)}; give each text a list of labels")
    if isinstance(texts, str) or any(isinstance(entry, str) for entry in labels):
        raise InputError("labels: each text needs a list of labels, not one string; wrap it in brackets")
    topics = tuple(sorted({label for entry in labels for label in entry}))
    if not topics:
        raise InputError("labels: not one label given; at least one text needs one")
    number = {topic: column for column, topic in enumerate(topics)}
    candidates = np.zeros((len(texts), len(topics)), bool)
    for row, entry in enumerate(labels):
        candidates[row, [number[label] for label in entry]] = True
    examples = Examples(
        topics,
        cut(texts, params, lexicon),
        candidates,
        np.zeros(len(texts), bool),
        np.ones(len(texts), bool),
        np.array([str(row) for row in range(len(texts))], object),
    )
    decision = decide_by_folds(examples, params, lexicon)
    return build_model(topics, learn(examples, params, lexicon), decision, params, lexicon)
