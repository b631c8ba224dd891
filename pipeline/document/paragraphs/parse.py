"""From a document's lines to its paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.document.join import join_lines
from pipeline.document.lines import Line
from pipeline.document.paragraphs.kinds import classify
from pipeline.document.paragraphs.layout import find_layout
from pipeline.document.paragraphs.model import Paragraph
from pipeline.document.paragraphs.split import group_lines


def read_paragraphs(source: str, lines: Sequence[Line]) -> tuple[Paragraph, ...]:
    """Return the paragraphs that `lines` of `source` make up, in order."""
    groups = list(group_lines(lines, find_layout(lines)))
    texts = [
        group[0].text if len(group) == 1 else join_lines(source, [(line.start, line.end) for line in group])
        for group in groups
    ]
    kinds = classify(texts, [group[0].indent for group in groups])
    return tuple(
        Paragraph(kind, group[0].start, group[-1].end, text)
        for kind, group, text in zip(kinds, groups, texts, strict=True)
    )


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
