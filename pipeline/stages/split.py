"""Deal documents into folds: the paragraph table in, each document's fold out."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from pipeline.corpus.rows import Rows
from pipeline.corpus.splits import write_splits
from pipeline.params import load_params
from pipeline.stages.run import run_stage
from pipeline.training.folds import deal_folds


def main() -> None:
    """Run the stage with the paths that `dvc.yaml` names."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("paragraphs", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    args = parser.parse_args()
    params = load_params(Path("params.yaml")).split
    rows = Rows.read(args.paragraphs)
    truth = rows.labels(rows.topic_names())
    folds = deal_folds(rows.group.tolist(), truth, params.folds, params.seed)
    groups = dict(zip(rows.doc_id.tolist(), rows.group.tolist(), strict=True))
    write_splits(args.out, groups, dict(zip(rows.group.tolist(), np.asarray(folds).tolist(), strict=True)))


if __name__ == "__main__":
    run_stage(main)
