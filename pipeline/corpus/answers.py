"""Predictions as a Parquet file, a row a paragraph, for archives too large for JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.storage import atomic_path

_GROUP = 20_000  # rows held at once
ANSWERS = pa.schema(
    [
        pa.field("path", pa.string(), nullable=False),
        pa.field("error", pa.string()),
        pa.field("paragraph_no", pa.int32()),
        pa.field("kind", pa.string()),
        pa.field("start", pa.int64()),
        pa.field("end", pa.int64()),
        pa.field("text", pa.string()),
        pa.field("items", pa.list_(pa.string())),
        pa.field("topics", pa.list_(pa.string())),
        pa.field("scores", pa.list_(pa.float32())),
        pa.field("ranked_topics", pa.list_(pa.string())),
        pa.field("ranked_scores", pa.list_(pa.float32())),
        pa.field("abstained", pa.string()),
    ]
)


def write_answers(path: Path, answers: Iterable[Mapping[str, Any]]) -> None:
    """Write answers in the form of `agenda predict --format json`; a document that could not be read has one row."""
    rows: list[dict[str, Any]] = []
    with atomic_path(path) as temporary, pq.ParquetWriter(temporary, ANSWERS, compression="zstd") as writer:
        for answer in answers:
            rows.extend(_rows(answer))
            if len(rows) >= _GROUP:
                writer.write_table(pa.Table.from_pylist(rows, schema=ANSWERS))
                rows.clear()
        writer.write_table(pa.Table.from_pylist(rows, schema=ANSWERS))


def _rows(answer: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    if answer["error"] is not None:
        yield {"path": answer["path"], "error": answer["error"]}
    for entry in answer["paragraphs"]:
        yield {
            "path": answer["path"],
            **{name: entry[name] for name in ("paragraph_no", "kind", "start", "end", "text", "abstained")},
            "items": [found["item"] for found in entry["items"]],
            "topics": [found["topic"] for found in entry["items"]],
            "scores": [found["score"] for found in entry["items"]],
            "ranked_topics": [found["topic"] for found in entry["ranked"]],
            "ranked_scores": [found["score"] for found in entry["ranked"]],
        }
