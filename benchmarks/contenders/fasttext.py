"""fastText over text that jieba has cut, with one of the two best of a dozen settings tried on this corpus."""

from __future__ import annotations

import tempfile
from pathlib import Path

import fasttext as library
import jieba

jieba.setLogLevel("ERROR")
_LABEL = "__label__"


class Contender:
    """`train_supervised` with runs of one and two characters; its tutorials' settings learn next to nothing here."""

    def fit(self, texts: list[str], topics: list[str]) -> None:
        """Learn from a file, the only thing that the library learns from."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "learn.txt"
            lines = (f"{_LABEL}{topic} {_cut(text)}\n" for topic, text in zip(topics, texts, strict=True))
            path.write_text("".join(lines), encoding="utf-8")
            self._model = library.train_supervised(
                str(path), lr=0.5, epoch=100, minn=1, maxn=2, bucket=100_000, thread=1, verbose=0
            )

    def rank(self, texts: list[str]) -> list[list[str]]:
        """Return the three most probable topics."""
        return self._labels(texts, 3, 0.0)

    def decide(self, texts: list[str]) -> list[list[str]]:
        """Return the topics that are more probable than not."""
        return self._labels(texts, -1, 0.5)

    def _labels(self, texts: list[str], most: int, threshold: float) -> list[list[str]]:
        found, _ = self._model.predict([_cut(text) for text in texts], most, threshold)
        return [[label.removeprefix(_LABEL) for label in labels] for labels in found]


def _cut(text: str) -> str:
    return " ".join(jieba.lcut(text.replace("\n", " ")))
