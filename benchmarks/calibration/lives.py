"""How long notes live: 80 % intervals of a count at day 90, forecast before any note has reached day 90."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.calibration.measured import Figure
from benchmarks.results import lives as fading
from xhs_workbench.results.growing.longevity import Aged, forecast_notes

Array = NDArray[np.float64]
SEED = 93506
NOTES = 24
UNTIL = 90


def waking(rng: np.random.Generator, notes: int, days: int = UNTIL + 1) -> tuple[Array, Array]:
    """Make notes that grow like a power of age, each with its own, of which some are found in search late and jump."""
    size, power = rng.normal(5.5, 1.2, notes), rng.beta(2, 6, notes) * 0.8
    age = np.arange(days)[None, :]
    grown = power[:, None] * np.log1p(age / rng.uniform(0.3, 2.0, notes)[:, None])
    woke = rng.random(notes) < 0.15
    jump = np.where(woke, rng.exponential(0.4, notes), 0.0)[:, None] / (
        1 + np.exp(-(age - rng.uniform(10, 80, notes)[:, None]) / 3)
    )
    counts = np.maximum.accumulate(
        np.exp(size[:, None] + grown + jump - grown[:, -1:] / 2 + rng.normal(0, 0.01, grown.shape)), axis=1
    )
    odds = rng.normal(-0.7, 0.5, notes) + woke * 0.4
    return np.log1p(counts), np.repeat(odds[:, None], days, axis=1)


def lurching(rng: np.random.Generator, notes: int, days: int = UNTIL + 1) -> tuple[Array, Array]:
    """Make notes whose days are uneven (lognormal factors that last some days), with heavy-tailed speeds and a few viral days.

    Written after the method, to break it: log growth of a day is a note's speed (Student's t with 3 degrees
    of freedom on the log scale) over a power of age of its own; one note in ten is pushed for three days at
    any age.
    """
    speed = np.exp(np.clip(rng.standard_t(3, notes) * 0.4 - 1.2, -4, 1))
    age = np.arange(1, days)[None, :]
    lasting = np.repeat(rng.normal(0, 0.6, (notes, days // 5 + 1)), 5, axis=1)[:, : days - 1]
    daily = speed[:, None] * (age + 0.5) ** -rng.uniform(0.9, 1.6, notes)[:, None] * np.exp(lasting)
    pushed = (rng.random(notes) < 0.1)[:, None] & (np.abs(age - rng.uniform(1, days, notes)[:, None]) < 1.5)
    logs = rng.normal(5, 1.3, notes)[:, None] + np.cumsum(daily + 0.15 * pushed, axis=1)
    logs = np.column_stack([logs[:, 0] - speed, logs])
    return np.log1p(np.floor(np.exp(logs))), np.repeat(rng.normal(-0.7, 0.5, (notes, 1)), days, axis=1)


MAKERS: dict[str, Callable[[np.random.Generator, int], tuple[Array, Array]]] = {
    "fading": fading,
    "waking": waking,
    "lurching": lurching,
}


def look_ahead(
    maker: str, youngest: int, oldest: int, runs: int, until: int = UNTIL
) -> tuple[float, float, float]:
    """Show each note up to its own age and forecast the last day.

    Returns:
        Share of intervals that hold what came, share of notes for which one was given, and their middle width
        (factor).
    """
    held, given, width = [], 0, []
    for number in range(runs):
        rng = np.random.default_rng([SEED, number, oldest])
        logs, quality = MAKERS[maker](rng, NOTES)
        seen = rng.integers(youngest, oldest + 1, NOTES)
        hidden = np.arange(logs.shape[1])[None, :] > seen[:, None]
        shown = np.where(hidden, np.nan, logs)[:, : oldest + 1]
        order = np.argsort(-seen, kind="stable")
        names = pl.DataFrame({"note_id": [f"n{one}" for one in order], "title": ["t"] * NOTES})
        found = forecast_notes(Aged(names, shown[order], quality[order][:, : oldest + 1]), [until])
        truth = np.expm1(logs[order, until])
        low, high = (found[name].to_numpy().astype(float) for name in ("low", "high"))
        known = np.isfinite(low) & np.isfinite(high)
        given += int(known.sum())
        held += ((np.floor(low) <= truth) & (truth <= np.ceil(high)))[known].tolist()
        width += np.log(np.maximum(high, 1) / np.maximum(low, 1))[known].tolist()
    share = float(np.mean(held)) if held else float("nan")
    return share, given / (runs * NOTES), float(np.exp(np.median(width))) if width else float("nan")


def measure(short: bool) -> Iterator[Figure]:
    """Measure campaigns whose oldest note is two, four and eight weeks old."""
    runs = 10 if short else 160
    for maker in MAKERS:
        for youngest, oldest in ((5, 14), (10, 30), (20, 60)):
            held, given, width = look_ahead(maker, youngest, oldest, runs)
            setting = f"{NOTES} notes of {youngest}–{oldest} days, asked for day {UNTIL}"
            if given:
                yield Figure(
                    "longevity: 80 % interval holds the count",
                    maker,
                    f"{setting} (interval a factor {width:.2f} wide)",
                    held,
                    # Notes of one campaign share one forecast: campaigns count here, not notes.
                    round(runs * given),
                    0.76,
                    0.84,
                    kind="longevity_interval",
                )
            yield Figure(
                "longevity: share of notes for which a forecast is given, not refused",
                maker,
                setting,
                given,
                runs * NOTES,
            )
