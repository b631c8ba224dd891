from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn import metrics as reference

from pipeline.errors import InputError
from pipeline.evaluation.baselines import best_only, majority, nearest_neighbour
from pipeline.evaluation.curves import precision_recall, threshold_sweep
from pipeline.evaluation.forms import degraded, masked, names_itself
from pipeline.evaluation.intervals import confidence_intervals, paired_differences
from pipeline.evaluation.metrics import (
    Outcome,
    calibration,
    expected_calibration_error,
    per_topic,
    ranks,
    summarize,
    tally,
)

TOPICS = tuple("abcdefg")


def outcome(seed: int, rows: int = 60) -> Outcome:
    draw = np.random.default_rng(seed)
    truth = draw.random((rows, len(TOPICS))) < 0.2
    scores = truth * 0.4 + draw.random(truth.shape) * 0.6
    return Outcome(scores, scores > 0.5, truth, draw.integers(0, 9, rows), TOPICS)


@pytest.mark.parametrize("seed", range(5))
def test_metrics_equal_scikit_learns(seed: int) -> None:
    given_ = outcome(seed)
    found = summarize(tally(given_))
    truth, decided = given_.truth, given_.decided
    labelled = truth.any(axis=1)
    expected = {
        "micro_f1": reference.f1_score(truth, decided, average="micro"),
        "macro_f1": reference.f1_score(truth, decided, average="macro"),
        "weighted_f1": reference.f1_score(truth, decided, average="weighted"),
        "micro_precision": reference.precision_score(truth, decided, average="micro"),
        "micro_recall": reference.recall_score(truth, decided, average="micro"),
        "hamming_loss": reference.hamming_loss(truth, decided),
        "subset_accuracy": reference.accuracy_score(truth, decided),
        "lrap": reference.label_ranking_average_precision_score(truth[labelled], given_.scores[labelled]),
        "coverage_error": reference.coverage_error(truth[labelled], given_.scores[labelled]),
        "ndcg_5": reference.ndcg_score(truth[labelled], given_.scores[labelled], k=5),
    }
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, abs=1e-9), name


def test_paragraphs_without_item_count_as_false_alarms_only() -> None:
    scores = np.array([[0.9, 0.1], [0.9, 0.1], [0.2, 0.1]])
    truth = np.array([[True, False], [False, False], [False, False]])
    found = summarize(tally(Outcome(scores, scores > 0.5, truth, np.array([1, 1, 2]), ("x", "y"))))
    assert found["top_1"] == 1
    assert found["false_alarm_rate"] == 0.5


def test_equal_scores_rank_in_the_order_of_topics() -> None:
    scores = np.zeros((1, 3))
    places = ranks(Outcome(scores, scores > 1, scores > 1, np.array([0]), ("a", "b", "c")))
    assert places.tolist() == [[1, 2, 3]]


def test_intervals_hold_the_figure_and_narrow_with_documents() -> None:
    small, large = tally(outcome(1, 60)), tally(outcome(1, 60))
    figures = summarize(small)
    intervals = confidence_intervals(small, 300, 1)
    low, high = intervals["micro_f1"]
    assert low < figures["micro_f1"] < high
    assert confidence_intervals(large, 300, 1) == intervals


def test_one_document_has_no_interval() -> None:
    alone = outcome(1)
    alone = Outcome(alone.scores, alone.decided, alone.truth, np.zeros(len(alone)), TOPICS)
    assert confidence_intervals(tally(alone), 100, 1) == {}


def test_paired_difference_of_a_run_with_itself_is_nothing() -> None:
    sums = tally(outcome(2))
    assert all(entry == (0.0, 0.0, 0.0) for entry in paired_differences(sums, sums, 50, 1).values())


def test_paired_difference_finds_the_better_run() -> None:
    worse = outcome(3)
    better = Outcome(worse.truth.astype(float), worse.truth, worse.truth, worse.document, TOPICS)
    gap, low, _ = paired_differences(tally(worse), tally(better), 200, 1)["micro_f1"]
    assert gap > 0
    assert low > 0


def test_runs_on_other_documents_are_not_compared() -> None:
    one = outcome(4)
    other = Outcome(one.scores, one.decided, one.truth, one.document + 100, TOPICS)
    with pytest.raises(InputError, match="different documents"):
        paired_differences(tally(one), tally(other), 10, 1)


def test_per_topic_counts_documents_and_precision() -> None:
    rows = per_topic(outcome(5))
    assert [row["topic"] for row in rows] == list(TOPICS)
    expected = reference.average_precision_score(outcome(5).truth[:, 0], outcome(5).scores[:, 0])
    assert rows[0]["average_precision"] == pytest.approx(expected, abs=1e-9)


def test_perfect_calibration_has_no_error() -> None:
    scores = np.repeat([[0.25, 0.0], [0.75, 0.0]], 400, axis=0)
    truth = np.zeros(scores.shape, bool)
    truth[:100, 0] = True
    truth[400:700, 0] = True
    assert expected_calibration_error(calibration(scores, truth)) == pytest.approx(0)


def test_baselines_score_as_their_names_say() -> None:
    labels = np.array([[True, False], [True, False], [False, True]])
    assert majority(labels, 2).argmax(axis=1).tolist() == [0, 0]
    known = sparse.csr_array(np.eye(3))
    rows = sparse.csr_array(np.array([[0, 0, 2.0], [0, 0, 0]]))
    scores = nearest_neighbour(known, labels, rows)
    assert scores[0].tolist() == [0, 1]
    assert best_only(scores).tolist() == [[False, True], [False, False]]


def test_degraded_loses_what_old_pdfs_lose() -> None:
    assert degraded("执行《公约》、核武器；裁军。A,B") == "执行 公约  核武器 裁军 A,B"


def test_masked_hides_numbers_and_titles() -> None:
    hidden = masked("第五十三届会议项目71，全面彻底裁军，第53/77号决议", ["全面彻底裁军"])
    assert "71" not in hidden
    assert "53" not in hidden
    assert "五十三" not in hidden
    assert "彻底" not in hidden


def test_names_itself_ignores_spaces() -> None:
    assert names_itself("关于全面彻 底裁军的决议", ["全面彻底裁军"])
    assert not names_itself("裁军", ["全面彻底裁军"])


def test_curves_stay_within_bounds() -> None:
    for row in threshold_sweep(outcome(6)) + precision_recall(outcome(6)):
        assert all(0 <= value <= 1 for value in row.values())


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 40))
def test_every_metric_is_finite_for_any_outcome(seed: int, rows: int) -> None:
    found = summarize(tally(outcome(seed, rows)))
    assert all(np.isfinite(value) for value in found.values())
