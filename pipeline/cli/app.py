"""All commands in one list; each group's code is in a file of its own and loads what it needs when it runs."""

from __future__ import annotations

import typer

from pipeline.cli import corpus, fetch, look, predict, runs

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich's help pages would triple the start-up time
    help="Agenda items of Chinese United Nations documents, paragraph by paragraph.",
)
app.command("predict")(predict.predict)
app.command("check")(predict.check)
app.command("masthead")(look.masthead)
app.command("text")(look.text)
app.command("items")(look.items)
app.command("corpus")(corpus.corpus)
app.command("draft")(corpus.draft)
app.command("background")(corpus.background)
app.command("fetch")(fetch.fetch)
app.command("compare")(runs.compare)
