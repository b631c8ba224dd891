"""The greatest memory that prediction and training hold, each in a process of its own."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import yaml

from benchmarks.checkout import find_model
from benchmarks.measure import ONE_CORE, ROOT, Row, Setting, megabytes, run
from benchmarks.texts import letter

_SUBJECT = "memory"


def measure(setting: Setting, model: Path | None = None) -> list[Row]:
    """Measure prediction of a letter and of the whole starter corpus, and training if there is a copy that has run."""
    model = model or find_model(setting.folder)
    rows = [
        _predicting(setting, model, "`agenda predict` of a letter", letter()),
        _predicting(
            setting, model, "`agenda predict` of the starter corpus, one process", ROOT / "data/corpus/starter"
        ),
    ]
    copy = setting.folder / "checkout"
    if (copy / "data/interim/splits.parquet").is_file():
        stages = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
        _, _, module, *arguments = shlex.split(stages["train"]["cmd"])
        peak = _peak(setting, module, *arguments, cwd=copy)
        rows.append(Row(_SUBJECT, "the stage `train` on the starter corpus", note=megabytes(peak)))
    return rows


def _predicting(setting: Setting, model: Path, what: str, path: Path) -> Row:
    peak = _peak(setting, "benchmarks.command", "predict", str(path), "--model", str(model), "--format", "jsonl")
    return Row(_SUBJECT, what, note=f"{megabytes(peak)}, of which the model file {megabytes(model.stat().st_size)}")


def _peak(setting: Setting, module: str, *arguments: str, cwd: Path = ROOT) -> int:
    file = setting.folder / "peak.txt"
    run([sys.executable, "-m", "benchmarks.peak", str(file), module, *arguments], cwd=cwd, env=ONE_CORE)
    return int(file.read_text(encoding="utf-8"))
