"""What earlier campaigns contribute to this one: placements, learnings, own benchmarks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from xhs_workbench.memory.computed import LEAST_CREATORS, MEASURES, PERCENTILES
from xhs_workbench.memory.store import CAMPAIGNS, LEARNINGS, PLACEMENTS, opened, read_table
from xhs_workbench.tables import CHINA


def recall_placements(path: Path, *, before: date | None = None, without: str = "") -> pl.DataFrame:
    """Return the placements of earlier campaigns, oldest first.

    Args:
        path: The memory file; if it does not exist yet, there are no rows.
        before: Only campaigns whose posting began before this day, so that a report made again later says the
            same.
        without: A campaign to leave out, usually the one being planned.

    Returns:
        The columns of `store.PLACEMENTS`, `published_at` in China time, plus the campaign's `brand`,
        `posting_start` and `counted_as`
        (its definition of interactions).
    """
    schema: dict[str, Any] = {
        **PLACEMENTS,
        "published_at": pl.Datetime("us", CHINA),
        "brand": pl.String,
        "posting_start": pl.Date,
        "counted_as": pl.String,
    }
    if not path.exists():
        return pl.DataFrame(schema=schema)
    with opened(path) as connection:
        placements, campaigns = read_table(connection, "placements"), read_table(connection, "campaigns")
    about = campaigns.select("campaign", "brand", "posting_start", counted_as="interactions")
    joined = placements.join(about, on="campaign", how="left")
    kept = joined.filter(pl.col("campaign") != without)
    kept = kept.filter(pl.col("posting_start") < before) if before else kept
    zoned = kept.with_columns(
        pl.col("published_at").dt.replace_time_zone(CHINA, ambiguous="earliest", non_existent="null")
    )
    return zoned.sort("posting_start", "campaign", "order_id").select(list(schema))


def recall_campaigns(path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return campaigns and their learnings, oldest first; both empty if there is no memory yet."""
    if not path.exists():
        return pl.DataFrame(schema=CAMPAIGNS), pl.DataFrame(schema=LEARNINGS)
    with opened(path) as connection:
        campaigns, learnings = read_table(connection, "campaigns"), read_table(connection, "learnings")
    return campaigns.sort("posting_start", "campaign"), learnings


def own_benchmarks(
    placements: pl.DataFrame, brand: str = "", by: tuple[str, ...] = ("tier", "format")
) -> pl.DataFrame:
    """Return percentiles of our own mature placements.

    Args:
        placements: From `recall_placements`.
        brand: Only this brand's placements, from `brand_of`, because one client's results are not shown to
            another. Empty: all.
        by: Columns that define a cell.

    Returns:
        One row per cell and measure: `by`, `measure` (`interactions`, `saves`, `cpe_cny`, `reads`), `p25`,
            `p50`, `p75`, `p90`
        (null below eight creators), `notes`, `creators`.
    """
    cpe = pl.when(pl.col("interactions") > 0).then(pl.col("cost_cny") / pl.col("interactions"))
    tall = (
        placements.filter(
            pl.col("mature").fill_null(value=False)
            & ((pl.col("brand") == brand) if brand else pl.lit(value=True))
        )
        .with_columns(cpe_cny=cpe)
        .with_columns(pl.col(name).cast(pl.Float64) for name in MEASURES)
        .unpivot(index=[*by, "creator_id"], on=list(MEASURES), variable_name="measure", value_name="value")
        .drop_nulls(["value", "creator_id"])
    )
    enough = pl.col("creator_id").n_unique() >= LEAST_CREATORS
    return (
        tall.group_by(*by, "measure")
        .agg(
            *(
                pl.when(enough).then(pl.col("value").quantile(at, "linear")).alias(name)
                for name, at in PERCENTILES.items()
            ),
            notes=pl.len().cast(pl.Int64),
            creators=pl.col("creator_id").n_unique().cast(pl.Int64),
        )
        .sort(*by, "measure")
    )


NOTE = (
    "note_id",
    "creator_id",
    "creator_name",
    "note_type",
    "published_at",
    "followers",
    "impressions",
    "reads",
    "likes",
    "saves",
    "comments",
    "shares",
    "follows",
)
"""Columns of the `Notes` table that the memory knows of a placement."""


def recall_notes(placements: pl.DataFrame, brand: str) -> pl.DataFrame:
    """Return a brand's remembered placements as commercial notes, from which selection learns as from any other note.

    Args:
        placements: From `recall_placements`.
        brand: The brand, from `brand_of`.

    Returns:
        Columns of the `Notes` table that the memory knows of a placement; `source_file` is the file the row
        first came from,
        `source_sheet` names the campaign.
    """
    return _mature_placements(placements.filter(pl.col("brand").eq_missing(brand))).select(
        "source_file",
        pl.concat_str(pl.lit("memory: "), "campaign").alias("source_sheet"),
        "source_row",
        *NOTE,
        is_commercial=pl.lit(value=True),
        price_cny="cost_cny",
    )


def recall_elsewhere(placements: pl.DataFrame, brand: str) -> pl.DataFrame:
    """Return the remembered notes of other brands' campaigns, only for estimates; none of them is shown or counted.

    Args:
        placements: From `recall_placements`.
        brand: The brand that the report is for, from `brand_of`.

    Returns:
        As `recall_notes`, without names, money and source places.
    """
    theirs = _mature_placements(placements.filter(pl.col("brand").ne_missing(brand)))
    return theirs.select(*(name for name in NOTE if name != "creator_name"), is_commercial=pl.lit(value=True))


def _mature_placements(placements: pl.DataFrame) -> pl.DataFrame:
    return placements.filter(pl.col("mature").fill_null(value=False)).drop_nulls(["creator_id", "note_id"])
