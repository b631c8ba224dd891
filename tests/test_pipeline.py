"""The whole pipeline in temporary clones, as a new user runs it, on a part of the starter corpus."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from pipeline import TopicModel
from pipeline.storage import sha256_file
from tests.conftest import LETTER, ROOT

OUTPUTS = (
    "models/agenda.safetensors",
    "reports/metrics.json",
    "data/interim/predictions.parquet",
    "reports/index.html",
)
FOLDERS = (
    "no-item",
    "several",
    "second/environment-and-sustainable-development",
    "third/international-drug-control",
    "third/crime-prevention-and-criminal-justice",
    "third/rights-of-the-child",
)


def clone(folder: Path) -> Path:
    """Copy what git tracks, with the few documents that make a run short."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, tracked.split("\0")):
        path = Path(name)
        if path.is_relative_to("tests") or name == "dvc.lock" or path.is_relative_to("data/corpus"):
            continue
        if (ROOT / path).is_file():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, folder / path)
    for name in FOLDERS:
        shutil.copytree(ROOT / "data/corpus/starter" / name, folder / "data/corpus/starter" / name)
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "t"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


def dvc(folder: Path, *arguments: str, jobs: int = 1) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "AGENDA_JOBS": str(jobs),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(folder),
        "DVC_NO_ANALYTICS": "1",
    }
    return subprocess.run(
        [sys.executable, "-m", "dvc", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def run_with(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    done: dict[int, Path] = {}

    def run(jobs: int) -> Path:
        if jobs not in done:
            folder = clone(tmp_path_factory.mktemp(f"jobs{jobs}"))
            result = dvc(folder, "repro", jobs=jobs)
            assert result.returncode == 0, result.stdout + result.stderr
            done[jobs] = folder
        return done[jobs]

    return run


def test_cold_runs_give_the_same_bytes_whatever_the_jobs(run_with: Callable[[int], Path]) -> None:
    first, second = run_with(1), run_with(2)
    for name in OUTPUTS:
        assert sha256_file(first / name) == sha256_file(second / name), name


def test_second_run_does_nothing_and_says_so(run_with: Callable[[int], Path]) -> None:
    folder = run_with(1)
    before = (folder / "dvc.lock").read_bytes()
    again = dvc(folder, "repro")
    assert "up to date" in again.stdout and "Running" not in again.stdout
    assert (folder / "dvc.lock").read_bytes() == before


def test_metrics_stand_beside_their_baselines(run_with: Callable[[int], Path]) -> None:
    metrics = json.loads((run_with(1) / "reports/metrics.json").read_text(encoding="utf-8"))
    own = metrics["all"]
    assert own["top_1"] > metrics["baseline_title_match"]["top_1"] > 0
    assert own["micro_f1"] > metrics["baseline_majority"]["micro_f1"] > 0
    for name in ("micro_f1", "macro_f1", "top_1", "top_3", "lrap"):
        assert own[f"{name}_ci_low"] <= own[name] <= own[f"{name}_ci_high"]


def test_documents_kept_for_judging_do_not_train(run_with: Callable[[int], Path]) -> None:
    folder = run_with(1)
    mended = clone(folder.parent / f"{folder.name}-mended")
    notes = (mended / "data/annotations/several.jsonl").read_text(encoding="utf-8").splitlines()
    for name in {note["document"] for note in map(json.loads, notes) if note["use"] == "evaluate"}:
        path = mended / f"data/corpus/{name}.txt"
        changed = path.read_text(encoding="utf-8").replace("。\n\n", "，并谈到珊瑚、鸦片与法院。\n\n")
        path.write_text(changed, encoding="utf-8")
    assert dvc(mended, "repro").returncode == 0
    first, second = (TopicModel.load(where / "models/agenda.safetensors") for where in (folder, mended))
    assert first.info["trained_on"] == second.info["trained_on"]
    assert (first.weights == second.weights).all()
    assert (first.decision.threshold == second.decision.threshold).all()


def test_trained_model_reads_a_letter(run_with: Callable[[int], Path]) -> None:
    model = TopicModel.load(run_with(1) / "models/agenda.safetensors")
    best = [row[0][0] for row in model.rank([line for line in LETTER.splitlines() if len(line) > 50], 1)]
    assert best == [
        "international-drug-control",
        "crime-prevention-and-criminal-justice",
        "environment-and-sustainable-development",
    ]


def test_page_loads_nothing_from_elsewhere(run_with: Callable[[int], Path]) -> None:
    page = (run_with(1) / "reports/index.html").read_text(encoding="utf-8")
    assert "<script" not in page and " src=" not in page and "@import" not in page


def test_unknown_parameter_stops_the_stage_with_one_line(run_with: Callable[[int], Path]) -> None:
    folder = clone(run_with(1).parent / "wrong")
    text = (folder / "params.yaml").read_text(encoding="utf-8")
    (folder / "params.yaml").write_text(text.replace("  exclude: []", "  exclud: []"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.stages.prepare", "--corpus", "data/corpus", "--agenda", "data/agenda",
         "--annotations", "data/annotations", "--out", "out", "--report", "report.json"],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("error: params.yaml: corpus.exclud") and done.stderr.count("\n") == 1
    assert not (folder / "report.json").exists()


def test_lock_file_is_true() -> None:
    lock = yaml.safe_load((ROOT / "dvc.lock").read_text(encoding="utf-8"))
    stages = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    assert set(lock["stages"]) == set(stages)
    told = dvc(ROOT, "status", "--json", "dvc.yaml")
    stale = [
        (stage, name, state)
        for stage, changes in json.loads(told.stdout).items()
        for change in changes
        if isinstance(change, dict)
        for kind in ("changed deps", "changed outs")
        for name, state in change.get(kind, {}).items()
        if state not in ("deleted", "not in cache")  # a fresh clone has no outputs yet
    ]
    assert stale == []
