"""Counts that a crawl knows only as 1万+: what is worked out from them is a bound, or nothing, never a figure."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xhs_workbench import paths, results, tables
from xhs_workbench.metrics import bound_of, settled_value, value_of
from xhs_workbench.params import load_params
from xhs_workbench.views import show

PARAMS = load_params(paths.PARAMS / "demo" / "post_campaign.yaml")
BRIEF = PARAMS.read_brief()
POSTED = datetime(2026, 5, 10, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
AS_OF = date(2026, 7, 20)
# Two notes at 1,100 yuan each, whose orders say nothing of what they brought. The crawl says 1万+ likes of the
# first.
FIRST = {
    "note_id": "n1",
    "creator_id": "a",
    "likes": 10_000,
    "likes_censored": True,
    "saves": 500,
    "comments": 100,
    "shares": 50,
}
SECOND = {
    "note_id": "n2",
    "creator_id": "b",
    "likes": 300,
    "likes_censored": False,
    "saves": 100,
    "comments": 20,
    "shares": 5,
}


def outcomes(*notes, orders_say=False):
    crawl = [
        {**note, "title": "t", "creator_name": note["creator_id"], "published_at": POSTED, "follows": 0}
        for note in notes
    ]
    said = ("likes", "saves", "comments", "shares", "follows") if orders_say else ()
    orders = [
        {
            "order_id": f"o{n['note_id']}",
            "note_id": n["note_id"],
            "creator_id": n["creator_id"],
            "quote_cny": 1000.0,
            "service_fee_cny": 100.0,
            "source_file": "f",
            "source_sheet": "",
            "source_row": 2,
            **{k: n[k] for k in said},
        }
        for n in crawl
    ]
    placements = pl.concat([tables.empty("placements"), pl.DataFrame(orders)], how="diagonal_relaxed")
    listed = pl.concat([tables.empty("notes"), pl.DataFrame(crawl)], how="diagonal_relaxed")
    return results.gather_outcomes(placements, listed, tables.empty("paid"), BRIEF, AS_OF)


def test_every_note_says_on_which_side_its_figures_are_open():
    """10,000 + 500 + 100 + 50 = 10,650 or more; 1,100 / 10,650 = 0.1033 a piece or less; 300 + 100 + 20 + 5 = 425 exactly."""
    ranked = results.rank_notes(outcomes(FIRST, SECOND), BRIEF)
    open_one, settled = ranked.row(0, named=True), ranked.row(1, named=True)
    assert (open_one["interactions_named"], open_one["interactions_named_bound"]) == (10_650, "at_least")
    assert (round(open_one["cpe"], 4), open_one["cpe_bound"]) == (0.1033, "at_most")
    assert open_one["save_share_bound"] == "at_most"
    assert (open_one["saves"], open_one["saves_bound"]) == (500, "")
    assert (settled["interactions_named"], settled["interactions_named_bound"]) == (425, "")
    assert {settled["cpe_bound"], settled["save_share_bound"]} == {""}


def test_groups_and_costs_say_it_too():
    """Together 11,075 or more for 2,200 yuan: 0.1986 or less."""
    frame = outcomes(FIRST, SECOND)
    groups = results.compare_groups(frame.with_columns(all=pl.lit("x")), BRIEF, "all").row(0, named=True)
    assert (groups["interactions"], groups["interactions_bound"]) == (11_075, "at_least")
    assert (round(groups["cpe"], 4), groups["cpe_bound"], groups["cpe_lower"]) == (0.1986, "at_most", None)
    layer = (
        results.cost_layers(frame, BRIEF)
        .filter(pl.col("basis_en") == "Quotes and service fee")
        .row(0, named=True)
    )
    assert (round(layer["cpe"], 4), layer["cpe_bound"], layer["cost_per_save_bound"]) == (
        0.1986,
        "at_most",
        "",
    )


def test_the_orders_own_counts_are_no_bounds():
    """蒲公英 counts in full: what the crawl could not show does not matter then."""
    ranked = results.rank_notes(outcomes(FIRST, SECOND, orders_say=True), BRIEF)
    assert ranked["interactions_named_bound"].to_list() == ["", ""]


@pytest.mark.parametrize(
    ("target", "verdict"),
    [(10_000.0, "met"), (11_075.0, "met"), (20_000.0, "unknown")],
)
def test_a_target_is_met_for_certain_or_not_known(target, verdict):
    brief = BRIEF.model_copy(
        update={
            "kpis": [
                BRIEF.kpis[0].model_copy(update={"metric": BRIEF.definitions.interactions, "target": target})
            ]
        }
    )
    shop = results.gather_shop(
        outcomes(FIRST, SECOND),
        tables.empty("traffic"),
        tables.empty("paid"),
        brief,
        results.decision_window(brief, None),
    )
    row = results.compare_to_plan(shop, brief).row(0, named=True)
    assert (row["value"], row["bound"], row["completion_bound"]) == (11_075, "at_least", "at_least")
    assert row["verdict"] == verdict


@pytest.mark.parametrize(("target", "verdict"), [(0.5, "met"), (0.19, "unknown")])
def test_a_cost_of_at_most_so_much_meets_a_higher_target_only(target, verdict):
    brief = BRIEF.model_copy(
        update={"kpis": [BRIEF.kpis[0].model_copy(update={"metric": "cpe", "target": target})]}
    )
    shop = results.gather_shop(
        outcomes(FIRST, SECOND),
        tables.empty("traffic"),
        tables.empty("paid"),
        brief,
        results.decision_window(brief, None),
    )
    assert results.compare_to_plan(shop, brief)["verdict"].to_list() == [verdict]


def test_the_page_writes_the_sign():
    ranked = results.rank_notes(outcomes(FIRST, SECOND), BRIEF)
    block = show("results.table_notes", ranked)
    heads = [column["label"] for column in block.data["columns"]]
    first = dict(zip(heads, (cell["text"] for cell in block.data["rows"][0]["cells"]), strict=True))
    assert first["Interactions"] == "≥ 10,650"
    assert first["Cost per interaction"].startswith("≤ ")
    assert first["Saves"] == "500"


def test_weights_and_lifts_are_not_worked_out_from_bounds():
    frame = results.rank_notes(outcomes(FIRST, SECOND), BRIEF)
    assert results.weigh_interactions(frame, PARAMS.ces_weights).height == 1
    lifts = results.lift_over_baseline(frame, tables.empty("notes"), tables.empty("paid"), BRIEF)
    assert lifts.filter(pl.col("note_id") == "n1")["organic"].to_list() == [None]
    assert lifts.filter(pl.col("note_id") == "n2")["organic"].to_list() == [425.0]


def test_between_two_bounds_there_is_no_value():
    """Saves of 1千+ over interactions of 1万+ and more: the share may be anything."""
    frame = pl.DataFrame(
        {
            "likes": [10_000],
            "likes_censored": [True],
            "saves": [1000],
            "saves_censored": [True],
            "comments": [5],
            "shares": [1],
            "follows": [0],
        }
    )
    share = value_of("save_share", BRIEF.definitions, frame.columns)
    assert frame.select(share.alias("v"))["v"].to_list() == [None]
    one = BRIEF.definitions.interactions
    made = frame.select(
        v=value_of(one, BRIEF.definitions, frame.columns),
        b=bound_of(one, BRIEF.definitions, frame.columns),
        s=settled_value(one, BRIEF.definitions, frame.columns),
    )
    assert made.row(0) == (11_006.0, "at_least", None)


def test_a_bound_is_no_count_of_a_moment(tmp_path):
    """Likes of 900, then 1千+, then 1,200: the curve knows the first and the last."""
    from xhs_workbench.intake import read_files

    file = tmp_path / "crawls.csv"
    rows = "".join(
        f"663c70d0000000001e00a01f,{likes},5,{crawl}\n"
        for likes, crawl in (
            ("900", "2026-05-11 10:00:00"),
            ("1千+", "2026-05-12 10:00:00"),
            ("1200", "2026-05-13 10:00:00"),
        )
    )
    file.write_text("note_id,liked_count,collected_count,crawl_time\n" + rows, encoding="utf-8")
    assert read_files([file]).table("snapshots")["likes"].to_list() == [900, None, 1200]


def test_a_vendors_estimate_stands_on_the_page_and_is_called_one():
    """Reads of 2.1万 that a vendor guessed: a column of their own, no engagement rate by reads."""
    ranked = results.rank_notes(outcomes({**FIRST, "reads_estimated": 21_000}, SECOND), BRIEF)
    assert ranked["rate"].null_count() == 2
    block = show("results.table_notes", ranked).in_("zh")
    heads = [column["label"] for column in block.data["columns"]]
    at = heads.index("预估阅读（第三方估算）")
    assert [row["cells"][at]["text"] for row in block.data["rows"]] == ["21,000", "—"]
    plain = show("results.table_notes", results.rank_notes(outcomes(FIRST, SECOND), BRIEF))
    assert not any("estimate" in column["label"] for column in plain.data["columns"])


def floor_of(count):
    """As a page writes it: in full below ten thousand, else the step below."""
    return next((step for step in (100_000, 10_000) if count >= step), None)


@given(
    likes=st.lists(st.integers(0, 300_000), min_size=1, max_size=6),
    target=st.integers(1, 1_000_000),
    price=st.floats(0.001, 10),
)
def test_what_is_shown_bounds_the_truth_and_no_verdict_contradicts_it(likes, target, price):
    """The truth is known here and the page is not told it: sums lie at or below it, costs at or above, verdicts never against."""
    true = [{**SECOND, "note_id": f"n{i}", "creator_id": f"c{i}", "likes": n} for i, n in enumerate(likes)]
    seen = [
        {
            **one,
            "likes": floor_of(one["likes"]) or one["likes"],
            "likes_censored": floor_of(one["likes"]) is not None,
        }
        for one in true
    ]
    real, cost = sum(likes) + 125 * len(likes), 1_100 * len(likes)
    names = (BRIEF.definitions.interactions, "cpe")
    kpis = [
        BRIEF.kpis[0].model_copy(update={"metric": name, "target": to})
        for name, to in zip(names, (target, price), strict=True)
    ]
    brief = BRIEF.model_copy(update={"kpis": kpis})
    window = results.decision_window(brief, None)
    shop = results.gather_shop(outcomes(*seen), tables.empty("traffic"), tables.empty("paid"), brief, window)
    total, each = results.compare_to_plan(shop, brief).iter_rows(named=True)
    bounded = any(one["likes_censored"] for one in seen)
    assert (total["bound"], each["bound"]) == (("at_least", "at_most") if bounded else ("", ""))
    assert total["value"] <= real if bounded else total["value"] == real
    assert each["value"] >= cost / real - 1e-9
    assert total["verdict"] in {
        "unknown",
        "met" if real >= target else "missed",
        *(["close"] if real < target else []),
    }
    assert each["verdict"] in {
        "unknown",
        "met" if cost / real <= price else "missed",
        *(["close"] if cost / real > price else []),
    }
