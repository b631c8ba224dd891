"""The benchmarks run, at a size at which their figures mean nothing, and their archive is what it says it is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks import checkout, contenders, features, memory, reproduction, run, scale, startup, systems, tokenization
from benchmarks.archive import Made, clauses_by_topic, documents, write_archive
from benchmarks.measure import Ended, Row, Setting, compare, machine, speeds, table
from benchmarks.measure import run as run_command
from benchmarks.texts import split, starter
from pipeline import Agenda
from pipeline.corpus.collect import collect_file
from pipeline.corpus.groups import group_documents, signature


@pytest.fixture
def tiny(tmp_path: Path) -> Setting:
    return Setting(tmp_path, paragraphs=120, repeats=1)


@pytest.fixture(scope="module")
def clauses() -> dict[str, list[str]]:
    return clauses_by_topic()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("format", ["jsonl", "txt"])
def test_archive_is_the_same_each_time(format: str, tmp_path: Path) -> None:
    first = write_archive(tmp_path / "a", 300, 7, format)  # type: ignore[arg-type]
    again = write_archive(tmp_path / "b", 300, 7, format)  # type: ignore[arg-type]
    write_archive(tmp_path / "c", 300, 8, format)  # type: ignore[arg-type]
    assert first == again
    assert first.paragraphs == 300
    assert contents(tmp_path / "a") == contents(tmp_path / "b") != contents(tmp_path / "c")


@pytest.mark.parametrize("format", ["jsonl", "txt"])
def test_archive_is_read_back_with_its_labels(
    format: str, tmp_path: Path, agenda: Agenda, clauses: dict[str, list[str]]
) -> None:
    write_archive(tmp_path, 1500, 7, format)  # type: ignore[arg-type]
    made = {entry.name: entry for entry in documents(1500, 7, clauses, agenda)}
    found = [
        collected
        for path in sorted(tmp_path.rglob("*.*"))
        if path.is_file()
        for collected in collect_file(path, tmp_path, agenda, {})
    ]
    assert len(found) == len(made)
    for collected in found:
        expected = made[collected.doc_id.rpartition("#" if format == "jsonl" else "/")[2]]
        assert collected.labels.topics == expected.topics
    body = sum(row["kind"] == "body" for collected in found for row in collected.rows)
    assert body == pytest.approx(1500, rel=0.02)  # a paragraph may begin like a formula


def test_archive_has_documents_of_one_item_and_of_several(agenda: Agenda, clauses: dict[str, list[str]]) -> None:
    made = list(documents(4000, 7, clauses, agenda))
    several = sum(len(entry.topics) > 1 for entry in made) / len(made)
    assert 0.05 < several < 0.2
    assert 15 < 4000 / len(made) < 25


def test_archive_has_hardly_any_near_duplicates(agenda: Agenda, clauses: dict[str, list[str]]) -> None:
    made: list[Made] = list(documents(4000, 7, clauses, agenda))
    signatures = [
        (number, hashes)
        for number, entry in enumerate(made)
        for line in entry.text.splitlines()
        if line.startswith("    ") and (hashes := signature(line)) is not None
    ]
    groups = group_documents([entry.name for entry in made], signatures, 0.5)
    assert len(set(groups)) > 0.9 * len(made)


def test_tokenization(tiny: Setting) -> None:
    rows = tokenization.measure(tiny)
    assert rows[0].speed == 1
    assert "100.00%" in next(row.note for row in rows if "words" in row.what)


def test_features(tiny: Setting) -> None:
    gap = next(row.note for row in features.measure(tiny) if "differ" in row.note)
    assert float(gap.split(" by ")[1].split()[0]) < 1e-6


def test_systems_with_peers_missing(tiny: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    absent = ("fasttext", "fastText", True)
    monkeypatch.setattr(systems, "CONTENDERS", (systems.CONTENDERS[0], absent, systems.CONTENDERS[-1]))
    rows = systems.measure(Setting(tiny.folder, paragraphs=400, repeats=1))
    said = {(row.subject, row.what): row.note for row in rows}
    assert "not installed" in said["learning, one core", "fastText"] or "MB" in said["learning, one core", "fastText"]
    assert "top-1" in said["bulk prediction, one core", systems.CONTENDERS[-1][1]]


def test_every_contender_has_a_module() -> None:
    folder = Path(contenders.__file__).parent
    assert all((folder / f"{name}.py").is_file() for name, _, _ in systems.CONTENDERS)


def test_micro_f1_counts_pairs() -> None:
    assert systems.micro_f1([["a"], ["b", "c"]], [("a",), ("b",)]) == pytest.approx(2 * 2 / (3 + 2))
    assert systems.micro_f1([[]], [("a",)]) == 0


def test_startup_and_memory(tiny: Setting, model_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {row.what: row.note for row in startup.measure(tiny, model_path)}
    assert "target 0.3 s" in rows["`agenda --help`"]
    assert "numpy" in rows["`agenda predict` of a letter"]
    monkeypatch.setattr(memory, "ROOT", tiny.folder)  # no corpus there: only the letter
    (tiny.folder / "data/corpus/starter").mkdir(parents=True)
    (tiny.folder / "data/corpus/starter/short.txt").write_text("裁军谈判会议。\n", encoding="utf-8")
    assert all("MB" in row.note for row in memory.measure(tiny, model_path))


def test_reproduction_of_one_stage(tiny: Setting) -> None:
    cold, idle = reproduction.measure(tiny, ["split"])
    assert "target 90 s" in cold.note
    assert "target 3 s" in idle.note
    assert (tiny.folder / "checkout/data/interim/splits.parquet").is_file()
    assert not (tiny.folder / "checkout/models/agenda.safetensors").exists()


def test_scale_of_the_first_stages() -> None:
    lines = scale.measure([200, 300], stages=("prepare", "split")).splitlines()
    assert [line.split(" | ")[1] for line in lines[2:]] == ["prepare", "split"] * 2
    assert lines[2].split(" | ")[4] == ""
    assert float(lines[4].split(" | ")[4]) > 0


def test_a_command_that_fails_says_why() -> None:
    with pytest.raises(RuntimeError, match=r"exit code 3\n.*\nno such thing"):
        run_command([sys.executable, "-c", "import sys; print('no such thing', file=sys.stderr); sys.exit(3)"])


def test_memory_of_a_whole_tree_is_seen() -> None:
    child = "import time; held = bytearray(60_000_000); time.sleep(0.5)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    ended: Ended = run_command([sys.executable, "-c", parent], sample=True)
    assert ended.peak > 60_000_000
    assert ended.seconds > 0.5


def test_processors_of_a_whole_tree_are_counted() -> None:
    burn = "import time\nwhile time.process_time() < 0.6: pass"
    parent = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {burn!r}]); time.sleep(1.5)"
    assert run_command([sys.executable, "-c", parent], sample=True).cpu > 0.5


def test_runs_take_turns() -> None:
    order: list[str] = []
    compare({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, 2)
    assert order == ["a", "b", "a", "b"]


def test_table_and_machine() -> None:
    rows = [*speeds("s", {"slow": 2.0, "fast": 0.5}, {"fast": "note"}), Row("m", "other", note="1 MB")]
    assert table(rows).splitlines()[2:] == [
        "| s | slow | 1 | 2 |  |",
        "| s | fast | 4 |  | note |",
        "| m | other |  |  | 1 MB |",
    ]
    assert f"Python {sys.version.split()[0]}" in machine()


def test_page_keeps_the_text_around_its_table(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- table -->\nold\n<!-- end of table -->\nafter\n", encoding="utf-8")
    run.write_between(page, "new\n")
    assert page.read_text(encoding="utf-8") == "before\n<!-- table -->\nnew\n<!-- end of table -->\nafter\n"
    page.write_text("nothing\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="has no <!-- table -->"):
        run.write_between(page, "new\n")


def test_performance_page_has_a_place_for_the_table() -> None:
    text = run.PAGE.read_text(encoding="utf-8")
    assert text.index("<!-- table -->") < text.index("<!-- end of table -->")


def test_split_parts_documents_and_loses_no_topic() -> None:
    learn, held = split(starter(600))
    assert not set(learn.documents) & set(held.documents)
    assert set(held.topics) <= set(learn.topics)


def test_copy_of_the_checkout_has_nothing_computed(tmp_path: Path) -> None:
    copy = checkout.copy_checkout(tmp_path)
    assert (copy / "dvc.yaml").is_file()
    assert not (copy / ".venv").exists()
    assert not (copy / "dvc.lock").exists()
    assert (copy / ".git").is_dir()
