"""How long a person waits for one answer: `agenda --help`, `agenda predict` of one letter, and what they import."""

from __future__ import annotations

import statistics
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.checkout import agenda, find_model
from benchmarks.measure import Row, Setting, run
from benchmarks.texts import letter

_SUBJECT = "start-up, CPU"
_TARGETS = {"`agenda --help`": 0.3, "`agenda predict` of a letter": 1.0}
_SHOWN = 6  # imports


def measure(setting: Setting, model: Path | None = None) -> list[Row]:
    """Start every command afresh, several times, and count the seconds of processor that it and its children use."""
    model = model or find_model(setting.folder)
    predict = agenda("predict", str(letter()), "--model", str(model))
    commands = {
        "a bare `python`": [sys.executable, "-c", "pass"],
        "`agenda --help`": agenda("--help"),
        "`agenda predict` of a letter": predict,
        "the same with `--format json`": [*predict, "--format", "json"],
    }
    seconds = {
        name: statistics.median(run(command).cpu for _ in range(setting.repeats)) for name, command in commands.items()
    }
    bare, *rest = seconds
    rows = [Row(_SUBJECT, bare, 1, seconds[bare])]
    for name in rest:
        took = f"{seconds[name]:.2f} s{_aim(name)}, {seconds[name] / seconds[bare]:.0f} times a bare `python`"
        rows.append(Row(_SUBJECT, name, None, None, took + _imports(commands[name])))
    return rows


def _aim(name: str) -> str:
    return f" (target {_TARGETS[name]:.1f} s)" if name in _TARGETS else ""


def _imports(command: Sequence[str]) -> str:
    """Return the packages whose own modules take longest to import, with their milliseconds."""
    own: Counter[str] = Counter()
    for line in run(command, env={"PYTHONPROFILEIMPORTTIME": "1"}).complaint.splitlines():
        spent, _, name = line.removeprefix("import time:").rpartition("|")
        if line.startswith("import time:") and spent.split("|")[0].strip().isdigit():
            own[name.strip().split(".")[0]] += int(spent.split("|")[0])
    found: Mapping[str, int] = dict(own.most_common(_SHOWN))
    listed = ", ".join(f"{name} {spent / 1000:.0f}" for name, spent in found.items() if spent >= 10_000)
    return f"; imports in ms: {listed}" if listed else ""
