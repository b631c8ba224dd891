"""Annif with jieba, called as its command line calls it.

Its own analyzers fetch a model for sentences from the network when they start, and know no Chinese: the analyzer here
has jieba in their place.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import jieba
from annif.analyzer import register_analyzer
from annif.analyzer.analyzer import Analyzer
from annif.corpus import Document, SubjectSet
from annif.corpus.types import DocumentCorpus
from annif.project import AnnifProject
from annif.vocab.subject_index import SubjectIndexFile
from annif.vocab.types import Subject

jieba.setLogLevel("ERROR")


class _JiebaAnalyzer(Analyzer):  # type: ignore[misc]
    name = "jieba"
    token_min_length = 1

    def __init__(self, *_: object) -> None:  # not the base's, which asks the network
        pass

    def tokenize_words(self, text: str, filter: bool = True) -> list[str]:
        return [word for word in jieba.lcut(text) if not filter or self.is_valid_token(word)]


register_analyzer(_JiebaAnalyzer)


class _Corpus(DocumentCorpus):  # type: ignore[misc]
    def __init__(self, found: list[Document]) -> None:
        self._found = found

    @property
    def documents(self) -> Iterator[Document]:
        return iter(self._found)


class Backend:
    """A project of one backend, in a folder that goes when it does."""

    name = "tfidf"

    def fit(self, texts: list[str], topics: list[str]) -> None:
        """Learn."""
        self._folder = tempfile.TemporaryDirectory()
        self._topics = sorted(set(topics))
        subjects = SubjectIndexFile()
        for topic in self._topics:
            subjects.append(Subject(topic, {"zh": topic}, None))
        vocabulary = SimpleNamespace(get_vocab=lambda _: SimpleNamespace(subjects=subjects, languages=["zh"]))
        settings = {"language": "zh", "backend": self.name, "analyzer": "jieba", "vocab": "topics", "limit": "10"}
        self._project = AnnifProject(self.name, settings, self._folder.name, vocabulary)
        labelled = zip(texts, topics, strict=True)
        self._project.train(_Corpus([Document(text, SubjectSet([subjects.by_uri(topic)])) for text, topic in labelled]))

    def rank(self, texts: list[str]) -> list[list[str]]:
        """Return the three best topics."""
        return [self._best(found, 3) for found in self._suggest(texts)]

    def decide(self, texts: list[str]) -> list[list[str]]:
        """Return the best topic alone: the backends have no rule of their own."""
        return [self._best(found, 1) for found in self._suggest(texts)]

    def _suggest(self, texts: list[str]) -> Iterator[Any]:
        yield from self._project.suggest_corpus(_Corpus([Document(text) for text in texts]))

    def _best(self, found: Any, most: int) -> list[str]:
        ordered = sorted(found, key=lambda suggestion: -suggestion.score)
        return [self._topics[suggestion.subject_id] for suggestion in ordered[:most]]
