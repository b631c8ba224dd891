"""What persons said of single paragraphs: `data/annotations/*.jsonl`.

A row names a document and how a paragraph of it begins, and gives the topics that it speaks to:
`{"document": "starter/…/01-letter", "begins": "我们重申", "gold": ["international-terrorism"], "use": "evaluate"}`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.agenda import Agenda
from pipeline.errors import InputError

_KEYS = {"document", "begins", "gold", "use"}


@dataclass(frozen=True, slots=True)
class Annotation:
    """One person's word on one paragraph; `place` is the file and line where it stands."""

    document: str
    begins: str
    gold: tuple[str, ...]
    use: str
    place: str


def load_annotations(folder: Path, agenda: Agenda) -> dict[str, list[Annotation]]:
    """Read every annotation file of a folder, by document; a broken row is an `InputError` that names its line."""
    found: dict[str, list[Annotation]] = {}
    for path in sorted(folder.glob("*.jsonl")):
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{path}: cannot be read as UTF-8 ({error}); mend or remove it") from error
        for number, line in enumerate(lines, 1):
            if line.strip():
                annotation = _parse(line, f"{path}:{number}", agenda)
                found.setdefault(annotation.document, []).append(annotation)
    return found


def _parse(line: str, place: str, agenda: Agenda) -> Annotation:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InputError(f"{place}: not valid JSON ({error}); mend the line") from error
    if not isinstance(row, dict) or set(row) != _KEYS:
        raise InputError(f"{place}: needs exactly the keys {', '.join(sorted(_KEYS))}; mend the line")
    gold = row["gold"]
    if not isinstance(gold, list) or not all(isinstance(topic, str) for topic in gold):
        raise InputError(f"{place}: gold: needs a list of topics, [] for none; mend the line")
    unknown = [topic for topic in gold if topic not in agenda.topics]
    if unknown:
        raise InputError(f"{place}: gold: unknown topic {unknown[0]!r}; data/agenda/topics.yaml has the names")
    if row["use"] not in ("train", "evaluate"):
        raise InputError(f"{place}: use: {row['use']!r}; give train or evaluate")
    if not isinstance(row["document"], str) or not isinstance(row["begins"], str) or not row["begins"].strip():
        raise InputError(f"{place}: document and begins: need text; mend the line")
    return Annotation(row["document"], row["begins"], tuple(sorted(gold)), row["use"], place)


def match(annotations: Iterable[Annotation], texts: dict[int, str]) -> dict[int, Annotation]:
    """Return the annotation of each paragraph number; one that fits no paragraph, or two, is an `InputError`.

    White space does not count, so that annotations survive another wrapping of the lines.
    """
    flat = {number: "".join(text.split()) for number, text in texts.items()}
    found: dict[int, Annotation] = {}
    for annotation in annotations:
        begins = "".join(annotation.begins.split())
        fits = [number for number, text in flat.items() if text.startswith(begins)]
        if len(fits) != 1 or fits[0] in found:
            fault = "fits no body paragraph" if not fits else "fits several paragraphs, or one annotated already"
            raise InputError(f"{annotation.place}: begins: {fault} of {annotation.document}; give more characters")
        found[fits[0]] = annotation
    return found
