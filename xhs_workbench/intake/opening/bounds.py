"""How large a file, a table and a cell may be; what is larger ends in a sentence that names file and row.

Text, JSON and HTML are read in our own process, for a process of its own costs small files half a second
each. So what
decides memory and time is counted on the bytes first: size, cells, columns, nesting; the readers behind are
linear in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import polars as pl

from xhs_workbench.errors import IntakeError, Problem
from xhs_workbench.intake.opening.sheets import Sheet, refuse

LONGEST_CELL = 131_072
"""Characters of a cell; a worksheet's holds 32,767 characters, a note at most a thousand."""
MOST_COLUMNS = 16_384
"""As a worksheet may have."""
MOST_CELLS = 12_000_000
"""Cells, keys and values that are held as Python objects: at 60 bytes each about 700 MB."""
MOST_BYTES = {"text": 200 * 1024**2, "json": 200 * 1024**2, "html": 50 * 1024**2}
LONGEST_LINE = 16 * 1024**2
MOST_TAGS = 4_000_000
DEEPEST = 100
SPLIT = ("split the file, or export fewer columns.", "请拆分文件，或减少导出的列。")
AT_ONCE = 1 << 18
"""Bytes looked at at a time: they and what is made of them stay in the processor's own memory."""
MARK = b"\xef\xbb\xbf"
OPENING, CLOSING, QUOTE, ESCAPE = b"[{", b"]}", ord('"'), ord("\\")


def judge_size(file: str, raw: bytes, kind: str) -> None:
    """Refuse a text that is larger than its reader takes.

    Raises:
        IntakeError: It is.
    """
    most = MOST_BYTES[kind]
    if len(raw) > most:
        en, zh = (
            f"larger than {most // 1024**2} MB, the most that is read of this kind",
            f"超过 {most // 1024**2} MB",
        )
        raise refuse(file, en, zh, fix=SPLIT, code="XHS-E040")


def judge_cells(file: str, count: int, most: int = MOST_CELLS) -> None:
    """Refuse a file of more cells than memory is set aside for.

    Raises:
        IntakeError: It has.
    """
    if count > most:
        en, zh = (
            f"about {count:,} cells, more than {most:,} in one file",
            f"约 {count:,} 个单元格，超过上限 {most:,}",
        )
        raise refuse(file, en, zh, fix=SPLIT, code="XHS-E041")


def judge_lines(file: str, raw: bytes) -> None:
    """Refuse a text with a line longer than any row is: what has no lines is no table.

    Raises:
        IntakeError: It has; names the row.
    """
    start = 0
    while start + LONGEST_LINE < len(raw):
        end = max(raw.rfind(sign, start, start + LONGEST_LINE) for sign in (b"\n", b"\r"))
        if end < 0:
            en, zh = (
                f"a line of more than {LONGEST_LINE // 1024**2} MB",
                f"一行超过 {LONGEST_LINE // 1024**2} MB",
            )
            raise refuse(file, en, zh, row=raw.count(b"\n", 0, start) + 1, fix=SPLIT, code="XHS-E046")
        start = end + 1


def count_signs(raw: bytes, *signs: bytes) -> tuple[int, ...]:
    """Count signs.

    bytes.count takes some nanoseconds a hit, and here every tenth byte is one.
    """
    whole = np.frombuffer(raw, dtype=np.uint8)
    found = np.zeros(len(signs), dtype=np.int64)
    for start in range(0, len(whole), AT_ONCE):
        piece = whole[start : start + AT_ONCE]
        found += [np.count_nonzero(piece == ord(sign)) for sign in signs]
    return tuple(int(n) for n in found)


def count_outside_quotes(raw: bytes, delimiter: bytes) -> tuple[int, int] | None:
    """Count line feeds and separators that stand in no quoted cell.

    Returns:
        None where a quote stands in the middle of a cell or is never closed: there readers differ in what it
        means.
    """
    whole = np.frombuffer(raw, dtype=np.uint8)
    first = 3 if raw.startswith(MARK) else 0
    sign, line = delimiter[0], ord("\n")
    ends = between = 0
    is_open = False
    for start in range(first, len(whole), AT_ONCE):
        piece = whole[start : start + AT_ONCE]
        quotes = np.flatnonzero(piece == QUOTE)
        # At the file's two ends a line begins and ends.
        opening, closing = start + quotes[is_open::2], start + quotes[not is_open :: 2]
        ahead = np.where(opening > first, whole[opening - 1], line)
        after = np.where(closing < len(whole) - 1, whole[np.minimum(closing + 1, len(whole) - 1)], line)
        edges = (line, sign, QUOTE)
        if not np.isin(ahead, edges).all() or not np.isin(after, (*edges, 13)).all():
            return None
        if len(quotes) or not is_open:
            outside = slice(int(is_open), None, 2)  # of the stretches from quote to quote
            ends += _count_between(piece == line, quotes, outside)
            between += _count_between(piece == sign, quotes, outside)
        is_open ^= bool(len(quotes) % 2)
    return None if is_open else (ends, between)


def _count_between(there: npt.NDArray[np.bool_], quotes: npt.NDArray[np.int64], which: slice) -> int:
    """Count signs in stretches from one quote to the next; the first begins with the piece."""
    if not len(quotes):
        return int(np.count_nonzero(there))
    found = np.add.reduceat(there.view(np.uint8), np.concatenate([[0], quotes]), dtype=np.uint32)
    return int(found[which].sum())


def judge_columns(file: str, count: int, row: int, sheet: str = "") -> None:
    """Refuse a table of more columns than a worksheet may have.

    Raises:
        IntakeError: It has.
    """
    if count > MOST_COLUMNS:
        en, zh = (
            f"{count:,} columns, more than {MOST_COLUMNS:,}",
            f"共 {count:,} 列，超过上限 {MOST_COLUMNS:,}",
        )
        raise refuse(file, en, zh, row=row, sheet=sheet, fix=SPLIT, code="XHS-E042")


def judge_nesting(file: str, raw: bytes) -> None:
    """Refuse JSON nested deeper than any export is, before a parser follows it; brackets in texts do not count.

    Raises:
        IntakeError: It is; names the row.
    """
    if raw.count(b"[") + raw.count(b"{") <= DEEPEST:
        return
    signs = np.frombuffer(raw, dtype=np.uint8)
    opened, closed = _any_of(signs, OPENING), _any_of(signs, CLOSING)
    quotes = np.flatnonzero(signs == QUOTE)
    if b"\\" in raw:
        quotes = quotes[~_escaped(signs, quotes)]
    at = np.flatnonzero(opened | closed)
    outside = np.searchsorted(quotes, at) % 2 == 0
    at = at[outside]
    depth = np.cumsum(np.where(opened[at], 1, -1).astype(np.int32))
    if len(depth) and int(depth.max()) > DEEPEST:
        row = raw.count(b"\n", 0, int(at[int((depth > DEEPEST).argmax())])) + 1
        en, zh = f"nested deeper than {DEEPEST} levels", f"JSON 嵌套过深（超过 {DEEPEST} 层）"
        raise refuse(file, en, zh, row=row, code="XHS-E043")


def _any_of(signs: npt.NDArray[np.uint8], wanted: bytes) -> npt.NDArray[np.bool_]:
    first, second = wanted
    found: npt.NDArray[np.bool_] = (signs == first) | (signs == second)
    return found


def _escaped(signs: npt.NDArray[np.uint8], quotes: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Say which quotes stand behind an odd number of backslashes."""
    slashes = np.flatnonzero(signs == ESCAPE)
    if not len(slashes):
        return np.zeros(len(quotes), dtype=bool)
    number = np.arange(len(slashes))
    begins = np.diff(slashes, prepend=-2) > 1
    run = number - np.maximum.accumulate(np.where(begins, number, 0)) + 1
    before = np.searchsorted(slashes, quotes) - 1
    behind = (before >= 0) & (slashes[np.maximum(before, 0)] == quotes - 1)
    found: npt.NDArray[np.bool_] = behind & (run[np.maximum(before, 0)] % 2 == 1)
    return found


MOST_REFUSED, FEW = 0.2, 3
"""The share of refused rows above which a file is not what it seems; and so many are refused one by one in any case."""


def too_many(bad: int, whole: int) -> bool:
    """Say whether a file is refused whole: half of its rows are, or more than a fifth and more than three.

    >>> [too_many(*rows) for rows in ((1, 19), (3, 19), (4, 19), (1, 2), (20, 100), (21, 100))]
    [False, False, True, True, False, True]
    """
    return bad > 0 and (2 * bad >= whole or bad > max(FEW, MOST_REFUSED * whole))


def judge_sheet(sheet: Sheet) -> Sheet:
    """Return the sheet without the rows that hold a cell longer than allowed, whatever it was read from.

    Raises:
        IntakeError: It has too many columns, or too many of its rows, or its first one, hold such a cell;
            names the row and the column.
    """
    names = sheet.columns
    judge_columns(sheet.file, len(names), 0, sheet.sheet)
    if not names or not sheet.cells.height:
        return sheet
    longest = sheet.cells.select(pl.col(names).str.len_bytes().max())
    large = [name for name in names if (longest[name][0] or 0) > LONGEST_CELL]
    refused = {at: problem for name in reversed(large) for at, problem in _too_long(sheet, name)}
    if not refused:
        return sheet
    problems = [refused[at] for at in sorted(refused)]
    if 0 in refused or too_many(len(refused), sheet.cells.height - 1):
        raise IntakeError(problems)
    kept = sheet.cells.with_row_index("at").filter(~pl.col("at").is_in(list(refused))).drop("at")
    return replace(sheet, cells=kept, refused=(*sheet.refused, *problems))


def _too_long(sheet: Sheet, name: str) -> Iterator[tuple[int, Problem]]:
    """Yield the places of the cells of a column that are too long, and what is wrong."""
    lengths = sheet.cells[name].str.len_chars()
    title = sheet.cells[name][0] or ""
    column = title if 0 < len(title) <= 60 else f"column {int(name[1:]) + 1}"
    for at in (lengths > LONGEST_CELL).fill_null(False).arg_true():
        row, size = int(sheet.cells["row"][at]), int(lengths[at])
        yield at, _long_cell(sheet.file, sheet.sheet, row, column, size)


def _long_cell(file: str, sheet: str, row: int, column: str, size: int) -> Problem:
    en, zh = f"a cell of {size:,} characters", f"单元格有 {size:,} 个字符"
    fix = ("shorten it; a text of the platform has at most a few thousand.", "请缩短；平台文本最多数千字。")
    return refuse(file, en, zh, row=row, column=column, sheet=sheet, fix=fix, code="XHS-E044").problems[0]
