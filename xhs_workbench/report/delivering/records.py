"""`run_results.jsonl`: one line per report, appended and flushed once the report is complete under its final name.

The last line of a report is the valid one. A line cut off by a kill is skipped. Names in it are relative to
the campaign's folder (`client/live.html`), and messages hold no path of this machine. The file is internal:
mode 0600.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from xhs_workbench import paths
from xhs_workbench.errors import OutputError, Problem

NAME = "run_results.jsonl"
SCHEMA = 2
"""Version 2: names begin with the folder. Files recorded by version 1 lay elsewhere, so its records are
ignored."""


def append(folder: Path, record: Mapping[str, Any]) -> None:
    """Append one record and flush it to the disk.

    Raises:
        OutputError: It cannot be written; the file is unchanged.
    """
    path = folder / NAME
    raw = json.dumps({"schema": SCHEMA, **record}, ensure_ascii=False, sort_keys=True).encode() + b"\n"
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            _add(handle, raw)
        finally:
            os.close(handle)
    except OSError as error:
        raise OutputError(
            Problem(
                f"cannot be written: {error.strerror}",
                "无法写入运行记录",
                file=paths.shown(path),
                code="XHS-R006",
            )
        ) from error


def _add(handle: int, raw: bytes) -> None:
    size = os.fstat(handle).st_size
    torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
    raw = b"\n" + raw if torn else raw
    try:
        if os.write(handle, raw) != len(raw):
            raise OSError(28, os.strerror(28))
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, size)
        raise


def read(folder: Path) -> list[dict[str, Any]]:
    """Return every complete record, oldest first."""
    path = folder / NAME
    if not path.is_file():
        return []
    found = []
    for line in path.read_bytes().split(b"\n"):
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict) and record.get("schema") == SCHEMA and "report" in record:
            found.append(record)
    return found


def latest(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the last record of each report."""
    return {record["report"]: record for record in read(folder)}
