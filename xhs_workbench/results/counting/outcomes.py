"""One row per placed note: counts, cost by the brief's money basis, boost, and whether it is mature."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from xhs_workbench import tables
from xhs_workbench.metrics import assign_tiers, name_formats
from xhs_workbench.metrics.persons import people, with_person
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.counting.boost_review import review_boosts
from xhs_workbench.tables import CHINA

BOUNDED = ("likes", "saves", "comments", "shares")
"""Counts that a crawl may know only as a lower bound (`1万+`); an order's own report never does."""
ESTIMATED = ("impressions_estimated", "reads_estimated", "interactions_estimated")
"""What a vendor works out instead of counting; it stands beside the counts and is part of none."""
COUNTS = ("impressions", "reads", "likes", "saves", "comments", "shares", "follows", "profile_visits")
FIGURES = (
    *COUNTS,
    *("readers", "interactions", "impressions_natural", "impressions_boosted", "impressions_heated"),
    *("reads_natural", "reads_boosted", "reads_heated"),
)
"""What an order has of its note once that is out."""


def gather_outcomes(
    placements: pl.DataFrame,
    notes: pl.DataFrame,
    paid: pl.DataFrame,
    brief: Brief,
    as_of: date,
    creators: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Join orders, notes and boosts on the note id.

    Args:
        placements: The `Placements` table (orders); where it is empty, `placed_by_notes` stands for it.
        notes: The `Notes` table of the campaign.
        paid: The `Paid` table, every platform.
        brief: The brief.
        as_of: The day of the report, China time.
        creators: The `Creators` table, for followers that no note states.

    Returns:
        One row an order whose note is out (`waiting_orders` are the others): `Placements` plus `title`, `published_at`, `followers`, `format` (the brief's four),
            `tier`, `boost_cny`
        (0 where no paid file has a row for the note; null where there is no paid file, or a spend cannot be
        read), `boost_limit_cny`, `boost_past_stop_cny` and `boost_forgone` (`review_boosts`), `age_days` on `as_of`, `mature` (old enough by the brief's rule; null without a publish time).
        Missing counts of an order are filled from the note's own export, never with 0; `<count>_censored`
        says that what was filled is only a lower bound.
    """
    if placements.is_empty():
        placements = placed_by_notes(notes, brief)
    else:
        placements = placements.join(
            waiting_orders(placements, notes, brief), on="order_id", how="anti", maintain_order="left"
        )
    about = notes.select(
        "note_id",
        "title",
        "published_at",
        "followers",
        "content_format",
        *(pl.col(c).alias(f"note_{c}") for c in COUNTS),
        *(f"{c}_censored" for c in BOUNDED),
        *ESTIMATED,
        note_service_fee_cny="service_fee_cny",
    )
    joined = placements.join(about, on="note_id", how="left", maintain_order="left")
    filled = joined.with_columns(
        *(pl.coalesce(c, f"note_{c}").alias(c) for c in (*COUNTS, "service_fee_cny")),
        *(
            (pl.col(c).is_null() & pl.col(f"{c}_censored")).fill_null(value=False).alias(f"{c}_censored")
            for c in BOUNDED
        ),
    ).drop(f"note_{c}" for c in (*COUNTS, "service_fee_cny"))
    filled = _with_followers(filled, creators)
    now = datetime.combine(as_of, time.max, tzinfo=ZoneInfo(CHINA))
    age = (pl.lit(now) - pl.col("published_at")).dt.total_hours() / 24
    boosted = _with_boost(filled, paid)
    boosted = boosted.join(review_boosts(paid, brief), on="note_id", how="left", maintain_order="left")
    return name_formats(assign_tiers(boosted, brief.tier_scheme)).with_columns(
        age_days=age, mature=age >= brief.definitions.mature_after_days
    )


def waiting_orders(placements: pl.DataFrame, notes: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Return the orders whose notes are not out: they name no note, have no figure, and no note of the creator is theirs.

    A creator's notes that no order names, from the first day of posting on, are those of her orders in turn. Orders of
    which no file knows any note or figure say nothing of what is out, unless they are of a list that names its notes.

    Args:
        placements: The `Placements` table.
        notes: The `Notes` table.
        brief: The brief: its first day of posting.
    """
    if placements["note_id"].null_count() == 0:
        return placements.clear()
    ids = people(placements, notes)
    told = [pl.col(name).fill_null(0) > 0 for name in FIGURES]
    orders = with_person(placements, ids).with_columns(
        _out=pl.any_horizontal(pl.col("note_id", "completed_at").is_not_null(), *told)
    )
    named = placements["note_id"].drop_nulls().to_list()
    # Without a day a note may be of any time: it is held to be an order's rather than call an order open.
    on_time = (pl.col("published_at").dt.date() >= brief.timeline.posting_start).fill_null(value=True)
    free = with_person(notes.filter(on_time, ~pl.col("note_id").is_in(named)), ids).drop_nulls("who")
    orders = orders.join(
        free.group_by("who").agg(_free=pl.len()), on="who", how="left", maintain_order="left"
    )
    turn = (~pl.col("_out")).cast(pl.Int64).cum_sum().over("who")
    orders = orders.with_columns(_out=pl.col("_out") | (turn <= pl.col("_free").fill_null(0)))
    if not orders["_out"].any():
        return placements.clear()
    return orders.filter(~pl.col("_out")).select(placements.columns)


def _with_followers(frame: pl.DataFrame, creators: pl.DataFrame | None) -> pl.DataFrame:
    """Take followers that no note states from the creators' own list."""
    if creators is None or creators["followers"].count() == 0:
        return frame
    known = creators.drop_nulls(["creator_id", "followers"]).unique(
        "creator_id", keep="last", maintain_order=True
    )
    known = known.select("creator_id", _listed="followers")
    joined = frame.join(known, on="creator_id", how="left", maintain_order="left")
    return joined.with_columns(followers=pl.coalesce("followers", "_listed")).drop("_listed")


def placed_by_notes(notes: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Return as orders the notes that a note export itself declares for the brief's brand, where no order report was read.

    A note counts if it is commercial, its declared brand is the brief's or one of its `terms`, and it was not posted before the campaign or after
    its last day. A list in which no note declares anything, neither a brand nor that it is commercial, but which names what
    notes cost, is an agency's own: the notes with a fee that went out from the first day of posting on are the campaign's.
    Notes of a list of rivals never count. Its counts are filled by `gather_outcomes`; quote and fee are known where the export has them.

    Args:
        notes: The `Notes` table.
        brief: The brief.
    """
    notes = notes.filter(pl.col("brand").ne_missing(tables.RIVALS))
    names = [name for name in map(_bare_brand, (brief.brand.name.en, brief.brand.name.zh)) if len(name) > 1]
    also = {_bare_brand(term) for term in brief.brand.terms} - {""}
    declared = notes["brand"].map_elements(
        lambda text: _bare_brand(text) in also or any(name in _bare_brand(text) for name in names),
        return_dtype=pl.Boolean,
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


def brand_spelt_otherwise(notes: pl.DataFrame, brief: Brief) -> tuple[str, int] | None:
    """Return the brand that most commercial notes declare, and their number, where it is the brief's but for its spelling.

    Args:
        notes: The `Notes` table.
        brief: The brief: its brand's names; one of them holds the declared name, or begins with the same signs.
    """
    own = [name for name in map(_bare_brand, (brief.brand.name.en, brief.brand.name.zh)) if len(name) > 1]
    counted = notes.filter(pl.col("is_commercial").fill_null(value=False)).drop_nulls("brand")["brand"]
    for row in counted.value_counts(name="n").sort("n", "brand", descending=[True, False]).iter_rows():
        said = _bare_brand(row[0])
        begins = 2 if said[:1] > "\u2e80" else 5
        if len(said) > 1 and any(said in name or said[:begins] == name[:begins] for name in own):
            return row[0], row[1]
    return None


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
