"""What still agrees and what does not: each check at the last figure that agrees and at the next, worked out by hand."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from xhs_workbench import metrics
from xhs_workbench.metrics.identities import (
    check_across,
    check_orders,
    check_paid,
    check_publish_time,
    check_quote,
    check_totals,
)
from xhs_workbench.metrics.reconciliation import where_a_note_is_missing
from xhs_workbench.tables import empty

CHINA = ZoneInfo("Asia/Shanghai")
NO_FILES = pl.DataFrame(schema={"file": pl.String, "source": pl.String})
MADE = datetime(2020, 4, 4, 12, 51, tzinfo=CHINA)
"""0x5e881234 = 1,585,975,860 s."""


def table(name, *rows):
    place = {"source_file": f"{name}.csv", "source_sheet": "", "source_row": 2}
    return pl.DataFrame([{**place, **row} for row in rows], schema=empty(name).schema)


def note_id(later=0):
    return f"{0x5E881234 + later:08x}{'0' * 16}"


def only(frames, check):
    """The verdict of the one row of a check."""
    return next(frame for frame in frames if frame.height and frame["check"][0] == check)["verdict"].item()


ORDER = {
    "order_id": "1",
    "note_id": "n",
    "quote_cny": 100.0,
    "service_fee_cny": 10.0,
    "reads": 400,
    "interactions": 100,
}


@pytest.mark.parametrize(
    ("check", "stated", "verdict"),
    [
        # (100 + 10) / 100 = 1.10 each, to half a cent.
        ("interaction_unit_price", {"interaction_unit_price_cny": 1.105}, "agrees"),
        ("interaction_unit_price", {"interaction_unit_price_cny": 1.095}, "agrees"),
        ("interaction_unit_price", {"interaction_unit_price_cny": 1.1051}, "differs"),
        ("interaction_unit_price", {"interaction_unit_price_cny": 1.0949}, "differs"),
        # 110 / 400 = .275.
        ("read_unit_price", {"read_unit_price_cny": 0.28}, "agrees"),
        ("read_unit_price", {"read_unit_price_cny": 0.2801}, "differs"),
        ("read_unit_price", {"read_unit_price_cny": 0.28, "reads": 0}, "cannot"),
        ("read_unit_price", {"read_unit_price_cny": 110.0, "reads": 1}, "agrees"),
        # 100 / 400 = .25, to half a hundredth of a percent.
        ("interaction_rate", {"interaction_rate": 0.25005}, "agrees"),
        ("interaction_rate", {"interaction_rate": 0.25006}, "differs"),
        ("interaction_rate", {"interaction_rate": 0.0, "interactions": 0}, "agrees"),
        ("interaction_rate", {"interaction_rate": 1.0, "interactions": 400}, "agrees"),
        # 100 × .12 = 12.
        ("service_fee", {"service_fee_cny": 12.005}, "agrees"),
        ("service_fee", {"service_fee_cny": 12.006}, "differs"),
        ("service_fee", {"service_fee_cny": 12.0, "quote_cny": None}, "cannot"),
        # Parts: 60 + 30 + 10 heated; a part unheated is 0, one unknown is unknown.
        ("reads_parts", {"reads": 100, "reads_natural": 60, "reads_boosted": 40}, "agrees"),
        (
            "reads_parts",
            {"reads": 100, "reads_natural": 60, "reads_boosted": 30, "reads_heated": 10},
            "agrees",
        ),
        ("reads_parts", {"reads": 100, "reads_natural": 60, "reads_boosted": 41}, "differs"),
        ("reads_parts", {"reads": 100, "reads_natural": 60, "reads_boosted": 39}, "differs"),
        ("reads_parts", {"reads": 100, "reads_natural": 60}, "cannot"),
        (
            "impressions_parts",
            {
                "impressions": 9,
                "impressions_natural": 4,
                "impressions_boosted": 3,
                "impressions_heated": 2,
            },
            "agrees",
        ),
        (
            "impressions_parts",
            {"impressions": 7, "impressions_natural": 4, "impressions_boosted": 3},
            "agrees",
        ),
    ],
)
def test_the_figures_inside_an_order(check, stated, verdict):
    assert only(check_orders(table("placements", {**ORDER, **stated}), 0.12), check) == verdict


@pytest.mark.parametrize(
    ("order", "export", "verdict"),
    [
        (100.0, 100.0, "agrees"),
        (100.005, 100.0, "agrees"),
        (100.006, 100.0, "differs"),
        # A hundredfold, within a fiftieth of it: 98 to 102 times, and the reverse.
        (9_800.0, 100.0, "yuan_or_fen"),
        (9_799.0, 100.0, "differs"),
        (10_200.0, 100.0, "yuan_or_fen"),
        (10_201.0, 100.0, "differs"),
        (98.0, 10_000.0, "yuan_or_fen"),
        (97.9, 10_000.0, "differs"),
        (102.0, 10_000.0, "yuan_or_fen"),
        (102.1, 10_000.0, "differs"),
        (0.0, 0.0, "agrees"),
        (100.0, 0.0, "differs"),
    ],
)
def test_a_quote_in_two_exports(order, export, verdict):
    orders = table("placements", {**ORDER, "quote_cny": order})
    found = check_quote(orders, table("notes", {"note_id": "n", "price_cny": export}))
    assert found["verdict"].item() == verdict
    assert found["difference"].item() == pytest.approx(order - export)


PAID = {
    "creative_id": "9",
    "spend_cny": 10.0,
    "impressions": 2000,
    "clicks": 4,
    "interactions": 5,
    "new_interested": 8,
    "new_deeply_interested": 2,
}


@pytest.mark.parametrize(
    ("price", "last", "over"),
    [
        # Half a cent of the price and half a cent of the spend, divided as the price is:
        # .005 · (1 + times / of).
        ("cpm_cny", 5.0075, 5.0076),  # 10 / 2000 × 1000 = 5; .005 × 1.5
        ("cpc_cny", 2.50625, 2.5063),  # 10 / 4; .005 × 1.25
        ("cpe_cny", 2.006, 2.0061),  # 10 / 5; .005 × 1.2
        ("cpi_cny", 1.255625, 1.2557),  # 10 / 8; .005 × 1.125
        ("cpti_cny", 5.0075, 5.0076),  # 10 / 2; .005 × 1.5
    ],
)
def test_unit_prices_of_ads(price, last, over):
    name = price.removesuffix("_cny")
    for stated, verdict in ((last, "agrees"), (over, "differs")):
        for kind, who in (("paid", {}), ("paid_slices", {"label": "敏感肌", "cut": "keyword"})):
            columns = empty(kind).columns
            row = {key: part for key, part in {**PAID, price: stated, **who}.items() if key in columns}
            if price in columns:
                assert only(check_paid(table(kind, row)), name) == verdict


def test_ads_that_nobody_clicked_have_no_price_of_a_click():
    row = {**PAID, "clicks": 0, "cpc_cny": 3.0, "click_rate": 0.0}
    found = check_paid(table("paid", row))
    assert only(found, "cpc") == "cannot"
    assert only(found, "click_rate") == "agrees"
    unseen = check_paid(table("paid", {**PAID, "impressions": 0, "click_rate": 0.1}))
    assert only(unseen, "click_rate") == "cannot"


@pytest.mark.parametrize(("rate", "verdict"), [(0.00205, "agrees"), (0.00206, "differs")])
def test_a_click_rate_is_stated_to_a_hundredth_of_a_percent(rate, verdict):
    """4 of 2,000 are .002."""
    assert only(check_paid(table("paid", {**PAID, "click_rate": rate})), "click_rate") == verdict


@pytest.mark.parametrize(
    ("row", "subject"),
    [
        ({"creative_id": "9", "note_id": "n"}, "9"),
        ({"creative_id": None, "note_id": "n"}, "n"),
        ({"creative_id": None}, "?"),
        ({"creative_id": "9", "day": datetime(2026, 5, 1).date()}, "9 · 2026-05-01"),
    ],
)
def test_a_row_of_ads_is_called_by_its_creative_else_its_note_and_its_day(row, subject):
    found = check_paid(table("paid", {**PAID, "click_rate": 0.002, **row}))
    assert found[0]["subject"].item() == subject


@pytest.mark.parametrize(
    ("stated", "later", "verdict"),
    [
        # To the second: five seconds off at most, on either side. 12:51:07.
        (timedelta(seconds=7), 7, "agrees"),
        (timedelta(seconds=7), 12, "agrees"),
        (timedelta(seconds=7), 13, "differs"),
        (timedelta(seconds=7), 2, "agrees"),
        (timedelta(seconds=7), 1, "differs"),
        # To the minute, 12:51: within that minute, or five seconds before it.
        (timedelta(), 59, "agrees"),
        (timedelta(), 60, "agrees"),
        (timedelta(), 61, "differs"),
        (timedelta(), -5, "agrees"),
        (timedelta(), -6, "differs"),
        # To the hour, 12:00: 3,060 s before 12:51.
        (timedelta(minutes=-51), 0, "agrees"),
        (timedelta(minutes=-51), 540, "agrees"),  # 13:00
        (timedelta(minutes=-51), 541, "differs"),
        (timedelta(minutes=-51), -3066, "differs"),
        # To the day: from its midnight to the next, 11 h 9 min after 12:51.
        (timedelta(hours=-12, minutes=-51), 0, "agrees"),
        (timedelta(hours=-12, minutes=-51), 40_140, "agrees"),
        (timedelta(hours=-12, minutes=-51), 40_141, "differs"),
        (timedelta(hours=-12, minutes=-51), -46_260, "agrees"),
        (timedelta(hours=-12, minutes=-51), -46_266, "differs"),
    ],
)
def test_a_publish_time_agrees_as_exactly_as_it_is_stated(stated, later, verdict):
    row = {"note_id": note_id(later), "published_at": MADE + stated}
    found = check_publish_time(table("notes", row))
    assert found["verdict"].item() == verdict
    assert found["difference"].item() == pytest.approx((stated.total_seconds() - later) / 3600, abs=1e-6)


def test_which_publish_times_are_compared():
    """A time taken from the id is not held against it; an id of another form has no time; a note without a time is left out."""
    late = MADE + timedelta(days=3)
    rows = [
        {"note_id": note_id(), "published_at": late, "published_from_id": False},
        {"note_id": note_id(1), "published_at": late, "published_from_id": True},
        {"note_id": "short", "published_at": late},
        {"note_id": note_id(2)},
    ]
    found = check_publish_time(table("notes", *rows))
    assert found.select("subject", "verdict").rows() == [(note_id(), "differs"), ("short", "cannot")]
    # 72 hours late, and stated as hours since 1970.
    assert found["difference"][0] == pytest.approx(72)
    assert found["computed"][0] == pytest.approx(1_585_975_860 / 3600)


@pytest.mark.parametrize(
    ("stated", "crawled", "verdict"),
    [
        # A twentieth of what the other says, or two.
        (105, 100, "agrees"),
        (106, 100, "differs"),
        (95, 100, "agrees"),
        (94, 100, "differs"),
        (12, 10, "agrees"),
        (13, 10, "differs"),
        (8, 10, "agrees"),
        (7, 10, "differs"),
        (2, 0, "agrees"),
        (3, 0, "differs"),
        (42, 40, "agrees"),
        (43, 40, "differs"),
        (63, 60, "agrees"),
        (64, 60, "differs"),
        (5, None, "cannot"),
    ],
)
def test_two_exports_of_one_note(stated, crawled, verdict):
    orders = table("placements", {**ORDER, "likes": stated, "impressions_boosted": stated})
    crawl = table("snapshots", {"note_id": "n", "collected_at": MADE, "likes": crawled, "saves": 1})
    # What ads brought is the sum of the note's rows.
    shares = (None,) if crawled is None else (crawled // 2, crawled - crawled // 2)
    paid = table("paid", *({"note_id": "n", "impressions": part} for part in shares))
    found = check_across(orders, paid, crawl)
    assert only(found, "likes_in_crawl") == verdict
    if crawled is not None:
        assert only(found, "boosted_impressions") == verdict


def test_only_what_both_name_is_compared():
    """Ads of another note say nothing of this one, nor an export without a price; without ads or a crawl there is no check."""
    orders = table("placements", {**ORDER, "likes": 5, "impressions_boosted": 5})
    other = table("paid", {"note_id": "m", "impressions": 5}, {"impressions": 5})
    assert [found.height for found in check_across(orders, other, empty("snapshots"))] == [0]
    assert check_quote(
        orders, table("notes", {"note_id": "n"}, {"note_id": "m", "price_cny": 5.0})
    ).is_empty()
    assert check_across(orders, empty("paid"), empty("snapshots")) == []
    assert check_across(empty("placements"), other, empty("snapshots")) == []
    assert check_orders(empty("placements"), 0.1) == []
    assert check_paid(empty("paid")) == []


def totals(stated, *body):
    rows = [{"source_file": "a.csv", "source_sheet": "s", **row} for row in body]
    row = {**dict.fromkeys(empty("paid").columns), **stated}
    row |= {"source_file": "a.csv", "source_sheet": "s", "source_row": 9}
    return check_totals(table("paid", *rows), pl.DataFrame([row], strict=False))


def test_a_row_of_totals_is_held_against_its_own_sheet():
    body = [
        {"spend_cny": 10.0, "clicks": 2},
        {"spend_cny": 20.0, "clicks": None},
        {"spend_cny": 99.0, "clicks": 99, "source_sheet": "t"},
        {"spend_cny": 99.0, "clicks": 99, "source_file": "b.csv"},
    ]
    found = totals({"spend_cny": 30.0, "clicks": 2.0, "impressions": 5.0, "cpc_cny": 15.0}, *body)
    # A price per click cannot be added up; of impressions no row says anything.
    assert sorted(found.select("subject", "stated", "computed", "verdict", "source_row").rows()) == [
        ("clicks", 2.0, 2.0, "agrees", 9),
        ("impressions", 5.0, None, "cannot", 9),
        ("spend_cny", 30.0, 30.0, "agrees", 9),
    ]


@pytest.mark.parametrize(
    ("column", "stated", "verdict"),
    [
        ("spend_cny", 30.005, "agrees"),
        ("spend_cny", 30.006, "differs"),
        ("clicks", 30.5, "agrees"),
        ("clicks", 30.51, "differs"),
        ("clicks", 0.0, "differs"),
    ],
)
def test_totals_agree_to_half_of_their_last_digit(column, stated, verdict):
    assert totals({column: stated}, {column: 10}, {column: 20})["verdict"].item() == verdict


def test_rates_ranks_and_medians_are_never_added_up():
    rows = [{"creator_id": "c", "followers": 10, "reads_median": 5, "price_image_cny": 3.0}]
    row = {**dict.fromkeys(empty("creators").columns), "followers": 10.0, "reads_median": 9.0}
    row |= {"source_file": "creators.csv", "source_sheet": "", "source_row": 9}
    found = check_totals(table("creators", *rows), pl.DataFrame([row], strict=False))
    assert found["subject"].to_list() == ["followers"]


def test_columns_of_no_known_table_are_not_added_up():
    odd = pl.DataFrame({"likes": [1, 2], "source_file": ["a.csv"] * 2, "source_sheet": ["s"] * 2})
    assert check_totals(odd, odd.head(1).with_columns(source_row=pl.lit(9))).is_empty()


def test_three_places_are_named_of_many():
    orders = [{"order_id": str(k), "quote_cny": 100.0, "service_fee_cny": 20.0} for k in range(5)]
    found = metrics.reconcile({"placements": table("placements", *orders)}, {}, NO_FILES)
    said = metrics.reconciliation_findings(found)
    assert (said[0].n, len(said[0].evidence)) == (5, 3)


def test_how_many_agree_and_how_far_the_worst_is_off():
    """Fees at 10 %: 10 agrees, 12 is off by a fifth, 5 by half, 1,000 a hundredfold (99 times), one quote is missing, one is 0."""
    fees = [(100.0, 10.0), (100.0, 12.0), (100.0, 5.0), (None, 10.0), (0.0, 7.0)]
    orders = [
        {"order_id": str(k), "quote_cny": quote, "service_fee_cny": fee}
        for k, (quote, fee) in enumerate(fees)
    ]
    found = metrics.reconcile({"placements": table("placements", *orders)}, {}, NO_FILES)
    row = found.summary.filter(pl.col("check") == "service_fee").row(0, named=True)
    assert (row["n"], row["agrees"], row["differs"], row["yuan_or_fen"], row["cannot"]) == (4, 1, 3, 0, 1)
    assert row["worst"] == pytest.approx(0.5)  # of a fee of 0, no share can be said
    said = metrics.reconciliation_findings(found)
    assert [(one.code, one.level, one.n) for one in said] == [("does_not_reconcile", "REVIEW", 3)]
    assert said[0].text.en.startswith("Service fee = quote × the brief's rate: 3 of 4 differ.")
    assert said[0].evidence == ("placements.csv › row 2",) * 3

    orders[1]["service_fee_cny"] = 1000.0
    found = metrics.reconcile({"placements": table("placements", *orders)}, {}, NO_FILES)
    said = metrics.reconciliation_findings(found)
    assert [(one.level, one.n) for one in said] == [("FAIL", 3)]
    assert "3 of 4 differ, 1 of them a hundredfold" in said[0].text.en
    assert found.summary["worst"].item() == pytest.approx(99)


def test_half_of_the_times_differ_by_the_median():
    """Off by 24, −48 and 240 hours, a fourth agrees: half of the three by 48 or more."""
    rows = [
        {"note_id": note_id(k), "published_at": MADE + timedelta(hours=hours, seconds=k)}
        for k, hours in enumerate((24, -48, 240, 0), start=1)
    ]
    found = metrics.reconcile({"notes": table("notes", *rows)}, {}, NO_FILES)
    said = metrics.reconciliation_findings(found)
    assert "3 of 4 differ. Half of them by 48.0 hours or more." in said[0].text.en
    assert said[0].n == 3


def test_everything_agrees_is_said_once_and_nothing_is_said_of_nothing():
    agree = table("placements", {"order_id": "1", "quote_cny": 100.0, "service_fee_cny": 10.0})
    found = metrics.reconcile({"placements": agree}, {}, NO_FILES)
    said = metrics.reconciliation_findings(found)
    assert [(one.code, one.level, one.n) for one in said] == [("reconciles", "PASS", 1)]
    assert metrics.reconciliation_findings(metrics.reconcile({}, {}, NO_FILES)) == []


def test_what_an_export_lacks_is_counted_only_where_it_names_a_note():
    rows = pl.DataFrame(
        {
            "note_id": ["a", "b", "c"],
            "in_orders": [True, True, False],
            "in_note_export": [False, False, False],
            "in_crawl": [True, True, True],
            "in_paid": [True, False, False],
        }
    )
    assert where_a_note_is_missing(rows) == {"in_orders": 1, "in_crawl": 0}
    assert where_a_note_is_missing(rows.clear()) == {}


def test_each_note_across_the_exports():
    """The first order of a note, the latest count of a crawl, the sum of its ads; an export's counts are no crawl.

    A row of ads without a platform is of 聚光.
    """
    orders = table(
        "placements",
        {**ORDER, "order_id": "1", "note_id": "a", "saves": 7, "impressions_boosted": 30},
        {**ORDER, "order_id": "2", "note_id": "a", "saves": 8, "impressions_boosted": 31},
    )
    paid = table(
        "paid",
        {"note_id": "a", "impressions": 10, "spend_cny": 1.5},
        {"note_id": "a", "impressions": 20, "spend_cny": 2.0, "platform": "juguang"},
        {"note_id": "a", "impressions": 99, "spend_cny": 9.0, "platform": "shutiao"},
        {"note_id": "d", "impressions": 5, "spend_cny": 1.0},
    )
    seen = [
        ("a", 2, 6, "crawl.csv"),
        ("a", 1, 5, "crawl.csv"),
        ("a", 3, 9, "export.csv"),
        ("b", 1, 4, "export.csv"),
    ]
    history = table(
        "snapshots",
        *(
            {"note_id": note, "collected_at": MADE + timedelta(days=day), "saves": saves, "source_file": file}
            for note, day, saves, file in seen
        ),
    )
    files = pl.DataFrame({"file": ["crawl.csv", "export.csv"], "source": ["mediacrawler_notes", "notes"]})
    found = metrics.reconcile({"placements": orders, "paid": paid, "snapshots": history}, {}, files).notes
    assert found.select(
        "note_id",
        "in_orders",
        "in_note_export",
        "in_paid",
        "in_crawl",
        "impressions_boosted",
        "order_saves",
        "paid_impressions",
        "paid_spend_cny",
        "crawl_saves",
    ).rows() == [
        ("a", True, True, True, True, 30, 7, 30, 3.5, 6),
        ("b", False, True, False, False, None, None, None, None, None),
        ("d", False, False, True, False, None, None, 5, 1.0, None),
    ]
