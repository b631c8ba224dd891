"""Read raw documents: files in, the paragraph table and a report on what was read out."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.corpus.prepare import prepare_corpus
from pipeline.params import load_params
from pipeline.stages.run import run_stage
from pipeline.storage import write_json


def main() -> None:
    """Run the stage with the paths that `dvc.yaml` names."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("corpus", "agenda", "annotations", "out", "report"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    args = parser.parse_args()
    params = load_params(Path("params.yaml"))
    report = prepare_corpus(args.corpus, args.agenda, args.annotations, args.out, params.corpus, params.split)
    write_json(args.report, report)


if __name__ == "__main__":
    run_stage(main)
