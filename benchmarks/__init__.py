"""How fast and how good the project is beside what most people would write: `python -m benchmarks.run`."""
