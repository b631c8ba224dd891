"""Work done shard by shard: done once, taken up again after a kill, done anew when anything it depends on changes.

Each task writes its shards and then a note beside them: what it was made from, which files it made, what it found.
A task whose note matches is not done again; shards that no note names are deleted. The notes are the manifest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from pipeline.errors import InputError
from pipeline.parallel import run_ordered
from pipeline.storage import read_json, sha256_json, write_json

Work = TypeVar("Work")
Found = dict[str, Any]

_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Task(Generic[Work]):
    """A piece of work: its name (a prefix of its shards' names), all that it depends on, and what to work on."""

    name: str
    depends_on: Any
    work: Work


def run_tasks(
    folder: Path, tasks: Sequence[Task[Work]], function: Callable[[Work, Path, str], tuple[list[str], Found]]
) -> Iterable[Found]:
    """Yield what every task found, in order; tasks whose shards are whole and still true are not done again.

    `function(work, folder, name)` writes shards whose names begin with `name` and returns their names and what it
    found (plain JSON); it runs in another process.
    """
    folder.mkdir(parents=True, exist_ok=True)
    prune(folder, tasks)
    return run_ordered(partial(_run, folder, function), tasks)


def prune(folder: Path, tasks: Sequence[Task[Any]]) -> None:
    """Delete every file that belongs to no task, and the shards of tasks that must be done anew."""
    kept: set[str] = set()
    for task in tasks:
        note = _valid_note(folder, task)
        if note is not None:
            kept.update([_note_name(task.name), *note["files"]])
    for path in folder.iterdir():
        if path.name not in kept and path.is_file():
            path.unlink()


def _run(folder: Path, function: Callable[[Work, Path, str], tuple[list[str], Found]], task: Task[Work]) -> Found:
    note = _valid_note(folder, task)
    if note is None:
        files, found = function(task.work, folder, task.name)
        note = {"depends_on": sha256_json(task.depends_on), "files": files, "found": found}
        write_json(folder / _note_name(task.name), note)
    result: Found = note["found"]
    return result


def _valid_note(folder: Path, task: Task[Any]) -> dict[str, Any] | None:
    path = folder / _note_name(task.name)
    if not path.is_file():
        return None
    try:
        note: dict[str, Any] = read_json(path)
        # Shards take their place whole or not at all, so that one that is there is whole.
        whole = all((folder / name).is_file() for name in note["files"])
        return note if whole and note["depends_on"] == sha256_json(task.depends_on) else None
    except (InputError, OSError, KeyError, TypeError, AttributeError):
        return None  # a damaged note is as good as none


def _note_name(task: str) -> str:
    return f"_{task}.json"  # readers of Parquet folders pass over names that begin so


def code_version(*modules: str) -> str:
    """Return a hash of modules' source, so that shards made by other code are made anew."""
    paths = sorted(
        path for name in modules for path in ((_PACKAGE / name).rglob("*.py") if "." not in name else [_PACKAGE / name])
    )
    return sha256_json([[path.relative_to(_PACKAGE).as_posix(), path.read_text(encoding="utf-8")] for path in paths])
