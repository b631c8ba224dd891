"""Files that are never half-written, and hashes of what they hold."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import InputError


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path` that takes its place if the block succeeds, and vanishes if not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)  # mkstemp makes files private; an output is as public as its folder
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def atomic_write_bytes(path: Path, data: bytes) -> None:
    """Write `data` to `path`, whole or not at all."""
    with atomic_path(path) as temporary:
        temporary.write_bytes(data)


def atomic_write_text(path: Path, text: str) -> None:
    """Write `text` to `path` as UTF-8 with "\\n" line ends, whole or not at all."""
    atomic_write_bytes(path, text.encode("utf-8"))


def write_json(path: Path, value: Any) -> None:
    """Write `value` as indented JSON with sorted keys; Chinese stays Chinese."""
    atomic_write_text(path, json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def write_csv(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows of the same keys as CSV, numbers rounded to 4 decimals, which agree between processors."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else ["empty"], lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: round(value, 4) if isinstance(value, float) else value for key, value in row.items()})
    atomic_write_text(path, text.getvalue())


def read_json(path: Path) -> Any:
    """Read a JSON file; an unreadable or malformed one is an `InputError` that names it."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; run `dvc repro` to make it again") from error
    except ValueError as error:
        raise InputError(f"{path}: not valid JSON ({error}); mend or delete it") from error


def sha256(data: bytes) -> str:
    """Return the SHA-256 of `data` as hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: Path) -> str:
    """Return the SHA-256 of a file, read in blocks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_json(value: Any) -> str:
    """Return the SHA-256 of a JSON value, whatever the order of its keys."""
    return sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode("utf-8"))


def pack_strings(strings: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return strings as one array of UTF-8 bytes, and where each begins, the end last."""
    encoded = [string.encode("utf-8") for string in strings]
    offsets = np.cumsum([0, *(len(part) for part in encoded)], dtype=np.int64)
    return np.frombuffer(b"".join(encoded), np.uint8), offsets


def unpack_strings(data: NDArray[np.uint8], offsets: NDArray[np.int64]) -> tuple[str, ...]:
    """Return what `pack_strings` packed; a `ValueError` where offsets and bytes do not fit."""
    raw, bounds = data.tobytes(), offsets.tolist()
    if bounds[0] != 0 or bounds[-1] != len(raw) or bounds != sorted(bounds):
        raise ValueError("offsets do not fit the text")
    return tuple(raw[start:end].decode("utf-8") for start, end in pairwise(bounds))
