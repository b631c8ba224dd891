"""What readers read and yield, and how much of it they take at most."""

from __future__ import annotations

import io
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import InputError

MEGABYTE = 1 << 20
TEXT_LIMIT = 50 * MEGABYTE  # of a text file, of the text of any one document, and of one row of a dump
PACKED_LIMIT = 200 * MEGABYTE  # of a .docx, .pdf, .doc or .rtf file as it lies on disk
UNPACKED_LIMIT = 200 * MEGABYTE  # of all that a .docx holds
PAGE_LIMIT = 2000  # of a PDF file

# A form feed between pages breaks the lines there already.
_LINE_END = re.compile("\r\n?|\n?\f|[\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one document, as a reader extracted it.

    Attributes
    ----------
    path : str
        The file, as the caller named it.
    id : str or None
        The document's id inside a dump; None for a file that holds one document.
    text : str
        The extracted text: ends of lines are line feeds, no byte order mark.
    warnings : tuple of str
        What the file shows and the text lacks, one line each: scanned pages.
    error : str or None
        Why a row of a dump holds no text; the rows after it are read all the same.
    """

    path: str
    id: str | None
    text: str
    warnings: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of a file, or bytes that came another way under a file's name."""

    path: Path
    data: bytes | None = None

    @property
    def name(self) -> str:
        """The name as the caller wrote it."""
        return str(self.path)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open the bytes for reading."""
        if self.data is not None:
            yield io.BytesIO(self.data)
            return
        with self.path.open("rb") as file:
            yield file

    def head(self, size: int) -> bytes:
        """Return the first `size` bytes."""
        with self.open() as file:
            return file.read(size)

    def read(self, limit: int) -> bytes:
        """Return all bytes; more than `limit` are an `InputError`."""
        with self.open() as file:
            data = file.read(limit + 1)
        if len(data) > limit:
            raise self.too_large(limit)
        return data

    def check(self) -> Raw:
        """Return the raw bytes of something that can be read, else raise an `InputError`; a pipe is read here."""
        if self.data is not None:
            if not self.data:
                raise InputError(f"{self.name}: empty; there is no text to read")
            return self
        try:
            status = self.path.stat()
            if stat.S_ISDIR(status.st_mode):
                raise InputError(f"{self.name}: a folder; name the files in it")
            if not stat.S_ISREG(status.st_mode):
                return Raw(self.path, self.read(TEXT_LIMIT)).check()
            with self.path.open("rb"):
                pass
        except FileNotFoundError:
            raise InputError(f"{self.name}: no such file; check the path") from None
        except PermissionError:
            raise InputError(f"{self.name}: may not be read; change its permissions") from None
        except (OSError, ValueError) as error:
            raise InputError(f"{self.name!r}: cannot be opened ({error}); check the path") from None
        if status.st_size == 0:
            raise InputError(f"{self.name}: empty; there is no text to read")
        return self

    def size(self) -> int:
        """Return the number of bytes."""
        return len(self.data) if self.data is not None else self.path.stat().st_size

    def too_large(self, limit: int) -> InputError:
        """Return the error that names the `limit` which this file passes."""
        return InputError(f"{self.name}: larger than {limit // MEGABYTE} MB, the limit for one document; split it")


def clean(text: str) -> str:
    """Return `text` with line feeds for all ends of lines and without halves of characters."""
    text = text.removeprefix("\ufeff")
    if _LINE_END.search(text):
        text = _LINE_END.sub("\n", text)
    if _SURROGATE.search(text):
        text = _SURROGATE.sub("\ufffd", text)
    return text


def document(raw: Raw, text: str, warnings: tuple[str, ...] = ()) -> Source:
    """Return the source of a file that holds one document; a blank one is an `InputError`."""
    text = clean(text)
    if not text.strip():
        raise InputError(f"{raw.name}: holds no text")
    return Source(raw.name, None, text, warnings)
