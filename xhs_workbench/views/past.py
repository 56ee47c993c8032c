"""How our own earlier campaigns are shown to the next selection."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from xhs_workbench.findings import Language, Text
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.tables import Column, table

MEASURES = {
    "interactions": Text("Interactions", "互动"),
    "saves": Text("Saves", "收藏"),
    "cpe_cny": Text("Cost per interaction, ¥", "单次互动成本（元）"),
    "reads": Text("Reads", "阅读"),
}


def table_past(creators: pl.DataFrame, standings: Mapping[str, Text], *, language: Language) -> Block:
    """Show what creators did for us before.

    Args:
        creators: From `memory.creator_record`, or rows of `selection.add_past_record`; those without a record are left out.
        standings: Standing -> its words.
        language: Language of labels.
    """
    words = {key: text.to(language) for key, text in standings.items()}
    shown = creators.drop_nulls("past_notes").with_columns(pl.col("standing").replace_strict(words))
    columns = [
        Column("creator_name", Text("Creator", "博主")),
        Column("standing", Text("Worked for us", "合作情况")),
        Column("past_notes", Text("Notes", "笔记"), "count"),
        Column("past_mature", Text("of them mature", "其中成熟"), "count"),
        Column("past_interactions", Text("Interactions a note (median)", "单篇互动（中位）"), "count", bar=True),
        Column("past_cpe_cny", Text("CPE", "CPE"), "cny2"),
        Column("past_lift", Text("Times own usual", "相对自身平日"), "number"),
        Column("last_campaign", Text("Last campaign", "最近一次")),
    ]
    note = Text("A few notes each: a memory, not a forecast.", "每人笔记不多：仅为记录，不是预测。")
    return table(shown, columns, title=Text("What they did for us before", "他们以往的合作表现"), note=note, language=language)  # fmt: skip


def table_own_benchmarks(
    benchmarks: pl.DataFrame, tiers: Mapping[str, str], formats: Mapping[str, str], *, language: Language
) -> Block:
    """Show percentiles of our own placements; cells of fewer than eight creators are counted, not shown.

    Args:
        benchmarks: From `memory.own_benchmarks`.
        tiers: Tier -> its words.
        formats: Format -> its words.
        language: Language of labels.
    """
    measures = {key: text.to(language) for key, text in MEASURES.items()}
    shown = benchmarks.with_columns(
        pl.col("tier").replace_strict(dict(tiers), default=pl.col("tier"), return_dtype=pl.String),
        pl.col("format").replace_strict(dict(formats), default=pl.col("format"), return_dtype=pl.String),
        pl.col("measure").replace_strict(measures),
    )
    columns = [
        Column("tier", Text("Tier", "层级")),
        Column("format", Text("Format", "形式")),
        Column("measure", Text("Measure", "指标")),
        *(Column(key, Text(key.upper(), key.upper()), "number") for key in ("p25", "p50", "p75", "p90")),
        Column("notes", Text("Notes", "笔记"), "count"),
        Column("creators", Text("Creators", "博主"), "count"),
    ]
    note = Text(
        "Hidden below eight creators: it would be a few people's luck.", "少于 8 位博主不展示：只是个别人的运气。"
    )
    return table(shown, columns, title=Text("Our own benchmarks", "自有基准"), note=note, language=language)
