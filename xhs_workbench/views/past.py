"""How our own earlier campaigns are shown: to the campaign being closed, and to the next selection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from xhs_workbench.findings import Finding, Language, Level, Text
from xhs_workbench.views.blocks import Block, declared
from xhs_workbench.views.numbers import show
from xhs_workbench.views.tables import Column, findings, table

MEASURES = {
    "interactions": Text("Interactions", "互动"),
    "saves": Text("Saves", "收藏"),
    "cpe_cny": Text("Cost per interaction, ¥", "单次互动成本（元）"),
    "reads": Text("Reads", "阅读"),
}


LIFT = Text("Own usual ×, 90 %", "相对自身平日（90%）")
PEERS = Text("Tier ×, 90 %", "相对同层级（90%）")


@declared
def table_past(
    creators: pl.DataFrame, standings: Mapping[str, Text], advice: Mapping[str, Text], *, language: Language
) -> Block:
    """Show what creators did for this brand before, and what they are to it.

    Args:
        creators: From `memory.creator_record`, or rows of `selection.add_past_record`; those without a record are left out.
        standings: Standing -> its words.
        advice: Advice of the last results -> its words.
        language: Language of labels.
    """
    words = {key: text.to(language) for key, text in standings.items()}
    trend = pl.col("past_lifts").map_elements(lambda lifts: _trend(list(lifts)), return_dtype=pl.String)
    shown = creators.drop_nulls("past_notes").with_columns(
        pl.col("standing").replace_strict(words, return_dtype=pl.String),
        pl.col("last_advice").replace_strict(
            {key: text.to(language) for key, text in advice.items()}, default=None, return_dtype=pl.String
        ),
        reason=pl.col(f"standing_why_{language}"),
        trend=trend,
    )
    columns = [
        Column("creator_name", Text("Creator", "博主")),
        Column("standing", Text("To this brand", "与本品牌的关系")),
        Column("reason", Text("Because", "原因")),
        Column("past_campaigns", Text("Campaigns", "投放次数"), "count"),
        Column("past_notes", Text("Notes", "笔记"), "count"),
        Column("past_mature", Text("mature", "其中成熟"), "count"),
        Column("first_at", Text("First", "首次"), "date"),
        Column("last_at", Text("Last", "最近"), "date"),
        Column("past_interactions", Text("Interactions", "单篇互动中位数"), "count"),
        Column("past_lift", LIFT, "number", low="past_lift_lower", high="past_lift_upper"),
        Column("trend", Text("by campaign", "逐次")),
        Column("past_peers", PEERS, "number", low="past_peers_lower", high="past_peers_upper"),
        Column("last_advice", Text("Last advice", "上次建议")),
        Column("past_cpe_cny", Text("CPE", "CPE"), "cny2"),
    ]
    note = Text(
        "This brand's campaigns only. A few notes each: a memory, not a forecast. Interactions: the median of mature notes. Tier: the middle of our own placements, not shown below eight creators.",
        "仅计本品牌的投放。每人笔记不多：仅为记录，不是预测。互动为成熟笔记的中位数。同层级指我们自己合作笔记的中位数，少于 8 位博主时不展示。",
    )
    return table(shown, columns, title=Text("What they did for this brand", "与本品牌的合作记录"), note=note, language=language)  # fmt: skip


def _trend(lifts: Sequence[float | None]) -> str:
    return " → ".join(show(lift, "number") for lift in lifts)


@declared
def table_campaigns(rows: pl.DataFrame, *, language: Language) -> Block:
    """Show creators of more than one campaign, campaign by campaign.

    Args:
        rows: From `memory.creator_campaigns`.
        language: Language of labels.
    """
    columns = [
        Column("creator_name", Text("Creator", "博主")),
        Column("campaign", Text("Campaign", "投放")),
        Column("posting_start", Text("Posting from", "发布起"), "date"),
        Column("past_notes", Text("Notes", "笔记"), "count"),
        Column("past_mature", Text("mature", "其中成熟"), "count"),
        Column("past_interactions", Text("Interactions", "单篇互动中位数"), "count"),
        Column("past_lift", LIFT, "number", low="past_lift_lower", high="past_lift_upper"),
        Column("past_lift_notes", Text("Notes behind it", "样本笔记"), "count"),
        Column("past_peers", PEERS, "number", low="past_peers_lower", high="past_peers_upper"),
        Column("past_peers_notes", Text("Notes behind it", "样本笔记"), "count"),
    ]
    note = Text(
        "Creators of more than one campaign of this brand. One note each says little: read the intervals.",
        "仅列为本品牌合作过多次的博主。单篇说明不了多少，请看区间。",
    )
    return table(rows, columns, title=Text("Campaign by campaign", "逐次合作"), note=note, language=language)


@declared
def show_learnings(learnings: pl.DataFrame, *, language: Language) -> Block:
    """Show what earlier campaigns of the brand taught; suspicions on our own page only. A sentence where there are none.

    Args:
        learnings: From `memory.recall_learnings`.
        language: Language of labels.
    """
    if learnings.is_empty():
        nothing = Text("No earlier campaign is remembered, so none has taught anything yet.", "尚无往期记忆，暂无往期结论。")  # fmt: skip
        return findings([Finding("no_learnings", Level.PASS, nothing)], language=language)
    none = Text("nothing was written", "没有写入结论").to(language)
    made_up = Text(" (synthetic)", "（合成）").to(language)
    shown = learnings.with_columns(
        campaign=pl.col("campaign") + pl.when("synthetic").then(pl.lit(made_up)).otherwise(pl.lit("")),
        text=pl.col(f"text_{language}").fill_null(none),
    )
    columns = [
        Column("campaign", Text("Campaign", "投放")),
        Column("posting_start", Text("Posting from", "发布起"), "date"),
        Column("posting_end", Text("to", "止"), "date"),
        Column("as_of", Text("Known as of", "截至"), "date"),
        Column("text", Text("What it taught", "结论")),
        Column("n", Text("n", "n"), "count"),
    ]
    note = Text("As written when each campaign was closed.", "均为各次投放复盘时写下的原文。")
    made = table(shown, columns, title=Text("What earlier campaigns taught", "往期结论"), note=note, language=language, first=24)  # fmt: skip
    return _for_client(made, shown["private"].to_list())


def _for_client(made: Block, private: Sequence[bool]) -> Block:
    """Mark the rows of a table that the client's version leaves out."""
    rows = [{**row, "private": hidden} for row, hidden in zip(made.data["rows"], private, strict=True)]
    return Block(made.kind, {**made.data, "rows": rows}, made.language)


@declared
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
        "This brand's placements only. Hidden below eight creators: it would be a few people's luck.",
        "仅计本品牌的合作笔记。少于 8 位博主不展示：只是个别人的运气。",
    )
    made = table(shown, columns, title=Text("Our own benchmarks", "自有基准"), note=note, language=language)
    return _for_client(made, (benchmarks["measure"] == "cpe_cny").to_list())
