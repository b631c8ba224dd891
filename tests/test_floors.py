"""The design's floors: a module imports only from the floors below its own (or its own package)."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "pipeline"
FLOORS = {
    "cli": 6,
    "stages": 6,
    "assess": 5,
    "predict": 5,
    "check": 5,
    "compare": 5,
    "fetch": 5,
    "fit": 5,
    "draft": 5,
    "training": 4,
    "report": 4,
    "model": 3,
    "corpus": 3,
    "labels": 2,
    "features": 2,
    "lexicon": 2.5,
    "evidence": 2.5,
    "document": 1,
    "agenda": 1,
    "text": 1,
    "evaluation": 1,
    "params": 0.5,
    "shards": 0.7,
    "lookup": 0.5,
    "aggregate": 0.5,
    "storage": 0.5,
    "parallel": 0.6,
    "errors": 0,
}
# One use builds on another: a check is a prediction held against the masthead.
WITHIN_A_FLOOR = {("check", "predict")}
FORBIDDEN = {"typer": "cli", "dvc": None, "matplotlib": "report", "rich": "cli"}


def imports() -> list[tuple[str, str, Path]]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        own = path.relative_to(PACKAGE).with_suffix("").parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                found.append((own, node.module, path))
            elif isinstance(node, ast.Import):
                found += [(own, alias.name, path) for alias in node.names]
    return found


def test_every_module_has_a_floor() -> None:
    modules = {path.relative_to(PACKAGE).with_suffix("").parts[0] for path in PACKAGE.rglob("*.py")}
    assert modules - {"__init__"} <= set(FLOORS)


def test_imports_go_down_only() -> None:
    wrong = []
    for own, module, path in imports():
        parts = module.split(".")
        if own == "__init__" or parts[0] != "pipeline" or len(parts) < 2 or parts[1] == own:
            continue
        if FLOORS[parts[1]] >= FLOORS[own] and (own, parts[1]) not in WITHIN_A_FLOOR:
            wrong.append(f"{path.name}: {own} imports {parts[1]}")
    assert wrong == []


def test_core_knows_neither_command_line_nor_dvc_nor_drawing() -> None:
    wrong = [
        f"{path}: {module}"
        for own, module, path in imports()
        if (top := module.split(".")[0]) in FORBIDDEN and own != FORBIDDEN[top]
    ]
    assert wrong == []
