"""A document as it was read: its text, its masthead, its paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.document.lines import Line, columns, split_lines
from pipeline.document.masthead import Masthead, read_masthead
from pipeline.document.paragraphs import Paragraph, line_paragraphs, read_paragraphs


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its masthead and its paragraphs; a paragraph's number is its place in `paragraphs`, from 0.

    Every character of `text` that is not white space lies in exactly one paragraph or in the masthead's spans.
    """

    text: str
    masthead: Masthead
    paragraphs: tuple[Paragraph, ...]


def parse_document(text: str) -> Document:
    """Divide a document into its masthead and its paragraphs.

    Parameters
    ----------
    text
        The extracted text, as `agenda text FILE` prints it; any text whatever is legal.

    Returns
    -------
    Document
        The same for the same text, whoever asks: training and prediction read documents alike.
    """
    lines = split_lines(text)
    masthead = read_masthead(text, lines)
    return Document(text, masthead, read_paragraphs(text, _without(text, lines, masthead.spans)))


def parse_lines(text: str) -> Document:
    """Take every line that holds something for one paragraph; no masthead is looked for."""
    return Document(text, Masthead(), line_paragraphs(text))


def _without(text: str, lines: Sequence[Line], spans: Sequence[tuple[int, int]]) -> list[Line]:
    """Return the lines outside of `spans`, cut where a span begins or ends inside a line."""
    if not spans:
        return list(lines)
    kept: list[Line] = []
    last = spans[-1][1]
    for number, line in enumerate(lines):
        if line.start >= last:
            kept += lines[number:]
            break
        position = line.start
        pieces: list[tuple[int, int]] = []
        for start, end in spans:
            if end <= position or start >= line.end:
                continue
            if start > position:
                pieces.append((position, start))
            position = max(position, end)
        if position < line.end:
            pieces.append((position, line.end))
        for start, end in pieces:
            piece = text[start:end]
            stripped = piece.strip()
            if stripped:
                first = start + len(piece) - len(piece.lstrip())
                indent = line.indent if start == line.start else 0
                trail = line.trail if end == line.end else 0
                width = indent + columns(stripped)
                kept.append(Line(first, first + len(stripped), stripped, indent, width, line.blank, trail))
    return kept
