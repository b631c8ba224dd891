"""The report on a run: one offline page, and the figures as files beside it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.report import plots
from pipeline.report.document import environment, style

if TYPE_CHECKING:
    from markupsafe import Markup
    from matplotlib.figure import Figure

Metrics = Mapping[str, Any]
Rows = Sequence[Mapping[str, Any]]

MEASURES = {
    "micro_f1": "micro-F1",
    "macro_f1": "macro-F1",
    "top_1": "top-1",
    "top_3": "top-3",
    "lrap": "LRAP",
}
RUNS = {
    "all": "this model",
    "baseline_nearest_neighbour": "nearest neighbour",
    "baseline_title_match": "title match",
    "baseline_majority": "majority",
}
_MORE_RUNS = {
    "documents_of_one_item": "… documents of one item",
    "documents_of_several_items": "… documents of several items (annotated)",
    "with_masthead_prior": "… the same, with the masthead's items as a prior",
    "degraded_text": "… text as old PDFs give it",
    "masked_text": "… numbers and titles hidden",
    "external": "… text from elsewhere",
}
_THIN = 4  # documents
_CORPUS = {
    "documents": "documents",
    "body_paragraphs": "paragraphs of the body",
    "trainable_paragraphs": "… that the model may learn from",
    "judged_paragraphs": "… whose items are known",
    "annotated_paragraphs": "… annotated by a person",
    "paragraphs_naming_their_item": "… that spell out their item's title",
    "duplicate_paragraphs": "… that repeat another word for word",
    "groups": "groups of documents that are never parted",
}


@dataclass(frozen=True)
class Findings:
    """What the report tells: metrics, tables, and examples chosen beforehand."""

    metrics: Metrics
    corpus: Mapping[str, Any]
    topics: Rows
    curves: Mapping[str, Rows]
    confusions: Rows
    mistakes: Rows
    titles: Mapping[str, str]
    learning: Rows = ()
    gains: Rows = ()
    zero_shot: Rows = ()
    starter: bool = False
    made: str = ""


def draw(findings: Findings) -> dict[str, Figure]:
    """Return every figure of the report by name."""
    curves = findings.curves
    figures = {
        "baselines": plots.beside_baselines(findings.metrics, MEASURES, RUNS),
        "reliability": plots.reliability(curves["reliability"]),
        "thresholds": plots.curve(
            curves["thresholds"],
            "threshold",
            {"f1": "F1", "precision": "precision", "recall": "recall"},
            "one threshold for all topics",
            "",
        ),
        "precision_recall": plots.curve(
            curves["precision_recall"], "recall", {"precision": "precision"}, "recall", "precision"
        ),
        "topics": plots.topic_strengths(findings.topics, findings.titles),
    }
    if findings.learning:
        figures["learning"] = plots.learning_curve(findings.learning)
    return figures


def page(findings: Findings, figures: Mapping[str, Figure]) -> str:
    """Return the report as one HTML page that needs nothing else."""
    metrics = findings.metrics
    runs = {name: title for name, title in (RUNS | _MORE_RUNS).items() if name in metrics}
    shown = [*MEASURES, "false_alarm_rate"]
    return (
        environment()
        .get_template("report.html")
        .render(
            style=style(),
            lead=lead(metrics),
            percent=percent,
            starter=findings.starter,
            external=metrics.get("external"),
            external_title=metrics.get("external_title_match"),
            corpus_rows=[(name, metrics["corpus"][key]) for key, name in _CORPUS.items() if key in metrics["corpus"]],
            skipped=findings.corpus.get("skipped", []),
            warnings=findings.corpus.get("warnings", []),
            comparison_columns=[*MEASURES.values(), "false alarms"],
            comparison_rows=[(title, [_cell(metrics[name], key) for key in shown]) for name, title in runs.items()],
            ece=metrics["calibration"]["ece"],
            topics=[_topic_row(row, findings.titles) for row in findings.topics],
            thin=[findings.titles[row["topic"]] for row in findings.topics if int(row["documents"]) <= _THIN],
            thin_limit=_THIN,
            gains=[{**row, "title": findings.titles[row["topic"]]} for row in findings.gains],
            zero_shot=findings.zero_shot,
            confusions=findings.confusions,
            mistakes=findings.mistakes,
            figures={name: svg(figure) for name, figure in figures.items()},
            made=findings.made,
        )
    )


def lead(metrics: Metrics) -> str:
    """Return the one paragraph that says how good the model is."""
    figures = metrics["all"]
    low, high = (figures.get(f"micro_f1_ci_{end}", figures["micro_f1"]) for end in ("low", "high"))
    return (
        f"On {figures['documents']} held-back documents ({figures['paragraphs']} paragraphs), the best-ranked topic is "
        f"right for {percent(figures['top_1'])} of the paragraphs, and a right one stands among the first three for "
        f"{percent(figures['top_3'])}. Decisions reach a micro-F1 of {figures['micro_f1']:.2f} "
        f"(95% interval {low:.2f} to {high:.2f})."
    )


def percent(value: float) -> str:
    """Return a share as a whole percentage."""
    return f"{100 * value:.0f}%"


def svg(figure: Figure) -> Markup:
    """Return a figure as inline SVG, without date and document head."""
    from markupsafe import Markup

    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    text = buffer.getvalue()
    return Markup(text[text.index("<svg") :])


def _cell(figures: Metrics, key: str) -> str:
    if f"{key}_ci_low" not in figures:
        return f"{figures[key]:.3f}"
    return f"{figures[key]:.3f} ({figures[f'{key}_ci_low']:.2f}–{figures[f'{key}_ci_high']:.2f})"


def _topic_row(row: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    return {
        "title": titles.get(row["topic"], row["topic"]),
        "documents": row["documents"],
        "paragraphs": row["paragraphs"],
        **{key: f"{float(row[key]):.2f}" for key in ("precision", "recall", "f1")},
        "interval": f"{float(row['f1_ci_low']):.2f}–{float(row['f1_ci_high']):.2f}",
    }
