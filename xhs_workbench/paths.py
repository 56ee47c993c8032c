"""Where notebooks, params, templates, data and reports are.

A path in a parameter file is relative to the workbench folder (the one with `notebooks/` and `params/`), whatever
the current folder of the kernel is: JupyterLab starts kernels in `notebooks/`, papermill where it was called.
"""

from __future__ import annotations

import os
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
CLIENT, INTERNAL = "client", "internal"
"""The two folders of a campaign under `reports/`: what may be sent, and what is ours alone (mode 0700)."""


def client_page(reports: Path, campaign: str, stem: str) -> Path:
    """Return where the client's page of a report lies."""
    return reports / campaign / CLIENT / f"{stem}.html"


def internal_page(page: Path) -> Path:
    """Return where our own version of a client's page lies: another folder, and another name should it be sent by mistake.

    >>> internal_page(Path("reports/demo/client/live.html")).as_posix()
    'reports/demo/internal/live_internal.html'
    """
    beside = page.parent.parent if page.parent.name == CLIENT else page.parent
    return beside / INTERNAL / f"{page.stem}_{INTERNAL}{page.suffix}"


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
