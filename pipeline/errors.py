"""The errors of the project, classed by who can mend them.

Every message is one line that names the file, the line or field, and what to do.
"""

from __future__ import annotations


class AgendaError(Exception):
    """Something went wrong that is our own fault; the command ends with exit code 1."""

    exit_code = 1


class InputError(AgendaError):
    """Something the caller can mend: a file, an option, a parameter; the command ends with exit code 2."""

    exit_code = 2
