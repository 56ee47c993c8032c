"""What a terminal shows: colours, columns that fit, JSON for machines."""

from __future__ import annotations

import json
import os
import shutil
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

from xhs_workbench import paths
from xhs_workbench.findings import Text

COLOURS = {"green": "32", "yellow": "33", "red": "31", "bold": "1", "dim": "2"}
GAP = "  "


TERMINAL = "XHS_TERMINAL"
"""Environment variable: the characters that the terminal of the command that began again can show."""


def read_and_write_any_name() -> None:
    """Begin again in UTF-8 where the machine's locale is another, and print what it cannot show as a code.

    Without it, no workbook opens in a folder with a Chinese name: the libraries that read it take UTF-8 alone.
    """
    shows = os.environ.pop(TERMINAL, "") or sys.stdout.encoding
    if sys.getfilesystemencoding().lower() not in ("utf-8", "utf8"):
        around = {**os.environ, "PYTHONUTF8": "1", TERMINAL: shows}
        os.execve(sys.executable, sys.orig_argv, around)  # noqa: S606 - the same command, its words as given
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=shows, errors="backslashreplace")


def is_terminal(stream: TextIO | None = None) -> bool:
    """Say whether a person reads what is printed."""
    return (stream or sys.stdout).isatty()


def paint(text: str, colour: str, stream: TextIO | None = None) -> str:
    """Colour a text, where a terminal shows it and nobody has forbidden colours (`NO_COLOR`, `TERM=dumb`)."""
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return text if plain or not is_terminal(stream) else f"\x1b[{COLOURS[colour]}m{text}\x1b[0m"


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], colours: Mapping[str, str]) -> str:
    """Lay rows out in columns as wide as a terminal allows; the last column is cut to what is left.

    Where no terminal is, nothing is cut.

    Args:
        headers: Of the columns.
        rows: As many cells each as there are headers.
        colours: Text of a cell -> its colour.
    """
    lines = [list(headers), *(list(row) for row in rows)]
    widths = [max(map(text_width, column)) for column in zip(*lines, strict=True)]
    left = shutil.get_terminal_size().columns - sum(widths[:-1]) - len(GAP) * (len(widths) - 1)
    widths[-1] = max(min(widths[-1], left), 8) if is_terminal() else widths[-1]
    laid = [[_fitted(cell, width) for cell, width in zip(line, widths, strict=True)] for line in lines]
    head = GAP.join(paint(cell, "bold") for cell in laid[0])
    body = [GAP.join(_coloured(cell, colours) for cell in line) for line in laid[1:]]
    return "\n".join(line.rstrip() for line in (head, *body))


def text_width(text: str) -> int:
    """Return how many cells of a terminal a text fills: a Chinese character fills two.

    >>> text_width("cost 成本")
    9
    """
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _fitted(text: str, width: int) -> str:
    """Fill a text up to a width, or cut it there."""
    if text_width(text) <= width:
        return text + " " * (width - text_width(text))
    kept = text
    while text_width(kept) > width - 1:
        kept = kept[:-1]
    return _fitted(f"{kept}…", width)


def _coloured(cell: str, colours: Mapping[str, str]) -> str:
    colour = colours.get(cell.strip())
    return paint(cell, colour) if colour else cell


def say_json(answer: Any) -> None:
    """Print an answer for a machine: texts as `{"en": …, "zh": …}`, paths as a report shows them."""
    print(json.dumps(_for_machines(answer), ensure_ascii=False, indent=1))


def _for_machines(value: Any) -> Any:
    if isinstance(value, Text):
        return value._asdict()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _for_machines(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _for_machines(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_for_machines(one) for one in value]
    if isinstance(value, Path):
        return paths.shown(value)
    return value.isoformat() if isinstance(value, date) else value
