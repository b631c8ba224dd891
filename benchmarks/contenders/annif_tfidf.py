"""Annif's backend `tfidf`: the topics whose text is most like the paragraph."""

from __future__ import annotations

from benchmarks.contenders.annif import Backend


class Contender(Backend):
    """Similarity to each topic's text."""

    name = "tfidf"
