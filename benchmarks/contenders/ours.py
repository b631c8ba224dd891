"""This project: `pipeline.train` with its defaults, without lexicon or titles."""

from __future__ import annotations

from pipeline import train


class Contender:
    """`TopicModel`, from raw text."""

    def fit(self, texts: list[str], topics: list[str]) -> None:
        """Learn, calibration and thresholds with it."""
        self._model = train(texts, [[topic] for topic in topics])

    def rank(self, texts: list[str]) -> list[list[str]]:
        """Return the three best topics."""
        return [[topic for topic, _ in best] for best in self._model.rank(texts, 3)]

    def decide(self, texts: list[str]) -> list[list[str]]:
        """Return the topics over their thresholds."""
        return self._model.decide(texts)
