"""Everything that the command line prints, and nothing that it computes."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from pipeline.agenda import Agenda
    from pipeline.check import Check

SCHEMA = "agenda-prediction/1"

Entry = TypeVar("Entry")
Answer = dict[str, Any]


def complain(line: str) -> None:
    """Say one line on stderr."""
    print(line, file=sys.stderr)


@contextmanager
def to_file(path: Path | None) -> Iterator[None]:
    """Send what is printed within to a file, which is there whole or not at all; to stdout if there is no path."""
    if path is None:
        yield
        return
    from pipeline.storage import atomic_path

    with atomic_path(path) as temporary, temporary.open("w", encoding="utf-8") as file, redirect_stdout(file):
        yield


def raw(text: str) -> None:
    """Print text as it is."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def as_json(value: Any) -> None:
    """Print indented JSON; Chinese stays Chinese."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def progress(entries: Iterable[Entry], what: str) -> Iterator[Entry]:
    """Yield the entries, with a counter on stderr when a person is watching."""
    if not sys.stderr.isatty():
        yield from entries
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed} {task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        for entry in entries:
            yield entry
            bar.advance(task)


def predictions(format: str, model: Answer, answers: Iterator[Answer]) -> None:
    """Print predictions in the format asked for."""
    if format == "json":
        as_json({"schema": SCHEMA, "model": model, "documents": list(answers)})
    elif format == "jsonl":
        for answer in answers:
            sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    elif format == "csv":
        _predictions_csv(answers)
    elif format == "html":
        from pipeline.report.document import document_page

        raw(document_page(list(answers), model))
    else:
        for answer in answers:
            if answer["error"] is None:
                _prediction_table(answer)


_COLUMNS = ("item", "item_status", "topic", "title", "score")


def _predictions_csv(answers: Iterable[Answer]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["path", "paragraph_no", "kind", "start", "end", *_COLUMNS, "abstained", "text"])
    for answer in answers:
        for entry in answer["paragraphs"]:
            place = [answer["path"], *(entry[key] for key in ("paragraph_no", "kind", "start", "end"))]
            for found in entry["items"] or [dict.fromkeys(_COLUMNS)]:
                writer.writerow([*place, *(found[column] for column in _COLUMNS), entry["abstained"], entry["text"]])


def _console() -> Console:
    from rich.console import Console

    return Console(soft_wrap=not sys.stdout.isatty(), highlight=False)


def _prediction_table(answer: Answer) -> None:
    from rich.table import Table

    console = _console()
    agenda = answer["agenda"]
    numbered = f"session {agenda['session']}, {agenda['list']} list" if agenda["list"] else "no list known"
    console.print(f"\n{answer['path']}", style="bold", markup=False)
    console.print(f"numbered by: {numbered} ({agenda['source']})", markup=False)
    table = Table("item", "score", "paragraphs", "title", box=None, pad_edge=False)
    for found in answer["items"]:
        numbers = ", ".join(str(number) for number in found["paragraphs"])
        table.add_row(_number(found), f"{found['score']:.2f}", numbers, found["title"] or found["topic"])
    console.print(table if answer["items"] else "no item found", markup=False) if not answer[
        "items"
    ] else console.print(table)
    for entry in answer["paragraphs"]:
        if entry["kind"] == "body":
            console.print(_paragraph(entry, answer["items"]))


def _number(found: Answer) -> str:
    mark = "" if found["item_status"] in ("seen", None) else "?"
    return f"{found['item']}{mark}" if found["item"] else "–"


def _paragraph(entry: Answer, items: Sequence[Answer]) -> Text:
    from rich.text import Text

    line = Text(f"\n[{entry['paragraph_no']}] ", style="dim")
    for found in entry["items"]:
        line.append(f"{_number(found)} {found['title'] or found['topic']} {found['score']:.2f}  ", style="bold cyan")
    if entry["abstained"]:
        line.append(f"no item ({entry['abstained']})  ", style="yellow")
    line.append("\n")
    words = sorted({word["term"] for word in entry["evidence"]}, key=len, reverse=True)
    body = Text(entry["text"])
    body.highlight_words(words, style="bold green")
    line.append_text(body)
    for found in entry["items"]:
        said = [f"{w['term']} {w['weight']:+.2f}" for w in entry["evidence"] if w["topic"] == found["topic"]]
        line.append(f"\n    {_number(found)}: {', '.join(said)}", style="dim")
    return line


def masthead(path: str, found: Answer) -> None:
    """Print a masthead, one field a line."""
    print(path)
    for key, value in found.items():
        if key == "references":
            value = [f"{entry['list'] or '?'}: {' '.join(entry['items'])}" for entry in value]
        shown = "; ".join(str(part) for part in value) if isinstance(value, list) else value
        print(f"  {key}: {'–' if shown in (None, '') else shown}")


def items(rows: Sequence[Answer], lists: Sequence[str]) -> None:
    """Print the items of a session; a question mark follows a number that no document was seen with."""
    from rich.table import Table

    table = Table(*lists, "topic", "title", box=None, pad_edge=False)
    for row in rows:
        numbers = [
            "–" if row[name] is None else row[name] + ("" if row["status"][name] == "seen" else "?") for name in lists
        ]
        table.add_row(*numbers, row["topic"] or "–", row["title"] or "–")
    _console().print(table)


def survey(report: Answer) -> None:
    """Print what a folder of documents holds."""
    print(f"{report['documents']} documents in {report['files']} files")
    names = ("sessions", "lists", "items", "label_sources", "topics_of_a_document", "kinds", "topics")
    for name in names:
        print(f"{name.replace('_', ' ')}:")
        for key, count in report.get(name, {}).items():
            print(f"  {count:>8}  {key}")
    for name in ("warnings", "skipped"):
        if report[name]:
            print(f"{name}:")
            print("\n".join(f"  {line}" for line in report[name]))


def check(path: str, found: Check, agenda: Agenda) -> None:
    """Print what `agenda check` found in one document."""
    print(path)
    for name, topics in (("listed and supported", found.supported), ("listed, no support", found.unsupported)):
        for topic in topics:
            print(f"  {name}: {agenda.topics[topic].zh}")
    for entry, numbers in found.unlisted:
        where = ", ".join(str(number) for number in numbers)
        print(f"  not listed, but paragraphs {where} speak to it: {entry.title or entry.topic} ({entry.score:.2f})")
    for warning in found.prediction.labels.warnings:
        print(f"  masthead: {warning}")
