from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from pipeline import train
from pipeline.errors import InputError
from pipeline.params import Params, TrainParams
from pipeline.training import Examples, Lexicon, cross_validate, deal_folds, fit_decision
from pipeline.training.decide import best_threshold
from pipeline.training.examples import cut
from pipeline.training.learners import complement_bayes, fit_weights, learner
from pipeline.training.weak import resolve

LEARNERS = ["svm", "ridge", "logistic", "bayes", "centroid", "average"]


def blobs(seed: int = 0) -> tuple[sparse.csr_array, np.ndarray]:
    draw = np.random.default_rng(seed)
    Y = np.eye(3, dtype=bool)[np.arange(60) % 3]
    X = np.abs(draw.normal(0, 0.2, (60, 9))) + np.repeat(Y, 3, axis=1)
    return sparse.csr_array(X), Y


@pytest.mark.parametrize("learner", LEARNERS)
def test_every_learner_parts_what_can_be_parted(learner: str) -> None:
    X, Y = blobs()
    weights, bias = fit_weights(X, Y, replace(TrainParams(), learner=learner))  # type: ignore[arg-type]
    assert weights.shape == (9, 3)
    assert ((X @ weights + bias).argmax(axis=1) == Y.argmax(axis=1)).all()


@pytest.mark.parametrize("learner", LEARNERS)
def test_learners_are_deterministic_and_bear_topics_without_text(learner: str) -> None:
    X, Y = blobs()
    Y = np.column_stack([Y, np.zeros(len(Y), bool)])
    params = replace(TrainParams(), learner=learner)  # type: ignore[arg-type]
    first, again = fit_weights(X, Y, params), fit_weights(X, Y, params)
    assert np.array_equal(first[0], again[0])
    assert np.isfinite(first[0]).all()


def test_ridge_comes_to_the_same_by_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    X, Y = blobs()
    params = TrainParams(learner="ridge")
    exact = fit_weights(X, Y, params)
    monkeypatch.setattr("pipeline.training.learners._LARGEST_KERNEL", 10)
    stepped = fit_weights(X, Y, params)
    left, right = (X @ weights + bias for weights, bias in (exact, stepped))
    assert left == pytest.approx(right, abs=0.05)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 15), st.integers(0, 4)), min_size=1, max_size=80), st.integers(2, 6))
def test_no_group_stands_in_two_folds(rows: list[tuple[int, int]], folds: int) -> None:
    labels = np.eye(5, dtype=bool)[[topic for _, topic in rows]]
    dealt = deal_folds([f"g{group}" for group, _ in rows], labels, folds, 1)
    for group in {group for group, _ in rows}:
        assert len({fold for (other, _), fold in zip(rows, dealt.tolist(), strict=True) if other == group}) == 1
    assert dealt.min() >= 0
    assert dealt.max() < folds


def test_folds_hold_some_of_every_topic() -> None:
    groups = [f"d{number}" for number in range(50) for _ in range(6)]
    labels = np.eye(10, dtype=bool)[np.repeat(np.arange(50) % 10, 6)]
    dealt = deal_folds(groups, labels, 5, 1)
    for fold in range(5):
        assert labels[dealt == fold].sum(axis=0).tolist() == [6] * 10


def test_weak_labels_are_resolved_to_the_right_topic() -> None:
    X, Y = blobs()
    weak = np.zeros(60, bool)
    weak[30:] = True
    candidates = Y.copy()
    candidates[30:] |= np.roll(Y[30:], 1, axis=1)

    fit_rows = learner(X, TrainParams())

    def score(known: np.ndarray, labels: np.ndarray, unknown: np.ndarray) -> np.ndarray:
        weights, bias = fit_rows(known, labels)
        return np.asarray(X[unknown] @ weights + bias)

    resolved = resolve(candidates, weak, score, 3)
    assert (resolved[30:] == Y[30:]).all(axis=1).mean() > 0.9
    assert not (resolved & ~candidates).any()
    assert resolved.any(axis=1).all()


def test_thresholds_keep_false_alarms_down() -> None:
    draw = np.random.default_rng(1)
    labels = np.zeros((400, 2), bool)
    labels[:150, 0] = labels[150:300, 1] = True
    scores = np.column_stack([labels + draw.normal(0, 0.4, labels.shape), np.zeros(len(labels))])
    scores[300:, 0] += 0.6
    shares = []
    for allowed in (1.0, 0.1):
        decision = fit_decision(scores, labels, 1.0, allowed)
        shares.append(float((decision.calibrated(scores[300:]) >= decision.threshold).any(axis=1).mean()))
    assert shares[1] <= 0.11 < shares[0]


@pytest.mark.parametrize("name", ["ridge", "bayes", "average"])
def test_rows_of_a_matrix_are_learned_like_a_matrix_of_their_own(name: str) -> None:
    X, Y = blobs()
    params = replace(TrainParams(), learner=name)  # type: ignore[arg-type]
    fit_rows = learner(X, params)
    for rows in (np.arange(30), np.arange(30), np.arange(60)):
        for found, expected in zip(fit_rows(rows, Y[rows]), fit_weights(X[rows], Y[rows], params), strict=True):
            assert np.allclose(found, expected, rtol=0, atol=1e-5)


def test_threshold_parts_where_f1_is_best() -> None:
    scores = np.array([0.9, 0.8, 0.4, 0.3])
    assert best_threshold(scores, np.array([True, True, False, False])) == pytest.approx(0.6)
    assert best_threshold(scores, np.zeros(4, bool), fallback=0.7) == 0.7


def test_calibration_keeps_the_order_and_is_about_right() -> None:
    draw = np.random.default_rng(1)
    labels = np.eye(3, dtype=bool)[draw.integers(0, 3, 400)] | (draw.random((400, 3)) < 0.2)
    scores = np.column_stack([draw.normal(labels * 2.0, 1.0), np.zeros(len(labels))])
    decision = fit_decision(scores, labels)
    calibrated = decision.calibrated(scores)
    assert (np.argsort(calibrated, axis=1) == np.argsort(scores[:, :-1], axis=1)).all()
    assert calibrated.mean() == pytest.approx(labels.mean(), abs=0.03)


def test_annotated_paragraphs_have_more_say_in_what_is_decided() -> None:
    draw = np.random.default_rng(1)
    labels = np.eye(3, dtype=bool)[draw.integers(0, 3, 400)]
    scores = np.column_stack([draw.normal(labels * 2.0, 1.0), np.zeros(len(labels))])
    annotated = np.arange(400) < 100
    labels[annotated] |= np.roll(labels[annotated], 1, axis=1)  # a second topic, of which a masthead says nothing
    alike, weighed = fit_decision(scores, labels), fit_decision(scores, labels, annotated=annotated)
    given = [(decision.calibrated(scores) >= decision.threshold)[annotated] for decision in (alike, weighed)]
    assert given[1].sum() > given[0].sum()


def test_where_every_text_has_a_topic_the_score_of_having_none_says_nothing() -> None:
    draw = np.random.default_rng(1)
    labels = np.eye(3, dtype=bool)[draw.integers(0, 3, 200)]
    scores = draw.normal(np.column_stack([labels, np.zeros(200)]) * 2.0, 1.0)
    assert fit_decision(scores, labels).calibration[2] == 0


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_bayes_bears_a_term_of_one_topic_alone(kind: type) -> None:
    inside = np.array([[1e4, 0], [3, 5]], kind)
    weights = complement_bayes(inside, inside.sum(axis=1, keepdims=True), 1e-4)
    assert np.isfinite(weights).all()
    assert weights[0, 0] > weights[0, 1]


def test_a_text_that_seems_to_speak_to_nothing_is_less_sure_of_everything() -> None:
    draw = np.random.default_rng(1)
    labels = np.eye(3, dtype=bool)[draw.integers(0, 3, 400)]
    labels[200:] = False
    scores = draw.normal(np.column_stack([labels, ~labels.any(axis=1)]) * 2.0, 1.0)
    decision = fit_decision(scores, labels)
    same = np.zeros((2, 4))
    same[:, 1], same[1, -1] = 2.0, 2.0
    speaks, nothing = decision.calibrated(same)
    assert (nothing < speaks).all()


@pytest.mark.parametrize(
    ("texts", "labels", "fault"),
    [
        (["裁军"], [], "labels for 0"),
        (["裁军"], ["裁军"], "list of labels"),
        (["裁军"], [[]], "not one label"),
        (["。", "，"], [["a"], ["b"]], "not one word"),
    ],
)
def test_train_says_what_is_wrong(texts: list[str], labels: list[list[str]], fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        train(texts, labels, Params(train=TrainParams(titles=False)))


def test_train_takes_several_labels_and_none() -> None:
    texts = ["裁军谈判", "儿童权利", "裁军谈判和儿童权利", "天气很好"] * 6
    model = train(texts, [["arms"], ["child"], ["arms", "child"], []] * 6)
    assert [sorted(found) for found in model.decide(texts[:4])] == [["arms"], ["child"], ["arms", "child"], []]


def test_train_with_one_text_and_one_label_does_not_fail() -> None:
    assert train(["裁军"], [["arms"]]).topics == ("arms",)


def spoken(labels: np.ndarray) -> Examples:
    texts = [
        ("裁军谈判", "儿童权利", "债务负担")[row % 3] * (1 + row % 2) + "会议" * (row % 4) for row in range(len(labels))
    ]
    tokens = cut(texts, Params(), Lexicon())
    return Examples(("a", "b", "c"), tokens, labels, *np.zeros((2, len(texts)), bool), np.arange(len(texts)))


@pytest.mark.parametrize("folds", [2, 3, 5])
def test_nothing_of_a_fold_has_a_say_in_what_is_said_of_it(folds: int) -> None:
    labels = np.eye(3, dtype=bool)[np.arange(30) % 3]
    turned = labels.copy()
    fold_of = np.arange(30) // 3 % folds
    turned[fold_of == 0] = labels[fold_of == 0][:, ::-1]
    said = [
        cross_validate(examples, fold_of, {"clean": examples.tokens}, fold_of, Params(), Lexicon())
        for examples in (spoken(labels), spoken(turned))
    ]
    own, others = (np.flatnonzero(fold_of == 0), np.flatnonzero(fold_of != 0))
    assert np.array_equal(said[0].thresholds[0], said[1].thresholds[0])
    assert np.array_equal(said[0].judged["clean"].scores[own], said[1].judged["clean"].scores[own])
    assert not np.array_equal(said[0].judged["clean"].scores[others], said[1].judged["clean"].scores[others])
