"""One run at a time in a folder of reports: `run`, `batch`, `pack` or the start page.

The operating system releases the lock when its owner ends, however that happens. An owner that ends normally
removes the lock file.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xhs_workbench.errors import LockedError, Problem

NAME = ".xhs-run.lock"


@contextmanager
def owned(folder: Path) -> Iterator[None]:
    """Own the folder while the block runs.

    Raises:
        LockedError: Another run owns it; the message names its process and machine.
    """
    path = folder / NAME
    handle = _take_lock(folder, path)
    try:
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps({"pid": os.getpid(), "host": socket.gethostname()}).encode(), 0)
        yield
        os.ftruncate(handle, 0)
        if sys.platform != "win32":
            path.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _take_lock(folder: Path, path: Path) -> int:
    """Return the lock's handle; if the last owner has just removed the file, the lock is void and asked for again."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if not _lock(handle):
                raise _locked(folder, path)
            if sys.platform == "win32" or _same(handle, path):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _same(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _lock(handle: int) -> bool:
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _locked(folder: Path, path: Path) -> LockedError:
    try:
        owner = json.loads(path.read_text(encoding="utf-8"))
        who = f"process {owner['pid']} on {owner['host']}"
    except (OSError, ValueError, KeyError):
        who = "another process"
    return LockedError(
        Problem(
            f"another run is writing here: {who}",
            "另一个运行正在写入该文件夹",
            file=folder.name,
            value=who,
            fix_en="wait until it ends, or choose another folder (--out).",
            fix_zh="请等待其结束，或用 --out 指定其他文件夹。",
            code="XHS-R007",
        )
    )
