from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.aggregate import document_topics


def topics_of(*paragraphs: tuple[float, ...]) -> list[bool]:
    scores = np.array(paragraphs)
    found = document_topics(scores, scores >= 0.3, np.zeros(len(scores), np.int64), 1)
    return [bool(given) for given in found[0]]


def test_a_stray_topic_does_not_hold_beside_one_that_fills_the_document() -> None:
    assert topics_of((0.9, 0.0), (0.8, 0.0), (0.9, 0.4), (0.9, 0.0)) == [True, False]


def test_a_certain_topic_holds_beside_one_that_fills_the_document() -> None:
    assert topics_of((0.9, 0.0), (0.8, 0.0), (0.0, 0.96), (0.9, 0.0)) == [True, True]


def test_several_doubtful_paragraphs_make_a_topic_certain() -> None:
    assert topics_of((0.9, 0.5), (0.8, 0.5), (0.9, 0.0)) == [True, False]
    assert topics_of((0.9, 0.8), (0.8, 0.8), (0.9, 0.0)) == [True, True]


def test_in_a_document_of_many_topics_the_doubtful_ones_hold_too() -> None:
    assert topics_of((0.95, 0.0, 0.0, 0.0), (0.0, 0.85, 0.0, 0.0), (0.0, 0.0, 0.9, 0.4)) == [True] * 4
    assert topics_of((0.95, 0.0, 0.0, 0.0), (0.0, 0.85, 0.0, 0.0), (0.0, 0.0, 0.0, 0.4)) == [True, False, False, False]


def test_documents_do_not_mix() -> None:
    scores = np.array([[0.9, 0.0], [0.0, 0.4], [0.9, 0.0]])
    found = document_topics(scores, scores > 0, np.array([0, 1, 0]), 3)
    assert found.tolist() == [[True, False], [False, True], [False, False]]


@given(st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=1, max_size=9))
def test_what_holds_was_given_and_the_strongest_holds(rows: list[list[float]]) -> None:
    scores = np.array(rows)
    decided = scores >= 0.5
    found = document_topics(scores, decided, np.zeros(len(scores), np.int64), 1)[0]
    assert not (found & ~decided.any(axis=0)).any()
    assert found.any() == decided.any()
    support = np.where(decided, scores, 0).sum(axis=0)
    assert not decided.any() or found[support.argmax()]
