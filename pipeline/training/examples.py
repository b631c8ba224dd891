"""What is learned from: labelled paragraphs, and what is known of the language and of each topic beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.features import Background, TfidfVectorizer, TokenTable
from pipeline.params import Engine, Params
from pipeline.text import Tokenizer, normalize

_HALF_KNOWN = 2  # paragraphs from which a topic's own text counts as much as its title


@dataclass(frozen=True)
class Lexicon:
    """What is known before any training text.

    Terms, stopwords and frequencies of the language; of each topic its titles, and its key terms in lines of a few.
    """

    terms: tuple[str, ...] = ()
    stopwords: frozenset[str] = frozenset()
    background: Background | None = None
    titles: Mapping[str, Sequence[str]] = field(default_factory=dict)
    key_terms: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Examples:
    """Paragraphs to learn from.

    `candidates` (paragraphs, topics) holds what a masthead or a person gives; in rows marked `weak` only some of the
    candidates hold. A row without candidates speaks to no item. Of rows marked `annotated` a person said all there is
    to say; a masthead says nothing of what else a paragraph speaks to. `groups` are never split between folds.
    """

    topics: tuple[str, ...]
    tokens: TokenTable
    candidates: NDArray[np.bool_]
    weak: NDArray[np.bool_]
    annotated: NDArray[np.bool_]
    groups: NDArray[Any]

    def __len__(self) -> int:
        return len(self.tokens)

    def take(self, index: NDArray[np.int64]) -> Examples:
        """Return the examples of `index`, in its order."""
        return Examples(
            self.topics,
            self.tokens.take(index),
            self.candidates[index],
            self.weak[index],
            self.annotated[index],
            self.groups[index],
        )


@lru_cache(maxsize=2)
def _tokenizer(engine: Engine, terms: tuple[str, ...]) -> Tokenizer:
    """Return one tokenizer for all cuts: thousands of terms take longer to load than a few titles to cut."""
    return Tokenizer(engine, terms)


def with_nothing(labels: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return labels with one more column: whether the paragraph speaks to no item."""
    return np.column_stack([labels, ~labels.any(axis=1)])


def cut(texts: Sequence[str], params: Params, lexicon: Lexicon) -> TokenTable:
    """Return the tokens of texts, cut as `params` say."""
    tokenizer = _tokenizer(params.tokenize.engine, lexicon.terms if params.tokenize.terms else ())
    return TokenTable.from_tokens(tokenizer.words(normalize(text).text) for text in texts)


def title_examples(topics: tuple[str, ...], params: Params, lexicon: Lexicon) -> Examples:
    """Return what is known of each topic beforehand as one more paragraph each; nothing if `params` do not want it."""
    texts = [(topic, text) for topic in topics for text in _known(topic, params, lexicon)]
    named = np.array([[topic == name for name in topics] for topic, _ in texts], bool).reshape(-1, len(topics))
    names = np.array([topic for topic, _ in texts], object)
    no = np.zeros(len(texts), bool)
    return Examples(topics, cut([text for _, text in texts], params, lexicon), named, no, no, names)


def title_channel(
    vectorizer: TfidfVectorizer, topics: tuple[str, ...], counts: NDArray[np.int64], params: Params, lexicon: Lexicon
) -> NDArray[np.float64]:
    """Return weights that score a topic by the likeness of a text to its title, shape (terms, topics).

    They fade as a topic's paragraphs, `counts`, grow: so one without documents, or a new session's new item, can be
    suggested by its title alone, and one with many is left as it was learned.
    """
    weights = np.zeros((len(vectorizer.vocabulary), len(topics)))
    titled = [(column, " ".join(lexicon.titles.get(topic, ()))) for column, topic in enumerate(topics)]
    titled = [(column, text) for column, text in titled if text]
    if titled and params.train.title_channel:
        columns = [column for column, _ in titled]
        rows = vectorizer.transform(cut([text for _, text in titled], params, lexicon)).toarray()
        length = np.maximum(np.linalg.norm(rows, axis=1), 1e-9)
        strength = params.train.title_channel / (1 + (counts[columns] / _HALF_KNOWN) ** 2)
        weights[:, columns] = (rows / length[:, None] * strength[:, None]).T
    return weights


def _known(topic: str, params: Params, lexicon: Lexicon) -> Sequence[str]:
    texts = list(lexicon.titles.get(topic, ())) if params.train.titles else []
    return [*texts, *(lexicon.key_terms.get(topic, ()) if params.train.key_terms else ())]
