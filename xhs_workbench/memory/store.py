"""One DuckDB file that remembers campaigns: opened briefly, versioned, and safe when two notebooks write.

DuckDB lets only one process open a file and uses a lock of the operating system, so a writer that died leaves
no lock behind. A process that finds the file in use waits, tries again, and reports it if this takes too
long. Nothing is
downloaded: extensions that DuckDB would fetch are switched off.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from xhs_workbench.errors import IntakeError, OutputError, ParamsError, Problem
from xhs_workbench.memory.computed import VIEW_KEYS, VIEW_STATEMENTS, VIEWS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

VERSION = 3
"""Raise it together with a step in `STEPS`. A newer file is refused; an older one is upgraded when opened."""
PATIENCE_SECONDS = 30.0
PAUSE_SECONDS = 0.05
CAMPAIGNS: dict[str, Any] = {
    "campaign": pl.String,
    "brand": pl.String,
    "product": pl.String,
    "industry": pl.String,
    "objective": pl.String,
    "posting_start": pl.Date,
    "posting_end": pl.Date,
    "as_of": pl.Date,
    "tier_scheme": pl.String,
    "interactions": pl.String,
    "money": pl.String,
    "synthetic": pl.Boolean,
    "version": pl.String,
}
PLACEMENTS: dict[str, Any] = {
    "campaign": pl.String,
    "order_id": pl.String,
    "note_id": pl.String,
    "creator_id": pl.String,
    "creator_name": pl.String,
    "tier": pl.String,
    "format": pl.String,
    "note_type": pl.String,
    "followers": pl.Int64,
    "published_at": pl.Datetime("us"),
    "age_days": pl.Float64,
    "mature": pl.Boolean,
    "cost_cny": pl.Float64,
    "boost_cny": pl.Float64,
    "impressions": pl.Int64,
    "reads": pl.Int64,
    "likes": pl.Int64,
    "saves": pl.Int64,
    "comments": pl.Int64,
    "shares": pl.Int64,
    "follows": pl.Int64,
    "interactions": pl.Float64,
    "lift": pl.Float64,
    "lift_lower": pl.Float64,
    "lift_upper": pl.Float64,
    "source_file": pl.String,
    "source_sheet": pl.String,
    "source_row": pl.Int64,
    "doubtful": pl.Boolean,
    "advice": pl.String,
}
RESULTS: dict[str, Any] = {
    "campaign": pl.String,
    "metric": pl.String,
    "target": pl.Float64,
    "value": pl.Float64,
    "completion": pl.Float64,
    "verdict": pl.String,
    "n": pl.Int64,
}
LEARNINGS: dict[str, Any] = {
    "campaign": pl.String,
    "place": pl.Int64,
    "code": pl.String,
    "level": pl.String,
    "text_en": pl.String,
    "text_zh": pl.String,
    "n": pl.Int64,
    "private": pl.Boolean,
}
TABLES: dict[str, dict[str, Any]] = {
    "campaigns": CAMPAIGNS,
    "placements": PLACEMENTS,
    "results": RESULTS,
    "learnings": LEARNINGS,
}
"""Table -> columns; `published_at` is China time without a zone, money is CNY, `lift` a ratio to the
creator's own baseline.
`doubtful` marks engagement that needs an explanation and does not count towards a standing; `advice` is one
of `memory.ADVICE`."""
KEYS = {
    "campaigns": "campaign",
    "placements": "campaign, order_id",
    "results": "campaign, metric",
    "learnings": "campaign, place",
}
LATER = {"private", "doubtful", "advice"}
"""Columns that version 1 did not have; each is the last column of its table."""
SQL_TYPES = {
    pl.String: "VARCHAR",
    pl.Int64: "BIGINT",
    pl.Float64: "DOUBLE",
    pl.Boolean: "BOOLEAN",
    pl.Date: "DATE",
}


def _create() -> list[str]:
    """Return the tables as version 1 had them; later columns are added by the step that introduced them."""

    def column(name: str, kind: Any) -> str:
        return f'"{name}" {SQL_TYPES.get(kind, "TIMESTAMP")}'

    return [
        (
            f"CREATE TABLE {table} "
            f"({', '.join(column(*pair) for pair in columns.items() if pair[0] not in LATER)}, PRIMARY "
            f"KEY ({KEYS[table]}))"
        )
        for table, columns in TABLES.items()
    ]


STEPS: dict[int, list[str]] = {
    1: _create(),
    2: [
        "ALTER TABLE learnings ADD COLUMN private BOOLEAN",
        # Version 1 had no such mark. A suspicion that names a creator is never for a client.
        "UPDATE learnings SET private = (code = 'bought_engagement')",
        "ALTER TABLE placements ADD COLUMN doubtful BOOLEAN",
        *VIEW_STATEMENTS,
    ],
    3: ["ALTER TABLE placements ADD COLUMN advice VARCHAR"],
}
"""Version -> the statements that upgrade a file from the version before."""


@contextmanager
def opened(
    path: Path, *, write: bool = False, patience: float = PATIENCE_SECONDS
) -> Iterator[DuckDBPyConnection]:
    """Open the memory and upgrade it if needed; everything written inside is one transaction.

    Args:
        path: The file; made, with its folder, when writing and missing.
        write: False opens for reading.
        patience: Seconds to wait for another process to finish.

    Raises:
        IntakeError: Not a memory file, or one of a newer version.
        OutputError: Another process holds the file for too long, or it cannot be written.
        ParamsError: DuckDB is not installed.
    """
    current = None if write else _opened_if_current(path, patience)
    if not write and current is None:
        with opened(path, write=True, patience=patience):
            pass  # opening to write brings it up to date
    with _for_us_alone(path, write):
        yield from _transaction(current or _connect(path, write, patience), path, write)


@contextmanager
def _for_us_alone(path: Path, write: bool) -> Iterator[None]:
    """Let only the current user read the file, whatever the umask: it holds costs and names of all clients."""
    if not write:
        yield
        return
    before = os.umask(0o077)
    try:
        if path.is_file():
            with suppress(OSError):  # another's file: DuckDB will say what it thinks of it
                path.chmod(0o600)
        yield
    finally:
        os.umask(before)


def _transaction(connection: DuckDBPyConnection, path: Path, write: bool) -> Iterator[DuckDBPyConnection]:
    from duckdb import PermissionException

    try:
        if write:
            connection.execute("BEGIN")
            _bring_up_to_date(connection, path)
        yield connection
        if write:
            connection.execute("COMMIT")
    except PermissionException as error:  # a view in it reaches for another file or the network
        raise IntakeError(_no_memory(path)) from error
    finally:
        connection.close()  # without a commit before it, nothing of the transaction stays


ROWS_AT_ONCE = 50
SETTINGS: dict[str, Any] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "lock_configuration": True,
    "memory_limit": "1GB",
}
"""What a memory file, including its views, must not do on this machine: open other files, use the network,
load extensions."""


def _connect(path: Path, write: bool, patience: float) -> DuckDBPyConnection:
    if find_spec("duckdb") is None:
        raise ParamsError(_no_duckdb(path))
    import duckdb

    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not path.is_file():
        raise IntakeError(_no_memory(path))  # opening a pipe would wait for ever
    until = time.monotonic() + patience
    while True:
        try:
            settings = dict(SETTINGS)
            return duckdb.connect(str(path), read_only=not write, config=settings)
        except duckdb.IOException as error:
            if "lock" not in str(error).lower() and "being used" not in str(error).lower():
                raise IntakeError(_no_memory(path)) from error
            if time.monotonic() > until:
                raise OutputError(_in_use(path, patience)) from error
            time.sleep(PAUSE_SECONDS)
        except duckdb.Error as error:
            raise IntakeError(_no_memory(path)) from error


def _version(connection: DuckDBPyConnection) -> int:
    found = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'schema_version'"
    ).fetchone()
    if not found or not found[0]:
        return 0
    row = connection.execute("SELECT max(version) FROM schema_version").fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def _bring_up_to_date(connection: DuckDBPyConnection, path: Path) -> None:
    found = _version(connection)
    if found > VERSION:
        raise IntakeError(_newer(path, found))
    connection.execute("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY)")
    for version in range(found + 1, VERSION + 1):
        for statement in STEPS[version]:
            connection.execute(statement)
        connection.execute("INSERT INTO schema_version VALUES (?)", [version])


def _opened_if_current(path: Path, patience: float) -> DuckDBPyConnection | None:
    """Open a memory for reading; None if its tables are those of an older version."""
    connection, found = _connect(path, False, patience), 0
    try:
        found = _version(connection)
    finally:
        if found != VERSION:
            connection.close()
    if found > VERSION:
        raise IntakeError(_newer(path, found))
    if found < 1:
        raise IntakeError(_no_memory(path))
    return connection if found == VERSION else None


def check_memory(path: Path) -> None:
    """Refuse a file that is no memory of ours, without writing to it; one in use is taken for what it is called.

    Raises:
        IntakeError: Not a memory file, or one of a newer version.
        ParamsError: DuckDB is not installed; without a file it is not asked for, because nothing can be read yet.
    """
    if path.exists():
        with suppress(OutputError):
            current = _opened_if_current(path, 0)
            if current is not None:
                current.close()


def read_table(connection: DuckDBPyConnection, table: str) -> pl.DataFrame:
    """Return one table or view of the memory, ordered by its key."""
    columns, keys = (TABLES | VIEWS)[table], (KEYS | VIEW_KEYS)[table]
    names = ", ".join(f'"{name}"' for name in columns)
    rows = connection.execute(f"SELECT {names} FROM {table} ORDER BY {keys}").fetchall()  # noqa: S608 - our own names
    return pl.DataFrame(rows, schema=columns, orient="row")


def replace_rows(connection: DuckDBPyConnection, table: str, campaign: str, rows: pl.DataFrame) -> None:
    """Replace a campaign's rows; writing the same rows again changes nothing."""
    columns = TABLES[table]
    connection.execute(f"DELETE FROM {table} WHERE campaign = ?", [campaign])  # noqa: S608 - our own names
    if rows.height:
        marks = f"({', '.join('?' for _ in columns)})"
        typed = rows.select(pl.col(name).cast(kind) for name, kind in columns.items())
        # Many rows a statement: DuckDB plans each anew, which takes longer than to insert a row.
        for part in typed.iter_slices(ROWS_AT_ONCE):
            every = ", ".join([marks] * part.height)
            given = [value for row in part.rows() for value in row]
            connection.execute(f"INSERT INTO {table} VALUES {every}", given)  # noqa: S608 - our own names


def _no_duckdb(path: Path) -> Problem:
    return Problem(
        "campaigns can only be remembered where DuckDB is installed, and it is not",
        "未安装 DuckDB，无法读写项目记忆",
        file=path.name,
        fix_en="pip install 'xhs-workbench[memory]', or leave `memory` empty.",
        fix_zh="请运行 pip install 'xhs-workbench[memory]'，或将 memory 留空。",
        code="XHS-M008",
    )


def _no_memory(path: Path) -> Problem:
    return Problem(
        "this is not a memory file of the workbench",
        "这不是工作台的记忆文件",
        file=path.name,
        fix_en="name the .duckdb file that the results notebook wrote, or leave `memory` empty.",
        fix_zh="请填写复盘 notebook 写出的 .duckdb 文件，或将 memory 留空。",
        code="XHS-M001",
    )


def _newer(path: Path, found: int) -> Problem:
    return Problem(
        f"the memory has version {found}; this workbench knows versions up to {VERSION}",
        f"记忆文件为版本 {found}，当前工作台只支持 {VERSION}",
        file=path.name,
        fix_en="update the workbench.",
        fix_zh="请升级工作台。",
        code="XHS-M002",
    )


def _in_use(path: Path, patience: float) -> Problem:
    return Problem(
        f"another process has kept the memory open for {patience:.0f} s",
        f"记忆文件被其他进程占用超过 {patience:.0f} 秒",
        file=path.name,
        fix_en="close the notebook or tool that has it open, then run again.",
        fix_zh="请关闭占用它的 notebook 或工具后重试。",
        code="XHS-M003",
    )
