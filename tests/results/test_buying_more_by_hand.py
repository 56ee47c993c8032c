"""Ads cut, paced and held to their limit at further borders, by hand."""

from datetime import date, timedelta

import polars as pl
import pytest

from tests.results.test_shop import BRIEF, DONE, FIRST, LAST, ad, filled, gathered, sold
from xhs_workbench import results, tables
from xhs_workbench.metrics import definition
from xhs_workbench.results.buying.cuts import PLACEMENTS, _cut_slices, cut_ads, price_rows
from xhs_workbench.results.buying.pacing import pace_ads
from xhs_workbench.results.counting.boost_review import boost_review_findings, review_boosts
from xhs_workbench.results.counting.groups import off_order
from xhs_workbench.results.counting.shop import how_early, returns_name, window_left

DAY = timedelta(days=1)


def paid(*rows):
    return filled("paid", [ad(**row) for row in rows])


def test_prices_are_over_rows_that_know_both_sides():
    """¥300 over 3,000 impressions are ¥100 a thousand, ¥300 over 60 clicks ¥5; a row without money counts as unpriced."""
    rows = paid(
        {"impressions": 3000, "clicks": 60, "day": FIRST},
        {"impressions": 9000, "clicks": 30, "spend_cny": None, "day": FIRST},
        {"impressions": None, "clicks": None, "spend_cny": 100.0, "day": FIRST + DAY},
    )
    found = price_rows(rows, 800.0)
    assert (found["spend_cny"], found["spend_share"], found["rows"], found["unpriced"]) == (400, 0.5, 3, 1)
    assert (found["cpm_cny"], found["cpc_cny"], found["days"]) == (100, 5, 2)
    assert (found["click_rate"], found["impressions"], found["clicks"]) == (90 / 12_000, 12_000, 90)
    assert (found["cpr_cny"], found["store_visits"], found["budget_cny"]) == (None, None, None)
    bare = price_rows(rows.drop("budget_cny", "day", "reads"))
    assert (bare["budget_cny"], bare["days"], bare["reads"], bare["cpr_cny"], bare["spend_share"]) == (
        None,
    ) * 5
    assert price_rows(rows.with_columns(day=pl.lit(None, pl.Date)))["days"] is None
    assert price_rows(rows, 0.0)["spend_share"] is None


def test_ads_without_rows_are_no_ads_and_the_group_with_most_money_comes_first():
    none = tables.empty("paid")
    slices = tables.empty("paid_slices")
    assert cut_ads(none, slices, BRIEF) is None
    found = cut_ads(
        paid(
            {"platform": "shutiao", "spend_cny": 1.0},
            {"platform": "juguang", "spend_cny": 9.0, "placement": "1", "creator_name": "Ann"},
            {"platform": None, "spend_cny": None, "note_id": "n1", "placement": "别处"},
        ),
        slices,
        BRIEF,
    )
    assert found.platforms.select("platform", "name_en").rows() == [
        ("juguang", "Juguang (聚光)"),
        ("shutiao", "Shutiao (薯条)"),
        (None, "not stated"),
    ]
    assert found.placements.select("placement_name_en", "spend_cny").rows() == [("Feed", 9.0), ("别处", None)]
    assert dict(found.notes.select("note_id", "creator_name").iter_rows()) == {"n0": "Ann", "n1": None}
    assert found.days.is_empty()
    only = cut_ads(
        none, filled("paid_slices", [{"slice_id": "x", "dimension": "audience", "label": "a"}]), BRIEF
    )
    assert only.whole.is_empty()
    assert only.slices.height == 1
    assert set(PLACEMENTS) == {"1", "2", "4", "7"}


def test_a_slice_is_a_share_of_its_own_export():
    """¥30 and ¥10 by audience are 75 % and 25 %, ¥5 by placement all of it; 10 interactions for ¥30."""
    base = {"slice_id": "x", "source_row": 2}
    rows = [
        base | {"dimension": "audience", "label": "a", "spend_cny": 30.0, "interactions": 10},
        base | {"slice_id": "y", "dimension": "audience", "label": "b", "spend_cny": 10.0},
        base | {"slice_id": "z", "dimension": "placement", "label": "c", "spend_cny": 5.0},
    ]
    given = filled("paid_slices", rows)
    found = _cut_slices(given)
    assert found.select("label", "spend_share", "cpe_cny").rows() == [
        ("a", 0.75, 3.0),
        ("b", 0.25, None),
        ("c", 1.0, None),
    ]
    assert _cut_slices(given.clear()).columns[:2] == ["dimension", "label"]


def test_a_phase_without_a_row_had_no_money_where_every_days_is_known():
    """Nothing before posting: 0 of the plan there; with one spend unknown that is not known."""
    plan = filled(
        "media_plan",
        [
            {
                "plan_id": f"{day}",
                "kind": "ads",
                "planned_from": day,
                "planned_until": day,
                "spend_cny": money,
            }
            for day, money in ((FIRST - DAY, 50.0), (FIRST, 150.0))
        ],
    )
    names = ["phase_en", "planned_cny", "spend_cny", "difference_cny", "planned_share", "whole"]
    line = BRIEF.timeline.model_copy(update={"sale_start": None, "sale_end": None})
    brief = BRIEF.model_copy(update={"timeline": line})
    found = pace_ads(paid({"day": FIRST, "spend_cny": 100.0}), plan, brief).select(names).rows()
    assert found == [
        ("before the first note", 50, 0, -50, 0.25, False),
        ("while notes go out", 150, 100, -50, 0.75, False),
        ("All ads", 200, 100, -100, 1, True),
    ]
    unknown = pace_ads(
        paid({"day": FIRST, "spend_cny": 100.0}, {"day": LAST, "spend_cny": None}), plan, brief
    )
    assert unknown.select("spend_cny", "difference_cny").row(0) == (None, None)
    late = pace_ads(paid({"day": LAST + DAY, "spend_cny": 7.0}), plan.clear(), brief)
    assert late["phase_en"].to_list() == ["after the last note", "All ads"]
    assert late["share"].to_list() == [1, 1]


# --- the limit


def reviewed(*days, limit=4.0, **more):
    budget = BRIEF.budget.model_copy(update={"boost_target_cpe_cny": limit})
    rows = [
        {
            "day": FIRST + k * DAY,
            "spend_cny": float(money),
            "likes": n,
            "saves": 0,
            "comments": 0,
            "shares": 0,
        }
        | more
        for k, (money, n) in enumerate(days)
    ]
    return review_boosts(paid(*rows), BRIEF.model_copy(update={"budget": budget}))


@pytest.mark.parametrize(
    ("days", "past", "forgone"),
    [
        # ¥40 for 10 lie on the limit of 4; the day that passes it is not past it, the ones after are.
        ([(40, 10), (40, 5), (40, 5), (20, 2)], 60.0, 60 / 4 - 7),
        ([(40, 10), (40, 5)], 0.0, 0.0),
        # Under ¥40 nothing is said: ¥39 for none is early, ¥40 for none is not.
        ([(39, 0), (40, 0), (40, 0)], 40.0, 10.0),
        ([(40, 0), (40, 0), (8, 2)], 48.0, 10.0),
        # What came back under the limit is never past it.
        ([(40, 2), (40, 2), (8, 18), (4, 0)], 0.0, 0.0),
        # Money after the limit that bought for less than the limit did no harm.
        ([(80, 5), (40, 2), (4, 9)], 0.0, 0.0),
    ],
)
def test_money_past_the_limit(days, past, forgone):
    row = reviewed(*days).row(0, named=True)
    assert (row["boost_past_stop_cny"], row["boost_forgone"]) == pytest.approx((past, forgone))
    assert row["boost_limit_cny"] == 4.0


def test_a_note_of_which_a_day_is_unknown_is_not_judged():
    assert reviewed((40, 5), (40, 5), day=None).is_empty()
    assert reviewed((40, None), (40, 5), saves=None, comments=None, shares=None).is_empty()
    # A day without money needs no count.
    assert reviewed((40, 5), (0, None)).height == 1
    # A goal of leads has a limit only where the brief states one for boosts.
    aim = BRIEF.objective.model_copy(update={"kind": "leads"})
    budget = BRIEF.budget.model_copy(update={"boost_target_cpe_cny": None})
    leads = BRIEF.model_copy(update={"objective": aim, "budget": budget})
    rows = paid({"day": FIRST, "likes": 1, "saves": 0, "comments": 0, "shares": 0})
    assert review_boosts(rows, leads).is_empty()


def told(*rows):
    base = {"boost_cny": 100.0, "boost_limit_cny": 4.0, "boost_past_stop_cny": 0.0, "boost_forgone": 0.0}
    return pl.DataFrame([{"note_id": f"n{k}"} | base | row for k, row in enumerate(rows)])


def test_money_stopped_in_time_is_praised_and_the_rest_counted():
    [fine] = boost_review_findings(told({}, {}))
    assert (fine.code, fine.n) == ("boost_stopped_in_time", 2)
    assert "none of ¥200" in fine.text.en
    [late] = boost_review_findings(told({"boost_past_stop_cny": 30.0, "boost_forgone": 2.6}, {}))
    assert (late.code, late.n) == ("boost_past_stop", 1)
    assert late.text.en.startswith("¥30 of ¥200 boost money went to 1 note after it had passed")
    assert late.text.en.endswith("; at the limit it would have bought 3 more.")
    few = told({"boost_past_stop_cny": 30.0, "boost_forgone": 0.4})
    assert boost_review_findings(few)[0].text.en.endswith("an interaction.")
    assert boost_review_findings(told({"boost_cny": 0.0})) == []
    assert boost_review_findings(told({}).clear()) == []


# --- the shop's words


def test_what_is_still_to_come_of_the_window_is_said():
    assert window_left(gathered(LAST + 7 * DAY, traffic=[sold(FIRST)])).en == ""
    assert window_left(gathered(LAST + 5 * DAY, traffic=[sold(FIRST)])).en.startswith("not over: 2 days")


def test_notes_old_enough_and_decided_are_counted_of_those_with_a_day():
    """On 21 May of notes of 6, 10 and 20 May: two are a week old; by the brief's days as many as are that old."""
    ripe = BRIEF.definitions.mature_after_days
    found = how_early(gathered(date(2026, 5, 21), days=(6, 10, 20, None)), BRIEF)
    old = sum((date(2026, 5, 21) - date(2026, 5, day)).days >= ripe for day in (6, 10, 20))
    assert found.select("n", "of").rows() == [(old, 3), (2, 3)]
    assert how_early(gathered(DONE, days=(None,)), BRIEF).is_empty()


def test_the_window_stands_in_the_name_of_a_return():
    shop = gathered(DONE)
    assert returns_name(definition("roi_window"), shop).en == "ROI(T+7): value / spend"
    assert returns_name(definition("saves"), shop) == definition("saves").name


def test_notes_beyond_what_was_ordered(given_brief):
    item = given_brief.deliverables[0].model_copy(update={"count": 1, "tier": "koc", "format": "tutorial"})
    brief = given_brief.model_copy(update={"deliverables": (item, item)})
    came = pl.DataFrame(
        {"tier": ["koc", "koc", "koc", None], "format": ["tutorial", "review", "review", "review"]}
    )
    assert off_order(came, brief) == {"tier": 1, "format": 3}
    assert off_order(came.head(2), brief) == {"format": 1}
    assert off_order(came.select("tier"), brief) == {"tier": 1}
    assert off_order(came, brief.model_copy(update={"deliverables": ()})) == {}
    assert results.off_goal(tables.empty("leads"), tables.empty("offsite"), given_brief) == {}
