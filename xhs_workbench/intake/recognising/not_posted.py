"""Rows of a list of notes that say nothing to one of its tables: a note is not out yet, or no ads were bought for it."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from xhs_workbench.intake.recognising.set_aside import REFUSED
from xhs_workbench.intake.recognising.sources import Header
from xhs_workbench.tables import LINEAGE, columns_of

NOT_POSTED = "not_posted"
COUNTED = ("likes", "saves", "comments", "shares", "reads", "impressions", "interactions")
NAMED = ("creator_name", "creator_id")
WITHOUT_AN_ID = ("no_id", "not_an_id", "no_value")
HOLDS_AN_ID = r"[0-9a-fA-F]{8}|https?://"
"""What was to be an id or a link, and may be a broken one."""


def set_apart(refused: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Say of refused rows which are notes that are not out yet; in a list none of whose notes is out, nothing is said.

    Args:
        refused: `row`, `column`, `value`, `rule`.
        frame: The notes, refused rows included, with `source_row`.
    """
    named = [name for name in NAMED if name in frame.columns]
    if not named or "note_id" not in frame.columns or frame["note_id"].null_count() == frame.height:
        return refused
    link = pl.col("note_url") if "note_url" in frame.columns else pl.lit(None, dtype=pl.String)
    counted = [pl.col(name).cast(pl.Int64) for name in COUNTED if name in frame.columns]
    when = pl.col("published_at") if "published_at" in frame.columns else pl.lit(None)
    waiting = frame.filter(
        pl.col("note_id").is_null(),
        ~link.str.contains(HOLDS_AN_ID).fill_null(value=False),
        pl.any_horizontal(pl.col(name).is_not_null() for name in named),
        pl.sum_horizontal(counted) == 0 if counted else when.is_null(),
    )["source_row"]
    ours = (
        pl.col("row").is_in(waiting.implode())
        & pl.col("rule").is_in(WITHOUT_AN_ID)
        & ~pl.col("value").str.contains(HOLDS_AN_ID).fill_null(value=False)
    )
    return refused.with_columns(rule=pl.when(ours).then(pl.lit(NOT_POSTED)).otherwise("rule"))


ONLY_SPENT = frozenset({"note_id", "spend_cny"})
"""What a list of notes says of the ads for them: which note, and how much."""


NO_ADS = r"(?i)\A\s*(?:[-—–/\\]*|无|没有|未投放?|不投|没投|未投流|未加热|未推广|none|no|nil|n/?a)\s*\z"
"""Cells that say that no ads were bought; another word (待补) leaves open what they cost."""


def without_ads(frame: pl.DataFrame, body: pl.DataFrame, chosen: Mapping[str, Header]) -> pl.DataFrame:
    """Return the rows of a list of notes for which no ads were bought, as refused rows; none for a report of ads.

    Args:
        frame: The ads as they were read, with `source_row`.
        body: The cells they were read from, row by row.
        chosen: Canonical column -> header.
    """
    made = {name for name in frame.columns if name in columns_of("paid")} - set(LINEAGE)
    if "spend_cny" not in chosen or made != ONLY_SPENT:
        return REFUSED.clear()
    header = chosen["spend_cny"]
    cells = body.select(pl.col("row").cast(pl.Int64), value=pl.col(f"c{header.index}"))
    empty = frame.filter(pl.col("spend_cny").is_null())["source_row"]
    none = pl.col("value").is_null() | pl.col("value").str.contains(NO_ADS)
    rows = cells.filter(pl.col("row").is_in(empty.implode()) & none)
    return rows.select("row", column=pl.lit(header.shown), value="value", rule=pl.lit("not_boosted"))
