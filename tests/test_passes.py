from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from pipeline.errors import InputError
from pipeline.features import TfidfVectorizer, TokenTable
from pipeline.params import FeatureParams, Params
from pipeline.training import Examples, Lexicon, learn, learn_in_passes
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
    return Examples(TOPICS, TokenTable.from_tokens(rows), candidates, doubtful, np.arange(count).astype(str))


def shards(whole: Examples, parts: int = 4) -> Iterator[Examples]:
    for start in range(parts):
        yield whole.take(np.arange(start, len(whole), parts))


@pytest.mark.parametrize("weak", [False, True])
def test_passes_learn_what_is_learned_in_memory(weak: bool) -> None:
    whole, other = examples(weak=weak), examples(seed=2)
    params, lexicon = Params(), Lexicon(titles={"arms": ("全面裁军",)})
    once, passed = learn(whole, params, lexicon), learn_in_passes(lambda: shards(whole), TOPICS, params, lexicon)
    left, right = once.scores(other.tokens), passed.scores(other.tokens)
    assert (left.argmax(axis=1) == right.argmax(axis=1)).mean() > 0.98
    if not weak:
        assert np.abs(left - right).max() < 0.05
        assert passed.counts.tolist() == once.counts.tolist()


def test_passes_give_the_same_bytes_again() -> None:
    first, again = (learn_in_passes(lambda: shards(examples()), TOPICS, Params(), Lexicon()) for _ in range(2))
    assert first.weights.tobytes() == again.weights.tobytes()


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


def test_text_without_words_is_an_error() -> None:
    bare = Examples(
        TOPICS, TokenTable.from_tokens([["。", "1"]]), np.eye(3, dtype=bool)[:1], np.zeros(1, bool), np.array(["a"])
    )
    with pytest.raises(InputError, match="not one word"):
        learn_in_passes(lambda: iter([bare]), TOPICS, Params(), Lexicon())
