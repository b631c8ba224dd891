"""A copy of this checkout in a temporary folder, in which `dvc repro` can run and a model can be trained."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import ROOT, Ended, run

_MODEL = Path("models") / "agenda.safetensors"
_COMPUTED = ("data/interim/", "dvc.lock", "models/", "reports/")


def agenda(*arguments: str) -> list[str]:
    """Return the command `agenda`, run by this Python."""
    return [sys.executable, "-c", "from pipeline.cli import main; main()", *arguments]


def copy_checkout(folder: Path) -> Path:
    """Copy what git tracks or would track, and nothing that was computed."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in sorted(filter(None, names)):
        if not name.startswith(_COMPUTED) and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    # A stage may name a folder that holds nothing yet.
    (folder / "experiments" / "results").mkdir(parents=True, exist_ok=True)
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    return folder


def reproduce(folder: Path, stages: Sequence[str] = ()) -> Ended:
    """Run `dvc repro` in a copy of the checkout."""
    # The stages' `python` is this one.
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    return run([sys.executable, "-m", "dvc", "repro", *stages], cwd=folder, env={"PATH": path, "DVC_NO_ANALYTICS": "1"})


def find_model(folder: Path) -> Path:
    """Return the checkout's model; if it has none, one trained in a copy of it below `folder`."""
    if (ROOT / _MODEL).is_file():
        return ROOT / _MODEL
    copy = folder / "checkout"
    if not (copy / _MODEL).is_file():
        reproduce(copy if copy.is_dir() else copy_checkout(copy))
    return copy / _MODEL
