"""What our own earlier campaigns tell about candidates, and how it enters the estimates."""

from __future__ import annotations

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.memory import ADVICE, STANDING_RULE


def add_past_notes(notes: pl.DataFrame, past: pl.DataFrame) -> pl.DataFrame:
    """Add notes from the memory to those read, so that estimates learn from them.

    Args:
        notes: The `Notes` table.
        past: From `memory.recall_notes`; a note that the files hold too counts once, with the files' values.

    Returns:
        The `Notes` table with these rows added.
    """
    known = past.select(name for name in notes.columns if name in past.columns)
    typed = known.with_columns(pl.col(name).cast(notes.schema[name]) for name in known.columns)
    both = pl.concat([notes, typed], how="diagonal")
    return both.filter(pl.col("note_id").is_null() | pl.col("note_id").is_first_distinct())


def add_past_record(creators: pl.DataFrame, record: pl.DataFrame) -> pl.DataFrame:
    """Add each creator's record with this brand; null if there is none.

    Args:
        creators: One row per creator: candidates, scored creators or picks.
        record: From `memory.creator_record`.

    Returns:
        `creators` plus the columns of `memory.creator_record`.
    """
    return creators.join(record.drop("creator_name"), on="creator_id", how="left", maintain_order="left")


def past_findings(picks: pl.DataFrame, past: pl.DataFrame, brand: str) -> list[Finding]:
    """Say how much of the choice rests on our own experience.

    Args:
        picks: The chosen creators, from `add_past_record`.
        past: From `memory.recall_placements`.
        brand: The brand, from `memory.brand_of`.

    Returns:
        Findings: past work with this brand, and the chosen whom its last results advised against; internally,
        also how many worked for other brands; and the rule behind the standings.
    """
    if past.is_empty():
        text = Text(
            "No earlier campaign is remembered: this choice rests on exports alone.",
            "尚无往期记忆：本次选择仅依据导出数据。",
        )
        return [Finding("no_memory", Level.REVIEW, text)]
    own, rule = past.filter(pl.col("brand") == brand), Finding("standing_rule", Level.PASS, STANDING_RULE)
    return [_with_this_brand(picks, own), *_advised_against(picks), *_with_others(picks, past, brand), rule]


def _with_this_brand(picks: pl.DataFrame, past: pl.DataFrame) -> Finding:
    known = picks.drop_nulls("past_notes")
    count = {
        name: known.filter(pl.col("standing") == name).height for name in ("advocate", "returning", "fading")
    }
    campaigns, again = past["campaign"].n_unique(), sum(count.values())
    times = "campaign" if campaigns == 1 else "campaigns"
    text = Text(
        (
            f"{known.height} of {picks.height} chosen creators have worked for this brand in "
            f"{campaigns} remembered {times}; {again} of them more than once (advocates: "
            f"{count['advocate']}; returning: {count['returning']}; results falling: {count['fading']})."
        ),
        (
            f"入选 {picks.height} 位中有 {known.height} 位在记忆的 {campaigns} 次本品牌投放中合作过，其中 {again} 位不止一次（长期伙伴 "
            f"{count['advocate']} 位，多次合作 {count['returning']} 位，效果下滑 {count['fading']} 位）。"
        ),
    )
    level = Level.REVIEW if count["fading"] else Level.PASS
    return Finding("own_record", level, text, n=known.height)


def _advised_against(picks: pl.DataFrame) -> list[Finding]:
    """Name the chosen creators whom the last results advised not to book as before."""
    warned = picks.filter(pl.col("last_advice") == "not")
    if warned.is_empty():
        return []
    told = warned.select(pl.coalesce("creator_name", "creator_id"), "last_campaign").rows()
    en, zh = ADVICE["not"]
    text = Text(
        (
            f"Of the chosen, the last results said “{en}” of "
            f"{'; '.join(f'{name} ({campaign})' for name, campaign in told)}."
        ),
        f"入选者中，以下达人在上次复盘中被建议“{zh}”：{'；'.join(f'{name}（{campaign}）' for name, campaign in told)}。",
    )
    fix = Text(
        "Read why in that campaign's results; put who should stay out into `must_out`.",
        "请查看该次复盘的原因；不再合作者请写入 must_out。",
    )
    return [Finding("advised_against", Level.REVIEW, text, fix, n=warned.height)]


def _with_others(picks: pl.DataFrame, past: pl.DataFrame, brand: str) -> list[Finding]:
    """Count the chosen creators who worked for other brands of ours; no report names those brands or dates."""
    elsewhere = past.filter(pl.col("brand") != brand).join(
        picks.select("creator_id"), on="creator_id", how="semi"
    )
    people = elsewhere["creator_id"].n_unique()
    if not people:
        return []
    text = Text(
        (
            f"{people} of {picks.height} chosen creators have worked for other brands of ours; that "
            "moves their estimates, not whether they count as regulars."
        ),
        f"入选 {picks.height} 位中有 {people} 位为我们的其他品牌合作过；仅影响其预估，不计入与本品牌的关系。",
    )
    return [Finding("other_brands", Level.PASS, text, n=people, private=True)]
