"""Judge each choice of `choices.yaml` beside the shipped parameters, on training sides only."""

from __future__ import annotations

import sys

import yaml

from experiments.data import TrainingSide, arguments, changed
from pipeline.evaluation.intervals import paired_differences
from pipeline.evaluation.metrics import summarize, tally
from pipeline.storage import write_csv

SHOWN = ("top_1", "top_3", "lrap", "micro_f1", "macro_f1")


def main() -> None:
    """Write a row for each choice: its figures, and how its top-1 differs from the shipped one's."""
    paths = arguments(__doc__, "choices", "out")
    side = TrainingSide.load()
    choices = {"as shipped": {}, **yaml.safe_load(paths.choices.read_text(encoding="utf-8"))}
    shipped = None
    rows = []
    for name, change in choices.items():
        params = changed(side.params, {key: value for key, value in change.items() if key != "judged"})
        examples = side.examples(params)
        judged = side.examples(params, change["judged"]).tokens if "judged" in change else None
        sums = tally(side.held_out(params, examples, judged))
        shipped = shipped or sums
        _, low, high = paired_differences(shipped, sums, side.params.evaluate.bootstrap, side.params.evaluate.seed)[
            "top_1"
        ]
        figures = summarize(sums)
        rows.append(
            {
                "choice": name,
                **{key: float(figures[key]) for key in SHOWN},
                "top_1_change_ci_low": float(low),
                "top_1_change_ci_high": float(high),
            }
        )
        print(name, *(f"{key} {figures[key]:.4f}" for key in SHOWN), file=sys.stderr, flush=True)
    write_csv(paths.out, rows)


if __name__ == "__main__":
    main()
