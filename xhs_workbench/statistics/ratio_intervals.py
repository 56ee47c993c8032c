"""Interval of a ratio of sums at campaign size: a dozen notes, one of which may hold half of all interactions.

A bootstrap of ten such rows cannot draw the rare large note that the sample lacks, so its 90 % interval holds
the long-run ratio in only 60 to 80 of 100 campaigns. Two methods are used instead, and each end lies between
theirs:

- with a model: both columns are normal after one common Box-Cox power x^λ (λ = 0 is the log-normal). Powers
are weighted by their profile likelihood. Means and covariance are drawn from their fiducial distribution
(Krishnamoorthy & Mathew, J. Stat. Plan. Inference 115, 2003, for λ = 0), and each draw is turned into a ratio
of means. Right for most notes, even with five rows;
- without a model: log R ± t(n − 1) times its jackknife error (Cochran, Sampling Techniques, 1977, 6.4; Tukey
1958).

Rows are sorted first and draws are fixed, so the same rows in any order give the same digits. `make
calibration` measures how often the intervals hold the truth.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from xhs_workbench.statistics.intervals import MANY, SEED

Array = NDArray[np.float64]
DRAWS = 1000
POWERS = (0.0, -0.25, -0.12, 0.12, 0.25, 0.5)
"""Box-Cox powers that are weighted: below 0 heavier than log-normal, above 0 lighter (gamma is near 1/3)."""
LARGEST = 100.0
"""With a power below 0 a note has no finite mean, so no note may exceed the median by more than this
factor."""
MOST_ZEROS = 0.25
"""With a larger share of zeros no power makes a column normal, and the model is not used."""
LOW_OUTWARD, HIGH_OUTWARD = 0.7, 0.5
"""How far an end lies from the inner of the two methods' ends (0) towards the outer (1), on the log scale.
The low end leans outward
more: a sample without a hit makes a cost too high, so the true ratio may be lower than any seen."""
MODEL_UNTIL, LEAST_TRUST = 100, 0.08
"""The model's weight falls as 1/n beyond this many rows; below a weight of `LEAST_TRUST` it is not used."""
NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(13)
WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


def ratio_interval(top: Array, bottom: Array, level: float = 0.9) -> tuple[float, float]:
    """Return the interval of E(top) / E(bottom), estimated by sum(top) / sum(bottom); rows may be in any order.

    Args:
        top: One value per row, for the same rows as `bottom`.
        bottom: Not below 0, one value per row.
        level: Intended coverage.

    Returns:
        Both ends; NaN below three rows, or if a side sums to 0, since such rows do not limit the ratio. From
        `MANY` rows on R ± z √(n/(n−1) Σ(tᵢ − R bᵢ)²) / Σbᵢ (Cochran).
    """
    n = len(top)
    if n < 3 or top.sum() == 0 or not bottom.sum() > 0:
        return float("nan"), float("nan")
    order = np.lexsort((top, bottom))
    top, bottom = top[order].astype(np.float64), bottom[order].astype(np.float64)
    ratio = float(top.sum() / bottom.sum())
    if n >= MANY or top.min() < 0:
        # A margin may be negative, and a negative ratio has no logarithm.
        quantile = stdtrit(n - 1, (1 + level) / 2) if n < MANY else ndtri((1 + level) / 2)
        reach = float(quantile * np.sqrt(n / (n - 1) * np.sum((top - ratio * bottom) ** 2)) / bottom.sum())
        return ratio - reach, ratio + reach
    low, high = _without_model(top, bottom, level)
    trust = min(1.0, MODEL_UNTIL / n)
    if trust > LEAST_TRUST and max((top <= 0).mean(), (bottom <= 0).mean()) <= MOST_ZEROS:
        draws = np.log(_model_draws(top, bottom))
        below, above = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
        blended = (
            LOW_OUTWARD * min(low, below) + (1 - LOW_OUTWARD) * max(low, below),
            HIGH_OUTWARD * max(high, above) + (1 - HIGH_OUTWARD) * min(high, above),
        )
        low, high = low + trust * (blended[0] - low), high + trust * (blended[1] - high)
    ends = min(float(np.exp(low)), ratio), max(float(np.exp(min(high, 700.0))), ratio)
    # A part is never larger than its whole.
    return (ends[0], min(ends[1], 1.0)) if (top <= bottom).all() else ends


def _without_model(top: Array, bottom: Array, level: float) -> tuple[float, float]:
    """Return the ends of log R by Student's t and the jackknife; linearised if leaving a row out leaves nothing."""
    n, middle = len(top), float(np.log(top.sum() / bottom.sum()))
    without_top, without_bottom = top.sum() - top, bottom.sum() - bottom
    if (without_top > 0).all() and (without_bottom > 0).all():
        logs = np.log(without_top / without_bottom)
        error = float(np.sqrt((n - 1) / n * np.sum((logs - logs.mean()) ** 2)))
    else:
        error = float(np.sqrt(n / (n - 1) * np.sum((top / top.sum() - bottom / bottom.sum()) ** 2)))
    reach = float(stdtrit(n - 1, (1 + level) / 2)) * error
    return middle - reach, middle + reach


@lru_cache(maxsize=256)
def _standard_draws(n: int) -> tuple[Array, Array, Array]:
    """Return, for n rows, inverse factors of standard Wishart draws (D × 3), standard normal pairs and places in 0-1."""
    rng = np.random.default_rng([SEED, n])
    first, second = np.sqrt(rng.chisquare(n - 1, DRAWS)), np.sqrt(rng.chisquare(n - 2, DRAWS))
    across = rng.normal(size=DRAWS)
    factors = np.column_stack([1 / first, -across / (first * second), 1 / second])
    return factors, rng.normal(size=(DRAWS, 2)), (rng.permutation(DRAWS) + 0.5) / DRAWS


def _model_draws(top: Array, bottom: Array) -> Array:
    """Draw ratios of means under the Box-Cox model."""
    n = len(top)
    factors, normal, place = _standard_draws(n)
    sides, scales, shifts = [], [], []
    for column in (top, bottom):
        # Half the smallest count replaces a zero, and is subtracted again afterwards.
        shift = 0.5 * float(column[column > 0].min()) if (column <= 0).any() else 0.0
        scale = float(np.exp(np.log(column + shift).mean()))
        sides.append((column + shift) / scale)
        scales.append(scale)
        shifts.append(shift)
    powered = [[_box_cox(side, power) for side in sides] for power in POWERS]
    spread = np.array([np.log(max(float(np.var(pair[1])), 1e-12)) for pair in powered])
    weight = np.exp(-n / 2 * (spread - spread.min()))
    chosen = np.minimum(np.searchsorted(np.cumsum(weight / weight.sum()), place), len(POWERS) - 1)
    means = np.empty((DRAWS, 2))
    for number, (power, (x, y)) in enumerate(zip(POWERS, powered, strict=True)):
        mine = chosen == number
        if mine.any():
            centres, spreads = _parameters(x, y, factors[mine], normal[mine])
            means[mine] = _expected(centres, spreads, power)
    means = np.maximum(means * scales - shifts, 1e-9 * np.array(scales))
    return np.asarray(means[:, 0] / means[:, 1])


def _box_cox(values: Array, power: float) -> Array:
    """Return (x^λ − 1) / λ, log x at 0; values have a geometric mean of 1, so likelihoods of powers compare without a Jacobian."""
    return np.log(values) if power == 0 else np.asarray((values**power - 1) / power)


def _parameters(x: Array, y: Array, factors: Array, normal: Array) -> tuple[Array, Array]:
    """Draw means (D × 2) and standard deviations (D × 2): Σ = M M', M = L A⁻ᵀ, A a standard Wishart's factor; μ = ȳ + M u / √n."""
    n = len(x)
    squares = np.cov(x, y) * (n - 1)
    lower = np.linalg.cholesky(squares + 1e-12 * (1 + np.trace(squares)) * np.eye(2))
    a, b, c = factors.T
    m11, m12 = lower[0, 0] * a, lower[0, 0] * b
    m21, m22 = lower[1, 0] * a, lower[1, 0] * b + lower[1, 1] * c
    centres = np.column_stack(
        [
            x.mean() + (m11 * normal[:, 0] + m12 * normal[:, 1]) / np.sqrt(n),
            y.mean() + (m21 * normal[:, 0] + m22 * normal[:, 1]) / np.sqrt(n),
        ]
    )
    return centres, np.column_stack([np.hypot(m11, m12), np.hypot(m21, m22)])


def _expected(centres: Array, spreads: Array, power: float) -> Array:
    """Return E(x) of Box-Cox normal values, by Gauss and Hermite where there is no formula."""
    if power == 0:
        return np.exp(np.minimum(centres + spreads**2 / 2, 600.0))
    inner = 1 + power * (centres[..., None] + spreads[..., None] * NODES)
    floor = LARGEST**power if power < 0 else 0.0
    return np.asarray(np.maximum(inner, floor) ** (1 / power) @ WEIGHTS)
