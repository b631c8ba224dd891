from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from pipeline import TopicModel, train
from pipeline.errors import InputError
from pipeline.evidence import share_out
from pipeline.model import SCHEMA

TEXTS = [
    "裁军谈判会议讨论核武器和裂变材料",
    "削减战略核武器条约的谈判",
    "儿童权利公约的缔约国",
    "武装冲突中的儿童和受教育的权利",
    "会员国经费分摊比额表的计算方法",
    "会费委员会审议比额表的上限",
] * 4
LABELS = [["arms"], ["arms"], ["child"], ["child"], ["scale"], ["scale"]] * 4


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return train(TEXTS, LABELS)


def test_rank_gives_always_k_best_first(model: TopicModel) -> None:
    ranked = model.rank(["核武器", "", "儿童"], 2)
    assert [len(row) for row in ranked] == [2, 2, 2]
    assert ranked[0][0][0] == "arms"
    assert ranked[2][0][0] == "child"
    assert all(row[0][1] >= row[1][1] for row in ranked)


def test_rank_of_more_topics_than_there_are_gives_all(model: TopicModel) -> None:
    assert len(model.rank(["核武器"], 9)[0]) == 3


def test_decide_finds_the_labels_it_learned(model: TopicModel) -> None:
    assert model.decide(TEXTS[:6]) == LABELS[:6]


def test_explain_points_at_the_words(model: TopicModel) -> None:
    text = "讨论 了核武器,也讨论了儿童"
    evidence = model.explain(text, "arms")
    assert evidence[0].term == "核武器"
    assert all(text[word.start : word.end] == word.term for word in evidence)


def test_evidence_adds_up_to_the_score(model: TopicModel) -> None:
    text = "核武器条约、儿童权利公约与UNDP的比额表，核武器"
    for topic in model.topics:
        row = model.vectorizer.transform(model.tokens([text]))
        score = float((row @ model.weights)[0, model.topics.index(topic)])
        assert sum(word.weight for word in model.explain(text, topic)) == pytest.approx(score, abs=1e-5)


def test_many_paragraphs_share_out_as_each_does_alone(model: TopicModel) -> None:
    texts = ["核武器条约、儿童权利公约与UNDP的比额表，核武器", "", "讨论 了核武器,也讨论了儿童"]
    pairs = [(2, 1), (0, 0), (1, 0), (0, 2)]
    tokens = model.tokens(texts)
    together = share_out(model.vectorizer, model.weights, tokens, pairs)
    for (row, column), shares in zip(pairs, together, strict=True):
        alone = model.explain(texts[row], model.topics[column])
        assert [(share.term, pytest.approx(share.weight)) for share in shares] == [(e.term, e.weight) for e in alone]
    fewer = share_out(model.vectorizer, model.weights, tokens, pairs, 2)
    assert fewer == [shares[:2] for shares in together]
    assert share_out(model.vectorizer, model.weights, tokens, []) == []


def test_explain_unknown_topic_is_our_error(model: TopicModel) -> None:
    with pytest.raises(InputError, match="not in the model"):
        model.explain("核武器", "whales")


def test_saved_model_answers_the_same_and_saves_to_the_same_bytes(model: TopicModel, tmp_path: Path) -> None:
    model.save(tmp_path / "a.safetensors")
    again = TopicModel.load(tmp_path / "a.safetensors")
    again.save(tmp_path / "b.safetensors")
    assert again.rank(TEXTS, 3) == model.rank(TEXTS, 3)
    assert (tmp_path / "a.safetensors").read_bytes() == (tmp_path / "b.safetensors").read_bytes()


def test_prediction_needs_no_heavy_library(model: TopicModel, tmp_path: Path) -> None:
    model.save(tmp_path / "m.safetensors")
    code = (
        "import sys; from pipeline import TopicModel, predict_document; from pathlib import Path\n"
        f"predict_document('核武器条约的谈判，核武器。', TopicModel.load(Path({str(tmp_path / 'm.safetensors')!r})))\n"
        "heavy = ('sklearn', 'pyarrow', 'matplotlib', 'pandas', 'dvc', 'pydantic')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def damaged(model: TopicModel, path: Path, damage: str) -> None:
    model.save(path)
    tensors = load_file(path)
    header = {
        "schema": SCHEMA,
        "topics": list(model.topics),
        "features": {},
        "tokenize": {},
        "agenda": None,
        "info": {},
    }
    if damage == "schema":
        header["schema"] = "agenda-model/9"
    elif damage == "nan":
        tensors["weights"] = np.full_like(tensors["weights"], np.nan)
    elif damage == "shape":
        tensors["bias"] = tensors["bias"][:-1]
    elif damage == "offsets":
        tensors["vocabulary.word_offsets"] = tensors["vocabulary.word_offsets"][::-1].copy()
    elif damage == "missing":
        del tensors["idf"]
    elif damage == "features":
        header["features"] = {"unknown": 1}
    save_file(tensors, path, {"agenda": json.dumps(header)})


@pytest.mark.parametrize("damage", ["schema", "nan", "shape", "offsets", "missing", "features"])
def test_damaged_model_is_refused_in_one_line(model: TopicModel, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "bad.safetensors"
    damaged(model, path, damage)
    with pytest.raises(InputError) as caught:
        TopicModel.load(path)
    assert "bad.safetensors" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("data", [b"", b"\x80\x04\x95pickle", b"\xff" * 64, b"{}" * 50])
def test_any_other_file_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bad.safetensors"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"bad\.safetensors"):
        TopicModel.load(path)


def test_missing_model_tells_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="make repro"):
        TopicModel.load(tmp_path / "none.safetensors")


def test_info_does_not_change_answers(model: TopicModel) -> None:
    assert replace(model, info={}).rank(TEXTS[:2], 1) == model.rank(TEXTS[:2], 1)
