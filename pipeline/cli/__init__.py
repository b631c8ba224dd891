"""The `agenda` command: arguments in, one call, one place that prints, an exit code out.

Exit codes: 0 answered; 2 the caller can mend it (named on stderr, the rest answered); 1 our own fault.
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line; no traceback reaches the caller unless `AGENDA_DEBUG` is set."""
    from pipeline.cli.app import app
    from pipeline.errors import AgendaError

    try:
        app()
    except AgendaError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader of a pipe has gone: nothing is left to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if os.environ.get("AGENDA_DEBUG"):
            raise
        print(f"internal error: {error!r}; run again with AGENDA_DEBUG=1 and report what it prints", file=sys.stderr)
        sys.exit(1)
