"""Put a fault into a function that is loaded already, without importing anything again: its code is exchanged where it stands.

Whoever imported the function by name sees the fault too, for the function object stays the same. Only for
faults inside functions of a module that ran nothing of them at import; others go through `running.notices`,
which imports the faulty file.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from benchmarks.mutants.faults import Fault
from xhs_workbench import paths


def module_name(file: Path) -> str:
    """Return the dotted name of a file of the package."""
    parts = file.relative_to(paths.ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def function_around(fault: Fault, source: str) -> tuple[tuple[str, ...], range] | None:
    """Return the names that lead to the outermost function around a fault, and its lines; None outside functions."""
    body: list[ast.stmt] = ast.parse(source).body
    names: tuple[str, ...] = ()
    while True:
        inside = next(
            (one for one in body if one.lineno <= fault.start[0] <= (one.end_lineno or one.lineno)), None
        )
        if isinstance(inside, ast.FunctionDef | ast.AsyncFunctionDef):
            return (*names, inside.name), range(
                inside.body[0].lineno, (inside.end_lineno or inside.lineno) + 1
            )
        if not isinstance(inside, ast.ClassDef):
            return None
        names, body = (*names, inside.name), inside.body


def swap(fault: Fault, source: str, made: str) -> bool:
    """Exchange the code of the function around the fault; False where that cannot be done."""
    found = function_around(fault, source)
    module = sys.modules.get(module_name(fault.file))
    if found is None or module is None:
        return False
    held: Any = module
    code: CodeType | None = compile(made, str(fault.file), "exec", dont_inherit=True)
    for name in found[0]:
        held = vars(held).get(name)
        code = (
            next((one for one in code.co_consts if isinstance(one, CodeType) and one.co_name == name), None)
            if code
            else None
        )
    function = _unwrapped(held)
    if function is None or code is None or function.__code__.co_freevars != code.co_freevars:
        return False
    function.__code__ = code
    return True


def _unwrapped(held: Any) -> FunctionType | None:
    for inside in ("fget", "__func__", "__wrapped__"):
        held = getattr(held, inside, None) or held
    return held if isinstance(held, FunctionType) else None
