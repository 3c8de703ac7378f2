"""No circle of imports: a module can be read, loaded and tested after those that it imports."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"


def imported_modules(path: Path, modules: set[str]) -> set[str]:
    """Return the modules that a file imports anywhere: inside functions and for type checkers too."""
    imported: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            submodules = {f"{node.module}.{alias.name}" for alias in node.names}
            imported |= submodules & modules or {node.module}
    return imported & modules


def test_no_circle_of_imports() -> None:
    """Modules import one another in one direction only, down to a single module."""
    paths = {
        ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): path
        for path in SOURCE.rglob("*.py")
    }
    graph = {module: imported_modules(path, set(paths)) for module, path in paths.items()}
    assert len(graph) > 100
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"modules import in a circle: {' → '.join(error.args[1])}")
