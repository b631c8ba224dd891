from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.errors import InputError
from pipeline.features import TfidfVectorizer, TokenTable
from pipeline.params import FeatureParams, Params, TrainParams
from pipeline.training import Examples, Learned, Lexicon, Workspace, learn, learn_in_passes
from pipeline.training.examples import with_nothing
from pipeline.training.learners import _on_one_scale, fit_weights
from pipeline.training.passes import count_vocabulary

TOPICS = ("arms", "child", "scale")
WORDS = ["裁军", "核武器", "条约"], ["儿童", "公约", "教育"], ["会费", "比额表", "摊款"]
COMMON = ["各国", "请", "秘书长", "报告", "。"]


def examples(seed: int = 1, weak: bool = False, count: int = 90) -> Examples:
    draw = np.random.default_rng(seed)
    topic = np.arange(count) % 3
    rows = [[*draw.choice(WORDS[t], 2), *draw.choice(COMMON, 3)] for t in topic]
    candidates = np.eye(3, dtype=bool)[topic]
    doubtful = np.zeros(count, bool)
    if weak:
        doubtful[count // 2 :] = True
        candidates[doubtful] |= np.roll(candidates[doubtful], 1, axis=1)
    return Examples(TOPICS, TokenTable.from_tokens(rows), candidates, doubtful, ~doubtful, np.arange(count).astype(str))


def shards(whole: Examples, parts: int = 4) -> Iterator[Examples]:
    for start in range(parts):
        yield whole.take(np.arange(start, len(whole), parts))


def in_passes(whole: Examples, folder: Path, params: Params | None = None, lexicon: Lexicon | None = None) -> Learned:
    work = Workspace(folder, "key")
    return learn_in_passes(lambda: shards(whole), TOPICS, params or Params(), lexicon or Lexicon(), work)


@pytest.mark.parametrize("weak", [False, True])
def test_passes_learn_what_is_learned_in_memory(weak: bool, tmp_path: Path) -> None:
    whole, other = examples(weak=weak), examples(seed=2)
    params, lexicon = replace(Params(), train=TrainParams(learner="ridge")), Lexicon(titles={"arms": ("全面裁军",)})
    once, passed = learn(whole, params, lexicon), in_passes(whole, tmp_path, params, lexicon)
    left, right = once.scores(other.tokens), passed.scores(other.tokens)
    assert (left.argmax(axis=1) == right.argmax(axis=1)).mean() > 0.98
    if not weak:
        assert np.abs(left - right).max() < 0.05
        assert passed.counts.tolist() == once.counts.tolist()


def test_passes_average_ridge_and_bayes_as_memory_does(tmp_path: Path) -> None:
    whole, other = examples(), examples(seed=2)
    params = replace(Params(), train=TrainParams(title_channel=0.0))
    passed = in_passes(whole, tmp_path, params)
    X, Y = passed.vectorizer.transform(whole.tokens), with_nothing(whole.candidates)
    parts = [_on_one_scale(X, fit_weights(X, Y, replace(params.train, learner=name))) for name in ("ridge", "bayes")]
    tested = passed.vectorizer.transform(other.tokens)
    expected = sum(tested @ weights + bias for weights, bias in parts) / 2
    assert passed.scores(other.tokens) == pytest.approx(expected, abs=0.05)


def test_passes_give_the_same_bytes_again(tmp_path: Path) -> None:
    first, again = (in_passes(examples(), tmp_path / name) for name in ("first", "again"))
    assert first.weights.tobytes() == again.weights.tobytes()


@pytest.mark.parametrize("moment", ["vocabulary", "000002", "step", "solved", "learned"])
def test_a_killed_run_is_taken_up_and_ends_alike(moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is killed when it has just kept its second `moment` (or its only one), then run again."""
    monkeypatch.setattr("pipeline.training.conjugate._EVERY", 0)
    monkeypatch.setattr("pipeline.training.passes._BATCH", 10)
    whole = in_passes(examples(weak=True), tmp_path / "whole")
    keep, kept = Workspace.keep, []

    def kill(self: Workspace, name: str, **arrays: Any) -> None:
        keep(self, name, **arrays)
        kept.append(name)
        if kept.count(moment) == (2 if moment == "step" else 1):
            raise KeyboardInterrupt

    monkeypatch.setattr(Workspace, "keep", kill)
    with pytest.raises(KeyboardInterrupt):
        in_passes(examples(weak=True), tmp_path / "killed")
    done = set(kept)
    kept.clear()
    monkeypatch.setattr(Workspace, "keep", lambda self, name, **arrays: (keep(self, name, **arrays), kept.append(name)))
    again = in_passes(examples(weak=True), tmp_path / "killed")
    assert again.weights.tobytes() == whole.weights.tobytes()
    assert again.counts.tolist() == whole.counts.tolist()
    assert not (done & set(kept)) - {"step", "solved"}  # of which there are several


def test_topics_with_weak_paragraphs_alone_are_learned(tmp_path: Path) -> None:
    whole = examples(weak=True)
    weak = whole.weak | whole.candidates[:, 2]  # no sure paragraph of the third topic is left
    params = replace(Params(), train=TrainParams(titles=False, key_terms=False))
    passed = in_passes(replace(whole, weak=weak), tmp_path, params)
    assert passed.counts[2] > 10


def test_a_learner_that_passes_do_not_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="bayes cannot be learned in passes"):
        in_passes(examples(), tmp_path, replace(Params(), train=TrainParams(learner="bayes")))


def test_what_followed_from_something_else_is_not_taken_up(tmp_path: Path) -> None:
    Workspace(tmp_path, "old").keep("vocabulary", runs=np.zeros(1))
    assert Workspace(tmp_path, "old").has("vocabulary")
    assert Workspace(tmp_path, "new").read("vocabulary") is None


def test_vocabulary_and_idf_are_those_of_one_table() -> None:
    whole = examples()
    params = replace(Params(), features=replace(FeatureParams(), min_paragraphs=2))
    nothing = TokenTable.from_tokens([])
    passed, paragraphs = count_vocabulary(lambda: shards(whole), params, Lexicon(), nothing)
    once = TfidfVectorizer.fit(whole.tokens, params.features)
    assert paragraphs == len(whole)
    assert list(passed.vocabulary.words) == list(once.vocabulary.words)
    assert passed.vocabulary.runs.tolist() == once.vocabulary.runs.tolist()
    assert np.array_equal(passed.idf, once.idf)


def test_text_without_words_is_an_error(tmp_path: Path) -> None:
    no = np.zeros(1, bool)
    bare = Examples(TOPICS, TokenTable.from_tokens([["。", "1"]]), np.eye(3, dtype=bool)[:1], no, no, np.array(["a"]))
    with pytest.raises(InputError, match="not one word"):
        in_passes(bare, tmp_path)
