"""Intervals, shrinkage, tails and robust fits on cases small enough to be worked out by hand."""

from math import exp, log, sqrt

import numpy as np
import polars as pl
import pytest
from scipy.special import polygamma

from xhs_workbench.statistics.conformal import calibrate, from_left_out, weighted_quantile
from xhs_workbench.statistics.huber import fit_huber, unlike_peers
from xhs_workbench.statistics.intervals import bootstrap, median_interval, wilson
from xhs_workbench.statistics.ratio_intervals import ratio_interval
from xhs_workbench.statistics.shares import wilson_bounds
from xhs_workbench.statistics.shrinkage import (
    _trigamma_inverse,
    moderate_variances,
    paule_mandel,
    shrink,
    unit_moments,
)
from xhs_workbench.statistics.tails import beyond, two_sided

EULER = 0.5772156649015329


def array(*values):
    return np.array(values, dtype=float)


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [
        (20, 100, 0.1334, 0.2888),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (1, 2, 0.0945, 0.9055),
        (0, 1, 0.0, 0.7935),  # z²/(1 + z²)
    ],
)
def test_wilson_by_the_row_and_by_the_column(hits, trials, low, high):
    """z = 1.96. 0 of 10: 0 to z²/(10 + z²) = 3.8416/13.8416 = .2775; 10 of 10 is its mirror."""
    row = wilson_bounds(pl.DataFrame({"h": [hits], "n": [trials]}), "h", "n", 1.959964).row(0, named=True)
    assert (row["lower"], row["upper"]) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
    assert row["share"] == hits / trials
    assert wilson(hits, trials, 1.959964) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_no_trial_says_nothing():
    row = wilson_bounds(pl.DataFrame({"h": [0], "n": [0]}), "h", "n").row(0)
    assert row == (0, 0, None, None, None)
    assert np.isnan(wilson(0, 0)).all()


def test_ninety_percent_is_the_usual_level():
    """0 of 10 at z = 1.64485: z² = 2.7055, 2.7055/12.7055 = .2129."""
    assert wilson(0, 10)[1] == pytest.approx(0.2129, abs=1e-4)
    assert wilson_bounds(pl.DataFrame({"h": [0], "n": [10]}), "h", "n")["upper"][0] == pytest.approx(
        0.2129, abs=1e-4
    )


def test_a_bootstrap_takes_the_middle_share_of_what_it_drew():
    """A statistic that says 0 to 999 in turn: 5 % and 95 % of that are 49.95 and 949.05; 80 %: 99.9 and 899.1."""
    numbered = lambda rows: np.arange(float(len(rows)))  # noqa: E731
    assert bootstrap(numbered, 7) == (pytest.approx(49.95), pytest.approx(949.05))
    assert bootstrap(numbered, 7, level=0.8) == (pytest.approx(99.9), pytest.approx(899.1))
    assert bootstrap(numbered, 2)[1] == pytest.approx(949.05)
    assert np.isnan(bootstrap(numbered, 1)).all()
    assert np.isnan(bootstrap(lambda rows: np.full(len(rows), np.nan), 7)).all()
    # What is undefined in a resample is left out: of 0 to 999 only the 100 below 100 count: 4.95 and 94.05.
    some = lambda rows: np.where(np.arange(len(rows)) < 100, np.arange(float(len(rows))), np.inf)  # noqa: E731
    assert bootstrap(some, 7) == (pytest.approx(4.95), pytest.approx(94.05))


def test_a_bootstrap_draws_whole_rows():
    """Rows 0 to 4 and nothing else, a resample as long as the rows."""
    seen = []
    bootstrap(lambda rows: seen.append(rows) or rows.mean(axis=1), 5)
    assert seen[0].shape == (1000, 5)
    assert set(np.unique(seen[0])) == {0, 1, 2, 3, 4}


def test_a_median_of_two_thousand_rows_by_order_statistics():
    """n/2 ± 1.64485·√2000/2 = 1000 ± 36.78: places 963 and 1037 − 1 from 0, so of 0…1999 the values 963 and 1036."""
    values = np.random.default_rng(1).permutation(2000.0 * np.arange(2000) / 2000)
    assert median_interval(values) == (963.0, 1036.0)
    # 80 %: 1.28155·22.3607 = 28.66: 971 and 1028.
    assert median_interval(values, 0.8) == (971.0, 1028.0)


def test_medians_of_few_rows():
    assert np.isnan(median_interval(array(3))).all()
    assert median_interval(array(4, 4)) == (4, 4)
    low, high = median_interval(np.arange(1999.0))
    assert (low, high) == (pytest.approx(963, abs=8), pytest.approx(1035, abs=8))


def test_moments_of_a_unit_by_hand():
    """Unit 0: 1, 3, 8 with weights 1, 1, 2: mean 20/4 = 5, effective 16/6; plain mean 4, variance (9 + 1 + 16)/2 = 13. Unit 1: one row. Unit 2: none."""
    found = unit_moments(np.array([0, 0, 1, 0]), array(1, 3, 7, 8), 3, array(1, 1, 5, 2))
    assert found.n.tolist() == [3, 1, 0]
    assert found.means[:2].tolist() == [5, 7]
    assert found.effective.tolist() == [pytest.approx(16 / 6), 1, 0]
    assert found.variances[0] == 13
    assert np.isnan([found.means[2], *found.variances[1:]]).all()


def test_equal_variances_are_the_common_one():
    """Three units of 5 with s² = 3, d = 4: log s₀² = log 3 − ψ(2) + log 2, ψ(2) = 1 − γ.

    Nothing is left to differ, so d₀ is infinite.
    """
    found = moderate_variances(array(3, 3, 3, np.nan), array(4, 4, 4, 0))
    common = 3 * 2 * exp(-(1 - EULER))
    assert found.common == pytest.approx(common)
    assert found.values.tolist() == [pytest.approx(common)] * 4
    assert found.prior_df == np.inf


def test_unequal_variances_are_drawn_towards_the_common_one():
    """Each is (d₀s₀² + d s²)/(d₀ + d); excess, worked out beside the code: the variance of e = log s² less ψ'(d/2)(1 − 1/k)."""
    s2 = array(1, 10, 100, 1000)
    found = moderate_variances(s2, np.full(4, 4.0))
    e = np.log(s2)
    excess = ((e - e.mean()) ** 2).mean() - float(polygamma(1, 2)) * 3 / 4
    assert polygamma(1, found.prior_df / 2) == pytest.approx(excess)
    assert found.values.tolist() == pytest.approx(
        ((found.prior_df * found.common + 4 * s2) / (found.prior_df + 4)).tolist()
    )
    # Money in yuan or in fen: all variances times a number are the same, times that number.
    scaled = moderate_variances(7 * s2, np.full(4, 4.0))
    assert scaled.values == pytest.approx(7 * found.values)
    assert scaled.prior_df == pytest.approx(found.prior_df)


def test_two_units_tell_no_spread_of_variances_and_none_is_an_error():
    assert moderate_variances(array(1, 1000), array(4, 4)).prior_df == np.inf
    assert moderate_variances(array(1, 30, 1000), array(4, 4, 4)).prior_df < np.inf
    with pytest.raises(ValueError, match="no unit"):
        moderate_variances(array(1, 2), array(0, 0))


def test_a_variance_of_nothing_is_lifted_to_a_hundred_thousandth_of_the_middle_one():
    """0, 1, 1, 1: the 0 counts as 1e-5 when the common variance is found, and stays 0 in its own share of the mean."""
    zero, tiny = (moderate_variances(array(first, 1, 1, 1), np.full(4, 4.0)) for first in (0.0, 1e-5))
    assert zero.common == pytest.approx(tiny.common)
    assert zero.values[0] == pytest.approx(zero.prior_df * zero.common / (zero.prior_df + 4))


@pytest.mark.parametrize("value", [1e-7, 1e-3, 0.5, 1.0, 7.0, 1e3, 1e8])
def test_trigamma_is_inverted(value):
    assert polygamma(1, _trigamma_inverse(value)) == pytest.approx(value, rel=1e-3)


def test_equal_noise_has_a_closed_form():
    """Means 0, 2, 4 (s² = 4) with noise 1: τ² = 3, b = 2, var b = 4/3.

    With noise 5 no difference is left: τ² = 0, var b = 5/3.
    """
    design = np.ones((3, 1))
    tau2, b, covariance = paule_mandel(array(0, 2, 4), np.ones(3), design)
    assert (tau2, b[0], covariance[0, 0]) == (pytest.approx(3), pytest.approx(2), pytest.approx(4 / 3))
    tau2, b, covariance = paule_mandel(array(0, 2, 4), np.full(3, 5.0), design)
    assert (tau2, b[0], covariance[0, 0]) == (0, pytest.approx(2), pytest.approx(5 / 3))
    assert paule_mandel(array(3), np.ones(1), np.ones((1, 1)))[0] == 0
    assert paule_mandel(array(3, 3), np.ones(2), np.ones((2, 1)))[0] == 0
    # A spread far beyond the means' own variance is found by doubling: noise 1e-6 on one, 100 on the others.
    assert paule_mandel(array(0, 2, 4), array(1e-6, 100, 100), design)[0] == 0


def test_shrinkage_by_hand():
    """τ² = 3, noise 1: weight .75. θ = 2 + .75·(−2, 0, 2) = .5, 2, 3.5; variance .75 + .0625·4/3.

    Unseen: 2, 3 + 4/3.
    """
    found = shrink(array(0, 2, 4, np.nan), array(1, 1, 1, np.nan))
    assert found.theta == pytest.approx([0.5, 2, 3.5, 2])
    assert found.weight == pytest.approx([0.75, 0.75, 0.75, 0])
    assert found.variance == pytest.approx([0.75 + 0.0625 * 4 / 3] * 3 + [3 + 4 / 3])
    assert found.prior == pytest.approx([2] * 4)
    with pytest.raises(ValueError, match="no unit"):
        shrink(array(np.nan), array(1))


def test_a_mean_of_unknown_noise_is_not_seen():
    assert shrink(array(0, 2, 4, 1000), array(1, 1, 1, np.inf)).prior[0] == pytest.approx(2)


def test_a_ratio_without_a_model_by_hand():
    """0, 0, 4, 4 of 1 each: half are zeros, so only the jackknife. Leaving one out: 8/3, 8/3, 4/3, 4/3; logs ±½·log 2 about their mean.

    Error √(¾ · 4 · (½ log 2)²) = .60028, t(3) = 2.35336: 2·e^±1.41268.
    """
    found = ratio_interval(array(0, 4, 0, 4), np.ones(4))
    error = sqrt(3 / 4 * 4 * (log(2) / 2) ** 2)
    assert found == (
        pytest.approx(2 * exp(-2.353363 * error), rel=1e-5),
        pytest.approx(2 * exp(2.353363 * error), rel=1e-5),
    )


def test_where_leaving_a_row_out_leaves_nothing_it_is_linearised():
    """0, 0, 0, 8 of 1 each: error √(4/3 · (3·(¼)² + (¾)²)) = √(4/3 · ¾) = 1, so 2·e^±2.35336."""
    found = ratio_interval(array(0, 0, 0, 8), np.ones(4))
    assert found == (pytest.approx(2 * exp(-2.353363), rel=1e-5), pytest.approx(2 * exp(2.353363), rel=1e-5))


def test_a_margin_may_be_negative():
    """−1, 2, 2 of 1 each: ratio 1, squares 4 + 1 + 1 = 6, √(3/2·6)/3 = 1, t(2) = 2.91999."""
    assert ratio_interval(array(2, -1, 2), np.ones(3)) == (
        pytest.approx(1 - 2.919986),
        pytest.approx(1 + 2.919986),
    )
    # 80 %: t(2) = 1.885618.
    assert ratio_interval(array(2, -1, 2), np.ones(3), 0.8)[1] == pytest.approx(1 + 1.885618)


def test_ratios_of_two_thousand_rows_are_normal():
    """1 and 3 in turn of 1 each: ratio 2, squares 2000: √(2000/1999·2000)/2000 = .022366, times 1.644854."""
    found = ratio_interval(np.tile([1.0, 3.0], 1000), np.ones(2000))
    reach = 1.6448536 * sqrt(2000 / 1999 * 2000) / 2000
    assert found == (pytest.approx(2 - reach), pytest.approx(2 + reach))


def test_when_a_ratio_says_nothing():
    assert np.isnan(ratio_interval(array(1, 2), array(1, 1))).all()
    assert np.isnan(ratio_interval(array(0, 0, 0), array(1, 1, 1))).all()
    assert np.isnan(ratio_interval(array(1, 2, 3), array(0, 0, 0))).all()
    assert np.isfinite(ratio_interval(array(1, 2, 3), array(1, 2, 2))).all()


ROWS = np.random.default_rng(12)
TOP, BOTTOM = ROWS.lognormal(3, 1, 12), ROWS.lognormal(6, 1, 12)


def test_a_ratio_has_no_unit():
    """Yuan or fen, reads or thousands of reads: both ends move by the factor, whatever the order of rows."""
    low, high = ratio_interval(TOP, BOTTOM)
    assert low < TOP.sum() / BOTTOM.sum() < high
    assert ratio_interval(100 * TOP, BOTTOM) == (pytest.approx(100 * low), pytest.approx(100 * high))
    assert ratio_interval(TOP[::-1], 1000 * BOTTOM[::-1]) == (
        pytest.approx(low / 1000),
        pytest.approx(high / 1000),
    )
    wider = ratio_interval(TOP, BOTTOM, 0.95)
    assert wider[0] < low < high < wider[1]


def test_rows_that_all_say_the_same_leave_hardly_a_doubt():
    low, high = ratio_interval(0.02 * BOTTOM, BOTTOM)
    assert (low, high) == (pytest.approx(0.02, rel=1e-3), pytest.approx(0.02, rel=1e-3))


def test_a_part_is_never_more_than_its_whole():
    low, high = ratio_interval(array(9, 90, 1, 5, 40, 3), array(10, 90, 9, 50, 40, 300))
    assert low < 148 / 499 < high <= 1.0


def test_two_independent_log_normal_columns_have_the_spread_of_their_logs():
    """Independent columns of log spread .3 at 40 rows: log ratio of sums has error about √(2·(e^.09 − 1)/40) = .0686; 90 % reach .115."""
    rng = np.random.default_rng(5)
    reaches = []
    for _ in range(12):
        top, bottom = rng.lognormal(0, 0.3, 40), rng.lognormal(0, 0.3, 40)
        low, high = ratio_interval(top, bottom)
        reaches.append(log(high / low) / 2)
    assert np.mean(reaches) == pytest.approx(0.115, rel=0.12)


def test_columns_that_rise_together_have_a_surer_ratio():
    """Same bottoms; tops once in step with them, once in opposite order."""
    order = np.sort(BOTTOM)
    together, apart = ratio_interval(np.sqrt(order), order), ratio_interval(np.sqrt(order)[::-1], order)
    assert together[1] / together[0] < apart[1] / apart[0]


def test_in_the_bulk_the_share_of_misses_beyond():
    """Of 0 … 99, larger than 49.5 are 50: (50 + 1)/(100 + 1); larger than −1 all: 101/101."""
    null = np.arange(100.0)
    assert beyond(null, array(49.5, 0, -1)).tolist() == [pytest.approx(51 / 101), 1.0, 1.0]
    assert two_sided(null, array(49.5))[0] == 1.0
    assert two_sided(null, array(20.5))[0] == pytest.approx(2 * 22 / 101)


def test_few_misses_leave_a_normal_twice_as_wide():
    """Nineteen: Φ(−2/2) = .158655; twenty tell their own tail."""
    null = np.linspace(-1, 1, 19)
    assert beyond(null, array(2.0))[0] == pytest.approx(0.158655, abs=1e-6)
    assert two_sided(null, array(2.0, -2.0)).tolist() == [pytest.approx(0.31731, abs=1e-5)] * 2
    assert beyond(np.linspace(-1, 1, 20), array(2.0))[0] < 0.14


def test_a_tail_by_hand():
    """100 misses at 0 … 99: ten exceed 89.5 by .5 … 9.5, mean a₀ = 5; a₁ weighs each by 1 − (i − .35)/10.

    Shape 2 − a₀/(a₀ − 2a₁), drawn to .15 as 20 against 10; scale a₀(1 − shape); share (10 + 2√10)/100. The tail is the
    mean over that shape and two that stand √3 (1 + shape)/√30 beside it, with weights ⅔, ⅙ and ⅙.
    """
    null = np.arange(100.0)
    i = np.arange(1, 11)
    a1 = float(((i - 0.5) * (1 - (i - 0.35) / 10)).mean())
    raw = float(np.clip(2 - 5 / (5 - 2 * a1), -0.5, 1.0))
    shape = max((10 * raw + 20 * 0.15) / 30, 0.01)
    share = (10 + 2 * sqrt(10)) / 100
    for value in (95.0, 110.0, 200.0):
        doubt = sqrt(3) * (1 + shape) / sqrt(30)
        points = [(max(shape - doubt, 0.01), 1 / 6), (shape, 2 / 3), (shape + doubt, 1 / 6)]
        tail = sum(w * (1 + x * (value - 89.5) / (5 * (1 - x))) ** (-1 / x) for x, w in points)
        expected = min(share * tail, 11 / 101)
        assert beyond(null, array(value))[0] == pytest.approx(expected)
    assert np.isnan(beyond(null, array(np.nan))[0])


def test_a_tail_has_no_unit_and_only_falls():
    null = np.random.default_rng(2).standard_t(4, 300)
    values = np.linspace(-3, 12, 60)
    one = beyond(null, values)
    assert (np.diff(one) <= 1e-12).all()
    assert beyond(3 * null + 5, 3 * values + 5) == pytest.approx(one)
    assert two_sided(null, values) == pytest.approx(two_sided(-null, -values))
    assert (two_sided(null, values) <= 1).all()


def test_a_heavy_tail_leaves_more_beyond_than_a_light_one():
    rng = np.random.default_rng(3)
    light, heavy = np.sort(rng.random(400)), np.sort(rng.pareto(1.5, 400))
    far = 3.0
    ends = [
        null[-41:-39].mean() + far * (null[-40:] - null[-41:-39].mean()).mean() for null in (light, heavy)
    ]
    assert beyond(light, array(ends[0]))[0] < beyond(heavy, array(ends[1]))[0]


def test_thirty_creators_calibrate_and_twenty_nine_do_not():
    """Errors 1 … 30, a creator each: ⌈31·.9⌉ = 28 of 30, so 28 above and 3 below.

    29 creators: the default.
    """
    errors = np.arange(1.0, 31)
    found = calibrate(errors, np.arange(30))
    assert (found.low, found.high, found.creators, found.from_data) == (3, 28, 30, True)
    few = calibrate(errors[:29], np.arange(29))
    assert (few.low, few.high, few.creators, few.from_data) == (-1.28, 1.7, 0, False)
    # 60 %: a fifth at either end, ⌈31·.8⌉ = 25 of 30: 25 and 6.
    wide = calibrate(errors, np.arange(30), 0.6)
    assert (wide.low, wide.high) == (6, 25)


def test_a_creator_with_many_notes_counts_once():
    """A hundred notes of creator 0 at 1000: one of thirty, and the 28th of thirty is still 28 of 1 … 29."""
    errors = np.concatenate([np.full(100, 1000.0), np.arange(1.0, 30)])
    creators = np.concatenate([np.zeros(100, dtype=int), np.arange(1, 30)])
    assert calibrate(errors, creators).high == 28


def test_notes_that_miss_alike_count_each():
    """Errors 1 … 40 of each of 30 creators: 4 of 40 lie above 36 with everyone, so 1200 notes count.

    ⌈1201·.9⌉ = 1081 of 1200 is just above 36 of 40: the 37th, and the 4th below. Thirty would give ⌈31·.9⌉ = 28 of 30: 38 and 3.
    """
    found = calibrate(np.tile(np.arange(1.0, 41), 30), np.repeat(np.arange(30), 40))
    assert (found.low, found.high) == (4, 37)


def test_notes_of_creators_who_miss_as_a_whole_count_once_a_creator():
    """Forty notes each, creator k always k, of 31: 3 lie above 28, with every note, which is worth 31 notes.

    Tail .1: .1·.9 / ((3/31)(28/31) / 31) = 31.9. ⌈32·.9⌉ = 29 of 31. If 1240 notes counted, ⌈1241·.9⌉ = 1117 of 1240: 28.
    """
    found = calibrate(np.repeat(np.arange(1.0, 32), 40), np.repeat(np.arange(31), 40))
    assert (found.low, found.high) == (3, 29)


@pytest.mark.parametrize(("notes", "low", "high"), [(39, -1.28, 1.7), (40, -2, 3)])
def test_forty_left_out_notes_calibrate(notes, low, high):
    found = from_left_out(-2, 3, notes)
    assert (found.low, found.high, found.creators, found.notes) == (low, high, 0, notes if notes >= 40 else 0)


@pytest.mark.parametrize(("share", "value"), [(0.0, 1), (0.25, 1), (0.26, 2), (0.75, 2), (0.76, 3), (1.0, 3)])
def test_a_weighted_quantile(share, value):
    """1 has a quarter of the weight, 2 a half, 3 a quarter."""
    assert weighted_quantile(array(3, 1, 2), array(1, 1, 2), share) == value


def test_huber_gives_what_lies_far_a_weight_that_falls_with_its_distance():
    """Of a level alone: values 0 (×9) and 90.

    What lies within 1.345 · 1.4826 · median counts whole; with the median at 0, nothing else does.
    """
    assert fit_huber(np.ones((10, 1)), array(*[0] * 9, 90))[0] == pytest.approx(0, abs=1e-6)
    # −1 and 1 (five of each) and 100: at level m all but one are within; the outlier pulls with 1.345 · s, s
    # = 1.4826 · median.
    values = array(*[-1, 1] * 5, 100)
    m = fit_huber(np.ones((11, 1)), values)[0]
    s = 1.4826 * np.median(np.abs(values - m))
    inside = np.abs(values - m) <= 1.345 * s
    assert inside.sum() == 10
    assert np.where(inside, values - m, 1.345 * s).sum() == pytest.approx(0, abs=1e-6)


def test_thirty_peers_make_a_standard():
    rng = np.random.default_rng(4)
    size, value = rng.normal(size=40), rng.normal(size=40)
    assert np.isfinite(unlike_peers(value[:30], size[:30, None]).z).all()
    assert np.isnan(unlike_peers(value[:29], size[:29, None]).z).all()
    gaps = value.copy()
    gaps[3] = np.nan
    assert np.isnan(unlike_peers(gaps, size[:, None]).z).tolist() == [k == 3 for k in range(40)]


def test_half_of_all_lie_within_two_thirds_of_a_spread():
    """Without noise one spread is 1.4826 times the median miss; noise equal for all takes its variance out of the true part, not of the sum."""
    rng = np.random.default_rng(6)
    value, peers = rng.normal(5, 2, 200), np.ones((200, 1))
    plain, noisy = unlike_peers(value, peers), unlike_peers(value, peers, np.full(200, 0.5))
    assert plain.spread[0] == pytest.approx(1.4826 * np.median(np.abs(value - plain.expected)))
    assert noisy.spread[0] == pytest.approx(plain.spread[0], rel=1e-6)
    assert plain.z == pytest.approx((value - plain.expected) / plain.spread)
    # A creator seen unsharply has a wider spread than the others, by its own variance.
    one = unlike_peers(value, peers, np.where(np.arange(200) == 7, 9.0, 0.0))
    assert one.spread[7] ** 2 - one.spread[0] ** 2 == pytest.approx(9.0)
