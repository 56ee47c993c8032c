"""Estimates put together and told: cells of benchmarks, positions of prices, what an export stands for, and the sentences about them."""

from datetime import date, datetime, timedelta
from math import exp, expm1, log, pi
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from benchmarks import performance as bench
from xhs_workbench import tables
from xhs_workbench.findings import Level
from xhs_workbench.selection.estimating.benchmarks import benchmark_cells, hidden_cells
from xhs_workbench.selection.estimating.fair_price import compare_prices
from xhs_workbench.selection.estimating.horizon import Horizon, find_horizon
from xhs_workbench.selection.estimating.performance import (
    Performance,
    _as_seen,
    _count_notes,
    _from_commercial,
    _from_export,
    _levels,
    _plain_medians,
    _save_shares,
    _unsure,
)
from xhs_workbench.selection.estimating.performance_findings import explain_performance
from xhs_workbench.selection.estimating.recency import Recency
from xhs_workbench.statistics.conformal import Calibration
from xhs_workbench.statistics.shrinkage import Moments

BRIEF = bench.brief()
DAY0 = datetime(2026, 1, 1)


def candidates_of(*groups):
    """(tier, category, rates) -> a candidate a rate, with 1,000 of everything that may be a denominator."""
    rows = [
        {"creator_id": f"{tier}{category}{at}", "tier": tier, "category": category, "engagement_rate": rate}
        for tier, category, rates in groups
        for at, rate in enumerate(rates)
    ]
    frame = pl.DataFrame(rows, schema_overrides={"engagement_rate": pl.Float64})
    return frame.with_columns(
        followers=pl.lit(1000), reads_median=pl.lit(1000.0), impressions_median=pl.lit(1000.0)
    )


def notes_of(rows):
    empty = tables.empty("notes")
    return pl.concat([empty, pl.DataFrame(rows)], how="diagonal_relaxed").select(
        pl.col(name).cast(kind) for name, kind in empty.schema.items()
    )


def note(creator, kind, likes):
    return {
        "note_id": f"{creator}{kind}{likes}",
        "creator_id": creator,
        "note_type": kind,
        "content_format": "测评" if kind == "video" else "教程",
        "likes": likes,
        "saves": 0,
        "comments": 0,
        "shares": 0,
    }


HUNDREDTHS = [k / 100 for k in range(1, 17)]


def test_cells_of_creators_where_no_note_has_a_rate():
    """Nine of koc 护肤, eight of mid 美妆, seven of koc 美妆 (too few for a cell of their own) and nine of no known tier.

    koc has sixteen, so it comes first of depth 1; of depth 2 the nine come before the eight. .01 to .09: the
    middle .05, a quarter .03, three quarters .07, nine tenths .082.
    """
    found = benchmark_cells(
        tables.empty("notes"),
        candidates_of(
            ("mid", "美妆", HUNDREDTHS[:8]),
            ("koc", "护肤", HUNDREDTHS[:9]),
            ("koc", "美妆", HUNDREDTHS[:7]),
            ("unknown", "护肤", HUNDREDTHS[:9]),
            ("nano", "护肤", HUNDREDTHS[:7]),
        ),
        BRIEF,
    )
    assert found.select("depth", "tier", "category", "format", "of", "creators", "notes").rows() == [
        (1, "koc", "all", "all", "creators", 16, 16),
        (1, "mid", "all", "all", "creators", 8, 8),
        (2, "koc", "护肤", "all", "creators", 9, 9),
        (2, "mid", "美妆", "all", "creators", 8, 8),
    ]
    cell = found.row(2, named=True)
    assert [cell[f"p{q}"] for q in (25, 50, 75, 90)] == pytest.approx([0.03, 0.05, 0.07, 0.082])
    assert cell["p50_low"] < 0.05 < cell["p50_high"]


def test_cells_of_notes_by_format_and_those_that_are_hidden():
    """Eight creators with a video of 20 likes to 1,000, seven of them with a picture of 40: one cell of three splits is hidden."""
    people = candidates_of(("koc", "护肤", [0.01] * 8))
    names = people["creator_id"].to_list()
    notes = notes_of(
        [note(name, "video", 20) for name in names] + [note(name, "image", 40) for name in names[:7]]
    )
    found = benchmark_cells(notes, people, BRIEF)
    assert found["of"].unique().to_list() == ["notes"]
    assert found.select("depth", "creators", "notes").rows() == [(1, 8, 15), (2, 8, 15), (3, 8, 8)]
    assert found.row(2, named=True)["p50"] == pytest.approx(0.02)
    assert hidden_cells(notes, people, BRIEF) == 1
    assert hidden_cells(notes.filter(pl.col("note_type") == "video"), people, BRIEF) == 0


def quotes(prices, followers=1000, **more):
    n = len(prices)
    return pl.DataFrame(
        {
            "creator_id": [f"c{k:02}" for k in range(n)],
            "creator_name": [f"c{k:02}" for k in range(n)],
            "tier": ["koc"] * n,
            "category": ["护肤"] * n,
            "followers": [followers] * n,
            "price_image_cny": prices,
            "price_image_with_fee_cny": [None] * n,
            "price_video_cny": [None] * n,
            "price_video_with_fee_cny": [None] * n,
        }
        | more,
        schema_overrides=dict.fromkeys(
            ("price_image_cny", "price_image_with_fee_cny", "price_video_cny", "price_video_with_fee_cny"),
            pl.Float64,
        ),
    )


FEE = SimpleNamespace(budget=SimpleNamespace(service_fee_rate=0.1))


def test_a_quote_stands_within_or_beyond_the_quartiles_of_its_peers():
    """Eight peers at ¥100 and one at ¥200, a fee of a tenth: peers pay 110, so 220 is above and twice their middle.

    The eight have seven at 110 and one at 220 beside them: a band from 110 to 110, at whose very edge 110
    lies within.
    """
    found = compare_prices(quotes([100.0] * 8 + [200.0]), FEE)
    assert found["price_cny"].to_list() == pytest.approx([220.0] + [110.0] * 8)
    top = found.row(0, named=True)
    assert (top["position"], top["peers"], top["peers_of"]) == ("above", 8, "category")
    assert top["price_ratio"] == pytest.approx(2.0)
    cheap = compare_prices(quotes([100.0] * 8 + [50.0]), FEE)
    assert cheap["position"].to_list()[-1] == "below"
    assert cheap["price_ratio"].to_list()[-1] == pytest.approx(0.5)


def test_a_price_that_all_peers_ask_lies_within():
    """The band is worked out on logarithms, whose rounding must not make ¥110 cheaper than ¥110."""
    for price in (100.0, 330.0, 777.77):
        found = compare_prices(quotes([price] * 9), FEE)
        assert found["position"].unique().to_list() == ["within"]


def test_a_price_with_its_fee_goes_before_one_without_and_formats_are_apart():
    frame = quotes(
        [100.0, None, 0.0], price_image_with_fee_cny=[130.0, None, None], price_video_cny=[None, 50.0, None]
    )
    found = compare_prices(frame, FEE)
    assert found.select("creator_id", "format").rows() == [("c00", "image"), ("c01", "video")]
    assert found["price_cny"].to_list() == pytest.approx([130.0, 55.0])
    assert found["position"].to_list() == [None, None]
    assert found["peers"].to_list() == [0, 0]


def test_without_eight_peers_of_the_category_all_are_peers():
    """Four of 护肤 and five of 美妆 at one price: eight peers of any category, four of one's own."""
    found = compare_prices(quotes([100.0] * 9, category=["护肤"] * 4 + ["美妆"] * 5), FEE)
    assert found["peers_of"].unique().to_list() == ["all"]
    assert found["peers"].unique().to_list() == [8]
    assert found["position"].unique().to_list() == ["within"]


def moments(n, means, effective=None, variances=None):
    n = np.array(n)
    return Moments(
        n,
        n.astype(float) if effective is None else np.array(effective, dtype=float),
        np.array(means, dtype=float),
        np.full(len(n), np.nan) if variances is None else np.array(variances, dtype=float),
    )


@pytest.mark.parametrize("within", [0.25, 4.0])
def test_an_exports_medians_and_means_have_the_noise_of_five_notes(within):
    """π/2 · s²/5 of a median; (e^s² − 1)/5 of a mean's log, never less than a median's: at s² = ¼ .2840 < .3927, at 4 53.6 > 6.28."""
    ready = pl.DataFrame(
        {
            "interactions_median": [99, None],
            "likes_mean": [60.0, 60.0],
            "saves_mean": [30.0, None],
            "comments_mean": [9.0, 9.0],
        }
    )
    brief = SimpleNamespace(definitions=BRIEF.definitions)
    (one, median, noise), (two, mean, mean_noise) = _from_export(ready, within, brief)
    assert (one, two) == ("export_median", "export_mean")
    assert median[0] == pytest.approx(log(100))
    assert np.isnan(median[1])
    assert noise.tolist() == pytest.approx([pi / 2 * within / 5] * 2)
    assert mean[0] == pytest.approx(log(100) - within / 2)
    assert np.isnan(mean[1])
    assert mean_noise.tolist() == pytest.approx([max(expm1(within), pi / 2 * within) / 5] * 2)
    assert np.isnan(_from_export(ready.drop("saves_mean"), within, brief)[1][1]).all()


def test_what_a_single_paid_note_tells_counts():
    """One daily and one paid note: the step is their difference, so the paid mean less the step is the daily one; between creators .1."""
    level, variance = _from_commercial(
        moments([1, 2], [5.0, 6.0]), moments([1, 0], [4.0, np.nan]), np.array([0.3, 0.3])
    )
    assert level[0] == pytest.approx(5.0)
    assert variance[0] == pytest.approx(0.3 + 0.1)
    assert np.isinf(variance[1])


def test_the_more_precise_daily_figure_is_used_and_drift_is_noise_to_it():
    """Six creators of ten notes each, and one with nothing: its estimate is the others', from nothing of its own."""
    rows = np.random.default_rng(1)
    usable = pl.DataFrame(
        {
            "unit": np.repeat(np.arange(6), 10),
            "log_interactions": rows.normal(np.repeat(np.arange(6.0), 10), 0.5),
            "is_commercial": [None] * 60,
            "published_at": [DAY0] * 60,
        },
        schema_overrides={"is_commercial": pl.Boolean},
    )
    ready = pl.DataFrame(
        {
            "creator_id": [f"c{k}" for k in range(7)],
            "followers": [1000] * 7,
            "tier": ["koc"] * 7,
            "category": ["护肤"] * 7,
            "video_share": [0.5] * 7,
        }
    )
    still = _levels(ready, usable, Recency(None), None)
    moved = _levels(ready, usable, Recency(None), None, (np.full(7, 0.2), np.full(7, 0.3)))
    assert still.source.tolist() == ["notes"] * 6 + [None]
    own = (still.shrunk.weight[0], moved.shrunk.weight[0])
    noise = float(still.spread[0]) / 10
    assert own[0] == pytest.approx(still.shrunk.tau2 / (still.shrunk.tau2 + noise))
    # Paule and Mandel's τ² falls by the noise that is added alike to all, so the sum stays.
    assert moved.shrunk.tau2 + 0.2 == pytest.approx(still.shrunk.tau2, rel=1e-6)
    assert own[1] == pytest.approx(moved.shrunk.tau2 / (moved.shrunk.tau2 + noise + 0.2))
    assert (moved.shrunk.variance > 0.3).all()
    drifted = _levels(ready, usable, Recency(None, drift=0.2), None)
    assert drifted.shrunk.tau2 == pytest.approx(moved.shrunk.tau2)
    assert drifted.shrunk.variance + 0.3 == pytest.approx(moved.shrunk.variance)
    assert _levels(ready, usable.clear(), Recency(None), None).shrunk is None


def test_notes_are_counted_apart_and_few_is_below_five():
    """c0: two daily, three paid, from notes: five behind. c1: an export, one paid: 5 + 1. c2: four daily. c3: four paid alone. c4: nothing."""
    usable = pl.DataFrame(
        {
            "unit": [0] * 5 + [1] + [2] * 4 + [3] * 4,
            "is_commercial": [False, None, True, True, True, True] + [False] * 4 + [True] * 4,
        }
    )
    counted = _count_notes(pl.DataFrame({"creator_id": list("abcde")}), usable)
    source = np.array(["notes", "export_median", "notes", "commercial_notes", None], dtype=object)
    made = {one.name: one.to_list() for one in _as_seen(source, counted)}
    assert made["daily_notes"] == [2, 0, 4, 0, 0]
    assert made["commercial_notes"] == [3, 1, 0, 4, 0]
    assert made["notes_seen"] == [5, 1, 4, 4, 0]
    assert made["few_notes"] == [False, False, True, True, False]
    assert made["performance_from"] == source.tolist()


def test_the_plain_median_is_of_daily_notes():
    usable = pl.DataFrame(
        {
            "creator_id": ["a"] * 5 + ["b"],
            "interactions": [1.0, 2.0, 9.0, 100.0, 7.0, 5.0],
            "is_commercial": [False, None, False, True, False, True],
        }
    )
    ready = pl.DataFrame({"creator_id": ["b", "a", "c"]})
    assert _plain_medians(ready, usable).to_list() == [
        None,
        4.5,
        None,
    ]  # 1, 2, 7, 9: neither mean (4.75) nor paid


def test_shares_of_saves_are_pulled_together_on_the_scale_of_odds():
    """Two creators of six notes whose logits are −2 and 0 without any scatter: nothing is pulled, e^−2/(1 + e^−2) = .1192 and ½; the third has no note."""
    usable = pl.DataFrame(
        {
            "unit": [0] * 6 + [1] * 6 + [2] * 2,
            "save_logit": [-2.0] * 6 + [0.0] * 6 + [None, 5.0],
            "interactions": [10.0] * 13 + [0.0],
            "is_commercial": [False] * 14,
            "published_at": [DAY0] * 14,
        }
    )
    ready = pl.DataFrame(
        {"followers": [1000] * 3, "tier": ["koc"] * 3, "category": ["护肤"] * 3, "video_share": [0.5] * 3}
    )
    share, low, high = (one.to_list() for one in _save_shares(ready, usable, None))
    spread, tau2 = 0.36, 2.0  # fewer than five creators tell a spread; (−1)² + 1² over 1
    kept = (tau2 - spread / 6) / tau2
    assert share[:2] == pytest.approx([1 / (1 + exp(1 + kept)), 1 / (1 + exp(1 - kept))])
    assert low[0] < share[0] < high[0]
    assert np.isnan([share[2], low[2], high[2]]).all()
    assert _save_shares(ready, usable.clear(), None)[0].to_list() == [None] * 3


def horizon_of(**more):
    return Horizon(
        **{
            "growth": 0.0,
            "seen_growth": 0.0,
            "doubt": 0.0,
            "drift": 0.4,
            "drift_days": 100.0,
            "day": 100.0,
            "ahead_days": 50.0,
            "seen_days": 60.0,
            "tails": (-1.0, 2.0, 50),
        }
        | more
    )


def test_figures_without_a_date_are_as_old_as_the_others():
    """Drift .4 over 100 days: notes of day 0 and 100 days on, .4·(1 − 1/e); of day 50, .4·(1 − e^−.5); undated: the middle of these."""
    usable = pl.DataFrame(
        {"unit": [0, 1, 2], "published_at": [datetime(1970, 1, 1), datetime(1970, 2, 20), None]},
        schema_overrides={"published_at": pl.Datetime("us")},
    )
    forgotten, learnt = _unsure(pl.DataFrame({"creator_id": list("abc")}), usable, horizon_of())
    one, two = 0.4 * (1 - exp(-1)), 0.4 * (1 - exp(-0.5))
    assert forgotten.tolist() == pytest.approx([one, two, (one + two) / 2])
    assert learnt.tolist() == pytest.approx([one, two, (one + two) / 2])
    assert _unsure(pl.DataFrame({"creator_id": ["a"]}), usable, None) is None


def windowed(first, last):
    return SimpleNamespace(timeline=SimpleNamespace(posting_start=first, posting_end=last))


def dated_notes(creators, each, days=100):
    rows = np.random.default_rng(3)
    return pl.DataFrame(
        {
            "unit": np.repeat(np.arange(creators), each),
            "creator_id": np.repeat([f"c{k}" for k in range(creators)], each),
            "published_at": [
                DAY0 + timedelta(days=float(d)) for d in np.tile(np.linspace(0, days, each), creators)
            ],
            "log_interactions": rows.normal(5, 0.5, creators * each),
        }
    )


def test_a_window_is_looked_ahead_to_by_its_middle():
    """Notes end on 11 April 2026, day 100 of the year's count from 0; a window from 21 April to 1 May has its middle on the 26th, 15 days on."""
    found = find_horizon(dated_notes(6, 4), windowed(date(2026, 4, 21), date(2026, 5, 1)))
    assert found.ahead_days == pytest.approx(15.0)
    assert found.seen_days == pytest.approx(100.0)
    assert found.day == pytest.approx(date(2026, 4, 26).toordinal() - date(1970, 1, 1).toordinal())
    assert found.tails[0] < 0 < found.tails[1]
    assert found.tails[2] > 0
    past = find_horizon(dated_notes(6, 4), windowed(date(2026, 2, 1), date(2026, 2, 3)))
    assert past.ahead_days == 0
    assert past.day == pytest.approx(date(2026, 4, 11).toordinal() - date(1970, 1, 1).toordinal())


@pytest.mark.parametrize(("creators", "each", "told"), [(5, 2, True), (4, 2, False), (9, 1, False)])
def test_five_creators_of_two_dated_notes_tell_a_horizon(creators, each, told):
    found = find_horizon(dated_notes(creators, each), windowed(date(2026, 4, 21), date(2026, 5, 1)))
    assert (found is not None) is told


def told(**more):
    creators = pl.DataFrame(
        {
            "expected_interactions": [10.0, 20.0, 30.0, None],
            "performance_from": ["notes", "commercial_notes", "export_median", None],
            "few_notes": [True, False, False, False],
            "commercial_ratio": [0.5, 0.7, 0.9, None],
            "commercial_weak": [True, False, False, None],
            "commercial_ratio_from": ["notes", "notes", "export_median", None],
        }
    )
    given = {
        "creators": creators,
        "calibration": Calibration(-1.0, 2.0, 30),
        "recency": Recency(None),
        "between": 0.1,
        "within": 0.2,
        "horizon": None,
    } | more
    return {one.code: one for one in explain_performance(Performance(**given))}


def test_what_estimates_rest_on_is_counted():
    found = told()
    assert "3 of 4 creators" in found["estimated"].text.en
    assert "2 from notes, 1 from an export" in found["estimated"].text.en
    assert "4 位达人中 3 位" in found["estimated"].text.zh
    assert (found["few_notes_shrunk"].n, found["few_notes_shrunk"].level) == (1, Level.REVIEW)
    none_few = told(
        creators=pl.DataFrame(
            {
                "expected_interactions": [1.0],
                "performance_from": ["notes"],
                "few_notes": [False],
                "commercial_ratio": [0.8],
                "commercial_weak": [False],
                "commercial_ratio_from": ["notes"],
            }
        )
    )
    assert "few_notes_shrunk" not in none_few
    assert (none_few["commercial"].level, none_few["commercial"].fix.en) == (Level.PASS, "")


def test_paid_notes_are_told_by_the_median_creator():
    """.5, .7 and .9: the middle is .70, one is below .6, one comes from an export."""
    found = told()["commercial"]
    assert "0.70 of a daily one" in found.text.en
    assert "n = 3, 1 of them" in found.text.en
    assert "1 are below 0.6" in found.text.en
    assert (found.level, found.n) == (Level.REVIEW, 3)
    assert found.fix.en
    blank = pl.DataFrame(
        {
            "expected_interactions": [1.0],
            "performance_from": ["notes"],
            "few_notes": [False],
            "commercial_ratio": [None],
            "commercial_weak": [None],
            "commercial_ratio_from": [None],
        },
        schema_overrides={"commercial_ratio": pl.Float64},
    )
    assert told(creators=blank)["no_commercial"].level == Level.REVIEW


@pytest.mark.parametrize(
    ("recency", "words"),
    [
        (Recency(None), "too few dated notes"),
        (
            Recency(60.0, gain=0.123, creators=40),
            "half after 60 days): on later notes of 40 creators the squared error fell by 12%",
        ),
        (
            Recency(None, gain=0.004, creators=40),
            "notes of 40 creators better (at best 0.4% less squared error)",
        ),
    ],
)
def test_whether_recent_notes_count_more_is_told(recency, words):
    found = told(recency=recency)["recency"]
    assert words in found.text.en
    assert found.n == (recency.creators or None)


@pytest.mark.parametrize(
    ("calibration", "code", "n", "words"),
    [
        (Calibration(-1, 2, 31), "interval_calibrated", 31, "80% interval"),
        (Calibration(-1, 2, 0, notes=44), "interval_left_out", 44, "44 notes left out"),
        (Calibration(-1.28, 1.7, 0), "interval_default", None, "default"),
    ],
)
def test_how_the_interval_was_set_is_told(calibration, code, n, words):
    found = told(calibration=calibration)[code]
    assert found.n == n
    assert words in found.text.en


@pytest.mark.parametrize(
    ("ahead", "seen", "growth", "level", "words"),
    [
        (50.0, 60.0, log(1.2), Level.PASS, "common growth of +20% a year, measured over 60 days"),
        (60.0, 60.0, 0.0, Level.PASS, "no common growth is extrapolated"),
        (61.0, 60.0, 0.0, Level.REVIEW, "further ahead than the notes reach back"),
    ],
)
def test_how_far_ahead_estimates_look_is_told(ahead, seen, growth, level, words):
    found = told(horizon=horizon_of(ahead_days=ahead, seen_days=seen, growth=growth))["carried_ahead"]
    assert found.level == level
    assert words in found.text.en
    assert f"{ahead:.0f} days after the last note" in found.text.en
    assert "carried_ahead" not in told(horizon=horizon_of(ahead_days=0.0))
