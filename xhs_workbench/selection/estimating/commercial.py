"""How a creator's commercial notes (合作) perform compared with the same creator's daily ones (日常)."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.statistics.shares import Z_90
from xhs_workbench.statistics.shrinkage import Moments, Shrunk, shrink

WEAK = 0.6
"""Below this ratio a creator's readers tend to skip paid notes; ask about it before booking."""
EXPORT_NOTES = 5


def compare_commercial(
    creators: pl.DataFrame,
    daily: Moments,
    commercial: Moments,
    spread: NDArray[np.float64],
    within: float,
    levels: Shrunk | None,
) -> list[pl.Series]:
    """Estimate each creator's ratio of commercial to daily interactions, paired within the creator and shrunk.

    ratio = exp(shrunk (mean log commercial − mean log daily)), sampling variance s²ᵢ (1/n₁ + 1/n₂); shrunk
    towards the mean over creators. If notes are not marked as commercial or daily, an export's two medians
    are compared. Exports do not say how many notes those rest on, so five each are assumed; the noise is
    capped at half of the variance between creators.

    Args:
        creators: `interactions_median` and `interactions_median_coop`.
        daily: Moments of log interactions of daily notes.
        commercial: The same for commercial notes.
        spread: Moderated variance within each creator.
        within: The common variance.
        levels: Shrunk levels of daily notes.

    Returns:
        `commercial_ratio` with `commercial_ratio_low` and `commercial_ratio_high` (90 %),
        `commercial_ratio_n` (commercial
        notes behind it; null for an export's median), `commercial_ratio_from` (`notes`, `export_median` or
        null),
        `commercial_weak` (ratio below 0.6; null where unknown) and `expected_commercial` (typical
        interactions of a
        commercial note).
    """
    logs = {
        name: creators[name].cast(pl.Float64).log1p().fill_null(np.nan).to_numpy()
        for name in ("interactions_median", "interactions_median_coop")
    }
    paired = (daily.n > 0) & (commercial.n > 0)
    exported = (
        ~paired & np.isfinite(logs["interactions_median_coop"]) & np.isfinite(logs["interactions_median"])
    )
    known = paired | exported
    difference = np.where(
        paired, commercial.means - daily.means, logs["interactions_median_coop"] - logs["interactions_median"]
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        own = spread * (1 / commercial.effective + 1 / daily.effective)
    assumed = np.pi / 2 * within * 2 / EXPORT_NOTES
    if exported.sum() > 1:
        assumed = min(assumed, float(np.var(difference[exported], ddof=1)) / 2)
    variance = np.where(paired, own, np.where(exported, assumed, np.inf))
    blank = np.full(creators.height, np.nan)
    ratio, low, high, expected = blank, blank, blank, blank
    if known.any():
        found = shrink(np.where(known, difference, np.nan), variance)
        deviation = Z_90 * np.sqrt(found.variance)
        ratio, low, high = (np.where(known, np.exp(found.theta + k * deviation), np.nan) for k in (0, -1, 1))
        if levels:
            expected = np.where(known, np.expm1(levels.theta + found.theta), np.nan)
    origin = np.where(paired, "notes", np.where(exported, "export_median", ""))
    return [
        pl.Series("commercial_ratio", ratio),
        pl.Series("commercial_ratio_low", low),
        pl.Series("commercial_ratio_high", high),
        pl.Series("commercial_ratio_n", np.where(paired, commercial.n, -1)).replace(-1, None),
        pl.Series("commercial_ratio_from", [text or None for text in origin.tolist()], dtype=pl.String),
        pl.Series(
            "commercial_weak",
            [bool(r < WEAK) if k else None for r, k in zip(ratio, known, strict=True)],
            dtype=pl.Boolean,
        ),
        pl.Series("expected_commercial", expected),
    ]
