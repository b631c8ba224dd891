"""How every stage ends: one line and an exit code where something is wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable

from pipeline.errors import AgendaError


def run_stage(main: Callable[[], None]) -> None:
    """Run a stage; our own errors end it with their line and exit code."""
    try:
        main()
    except AgendaError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
