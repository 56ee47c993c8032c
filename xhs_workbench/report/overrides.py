"""A table of reports: each row names a parameter file and the values that differ from it.

The table is a CSV file in UTF-8 or GB18030, as spreadsheets save it. Column `params` names the YAML file,
`name` distinguishes the pages, and every other column is a parameter or, with dots, a value inside one
(`weights.value`). An empty cell keeps the file's value; lists and mappings are written as JSON. Each value is
validated like any other parameter, so no cell can become a path of an output, a key, or code.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xhs_workbench import paths
from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.params import NotebookParams

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}\Z")
COLUMN = re.compile(r"[a-z][a-z0-9_]{0,40}(\.[a-z0-9_]{1,41}){0,4}\Z")
MOST_ROWS = 10_000
MOST_BYTES = 20 * 1024**2


@dataclass(frozen=True)
class Planned:
    """A parameter file to run, and the changes that a table makes to it.

    Args:
        path: The YAML file.
        name: Distinguishes its page from others of the same file; lower-case letters, digits, `-` and `_`.
        changes: Dotted parameter -> value.
        place: Where the changes are written, for messages: `reports.csv › row 4`.
    """

    path: Path
    name: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""

    def applied(self, params: NotebookParams) -> NotebookParams:
        """Return the parameters with the changes, validated again.

        Raises:
            ParamsError: A change is unknown or its value is not allowed; each problem names its row and
                column.
        """
        if not self.changes:
            return params
        data = deepcopy(params.to_notebook())
        for dotted, value in self.changes.items():
            self._put(data, dotted.split("."), value, dotted)
        try:
            return type(params).check(data, draft=params.draft)
        except ParamsError as error:
            raise ParamsError([self._placed(problem) for problem in error.problems]) from None

    def _put(self, data: Any, steps: list[str], value: Any, dotted: str) -> None:
        here = data
        for step in steps[:-1]:
            here = here[step] if isinstance(here, dict) and isinstance(here.get(step), dict) else None
            if here is None:
                raise ParamsError(
                    self._placed(Problem("no such parameter", "没有该参数", column=dotted, code="XHS-P041"))
                )
        here[steps[-1]] = value

    def _placed(self, problem: Problem) -> Problem:
        return Problem(
            problem.en,
            problem.zh,
            file=self.place,
            column=problem.column,
            value=problem.value,
            fix_en=problem.fix_en,
            fix_zh=problem.fix_zh,
            code=problem.code,
        )


def read_overrides(table: Path) -> list[Planned]:
    """Read a table of reports.

    Raises:
        ParamsError: The file is not such a table, or a name or column in it is not allowed; all problems at
            once.
    """
    rows = list(csv.reader(io.StringIO(_decoded(table), newline="")))
    header = [cell.strip() for cell in rows[0]] if rows else []
    problems = [
        _wrong(table, 1, name, "not the name of a parameter", "不是参数名")
        for name in header
        if not COLUMN.match(name)
    ]
    if "params" not in header or len(set(header)) != len(header):
        problems.append(
            _wrong(
                table,
                1,
                "params",
                "needs one column `params`, and no column twice",
                "需要一列 params，且列名不重复",
            )
        )
    if len(rows) > MOST_ROWS:
        problems.append(_wrong(table, 0, "", f"more than {MOST_ROWS} rows", "行数过多"))
    if problems:
        raise ParamsError(problems)
    planned = []
    for number, cells in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in cells):
            row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
            planned.append(_plan_row(table, number, row, problems))
    if problems:
        raise ParamsError(problems)
    return planned


def _plan_row(table: Path, number: int, row: dict[str, str], problems: list[Problem]) -> Planned:
    source, name = row.pop("params", ""), row.pop("name", "")
    if not source:
        problems.append(_wrong(table, number, "params", "names no parameter file", "缺少参数文件"))
    if name and not NAME.match(name):
        fix = ("use lower-case letters, digits, - and _.", "只能使用小写字母、数字、- 和 _。")
        problems.append(_wrong(table, number, "name", "cannot be part of a file name", "不能用作文件名", fix))
    changes: dict[str, Any] = {}
    for column, text in row.items():
        if text:
            try:
                changes[column] = json.loads(text) if text[0] in "[{" else text
            except ValueError:
                problems.append(_wrong(table, number, column, "is not valid JSON", "不是有效的 JSON"))
    beside = table.parent / source
    path = beside if source and beside.is_file() else paths.resolve(source or "missing.yaml")
    return Planned(path, name, changes, f"{table.name} › row {number}")


def _decoded(table: Path) -> str:
    raw = paths.read_regular(table, MOST_BYTES)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ParamsError(_wrong(table, 0, "", "neither UTF-8 nor GB18030", "编码既不是 UTF-8 也不是 GB18030"))


def _wrong(table: Path, row: int, column: str, en: str, zh: str, fix: tuple[str, str] = ("", "")) -> Problem:
    shown = "".join(sign if sign.isprintable() else "?" for sign in column)[:40]
    return Problem(
        en, zh, file=table.name, row=row, column=shown, fix_en=fix[0], fix_zh=fix[1], code="XHS-P042"
    )
