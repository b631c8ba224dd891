"""Learning an archive in passes over its shards, in memory that does not grow with it.

One pass counts the vocabulary and document frequencies, one writes the features to temporary files; then conjugate
gradients find the same regularized least squares as the ridge learner does in memory, one pass a step.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse

from pipeline.errors import InputError
from pipeline.evaluation.metrics import Judged
from pipeline.features import TfidfVectorizer, TokenTable, run_frequencies, word_frequencies
from pipeline.params import Params
from pipeline.training.conjugate import conjugate_gradients
from pipeline.training.crossval import CrossValidated
from pipeline.training.decide import fit_decision
from pipeline.training.examples import Examples, Lexicon, title_channel, title_examples
from pipeline.training.train import Learned, best_candidates

Shards = Callable[[], Iterator[Examples]]  # the same shards each time it is called
Floats = NDArray[np.float32]
Part = TypeVar("Part")

_BATCH = 10_000  # paragraphs whose features are held at once
_COUNTED = 4_000_000  # words, and runs, counted at once; the rarest are dropped beyond (Manku and Motwani, 2002)


def learn_in_passes(shards: Shards, topics: tuple[str, ...], params: Params, lexicon: Lexicon) -> Learned:
    """Learn every topic from shards of examples that need not fit into memory together.

    Weak labels are resolved on the way: at first only paragraphs with sure labels are learned from, then a weak
    paragraph speaks to the best-scoring of its candidates, and all are learned from once more.
    """
    titles = title_examples(topics, params, lexicon)
    vectorizer, paragraphs = count_vocabulary(shards, params, lexicon, titles.tokens)
    with tempfile.TemporaryDirectory(prefix="agenda-passes-") as folder:
        store = _Store(Path(folder))
        for examples in _chained(shards(), titles):
            for batch in _batches(examples):
                store.add(vectorizer.transform(batch.tokens), batch)
        weights = _solve(store, params.train.regularization, None)
        if store.weak:
            store.settle(weights)
            weights = _solve(store, params.train.regularization, weights)
        counts = store.counts() - titles.candidates.sum(axis=0)
    titled = title_channel(vectorizer, topics, counts, params, lexicon)
    return Learned(vectorizer, weights[:-1] + titled, weights[-1], counts, paragraphs)


@dataclass
class _Batch:
    labels: NDArray[np.bool_]
    candidates: NDArray[np.bool_]
    weak: NDArray[np.bool_]
    known: bool = False  # whether the weak rows' labels are settled

    @property
    def learned(self) -> NDArray[np.bool_]:
        return ~self.weak | self.known


class _Store:
    """Batches of features in a folder, with a last column of ones for the bias, and their labels in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.batches: list[_Batch] = []
        self.columns = 0

    @property
    def weak(self) -> bool:
        return any(batch.weak.any() for batch in self.batches)

    def add(self, X: sparse.csr_array, examples: Examples) -> None:
        self.columns = X.shape[1] + 1
        ones = sparse.csr_array(np.ones((X.shape[0], 1), np.float32))
        whole = sparse.hstack([X, ones], format="csr", dtype=np.float32)
        path = self.folder / str(len(self.batches))
        for name, part in (("data", whole.data), ("indices", whole.indices), ("indptr", whole.indptr)):
            np.save(path.with_suffix(f".{name}.npy"), part)
        self.batches.append(_Batch(examples.candidates.copy(), examples.candidates, examples.weak))

    def features(self, number: int) -> sparse.csr_array:
        path = self.folder / str(number)
        data, indices, indptr = (np.load(path.with_suffix(f".{name}.npy")) for name in ("data", "indices", "indptr"))
        return sparse.csr_array((data, indices, indptr), shape=(len(indptr) - 1, self.columns))

    def settle(self, weights: Floats) -> None:
        """Give every weak row the best-scoring of its candidates."""
        for number, batch in enumerate(self.batches):
            if batch.weak.any():
                scores = np.where(batch.candidates, self.features(number) @ weights, -np.inf)
                best = np.arange(scores.shape[1]) == scores.argmax(axis=1)[:, None]
                batch.labels = np.where(batch.weak[:, None], best & batch.candidates, batch.candidates)
            batch.known = True

    def counts(self) -> NDArray[np.int64]:
        """Return how many rows each topic is learned from."""
        return np.asarray(sum(batch.labels[batch.learned].sum(axis=0) for batch in self.batches), np.int64)

    def summed(self, work: Callable[[int], Floats]) -> Floats:
        """Return the sum of `work` over all batches, always added up in the same order."""
        total: Floats | None = None
        for part in Parallel(n_jobs=-1, prefer="threads", return_as="generator", pre_dispatch="n_jobs")(
            delayed(work)(number) for number in range(len(self.batches))
        ):
            total = part if total is None else total + part
        assert total is not None  # titles or paragraphs: a vocabulary is never empty
        return total


def _solve(store: _Store, regularization: float, start: Floats | None) -> Floats:
    """Return the weights of regularized least squares on targets of 1 and -1, shape (terms + 1, topics)."""

    def target_part(number: int) -> Floats:
        batch = store.batches[number]
        target = np.where(batch.labels, np.float32(1), np.float32(-1)) * batch.learned[:, None]
        return np.asarray(store.features(number).T @ target, np.float32)

    def product(point: Floats) -> Floats:
        def part(number: int) -> Floats:
            X = store.features(number)
            return np.asarray(X.T @ ((X @ point) * store.batches[number].learned[:, None]), np.float32)

        return store.summed(part)

    return conjugate_gradients(product, store.summed(target_part), regularization, start)


def validate_in_passes(
    learning: Shards, deciding: Examples, forms: dict[str, TokenTable], fold: int, params: Params, lexicon: Lexicon
) -> CrossValidated:
    """Learn from one part of an archive, decide by a second, and judge a third, none with a group in common.

    Parameters
    ----------
    learning
        What to learn from.
    deciding
        Examples that calibration and thresholds come from.
    forms, fold
        The paragraphs to judge, in one or more forms, and the number of the fold they are of.
    """
    learned = learn_in_passes(learning, deciding.topics, params, lexicon)
    raw = learned.scores(deciding.tokens)
    decision = fit_decision(raw, best_candidates(deciding, raw), params.train.beta, params.train.false_alarms)
    judged = {}
    for form, tokens in forms.items():
        scores = decision.calibrated(learned.scores(tokens))
        judged[form] = Judged(scores, scores >= decision.threshold)
    return CrossValidated(judged, {fold: decision.threshold}, decision)


def count_vocabulary(
    shards: Shards, params: Params, lexicon: Lexicon, titles: TokenTable
) -> tuple[TfidfVectorizer, int]:
    """Count words, runs and paragraphs in one pass; return the features and the number of paragraphs."""
    words: Counter[str] = Counter()
    keys, counts = np.zeros(0, np.int64), np.zeros(0, np.int64)
    paragraphs = 0
    for table in _chained((examples.tokens for examples in shards()), titles):
        if params.features.words:
            words.update(dict(zip(*word_frequencies(table), strict=True)))
        keys, counts = _merged(keys, counts, *run_frequencies(table, params.features.characters))
        paragraphs += len(table)
        if len(words) > _COUNTED:
            words = Counter({word: count for word, count in words.items() if count > 1})
        if len(keys) > _COUNTED:
            keys, counts = keys[counts > 1], counts[counts > 1]
    ordered = sorted(words)
    vectorizer = TfidfVectorizer.from_frequencies(
        ordered,
        np.array([words[word] for word in ordered], np.int64),
        keys,
        counts,
        paragraphs,
        params.features,
        lexicon.background,
        lexicon.stopwords if params.features.stopwords else frozenset(),
    )
    if not len(vectorizer.vocabulary):
        raise InputError("training text: not one word in it; give Chinese (or other) text with letters")
    return vectorizer, paragraphs - len(titles)


def _chained(parts: Iterable[Part], last: Part) -> Iterator[Part]:
    yield from parts
    yield last


def _merged(
    keys: NDArray[np.int64], counts: NDArray[np.int64], more: NDArray[np.int64], added: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    whole, place = np.unique(np.concatenate([keys, more]), return_inverse=True)
    return whole, np.bincount(place, np.concatenate([counts, added]), len(whole)).astype(np.int64)


def _batches(examples: Examples) -> Iterator[Examples]:
    for start in range(0, len(examples), _BATCH):
        yield examples.take(np.arange(start, min(start + _BATCH, len(examples))))
