"""The figures: Chinese in real glyphs on any machine, the same bytes each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import AgendaError
from pipeline.storage import atomic_path

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Rows = Sequence[Mapping[str, Any]]

INK, FAINT, ACCENT, SECOND = "#222222", "#c8ccd0", "#1f5f99", "#b5532a"


def _font() -> Path:
    """Return the font file that the package zhplot bundles (Noto Sans SC, SIL Open Font License)."""
    spec = find_spec("zhplot")
    path = Path(spec.origin).parent / "fonts" / "NotoSansSC-Regular.ttf" if spec and spec.origin else None
    if path is None or not path.is_file():
        raise AgendaError("the font of the package zhplot is missing; install the locked dependencies again")
    return path


def new_figure(width: float, height: float) -> tuple[Figure, Axes]:
    """Return an empty figure of a size in inches, in the report's style."""
    import matplotlib as mpl
    from matplotlib import font_manager
    from matplotlib.figure import Figure

    path = _font()
    font_manager.fontManager.addfont(str(path))
    mpl.rcParams.update(
        {
            "font.family": [font_manager.FontProperties(fname=str(path)).get_name(), "DejaVu Sans"],
            "font.size": 9,
            "axes.edgecolor": FAINT,
            "axes.labelcolor": INK,
            "text.color": INK,
            "xtick.color": INK,
            "ytick.color": INK,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.unicode_minus": False,
            "svg.fonttype": "path",  # the glyphs themselves, so that no reader needs the font
            "svg.hashsalt": "agenda",
        }
    )
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.add_subplot()


def save(figure: Figure, path: Path) -> None:
    """Write a figure as SVG without a date."""
    with atomic_path(path) as temporary:
        figure.savefig(temporary, format="svg", metadata={"Date": None})


def topic_strengths(rows: Rows, titles: Mapping[str, str]) -> Figure:
    """F1 of every topic with its 95% interval, best first."""
    ordered = sorted(rows, key=lambda row: (float(row["f1"]), row["topic"]))
    figure, axes = new_figure(8.5, 0.9 + 0.19 * len(ordered))
    places = range(len(ordered))
    f1 = [float(row["f1"]) for row in ordered]
    low = [max(0.0, value - float(row["f1_ci_low"])) for value, row in zip(f1, ordered, strict=True)]
    high = [max(0.0, float(row["f1_ci_high"]) - value) for value, row in zip(f1, ordered, strict=True)]
    axes.barh(places, f1, color="#d7e3ee", height=0.72)
    axes.errorbar(f1, places, xerr=[low, high], fmt="o", color=ACCENT, markersize=2.5, elinewidth=0.8)
    axes.set_yticks(places, [_short(titles.get(row["topic"], row["topic"]), 30) for row in ordered], fontsize=7)
    axes.set_ylim(-0.7, len(ordered) - 0.3)
    axes.set_xlim(0, 1.02)
    axes.set_xlabel("F1 on held-back documents, with 95% interval")
    axes.grid(axis="x", color=FAINT, linewidth=0.4)
    return figure


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def beside_baselines(metrics: Mapping[str, Any], measures: Mapping[str, str], runs: Mapping[str, str]) -> Figure:
    """Each measure for the model and the baselines, with 95% intervals."""
    figure, axes = new_figure(8.5, 3.2)
    width = 0.8 / len(runs)
    shades = [ACCENT, "#7f9bb3", "#b3bfc9", FAINT]
    for number, (run, name) in enumerate(runs.items()):
        figures = metrics[run]
        values = [figures[measure] for measure in measures]
        low = [figures[measure] - figures.get(f"{measure}_ci_low", figures[measure]) for measure in measures]
        high = [figures.get(f"{measure}_ci_high", figures[measure]) - figures[measure] for measure in measures]
        places = [place + number * width for place in range(len(measures))]
        axes.bar(places, values, width * 0.92, color=shades[number % len(shades)], label=name)
        axes.errorbar(places, values, yerr=[_positive(low), _positive(high)], fmt="none", ecolor=INK, elinewidth=0.7)
    axes.set_xticks([place + 0.4 - width / 2 for place in range(len(measures))], list(measures.values()))
    axes.set_ylim(0, 1)
    axes.grid(axis="y", color=FAINT, linewidth=0.4)
    axes.set_axisbelow(True)
    figure.legend(loc="outside upper center", frameon=False, ncols=len(runs))
    return figure


def _positive(values: Sequence[float]) -> list[float]:
    return [max(0.0, value) for value in values]


def curve(rows: Rows, x: str, lines: Mapping[str, str], xlabel: str, ylabel: str) -> Figure:
    """One or more lines over the same x."""
    figure, axes = new_figure(5.5, 3.4)
    for (key, name), color in zip(lines.items(), (ACCENT, SECOND, "#6b6b6b"), strict=False):
        axes.plot([float(row[x]) for row in rows], [float(row[key]) for row in rows], color=color, label=name)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)
    axes.set_xlabel(xlabel)
    axes.set_ylabel(ylabel)
    axes.grid(color=FAINT, linewidth=0.4)
    if len(lines) > 1:
        axes.legend(frameon=False)
    return figure


def reliability(rows: Rows) -> Figure:
    """Mean score against the share of true ones; a point's size tells how many paragraphs it stands for."""
    figure, axes = new_figure(4.6, 4.2)
    filled = [row for row in rows if float(row["count"])]
    most = max((float(row["count"]) for row in filled), default=1.0)
    axes.plot([0, 1], [0, 1], color=FAINT, linewidth=1)
    axes.plot([float(r["score"]) for r in filled], [float(r["true"]) for r in filled], color=ACCENT, linewidth=0.8)
    axes.scatter(
        [float(row["score"]) for row in filled],
        [float(row["true"]) for row in filled],
        s=[12 + 160 * float(row["count"]) / most for row in filled],
        color=ACCENT,
        zorder=3,
    )
    for row in filled:
        place = (float(row["score"]), float(row["true"]))
        axes.annotate(f"{int(float(row['count']))}", place, (6, -10), textcoords="offset points", fontsize=7)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)
    axes.set_xlabel("calibrated score of the best topic")
    axes.set_ylabel("share that is right")
    axes.grid(color=FAINT, linewidth=0.4)
    return figure


def learning_curve(rows: Rows) -> Figure:
    """A measure over the number of documents learned from."""
    figure, axes = new_figure(5.5, 3.4)
    documents = [float(row["documents"]) for row in rows]
    for key, name, color in (("top_1", "top-1", ACCENT), ("micro_f1", "micro-F1", SECOND)):
        axes.plot(documents, [float(row[key]) for row in rows], "o-", markersize=3, color=color, label=name)
    axes.set_ylim(0, 1.02)
    axes.set_xlim(0, max(documents, default=1) * 1.05)
    axes.set_xlabel("documents learned from")
    axes.grid(color=FAINT, linewidth=0.4)
    axes.legend(frameon=False)
    return figure
