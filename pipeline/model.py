"""`TopicModel`: ranks, decides and explains topics with one matrix of weights; saved as one file without code."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.agenda import Agenda
from pipeline.errors import InputError
from pipeline.evidence import share_out
from pipeline.features import TfidfVectorizer, TokenTable, Vocabulary, counts_as_term
from pipeline.params import FeatureParams, TokenizeParams
from pipeline.storage import atomic_write_bytes, pack_strings, unpack_strings
from pipeline.text import Tokenizer, normalize

SCHEMA = "agenda-model/2"
_LARGEST_FILE = 4 << 30
_LARGEST_HEADER = 100 << 20
_BATCH = 4000

Floats = NDArray[np.float32]


class Evidence(NamedTuple):
    """A word of a text and what it adds to a topic's score; `start` and `end` count the text's code points."""

    topic: str
    term: str
    weight: float
    start: int
    end: int


@dataclass(frozen=True)
class Decision:
    """How scores become probabilities and probabilities decisions.

    The calibrated score is 1 / (1 + exp(-(slope * score + lead * (score - best other) + nothing * score of nothing +
    offset))): Platt's sigmoid (1999) with two more terms, for a score that others rival is less sure than one that
    stands alone, and so is one of a text that seems to speak to no item. It never changes the order of topics. A
    topic is given to a text whose calibrated score reaches its `threshold`. `calibration` holds slope, lead, nothing
    and offset; `threshold` one number a topic.
    """

    calibration: Floats
    threshold: Floats

    def calibrated(self, raw: NDArray[Any]) -> Floats:
        """Return raw scores, shape (paragraphs, topics + 1), as probabilities of the topics.

        The last column is the score of speaking to no item.
        """
        slope, lead, nothing, offset = self.calibration.astype(np.float64)
        topics = raw[:, :-1]
        logit = slope * topics + lead * leads(topics) + nothing * raw[:, -1:] + offset
        return np.asarray(1 / (1 + np.exp(-np.clip(logit, -60, 60))), np.float32)


@dataclass(frozen=True)
class TopicModel:
    """A trained model: what a text is turned into, the weights of each topic, and the thresholds.

    `weights` has the shape (terms, topics + 1), `bias` (topics + 1,): the last column is for speaking to no item.
    `info` is what the model says of itself: the hash of
    the corpus it was trained on, how many paragraphs each topic had, the masthead's weight as a prior.
    """

    topics: tuple[str, ...]
    vectorizer: TfidfVectorizer
    weights: Floats
    bias: Floats
    decision: Decision
    tokenize: TokenizeParams
    terms: tuple[str, ...]
    agenda: Agenda | None
    info: Mapping[str, Any]

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer with which the model was trained."""
        return Tokenizer(self.tokenize.engine, self.terms)

    def tokens(self, texts: Iterable[str]) -> TokenTable:
        """Return the tokens of texts in any spelling."""
        return self.cut(normalize(text).text for text in texts)

    def cut(self, normalized: Iterable[str]) -> TokenTable:
        """Return the tokens of normalized texts."""
        return TokenTable.from_tokens(map(self.tokenizer.words, normalized))

    def scores(self, tokens: TokenTable) -> Floats:
        """Return the calibrated score of every topic, shape (paragraphs, topics), each between 0 and 1."""
        if not len(tokens):
            return np.zeros((0, len(self.topics)), np.float32)
        return self.decision.calibrated(self.vectorizer.transform(tokens) @ self.weights + self.bias)

    def _batches(self, texts: Sequence[str]) -> Iterator[Floats]:
        for start in range(0, len(texts), _BATCH):
            yield self.scores(self.tokens(texts[start : start + _BATCH]))

    def rank(self, texts: Sequence[str], k: int) -> list[list[tuple[str, float]]]:
        """Return the `k` best topics of each text with their calibrated scores, best first.

        Parameters
        ----------
        texts
            Any texts, in any spelling: they are normalized and cut here.
        k
            How many topics to return for each text; always that many, unless the model has fewer.
        """
        return [row for scores in self._batches(texts) for row in self._rank_batch(scores, min(k, len(self.topics)))]

    def _rank_batch(self, scores: Floats, k: int) -> Iterator[list[tuple[str, float]]]:
        # A few times the greatest of what is left, and the first of equals, is faster than to sort all topics.
        rows, left = np.arange(len(scores)), scores.copy()
        best = np.empty((len(scores), k), np.int64)
        for place in range(k):
            best[:, place] = left.argmax(axis=1)
            left[rows, best[:, place]] = -1
        found = np.take_along_axis(scores, best, axis=1).tolist()
        for columns, values in zip(best.tolist(), found, strict=True):
            yield list(zip([self.topics[column] for column in columns], values, strict=True))

    def decide(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the topics of each text whose score reaches the topic's threshold, best first; often one, or none."""
        decided: list[list[str]] = []
        for scores in self._batches(texts):
            over = scores >= self.decision.threshold
            order = np.argsort(-np.where(over, scores, -1), axis=1, kind="stable")
            for columns, count in zip(order, over.sum(axis=1), strict=True):
                decided.append([self.topics[column] for column in columns[:count]])
        return decided

    def explain(self, text: str, topic: str) -> list[Evidence]:
        """Return the words of `text` that speak for `topic` or against it, strongest first.

        A term's TF-IDF times its weight is shared out evenly among the places where it stands, and a run of
        characters' share among the words it touches: so the weights of all words add up to the topic's score
        before calibration, less its bias.

        Raises
        ------
        InputError
            The model does not know the topic.
        """
        if topic not in self.topics:
            raise InputError(f"topic {topic!r}: not in the model; `agenda items` lists its topics")
        normalized = normalize(text)
        tokens = self.cut([normalized.text])
        shares = share_out(self.vectorizer, self.weights, tokens, [(0, self.topics.index(topic))])[0]
        return [Evidence(topic, term, weight, *normalized.span(start, end)) for term, weight, start, end in shares]

    def familiarity(self, tokens: TokenTable) -> NDArray[np.float64]:
        """Return the share of each paragraph's words that the model has ever seen, 0 for one without words."""
        counted = np.array([counts_as_term(word) for word in tokens.words], bool)
        counted = counted[tokens.ids] if len(tokens.ids) else np.zeros(0, bool)
        known = counted & (self.vectorizer.word_columns(tokens) >= 0)
        rows, size = tokens.rows(), len(tokens)
        return np.bincount(rows[known], minlength=size) / np.maximum(np.bincount(rows[counted], minlength=size), 1)

    def save(self, path: Path) -> None:
        """Write the model as one safetensors file: numbers, a vocabulary and a small JSON text, no code."""
        from safetensors.numpy import save

        vocabulary = self.vectorizer.vocabulary
        words, word_offsets = pack_strings(vocabulary.words)
        terms, term_offsets = pack_strings(self.terms)
        tensors = {
            "weights": self.weights,
            "bias": self.bias,
            "idf": self.vectorizer.idf,
            "calibration": self.decision.calibration,
            "threshold": self.decision.threshold,
            "vocabulary.words": words,
            "vocabulary.word_offsets": word_offsets,
            "vocabulary.runs": vocabulary.runs.astype(np.int64),
            "lexicon.terms": terms,
            "lexicon.term_offsets": term_offsets,
        }
        header = {
            "schema": SCHEMA,
            "topics": self.topics,
            "features": asdict(self.vectorizer.params),
            "tokenize": asdict(self.tokenize),
            "agenda": self.agenda.to_dict() if self.agenda else None,
            "info": dict(self.info),
        }
        metadata = {"agenda": json.dumps(header, ensure_ascii=False, sort_keys=True, separators=(",", ":"))}
        atomic_write_bytes(path, save({key: np.ascontiguousarray(value) for key, value in tensors.items()}, metadata))

    @classmethod
    def load(cls, path: Path | str) -> TopicModel:
        """Read a model file; nothing in it is executed.

        Raises
        ------
        InputError
            The file is missing, damaged, too large, or of another schema; the message names it and the remedy.
        """
        path = Path(path)
        header, tensors = _read(path)
        try:
            return _model(header, tensors)
        except InputError as error:
            raise InputError(f"{path}: {error}") from error
        except (KeyError, TypeError, ValueError, IndexError, AttributeError, UnicodeDecodeError) as error:
            raise InputError(f"{path}: damaged model ({error!r}); train it again with `dvc repro`") from error


def leads(raw: NDArray[Any]) -> NDArray[np.float64]:
    """Return by how much each score of a row leads the best of the others; negative for all but the best."""
    if raw.shape[1] < 2:
        return np.zeros(raw.shape)
    second, best = np.partition(raw, (-2, -1), axis=1)[:, -2:].T
    return np.asarray(raw - np.where(raw == best[:, None], second[:, None], best[:, None]), np.float64)


def shift_log_odds(scores: Floats, shift: NDArray[np.float64]) -> Floats:
    """Return probabilities with `shift` added to their log-odds."""
    odds = np.clip(scores, 1e-7, 1 - 1e-7)
    logit = np.log(odds / (1 - odds)) + shift
    return np.asarray(1 / (1 + np.exp(-logit)), np.float32)


def _read(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    from safetensors import SafetensorError, safe_open

    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise InputError(
            f"{path}: {error.strerror}; train a model with `make repro`, or name one with --model or AGENDA_MODEL"
        ) from error
    if size > _LARGEST_FILE or int.from_bytes(start, "little") > _LARGEST_HEADER:
        raise InputError(f"{path}: not a model of this tool (larger than any model it writes); give another file")
    try:
        with safe_open(path, "numpy") as file:
            metadata = file.metadata() or {}
            tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 - not a dict
        header = json.loads(metadata["agenda"])
        schema = header["schema"]
    except (SafetensorError, OSError, KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path}: not a model of this tool ({error}); train one with `make repro`") from error
    if schema != SCHEMA:
        raise InputError(f"{path}: model schema {schema!r}, this version reads {SCHEMA!r}; train it again")
    return header, tensors


def _model(header: dict[str, Any], tensors: dict[str, NDArray[Any]]) -> TopicModel:
    words = unpack_strings(tensors["vocabulary.words"], tensors["vocabulary.word_offsets"])
    runs = tensors["vocabulary.runs"]
    terms, topics = len(words) + len(runs), len(header["topics"])
    shapes = {"weights": (terms, topics + 1), "idf": (terms,), "bias": (topics + 1,)}
    shapes |= {"calibration": (4,), "threshold": (topics,)}
    for name, shape in shapes.items():
        if tensors[name].shape != shape or tensors[name].dtype != np.float32:
            raise ValueError(f"{name} has shape {tensors[name].shape}, expected {shape} float32")
        if not np.isfinite(tensors[name]).all():
            raise ValueError(f"{name} holds numbers that are not finite")
    features = FeatureParams(**header["features"])
    return TopicModel(
        topics=tuple(header["topics"]),
        vectorizer=TfidfVectorizer(features, Vocabulary(words, runs), tensors["idf"]),
        weights=tensors["weights"],
        bias=tensors["bias"],
        decision=Decision(tensors["calibration"], tensors["threshold"]),
        tokenize=TokenizeParams(**header["tokenize"]),
        terms=unpack_strings(tensors["lexicon.terms"], tensors["lexicon.term_offsets"]),
        agenda=Agenda.from_dict(header["agenda"]) if header["agenda"] else None,
        info=header["info"],
    )
