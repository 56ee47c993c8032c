"""Slides of small made-up reports: what stands on them, what is left out, split or refused, and that text is only text."""

import base64
import io
import subprocess
import sys
from dataclasses import replace

import polars as pl
import pytest
from lxml import etree
from PIL import Image

from tests.report.presenting.made_up import (
    bars,
    card,
    delivery,
    highlight_cards,
    notebook,
    notes_table,
    opening,
    same,
    without,
)
from tests.report.presenting.unpacked import (
    C,
    everything_said,
    opened,
    parts,
    plotted,
    titles,
    trees,
    workbooks,
)
from xhs_workbench.errors import ReportError
from xhs_workbench.report.presenting.fitting import lines
from xhs_workbench.report.presenting.grids import SIDE, SIZES, widths
from xhs_workbench.report.presenting.held import Told, hold
from xhs_workbench.report.presenting.looks import house_look
from xhs_workbench.report.presenting.paging import pages_of
from xhs_workbench.report.presenting.planning import Planner
from xhs_workbench.report.presenting.slides import Cards, Column, Grid, Slide
from xhs_workbench.report.presenting.writing import fewer_cards, write_deck
from xhs_workbench.telling import Action, Statement, Tile
from xhs_workbench.views.drawing.tables import Column as Head
from xhs_workbench.views.drawing.tables import Table
from xhs_workbench.views.sketching.sketches import Sketch
from xhs_workbench.views.story import chapter

HOSTILE = [
    "=cmd|'/c calc'!A1",
    "+1+1",
    "@SUM(A1)",
    "<script>alert(1)</script>",
    "a\x00\x07b",
    "a\u202egnp",
    "&amp;",
    "😂好用",
]


def deck(book, audience="client", look=None, template=None):
    return write_deck(
        Planner("post_campaign", hold(book, audience)).deck(), look or house_look(None, ""), template
    )


def sketch_of(root, axis):
    return [float(value) for value in plotted(root)[axis].values()]


def test_slides_follow_the_declared_order_and_one_without_data_is_left_out():
    book = notebook(
        ("What next", [chapter(Statement(same("Rebook 5 creators")), name="results.next")]),
        ("Highlights", highlight_cards([card("A note")])),
        ("Search", [without("results.search")]),
        ("KPI delivery", [delivery()]),
    )
    assert titles(deck(book)) == [
        "Spring",
        "It worked",
        "4 of 6 targets met",
        "Results stand out",
        "Rebook 5 creators",
        "Appendix",
        "What this cannot tell you",
    ]


def test_what_is_private_stands_in_our_deck_only():
    screen = opening(
        tiles=(Tile(same("Saves"), 3517, "count"), Tile(same("Margin"), 91_234, "cny", private=True)),
        actions=(Action(same("Settle our margin"), private=True), Action(same("Rebook"))),
    )
    book = notebook(
        ("Highlights", highlight_cards([card("A note"), card("Ours alone", private=True)])),
        ("What next", [chapter(Statement(same("Rebook 5")), name="results.next")]),
        (
            "KPI delivery",
            [chapter(Statement(same("Never declared")), bars([("x", 1, "1")]), name="no.such_block")],
        ),
        front=screen,
    )
    theirs, ours = everything_said(deck(book)), everything_said(deck(book, "internal"))
    for secret in ("Margin", "91,234", "Settle our margin", "Ours alone", "Internal:"):
        assert secret not in theirs
        assert secret in ours
    assert "Rebook" in theirs
    assert "Never declared" not in theirs


def test_hostile_text_is_only_text():
    values = [(name, 10.0 + n, str(10 + n)) for n, name in enumerate(HOSTILE)]
    book = notebook(
        ("KPI delivery", [delivery(says="Reads of <b>😂 Luna\x0b</b> rose", picture=bars(values))]),
        (
            "Highlights",
            highlight_cards([card(name, about=name, why=name, quotes=(name,)) for name in HOSTILE]),
        ),
    )
    raw = deck(book)
    assert "Reads of <b> Luna</b> rose" in titles(raw)  # no emoji: some programs draw an empty box
    said = everything_said(raw)
    assert not {"\x00", "\x07", "\x0b", "\u202e"} & set(said)
    assert "😂好用" in said
    book = next(book for book in workbooks(raw).values() if book.active.max_row > len(HOSTILE))
    names = [cell.value for cell in book.active["A"][1:]]
    assert names[:3] == HOSTILE[:3]
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "n"}


def test_a_workbook_holds_what_is_plotted_rounded_as_it_is_shown():
    values = [("Reads", 104.5049, "105%"), ("Saves", 87.925, "88%")]
    shown = [("a", 1_676_239.0, "1.68M"), ("b", 17_505.4, "17.5K")]
    book = notebook(
        ("KPI delivery", [delivery(picture=bars(values))]),
        ("Sales", [chapter(Statement(same("Sales rose")), bars(shown), name="results.sales")]),
    )
    raw = deck(book)
    charts = [root for name, root in trees(raw, "ppt/charts/").items() if name.endswith(".xml")]
    found = sorted(
        sketch_of(root, "Sheet1!$B$2:$B$3") for root in charts if "Sheet1!$B$2:$B$3" in plotted(root)
    )
    assert found == [[105.0, 88.0], [1_680_000.0, 17_500.0]]
    assert "104.5" not in everything_said(raw)
    assert "1676239" not in everything_said(raw)


def test_a_long_table_is_split_and_every_row_stands_once():
    book = notebook(("Line-up", [chapter(Statement(same("Notes")), name="results.lineup"), notes_table(40)]))
    raw = deck(book)
    rows = [
        tuple(cell.text for cell in row.cells)
        for slide in opened(raw).slides
        for shape in slide.shapes
        if shape.has_table and shape.table.cell(0, 0).text == "Creator"
        for row in list(shape.table.rows)[1:]
    ]
    assert rows == [(f"creator {n}", f"note {n}", f"{1000 + n:,}") for n in range(40)]
    named = [title for title in titles(raw) if title.startswith("Every note")]
    assert named == [f"Every note ({n}/{len(named)})" for n in range(1, len(named) + 1)]
    assert len(named) > 1


def test_cards_go_on_to_further_slides_in_letters_of_one_size():
    items = [card(f"Creator {n}", why="Why she stands here. " * 8) for n in range(30)]
    raw = deck(notebook(("Highlights", highlight_cards(items))))
    shown = [
        (shape.text_frame.paragraphs[0].runs[0].text, shape.text_frame.paragraphs[0].runs[0].font.size.pt)
        for slide in opened(raw).slides
        for shape in slide.shapes
        if shape.name == "Card text"
    ]
    assert [name for name, _ in shown] == [f"Creator {n}" for n in range(30)]
    [size] = {size for _, size in shown}
    assert size >= 13  # the least


def test_shapes_with_text_lie_on_the_slide_and_not_on_each_other():
    items = [card(f"Creator {n}", why="Why she stands here. " * (n + 1)) for n in range(7)]
    book = notebook(("KPI delivery", [delivery()]), ("Highlights", highlight_cards(items)))
    shown = opened(deck(book))
    for slide in shown.slides:
        boxes = [
            shape
            for shape in slide.shapes
            if shape.has_text_frame and shape.text_frame.text and not shape.is_placeholder
        ]
        for number, one in enumerate(boxes):
            assert one.left >= 0 and one.top >= 0
            assert one.left + one.width <= shown.slide_width
            assert one.top + one.height <= shown.slide_height
            for other in boxes[number + 1 :]:
                apart = (
                    one.left + one.width <= other.left
                    or other.left + other.width <= one.left
                    or one.top + one.height <= other.top + 9525
                    or other.top + other.height <= one.top + 9525
                )
                assert apart, (one.text_frame.text, other.text_frame.text)


def test_a_statement_too_long_for_a_title_is_said_under_the_chapters_name():
    long = "Interactions and saves fell short of what was promised in the brief for this wave. " * 5
    raw = deck(notebook(("KPI delivery", [delivery(says=long.strip())])))
    slide = next(
        slide for slide in opened(raw).slides if slide.shapes.title.text_frame.text == "KPI delivery"
    )
    assert any(long.strip()[:-1] in shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def test_what_fits_no_slide_is_refused_and_not_shrunk():
    book = notebook(("Highlights", highlight_cards([card("A note", why="一" * 6000)])))
    with pytest.raises(ReportError) as refused:
        deck(book)
    [problem] = refused.value.problems
    assert (problem.file, problem.value) == ("Highlights", "A note")
    assert problem.fix_en and problem.fix_zh


def test_shapes_become_charts_that_can_be_edited_and_an_unknown_one_a_table():
    spans = Sketch("spans", [{"label": "posting", "start": "2026-05-06", "end": "2026-05-22"}], same("Days"))
    days = Sketch(
        "timeline", [{"label": "index", "points": [["2026-05-01", 1.0], ["2026-05-08", 1.25]]}], same("")
    )
    points = Sketch(
        "points",
        [{"x": 2.5, "y": 0.05, "label": "a"}, {"x": 3.5, "y": 0.08, "label": "b"}],
        same("P"),
        more={
            "x_axis": same("cost"),
            "y_axis": same("rate"),
            "x_line": {"value": 3.0, "label": same("middle")},
        },
    )
    parts_of = [
        {"label": "own", "share": 0.92, "text": "92%", "tone": "plain"},
        {"label": "ads", "share": 0.08, "text": "8%", "tone": "bad"},
    ]
    stacks = Sketch("stacks", [{"label": "Reads", "parts": parts_of}], same(""))
    book = notebook(
        ("Search", [chapter(Statement(same("Search")), days, name="results.search")]),
        ("Line-up", [chapter(Statement(same("Line-up")), points, name="results.lineup")]),
        ("Paid", [chapter(Statement(same("Paid")), stacks, name="results.paid")]),
        ("Sales", [chapter(Statement(same("Sales")), spans, name="results.sales")]),
    )
    raw = deck(book)
    kinds = {
        title: [shape.chart.chart_type.name for shape in slide.shapes if shape.has_chart]
        for title, slide in zip(titles(raw), opened(raw).slides, strict=True)
    }
    assert kinds["Search"] == ["LINE"]
    assert kinds["Line-up"] == ["XY_SCATTER"]
    assert kinds["Paid"] == ["BAR_STACKED_100"]
    assert kinds["Sales"] == []
    assert "2026-05-22" in everything_said(raw)


def test_the_longest_series_of_points_comes_first():
    rows = [{"x": 1.0, "y": 0.1, "label": "", "tone": "good"}] + [
        {"x": n, "y": 0.2, "label": "", "tone": "bad"} for n in (2, 3, 4)
    ]
    points = Sketch("points", rows, same("P"), more={"x_axis": same("x"), "y_axis": same("y")})
    raw = deck(notebook(("Line-up", [chapter(Statement(same("L")), points, name="results.lineup")])))
    root = next(
        root
        for name, root in trees(raw, "ppt/charts/chart").items()
        if b"scatterChart" in etree.tostring(root)
    )
    assert sketch_of(root, "Sheet1!$A$2:$A$4") == [2, 3, 4]


def test_a_client_gets_links_to_notes_and_none_to_people():
    note, person = (
        f"https://www.xiaohongshu.com/{place}/{'a' * 24}" for place in ("explore", "user/profile")
    )
    book = notebook(("Highlights", highlight_cards([card("A", link=note), card("B", link=person)])))

    def outside(audience):
        rels = (root for name, root in trees(deck(book, audience)).items() if name.endswith(".rels"))
        return {rel.get("Target") for root in rels for rel in root if rel.get("TargetMode") == "External"}

    assert outside("client") == {note}
    assert outside("internal") == {note, person}


def test_making_slides_loads_neither_the_chart_library_nor_what_runs_notebooks():
    heavy = {"altair", "nbconvert", "papermill", "ipywidgets", "IPython", "jupyter_client", "scipy"}
    code = (
        "import sys; import xhs_workbench.report.presenting.making, xhs_workbench.views as views; "
        f"print(sorted({heavy} & set(sys.modules))); print(views.scatter is not None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.split("\n")[:2] == ["[]", "True"], done.stderr


def test_an_axis_of_values_that_hardly_differ_is_wide_enough_for_its_ticks_to_be_told_apart():
    rows = [{"label": f"n{n}", "x": 1.0 + n, "y": 0.06 + n * 1e-6, "tone": "plain"} for n in range(5)]
    more = {"x_axis": same("x"), "y_axis": same("y"), "y_kind": "share"}
    points = Sketch(
        "points", rows, same("P"), more={**more, "y_line": {"value": 0.06, "label": same("middle")}}
    )
    raw = deck(notebook(("Line-up", [chapter(Statement(same("L")), points, name="results.lineup")])))
    [root] = [
        root
        for name, root in trees(raw, "ppt/charts/chart").items()
        if b"scatterChart" in etree.tostring(root)
    ]
    axis = next(axis for axis in root.iter(f"{C}valAx") if axis.find(f"{C}axPos").get("val") == "l")
    low, high = (float(axis.find(f"{C}scaling/{C}{end}").get("val")) for end in ("min", "max"))
    step = float(axis.find(f"{C}majorUnit").get("val"))
    decimals = 1 if "0.0%" in axis.find(f"{C}numFmt").get("formatCode") else 0
    ticks = [low + step * n for n in range(round((high - low) / step) + 1)]
    written = [f"{value:.{decimals}%}" for value in ticks]
    assert len(set(written)) == len(written) >= 3
    places = {found.get("val") for found in root.iter(f"{C}dLblPos")}
    assert places <= {"t", "b"}  # beside a mark the middle line would cross the name


def test_a_column_without_anything_in_it_is_left_out_and_so_is_a_table_that_only_names_its_rows():
    def table(name, rows):
        columns = [Head(key, same(key)) for key in ("line", "agreed_cny", "left_cny")]
        schema = {"line": pl.String, "agreed_cny": pl.String, "left_cny": pl.String}
        return Table(columns, same(f"Table {name}")).block(
            pl.DataFrame(rows, schema=schema, orient="row"), name
        )

    def said(rows):
        shown = [delivery(picture=bars([("Reads", 104.0, "104%")])), table("results.table_budget", rows)]
        return everything_said(deck(notebook(("KPI delivery", shown))))

    told = said([("creators", "¥5", None), ("boosts", None, None)])
    assert "creators" in told
    assert "agreed_cny" in told
    assert "left_cny" not in told
    assert "Table results.table_budget" not in said([("creators", None, None)])
    assert "Table results.table_budget" not in said([(None, "¥5", "¥6")])  # of whom?


def test_a_file_that_serves_two_chapters_is_named_once():
    rows = [
        {
            "file": "a.csv",
            "sheet": "",
            "rows_read": 5,
            "rows_used": 5,
            "rows_duplicate": 0,
            "rows_refused": 0,
        }
    ]
    planned = Planner("post_campaign", hold(notebook(("KPI delivery", [delivery()])), "client"))
    planned.held = replace(
        planned.held,
        told=tuple(Told("Data", "", {"kind": "went_in", "data": {"files": rows}}) for _ in range(2)),
    )
    [grid] = planned._sources().parts
    assert grid.rows == (("a.csv", "5", "5", "0", "0"),)


def cover():
    """Return a cover as a page holds it: a small JPEG without EXIF."""
    raw = io.BytesIO()
    Image.new("RGB", (240, 320), "#885522").save(raw, "JPEG")
    return "data:image/jpeg;base64," + base64.b64encode(raw.getvalue()).decode()


def test_a_notes_cover_stands_in_its_card_with_its_title_and_says_nothing_of_its_file():
    items = [
        card("A note", cover=cover()),
        card("Another", cover="https://example.invalid/a.jpg"),
        card("Third"),
    ]
    raw = deck(notebook(("Highlights", highlight_cards(items))))
    shapes = [
        shape
        for slide in opened(raw).slides
        for shape in slide.shapes
        if shape.name in ("Picture", "Card text")
    ]
    [shown] = [shape for shape in shapes if shape.name == "Picture"]
    assert shown._element.xpath(".//p:cNvPr/@descr") == ["A note"]
    assert shown.width * 4 == pytest.approx(shown.height * 3, rel=0.01)
    words = next(shape for shape in shapes if shape.name == "Card text" and "A note" in shape.text_frame.text)
    assert shown.left + shown.width < words.left
    media = [content for name, content in parts(raw).items() if name.startswith("ppt/media/")]
    assert [b"Exif" in content for content in media] == [False]
    assert "example.invalid" not in everything_said(raw)


def columns_of_cards(count):
    raw = deck(notebook(("Highlights", highlight_cards([card(f"Creator {n}") for n in range(count)]))))
    slide = next(s for s in opened(raw).slides if s.shapes.title.text_frame.text == "Results stand out")
    return len({shape.left for shape in slide.shapes if shape.name == "Card"})


@pytest.mark.parametrize(("count", "across"), [(1, 1), (2, 2), (3, 3), (4, 2)])
def test_a_few_cards_stand_beside_each_other_not_as_stripes_of_the_whole_width(count, across):
    assert columns_of_cards(count) == across


def grid(cells, **more):
    return Grid("", tuple(f"h{n}" for n in range(len(cells))), (tuple(cells),), (False,) * len(cells), **more)


def test_a_month_in_a_narrow_table_is_not_broken():
    """Seven long texts fight for six inches; the month keeps what its letters need."""
    sizes = widths(grid(["made up for the demo " * 3] * 7 + ["2026-04"]), 9.0)
    assert lines("2026-04", sizes[-1] - 2 * SIDE, SIZES[-1]) == 1


def test_a_table_that_shows_its_first_rows_ends_with_its_slide_and_another_is_divided_evenly():
    rows = tuple((f"row {n}",) for n in range(30))
    for short, wanted in ((True, 1), (False, 2)):
        table = Grid("", ("Name",), rows, (False,), "more elsewhere", short=short)
        made = pages_of(Slide("Rows", columns=(Column((table,)),)), 12.0, 5.0)
        counts = [len(page.parts[0].rows) for page in made]
        assert len(made) == wanted
        if short:
            assert 4 <= counts[0] < 30
        else:
            assert sum(counts) == 30
            assert abs(counts[0] - counts[1]) <= 1


def test_a_small_line_up_is_spread_evenly():
    slide = Slide("Seven", columns=(Column((Cards(tuple({"title": n} for n in range(7))),)),), spread=True)
    for across, groups in ((4, [4, 3]), (3, [3, 2, 2]), (2, [2, 2, 2, 1])):
        assert [len(page.parts[0].items) for page in fewer_cards(slide, across)] == groups
