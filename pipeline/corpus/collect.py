"""From a file to rows of the paragraph table: the same reading that prediction does, with labels from the masthead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.agenda import Agenda
from pipeline.corpus.annotations import Annotation, match
from pipeline.document import Document, parse_document, read_documents
from pipeline.errors import InputError
from pipeline.labels import Labels, label_document

_IGNORED = {".dvc", ".gitignore", ".md", ".json"}


@dataclass(frozen=True, slots=True)
class Collected:
    """One document as rows of the paragraph table, how it was labelled, or why it was skipped."""

    doc_id: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    labels: Labels = field(default_factory=Labels)
    skipped: str | None = None


def corpus_files(folder: Path, exclude: Sequence[str] = ()) -> list[Path]:
    """Return the documents' files below a folder in order; `exclude` names sub-folders to leave out."""
    if not folder.is_dir():
        raise InputError(f"{folder}: not a folder; put documents into one and name it")
    left_out = [folder / name for name in exclude]
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not path.name.startswith(".")
        and path.suffix.lower() not in _IGNORED
        and not any(path.is_relative_to(other) for other in left_out)
    )


def collect_file(
    path: Path, root: Path, agenda: Agenda, annotations: dict[str, list[Annotation]]
) -> Iterator[Collected]:
    """Yield every document of a file; a file that cannot be read is one skipped document with its reason."""
    name = path.relative_to(root).as_posix()
    try:
        for source in read_documents(path):
            if source.error:
                yield Collected(name, skipped=source.error)
                continue
            doc_id = name.removesuffix(path.suffix) if source.id is None else f"{name}#{source.id}"
            document = parse_document(source.text)
            yield _collect(doc_id, name, document, agenda, annotations.get(doc_id, []))
    except InputError as error:
        yield Collected(name, skipped=str(error))


def _collect(doc_id: str, path: str, document: Document, agenda: Agenda, annotations: list[Annotation]) -> Collected:
    labels = label_document(document.masthead, agenda)
    body = {number: p.text for number, p in enumerate(document.paragraphs) if p.kind == "body"}
    notes = match(annotations, body)
    # One annotated paragraph that is kept for judging keeps its whole document out of training.
    evaluate = any(note.use == "evaluate" for note in notes.values())
    rows = [
        {
            "doc_id": doc_id,
            "path": path,
            "organ": labels.organ,
            "symbol": document.masthead.symbol,
            "session": None if labels.session is None else str(labels.session),
            "list": labels.list,
            "items": list(document.masthead.items),
            "topics": list(labels.topics),
            "gold": list(notes[number].gold) if number in notes else None,
            "use": "evaluate" if evaluate else "train",
            "group": doc_id,
            "paragraph_no": number,
            "start": paragraph.start,
            "end": paragraph.end,
            "kind": paragraph.kind,
            "text": paragraph.text,
        }
        for number, paragraph in enumerate(document.paragraphs)
    ]
    return Collected(doc_id, rows, labels)
