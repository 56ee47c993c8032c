"""Who brought it: the line-up's statement, and how a note is named."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.metrics import FORMAT_NAMES
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.learning.objective import objective_metric
from xhs_workbench.results.saying.delivery import goal_name
from xhs_workbench.telling import Statement
from xhs_workbench.written import many

LEAST_DRAWN = 3
HALF = 0.5


def objective_column(brief: Brief, ranked: pl.DataFrame) -> str:
    """Return the column of `rank_notes` in which the brief's objective is counted."""
    metric = objective_metric(brief, ranked)
    return metric if metric in ranked.columns else "interactions_named"


def half_of_it(ranked: pl.DataFrame, column: str) -> tuple[int, int] | None:
    """Return how many notes, the largest first, bring half of a count, and of how many.

    Args:
        ranked: One row a note.
        column: The count; notes without it are left out.

    >>> half_of_it(pl.DataFrame({"saves": [60, 30, 5, 5, None]}), "saves")
    (1, 4)
    """
    counts = ranked[column].drop_nulls().sort(descending=True)
    total = float(counts.sum() or 0)
    if not total:
        return None
    reached = (counts.cum_sum() >= HALF * total).arg_true()
    return int(reached[0]) + 1, counts.len()


def say_lineup(ranked: pl.DataFrame) -> Statement | None:
    """State how many notes were both cheaper and better liked than the middle, and how many the reverse.

    A note on a middle is on neither side of it.

    Args:
        ranked: From `rank_notes`.

    Returns:
        None with fewer than three notes of known cost and engagement rate.
    """
    known = ranked.drop_nulls(["cpe", "rate"])
    if known.height < LEAST_DRAWN:
        return None
    cost, rate = (pl.col(name) - pl.col(name).median() for name in ("cpe", "rate"))
    both, against = known.select(
        both=((cost < 0) & (rate > 0)).sum(), against=((cost > 0) & (rate < 0)).sum()
    ).row(0)
    left = ranked.height - known.height
    caution = Text(
        f"{many(left, 'note')} without cost or reads {'is' if left == 1 else 'are'} not in the picture.",
        f"{left} 篇缺少成本或阅读数据，未计入图中。",
    )
    says = (
        Text(
            f"{both} of {many(known.height, 'note')} cost less and engaged more than the middle; {against} the reverse",
            f"{known.height} 篇笔记中，{both} 篇低成本且高互动，{against} 篇高成本且低互动",
        )
        if both or against
        else Text(
            f"None of {many(known.height, 'note')} is both cheaper and better liked than the middle, or the reverse",
            f"{known.height} 篇笔记中，没有一篇在成本与互动上同时占优或同时落后",
        )
    )
    return Statement(
        says,
        Text("Labelled: the notes with most interactions.", "图中标注互动量最高的笔记。"),
        caution if left else NOTHING,
        "lineup",
        "lineup",
    )


def say_half(ranked: pl.DataFrame, brief: Brief) -> Statement | None:
    """State how many notes brought half of what the brief aims for.

    Args:
        ranked: From `rank_notes`.
        brief: The brief.
    """
    column = objective_column(brief, ranked)
    half = half_of_it(ranked, column)
    if half is None:
        return None
    name = goal_name(objective_metric(brief, ranked))
    n, of = half
    return Statement(
        Text(
            f"{n} of {many(of, 'note')} brought half of all {name.en}",
            f"{of} 篇笔记中，{n} 篇贡献了一半{name.zh}",
        ),
        code="half",
    )


def say_goal(ranked: pl.DataFrame, brief: Brief) -> tuple[str, Statement | None]:
    """Return the column in which the objective is counted, and `say_half` of it."""
    return objective_column(brief, ranked), say_half(ranked, brief)


def without(notes: pl.DataFrame, creators: Collection[str]) -> pl.DataFrame:
    """Return the notes of all but some creators; a note whose creator has no id stays."""
    return notes.filter(~pl.col("creator_id").is_in(list(creators)).fill_null(value=False))


def about_note(row: Mapping[str, Any]) -> Text:
    """Return a note's creator, day and format in one line."""
    day = f"{row['published_at']:%Y-%m-%d}" if row.get("published_at") else ""
    form = FORMAT_NAMES.get(row.get("format") or "", NOTHING)
    creator = row.get("creator_name") or row.get("creator_id") or ""
    return Text(*(" · ".join(part for part in (creator, day, side) if part) for side in form))


def title_of(row: Mapping[str, Any]) -> str:
    """Return a note's title, or its id where the files have none."""
    return str(row.get("title") or row.get("note_id") or "—")
