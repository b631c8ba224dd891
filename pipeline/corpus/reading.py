"""Reading the paragraph table with its tokens: whole, shard by shard, or only some rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipeline.corpus.rows import Rows
from pipeline.corpus.table import shard_paths
from pipeline.corpus.tokens import read_token_shards
from pipeline.features import TokenTable


def table_length(paragraphs: Path) -> int:
    """Return the number of rows of a paragraph table, of all kinds."""
    return sum(int(pq.read_metadata(path).num_rows) for path in shard_paths(paragraphs))


def read_shards(paragraphs: Path, tokens: Path) -> Iterator[tuple[Rows, TokenTable]]:
    """Yield the body rows of each shard and their tokens."""
    start = 0
    for rows, table in zip(Rows.shards(paragraphs), read_token_shards(tokens), strict=True):
        yield rows, table.take(rows.position - start)
        start += len(table)


def read_all(paragraphs: Path, tokens: Path) -> tuple[Rows, TokenTable]:
    """Return all body rows and their tokens."""
    return _joined(read_shards(paragraphs, tokens))


def read_some(paragraphs: Path, tokens: Path, wanted: NDArray[np.int64], most: int) -> tuple[Rows, TokenTable]:
    """Return the body rows at the positions `wanted`, and others evenly spread, to about `most` of them."""
    others = max(1, -(-table_length(paragraphs) // max(most, 1)))

    def chosen() -> Iterator[tuple[Rows, TokenTable]]:
        for rows, table in read_shards(paragraphs, tokens):
            kept = np.isin(rows.position, wanted)
            if most:
                kept |= rows.position % others == 0
            index = np.flatnonzero(kept)
            yield rows.take(index), table.take(index)

    return _joined(chosen())


def _joined(parts: Iterator[tuple[Rows, TokenTable]]) -> tuple[Rows, TokenTable]:
    held = list(parts)
    whole = held[0][1]
    for _, table in held[1:]:
        whole = whole.concatenate(table)
    return Rows.join(rows for rows, _ in held), whole
