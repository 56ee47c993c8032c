"""Early traction and weak notes on small worlds with a known answer."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest

from xhs_workbench import live, tables
from xhs_workbench.live.traction import common_gap, note_levels

CHINA = ZoneInfo("Asia/Shanghai")
POSTED = datetime(2026, 5, 6, 12, tzinfo=CHINA)


def filled(table, rows):
    empty = tables.empty(table)
    frame = pl.DataFrame(rows)
    return frame.with_columns(
        pl.lit(None).cast(empty.schema[c]).alias(c) for c in empty.columns if c not in frame.columns
    ).select(empty.columns)


def small_world(rng, creators=30, days=10, noise=0.4):
    """Creators with eight old notes, and one new note each, seen daily; a note has half of its count on day 3."""
    level = rng.normal(6, 1, creators)
    old = [
        {
            "note_id": f"o{c}-{k}",
            "creator_id": f"c{c}",
            "saves": 0,
            "likes": int(np.exp(level[c] + rng.normal(0, noise))),
        }
        for c in range(creators)
        for k in range(8)
    ]
    new = [
        {
            "note_id": f"n{c}",
            "creator_id": f"c{c}",
            "creator_name": f"c{c}",
            "title": f"t{c}",
            "published_at": POSTED,
        }
        for c in range(creators)
    ]
    final = np.exp(level + rng.normal(0, noise, creators))
    seen = [
        {
            "note_id": f"n{c}",
            "collected_at": POSTED + timedelta(days=d),
            "likes": int(final[c] * (1 - 0.5 ** (d / 3))),
            "saves": 0,
        }
        for c in range(creators)
        for d in range(1, days + 1)
    ]
    return filled("notes", new), filled("snapshots", seen), filled("notes", old), final


def test_a_note_as_its_creators_others_is_usual_and_its_interval_holds():
    held = []
    for seed in range(6):
        notes, snapshots, old, _ = small_world(np.random.default_rng(seed))
        found = live.judge_traction(notes, snapshots, old, date(2026, 5, 13))
        assert found.height == 30
        assert found["age_days"].unique().to_list() == [7]
        held += ((found["low"] <= 1) & (found["high"] >= 1)).to_list()
    assert 0.85 <= np.mean(held) <= 0.97


def test_a_note_that_flies_and_one_that_sinks_are_named():
    notes, snapshots, old, _ = small_world(np.random.default_rng(3))
    times = pl.col("note_id").replace_strict({"n4": 8.0, "n7": 0.04}, default=1.0)
    bent = snapshots.with_columns(likes=(pl.col("likes") * times).cast(pl.Int64))
    found = live.judge_traction(notes, bent, old, date(2026, 5, 13))
    assert (found["note_id"][0], found["verdict"][0]) == ("n4", "ahead")
    assert (found["note_id"][-1], found["verdict"][-1]) == ("n7", "behind")
    assert {"notes_ahead", "notes_behind"} == {f.code for f in live.traction_findings(found)}


def bought(*rows):
    names = ("note_id", "day", "spend_cny", "likes", "saves")
    return filled("paid", [dict(zip(names, row, strict=True)) for row in rows])


def test_what_money_brought_by_then_is_taken_off_by_hand():
    """100 bought on day 2, 50 more on day 4, 500 after the day of the report; the crawl is of noon, when half a day is over."""
    notes, snapshots, old, _ = small_world(np.random.default_rng(3))
    lots = snapshots.with_columns(
        likes=pl.col("likes") + pl.when(pl.col("note_id") == "n4").then(400).otherwise(0)
    )
    paid = bought(
        ("n4", date(2026, 5, 8), 200.0, 60, 40),
        ("n4", date(2026, 5, 10), 90.0, 50, 0),
        ("n4", date(2026, 5, 20), 900.0, 500, 0),
    )
    found = live.judge_traction(notes, lots, old, date(2026, 5, 13), paid)
    day = pl.col("collected_at").dt.date()
    steps = {date(2026, 5, 8): 50, date(2026, 5, 9): 100, date(2026, 5, 10): 125}
    gone = day.replace_strict(steps, default=pl.when(day > date(2026, 5, 10)).then(150).otherwise(0))
    by_hand = lots.with_columns(
        likes=pl.col("likes") - pl.when(pl.col("note_id") == "n4").then(gone).otherwise(0)
    )
    alone = live.judge_traction(notes, by_hand, old, date(2026, 5, 13))
    row, lone = (frame.filter(pl.col("note_id") == "n4").row(0, named=True) for frame in (found, alone))
    assert (row["paid"], row["organic"], row["count"]) == (150, lone["count"], lone["count"] + 150)
    shared = ["note_id", "expected", "ratio", "low", "high", "verdict"]
    assert found.select(shared).equals(alone.select(shared))
    assert found.filter(pl.col("note_id") != "n4")["paid"].unique().to_list() == [0]
    assert (lone["paid"], lone["organic"]) == (None, None), "without a paid file nobody knows"


def test_more_paid_than_counted_is_not_told():
    notes, snapshots, old, _ = small_world(np.random.default_rng(3))
    found = live.judge_traction(
        notes, snapshots, old, date(2026, 5, 13), bought(("n7", date(2026, 5, 8), 9.0, 10**6, 0))
    )
    row = found.filter(pl.col("note_id") == "n7").row(0, named=True)
    assert (row["verdict"], row["organic"], row["ratio"]) == ("includes_paid", None, None)


def test_a_note_behind_with_all_it_has_is_behind_whatever_was_paid():
    """A tenth of its usual with the paid part in it (untouched it has twice its usual): without that part it has less still."""
    notes, snapshots, old, _ = small_world(np.random.default_rng(3))
    sunk = snapshots.with_columns(
        likes=(pl.col("likes") * pl.when(pl.col("note_id") == "n7").then(0.04).otherwise(1.0)).cast(pl.Int64)
    )
    plain = live.judge_traction(notes, sunk, old, date(2026, 5, 13))
    found = live.judge_traction(
        notes, sunk, old, date(2026, 5, 13), bought(("n7", date(2026, 5, 8), 9.0, None, None))
    )
    row, lone = (frame.filter(pl.col("note_id") == "n7").row(0, named=True) for frame in (found, plain))
    assert (row["verdict"], row["organic"], row["ratio"]) == ("behind", None, lone["ratio"])


@pytest.mark.parametrize(
    "row",
    [
        ("n4", date(2026, 5, 8), 300.0, None, None),
        ("n4", date(2026, 5, 8), None, 9, None),
        ("n4", None, 300.0, 90, 0),
    ],
)
def test_a_boosted_note_whose_paid_part_is_unknown_is_not_called_and_tells_nothing_of_others(row):
    """Eight times its usual, but a 薯条 order (no likes), a half-empty row or one without a day may be why."""
    notes, snapshots, old, _ = small_world(np.random.default_rng(3))
    flown = snapshots.with_columns(
        likes=pl.col("likes") * pl.when(pl.col("note_id") == "n4").then(8).otherwise(1)
    )
    found = live.judge_traction(notes, flown, old, date(2026, 5, 13), bought(row))
    last = found.row(-1, named=True)
    assert (last["note_id"], last["verdict"]) == ("n4", "includes_paid")
    assert (last["ratio"], last["organic"], last["paid"]) == (None, None, None)
    said = {finding.code: finding for finding in live.traction_findings(found)}
    assert said["notes_include_paid"].n == 1
    assert "notes_ahead" not in said
    assert (found.height, found["ratio"].null_count()) == (30, 1)
    unseen = pl.col("note_id") == "n4"
    clean = pl.col("collected_at") < datetime(2026, 5, 8, tzinfo=CHINA) if row[1] else pl.lit(value=False)
    others = live.judge_traction(notes, flown.filter(~unseen | clean), old, date(2026, 5, 13))
    same = ["note_id", "ratio", "low", "high"]
    assert found.filter(~unseen).select(same).equals(others.filter(~unseen).select(same))


def test_a_row_that_cost_nothing_hides_nothing():
    notes, snapshots, old, _ = small_world(np.random.default_rng(3))
    found = live.judge_traction(
        notes, snapshots, old, date(2026, 5, 13), bought(("n4", date(2026, 5, 8), 0.0, None, None))
    )
    assert "includes_paid" not in found["verdict"].to_list()


def test_later_snapshots_are_not_looked_at():
    notes, snapshots, old, _ = small_world(np.random.default_rng(3))
    early = live.judge_traction(notes, snapshots, old, date(2026, 5, 9))
    assert early["age_days"].max() == 3
    cut = snapshots.filter(pl.col("collected_at") < datetime(2026, 5, 10, tzinfo=CHINA))
    assert early.equals(live.judge_traction(notes, cut, old, date(2026, 5, 9)))


def test_too_few_notes_are_not_judged():
    notes, snapshots, old, _ = small_world(np.random.default_rng(3), creators=4)
    found = live.judge_traction(notes, snapshots, old, date(2026, 5, 13))
    assert found.is_empty()
    assert live.traction_findings(found)[0].code == "no_traction"


def test_levels_need_three_notes_and_leave_out_censored_counts():
    rows = [
        {"note_id": f"{c}{k}", "creator_id": c, "likes": 99, "saves": 0, "likes_censored": c == "b"}
        for c in "abd"
        for k in range(3)
    ]
    rows = rows[:-1]
    new = [{"note_id": f"new {c}", "creator_id": c, "published_at": POSTED} for c in "abd"]
    levels, _ = note_levels(filled("notes", new), filled("notes", rows))
    assert levels["note_id"].to_list() == ["new a"]
    assert levels["level"][0] == pytest.approx(np.log(100))
    assert levels["own_notes"].to_list() == [3]


def test_a_creator_who_grew_is_held_against_what_she_gets_now():
    """Twenty creators double every half year: a note of today is expected at today's level, not at their mean of a year."""
    rng = np.random.default_rng(6)
    base, rows = rng.normal(6, 0.5, 20), []
    for c in range(20):
        for k, back in enumerate(np.linspace(10, 360, 12)):
            y = base[c] - 2 * np.log(2) * back / 365 + rng.normal(0, 0.2)
            rows.append(
                {
                    "note_id": f"o{c}-{k}",
                    "creator_id": f"c{c}",
                    "published_at": POSTED - timedelta(days=float(back)),
                    "likes": int(np.exp(y)),
                    "saves": 0,
                }
            )
    new = [{"note_id": f"n{c}", "creator_id": f"c{c}", "published_at": POSTED} for c in range(20)]
    levels, null = note_levels(filled("notes", new), filled("notes", rows))
    off = (
        levels.sort("note_id")["level"].to_numpy()
        - base[[int(n[1:]) for n in levels.sort("note_id")["note_id"]]]
    )
    assert abs(off.mean()) < 0.1
    assert len(null) == 240
    # Paid notes say nothing of what an ordinary one gets.
    paid = filled("notes", [{**row, "is_commercial": True} for row in rows])
    assert note_levels(filled("notes", new), paid)[0].is_empty()


def test_common_gap_by_hand():
    gaps = np.array([[-2.0, -1.0, np.nan], [-2.0, -1.0, -0.5], [np.nan, np.nan, 0.5]])
    # Steps 1.0 and 0.5: at age 1 the notes tell −1, −1 and 0.5 − 0.5 = 0; their median is −1.
    middle, _, n = common_gap(gaps, 1)
    assert (middle, n) == (-1.0, 3)


def test_quadrants_by_hand():
    """Eight notes of one size and age; the median click-through is 10 %, and reads split at their own middle."""
    rates = [
        (40_000, 6000),
        (20_000, 3000),
        (60_000, 3600),
        (20_000, 1000),
        (40_000, 4000),
        (40_000, 4000),
        (40_000, 4000),
        (40_000, 4000),
    ]
    rows = [
        {
            "note_id": str(i),
            "title": str(i),
            "followers": 10_000,
            "published_at": POSTED,
            "impressions": shown,
            "reads": read,
            "source_file": "f",
            "source_sheet": "",
            "source_row": i + 1,
        }
        for i, (shown, read) in enumerate(rates)
    ]
    found = live.diagnose_notes(filled("notes", rows), date(2026, 5, 20))
    assert found["quadrant"].to_list()[:4] == ["earning", "hidden", "passed_over", "weak"]
    assert set(found["quadrant"][4:]) == {"unclear"}
    assert live.diagnose_notes(filled("notes", rows[:7]), date(2026, 5, 20)).is_empty()
