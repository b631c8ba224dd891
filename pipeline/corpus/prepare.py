"""The prepare stage: documents to paragraph shards, near-duplicates to groups, and a report on what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
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
from pipeline.corpus.table import PARAGRAPHS, read_shard, shard_paths, write_rows, write_table
from pipeline.errors import InputError
from pipeline.parallel import run_ordered
from pipeline.params import CorpusParams, SplitParams
from pipeline.shards import Found, Task, code_version, run_tasks
from pipeline.storage import sha256_file

Report = dict[str, Any]

_CODE = ("agenda", "corpus", "document", "labels.py")
_LARGEST_SHARD = 50_000  # rows; a dump in one file is cut into shards of that many
_LARGEST_TASK = 4 << 20  # bytes of files, so that a few large dumps are shared out among all cores


@dataclass(frozen=True, slots=True)
class _Files:
    """What one task reads: some files of a corpus, with the agenda and the annotations that label them."""

    paths: tuple[Path, ...]
    root: Path
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
    files = _files(corpus, params)
    found = list(run_tasks(out, list(_tasks(files, corpus, known, notes, params)), _write_shards))
    documents = [name for entry in found for name in entry["documents"]]
    if not documents:
        raise InputError(f"{corpus}: not one of {len(files)} files could be read; first: {found[0]['skipped'][0]}")
    _check_annotations(notes, set(documents), params.exclude)
    grouped = _group(out, documents, split.near_duplicate)
    return {**summarize(found), "files": len(files), "documents_sharing_a_group": grouped}


def survey(
    folder: Path, agenda: Agenda, out: Path, params: CorpusParams, progress: Callable[..., Iterable[Found]]
) -> Report:
    """Read a folder of documents into shards in `out` and return what was found, nothing annotated or grouped."""
    files = _files(folder, params)
    found = progress(run_tasks(out, list(_tasks(files, folder, agenda, {}, params)), _write_shards), "shards")
    return {**summarize(found), "files": len(files)}


def _files(folder: Path, params: CorpusParams) -> list[Path]:
    files = corpus_files(folder, params.exclude)
    if not files:
        raise InputError(f"{folder}: holds no document; put text files into it, or mend corpus.exclude in params.yaml")
    return files


def _tasks(
    files: list[Path], root: Path, agenda: Agenda, notes: dict[str, list[Annotation]], params: CorpusParams
) -> Iterable[Task[_Files]]:
    code = code_version(*_CODE)
    common = [code, agenda.to_dict(), {name: [str(note) for note in given] for name, given in notes.items()}]
    for number, paths in enumerate(_portions(files, params.shard_documents)):
        inputs = [[path.relative_to(root).as_posix(), sha256_file(path)] for path in paths]
        yield Task(f"part-{number:05d}", [common, inputs], _Files(paths, root, agenda, notes))


def _portions(files: Iterable[Path], most: int) -> Iterator[tuple[Path, ...]]:
    """Cut files into portions of at most so many, and of bounded size unless one file alone is larger."""
    portion: list[Path] = []
    size = 0
    for path in files:
        own = path.stat().st_size
        if portion and (len(portion) == most or size + own > _LARGEST_TASK):
            yield tuple(portion)
            portion, size = [], 0
        portion.append(path)
        size += own
    yield tuple(portion)


def _write_shards(work: _Files, folder: Path, name: str) -> tuple[list[str], Found]:
    counts: Counter[tuple[str, str]] = Counter()
    found: Found = {"documents": [], "skipped": [], "warnings": []}
    rows: list[dict[str, Any]] = []
    written: list[str] = []

    def flush() -> None:
        written.append(f"{name}-{len(written):04d}.parquet")
        write_rows(folder / written[-1], rows)
        rows.clear()

    for path in work.paths:
        for collected in collect_file(path, work.root, work.agenda, work.annotations):
            _count(collected, counts, found)
            rows += collected.rows
            if len(rows) >= _LARGEST_SHARD:
                flush()
    if rows or not written:
        flush()
    found["counts"] = [[section, key, count] for (section, key), count in sorted(counts.items())]
    return written, found


def _count(collected: Collected, counts: Counter[tuple[str, str]], found: Found) -> None:
    if collected.skipped is not None:
        found["skipped"].append(collected.skipped)
        return
    labels = collected.labels
    found["documents"].append(collected.doc_id)
    found["warnings"] += [f"{collected.doc_id}: {warning}" for warning in labels.warnings]
    counts["sessions", f"{labels.organ or 'unknown'}/{labels.session or 'unknown'}"] += 1
    counts["lists", labels.list or "unknown"] += 1
    counts["label_sources", labels.source or "none"] += 1
    counts["topics_of_a_document", str(len(labels.topics))] += 1
    counts.update(("topics", topic) for topic in labels.topics)
    counts.update(("kinds", row["kind"]) for row in collected.rows)
    counts.update(("items", item) for item in (collected.rows[0]["items"] if collected.rows else ()))


def summarize(found: Iterable[Found]) -> Report:
    """Return the counts of all tasks as one report."""
    sections: Report = {"documents": 0, "skipped": [], "warnings": []}
    for entry in found:
        sections["documents"] += len(entry["documents"])
        sections["skipped"] += entry["skipped"]
        sections["warnings"] += entry["warnings"]
        for section, key, count in entry["counts"]:
            table = sections.setdefault(section, {})
            table[key] = table.get(key, 0) + count
    sections["items"] = dict(sorted(sections.get("items", {}).items(), key=lambda entry: item_order(entry[0])))
    return sections


def _check_annotations(notes: dict[str, list[Annotation]], documents: set[str], exclude: Sequence[str]) -> None:
    for name in sorted(set(notes) - documents):
        if not any(name.startswith(f"{folder}/") for folder in exclude):
            raise InputError(f"{notes[name][0].place}: document: no {name!r} in the corpus; mend or remove the line")


def _group(out: Path, documents: list[str], similarity: float) -> int:
    """Write each document's group into the shards; return how many documents share one with another."""
    number = {name: position for position, name in enumerate(documents)}
    paths = shard_paths(out)
    signatures = (entry for found in run_ordered(_signatures, paths) for entry in found)
    groups = group_documents(documents, ((number[name], hashes) for name, hashes in signatures), similarity)
    group_of = dict(zip(documents, groups, strict=True))
    for path in paths:
        _regroup(path, group_of)
    shared = Counter(groups)
    return sum(count for count in shared.values() if count > 1)


def _regroup(path: Path, group_of: dict[str, str]) -> None:
    table = read_shard(path)
    column = [group_of[name] for name in table["doc_id"].to_pylist()]
    if column != table["group"].to_pylist():
        position = table.schema.get_field_index("group")
        write_table(path, table.set_column(position, PARAGRAPHS.field("group"), pa.array(column, pa.string())))


def _signatures(path: Path) -> list[tuple[str, NDArray[np.uint64]]]:
    table = read_shard(path, ["doc_id", "kind", "text"])
    rows = zip(table["doc_id"].to_pylist(), table["kind"].to_pylist(), table["text"].to_pylist(), strict=True)
    hashed = ((doc_id, signature(text)) for doc_id, kind, text in rows if kind == "body")
    return [(doc_id, hashes) for doc_id, hashes in hashed if hashes is not None]
