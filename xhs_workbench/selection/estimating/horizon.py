"""From the notes seen to the notes to be bought: creators grow and drift, so an estimate is carried to the posting window and grows unsure on the way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.metrics.note_model import YEAR, fit_notes
from xhs_workbench.params.brief import Brief

Floats = NDArray[np.float64]
FITTED = 400
"""Creators by which growth and drift are found; where there are many more, every k-th."""
LEAST_CREATORS = 5
TREND_DAYS = 180.0
"""An old note is carried by at most so many days of the common trend."""
MOST_AHEAD_DAYS = 730.0
"""A posting window further from the notes than two years is not the one they were read for; estimates then speak of the next note."""


@dataclass(frozen=True)
class Horizon:
    """Growth and drift of creators like these, and the day to which estimates are carried.

    Args:
        growth: Common trend a year on the log scale that is carried on; 0 where none can be told.
        seen_growth: The trend as it was seen, carried or not.
        doubt: Variance of that trend, and of creators around it, a year squared.
        drift: Variance of a creator's drift.
        drift_days: Days over which it forgets.
        day: The day, in days since 1970; the middle of the posting window or the last note seen, whichever is later.
        ahead_days: Days from the last note seen to that day.
        seen_days: Days from the first note seen to the last.
        tails: Standardised misses between which eight of ten left-out notes lay, and how many such notes there were.
    """

    growth: float
    seen_growth: float
    doubt: float
    drift: float
    drift_days: float
    day: float
    ahead_days: float
    seen_days: float
    tails: tuple[float, float, int]

    def carry(self, notes: pl.DataFrame) -> pl.DataFrame:
        """Return notes with `log_interactions` as they would have been on that day; undated ones stay.

        Args:
            notes: `unit`, `published_at`, `log_interactions`.
        """
        units = notes["unit"].to_numpy()
        day, target = days_of(notes["published_at"]), self.targets(notes, int(units.max(initial=-1)) + 1)
        own_last = last_days(notes, len(target))
        # A trend is a matter of months: what a note of three years ago would be worth today it does not say.
        since = -np.expm1(-(own_last[units] - day) / TREND_DAYS) * TREND_DAYS
        years = (since + self._damped(target[units] - own_last[units])) / YEAR
        carried = notes["log_interactions"].to_numpy() + self.growth * np.nan_to_num(years)
        return notes.with_columns(log_interactions=pl.Series(carried))

    def targets(self, notes: pl.DataFrame, count: int) -> Floats:
        """Return the day asked about of each creator: the posting window's, or her own last note's where there is none ahead."""
        return np.full(count, self.day) if self.ahead_days > 0 else last_days(notes, count)

    def _damped(self, ahead: Floats | float) -> Floats:
        """Return the days for which a trend goes on: fewer and fewer, at most as many as were seen (Gardner & McKenzie, 1985)."""
        return np.asarray(-np.expm1(-np.asarray(ahead) / self.seen_days) * self.seen_days)

    def transient(self, past: Floats, to: Floats) -> Floats:
        """Return the variance in past notes of what will have been forgotten by then: noise to a forecast, for all it was real."""
        apart = np.nan_to_num(np.abs(to - past))
        return np.asarray(self.drift * -np.expm1(-apart / self.drift_days))

    def variance(self, past: Floats, to: Floats, *, forecast: bool = False) -> Floats:
        """Return how unsure a creator's level has become, over and above `transient`.

        Args:
            past: Mean day of the creator's notes; NaN without any.
            to: The day asked about, in the same days.
            forecast: Whether that day lies ahead of all notes: then the trend may also go on otherwise than it is carried.
        """
        apart = np.nan_to_num(np.abs(to - past))
        # The trend may go on as it was seen, or not at all: what lies between that and what is carried is thinkable.
        whole, carried = self.seen_growth * self.ahead_days, float(self.growth * self._damped(self.ahead_days))
        faded = ((whole - carried) ** 2 + carried**2) / 2 / YEAR**2 if forecast else 0.0
        return np.asarray(faded + self.doubt * (apart / YEAR) ** 2 + self.transient(past, to))


def days_of(moments: pl.Series) -> Floats:
    """Return days since 1970; NaN for a null."""
    seconds = moments.to_frame("at").select(pl.col("at").dt.epoch("s").cast(pl.Float64) / 86_400).to_series()
    return np.asarray(seconds.fill_null(np.nan).to_numpy(), dtype=np.float64)


def last_days(notes: pl.DataFrame, count: int) -> Floats:
    """Return the day of each creator's last dated note (`unit`); NaN without any."""
    day = days_of(notes["published_at"])
    known = np.isfinite(day)
    found = np.full(count, -np.inf)
    np.maximum.at(found, notes["unit"].to_numpy()[known], day[known])
    return np.where(np.isfinite(found), found, np.nan)


def mean_days(notes: pl.DataFrame, count: int) -> Floats:
    """Return the mean day of each creator's dated notes (`unit`); NaN without any."""
    day = days_of(notes["published_at"])
    known = np.isfinite(day)
    unit = notes["unit"].to_numpy()[known]
    total = np.bincount(unit, minlength=count)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.bincount(unit, day[known], count) / total)


def find_horizon(notes: pl.DataFrame, brief: Brief) -> Horizon | None:
    """Learn growth and drift from creators' daily notes.

    Args:
        notes: From `usable_notes`, with `unit`; daily ones.
        brief: The brief: its posting window.

    Returns:
        None where fewer than five creators have two dated notes.
    """
    dated = (
        notes.drop_nulls("published_at")
        .filter(pl.len().over("unit") >= 2)
        .sort("unit", "published_at", "log_interactions")
    )
    owners = dated["unit"].unique(maintain_order=True)
    if owners.len() < LEAST_CREATORS:
        return None
    some = dated.filter(pl.col("unit").is_in(owners.gather_every(max(owners.len() // FITTED, 1)).implode()))
    creator = some["unit"].rank("dense").to_numpy().astype(np.int64) - 1
    model = fit_notes(creator, days_of(some["published_at"]), some["log_interactions"].to_numpy())
    known = days_of(dated["published_at"])
    last = float(known.max())
    line = brief.timeline
    middle = (line.posting_start.toordinal() + line.posting_end.toordinal()) / 2 - EPOCH
    day = max(last, middle) if middle - last <= MOST_AHEAD_DAYS else last
    # Without a trend of their own, one as large as creators differ by is thinkable for all.
    error2 = float(model.b_covariance[1, 1]) if model.trended else model.tau2_g
    # Further ahead than notes were seen back no trend is carried on: it has room to end in.
    seen = max(last - float(known.min()), 1.0)
    growth = trusted(model.growth, error2) if day - last <= seen else 0.0
    doubt = error2 + model.tau2_g
    low, high = np.quantile(model.null, [0.1, 0.9])
    tails = (float(low), float(high), len(model.null))
    return Horizon(
        growth,
        model.growth,
        doubt,
        model.kappa2,
        model.drift_days,
        day,
        day - last,
        max(last - float(known.min()), 1.0),
        tails,
    )


def trusted(growth: float, error2: float) -> float:
    """Return the part of a trend that is carried on: g · max(0, 1 − 4 v / g²), none of one within two errors of nothing.

    A positive-part estimator as James & Stein's (1961), with more of the error counted: carrying a trend that is not there costs
    more than leaving one that is, for levels also jump, and a jump looks like a trend.

    >>> round(trusted(0.5, 0.02), 2), trusted(0.1, 0.01)
    (0.34, 0.0)
    """
    return growth * max(0.0, 1 - 4 * error2 / growth**2) if growth else 0.0


EPOCH = 719_163
"""1970-01-01 as a proleptic ordinal."""
