"""What is told once: a report's language reaches every block, and a block says itself in either language when it is rendered."""

import io

import openpyxl
import polars as pl
import pytest

from xhs_workbench import views
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params import LiveParams
from xhs_workbench.report.rendering.numbers_file import write_numbers
from xhs_workbench.views.blocks import CHART_MIME, MIME
from xhs_workbench.views.drawing.numbers import Shown
from xhs_workbench.views.drawing.tables import Column, Table
from xhs_workbench.views.wording import Filled, in_language, said

PLAN = pl.DataFrame(
    {
        "name_en": ["Impressions"],
        "name_zh": ["曝光量"],
        "unit": ["count"],
        "target": [10_000.0],
        "value": [12_345.0],
        "lower": [None],
        "upper": [None],
        "completion": [1.2345],
        "verdict": ["met"],
        "n": [4],
        "n_missing": [0],
        "n_young": [1],
        "metric": ["impressions"],
        "bound": [""],
        "completion_bound": [""],
    },
    schema_overrides={"lower": pl.Float64, "upper": pl.Float64},
)
GIVEN = {
    "brief": "params/demo/brief.yaml",
    "as_of": "2026-05-20",
    "inputs": ["data/demo/pugongying_notes_synthetic.xlsx"],
}
COVER = {"title": "t", "brand": "b", "campaign": "c", "period": "p", "prepared_by": "", "synthetic": True}


def texts(block):
    return [cell["text"] for cell in block.data["rows"][0]["cells"]]


@pytest.mark.parametrize(
    ("language", "name", "value", "verdict"),
    [("en", "Impressions", "12,345", "met"), ("zh", "曝光量", "12,345", "达成")],
)
def test_a_report_is_told_its_language_once(language, name, value, verdict):
    params = LiveParams.check({**GIVEN, "language": language})
    report = views.Report(params.read_brief(), params, Text("Today", "今日"))
    table = views.show("results.table_plan", PLAN)
    assert (texts(table)[0], texts(table)[2], texts(table)[4]) == (name, value, verdict)
    assert report.cover().data["title"] == {"en": "Today", "zh": "今日"}[language]
    assert report.cover().data["as_of"] == {"en": "20 May 2026", "zh": "2026年5月20日"}[language]
    assert report.cover().data["day"] == "2026-05-20"
    shown = views.findings([Finding("picked", Level.PASS, Text("yes", "是"))])._repr_mimebundle_()
    assert shown[MIME]["language"] == language
    assert shown[MIME]["data"]["items"][0]["text"] == {"en": "yes", "zh": "是"}[language]


def test_one_block_is_read_in_both_languages_whatever_the_report(chinese):
    table = views.show("results.table_plan", PLAN)
    assert texts(table) == texts(table.in_("zh")) != texts(table.in_("en"))
    assert table.to_json("en")["data"] == table.in_("en").data
    assert table.in_("en").to_json("zh")["language"] == "en"  # a document stays in its reader's language


def test_a_chart_is_drawn_in_the_language_asked_for_and_its_rows_are_the_same():
    chart = views.show("results.chart_plan", PLAN)
    specs = {language: chart.in_(language)._repr_mimebundle_()[CHART_MIME] for language in ("en", "zh")}
    rows = {language: spec["data"]["values"] for language, spec in specs.items()}
    assert rows["en"] == [{"name": "Impressions", "completion": 1.2345, "verdict": "met", "n": 4}]
    assert rows["zh"] == [{"name": "曝光量", "completion": 1.2345, "verdict": "达成", "n": 4}]
    shades = [spec["layer"][0]["encoding"]["color"]["scale"] for spec in specs.values()]
    assert [shade["domain"] for shade in shades] == [["met"], ["达成"]]
    assert shades[0]["range"] == shades[1]["range"] == ["#2f6f6d"]


def test_the_spreadsheet_reads_the_same_declaration():
    found = {}
    for language in ("en", "zh"):
        made = write_numbers(
            [("s", views.show("results.table_plan", PLAN).to_json(language))], COVER, language, "internal"
        )
        sheet = openpyxl.load_workbook(io.BytesIO(made)).worksheets[1]
        found[language] = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=5)]
    heads, values = zip(*found.values(), strict=True)
    assert (heads[0][0], heads[1][0]) == ("Metric", "指标")
    numbers = [[value for value in row if isinstance(value, int | float)] for row in values]
    assert numbers[0] == numbers[1]
    assert 12_345 in numbers[0]


def test_words_numbers_and_sentences_are_said_at_any_depth():
    value = {
        "n": Shown(12_345, "compact"),
        "of": [Text("saves", "收藏"), ("x", None)],
        Text("k", "键"): Filled(
            Text("{n:,} {what}", "{n:,} 个{what}"), {"n": 1200, "what": Text("notes", "笔记")}
        ),
    }
    assert said(value, "en") == {"n": "12,345", "of": ["saves", ["x", None]], "k": "1,200 notes"}
    assert said(value, "zh") == {"n": "12,345", "of": ["收藏", ["x", None]], "键": "1,200 个笔记"}


def test_words_of_a_frame():
    frame = pl.DataFrame(
        {
            "why_en": ["cheap", None],
            "why_zh": ["便宜", None],
            "late": [True, False],
            "asks": [["a", "b"], []],
            "state": ["new", None],
            "creator_name": ["甲", None],
            "creator_id": ["1", "2"],
            "n": [3, None],
        }
    )
    words = {
        "late": {True: Text("late", "迟"), False: Text("", "")},
        "asks": {"a": Text("A", "甲")},
        "state": {"new": Text("new", "新")},
    }
    made = in_language(
        frame,
        "zh",
        words,
        {
            "who": Text("{creator_name|creator_id}", "{creator_name|creator_id}"),
            "so": Text("{n} notes", "{n} 篇"),
        },
        {"state": Text("?", "？")},
    )
    assert made.select("why", "late", "asks", "state", "who", "so").rows() == [
        ("便宜", "迟", ["甲", "b"], "新", "甲", "3 篇"),
        (None, "", [], "？", "2", None),
    ]
    assert "why_en" not in made.columns


def test_what_is_optional_is_left_out_where_it_is_absent_or_unknown():
    words = [Text(name, name) for name in "ABC"]
    columns = [
        Column("a", words[0]),
        Column("b", words[1], optional=True),
        Column("c", words[2], if_known=True),
    ]
    made = Table(columns, Text("t", "t"))
    for frame, heads in (
        ({"a": [1, 2], "b": [None, None], "c": [None, 5]}, ["A", "B", "C"]),
        ({"a": [1], "b": [2], "c": [None]}, ["A", "B"]),
        ({"a": [1]}, ["A"]),
    ):
        assert [head["label"] for head in made.block(pl.DataFrame(frame)).data["columns"]] == heads


def test_a_report_opened_for_the_client_shows_what_the_client_sees_and_hands_the_exporter_all():
    params = LiveParams.check(GIVEN)
    views.Report(params.read_brief(), params, Text("Today", "今日"), audience="client")
    frame = pl.DataFrame(
        {
            "creator_name": ["A"],
            "draft_id": ["d"],
            "remark": ["ours alone"],
            "verdict": ["kept"],
            "why_en": ["x"],
            "why_zh": ["x"],
        }
    )
    ours = views.show("drafts.table_judged", frame)._repr_mimebundle_()
    assert "ours alone" not in ours["text/html"]
    assert "The client does not see this." in ours["text/html"]
    assert "ours alone" in str(ours[MIME])
    theirs = views.show("results.table_plan", PLAN)._repr_mimebundle_()
    assert "Impressions" in theirs["text/html"]
    tiles = views.figures(
        [views.Figure(Text("shown", "示"), 1), views.Figure(Text("kept back", "留"), 2, private=True)],
        "results.figures_plan",
    )
    assert "kept back" not in tiles._repr_mimebundle_()["text/html"]
