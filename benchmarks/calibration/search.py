"""Search lift: how often 95 % intervals hold zero or a planted lift, what is detected, and the effect of an unlisted sale."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.calibration.lifts import brief
from benchmarks.calibration.measured import Figure
from benchmarks.results import quiet_series
from xhs_workbench import results
from xhs_workbench.params.brief import Promotion

Array = NDArray[np.float64]
SEED = 91507
BEFORE = 91
TERMS = 4


def bursting(rng: np.random.Generator, days: int) -> Array:
    """Make small counts: Poisson around levels that step now and then, a week's rhythm, days of nothing."""
    step = np.cumsum(rng.normal(0, 0.15, (days, TERMS)) * (rng.random((days, TERMS)) < 0.03), axis=0)
    market = np.cumsum(rng.normal(0, 0.01, days))[:, None]
    week = 0.15 * np.sin(2 * np.pi * np.arange(days) / 7)[:, None]
    mean = np.exp(np.log(rng.uniform(8, 60, TERMS)) + step + market + week)
    return rng.poisson(rng.gamma(12, 1 / 12, (days, TERMS)) * mean).astype(np.float64)


MAKERS: dict[str, Callable[[np.random.Generator, int], Array]] = {
    "wandering market": quiet_series,
    "stepping counts": bursting,
}


def say_lift(
    maker: str, runs: int, lift: float = 1.0, sale: float = 1.0, listed: float = 1.0
) -> pl.DataFrame:
    """Let campaigns speak of one brand term.

    Args:
        maker: A key of `MAKERS`.
        runs: Campaigns.
        lift: Factor on the brand's search from the first posting day on.
        sale: Factor on the brand's search in six days of the window, of which no file and no calendar knows.
        listed: Factor on the brand's search in the window's last six days, a sale that the brief lists.

    Returns:
        The summaries, one row a campaign.
    """
    asked = brief()
    line = asked.timeline.model_copy(update={"sale_start": None, "sale_end": None})
    start, days = line.posting_start, BEFORE + 18
    own = Promotion(name="own sale", start=start + timedelta(days=12), end=start + timedelta(days=17))
    asked = asked.model_copy(update={"timeline": line, "promotions": (own,) if listed != 1 else ()})
    found = []
    for number in range(runs):
        rng = np.random.default_rng([SEED, number])
        made = MAKERS[maker](rng, days)
        made[BEFORE:, 0] *= lift
        first = BEFORE + int(rng.integers(3, 11))
        made[first : first + 6, 0] *= sale
        made[BEFORE + 12 :, 0] *= listed
        made = np.floor(made) if maker == "stepping counts" else made
        rows = [
            (
                "露米拉" if term == 0 else f"对照{term}",
                start + timedelta(days=day - BEFORE),
                float(made[day, term]),
                "control" if term else "brand",
            )
            for term in range(TERMS)
            for day in range(days)
        ]
        index = pl.DataFrame(rows, schema=["term", "day", "index", "role"], orient="row")
        # Before the platform's own sale begins, because that one is in the calendar.
        found.append(results.measure_lift(index, asked, start + timedelta(days=days - BEFORE - 1)).summary)
    return pl.concat(found)


def measure(short: bool) -> Iterator[Figure]:
    """Measure both makers."""
    runs = 20 if short else 60
    for maker in MAKERS:
        setting = f"{BEFORE} days before, 18 after, three controls"
        quiet, lifted, sold = (
            say_lift(maker, runs),
            say_lift(maker, runs, lift=1.2),
            say_lift(maker, runs, sale=2.5),
        )
        holds = lambda frame, lift: float(((frame["lift_low"] <= lift) & (lift <= frame["lift_high"])).mean())  # noqa: E731
        up = lambda frame: float((frame["verdict"] == "up").mean())  # noqa: E731
        yield Figure(
            "search lift: 95 % interval holds zero where nothing happened",
            maker,
            setting,
            holds(quiet, 0.0),
            runs,
            0.93,
            0.97,
            kind="search_interval",
        )
        yield Figure(
            "search lift: said where nothing happened",
            maker,
            setting,
            up(quiet),
            runs,
            most=0.05,
            kind="search_lift",
        )
        yield Figure(
            "search lift of +20 %: 95 % interval holds it",
            maker,
            setting,
            holds(lifted, 0.2),
            runs,
            0.93,
            0.97,
            kind="search_interval",
        )
        yield Figure("search lift of +20 %: seen", maker, setting, up(lifted), runs)
        beside, above = (say_lift(maker, runs, lift, listed=1.5) for lift in (1.0, 1.2))
        yield Figure(
            "search lift beside a listed sale: said where nothing happened",
            maker,
            setting,
            up(beside),
            runs,
            most=0.05,
            kind="search_lift",
        )
        yield Figure("search lift of +20 % beside a listed sale: seen", maker, setting, up(above), runs)
        yield Figure(
            "search: a sale of six days that nobody listed is called a lift",
            maker,
            setting,
            up(sold),
            runs,
            most=0.1,
            kind="search_sale",
        )
