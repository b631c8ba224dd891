from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyarrow import parquet

from tests.conftest import LETTER, ROOT
from tests.sample_files import docx, paragraph

AGENDA = [sys.executable, "-c", "from pipeline.cli import main; main()"]


def run(*arguments: str | Path, model: Path | None = None, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if model is not None:
        environment["AGENDA_MODEL"] = str(model)
    done = subprocess.run(
        [*AGENDA, *map(str, arguments)], input=stdin, capture_output=True, env=environment, cwd=ROOT, check=False
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_json_keeps_to_the_contract(letter: Path, model_path: Path) -> None:
    done = run("predict", letter, "--format", "json", model=model_path)
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert "国际药物管制" in done.stdout  # Chinese stays Chinese
    assert set(answer) == {"schema", "model", "documents"}
    assert answer["schema"] == "agenda-prediction/1"
    assert set(answer["model"]) == {"path", "schema", "topics", "trained_on"}
    (document,) = answer["documents"]
    assert set(document) == {"path", "error", "masthead", "agenda", "items", "paragraphs"}
    assert document["masthead"]["items"] == ["97", "104", "105"]
    assert document["agenda"] == {"organ": "A", "session": 53, "list": "provisional", "source": "masthead"}
    named = {"item", "item_status", "topic", "title", "score"}
    for item in document["items"]:
        assert set(item) == named | {"paragraphs"}
    keys = {"paragraph_no", "kind", "start", "end", "text", "items", "ranked", "abstained", "evidence"}
    for entry in document["paragraphs"]:
        assert set(entry) == keys
        assert all(set(found) == named for found in entry["ranked"])
        assert all(set(word) == {"topic", "term", "weight", "start", "end"} for word in entry["evidence"])


def test_jsonl_is_one_document_a_line(letter: Path, tmp_path: Path, model_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(LETTER, encoding="utf-8")
    done = run("predict", tmp_path, "--format", "jsonl", model=model_path)
    paths = [json.loads(line)["path"] for line in done.stdout.splitlines()]
    assert paths == [str(letter), str(other)]


def test_csv_has_a_row_for_each_item(letter: Path, model_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("predict", letter, "--format", "csv", model=model_path).stdout)))
    assert {"105", "104", "97"} <= {row["item"] for row in rows}
    assert all(LETTER[int(row["start"]) : int(row["end"])].split() == row["text"].split() for row in rows)


def test_table_shows_number_title_and_words(letter: Path, model_path: Path) -> None:
    done = run("predict", letter, model=model_path)
    assert "105" in done.stdout and "国际药物管制" in done.stdout and "罂粟" in done.stdout


def test_html_is_one_page_that_loads_nothing(tmp_path: Path, model_path: Path) -> None:
    hostile = tmp_path / "hostile.txt"
    hostile.write_text(LETTER.replace("铲除罂粟", "铲除罂粟<script>alert(1)</script>"), encoding="utf-8")
    page = run("predict", hostile, "--format", "html", model=model_path).stdout
    assert page.startswith("<!doctype html>") and "<mark>" in page
    assert "<script" not in page and "http" not in page and " src=" not in page


def test_standard_input(model_path: Path) -> None:
    done = run("predict", "-", "--format", "json", model=model_path, stdin=LETTER.encode("gb18030"))
    assert json.loads(done.stdout)["documents"][0]["masthead"]["date"] == "1998-08-24"


def test_glob_and_folder_name_the_same_files(letter: Path, tmp_path: Path, model_path: Path) -> None:
    outputs = {run("predict", where, "--format", "jsonl", model=model_path).stdout for where in (tmp_path, letter)}
    outputs.add(run("predict", f"{tmp_path}/*.txt", "--format", "jsonl", model=model_path).stdout)
    assert len(outputs) == 1


def test_word_file_answers_as_its_text_does(letter: Path, tmp_path: Path, model_path: Path) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(docx("".join(paragraph(line.strip()) for line in LETTER.splitlines())))
    first, second = (
        json.loads(run("predict", file, "--format", "json", model=model_path).stdout)["documents"][0]
        for file in (letter, path)
    )
    assert [item["item"] for item in first["items"]] == [item["item"] for item in second["items"]]


def test_option_numbers_by_another_list(letter: Path, model_path: Path) -> None:
    done = run("predict", letter, "--format", "json", "--session", "53", "--list", "adopted", model=model_path)
    document = json.loads(done.stdout)["documents"][0]
    assert document["agenda"]["source"] == "option"
    assert "102" in [item["item"] for item in document["items"]]


def test_unknown_numbering_is_hinted_once_and_no_failure(tmp_path: Path, model_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text("各国将养护红树林的生物多样性，减少温室气体排放。\n", encoding="utf-8")
    done = run("predict", tmp_path, "--format", "jsonl", model=model_path)
    assert done.returncode == 0
    assert done.stderr.count("hint:") == 1


def test_many_documents_are_answered_as_each_alone(letter: Path, tmp_path: Path, model_path: Path) -> None:
    lines = "".join(json.dumps({"id": n, "text": f"{LETTER}\n第{n}份"}, ensure_ascii=False) + "\n" for n in range(1200))
    dump = tmp_path / "dump.jsonl"
    dump.write_text(lines, encoding="utf-8")
    done = run("predict", dump, "--format", "jsonl", model=model_path)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["path"] for answer in answers] == [f"{dump}#{n}" for n in range(1200)]
    alone = json.loads(run("predict", letter, "--format", "jsonl", model=model_path).stdout)
    assert all(answer["items"] == alone["items"] for answer in answers)


def test_out_is_written_whole_or_not_at_all(letter: Path, tmp_path: Path, model_path: Path) -> None:
    out = tmp_path / "out" / "answers.json"
    assert run("predict", letter, "--format", "json", "--out", out, model=model_path).stdout == ""
    assert json.loads(out.read_text(encoding="utf-8"))["documents"][0]["error"] is None
    assert [path.name for path in out.parent.iterdir()] == ["answers.json"]


def test_parquet_out_and_in(letter: Path, tmp_path: Path, model_path: Path) -> None:
    out = tmp_path / "answers.parquet"
    done = run("predict", letter, tmp_path / "none.txt", "--format", "parquet", "--out", out, model=model_path)
    assert done.returncode == 2
    rows = parquet.read_table(out).to_pylist()
    assert {"105", "104", "97"} <= {item for row in rows for item in row["items"] or ()}
    assert rows[-1]["error"].startswith(str(tmp_path / "none.txt"))
    again = run("predict", out, "--format", "jsonl", model=model_path)
    errors = [json.loads(line)["error"] for line in again.stdout.splitlines()]
    assert len(errors) == len(rows)
    assert [error is None for error in errors] == [True] * (len(rows) - 1) + [False]
    assert run("predict", letter, "--format", "parquet", model=model_path).returncode == 2


def bad_files(folder: Path) -> dict[str, str]:
    """Return files that cannot be read, each with a word that its error line must hold."""
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "broken.txt").write_bytes("议程项目".encode() * 20 + b"\xff\xfe\xfd" + "大会".encode())
    (folder / "torn.docx").write_bytes(docx(paragraph("大会"))[:200])
    (folder / "torn.pdf").write_bytes(b"%PDF-1.4\n1 0 obj\n")
    return {name: name for name in ("empty.txt", "binary.txt", "broken.txt", "torn.docx", "torn.pdf", "missing.txt")}


def test_bad_files_are_named_and_the_rest_answered(letter: Path, tmp_path: Path, model_path: Path) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    bad = bad_files(folder)
    files = [*(folder / name for name in bad), letter]
    done = run("predict", *files, "--format", "json", model=model_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == len(bad)
    documents = json.loads(done.stdout)["documents"]
    assert [document["error"] is None for document in documents] == [False] * len(bad) + [True]
    for document, name in zip(documents, bad, strict=False):
        assert name in document["error"] and "\n" not in document["error"]


@pytest.mark.parametrize("command", ["masthead", "text", "check", "predict"])
def test_every_command_survives_a_missing_file(command: str, letter: Path, model_path: Path) -> None:
    done = run(command, "nowhere.txt", letter, model=model_path)
    assert done.returncode == 2
    assert "nowhere.txt" in done.stderr and "Traceback" not in done.stderr
    assert done.stdout


def test_missing_model_names_the_remedy(letter: Path, tmp_path: Path) -> None:
    done = run("predict", letter, model=tmp_path / "none.safetensors")
    assert done.returncode == 2
    assert "none.safetensors" in done.stderr and "make repro" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_wrong_option_is_exit_code_2(letter: Path, model_path: Path) -> None:
    assert run("predict", letter, "--list", "draft", model=model_path).returncode == 2
    assert run("predict", letter, "--format", "xml", model=model_path).returncode == 2
    assert run("items", "--session", "1").returncode == 2


def test_masthead_json(letter: Path) -> None:
    done = run("masthead", letter, "--format", "json")
    (entry,) = json.loads(done.stdout)["documents"]
    assert set(entry) == {"path", "error", "masthead"}
    keys = ["organ", "symbol", "session", "list", "items", "references", "titles", "date", "title"]
    assert list(entry["masthead"]) == keys
    assert entry["masthead"]["references"] == [{"list": "provisional", "items": ["97", "104", "105"]}]


def test_text_prints_what_offsets_count_in(letter: Path) -> None:
    assert run("text", letter).stdout == LETTER


def test_items_of_a_list(letter: Path) -> None:
    done = run("items", "--session", "53", "--list", "provisional", "--format", "json")
    found = {row["topic"]: row for row in json.loads(done.stdout)["items"]}
    assert found["international-drug-control"]["provisional"] == "105"
    assert "157" in run("items", "--session", "53", "--list", "adopted").stdout


def test_check_tells_what_is_not_listed(letter: Path, model_path: Path) -> None:
    told = run("check", letter, model=model_path)
    assert told.returncode == 0
    assert "listed and supported: 国际药物管制" in told.stdout


def test_corpus_and_draft_of_a_folder(letter: Path, tmp_path: Path) -> None:
    done = run("corpus", tmp_path, "--format", "json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["items"] == {"97": 1, "104": 1, "105": 1}
    draft = run("draft", tmp_path, "--session", "53").stdout
    assert 'international-drug-control: {provisional: "105"' in draft
    nothing = run("draft", tmp_path, "--session", "70")
    assert nothing.returncode == 2 and "nothing to draft" in nothing.stderr


def test_background_counts_lines(tmp_path: Path) -> None:
    text = tmp_path / "lines.txt"
    text.write_text("裁军谈判会议\n裁军审议委员会\n\n裁军\n", encoding="utf-8")
    out = tmp_path / "background.tsv"
    done = run("background", text, "--out", out, "--source", "three lines of our own")
    assert done.returncode == 0, done.stderr
    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines[0].endswith("3 three lines of our own")
    assert "run\t裁军\t3" in lines


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys\nfrom pipeline.cli import main\nsys.argv = ['agenda', '--help']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print('heavy:', *sorted({'numpy', 'sklearn', 'jieba', 'pyarrow', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.endswith("heavy:\n")


def test_prediction_needs_no_learning_library(letter: Path, model_path: Path) -> None:
    script = (
        "import sys\nfrom pipeline.cli import main\n"
        f"sys.argv = ['agenda', 'predict', {str(letter)!r}, '--model', {str(model_path)!r}, '--format', 'json']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print('heavy:', *sorted({'sklearn', 'pyarrow', 'matplotlib', 'dvc'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.endswith("heavy:\n")
