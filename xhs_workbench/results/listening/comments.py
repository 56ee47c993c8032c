"""Which comments are the readers' own, when they were written, and what a group of them asked for or liked most."""

from __future__ import annotations

import polars as pl

from xhs_workbench.language import summarise_intents

LEAST_COMMENTS = 30
"""A group with fewer comments shows no share: of 30, one comment already is three points."""


def reader_comments(comments: pl.DataFrame) -> pl.DataFrame:
    """Return comments without replies by the notes' authors, who would praise their own work.

    Args:
        comments: The `Comments` table; if it does not name the authors, all comments stay.
    """
    return comments.filter(~pl.col("by_author").fill_null(value=False))


def ordinary_comments(comments: pl.DataFrame, outcomes: pl.DataFrame, notes: pl.DataFrame) -> pl.DataFrame:
    """Return readers' comments under other notes of the placed creators: what people say to them without us.

    Args:
        comments: The `Comments` table of the campaign and of earlier files.
        outcomes: From `gather_outcomes`: the placed notes and their creators.
        notes: The `Notes` table that names the creators of the other notes.
    """
    placed = outcomes["note_id"].drop_nulls().implode()
    creators = outcomes["creator_id"].drop_nulls().implode()
    theirs = notes.filter(pl.col("creator_id").is_in(creators), ~pl.col("note_id").is_in(placed))[
        "note_id"
    ].implode()
    return reader_comments(comments.filter(pl.col("note_id").is_in(theirs)))


def add_week(comments: pl.DataFrame) -> pl.DataFrame:
    """Add `week`, the Monday (China time) of the week a comment was written in, as `2026-05-18`; null without a time."""
    monday = pl.col("created_at").dt.truncate("1w").dt.strftime("%Y-%m-%d")
    return comments.with_columns(week=monday)


def count_intents(comments: pl.DataFrame, by: str) -> pl.DataFrame:
    """Count what each group of comments asks for; a group too small to carry a share keeps its counts alone.

    Args:
        comments: Labelled comments of readers with the column `by`: format, message, creator.
        by: Column that groups; a comment under a note with two messages counts for both.

    Returns:
        One row a group and intent, the most frequent of a group first: `by`, `intent`, `label_en`,
        `label_zh`, `comments`, `n` (comments of the group), `share` 0-1 with its 90 % Wilson interval `lower`
        to `upper`, null below `LEAST_COMMENTS` comments. An intent that nobody had in any group is left out.
    """
    counted = summarise_intents(comments.filter(pl.col(by).is_not_null()), [by])
    heard = counted.filter(pl.col("comments").sum().over("intent") > 0)
    enough = pl.col("n") >= LEAST_COMMENTS
    return heard.with_columns(
        pl.when(enough).then(pl.col(name)).alias(name) for name in ("share", "lower", "upper")
    )


def liked_examples(comments: pl.DataFrame, by: str, most: int = 2) -> pl.DataFrame:
    """Return the most liked comments of each group, as examples beside its figures.

    Args:
        comments: Scored comments of readers with the column `by`.
        by: Column that groups.
        most: Maximum comments per group; identical texts are shown once, and texts too short for an opinion
            are skipped.

    Returns:
        One row a comment, groups in order, most likes first: `by`, `content`, `likes`, `sentiment`, `n`
        (comments of the group), and lineage where there is any. Nothing says who wrote it.
    """
    lineage = [name for name in ("source_file", "source_sheet", "source_row") if name in comments.columns]
    written = comments.drop_nulls([by, "content"]).with_columns(n=pl.len().over(by).cast(pl.Int64))
    says = written.filter(pl.col("why_not").is_null()) if "why_not" in written.columns else written
    ranked = says.drop_nulls("sentiment").sort(
        by, "likes", descending=[False, True], nulls_last=True, maintain_order=True
    )
    shown = (
        ranked.unique([by, "content"], keep="first", maintain_order=True)
        .group_by(by, maintain_order=True)
        .head(most)
    )
    return shown.select(by, "content", "likes", "sentiment", "n", *lineage)
