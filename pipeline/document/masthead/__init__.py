"""Mastheads: the block at a document's head that names its organ, session, items, date and title."""

from __future__ import annotations

from pipeline.document.masthead.items import ListName
from pipeline.document.masthead.model import Masthead, Reference
from pipeline.document.masthead.parse import parse_masthead, read_masthead

__all__ = ["ListName", "Masthead", "Reference", "parse_masthead", "read_masthead"]
