"""A plain difference-in-differences on the same controls beside the structural model, and a search for unlisted bumps.

A result is stated if two methods with different assumptions agree; if they do not, this is stated. A bump
that controls share, or one before posting, shows that an unlisted event moves search; a lift can then not be
separated from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
BUMP = 5.0
"""Days this many robust spreads above their surroundings belong to a bump."""
BUMP_DAYS = 2
"""Number of consecutive days that make a bump; a single day may also be an error of the crawl."""
AROUND_DAYS = 21
"""A day's surroundings: three weeks around it, so that a permanent change of level is no bump."""
SHORT_SHARE, SHORT_DAYS = 0.6, 0.34
"""If three fifths of a lift lie on a third of the days, in one high stretch, it looks like a sale."""

LEAST_WEEKS = 4
"""So often a weekday must have been seen before posting to have a usual of its own."""
LEAST_STRETCH, EVERY_DAYS, LEAST_WINDOWS = 3, 3, 10
"""A stretch has three days or more; windows before posting begin every third day, and ten of them are needed."""


@dataclass(frozen=True, slots=True)
class PlainDifference:
    """Lift by difference-in-differences (0.3 = 30 % more) with its 95 % interval; days may be correlated."""

    lift: float
    low: float
    high: float


def difference(series: Array, controls: Array, before: int) -> PlainDifference:
    """Return exp(mean after − mean before) − 1 of log series minus the mean of log controls.

    Its error comes from weekly means, because neighbouring days are correlated: s² (1 / weeks before + 1 /
        weeks after),
    s² the variance of weekly means before (Bertrand, Duflo & Mullainathan, QJE 119, 2004, on collapsing),
    Student's t.

    Args:
        series: Days, above 0; NaN where unknown or not to be compared (the days of a sale).
        controls: Days × controls, above 0.
        before: Days before posting.
    """
    from scipy.stats import t

    apart = np.log(series) - np.log(controls).mean(axis=1)
    step = float(np.nanmean(apart[before:]) - np.nanmean(apart[:before]))
    whole = before // 7
    weeks = np.array(
        [
            np.nanmean(week)
            for week in apart[before - 7 * whole : before].reshape(whole, 7)
            if np.isfinite(week).any()
        ]
    )
    after = max(float(np.isfinite(apart[before:]).sum()) / 7, 1.0)
    reach = float("inf")
    if len(weeks) > 2:
        error = np.std(weeks, ddof=1) * np.sqrt(1 / len(weeks) + 1 / after)
        reach = float(t.ppf(0.975, len(weeks) - 1) * error)
    with np.errstate(over="ignore"):
        return PlainDifference(
            float(np.expm1(step)), float(np.expm1(step - reach)), float(np.expm1(step + reach))
        )


def unlisted_bump(series: Array, controls: Array, before: int, promoted: Array) -> str | None:
    """Say where something that no calendar lists moved search.

    Args:
        series: Days, above 0; NaN where unknown.
        controls: Days × controls, above 0.
        before: Days before posting.
        promoted: 1 on days of a listed sale.

    Returns:
        `shared` (controls jump in the window), `before` (the term jumps before posting), `short` (most of a
        lift lies in one short
        stretch of the window), or None.
    """
    listed = promoted[: len(series)] > 0
    common = np.log(controls).mean(axis=1)
    apart = np.log(series) - common
    if _jumps(common, before, listed)[before:].any():
        return "shared"
    own = _jumps(apart, before, listed)
    if own[:before].any():
        return "before"
    excess = apart[before:] - np.nanmedian(apart[:before])
    gained, towering = np.clip(np.nan_to_num(excess), 0, None), own[before:]
    few = towering.sum() <= SHORT_DAYS * len(excess)
    short = towering.any() and few and gained[towering].sum() > SHORT_SHARE * gained.sum()
    return "short" if short or _stands_out(apart, gained, before, listed) else None


def _stands_out(apart: Array, gained: Array, before: int, listed: NDArray[np.bool_]) -> bool:
    """Say whether one short stretch holds most of the gain and stands out of its window as none did before posting.

    The contrast of the best stretch with the rest of the window is compared with the same in every window of
    that length before: what a quiet series does by itself, its noise and its memory, is in the comparison.
    """
    window, sale = len(gained), listed[before:]
    # Days of a listed sale are explained: only the others are looked at, and a stretch is short among them.
    # Where a sale fills most of a window, the days it leaves are one stretch anyway, which says nothing.
    looked_at = window - int(sale.sum())
    longest = min(int(SHORT_DAYS * looked_at) + 1, looked_at - 1)
    earlier = [
        _best_stretch(np.where(sale, np.nan, apart[start : start + window]), longest)[0]
        for start in range(0, before - window + 1, EVERY_DAYS)
        if not listed[start : start + window].any()
    ]
    if longest < LEAST_STRETCH or len(earlier) < LEAST_WINDOWS:
        return False
    contrast, at = _best_stretch(np.where(sale, np.nan, apart[before:]), longest)
    left = np.where(sale, 0.0, gained)
    return bool(contrast > max(earlier) and left[at].sum() > SHORT_SHARE * left.sum())


def _best_stretch(values: Array, longest: int) -> tuple[float, slice]:
    """Return the largest (mean inside − mean outside) / √(1/inside + 1/outside) over stretches of days, and where."""
    known = np.isfinite(values)
    sums = np.concatenate([[0.0], np.cumsum(np.where(known, values, 0.0))])
    counts = np.concatenate([[0], np.cumsum(known)])
    best, at = -np.inf, slice(0, 0)
    for days in range(LEAST_STRETCH, longest + 1):
        for start in range(len(values) - days + 1):
            inside = counts[start + days] - counts[start]
            outside = counts[-1] - inside
            if not inside or not outside:
                continue
            total = sums[start + days] - sums[start]
            apart = total / inside - (sums[-1] - total) / outside
            found = float(apart / np.sqrt(1 / inside + 1 / outside))
            if found > best:
                best, at = found, slice(start, start + days)
    return best, at


def _jumps(logs: Array, before: int, listed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Mark bumps that no listed sale explains: far above the median around, in spreads of the days before.

    What the week does every week is no bump: five weekdays set the median and its spread, so that every weekend
    would stand out of them. The rhythm learnt before posting is taken off first.
    """
    n, half = len(logs), AROUND_DAYS // 2
    around = np.array([np.nanmedian(logs[max(0, day - half) : day + half + 1]) for day in range(n)])
    rhythm, lost = _rhythm_of_the_week(logs - around, before, listed)
    off = logs - around - rhythm
    quiet = off[:before][~listed[:before]]
    spread = 1.4826 * float(np.nanmedian(np.abs(quiet - np.nanmedian(quiet)))) if len(quiet) else 0.0
    spread *= lost
    high = (np.nan_to_num(off) > BUMP * max(spread, 1e-9)) & ~listed
    together = np.zeros(n, dtype=bool)
    for day in range(n - BUMP_DAYS + 1):
        if high[day : day + BUMP_DAYS].all():
            together[day : day + BUMP_DAYS] = True
    return together


def _rhythm_of_the_week(off: Array, before: int, listed: NDArray[np.bool_]) -> tuple[Array, float]:
    """Return each day's usual distance from its surroundings, and by how much a spread left over it is too small.

    A weekday's usual is the median of that weekday before posting, sales left out; one seen fewer than
    `LEAST_WEEKS` times has none. The seven medians are fitted to the same days that give the spread, so that it is
    widened by the degrees of freedom they took.
    """
    days = np.arange(len(off))
    quiet = (days < before) & ~listed & np.isfinite(off)
    rhythm, fitted = np.zeros(len(off)), 0
    for weekday in range(7):
        same = days % 7 == weekday
        if (quiet & same).sum() >= LEAST_WEEKS:
            rhythm[same] = np.median(off[quiet & same])
            fitted += 1
    left = int(quiet.sum()) - fitted
    return rhythm, float(np.sqrt(quiet.sum() / left)) if left > 0 else 1.0
