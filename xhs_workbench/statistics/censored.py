"""Counts known only as lower bounds (`100+`, `10万+`): what can be said for certain, and an estimate of the rest.

A count of `100+` says that the value is 100 or more. A median, or any other order statistic, is often still
known exactly.
Otherwise it is at least the median of the bounds: with likes of 4, 9, 100+, 100+, 100+ the median is at least
100. A sum or a mean is at least that of the bounds; a cost per interaction is at most that. Dropping the
bounds would keep only small counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import log_ndtr, stdtrit

AT_LEAST, AT_MOST = "at_least", "at_most"
LEAST_ROWS = 10
LEAST_EXACT = 5
STEP = 1e-3
"""An estimate needs this many rows, and this many of them exact: bounds alone do not reveal the spread."""


def flag_of(count: str, available: Sequence[str]) -> pl.Expr:
    """Return whether a count is only a lower bound; always False if the table has no such flag."""
    return (
        pl.col(f"{count}_censored").fill_null(value=False)
        if f"{count}_censored" in available
        else pl.lit(False)
    )


def any_flag(counts: Sequence[str], available: Sequence[str]) -> pl.Expr:
    """Return whether any of several counts, and so their sum, is only a lower bound."""
    return pl.any_horizontal([pl.lit(False), *(flag_of(count, available) for count in counts)])


def median_known(count: str, available: Sequence[str]) -> list[pl.Expr]:
    """Return expressions for what is known about a count's median, for use in an aggregation.

    Args:
        count: Column; `<count>_censored` beside it marks lower bounds.
        available: Columns of the frame.

    Returns:
        Two expressions: `<count>`, the median with each bound taken at its value, and `<count>_bound`:
            `at_least` if the true
        median may be larger, else "". The true median of the rows is never below the first, and equals it if
        the second is "".

    >>> frame = pl.DataFrame({"likes": [4, 9, 100, 100, 100], "likes_censored": [False, False, True, True, True]})
    >>> frame.select(median_known("likes", frame.columns)).row(0)
    (100.0, 'at_least')
    """
    low = pl.col(count).cast(pl.Float64)
    high = pl.when(flag_of(count, available)).then(float("inf")).otherwise(low)
    high = pl.when(low.is_not_null()).then(high)
    open_end = (high.median() > low.median()).fill_null(value=False)
    return [
        low.median().alias(count),
        pl.when(open_end).then(pl.lit(AT_LEAST)).otherwise(pl.lit("")).alias(f"{count}_bound"),
    ]


def median_settled(counts: Sequence[str], available: Sequence[str], by: str) -> pl.Expr:
    """Return, row by row, whether fewer than half of a group's rows are bounds, so that its median is certain.

    If it is not, no estimate may be made: one from the exact rows alone would describe only the small counts.
    """
    return any_flag(counts, available).mean().over(by) < 0.5


@dataclass(frozen=True)
class Estimate:
    """A median estimated from exact counts and bounds together.

    Args:
        median: Median of the fitted log-normal.
        low: Lower end of the 90 % interval.
        high: Upper end.
    """

    median: float
    low: float
    high: float


def estimate_median(counts: NDArray[np.float64], bounds: NDArray[np.bool_]) -> Estimate | None:
    """Estimate the median of log-normal counts by maximum likelihood; some counts are known only as lower bounds.

    Every count contributes the probability of its interval on the scale log(1 + y). For an exact y this is y
    - ½ to y + ½. For a bound it reaches from the bound to the next larger bound among the counts, because a
    page that writes 1k+ does not write 100+ for 5,000. The largest bound is open (W. Nelson, Applied Life
    Data Analysis, 1982, ch. 9). The interval is Wald's, from the curvature, with Student's quantile and one
    degree of freedom fewer than exact counts. `python -m benchmarks censored` prints how often it covers the
    truth, including counts that are not log-normal.

    Args:
        counts: Values; a bound is given as its value. No NaN.
        bounds: True where the value is a lower bound.

    Returns:
        None below ten rows or five exact ones, and if the likelihood has no maximum.
    """
    exact = counts[~bounds]
    if len(counts) < LEAST_ROWS or len(exact) < LEAST_EXACT or len(np.unique(exact)) < 2:
        return None
    levels = np.append(np.unique(counts[bounds]), np.inf)
    ends = np.where(
        bounds, levels[np.searchsorted(levels, counts, side="right").clip(max=len(levels) - 1)], counts + 1
    )
    low, high = np.log(counts + 0.5), np.log(ends + 0.5)
    logs = np.log1p(counts)

    def cost(at: NDArray[np.float64]) -> float:
        return -float(np.sum(_log_chance((low - at[0]) / np.exp(at[1]), (high - at[0]) / np.exp(at[1]))))

    def convex(at: NDArray[np.float64]) -> float:
        return -float(np.sum(_log_chance(low * at[1] - at[0], high * at[1] - at[0]))) if at[1] > 0 else np.inf

    # Written in mean / spread and 1 / spread, the likelihood has a single maximum (R. Olsen, Econometrica 46,
    # 1978).
    spread = max(float(logs.std()), 0.5)
    top = _newton(convex, np.array([float(logs.mean()) / spread, 1 / spread]))
    if top is None:
        return None
    middle = float(top[0] / top[1])
    variance = _variance(cost, np.array([middle, -np.log(top[1])]))
    if variance is None:
        return None
    reach = float(stdtrit(len(exact) - 1, 0.95)) * float(np.sqrt(variance))
    return Estimate(*(max(float(np.expm1(at)), 0.0) for at in (middle, middle - reach, middle + reach)))


def _newton(
    cost: Callable[[NDArray[np.float64]], float], at: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """Return the minimum of a convex function of two numbers; None if it is not found."""
    for _ in range(60):
        slope = np.array([(cost(at + step) - cost(at - step)) / (2 * STEP) for step in np.eye(2) * STEP])
        hessian = _hessian(cost, at)
        if not np.isfinite(hessian).all() or np.linalg.eigvalsh(hessian).min() <= 0:
            return None
        move = np.linalg.solve(hessian, slope)
        size = 1.0
        while cost(at - size * move) > cost(at) and size > 1e-6:
            size /= 2
        at = at - size * move
        if float(np.abs(size * move).max()) < 1e-6:
            return at
    return None


def _log_chance(low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the log of the normal probability between two scores, from the nearer tail so that no digits cancel."""
    flip = low + np.where(np.isinf(high), np.abs(low), high) < 0
    near, far = np.where(flip, -high, low), np.where(flip, -low, high)
    return np.asarray(
        log_ndtr(-near) + np.log(-np.expm1(np.minimum(log_ndtr(-far) - log_ndtr(-near), -1e-300)))
    )


def _variance(cost: Callable[[NDArray[np.float64]], float], at: NDArray[np.float64]) -> float | None:
    """Return the first parameter's variance from the curvature of a likelihood; None if the point is no maximum."""
    hessian = _hessian(cost, at)
    if not np.isfinite(hessian).all() or np.linalg.eigvalsh(hessian).min() <= 0:
        return None
    return float(np.linalg.inv(hessian)[0, 0])


def _hessian(cost: Callable[[NDArray[np.float64]], float], at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the second derivatives by central differences."""
    steps = np.eye(len(at)) * STEP

    def bend(i: int, j: int) -> float:
        return sum(a * b * cost(at + a * steps[i] + b * steps[j]) for a in (-1, 1) for b in (-1, 1)) / (
            4 * STEP * STEP
        )

    return np.array([[bend(i, j) for j in range(len(at))] for i in range(len(at))])
