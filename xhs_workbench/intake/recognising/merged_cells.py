"""Cells merged over several rows: their text belongs to each of the rows, a figure does not.

A workbook keeps the text in the first row. A name, an agency or a date is read for every row it is merged over; a price
or a count of several rows together is not: read for each, it would be counted as often.
"""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from xhs_workbench.intake.opening.sheets import Sheet


def fill_down(
    sheet: Sheet, body: pl.DataFrame, *, without: Collection[int] = ()
) -> tuple[pl.DataFrame, dict[int, list[int]]]:
    """Fill merged cells downwards.

    Args:
        sheet: Knows what is merged.
        body: Rows of the sheet, or some of them.
        without: Columns whose figures stand once.

    Returns:
        The rows, and column -> first rows of the merged cells that stand in them, those left as they are too.
    """
    wanted = [one for one in sheet.merged if f"c{one[2]}" in body.columns]
    if not wanted:
        return body, {}
    at = {row: index for index, row in enumerate(body["row"].to_list())}
    columns: dict[int, dict[int, str]] = {}
    said: dict[int, list[int]] = {}
    for first, last, column in wanted:
        if first not in at or (text := body.item(at[first], f"c{column}")) is None:
            continue
        said.setdefault(column, []).append(first)
        if column in without:
            continue
        below = [at[row] for row in range(first + 1, last + 1) if row in at]
        columns.setdefault(column, {}).update(
            {index: text for index in below if body.item(index, f"c{column}") is None}
        )
    filled = [
        body[f"c{column}"].clone().scatter(list(cells), list(cells.values()))
        for column, cells in columns.items()
        if cells
    ]
    return body.with_columns(filled), said
