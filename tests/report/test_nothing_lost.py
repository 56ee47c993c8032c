"""Every table, figure and chart that the pages had before they were edited still stands somewhere, with its columns."""

import tomllib
from pathlib import Path

import openpyxl
import pytest

BEFORE = tomllib.loads((Path(__file__).parent / "blocks_before.toml").read_text("utf-8"))["block"]


@pytest.fixture(scope="module")
def sheets(made):
    """Return each sheet of the demo's internal spreadsheets: its title, its rows of headings, and its first cells."""
    found = []
    for book in sorted((made / "demo" / "internal").glob("*_numbers.xlsx")):
        read = openpyxl.load_workbook(book, read_only=True)
        for name in read.sheetnames:
            rows = [
                [cell for cell in row if cell is not None] for row in read[name].iter_rows(values_only=True)
            ]
            blank = [place for place, row in enumerate(rows) if not row]
            heads = [set(map(str, rows[place + 1])) for place in blank if place + 2 < len(rows)]
            found.append((str(rows[0][0]), heads, {str(row[0]).rstrip("†") for row in rows if row}))
        read.close()
    return found


@pytest.mark.parametrize("block", BEFORE, ids=lambda block: f"{block['page']}: {block['was']}")
def test_what_was_shown_before_is_shown_now(sheets, block):
    columns, figures = set(block.get("columns", ())), set(block.get("figures", ()))
    assert columns or figures or block.get("title")
    assert any(
        (columns and any(columns <= head for head in heads))
        or (figures and figures <= firsts)
        or (block.get("title") and block["title"] in title)
        for title, heads, firsts in sheets
    )
