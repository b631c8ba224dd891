"""Loops over shards on all cores, or on a Dask cluster, in an order that never depends on either.

Where the work runs comes from the environment or an ignored `compute.yaml` beside `params.yaml`, never from
`params.yaml`: it cannot change results.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar

from pipeline.errors import InputError

Task = TypeVar("Task")
Result = TypeVar("Result")

_BACKENDS = ("loky", "dask")
_WINDOW = 8  # tasks a job that are held at once


@dataclass(frozen=True, slots=True)
class Compute:
    """Where loops run: `backend` loky (this machine) or dask, `jobs` at once (-1: all cores), `scheduler` address."""

    backend: str = "loky"
    jobs: int = -1
    scheduler: str | None = None


def load_compute(path: Path = Path("compute.yaml")) -> Compute:
    """Read `AGENDA_COMPUTE`, `AGENDA_JOBS` and `AGENDA_SCHEDULER`, else the file, else the defaults."""
    data: dict[str, Any] = {}
    if path.is_file():
        import yaml

        try:
            data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise InputError(f"{path}: not valid YAML: {' '.join(str(error).split())}") from error
        unknown = sorted(set(data) - {"backend", "jobs", "scheduler"})
        if unknown:
            raise InputError(f"{path}: unknown key {unknown[0]!r}; it takes backend, jobs and scheduler")
    backend = os.environ.get("AGENDA_COMPUTE", data.get("backend", "loky"))
    scheduler = os.environ.get("AGENDA_SCHEDULER", data.get("scheduler"))
    jobs = os.environ.get("AGENDA_JOBS", data.get("jobs", -1))
    try:
        count = int(jobs)
    except (TypeError, ValueError) as error:
        raise InputError(f"AGENDA_JOBS: {jobs!r} is no whole number; give one, or -1 for all cores") from error
    if backend not in _BACKENDS or count == 0:
        raise InputError(f"AGENDA_COMPUTE: {backend!r} with {count} jobs; give loky or dask, and jobs other than 0")
    if backend == "dask" and not scheduler:
        raise InputError("AGENDA_SCHEDULER: not set; give the address of the Dask scheduler (tcp://host:8786)")
    return Compute(backend, count, scheduler)


def run_ordered(
    function: Callable[[Task], Result], tasks: Iterable[Task], compute: Compute | None = None
) -> Iterator[Result]:
    """Yield `function(task)` for every task in order; results must be small (workers write shards themselves)."""
    from joblib import Parallel, delayed

    compute = compute or load_compute()
    tasks = list(tasks)
    if compute.backend == "loky" and (compute.jobs == 1 or len(tasks) < 2):
        yield from map(function, tasks)
        return
    if compute.backend == "dask":
        function = partial(_in_folder, str(Path.cwd()), function)
    with _backend(compute):
        yield from Parallel(n_jobs=compute.jobs, return_as="generator")(delayed(function)(task) for task in tasks)


def run_streamed(
    function: Callable[[Task], Result], tasks: Iterable[Task], compute: Compute | None = None
) -> Iterator[Result]:
    """Yield `function(task)` in order for tasks without end, of which only a few are held at once."""
    compute = compute or load_compute()
    entries = iter(tasks)
    window = list(islice(entries, 1))
    following = list(islice(entries, 1))
    if not following or (compute.backend == "loky" and compute.jobs == 1):
        yield from map(function, chain(window, following, entries))
        return
    size = _WINDOW * (os.cpu_count() or 1 if compute.jobs < 0 else compute.jobs)
    window += following + list(islice(entries, size - 2))
    while window:
        yield from run_ordered(function, window, compute)
        window = list(islice(entries, size))


def _in_folder(folder: str, function: Callable[[Task], Result], task: Task) -> Result:
    """Run a task where the caller runs: a cluster's workers start elsewhere, and paths may be relative."""
    os.chdir(folder)
    return function(task)


@contextmanager
def _backend(compute: Compute) -> Iterator[None]:
    from joblib import parallel_config

    if compute.backend == "loky":
        with parallel_config("loky", inner_max_num_threads=1):
            yield
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError("AGENDA_COMPUTE=dask: Dask is not installed; pip install 'agenda-topics[cluster]'") from error
    try:
        client = Client(compute.scheduler, timeout="10s")  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise InputError(f"AGENDA_SCHEDULER: no scheduler answers at {compute.scheduler}; start it first") from error
    with client, parallel_config("dask", client=client):
        yield
