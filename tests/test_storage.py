from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.storage import atomic_path, atomic_write_text, read_json, write_csv, write_json


def test_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    atomic_write_text(target, "old")
    with pytest.raises(RuntimeError), atomic_path(target) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert target.read_text() == "old"


def test_json_keeps_chinese_and_sorts_keys(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", {"b": "裁军", "a": 1})
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == '{\n  "a": 1,\n  "b": "裁军"\n}\n'
    assert read_json(tmp_path / "a.json") == {"a": 1, "b": "裁军"}


@pytest.mark.parametrize("data", [b"{", b"\xff\xfe{}"])
def test_broken_json_is_one_line(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.json").write_bytes(data)
    with pytest.raises(InputError, match=r"a\.json"):
        read_json(tmp_path / "a.json")


def test_csv_rounds_numbers(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", [{"topic": "x", "f1": 1 / 3}])
    assert (tmp_path / "a.csv").read_text() == "topic,f1\nx,0.3333\n"
