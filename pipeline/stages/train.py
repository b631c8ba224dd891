"""Train: tokens, labels and folds in; a model fitted on all, and every paragraph judged by models that never saw it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pipeline.agenda import Agenda
from pipeline.corpus.splits import read_splits
from pipeline.fit import Corpus, fit
from pipeline.lexicon import read_background, read_key_terms, read_stopwords, read_terms, tokenizer_hash
from pipeline.params import load_params
from pipeline.stages.run import run_stage
from pipeline.training import Lexicon


def main() -> None:
    """Run the stage with the paths that `dvc.yaml` names."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("paragraphs", "tokens", "splits", "agenda", "lexicon", "model", "predictions"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    args = parser.parse_args()
    params = load_params(Path("params.yaml"))
    agenda = Agenda.load(args.agenda)
    lexicon = load_lexicon(args.lexicon, agenda)
    corpus = Corpus(args.paragraphs, args.tokens, read_splits(args.splits), agenda, lexicon, params)
    fit(corpus, args.predictions).save(args.model)


def load_lexicon(folder: Path, agenda: Agenda) -> Lexicon:
    """Read what `data/lexicon/` holds, and the topics' titles from the agenda."""
    terms = read_terms(folder / "terms.txt")
    background, counted_with = read_background(folder / "background.tsv")
    if counted_with != tokenizer_hash(terms):
        print(
            f"note: {folder / 'background.tsv'} was counted before terms.txt was last changed; new terms count as rare",
            file=sys.stderr,
        )
    return Lexicon(
        terms=terms,
        stopwords=read_stopwords(folder / "stopwords.txt"),
        background=background,
        titles={topic.id: (topic.zh,) for topic in agenda.topics.values()},
        key_terms=read_key_terms(folder / "topic_terms.tsv", agenda.topics),
    )


if __name__ == "__main__":
    run_stage(main)
