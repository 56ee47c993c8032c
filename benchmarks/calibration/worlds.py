"""Families of made-up campaigns, two of them written before any method was chosen; no method is told their constants.

`lognormal_growth`: creators' levels are normal on the log scale, each with a yearly trend, a slow drift that
    returns, a
common season and common weeks; notes are log-normal around that.
`viral_breaks`: rates jump or wander instead of growing evenly, counts are gamma-Poisson, a few notes fly
    (Pareto), posting
comes in bursts, and the platform as a whole may change on one day.

Every campaign draws its own constants. Days are counted from the first posting day of the campaign: history
lies below 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
FORMATS = 4
POSTING_DAYS = 21


@dataclass(frozen=True)
class Panel:
    """Notes of a campaign's creators.

    Args:
        creator: Creator number, a note each.
        day: Day of posting; below 0 before the campaign.
        count: Interactions.
        format: 0 to `FORMATS` − 1.
        placed: A note of the campaign (True) or the creator's own.
        cost: CNY of a placed note, NaN for own ones.
        level: Log of the creator's typical (median) count on that day, formats left out.
    """

    creator: NDArray[np.int64]
    day: Array
    count: Array
    format: NDArray[np.int64]
    placed: NDArray[np.bool_]
    cost: Array
    level: Array


@dataclass(frozen=True)
class Wish:
    """What is asked of a world.

    Args:
        creators: How many.
        own: Own notes each before the campaign.
        placed: Placed notes each.
        after: Own notes each after day 0 (none usually).
        lift: Factor on placed notes (1: as any ordinary note).
        format_effect: Factor on notes of format 0 (1: formats do nothing).
        reach_days: How far back own notes go.
        after_from: Day from which the notes of `after` are posted.
        after_days: Days over which they are spread.
    """

    creators: int = 30
    own: int = 20
    placed: int = 1
    after: int = 0
    lift: float = 1.0
    format_effect: float = 1.0
    reach_days: float = 240.0
    after_from: float = 0.0
    after_days: float = 90.0


World = Callable[[np.random.Generator, Wish], Panel]


def _layout(
    rng: np.random.Generator, wish: Wish, before: Array
) -> tuple[NDArray[np.int64], Array, NDArray[np.bool_]]:
    """Lay notes out: own ones at `before` (creators × own), placed ones in the posting window, later own ones after it."""
    placed = rng.uniform(0, POSTING_DAYS, (wish.creators, wish.placed))
    after = wish.after_from + rng.uniform(0, wish.after_days, (wish.creators, wish.after))
    day = np.hstack([before, placed, after])
    kind = np.zeros(day.shape[1], dtype=bool)
    kind[wish.own : wish.own + wish.placed] = True
    creator = np.repeat(np.arange(wish.creators), day.shape[1])
    return creator, day.ravel(), np.tile(kind, wish.creators)


def price_by_size(
    rng: np.random.Generator, level: Array, creator: NDArray[np.int64], placed: NDArray[np.bool_]
) -> Array:
    """Price by size, not by result: the log price follows the creator's usual level with a slope of .8."""
    usual = np.bincount(creator, level) / np.bincount(creator)
    price = np.exp(2.0 + 0.8 * usual + rng.normal(0, 0.4, len(usual)))
    return np.where(placed, np.round(price[creator], -1) + 10, np.nan)


def lognormal_growth(rng: np.random.Generator, wish: Wish) -> Panel:
    """Draw a campaign of log-normal notes whose creators grow."""
    noise, between = rng.uniform(0.5, 1.0), rng.uniform(0.7, 1.3)
    growth, spread = rng.uniform(0.1, 0.9), rng.uniform(0.1, 0.4)
    own_days = -rng.uniform(1, wish.reach_days, (wish.creators, wish.own))
    creator, day, placed = _layout(rng, wish, own_days)
    base = rng.normal(5.8, between, wish.creators)
    trend = rng.normal(growth, spread, wish.creators)
    drift = _wander(rng, creator, day, rng.uniform(0.1, 0.3), rng.uniform(30, 120))
    weeks = np.floor(day / 7).astype(int)
    common = rng.normal(0, rng.uniform(0.02, 0.08), weeks.max() - weeks.min() + 1)[weeks - weeks.min()]
    season = rng.uniform(0.0, 0.15) * np.sin(2 * np.pi * (day / 365 + rng.uniform()))
    level = base[creator] + trend[creator] * day / 365 + drift + common + season
    own_noise = noise * np.exp(rng.normal(0, 0.15, wish.creators))
    form = rng.integers(0, FORMATS, len(day))
    log = level + np.log(wish.format_effect) * (form == 0) + np.log(wish.lift) * placed
    count = np.floor(np.exp(log + rng.normal(0, 1, len(day)) * own_noise[creator]))
    return Panel(creator, day, count, form, placed, price_by_size(rng, level, creator, placed), level)


def viral_breaks(rng: np.random.Generator, wish: Wish) -> Panel:
    """Draw a campaign of over-dispersed counts with flying notes, jumps of level and a wandering rate."""
    shape, flies = rng.uniform(1.2, 4.0), rng.uniform(0.01, 0.05)
    bursts = -wish.reach_days * rng.beta(1, 1.3, (wish.creators, max(wish.own // 4, 1)))
    pick = rng.integers(0, bursts.shape[1], (wish.creators, wish.own))
    own_days = np.minimum(np.take_along_axis(bursts, pick, axis=1) + rng.exponential(3, pick.shape), -0.5)
    creator, day, placed = _layout(rng, wish, own_days)
    base = np.log(rng.gamma(1.5, 400, wish.creators) + 30)
    jump = rng.normal(0.1, 0.5, wish.creators) * (rng.random(wish.creators) < 0.4)
    when = rng.uniform(-wish.reach_days, 0, wish.creators)
    platform = rng.normal(0, 0.25) * (rng.random() < 0.3)
    changed = rng.uniform(-wish.reach_days, 0)
    walk = _walk(rng, creator, day, rng.uniform(0.01, 0.03))
    level = base[creator] + jump[creator] * (day > when[creator]) + platform * (day > changed) + walk
    form = rng.integers(0, FORMATS, len(day))
    mean = np.exp(level + np.log(wish.format_effect) * (form == 0) + np.log(wish.lift) * placed)
    rate = rng.gamma(shape, 1 / shape, len(day)) * np.where(
        rng.random(len(day)) < flies, 1 + rng.pareto(1.6, len(day)) * 3, 1.0
    )
    count = rng.poisson(np.minimum(mean * rate, 1e7)).astype(np.float64)
    median = np.median(rng.gamma(shape, 1 / shape, 2001))
    return Panel(
        creator, day, count, form, placed, price_by_size(rng, level, creator, placed), level + np.log(median)
    )


def heavy_uneven(rng: np.random.Generator, wish: Wish) -> Panel:
    """Draw a campaign that breaks what the other families share; written after the methods, which never saw it.

    Notes have Student's t noise with 3 degrees of freedom and a spread of the creator's own (half of them
    within .36 to .71 on the log scale); creators grow or fall by half a year's factor of two; weeks and
    seasons are strong; one note in thirty is hardly shown; counts above ten thousand are known in hundreds
    (1.2万); creators post in pairs on one day.
    """
    spread = np.exp(rng.normal(-0.7, 0.5, wish.creators))
    pairs = -rng.uniform(1, wish.reach_days, (wish.creators, (wish.own + 1) // 2))
    own_days = np.repeat(pairs, 2, axis=1)[:, : wish.own] - rng.uniform(0, 0.4, (wish.creators, wish.own))
    creator, day, placed = _layout(rng, wish, own_days)
    base, trend = rng.normal(6.2, 1.4, wish.creators), rng.normal(0, 0.7, wish.creators)
    weeks = np.floor(day / 7).astype(int)
    common = rng.normal(0, 0.15, weeks.max() - weeks.min() + 1)[weeks - weeks.min()]
    season = 0.25 * np.sin(2 * np.pi * (day / 365 + rng.uniform()))
    level = base[creator] + trend[creator] * day / 365 + common + season
    form = rng.integers(0, FORMATS, len(day))
    hidden = np.where(rng.random(len(day)) < 1 / 30, np.log(0.1), 0.0)
    log = level + np.log(wish.format_effect) * (form == 0) + np.log(wish.lift) * placed + hidden
    count = np.floor(np.exp(np.minimum(log + rng.standard_t(3, len(day)) * spread[creator], 16.0)))
    count = np.where(count >= 10_000, np.floor(count / 100) * 100, count)
    return Panel(creator, day, count, form, placed, price_by_size(rng, level, creator, placed), level)


def _wander(
    rng: np.random.Generator, creator: NDArray[np.int64], day: Array, size: float, days: float
) -> Array:
    """Draw for each creator a drift that returns (Ornstein-Uhlenbeck), seen on the days of the notes."""
    order = np.lexsort((day, creator))
    drawn, found = rng.normal(0, size, len(day)), np.zeros(len(day))
    for before, at in zip(np.concatenate([[-1], order[:-1]]), order, strict=True):
        if before < 0 or creator[before] != creator[at]:
            found[at] = drawn[at]
            continue
        kept = np.exp(-(day[at] - day[before]) / days)
        found[at] = kept * found[before] + np.sqrt(1 - kept**2) * drawn[at]
    return found


def _walk(rng: np.random.Generator, creator: NDArray[np.int64], day: Array, a_day: float) -> Array:
    """Draw for each creator a random walk, seen on the days of the notes."""
    order = np.lexsort((day, creator))
    gaps = np.diff(day[order], prepend=day[order][0])
    first = np.concatenate([[True], np.diff(creator[order]) != 0])
    steps = rng.normal(0, 1, len(day)) * a_day * np.sqrt(np.where(first, 0, np.maximum(gaps, 0)))
    total = np.cumsum(steps)
    start = total[first]
    found = np.empty(len(day))
    found[order] = total - start[np.cumsum(first) - 1]
    return found


FAMILIES: dict[str, World] = {"log-normal, growing": lognormal_growth, "viral, breaking": viral_breaks}
HOSTILE: dict[str, World] = {"heavy-tailed, uneven": heavy_uneven}
"""Written to break the methods; `hostile.py` asks the statements of campaigns from it."""


def ratio_rows(
    family: str, rng: np.random.Generator, runs: int, n: int, s: float
) -> tuple[Array, Array, float]:
    """Draw costs and interactions of `runs` campaigns of `n` notes, and the ratio of their means.

    Args:
        family: A key of `FAMILIES`.
        rng: Where the draws come from.
        runs: Campaigns.
        n: Notes each.
        s: Spread of log interactions; in the viral family the gamma's shape is chosen to have it.

    Returns:
        Costs and interactions, runs × n, and E(cost) / E(interactions), from four million draws where no
        formula gives it.
    """
    if family == "log-normal, growing":
        size = rng.normal(0, s, (runs, n))
        cost = np.exp(7 + 0.4 * size + rng.normal(0, 0.4, (runs, n)))
        got = np.exp(6 + size)
        truth = np.exp(7 + (0.16 * s * s + 0.16) / 2 - 6 - s * s / 2)
        return cost, got, float(truth)

    def draw(count: int) -> tuple[Array, Array]:
        shape = (1 / s) ** 2 * 1.3
        got = rng.gamma(shape, 1 / shape, count) * 400
        got *= np.where(rng.random(count) < 0.03, 1 + 3 * np.minimum(rng.pareto(1.6, count), 30), 1.0)
        tier = rng.choice([600.0, 1500.0, 5000.0], count, p=[0.5, 0.35, 0.15])
        return tier, rng.poisson(got * (tier / 1500) ** 0.5).astype(np.float64)

    many = draw(4_000_000)
    cost, got = draw(runs * n)
    return cost.reshape(runs, n), got.reshape(runs, n), float(many[0].mean() / many[1].mean())
