"""Who cannot see the pages, or uses no mouse: axe-core finds nothing, closed or open, in both languages and widths."""

import pytest

from tests.report.kinds_of_text import MARK, MARK_KINDS, inject, violations
from xhs_workbench.params import every_notebook

SEEN = [("en", 1280, 800), ("zh", 390, 844)]
CLOSED = {"post_campaign", "candidates"}
"""Pages that are judged closed too: open, a page shows all that it shows closed, but for what the sheet that all share says of closed parts."""


@pytest.mark.parametrize(("language", "width", "height"), SEEN)
@pytest.mark.parametrize("name", [*every_notebook(), "index"])
def test_axe_finds_nothing(made, made_in_chinese, offline_page, name, language, width, height):
    page, _, _ = offline_page
    page.set_viewport_size({"width": width, "height": height})
    page.goto(((made if language == "en" else made_in_chinese) / "demo" / "client" / f"{name}.html").as_uri())
    inject(page)
    for opened in (False, True) if name in CLOSED else (True,):
        page.evaluate(
            "(open) => document.querySelectorAll('details').forEach((d) => { d.open = open; })", opened
        )
        assert violations(page) == {}


PAGE = """<!doctype html><html lang="en"><title>t</title><style>.pale td { color: #ccc } .dark { background: #777 }</style>
<main><h1>t</h1><details><summary>more</summary><p style="color: #ddd">folded</p></details><table>ROWS</table></main></html>"""
ROW = "<tr{}><td{}>text</td></tr>"


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (' class="pale"', ""),
        ("", ' style="color: #bbb"'),
        (' class="dark"', ' style="color: #555"'),
        (' style="opacity: .3"', ""),
        ("", ' style="background: #333"'),
    ],
)
def test_one_pale_cell_among_many_good_ones_is_found(offline_page, row, cell):
    page, _, _ = offline_page
    rows = [ROW.format("", "")] * 200
    page.set_content(PAGE.replace("ROWS", "".join(rows)))
    inject(page)
    assert violations(page) == {}
    assert page.evaluate(MARK_KINDS, MARK)["texts"] > 200 > 10 * page.evaluate(MARK_KINDS, MARK)["kinds"]
    page.set_content(PAGE.replace("ROWS", "".join([*rows[:100], ROW.format(row, cell), *rows[100:]])))
    inject(page)
    assert list(violations(page)) == ["color-contrast"]


def test_what_is_folded_away_is_judged_once_it_is_open(offline_page):
    page, _, _ = offline_page
    page.set_content(PAGE.replace("ROWS", ROW.format("", "")))
    inject(page)
    assert violations(page) == {}
    page.evaluate("document.querySelector('details').open = true")
    assert list(violations(page)) == ["color-contrast"]
