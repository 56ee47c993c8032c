"""The files of one report change together, even if the process is killed.

Before the first rename, a journal records all planned renames; it is removed after the last. A journal found
later means that its process was killed in between. All new files are then complete, so the renames are
finished. If a rename fails while the process lives, the renames are undone instead, and a journal under a
second name records that.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

REDO, UNDO = "redo", "undo"
JOURNAL = re.compile(r"\..+\.[0-9]+\.(redo|undo)\Z")
LEFT = re.compile(r"\..+\.[0-9]+\.(tmp|old)\Z")
"""Names of files that a killed run may have left beside the reports."""
UNDER_WAY_SECONDS = 600
"""An older file was left by a dead process whose number is in use again: no delivery takes that long."""


@dataclass(frozen=True, slots=True)
class Change:
    """One file of a set.

    Args:
        final: The name that readers know.
        new: Where its new content lies, in the same folder; None removes the file.
        old: A second name of the previous file; None if there was none.
    """

    final: Path
    new: Path | None
    old: Path | None


def beside(path: Path, kind: str) -> Path:
    """Return a hidden name beside a file that belongs to this process."""
    return path.with_name(f".{path.name}.{os.getpid()}.{kind}")


def change_all(wanted: Mapping[Path, Path | None]) -> None:
    """Rename all files or none; the new names are gone afterwards in both cases.

    Args:
        wanted: Final path -> its new content under a name in the same folder, flushed to the disk; None
            removes the file.

    Raises:
        OSError: A rename failed; every file is as it was.
    """
    root = Path(os.path.commonpath([path.parent for path in wanted]))
    journal = beside(root / list(wanted)[-1].stem, REDO)
    changes: list[Change] = []
    try:
        for final, new in wanted.items():
            changes.append(Change(final, new, _keep_old(final)))
        _write_changes(journal, changes)
        flush_folders([*(path.parent for path in wanted), root])
        _redo(changes)
        flush_folders(path.parent for path in wanted)
        journal.unlink()
    except BaseException:  # a signal may interrupt here too
        _take_back(journal, changes)
        _forget(Change(final, new, None) for final, new in wanted.items())
        raise
    _forget(changes)


def _take_back(journal: Path, changes: Iterable[Change]) -> None:
    """Undo the renames; if that fails too, the second journal lets the next run do it."""
    if journal.exists():
        undo = journal.replace(journal.with_suffix(f".{UNDO}"))
        _undo(changes)
        undo.unlink()
    _forget(changes)


def finish(folder: Path) -> None:
    """Finish the renames of killed processes and remove their other leftovers. Only the folder's owner may call this.

    Args:
        folder: Where reports lie; `<folder>/<campaign>/client` and the other subfolders are searched too.
    """
    places = [folder, *_folders(folder)]
    places += [inner for place in places[1:] for inner in _folders(place)]
    for place in places:
        for path in place.iterdir():
            if JOURNAL.match(path.name) and path.is_file() and not _under_way(path):
                _finish(path)
    for place in places:
        for path in place.iterdir():
            if LEFT.match(path.name) and path.is_file() and not _under_way(path):
                path.unlink(missing_ok=True)


def _under_way(path: Path) -> bool:
    """Say whether the process that wrote a hidden file still runs: `page` and `pdf` do not lock the folder."""
    pid = int(path.name.rsplit(".", 2)[1])
    return (
        pid != os.getpid()
        and time.time() - path.stat().st_mtime < UNDER_WAY_SECONDS
        and psutil.pid_exists(pid)
    )


def _folders(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()]


def _finish(journal: Path) -> None:
    changes = _read_changes(journal)
    if journal.suffix == f".{UNDO}":
        _undo(changes)
    else:
        _redo(change for change in changes if change.new is None or change.new.is_file())
    flush_folders(change.final.parent for change in changes)
    _forget(changes, journal)


def _redo(changes: Iterable[Change]) -> None:
    for change in changes:
        if change.new is not None:
            change.new.replace(change.final)
        else:
            change.final.unlink(missing_ok=True)


def _undo(changes: Iterable[Change]) -> None:
    for change in changes:
        if change.old is None:
            change.final.unlink(missing_ok=True)
        elif change.old.exists():
            change.old.replace(change.final)
            change.old.unlink(missing_ok=True)  # two names of one file: a rename between them does nothing


def _forget(changes: Iterable[Change], journal: Path | None = None) -> None:
    """Remove the journal, then the hidden names, which mean nothing without a journal."""
    if journal is not None:
        journal.unlink(missing_ok=True)
    for path in (path for change in changes for path in (change.new, change.old) if path is not None):
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _keep_old(path: Path) -> Path | None:
    if not path.exists():
        return None
    old = beside(path, "old")
    old.unlink(missing_ok=True)
    try:
        os.link(path, old)
    except OSError:  # a file system without links: copy
        write_whole(old, path.read_bytes(), path.stat().st_mode & 0o777)
    return old


def _write_changes(journal: Path, changes: Iterable[Change]) -> None:
    root = journal.parent
    names = [
        [path.relative_to(root).as_posix() if path else "" for path in (change.final, change.new, change.old)]
        for change in changes
    ]
    write_whole(journal, json.dumps(names, ensure_ascii=False).encode(), 0o600)


def _read_changes(journal: Path) -> list[Change]:
    """Return the journal's content; if the journal is incomplete, no rename had begun."""
    root = journal.parent
    try:
        rows = json.loads(journal.read_bytes())
    except ValueError:
        return []
    found = [Change(root / final, *(root / name if name else None for name in rest)) for final, *rest in rows]
    inside = [
        name
        for row in rows
        for name in row
        if name and (Path(name).is_absolute() or ".." in Path(name).parts)
    ]
    return [] if inside else found


def write_whole(path: Path, raw: bytes, mode: int) -> None:
    """Write a new file through to the disk."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        left = memoryview(raw)
        while left:
            left = left[os.write(handle, left) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_folders(folders: Iterable[Path]) -> None:
    """Make renames survive a power cut; on systems that cannot open a folder this is not needed."""
    for folder in dict.fromkeys(folders):
        try:
            handle = os.open(folder, os.O_RDONLY)
        except OSError:
            continue
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
