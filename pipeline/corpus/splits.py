"""Which fold each document is held back in, and the proof that no group stands on both sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.corpus.rows import Rows
from pipeline.corpus.table import read_shard, write_table
from pipeline.errors import AgendaError, InputError

SPLITS = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False),
        pa.field("group", pa.string(), nullable=False),
        pa.field("fold", pa.int32(), nullable=False),
    ]
)


@dataclass
class Groups:
    """The group of every document, and for each group its paragraphs, all of them and by topic."""

    of_document: dict[str, str] = field(default_factory=dict)
    sizes: Counter[str] = field(default_factory=Counter)
    topics: dict[str, Counter[str]] = field(default_factory=dict)

    def counts(self) -> NDArray[np.int32]:
        """Return how many paragraphs of each topic each group has, shape (groups, topics)."""
        names = sorted({topic for held in self.topics.values() for topic in held})
        column = {name: number for number, name in enumerate(names)}
        counts = np.zeros((len(self.sizes), len(names)), np.int32)
        for row, group in enumerate(self.sizes):
            for topic, count in self.topics[group].items():
                counts[row, column[topic]] = count
        return counts


def count_topics(parts: Iterable[Rows]) -> Groups:
    """Count groups and topics of the body rows, shard by shard."""
    groups = Groups()
    for rows in parts:
        groups.of_document.update(zip(rows.doc_id.tolist(), rows.group.tolist(), strict=True))
        groups.sizes.update(rows.group.tolist())
        for group, given, gold in zip(rows.group.tolist(), rows.topics, rows.gold, strict=True):
            groups.topics.setdefault(group, Counter()).update(given if gold is None else gold)
    return groups


def write_splits(path: Path, groups: Mapping[str, str], fold_of_group: Mapping[str, int]) -> None:
    """Write the fold of every document; a group in two folds would be our own fault and fails."""
    rows = [{"doc_id": doc, "group": group, "fold": fold_of_group[group]} for doc, group in groups.items()]
    check_folds({doc: (group, fold_of_group[group]) for doc, group in groups.items()})
    path.parent.mkdir(parents=True, exist_ok=True)
    write_table(path, pa.Table.from_pylist(rows, schema=SPLITS))


def read_splits(path: Path) -> dict[str, int]:
    """Read the fold of every document, and check again that no group is parted."""
    if not path.is_file():
        raise InputError(f"{path}: missing; run `dvc repro` to make it")
    rows: list[dict[str, Any]] = read_shard(path).to_pylist()
    check_folds({row["doc_id"]: (row["group"], row["fold"]) for row in rows})
    return {row["doc_id"]: row["fold"] for row in rows}


def check_folds(documents: Mapping[str, tuple[str, int]]) -> None:
    """Fail if two documents of one group are in different folds."""
    fold_of: dict[str, int] = {}
    for name, (group, fold) in documents.items():
        if fold_of.setdefault(group, fold) != fold:
            raise AgendaError(
                f"split: group {group!r} stands in two folds (document {name!r}); no figure would be honest"
            )
