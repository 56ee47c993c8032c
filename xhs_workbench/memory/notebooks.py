"""What notebooks do with the memory: read and write it if a file is named, and say what was done."""

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
    """Save the campaign if a memory file is named; saving the same data again changes nothing.

    Args:
        file: The parameter `memory`; if empty, nothing is written.
        brief: The brief.
        as_of: Date of the results.
        notes: One row per order: `results.lift_over_baseline` of `results.rank_notes`.
        plan: `results.compare_to_plan`.
        learnings: `results.learnings`.
        doubtful: Ids of creators from `results.find_suspects`; their results do not count towards a standing.

    Returns:
        One internal finding: what was written and where, or why nothing was written.
    """
    if not file:
        text = Text("Nothing was saved: the parameter `memory` is empty.", "未写入记忆：参数 memory 为空。")
        return [Finding("memory_off", Level.PASS, text, private=True)]
    path = paths.resolve(file)
    try:
        written = remember_campaign(path, brief, as_of, notes, plan, learnings, doubtful)
    except ParamsError as error:
        return [_not_written(problem) for problem in error.problems]
    text = Text(
        (
            f"{written} placements, {plan.height} results and {len(learnings)} learnings were saved to "
            f"{paths.shown(path)}; the next selection reads them."
        ),
        f"已将 {written} 条合作、{plan.height} 项结果、{len(learnings)} 条结论写入 {paths.shown(path)}，供下次选号读取。",
    )
    return [Finding("remembered", Level.PASS, text, n=written, private=True)]


def _not_written(problem: Problem) -> Finding:
    text = Text(f"{problem.en[0].upper()}{problem.en[1:]}.", f"{problem.zh}。")
    return Finding("not_remembered", Level.REVIEW, text, Text(problem.fix_en, problem.fix_zh), private=True)


def recall_before(file: str, brief: Brief) -> pl.DataFrame:
    """Return the placements of campaigns that began before this one; no rows without a memory file.

    Args:
        file: The parameter `memory`.
        brief: The brief being planned; its own results are excluded.
    """
    return recall_placements(
        _file_or_none_there(file), before=brief.timeline.posting_start, without=brief.campaign
    )


def recall_with(file: str, brief: Brief) -> pl.DataFrame:
    """Return the placements of this campaign and of those that began before it, so that a later rerun says the same.

    Args:
        file: The parameter `memory`.
        brief: The brief of the campaign being closed.
    """
    began = pl.col("posting_start") < brief.timeline.posting_start
    return recall_placements(_file_or_none_there(file)).filter(began | (pl.col("campaign") == brief.campaign))


def recall_learnings(file: str, brief: Brief) -> pl.DataFrame:
    """Return what this brand learnt in campaigns that began before this one, oldest first.

    Args:
        file: The parameter `memory`.
        brief: The brief being planned; its own learnings and those of other brands are excluded.

    Returns:
        One row per learning, or one row for a campaign without any: `campaign`, `brand`, `posting_start`,
            `posting_end`, `as_of`,
        `synthetic`, `level`, `text_en`, `text_zh`, `n` (null where nothing was written), and `private` (True:
        the brand itself does not see it).
    """
    campaigns, learnings = recall_campaigns(_file_or_none_there(file))
    began = pl.col("posting_start") < brief.timeline.posting_start
    # A client's campaign is confidential towards other clients and the people who work for them.
    own = pl.col("brand") == brand_of(brief)
    earlier = campaigns.filter(began & own & (pl.col("campaign") != brief.campaign))
    rows = earlier.select("campaign", "brand", "posting_start", "posting_end", "as_of", "synthetic").join(
        learnings.drop("code"), on="campaign", how="left", maintain_order="left_right"
    )
    # A row without the mark counts as private: only an explicit False permits showing it.
    return rows.with_columns(private=pl.col("private").fill_null(pl.col("text_en").is_not_null())).drop(
        "place"
    )


def earlier_hash(file: str, brief: Brief) -> str:
    """Return a hash of the earlier rows that a report about this campaign uses; the file's own bytes change on every write.

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
    """Return the named file; if none is named, a path that does not exist, which reads as an empty memory."""
    return paths.resolve(file) if file else paths.REPORTS / "no memory"
