"""Formats, hashtags and messages against a brief, on three notes small enough to count by eye."""

import polars as pl
import pytest

from xhs_workbench import content, metrics, tables
from xhs_workbench.params import BriefParams


@pytest.fixture(scope="module")
def brief():
    return BriefParams(brief="params/demo/brief.yaml").read_brief()


def notes(*rows):
    frame = pl.DataFrame(rows)
    missing = [name for name in tables.Notes.columns() if name not in frame.columns]
    return frame.with_columns(
        pl.lit(None).cast(tables.empty("notes").schema[name]).alias(name) for name in missing
    )


@pytest.fixture(scope="module")
def three():
    return notes(
        {
            "note_id": "a",
            "creator_id": "1",
            "title": "换季护肤教程",
            "body": "神经酰胺真的稳。\n我的屏障好多了！",
            "content_format": "教程",
            "hashtags": "露米拉屏障精华,换季维稳,护肤",
            "saves": 10,
        },
        {
            "note_id": "b",
            "creator_id": "2",
            "title": "三支精华横评",
            "body": "质地轻薄。",
            "content_format": None,
            "hashtags": "#露米拉屏障精华 #护肤",
            "saves": 30,
        },
        {
            "note_id": "c",
            "creator_id": "2",
            "title": None,
            "body": None,
            "content_format": "其他",
            "hashtags": None,
            "saves": None,
        },
    )


def test_format_comes_from_the_export_then_the_title_then_not_at_all(three):
    named = metrics.name_formats(three)
    assert named["format"].to_list() == ["tutorial", "comparison", None]
    assert named["format_from"].to_list() == ["export", "title", None]


def test_formats_against_plan(three, brief):
    compared = content.compare_formats(metrics.name_formats(three), brief)
    rows = {row["format"]: row for row in compared.iter_rows(named=True)}
    # The demo brief orders 2 + 4 reviews, 9 lifestyle, 3 tutorials, 6 comparisons.
    assert {name: (row["planned"], row["delivered"], row["open"]) for name, row in rows.items()} == {
        "review": (6, 0, 6),
        "lifestyle": (9, 0, 9),
        "tutorial": (3, 1, 2),
        "comparison": (6, 1, 5),
        None: (0, 1, 0),
    }
    assert rows["tutorial"]["saves_median"] == 10
    assert rows["review"]["saves_median"] is None


def test_required_hashtags_and_notes_whose_tags_are_unknown(three, brief):
    checked = content.check_hashtags(three, brief).to_dicts()
    assert checked == [
        {"hashtag": "#露米拉屏障精华", "carried": 2, "n": 2, "unknown": 1, "share": 1.0},
        {"hashtag": "#换季维稳", "carried": 1, "n": 2, "unknown": 1, "share": 0.5},
    ]


def test_tags_by_class(three, brief):
    mixed = {row["hashtag"]: row for row in content.mix_hashtags(three, brief).iter_rows(named=True)}
    assert mixed["护肤"]["tag_class"] == "category"
    assert mixed["露米拉屏障精华"]["tag_class"] == "campaign"
    assert (mixed["护肤"]["notes"], mixed["护肤"]["creators"], mixed["护肤"]["saves_median"]) == (2, 2, 20.0)


def test_messages_with_the_sentence_that_carries_them(three, brief):
    found = content.find_messages(three, brief)
    rows = {(row["note_id"], row["message"]): row for row in found.iter_rows(named=True)}
    assert rows["a", "ceramide_barrier"]["strength"] == "present"
    assert rows["a", "ceramide_barrier"]["quote"] == "换季护肤教程"
    assert rows["b", "light_texture"]["strength"] == "weak"
    assert rows["b", "light_texture"]["quote"] == "质地轻薄。"
    assert rows["b", "fragrance_free"]["strength"] == "missing"
    assert rows["c", "fragrance_free"]["strength"] is None
    counted = content.count_messages(found, brief).to_dicts()
    assert [(row["present"], row["weak"], row["missing"], row["n"]) for row in counted] == [
        (1, 0, 1, 2),
        (0, 1, 1, 2),
        (0, 0, 2, 2),
    ]


def test_no_notes_at_all(brief):
    none = tables.empty("notes")
    assert content.check_hashtags(none, brief)["share"].to_list() == [None, None]
    assert content.mix_hashtags(none, brief).is_empty()
    assert content.compare_formats(metrics.name_formats(none), brief)["delivered"].sum() == 0
    assert content.count_messages(content.find_messages(none, brief), brief)["n"].sum() == 0
