from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.corpus.prepare import prepare_corpus
from pipeline.corpus.table import read_shard, shard_paths
from pipeline.params import Params
from pipeline.shards import Task, run_tasks
from pipeline.storage import sha256_file
from tests.conftest import ROOT, STARTER

DONE: list[str] = []


def write(work: str, folder: Path, name: str) -> tuple[list[str], dict[str, str]]:
    DONE.append(name)
    (folder / f"{name}.txt").write_text(work, encoding="utf-8")
    return [f"{name}.txt"], {"said": work}


def run(folder: Path, **works: str) -> list[str]:
    """Run a task for each work in this process; return the names of those that were done."""
    DONE.clear()
    found = list(run_tasks(folder, [Task(name, [work], work) for name, work in works.items()], write))
    assert [entry["said"] for entry in found] == list(works.values())
    return list(DONE)


@pytest.fixture(autouse=True)
def one_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENDA_JOBS", "1")


def test_work_is_done_once(tmp_path: Path) -> None:
    assert run(tmp_path, a="x", b="y") == ["a", "b"]
    assert run(tmp_path, a="x", b="y") == []


def test_only_what_changed_is_done_anew(tmp_path: Path) -> None:
    run(tmp_path, a="x", b="y")
    assert run(tmp_path, a="x", b="z") == ["b"]
    assert (tmp_path / "b.txt").read_text(encoding="utf-8") == "z"


def test_stale_shards_are_deleted(tmp_path: Path) -> None:
    run(tmp_path, a="x", b="y", c="z")
    run(tmp_path, a="x")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["_a.json", "a.txt"]


@pytest.mark.parametrize("damage", ["shard gone", "note cut", "note gone", "half-written"])
def test_damage_is_mended(tmp_path: Path, damage: str) -> None:
    run(tmp_path, a="x", b="y")
    if damage == "shard gone":
        (tmp_path / "a.txt").unlink()
    elif damage == "note cut":
        (tmp_path / "_a.json").write_text('{"files": ["a', encoding="utf-8")
    elif damage == "note gone":
        (tmp_path / "_a.json").unlink()
    else:
        (tmp_path / ".a.txt.0001.part").write_text("x", encoding="utf-8")
    assert run(tmp_path, a="x", b="y") == ([] if damage == "half-written" else ["a"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["_a.json", "_b.json", "a.txt", "b.txt"]


def lay_out(folder: Path) -> Path:
    """Lay out the data of a checkout with part of the starter corpus, in shards of a few documents."""
    shutil.copytree(ROOT / "data/agenda", folder / "data/agenda")
    for name in ("second/training-and-research", "third/self-determination", "third/social-development"):
        shutil.copytree(STARTER / name, folder / "data/corpus" / name)
    (folder / "data/annotations").mkdir()
    text = (ROOT / "params.yaml").read_text(encoding="utf-8")
    changed = text.replace("shard_documents: 500", "shard_documents: 2")
    assert changed != text
    (folder / "params.yaml").write_text(changed, encoding="utf-8")
    return folder


def start(folder: Path, stage: str, *paths: str, **environment: str) -> subprocess.Popen[bytes]:
    """Start a stage in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", f"pipeline.stages.{stage}", *paths],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "AGENDA_JOBS": "2", **environment},
        start_new_session=True,
        stderr=subprocess.PIPE,
    )


PREPARE = (
    *("--corpus", "data/corpus", "--agenda", "data/agenda", "--annotations", "data/annotations"),
    *("--out", "data/interim/paragraphs", "--report", "reports/corpus.json"),
)
TOKENIZE = (
    *("--paragraphs", "data/interim/paragraphs", "--terms", str(ROOT / "data/lexicon/terms.txt")),
    *("--out", "data/interim/tokens"),
)


def finish(folder: Path, **environment: str) -> dict[str, str]:
    """Run both sharded stages to their end; return the hash of everything they wrote."""
    for stage, paths in (("prepare", PREPARE), ("tokenize", TOKENIZE)):
        process = start(folder, stage, *paths, **environment)
        _, complaint = process.communicate()
        assert process.returncode == 0, complaint.decode()
    written = sorted(path for path in (folder / "data/interim").rglob("*") if path.is_file())
    hashes = {path.relative_to(folder).as_posix(): sha256_file(path) for path in written}
    return {**hashes, "report": sha256_file(folder / "reports/corpus.json")}


def test_killed_runs_lose_double_and_keep_nothing_stale(tmp_path: Path) -> None:
    clean = finish(lay_out(tmp_path / "clean"))
    killed = lay_out(tmp_path / "killed")
    for wait in (0.3, 0.5, 0.7, 0.8, 0.9, 1.0, 1.2):
        process = start(killed, "prepare", *PREPARE)
        time.sleep(wait)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    (killed / "data/corpus/third/social-development/01-report.txt").write_text("议程项目100\n", encoding="utf-8")
    process = start(killed, "prepare", *PREPARE)
    time.sleep(0.9)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    original = STARTER / "third/social-development/01-report.txt"
    shutil.copyfile(original, killed / "data/corpus/third/social-development/01-report.txt")
    assert finish(killed) == clean


SPLIT = ("--paragraphs", "data/interim/paragraphs", "--out", "data/interim/splits.parquet")
TRAIN = (
    *("--paragraphs", "data/interim/paragraphs", "--tokens", "data/interim/tokens"),
    *("--splits", "data/interim/splits.parquet", "--agenda", "data/agenda", "--lexicon", str(ROOT / "data/lexicon")),
    *("--model", "models/m.safetensors", "--predictions", "data/interim/predictions.parquet"),
)


def test_killed_training_in_passes_ends_alike_and_leaves_nothing(tmp_path: Path) -> None:
    folder = lay_out(tmp_path)
    params = (folder / "params.yaml").read_text(encoding="utf-8")
    in_passes, changes = re.subn(r"in_memory: \d+", "in_memory: 0", params)
    assert changes == 1
    (folder / "params.yaml").write_text(in_passes, encoding="utf-8")
    finish(folder)
    assert start(folder, "split", *SPLIT).wait() == 0

    def outputs() -> list[str]:
        assert start(folder, "train", *TRAIN).wait() == 0
        assert not (folder / "data/interim/learning").exists()
        return [sha256_file(folder / name) for name in ("models/m.safetensors", "data/interim/predictions.parquet")]

    clean = outputs()
    for wait in (1.5, 2.0, 2.5, 3.0):
        process = start(folder, "train", *TRAIN)
        time.sleep(wait)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    assert outputs() == clean


def test_large_files_are_shared_out_and_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = lay_out(tmp_path)
    params = Params()

    def ids(out: Path) -> list[str]:
        paths = (folder / "data/corpus", folder / "data/agenda", folder / "data/annotations")
        prepare_corpus(*paths, out, params.corpus, params.split)
        return [name for path in shard_paths(out) for name in read_shard(path)["doc_id"].to_pylist()]

    together = ids(tmp_path / "together")
    assert len(shard_paths(tmp_path / "together")) == 1
    monkeypatch.setattr("pipeline.corpus.prepare._LARGEST_TASK", 4000)
    assert ids(tmp_path / "apart") == together
    assert len(shard_paths(tmp_path / "apart")) > 5


def test_a_cluster_gives_the_same_bytes(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    local = finish(lay_out(tmp_path / "local"))
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        environment = {"AGENDA_COMPUTE": "dask", "AGENDA_SCHEDULER": cluster.scheduler_address}
        assert finish(lay_out(tmp_path / "cluster"), **environment) == local


def test_a_scheduler_that_is_not_there_is_named(tmp_path: Path) -> None:
    folder = lay_out(tmp_path / "none")
    environment = {"AGENDA_COMPUTE": "dask", "AGENDA_SCHEDULER": "tcp://127.0.0.1:1"}
    process = start(folder, "prepare", *PREPARE, **environment)
    _, complaint = process.communicate(timeout=120)
    assert process.returncode == 2
    assert b"AGENDA_SCHEDULER" in complaint.splitlines()[-1]
