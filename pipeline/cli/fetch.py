"""`agenda fetch`: documents from the United Nations' public site."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import printing

_HIGHEST = 999


class FetchKind(StrEnum):
    """What can be fetched."""

    resolutions = "resolutions"


def fetch(
    session: Annotated[int, typer.Option(help="A regular session of the General Assembly.", min=1)],
    out: Annotated[Path, typer.Option(help="The folder for the pages and their manifest.")],
    kind: Annotated[FetchKind, typer.Option(help="What to fetch.")] = FetchKind.resolutions,
    first: Annotated[int, typer.Option(help="The first number to ask for.", min=1)] = 1,
    last: Annotated[int, typer.Option(help="The last number to ask for.", min=1)] = _HIGHEST,
    delay: Annotated[float, typer.Option(help="Seconds between two requests.", min=0)] = 2.0,
    site: Annotated[str | None, typer.Option(help="Another copy of the site's /zh/ga/ folder.")] = None,
) -> None:
    """Fetch a session's documents, politely and only those that are not there yet; run it again to go on."""
    from pipeline.fetch import SITE, Fetcher

    fetcher = Fetcher(site=(site or SITE).rstrip("/") + "/", delay=delay)
    states: Counter[str] = Counter()
    for page in printing.progress(fetcher.fetch(session, kind.value, out, range(first, last + 1)), "pages"):
        states[page.state] += 1
        if page.state in ("refused", "failed"):
            printing.complain(f"{page.address}: {page.state}: {page.note}")
    printing.raw(", ".join(f"{count} {state}" for state, count in sorted(states.items())) or "nothing new")
    if states["failed"] or states["refused"]:
        raise typer.Exit(2)
