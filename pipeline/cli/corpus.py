"""`agenda corpus`, `agenda draft` and `agenda background`: what a folder of documents holds, before any training."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import printing
from pipeline.cli.inputs import documents
from pipeline.cli.look import Files, FormatOption, LookFormat, load_agenda, parse_session
from pipeline.errors import InputError

if TYPE_CHECKING:
    from pipeline.agenda import Agenda

Folder = Annotated[Path, typer.Argument(help="A folder of documents of any kind that can be read.")]


def corpus(
    folder: Folder,
    keep: Annotated[
        Path | None,
        typer.Option(help="Keep the paragraph table here; a second run goes on where the first was stopped."),
    ] = None,
    format: FormatOption = LookFormat.table,
) -> None:
    """Read a folder and tell what it holds: documents, sessions, items, kinds of paragraph, what was skipped."""
    from pipeline.corpus.prepare import survey
    from pipeline.params import CorpusParams

    agenda: Agenda = load_agenda(None)
    with tempfile.TemporaryDirectory() as temporary:
        report = survey(folder, agenda, keep or Path(temporary), CorpusParams(), printing.progress)
    if format is LookFormat.json:
        printing.as_json(report)
    else:
        printing.survey(report)
    if report["skipped"]:
        raise typer.Exit(2)


def draft(
    folder: Folder,
    session: Annotated[str, typer.Option(help="The session to draft an agenda for.")],
    organ: Annotated[str, typer.Option(help="The organ: A is the General Assembly.")] = "A",
) -> None:
    """Draft the agenda file of a session out of the mastheads of a folder, for a person to review."""
    from pipeline.corpus.collect import corpus_files
    from pipeline.draft import draft_agenda, sightings

    skipped: list[str] = []
    number = parse_session(session)
    files = printing.progress(corpus_files(folder), "files")
    printing.raw(draft_agenda(sightings(files, organ, number, skipped), load_agenda(None), organ, number))
    for line in skipped:
        printing.complain(line)
    if skipped:
        raise typer.Exit(2)


def background(
    files: Files,
    out: Annotated[Path, typer.Option(help="The table to write, data/lexicon/background.tsv for the next training.")],
    source: Annotated[str, typer.Option(help="Where the text comes from; it stands in the table's first line.")],
    terms: Annotated[Path, typer.Option(help="The tokenizer's terms.")] = Path("data/lexicon/terms.txt"),
) -> None:
    """Count document frequencies over broad text of the field; every non-empty line is one paragraph."""
    from pipeline.lexicon import count_background, read_terms, tokenizer_hash, write_background

    known = read_terms(terms)
    given = list(documents(files))
    unread = [entry.error for entry in given if entry.error]
    if unread:
        raise InputError(unread[0])
    lines = (line for entry in given if entry.source for line in entry.source.text.splitlines() if line.strip())
    counted = count_background(printing.progress(lines, "paragraphs"), known)
    write_background(out, counted, tokenizer_hash(known), " ".join(source.split()))
