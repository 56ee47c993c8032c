"""Where the header of an unknown sheet is, how many rows of group names stand above it, and what each header means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from xhs_workbench.intake.drafting.evidence import NUMBER, Cells, look
from xhs_workbench.intake.drafting.words import Meaning, understand
from xhs_workbench.intake.opening.sheets import Sheet
from xhs_workbench.intake.recognising.merged_cells import fill_down
from xhs_workbench.intake.recognising.recognise import LOOK_AT, headers_at
from xhs_workbench.intake.recognising.set_aside import OF_A_PART, is_elsewhere
from xhs_workbench.intake.recognising.sources import PATH, Header
from xhs_workbench.intake.recognising.units import units_of

MOST_GROUPS = 2


@dataclass(frozen=True)
class Layout:
    """The header of a sheet and the columns below it.

    Args:
        position: Index of the header row among the sheet's rows.
        group_rows: Rows above it that hold group names.
        columns: The columns that have a header, left to right.
        rows: Data rows below.
    """

    position: int
    group_rows: int
    columns: tuple[Cells, ...]
    rows: int


def meaning_of(header: Header) -> Meaning:
    """Say what a header means, with the groups above it or the objects around it."""
    if PATH.match(header.text):
        *around, own = header.text.split(".")
        return understand(own, tuple(around))
    return understand(header.text, header.groups)


def lay_out(sheet: Sheet) -> Layout | None:
    """Find the header row: of the first rows the one with most headers that mean something; None without any."""
    best, most, groups = -1, 0, 0
    for position in range(min(LOOK_AT, sheet.cells.height)):
        above = _group_rows(sheet, position)
        known = sum(meaning_of(header).known for header in headers_at(sheet, position, above))
        if known > most:
            best, most, groups = position, known, above
    if best < 0:
        return None
    headers = headers_at(sheet, best, groups)
    body = sheet.cells.slice(best + 1)
    body = body.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in sheet.columns))
    if body.height and units_of(body.row(0, named=True), sheet.columns):
        body = body.slice(1)
    sums = pl.any_horizontal(pl.col(name).str.contains(OF_A_PART) for name in sheet.columns[:3])
    body = body.filter(
        ~sums.fill_null(value=False)
    )  # what stands under each week says nothing of the columns
    body = body.filter(~is_elsewhere(headers, body).fill_null(value=False))
    body, _ = fill_down(sheet, body)
    return Layout(
        best, groups, tuple(look(header, body[f"c{header.index}"]) for header in headers), body.height
    )


def _group_rows(sheet: Sheet, position: int) -> int:
    """Count the rows just above that name groups: words over some of the columns, and at least two of them.

    A name that is merged downwards, over an empty cell of the row below, is one of the headers.
    """
    columns = _where(sheet, position)
    found = units = 0
    for row in range(position - 1, max(-1, position - 1 - MOST_GROUPS), -1):
        names = _filled(sheet, row)
        if units_of(sheet.cells.row(row, named=True), sheet.columns):
            units += 1
            continue
        columns |= _where(sheet, row)
        if not 2 <= len(names) < len(columns) or any(NUMBER.match(name) for name in names):
            break
        found, units = found + 1 + units, 0
    return found


def _where(sheet: Sheet, row: int) -> set[str]:
    cells = sheet.cells.row(row, named=True)
    return {name for name in sheet.columns if cells[name]}


def _filled(sheet: Sheet, row: int) -> Sequence[str]:
    cells = sheet.cells.row(row, named=True)
    return [cells[name] for name in sheet.columns if cells[name]]
