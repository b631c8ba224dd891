"""Dumps of whole archives: rows of an id and a text, read one by one whatever their number."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO

from pipeline.document.readers.encoding import detect, label
from pipeline.document.readers.source import MEGABYTE, TEXT_LIMIT, Raw, Source, clean
from pipeline.errors import InputError

if TYPE_CHECKING:
    from pyarrow import parquet

ID_COLUMNS = ("id", "doc_id", "symbol")
TEXT_COLUMNS = ("text", "content", "body")
_ENCODING_FROM = MEGABYTE  # bytes from which the encoding is told
_DELIMITERS = (",", "\t", ";")
_BATCH = 64  # rows of a Parquet file held at once


def read_jsonl(raw: Raw, file: BinaryIO) -> Iterator[Source]:
    """Yield a document for each line, which holds a JSON object."""
    for number, line in enumerate(_lines(raw, file), 1):
        if not line.strip():
            continue
        place = f"line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield _unread(raw, place, f"no JSON ({error}); write one object a line")
            continue
        if not isinstance(row, dict):
            yield _unread(raw, place, "no JSON object; write one with an id and a text")
            continue
        yield _source(raw, place, {str(key).strip().lower(): value for key, value in row.items()})


def read_csv(raw: Raw, file: BinaryIO) -> Iterator[Source]:
    """Yield a document for each row under a line of column names, parted by commas, semicolons or tabs."""
    # The limit belongs to the csv module as a whole; a document does not fit its default.
    csv.field_size_limit(max(csv.field_size_limit(), TEXT_LIMIT))
    lines = _lines(raw, file)
    header = next(lines, "")
    for delimiter in _DELIMITERS:
        names = [name.strip().lower() for name in next(csv.reader([header], delimiter=delimiter), [])]
        if _column(names, TEXT_COLUMNS):
            break
    else:
        raise _no_text_column(raw, [header.strip()])
    rows = csv.reader(lines, delimiter=delimiter)
    while True:
        # A row may run over several lines: it is named by its first.
        place = f"line {rows.line_num + 2}"
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise InputError(f"{raw.name}, {place}: no CSV ({error}); mend the row") from None
        if row is None:
            return
        if row:
            yield _source(raw, place, dict(zip(names, row, strict=False)))


def read_parquet(raw: Raw) -> Iterator[Source]:
    """Yield a document for each row."""
    import pyarrow
    from pyarrow import parquet

    with raw.open() as file:
        try:
            table = parquet.ParquetFile(file, pre_buffer=False, buffer_size=MEGABYTE)
            yield from _parquet_rows(raw, table)
        except (pyarrow.ArrowException, OSError, ValueError) as error:
            line = str(error).partition("\n")[0]
            raise InputError(f"{raw.name}: damaged Parquet file ({line}); write it again") from None


def _parquet_rows(raw: Raw, table: parquet.ParquetFile) -> Iterator[Source]:
    folded = {name.strip().lower(): name for name in reversed(table.schema_arrow.names)}
    wanted = [folded[name] for names in (ID_COLUMNS, TEXT_COLUMNS) if (name := _column(folded, names))]
    if not _column(folded, TEXT_COLUMNS):
        raise _no_text_column(raw, table.schema_arrow.names)
    number = 0
    for batch in table.iter_batches(_BATCH, columns=wanted):
        names = [name.strip().lower() for name in batch.schema.names]
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            number += 1
            yield _source(raw, f"row {number}", dict(zip(names, values, strict=True)))


def _source(raw: Raw, place: str, row: Mapping[str, Any]) -> Source:
    text_column = _column(row, TEXT_COLUMNS)
    text = row[text_column] if text_column else None
    if not isinstance(text, str) or not text.strip():
        found = ", ".join(map(repr, row)) or "nothing"
        return _unread(raw, place, f"no text under {' or '.join(TEXT_COLUMNS)} (found {found}); mend the row")
    if len(text) > TEXT_LIMIT:
        return _unread(raw, place, f"larger than {TEXT_LIMIT // MEGABYTE} MB, the limit for one document; split it")
    id_column = _column(row, ID_COLUMNS)
    identifier = row[id_column] if id_column else None
    blank = identifier is None or not str(identifier).strip()
    return Source(raw.name, place if blank else clean(str(identifier)).strip(), clean(text))


def _unread(raw: Raw, place: str, fault: str) -> Source:
    return Source(raw.name, place, "", error=f"{raw.name}, {place}: {fault}")


def _column(names: Iterable[str], wanted: tuple[str, ...]) -> str | None:
    present = set(names)
    return next((name for name in wanted if name in present), None)


def _no_text_column(raw: Raw, names: list[str]) -> InputError:
    found = ", ".join(name[:40] for name in names[:10]) or "none"
    return InputError(f"{raw.name}: no column {' or '.join(TEXT_COLUMNS)} (found {found}); name one so")


def _lines(raw: Raw, file: BinaryIO) -> Iterator[str]:
    head = file.read(_ENCODING_FROM)
    encoding = detect(head, raw.name, complete=len(head) < _ENCODING_FROM)
    file.seek(0)
    stream = io.TextIOWrapper(file, encoding, newline="")
    number = 0
    try:
        while line := stream.readline(TEXT_LIMIT + 1):
            number += 1
            if len(line) > TEXT_LIMIT:
                limit = f"{TEXT_LIMIT // MEGABYTE} MB, the limit for one row"
                raise InputError(f"{raw.name}, line {number}: longer than {limit}; split it")
            yield line
    except UnicodeError:
        raise InputError(
            f"{raw.name}, line {number + 1} or after: bytes that do not fit {label(encoding)}; save it again as UTF-8"
        ) from None
    finally:
        with suppress(ValueError):  # the file may be closed already where nobody asked for the rest
            stream.detach()
