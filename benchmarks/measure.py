"""Clocks, memory of processes, the machine, and the one table that all benchmarks fill."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
LIBRARIES = ("numpy", "scipy", "scikit-learn", "jieba", "rjieba", "dvc")
# One core: numerical libraries start no threads, and neither do we.
ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "AGENDA_JOBS": "1"}

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table.

    `speed` is how many times as fast as the reference of its subject (1: the reference itself, which alone gives
    its `seconds`); `note` holds what else was found.
    """

    subject: str
    what: str
    speed: float | None = None
    seconds: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """How much to measure: a folder for what is written, paragraphs and repeats, and the Python that has the peers."""

    folder: Path
    paragraphs: int | None = None  # of the starter corpus; all by default
    repeats: int = 5
    peers: str = sys.executable


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command took: seconds on the wall and of processors, and the greatest memory of all its processes."""

    seconds: float
    cpu: float
    peak: int
    output: str
    complaint: str


def compare(
    runs: Mapping[str, Callable[[], object]], repeats: int, clock: Clock = time.perf_counter
) -> dict[str, float]:
    """Return the median seconds of each run; they take turns, so that a busy machine slows all alike."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(repeats):
        for name, run in runs.items():
            start = clock()
            run()
            taken[name].append(clock() - start)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def speeds(subject: str, seconds: Mapping[str, float], notes: Mapping[str, str]) -> list[Row]:
    """Return a row for each run beside the first, which is the reference."""
    reference = next(iter(seconds.values()))
    return [
        Row(subject, name, reference / taken, taken if taken is reference else None, notes.get(name, ""))
        for name, taken in seconds.items()
    ]


def run(
    command: Sequence[str],
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    sample: bool = False,
    output: Path | None = None,
) -> Ended:
    """Run a command to its end; one that fails raises with what it said.

    With `sample`, the whole tree of its processes is looked at twenty times a second: their memory (shared pages are
    shared out among them), and their seconds of processor, which nobody hands on for those that are not waited for.
    That costs a little of the time that is measured. `output` is where a long answer goes.
    """
    # The code of this checkout, not that of another one that happens to be installed.
    code = cwd if (cwd / "pipeline").is_dir() else ROOT
    environment = {**os.environ, "PYTHONPATH": str(code), **(env or {})}
    with (
        output.open("w+b") if output else tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as errors,
    ):
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=out, stderr=errors)
        sampler = _Sampler(process.pid) if sample else None
        # The child's own account, which `getrusage` would mix with all others'.
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        cpu = used.ru_utime + used.ru_stime
        peak = 0
        if sampler:
            peak, seen = sampler.stop()
            cpu = max(cpu, seen)
        said, complaint = ("" if output else _read(out)), _read(errors)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit code {process.returncode}\n{said[-2000:]}\n{complaint[-2000:]}")
    return Ended(seconds, cpu, peak, said, complaint)


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


class _Sampler:
    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak = 0
        self._cpu: dict[int, float] = {}  # of each process when it was last seen
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._done.wait(0.05):
            tree = list(_tree(self._pid))
            self._peak = max(self._peak, sum(map(_own_share, tree)))
            for pid in tree:
                self._cpu[pid] = max(self._cpu.get(pid, 0.0), _own_seconds(pid))

    def stop(self) -> tuple[int, float]:
        self._done.set()
        self._thread.join()
        return self._peak, sum(self._cpu.values())


def _tree(pid: int) -> Iterable[int]:
    yield pid
    with suppress(OSError):  # a process may end while it is looked at
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _tree(int(child))


def _own_share(pid: int) -> int:
    with suppress(OSError):
        return _kilobytes(Path(f"/proc/{pid}/smaps_rollup").read_text(), "Pss")
    return 0


def _own_seconds(pid: int) -> float:
    with suppress(OSError):
        # The name, in brackets, may hold anything; user and system time are the 12th and 13th field after it.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def peak_memory() -> int:
    """Return the greatest memory that this process held, in bytes.

    `VmHWM`, not `ru_maxrss`: a child inherits the latter from the process that started it.
    """
    return _kilobytes(Path("/proc/self/status").read_text(), "VmHWM")


def _kilobytes(text: str, key: str) -> int:
    lines = (line.split() for line in text.splitlines() if line.startswith(f"{key}:"))
    return next((int(line[1]) * 1024 for line in lines), 0)


def megabytes(size: float) -> str:
    """Return a size for people."""
    return f"{size / 2**20:,.0f} MB"


def machine() -> str:
    """Return the machine and the versions in one line."""
    info = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(":")[2].strip() for line in info if line.startswith("model name")), platform.machine())
    memory = _kilobytes(Path("/proc/meminfo").read_text(), "MemTotal") / 2**30
    versions = [f"{name} {found}" for name in LIBRARIES if (found := _version(name))]
    return (
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB; {platform.system()}; "
        f"Python {platform.python_version()}, {', '.join(versions)}"
    )


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def table(rows: Iterable[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = [
        "| subject | measured | times as fast | seconds of the reference | found |",
        "|---|---|---:|---:|---|",
    ]
    for row in rows:
        speed = "" if row.speed is None else f"{row.speed:.3g}"
        seconds = "" if row.seconds is None else f"{row.seconds:.3g}"
        lines.append(f"| {row.subject} | {row.what} | {speed} | {seconds} | {row.note} |")
    return "\n".join(lines) + "\n"
