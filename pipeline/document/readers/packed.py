"""Text formats packed with gzip, unpacked no further than anyone needs."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import BinaryIO, cast

from pipeline.document.readers.formats import HEAD, TextFormat, find_text_format, refuse_packed
from pipeline.document.readers.source import MEGABYTE, Raw
from pipeline.errors import InputError

_BOMB_RATIO = 200  # text packs 3 to 30 to 1
_BOMB_FROM = 100 * MEGABYTE


class _Unpacked(gzip.GzipFile):
    """Unpacked bytes that stop where they turn out to be a bomb."""

    raw: Raw

    def read(self, size: int | None = -1) -> bytes:
        return self._checked(super().read(size))

    def read1(self, size: int = -1) -> bytes:
        return self._checked(super().read1(size))

    def _checked(self, data: bytes) -> bytes:
        unpacked = self.tell()
        if unpacked > _BOMB_FROM and unpacked > _BOMB_RATIO * self.raw.size():
            name = self.raw.name
            raise InputError(f"{name}: unpacks to over {_BOMB_RATIO} times its size, as a bomb does; not read")
        return data


@contextmanager
def unpack(raw: Raw) -> Iterator[tuple[TextFormat, BinaryIO]]:
    """Open what is packed in `raw`, with its format; damage is an `InputError`."""
    path = PurePath(raw.path)
    with raw.open() as packed:
        try:
            with _Unpacked(fileobj=packed, mode="rb") as file:
                file.raw = raw
                head = file.read(HEAD)
                refuse_packed(raw, head)
                file.seek(0)
                inner = path.with_suffix("") if path.suffix.lower() == ".gz" else path
                yield find_text_format(raw, inner, head), cast(BinaryIO, file)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise InputError(f"{raw.name}: damaged or cut off gzip file ({error}); get it again") from None
