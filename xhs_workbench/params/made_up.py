"""Whether a file is made up, whatever anybody says of it: by its name, by what it says inside, or by being a demo file's bytes.

A report that read one row of it says so in every output; no brief can take that away.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from xhs_workbench import paths

NAME = re.compile(r"_synthetic(?![a-z])", re.IGNORECASE)
CELL = re.compile(rb"(?:^|[\",\t\r\n])SYNTHETIC(?:[\",\t\r\n]|$)")
"""A whole cell, as our made-up crawls and the tables of their reports carry it; the word in a sentence is a word."""
INSIDE = "SYNTHETIC demo data"
LOOKED_AT = 64 * 1024
ZIP = b"PK\x03\x04"


def is_made_up(path: Path) -> bool:
    """Say whether a file, or any file of a folder, is made up; what cannot be looked at is not said to be."""
    if NAME.search(path.name):
        return True
    if path.is_dir():
        return any(NAME.search(file.name) for file in path.iterdir())
    if not path.is_file():
        return False
    with suppress(OSError):
        return _says_so(path) or _is_of_the_demo(path)
    return False


def _says_so(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(LOOKED_AT)
    if not head.startswith(ZIP):
        return bool(CELL.search(head))
    with (
        suppress(OSError, zipfile.BadZipFile, KeyError, RuntimeError, ValueError, NotImplementedError),
        zipfile.ZipFile(path) as book,
        book.open("docProps/core.xml") as about,
    ):
        return INSIDE in about.read(LOOKED_AT).decode("utf-8", "replace")
    return False


def _is_of_the_demo(path: Path) -> bool:
    """Compare bytes with the demo's files of the same size, so that a copy under another name is still the demo's."""
    size = path.stat().st_size
    alike = [file for file in _demo_files() if file.stat().st_size == size]
    return any(_digest(file) == _digest(path) for file in alike)


@lru_cache(maxsize=1)
def _demo_files() -> tuple[Path, ...]:
    return (
        tuple(file for file in paths.DEMO.iterdir() if NAME.search(file.name) and file.is_file())
        if paths.DEMO.is_dir()
        else ()
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def any_made_up(names: list[str]) -> bool:
    """Say whether any of these files, as parameters name them, is made up."""
    return any(is_made_up(paths.resolve(name)) for name in names)
