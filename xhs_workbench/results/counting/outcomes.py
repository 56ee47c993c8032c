"""One row per placed note: counts, cost by the brief's money basis, boost, and whether it is mature."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from xhs_workbench import tables
from xhs_workbench.metrics import assign_tiers, name_formats
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.counting.boost_review import review_boosts
from xhs_workbench.tables import CHINA

BOUNDED = ("likes", "saves", "comments", "shares")
"""Counts that a crawl may know only as a lower bound (`1万+`); an order's own report never does."""
ESTIMATED = ("impressions_estimated", "reads_estimated", "interactions_estimated")
"""What a vendor works out instead of counting; it stands beside the counts and is part of none."""
COUNTS = ("impressions", "reads", "likes", "saves", "comments", "shares", "follows", "profile_visits")


def gather_outcomes(
    placements: pl.DataFrame, notes: pl.DataFrame, paid: pl.DataFrame, brief: Brief, as_of: date
) -> pl.DataFrame:
    """Join orders, notes and boosts on the note id.

    Args:
        placements: The `Placements` table (orders); where it is empty, `placed_by_notes` stands for it.
        notes: The `Notes` table of the campaign.
        paid: The `Paid` table, every platform.
        brief: The brief.
        as_of: The day of the report, China time.

    Returns:
        One row an order: `Placements` plus `title`, `published_at`, `followers`, `format` (the brief's four),
            `tier`, `boost_cny`
        (0 where no paid file has a row for the note; null where there is no paid file, or a spend cannot be
        read), `boost_limit_cny`, `boost_past_stop_cny` and `boost_forgone` (`review_boosts`), `age_days` on `as_of`, `mature` (old enough by the brief's rule; null without a publish time).
        Missing counts of an order are filled from the note's own export, never with 0; `<count>_censored`
        says that what was filled is only a lower bound.
    """
    placements = placed_by_notes(notes, brief) if placements.is_empty() else placements
    about = notes.select(
        "note_id",
        "title",
        "published_at",
        "followers",
        "content_format",
        *(pl.col(c).alias(f"note_{c}") for c in COUNTS),
        *(f"{c}_censored" for c in BOUNDED),
        *ESTIMATED,
    )
    joined = placements.join(about, on="note_id", how="left", maintain_order="left")
    filled = joined.with_columns(
        *(pl.coalesce(c, f"note_{c}").alias(c) for c in COUNTS),
        *(
            (pl.col(c).is_null() & pl.col(f"{c}_censored")).fill_null(value=False).alias(f"{c}_censored")
            for c in BOUNDED
        ),
    ).drop(f"note_{c}" for c in COUNTS)
    now = datetime.combine(as_of, time.max, tzinfo=ZoneInfo(CHINA))
    age = (pl.lit(now) - pl.col("published_at")).dt.total_hours() / 24
    boosted = _with_boost(filled, paid)
    boosted = boosted.join(review_boosts(paid, brief), on="note_id", how="left", maintain_order="left")
    return name_formats(assign_tiers(boosted, brief.tier_scheme)).with_columns(
        age_days=age, mature=age >= brief.definitions.mature_after_days
    )


def placed_by_notes(notes: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Return as orders the notes that a note export itself declares for the brief's brand, where no order report was read.

    A note counts if it is commercial, its declared brand is the brief's, and it was not posted before the campaign or after
    its last day. A list in which no note declares anything, neither a brand nor that it is commercial, but which names what
    notes cost, is an agency's own: the notes with a fee that went out from the first day of posting on are the campaign's.
    Notes of a list of rivals never count. Its counts are filled by `gather_outcomes`; a quote is known where the export has one, a fee never.

    Args:
        notes: The `Notes` table.
        brief: The brief.
    """
    notes = notes.filter(pl.col("brand").ne_missing(tables.RIVALS))
    names = [name for name in map(_bare_brand, (brief.brand.name.en, brief.brand.name.zh)) if len(name) > 1]
    declared = notes["brand"].map_elements(
        lambda text: any(name in _bare_brand(text) for name in names), return_dtype=pl.Boolean
    )
    line = brief.timeline
    day = pl.col("published_at").dt.date()
    if notes.select(pl.all_horizontal(pl.col("is_commercial", "brand").is_null().all())).item():
        within = day.is_between(line.posting_start, line.measured_until).fill_null(value=False)
        ours = notes.filter((pl.col("price_cny") > 0).fill_null(value=False) & within)
    else:
        ours = notes.filter(
            pl.col("is_commercial").fill_null(value=False)
            & declared.fill_null(value=False)
            & day.is_between(line.posting_start - EARLY, line.measured_until).fill_null(value=True)
        )
    shape = tables.empty("placements")
    made = ours.select(
        *(name for name in ours.columns if name in shape.columns and name not in COUNTS),
        order_id=pl.col("note_id"),
        quote_cny=pl.col("price_cny"),
    )
    return pl.concat([shape, made.drop("interactions", strict=False)], how="diagonal_relaxed").cast(
        dict(shape.schema)  # type: ignore[arg-type]
    )


def _bare_brand(text: str) -> str:
    """Return a brand's name without what stands in brackets, case or spaces."""
    return re.sub(r"[（(].*?[）)]|\s", "", text or "").casefold()


EARLY = timedelta(days=7)
"""A note may go out so long before the first day of posting and still be the campaign's."""


def _with_boost(frame: pl.DataFrame, paid: pl.DataFrame) -> pl.DataFrame:
    if paid.is_empty():
        return frame.with_columns(boost_cny=pl.lit(None, dtype=pl.Float64))
    whole = pl.when(pl.col("spend_cny").is_not_null().all()).then(pl.col("spend_cny").sum())
    spent = paid.drop_nulls("note_id").group_by("note_id").agg(boost_cny=whole, _boosted=pl.len())
    joined = frame.join(spent, on="note_id", how="left", maintain_order="left")
    # Without a row the note was not boosted. If a row's spend cannot be read, the cost of the boost is
    # unknown.
    none = pl.col("_boosted").is_null()
    return joined.with_columns(boost_cny=pl.when(none).then(0.0).otherwise("boost_cny")).drop("_boosted")
