"""Readers: from a file of any supported format to the text of the documents in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pipeline.document.readers.encoding import decode
from pipeline.document.readers.formats import HEAD, SUFFIXES, TextFormat, find_format
from pipeline.document.readers.source import TEXT_LIMIT, Raw, Source, document
from pipeline.errors import AgendaError, InputError

__all__ = ["SUFFIXES", "Source", "read_documents", "read_text"]


def read_documents(path: Path, data: bytes | None = None) -> Iterator[Source]:
    """Read the documents in a file, one by one.

    Parameters
    ----------
    path : Path
        The file. Its content decides what it is before its name does.
    data : bytes, optional
        The content, if it came another way (standard input); `path` then only names it.

    Yields
    ------
    Source
        The text of each document, in order: one for most files, one a row for dumps; a row that cannot be read
        has an `error` and no text.

    Raises
    ------
    InputError
        If the file cannot be read: what, where, and what to do, in one line.
    """
    raw = Raw(Path(path), data)
    try:
        yield from _read(raw.check())
    except AgendaError:
        raise
    except OSError as error:
        raise InputError(f"{raw.name}: cannot be read ({error.strerror or error}); check the file") from error
    except MemoryError as error:
        raise InputError(f"{raw.name}: does not fit into memory; split it") from error
    except Exception as error:
        reason = str(error).partition("\n")[0]
        raise AgendaError(f"{raw.name}: cannot be read ({type(error).__name__}: {reason}); please report it") from error


def read_text(path: Path) -> str:
    """Read the text of a file that holds one document; a dump of several is an `InputError`."""
    documents = read_documents(path)
    first = next(documents, None)
    if first is None:
        raise InputError(f"{path}: holds no documents")
    if next(documents, None) is not None:
        raise InputError(f"{path}: a dump of several documents; read them one by one")
    if first.error:
        raise InputError(first.error)
    return first.text


def _read(raw: Raw) -> Iterator[Source]:
    # Each reader is imported when it is needed: lxml, PDFium and pyarrow take their time.
    kind = find_format(raw, raw.head(HEAD))
    if kind == "docx":
        from pipeline.document.readers.word import read_docx

        yield read_docx(raw)
    elif kind == "pdf":
        from pipeline.document.readers.pdf import read_pdf

        yield read_pdf(raw)
    elif kind == "doc" or kind == "rtf":
        from pipeline.document.readers.office import read_office

        yield read_office(raw, f".{kind}")
    elif kind == "parquet":
        from pipeline.document.readers.dump import read_parquet

        yield from read_parquet(raw)
    elif kind == "gzip":
        from pipeline.document.readers.packed import unpack

        with unpack(raw) as (inner, file):
            yield from _read_text_format(raw, inner, file)
    else:
        with raw.open() as file:
            yield from _read_text_format(raw, kind, file)


def _read_text_format(raw: Raw, kind: TextFormat, file: BinaryIO) -> Iterator[Source]:
    if kind == "jsonl" or kind == "csv":
        from pipeline.document.readers.dump import read_csv, read_jsonl

        yield from (read_jsonl if kind == "jsonl" else read_csv)(raw, file)
        return
    data = file.read(TEXT_LIMIT + 1)
    if len(data) > TEXT_LIMIT:
        raise raw.too_large(TEXT_LIMIT)
    if kind == "html":
        from pipeline.document.readers.html import read_html

        yield read_html(raw, data)
    else:
        yield document(raw, decode(data, raw.name))
