"""From past notes to the posting window: creators grow and drift, so extrapolated estimates are less certain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.metrics.note_model import YEAR, fit_notes
from xhs_workbench.params.brief import Brief

Floats = NDArray[np.float64]
FITTED = 400
"""Number of creators used to estimate growth and drift; if there are many more, every k-th is used."""
LEAST_CREATORS = 5
TREND_DAYS = 180.0
"""An old note is adjusted for the common trend of at most this many days."""
GROWTH_SPREAD = 0.5
"""Standard deviation of the common trend of a roster, per year on the log scale, before a note is seen: in two of three
rosters notes bring between .6 and 1.65 times as much after a year. `python -m benchmarks.calibration next_notes` measures
what comes of it."""
MOST_AHEAD_DAYS = 730.0
"""If the posting window is more than two years from the notes, they were not read for it; estimates then
refer to the next note."""


@dataclass(frozen=True)
class Horizon:
    """Growth and drift of such creators, and the day to which estimates are extrapolated.

    Args:
        growth: Common trend per year on the log scale that is extrapolated; 0 if none could be established.
        seen_growth: The trend as observed, whether extrapolated or not.
        doubt: Variance of that trend, and of creators around it, per year squared.
        drift: Variance of a creator's drift.
        drift_days: Time scale of the drift in days.
        day: The day, in days since 1970; the middle of the posting window or the last note, whichever is
            later.
        ahead_days: Days from the last note seen to that day.
        seen_days: Days from the first note seen to the last.
        tails: Standardised residuals between which eight of ten left-out notes lay, and the number of such
            notes.
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
        """Return notes with `log_interactions` as they would have been on that day; undated notes are unchanged.

        Args:
            notes: `unit`, `published_at`, `log_interactions`.
        """
        units = notes["unit"].to_numpy()
        day, target = days_of(notes["published_at"]), self.targets(notes, int(units.max(initial=-1)) + 1)
        own_last = last_days(notes, len(target))
        # A trend lasts for months; it does not say what a note of three years ago would be worth today.
        since = -np.expm1(-(own_last[units] - day) / TREND_DAYS) * TREND_DAYS
        years = (since + self._damped(target[units] - own_last[units])) / YEAR
        carried = notes["log_interactions"].to_numpy() + self.growth * np.nan_to_num(years)
        return notes.with_columns(log_interactions=pl.Series(carried))

    def targets(self, notes: pl.DataFrame, count: int) -> Floats:
        """Return each creator's forecast day: the posting window's, or her last note's if no window lies ahead."""
        return np.full(count, self.day) if self.ahead_days > 0 else last_days(notes, count)

    def _damped(self, ahead: Floats | float) -> Floats:
        """Return the days for which a trend continues: damped, at most as long as observed (Gardner & McKenzie, 1985)."""
        return np.asarray(-np.expm1(-np.asarray(ahead) / self.seen_days) * self.seen_days)

    def transient(self, past: Floats, to: Floats) -> Floats:
        """Return the variance in past notes from drift that is forgotten by then: noise for a forecast."""
        apart = np.nan_to_num(np.abs(to - past))
        return np.asarray(self.drift * -np.expm1(-apart / self.drift_days))

    def variance(self, past: Floats, to: Floats, *, forecast: bool = False) -> Floats:
        """Return the added uncertainty of a creator's level, over and above `transient`.

        Args:
            past: Mean day of the creator's notes; NaN if there are none.
            to: The day of interest, in the same unit.
            forecast: Whether that day is after all notes; the trend may then also continue differently than
                extrapolated.
        """
        apart = np.nan_to_num(np.abs(to - past))
        # The trend may continue as observed, or stop: everything between these and the extrapolation is
        # possible.
        whole, carried = (
            self.seen_growth * self.ahead_days,
            float(self.growth * self._damped(self.ahead_days)),
        )
        faded = ((whole - carried) ** 2 + carried**2) / 2 / YEAR**2 if forecast else 0.0
        return np.asarray(faded + self.doubt * (apart / YEAR) ** 2 + self.transient(past, to))


def days_of(moments: pl.Series) -> Floats:
    """Return days since 1970; NaN for a null."""
    seconds = moments.to_frame("at").select(pl.col("at").dt.epoch("s").cast(pl.Float64) / 86_400).to_series()
    return np.asarray(seconds.fill_null(np.nan).to_numpy(), dtype=np.float64)


def last_days(notes: pl.DataFrame, count: int) -> Floats:
    """Return the day of each creator's last dated note (`unit`); NaN if there is none."""
    day = days_of(notes["published_at"])
    known = np.isfinite(day)
    found = np.full(count, -np.inf)
    np.maximum.at(found, notes["unit"].to_numpy()[known], day[known])
    return np.where(np.isfinite(found), found, np.nan)


def mean_days(notes: pl.DataFrame, count: int) -> Floats:
    """Return the mean day of each creator's dated notes (`unit`); NaN if there are none."""
    day = days_of(notes["published_at"])
    known = np.isfinite(day)
    unit = notes["unit"].to_numpy()[known]
    total = np.bincount(unit, minlength=count)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.bincount(unit, day[known], count) / total)


def find_horizon(notes: pl.DataFrame, brief: Brief) -> Horizon | None:
    """Estimate growth and drift from creators' daily notes.

    Args:
        notes: From `usable_notes`, with `unit`; daily ones.
        brief: The brief: its posting window.

    Returns:
        None if fewer than five creators have two dated notes.
    """
    dated = (
        notes.drop_nulls("published_at")
        .filter(pl.len().over("unit") >= 2)
        # By id: which creators are fitted must not hang on the order of the rows.
        .sort("creator_id", "published_at", "log_interactions")
    )
    owners = dated["unit"].unique(maintain_order=True)
    if owners.len() < LEAST_CREATORS:
        return None
    some = dated.filter(pl.col("unit").is_in(owners.gather_every(max(owners.len() // FITTED, 1)).implode()))
    creator = some["creator_id"].rank("dense").to_numpy().astype(np.int64) - 1
    model = fit_notes(creator, days_of(some["published_at"]), some["log_interactions"].to_numpy())
    known = days_of(dated["published_at"])
    last = float(known.max())
    line = brief.timeline
    middle = (line.posting_start.toordinal() + line.posting_end.toordinal()) / 2 - EPOCH
    day = max(last, middle) if middle - last <= MOST_AHEAD_DAYS else last
    # Without a trend of their own, all creators may have one as large as the differences between creators.
    error2 = float(model.b_covariance[1, 1]) if model.trended else model.tau2_g
    # Beyond the length of the observed period no trend is extrapolated: it may end in that time.
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
        seen,
        tails,
    )


def trusted(growth: float, error2: float) -> float:
    """Return the part of a trend to extrapolate: g · σ² / (σ² + v), the posterior mean under g ~ N(0, σ²).

    v is the trend's variance and σ `GROWTH_SPREAD`. A trend that is known exactly is carried as it is, one that could as well be
    noise hardly at all.

    >>> round(trusted(0.5, 0.25), 2), trusted(0.5, 0.0), trusted(0.0, 0.0)
    (0.25, 0.5, 0.0)
    """
    return growth * GROWTH_SPREAD**2 / (GROWTH_SPREAD**2 + error2)


EPOCH = 719_163
"""1970-01-01 as a proleptic ordinal."""
