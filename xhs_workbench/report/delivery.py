"""Files that come out whole or not at all.

Each is written beside its final name, flushed to the disk, read back and compared; only when all files of a report have
passed are they renamed, and the folder is flushed too. A full disk or a kill leaves what was there before. Nothing else
in the workbench writes where clients look.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.errors import OutputError, Problem

MOST_BYTES = 15_000_000
LEFT = re.compile(r"\..+\.[0-9]+\.(tmp|old)\Z")
"""Names of what a killed run may have left beside the reports."""


def deliver(files: Mapping[Path, bytes | None]) -> dict[str, str]:
    """Write the files of one report.

    Args:
        files: Final path -> content, in the order in which they are renamed (the page last); None removes the file. All
            lie in one folder.

    Returns:
        File name -> SHA-256 of what now lies there.

    Raises:
        OutputError: No space, no right, or a file did not come out whole; the earlier files are untouched.
    """
    temporary = {path: _beside(path, "tmp") for path, raw in files.items() if raw is not None}
    try:
        for path, raw in files.items():
            if raw is not None:
                _write(temporary[path], raw)
                _check(temporary[path], raw, path)
        _rename(files, temporary)
    except OSError as error:
        raise _cannot(error, files) from error
    finally:
        for path in temporary.values():
            with suppress(OSError):
                path.unlink(missing_ok=True)
    return {path.name: hashlib.sha256(raw).hexdigest() for path, raw in files.items() if raw is not None}


def _beside(path: Path, kind: str) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.{kind}")


def _write(path: Path, raw: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        left = memoryview(raw)
        while left:
            left = left[os.write(handle, left) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _check(written: Path, raw: bytes, final: Path) -> None:
    whole = written.read_bytes() == raw and len(raw) <= MOST_BYTES
    if not whole or (final.suffix == ".html" and not raw.rstrip().endswith(b"</html>")):
        raise OutputError(Problem("the page did not come out whole", "页面不完整", file=final.name, code="XHS-R005"))


def _rename(files: Mapping[Path, bytes | None], temporary: Mapping[Path, Path]) -> None:
    """Rename all or none: what was there is kept under a second name until the last has gone through."""
    kept: dict[Path, Path | None] = {}
    try:
        for path, raw in files.items():
            kept[path] = _keep(path)
            if raw is not None:
                temporary[path].replace(path)
            else:
                path.unlink(missing_ok=True)
        for folder in {path.parent for path in files}:
            flush_folder(folder)
    except OSError:
        for path, old in kept.items():
            if old is not None:
                old.replace(path)
            else:
                path.unlink(missing_ok=True)
        raise
    finally:
        for old in kept.values():
            if old is not None:
                old.unlink(missing_ok=True)


def _keep(path: Path) -> Path | None:
    if not path.exists():
        return None
    old = _beside(path, "old")
    old.unlink(missing_ok=True)
    try:
        os.link(path, old)
    except OSError:  # a file system without links: copy
        _write(old, path.read_bytes())
    return old


def flush_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut; systems that cannot open a folder do it by themselves."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder for reports and prove that it can be written.

    Raises:
        OutputError: It cannot.
    """
    probe = folder / f".probe.{os.getpid()}.tmp"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        raise _cannot(error, {folder: b""}) from error


def sweep(folder: Path) -> None:
    """Remove what killed runs left half-written, and put back a file that was being replaced when its new one is gone.

    Call it only as the folder's owner.
    """
    for place in [folder, *(path for path in folder.iterdir() if path.is_dir())]:
        for path in place.iterdir():
            if LEFT.match(path.name) and path.is_file():
                final = path.with_name(re.sub(r"^\.(.+)\.[0-9]+\.(tmp|old)$", r"\1", path.name))
                if path.suffix == ".old" and not final.exists():
                    path.replace(final)
                else:
                    path.unlink()


FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


def no_room(error: OSError) -> OutputError:
    """Return the error of a disk that takes no more, wherever it was met."""
    return OutputError(
        Problem(f"cannot be written: {error.strerror or error}", "无法写入（磁盘已满或只读）",
                fix_en="free space, then run resume.", fix_zh="请清理磁盘后运行 resume。", code="XHS-R004")
    )  # fmt: skip


def _cannot(error: OSError, files: Mapping[Path, bytes | None]) -> OutputError:
    needed = sum(len(raw or b"") for raw in files.values())
    last = list(files)[-1]
    return OutputError(
        Problem(
            f"cannot be written: {error.strerror or error}",
            "无法写入（磁盘已满或没有权限）",
            file=paths.shown(last),
            value=f"{needed / 1e6:.1f} MB needed",
            fix_en="free space or choose another folder (--out).",
            fix_zh="请清理磁盘或用 --out 指定其他文件夹。",
            code="XHS-R004",
        )
    )
