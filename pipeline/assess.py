"""Judge a run: what held-out models said beside the truth, the baselines beside the model, and how sure all is."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from pipeline.agenda import Agenda
from pipeline.corpus.predictions import Predictions
from pipeline.corpus.rows import Rows
from pipeline.errors import InputError
from pipeline.evaluation.baselines import best_only, majority, nearest_neighbour, title_match
from pipeline.evaluation.forms import names_itself
from pipeline.evaluation.intervals import confidence_intervals, topic_intervals
from pipeline.evaluation.metrics import (
    Outcome,
    calibration,
    expected_calibration_error,
    per_topic,
    summarize,
    tally,
)
from pipeline.features import TfidfVectorizer, TokenTable
from pipeline.model import TopicModel, shift_log_odds
from pipeline.params import EvaluateParams, FeatureParams

Metrics = dict[str, Any]

_DIGITS = 4


def assess(
    rows: Rows,
    tokens: TokenTable,
    titles: TokenTable,
    found: Predictions,
    features: FeatureParams,
    params: EvaluateParams,
    masthead_prior: float,
) -> Metrics:
    """Return every metric of a run as plain, rounded numbers.

    Parameters
    ----------
    rows, tokens
        The body paragraphs and their tokens: all that were judged, and those that baselines learn from.
    titles
        The tokens of each topic's title, one row a topic of `found`.
    found
        What held-out models said of the judged rows.
    """
    clean = found.outcome()
    judged = rows.take(found.rows_in(rows))
    annotated = judged.annotated
    several = np.array([len(given) > 1 for given in judged.topics])
    parts = {
        "all": clean,
        "degraded_text": found.outcome("degraded"),
        "masked_text": found.outcome("masked"),
        "documents_of_one_item": clean.take(~several & ~annotated),
        "documents_of_several_items": clean.take(several & annotated),
        "with_masthead_prior": _with_prior(found, judged, masthead_prior).take(several & annotated),
    }
    metrics: Metrics = {name: _figures(part, params) for name, part in parts.items() if len(part)}
    metrics["calibration"] = {"ece": expected_calibration_error(calibration(clean.scores, clean.truth))}
    metrics["weak_labels"] = _weak_labels(found, judged, several & annotated)
    for name, outcome in _baselines(rows, tokens, titles, found, features).items():
        metrics[f"baseline_{name}"] = _figures(outcome, params)
    result: Metrics = rounded(metrics)
    return result


def assess_external(
    labelled: Sequence[tuple[str, Sequence[str]]], model: TopicModel, agenda: Agenda, params: EvaluateParams
) -> Metrics:
    """Return the metrics of labelled paragraphs from elsewhere, for the model as shipped and for title match."""
    texts = [text for text, _ in labelled]
    truth = np.array([[topic in given for topic in model.topics] for _, given in labelled], bool)
    tokens = model.tokens(texts)
    scores = model.scores(tokens)
    names = np.arange(len(texts)).astype(str)  # each paragraph may be of another document
    titles = model.vectorizer.transform(model.tokens([agenda.topics[name].zh for name in model.topics]))
    matched = title_match(titles, model.vectorizer.transform(tokens))
    outcomes = {
        "external": Outcome(scores, scores >= model.decision.threshold, truth, names, model.topics),
        "external_title_match": Outcome(matched, best_only(matched), truth, names, model.topics),
    }
    return {name: rounded(_figures(outcome, params)) for name, outcome in outcomes.items()}


def read_labelled(path: Path, agenda: Agenda) -> list[tuple[str, list[str]]]:
    """Read labelled paragraphs: JSON lines of `text` and `topics`; other keys are passed over."""
    rows = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}); mend evaluate.external in params.yaml") from error
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            text, topics = row["text"], list(row["topics"])
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path}:{number}: needs JSON with text and topics ({error!r}); mend the line") from error
        unknown = [topic for topic in topics if topic not in agenda.topics]
        if unknown:
            raise InputError(f"{path}:{number}: topics: unknown topic {unknown[0]!r}; mend the line")
        rows.append((str(text), topics))
    return rows


def _figures(outcome: Outcome, params: EvaluateParams) -> dict[str, float]:
    sums = tally(outcome)
    figures = summarize(sums)
    for name, (low, high) in confidence_intervals(sums, params.bootstrap, params.seed).items():
        figures[f"{name}_ci_low"], figures[f"{name}_ci_high"] = low, high
    return {**figures, "paragraphs": len(outcome), "documents": len(sums.documents)}


def topic_table(outcome: Outcome, params: EvaluateParams) -> list[dict[str, Any]]:
    """Return a row for each topic, its F1 with a 95% interval."""
    low, high = topic_intervals(tally(outcome), params.bootstrap, params.seed)
    return [
        {**row, "f1_ci_low": float(low[column]), "f1_ci_high": float(high[column])}
        for column, row in enumerate(per_topic(outcome))
    ]


def _with_prior(found: Predictions, judged: Rows, prior: float) -> Outcome:
    listed = np.array([[topic in given for topic in found.topics] for given in judged.topics], bool)
    scores = shift_log_odds(found.scores["clean"], np.where(listed, prior, -prior))
    threshold = np.array([found.thresholds[fold] for fold in found.folds.tolist()])
    return Outcome(scores, scores >= threshold, found.truth, found.doc_id, found.topics)


def _weak_labels(found: Predictions, judged: Rows, several: NDArray[np.bool_]) -> dict[str, float]:
    """Judge the weak labelling where persons annotated: how often is the best listed topic a true one?"""
    scores, truth = found.scores["clean"][several], found.truth[several]
    listed = np.array(
        [[topic in judged.topics[row] for topic in found.topics] for row in np.flatnonzero(several)], bool
    ).reshape(len(scores), len(found.topics))
    speaking = (truth & listed).any(axis=1)
    if not speaking.any():
        return {}
    best = np.where(listed, scores, -np.inf).argmax(axis=1)
    right = truth[np.arange(len(truth)), best]
    chance = np.where(listed.any(axis=1), (truth & listed).sum(axis=1) / np.maximum(listed.sum(axis=1), 1), 0.0)
    return {
        "paragraphs": int(speaking.sum()),
        "resolved_right": float(right[speaking].mean()),
        "by_chance": float(chance[speaking].mean()),
    }


def describe(parts: Iterable[Rows], agenda: Agenda) -> dict[str, int]:
    """Return what a corpus holds, counted shard by shard."""
    counts: Counter[str] = Counter()
    documents: set[str] = set()
    groups: set[str] = set()
    hashes = array("Q")
    for rows in parts:
        flat = ["".join(text.split()) for text in rows.text]
        titles = [[agenda.topics[name].zh for name in given if name in agenda.topics] for given in rows.topics]
        documents.update(rows.doc_id)
        groups.update(rows.group)
        hashes.extend(int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") for text in flat)
        counts["body_paragraphs"] += len(rows)
        counts["trainable_paragraphs"] += int(rows.trainable.sum())
        counts["annotated_paragraphs"] += int(rows.annotated.sum())
        counts["paragraphs_naming_their_item"] += sum(map(names_itself, flat, titles))
    duplicates = len(hashes) - len(np.unique(np.frombuffer(hashes, np.uint64))) if hashes else 0
    return {
        **counts,
        "documents": len(documents),
        "groups": len(groups),
        "duplicate_paragraphs": duplicates,
    }


def _baselines(
    rows: Rows, tokens: TokenTable, titles: TokenTable, found: Predictions, features: FeatureParams
) -> Mapping[str, Outcome]:
    labels, places = rows.labels(found.topics), found.rows_in(rows)
    trainable = rows.trainable & ~rows.weak
    fold_of = dict(zip(found.doc_id.tolist(), found.folds.tolist(), strict=True))
    fold = np.array([fold_of.get(name, -1) for name in rows.doc_id])
    scores = {name: np.zeros(found.truth.shape) for name in ("majority", "title_match", "nearest_neighbour")}

    def judge(held_fold: int) -> None:
        inside = np.flatnonzero(trainable & (fold != held_fold))
        held = np.flatnonzero(found.folds == held_fold)
        known = tokens.take(inside)
        vectorizer = TfidfVectorizer.fit(known, features)
        X = vectorizer.transform(tokens.take(places[held]))
        scores["majority"][held] = majority(labels[inside], len(held))
        scores["title_match"][held] = title_match(vectorizer.transform(titles), X)
        scores["nearest_neighbour"][held] = nearest_neighbour(vectorizer.transform(known), labels[inside], X)

    # Products of sparse matrices let other threads run, and no fold writes where another does.
    Parallel(n_jobs=-1, prefer="threads")(delayed(judge)(number) for number in np.unique(found.folds))
    return {
        name: Outcome(value, best_only(value), found.truth, found.doc_id, found.topics)
        for name, value in scores.items()
    }


def rounded(value: Any) -> Any:
    """Round every number of a nested value to 4 decimals, which agree between processors."""
    if isinstance(value, Mapping):
        return {key: rounded(entry) for key, entry in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [rounded(entry) for entry in value]
    return round(float(value), _DIGITS) if isinstance(value, float | np.floating) else value
