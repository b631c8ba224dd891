"""One training run over the paragraph table: all at once, or in passes over its shards where it is too large."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import blake2b, sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.agenda import Agenda
from pipeline.corpus.predictions import write_predictions
from pipeline.corpus.reading import read_all, read_shards, table_length
from pipeline.corpus.rows import Rows
from pipeline.corpus.table import shard_paths
from pipeline.evaluation.forms import degraded, masked
from pipeline.features import TokenTable
from pipeline.model import TopicModel
from pipeline.params import Params
from pipeline.shards import code_version
from pipeline.storage import sha256_file, sha256_json
from pipeline.text import Tokenizer, normalize
from pipeline.training import (
    CrossValidated,
    Examples,
    Lexicon,
    Workspace,
    build_model,
    cross_validate,
    learn,
    learn_in_passes,
    validate_in_passes,
)

_JUDGED, _DECIDING = 0, 1  # folds of a run in passes
_SAMPLE = 20_000  # paragraphs of each that are looked at, in whole documents


@dataclass(frozen=True)
class Corpus:
    """What a run learns from: the table, its tokens, the fold of each document, and what is known beforehand."""

    paragraphs: Path
    tokens: Path
    fold_of: Mapping[str, int]
    agenda: Agenda
    lexicon: Lexicon
    params: Params

    @property
    def topics(self) -> tuple[str, ...]:
        """All topics of the agenda, whether there is text of them or not."""
        return tuple(sorted(self.agenda.topics))

    def folds(self, rows: Rows) -> NDArray[np.int64]:
        """Return the fold of every row."""
        return np.array([self.fold_of[name] for name in rows.doc_id], np.int64)

    def examples(self, rows: Rows, tokens: TokenTable) -> Examples:
        """Return rows as examples."""
        return Examples(self.topics, tokens, rows.labels(self.topics), rows.weak, rows.annotated, rows.group)

    def hash(self) -> str:
        """Return a hash of everything that a run follows from, its own code included."""
        known = {**asdict(self.lexicon), "stopwords": sorted(self.lexicon.stopwords)}
        shards = [sha256_file(path) for path in [*shard_paths(self.paragraphs), *shard_paths(self.tokens)]]
        code = code_version("corpus", "features.py", "fit.py", "lookup.py", "storage.py", "text", "training")
        return sha256_json([code, asdict(self.params), known, self.agenda.to_dict(), dict(self.fold_of), shards])

    def forms(self, rows: Rows, tokens: TokenTable) -> dict[str, TokenTable]:
        """Return the tokens of rows in every form that they are judged in."""
        lexicon, params = self.lexicon, self.params
        cutter = Tokenizer(params.tokenize.engine, lexicon.terms if params.tokenize.terms else ())
        titles = [[self.agenda.topics[name].zh for name in given] for given in rows.topics]
        hidden = [masked(text, own) for text, own in zip(rows.text, titles, strict=True)]
        return {
            "clean": tokens,
            "degraded": _cut(cutter, [degraded(text) for text in rows.text]),
            "masked": _cut(cutter, hidden),
        }


def fit(corpus: Corpus, predictions: Path) -> TopicModel:
    """Judge held-back documents, write what was said of them, and return the model that learned from everything."""
    small = table_length(corpus.paragraphs) <= corpus.params.train.in_memory
    return (_fit_at_once if small else _fit_in_passes)(corpus, predictions)


def _work_folder(predictions: Path) -> Path:
    return predictions.parent / "learning"


def _fit_at_once(corpus: Corpus, predictions: Path) -> TopicModel:
    shutil.rmtree(_work_folder(predictions), ignore_errors=True)  # of a run in passes that was killed
    rows, tokens = read_all(corpus.paragraphs, corpus.tokens)
    folds = corpus.folds(rows)
    trainable, judged = np.flatnonzero(rows.trainable), np.flatnonzero(rows.judged)
    training = corpus.examples(rows.take(trainable), tokens.take(trainable))
    held = rows.take(judged)
    forms = corpus.forms(held, tokens.take(judged))
    validated = cross_validate(training, folds[trainable], forms, folds[judged], corpus.params, corpus.lexicon)
    _write(predictions, corpus, held, validated)
    learned = learn(training, corpus.params, corpus.lexicon)
    info = _info([rows.take(trainable)])
    return build_model(corpus.topics, learned, validated.decision, corpus.params, corpus.lexicon, corpus.agenda, info)


def _fit_in_passes(corpus: Corpus, predictions: Path) -> TopicModel:
    def shards(keep: Callable[[NDArray[np.int64]], NDArray[np.bool_]]) -> Iterator[tuple[Rows, TokenTable]]:
        for rows, tokens in read_shards(corpus.paragraphs, corpus.tokens):
            index = np.flatnonzero(rows.trainable & keep(corpus.folds(rows)))
            yield rows.take(index), tokens.take(index)

    def learning() -> Iterator[Examples]:
        return (corpus.examples(*part) for part in shards(lambda fold: (fold != _JUDGED) & (fold != _DECIDING)))

    def everything() -> Iterator[Examples]:
        return (corpus.examples(*part) for part in shards(lambda fold: fold >= 0))

    held, held_tokens = _sample(corpus, _JUDGED, lambda rows: rows.judged)
    deciding = corpus.examples(*_sample(corpus, _DECIDING, lambda rows: rows.trainable))
    forms = corpus.forms(held, held_tokens)
    params, lexicon = corpus.params, corpus.lexicon
    work = Workspace(_work_folder(predictions), corpus.hash())
    validated = validate_in_passes(learning, deciding, forms, _JUDGED, params, lexicon, work.part("judged"))
    _write(predictions, corpus, held, validated)
    learned = learn_in_passes(everything, corpus.topics, params, lexicon, work.part("everything"))
    work.remove()
    info = _info(rows for rows, _ in shards(lambda fold: fold >= 0))
    return build_model(corpus.topics, learned, validated.decision, corpus.params, corpus.lexicon, corpus.agenda, info)


def _sample(corpus: Corpus, fold: int, wanted: Callable[[Rows], NDArray[np.bool_]]) -> tuple[Rows, TokenTable]:
    """Return the wanted rows of a fold; if there are too many, those of documents drawn by a hash of their names."""

    def chosen() -> Iterator[tuple[Rows, TokenTable, NDArray[np.int64]]]:
        for rows, tokens in read_shards(corpus.paragraphs, corpus.tokens):
            yield rows, tokens, np.flatnonzero(wanted(rows) & (corpus.folds(rows) == fold))

    share = min(1.0, _SAMPLE / max(1, sum(len(index) for _, _, index in chosen())))
    parts: list[Rows] = []
    whole: TokenTable | None = None
    for rows, tokens, index in chosen():
        drawn = index[[_draw(name) < share for name in rows.doc_id[index]]] if len(index) else index
        parts.append(rows.take(drawn))
        taken = tokens.take(drawn)
        whole = taken if whole is None else whole.concatenate(taken)
    assert whole is not None  # a table has at least one shard
    return Rows.join(parts), whole


def _draw(name: str) -> float:
    return int.from_bytes(blake2b(name.encode("utf-8"), digest_size=8).digest(), "big") / 2**64


def _write(path: Path, corpus: Corpus, held: Rows, validated: CrossValidated) -> None:
    write_predictions(path, held, corpus.folds(held), corpus.topics, validated.judged, validated.thresholds)


def _info(parts: Iterator[Rows] | list[Rows]) -> dict[str, str | int]:
    """Return a hash over the text that was learned from, with its topics, and the number of documents."""
    digest = sha256()
    documents: set[str] = set()
    for rows in parts:
        for text, topics in zip(rows.text, rows.topics, strict=True):
            digest.update("\0".join([text, *topics, ""]).encode("utf-8", "surrogatepass"))
        documents.update(rows.doc_id)
    return {"trained_on": digest.hexdigest(), "documents": len(documents)}


def _cut(tokenizer: Tokenizer, texts: list[str]) -> TokenTable:
    return TokenTable.from_tokens(tokenizer.words(normalize(text).text) for text in texts)
