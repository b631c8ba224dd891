"""`agenda compare`: what changed between two runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import printing


def compare(
    run_a: Annotated[Path, typer.Argument(help="A checkout after `dvc repro`, or a copy of its predictions.parquet.")],
    run_b: Annotated[Path, typer.Argument(help="The other run, judged on the same documents.")],
    samples: Annotated[int, typer.Option(help="Bootstrap samples.")] = 1000,
) -> None:
    """Compare two runs by a paired bootstrap over documents; prints Markdown."""
    from pipeline.agenda import Agenda
    from pipeline.cli.look import load_agenda
    from pipeline.compare import as_markdown, compare_runs

    agenda: Agenda = load_agenda(None)
    titles = {name: topic.zh for name, topic in agenda.topics.items()}
    printing.raw(as_markdown(compare_runs(run_a, run_b, samples, seed=53), titles))
