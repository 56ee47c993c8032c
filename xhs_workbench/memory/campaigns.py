"""Write what a campaign taught into the memory, take it out again, and carry the memory elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

import polars as pl

from xhs_workbench.findings import Finding
from xhs_workbench.memory.store import PLACEMENTS, RESULTS, TABLES, opened, read_table, replace_rows
from xhs_workbench.params.brief import Brief


def remember_campaign(
    path: Path, brief: Brief, as_of: date, notes: pl.DataFrame, plan: pl.DataFrame, learnings: Sequence[Finding]
) -> int:
    """Write one campaign in place of what was written of it before, in one transaction.

    Args:
        path: The memory file.
        brief: The campaign's brief; its name is the key.
        as_of: The day the results speak of, China time.
        notes: One row an order: `results.rank_notes`, with `lift`, `lift_lower`, `lift_upper` where they are known.
        plan: `results.compare_to_plan`.
        learnings: What to do next time, as findings.

    Returns:
        How many placements were written. An order without an id is no row: it cannot be found again.
    """
    placements = _placements(notes, brief.campaign)
    results = plan.with_columns(campaign=pl.lit(brief.campaign)).select(*RESULTS)
    with opened(path, write=True) as connection:
        replace_rows(connection, "campaigns", brief.campaign, _campaign(brief, as_of))
        replace_rows(connection, "placements", brief.campaign, placements)
        replace_rows(connection, "results", brief.campaign, results)
        replace_rows(connection, "learnings", brief.campaign, _learnings(learnings, brief.campaign))
    return placements.height


def forget_campaign(path: Path, campaign: str) -> None:
    """Take a campaign out of the memory, as a client may ask."""
    with opened(path, write=True) as connection:
        for table, columns in TABLES.items():
            replace_rows(connection, table, campaign, pl.DataFrame(schema=columns))


def export_memory(path: Path, folder: Path) -> list[Path]:
    """Write each table of the memory as parquet, for other tools.

    Returns:
        The files, `<folder>/<table>.parquet`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with opened(path) as connection:
        for table in TABLES:
            file = folder / f"{table}.parquet"
            read_table(connection, table).write_parquet(file)
            written.append(file)
    return written


def _campaign(brief: Brief, as_of: date) -> pl.DataFrame:
    return pl.DataFrame([{
        "campaign": brief.campaign, "brand": brief.brand.name.en or brief.brand.name.zh,
        "product": brief.brand.product.en or brief.brand.product.zh, "industry": brief.brand.industry,
        "objective": brief.objective.kind, "posting_start": brief.timeline.posting_start,
        "posting_end": brief.timeline.posting_end, "as_of": as_of, "tier_scheme": brief.tier_scheme,
        "interactions": brief.definitions.interactions, "money": brief.definitions.money, "synthetic": brief.synthetic,
        "version": version("xhs-workbench"),
    }])  # fmt: skip


def _placements(notes: pl.DataFrame, campaign: str) -> pl.DataFrame:
    given = {
        "campaign": pl.lit(campaign), "cost_cny": pl.col("cost_named_cny"), "interactions": pl.col("interactions_named"),
        "published_at": pl.col("published_at").dt.replace_time_zone(None),
    }  # fmt: skip
    columns = [
        given.get(name, pl.col(name) if name in notes.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in PLACEMENTS.items()
    ]
    return notes.select(columns).drop_nulls("order_id").unique("order_id", keep="first", maintain_order=True)


def _learnings(learnings: Sequence[Finding], campaign: str) -> pl.DataFrame:
    rows = [
        {"campaign": campaign, "place": place, "code": found.code, "level": found.level.value, "text_en": found.text.en,
         "text_zh": found.text.zh, "n": found.n}
        for place, found in enumerate(learnings)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=TABLES["learnings"])
