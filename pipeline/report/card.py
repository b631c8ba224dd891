"""The model card, written from the run that made the model (form: Mitchell et al., 2019)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import SCHEMA
from pipeline.report.page import MEASURES, RUNS, Findings, lead

if TYPE_CHECKING:
    from pipeline.model import TopicModel


def model_card(findings: Findings, model: TopicModel) -> str:
    """Return the model card as Markdown."""
    metrics, info = findings.metrics, model.info
    counts = [int(count) for count in info["topic_paragraphs"].values()]
    table = ["| | " + " | ".join(MEASURES.values()) + " |", "|---" * (len(MEASURES) + 1) + "|"]
    for name, title in RUNS.items():
        table.append(f"| {title} | " + " | ".join(f"{metrics[name][key]:.3f}" for key in MEASURES) + " |")
    caution = (
        "The held-back documents have the same authors as the training text: real documents will score lower."
        if findings.starter
        else "Documents of another time or body than those it learned from will score lower."
    )
    return "\n".join(
        [
            "# Model card: agenda items of General Assembly documents in Chinese",
            "",
            "**What it is.** TF-IDF over words and runs of characters, one linear classifier a topic, calibrated",
            f"scores, a threshold for each of {len(model.topics)} topics. Numbers are looked up in an agenda.",
            "",
            "**What it is for.** Suggesting, for a person to review, which agenda items a paragraph speaks to. Not for",
            "deciding without review, nor for other languages or other bodies' agendas.",
            "",
            f"**What it learned from.** {info['paragraphs']} paragraphs of {info['documents']} documents (corpus "
            f"`{str(info['trained_on'])[:12]}`); {min(counts)} to {max(counts)} paragraphs a topic.",
            "",
            f"**How good it is.** {lead(metrics)} {caution}",
            "",
            *table,
            "",
            f"Expected calibration error of the best topic's score: {metrics['calibration']['ece']:.3f}. Of paragraphs",
            f"without any item, {metrics['all']['false_alarm_rate']:.0%} were given one.",
            "",
            f"**Format.** One safetensors file, schema `{SCHEMA}`; nothing in it is executed.",
            "",
        ]
    )
