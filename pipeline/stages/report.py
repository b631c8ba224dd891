"""Report: metrics, tables and predictions in, one offline page, its figures and the model card out."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.agenda import Agenda
from pipeline.corpus.predictions import Predictions, read_predictions
from pipeline.corpus.rows import Rows
from pipeline.evaluation.mistakes import confusions, surest_mistakes
from pipeline.model import TopicModel
from pipeline.params import load_params
from pipeline.report.card import model_card
from pipeline.report.page import Findings, draw, page
from pipeline.report.plots import save
from pipeline.stages.run import run_stage
from pipeline.storage import atomic_write_text, read_json

_PAIRS, _EXAMPLES, _MISTAKES, _WORDS, _GAINS = 12, 2, 15, 6, 10


def main() -> None:
    """Run the stage with the paths that `dvc.yaml` names."""
    parser = argparse.ArgumentParser(description=__doc__)
    names = ("paragraphs", "predictions", "model", "agenda", "corpus", "metrics", "plots", "page", "figures", "card")
    for name in names:
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--experiments", type=Path, required=True)
    args = parser.parse_args()
    params = load_params(Path("params.yaml"))
    agenda = Agenda.load(args.agenda)
    found = read_predictions(args.predictions)
    rows = Rows.at(args.paragraphs, found.position)
    model = TopicModel.load(args.model)
    titles = {name: topic.zh for name, topic in agenda.topics.items()}
    curves = {name: read_csv(args.plots / f"{name}.csv") for name in ("reliability", "thresholds", "precision_recall")}
    findings = Findings(
        metrics=read_json(args.metrics),
        corpus=read_json(args.corpus),
        topics=read_csv(args.plots / "topics.csv"),
        curves=curves,
        confusions=_confusions(found, rows, titles),
        mistakes=_mistakes(found, rows, titles, model),
        titles=titles,
        learning=_results(args.experiments / "learning_curve.csv"),
        gains=_results(args.experiments / "topic_gains.csv")[:_GAINS],
        zero_shot=_results(args.experiments / "zero_shot.csv"),
        starter="starter" not in params.corpus.exclude,
        made=f"Learner {params.train.learner}; {len(model.vectorizer.vocabulary)} terms; corpus "
        f"{str(model.info['trained_on'])[:12]}; {params.evaluate.bootstrap} bootstrap samples over documents.",
    )
    figures = draw(findings)
    for name, figure in figures.items():
        save(figure, args.figures / f"{name}.svg")
    atomic_write_text(args.page, page(findings, figures))
    atomic_write_text(args.card, model_card(findings, model))


def _results(path: Path) -> list[dict[str, Any]]:
    """Read a table of the last experiments; none are needed for a report."""
    return read_csv(path) if path.is_file() else []


def read_csv(path: Path) -> list[dict[str, Any]]:
    """Read a table that an earlier stage wrote."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _confusions(found: Predictions, rows: Rows, titles: dict[str, str]) -> list[dict[str, Any]]:
    outcome = found.outcome()
    best = outcome.scores.argmax(axis=1)
    result = []
    for pair in confusions(outcome, _PAIRS):
        true, taken = outcome.topics.index(pair.true), outcome.topics.index(pair.taken)
        right = np.flatnonzero(outcome.truth[:, taken] & ~outcome.truth[:, true] & (best == taken))
        # Those that come nearest to the other topic show where the two part; the surest would be the same every time.
        right = right[np.argsort(-outcome.scores[right, true], kind="stable")][:_EXAMPLES]
        result.append(
            {
                "true": titles[pair.true],
                "taken": titles[pair.taken],
                "count": pair.count,
                "wrong": [rows.text[row] for row in pair.rows[:_EXAMPLES]],
                "right": [rows.text[row] for row in right],
            }
        )
    return result


def _mistakes(found: Predictions, rows: Rows, titles: dict[str, str], model: TopicModel) -> list[dict[str, Any]]:
    outcome = found.outcome()
    result = []
    for mistake in surest_mistakes(outcome, _MISTAKES):
        text = rows.text[mistake.row]
        words = [word for word in model.explain(text, mistake.taken) if word.weight > 0][:_WORDS]
        result.append(
            {
                "taken": titles[mistake.taken],
                "true": "; ".join(titles[outcome.topics[c]] for c in np.flatnonzero(outcome.truth[mistake.row])),
                "score": mistake.score,
                "text": text,
                "document": rows.doc_id[mistake.row],
                "words": ", ".join(f"{word.term} {word.weight:+.2f}" for word in words),
            }
        )
    return result


if __name__ == "__main__":
    run_stage(main)
