"""Several tables on one sheet, told apart: one below another after a gap or a title, one beside another after an empty column.

People keep a budget under their schedule and a list of topics beside their notes. Read as one table, the second
would put its figures into rows of the first. Each becomes a sheet of its own, named by where it begins
(`排期表#17`, `本周监测#J`), with the row numbers of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import polars as pl

from xhs_workbench.findings import Finding
from xhs_workbench.intake.opening.sheets import Sheet, doubt

DATA = re.compile(r"\d{4}|://|\A[-+¥￥]?\d[\d.,]*\s*[万wWkK%+]?\Z")
"""What a cell of data holds, and no header."""
MOST_ROWS = 100_000
"""Longer sheets come from machines, which write one table."""
MOST = 0.8
WIDTH = 2
"""A single column after an empty one is a remark on the rows, no table."""
TITLES = 2
"""So many lines of one cell may stand between the gap and the header of the next table."""


def split_tables(sheet: Sheet) -> list[Sheet]:
    """Return the tables of a sheet, each as a sheet; one that holds a single table comes back as it is."""
    if not 1 < sheet.cells.height <= MOST_ROWS:
        return [sheet]
    return [part for beside in _beside(sheet) for part in _below(beside)]


# One beside another.


def _beside(sheet: Sheet) -> list[Sheet]:
    names = sheet.columns
    counts = dict(zip(names, (sheet.cells[name].null_count() for name in names), strict=True))
    filled = [counts[name] < sheet.cells.height for name in names]
    runs = list(_runs(filled))
    if len(runs) < 2:
        return [sheet]
    blocks = [_Block(names[first:last], sheet.cells) for first, last in runs]
    parts, start = [], 0
    said = list(sheet.findings)
    for number in range(1, len(blocks)):
        own, other = blocks[number], blocks[number - 1]
        if own.width < WIDTH or not own.headed:
            continue
        if own.rows != other.rows and own.is_whole:
            parts.append((start, number))
            start = number
        else:
            said.append(_one_table(sheet, own))
    parts.append((start, len(blocks)))
    if len(parts) == 1:
        return [replace(sheet, findings=tuple(said))]
    made = []
    for first, last in parts:
        begin, end = runs[first][0], runs[last - 1][1]
        made.append(_side_columns(sheet, begin, end, whole=first == 0))
    named = "、".join(one.sheet for one in made[1:])
    en = f"A second table stands beside the first; it is a sheet of its own: {named}."
    zh = f"表格旁还有另一张表，已作为单独的工作表处理：{named}。"
    made[0] = replace(made[0], findings=(*said, doubt(sheet.file, "second_table", en, zh, sheet=sheet.sheet)))
    return made


def _one_table(sheet: Sheet, right: _Block) -> Finding:
    en = f"An empty column stands before {right.title}; what is right of it is read as of the same rows."
    zh = f"「{right.title}」左侧有空列；其右各列按同一行数据读取。"
    return doubt(sheet.file, "empty_column", en, zh, sheet=sheet.sheet)


@dataclass(frozen=True)
class _Block:
    """Neighbouring columns between empty ones."""

    names: Sequence[str]
    cells: pl.DataFrame

    @property
    def width(self) -> int:
        return len(self.names)

    @property
    def first(self) -> int:
        """Index of the first row that fills two of the columns: a title above fills one."""
        return int((self._count_cells >= min(WIDTH, self.width)).arg_max() or 0)

    @property
    def _count_cells(self) -> pl.Series:
        return self.cells.select(pl.sum_horizontal(pl.col(n).is_not_null() for n in self.names)).to_series()

    @property
    def rows(self) -> list[int]:
        """Indexes of the rows that say anything, from the header on."""
        return [at for at in self._count_cells.gt(0).arg_true().to_list() if at >= self.first]

    @property
    def headed(self) -> bool:
        """Whether its first row names every column and holds no data."""
        texts = [self.cells.item(self.first, name) for name in self.names]
        return all(text and not DATA.search(text) for text in texts)

    @property
    def is_whole(self) -> bool:
        """Whether its rows follow each other: a table does, remarks on some rows of another do not."""
        rows = self.rows
        return rows[-1] - rows[0] + 1 == len(rows) > 1

    @property
    def title(self) -> str:
        return str(self.cells.item(self.first, self.names[0]))


def _side_columns(sheet: Sheet, begin: int, end: int, *, whole: bool) -> Sheet:
    """Return some columns of a sheet as a sheet, numbered from 0."""
    names = sheet.columns[begin:end]
    cells = sheet.cells.select(*(pl.col(n).alias(f"c{i}") for i, n in enumerate(names)), "row")
    return replace(
        sheet,
        sheet=sheet.sheet if whole else f"{sheet.sheet}#{_letters(begin)}",
        cells=cells,
        damaged=frozenset((row, at - begin) for row, at in sheet.damaged if begin <= at < end),
        findings=sheet.findings if whole else (),
        refused=sheet.refused if whole else (),
        hidden_columns=frozenset(at - begin for at in sheet.hidden_columns if begin <= at < end),
        merged=tuple((top, last, at - begin) for top, last, at in sheet.merged if begin <= at < end),
    )


def _letters(index: int) -> str:
    """Return A for 0, Z for 25, AA for 26."""
    text, rest = "", index + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        text = chr(65 + digit) + text
    return text


def _runs(filled: Sequence[bool]) -> Iterator[tuple[int, int]]:
    start = None
    for at, there in enumerate([*filled, False]):
        if there and start is None:
            start = at
        elif not there and start is not None:
            yield start, at
            start = None


# One below another.


def _below(sheet: Sheet) -> list[Sheet]:
    names = sheet.columns
    count = pl.sum_horizontal(pl.col(name).is_not_null() for name in names)
    rows = sheet.cells.with_row_index("at").with_columns(n=count).filter(pl.col("n") > 0)
    if rows.height < 2 * WIDTH:
        return [sheet]
    gap = pl.col("row").diff().fill_null(1) > 1
    lone = (pl.col("n") == 1) & (pl.col("n").shift(-1) > 1)
    starts = rows.with_row_index("place").filter(gap | lone)["place"].to_list()
    cuts: list[int] = []
    begin = 0
    for place in starts:
        after_gap = int(rows.item(place, "row")) - int(rows.item(max(place - 1, 0), "row")) > 1
        if place > begin and _begins_a_table(rows, names, begin, place, after_gap=after_gap):
            cuts.append(place)
            begin = place
    if not cuts:
        return [sheet]
    edges = [0, *(int(rows.item(place, "at")) for place in cuts), sheet.cells.height]
    made = []
    for number, (first, last) in enumerate(pairwise(edges)):
        cells = sheet.cells.slice(first, last - first)
        at = int(cells.item(0, "row"))
        name = sheet.sheet if number == 0 else f"{sheet.sheet}#{at}"
        own = (
            replace(sheet, cells=cells)
            if number == 0
            else replace(sheet, cells=cells, sheet=name, findings=(), refused=())
        )
        made.append(own)
    named = "、".join(one.sheet for one in made[1:])
    at = int(made[1].cells.item(0, "row"))
    en = f"Another table begins in row {at}; it is a sheet of its own: {named}."
    zh = f"第 {at} 行起是另一张表，已作为单独的工作表处理：{named}。"
    made[0] = replace(
        made[0],
        findings=(*sheet.findings, doubt(sheet.file, "second_table", en, zh, row=at, sheet=sheet.sheet)),
    )
    return made


def _begins_a_table(
    rows: pl.DataFrame, names: Sequence[str], begin: int, place: int, *, after_gap: bool
) -> bool:
    """Say whether a new header stands here or just below.

    It is words only, over columns that held figures above; or, after an empty row, over a table so narrow that none
    of its rows could be one of the first. A header that stands again is no new table, and neither are notes at the end.
    """
    above = rows.slice(begin, place - begin)
    if not above["n"].ge(WIDTH).any():  # titles of the first table
        return False
    data = _from_its_data(above, names)
    header = None
    for at in range(place, min(place + TITLES + 1, rows.height - 1)):
        texts = {name: str(text) for name in names if (text := rows.item(at, name)) is not None}
        if len(texts) >= WIDTH:
            header = texts
            below = rows.slice(at + 1)
            break
    if header is None or any(DATA.search(text) for text in header.values()):
        return False
    known = {str(text) for row in above.head(12).select(names).rows() for text in row if text}
    if sum(text in known for text in header.values()) >= MOST * len(header):
        return False
    figures = [name for name in header if _mostly_data(data[name])]
    narrow = after_gap and _narrow(data, below, names)
    return (bool(figures) or narrow) and any(_mostly_data(below[name].head(1)) for name in header)


def _from_its_data(rows: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Leave out titles and headers: the rows from the first one on that holds a figure, a date or a link."""
    top = rows.head(12).select(names).rows()
    holds_data = (any(text and DATA.search(str(text)) for text in row) for row in top)
    first = next((at for at, there in enumerate(holds_data) if there), 0)
    return rows.slice(first)


def _narrow(above: pl.DataFrame, below: pl.DataFrame, names: Sequence[str]) -> bool:
    """Say whether no row below fills half of the columns that most rows above fill."""
    usual = [name for name in names if above[name].count() >= MOST * above.height]
    filled = below.select(pl.sum_horizontal(pl.col(name).is_not_null() for name in usual)).to_series()
    return len(usual) >= 2 * WIDTH and bool((filled < 0.5 * len(usual)).all())


def _mostly_data(cells: pl.Series) -> bool:
    said = cells.drop_nulls().tail(50).to_list()
    return bool(said) and sum(bool(DATA.search(text)) for text in said) >= MOST * len(said)
