"""The prepare stage: documents to paragraph shards, near-duplicates to groups, and a report on what was found."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.agenda import Agenda, item_order
from pipeline.corpus.annotations import Annotation, load_annotations
from pipeline.corpus.collect import Collected, collect_file, corpus_files
from pipeline.corpus.groups import group_documents, signature
from pipeline.corpus.table import PARAGRAPHS, read_shard, shard_name, shard_paths, write_table
from pipeline.errors import InputError
from pipeline.parallel import run_ordered
from pipeline.params import CorpusParams, SplitParams

Report = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Task:
    files: tuple[Path, ...]
    root: Path
    shard: Path
    agenda: Agenda
    annotations: dict[str, list[Annotation]]


def prepare_corpus(
    corpus: Path, agenda: Path, annotations: Path, out: Path, params: CorpusParams, split: SplitParams
) -> Report:
    """Write the paragraph table of a corpus and return what was found in it.

    Raises
    ------
    InputError
        No document could be read, or an annotation names a document that is not in the corpus.
    """
    known = Agenda.load(agenda)
    notes = load_annotations(annotations, known)
    files = corpus_files(corpus, params.exclude)
    if not files:
        raise InputError(f"{corpus}: holds no document; put text files into it, or mend corpus.exclude in params.yaml")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    step = params.shard_documents
    tasks = [
        _Task(tuple(files[start : start + step]), corpus, out / shard_name(number), known, notes)
        for number, start in enumerate(range(0, len(files), step))
    ]
    results = list(run_ordered(_write_shard, tasks))
    counts = sum((result.counts for result in results), Counter[tuple[str, str]]())
    documents = [name for result in results for name in result.documents]
    if not documents:
        raise InputError(f"{corpus}: not one of {len(files)} files could be read; first: {results[0].skipped[0]}")
    _check_annotations(notes, set(documents), params.exclude)
    grouped = _group(out, documents, split.near_duplicate)
    return _report(counts, results, grouped, len(files))


@dataclass(frozen=True, slots=True)
class _Result:
    documents: list[str]
    counts: Counter[tuple[str, str]]
    skipped: list[str]
    warnings: list[str]


def _write_shard(task: _Task) -> _Result:
    result = _Result([], Counter(), [], [])
    rows: list[dict[str, Any]] = []
    for path in task.files:
        for collected in collect_file(path, task.root, task.agenda, task.annotations):
            _count(collected, result)
            rows += collected.rows
    write_table(task.shard, pa.Table.from_pylist(rows, schema=PARAGRAPHS))
    return result


def _count(collected: Collected, result: _Result) -> None:
    if collected.skipped is not None:
        result.skipped.append(collected.skipped)
        return
    labels, counts = collected.labels, result.counts
    result.documents.append(collected.doc_id)
    result.warnings.extend(f"{collected.doc_id}: {warning}" for warning in labels.warnings)
    counts["sessions", f"{labels.organ or 'unknown'}/{labels.session or 'unknown'}"] += 1
    counts["lists", labels.list or "unknown"] += 1
    counts["label_sources", labels.source or "none"] += 1
    counts["topics_of_a_document", str(len(labels.topics))] += 1
    for topic in labels.topics:
        counts["topics", topic] += 1
    for row in collected.rows:
        counts["kinds", row["kind"]] += 1
    for item in collected.rows[0]["items"] if collected.rows else ():
        counts["items", item] += 1


def _check_annotations(notes: dict[str, list[Annotation]], documents: set[str], exclude: Sequence[str]) -> None:
    for name in sorted(set(notes) - documents):
        if not any(name.startswith(f"{folder}/") for folder in exclude):
            raise InputError(
                f"{notes[name][0].place}: document: {name!r} is not in the corpus; mend or remove the line"
            )


def _group(out: Path, documents: list[str], similarity: float) -> int:
    """Write each document's group into the shards; return how many documents share one with another."""
    number = {name: position for position, name in enumerate(documents)}
    paths = shard_paths(out)
    signatures = (entry for found in run_ordered(_signatures, paths) for entry in found)
    groups = group_documents(documents, ((number[name], hashes) for name, hashes in signatures), similarity)
    renamed = {name: group for name, group in zip(documents, groups, strict=True) if name != group}
    if renamed:
        for path in paths:
            table = read_shard(path)
            column = [renamed.get(name, name) for name in table["doc_id"].to_pylist()]
            position = table.schema.get_field_index("group")
            table = table.set_column(position, PARAGRAPHS.field("group"), pa.array(column, pa.string()))
            write_table(path, table)
    shared = Counter(groups)
    return sum(count for count in shared.values() if count > 1)


def _signatures(path: Path) -> list[tuple[str, NDArray[np.uint64]]]:
    table = read_shard(path, ["doc_id", "kind", "text"])
    rows = zip(table["doc_id"].to_pylist(), table["kind"].to_pylist(), table["text"].to_pylist(), strict=True)
    hashed = ((doc_id, signature(text)) for doc_id, kind, text in rows if kind == "body")
    return [(doc_id, hashes) for doc_id, hashes in hashed if hashes is not None]


def _report(counts: Counter[tuple[str, str]], results: list[_Result], grouped: int, files: int) -> Report:
    sections: Report = {}
    for (section, key), count in counts.items():
        sections.setdefault(section, {})[key] = count
    sections["items"] = dict(sorted(sections.get("items", {}).items(), key=lambda entry: item_order(entry[0])))
    skipped = [line for result in results for line in result.skipped]
    return {
        "files": files,
        "documents": sum(len(result.documents) for result in results),
        "documents_sharing_a_group": grouped,
        "skipped": skipped,
        "warnings": [line for result in results for line in result.warnings],
        **sections,
    }
