"""Cut paragraphs into words: paragraph shards in, shards of token ids out."""

from __future__ import annotations

import argparse
import shutil
from functools import partial
from pathlib import Path

from pipeline.corpus.table import shard_paths
from pipeline.corpus.tokens import tokenize_shard
from pipeline.lexicon import read_terms
from pipeline.parallel import run_ordered
from pipeline.params import load_params
from pipeline.stages.run import run_stage
from pipeline.text import Tokenizer


def tokenize_to(out: Path, tokenizer: Tokenizer, shard: Path) -> int:
    """Cut one shard of the paragraph table into the shard of the same name in `out`."""
    return tokenize_shard(shard, out / shard.name, tokenizer)


def main() -> None:
    """Run the stage with the paths that `dvc.yaml` names."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("paragraphs", "terms", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    args = parser.parse_args()
    params = load_params(Path("params.yaml")).tokenize
    shutil.rmtree(args.out, ignore_errors=True)
    args.out.mkdir(parents=True)
    tokenizer = Tokenizer(params.engine, read_terms(args.terms) if params.terms else ())
    list(run_ordered(partial(tokenize_to, args.out, tokenizer), shard_paths(args.paragraphs)))


if __name__ == "__main__":
    run_stage(main)
