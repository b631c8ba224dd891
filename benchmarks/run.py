"""Run every benchmark and write the table into `docs/performance.md`: `python -m benchmarks.run`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import features, memory, reproduction, startup, systems, tokenization
from benchmarks.measure import ROOT, Row, Setting, machine, table

PAGE = ROOT / "docs" / "performance.md"
_BEGIN, _END = "<!-- table -->", "<!-- end of table -->"
# The copy that `reproduction` leaves has the model that the two after it need.
_SUBJECTS: dict[str, Callable[[Setting], list[Row]]] = {
    "tokenization": tokenization.measure,
    "features": features.measure,
    "systems": systems.measure,
    "reproduction": reproduction.measure,
    "startup": startup.measure,
    "memory": memory.measure,
}


def main() -> None:
    """Run all subjects, or those that are named; only a whole run is written down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=", ".join(_SUBJECTS))
    parser.add_argument("--peers", default=sys.executable, help="a Python that has benchmarks/requirements.txt")
    parser.add_argument("--repeats", type=int, default=5)
    args = parser.parse_args()
    if unknown := [name for name in args.subjects if name not in _SUBJECTS]:
        parser.error(f"{unknown[0]}: no subject; there are {', '.join(_SUBJECTS)}")
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="agenda-bench-") as folder:
        setting = Setting(Path(folder), repeats=args.repeats, peers=args.peers)
        for name in args.subjects or _SUBJECTS:
            print(name, file=sys.stderr, flush=True)
            rows += _SUBJECTS[name](setting)
    found = f"{machine()}.\n\n{table(rows)}"
    print(found, end="")
    if not args.subjects:
        write_between(PAGE, found)


def write_between(page: Path, found: str) -> None:
    """Replace what stands between the two marks of a page; the text around them stays."""
    text = page.read_text(encoding="utf-8")
    before, mark, rest = text.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not mark or not end:
        raise SystemExit(f"error: {page}: has no {_BEGIN} with {_END} after it; put both where the table goes")
    page.write_text(f"{before}{_BEGIN}\n{found}{_END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
