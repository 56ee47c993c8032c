"""What earlier campaigns say to this one: creators' record, who becomes a regular, own benchmarks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from xhs_workbench.memory.store import CAMPAIGNS, LEARNINGS, PLACEMENTS, opened, read_table
from xhs_workbench.tables import CHINA

ADVOCATE_CAMPAIGNS = 3
LEAST_CREATORS = 8
"""Creators below which a benchmark is not shown: it would be a few people's luck."""
PERCENTILES = {"p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9}
MEASURES = ("interactions", "saves", "cpe_cny", "reads")


def recall_placements(path: Path, *, before: date | None = None, without: str = "") -> pl.DataFrame:
    """Return the placements of earlier campaigns, oldest first.

    Args:
        path: The memory file; one that does not exist yet remembers nothing.
        before: Only campaigns whose posting began before this day; so that a report made again later says the same.
        without: A campaign to leave out: the one being planned.

    Returns:
        The columns of `store.PLACEMENTS`, `published_at` in China time, plus `brand` and `posting_start` of the campaign.
    """
    schema: dict[str, Any] = {
        **PLACEMENTS,
        "published_at": pl.Datetime("us", CHINA),
        "brand": pl.String,
        "posting_start": pl.Date,
    }
    if not path.exists():
        return pl.DataFrame(schema=schema)
    with opened(path) as connection:
        placements, campaigns = read_table(connection, "placements"), read_table(connection, "campaigns")
    joined = placements.join(campaigns.select("campaign", "brand", "posting_start"), on="campaign", how="left")
    kept = joined.filter(pl.col("campaign") != without)
    kept = kept.filter(pl.col("posting_start") < before) if before else kept
    zoned = kept.with_columns(
        pl.col("published_at").dt.replace_time_zone(CHINA, ambiguous="earliest", non_existent="null")
    )
    return zoned.sort("posting_start", "campaign", "order_id").select(list(schema))


def recall_campaigns(path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return campaigns and what was learnt from them, oldest first; both empty where there is no memory yet."""
    if not path.exists():
        return pl.DataFrame(schema=CAMPAIGNS), pl.DataFrame(schema=LEARNINGS)
    with opened(path) as connection:
        campaigns, learnings = read_table(connection, "campaigns"), read_table(connection, "learnings")
    return campaigns.sort("posting_start", "campaign"), learnings


def creator_record(placements: pl.DataFrame) -> pl.DataFrame:
    """Return what each creator did for us, most campaigns first.

    Args:
        placements: From `recall_placements`. Notes not yet mature are counted but not measured.

    Returns:
        One row a creator: `creator_id`, `creator_name` (latest), `past_campaigns`, `past_notes`, `past_mature` (notes the
        medians stand on), `past_interactions` (median a note), `past_cpe_cny` (cost over interactions, all mature notes),
        `past_lift` (median ratio to the own baseline, where known), `last_campaign`, `last_at`, `standing`: `advocate`
        (three campaigns or more), `returning` (two), `once`.
    """
    mature = pl.col("mature").fill_null(value=False)
    known = mature & pl.col("interactions").is_not_null() & pl.col("cost_cny").is_not_null()
    cost, brought = pl.col("cost_cny").filter(known).sum(), pl.col("interactions").filter(known).sum()
    grouped = placements.drop_nulls("creator_id").sort("posting_start", "campaign", "order_id").group_by("creator_id", maintain_order=True)  # fmt: skip
    record = grouped.agg(
        creator_name=pl.col("creator_name").drop_nulls().last(),
        past_campaigns=pl.col("campaign").n_unique().cast(pl.Int64),
        past_notes=pl.len().cast(pl.Int64),
        past_mature=(mature & pl.col("interactions").is_not_null()).sum().cast(pl.Int64),
        past_interactions=pl.col("interactions").filter(mature).median(),
        past_cpe_cny=pl.when(brought > 0).then(cost / brought),
        past_lift=pl.col("lift").filter(mature).median(),
        last_campaign=pl.col("campaign").last(),
        last_at=pl.col("published_at").max(),
    )
    count = pl.col("past_campaigns")
    standing = pl.when(count >= ADVOCATE_CAMPAIGNS).then(pl.lit("advocate")).when(count == 2).then(pl.lit("returning"))
    return record.with_columns(standing=standing.otherwise(pl.lit("once"))).sort(
        ["past_campaigns", "past_notes", "creator_id"], descending=[True, True, False]
    )


def own_benchmarks(placements: pl.DataFrame, by: tuple[str, ...] = ("tier", "format")) -> pl.DataFrame:
    """Return percentiles of our own mature placements.

    Args:
        placements: From `recall_placements`.
        by: Columns that make a cell.

    Returns:
        One row a cell and measure: `by`, `measure` (`interactions`, `saves`, `cpe_cny`, `reads`), `p25`, `p50`, `p75`, `p90`
        (null below eight creators), `notes`, `creators`.
    """
    cpe = pl.when(pl.col("interactions") > 0).then(pl.col("cost_cny") / pl.col("interactions"))
    tall = (
        placements.filter(pl.col("mature").fill_null(value=False))
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


def recall_notes(placements: pl.DataFrame) -> pl.DataFrame:
    """Return remembered placements as commercial notes, so that selection learns from them as from any note it reads.

    Returns:
        Columns of the `Notes` table that are known of a placement; `source_file` is where the row first came from,
        `source_sheet` says the campaign.
    """
    return placements.filter(pl.col("mature").fill_null(value=False)).drop_nulls(["creator_id", "note_id"]).select(
        "source_file", pl.concat_str(pl.lit("memory: "), "campaign").alias("source_sheet"), "source_row", "note_id",
        "creator_id", "creator_name", "note_type", "published_at", "followers", "impressions", "reads", "likes", "saves",
        "comments", "shares", "follows", is_commercial=pl.lit(value=True), price_cny="cost_cny",
    )  # fmt: skip
