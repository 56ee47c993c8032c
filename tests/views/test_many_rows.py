"""Tables and charts of very many rows: the page shows some and says so, the spreadsheet has every row of a table."""

import io

import openpyxl
import polars as pl
import pytest

from tests.report.test_deliverables import COVER
from xhs_workbench.findings import Text
from xhs_workbench.report.rendering.numbers_file import write_numbers
from xhs_workbench.views import blocks
from xhs_workbench.views.drawing import charts
from xhs_workbench.views.drawing.chart_engine import MOST_POINTS
from xhs_workbench.views.drawing.tables import Column, Table
from xhs_workbench.views.wording import Late, Ready, said

TABLE = Table([Column("n", "n", kind="count")], Text("Numbers", "数"), first=12)


@pytest.mark.parametrize(("rows", "shown"), [(500, 500), (501, 500), (1_234, 500)])
def test_a_page_writes_out_five_hundred_rows_and_names_the_others(rows, shown):
    block = TABLE.block(pl.DataFrame({"n": range(rows)})).to_json("en")
    html = blocks.plain_html(block)
    assert html.count("<tr ") == shown
    assert ("The first 500 of" in html) == (rows > 500)
    if rows == 1_234:
        assert "The first 500 of 1,234 rows; the spreadsheet beside the page has them all." in html
        zh = blocks.plain_html(TABLE.block(pl.DataFrame({"n": range(rows)})).to_json("zh"))
        assert "仅列出前 500 行，共 1,234 行" in zh


def test_the_spreadsheet_has_every_row():
    block = TABLE.block(pl.DataFrame({"n": range(1_234)})).to_json("en")
    book = openpyxl.load_workbook(io.BytesIO(write_numbers([("s", block)], COVER, "en")))
    values = [cell for row in book["01 Numbers"].iter_rows(values_only=True) for cell in row]
    assert [value for value in values if isinstance(value, int)] == list(range(1_234))


def drawn(frame, shape="scatter"):
    axes = {
        "x": "x",
        "y": "y",
        "colour": "g",
        "label": "name",
        "x_axis": "x",
        "y_axis": "y",
        "picked": "picked",
    }
    strips = {"group": "g", "value": "x", "label": "name", "axis": "x"}
    shown = getattr(charts, shape)(
        frame, title=Text("t", "题"), note=Text("Note.", "注。"), **(axes if shape == "scatter" else strips)
    )
    data = shown.to_json("en")["data"]
    return data["spec"], data["note"]


def frame(rows):
    """Values from 1 up, every tenth of which is picked."""
    return pl.DataFrame({"x": range(1, rows + 1)}).with_columns(
        y=pl.col("x"), g=pl.lit("KOC"), name=pl.col("x").cast(pl.String), picked=pl.col("x") % 10 == 0
    )


def test_a_chart_of_three_thousand_points_draws_them_all():
    spec, note = drawn(frame(MOST_POINTS))
    assert len(spec["data"]["values"]) == MOST_POINTS
    assert note == "Note."


def test_of_more_points_the_picked_and_evenly_many_others_are_drawn():
    """10,000 points, 1,000 picked: 2,000 of the other 9,000 have room, so every fifth of these, 1,800, is drawn."""
    spec, note = drawn(frame(10_000))
    values = [row["x"] for row in spec["data"]["values"]]
    assert len(values) == len(set(values)) == 2_800
    assert sum(value % 10 == 0 for value in values) == 1_000
    rest = sorted(value for value in values if value % 10)
    assert rest[:4] == [1, 6, 12, 17]  # 1 2 3 4 5 | 6 7 8 9 11 | 12 13 14 15 16 | 17 …
    assert note == "Note. Drawn are 2,800 of 10,000, evenly spread; the picked are all there."


def test_ticks_without_picks_are_thinned_by_their_value():
    """9,001 values leave room for every fourth: 2,251, so the middle stays within a step."""
    spec, note = drawn(frame(9_001).sample(fraction=1.0, shuffle=True, seed=1), shape="strips")
    values = sorted(row["x"] for row in spec["data"]["values"])
    assert values == list(range(1, 9_002, 4))
    assert "2,251 of 9,001" in note


def test_what_is_ready_is_not_searched_for_words():
    word = Text("a", "甲")
    assert said(Late(lambda _: [word]), "zh") == ["甲"]
    assert said({"rows": Ready(lambda language: [word])}, "zh") == {"rows": [word]}
