"""What held-out models said of every paragraph, between the train and the evaluate stage."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.corpus.rows import Rows
from pipeline.corpus.table import read_shard, write_table
from pipeline.errors import InputError
from pipeline.evaluation.metrics import Judged, Outcome


@dataclass(frozen=True)
class Predictions:
    """Judged paragraphs in the order of the table: scores and decisions by form, shape (paragraphs, topics).

    `position` is each one's row in the whole paragraph table.
    """

    doc_id: NDArray[Any]
    position: NDArray[np.int64]
    folds: NDArray[np.int64]
    topics: tuple[str, ...]
    truth: NDArray[np.bool_]
    scores: Mapping[str, NDArray[np.float32]]
    decided: Mapping[str, NDArray[np.bool_]]
    thresholds: Mapping[int, NDArray[np.float32]]

    def rows_in(self, rows: Rows) -> NDArray[np.int64]:
        """Return where each judged paragraph stands in `rows`, which must hold them all."""
        return np.searchsorted(rows.position, self.position)

    def outcome(self, form: str = "clean") -> Outcome:
        """Return one form's scores and decisions beside the truth."""
        return Outcome(self.scores[form], self.decided[form], self.truth, self.doc_id, self.topics)


def write_predictions(
    path: Path,
    rows: Rows,
    folds: NDArray[np.int64],
    topics: tuple[str, ...],
    forms: Mapping[str, Judged],
    thresholds: Mapping[int, NDArray[np.float32]],
) -> None:
    """Write the scores of the judged `rows`; the topics that the columns stand for are in the file's metadata."""
    columns: dict[str, pa.Array] = {
        "doc_id": pa.array(rows.doc_id, pa.string()),
        "position": pa.array(rows.position, pa.int64()),
        "fold": pa.array(folds, pa.int32()),
    }
    columns["truth"] = _lists(rows.labels(topics))
    for form, said in forms.items():
        columns[f"scores.{form}"] = _lists(said.scores)
        columns[f"decided.{form}"] = _lists(said.decided)
    table = pa.table(columns).replace_schema_metadata(
        {
            "topics": "\n".join(topics),
            "thresholds": json.dumps({str(fold): row.tolist() for fold, row in sorted(thresholds.items())}),
        }
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_table(path, table)


def read_predictions(path: Path) -> Predictions:
    """Read what `write_predictions` wrote."""
    if not path.is_file():
        raise InputError(f"{path}: missing; run `dvc repro` to make it")
    table = read_shard(path)
    metadata = {key.decode(): value.decode() for key, value in (table.schema.metadata or {}).items()}
    try:
        topics = tuple(metadata["topics"].split("\n"))
        thresholds = {int(fold): np.array(row, np.float32) for fold, row in json.loads(metadata["thresholds"]).items()}
    except (KeyError, ValueError) as error:
        raise InputError(f"{path}: not a file of predictions ({error!r}); run `dvc repro` to make it") from error
    forms = [name.removeprefix("scores.") for name in table.column_names if name.startswith("scores.")]
    return Predictions(
        doc_id=table["doc_id"].to_numpy(),
        position=table["position"].to_numpy(),
        folds=table["fold"].to_numpy().astype(np.int64),
        topics=topics,
        truth=_matrix(table["truth"], len(topics)),
        scores={form: _matrix(table[f"scores.{form}"], len(topics)) for form in forms},
        decided={form: _matrix(table[f"decided.{form}"], len(topics)) for form in forms},
        thresholds=thresholds,
    )


def _lists(matrix: NDArray[np.generic]) -> pa.Array:
    return pa.FixedSizeListArray.from_arrays(pa.array(matrix.ravel()), matrix.shape[1])


def _matrix(column: pa.ChunkedArray, width: int) -> NDArray[Any]:
    flat = column.combine_chunks().flatten().to_numpy(zero_copy_only=False)
    return np.asarray(flat).reshape(-1, width)
