"""`dvc repro` in a fresh copy of the checkout: from nothing, and with nothing to do."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from benchmarks.checkout import copy_checkout, reproduce
from benchmarks.measure import Row, Setting

_SUBJECT = "`dvc repro`"
_COLD, _IDLE = 90, 3  # seconds


def measure(setting: Setting, stages: Sequence[str] = ()) -> list[Row]:
    """Run once from nothing and then some times more."""
    folder = setting.folder / "checkout"
    if not folder.is_dir():
        copy_checkout(folder)
    cold = reproduce(folder, stages)
    idle = statistics.median(reproduce(folder, stages).seconds for _ in range(setting.repeats))
    return [
        Row(_SUBJECT, "cold", 1, cold.seconds, f"target {_COLD} s; {cold.cpu:.0f} s of CPU"),
        Row(_SUBJECT, "nothing to do", cold.seconds / idle, None, f"{idle:.2f} s, target {_IDLE} s"),
    ]
