"""Cut paragraphs into words: paragraph shards in, shards of token ids out."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.corpus.tokens import tokenize_table
from pipeline.lexicon import read_terms
from pipeline.params import load_params
from pipeline.stages.run import run_stage


def main() -> None:
    """Run the stage with the paths that `dvc.yaml` names."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("paragraphs", "terms", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    args = parser.parse_args()
    params = load_params(Path("params.yaml")).tokenize
    terms = read_terms(args.terms) if params.terms else ()
    tokenize_table(args.paragraphs, args.out, params.engine, terms)


if __name__ == "__main__":
    run_stage(main)
