"""The notebooks of a work folder are the analyst's to edit: is each still a notebook, and can Python read every cell of it?"""

from __future__ import annotations

import json
import warnings
from ast import PyCF_ALLOW_TOP_LEVEL_AWAIT
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from xhs_workbench import paths, work_folder
from xhs_workbench.errors import Problem, ReportError
from xhs_workbench.report.jobs import Job

MOST_BYTES = 50 * 1024**2
"""A notebook with the outputs of a long day stays far below; a larger file is something else."""


def check_notebooks(jobs: Iterable[Job]) -> None:
    """Refuse notebooks that would stop at their first broken cell; nothing of them is run.

    Raises:
        ReportError: A file is no notebook, or a cell is not Python; all of them at once, with cell and line.
    """
    files = dict.fromkeys(paths.notebook_file(job.notebook) for job in jobs)
    if problems := [problem for file in files for problem in _faults(file)]:
        raise ReportError(problems)


def _faults(file: Path) -> Iterator[Problem]:
    try:
        cells = _read_cells(file)
    except (OSError, ValueError, RecursionError) as error:
        yield _no_notebook(file, error)
        return
    for number, cell in enumerate(cells, 1):
        if cell["cell_type"] == "code" and (fault := _fault_of(_text(cell["source"]))):
            yield _not_python(file, number, fault)


def _read_cells(file: Path) -> list[Any]:
    """Return the cells of a notebook.

    Raises:
        OSError: It is not there or may not be read.
        ValueError: It is no notebook.
    """
    if not file.is_file():
        raise FileNotFoundError("there is no such file")
    if file.stat().st_size > MOST_BYTES:
        raise ValueError(f"larger than {MOST_BYTES // 1024**2} MB")
    said = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(said, dict) or said.get("nbformat") != 4 or not isinstance(said.get("cells"), list):
        raise ValueError("not the format of notebooks (nbformat 4)")
    for number, cell in enumerate(said["cells"], 1):
        if not isinstance(cell, dict) or not isinstance(cell.get("cell_type"), str):
            raise ValueError(f"cell {number} is no cell")
        lines = cell.get("source")
        if not isinstance(lines, str) and not (
            isinstance(lines, list) and all(isinstance(one, str) for one in lines)
        ):
            raise ValueError(f"cell {number} has no source")
    return list(said["cells"])


def _text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def _fault_of(source: str) -> SyntaxError | None:
    """Return why a cell is not Python; None where it is, or where IPython makes Python of it (`%time`, `!ls`, `x?`)."""
    fault = _compiled(source)
    if fault is None:
        return None
    from IPython.core.inputtransformer2 import TransformerManager  # slow to import, and most cells need none

    transformer: Any = TransformerManager  # it carries no types
    try:
        told: str = transformer().transform_cell(source)
    except SyntaxError as error:
        return error
    return None if _compiled(told) is None else fault


def _compiled(source: str) -> SyntaxError | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as a doubtful escape: it runs
            compile(source, "cell", "exec", flags=PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError) as error:  # a NUL in it, or nested too deeply
        return SyntaxError(str(error))
    return None


def _not_python(file: Path, cell: int, fault: SyntaxError) -> Problem:
    place = f"cell {cell}, line {fault.lineno}" if fault.lineno else f"cell {cell}"
    shown = (fault.text or "").strip()
    alone = file.parent == work_folder.SHIPPED / "notebooks"
    return Problem(
        f"this is not Python: {fault.msg}",
        "不是有效的 Python 代码",
        file=file.name,
        column=place,
        value=shown if len(shown) <= 80 else f"{shown[:80]}…",
        fix_en=f"correct it in {paths.shown(file)}{'' if alone else ', or remove the file to use the shipped notebook'}.",
        fix_zh=f"请在 {paths.shown(file)} 中改正{'' if alone else '，或删除该文件以使用自带的 notebook'}。",
        code="XHS-R014",
    )


def _no_notebook(file: Path, error: Exception) -> Problem:
    why = f"line {error.lineno}: {error.msg}" if isinstance(error, json.JSONDecodeError) else None
    return Problem(
        f"this is no notebook: {why or getattr(error, 'strerror', None) or error or type(error).__name__}",
        "不是有效的 notebook 文件",
        file=file.name,
        fix_en=f"mend {paths.shown(file)} in JupyterLab, or delete it: xhs-workbench init . writes it anew.",
        fix_zh=f"请在 JupyterLab 中修复 {paths.shown(file)}，或删除后运行 xhs-workbench init . 重新生成。",
        code="XHS-R015",
    )
