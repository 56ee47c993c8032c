"""Any file as sheets of text: the border that untrusted bytes cross.

Above this line nobody knows whether a table came as CSV, XLSX or SQLite. A sheet holds text exactly as in the file;
header rows and title lines are rows like any other, and `row` counts as a spreadsheet does.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from xhs_workbench import paths
from xhs_workbench.errors import IntakeError, Problem
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.intake.masking import mask_text

ZIP, OLE, SQLITE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"SQLite format 3\x00"
MAX_BYTES = 2 * 1024**3


@dataclass(frozen=True)
class Sheet:
    """One table of text.

    Args:
        file: File name without folder; it may hold anything a file name can hold.
        sheet: Sheet or table name; empty for text files.
        cells: Text columns `c0`, `c1`, … and `row` (1-based). An empty cell is null.
        damaged: (row, column index) of workbook cells stored as numbers too long to be exact: ids there lost digits.
        findings: Doubts about the file as a whole.
        refused: Rows that could not be read as rows.
        sha256: Of the file's bytes.
        hidden: Whether the workbook hides the sheet.
        hidden_rows: Numbers of rows that the workbook hides.
        hidden_columns: Indexes of columns that the workbook hides.
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
        findings.append(_hidden(sheet, "rows", int(rows.sum()), f"row {sheet.cells.filter(rows).item(0, 'row')}"))
        cells = cells.filter(~rows)
    if titles:
        findings.append(_hidden(sheet, "columns", len(titles), ", ".join(str(title[0]) for title in titles[:8])))
    return replace(sheet, cells=cells, findings=tuple(findings))


HIDDEN = {"rows": "行", "columns": "列"}


def _hidden(sheet: Sheet, what: str, n: int, named: str) -> Finding:
    text = Text(
        f"{n:,} hidden {what} were skipped ({named}).", f"跳过隐藏的{HIDDEN[what]} {n:,} {HIDDEN[what]}（{named}）。"
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
            en, zh, file=file, sheet=sheet, row=row, column=column, value=value, fix_en=fix[0], fix_zh=fix[1], code=code
        )
    )


def doubt(file: str, code: str, en: str, zh: str, *, row: int = 0, sheet: str = "") -> Finding:
    """Build a REVIEW finding about a file that was read nevertheless."""
    place = " › ".join(part for part in (file, sheet, f"row {row}" if row else "") if part)
    return Finding(code, Level.REVIEW, Text(en, zh), evidence=(place,))


def open_sheets(path: str | Path) -> list[Sheet]:
    """Read a file of any supported kind; content decides the kind, not the extension.

    Args:
        path: CSV, TSV, JSON, JSON lines, XLSX, SQLite, or an HTML table named `.xls`; or a folder of drafts.

    Returns:
        The sheets that hold anything, in the file's order.

    Raises:
        InputMissingError: No such file.
        IntakeError: Unreadable, hostile, or of no kind we know.
    """
    found = paths.require(path)
    if found.is_dir():
        from xhs_workbench.intake import draft_folder

        return draft_folder.read_folder(found)
    from xhs_workbench.intake.bounds import judge_sheet

    raw = _bytes_of(found)
    if not raw:
        raise refuse(found.name, "the file is empty", "空文件", fix=("export it again.", "请重新导出。"))
    large = raw == SQLITE
    digest = paths.hash_regular(found) if large else hashlib.sha256(raw).hexdigest()
    sheets = [judge_sheet(sheet) for sheet in _reader(found, raw)(found, raw)]
    return [replace(sheet, sheet=_masked(sheet.sheet, sheets), sha256=digest) for sheet in sheets]


def _masked(name: str, sheets: Sequence[Sheet]) -> str:
    """Return a sheet's name without the contact somebody put into it; it stands as a source on pages that go out."""
    hidden = mask_text(name)
    alike = [one.sheet for one in sheets if mask_text(one.sheet) == hidden]
    return hidden if len(alike) == 1 else f"{hidden} ({alike.index(name) + 1})"


def _bytes_of(path: Path) -> bytes:
    """Read a file whole; of a database only the mark, for SQLite opens it itself."""
    with paths.opened_regular(path, MAX_BYTES) as handle:
        head = os.read(handle, len(SQLITE))
    return head if head == SQLITE else paths.read_regular(path, MAX_BYTES)


def _reader(path: Path, raw: bytes) -> Callable[[Path, bytes], list[Sheet]]:
    """Choose by magic bytes; the extension only tells JSON from text."""
    from xhs_workbench.intake import databases, text_files, workbook

    if raw.startswith(ZIP):
        return workbook.read_workbook
    if raw.startswith(OLE):
        fix = ("save it without a password as .xlsx.", "请去掉密码，另存为 .xlsx。")
        en, zh = "an old or password-protected workbook", "旧版 .xls 或带密码的工作簿"
        raise refuse(path.name, en, zh, fix=fix)
    if raw.startswith(SQLITE):
        return databases.read_sqlite
    if path.suffix.lower() in (".xlsx", ".xlsm") and not _is_text(raw):
        raise refuse(path.name, "not a workbook: damaged or another kind of file", "文件损坏或不是工作簿")
    if path.suffix.lower() in (".json", ".jsonl", ".ndjson"):
        return text_files.read_json
    return text_files.read_text


def _is_text(raw: bytes) -> bool:
    head = raw[:4096]
    return b"," in head or b"\t" in head or b"<" in head
