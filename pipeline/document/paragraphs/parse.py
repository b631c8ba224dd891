"""From a document's lines to its paragraphs."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipeline.document.join import join_lines
from pipeline.document.lines import Line
from pipeline.document.paragraphs.kinds import classify
from pipeline.document.paragraphs.layout import find_layout, usual_trail
from pipeline.document.paragraphs.model import Kind, Paragraph
from pipeline.document.paragraphs.page import Role, find_roles
from pipeline.document.paragraphs.runon import split_run_on
from pipeline.document.paragraphs.split import group_lines

_KINDS: dict[Role, Kind | None] = {
    "text": None,
    "page": "furniture",
    "rule": "furniture",
    "note": "footnote",
    "note-more": "footnote",
}


def read_paragraphs(source: str, lines: Sequence[Line]) -> tuple[Paragraph, ...]:
    """Return the paragraphs that `lines` of `source` make up, in the order in which they begin."""
    roles = find_roles(lines)
    layout = find_layout([line for line, role in zip(lines, roles, strict=True) if role == "text"])
    pieces: list[list[tuple[int, int]]] = []
    indents: list[int] = []
    known: list[Kind | None] = []
    trails: list[int] = []
    for group in group_lines(lines, roles, layout):
        spans = [(lines[place].start, lines[place].end) for place in group]
        kind = _KINDS[roles[group[0]]]
        run_on = split_run_on(source, *spans[0]) if kind is None and len(spans) == 1 else None
        for part in [[span] for span in run_on] if run_on else [spans]:
            pieces.append(part)
            indents.append(lines[group[0]].indent)
            known.append(kind)
            trails.append(lines[group[-1]].trail)
    texts = [source[part[0][0] : part[0][1]] if len(part) == 1 else join_lines(source, part) for part in pieces]
    usual = usual_trail(trails)
    kinds = classify(texts, indents, known, [trail > usual for trail in trails])
    return tuple(
        Paragraph(kind, part[0][0], part[-1][1], text, _gaps(source, part))
        for kind, part, text in zip(kinds, pieces, texts, strict=True)
    )


def _gaps(source: str, part: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return what stands between the lines of a paragraph and is not its own."""
    if len(part) == 1:
        return ()
    between = ((before[1], after[0]) for before, after in itertools.pairwise(part))
    return tuple((start, end) for start, end in between if not source[start:end].isspace() and start < end)


def line_paragraphs(source: str) -> tuple[Paragraph, ...]:
    """Return every line of `source` that holds something as a paragraph of kind "body"."""
    paragraphs = []
    position = 0
    for raw in source.split("\n"):
        text = raw.strip()
        if text:
            start = position + len(raw) - len(raw.lstrip())
            paragraphs.append(Paragraph("body", start, start + len(text), text))
        position += len(raw) + 1
    return tuple(paragraphs)
