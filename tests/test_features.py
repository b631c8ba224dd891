from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer as Reference

from pipeline.features import BOUNDARY, Background, TfidfVectorizer, TokenTable, run_key, run_text
from pipeline.lookup import HashTable
from pipeline.params import FeatureParams

ROWS = [
    ["裁军", "谈判", "会议", "，", "核武器", BOUNDARY, "裁军"],
    ["核武器", "公约", "UNDP", "1998", "年", "裁军", "会议"],
    [],
    ["海洋", "法", "公约", "，", "海", "洋"],
]


def test_matrix_equals_scikit_learns() -> None:
    table = TokenTable.from_tokens(ROWS)
    ours = TfidfVectorizer.fit(table, FeatureParams(characters=2)).transform(table)
    texts = [" ".join(row) for row in ROWS]
    letters = ["".join(token if token.isalpha() else "|" for token in row) for row in ROWS]
    words = Reference(
        tokenizer=lambda text: [word for word in text.split() if any(c.isalpha() for c in word)],
        token_pattern=None,
        lowercase=False,
        sublinear_tf=True,
    ).fit_transform(texts)
    runs = Reference(
        analyzer=lambda text: [
            text[i : i + n] for n in (1, 2) for i in range(len(text) - n + 1) if text[i : i + n].isalpha()
        ],
        sublinear_tf=True,
    ).fit_transform(letters)
    theirs = sparse.hstack([words, runs]).toarray()
    assert ours.shape == theirs.shape
    assert np.abs(np.sort(ours.toarray(), axis=1) - np.sort(theirs, axis=1)).max() < 1e-6
    assert np.abs(ours.toarray() @ ours.toarray().T - theirs @ theirs.T).max() < 1e-6


def test_runs_cross_neither_punctuation_nor_numbers_nor_gaps() -> None:
    fitted = TfidfVectorizer.fit(TokenTable.from_tokens(ROWS), FeatureParams())
    terms = {fitted.vocabulary.term(index) for index in range(len(fitted.vocabulary))}
    assert {"议核", "器裁", "P1", "约海", "8年"}.isdisjoint(terms)
    assert {"谈判会", "年裁军", "裁军"} <= terms


def test_numbers_and_punctuation_are_no_terms() -> None:
    fitted = TfidfVectorizer.fit(TokenTable.from_tokens(ROWS), FeatureParams(characters=0))
    every = {token for row in ROWS for token in row}
    assert set(fitted.vocabulary.words) == every - {"，", "1998", BOUNDARY}


def test_background_lowers_the_weight_of_common_words() -> None:
    table = TokenTable.from_tokens(ROWS)
    params = FeatureParams(characters=0)
    background = Background(100, {"公约": 90}, {})
    plain, informed = TfidfVectorizer.fit(table, params), TfidfVectorizer.fit(table, params, background)
    common, rare = plain.vocabulary.words.index("公约"), plain.vocabulary.words.index("海洋")
    assert common is not None
    assert rare is not None
    assert plain.idf[rare] - plain.idf[common] < informed.idf[rare] - informed.idf[common]


def test_max_terms_keeps_the_commonest() -> None:
    fitted = TfidfVectorizer.fit(TokenTable.from_tokens(ROWS), FeatureParams(characters=0, max_terms=3))
    assert len(fitted.vocabulary) == 3
    assert set(fitted.vocabulary.words) <= {"裁军", "会议", "公约", "核武器"}  # each in two rows, all others in one


def test_take_and_concatenate_keep_rows() -> None:
    table = TokenTable.from_tokens(ROWS)
    fitted = TfidfVectorizer.fit(table, FeatureParams())
    whole = fitted.transform(table).toarray()
    index = np.array([3, 0, 2])
    assert np.array_equal(fitted.transform(table.take(index)).toarray(), whole[index])
    both = TokenTable.from_tokens(ROWS[:2]).concatenate(TokenTable.from_tokens(ROWS[2:]))
    assert np.array_equal(fitted.transform(both).toarray(), whole)


@given(st.text(alphabet=st.characters(min_codepoint=1, codec="utf-8"), min_size=1, max_size=3))
def test_run_key_is_reversible(run: str) -> None:
    assert run_text(run_key(run)) == run


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(min_size=1, max_size=4), max_size=6), min_size=1, max_size=6))
def test_any_tokens_give_rows_of_length_one_or_nothing(rows: list[list[str]]) -> None:
    table = TokenTable.from_tokens(rows)
    fitted = TfidfVectorizer.fit(table, FeatureParams(characters=0))
    matrix = fitted.transform(table)
    assert matrix.shape == (len(rows), len(fitted.vocabulary))
    lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1))
    assert all(length == pytest.approx(1, abs=1e-5) or length == 0 for length in lengths)


def test_hash_table_finds_what_it_holds_and_nothing_else() -> None:
    keys = np.unique(np.random.default_rng(1).integers(0, 1 << 62, 5000))
    table = HashTable(keys[::2])
    assert table.find(keys[::2]).tolist() == list(range(len(keys[::2])))
    assert set(table.find(keys[1::2]).tolist()) == {-1}
    assert HashTable(keys[:0]).find(keys[:3]).tolist() == [-1, -1, -1]


def test_many_runs_are_looked_up_like_few(monkeypatch: pytest.MonkeyPatch) -> None:
    table = TokenTable.from_tokens(ROWS)
    vectorizer = TfidfVectorizer.fit(table.take(np.array([0, 3])), FeatureParams())
    few = vectorizer.transform(table)
    monkeypatch.setattr("pipeline.features._MANY", 0)
    assert (few != vectorizer.transform(table)).nnz == 0
