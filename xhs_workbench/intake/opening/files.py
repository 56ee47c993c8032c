"""A file opened: its bytes decide what reads it, and every reader gives sheets of text."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.intake.masking import mask_text
from xhs_workbench.intake.opening import databases, draft_folder, records, text_files, workbook
from xhs_workbench.intake.opening.bounds import judge_sheet
from xhs_workbench.intake.opening.day_columns import turn_days
from xhs_workbench.intake.opening.row_kinds import one_language, split_kinds, turn_placements
from xhs_workbench.intake.opening.sheets import Sheet, refuse
from xhs_workbench.intake.opening.side_tables import split_tables
from xhs_workbench.intake.telling import Heard, nobody

ZIP, OLE, SQLITE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"SQLite format 3\x00"
MAX_BYTES = 2 * 1024**3


def open_sheets(path: str | Path, heard: Heard = nobody) -> list[Sheet]:
    """Read a file of any supported kind; content decides the kind, not the extension.

    Args:
        path: CSV, TSV, JSON, JSON lines, XLSX, SQLite, or an HTML table named `.xls`; or a folder of drafts.
        heard: Told how far it is.

    Returns:
        The sheets that hold anything, in the file's order.

    Raises:
        InputMissingError: No such file.
        IntakeError: Unreadable, hostile, or of no kind we know.
    """
    found = paths.require(path)
    if found.is_dir():
        return draft_folder.read_folder(found)
    raw = _bytes_of(found)
    if not raw:
        raise refuse(found.name, "the file is empty", "空文件", fix=("export it again.", "请重新导出。"))
    large = raw == SQLITE
    digest = paths.hash_regular(found) if large else hashlib.sha256(raw).hexdigest()
    heard(0.2)
    read = _reader(found, raw)(found, raw)
    heard(0.9)
    del (
        raw
    )  # of a large file neither the bytes nor a sheet that was taken apart is held longer than it is needed
    opened = [judge_sheet(sheet) for sheet in read]
    tables = [table for sheet in opened for table in split_tables(sheet)]
    sheets = [
        kind for table in tables for kind in split_kinds(turn_placements(turn_days(one_language(table))))
    ]
    return [replace(sheet, sheet=_masked(sheet.sheet, sheets), sha256=digest) for sheet in sheets]


def _masked(name: str, sheets: Sequence[Sheet]) -> str:
    """Return a sheet's name without the contact somebody put into it; it stands as a source on pages that go out."""
    hidden = mask_text(name)
    alike = [one.sheet for one in sheets if mask_text(one.sheet) == hidden]
    return hidden if hidden == name or len(alike) == 1 else f"{hidden} ({alike.index(name) + 1})"


def _bytes_of(path: Path) -> bytes:
    """Read a file whole; of a database only the mark, for SQLite opens it itself."""
    with paths.opened_regular(path, MAX_BYTES) as handle:
        head = os.read(handle, len(SQLITE))
    return head if head == SQLITE else paths.read_regular(path, MAX_BYTES)


def _reader(path: Path, raw: bytes) -> Callable[[Path, bytes], list[Sheet]]:
    """Choose by magic bytes; the extension only tells JSON from text."""
    if raw.startswith(ZIP):
        return workbook.read_workbook
    if raw.startswith(OLE):
        fix = ("save it without a password as .xlsx.", "请去掉密码，另存为 .xlsx。")
        en, zh = "an old (.xls, .et) or password-protected workbook", "旧版 .xls、.et 或带密码的工作簿"
        raise refuse(path.name, en, zh, fix=fix)
    if raw.startswith(SQLITE):
        return databases.read_sqlite
    if path.suffix.lower() in (".xlsx", ".xlsm") and not _is_text(raw):
        raise refuse(path.name, "not a workbook: damaged or another kind of file", "文件损坏或不是工作簿")
    if path.suffix.lower() in (".json", ".jsonl", ".ndjson"):
        return records.read_json
    return text_files.read_text


def _is_text(raw: bytes) -> bool:
    head = raw[:4096]
    return b"," in head or b"\t" in head or b"<" in head
