"""Two runs on the same documents: what changed, and whether it is more than chance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.corpus.predictions import read_predictions
from pipeline.errors import InputError
from pipeline.evaluation.intervals import paired_differences
from pipeline.evaluation.metrics import per_topic, summarize, tally

PREDICTIONS = Path("data/interim/predictions.parquet")
SHOWN = ("micro_f1", "macro_f1", "top_1", "top_3", "lrap", "subset_accuracy", "false_alarm_rate", "document_f1")


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of the first run and of the second, and the 95% interval of their difference."""

    name: str
    first: float
    second: float
    low: float
    high: float

    @property
    def certain(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Changes of the metrics, and of the F1 of the topics that changed most."""

    metrics: tuple[Change, ...]
    topics: tuple[tuple[str, float, float], ...]


def compare_runs(first: Path, second: Path, samples: int, seed: int, most_topics: int = 10) -> Comparison:
    """Compare two runs by a paired bootstrap over documents.

    Parameters
    ----------
    first, second
        A checkout after `dvc repro`, or its `data/interim/predictions.parquet` copied elsewhere.

    Raises
    ------
    InputError
        A run is missing, or the two were judged on different documents or topics.
    """
    one, other = (read_predictions(_file(run)).outcome() for run in (first, second))
    if one.topics != other.topics:
        raise InputError(f"{second}: judged on other topics than {first}; compare runs with one agenda")
    left, right = tally(one), tally(other)
    before, after = summarize(left), summarize(right)
    gaps = paired_differences(left, right, samples, seed)
    changes = tuple(Change(name, before[name], after[name], *gaps[name][1:]) for name in SHOWN)
    pairs = zip(per_topic(one), per_topic(other), strict=True)
    topics = sorted(((a["topic"], a["f1"], b["f1"]) for a, b in pairs), key=lambda row: (-abs(row[2] - row[1]), row[0]))
    return Comparison(changes, tuple(row for row in topics[:most_topics] if row[1] != row[2]))


def _file(run: Path) -> Path:
    return run / PREDICTIONS if run.is_dir() else run


def as_markdown(comparison: Comparison, titles: dict[str, str]) -> str:
    """Return the comparison as the Markdown of a comment under a change."""
    lines = ["| | before | after | change | 95% interval |", "|---|---|---|---|---|"]
    for change in comparison.metrics:
        mark = " **" if change.certain else " "
        gap = f"{mark}{change.second - change.first:+.3f}{mark}".strip()
        lines.append(
            f"| {change.name} | {change.first:.3f} | {change.second:.3f} | {gap} "
            f"| {change.low:+.3f} to {change.high:+.3f} |"
        )
    if comparison.topics:
        lines += ["", "F1 of the topics that changed most:", "", "| topic | before | after |", "|---|---|---|"]
        lines += _topic_lines(comparison.topics, titles)
    lines += ["", "Bold: more than chance (the interval, over documents, leaves 0 out)."]
    return "\n".join(lines) + "\n"


def _topic_lines(topics: Iterable[tuple[str, float, float]], titles: dict[str, str]) -> list[str]:
    return [f"| {titles.get(topic, topic)} | {before:.2f} | {after:.2f} |" for topic, before, after in topics]
