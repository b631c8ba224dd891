"""From FILE arguments to documents: files, folders, globs and standard input, each unread one told and passed over."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.errors import InputError

if TYPE_CHECKING:
    from pipeline.document import Source
    from pipeline.model import TopicModel

STANDARD_INPUT = "-"


class Given(NamedTuple):
    """A document to answer for, or the line that says why there is none."""

    path: str
    source: Source | None
    error: str | None = None


def expand(arguments: Sequence[str]) -> list[str]:
    """Return the files that the arguments name, folders and globs opened, in order, each once."""
    found: list[str] = []
    for argument in arguments:
        if argument != STANDARD_INPUT and Path(argument).is_dir():
            inside = sorted(str(path) for path in Path(argument).rglob("*") if _is_document(path))
            found += inside or [argument]
        elif argument != STANDARD_INPUT and glob.has_magic(argument) and not Path(argument).exists():
            found += sorted(glob.glob(argument, recursive=True)) or [argument]  # noqa: PTH207 - Path.glob takes no absolute pattern
        else:
            found.append(argument)
    return list(dict.fromkeys(found))


def _is_document(path: Path) -> bool:
    return path.is_file() and not any(part.startswith(".") for part in path.parts[-2:]) and path.suffix != ".dvc"


def documents(arguments: Sequence[str]) -> Iterator[Given]:
    """Yield every document of the files that the arguments name; a file may hold several."""
    from pipeline.document import read_documents

    for name in expand(arguments):
        try:
            data = sys.stdin.buffer.read() if name == STANDARD_INPUT else None
            for source in read_documents(Path(name), data):
                where = name if source.id is None else f"{name}#{source.id}"
                yield Given(where, None, source.error) if source.error else Given(where, source)
        except InputError as error:
            yield Given(name, None, str(error))


def load_model(option: Path | None) -> tuple[Path, TopicModel]:
    """Load the model that the option names, or `AGENDA_MODEL`, or the checkout's own."""
    from pipeline.model import TopicModel

    checkout = Path(__file__).resolve().parents[2] / "models" / "agenda.safetensors"
    path = option or Path(os.environ.get("AGENDA_MODEL") or checkout)
    return path, TopicModel.load(path)
