"""Hashtags: whether the brief's are present, and which others such notes carry."""

from __future__ import annotations

import polars as pl

from xhs_workbench.params.brief import Brief
from xhs_workbench.statistics.censored import median_known

SEPARATORS = r"[#＃,，、;；\s]+|\[话题\]"
COMMON_SHARE = 0.05
"""A tag on at least this share of creators' notes is a category tag, otherwise long-tail; our own setting."""


def tags_of(column: str = "hashtags") -> pl.Expr:
    """Return a note's tags as a list: without `#`, in lower case, each once."""
    return (
        pl.col(column)
        .fill_null("")
        .str.replace_all(SEPARATORS, "\n")
        .str.split("\n")
        .list.eval(
            pl.element().str.strip_chars().str.to_lowercase().filter(pl.element().str.strip_chars() != "")
        )
        .list.unique(maintain_order=True)
    )


def _bare_tag(tag: str) -> str:
    return tag.strip().lstrip("#＃").lower()


def check_hashtags(notes: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Count, for each hashtag the brief requires, the notes that carry it.

    Args:
        notes: The `Notes` table of the campaign.
        brief: The brief; `inclusions.hashtags` with or without `#`.

    Returns:
        One row per required tag: `hashtag`, `carried`, `n` (notes whose tags are known), `unknown` (notes
            without a tag
        column, whose tags are unknown), `share` (carried / n, null if n is 0).
    """
    known = notes.filter(pl.col("hashtags").is_not_null()).select(tags=tags_of())
    rows = []
    for tag in brief.inclusions.hashtags:
        carried = known.select(pl.col("tags").list.contains(_bare_tag(tag)).sum()).item() or 0
        rows.append({"hashtag": tag, "carried": int(carried)})
    frame = pl.DataFrame(rows, schema={"hashtag": pl.String, "carried": pl.Int64})
    n = known.height
    return frame.with_columns(
        n=pl.lit(n, dtype=pl.Int64),
        unknown=pl.lit(notes.height - n, dtype=pl.Int64),
        share=pl.when(pl.lit(n) > 0).then(pl.col("carried") / max(n, 1)),
    )


def mix_hashtags(notes: pl.DataFrame, brief: Brief, *, most: int = 40) -> pl.DataFrame:
    """List the tags that notes carry, by class, with the saves of the notes that carry them.

    Args:
        notes: The `Notes` table: candidates' recent notes or the campaign's own.
        brief: The brief; its hashtags are the class `campaign`.
        most: Maximum number of rows.

    Returns:
        One row a tag by falling use: `hashtag`, `tag_class` (`campaign`, `category`, `long_tail`), `notes`,
        `creators`, `share` of the notes with known tags, `saves_median` of the notes that carry it and `n`
        behind
        that median. A median over few notes is an anecdote: read `n`.
    """
    known = notes.filter(pl.col("hashtags").is_not_null())
    campaign = [_bare_tag(tag) for tag in brief.inclusions.hashtags]
    total = max(known.height, 1)
    return (
        known.select("note_id", "creator_id", "saves", "saves_censored", tags=tags_of())
        .explode("tags")
        .drop_nulls("tags")
        .group_by(hashtag="tags")
        .agg(
            *median_known("saves", notes.columns),
            notes=pl.len().cast(pl.Int64),
            creators=pl.col("creator_id").n_unique().cast(pl.Int64),
            n=pl.col("saves").count().cast(pl.Int64),
        )
        .rename({"saves": "saves_median", "saves_bound": "saves_median_bound"})
        .with_columns(share=pl.col("notes") / total)
        .with_columns(
            tag_class=pl.when(pl.col("hashtag").is_in(campaign))
            .then(pl.lit("campaign"))
            .when(pl.col("share") >= COMMON_SHARE)
            .then(pl.lit("category"))
            .otherwise(pl.lit("long_tail"))
        )
        .sort(["notes", "hashtag"], descending=[True, False])
        .head(most)
        .select(
            "hashtag", "tag_class", "notes", "creators", "share", "saves_median", "saves_median_bound", "n"
        )
    )
