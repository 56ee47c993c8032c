"""What we know of candidates from our own earlier campaigns, and how it reaches the estimates."""

from __future__ import annotations

import polars as pl

from xhs_workbench.findings import Finding, Level, Text

STANDINGS = {
    "advocate": Text("advocate: three campaigns or more", "长期合作（三次及以上）"),
    "returning": Text("returning: twice", "合作两次"),
    "once": Text("once", "合作一次"),
}


def add_past_notes(notes: pl.DataFrame, past: pl.DataFrame) -> pl.DataFrame:
    """Put notes that memory holds among those read, so that estimates learn from them.

    Args:
        notes: The `Notes` table.
        past: From `memory.recall_notes`; a note that the files hold too counts once, as the files have it.

    Returns:
        The `Notes` table with more rows.
    """
    known = past.select(name for name in notes.columns if name in past.columns)
    typed = known.with_columns(pl.col(name).cast(notes.schema[name]) for name in known.columns)
    return pl.concat([notes, typed], how="diagonal").unique("note_id", keep="first", maintain_order=True)


def add_past_record(creators: pl.DataFrame, record: pl.DataFrame) -> pl.DataFrame:
    """Give each creator what she did for us before; null where she never has.

    Args:
        creators: One row a creator: candidates, scored creators or picks.
        record: From `memory.creator_record`.

    Returns:
        `creators` plus `past_campaigns`, `past_notes`, `past_mature`, `past_interactions`, `past_cpe_cny`, `past_lift`,
        `last_campaign`, `last_at`, `standing`.
    """
    return creators.join(record.drop("creator_name"), on="creator_id", how="left", maintain_order="left")


def past_findings(picks: pl.DataFrame, past: pl.DataFrame) -> list[Finding]:
    """Say how much of the choice our own experience carries.

    Args:
        picks: The chosen, from `add_past_record`.
        past: From `memory.recall_placements`.
    """
    if past.is_empty():
        text = Text(
            "No earlier campaign is remembered: this choice rests on exports alone.",
            "尚无往期记忆：本次选择仅依据导出数据。",
        )
        return [Finding("no_memory", Level.REVIEW, text)]
    known = picks.filter(pl.col("past_notes").is_not_null())
    regular = known.filter(pl.col("standing") != "once")
    campaigns = past["campaign"].n_unique()
    text = Text(
        f"{known.height} of {picks.height} chosen creators have worked for us in {campaigns} remembered campaigns; {regular.height} of them more than once.",
        f"入选 {picks.height} 位中有 {known.height} 位在记忆的 {campaigns} 次投放中合作过，其中 {regular.height} 位不止一次。",
    )
    return [Finding("own_record", Level.PASS, text, n=known.height)]
