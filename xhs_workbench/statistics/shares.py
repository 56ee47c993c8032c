"""Shares with Wilson's interval for a whole column; scipy computes it for one share only (`binomtest`)."""

from __future__ import annotations

import polars as pl

Z_90 = 1.6448536269514722


def wilson_bounds(frame: pl.DataFrame, hits: str, trials: str, z: float = Z_90) -> pl.DataFrame:
    """Add `share`, `lower` and `upper` to a frame of counts.

    Args:
        frame: One row per share.
        hits: Column with the successes.
        trials: Column with the trials; a row with 0 trials gets nulls.
        z: 1.645 for 90 %.

    Returns:
        `frame` plus the three columns. Source: E. B. Wilson, JASA 22 (1927).
    """
    n, p = pl.col(trials).cast(pl.Float64), pl.col(hits) / pl.col(trials)
    centre, scale = p + z * z / (2 * n), 1 + z * z / n
    spread = z * (p * (1 - p) / n + z * z / (4 * n * n)).sqrt()
    known = pl.col(trials) > 0
    return frame.with_columns(
        share=pl.when(known).then(p),
        lower=pl.when(known).then(((centre - spread) / scale).clip(lower_bound=0.0)),
        upper=pl.when(known).then(((centre + spread) / scale).clip(upper_bound=1.0)),
    )
