"""What tables and charts show is data: it is checked when it is read, and says everything in both languages."""

import inspect

import polars as pl
import pytest

from xhs_workbench import views
from xhs_workbench.errors import ParamsError
from xhs_workbench.findings import Text
from xhs_workbench.tables import TABLES, table_title
from xhs_workbench.views import declarations
from xhs_workbench.views.blocks import render
from xhs_workbench.views.declarations import declared
from xhs_workbench.views.drawing.chart_engine import SHAPES, Chart
from xhs_workbench.views.drawing.tables import Table
from xhs_workbench.views.wording import PLACE, words


def pairs(made):
    """Return every pair of words of a declaration."""
    yield from (made.title, made.note, *made.unknown.values(), *made.texts.values())
    yield from (word for words in made.words.values() for word in words.values())
    if isinstance(made, Chart):
        yield from (value for value in made.encoding.values() if isinstance(value, Text))
    else:
        yield from (text for column in made.columns for text in (column.label, column.join))


@pytest.mark.parametrize("name", declared())
def test_every_declaration_says_everything_in_both_languages(name):
    for text in pairs(declared()[name]):
        assert bool(text.en) == bool(text.zh)
        assert (
            set(PLACE.findall(text.en)) == set(PLACE.findall(text.zh))
            or "_en}" in text.en
            or text.en == "{en}"
        )


@pytest.mark.parametrize("name", [name for name, made in declared().items() if isinstance(made, Chart)])
def test_every_chart_names_what_its_shape_takes(name):
    chart = declared()[name]
    takes = inspect.signature(SHAPES[chart.shape].draw).parameters
    assert set(chart.encoding) <= set(takes)
    needed = {key for key, one in takes.items() if one.default is one.empty} - {
        "frame",
        *SHAPES[chart.shape].defaults,
    }
    assert needed <= set(chart.encoding)


def test_a_key_nobody_reads_and_words_nobody_wrote_are_refused():
    entry = {"title": ["t", "题"], "columns": [{"key": "a", "label": "A"}]}
    assert isinstance(declarations._made(dict(entry), {}), Table)
    for wrong, error in (
        ({"frist": 3}, TypeError),
        ({"words": {"a": "verdicts"}}, KeyError),
        ({"columns": [{"key": "a", "label": "A", "knid": "rate"}]}, TypeError),
    ):
        with pytest.raises(error):
            declarations._made({**entry, **wrong}, {})
    with pytest.raises(ValueError, match="unpack"):
        declarations._made({**entry, "title": ["only English"]}, {})
    with pytest.raises(ParamsError, match=r"did you mean results\.table_plan"):
        views.show("results.tabel_plan", pl.DataFrame())


def test_places_are_filled_in_both_languages():
    frame = pl.DataFrame(
        {"sentiment": ["neutral"], "content": ["好"], "note": ["n"], "week": ["2026-05-18"], "likes": [3]}
    )
    block = views.show("explorers.examples", frame, n=1, of=1234)
    assert block.data["title"] == "1 of 1,234 comments: the most liked"
    assert block.in_("zh").data["title"] == "所选 1 / 1,234 条评论：点赞最多"
    assert block.data["rows"][0]["cells"][0]["text"] == "Neutral"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_canonical_table_has_its_name_on_a_page(language):
    named = words(language)
    side = ("en", "zh").index(language)
    assert {table: named[f"table_{table}"] for table in TABLES} == {t: table_title(t)[side] for t in TABLES}


@pytest.mark.parametrize(("language", "said"), [("en", "row 19"), ("zh", "第 19 行")])
def test_a_place_in_a_file_is_told_in_the_pages_language(language, said):
    found = {"level": "REVIEW", "text": "…", "fix": "", "evidence": ["a.xlsx › 订单 › row 19"]}
    shown = render("findings", language, {"items": [found], "more": 0})
    assert f"a.xlsx › 订单 › {said}" in shown
