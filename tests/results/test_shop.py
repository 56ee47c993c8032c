"""The tree's lower levels by the registry, notes whose windows are open, rivals of ROI; small campaigns by hand. SYNTHETIC."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from xhs_workbench import intake, metrics, paths, results, tables, views
from xhs_workbench.findings import Text
from xhs_workbench.params import load_params
from xhs_workbench.params.brief import Kpi
from xhs_workbench.views import results as show

CHINA = ZoneInfo("Asia/Shanghai")
BRIEF = load_params(paths.PARAMS / "demo" / "brief.yaml").read_brief()
WEEK = results.decision_window(BRIEF, 7)
FIRST, LAST = BRIEF.timeline.posting_start, BRIEF.timeline.posting_end


def filled(table, rows):
    empty = tables.empty(table)
    given = pl.DataFrame(rows, infer_schema_length=None)
    return pl.concat(
        [empty, given.cast({name: empty.schema[name] for name in given.columns})], how="diagonal"
    )


def campaign(days=(6, 10, 20), **given):
    """Return outcomes of one note a day in May: quote 1000 and fee 100, 200 reads, 4 follows, 2 of the brand."""
    note = {
        "impressions": 2000,
        "reads": 200,
        "likes": 10,
        "saves": 10,
        "comments": 3,
        "shares": 2,
        "follows": 4,
        "brand_follows": 2,
    }
    orders = [
        {
            "order_id": f"o{n}",
            "note_id": f"n{n}",
            "creator_id": f"c{n}",
            "creator_name": f"N{n}",
            "quote_cny": 1000.0,
            "service_fee_cny": 100.0,
            "source_file": "f",
            "source_sheet": "s",
            "source_row": n + 2,
            **note,
            **given,
        }
        for n, _ in enumerate(days)
    ]
    notes = [
        {
            "note_id": f"n{n}",
            "published_at": datetime(2026, 5, day, 20, tzinfo=CHINA) if day else None,
            "source_file": "g",
            "source_sheet": "s",
            "source_row": n + 2,
        }
        for n, day in enumerate(days)
    ]
    return filled("placements", orders), filled("notes", notes)


def gathered(as_of, days=(6, 10, 20), traffic=(), paid=(), **given):
    orders, notes = campaign(days, **given)
    ads = filled("paid", list(paid)) if paid else tables.empty("paid")
    outcomes = results.gather_outcomes(orders, notes, ads, BRIEF, as_of)
    shop = filled("traffic", list(traffic)) if traffic else tables.empty("traffic")
    return results.gather_shop(outcomes, shop, ads, BRIEF, WEEK, as_of)


def sold(day, channel="小红书笔记", visits=100, orders=4, value=660.0, note_id=None):
    return {
        "day": day,
        "channel": channel,
        "note_id": note_id,
        "visits": visits,
        "orders": orders,
        "order_value_cny": value,
        "source_file": "t",
        "source_sheet": "s",
        "source_row": 2,
    }


def ad(note_id="n0", **given):
    return {
        "note_id": note_id,
        "spend_cny": 300.0,
        "source_file": "p",
        "source_sheet": "s",
        "source_row": 2,
        **given,
    }


def rows_of(shop):
    return {row["metric"]: row for row in results.kpi_tree(shop, BRIEF).iter_rows(named=True)}


DONE = date(2026, 7, 1)


def test_costs_of_the_lower_levels_by_hand():
    rows = rows_of(gathered(DONE, traffic=[sold(FIRST), sold(LAST)], paid=[ad()]))
    # Three notes at 1,100 and 300 of boost: 3,600 for 12 + 6 follows, 200 visits, 8 orders, 1,320 of value.
    assert rows["spend"]["value"] == 3600
    assert (rows["follows"]["value"], rows["follows"]["cost_cny"]) == (12, 300)
    assert (rows["brand_follows"]["value"], rows["brand_follows"]["cost_cny"]) == (6, 600)
    assert (rows["visits"]["value"], rows["visits"]["cost_cny"]) == (200, 18)
    assert (rows["orders"]["value"], rows["orders"]["cost_cny"], rows["orders"]["rate"]) == (8, 450, 0.04)
    assert rows["order_value"]["value"] == 1320
    assert rows["roi_window"]["value"] == pytest.approx(1320 / 3600)
    assert rows["impressions"]["cost_cny"] == pytest.approx(3600 / 6000)
    assert rows["roi_window"]["name_en"] == "ROI(T+7): value / spend"


def test_every_level_is_a_definition_and_is_listed_as_used():
    shop = gathered(DONE, traffic=[sold(FIRST)], paid=[ad()])
    tree = results.kpi_tree(shop, BRIEF)
    for name, formula in tree.select("metric", "formula_en").rows():
        assert metrics.definition(name).id == name
        assert formula
    used = results.definitions_used(shop, BRIEF)
    assert set(tree["metric"]) <= set(used["id"])
    assert used["id"].is_unique().all()
    # CPE stands twice: on the brief's money, and on all of it as the tree counts.
    formulas = dict(used.select("id", "formula_en").iter_rows())
    assert formulas["cpe"].startswith("(quote + service fee) /")
    assert formulas["cpe_all_money"].startswith("(quote + service fee + boost) /")


def test_young_notes_are_counted_level_by_level():
    # 14 days by the brief: on 24 May the notes of 6 and 10 May are mature, that of 20 May is not.
    shop = gathered(date(2026, 5, 24), traffic=[sold(FIRST)])
    rows = rows_of(shop)
    assert (rows["reads"]["n_young"], rows["reads"]["n_of"]) == (1, 3)
    assert (rows["spend"]["n_young"], rows["profile_visits"]["n_young"]) == (None, None)
    # Seven days to decide: those of 6 and 10 May are over on 24 May, that of 20 May on 27 May.
    assert (rows["visits"]["n_young"], rows["visits"]["n_of"]) == (1, 3)
    assert "the 7-day window has ended for 2 of 3 notes" in rows["orders"]["said_en"]
    assert "3 篇笔记中 2 篇的 7 天决策周期已结束" in rows_of(shop)["roi_window"]["said_zh"]
    assert (rows_of(gathered(date(2026, 5, 26), traffic=[sold(FIRST)]))["visits"]["n_young"]) == 1
    assert (rows_of(gathered(date(2026, 5, 27), traffic=[sold(FIRST)]))["visits"]["n_young"]) == 0
    cells = [cell["text"] for cell in show.table_tree(results.kpi_tree(shop, BRIEF)).data["rows"][2]["cells"]]
    assert "1 of 3" in cells


def test_a_note_of_unknown_age_is_neither_young_nor_over():
    rows = rows_of(gathered(date(2026, 5, 24), days=(6, None), traffic=[sold(FIRST)]))
    assert (rows["visits"]["n_young"], rows["visits"]["n_of"]) == (0, 1)
    assert "notes of unknown posting day: 1" in rows["visits"]["said_en"]
    assert rows["impressions"]["said_en"] == "notes of unknown age: 1"


def test_days_without_a_row_are_said():
    # On 24 May, 19 days of the window from 6 May have come; two of them stand in the file.
    rows = rows_of(gathered(date(2026, 5, 24), traffic=[sold(FIRST), sold(LAST)]))
    assert "days without a row in the file: 17" in rows["visits"]["said_en"]


def test_days_after_the_reports_own_are_not_counted():
    later = [
        sold(FIRST),
        sold(date(2026, 5, 24)),
        sold(date(2026, 5, 25)),
        sold(date(2026, 5, 29)),
        sold(date(2026, 5, 30)),
    ]
    shop = gathered(date(2026, 5, 24), traffic=later)
    rows = rows_of(shop)
    # 29 May is the last day of the window: two rows lie between the report's day and it.
    assert (rows["visits"]["value"], rows["visits"]["n"]) == (200, 2)
    assert "not over: 5 days" in rows["visits"]["said_en"]
    assert "rows after the report's day, not counted: 2" in rows["visits"]["said_en"]
    assert rows_of(gathered(DONE, traffic=later))["visits"]["value"] == 400


def test_each_window_says_its_source_in_both_languages():
    for industry in ("beauty", "mother_baby", "travel"):
        brief = BRIEF.model_copy(update={"brand": BRIEF.brand.model_copy(update={"industry": industry})})
        source = results.decision_window(brief, None).source
        assert source.en != source.zh
    assert results.decision_window(BRIEF, 5).source.zh == "本项目设定"


def test_profile_visits_are_unknown_unless_a_file_holds_them():
    shop = gathered(DONE)
    row = rows_of(shop)["profile_visits"]
    assert (row["value"], row["n"], row["n_missing"]) == (None, 0, 3)
    assert row["said_en"] == "not read from any file: unknown, not 0"
    row = rows_of(gathered(DONE, profile_visits=20))["profile_visits"]
    assert (row["value"], row["rate"], row["said_en"], row["n_of"]) == (60, 0.1, "", 3)


def test_a_mapping_of_ones_own_supplies_profile_visits(tmp_path):
    file = tmp_path / "backend.csv"
    file.write_text("笔记编号,看了主页\nn1abcdef,30\nn2abcdef,-\n", encoding="utf-8")
    columns = {"note_id": ["笔记编号"], "profile_visits": ["看了主页"]}
    mapping = {
        "name": "mine",
        "recognise": ["笔记编号", "看了主页"],
        "tables": {"notes": {"columns": columns}},
    }
    notes = intake.read_files([file], mappings=[mapping]).table("notes")
    order = {"order_id": "o1", "quote_cny": 500.0, "source_file": "f", "source_sheet": "s", "source_row": 2}
    orders = filled(
        "placements", [{**order, "note_id": "n1abcdef"}, {**order, "order_id": "o2", "note_id": "n2abcdef"}]
    )
    outcomes = results.gather_outcomes(orders, notes, tables.empty("paid"), BRIEF, DONE)
    shop = results.gather_shop(outcomes, tables.empty("traffic"), tables.empty("paid"), BRIEF, WEEK, DONE)
    row = rows_of(shop)["profile_visits"]
    assert (row["value"], row["n"], row["n_missing"]) == (30, 1, 1)


def test_a_quote_nobody_knows_stops_the_shops_costs_and_roi():
    shop = gathered(DONE, traffic=[sold(FIRST)])
    gap = shop.outcomes.with_columns(
        quote_cny=pl.when(pl.col("order_id") == "o1").then(None).otherwise("quote_cny")
    )
    rows = rows_of(
        results.gather_shop(gap, filled("traffic", [sold(FIRST)]), tables.empty("paid"), BRIEF, WEEK, DONE)
    )
    assert (rows["spend"]["value"], rows["spend"]["n_missing"]) == (2200, 1)
    assert rows["visits"]["value"] == 100
    assert (rows["visits"]["cost_cny"], rows["roi_window"]["value"]) == (None, None)
    assert "the money of 1 of 3 orders is unknown" in rows["roi_window"]["said_en"]
    # Reads of the two orders whose money is known: 2,200 over 400.
    assert rows["reads"]["cost_cny"] == 5.5


def test_without_an_order_no_money_is_spoken_of():
    row = rows_of(gathered(DONE, quote_cny=None, service_fee_cny=None))["spend"]
    assert (row["value"], row["said_en"]) == (None, "what the notes cost was not read from any file")


def test_boosts_nobody_read_are_said_not_zero():
    rows = rows_of(gathered(DONE))
    assert (rows["spend"]["value"], rows["spend"]["said_en"]) == (3300, "no boost file: boosts are not in it")
    assert rows["spend"]["formula_en"] == "quote + service fee"


def test_rivals_of_roi_by_hand():
    traffic = [
        sold(FIRST, value=660.0),
        sold(FIRST, channel="站内搜索", value=3000.0),
        sold(FIRST + timedelta(days=1), note_id="n0", value=90.0),
        sold(LAST + timedelta(days=8), value=9999.0),
    ]
    paid = [
        ad(order_value_cny=150.0, store_visits=60),
        ad(note_id="someone else's", order_value_cny=9999.0, store_visits=1),
    ]
    made = results.compare_returns(gathered(DONE, traffic=traffic, paid=paid), BRIEF)
    found = dict(made.select("metric", "value").iter_rows())
    assert found == {
        "roi_window": pytest.approx(750 / 3600),
        "roi_net": None,
        "roi_task": pytest.approx(90 / 3600),
        "roi_shop": pytest.approx(3750 / 3600),
        "roi_paid_7d": 0.5,
        "roi_ordered_7d": None,
        "cost_per_visit": 18,
        "cost_per_visit_of_ads": 5,
    }
    assert dict(made.select("metric", "said_en").iter_rows())["roi_ordered_7d"] == "not read from any file"


def test_one_channel_is_not_the_whole_shop():
    made = results.compare_returns(gathered(DONE, traffic=[sold(FIRST)]), BRIEF)
    row = made.filter(pl.col("metric") == "roi_shop").row(0, named=True)
    assert (row["value"], row["n"], row["said_zh"]) == (None, 0, "未从文件读取")


def test_a_day_split_over_rows_is_one_day_against_the_days_before():
    before = [sold(FIRST - timedelta(days=d), visits=50) for d in (1, 2)]
    split = [
        sold(FIRST, channel="小红书笔记 · n0", visits=60),
        sold(FIRST, channel="小红书笔记 · n1", visits=40),
    ]
    # 100 visits on the one day against 50 a day: twice, not 1.0 times by row.
    said = rows_of(gathered(DONE, traffic=[*before, *split]))["visits"]["said_en"]
    assert "2.00 times the 28 days before by day, any sale included" in said


def planned(shop, *kpis):
    brief = BRIEF.model_copy(update={"kpis": tuple(Kpi(metric=name, target=target) for name, target in kpis)})
    return results.compare_to_plan(shop, brief)


def test_a_promise_of_the_shop_is_held_against_the_shop():
    shop = gathered(DONE, traffic=[sold(FIRST), sold(LAST)])
    plan = planned(shop, ("visits", 160), ("cost_per_visit", 33), ("roi_window", 1.0))
    # 200 visits; 3,300 by the brief's money over 200 is 16.5; 1,320 over 3,300 is .4.
    assert plan.select("value", "completion", "verdict").rows() == [
        (200, 1.25, "met"),
        (16.5, 2.0, "met"),
        (pytest.approx(0.4), pytest.approx(0.4), "missed"),
    ]


def test_while_a_window_is_open_no_promise_of_the_shop_is_missed_and_no_ratio_met():
    shop = gathered(date(2026, 5, 24), traffic=[sold(FIRST), sold(LAST)])
    plan = planned(
        shop, ("visits", 160), ("visits", 400), ("roi_window", 0.2), ("engagement_rate_by_reads", 0.1)
    )
    assert plan["verdict"].to_list() == ["met", "not_mature", "not_mature", "not_mature"]
    # One note of three is open and young.
    assert plan["n_young"].to_list() == [1, 1, 1, 1]
    tiles = [item["note"] for item in show.figures_plan(plan).data["items"]]
    assert tiles[0] == "target 160 · met (1 still growing)"
    assert "too early: some notes still grow (1 still growing)" in tiles[1]
    words = [
        cell["text"] for cell in views.show("results.table_plan", plan).in_("zh").data["rows"][1]["cells"]
    ]
    assert "数据未沉淀：部分笔记仍在增长" in words


def test_creators_are_listed_by_notes_and_name_never_by_result():
    orders, notes = campaign((6, 7, 8, 9))
    orders = orders.with_columns(
        creator_id=pl.Series(["b", "a", "b", None]),
        creator_name=pl.Series(["Bo", "An", "Bo", None]),
        saves=pl.Series([1, 500, 2, 9]),
    )
    outcomes = results.gather_outcomes(orders, notes, tables.empty("paid"), BRIEF, DONE)
    made = results.compare_creators(outcomes, BRIEF)
    assert made.select("creator", "notes", "saves").rows() == [("Bo", 2, 3), ("An", 1, 500), (None, 1, 9)]
    assert made["cpe_lower"].null_count() == 3
    block = views.show("results.table_creators", made)
    assert [row["cells"][0]["text"] for row in block.data["rows"]] == [
        "Bo",
        "An",
        "Creator whose name was not read",
    ]


def test_two_creators_of_one_name_stay_apart():
    orders, notes = campaign((6, 7))
    outcomes = results.gather_outcomes(
        orders.with_columns(creator_name=pl.lit("同名")), notes, tables.empty("paid"), BRIEF, DONE
    )
    assert results.compare_creators(outcomes, BRIEF)["creator"].to_list() == ["同名 · c0", "同名 · c1"]


def test_a_creator_of_five_notes_has_an_interval():
    orders, notes = campaign((6, 7, 8, 9, 10))
    saves = pl.Series([1, 5, 9, 20, 40])
    outcomes = results.gather_outcomes(
        orders.with_columns(creator_id=pl.lit("a"), creator_name=pl.lit("A"), saves=saves),
        notes,
        tables.empty("paid"),
        BRIEF,
        DONE,
    )
    row = results.compare_creators(outcomes, BRIEF).row(0, named=True)
    assert (row["notes"], row["saves"]) == (5, 75)
    assert row["save_share_lower"] < row["save_share"] == 75 / 150 < row["save_share_upper"]


def test_saves_no_note_of_a_group_knows_are_not_zero():
    orders, notes = campaign((6,), saves=None)
    outcomes = results.gather_outcomes(orders, notes, tables.empty("paid"), BRIEF, DONE)
    assert results.compare_groups(outcomes, BRIEF, "creator_id")["saves"].to_list() == [None]


def test_a_group_without_a_name_of_ours_is_shown_by_its_own():
    frame = results.compare_groups(
        gathered(DONE).outcomes.with_columns(message=pl.lit("轻薄")), BRIEF, "message"
    )
    block = show.table_groups(frame, "message", {}, Text("t", "t")).in_("zh")
    assert block.data["rows"][0]["cells"][0]["text"] == "轻薄"


def test_both_splits_of_a_budget_stand_in_one_table_and_each_adds_up():
    outcomes = gathered(DONE, content_direction="x").outcomes.with_columns(
        format=pl.Series(["review", "review", "tutorial"]), tier=pl.Series(["koc", "micro", "micro"])
    )
    by_format = results.split_budget(outcomes, BRIEF, "format")
    by_tier = results.split_budget(outcomes, BRIEF, "tier")
    for split in (by_format, by_tier):
        assert split["share_next"].sum() == pytest.approx(1)
    splits = [("format", by_format, metrics.FORMAT_NAMES), ("tier", by_tier, metrics.tier_names("default"))]
    rows = show.table_split(splits).data["rows"]
    assert [row["cells"][0]["text"] for row in rows] == ["Format", "Format", "Tier", "Tier"]
    assert {row["cells"][1]["text"] for row in rows[2:]} == {"KOC (1K–10K)", "Micro (10K–50K)"}
