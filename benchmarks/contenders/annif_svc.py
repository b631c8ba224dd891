"""Annif's backend `svc`: linear support vector machines."""

from __future__ import annotations

from benchmarks.contenders.annif import Backend


class Contender(Backend):
    """One linear machine a topic."""

    name = "svc"
