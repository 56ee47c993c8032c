"""What a note brings: by hand, on a planted world, and on a real panel of another platform."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest

from benchmarks import performance as bench
from xhs_workbench import tables
from xhs_workbench.selection.estimating.performance import DEFAULT_SPREAD, _join, estimate_performance
from xhs_workbench.selection.estimating.recency import Recency, age_weights, choose_half_life, measure_drift
from xhs_workbench.selection.estimating.recent_notes import split_by_time, usable_notes
from xhs_workbench.statistics.conformal import DEFAULT, calibrate, weighted_quantile

BRIEF = bench.brief()
DAY = datetime(2026, 3, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def table(name, rows):
    return pl.concat(
        [tables.empty(name), pl.DataFrame(rows, infer_schema_length=None)], how="diagonal_relaxed"
    ).with_columns([pl.col(c).cast(t) for c, t in tables.empty(name).schema.items()])


def note(creator, likes, *, days=0, **more):
    at = DAY + timedelta(days=days)
    return {
        "note_id": f"{creator}-{likes}-{days}",
        "creator_id": creator,
        "likes": likes,
        "saves": 0,
        "comments": 0,
        "published_at": at,
    } | more


def test_notes_that_cannot_count_are_left_out():
    later = DAY + timedelta(days=60)
    rows = [
        note("a", 10),
        note("a", 100_000, likes_censored=True),
        note("a", 11, saves=None),
        note("a", 12, collected_at=DAY + timedelta(days=13)),
        note("a", 13, collected_at=later),
        note(None, 14),
    ]
    kept = usable_notes(table("notes", rows), BRIEF)
    assert kept["interactions"].to_list() == [10.0, 13.0]
    assert kept["log_interactions"].to_list() == pytest.approx([np.log(11), np.log(14)])
    assert kept["save_logit"].to_list() == pytest.approx([np.log(0.5 / 10.5), np.log(0.5 / 13.5)])


def test_the_later_third_is_set_aside_by_time():
    rows = [note("a", 10 + day, days=day) for day in (5, 1, 3, 2, 4, 0)] + [
        note("b", 1),
        note("b", 2, days=1),
    ]
    split = split_by_time(usable_notes(table("notes", rows), BRIEF))
    assert sorted(split.filter(pl.col("later"))["interactions"].to_list()) == [14.0, 15.0]
    assert "b" not in split["creator_id"]


def test_weights_halve_with_age():
    at = pl.Series([DAY, DAY - timedelta(days=30), DAY - timedelta(days=60), None])
    assert age_weights(at, 30.0) == pytest.approx([1.0, 0.5, 0.25, 0.25])
    assert age_weights(at, None) == pytest.approx([1.0] * 4)


def test_quantiles_count_each_creator_once():
    """39 creators with one error each, 1..39, and one with a hundred errors of 40: its notes weigh 1/40 together."""
    errors = np.concatenate([np.arange(1.0, 40.0), np.full(100, 40.0)])
    owner = np.concatenate([np.arange(39), np.full(100, 39)])
    found = calibrate(errors, owner)
    # m = 40: upper rank ⌈41 × .9⌉ = 37, lower by symmetry the 37th from above, 4.
    assert (found.low, found.high, found.creators) == (4.0, 37.0, 40)
    assert calibrate(errors[:20], owner[:20]).low == DEFAULT[0]
    assert not calibrate(errors[:20], owner[:20]).from_data
    assert weighted_quantile(np.array([1.0, 2.0]), np.array([3.0, 1.0]), 0.75) == 1.0


def test_medians_of_an_export_stand_in_for_notes_by_hand():
    """Two creators, no notes: v = π/2 · s²/5 each, τ² = max(S² − v, 0), B = τ²/(τ² + v), towards their mean."""
    creators = table(
        "creators",
        [
            {"creator_id": "a", "followers": 1000, "interactions_median": 99},
            {"creator_id": "b", "followers": 1000, "interactions_median": 9_999},
            {"creator_id": "c", "followers": 1000},
        ],
    )
    made = estimate_performance(creators, tables.empty("notes"), BRIEF)
    y = np.log([100.0, 10_000.0])
    v = np.pi / 2 * DEFAULT_SPREAD / 5
    tau2 = y.var(ddof=1) - v
    by_hand = y.mean() + tau2 / (tau2 + v) * (y - y.mean())
    assert np.log1p(made.creators["expected_interactions"].to_numpy()[:2]) == pytest.approx(by_hand, abs=1e-6)
    row = made.creators.row(2, named=True)
    assert row["expected_interactions"] is None
    assert row["performance_from"] is None
    assert made.creators["performance_from"].to_list() == ["export_median", "export_median", None]
    assert not made.calibration.from_data


def test_means_of_an_export_are_brought_down_to_the_typical_note():
    rows = [
        {
            "creator_id": f"c{i}",
            "followers": 1000,
            "likes_mean": 400.0,
            "saves_mean": 90.0,
            "comments_mean": 10.0,
        }
        for i in range(4)
    ]
    made = estimate_performance(table("creators", rows), tables.empty("notes"), BRIEF).creators
    assert made["performance_from"].unique().to_list() == ["export_mean"]
    assert np.log1p(made["expected_interactions"].to_numpy()) == pytest.approx(
        np.log(501) - DEFAULT_SPREAD / 2
    )


def panel_of(count, *, commercial, seed=5):
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(count):
        level = rng.normal(6, 0.5)
        ratio = commercial if i % 2 else 1.0
        rows += [
            note(
                f"c{i}",
                int(np.exp(level + rng.normal(0, 0.4))),
                days=d,
                is_commercial=False,
            )
            for d in range(8)
        ]
        rows += [
            note(
                f"c{i}",
                int(np.exp(level + np.log(ratio) + rng.normal(0, 0.4))),
                days=d,
                is_commercial=True,
            )
            for d in range(20, 26)
        ]
    creators = table("creators", [{"creator_id": f"c{i}", "followers": 5000} for i in range(count)])
    return creators, table("notes", rows)


def test_commercial_notes_are_kept_apart_and_compared_within_the_creator():
    creators, notes = panel_of(60, commercial=0.35)
    made = estimate_performance(creators, notes, BRIEF).creators
    weak, fine = made[1::2], made[::2]
    assert made["commercial_ratio_n"].unique().to_list() == [6]
    assert weak["commercial_weak"].mean() > 0.85
    assert fine["commercial_weak"].mean() < 0.15
    assert (made["commercial_ratio_low"] < made["commercial_ratio"]).all()
    by_hand = (1 + made["expected_interactions"]) * made["commercial_ratio"] - 1
    assert made["expected_commercial"].to_list() == pytest.approx(by_hand.to_list())
    without = estimate_performance(creators, notes.filter(~pl.col("is_commercial")), BRIEF).creators
    assert without["commercial_ratio"].null_count() == 60
    assert without["expected_interactions"].to_numpy() == pytest.approx(
        made["expected_interactions"].to_numpy(), rel=0.35
    )


def test_a_creator_with_only_commercial_notes_is_read_through_the_others():
    creators, notes = panel_of(40, commercial=0.4)
    only = notes.filter((pl.col("creator_id") != "c1") | pl.col("is_commercial"))
    made = (
        estimate_performance(creators, only, BRIEF)
        .creators.filter(pl.col("creator_id") == "c1")
        .row(0, named=True)
    )
    assert made["performance_from"] == "commercial_notes"
    assert made["daily_notes"] == 0
    assert made["expected_interactions"] > 0


def test_estimates_are_joined_by_precision_by_hand():
    """4 with variance 1 and 10 with variance 2: (4 + 10/2) / (1 + 1/2) = 6, variance 1 / 1.5; one alone stands as it is."""
    nothing = (np.nan, np.inf)
    mean, variance = _join(
        (np.array([4.0, 4.0, nothing[0], np.nan]), np.array([1.0, 1.0, nothing[1], np.inf])),
        (np.array([10.0, np.nan, 10.0, np.nan]), np.array([2.0, np.inf, 2.0, np.inf])),
    )
    assert mean[:3].tolist() == pytest.approx([6.0, 4.0, 10.0])
    assert variance.tolist() == pytest.approx([1 / 1.5, 1.0, 2.0, np.inf])


def test_paid_notes_sharpen_what_few_daily_ones_say():
    """SYNTHETIC: levels planted, ratios of paid to daily vary between creators (standard deviation .3), two daily notes each."""
    rng = np.random.default_rng(11)
    level = rng.normal(6, 0.6, 300)
    ratio = rng.normal(-0.4, 0.3, 300)
    rows = [
        note(
            f"c{i}",
            int(np.exp(level[i] + paid * ratio[i] + rng.normal(0, 0.6))),
            days=20 * paid + d,
            is_commercial=bool(paid),
        )
        for i in range(300)
        for paid, days in ((0, 2), (1, 4))
        for d in range(days)
    ]
    creators = table("creators", [{"creator_id": f"c{i}", "followers": 5000} for i in range(300)])
    errors = {}
    for name, notes in (
        ("both", table("notes", rows)),
        ("daily", table("notes", [r for r in rows if not r["is_commercial"]])),
    ):
        made = estimate_performance(creators, notes, BRIEF).creators
        errors[name] = float(
            np.sqrt(np.mean((np.log1p(made["expected_interactions"].to_numpy()) - level) ** 2))
        )
        inside = (np.log1p(made["typical_low"].to_numpy()) <= level) & (
            level <= np.log1p(made["typical_high"].to_numpy())
        )
        assert 0.84 <= inside.mean() <= 0.96
    assert errors["both"] < 0.9 * errors["daily"]


def test_one_hit_does_not_make_a_creator():
    creators, notes = panel_of(60, commercial=1.0)
    hit = pl.concat([notes, table("notes", [note("c0", 400_000, days=3, is_commercial=False)])])
    before = estimate_performance(creators, notes, BRIEF).creators.row(0, named=True)
    after = estimate_performance(creators, hit, BRIEF).creators.row(0, named=True)
    mean = notes.filter((pl.col("creator_id") == "c0") & ~pl.col("is_commercial"))["likes"].mean()
    assert (mean * 8 + 400_000) / 9 > 20 * mean
    assert after["expected_interactions"] < 2.5 * before["expected_interactions"]
    assert (
        before["interactions_low"]
        < before["typical_low"]
        < before["expected_interactions"]
        < before["mean_interactions"]
    )
    assert before["typical_high"] < before["interactions_high"]


def test_recent_notes_count_more_only_when_that_predicts_better():
    rng = np.random.default_rng(9)

    def world(step):
        rows = []
        for i in range(60):
            walk = 5 + np.cumsum(rng.normal(0, step, 30)) + rng.normal(0, 0.7)
            rows += [note(f"c{i}", int(np.exp(walk[d] + rng.normal(0, 0.3))), days=10 * d) for d in range(30)]
        return table("creators", [{"creator_id": f"c{i}", "followers": 5000} for i in range(60)]), table(
            "notes", rows
        )

    moving = estimate_performance(*world(0.3), BRIEF).recency
    still = estimate_performance(*world(0.0), BRIEF).recency
    assert moving.half_life_days is not None
    assert moving.gain > 0.1
    assert moving.drift > 5 * max(still.drift, 0.005)
    assert still.half_life_days is None


def test_too_few_creators_decide_nothing_about_recency():
    few = pl.DataFrame({"creator_id": ["a"], "log_interactions": [1.0]})
    assert choose_half_life(few, few, lambda notes, h: notes) == Recency(None)


def test_drift_by_hand():
    """Forty creators, later mean 1 above the earlier, four and two notes, s² = .4: 1 − .4 (1/4 + 1/2) = .7."""
    from xhs_workbench.statistics.shrinkage import Moments

    def moments(n, mean):
        return Moments(np.full(40, n), np.full(40, float(n)), np.full(40, mean), np.full(40, 0.4))

    assert measure_drift(moments(4, 1.0), moments(2, 2.0), np.full(40, 0.4)) == pytest.approx(0.7)


def test_nothing_at_all_gives_nulls_not_zeros():
    made = estimate_performance(
        table("creators", [{"creator_id": "a"}]), tables.empty("notes"), BRIEF
    ).creators
    row = made.row(0, named=True)
    assert row["notes_seen"] == 0
    assert [
        row[c]
        for c in (
            "expected_interactions",
            "interactions_low",
            "save_share",
            "commercial_ratio",
            "commercial_weak",
        )
    ] == [None] * 5
    assert estimate_performance(tables.empty("creators"), tables.empty("notes"), BRIEF).creators.height == 0


def test_planted_world():
    split, truth = bench.simulate(count=600)
    frame = bench.compare(split, truth)
    assert bench.error(frame, "expected_interactions") <= 0.65 * bench.error(frame, "raw_mean")
    assert bench.error(frame, "expected_interactions") <= 0.8 * bench.error(frame, "raw_median")
    assert 0.76 <= bench.coverage(frame, split.held_out) <= 0.84
    assert 0.9 <= bench.delivered(frame, "mean_interactions", "came_mean") <= 1.1
    assert bench.delivered(frame, "raw_mean", "came_mean") > 1.2
    # 30 % of interactions are saves in that world, whoever the creator.
    assert frame["save_share"].to_numpy() == pytest.approx(0.3, abs=0.02)


@pytest.mark.real_data
def test_real_panel_in_time():
    path = bench.find_panel()
    if path is None:
        pytest.skip("the real panel may not be part of the project and is not beside it")
    pooled, covered, typical, _ = bench._pooled(path, draws=4)
    few = pooled.filter(pl.col("n") <= 2)
    assert bench.error(pooled, "expected_interactions") <= 0.97 * bench.error(pooled, "raw_mean")
    assert bench.error(few, "expected_interactions") <= 0.93 * bench.error(few, "raw_mean")
    assert bench.spearman(pooled, "expected_interactions") >= bench.spearman(pooled, "raw_mean") - 0.01
    assert 0.76 <= np.mean(covered) <= 0.84
    assert 0.9 <= np.mean(typical) <= 1.1


@pytest.mark.real_data
def test_benchmark_intervals_on_the_real_panel():
    path = bench.find_panel()
    if path is None:
        pytest.skip("the real panel may not be part of the project and is not beside it")
    cluster, naive = bench.interval_coverage(*bench.panel_rates(path, most=12), draws=60)
    assert cluster >= 0.8
    assert naive <= 0.65
