"""The command `agenda` as a module, for `benchmarks.peak` to run."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
