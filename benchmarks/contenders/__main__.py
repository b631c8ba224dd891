"""Run one contender over a task: `python -m benchmarks.contenders NAME TASK.json RESULT.json`."""

from __future__ import annotations

import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from benchmarks.measure import peak_memory

_WARM_UP = 20  # texts; dictionaries and models are loaded by then


class Contender(Protocol):
    """What every contender's module offers as `Contender`."""

    def fit(self, texts: list[str], topics: list[str]) -> None:
        """Learn from paragraphs of one topic each."""
        ...

    def rank(self, texts: list[str]) -> list[list[str]]:
        """Return the three best topics of each text, best first."""
        ...

    def decide(self, texts: list[str]) -> list[list[str]]:
        """Return the topics that each text is given by the contender's own rule."""
        ...


def main() -> None:
    """Fit and predict on one core, and write what came out and how long it took."""
    name, task, result = sys.argv[1:]
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    try:
        contender: Contender = import_module(f"benchmarks.contenders.{name}").Contender()
    except ImportError as error:
        Path(result).write_text(json.dumps({"missing": error.name}), encoding="utf-8")
        return
    Path(result).write_text(json.dumps(_run(contender, json.loads(Path(task).read_text("utf-8")))), encoding="utf-8")


def _run(contender: Contender, task: dict[str, Any]) -> dict[str, Any]:
    # On one core, the processor's time is what the wall would show if nobody else used the machine.
    start = time.process_time()
    contender.fit(task["learn"]["texts"], task["learn"]["topics"])
    fitted = time.process_time() - start
    contender.rank(task["bulk"][:_WARM_UP])
    predicted = []
    for _ in range(task["repeats"]):
        start = time.process_time()
        contender.rank(task["bulk"])
        predicted.append(time.process_time() - start)
    peak = peak_memory()
    return {
        "fit": fitted,
        "predict": sorted(predicted)[len(predicted) // 2],
        "peak": peak,
        "ranked": contender.rank(task["held"]),
        "decided": contender.decide(task["held"]),
    }


if __name__ == "__main__":
    main()
