"""Run a program and write down the greatest memory it held: `python -m benchmarks.peak FILE MODULE ARGUMENT…`.

Only a process itself can tell: when it has ended, its `VmHWM` is gone.
"""

from __future__ import annotations

import atexit
import runpy
import sys
from pathlib import Path

from benchmarks.measure import peak_memory


def main() -> None:
    """Run the module as `python -m` does."""
    _, file, module, *arguments = sys.argv
    atexit.register(lambda: Path(file).write_text(str(peak_memory()), encoding="utf-8"))
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
