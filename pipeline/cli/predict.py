"""`agenda predict` and `agenda check`."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import cache, partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import printing
from pipeline.cli.inputs import Given, documents, load_model
from pipeline.cli.look import Files, ListOption, parse_session
from pipeline.errors import InputError

if TYPE_CHECKING:
    from pipeline.model import TopicModel
    from pipeline.predict import Options

_BATCH = 200_000  # characters of text that are answered together

ModelOption = Annotated[
    Path | None,
    typer.Option(help="Model file; else AGENDA_MODEL, else the checkout's."),
]


class PredictFormat(StrEnum):
    """For people, for programs, for a spreadsheet."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    html = "html"
    parquet = "parquet"


class MastheadOption(StrEnum):
    """Whether the listed items weigh."""

    prior = "prior"
    ignore = "ignore"


def predict(
    files: Files,
    format: Annotated[PredictFormat, typer.Option("--format", help="How to print the answer.")] = PredictFormat.table,
    model: ModelOption = None,
    session: Annotated[str | None, typer.Option(help="Number the answer by this session.")] = None,
    list_name: Annotated[ListOption | None, typer.Option("--list", help="Number by this list.")] = None,
    masthead: Annotated[
        MastheadOption, typer.Option(help="Let the listed items weigh (prior) or not (ignore).")
    ] = MastheadOption.prior,
    paragraphs: Annotated[bool, typer.Option("--paragraphs", help="Every non-empty line is one paragraph.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write to this file, whole or not at all.")] = None,
) -> None:
    """Predict the agenda items of documents, paragraph by paragraph."""
    from pipeline.model import SCHEMA
    from pipeline.predict import Options

    if format is PredictFormat.parquet and out is None:
        raise InputError("--format parquet: needs --out FILE; it is no text that could be printed")
    path, loaded = load_model(model)
    options = Options(
        masthead=masthead.value,
        session=None if session is None else parse_session(session),
        list=list_name.value if list_name else None,
        paragraphs=paragraphs,
        evidence=format not in (PredictFormat.parquet, PredictFormat.csv),  # whose rows have no room for it
    )
    if options.session is not None and loaded.agenda and loaded.agenda.session("A", options.session) is None:
        printing.complain(f"hint: no agenda for session {options.session}: items get titles, no numbers")
    about = {
        "path": str(path),
        "schema": SCHEMA,
        "topics": len(loaded.topics),
        "trained_on": loaded.info.get("trained_on"),
    }
    outcome = _Outcome()
    answers = outcome.watch(_answers(files, path, loaded, options))
    if format is PredictFormat.parquet and out is not None:
        from pipeline.corpus.answers import write_answers

        write_answers(out, answers)
    else:
        with printing.to_file(out):
            printing.predictions(format.value, about, answers)
    if outcome.unnumbered:
        printing.complain("hint: no list is known to number by; give --session 53 --list adopted (or another)")
    if outcome.failed:
        raise typer.Exit(2)


class _Outcome:
    """Remembers, while answers stream by, what decides the exit code and the closing hint."""

    def __init__(self) -> None:
        self.failed = False
        self.unnumbered = False

    def watch(self, answers: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for answer in answers:
            if answer["error"] is not None:
                self.failed = True
                printing.complain(answer["error"])
            elif answer["agenda"]["list"] is None:
                self.unnumbered = True
            yield answer


def _answers(files: list[str], path: Path, model: TopicModel, options: Options) -> Iterator[dict[str, Any]]:
    """Yield the answer for every document, in order; many are answered on all cores, a few in this process."""
    from pipeline.parallel import run_streamed

    given = printing.progress(documents(files), "documents")
    first = list(islice(_batches(given), 1))
    yield from chain.from_iterable(_answer(model, options, batch) for batch in first)
    answer = partial(_answer_elsewhere, str(path), options)
    yield from chain.from_iterable(run_streamed(answer, _batches(given)))


def _batches(given: Iterator[Given]) -> Iterator[list[Given]]:
    batch: list[Given] = []
    size = 0
    for entry in given:
        batch.append(entry)
        size += len(entry.source.text) if entry.source else 0
        if size > _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


@cache
def _loaded(path: str) -> TopicModel:
    from pipeline.model import TopicModel

    return TopicModel.load(path)


def _answer_elsewhere(path: str, options: Options, batch: list[Given]) -> list[dict[str, Any]]:
    return _answer(_loaded(path), options, batch)


def _answer(model: TopicModel, options: Options, batch: list[Given]) -> list[dict[str, Any]]:
    from pipeline.predict import predict_document

    answers = []
    for entry in batch:
        if entry.source is None:
            nothing: dict[str, Any] = {"masthead": None, "agenda": None, "items": [], "paragraphs": []}
            answers.append({"path": entry.path, "error": entry.error, **nothing})
        else:
            prediction = predict_document(entry.source.text, model, options)
            answers.append({"path": entry.path, "error": None, **prediction.to_dict()})
    return answers


def check(files: Files, model: ModelOption = None) -> None:
    """Tell which listed items no paragraph supports, and which unlisted items the text speaks to."""
    from pipeline.check import check_document

    _, loaded = load_model(model)
    if loaded.agenda is None:
        raise InputError("the model carries no agenda, so no masthead can be checked; train it with `dvc repro`")
    failed = False
    for given in documents(files):
        if given.source is None:
            failed = True
            printing.complain(given.error or "")
        else:
            printing.check(given.path, check_document(given.source.text, loaded), loaded.agenda)
    if failed:
        raise typer.Exit(2)
