"""Whole systems over one split of the starter corpus: how fast they learn and predict, and how good they are."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import ONE_CORE, Row, Setting, megabytes, run
from benchmarks.texts import Paragraphs, split, starter

# A module of `benchmarks.contenders`, what it is, and whether it runs under the Python of the peers.
CONTENDERS = (
    ("scikit", "scikit-learn: jieba, TF-IDF, one-vs-rest logistic regression", False),
    ("fasttext", "fastText, jieba", True),
    ("annif_tfidf", "Annif `tfidf`, jieba", True),
    ("annif_svc", "Annif `svc`, jieba", True),
    ("ours", "`pipeline.train` and `TopicModel.rank`", False),
)


def measure(setting: Setting) -> list[Row]:
    """Run every contender in a process and on a core of its own; one that is not installed gets a row that says so."""
    paragraphs = starter(setting.paragraphs)
    learn, held = split(paragraphs)
    task = setting.folder / "task.json"
    task.write_text(
        json.dumps(
            {
                "learn": {"texts": learn.texts, "topics": [topics[0] for topics in learn.topics]},
                "held": held.texts,
                "bulk": paragraphs.texts,
                "repeats": setting.repeats,
            }
        ),
        encoding="utf-8",
    )
    found = {name: _run(name, task, setting.peers if foreign else sys.executable) for name, _, foreign in CONTENDERS}
    return [
        *_rows("learning, one core", "fit", found, lambda result: megabytes(result["peak"]) + " at the peak"),
        *_rows("bulk prediction, one core", "predict", found, lambda result: _said(result, paragraphs, held)),
    ]


def _run(name: str, task: Path, python: str) -> dict[str, Any]:
    result = task.with_name(f"{name}.json")
    run([python, "-m", "benchmarks.contenders", name, str(task), str(result)], env=ONE_CORE)
    answer: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return answer


def _rows(subject: str, timed: str, found: dict[str, dict[str, Any]], note: Any) -> list[Row]:
    reference = found[CONTENDERS[0][0]][timed]
    rows = []
    for name, what, _ in CONTENDERS:
        result = found[name]
        if "missing" in result:
            rows.append(Row(subject, what, note=f"not installed ({result['missing']})"))
            continue
        seconds = result[timed] if name == CONTENDERS[0][0] else None
        rows.append(Row(subject, what, reference / result[timed], seconds, note(result)))
    return rows


def _said(result: dict[str, Any], bulk: Paragraphs, held: Paragraphs) -> str:
    top_1 = _share(result["ranked"], held.topics, 1)
    top_3 = _share(result["ranked"], held.topics, 3)
    f1 = micro_f1(result["decided"], held.topics)
    pace = len(bulk) / result["predict"]
    return f"{pace:,.0f} paragraphs/s; top-1 {top_1:.3f}, top-3 {top_3:.3f}, micro-F1 {f1:.3f}"


def _share(ranked: Sequence[Sequence[str]], truth: Sequence[Sequence[str]], k: int) -> float:
    hits = sum(own[0] in given[:k] for given, own in zip(ranked, truth, strict=True))
    return hits / len(truth)


def micro_f1(decided: Sequence[Sequence[str]], truth: Sequence[Sequence[str]]) -> float:
    """Return the F1 over all pairs of paragraph and topic."""
    both = sum(len(set(given) & set(own)) for given, own in zip(decided, truth, strict=True))
    return 2 * both / max(1, sum(map(len, decided)) + sum(map(len, truth)))
