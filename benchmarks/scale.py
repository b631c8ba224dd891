"""Every stage on archives of several sizes: `python -m benchmarks.scale 10000 30000`.

The stages are run with the command lines of `dvc.yaml`, in a folder of their own, on all cores; then all documents
are predicted. Time should grow as the archive does, memory less.
"""

from __future__ import annotations

import argparse
import shlex
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import yaml

from benchmarks.archive import Format, write_archive
from benchmarks.checkout import agenda
from benchmarks.measure import ROOT, Ended, machine, megabytes, run

STAGES = ("prepare", "split", "tokenize", "train", "evaluate")
PREDICT = "predict"


def lay_out(folder: Path, paragraphs: int, format: Format = "jsonl") -> str:
    """Make a checkout's data of an archive, with no annotations; return what the archive holds."""
    for name in ("data/agenda", "data/lexicon"):
        shutil.copytree(ROOT / name, folder / name)
    params = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    params["train"]["in_memory"] = 0  # all sizes are learned in passes, as an archive is
    (folder / "params.yaml").write_text(yaml.safe_dump(params), encoding="utf-8")
    (folder / "data/annotations").mkdir()
    for name in ("models", "reports"):
        (folder / name).mkdir()
    made = write_archive(folder / "data/corpus/archive", paragraphs, format=format)
    return f"{made.paragraphs:,} paragraphs in {made.documents:,} documents, {made.bytes / 1e6:,.1f} MB of text"


def run_stages(folder: Path, stages: Sequence[str] = STAGES) -> dict[str, Ended]:
    """Run stages as `dvc.yaml` does, then predict the whole archive with the model that came out."""
    known = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    ended = {}
    for stage in stages:
        command = [sys.executable if word == "python" else word for word in shlex.split(known[stage]["cmd"])]
        ended[stage] = run(command, cwd=folder, sample=True)
        print(f"  {stage}: {ended[stage].seconds:.1f} s, {megabytes(ended[stage].peak)}", file=sys.stderr, flush=True)
    if "train" in stages:
        ended[PREDICT] = run(
            [*agenda("predict"), "data/corpus/archive", "--format", "jsonl", "--model", "models/agenda.safetensors"],
            cwd=folder,
            sample=True,
            output=folder / "predictions.jsonl",
        )
    return ended


def measure(sizes: Sequence[int], format: Format = "jsonl", stages: Sequence[str] = STAGES) -> str:
    """Return a Markdown table: a line a stage and size, with time and memory beside those of the size before.

    Time is that of all processors together, which a busy machine does not stretch.
    """
    lines = [
        "| paragraphs | stage | seconds | CPU seconds | times the size before | peak memory | times the size before |"
    ]
    lines.append("|---:|---|---:|---:|---:|---:|---:|")
    before: dict[str, Ended] = {}
    for size in sorted(sizes):
        with tempfile.TemporaryDirectory(prefix="agenda-scale-") as name:
            said = lay_out(Path(name), size, format)
            print(said, file=sys.stderr, flush=True)
            ended = run_stages(Path(name), stages)
        for stage, now in ended.items():
            old = before.get(stage)
            times = (f"{now.cpu / old.cpu:.1f}", f"{now.peak / old.peak:.1f}") if old else ("", "")
            lines.append(
                f"| {size:,} | {stage} | {now.seconds:.1f} | {now.cpu:.1f} | {times[0]} | {megabytes(now.peak)} "
                f"| {times[1]} |"
            )
        before = ended
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run the sizes that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paragraphs", type=int, nargs="+")
    parser.add_argument("--format", choices=("jsonl", "txt"), default="jsonl")
    args = parser.parse_args()
    found = measure(args.paragraphs, args.format)
    print(f"{machine()}\n\n{found}", end="")


if __name__ == "__main__":
    main()
