"""Deal documents into folds: the paragraph table in, each document's fold out."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.corpus.rows import Rows
from pipeline.corpus.splits import count_topics, write_splits
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
    groups = count_topics(Rows.shards(args.paragraphs))
    folds = deal_folds(list(groups.sizes), groups.counts(), params.folds, params.seed, list(groups.sizes.values()))
    write_splits(args.out, groups.of_document, dict(zip(groups.sizes, folds.tolist(), strict=True)))


if __name__ == "__main__":
    run_stage(main)
