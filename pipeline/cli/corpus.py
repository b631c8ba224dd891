"""`agenda corpus` and `agenda draft`: what a folder of documents holds, before anything is trained on it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from pipeline.cli import printing
from pipeline.cli.look import FormatOption, LookFormat, load_agenda, parse_session

if TYPE_CHECKING:
    from pipeline.agenda import Agenda

Folder = Annotated[Path, typer.Argument(help="A folder of documents of any kind that can be read.")]


def corpus(
    folder: Folder,
    keep: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads the annotation
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
