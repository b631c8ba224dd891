from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.params import Params, load_params

ROOT = Path(__file__).resolve().parents[1]


def test_shipped_params_are_complete_and_true() -> None:
    assert isinstance(load_params(ROOT / "params.yaml"), Params)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("train: {leaner: svm}", "train.leaner"),
        ("model: {}", "model"),
        ("train: {learner: forest}", "train.learner"),
        ("split: {folds: many}", "split.folds"),
        ("split: {folds: 2}", "split.folds"),
        ("train: {regularization: 0}", "train.regularization"),
        ("train: [", "not valid YAML"),
    ],
)
def test_wrong_params_name_file_and_key(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "params.yaml").write_text(text)
    with pytest.raises(InputError) as caught:
        load_params(tmp_path / "params.yaml")
    assert fault in str(caught.value)
    assert "params.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_params_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"params\.yaml"):
        load_params(tmp_path / "params.yaml")
