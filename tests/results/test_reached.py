"""The audience reached against the planned one: classes, shares, fans of the booked creators, by hand."""

import polars as pl
import pytest

from xhs_workbench import tables
from xhs_workbench.params.brief import Audience
from xhs_workbench.results.bringing.reached import booked_fans, class_of, compare_reached
from xhs_workbench.results.saying.reached import say_reached

AUDIENCE = Audience(
    gender="female",
    age_bands=("25_34", "35_44"),
    city_tiers=("tier_1", "new_tier_1"),
    funnel_stage="interest",
)
NO_FANS = pl.DataFrame(
    schema={"creator_id": pl.String, "reads": pl.Int64, "female_share": pl.Float64, "male_share": pl.Float64}
)


def reached(*rows):
    schema = tables.empty("audience_reached").schema
    full = [
        {
            "source_file": "f",
            "source_sheet": "",
            "source_row": n,
            "reached_id": str(n),
            "origin": "notes",
            **row,
        }
        for n, row in enumerate(rows, 2)
    ]
    return pl.DataFrame(full, schema=schema)


def row(dimension, label, share=None, people=None, **more):
    return {"dimension": dimension, "label": label, "share": share, "people": people, **more}


@pytest.mark.parametrize(
    ("dimension", "label", "name"),
    [
        ("gender", "女性", "female"),
        ("gender", "男", "male"),
        ("gender", "未知", None),
        ("age", "<18", "under_18"),
        ("age", "18岁以下", "under_18"),
        ("age", "18", None),
        ("age", "18~24岁", "18_24"),
        ("age", "25 - 34", "25_34"),
        ("age", "28-32", None),
        ("age", ">44", "over_44"),
        ("age", "45岁以上", "over_44"),
        ("age", ">32", None),
        ("city_tier", "新一线", "new_tier_1"),
        ("city_tier", "一线城市", "tier_1"),
        ("city_tier", "四线及以下城市", "tier_3_and_below"),
        ("city_tier", None, None),
    ],
)
def test_labels_of_exports_are_the_briefs_classes_or_none(dimension, label, name):
    assert class_of(dimension, label) == name


def test_people_give_the_shares_and_fans_are_weighted_by_reads():
    """300 of 400 are women. Fans: .9 at 3,000 reads, .5 at 1,000 are .8; 5 points more than were reached."""
    fans = pl.DataFrame({"creator_id": ["a", "b"], "reads": [3000, 1000], "female_share": [0.9, 0.5]})
    found = compare_reached(
        reached(row("gender", "女", 0.99, 300), row("gender", "男", 0.01, 100)), AUDIENCE, fans
    )
    one = found.wanted.row(0, named=True)
    assert (one["share"], one["people"], one["whole"]) == (0.75, 400, True)
    assert one["expected_share"] == pytest.approx(0.8)
    said = say_reached(found)
    assert said.says.en == "Of those reached, 75% are of the planned gender"
    assert said.more.en == "By gender that is 5 points less than among the booked creators' fans."
    assert said.caution.en == "Counted over 400 people."


def test_shares_alone_are_said_to_be_shares_alone():
    """Tier 3 and 4 are one class of the brief: .2 + .1; 30 % + 15 % are the planned tiers."""
    tiers = [("一线", 0.30), ("新一线", 0.15), ("二线", 0.25), ("三线", 0.2), ("四线及以下", 0.1)]
    found = compare_reached(reached(*(row("city_tier", *one) for one in tiers)), AUDIENCE, NO_FANS)
    assert found.table.filter(pl.col("class") == "tier_3_and_below")["share"][0] == pytest.approx(0.3)
    assert found.wanted["share"][0] == pytest.approx(0.45)
    said = say_reached(found)
    assert said.caution.zh == "平台仅提供占比，未提供人数。"
    assert said.more.en == ""


def test_a_list_of_the_largest_classes_is_not_taken_for_everybody():
    found = compare_reached(
        reached(row("city_tier", "一线", 0.3), row("city_tier", "新一线", 0.2)), AUDIENCE, NO_FANS
    )
    assert not found.wanted["whole"][0]
    assert say_reached(found).caution.en == "Only the largest classes are listed."


def test_other_age_bands_are_shown_and_not_compared():
    found = compare_reached(reached(row("age", "23-27", 0.6), row("age", ">32", 0.4)), AUDIENCE, NO_FANS)
    assert found.wanted.is_empty()
    assert found.table["planned"].to_list() == [None, None]
    said = say_reached(found)
    assert said.says.en == "Most of those reached are 23-27 (60%)"
    assert said.caution.zh == "报表的年龄分段与 brief 不同，无法对比。"


def test_clicks_of_ads_are_a_count_of_their_own():
    """1,800 of 2,000 clicks are women's; the portrait of notes says .5 and comes first."""
    rows = [
        row("gender", "女", clicks=1800, origin="ads"),
        row("gender", "男", clicks=200, origin="ads"),
        row("gender", "女", 0.5),
        row("gender", "男", 0.5),
    ]
    found = compare_reached(reached(*rows), AUDIENCE, NO_FANS)
    assert dict(found.wanted.select("origin", "share").iter_rows()) == {"notes": 0.5, "ads": 0.9}
    assert say_reached(found).says.en.startswith("Of those reached, 50%")


def test_rows_of_single_notes_count_only_without_rows_of_the_whole():
    rows = [row("gender", "女", people=90, note_id="n"), row("gender", "男", people=10, note_id="n")]
    assert compare_reached(reached(*rows), AUDIENCE, NO_FANS).wanted["share"][0] == 0.9
    whole = [*rows, row("gender", "女", 0.6), row("gender", "男", 0.4)]
    assert compare_reached(reached(*whole), AUDIENCE, NO_FANS).wanted["share"][0] == 0.6


def test_without_a_file_there_is_nothing_to_say():
    assert compare_reached(tables.empty("audience_reached"), AUDIENCE, NO_FANS) is None
    assert say_reached(None) is None


def test_booked_creators_are_those_of_the_orders():
    outcomes = pl.DataFrame({"creator_id": ["a", "a", None], "reads": [1, 2, 5]})
    creators = tables.empty("creators").vstack(tables.empty("creators"))
    assert booked_fans(outcomes, creators).is_empty()
