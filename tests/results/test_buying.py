"""Ads cut by platform, note, placement, phase and day, against plan; every figure worked out by hand."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xhs_workbench import metrics, results, tables
from xhs_workbench.params import BriefParams
from xhs_workbench.results.buying.cuts import phases_of, price_rows

CHINA = ZoneInfo("Asia/Shanghai")
LINEAGE = {"source_file": "f.csv", "source_sheet": "", "source_row": 2}


def table(name, *rows):
    columns = tables.empty(name).schema
    full = [{**LINEAGE, **row} for row in rows]
    return pl.DataFrame(full, schema={key: columns[key] for key in columns}, strict=False)


@pytest.fixture(scope="module")
def brief():
    """Return the demo's brief with notes from 1 to 10 May and a sale from 8 to 20 May."""
    own = BriefParams(brief="params/demo/brief.yaml").read_brief()
    line = own.timeline.model_copy(
        update={
            "posting_start": date(2026, 5, 1),
            "posting_end": date(2026, 5, 10),
            "sale_start": date(2026, 5, 8),
            "sale_end": date(2026, 5, 20),
        }
    )
    return own.model_copy(
        update={"timeline": line, "budget": own.budget.model_copy(update={"boost_cny": 2000.0})}
    )


@pytest.fixture(scope="module")
def paid():
    """Return three platforms: 600 + 300 聚光 on notes a and b, 200 薯条 on b, 100 加热 on a of which nothing is known."""
    rows = [
        {
            "platform": "juguang",
            "day": date(2026, 5, 2),
            "note_id": "a",
            "placement": "信息流",
            "spend_cny": 600.0,
        }
        | {"impressions": 30_000, "clicks": 1200, "interactions": 60, "new_interested": 200}
        | {"new_deeply_interested": 50, "search_component_clicks": 11},
        {"platform": "juguang", "day": date(2026, 5, 9), "note_id": "b", "placement": "2", "spend_cny": 300.0}
        | {"impressions": 5000, "clicks": 400, "interactions": 30, "new_interested": 100}
        | {"new_deeply_interested": 10, "search_component_clicks": 9},
        {
            "platform": "shutiao",
            "day": date(2026, 5, 9),
            "note_id": "b",
            "spend_cny": 200.0,
            "budget_cny": 250.0,
        }
        | {"impressions": 8000, "reads": 640, "likes": 10, "saves": 5, "comments": 3, "shares": 2},
        {"platform": "heating", "day": None, "note_id": "a", "spend_cny": 100.0},
    ]
    return table("paid", *rows)


@pytest.fixture(scope="module")
def bought(paid, brief):
    return results.cut_ads(
        paid, tables.empty("paid_slices"), brief, pl.DataFrame({"note_id": ["a"], "creator_name": ["甲"]})
    )


def of(frame, **only):
    [row] = [row for row in frame.to_dicts() if all(row[key] == value for key, value in only.items())]
    return row


def test_each_platform_has_its_own_prices_and_both_meanings_of_cpi(bought):
    """聚光: 900 over 35,000 impressions, 1,600 clicks, 90 interactions, 300 interested, 60 deeply interested."""
    row = of(bought.platforms, platform="juguang")
    assert (row["spend_cny"], row["cpc_cny"], row["cpe_cny"]) == (900, 0.5625, 10)
    assert row["cpm_cny"] == pytest.approx(900 / 35)
    assert (row["cpi_cny"], row["cpti_cny"], row["click_rate"]) == (3, 15, pytest.approx(1600 / 35_000))
    assert row["spend_share"] == 0.75  # of 1,200
    # 薯条 counts reads and no clicks: the two are not called the same.
    fries = of(bought.platforms, platform="shutiao")
    assert (fries["cpr_cny"], fries["cpc_cny"], fries["cpe_cny"], fries["budget_cny"]) == (
        0.3125,
        None,
        10,
        250,
    )
    # Of 加热 only the money was typed: nothing it brought is called 0.
    heat = of(bought.platforms, platform="heating")
    assert (heat["spend_cny"], heat["impressions"], heat["cpm_cny"], heat["cpe_cny"]) == (
        100,
        None,
        None,
        None,
    )


def test_the_whole_has_no_blended_cost_of_an_interaction(bought):
    row = bought.whole.row(0, named=True)
    assert (row["spend_cny"], row["cpti_cny"], row["cpe_cny"]) == (1200, 15, None)


def test_notes_come_dearest_first_with_the_creator_that_orders_name(bought):
    assert bought.notes["note_id"].to_list() == ["b", "a"]
    assert bought.notes["cpti_cny"].to_list() == [30, 12]
    assert bought.notes["creator_name"].to_list() == [None, "甲"]


def test_placements_are_read_from_words_and_codes(bought):
    assert bought.placements.select("placement_name_en", "placement_name_zh", "cpti_cny").rows() == [
        ("Feed", "信息流", 12.0),
        ("Search", "搜索", 30.0),
    ]


def test_phases_do_not_overlap_and_a_day_of_the_sale_is_the_sales(bought, brief):
    spans = [(name.en, start, end) for name, start, end in phases_of(brief)]
    assert spans == [
        ("before the first note", None, date(2026, 4, 30)),
        ("while notes go out", date(2026, 5, 1), date(2026, 5, 7)),
        ("during the sale", date(2026, 5, 8), date(2026, 5, 20)),
        ("after the last note", date(2026, 5, 21), None),
    ]
    assert dict(bought.phases.select("phase_en", "spend_cny").iter_rows()) == {
        "while notes go out": 600,
        "during the sale": 500,
    }


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(day=days, sale=st.tuples(days, days), posting=st.tuples(days, days))
def test_every_day_is_in_exactly_one_phase(brief, day, sale, posting):
    line = brief.timeline.model_copy(
        update={
            "sale_start": min(sale),
            "sale_end": max(sale),
            "posting_start": min(posting),
            "posting_end": max(posting),
        }
    )
    spans = phases_of(brief.model_copy(update={"timeline": line}))
    assert sum((not start or start <= day) and (not end or day <= end) for _, start, end in spans) == 1


def test_days_are_cut_too_and_money_without_a_day_is_on_none(bought):
    assert bought.days.select("day", "spend_cny").rows() == [
        (date(2026, 5, 2), 600.0),
        (date(2026, 5, 9), 500.0),
    ]


def test_another_cut_of_the_same_money_has_shares_of_its_own_export(paid, brief):
    rows = [
        {
            "slice_id": str(n),
            "dimension": kind,
            "label": label,
            "spend_cny": spend,
            "new_deeply_interested": people,
        }
        for n, (kind, label, spend, people) in enumerate(
            [("keyword", "猫粮", 30.0, 3), ("keyword", "冻干", 10.0, None), ("audience", "新手", 90.0, 9)]
        )
    ]
    found = results.cut_ads(paid, table("paid_slices", *rows), brief)
    assert found.slices.select("label", "spend_share", "cpti_cny").rows() == [
        ("猫粮", 0.75, 10.0),
        ("冻干", 0.25, None),
        ("新手", 1.0, 10.0),
    ]
    assert found.whole["spend_cny"].to_list() == [1200.0]


def test_a_row_without_a_spend_is_left_out_of_prices_and_counted():
    rows = pl.DataFrame({"spend_cny": [10.0, None], "impressions": [1000, 9000], "clicks": [5, None]})
    row = price_rows(rows)
    assert (row["spend_cny"], row["impressions"], row["cpm_cny"], row["cpc_cny"]) == (10, 10_000, 10, 2)
    assert (row["rows"], row["unpriced"], row["cpti_cny"]) == (2, 1, None)


def test_without_ads_there_is_nothing_to_cut(brief):
    assert results.cut_ads(tables.empty("paid"), tables.empty("paid_slices"), brief) is None
    assert results.pace_ads(tables.empty("paid"), tables.empty("media_plan"), brief).is_empty()


def test_without_a_plan_only_the_whole_is_held_against_the_briefs_budget(paid, brief):
    found = results.pace_ads(paid, tables.empty("media_plan"), brief)
    assert found.select("phase_en", "planned_cny", "spend_cny").rows() == [
        ("while notes go out", None, 600.0),
        ("during the sale", None, 500.0),
        ("no day stated", None, 100.0),
        ("All ads", 2000.0, 1200.0),
    ]
    assert found["difference_cny"].to_list() == [None, None, None, -800.0]


def plan(*rows):
    return table("media_plan", *({"plan_id": str(n), **row} for n, row in enumerate(rows)))


def test_a_plan_of_ads_is_spread_over_its_days_and_the_notes_money_is_not_added(paid, brief):
    """500 over 4 to 8 May is 100 a day: 400 before the sale and 100 in it; 300 more on the 15th."""
    sheet = plan(
        {
            "kind": "ads",
            "planned_from": date(2026, 5, 4),
            "planned_until": date(2026, 5, 8),
            "spend_cny": 500.0,
        },
        {"kind": "ads", "planned_from": date(2026, 5, 15), "spend_cny": 300.0},
        {"kind": "note", "planned_from": date(2026, 5, 4), "spend_cny": 999.0, "creator_name": "甲"},
    )
    found = results.pace_ads(paid, sheet, brief)
    assert found.select("phase_en", "planned_cny", "difference_cny").rows() == [
        ("while notes go out", 400.0, 200.0),
        ("during the sale", 400.0, 100.0),
        ("no day stated", 0.0, 100.0),
        ("All ads", 800.0, 400.0),
    ]
    assert found["planned_share"].to_list() == [0.5, 0.5, 0.0, 1.0]


def test_without_a_plan_of_ads_the_plan_of_notes_gives_the_money():
    sheet = plan(
        {"kind": "note", "planned_from": None, "spend_cny": 50.0}, {"kind": "note", "spend_cny": None}
    )
    assert metrics.planned_money(sheet).select("day", "planned_cny").rows() == [(None, 50.0)]


NOTES = pl.DataFrame(
    {
        "note_id": ["n1", "n2", "n3", "n4"],
        "creator_id": ["c1", "c1", None, "c3"],
        "creator_name": ["甲", "甲", "乙", "丙"],
        "published_at": [datetime(2026, 5, day, 20, tzinfo=CHINA) for day in (3, 9, 5, 6)],
        "quote_cny": [100.0, 200.0, 300.0, 400.0],
        "reads": [10, 20, 30, 40],
    }
)


def test_planned_notes_meet_posted_ones_by_id_then_by_creator_in_the_order_of_days():
    sheet = plan(
        {"kind": "note", "creator_name": "甲", "planned_from": date(2026, 5, 8)},
        {"kind": "note", "creator_name": "甲", "planned_from": date(2026, 5, 4)},
        {"kind": "note", "note_id": "n4", "creator_name": "丙", "planned_from": date(2026, 5, 6)},
        {"kind": "note", "creator_name": "乙", "planned_from": None},
        {"kind": "note", "creator_name": "丁", "planned_from": date(2026, 5, 9)},
        {"kind": "note", "creator_name": "戊", "planned_from": date(2026, 5, 30)},
        {"kind": "note", "planned_from": date(2026, 5, 30)},
        {"kind": "ads", "spend_cny": 5.0},
    )
    found = results.hold_plan_sheet(sheet, NOTES, date(2026, 5, 10))
    told = {(row["creator_name"], str(row["planned_from"])): row for row in found.to_dicts()}
    assert {key: (row["posted_note_id"], row["days_late"], row["state"]) for key, row in told.items()} == {
        ("甲", "2026-05-04"): ("n1", -1, "early"),
        ("甲", "2026-05-08"): ("n2", 1, "late"),
        ("丙", "2026-05-06"): ("n4", 0, "on_time"),
        ("乙", "None"): ("n3", None, "undated"),
        ("丁", "2026-05-09"): (None, None, "overdue"),
        ("戊", "2026-05-30"): (None, None, "to_come"),
        (None, "2026-05-30"): (None, None, "to_come"),
    }
    assert told["甲", "2026-05-08"]["quote_cny"] == 200
    assert told["甲", "2026-05-08"]["reads_came"] == 20
    [said] = results.plan_sheet_findings(found)
    assert (said.code, said.text.en) == (
        "plan_late",
        "2 of 7 planned notes went out by their day; 1 was late, by 1 day at most; 1 not out.",
    )


def test_a_plan_that_was_kept_is_said_to_be_and_no_plan_says_nothing():
    sheet = plan({"kind": "note", "creator_name": "乙", "planned_from": date(2026, 5, 5)})
    [said] = results.plan_sheet_findings(results.hold_plan_sheet(sheet, NOTES, date(2026, 5, 10)))
    assert (said.code, said.text.zh) == ("plan_kept", "排期无延误：1 篇中 1 篇已按期或提前发布。")
    none = results.hold_plan_sheet(tables.empty("media_plan"), NOTES, date(2026, 5, 10))
    assert results.plan_sheet_findings(none) == []


def codes(*given):
    return {one.code: one for one in results.ad_gaps(*given)}


def test_what_the_files_cannot_say_is_said(bought, paid, brief):
    heated = pl.DataFrame({"impressions_heated": [700, None]})
    none = tables.empty("paid_slices")
    assert "no_cpti" not in codes(bought, paid, none, heated)
    assert "heating_unpriced" not in codes(bought, paid, none, heated)
    bare = paid.filter(pl.col("platform") == "juguang").with_columns(new_deeply_interested=None)
    found = codes(results.cut_ads(bare.cast(paid.schema), none, brief), bare, none, heated)
    assert "by note" in found["no_cpti"].text.en
    assert found["heating_unpriced"].text.en.startswith("Orders count 700 heated impressions")


def test_stated_prices_that_differ_are_counted(brief):
    """120.50 over 10,000 impressions is 12.05; a CPTI of 10.00 over 12 people would be 120.00, not 120.50."""
    rows = table(
        "paid",
        {"platform": "juguang", "spend_cny": 120.5, "impressions": 10_000, "cpm_cny": 12.05}
        | {"new_deeply_interested": 12, "cpti_cny": 10.0, "interactions": 0, "cpe_cny": None},
    )
    none = tables.empty("paid_slices")
    found = codes(results.cut_ads(rows, none, brief), rows, none, pl.DataFrame({"impressions_heated": [0]}))
    assert found["unit_prices_differ"].text.en.startswith("1 of 2 stated unit prices")
    agreed = rows.with_columns(cpti_cny=pl.lit(10.04))
    found = codes(
        results.cut_ads(agreed, none, brief), agreed, none, pl.DataFrame({"impressions_heated": [0]})
    )
    assert "unit_prices_agree" in found


def traffic_of(own, boosted):
    return pl.DataFrame(
        {
            "source_en": ["Organic", "Boosted"],
            "impressions": [1000, 500],
            "interactions": [float(own), float(boosted)],
        }
    )


def orders_of(**more):
    row = {"note_id": "a", "quote_cny": 2400.0, "service_fee_cny": 240.0, "boost_cny": 1200.0, **more}
    return pl.DataFrame([row])


def test_what_is_said_of_the_ads_is_what_their_files_give(bought, paid, brief):
    """1,200 of 3,840; 100 of 400 interactions are 12 each; 43,000 impressions of 1,100 are 25.58 a thousand."""
    sheet = plan({"kind": "ads", "planned_from": date(2026, 5, 4), "spend_cny": 1000.0})
    pace = results.pace_ads(paid, sheet, brief)
    said = results.say_paid(traffic_of(300, 100), orders_of(), bought, pace)
    assert said.says.en == "Boosts took 31% of the money and accounted for 25% of interactions"
    assert said.more.en == (
        "A bought interaction cost ¥12.00. A thousand bought impressions cost ¥25.58. "
        "A newly deeply interested person (TI) cost ¥15.00; by note ¥12.00 to ¥30.00."
    )
    # 600 of 1,000 planned while notes go out; nothing was planned for the sale, and 500 went.
    assert said.caution.en == "Ad spend was ¥500 above plan in one phase: during the sale."
    assert said.caution.zh == "大促期间投流比计划多花 ¥500。"


def test_money_past_the_stop_is_told_with_what_it_was_expected_to_bring_elsewhere():
    late = orders_of(boost_limit_cny=9.5, boost_past_stop_cny=200.0, boost_forgone=41.6)
    said = results.say_paid(traffic_of(300, 100), late)
    assert said.caution.en == (
        "Part of the boost money went to notes already past the limit of ¥9.50 an interaction: ¥200 of ¥1,200. "
        "At the limit it would have bought 42 more interactions."
    )
    assert said.caution.zh == (
        "部分投流费用花在互动单价已超上限（¥9.50）的笔记上：¥1,200 中的 ¥200。按上限计，少得 42 次互动。"
    )
    # ¥1,200 for 100 are 12 each.
    assert said.more.en == (
        "A bought interaction cost ¥12.00, above the limit of ¥9.50. A thousand bought impressions cost ¥2,400.00."
    )
    assert said.more.zh == "付费互动单价 ¥12.00，高于上限 ¥9.50。付费 CPM ¥2,400.00。"
    few = orders_of(boost_limit_cny=12.0, boost_past_stop_cny=200.0, boost_forgone=0.2)
    kept = results.say_paid(traffic_of(300, 100), few)
    assert "would have" not in kept.caution.en
    assert "cost ¥12.00, within the limit of ¥12." in kept.more.en


def test_over_several_platforms_no_blended_cost_is_held_against_the_limit(bought):
    """Placements differ hundredfold, so one average of two platforms tells nothing."""
    assert bought.platforms.height > 1
    said = results.say_paid(traffic_of(300, 100), orders_of(boost_limit_cny=9.5), bought)
    assert "limit" not in said.more.en


def test_phases_near_their_plan_are_not_spoken_of(bought, paid, brief):
    sheet = plan(
        {"kind": "ads", "planned_from": date(2026, 5, 4), "spend_cny": 640.0},
        {"kind": "ads", "planned_from": date(2026, 5, 9), "spend_cny": 450.0},
    )
    pace = results.pace_ads(paid, sheet, brief)
    assert results.say_paid(traffic_of(300, 100), orders_of(), bought, pace).caution.en == ""


def test_what_came_by_itself_and_what_was_bought_have_their_own_costs(brief, paid):
    """Quote and fee 2,640 over 300 organic interactions are 8.80; 900 of 聚光 over 90 are 10; 300 of 薯条 and 加热 are unknown, for 加热 counts none."""
    columns = {
        f"{count}_{source}": value
        for count in ("impressions", "reads")
        for source, value in (("natural", 60_000), ("boosted", 35_000), ("heated", 8000))
    }
    counts = {"likes": 200, "saves": 100, "comments": 60, "shares": 50}
    orders = pl.DataFrame(
        [
            {"note_id": note, **columns, **counts, "quote_cny": 1200.0, "service_fee_cny": 120.0}
            for note in ("a", "b")
        ]
    )
    known = paid.filter(pl.col("platform") != "heating")
    rows = {row["source_en"]: row for row in results.split_traffic(orders, known, brief).to_dicts()}
    # 820 interactions of both notes, 90 by 聚光 and 20 by 薯条.
    assert (rows["Organic"]["interactions"], rows["Organic"]["money_cny"]) == (710, 2640)
    assert rows["Organic"]["cpe_cny"] == pytest.approx(2640 / 710)
    assert rows["Organic"]["cpm_cny"] == 22
    assert (rows["Boosted"]["cpe_cny"], rows["Heated"]["cpe_cny"]) == (10, 10)
    # A thousand impressions as the ad reports count them: 900 over 35,000 and 200 over 8,000,
    # whatever orders count.
    assert rows["Boosted"]["cpm_cny"] == pytest.approx(900 / 35)
    assert rows["Heated"]["cpm_cny"] == 25
    untold = {row["source_en"]: row for row in results.split_traffic(orders, paid, brief).to_dicts()}
    assert (untold["Heated"]["money_cny"], untold["Heated"]["cpe_cny"]) == (300, None)
    assert untold["Organic"]["interactions"] is None
