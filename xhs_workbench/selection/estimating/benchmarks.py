"""What notes of a tier, category and format bring: percentiles with intervals over creators, hidden below eight creators.

Notes of one creator are alike, so the interval resamples creators with all their notes. Resampling single
notes gives intervals that are too narrow; `benchmarks/performance.py` counts how often each kind holds the
truth on a real panel.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.metrics.tiers import scheme
from xhs_workbench.params.brief import Brief
from xhs_workbench.selection.estimating.peers import first_category
from xhs_workbench.selection.estimating.recent_notes import usable_notes
from xhs_workbench.statistics.intervals import SEED

HIDDEN_BELOW = 8
PERCENTILES = (25, 50, 75, 90)
RESAMPLES = 400
ALL = "all"
GUIDE = (0.03, 0.08)
"""The AllXHS guide calls interactions of 3-8 % of followers healthy; it gives no sample and no definition of
interactions."""
Floats = NDArray[np.float64]


def benchmark_cells(notes: pl.DataFrame, candidates: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Summarise the engagement rate of notes by tier, tier × category and tier × category × format.

    The denominator is the brief's: reads or impressions of the note (otherwise the creator's daily median),
    or followers. If there are no notes, creators' own rates are summarised, one per creator.

    Args:
        notes: The `Notes` table; may be empty.
        candidates: From `gather_candidates`.
        brief: The brief.

    Returns:
        One row per cell with at least eight creators: `tier`, `category`, `format` (`all` if not split),
            `depth` (1-3),
        `of` (`notes` or `creators`), `creators`, `notes`, `p25`, `p50`, `p75`, `p90` and `p<q>_low`,
        `p<q>_high` (90 %, creators resampled); fractions. Sorted by depth, then by most creators.
    """
    rated, of = _rated(notes, candidates, brief)
    schema: dict[str, type[pl.DataType]] = {
        "tier": pl.String,
        "category": pl.String,
        "format": pl.String,
        "depth": pl.Int64,
        "of": pl.String,
        "creators": pl.Int64,
        "notes": pl.Int64,
        **{f"p{q}{end}": pl.Float64 for q in PERCENTILES for end in ("", "_low", "_high")},
    }
    rows = []
    for depth, keys in enumerate((["tier"], ["tier", "category"], ["tier", "category", "format"]), start=1):
        if of == "creators" and depth == 3:
            continue
        for key, cell in rated.drop_nulls(keys).partition_by(keys, as_dict=True, maintain_order=True).items():
            if cell["creator_id"].n_unique() >= HIDDEN_BELOW and key[0] != "unknown":
                names = dict(zip(("tier", "category", "format"), [*map(str, key), *[ALL] * 3], strict=False))
                rows.append(
                    {
                        **names,
                        "depth": depth,
                        "of": of,
                        **summarise_cell(cell["rate"].to_numpy(), cell["creator_id"]),
                    }
                )
    made = pl.DataFrame(rows, schema=schema)
    return made.sort(
        ["depth", "creators", "tier", "category", "format"], descending=[False, True, False, False, False]
    )


def hidden_cells(notes: pl.DataFrame, candidates: pl.DataFrame, brief: Brief) -> int:
    """Return how many tier × category × format cells are hidden because they have fewer than eight creators."""
    rated, _ = _rated(notes, candidates, brief)
    counted = (
        rated.drop_nulls()
        .group_by("tier", "category", "format")
        .agg(pl.col("creator_id").n_unique().alias("n"))
    )
    return counted.filter(pl.col("n") < HIDDEN_BELOW).height


def _rated(notes: pl.DataFrame, candidates: pl.DataFrame, brief: Brief) -> tuple[pl.DataFrame, str]:
    """Return `creator_id`, `tier`, `category`, `format`, `rate`: one row per note, else per creator."""
    basis = brief.definitions.engagement_rate
    median = {"reads": "reads_median", "impressions": "impressions_median", "followers": "followers"}[basis]
    own = candidates.select("creator_id", "tier", first_category(), own=pl.col(median).cast(pl.Float64))
    counted = usable_notes(notes, brief).join(own, on="creator_id", how="inner", maintain_order="left")
    bottom = pl.coalesce(pl.col(basis).cast(pl.Float64), "own") if basis in counted.columns else pl.col("own")
    rated = counted.with_columns(rate=pl.when(bottom > 0).then(pl.col("interactions") / bottom))
    kept = ("creator_id", "tier", "category", "format", "rate")
    if rated["rate"].null_count() < rated.height:
        return rated.select(kept).drop_nulls("rate"), "notes"
    creators = candidates.select(
        "creator_id",
        "tier",
        first_category(),
        pl.lit(None, dtype=pl.String).alias("format"),
        rate=pl.col("engagement_rate"),
    )
    return creators.select(kept).drop_nulls("rate"), "creators"


def summarise_cell(rates: Floats, creators: Sequence[str] | pl.Series) -> dict[str, float | int]:
    """Return percentiles of a cell with 90 % intervals from resampled creators.

    Args:
        rates: One per note.
        creators: The creator of each note.

    Returns:
        `creators`, `notes`, and `p<q>`, `p<q>_low`, `p<q>_high` for 25, 50, 75 and 90.
    """
    _, owner = np.unique(np.asarray(creators), return_inverse=True)
    low, high = cluster_interval(rates, owner, [q / 100 for q in PERCENTILES])
    shown: dict[str, float | int] = {"creators": int(owner.max()) + 1, "notes": len(rates)}
    for q, value, lower, upper in zip(PERCENTILES, np.percentile(rates, PERCENTILES), low, high, strict=True):
        shown |= {f"p{q}": float(value), f"p{q}_low": float(lower), f"p{q}_high": float(upper)}
    return shown


def cluster_interval(
    values: Floats, owner: NDArray[np.int64], shares: Sequence[float], level: float = 0.9
) -> tuple[Floats, Floats]:
    """Return the bootstrap interval of quantiles; creators are drawn with all their notes.

    Args:
        values: One per note.
        owner: The creator of each note, 0 to k − 1.
        shares: Quantiles as shares.
        level: Intended coverage.

    Returns:
        Lower and upper ends, one per quantile; the same rows always give the same interval.
    """
    order = np.argsort(values, kind="stable")
    ranked, holder = values[order], owner[order]
    k = int(owner.max()) + 1
    rng = np.random.default_rng(SEED)
    wanted = np.asarray(shares)
    found = []
    at_once = max(2_000_000 // len(values), 1)
    for start in range(0, RESAMPLES, at_once):
        drawn = rng.multinomial(k, np.full(k, 1 / k), size=min(at_once, RESAMPLES - start))
        reached = np.cumsum(drawn[:, holder], axis=1)
        places = [(reached < reached[:, -1:] * share).sum(axis=1) for share in wanted]
        found.append(ranked[np.stack(places, axis=1)])
    ends = np.quantile(np.concatenate(found), [(1 - level) / 2, (1 + level) / 2], axis=0)
    return ends[0], ends[1]


def compare_with_guide(candidates: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Compare creators with the guide's claim that 3-8 % is healthy, using the guide's denominator: followers.

    Args:
        candidates: From `gather_candidates`.
        brief: The brief, for the order of its tiers.

    Returns:
        One row per tier with at least eight known creators, smallest first: `tier`, `creators`, `p25`, `p50`,
            `p75` of typical
        interactions ÷ followers, `below`, `within`, `above` (shares of creators).
    """
    rate = pl.when(pl.col("followers") > 0).then(pl.col("expected_interactions") / pl.col("followers"))
    known = candidates.select("tier", rate=rate).drop_nulls()
    low, high = GUIDE
    counted = known.group_by("tier", maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("creators"),
        *[pl.col("rate").quantile(q / 100, "linear").alias(f"p{q}") for q in (25, 50, 75)],
        below=(pl.col("rate") < low).mean(),
        within=pl.col("rate").is_between(low, high).mean(),
        above=(pl.col("rate") > high).mean(),
    )
    place = {band.name: number for number, band in enumerate(scheme(brief.tier_scheme))}
    shown = counted.filter((pl.col("creators") >= HIDDEN_BELOW) & pl.col("tier").is_in(list(place)))
    return shown.sort(pl.col("tier").replace_strict(place, default=len(place), return_dtype=pl.Int64))
