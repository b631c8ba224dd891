"""What format a file has: its content says it, its name only where the content leaves it open."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal

from pipeline.document.readers.source import Raw
from pipeline.errors import InputError

TextFormat = Literal["text", "html", "jsonl", "csv"]
Format = Literal["text", "html", "jsonl", "csv", "docx", "pdf", "doc", "rtf", "parquet", "gzip"]

_TEXT_FORMATS: dict[str, TextFormat] = {
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
}
_BINARY_FORMATS = frozenset((".docx", ".pdf", ".doc", ".rtf", ".parquet"))
# What a folder of documents is searched for.
SUFFIXES = _BINARY_FORMATS | frozenset(_TEXT_FORMATS) | frozenset(f"{suffix}.gz" for suffix in _TEXT_FORMATS)

_MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "docx"),
    (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
    (b"{\\rtf", "rtf"),
    (b"PAR1", "parquet"),
)
_FOREIGN_MAGIC = (
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
)
_HTML = re.compile(rb"\s*<(?:!doctype\s+html|\?xml|html|head|body)\b", re.IGNORECASE)
_JSON_LINE = re.compile(rb'\s*\{[^\n]*"(?:text|content|body)"\s*:', re.IGNORECASE)
_PDF_WITHIN = 1024  # bytes: what precedes a PDF file's header, its readers forgive
HEAD = 64 * 1024


def find_format(raw: Raw, head: bytes) -> Format:
    """Return the format of `raw`, which begins with `head`."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    suffix = raw.path.suffix.lower()
    if suffix == ".pdf" and b"%PDF-" in head[:_PDF_WITHIN]:
        return "pdf"
    if suffix in _BINARY_FORMATS and not _HTML.match(head):
        raise InputError(f"{raw.name}: no {suffix} file by its content; give it the ending of what it is")
    return find_text_format(raw, raw.path, head)


def find_text_format(raw: Raw, path: PurePath, head: bytes) -> TextFormat:
    """Return the text format of a file called `path` that begins with `head`."""
    for magic, kind in _FOREIGN_MAGIC:
        if head.startswith(magic):
            raise InputError(f"{raw.name}: {kind}, not text; give a text, web, Word or PDF file or a dump")
    named = _TEXT_FORMATS.get(path.suffix.lower())
    if named is not None:
        return named
    plain = head.removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(plain):
        return "html"
    return "jsonl" if _JSON_LINE.match(plain) else "text"


def refuse_packed(raw: Raw, head: bytes) -> None:
    """Raise an `InputError` if what was packed with gzip, and begins with `head`, is no text format."""
    packed = next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)
    if packed is not None:
        raise InputError(f"{raw.name}: {packed} packed with gzip; only text is read so, unpack it")
