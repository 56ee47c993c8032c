"""What notebooks do with the memory: write and read where a file is named, and say so."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

import polars as pl

from xhs_workbench import paths
from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.memory.campaigns import brand_of, remember_campaign
from xhs_workbench.memory.recall import recall_campaigns, recall_placements
from xhs_workbench.params.brief import Brief


def write_memory(
    file: str,
    brief: Brief,
    as_of: date,
    notes: pl.DataFrame,
    plan: pl.DataFrame,
    learnings: Sequence[Finding],
    doubtful: Collection[str] = (),
) -> list[Finding]:
    """Remember the campaign where a file is named; writing the same again changes nothing.

    Args:
        file: The parameter `memory`; empty: nothing is written.
        brief: The brief.
        as_of: The day the results speak of.
        notes: One row an order: `results.lift_over_baseline` of `results.rank_notes`.
        plan: `results.compare_to_plan`.
        learnings: `results.learnings`.
        doubtful: Ids of creators from `results.find_suspects`: their results count for no standing.

    Returns:
        One finding, for us alone: what was written where, or that nothing was and why.
    """
    if not file:
        text = Text("Nothing was written into memory: `memory` is empty.", "未写入记忆：参数 memory 为空。")
        return [Finding("memory_off", Level.PASS, text, private=True)]
    path = paths.resolve(file)
    try:
        written = remember_campaign(path, brief, as_of, notes, plan, learnings, doubtful)
    except ParamsError as error:
        return [_not_written(problem) for problem in error.problems]
    text = Text(
        f"{written} placements, {plan.height} results and {len(learnings)} learnings are in {paths.shown(path)}; the next selection reads them.",
        f"已将 {written} 条合作、{plan.height} 项结果、{len(learnings)} 条结论写入 {paths.shown(path)}，供下次选号读取。",
    )
    return [Finding("remembered", Level.PASS, text, n=written, private=True)]


def _not_written(problem: Problem) -> Finding:
    text = Text(f"{problem.en[0].upper()}{problem.en[1:]}.", f"{problem.zh}。")
    return Finding("not_remembered", Level.REVIEW, text, Text(problem.fix_en, problem.fix_zh), private=True)


def recall_before(file: str, brief: Brief) -> pl.DataFrame:
    """Return the placements of campaigns that began before this one; none where no file is named or there is none yet.

    Args:
        file: The parameter `memory`.
        brief: The brief being planned: its own results never speak for it.
    """
    return recall_placements(_file_or_none_there(file), before=brief.timeline.posting_start, without=brief.campaign)


def recall_with(file: str, brief: Brief) -> pl.DataFrame:
    """Return the placements of this campaign and of those that began before it, so that its report says the same when made again.

    Args:
        file: The parameter `memory`.
        brief: The brief of the campaign being closed.
    """
    began = pl.col("posting_start") < brief.timeline.posting_start
    return recall_placements(_file_or_none_there(file)).filter(began | (pl.col("campaign") == brief.campaign))


def recall_learnings(file: str, brief: Brief) -> pl.DataFrame:
    """Return what this brand's campaigns that began before this one taught, oldest first.

    Args:
        file: The parameter `memory`.
        brief: The brief being planned: what it taught itself is left out, and what other brands' campaigns taught.

    Returns:
        One row a learning, one for a campaign without any: `campaign`, `brand`, `posting_start`, `posting_end`, `as_of`, `synthetic`,
        `level`, `text_en`, `text_zh`, `n` (null where nothing was written), and `private`: what the brand itself does not see.
    """
    campaigns, learnings = recall_campaigns(_file_or_none_there(file))
    began = pl.col("posting_start") < brief.timeline.posting_start
    # One client's campaign is no other client's business, nor that of whoever works for the other.
    own = pl.col("brand") == brand_of(brief)
    earlier = campaigns.filter(began & own & (pl.col("campaign") != brief.campaign))
    rows = earlier.select("campaign", "brand", "posting_start", "posting_end", "as_of", "synthetic").join(
        learnings.drop("code"), on="campaign", how="left", maintain_order="left_right"
    )
    # A missing mark is not a permission.
    return rows.with_columns(private=pl.col("private").fill_null(pl.col("text_en").is_not_null())).drop("place")


def earlier_hash(file: str, brief: Brief) -> str:
    """Return a hash of what a report about this campaign is told of earlier ones: the rows, for the file's own bytes change whenever it is written.

    Args:
        file: The parameter `memory`.
        brief: The brief of the campaign.

    Raises:
        IntakeError: Not a memory file, or one of a newer version.
        OutputError: Another process keeps the file for too long.
    """
    rows = recall_before(file, brief).write_csv() + recall_learnings(file, brief).write_csv()
    return hashlib.sha256(rows.encode()).hexdigest()


def _file_or_none_there(file: str) -> Path:
    """Return the file; where none is named, one that is not there and remembers nothing."""
    return paths.resolve(file) if file else paths.REPORTS / "no memory"
