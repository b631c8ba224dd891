"""From a file of any supported format to a document's text, its masthead and its paragraphs."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from pipeline.document.document import Document, parse_document, parse_lines
from pipeline.document.masthead import ListName, Masthead, Reference, parse_masthead
from pipeline.document.paragraphs import Kind, Paragraph

if TYPE_CHECKING:
    from pipeline.document.readers import Source, read_documents, read_text

__all__ = [
    "Document",
    "Kind",
    "ListName",
    "Masthead",
    "Paragraph",
    "Reference",
    "Source",
    "parse_document",
    "parse_lines",
    "parse_masthead",
    "read_documents",
    "read_text",
]


def __getattr__(name: str) -> Any:
    # Parsing a text needs none of what reading files does.
    if name in ("Source", "read_documents", "read_text"):
        return getattr(importlib.import_module("pipeline.document.readers"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
