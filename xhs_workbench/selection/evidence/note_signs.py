"""Signs in a creator's own notes: level and variation of likes, and comments and saves relative to likes."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

MEDIAN_NOISE = np.pi / 2
"""Variance of a median over that of a mean, normal curve."""
QUARTILE_NOISE = 1.86
"""Variance of a quartile over that of a mean, normal curve: p(1-p)/φ(z)² at p = .25."""


def note_signs(notes: pl.DataFrame, creators: pl.DataFrame) -> pl.DataFrame:
    """Reduce each creator's notes to a few signs, in logs, so that a viral note counts as one note.

    Ratios add a half to both counts, so that notes without comments have one too. Notes with a censored or
    missing count are left out.

    Args:
        notes: The `Notes` table.
        creators: `creator_id`, `followers`, and `category` if known.

    Returns:
        One row per creator of `creators` with notes: `creator_id`, `followers` (their own, otherwise those
            beside the note),
        `category`, `notes` (n), `level` (median log(1 + likes)), `spread` (its standard deviation over all
        notes but the best, because one hit would dominate it), `talk` and `talk_low` (median and lower
        quartile of log comments per like), `talk_spread`, `keep` (median log saves per like) and
        `keep_spread`, `hit` (how far the best note lies above the median, in logs).
    """
    known = notes.filter(
        pl.col("creator_id").is_not_null() & _exactly_known("likes") & _exactly_known("comments")
    )
    likes = pl.col("likes").cast(pl.Float64)
    talk = ((pl.col("comments") + 0.5) / (likes + 0.5)).log()
    keep = pl.when(_exactly_known("saves")).then(((pl.col("saves") + 0.5) / (likes + 0.5)).log())
    by_note = known.with_columns(_height=likes.log1p(), _talk=talk, _keep=keep)
    signs = by_note.group_by("creator_id").agg(
        beside=pl.col("followers").drop_nulls().last(),
        notes=pl.len().cast(pl.Int64),
        level=pl.col("_height").median(),
        spread=pl.col("_height").sort().head(pl.len() - 1).std(),
        hit=pl.col("_height").max() - pl.col("_height").median(),
        talk=pl.col("_talk").median(),
        talk_low=pl.col("_talk").quantile(0.25, "linear"),
        talk_spread=pl.col("_talk").std(),
        keep=pl.col("_keep").median(),
        keep_spread=pl.col("_keep").std(),
    )
    own = creators.unique("creator_id", keep="first", maintain_order=True)
    own = own.select(
        "creator_id",
        "followers",
        category=pl.col("category") if "category" in own.columns else pl.lit(None, pl.String),
    )
    joined = own.join(signs, on="creator_id", how="left", maintain_order="left")
    return joined.with_columns(followers=pl.coalesce("followers", "beside")).drop("beside")


def _exactly_known(count: str) -> pl.Expr:
    return pl.col(count).is_not_null() & ~pl.col(f"{count}_censored").fill_null(False)


def noise_of(signs: pl.DataFrame, spread: str, factor: float = MEDIAN_NOISE) -> NDArray[np.float64]:
    """Return a sign's sampling variance: the median variance over notes, times `factor`, over the number of notes."""
    middle = signs.select((pl.col(spread) ** 2).median()).item()
    n = signs["notes"].cast(pl.Float64).to_numpy()
    return np.asarray(
        factor * (0.0 if middle is None else float(middle)) / np.maximum(n, 1), dtype=np.float64
    )


def gated(signs: pl.DataFrame, sign: str, least: int) -> NDArray[np.float64]:
    """Return a sign as an array, NaN if it is unknown or there are fewer than `least` notes."""
    values = pl.when(pl.col("notes") >= least).then(pl.col(sign).cast(pl.Float64)).fill_null(float("nan"))
    return signs.select(values).to_series().to_numpy()
