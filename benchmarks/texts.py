"""The starter corpus as every benchmark reads it: its paragraphs, and one split of its documents."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.measure import ROOT
from pipeline.agenda import Agenda
from pipeline.corpus.collect import collect_file, corpus_files
from pipeline.training.folds import deal_folds

_FOLDS = 5
_SEED = 53


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Body paragraphs, the document of each and its topics: those of the document's masthead."""

    documents: list[str]
    texts: list[str]
    topics: list[tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def megabytes(self) -> float:
        """The size of the text in UTF-8, in millions of bytes."""
        return sum(len(text.encode("utf-8")) for text in self.texts) / 1e6

    def take(self, index: list[int]) -> Paragraphs:
        """Return some of the paragraphs."""
        return Paragraphs(
            [self.documents[row] for row in index],
            [self.texts[row] for row in index],
            [self.topics[row] for row in index],
        )


def load_agenda() -> Agenda:
    """Read the checkout's agenda."""
    return Agenda.load(ROOT / "data" / "agenda")


def starter(most: int | None = None) -> Paragraphs:
    """Read the starter corpus, or `most` of its paragraphs spread over the whole of it."""
    corpus = ROOT / "data" / "corpus"
    agenda = load_agenda()
    found = [
        (collected.doc_id, row["text"], collected.labels.topics)
        for path in corpus_files(corpus / "starter")
        for collected in collect_file(path, corpus, agenda, {})
        for row in collected.rows
        if row["kind"] == "body"
    ]
    if most is not None and len(found) > most:
        found = [found[index * len(found) // most] for index in range(most)]
    return Paragraphs(*map(list, zip(*found, strict=True)))


def split(paragraphs: Paragraphs) -> tuple[Paragraphs, Paragraphs]:
    """Part the paragraphs of documents of one item into those to learn from and those of held-back documents.

    A topic whose every paragraph would be held back is learned from instead.
    """
    single = paragraphs.take([row for row, topics in enumerate(paragraphs.topics) if len(topics) == 1])
    names = sorted({topics[0] for topics in single.topics})
    labels = np.array([[name == topics[0] for name in names] for topics in single.topics], bool)
    held = deal_folds(single.documents, labels, _FOLDS, _SEED) == 0
    held &= (labels & ~held[:, None]).any(axis=0)[labels.argmax(axis=1)]
    return single.take(np.flatnonzero(~held).tolist()), single.take(np.flatnonzero(held).tolist())


def letter() -> Path:
    """Return a letter of several items, which the benchmarks predict."""
    return min((ROOT / "data" / "corpus" / "starter" / "several").glob("*-letter.txt"))
