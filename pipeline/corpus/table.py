"""The paragraph table on disk: a folder of Parquet shards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import InputError
from pipeline.storage import atomic_path

PARAGRAPHS = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False),
        pa.field("path", pa.string(), nullable=False),
        pa.field("organ", pa.string()),
        pa.field("symbol", pa.string()),
        pa.field("session", pa.string()),
        pa.field("list", pa.string()),
        pa.field("items", pa.list_(pa.string()), nullable=False),
        pa.field("topics", pa.list_(pa.string()), nullable=False),
        pa.field("gold", pa.list_(pa.string())),
        pa.field("use", pa.string(), nullable=False),
        pa.field("group", pa.string(), nullable=False),
        pa.field("paragraph_no", pa.int32(), nullable=False),
        pa.field("start", pa.int64(), nullable=False),
        pa.field("end", pa.int64(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
    ]
)


def shard_paths(folder: Path) -> list[Path]:
    """Return the shards of a table in order; a folder without any is an `InputError`."""
    paths = sorted(folder.glob("part-*.parquet"))
    if not paths:
        raise InputError(f"{folder}: holds no part-*.parquet; run `dvc repro` to make it")
    return paths


def write_rows(path: Path, rows: Iterable[Mapping[str, Any]], schema: pa.Schema = PARAGRAPHS) -> None:
    """Write rows as one shard; the same rows give the same bytes."""
    write_table(path, pa.Table.from_pylist(list(rows), schema=schema))


def write_table(path: Path, table: pa.Table) -> None:
    """Write an Arrow table as one shard, whole or not at all."""
    with atomic_path(path) as temporary:
        pq.write_table(table, temporary, compression="zstd")


def read_shard(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Read one shard; a damaged one is an `InputError`."""
    try:
        return pq.ParquetFile(path).read(columns=list(columns) if columns else None)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path}: damaged Parquet file; delete it and run `dvc repro`") from error
