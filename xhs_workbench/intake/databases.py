"""SQLite files as MediaCrawler writes them, opened so that nothing can be changed or executed."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

import polars as pl

from xhs_workbench.intake.sheets import Sheet, refuse


def read_sqlite(path: Path, raw: bytes) -> list[Sheet]:  # one signature for all readers
    """Read every table as a sheet whose first row is the column names.

    Raises:
        IntakeError: Not a database that SQLite can open.
    """
    try:
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error as error:
        raise refuse(path.name, f"not a readable SQLite file: {error}", "无法读取的 SQLite 文件") from error
    try:
        names = [
            row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ]
        return [sheet for name in names if (sheet := _table(connection, path.name, name)) is not None]
    except sqlite3.Error as error:
        raise refuse(path.name, f"the database is damaged: {error}", "数据库文件损坏") from error
    finally:
        connection.close()


def _table(connection: sqlite3.Connection, file: str, name: str) -> Sheet | None:
    quoted = name.replace('"', '""')
    cursor = connection.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 - the name is quoted; the file is read-only
    header = [column[0] for column in cursor.description]
    rows = [[None if cell is None else str(cell) for cell in row] for row in cursor]
    if not rows:
        return None
    data = {f"c{i}": [title, *(row[i] for row in rows)] for i, title in enumerate(header)}
    cells = pl.DataFrame(data, schema=dict.fromkeys(data, pl.String))
    return Sheet(file, name, cells.with_columns(row=pl.int_range(1, pl.len() + 1)))
