"""What a series would have been without the campaign: a structural time-series model, simulated from its last known state.

Everything is on the log scale: a local level, weekday effects and control series (`statistics/local_level.py`,
with the coefficients' own uncertainty in the paths). One short series says little about its own noise. Its spread is therefore averaged with that of the controls, forecast in the same way, and
calibrated by runs at earlier, quiet
dates: widened if these missed by more than the model expects, slightly narrowed if they missed by less.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from xhs_workbench.statistics.local_level import LocalLevel, fit_local_level

Array = NDArray[np.float64]

LEVEL = 0.95
Z_LEVEL, Z_POWER = 1.959964, 0.841621
"""95 % two-sided, 80 % power."""
LEAST_BEFORE = 28
"""With fewer days before the campaign, a level cannot be separated from a weekly pattern; no lift is
measured."""
WEEKDAYS_FROM = 56
"""Weekday effects are estimated from eight weeks on; with less data they add more noise than they explain."""
PATHS = 4000
SEED = 20260618
DONOR_WEIGHT = 0.25
"""Share of the controls' variance in the spread. With a half, intervals held zero in 99 of 100 real and all
of 50
simulated quiet windows: too wide."""
MOST_PLACEBOS = 8
LEAST_CALIBRATION = 0.6
"""Quiet runs overlap and are few, so they may narrow the spread by two fifths at most. Set on simulated quiet
windows;
`python -m benchmarks results` prints how often the intervals hold zero, on other windows."""
PRIOR_PLACEBOS = 4.0
"""The model's own spread has the weight of this many quiet runs, so that a few overlapping runs change it
only gradually."""


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """A series with and without the campaign.

    Args:
        expected: Days after, the median path without the campaign, index points.
        low: Lower end of the 95 % band, a day.
        high: Upper end.
        effect: Mean difference a day, index points, with `effect_low` and `effect_high`.
        lift: Sum of what was over sum of what was expected, minus 1, with `lift_low` and `lift_high`.
        fitted: Days before, what the model expected a day ahead.
        detectable: Smallest lift that this spread could show with 80 % power; `foresee` gives it in advance.
        placebos: Quiet runs at earlier dates.
        placebos_held: How many of their intervals held 0 before widening.
        calibration: The resulting factor on the spread.
    """

    expected: Array
    low: Array
    high: Array
    effect: float
    effect_low: float
    effect_high: float
    lift: float
    lift_low: float
    lift_high: float
    fitted: Array
    detectable: float
    placebos: int
    placebos_held: int
    calibration: float


def estimate(
    series: Array,
    controls: Array,
    before: int,
    *,
    weekdays: NDArray[np.int64] | None = None,
    moderate: bool = True,
    donors: float | None = None,
) -> Counterfactual:
    """Forecast the days after from the days before and the controls, and compare.

    Args:
        series: Days, positive; NaN where unknown or not to be compared (the days of a sale).
        controls: Days × controls, positive and known.
        before: How many days lie before the campaign.
        weekdays: 0-6 a day; None leaves weekday effects out.
        moderate: Average the spread with that of the controls and widen it by quiet runs; the first needs two
            controls.
        donors: The controls' own variance from `donor_variance`, if it is known already; otherwise it is
            computed.

    Returns:
        The comparison, 95 % intervals.

    Raises:
        ValueError: Fewer than `LEAST_BEFORE` known days before, or none after.
    """
    logs, others = np.log(series), np.log(controls)
    known = np.isfinite(logs[:before]).sum()
    seen = np.isfinite(logs[before:])
    if known < LEAST_BEFORE or not seen.any():
        raise ValueError(f"{known} known days before and {seen.sum()} after; {LEAST_BEFORE} and 1 are needed")
    paths, fitted = _simulate(logs[:before], _design(others, weekdays, before), before)
    own = _spread(paths[:, seen])
    if moderate and donors is None:
        donors = donor_variance(controls, before, weekdays, seen)
    spread = _moderated(own, donors)
    quiet = _placebos(logs, others, weekdays, before, donors, seen) if moderate else np.empty(0)
    calibration = _calibration(quiet)
    scaled = spread * calibration / max(own, 1e-12)  # paths without any spread stay as they are
    middle = np.median(paths, axis=0)
    worlds = np.exp(middle + (paths - middle) * scaled)
    return _compare(
        series[before:], seen, middle, worlds, np.exp(fitted), spread * calibration, quiet, calibration
    )


@dataclass(frozen=True, slots=True)
class Sight:
    """What could be detected, from the days before the campaign alone.

    Args:
        detectable: Smallest lift that is visible with 80 % power at 95 % (0.3 = 30 % more than without the
            campaign).
        placebos: Quiet runs of the same length at earlier dates.
        placebos_held: How many of their intervals held 0.
    """

    detectable: float
    placebos: int
    placebos_held: int


def foresee(
    series: Array,
    controls: Array,
    compared: NDArray[np.bool_],
    *,
    weekdays: NDArray[np.int64] | None = None,
    donors: float | None = None,
) -> Sight:
    """Say what lift could be detected over the coming days, before any of them is known.

    The controls' coming days are unknown too; their last days before are used instead, with their full
    variation.

    Args:
        series: Days before, positive; NaN where unknown or the day of a sale.
        controls: Days before × controls, positive and known.
        compared: A value per day to come: False on the days of a sale, which the calendar knows.
        weekdays: 0-6 a day before; None leaves weekday effects out.
        donors: The controls' own variance from `donors_ahead`, if it is known already.

    Returns:
        What could be seen.

    Raises:
        ValueError: Fewer than `LEAST_BEFORE` known days before, or no day to come.

    Source: the smallest effect found with power 1 - b at level a is (z_a/2 + z_b) standard errors (H. S.
        Bloom,
    Evaluation Review 19, 1995), here of the mean log difference.
    """
    before, known, days = len(series), int(np.isfinite(np.log(series)).sum()), len(compared)
    if known < LEAST_BEFORE or not compared.any():
        raise ValueError(
            f"{known} known days before and {compared.sum()} to come; {LEAST_BEFORE} and 1 are needed"
        )
    logs = np.concatenate([np.log(series), np.full(days, np.nan)])
    pretended, week = _go_on(controls, weekdays, days)
    others = np.log(pretended)
    paths, _ = _simulate(logs[:before], _design(others, week, before), before)
    if donors is None:
        donors = donor_variance(pretended, before, week, compared)
    quiet = _placebos(logs, others, week, before, donors, compared)
    spread = _moderated(_spread(paths[:, compared]), donors) * _calibration(quiet)
    return Sight(_detectable(spread), quiet.size, int((np.abs(quiet) <= Z_LEVEL).sum()))


def donors_ahead(
    controls: Array, compared: NDArray[np.bool_], weekdays: NDArray[np.int64] | None = None
) -> float | None:
    """Return the variance of the controls as `foresee` goes on with them: the same for every term.

    Args:
        controls: Days before × controls, positive and known.
        compared: A value per day to come.
        weekdays: 0-6 a day before; None leaves weekday effects out.
    """
    pretended, week = _go_on(controls, weekdays, len(compared))
    return donor_variance(pretended, len(controls), week, compared)


def _go_on(
    controls: Array, weekdays: NDArray[np.int64] | None, days: int
) -> tuple[Array, NDArray[np.int64] | None]:
    """Return controls and weekdays with the days to come, for which the controls' last days stand in."""
    before = len(controls)
    again = before - 1 - np.arange(days)[::-1] % before
    week = None if weekdays is None else np.concatenate([weekdays, (weekdays[-1] + 1 + np.arange(days)) % 7])
    return np.vstack([controls, controls[again]]), week


def _moderated(own: float, donors: float | None) -> float:
    return own if donors is None else float(np.sqrt((1 - DONOR_WEIGHT) * own**2 + DONOR_WEIGHT * donors))


def _calibration(quiet: Array) -> float:
    return max(
        LEAST_CALIBRATION, float(np.sqrt((PRIOR_PLACEBOS + (quiet**2).sum()) / (PRIOR_PLACEBOS + quiet.size)))
    )


def _detectable(spread: float) -> float:
    return float(np.expm1((Z_LEVEL + Z_POWER) * spread))


def _compare(
    actual: Array,
    seen: NDArray[np.bool_],
    middle: Array,
    worlds: Array,
    fitted: Array,
    spread: float,
    quiet: Array,
    calibration: float,
) -> Counterfactual:
    ends = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    expected = np.exp(middle)
    low, high = np.quantile(worlds, ends, axis=0)
    differences = (actual[seen] - worlds[:, seen]).mean(axis=1)
    lifts = actual[seen].sum() / worlds[:, seen].sum(axis=1) - 1
    effect, lift = np.quantile(differences, ends), np.quantile(lifts, ends)
    return Counterfactual(
        expected,
        low,
        high,
        float((actual[seen] - expected[seen]).mean()),
        float(effect[0]),
        float(effect[1]),
        float(actual[seen].sum() / expected[seen].sum() - 1),
        float(lift[0]),
        float(lift[1]),
        fitted,
        _detectable(spread),
        quiet.size,
        int((np.abs(quiet) <= Z_LEVEL).sum()),
        calibration,
    )


def _spread(paths: Array) -> float:
    return float(paths.mean(axis=1).std(ddof=1))


def _design(others: Array, weekdays: NDArray[np.int64] | None, before: int) -> Array:
    """Combine controls and weekday dummies; if there are many controls for few days, they are averaged."""
    centred: Array = others - others[:before].mean(axis=0)
    if centred.shape[1] > max(before // 20, 1):
        centred = centred.mean(axis=1, keepdims=True)
    if weekdays is None or before < WEEKDAYS_FROM:
        return centred
    dummies = (weekdays[:, None] == np.arange(1, 7)[None, :]).astype(np.float64)
    return np.asarray(np.hstack([centred, dummies]))


def _simulate(logs: Array, design: Array, before: int) -> tuple[Array, Array]:
    """Fit the days before, draw `PATHS` futures from the last state, and return them with the one-step fit."""
    base = float(np.nanmean(logs))
    known = np.asarray(design[:before], dtype=np.float64)
    found = _fit((logs - base).tobytes(), known.tobytes(), known.shape)
    paths = _paths(found.state, found.doubt, found.wander, found.irregular, design[before:])
    return base + paths, found.fitted + base


@lru_cache(maxsize=256)
def _fit(logs: bytes, design: bytes, shape: tuple[int, int]) -> LocalLevel:
    """Fit a local level with regressors; what is asked again (the same controls, the same quiet run) is not refitted.

    Args:
        logs: Days, as the bytes of an array of floats.
        design: Days × regressors, as `logs`.
        shape: Of the design.
    """
    return fit_local_level(np.frombuffer(logs), np.frombuffer(design).reshape(shape))


def _paths(state: Array, doubt: Array, wander: float, irregular: float, ahead: Array) -> Array:
    """Draw futures from the expected state on the first day after: the level is a random walk, the slopes are fixed.

    All paths are drawn at once; a seed makes a report say the same again.
    """
    first, walk, noise = _normal_draws(len(state), len(ahead))
    sizes, directions = np.linalg.eigh((doubt + doubt.T) / 2)
    starts = state + first @ (directions * np.sqrt(np.maximum(sizes, 0.0))).T
    paths = starts @ np.vstack([np.ones(len(ahead)), ahead.T])
    paths += wander * walk
    paths += irregular * noise
    return np.asarray(paths)


@lru_cache(maxsize=8)
def _normal_draws(states: int, days: int) -> tuple[Array, Array, Array]:
    """Draw the first day's state, a walk from there and the noise of each day.

    Every forecast of as many days begins with the same seed, so that it draws the same: it is drawn once.

    Args:
        states: How many numbers the state has.
        days: To be forecast.

    Returns:
        Standard normal, `PATHS` × states; sums of steps up to each day, `PATHS` × days; `PATHS` × days.
    """
    rng = np.random.default_rng(SEED)
    first = rng.standard_normal((PATHS, states))
    walk = np.zeros((PATHS, days))
    np.cumsum(rng.standard_normal((PATHS, max(days - 1, 0))), axis=1, out=walk[:, 1:])
    return first, walk, rng.standard_normal((PATHS, days))


def donor_variance(
    controls: Array,
    before: int,
    weekdays: NDArray[np.int64] | None = None,
    compared: NDArray[np.bool_] | None = None,
) -> float | None:
    """Forecast each control from the others and return the median variance of its log mean over the days after.

    Args:
        controls: Days × controls, positive and known.
        before: How many days lie before the campaign.
        weekdays: 0-6 a day; None leaves weekday effects out.
        compared: Days after that count; None is all of them.

    Returns:
        The variance; None with fewer than two controls.
    """
    others = np.log(controls)
    if others.shape[1] < 2:
        return None
    found = []
    for number in range(others.shape[1]):
        rest = np.delete(others, number, axis=1)
        paths, _ = _simulate(others[:before, number], _design(rest, weekdays, before), before)
        found.append(_spread(paths if compared is None else paths[:, compared]) ** 2)
    return float(np.median(found))


def _placebos(
    logs: Array,
    others: Array,
    weekdays: NDArray[np.int64] | None,
    before: int,
    donors: float | None,
    compared: NDArray[np.bool_],
) -> Array:
    """Pretend that the campaign began on earlier, quiet days; return each miss in units of its spread.

    Of each such run the same days count as of the campaign itself.
    """
    after = len(logs) - before
    last = before - after
    if last < LEAST_BEFORE:
        return np.empty(0)
    origins = np.unique(np.linspace(LEAST_BEFORE, last, MOST_PLACEBOS).astype(int))
    found = []
    for origin in origins:
        stop = origin + after
        seen = np.isfinite(logs[origin:stop]) & compared
        if np.isfinite(logs[:origin]).sum() < LEAST_BEFORE or not seen.any():
            continue
        days = None if weekdays is None else weekdays[:stop]
        paths, _ = _simulate(logs[:origin], _design(others[:stop], days, origin), origin)
        spread = _moderated(_spread(paths[:, seen]), donors)
        middle = np.median(np.ascontiguousarray(paths[:, seen].T), axis=1, overwrite_input=True)
        found.append((logs[origin:stop][seen].mean() - middle.mean()) / spread)
    return np.array(found)
