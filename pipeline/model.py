"""`TopicModel`: ranks, decides and explains topics with one matrix of weights; saved as one file without code."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.agenda import Agenda
from pipeline.errors import InputError
from pipeline.features import TfidfVectorizer, TokenTable, Vocabulary, counts_as_term, run_key, spaced
from pipeline.params import FeatureParams, TokenizeParams
from pipeline.storage import atomic_write_bytes
from pipeline.text import Tokenizer, normalize

SCHEMA = "agenda-model/1"
_LARGEST_FILE = 4 << 30
_LARGEST_HEADER = 100 << 20
_BATCH = 2000

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
    """How scores become probabilities and probabilities decisions, one number a topic.

    The calibrated score is 1 / (1 + exp(-(slope * score + offset))) (Platt, 1999); a topic is given to a text
    whose calibrated score reaches `threshold`.
    """

    slope: Floats
    offset: Floats
    threshold: Floats

    def calibrated(self, raw: NDArray[Any]) -> Floats:
        """Return raw scores, shape (paragraphs, topics), as probabilities."""
        logit = np.clip(self.slope * raw + self.offset, -60, 60)
        return np.asarray(1 / (1 + np.exp(-logit)), np.float32)


@dataclass(frozen=True)
class TopicModel:
    """A trained model: what a text is turned into, the weights of each topic, and the thresholds.

    `weights` has the shape (terms, topics), `bias` (topics,). `info` is what the model says of itself: the hash of
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
        """Return the normalized texts' tokens."""
        return TokenTable.from_tokens(spaced(self.tokenizer.tokens(normalize(text).text)) for text in texts)

    def scores(self, tokens: TokenTable) -> Floats:
        """Return the calibrated score of every topic, shape (paragraphs, topics), each between 0 and 1."""
        if not len(tokens):
            return np.zeros((0, len(self.topics)), np.float32)
        return self.decision.calibrated(self.vectorizer.transform(tokens) @ self.weights + self.bias)

    def score_texts(self, texts: Sequence[str]) -> Iterator[Floats]:
        """Yield the calibrated scores of each text, in batches of bounded size."""
        for start in range(0, len(texts), _BATCH):
            yield from self.scores(self.tokens(texts[start : start + _BATCH]))

    def rank(self, texts: Sequence[str], k: int) -> list[list[tuple[str, float]]]:
        """Return the `k` best topics of each text with their calibrated scores, best first.

        Parameters
        ----------
        texts
            Any texts, in any spelling: they are normalized and cut here.
        k
            How many topics to return for each text; always that many, unless the model has fewer.
        """
        return [self._best(row, k) for row in self.score_texts(texts)]

    def decide(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the topics of each text whose score reaches the topic's threshold, best first; often one, or none."""
        decided = []
        for row in self.score_texts(texts):
            over = row >= self.decision.threshold
            decided.append([topic for topic, _ in self._best(row, int(over.sum()), over)])
        return decided

    def _best(self, row: Floats, k: int, over: NDArray[np.bool_] | None = None) -> list[tuple[str, float]]:
        rank = row if over is None else np.where(over, row, -1)
        order = np.argsort(-rank, kind="stable")[:k]
        return [(self.topics[index], float(row[index])) for index in order]

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
        column = self.topics.index(topic)
        normalized = normalize(text)
        tokens = self.tokenizer.tokens(normalized.text)
        row = self.vectorizer.transform(TokenTable.from_tokens([spaced(tokens)]))
        worth = dict(zip(row.indices.tolist(), (row.data * self.weights[row.indices, column]).tolist(), strict=True))
        places = self._places(normalized.text, [(token.text, token.start, token.end) for token in tokens], worth)
        gains = [0.0] * len(tokens)
        for term, spots in places.items():
            for spot in spots:
                for token, part in spot:
                    gains[token] += part * worth[term] / len(spots)
        found = [
            Evidence(topic, token.text, gain, normalized.offsets[token.start], normalized.offsets[token.end - 1] + 1)
            for token, gain in zip(tokens, gains, strict=True)
            if gain
        ]
        return sorted(found, key=lambda evidence: (-evidence.weight, evidence.start))

    def _places(
        self, text: str, tokens: list[tuple[str, int, int]], terms: Mapping[int, float]
    ) -> dict[int, list[list[tuple[int, float]]]]:
        """Return, for each term, its places, each as the tokens it touches with the share that falls on them."""
        places: dict[int, list[list[tuple[int, float]]]] = {term: [] for term in terms}
        vocabulary = self.vectorizer.vocabulary
        owner = {}
        for index, (word, start, end) in enumerate(tokens):
            term = self.vectorizer.number(word)
            if term in places:
                places[term].append([(index, 1.0)])
            owner.update(dict.fromkeys(range(start, end), index))
        stream = sorted(owner)
        for size in range(1, self.vectorizer.params.characters + 1):
            for first in range(len(stream) - size + 1):
                spot = stream[first : first + size]
                run = "".join(text[position] for position in spot)
                if spot[-1] - spot[0] != size - 1 or not all(character.isalpha() for character in run):
                    continue
                term = int(np.searchsorted(vocabulary.runs, run_key(run))) + len(vocabulary.words)
                if term in places and vocabulary.term(term) == run:
                    places[term].append([(owner[position], 1 / size) for position in spot])
        return places

    def knows(self, text: str) -> float:
        """Return the share of a text's words that the model has ever seen, 0 for a text without words."""
        words = [token.text for token in self.tokenizer.tokens(normalize(text).text) if counts_as_term(token.text)]
        return sum(self.vectorizer.number(word) is not None for word in words) / len(words) if words else 0.0

    def save(self, path: Path) -> None:
        """Write the model as one safetensors file: numbers, a vocabulary and a small JSON text, no code."""
        from safetensors.numpy import save

        vocabulary = self.vectorizer.vocabulary
        words, word_offsets = _packed(vocabulary.words)
        terms, term_offsets = _packed(self.terms)
        tensors = {
            "weights": self.weights,
            "bias": self.bias,
            "idf": self.vectorizer.idf,
            "slope": self.decision.slope,
            "offset": self.decision.offset,
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


def shift_log_odds(scores: Floats, shift: NDArray[np.float64]) -> Floats:
    """Return probabilities with `shift` added to their log-odds."""
    odds = np.clip(scores, 1e-7, 1 - 1e-7)
    logit = np.log(odds / (1 - odds)) + shift
    return np.asarray(1 / (1 + np.exp(-logit)), np.float32)


def _packed(strings: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    encoded = [string.encode("utf-8") for string in strings]
    offsets = np.cumsum([0, *(len(part) for part in encoded)], dtype=np.int64)
    return np.frombuffer(b"".join(encoded), np.uint8), offsets


def _unpacked(data: NDArray[np.uint8], offsets: NDArray[np.int64]) -> tuple[str, ...]:
    raw, bounds = data.tobytes(), offsets.tolist()
    if bounds[0] != 0 or bounds[-1] != len(raw) or bounds != sorted(bounds):
        raise ValueError("offsets do not fit the text")
    return tuple(raw[start:end].decode("utf-8") for start, end in pairwise(bounds))


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
    words = _unpacked(tensors["vocabulary.words"], tensors["vocabulary.word_offsets"])
    runs = tensors["vocabulary.runs"]
    terms, topics = len(words) + len(runs), len(header["topics"])
    shapes = {"weights": (terms, topics), "idf": (terms,), "bias": (topics,)}
    shapes |= dict.fromkeys(("slope", "offset", "threshold"), (topics,))
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
        decision=Decision(tensors["slope"], tensors["offset"], tensors["threshold"]),
        tokenize=TokenizeParams(**header["tokenize"]),
        terms=_unpacked(tensors["lexicon.terms"], tensors["lexicon.term_offsets"]),
        agenda=Agenda.from_dict(header["agenda"]) if header["agenda"] else None,
        info=header["info"],
    )
