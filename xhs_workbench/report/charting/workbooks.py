"""The workbook inside a chart: exactly what is plotted, every text only text.

python-pptx's own writer would turn a name that begins with = into a formula.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def workbook(cells: Mapping[tuple[int, int], Any], formats: Mapping[int, str] | None = None) -> bytes:
    """Return a workbook of one sheet.

    Args:
        cells: (row, column) from 0 -> a text, number or day; None is left empty.
        formats: Column -> how its numbers are written.
    """
    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw, PLAIN) as book:
        book.set_properties({"created": MADE})
        sheet = book.add_worksheet("Sheet1")
        looks = {column: book.add_format({"num_format": made}) for column, made in (formats or {}).items()}
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for (row, column), value in cells.items():
            if isinstance(value, str):
                sheet.write_string(row, column, value)
            elif isinstance(value, date):
                sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001 - a sheet knows no zones
            elif value is not None:
                sheet.write_number(row, column, value, looks.get(column))
    return raw.getvalue()


def columns(*given: Sequence[Any]) -> dict[tuple[int, int], Any]:
    """Return columns as cells, the first of each its heading.

    >>> columns(["", "a"], ["n", 1])
    {(0, 0): '', (1, 0): 'a', (0, 1): 'n', (1, 1): 1}
    """
    return {(row, column): value for column, values in enumerate(given) for row, value in enumerate(values)}
