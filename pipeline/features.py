"""TF-IDF over words and runs of characters, counted from token ids in vectorized passes.

The matrix equals that of scikit-learn's `TfidfVectorizer` (one for words, one for runs of characters, each row of
each scaled to length 1), without its Python loop over every token.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from pipeline.lookup import HashTable
from pipeline.params import FeatureParams

BOUNDARY = " "  # stands where white space was left between tokens: no run of characters crosses it
_BITS = 21  # of a code point; three fit into one 64-bit key
_MASK = (1 << _BITS) - 1
_MANY = 10_000  # look-ups at once from which a hash table is worth the time that it takes to be made


class _Numbers(dict[str, int]):
    """Gives each new token the next number, without a call in Python for those it knows."""

    def __missing__(self, token: str) -> int:
        self[token] = number = len(self)
        return number


@dataclass(frozen=True, slots=True)
class TokenTable:
    """Paragraphs as token ids: row i holds `ids[offsets[i]:offsets[i + 1]]`, an id's text is `words[id]`."""

    words: Sequence[str]
    ids: NDArray[np.int32]
    offsets: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @classmethod
    def from_tokens(cls, rows: Iterable[Iterable[str]]) -> TokenTable:
        """Number the tokens of each row in the order in which they first occur."""
        number = _Numbers()
        ids: list[int] = []
        offsets = [0]
        for row in rows:
            ids += map(number.__getitem__, row)
            offsets.append(len(ids))
        return cls(list(number), np.array(ids, np.int32), np.array(offsets, np.int64))

    def rows(self) -> NDArray[np.int64]:
        """Return the row of every token."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))

    def take(self, index: NDArray[np.int64]) -> TokenTable:
        """Return the rows of `index`, in its order, over the same words."""
        lengths = np.diff(self.offsets)[index]
        positions = _ragged(self.offsets[:-1][index], lengths)
        return TokenTable(self.words, self.ids[positions], np.concatenate([[0], np.cumsum(lengths)]))

    def concatenate(self, other: TokenTable) -> TokenTable:
        """Return the rows of both tables, this one's first."""
        number = {word: index for index, word in enumerate(self.words)}
        renumber = np.array([number.setdefault(word, len(number)) for word in other.words], np.int32)
        ids = np.concatenate([self.ids, renumber[other.ids] if len(other.ids) else other.ids])
        offsets = np.concatenate([self.offsets, self.offsets[-1] + other.offsets[1:]])
        return TokenTable(list(number), ids, offsets)


def _ragged(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return start, start + 1, … start + length - 1 for every pair, one after the other."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(np.arange(total) + np.repeat(starts - (ends - lengths), lengths), np.int64)


def counts_as_term(word: str) -> bool:
    """Tell whether a token is a term: it holds a letter or Chinese character (numbers belong to no topic)."""
    return any(character.isalpha() for character in word)


def characters(table: TokenTable) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the code point of every character of all tokens, 0 for what is no letter, and the token it stands in."""
    text = "".join(table.words)
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    distinct, inverse = np.unique(points, return_inverse=True)
    letter = np.array([chr(point).isalpha() for point in distinct], bool)
    points = np.where(letter[inverse], points, 0) if len(points) else points
    lengths = np.array([len(word) for word in table.words], np.int64)
    starts = np.cumsum(lengths) - lengths
    counts = lengths[table.ids]
    return points[_ragged(starts[table.ids], counts)], np.repeat(np.arange(len(table.ids)), counts)


def runs_in(
    stream: NDArray[np.int64], rows: NDArray[np.int64], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each run of `size` letters within one row begins in `stream`, and its key.

    A key packs the run's code points into 64 bits; runs cross neither punctuation, numbers nor white space.
    """
    keys = np.zeros(max(0, len(stream) - size + 1), np.int64)
    valid = np.ones(len(keys), bool)
    for shift in range(size):
        part = stream[shift : shift + len(keys)]
        keys = (keys << _BITS) | part
        valid &= (part != 0) & (rows[shift : shift + len(keys)] == rows[: len(keys)])
    return np.flatnonzero(valid), keys[valid]


def run_key(run: str) -> int:
    """Return the key of a run of one to three characters."""
    key = 0
    for character in run:
        key = key << _BITS | ord(character)
    return key


def run_text(key: int) -> str:
    """Return the run that a key stands for."""
    characters = []
    while key:
        characters.append(chr(key & _MASK))
        key >>= _BITS
    return "".join(reversed(characters))


@dataclass(frozen=True)
class Background:
    """In how many of `paragraphs` paragraphs of broad UN text each word and run of characters stands."""

    paragraphs: int
    words: Mapping[str, int]
    runs: Mapping[str, int]

    def of_runs(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return in how many paragraphs each run stands, 0 for those that are not known."""
        table, counts = self._runs
        place = table.find(keys)
        return np.where(place >= 0, counts[place], 0)

    @cached_property
    def _runs(self) -> tuple[HashTable, NDArray[np.int64]]:
        keys = np.array([run_key(run) for run in self.runs], np.int64)
        return HashTable(keys), np.array([*self.runs.values(), 0], np.int64)


@dataclass(frozen=True)
class Vocabulary:
    """The terms that count, words first, then runs of characters in the order of their keys."""

    words: Sequence[str]
    runs: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.words) + len(self.runs)

    def term(self, index: int) -> str:
        """Return the text of a term."""
        return self.words[index] if index < len(self.words) else run_text(int(self.runs[index - len(self.words)]))


class TfidfVectorizer:
    """Turns a `TokenTable` into rows of TF-IDF, once fitted or loaded.

    idf(t) = ln((1 + n) / (1 + df(t))) + 1 over n paragraphs (scikit-learn's smoothed form; the background's
    paragraphs and frequencies are added to both, weighted by `params.background`); tf is 1 + ln(count) if
    `params.sublinear`; the words and the runs of a row are each scaled to length 1, runs then weighted.
    """

    def __init__(self, params: FeatureParams, vocabulary: Vocabulary, idf: NDArray[np.float32]) -> None:
        self.params = params
        self.vocabulary = vocabulary
        self.idf = idf
        self._number = {word: index for index, word in enumerate(vocabulary.words)}

    @classmethod
    def fit(
        cls,
        table: TokenTable,
        params: FeatureParams,
        background: Background | None = None,
        stopwords: frozenset[str] = frozenset(),
    ) -> TfidfVectorizer:
        """Take the vocabulary and the document frequencies from `table`."""
        words, word_df = word_frequencies(table) if params.words else ([], np.zeros(0, np.int64))
        runs, run_df = run_frequencies(table, params.characters)
        return cls.from_frequencies(words, word_df, runs, run_df, len(table), params, background, stopwords)

    @classmethod
    def from_frequencies(
        cls,
        words: Sequence[str],
        word_df: NDArray[np.int64],
        runs: NDArray[np.int64],
        run_df: NDArray[np.int64],
        paragraphs: float,
        params: FeatureParams,
        background: Background | None = None,
        stopwords: frozenset[str] = frozenset(),
    ) -> TfidfVectorizer:
        """Take the vocabulary from words and runs in order, with the document frequency of each."""
        content = np.array([word not in stopwords for word in words], bool)
        kept = _kept(np.where(content, word_df, 0), params)
        words, word_df = [words[index] for index in kept], word_df[kept]
        kept = _kept(run_df, params)
        runs, run_df = runs[kept], run_df[kept]
        df = np.concatenate([word_df, run_df]).astype(np.float64)
        if background is not None and params.background:
            paragraphs += params.background * background.paragraphs
            known = np.array([background.words.get(word, 0) for word in words], np.int64)
            df += params.background * np.concatenate([known, background.of_runs(runs)])
        idf = np.log((1 + paragraphs) / (1 + df)) + 1
        return cls(params, Vocabulary(words, runs), idf.astype(np.float32))

    def transform(self, table: TokenTable) -> sparse.csr_array:
        """Return the TF-IDF rows, shape (paragraphs, terms), float32."""
        blocks = []
        split = len(self.vocabulary.words)
        if split:
            blocks.append(self._weighted(self._word_counts(table), self.idf[:split], 1.0))
        if len(self.vocabulary.runs):
            counts = self._run_counts(table)
            blocks.append(self._weighted(counts, self.idf[split:], self.params.character_weight))
        if not blocks:
            blocks = [_counts(np.zeros(0, np.int64), np.zeros(0, np.int64), (len(table), 0))]
        return cast("sparse.csr_array", sparse.hstack(blocks, format="csr", dtype=np.float32))

    def word_columns(self, table: TokenTable) -> NDArray[np.int64]:
        """Return the column of every token, -1 where it is no term."""
        column = np.array([self._number.get(word, -1) for word in table.words], np.int64)
        return column[table.ids] if len(table.ids) else np.zeros(0, np.int64)

    def run_columns(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the column of every run, -1 where it is no term."""
        runs, split = self.vocabulary.runs, len(self.vocabulary.words)
        if len(keys) > _MANY:
            place = self._hashed_runs.find(keys)
            return np.where(place >= 0, place + split, -1)
        if not len(runs):
            return np.full(len(keys), -1, np.int64)
        place = np.minimum(np.searchsorted(runs, keys), len(runs) - 1)
        return np.where(runs[place] == keys, place + split, -1)

    @cached_property
    def _hashed_runs(self) -> HashTable:
        return HashTable(self.vocabulary.runs)

    def _word_counts(self, table: TokenTable) -> sparse.csr_array:
        columns = self.word_columns(table)
        known = columns >= 0
        return _counts(table.rows()[known], columns[known], (len(table), len(self.vocabulary.words)))

    def _run_counts(self, table: TokenTable) -> sparse.csr_array:
        split, longest = len(self.vocabulary.words), self.params.characters
        stream, owner = characters(table)
        rows = table.rows()[owner]
        # The runs that begin at one place stand side by side: rows stay in order, and nothing need be sorted for that.
        columns = np.full((len(stream), longest), -1, np.int32)
        for size in range(1, longest + 1):
            starts, keys = runs_in(stream, rows, size)
            columns[starts, size - 1] = self.run_columns(keys) - split
        known = columns >= 0
        return _counts(np.repeat(rows, known.sum(axis=1)), columns[known], (len(table), len(self.vocabulary.runs)))

    def _weighted(self, counts: sparse.csr_array, idf: NDArray[np.float32], weight: float) -> sparse.csr_array:
        data = 1 + np.log(counts.data) if self.params.sublinear else counts.data
        data = data * idf[counts.indices]
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        length = np.sqrt(np.bincount(rows, data * data, minlength=counts.shape[0]))
        length[length == 0] = 1
        data = (weight * data / length[rows]).astype(np.float32)
        return sparse.csr_array((data, counts.indices, counts.indptr), shape=counts.shape)


def _counts(rows: NDArray[np.int64], columns: NDArray[Any], shape: tuple[int, int]) -> sparse.csr_array:
    """Return how often each (row, column) stands, columns in order within a row; `rows` must be in order."""
    indptr = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=shape[0]))])
    # Indices of 32 bits, as scipy itself chooses them: half the memory to go through.
    kind = np.int32 if len(rows) < 2**31 else np.int64
    counts = sparse.csr_array((np.ones(len(rows)), columns.astype(kind), indptr.astype(kind)), shape=shape)
    counts.sum_duplicates()
    return counts


def word_frequencies(table: TokenTable) -> tuple[list[str], NDArray[np.int64]]:
    """Return the words that count as terms, in order, and in how many rows each stands."""
    df = _row_frequencies(table.rows(), table.ids, (len(table), len(table.words)))
    order = sorted((word, index) for index, word in enumerate(table.words) if df[index] and counts_as_term(word))
    return [word for word, _ in order], np.array([df[index] for _, index in order], np.int64)


def run_frequencies(table: TokenTable, longest: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the keys of all runs of up to `longest` characters, in order, and in how many rows each stands."""
    stream, owner = characters(table)
    rows = table.rows()[owner]
    keys, counts = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for size in range(1, longest + 1):
        starts, key = runs_in(stream, rows, size)
        ordered = np.sort(key)
        distinct = ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered
        place = HashTable(distinct).find(key)
        keys.append(distinct)
        counts.append(_row_frequencies(rows[starts], place, (len(table), len(distinct))))
    # Keys of longer runs are greater, so the whole is in order.
    return np.concatenate(keys), np.concatenate(counts)


def _row_frequencies(rows: NDArray[np.int64], columns: NDArray[Any], shape: tuple[int, int]) -> NDArray[np.int64]:
    """Return in how many rows each column stands; `rows` must be in order."""
    return np.bincount(_counts(rows, columns, shape).indices, minlength=shape[1])


def _kept(df: NDArray[np.int64], params: FeatureParams) -> NDArray[np.int64]:
    """Return the positions of the terms that are frequent enough, in order, the commonest if there are too many."""
    frequent = np.flatnonzero(df >= max(1, params.min_paragraphs))
    if len(frequent) > params.max_terms:
        frequent = np.sort(frequent[np.argsort(-df[frequent], kind="stable")[: params.max_terms]])
    return frequent
