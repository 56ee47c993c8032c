"""How far the reading of some files is: by their bytes, for that is what it takes its time for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from xhs_workbench import paths

Tell = Callable[[int, int, str, float], None]
"""Told the number of files read, of all, the name of the one that is read now, and the share of the whole work."""
Heard = Callable[[float], None]
"""Told which share of its own part somebody has done."""
OF_WORKBOOKS = 10
"""A workbook's bytes are packed: 200,000 notes, or 150,000 comments, take 7 to 20 times as long a byte as they do as CSV."""
OPENED, TABLES = 0.4, 0.7
"""A file is open after so much of its time, and in tables at its end; all files are in tables after so much of the whole."""
LARGE = 20_000_000
"""Bytes of CSV below which nobody waits for what is within a file."""
STEP = 0.01


def nobody(*_: object) -> None:
    """Hear it and do nothing."""


def stretch(heard: Heard, begin: float, end: float) -> Heard:
    """Return what is told the share of a part that begins and ends at these shares of the whole.

    >>> stretch(print, 0.5, 1.0)(0.5)
    0.75
    """
    return lambda share: heard(begin + (end - begin) * share)


class Telling:
    """What one call of `read_files` tells.

    Args:
        inputs: The files.
        tell: Who is told.
    """

    def __init__(self, inputs: Sequence[str | Path], tell: Tell) -> None:
        self._names, self._tell = [Path(path).name for path in inputs], tell
        self._sizes = [_work(path) for path in inputs]
        self._whole = max(sum(self._sizes), 1.0)
        self._number, self._said = 0, 0.0

    def file(self, number: int) -> Heard:
        """Say that a file is read now; return who hears how far it is."""
        self._number = number
        begin, end = (TABLES * sum(self._sizes[:upto]) / self._whole for upto in (number, number + 1))
        self._pass_on(begin)
        return stretch(self._hear, begin, end)

    def all_read(self) -> Heard:
        """Say that all files are read; return who hears how far they are put together."""
        self._number = len(self._names)
        self._pass_on(TABLES if self._sizes else 1.0)
        return stretch(self._hear, TABLES, 1.0)

    def _hear(self, share: float) -> None:
        if self._whole >= LARGE and share >= self._said + STEP:
            self._pass_on(share)

    def _pass_on(self, share: float) -> None:
        self._said = share
        name = self._names[self._number] if self._number < len(self._names) else ""
        self._tell(self._number, len(self._names), name, share)


def _work(path: str | Path) -> float:
    """Return how many bytes of CSV would take as long; of what cannot be asked, none."""
    try:
        size = paths.resolve(path).stat().st_size
    except (OSError, ValueError):
        return 0.0
    return float(size) * (OF_WORKBOOKS if Path(path).suffix.lower() in (".xlsx", ".xlsm") else 1)
