"""The formulas of the docstrings written out a second time, a row at a time or with scipy's own distributions, against the code's arrays."""

from math import exp, inf, log, sqrt

import numpy as np
import polars as pl
import pytest
from scipy.optimize import minimize
from scipy.stats import norm, t

from xhs_workbench.statistics import censored, ratio_intervals
from xhs_workbench.statistics.huber import unlike_peers
from xhs_workbench.statistics.tails import beyond

# --- ratios -----------------------------------------------------------------------------------------------


def jackknife_ends(top, bottom, level):
    """Log R ± t(n − 1) · √((n − 1)/n · Σ(log R₍ᵢ₎ − mean)²), R₍ᵢ₎ without row i."""
    n = len(top)
    logs = [log((sum(top) - one) / (sum(bottom) - other)) for one, other in zip(top, bottom, strict=True)]
    mean = sum(logs) / n
    error = sqrt((n - 1) / n * sum((one - mean) ** 2 for one in logs))
    reach = t.ppf((1 + level) / 2, n - 1) * error
    return log(sum(top) / sum(bottom)) - reach, log(sum(top) / sum(bottom)) + reach


Z, W = np.polynomial.hermite_e.hermegauss(13)


def power_mean(centre, spread, power):
    """E(x) where (x^λ − 1)/λ is normal, by Gauss and Hermite at 13 places; x is at most 100 where λ is below 0."""
    if power == 0:
        return exp(min(centre + spread**2 / 2, 600))
    inner = np.maximum(1 + power * (centre + spread * Z), 100.0**power if power < 0 else 0.0)
    return float(W @ inner ** (1 / power)) / sqrt(2 * np.pi)


def model_ends(top, bottom, level):
    """Each draw: a power by its profile likelihood, Σ = L (A Aᵀ)⁻¹ Lᵀ, a mean; then a ratio of means."""
    n = len(top)
    factors, normal, place = ratio_intervals._standard_draws(n)
    sides = []
    for column in (top, bottom):
        shift = min(x for x in column if x > 0) / 2 if min(column) <= 0 else 0.0
        scale = exp(sum(log(x + shift) for x in column) / n)
        sides.append(([(x + shift) / scale for x in column], scale, shift))
    powers = (0.0, -0.25, -0.12, 0.12, 0.25, 0.5)
    made = {
        power: [[log(x) if power == 0 else (x**power - 1) / power for x in side] for side, _, _ in sides]
        for power in powers
    }
    likelihood = [max(float(np.var(made[power][1])), 1e-12) ** (-n / 2) for power in powers]
    reached = np.cumsum(likelihood) / sum(likelihood)
    logs = []
    for (a, b, c), (u, v), at in zip(factors, normal, place, strict=True):
        power = powers[min(int(np.searchsorted(reached, at)), 5)]
        x, y = made[power]
        root = np.linalg.cholesky(np.cov(x, y) * (n - 1)) @ np.array([[a, b], [0, c]])
        means = np.array([np.mean(x), np.mean(y)]) + root @ [u, v] / sqrt(n)
        spreads = np.sqrt(np.diag(root @ root.T))
        one, two = (
            max(power_mean(m, s, power) * scale - shift, 1e-9 * scale)
            for m, s, (_, scale, shift) in zip(means, spreads, sides, strict=True)
        )
        logs.append(log(one / two))
    return np.quantile(logs, (1 - level) / 2), np.quantile(logs, (1 + level) / 2)


def restated(top, bottom, level):
    """The low end 7 tenths of the way from the inner to the outer of the two, the high end half; beyond a hundred rows the model weighs 100/n."""
    (low, high), (below, above) = jackknife_ends(top, bottom, level), model_ends(top, bottom, level)
    blended = 0.7 * min(low, below) + 0.3 * max(low, below), 0.5 * max(high, above) + 0.5 * min(high, above)
    trust = min(1, 100 / len(top))
    ratio = sum(top) / sum(bottom)
    ends = low + trust * (blended[0] - low), high + trust * (blended[1] - high)
    return min(exp(ends[0]), ratio), max(exp(ends[1]), ratio)


ROWS = np.random.default_rng(71)
SHARED = ROWS.normal(size=125)
LOGS_OF_TOP = 2 + 0.8 * SHARED + 0.5 * ROWS.normal(size=125)
LOGS_OF_BOTTOM = 6 + SHARED


@pytest.mark.parametrize(
    ("n", "zero", "level"), [(6, False, 0.9), (9, True, 0.9), (14, False, 0.8), (125, False, 0.9)]
)
def test_a_ratio_by_both_methods_written_out(n, zero, level):
    order = np.argsort(LOGS_OF_BOTTOM[:n])
    top, bottom = np.exp(LOGS_OF_TOP[:n])[order], np.exp(LOGS_OF_BOTTOM[:n])[order]
    if zero:
        top[1] = bottom[0] = 0.0
    assert ratio_intervals.ratio_interval(top, bottom, level) == pytest.approx(
        restated(top.tolist(), bottom.tolist(), level), rel=1e-6
    )


@pytest.mark.parametrize("shape", [0.3, 4.0])
def test_light_and_heavy_columns_choose_other_powers(shape):
    """A gamma of shape 4 is lighter than log-normal, the reciprocal of one of shape .3 heavier: every power is drawn somewhere."""
    rows = np.random.default_rng(3)
    bottom = np.sort(rows.gamma(4, 100, 40) if shape == 4.0 else 1 / rows.gamma(0.8, 1, 40))
    top = bottom * rows.lognormal(-4, 0.4, 40)
    low, high = ratio_intervals.ratio_interval(top, bottom)
    assert (low, high) == pytest.approx(restated(top.tolist(), bottom.tolist(), 0.9), rel=1e-6)


@pytest.mark.parametrize(("zeros", "modelled"), [(2, True), (3, False)])
def test_more_than_a_quarter_of_zeros_leaves_the_model_out(zeros, modelled):
    """Of eight rows 2 zeros are a quarter, 3 are more."""
    bottom = np.exp(LOGS_OF_BOTTOM[:8])
    top = np.where(np.arange(8) < zeros, 0.0, np.exp(LOGS_OF_TOP[:8]))
    order = np.lexsort((top, bottom))
    found = ratio_intervals.ratio_interval(top, bottom)
    alone = [exp(end) for end in jackknife_ends(top[order].tolist(), bottom[order].tolist(), 0.9)]
    assert (found == pytest.approx(alone)) is not modelled


def test_beyond_1250_rows_the_jackknife_stands_alone():
    """100/1249 is above .08; 100/1250 is not."""
    rows = np.random.default_rng(8)
    bottom = rows.lognormal(4, 0.5, 1250)
    top = bottom * rows.lognormal(-3, 0.5, 1250)
    order = np.lexsort((top, bottom))
    alone = [exp(end) for end in jackknife_ends(top[order].tolist(), bottom[order].tolist(), 0.9)]
    assert ratio_intervals.ratio_interval(top, bottom) == pytest.approx(alone, rel=1e-9)


# --- counts known as lower bounds ---------------------------------------------------------------------------


def chance(low, high):
    return norm.cdf(high) - norm.cdf(low)


@pytest.mark.parametrize(
    ("low", "high"),
    [(8.0, 9.0), (-9.0, -8.0), (20.0, 21.0), (-1.0, 2.0), (30.0, inf), (-30.0, inf), (0.0, 0.1)],
)
def test_a_chance_far_out_keeps_its_digits(low, high):
    """Written from the tail that is nearer to the interval, where 1 − Φ(8) still has all its digits."""
    near, far = (-high, -low) if low + high < 0 and high < inf else (low, high)
    expected = norm.logsf(near) + np.log1p(-np.exp(norm.logsf(far) - norm.logsf(near)))
    if low < 0 and high == inf:
        expected = norm.logcdf(-low)
    assert censored._log_chance(np.array([low]), np.array([high])) == pytest.approx([expected], rel=1e-9)


def test_places_of_draws_are_the_middles_of_as_many_parts():
    """Of a thousand draws each has its place (k + ½)/1000, in another order."""
    factors, normal, place = ratio_intervals._standard_draws(9)
    assert np.sort(place) == pytest.approx((np.arange(1000) + 0.5) / 1000)
    assert (factors.shape, normal.shape) == ((1000, 3), (1000, 2))
    # 1/√χ²(8) and 1/√χ²(7): the mean of χ² is its degrees of freedom, within four errors √(2·df/1000).
    assert (factors[:, 0] ** -2).mean() == pytest.approx(8, abs=4 * sqrt(16 / 1000))
    assert (factors[:, 2] ** -2).mean() == pytest.approx(7, abs=4 * sqrt(14 / 1000))
    assert (-factors[:, 1] / (factors[:, 0] * factors[:, 2])).std() == pytest.approx(1, abs=0.1)


def restated_median(counts, bounds):
    """Maximum likelihood by scipy's optimiser over intervals log(y + ½) to log(y + 1½); a bound reaches to the next larger bound."""
    levels = sorted({count for count, bound in zip(counts, bounds, strict=True) if bound})
    ends = [
        next((level for level in levels if level > count), inf) if bound else count + 1
        for count, bound in zip(counts, bounds, strict=True)
    ]

    def cost(at):
        mean, spread = at[0], exp(at[1])
        return -sum(
            log(
                max(
                    chance(
                        (log(a + 0.5) - mean) / spread, (log(b + 0.5) - mean) / spread if b < inf else inf
                    ),
                    1e-300,
                )
            )
            for a, b in zip(counts, ends, strict=True)
        )

    start = [np.mean(np.log1p(counts)), log(np.std(np.log1p(counts)))]
    top = minimize(
        cost, start, method="Nelder-Mead", options={"maxfev": 4000, "xatol": 1e-7, "fatol": 1e-10}
    ).x
    step = 1e-3
    bend = np.zeros((2, 2))
    for i in range(2):
        for j in range(2):
            a, b = step * np.eye(2)[i], step * np.eye(2)[j]
            bend[i, j] = (cost(top + a + b) - cost(top + a - b) - cost(top - a + b) + cost(top - a - b)) / (
                4 * step**2
            )
    reach = t.ppf(0.95, sum(not bound for bound in bounds) - 1) * sqrt(np.linalg.inv(bend)[0, 0])
    return [exp(end) - 1 for end in (top[0], top[0] - reach, top[0] + reach)]


EXACT = [3, 7, 12, 15, 22, 31, 40, 58, 77]
FEW = [0, 0, 1, 1, 2, 3, 5, 9]


@pytest.mark.parametrize(
    ("exact", "bounds"),
    [
        (EXACT, [100, 100, 1000]),
        (EXACT, [100, 100, 100, 100]),
        (FEW, [10, 10]),
        ([120, 131, 140, 128, 135, 144], [150] * 4),
    ],
)
def test_a_median_of_exact_counts_and_bounds_by_another_optimiser(exact, bounds):
    counts = np.array([*exact, *bounds], dtype=float)
    found = censored.estimate_median(counts, np.arange(len(counts)) >= len(exact))
    expected = restated_median(counts.tolist(), (np.arange(len(counts)) >= len(exact)).tolist())
    assert (found.median, found.low, found.high) == pytest.approx(expected, rel=2e-3, abs=2e-3)


@pytest.mark.parametrize(
    ("counts", "bounds", "estimated"),
    [
        ([*range(10, 15), 20, 20, 20, 20, 20], 5, True),  # ten rows, five of them exact
        ([*range(10, 15), 20, 20, 20, 20], 4, False),  # nine rows
        ([*range(10, 14), 20, 20, 20, 20, 20, 20], 6, False),  # four exact
        ([10] * 5 + [20] * 5, 5, False),  # one exact value tells no spread
        ([10] * 4 + [11] + [20] * 5, 5, True),
    ],
)
def test_when_a_median_is_estimated(counts, bounds, estimated):
    flags = np.arange(len(counts)) >= len(counts) - bounds
    assert (censored.estimate_median(np.array(counts, dtype=float), flags) is not None) is estimated


def test_half_of_the_rows_as_bounds_leave_no_settled_median():
    """Group a: 1 of 3 rows is a bound; group b: 1 of 2."""
    frame = pl.DataFrame(
        {
            "of": ["a", "a", "a", "b", "b"],
            "likes": [1, 2, 9, 1, 9],
            "likes_censored": [False, None, True, False, True],
        }
    )
    settled = frame.select(censored.median_settled(["likes"], frame.columns, "of")).to_series()
    assert settled.to_list() == [True, True, True, False, False]
    assert frame.select(x=censored.any_flag(["likes", "saves"], frame.columns))["x"].to_list() == [
        False,
        False,
        True,
        False,
        True,
    ]


# --- tails and peers ----------------------------------------------------------------------------------------


def restated_tail(null, value):
    """Above the outermost tenth (at least five): share · (1 + ξ (v − u)/σ)^(−1/ξ), ξ drawn to .15 worth twenty misses."""
    ordered = sorted(null)
    n, k = len(ordered), max(len(ordered) // 10, 5)
    start = (ordered[-k - 1] + ordered[-k]) / 2
    if value <= start:
        return (sum(one >= value for one in ordered) + 1) / (n + 1)
    over = [one - start for one in ordered[-k:]]
    a0 = sum(over) / k
    a1 = sum(one * (1 - (i + 1 - 0.35) / k) for i, one in enumerate(over)) / k
    own = min(max(2 - a0 / (a0 - 2 * a1), -0.5), 1.0) if a0 > 2 * a1 else -0.5
    shape = min(max((k * own + 20 * 0.15) / (k + 20), 0.01), 0.9)
    # Averaged over the doubt about the shape, in the three points of a normal distribution.
    doubt = sqrt(3) * (1 + shape) / sqrt(k + 20)

    def above(off):
        xi = min(max(shape + off, 0.01), 0.9)
        return (1 + xi * (value - start) / (a0 * (1 - xi))) ** (-1 / xi)

    averaged = above(-doubt) / 6 + above(0) * 2 / 3 + above(doubt) / 6
    return min(min((k + 2 * sqrt(k)) / n, 0.5) * averaged, (k + 1) / (n + 1))


@pytest.mark.parametrize("name", ["uniform", "normal", "pareto", "few", "stepped"])
def test_a_tail_written_out(name):
    rows = np.random.default_rng(17)
    null = {
        "uniform": rows.random(400),
        "normal": rows.normal(size=90),
        "pareto": rows.pareto(0.8, 600),
        "few": rows.normal(size=23),
        "stepped": np.concatenate([np.zeros(95), np.full(5, 3.0)]),
    }[name]
    values = [*np.quantile(null, [0.2, 0.5, 0.89, 0.93, 0.99, 1.0]).tolist(), float(np.ptp(null)) * 2 + 1]
    assert beyond(null, np.array(values)) == pytest.approx([restated_tail(null, v) for v in values])


def test_peers_of_one_size_tell_nothing_about_size():
    """A feature that is the same for all is left out; one that differs is fitted: values 3 + 2·size exactly, so nobody is unusual."""
    size = np.arange(40.0)
    value = 3 + 2 * size
    value[39] = 1000.0
    found = unlike_peers(value, np.column_stack([size, np.full(40, 7.0)]))
    assert found.expected[:39] == pytest.approx(value[:39], abs=1e-6)
    assert abs(found.z[:39]).max() < 0.05 < found.z[39]


def test_noise_is_taken_out_of_the_spread_between_peers():
    """Half of all lie within .6745 of √(between + own noise): where own noise is all there is, between is 0 and z is value/√noise."""
    rows = np.random.default_rng(5)
    value = rows.normal(0, 1, 400)
    found = unlike_peers(value, np.ones((400, 1)), np.full(400, 4.0))
    assert found.spread == pytest.approx(np.full(400, 2.0), rel=1e-6)
    uneven = np.where(np.arange(400) % 2, 1.0, 9.0)
    mixed = unlike_peers(3 * value, np.ones((400, 1)), uneven)
    between = mixed.spread**2 - uneven
    assert np.ptp(between) < 1e-9
    scaled = np.abs(3 * value - mixed.expected) / mixed.spread
    assert 1.4826 * np.median(scaled) == pytest.approx(1.0, rel=1e-6)
