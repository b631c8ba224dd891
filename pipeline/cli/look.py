"""`agenda masthead`, `agenda text` and `agenda items`: what is read, before anything is predicted."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import printing
from pipeline.cli.inputs import documents
from pipeline.errors import InputError

if TYPE_CHECKING:
    from pipeline.agenda import Agenda

Files = Annotated[list[str], typer.Argument(help="Files, folders, globs, or - for standard input.")]


class ListOption(StrEnum):
    """The lists of an agenda."""

    adopted = "adopted"
    provisional = "provisional"
    preliminary = "preliminary"


class LookFormat(StrEnum):
    """For people or for programs."""

    table = "table"
    json = "json"


FormatOption = Annotated[LookFormat, typer.Option("--format", help="table (for people) or json.")]


def masthead(files: Files, format: FormatOption = LookFormat.table) -> None:
    """Show what the masthead of each document says."""
    from pipeline.document import parse_masthead

    entries: list[dict[str, Any]] = []
    failed = False
    for given in documents(files):
        if given.source is None:
            failed = True
            printing.complain(given.error or "")
            entries.append({"path": given.path, "error": given.error, "masthead": None})
            continue
        found = parse_masthead(given.source.text)
        entry = {"path": given.path, "error": None, "masthead": found.to_dict()}
        for warning in found.warnings:
            printing.complain(f"{given.path}: {warning}")
        entries.append(entry)
        if format is LookFormat.table:
            printing.masthead(given.path, found.to_dict())
    if format is LookFormat.json:
        printing.as_json({"documents": entries})
    if failed:
        raise typer.Exit(2)


def text(files: Files) -> None:
    """Print the extracted text of each file: what all offsets count in."""
    failed = False
    for given in documents(files):
        if given.source is None:
            failed = True
            printing.complain(given.error or "")
        else:
            printing.raw(given.source.text)
    if failed:
        raise typer.Exit(2)


def items(
    session: Annotated[str, typer.Option(help="Session: 53, or ES-10.")] = "53",
    list_name: Annotated[ListOption | None, typer.Option("--list", help="Only this list.")] = None,
    organ: Annotated[str, typer.Option(help="Organ: A is the General Assembly.")] = "A",
    model: Annotated[Path | None, typer.Option(help="Take the agenda from this model.")] = None,
    format: FormatOption = LookFormat.table,
) -> None:
    """List the items of a session with their numbers, topics and titles."""
    from pipeline.agenda import LISTS, item_order

    agenda = load_agenda(model)
    number = parse_session(session)
    known = agenda.session(organ, number)
    if known is None:
        have = ", ".join(f"{key[0]}/{key[1]}" for key in agenda.sessions)
        raise InputError(f"--session {session}: no agenda of organ {organ} for it; there are {have}")
    lists = [list_name.value] if list_name else list(LISTS)
    rows: list[dict[str, Any]] = []
    titled: list[tuple[str | None, str | None, Any]]
    titled = [(topic, agenda.topics[topic].zh, numbers) for topic, numbers in known.items.items()]
    titled += [(None, entry.zh, entry.numbers) for entry in (*known.procedural, *known.sub_items)]
    for topic, title, numbers in titled:
        entry = {name: numbers.get(name) for name in lists}
        if any(entry.values()):
            rows.append(
                {
                    **{name: item.number if item else None for name, item in entry.items()},
                    "status": {name: item.status for name, item in entry.items() if item},
                    "topic": topic,
                    "title": title,
                }
            )
    rows.sort(key=lambda row: min(item_order(row[name]) for name in lists if row[name]))
    if format is LookFormat.json:
        printing.as_json({"organ": organ, "session": number, "items": rows})
    else:
        printing.items(rows, lists)


def load_agenda(model: Path | None) -> Agenda:
    """Return the agenda of a model, or else of the checkout, or else of the model in use."""
    from pipeline.agenda import Agenda
    from pipeline.cli.inputs import load_model

    checkout = Path(__file__).resolve().parents[2] / "data" / "agenda"
    if model is None and checkout.is_dir():
        return Agenda.load(checkout)
    return load_model(model)[1].agenda or Agenda({}, {})


def parse_session(value: str) -> int | str:
    """Return a session as it stands in an agenda: a whole number for regular ones, else text."""
    return int(value) if value.isdecimal() else value
