"""The paragraph table's body rows as arrays, the form in which they are split, learned and judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.corpus.table import read_shard, shard_paths

_COLUMNS = ["doc_id", "topics", "gold", "use", "group", "paragraph_no", "kind", "text"]


@dataclass(frozen=True)
class Rows:
    """Body paragraphs, column by column; `position` is each one's row in the whole table, in ascending order."""

    position: NDArray[np.int64]
    doc_id: NDArray[Any]
    group: NDArray[Any]
    paragraph_no: NDArray[np.int64]
    use: NDArray[Any]
    topics: list[list[str]]
    gold: list[list[str] | None]
    text: list[str]

    @classmethod
    def read(cls, folder: Path) -> Rows:
        """Read the body rows of a paragraph table."""
        return cls.join(cls.shards(folder))

    @classmethod
    def shards(cls, folder: Path) -> Iterator[Rows]:
        """Yield the body rows of each shard, so that memory need not hold them all."""
        start = 0
        for path in shard_paths(folder):
            table = read_shard(path, _COLUMNS)
            yield cls._of(table, start)
            start += len(table)

    @classmethod
    def at(cls, folder: Path, wanted: NDArray[np.int64]) -> Rows:
        """Read the rows at the positions `wanted`."""
        return cls.join(rows.take(np.flatnonzero(np.isin(rows.position, wanted))) for rows in cls.shards(folder))

    @classmethod
    def join(cls, parts: Iterable[Rows]) -> Rows:
        """Return the rows of all parts, in order."""
        held = list(parts)
        return cls(
            position=np.concatenate([part.position for part in held]),
            doc_id=np.concatenate([part.doc_id for part in held]),
            group=np.concatenate([part.group for part in held]),
            paragraph_no=np.concatenate([part.paragraph_no for part in held]),
            use=np.concatenate([part.use for part in held]),
            topics=[given for part in held for given in part.topics],
            gold=[gold for part in held for gold in part.gold],
            text=[text for part in held for text in part.text],
        )

    def take(self, index: NDArray[np.int64]) -> Rows:
        """Return the rows of `index`, in its order."""
        return Rows(
            position=self.position[index],
            doc_id=self.doc_id[index],
            group=self.group[index],
            paragraph_no=self.paragraph_no[index],
            use=self.use[index],
            topics=[self.topics[row] for row in index],
            gold=[self.gold[row] for row in index],
            text=[self.text[row] for row in index],
        )

    @classmethod
    def _of(cls, table: pa.Table, start: int) -> Rows:
        inside = np.flatnonzero(table["kind"].to_numpy() == "body")
        table = table.take(inside)
        return cls(
            position=inside + start,
            doc_id=table["doc_id"].to_numpy(),
            group=table["group"].to_numpy(),
            paragraph_no=table["paragraph_no"].to_numpy().astype(np.int64),
            use=table["use"].to_numpy(),
            topics=table["topics"].to_pylist(),
            gold=table["gold"].to_pylist(),
            text=table["text"].to_pylist(),
        )

    def __len__(self) -> int:
        return len(self.position)

    def topic_names(self) -> tuple[str, ...]:
        """Return every topic that a masthead or a person gives a paragraph."""
        given = {topic for topics in self.topics for topic in topics}
        return tuple(sorted(given | {topic for gold in self.gold if gold for topic in gold}))

    def labels(self, topics: tuple[str, ...]) -> NDArray[np.bool_]:
        """Return what a person says of each paragraph or else its masthead, shape (rows, topics)."""
        number = {topic: column for column, topic in enumerate(topics)}
        labels = np.zeros((len(self), len(topics)), bool)
        for row, (given, gold) in enumerate(zip(self.topics, self.gold, strict=True)):
            labels[row, [number[topic] for topic in (given if gold is None else gold)]] = True
        return labels

    @property
    def weak(self) -> NDArray[np.bool_]:
        """Rows of which only some of the labels hold: several items in the masthead, and nobody's annotation."""
        return np.array([gold is None and len(given) > 1 for given, gold in zip(self.topics, self.gold, strict=True)])

    @property
    def annotated(self) -> NDArray[np.bool_]:
        """Rows that a person annotated."""
        return np.array([gold is not None for gold in self.gold], bool)

    @property
    def trainable(self) -> NDArray[np.bool_]:
        """Rows that may train: labelled, or annotated as speaking to no item, and not kept for judging."""
        labelled = np.array([bool(given) for given in self.topics], bool)
        return np.asarray((labelled | self.annotated) & (self.use == "train"))

    @property
    def judged(self) -> NDArray[np.bool_]:
        """Rows whose truth is known: annotated, or of a document of one item."""
        single = np.array([len(given) == 1 for given in self.topics], bool)
        return np.asarray(self.annotated | single)
