"""SQLite files as MediaCrawler writes them, opened so that nothing can be changed or executed.

Only stored columns of plain tables are read: what a view, trigger, virtual table or generated column would
compute is the file's own program. SQLite asks our authorizer about every step and our clock every few
thousand; rows go to compact columns a part at a time, so that memory follows the file's size.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from urllib.parse import quote

import polars as pl

from xhs_workbench.errors import IntakeError
from xhs_workbench.intake.opening.bounds import MOST_COLUMNS, judge_columns
from xhs_workbench.intake.opening.sheets import Sheet, refuse

SECONDS = 20
STEPS = 10_000
PART = 20_000
MOST_TABLES = 200
LONGEST_READ = 16 * 1024**2
"""Bytes of a cell that SQLite hands over at all; a shorter one beyond bounds is refused with its row."""
PRAGMAS = {"table_list", "table_xinfo"}
LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: LONGEST_READ,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 1_000_000,
    sqlite3.SQLITE_LIMIT_COLUMN: MOST_COLUMNS,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 50,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 2,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}


def read_sqlite(path: Path, raw: bytes) -> list[Sheet]:  # one signature for all readers
    """Read every stored table as a sheet whose first row is the column names.

    Raises:
        IntakeError: Not a database that SQLite can open, one that takes too long, or with a cell beyond
            bounds.
    """
    try:
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error as error:
        raise refuse(path.name, f"not a readable SQLite file: {error}", "无法读取的 SQLite 文件") from error
    try:
        _fence(connection)
        tables = [
            str(row[1])
            for row in connection.execute("PRAGMA main.table_list")
            if row[2] == "table" and not str(row[1]).startswith("sqlite_")
        ]
        if len(tables) > MOST_TABLES:
            raise refuse(
                path.name,
                f"{len(tables):,} tables, more than {MOST_TABLES}",
                f"共 {len(tables)} 张表，超过上限",
            )
        sheets = [
            sheet for name in sorted(tables) if (sheet := _table(connection, path.name, name)) is not None
        ]
    except sqlite3.Error as error:
        raise _said(path.name, error) from error
    finally:
        connection.close()
    if not sheets:
        en, zh = "no table with rows in it; views are not read", "数据库中没有含数据的表（不读取视图）"
        raise refuse(path.name, en, zh, fix=("export the tables.", "请导出数据表。"))
    return sheets


def _fence(connection: sqlite3.Connection) -> None:
    """Allow reading stored cells and nothing else, for a while."""
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    for limit, most in LIMITS.items():
        connection.setlimit(limit, most)
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA cell_size_check=ON")
    until = time.monotonic() + SECONDS

    def allowed(action: int, first: str | None, *_: str | None) -> int:
        reading = action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
        asking = action == sqlite3.SQLITE_PRAGMA and first in PRAGMAS
        return sqlite3.SQLITE_OK if reading or asking else sqlite3.SQLITE_DENY

    connection.set_authorizer(allowed)
    connection.set_progress_handler(lambda: time.monotonic() > until, STEPS)


def _said(file: str, error: sqlite3.Error) -> IntakeError:
    """Return a sentence for what SQLite stopped at."""
    text = str(error)
    if "interrupted" in text:
        return refuse(file, f"not read within {SECONDS} s", "读取超时", code="XHS-E032")
    if "too big" in text:
        en, zh = f"a cell of more than {LONGEST_READ:,} bytes", f"单元格超过 {LONGEST_READ:,} 字节"
        return refuse(file, en, zh, code="XHS-E044")
    return refuse(file, f"the database is damaged: {error}", "数据库文件损坏")


def _table(connection: sqlite3.Connection, file: str, name: str) -> Sheet | None:
    quoted = name.replace('"', '""')
    stored = [str(row[1]) for row in connection.execute(f'PRAGMA main.table_xinfo("{quoted}")') if not row[6]]
    judge_columns(file, len(stored), 1, name)
    if not stored:
        return None
    wanted = ", ".join('"' + column.replace('"', '""') + '"' for column in stored)
    schema = {f"c{i}": pl.String for i in range(len(stored))}
    parts, texts, row = [pl.DataFrame([stored], schema=schema, orient="row")], [], 1
    try:
        for one in connection.execute(f'SELECT {wanted} FROM main."{quoted}"'):  # noqa: S608 - the names are quoted; the file is read-only
            row += 1
            texts.append([None if cell is None else str(cell) for cell in one])
            if len(texts) == PART:
                parts.append(pl.DataFrame(texts, schema=schema, orient="row"))
                texts = []
    except sqlite3.Error as error:
        problem = _said(file, error).problems[0]
        raise refuse(file, problem.en, problem.zh, sheet=name, code=problem.code) from error
    if row == 1:
        return None
    cells = pl.concat([*parts, pl.DataFrame(texts, schema=schema, orient="row")])
    return Sheet(file, name, cells.with_columns(row=pl.int_range(1, pl.len() + 1)))
