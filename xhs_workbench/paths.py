"""Where notebooks, params, templates, data and reports are.

A path in a parameter file is relative to the workbench folder (the one with `notebooks/` and `params/`), whatever
the current folder of the kernel is: JupyterLab starts kernels in `notebooks/`, papermill where it was called.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from glob import glob
from pathlib import Path

from xhs_workbench.errors import InputMissingError, Problem

ROOT = Path(os.environ.get("XHS_WORKBENCH_ROOT") or Path(__file__).resolve().parent.parent)
NOTEBOOKS = ROOT / "notebooks"
PARAMS = ROOT / "params"
TEMPLATES = ROOT / "templates"
REPORTS = ROOT / "reports"
PRIVATE = ROOT / ".private"
"""What must not travel: executed notebooks, failure pages, the salt of pseudonyms; mode 0700."""
WORK = ROOT / "work"
"""Notebooks opened from the start page, each with its campaign's parameters; they may hold a client's data."""


def resolve(path: str | Path) -> Path:
    """Return `path` as an absolute path; a relative one counts from the workbench folder."""
    given = Path(path).expanduser()
    return given if given.is_absolute() else inputs_root() / given


def inputs_root() -> Path:
    """Return where relative inputs start: the workbench folder, or where a worker has put copies (`XHS_INPUTS`)."""
    return Path(os.environ.get("XHS_INPUTS") or ROOT)


def require(path: str | Path, parameter: str = "") -> Path:
    """Return the absolute path of an input that exists.

    Raises:
        InputMissingError: No such file or folder.
    """
    found = resolve(path)
    if found.exists():
        return found
    raise InputMissingError(
        Problem(
            "no such file",
            "找不到文件",
            file=str(path),
            column=parameter,
            fix_en="check the path; a relative path starts at the workbench folder.",
            fix_zh="请检查路径；相对路径从工作台文件夹算起。",
            code="XHS-E001",
        )
    )


def expand(names: Sequence[str]) -> list[str]:
    """Replace patterns (`exports/*.xlsx`) by the files they match, in order; other names stay.

    Not every shell does it (PowerShell does not). A pattern that matches nothing stays, to be named as missing; a file whose
    own name holds a `*` is itself.
    """
    found: list[str] = []
    for name in names:
        is_pattern = isinstance(name, str) and any(sign in name for sign in "*?[") and not resolve(name).exists()
        matched = sorted(glob(str(resolve(name)), recursive=True)) if is_pattern else []  # noqa: PTH207 - may be absolute
        base = resolve("")
        found += [_as_given(match, name, base) for match in matched] or [name]
    return list(dict.fromkeys(found))


def _as_given(match: str, name: str, base: Path) -> str:
    path = Path(match)
    relative = not Path(name).expanduser().is_absolute() and path.is_relative_to(base)
    return path.relative_to(base).as_posix() if relative else match


def is_owner_file(path: str | Path) -> bool:
    """Say whether a file is what Excel leaves beside a workbook it has open: a name, no data.

    >>> is_owner_file("exports/~$list.xlsx"), is_owner_file("exports/list.xlsx")
    (True, False)
    """
    return Path(path).name.startswith("~$")


def shown(path: str | Path) -> str:
    """Return the path as a report may show it: inside the workbench relative, elsewhere the bare name.

    >>> shown(ROOT / "data" / "demo" / "orders.xlsx")
    'data/demo/orders.xlsx'
    >>> shown("/home/someone/secret/orders.xlsx")
    'orders.xlsx'
    """
    absolute = resolve(path)
    for root in (inputs_root(), ROOT):
        if absolute.is_relative_to(root):
            return absolute.relative_to(root).as_posix()
    return absolute.name
