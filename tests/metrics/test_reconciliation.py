"""Do the files agree? The identities of a real order row, to the cent, and one fault at a time."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from xhs_workbench import metrics, paths
from xhs_workbench.intake import read_files
from xhs_workbench.params import load_params
from xhs_workbench.params.brief import Definitions
from xhs_workbench.tables import empty

FIXTURES = Path(__file__).parent.parent / "intake" / "fixtures"
FILES = pl.DataFrame(schema={"file": pl.String, "source": pl.String})
SAMPLE = {
    "order_id": "1",
    "note_id": "5e8812340000000001002345",
    "quote_cny": 50.0,
    "service_fee_cny": 5.0,
    "impressions": 2269,
    "impressions_natural": 1455,
    "impressions_boosted": 814,
    "impressions_heated": 0,
    "reads": 248,
    "reads_natural": 231,
    "reads_boosted": 17,
    "interactions": 2,
    "interaction_rate": 0.0081,
    "read_unit_price_cny": 0.22,
    "interaction_unit_price_cny": 27.5,
    "likes": 1,
    "saves": 0,
    "comments": 0,
    "shares": 1,
    "follows": 0,
    "source_file": "orders.csv",
    "source_sheet": "",
    "source_row": 2,
}


def table(name, *rows):
    schema = empty(name).schema
    place = {"source_file": f"{name}.csv", "source_sheet": "", "source_row": 2}
    return pl.DataFrame([{**place, **row} for row in rows], schema=schema)


def verdicts(**tables):
    found = metrics.reconcile(tables, {}, FILES)
    return {(r["check"], r["subject"]): r["verdict"] for r in found.checks.iter_rows(named=True)}


def test_the_formulas_of_the_sample_order_row_to_the_cent():
    data = read_files([FIXTURES / "pugongying_orders.csv"])
    found = metrics.reconcile(data.tables, data.totals, data.files)
    assert set(found.checks["verdict"]) == {"agrees"}
    computed = dict(found.checks.filter(pl.col("check") != "totals").select("check", "computed").iter_rows())
    assert computed == pytest.approx(
        {
            "impressions_parts": 1455 + 814,
            "reads_parts": 231 + 17,
            "service_fee": 5.00,
            "read_unit_price": 55 / 248,
            "interaction_unit_price": 27.50,
            "interaction_rate": 2 / 248,
        }
    )
    assert round(computed["read_unit_price"], 2) == 0.22
    assert round(computed["interaction_rate"], 4) == 0.0081


@pytest.mark.parametrize(
    ("column", "value", "check", "verdict"),
    [
        ("read_unit_price_cny", 0.23, "read_unit_price", "differs"),
        ("read_unit_price_cny", 22.18, "read_unit_price", "yuan_or_fen"),
        ("service_fee_cny", 500.0, "service_fee", "yuan_or_fen"),
        ("service_fee_cny", 6.0, "service_fee", "differs"),
        ("impressions_natural", 1454, "impressions_parts", "differs"),
        ("impressions_natural", None, "impressions_parts", "cannot"),
        ("interaction_rate", 0.0082, "interaction_rate", "differs"),
        ("interactions", None, "interaction_unit_price", "cannot"),
        ("quote_cny", None, "read_unit_price", "cannot"),
    ],
)
def test_one_fault_is_found_where_it_is(column, value, check, verdict):
    assert verdicts(placements=table("placements", {**SAMPLE, column: value}))[check, "1"] == verdict


def test_what_states_nothing_is_not_compared():
    row = {**SAMPLE, "read_unit_price_cny": None}
    assert ("read_unit_price", "1") not in verdicts(placements=table("placements", row))


def test_a_quote_in_fen_is_told_from_a_wrong_one():
    orders = table("placements", SAMPLE)
    for price, verdict in ((50.0, "agrees"), (5000.0, "yuan_or_fen"), (60.0, "differs")):
        notes = table("notes", {"note_id": SAMPLE["note_id"], "price_cny": price})
        assert verdicts(placements=orders, notes=notes)["quote", "1"] == verdict


def test_the_note_id_checks_the_stated_time_but_not_itself():
    stated = {
        "note_id": SAMPLE["note_id"],
        "published_at": datetime(2020, 4, 4, 12, tzinfo=ZoneInfo("Asia/Shanghai")),
    }
    name = ("publish_time", SAMPLE["note_id"])
    assert verdicts(notes=table("notes", stated))[name] == "agrees"  # 0x5e881234 is 2020-04-04 12:50 in China
    late = {**stated, "published_at": datetime(2020, 4, 8, tzinfo=ZoneInfo("Asia/Shanghai"))}
    assert verdicts(notes=table("notes", late))[name] == "differs"
    assert name not in verdicts(notes=table("notes", {**stated, "published_from_id": True}))


def test_paid_rates_allow_for_the_rounding_of_the_spend():
    row = {
        "creative_id": "9",
        "spend_cny": 0.88,
        "impressions": 14,
        "clicks": 3,
        "click_rate": 0.2143,
        "cpc_cny": 0.29,
        "cpm_cny": 62.85,
    }
    assert set(verdicts(paid=table("paid", row)).values()) == {"agrees"}
    assert verdicts(paid=table("paid", {**row, "cpm_cny": 63.5}))["cpm", "9"] == "differs"


def test_what_shutiao_brings_is_not_held_against_boosted_impressions():
    """The order's 814 boosted impressions are 聚光's; 薯条's 5,000 an order report calls heated."""
    bought = [
        {"platform": "juguang", "note_id": SAMPLE["note_id"], "impressions": 814, "spend_cny": 40.0},
        {"platform": "shutiao", "note_id": SAMPLE["note_id"], "impressions": 5000, "spend_cny": 100.0},
    ]
    tables = {
        "placements": table("placements", {**SAMPLE, "impressions_boosted": 814}),
        "paid": table("paid", *bought),
    }
    files = pl.DataFrame({"file": [], "source": []}, schema={"file": pl.String, "source": pl.String})
    found = metrics.reconcile(tables, {}, files)
    assert found.checks.filter(pl.col("check") == "boosted_impressions")["computed"].to_list() == [814.0]
    assert found.notes.select("paid_impressions", "paid_spend_cny").rows() == [(814, 40.0)]


def test_a_totals_row_that_lost_a_row_differs(tmp_path):
    rows = [
        "日期,创意ID,消费,展现量,点击量",
        "合计,,30.00,300,6",
        "2026-05-20,101,10.00,100,2",
        "2026-05-21,101,20.00,200,4",
    ]
    file = tmp_path / "paid.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    data = read_files([file])
    assert set(metrics.reconcile(data.tables, data.totals, data.files).checks["verdict"]) == {"agrees"}
    file.write_text("\n".join(rows[:-1]) + "\n", encoding="utf-8")
    data = read_files([file])
    found = metrics.reconcile(data.tables, data.totals, data.files)
    odd = found.checks.filter(pl.col("check") == "totals")
    assert odd.select("subject", "stated", "computed", "verdict", "source_row").rows() == [
        ("spend_cny", 30.0, 10.0, "differs", 2),
        ("impressions", 300.0, 100.0, "differs", 2),
        ("clicks", 6.0, 2.0, "differs", 2),
    ]


def test_what_each_side_lacks_is_counted():
    orders = table("placements", SAMPLE, {**SAMPLE, "order_id": "2", "note_id": "b" * 24})
    seen = {
        "note_id": SAMPLE["note_id"],
        "collected_at": datetime(2026, 5, 20, tzinfo=ZoneInfo("Asia/Shanghai")),
        "likes": 1,
        "saves": 9,
        "comments": 0,
    }
    paid = table("paid", {"note_id": SAMPLE["note_id"], "impressions": 900, "spend_cny": 80.0})
    files = pl.DataFrame({"file": ["snapshots.csv"], "source": ["mediacrawler_notes"]})
    found = metrics.reconcile(
        {"placements": orders, "paid": paid, "snapshots": table("snapshots", seen)}, {}, files
    )
    assert found.notes.select("note_id", "in_orders", "in_paid", "in_crawl").rows() == [
        (SAMPLE["note_id"], True, True, True),
        ("b" * 24, True, False, False),
    ]
    said = {row["check"]: row["verdict"] for row in found.checks.iter_rows(named=True)}
    assert (said["boosted_impressions"], said["saves_in_crawl"], said["likes_in_crawl"]) == (
        "differs",
        "differs",
        "agrees",
    )
    texts = [finding.text.en for finding in metrics.reconciliation_findings(found)]
    assert "1 notes named in another file are missing in the crawl." in texts


def test_the_demo_agrees_with_itself_and_says_how_often():
    params = load_params(paths.PARAMS / "demo" / "post_campaign.yaml")
    data = read_files(params.inputs)
    found = metrics.reconcile(data.tables, data.totals, data.files)
    assert found.summary["n"].sum() == found.summary["agrees"].sum() == 432
    assert [finding.code for finding in metrics.reconciliation_findings(found)] == ["reconciles"]


def test_a_second_look_lists_the_same_rows_in_the_same_order():
    """Joined and made unique by threads, rows came in another order each time: twelve orders in twelve looks."""
    params = load_params(paths.PARAMS / "demo" / "post_campaign.yaml")
    data = read_files(params.inputs)
    first, *others = (metrics.reconcile(data.tables, data.totals, data.files) for _ in range(6))
    for other in others:
        assert other.checks.equals(first.checks)
        assert other.notes.equals(first.notes)


def test_one_campaign_under_rival_definitions():
    orders = table("placements", SAMPLE).with_columns(boost_cny=pl.lit(80.0), followers=pl.lit(1000))
    rows = metrics.side_by_side(orders, ["cpm", "cpe"], Definitions()).rows(named=True)
    values = {(row["metric"], row["money"]): row["value"] for row in rows}
    assert values["cpm_by_impressions", "quote_fee"] == pytest.approx(55 / 2269 * 1000)
    assert values["cpm_by_reads", "quote"] == pytest.approx(50 / 248 * 1000)
    assert values["cpe", "quote_fee_boost"] == pytest.approx(135 / 2)
    assert [(row["metric"], row["money"]) for row in rows if row["chosen"]] == [
        ("cpm_by_impressions", "quote_fee"),
        ("cpe", "quote_fee"),
    ]
