"""Any file as sheets of text: the border that untrusted bytes cross.

Above this line nobody knows whether a table came as CSV, XLSX or SQLite. A sheet holds text exactly as in the
file; header rows and title lines are rows like any other, and `row` counts as a spreadsheet does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from xhs_workbench.errors import IntakeError, Problem
from xhs_workbench.findings import Finding, Level, Text


@dataclass(frozen=True)
class Sheet:
    """One table of text.

    Args:
        file: File name without folder; it may hold anything a file name can hold.
        sheet: Sheet or table name; empty for text files.
        cells: Text columns `c0`, `c1`, … and `row` (1-based). An empty cell is null.
        damaged: (row, column index) of workbook cells stored as numbers too long to be exact: ids there lost
            digits.
        findings: Doubts about the file as a whole.
        refused: Rows that could not be read as rows.
        sha256: Of the file's bytes.
        hidden: Whether the workbook hides the sheet.
        hidden_rows: Numbers of rows that the workbook hides.
        hidden_columns: Indexes of columns that the workbook hides.
        merged: (first row, last row, column index) of cells merged downwards; the first one holds the text.
    """

    file: str
    sheet: str
    cells: pl.DataFrame
    damaged: frozenset[tuple[int, int]] = frozenset()
    findings: tuple[Finding, ...] = ()
    refused: tuple[Problem, ...] = ()
    sha256: str = ""
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int], ...] = ()

    @property
    def columns(self) -> list[str]:
        """Return the names of the text columns, left to right."""
        return [name for name in self.cells.columns if name != "row"]


def shown(sheet: Sheet) -> Sheet:
    """Return what a reader of the workbook sees of a sheet; hidden rows and columns are named in its findings."""
    filled = [f"c{index}" for index in sorted(sheet.hidden_columns) if f"c{index}" in sheet.cells.columns]
    titles = [title for name in filled if (title := sheet.cells[name].drop_nulls().head(1).to_list())]
    rows = sheet.cells["row"].is_in(list(sheet.hidden_rows)) if sheet.hidden_rows else None
    if not titles and (rows is None or not rows.any()):
        return sheet
    cells = sheet.cells.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in filled)
    findings = list(sheet.findings)
    if rows is not None and rows.any():
        findings.append(
            _hidden(sheet, "rows", int(rows.sum()), f"row {sheet.cells.filter(rows).item(0, 'row')}")
        )
        cells = cells.filter(~rows)
    if titles:
        findings.append(
            _hidden(sheet, "columns", len(titles), ", ".join(str(title[0]) for title in titles[:8]))
        )
    return replace(sheet, cells=cells, findings=tuple(findings))


HIDDEN = {"rows": "行", "columns": "列"}


def _hidden(sheet: Sheet, what: str, n: int, named: str) -> Finding:
    text = Text(
        f"{n:,} hidden {what} were skipped ({named}).",
        f"跳过隐藏的{HIDDEN[what]} {n:,} {HIDDEN[what]}（{named}）。",
    )
    place = " › ".join(part for part in (sheet.file, sheet.sheet) if part)
    return Finding(f"hidden_{what}", Level.REVIEW, text, READ_HIDDEN, (place,), n)


READ_HIDDEN = Text(
    "Unhide them, or write hidden: true in a mapping, to read them.",
    "如需读取，请取消隐藏，或在映射中写 hidden: true。",
)


def refuse(
    file: str,
    en: str,
    zh: str,
    *,
    row: int = 0,
    column: str = "",
    sheet: str = "",
    value: str = "",
    fix: tuple[str, str] = ("", ""),
    code: str = "XHS-E010",
) -> IntakeError:
    """Build the error for a file that cannot be read as data."""
    return IntakeError(
        Problem(
            en,
            zh,
            file=file,
            sheet=sheet,
            row=row,
            column=column,
            value=value,
            fix_en=fix[0],
            fix_zh=fix[1],
            code=code,
        )
    )


def doubt(file: str, code: str, en: str, zh: str, *, row: int = 0, sheet: str = "") -> Finding:
    """Build a REVIEW finding about a file that was read nevertheless."""
    place = " › ".join(part for part in (file, sheet, f"row {row}" if row else "") if part)
    return Finding(code, Level.REVIEW, Text(en, zh), evidence=(place,))
