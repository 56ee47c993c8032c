"""Results, number by number: lifts drawn together, money moved, bumps, verdicts; each figure worked out by hand in its comment."""

from datetime import date, datetime, timedelta
from math import exp, log, sqrt

import numpy as np
import polars as pl
import pytest

from xhs_workbench.metrics.note_model import Expected
from xhs_workbench.params import BriefParams
from xhs_workbench.results.attributing.baseline_lift import (
    Whole,
    _drawn,
    _one_note,
    campaign_lift,
    measure_whole,
)
from xhs_workbench.results.counting.kpi_tree import weigh_interactions
from xhs_workbench.results.counting.net_sales import measure_net
from xhs_workbench.results.counting.paid_part import count_bought, sum_known
from xhs_workbench.results.counting.plan import _verdict, sum_own_costs
from xhs_workbench.results.growing.growth import growth_curves, late_growers, middle_curve
from xhs_workbench.results.learning.next_money import (
    _against_rest,
    _creators_to_test,
    _group_yields,
    share_money,
    yields,
)
from xhs_workbench.results.learning.within_creator import p_values

Z = 1.6448536


def array(*values):
    return np.array(values, dtype=float)


@pytest.fixture(scope="module")
def brief():
    return BriefParams(brief="params/demo/brief.yaml").read_brief()


def test_single_lifts_are_drawn_to_the_campaigns_mean():
    """Gaps 0, 2, 4 with noise 1: τ² = 4 − 1 = 3, so three quarters of each distance from the campaign's 1 are kept: .25, 1.75, 3.25.

    Error √(¾·1 + (¼)²·.5²) = .87500…; 90 % is ±1.64485 of it.
    """
    middle, low, high = _drawn(array(0, 2, 4), np.ones(3), Whole(1.0, 0.5, 2.0))
    assert middle == pytest.approx([0.25, 1.75, 3.25])
    reach = Z * sqrt(0.75 + 0.0625 * 0.25)
    assert low == pytest.approx([0.25 - reach, 1.75 - reach, 3.25 - reach])
    assert high == pytest.approx([0.25 + reach, 1.75 + reach, 3.25 + reach])


def test_lifts_are_never_drawn_together_as_if_none_differed():
    """Three gaps of 2 and a campaign of 1: the spread is at least .3² = .09, so against noise .09 a half is kept."""
    middle, _, _ = _drawn(array(2, 2, 2), np.full(3, 0.09), Whole(1.0, 0.0, 2.0))
    assert middle == pytest.approx([1.5] * 3)


def ordinary(*noise):
    return Expected(np.zeros(len(noise)), np.zeros((len(noise), len(noise))), array(*noise))


def test_the_mean_lift_by_hand():
    """Gaps 1 and 3, noise 1 each, few own notes: mean 2, rest ±1, surplus 2 on one degree; error √(2/2)."""
    found = measure_whole(array(1, 3), ordinary(1, 1), np.zeros(0))
    assert found.middle == pytest.approx(2)
    assert found.error == pytest.approx(1)
    assert found.free == 1


def test_one_hit_is_pulled_in_to_the_campaigns_own_mean():
    """Gaps 0, 0, 9: the hit counts 2.5 above the mean, m = (0 + 0 + m + 2.5)/3 = 1.25.

    Where all notes are 9 nothing stands out: 9.
    """
    assert measure_whole(array(0, 0, 9), ordinary(1, 1, 1), np.zeros(0)).middle == pytest.approx(1.25)
    assert measure_whole(array(9, 9, 9), ordinary(1, 1, 1), np.zeros(0)).middle == pytest.approx(9)


def test_notes_that_agree_are_not_surer_than_their_noise():
    """Both 1: surplus 0 counts as 1, error √(1/2).

    A surer note weighs more: noise 1 and ¼ give weights 1 and 4: (0 + 4·1)/5.
    """
    assert measure_whole(array(1, 1), ordinary(1, 1), np.zeros(0)).error == pytest.approx(sqrt(0.5))
    assert measure_whole(array(0, 1), ordinary(1, 0.25), np.zeros(0)).middle == pytest.approx(0.8)
    assert measure_whole(array(2.0), ordinary(1), np.zeros(0)).free == 1


def test_the_scatter_of_own_notes_counts_as_thirty_placed_ones():
    """Gaps ±2 of noise 1, own notes evenly from −2 to 2 (19 of them): nothing is drawn in; variance of an ordinary note 4/3 …

    … at 19 notes none is taken, so noise 1: surplus (8 + 19) / (1 + 19) = 1.35 on 20 degrees.
    """
    found = measure_whole(array(-2, 2), ordinary(1, 1), np.linspace(-2, 2, 19))
    assert found.error == pytest.approx(sqrt(1.35 / 2))
    assert found.free == 20
    assert measure_whole(array(-2, 2), ordinary(1, 1), np.linspace(-2, 2, 400)).free == 31


def test_what_drawing_in_does_to_ordinary_notes_is_taken_off():
    """Misses of 0 … 99 hundredths: 2 % and 98 % are .0198 and .9702, their mean .495.

    A gap of .495 is no lift then, and two of 5 are a lift of 4.505: that both share it is no hit.
    """
    null = np.arange(100.0) / 100
    assert measure_whole(array(0.495, 0.495), ordinary(1, 1), null).middle == pytest.approx(0, abs=1e-9)
    assert measure_whole(array(5.0, 5.0), ordinary(1, 1), null).middle == pytest.approx(4.505, abs=1e-9)
    # Nineteen tell no ends and no shift.
    assert measure_whole(array(5.0, 5.0), ordinary(1, 1), null[:19]).middle == pytest.approx(5)


def test_between_which_misses_nine_of_ten_lie():
    """Nineteen: the normal's ±1.64485.

    Of −10 … 10 the 5 % and 95 % are ±9; never within one spread of nothing.
    """
    assert _one_note(np.zeros(19)) == (pytest.approx(-Z), pytest.approx(Z))
    assert _one_note(np.arange(-10.0, 11)) == (pytest.approx(-9), pytest.approx(9))
    assert _one_note(np.linspace(-0.1, 0.1, 30)) == (-1.0, 1.0)


def lifts_of(n, dated=1.0):
    return pl.DataFrame(
        {
            "_gap": [0.5] * n,
            "_noise": [0.1] * n,
            "_growth": [log(1.2)] * n,
            "_dated": [dated] * n,
            "_whole": [log(1.5)] * n,
            "_whole_error": [0.1] * n,
            "_whole_free": [4.0] * n,
        }
    )


def test_a_campaigns_lift_from_five_notes_on():
    """1.5 with t(4) = 2.776445 times .1 either way on the log scale; growth of a fifth is named."""
    found = campaign_lift(lifts_of(5))
    assert found["ratio"] == pytest.approx(1.5)
    assert (found["lower"], found["upper"]) == (
        pytest.approx(1.5 * exp(-0.2776445)),
        pytest.approx(1.5 * exp(0.2776445)),
    )
    assert (found["notes"], found["left_out"], found["growth"]) == (5, 0, pytest.approx(0.2))
    assert campaign_lift(lifts_of(4))["ratio"] is None
    assert campaign_lift(lifts_of(5, dated=0.49))["ratio"] is None
    assert campaign_lift(lifts_of(5, dated=0.5))["ratio"] is not None


def test_net_sales_and_their_interval_by_hand():
    """Three weeks before at 700 and 700; after: ours 1400, 1400, 1750, others 1400 each. Grown by 2, the usual explains 1,400 a week:
    0, 0 and 350 are left, 350 in all."""
    start = date(2026, 5, 6)
    rows = []
    for week, (ours, others) in enumerate([(100, 100)] * 3 + [(200, 200), (200, 200), (250, 200)]):
        for k in range(7):
            day = start + timedelta(days=7 * (week - 3) + k)
            rows += [(day, "小红书", float(ours)), (day, "搜索", float(others))]
    traffic = pl.DataFrame(rows, schema=["day", "channel", "order_value_cny"], orient="row")
    found = measure_net(traffic, "小红书", start, start + timedelta(days=20), 21)
    assert (found.gross_cny, found.net_cny, found.weeks, found.others_growth) == (
        4550,
        pytest.approx(350),
        3,
        pytest.approx(2),
    )
    assert found.low_cny < 350 < found.high_cny
    assert found.net_cny - found.low_cny == pytest.approx(found.high_cny - found.net_cny)
    assert measure_net(traffic, "小红书", start, start + timedelta(days=19), 21) is None
    assert measure_net(traffic, "小红书", start, start + timedelta(days=20), 20) is None
    fen = traffic.with_columns(pl.col("order_value_cny") * 100)
    assert measure_net(fen, "小红书", start, start + timedelta(days=20), 21).low_cny == pytest.approx(
        100 * found.low_cny
    )


def test_money_is_moved_by_the_gain_where_a_move_is_said():
    """Shares .5, .3, .2; the first may gain 50 % and moves: .75, .3, .2 of 1.25.

    Threefold counts as two; a loss moves nothing.
    """
    weighed = pl.DataFrame(
        {"share_now": [0.5, 0.3, 0.2], "gain": [0.5, 0.4, None], "move": [True, False, False]}
    )
    assert share_money(weighed)["share_next"].to_list() == pytest.approx([0.6, 0.24, 0.16])
    much = weighed.with_columns(gain=pl.Series([2.0, 0.4, None]))
    assert share_money(much)["share_next"].to_list() == pytest.approx([1.0 / 1.5, 0.3 / 1.5, 0.2 / 1.5])
    loss = weighed.with_columns(gain=pl.Series([-0.5, 0.4, None]))
    assert share_money(loss)["share_next"].to_list() == pytest.approx([0.5, 0.3, 0.2])


def test_each_group_against_the_rest_by_hand():
    """Means 0 and 4, noise 1: variance 8 − 1 = 7, so 7/8 are kept of ±2: .25 and 3.75.

    Two groups stand against each other: ∓3.5, variance 2·7/8.
    """
    drawn, drawn_var, seen, seen_var = _against_rest(array(0, 4), np.ones(2), array(1, 3))
    assert drawn == pytest.approx([-3.5, 3.5])
    assert drawn_var == pytest.approx([1.75, 1.75])
    assert seen == pytest.approx([-4, 4])
    assert seen_var == pytest.approx([2, 2])


def test_the_rest_is_weighed_by_its_money():
    """Means 0, 1, 3 with money 1, 1, 2: the first against (1·1 + 2·3)/3; the last against ½."""
    _, _, seen, seen_var = _against_rest(array(0, 1, 3), np.ones(3), array(1, 1, 2))
    assert seen == pytest.approx([-7 / 3, 1 - 2, 2.5])
    assert seen_var == pytest.approx([1 + 1 / 9 + 4 / 9, 1 + 1 / 9 + 4 / 9, 1.5])


def test_groups_that_do_not_differ_keep_a_twentieth():
    """Equal means leave τ² = 0; .05² = .0025 against a noise of .0025 keeps a half, of nothing here: the variance left is half each."""
    drawn, drawn_var, _, _ = _against_rest(array(1, 1), np.full(2, 0.0025), array(1, 1))
    assert drawn == pytest.approx([0, 0])
    assert drawn_var == pytest.approx([0.0025] * 2)


def yielded(values, luck, error2=None):
    n = len(values)
    return pl.DataFrame(
        {"_yield": values, "_luck": luck, "_format_error2": pl.Series([error2] * n, dtype=pl.Float64)}
    )


def test_a_groups_yield_without_single_notes_luck():
    """Groups of two, yields 1, 3 and 5, 7 without luck: means 2 and 6, pooled variance (2 + 2)/2 = 2, so 1 a mean. No luck: nothing is added
    but a doubt of nothing; what formats share, .01, counts twice between two groups."""
    mean, variance, free = _group_yields(
        [yielded([1.0, 3.0], [0.0, 0.0], 0.01), yielded([5.0, 7.0], [0.0, 0.0], 0.01)]
    )
    assert mean == pytest.approx([2, 6])
    assert variance == pytest.approx([1.02, 1.02], abs=1e-6)
    assert free == 2


def test_luck_that_all_groups_share_is_given_back_and_single_luck_is_not():
    """Luck ±1 in both groups (mean 0): yields less luck are 2, 2 and 6, 6.

    The same luck of 1 on every note is the campaign's: given back whole.
    """
    mean, _, _ = _group_yields([yielded([3.0, 1.0], [1.0, -1.0]), yielded([7.0, 5.0], [1.0, -1.0])])
    assert mean == pytest.approx([2, 6])
    mean, _, _ = _group_yields([yielded([3.0, 3.0], [1.0, 1.0]), yielded([7.0, 7.0], [1.0, 1.0])])
    assert mean == pytest.approx([3, 7])


def test_how_many_creators_a_test_takes():
    """(1.644854 + .841621)²·2σ²/log² 1.25 = 248.33·σ²: with σ² = .04 it is 9.9, so ten."""
    rows = pl.DataFrame({"_luck_var": pl.Series([0.04] * 5, dtype=pl.Float64), "_yield": [0.0] * 5})
    assert _creators_to_test(rows) == 10


def test_a_yield_is_half_a_count_more_over_the_cost(brief):
    """99.5 + ½ = 100 for ¥90 + ¥10: log 1. Free, uncounted, young or suspect notes say nothing."""
    n = 5
    lifts = pl.DataFrame(
        {
            "creator_id": [f"c{k}" for k in range(n)],
            "quote_cny": [90.0, 0.0, 90.0, 90.0, 90.0],
            "service_fee_cny": [10.0, 0.0, 10.0, 10.0, 10.0],
            "mature": [True, True, False, None, True],
            "organic": [99.5, 9.0, 9.0, 9.0, 9.0],
            "lift_says": ["usual"] * n,
            "_gap": [0.3, 0.1, 0.1, None, 0.1],
            "_noise": [0.2] * n,
            "likes": [1] * n,
            "saves": [1] * n,
            "comments": [1] * n,
            "shares": [1] * n,
            "follows": [1] * n,
        }
    )
    plain = brief.model_copy(update={"kpis": ()})
    found = yields(lifts, plain, ["c4"])
    assert found["creator_id"].to_list() == ["c0", "c3"]
    assert found["_yield"].to_list() == pytest.approx([0.0, log(9.5 / 100)])
    assert found["_luck"].to_list() == [0.3, 0.0]
    assert found["_luck_var"].to_list() == [0.2, None]


def test_a_p_value_is_two_sided():
    """t(10) = 2.228139 is 5 %, on either side."""
    assert p_values(array(2.228139, -2.228139), np.ones(2), 10) == pytest.approx([0.05, 0.05], abs=1e-6)
    assert p_values(array(4.456278), array(2), 10) == pytest.approx([0.05], abs=1e-6)


@pytest.mark.parametrize(
    ("completion", "young", "may_fall", "verdict"),
    [
        (1.0, 0, False, "met"),
        (0.999, 0, False, "close"),
        (0.9, 0, False, "close"),
        (0.899, 0, False, "missed"),
        (None, 0, False, "unknown"),
        (0.999, 1, False, "not_mature"),
        (1.0, 1, False, "met"),
        (1.0, 1, True, "not_mature"),
        (1.0, 0, True, "met"),
    ],
)
def test_verdicts_at_their_borders(completion, young, may_fall, verdict):
    assert _verdict(completion, young, may_fall=may_fall) == verdict


def test_own_costs_by_hand():
    """Asked 1000 and 500, paid 600 and unknown: kept 400 of 1000; one cost is missing."""
    notes = pl.DataFrame({"quote_cny": [1000.0, 500.0], "own_cost_cny": [600.0, None]}).with_columns(
        own_margin_cny=pl.col("quote_cny") - pl.col("own_cost_cny")
    )
    row = sum_own_costs(notes).row(0, named=True)
    assert (
        row["own_cost_cny"],
        row["own_margin_cny"],
        row["own_margin_share"],
        row["n"],
        row["n_missing"],
    ) == (
        600,
        400,
        0.4,
        1,
        1,
    )
    assert sum_own_costs(notes.tail(1)).row(0, named=True)["own_cost_cny"] is None


def test_what_money_brought_by_hand():
    paid = pl.DataFrame(
        {
            "likes": [1, None, None, None],
            "saves": [2] * 4,
            "comments": [3] * 4,
            "shares": [4] * 4,
            "interactions": [99, 50, None, None],
            "spend_cny": [5.0, 5.0, 0.0, 5.0],
        }
    )
    assert count_bought(paid)["bought"].to_list() == [10, 50, 0, None]
    assert sum_known(pl.Series([1.0, 2.0])) == 3
    assert sum_known(pl.Series([1.0, None])) is None
    assert sum_known(pl.Series([], dtype=pl.Float64)) is None


def test_weighed_interactions_by_hand():
    """1, 1, 4, 4, 8: 10 likes, 2 saves, 1 comment: 10 + 2 + 4 = 16; 3 follows alone: 24.

    Ties share the better place.
    """
    rows = pl.DataFrame(
        {
            "likes": [10, 0, 16],
            "saves": [2, 0, 0],
            "comments": [1, 0, 0],
            "shares": [0] * 3,
            "follows": [0, 3, 0],
            "creator_name": ["a", "b", "c"],
            "title": ["", "", ""],
            "source_file": [""] * 3,
            "source_sheet": [""] * 3,
            "source_row": [1, 2, 3],
        }
    )
    found = weigh_interactions(rows, {"likes": 1, "saves": 1, "comments": 4, "shares": 4, "follows": 8})
    assert found.select("creator_name", "ces", "place", "place_by_saves").sort("creator_name").rows() == [
        ("a", 16, 2, 1),
        ("b", 24, 1, 2),
        ("c", 16, 2, 2),
    ]


BORN = datetime(2026, 5, 1, 12)


def snapshots(*counts, hours=None, note="n"):
    hours = hours or [24 * k for k in range(len(counts))]
    return pl.DataFrame(
        {
            "note_id": [note] * len(counts),
            "collected_at": [BORN + timedelta(hours=h) for h in hours],
            "likes": counts,
            "saves": [0] * len(counts),
        }
    )


def notes_named(*names):
    return pl.DataFrame({"note_id": names, "title": names, "published_at": [BORN] * len(names)})


def test_a_curve_by_age_in_whole_days():
    """11 hours are day 0, 13 are day 1; two crawls of a day leave the higher; shares are of the last count."""
    found = growth_curves(snapshots(10, 20, 15, 40, hours=[11, 13, 30, 48]), notes_named("n"))
    assert found.select("age_days", "count", "share").rows() == [(0, 10, 0.25), (1, 20, 0.5), (2, 40, 1.0)]


def late(day_14, last, until=30):
    curves = pl.DataFrame(
        {
            "note_id": ["n"] * 2,
            "title": ["n"] * 2,
            "age_days": [14, until],
            "count": [float(day_14), float(last)],
        }
    )
    return late_growers(curves)["late_share"].to_list()


def test_who_woke_up_late():
    """More than half after day 14, watched for thirty days, twenty likes and saves at least."""
    assert late(49, 100) == [pytest.approx(0.51)]
    assert late(50, 100) == []
    assert late(9, 20) == [pytest.approx(0.55)]
    assert late(9, 19) == []
    assert late(49, 100, until=29) == []


def test_the_middle_of_eight_notes():
    curves = pl.DataFrame(
        {
            "note_id": [str(k) for k in range(15)],
            "age_days": [1] * 8 + [2] * 7,
            "share": [k / 8 for k in range(8)] + [1.0] * 7,
        }
    )
    assert middle_curve(curves).select("age_days", "middle", "n").rows() == [(1, pytest.approx(3.5 / 8), 8)]
