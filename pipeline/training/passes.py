"""Learning an archive in passes over its shards, in memory that does not grow with it.

One pass counts the vocabulary and document frequencies, one writes the features to files; then conjugate
gradients find the same regularized least squares as the ridge learner does in memory, one pass a step. For the learner
`average` they stand in for the support vectors, and naive Bayes takes two passes more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse

from pipeline.errors import InputError
from pipeline.evaluation.metrics import Judged
from pipeline.features import TfidfVectorizer, TokenTable, Vocabulary, run_frequencies, word_frequencies
from pipeline.params import Params
from pipeline.storage import pack_strings, unpack_strings
from pipeline.training.conjugate import conjugate_gradients
from pipeline.training.crossval import CrossValidated
from pipeline.training.examples import Examples, Lexicon, title_channel, title_examples, with_nothing
from pipeline.training.learners import complement_bayes
from pipeline.training.train import Learned, decide
from pipeline.training.workspace import Workspace

Shards = Callable[[], Iterator[Examples]]  # the same shards each time it is called
Floats = NDArray[np.float32]
Part = TypeVar("Part")

_LEARNERS = ("average", "svm", "ridge")  # ridge stands in for svm
_BATCH = 10_000  # paragraphs whose features are held at once
_COUNTED = 4_000_000  # words, and runs, counted at once; the rarest are dropped beyond (Manku and Motwani, 2002)


def learn_in_passes(
    shards: Shards, topics: tuple[str, ...], params: Params, lexicon: Lexicon, work: Workspace
) -> Learned:
    """Learn every topic from shards of examples that need not fit into memory together.

    Weak labels are resolved on the way: at first only paragraphs with sure labels are learned from, then a weak
    paragraph speaks to the best-scoring of its candidates, and all are learned from once more. What is worked out is
    kept in `work`, features until they are no longer needed, the rest until the caller removes it.
    """
    if params.train.learner not in _LEARNERS:
        raise InputError(
            f"train.learner: {params.train.learner} cannot be learned in passes; give {', '.join(_LEARNERS)}, "
            "or raise train.in_memory"
        )
    titles = title_examples(topics, params, lexicon)
    vectorizer, paragraphs = _kept_vocabulary(shards, params, lexicon, titles.tokens, work)
    learned = work.read("learned")
    features = work.part("features")
    if learned is None:
        store = _Store(features, vectorizer)
        for examples in _chained(shards(), titles):
            for batch in _batches(examples):
                store.add(batch)
        store.admit()
        weights = _solve(store, params.train.regularization, None, work.part("first"))
        if store.weak:
            store.settle(weights)
            weights = _solve(store, params.train.regularization, weights, work.part("second"))
        if params.train.learner == "average":
            weights = _averaged(store, weights, params.train.regularization)
        learned = {"weights": weights, "counts": store.counts() - titles.candidates.sum(axis=0)}
        work.keep("learned", **learned)
    features.remove()
    weights, counts = learned["weights"], learned["counts"]
    titled = title_channel(vectorizer, topics, counts, params, lexicon)
    bias, weights = weights[-1], weights[:-1]
    weights[:, :-1] += titled
    return Learned(vectorizer, weights, bias, counts, paragraphs)


def _kept_vocabulary(
    shards: Shards, params: Params, lexicon: Lexicon, titles: TokenTable, work: Workspace
) -> tuple[TfidfVectorizer, int]:
    kept = work.read("vocabulary")
    if kept is not None:
        vocabulary = Vocabulary(unpack_strings(kept["words"], kept["word_offsets"]), kept["runs"])
        return TfidfVectorizer(params.features, vocabulary, kept["idf"]), int(kept["paragraphs"])
    vectorizer, paragraphs = count_vocabulary(shards, params, lexicon, titles)
    vocabulary = vectorizer.vocabulary
    words, offsets = pack_strings(vocabulary.words)
    work.keep(
        "vocabulary",
        words=words,
        word_offsets=offsets,
        runs=vocabulary.runs,
        idf=vectorizer.idf,
        paragraphs=np.array(paragraphs, np.int64),
    )
    return vectorizer, paragraphs


class _Batch:
    """The labels of one batch, a bit each: they are all that grows in memory with an archive."""

    def __init__(self, candidates: NDArray[np.bool_], weak: NDArray[np.bool_]) -> None:
        self._topics = candidates.shape[1]
        self._candidates = np.packbits(candidates, axis=1)
        self._labels = self._candidates
        self.weak = weak
        self.learned = ~weak  # at first rows with sure labels, in the end all

    @property
    def candidates(self) -> NDArray[np.bool_]:
        return np.unpackbits(self._candidates, axis=1, count=self._topics).astype(bool)

    @property
    def labels(self) -> NDArray[np.bool_]:
        return np.unpackbits(self._labels, axis=1, count=self._topics).astype(bool)

    def settle(self, labels: NDArray[np.bool_]) -> None:
        """Take labels for all rows, which are then learned from."""
        self._labels = np.packbits(labels, axis=1)
        self.learned = np.ones(len(labels), bool)


class _Store:
    """Batches of features in a workspace, with a last column of ones for the bias, and their labels in memory."""

    def __init__(self, work: Workspace, vectorizer: TfidfVectorizer) -> None:
        self.batches: list[_Batch] = []
        self._work = work
        self._vectorizer = vectorizer

    @property
    def weak(self) -> bool:
        return any(batch.weak.any() for batch in self.batches)

    def add(self, examples: Examples) -> None:
        name = f"{len(self.batches):06d}"
        if not self._work.has(name):
            X = self._vectorizer.transform(examples.tokens)
            ones = sparse.csr_array(np.ones((X.shape[0], 1), np.float32))
            whole = sparse.hstack([X, ones], format="csr", dtype=np.float32)
            self._work.keep(name, data=whole.data, indices=whole.indices, indptr=whole.indptr)
        self.batches.append(_Batch(examples.candidates, examples.weak))

    def features(self, number: int) -> sparse.csr_array:
        kept = self._work.read(f"{number:06d}")
        assert kept is not None  # it was added
        shape = (len(kept["indptr"]) - 1, len(self._vectorizer.vocabulary) + 1)
        return sparse.csr_array((kept["data"], kept["indices"], kept["indptr"]), shape=shape)

    def admit(self) -> None:
        """Let weak rows be learned from at once where they list a topic that no sure row has."""
        orphan = ~np.any([batch.candidates[~batch.weak].any(axis=0) for batch in self.batches], axis=0)
        for batch in self.batches:
            batch.learned = batch.learned | batch.candidates[:, orphan].any(axis=1)

    def settle(self, weights: Floats) -> None:
        """Give every weak row the best-scoring of its candidates."""
        for number, batch in enumerate(self.batches):
            labels = candidates = batch.candidates
            if batch.weak.any():
                scores = np.where(candidates, (self.features(number) @ weights)[:, :-1], -np.inf)
                best = np.arange(scores.shape[1]) == scores.argmax(axis=1)[:, None]
                labels = np.where(batch.weak[:, None], best & candidates, candidates)
            batch.settle(labels)

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


def _solve(store: _Store, regularization: float, start: Floats | None, work: Workspace) -> Floats:
    """Return the weights of regularized least squares on targets of 1 and -1, shape (terms + 1, topics + 1)."""

    def target_part(number: int) -> Floats:
        batch = store.batches[number]
        target = np.where(with_nothing(batch.labels), np.float32(1), np.float32(-1)) * batch.learned[:, None]
        return np.asarray(store.features(number).T @ target, np.float32)

    def product(point: Floats) -> Floats:
        def part(number: int) -> Floats:
            X = store.features(number)
            return np.asarray(X.T @ ((X @ point) * store.batches[number].learned[:, None]), np.float32)

        return store.summed(part)

    solved = work.read("solved")
    if solved is None:
        weights = conjugate_gradients(product, store.summed(target_part), regularization, start, work)
        work.keep("solved", weights=weights)
        return weights
    return solved["weights"]


def _averaged(store: _Store, ridge: Floats, regularization: float) -> Floats:
    """Return the mean of `ridge` and naive Bayes on one scale, the shape of `ridge`."""

    def sums(number: int) -> Floats:
        batch = store.batches[number]
        wanted = np.column_stack([with_nothing(batch.labels), np.ones(len(batch.labels), bool)])
        return np.asarray(store.features(number).T @ (wanted & batch.learned[:, None]).astype(np.float32), np.float32)

    seen = store.summed(sums)
    bayes = complement_bayes(seen[:, :-1], seen[:, -1:], regularization).astype(np.float32)
    bayes[-1] = 0  # the column of ones is no term

    def spreads(number: int) -> Floats:
        X = store.features(number)
        scores = [X @ weights for weights in (ridge, bayes)]
        return np.array(
            [X.shape[0], *(float(((s - s.mean(axis=1, keepdims=True)) ** 2).mean(axis=1).sum()) for s in scores)]
        )

    rows, *squares = store.summed(spreads).tolist()
    scales = [max(float(np.sqrt(square / rows)), 1e-9) for square in squares]
    return np.asarray((ridge / scales[0] + bayes / scales[1]) / 2, np.float32)


def validate_in_passes(
    learning: Shards,
    deciding: Examples,
    forms: dict[str, TokenTable],
    fold: int,
    params: Params,
    lexicon: Lexicon,
    work: Workspace,
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
    work
        Where what was worked out is kept.
    """
    learned = learn_in_passes(learning, deciding.topics, params, lexicon, work)
    raw = learned.scores(deciding.tokens)
    decision = decide(deciding, raw, params)
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
