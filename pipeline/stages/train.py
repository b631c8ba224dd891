"""Train: tokens, labels and folds in; a model fitted on all, and every paragraph judged by models that never saw it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from pipeline.agenda import Agenda
from pipeline.corpus.predictions import write_predictions
from pipeline.corpus.rows import Rows
from pipeline.corpus.splits import read_splits
from pipeline.corpus.tokens import read_tokens
from pipeline.evaluation.forms import degraded, masked
from pipeline.features import TokenTable, spaced
from pipeline.lexicon import read_background, read_stopwords, read_terms, tokenizer_hash
from pipeline.params import load_params
from pipeline.stages.run import run_stage
from pipeline.storage import sha256_json
from pipeline.text import Tokenizer, normalize
from pipeline.training import Examples, Lexicon, build_model, cross_validate, learn


def main() -> None:
    """Run the stage with the paths that `dvc.yaml` names."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("paragraphs", "tokens", "splits", "agenda", "lexicon", "model", "predictions"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    args = parser.parse_args()
    params = load_params(Path("params.yaml"))
    agenda = Agenda.load(args.agenda)
    rows = Rows.read(args.paragraphs)
    tokens = read_tokens(args.tokens).take(rows.position)
    fold_of = read_splits(args.splits)
    folds = np.array([fold_of[name] for name in rows.doc_id], np.int64)
    topics = tuple(sorted(agenda.topics))
    lexicon = load_lexicon(args.lexicon, agenda)
    examples = Examples(topics, tokens, rows.labels(topics), rows.weak, rows.group)
    trainable = np.flatnonzero(rows.trainable)
    training = examples.take(trainable)

    judged = np.flatnonzero(rows.judged)
    cutter = Tokenizer(params.tokenize.engine, lexicon.terms if params.tokenize.terms else ())
    titles = [[agenda.topics[name].zh for name in rows.topics[row]] for row in judged]
    forms = {
        "clean": tokens.take(judged),
        "degraded": _cut(cutter, [degraded(rows.text[row]) for row in judged]),
        "masked": _cut(cutter, [masked(rows.text[row], own) for row, own in zip(judged, titles, strict=True)]),
    }
    validated = cross_validate(training, folds[trainable], forms, folds[judged], params, lexicon)
    write_predictions(args.predictions, rows, judged, folds[judged], topics, validated.judged, validated.thresholds)

    learned = learn(training, params, lexicon)
    corpus = sha256_json([rows.text[row] for row in trainable] + [rows.topics[row] for row in trainable])
    info = {"trained_on": corpus, "documents": len(set(rows.doc_id[trainable]))}
    build_model(learned, validated.decision, training, params, lexicon, agenda, info).save(args.model)


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
    )


def _cut(tokenizer: Tokenizer, texts: list[str]) -> TokenTable:
    return TokenTable.from_tokens(spaced(tokenizer.tokens(normalize(text).text)) for text in texts)


if __name__ == "__main__":
    run_stage(main)
