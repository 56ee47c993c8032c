"""What a slide does with its room: short tables in larger letters, thin appendix slides together."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from lxml import etree

from tests.report.presenting.made_up import notebook, same
from tests.report.presenting.unpacked import C, trees, workbooks
from xhs_workbench.report.presenting.grids import SIZES, is_roomy
from xhs_workbench.report.presenting.held import hold
from xhs_workbench.report.presenting.looks import house_look
from xhs_workbench.report.presenting.paging import pages_of, together
from xhs_workbench.report.presenting.planning import Planner
from xhs_workbench.report.presenting.slides import Cards, Column, Grid, Picture, Slide
from xhs_workbench.report.presenting.writing import write_deck
from xhs_workbench.telling import Statement
from xhs_workbench.views.sketching.sketches import Sketch
from xhs_workbench.views.story import chapter

WIDTH, ROOM = 12.0, 4.9


def table(rows, *, title="", cell="saves"):
    return Grid(title, ("Name", "Count"), tuple((cell, f"{n}") for n in range(rows)), (False, True))


def slide(*parts, title="Tables", **more):
    return Slide(title, columns=(Column(parts),), **more)


def sizes(pages):
    return {part.size for page in pages for part in page.parts if isinstance(part, Grid)}


def test_a_short_table_is_set_in_larger_letters_than_a_long_one():
    # A row of 15 points is 15 * 1.22 / 72 + .11 = .36 inches high, of 12 .31, of 11 .30: four rows take 1.8
    # inches at most; fifteen take 5.0 at 12 points and 4.7 at 11.
    assert sizes(pages_of(slide(table(4)), WIDTH, ROOM)) == {SIZES[0]}
    assert sizes(pages_of(slide(table(15)), WIDTH, ROOM)) == {SIZES[-1]}


def test_tables_of_one_slide_have_letters_of_one_size():
    wide = table(3, cell="a name so long that it needs four inches of a slide, and then some more")
    for beside in (table(3), wide):
        assert len(sizes(pages_of(slide(table(3), beside), 4.5, ROOM))) == 1


@pytest.mark.parametrize("rows", [1, 5, 12, 16, 31, 60])
def test_larger_letters_make_no_slide_more_and_lose_no_row(rows):
    made = pages_of(slide(table(rows)), WIDTH, ROOM)
    least = [replace(part, size=SIZES[-1]) for page in made for part in page.parts]
    assert [row for page in made for part in page.parts for row in part.rows] == list(table(rows).rows)
    per_slide = 15  # 4.9 inches less a heading of .28, over rows of .296
    assert len(made) == -(-rows // per_slide)
    assert all(is_roomy(part, WIDTH) for part in least)


def test_a_table_under_a_chart_leaves_the_chart_its_room():
    chart = Picture({"shape": "bars", "title": "", "note": "", "rows": [{"label": "a", "value": 1}] * 3})
    assert sizes(pages_of(slide(chart, table(2)), WIDTH, ROOM)) == {SIZES[-1]}


def test_thin_slides_of_an_appendix_stand_together_each_table_under_its_own_name():
    thin = [
        slide(table(2), title="Ads"),
        slide(table(3), title="Ranks"),
        slide(table(30), title="Every note"),
    ]
    made = together(thin, WIDTH, ROOM)
    assert [one.title for one in made] == ["Ads · Ranks", "Every note"]
    assert [(part.title, len(part.rows)) for part in made[0].parts] == [("Ads", 2), ("Ranks", 3)]


def test_what_must_be_kept_is_not_put_with_what_may_go_nor_a_table_with_cards():
    kept = slide(table(2), title="Sources", first=True)
    cards = slide(Cards(({"title": "a"},)), title="Cards")
    for one in (kept, cards):
        assert len(together([slide(table(2), title="Ads"), one], WIDTH, ROOM)) == 2


def test_the_rows_that_the_note_says_are_named_are_named_however_near_they_lie():
    rows = [
        {"x": 5.0 + n / 1000, "y": 0.05, "label": same(f"creator {n} of the line-up"), "tone": "good"}
        for n in range(2)
    ]
    rows += [{"x": 9.0, "y": 0.09, "label": same(""), "tone": "bad"}]
    rows += [{"x": 1.0, "y": 0.01, "label": same(""), "tone": "bad"}]
    corners = [same(words) for words in ("cheap, liked", "dear, liked", "cheap, not", "dear, not")]
    middle = {"value": 5.0, "label": same("middle")}
    more = {"x_axis": same("cost"), "y_axis": same("rate"), "corners": corners, "x_line": middle}
    points = Sketch("points", rows, same("P"), more=more)
    book = notebook(("Line-up", [chapter(Statement(same("L")), points, name="results.lineup")]))
    raw = write_deck(Planner("post_campaign", hold(book, "client")).deck(), house_look(None, ""), None)
    [(name, root)] = [
        (name, root)
        for name, root in trees(raw, "ppt/charts/chart").items()
        if b"scatterChart" in etree.tostring(root)
    ]
    named = {"".join(one.itertext("{*}t")).strip() for one in root.iter(f"{C}dLbl")}
    assert named == {f"creator {n} of the line-up" for n in range(2)}
    cells = {cell.value for row in workbooks(raw)[name].active.iter_rows() for cell in row}
    assert {"cheap, liked", "dear, not"} <= cells and not {"good", "bad", "plain"} & cells


def test_cards_over_several_slides_have_the_largest_letters_in_which_none_needs_one_more():
    card = {
        "badge": "",
        "about": "KOC",
        "figures": (),
        "why": "",
        "quotes": (),
        "tone": "",
        "link": "",
        "bar": None,
    }
    few, many = (
        ({**card, "title": f"creator {n}"} for n in range(12)),
        ({**card, "title": "x" * 40} for _ in range(60)),
    )
    for items in (tuple(few), tuple(many)):
        made = pages_of(slide(Cards(items)), WIDTH, ROOM)
        parts = [part for page in made for part in page.parts]
        assert [item["title"] for part in parts for item in part.items] == [item["title"] for item in items]
        assert len({part.size for part in parts}) == 1


def test_every_side_on_which_figures_stand_out_is_stated():
    """Better and worse, above and below: none is told without the other; of three names two stand, and that there are others."""

    def held_table(keys, rows):
        columns = [{"keys": [key]} for key in keys]
        cells = [{"cells": [{"text": text} for text in row]} for row in rows]
        return SimpleNamespace(data={"columns": columns, "rows": cells})

    past = [("KOC", "Reads", "above"), ("KOC", "Saves", "below"), ("Micro", "Reads", "as before")]
    ranges = [(name, "better than the range") for name in ("CPM", "CPC", "CTR")]
    tables = {
        "results.table_own_past": held_table(("tier", "measure", "standing"), past),
        "results.table_benchmarks": held_table(
            ("name", "standing"), [*ranges, ("CPE", "worse than the range"), ("CPR", "within")]
        ),
    }
    held = SimpleNamespace(language="en", audience="client", find=tables.get)
    planner = Planner("post_campaign", held)
    kinds = {
        "results.table_own_past": "past_standings",
        "results.table_benchmarks": "benchmark_standings",
    }
    assert planner._standings(kinds) == (
        "KOC · Reads: above; KOC · Saves: below; CPM, CPC and others: better than the range; "
        "CPE: worse than the range"
    )
    tables.clear()
    assert planner._standings(kinds) == "No figure lies clearly outside its range"
