"""Write files completely or not at all.

Each file is written beside its final name, flushed to disk, read back and compared. Only when all files of a
report have passed are they renamed, all or none (`journal`), and the folders are flushed too. After a full
disk or a kill, the earlier files are still there. Nothing else in the workbench writes where clients look.

A file is as private as its folder: in a folder of mode 0700 it gets 0600, whatever the umask.
"""

from __future__ import annotations

import errno
import hashlib
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.errors import WHERE_ONE_MAY_WRITE, OutputError, Problem
from xhs_workbench.report.delivering.journal import beside, change_all, flush_folders, write_whole

MOST_BYTES = 15_000_000
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
FOLDER, FILE = 0o755, 0o644
"""Widest permissions for files that may be sent; a stricter umask reduces them further."""


def deliver(files: Mapping[Path, bytes | None]) -> dict[Path, str]:
    """Write the files of one report.

    Args:
        files: Final path -> content, in the order of renaming (the page last); None removes the file. The
            files may lie in several folders of one file system.

    Returns:
        Path -> SHA-256 of the file now there.

    Raises:
        OutputError: No space, no permission, or a file was incomplete; the earlier files are untouched.
    """
    new = {path: beside(path, "tmp") if raw is not None else None for path, raw in files.items()}
    try:
        try:
            for path, raw in files.items():
                if raw is not None:
                    _write_file(beside(path, "tmp"), raw)
                    _check(beside(path, "tmp"), raw, path)
        except BaseException:
            _remove(new)
            raise
        _rename(new)
    except OSError as error:
        raise _cannot(error, files) from error
    return {path: hashlib.sha256(raw).hexdigest() for path, raw in files.items() if raw is not None}


def _rename(new: Mapping[Path, Path | None]) -> None:
    [(final, only), *more] = new.items()
    if more or only is None:
        change_all(new)
        return
    try:
        only.replace(final)
        flush_folders([final.parent])
    except BaseException:
        _remove(new)
        raise


def _remove(new: Mapping[Path, Path | None]) -> None:
    for path in new.values():
        if path is not None:
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _write_file(path: Path, raw: bytes) -> None:
    private = not stat.S_IMODE(path.parent.stat().st_mode) & 0o077
    write_whole(path, raw, PRIVATE_FILE if private else FILE)


def _check(written: Path, raw: bytes, final: Path) -> None:
    whole = written.read_bytes() == raw and (len(raw) <= MOST_BYTES or final.suffix == ".zip")
    if not whole or (final.suffix == ".html" and not raw.rstrip().endswith(b"</html>")):
        raise OutputError(Problem("the page is incomplete", "页面不完整", file=final.name, code="XHS-R005"))


def make_folder(folder: Path) -> None:
    """Create a folder for reports and test that it can be written.

    Raises:
        OutputError: It cannot.
    """
    probe = beside(folder / "probe", "tmp")
    try:
        _make_folder(folder, FOLDER)
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        raise _cannot(error, {folder: b""}) from error


def make_private_folder(folder: Path) -> None:
    """Create a folder that nobody else can look into, or make an existing one so; whatever the umask.

    Raises:
        OutputError: It cannot be created, or belongs to another user.
    """
    try:
        _make_folder(folder, PRIVATE_FOLDER)
        folder.chmod(PRIVATE_FOLDER)
    except OSError as error:
        raise _cannot(error, {folder: b""}) from error


def _make_folder(folder: Path, mode: int) -> None:
    """Create a folder and its parents; `parents=True` would give the parents the umask's permissions."""
    for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
        missing.mkdir(mode=mode, exist_ok=True)
    folder.mkdir(mode=mode, exist_ok=True)  # raises if a file has this name


FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


def no_room(error: OSError) -> OutputError:
    """Return the error for a disk that accepts no more data, wherever it occurred."""
    return OutputError(
        Problem(
            f"cannot be written: {error.strerror or error}",
            "无法写入（磁盘已满或只读）",
            fix_en="free space, then run resume.",
            fix_zh="请清理磁盘后运行 resume。",
            code="XHS-R004",
        )
    )


def _cannot(error: OSError, files: Mapping[Path, bytes | None]) -> OutputError:
    needed = sum(len(raw or b"") for raw in files.values())
    full = error.errno in FULL and error.errno != errno.EROFS
    return OutputError(
        Problem(
            f"cannot be written: {error.strerror or error}",
            "无法写入（磁盘已满）" if full else "无法写入（只读或没有权限）",
            file=paths.shown(list(files)[-1]),
            value=f"{needed / 1e6:.1f} MB needed" if full else "",
            fix_en="free space or choose another folder (--out)." if full else WHERE_ONE_MAY_WRITE[0],
            fix_zh="请清理磁盘或用 --out 指定其他文件夹。" if full else WHERE_ONE_MAY_WRITE[1],
            code="XHS-R004",
        )
    )
