"""Whether recent notes should count more, and how much levels drift, decided by predicting later notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.statistics.shares import Z_90
from xhs_workbench.statistics.shrinkage import Moments

HALF_LIVES = (180.0, 60.0, 30.0)
"""Ages in days at which a note counts half; each is compared with equal weights."""
CREATORS_FROM = 30


@dataclass(frozen=True)
class Recency:
    """How notes are weighted by age, and what the check showed.

    Args:
        half_life_days: None if all notes count alike.
        gain: Relative reduction of the squared error on later notes with the best half-life tried; below 0 if
            it rose.
        creators: Creators in the check; 0 if there were too few dated notes.
        tried: The best half-life tried.
        drift: Variance by which a creator's level moves between earlier and later notes, on the log scale.
    """

    half_life_days: float | None
    gain: float = 0.0
    creators: int = 0
    tried: float | None = None
    drift: float = 0.0


def age_weights(published_at: pl.Series, half_life_days: float | None) -> NDArray[np.float64]:
    """Return 2^(−age / half-life), age counted from the newest note; an undated note counts like the oldest."""
    if half_life_days is None or published_at.len() == 0 or published_at.null_count() == published_at.len():
        return np.ones(published_at.len())
    at = published_at.to_frame("at").select(pl.col("at").dt.epoch("s").cast(pl.Float64))
    days = at.select((pl.col("at").max() - pl.col("at")) / 86_400).to_series()
    old = days.fill_null(days.max()).to_numpy()
    return np.asarray(np.maximum(2.0 ** (-old / half_life_days), 1e-6))


def choose_half_life(
    earlier: pl.DataFrame, later: pl.DataFrame, predict: Callable[[pl.DataFrame, float | None], pl.DataFrame]
) -> Recency:
    """Pick a half-life only if it predicts later notes better than chance allows.

    The squared error on each creator's later notes is compared with that under equal weights. A half-life is
    accepted if the mean difference over creators is below 0 by more than 1.645 standard errors; the one with
    the least error is tried first.

    Args:
        earlier: Dated notes to learn from.
        later: Notes of the same creators that came after.
        predict: Takes notes and a half-life, returns `creator_id` and `theta`.
    """

    def errors(half_life: float | None) -> NDArray[np.float64]:
        joined = later.join(predict(earlier, half_life), on="creator_id")
        off = joined.with_columns(off=(pl.col("log_interactions") - pl.col("theta")) ** 2)
        return off.group_by("creator_id").agg(pl.col("off").mean()).sort("creator_id")["off"].to_numpy()

    if later["creator_id"].n_unique() < CREATORS_FROM:
        return Recency(None)
    even = errors(None)
    best: tuple[float, float, float] | None = None
    for half_life in HALF_LIVES:
        difference = errors(half_life) - even
        mean = float(difference.mean())
        upper = mean + Z_90 * float(difference.std(ddof=1)) / float(np.sqrt(len(difference)))
        if best is None or mean < best[0]:
            best = (mean, upper, half_life)
    assert best is not None
    gain = -best[0] / float(even.mean())
    return Recency(best[2] if best[1] < 0 else None, gain, len(even), best[2])


def measure_drift(earlier: Moments, later: Moments, spread: NDArray[np.float64]) -> float:
    """Return how much more later means differ from earlier ones than the variance within creators explains.

    The mean over creators of (ȳ later − ȳ earlier)² − s² (1/n earlier + 1/n later), with the largest
    twentieth winsorised; 0 if negative or if fewer than thirty creators have both.

    Args:
        earlier: Moments of earlier notes, log scale.
        later: Moments of later ones.
        spread: Variance of notes within each creator.
    """
    both = (earlier.n > 0) & (later.n > 0)
    if both.sum() < CREATORS_FROM:
        return 0.0
    noise = spread[both] * (1 / earlier.effective[both] + 1 / later.effective[both])
    excess = (later.means - earlier.means)[both] ** 2 - noise
    return max(float(np.minimum(excess, np.quantile(excess, 0.95)).mean()), 0.0)
