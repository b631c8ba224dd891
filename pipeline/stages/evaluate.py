"""Evaluate: what held-out models said in, metrics and plot data out."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.agenda import Agenda
from pipeline.assess import assess, assess_external, describe, read_labelled, topic_table
from pipeline.corpus.predictions import read_predictions
from pipeline.corpus.reading import read_some
from pipeline.corpus.rows import Rows
from pipeline.evaluation.curves import precision_recall, threshold_sweep
from pipeline.evaluation.metrics import calibration
from pipeline.features import TokenTable
from pipeline.model import TopicModel
from pipeline.params import load_params
from pipeline.stages.run import run_stage
from pipeline.storage import write_csv, write_json


def main() -> None:
    """Run the stage with the paths that `dvc.yaml` names."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("paragraphs", "tokens", "predictions", "model", "agenda", "metrics", "plots"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    args = parser.parse_args()
    params = load_params(Path("params.yaml"))
    agenda = Agenda.load(args.agenda)
    found = read_predictions(args.predictions)
    rows, tokens = read_some(args.paragraphs, args.tokens, found.position, most=params.train.in_memory)
    model = TopicModel.load(args.model)
    titles: TokenTable = model.tokens([agenda.topics[name].zh for name in found.topics])
    metrics = assess(rows, tokens, titles, found, params.features, params.evaluate, params.train.masthead_prior)
    metrics["corpus"] = {**describe(Rows.shards(args.paragraphs), agenda), "judged_paragraphs": len(found.position)}
    if params.evaluate.external:
        labelled = read_labelled(Path(params.evaluate.external), agenda)
        metrics |= assess_external(labelled, model, agenda, params.evaluate)
    write_json(args.metrics, metrics)
    outcome = found.outcome()
    curves = {
        "topics": topic_table(outcome, params.evaluate),
        "reliability": calibration(outcome.scores, outcome.truth),
        "thresholds": threshold_sweep(outcome),
        "precision_recall": precision_recall(outcome),
    }
    for name, points in curves.items():
        write_csv(args.plots / f"{name}.csv", points)


if __name__ == "__main__":
    run_stage(main)
