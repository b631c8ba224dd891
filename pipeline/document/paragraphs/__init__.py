"""Paragraphs: wrapped lines joined, each with its kind and its place in the source."""

from __future__ import annotations

from pipeline.document.paragraphs.model import Kind, Paragraph
from pipeline.document.paragraphs.parse import line_paragraphs, read_paragraphs

__all__ = ["Kind", "Paragraph", "line_paragraphs", "read_paragraphs"]
