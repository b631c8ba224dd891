"""What a long run has worked out so far, in a folder, so that a killed run is taken up again and not begun anew."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.storage import atomic_path, atomic_write_text


class Workspace:
    """Named sets of arrays in a folder; each is there whole or not at all.

    Parameters
    ----------
    folder
        Where they lie; made if need be.
    key
        A hash of all that they follow from. What was kept under another key is deleted.
    """

    def __init__(self, folder: Path, key: str) -> None:
        note = folder / "key"
        if not note.is_file() or note.read_text(encoding="utf-8") != key:
            shutil.rmtree(folder, ignore_errors=True)
            atomic_write_text(note, key)
        self._folder = folder
        self._key = key

    def part(self, name: str) -> Workspace:
        """Return a workspace within this one."""
        return Workspace(self._folder / name, self._key)

    def keep(self, name: str, **arrays: NDArray[Any]) -> None:
        """Keep arrays under a name, in the place of those that stood there."""
        with atomic_path(self._folder / f"{name}.npz") as temporary, temporary.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)

    def has(self, name: str) -> bool:
        """Tell whether anything is kept under a name."""
        return (self._folder / f"{name}.npz").is_file()

    def read(self, name: str) -> dict[str, NDArray[Any]] | None:
        """Return what is kept under a name; None if there is nothing."""
        if not self.has(name):
            return None
        with np.load(self._folder / f"{name}.npz", allow_pickle=False) as kept:
            return dict(kept)

    def remove(self) -> None:
        """Delete the folder with all that is in it."""
        shutil.rmtree(self._folder, ignore_errors=True)
