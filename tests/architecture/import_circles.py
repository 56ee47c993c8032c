"""Who imports whom, file by file: files that import each other in a circle can only be understood together."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Return one circle of modules, with its first repeated at the end; an empty list if there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def import_graph(package: Path, in_functions: bool) -> dict[str, set[str]]:
    """Return module -> modules of the package it imports, except imports for type checkers only.

    Args:
        package: The package's folder.
        in_functions: Whether imports inside functions count, which only run when they are called.
    """
    files = {_module(package, file): file for file in package.rglob("*.py")}
    return {name: set(_imports(file, in_functions, set(files))) - {name} for name, file in files.items()}


def _module(package: Path, file: Path) -> str:
    parts = file.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(file: Path, in_functions: bool, known: set[str]) -> Iterator[str]:
    for node in _statements(ast.parse(file.read_text(encoding="utf-8")), in_functions):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in known else node.module


def _statements(tree: ast.AST, in_functions: bool) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not in_functions:
            continue
        yield node
        yield from _statements(node, in_functions)
