"""Days on which followers jump without a note that would explain it, from a follower curve if given."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.selection.evidence.detectors import EVIDENCE, RISK, no_evidence
from xhs_workbench.statistics.huber import MAD_TO_SD
from xhs_workbench.statistics.many_looks import false_discovery

LEAST_DAYS = 14
TAIL = 3
"""Degrees of freedom for daily growth: very good days are far more frequent than under a normal
distribution."""
LEAST_JUMP = 0.02
"""A daily gain below this share of the followers is not worth a question."""
HIT_DAYS = 7
HIT_TIMES = 3.0


def find_spikes(history: pl.DataFrame, notes: pl.DataFrame) -> pl.DataFrame:
    """Test each creator's steepest day without a viral note against its own other days.

    Daily growth is the difference of log followers per day between counts. The spread is the creator's own
    (scaled median deviation), at least the random variation of single followers. The p-value is Student's t
    with 3 degrees of freedom times the number of days tested. A day is explained if a note of the seven days
    before got three times the creator's median interactions.

    Args:
        history: `creator_id`, `day`, `followers`: counts of followers over days, any spacing.
        notes: The `Notes` table, for the hits.

    Returns:
        Evidence of the kind `follower_spike`: `value` is the day's gain as a share of the followers before,
            `expected` the
        creator's usual daily gain, `n` the days; the date is in the detail. Creators with fewer than 14
        counts are left out.
    """
    ordered = history.drop_nulls(["creator_id", "day", "followers"]).filter(pl.col("followers") > 0)
    ordered = ordered.unique(["creator_id", "day"], keep="last").sort("creator_id", "day")
    hits = _hit_days(notes)
    rows = []
    for key, part in ordered.group_by("creator_id", maintain_order=True):
        if part.height >= LEAST_DAYS:
            rows.append(
                _steepest(str(key[0]), part, hits.get(str(key[0]), np.empty(0, dtype="datetime64[D]")))
            )
    if not rows:
        return no_evidence()
    frame = pl.DataFrame(rows, schema=dict(EVIDENCE))
    corrected = false_discovery(frame["chance"].to_numpy())
    flagged = (corrected <= RISK) & (frame["value"] - frame["expected"] >= LEAST_JUMP).to_numpy()
    return frame.with_columns(chance=pl.Series(corrected), flagged=pl.Series(flagged))


def _hit_days(notes: pl.DataFrame) -> dict[str, NDArray[np.datetime64]]:
    """Return creator -> days of notes with three times its median likes and comments."""
    total = pl.col("likes").cast(pl.Float64) + pl.col("comments").fill_null(0)
    known = notes.drop_nulls(["creator_id", "published_at", "likes"]).with_columns(_total=total)
    hits = known.filter(
        pl.col("_total") >= HIT_TIMES * pl.col("_total").median().over("creator_id").clip(lower_bound=1)
    )
    days = hits.group_by("creator_id").agg(pl.col("published_at").dt.date())
    return {str(creator): np.array(found, dtype="datetime64[D]") for creator, found in days.iter_rows()}


def _steepest(creator: str, part: pl.DataFrame, hits: NDArray[np.datetime64]) -> dict[str, object]:
    from scipy.stats import t

    days, count = (
        part["day"].to_numpy().astype("datetime64[D]"),
        part["followers"].cast(pl.Float64).to_numpy(),
    )
    gap = np.maximum(np.diff(days).astype(int), 1)
    growth = np.diff(np.log(count)) / gap
    usual = float(np.median(growth))
    spread = max(
        MAD_TO_SD * float(np.median(np.abs(growth - usual))), float(np.sqrt(2 / np.median(count))) / 10, 1e-5
    )
    since = (days[1:, None] - hits[None, :]).astype(int)
    explained = ((since >= 0) & (since <= HIT_DAYS + gap[:, None] - 1)).any(axis=1)
    z = np.where(explained, -np.inf, (growth - usual) / spread)
    place = int(np.argmax(z))
    chance = min(1.0, len(growth) * float(t.sf(z[place], TAIL))) if np.isfinite(z[place]) else 1.0
    gained = int(count[place + 1] - count[place])
    return {
        "creator_id": creator,
        "kind": "follower_spike",
        "value": float(np.expm1(growth[place])),
        "expected": float(np.expm1(usual)),
        "low": float(np.expm1(usual - 1.645 * spread)),
        "high": float(np.expm1(usual + 1.645 * spread)),
        "z": float(z[place]) if np.isfinite(z[place]) else None,
        "chance": chance,
        "n": part.height,
        "flagged": False,
        "detail_en": f"{gained:+,} followers to {days[place + 1]}, no viral note in the seven days before",
        "detail_zh": f"截至 {days[place + 1]} 涨粉 {gained:+,}，此前 7 天无爆文",
    }
