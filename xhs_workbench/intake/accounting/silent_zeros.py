"""Zeros that contradict their own row or file: a figure that failed to load, not a note nobody liked.

What is found here is missing in every number after, unless the mapping says `zeros: as_they_stand`; either
way it is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.tables import zh_name

HUNDREDS = 100
"""Saves beside which nobody having liked a note cannot be."""
COLUMN_ROWS = 5
COLUMN_TOTAL = 1_000
"""A column of nothing but 0 is missing where its file has this many rows and counts of something else; a note brings a share
or a comment for a few dozen likes, so that none among a thousand is no small note's luck."""
MANY_NOTES = 50
"""A real account with no follower has a handful of notes and a few likes (so have all but one in 1,722 of a public crawl);
nobody writes this many notes, or gets a thousand likes, and keeps none."""
_ACTED = pl.sum_horizontal("likes", "saves", "comments")

ROWS: dict[str, dict[str, pl.Expr]] = {
    "notes": {
        "likes": pl.col("saves") >= HUNDREDS,
        "reads": _ACTED > 0,
        "impressions": (pl.col("reads") > 0) | (_ACTED > 0),
    },
    "creators": {
        "followers": (pl.max_horizontal("notes_total", "notes_in_window", "coop_notes") >= MANY_NOTES)
        | (pl.col("likes_saves_total") >= COLUMN_TOTAL),
        "reads_median": pl.col("interactions_median") > 0,
        "impressions_median": pl.col("reads_median") > 0,
        "reads_median_coop": pl.col("interactions_median_coop") > 0,
        "impressions_median_coop": pl.col("reads_median_coop") > 0,
    },
    "placements": {"reads": pl.col("interactions") > 0, "impressions": pl.col("reads") > 0},
}
"""Table -> count -> what in the same row a 0 of that count contradicts."""
WHOLE: dict[str, tuple[str, ...]] = {
    "notes": ("impressions", "reads", "likes", "saves", "comments", "shares"),
    "placements": ("impressions", "reads", "likes", "saves", "comments", "shares"),
    "creators": ("followers", "reads_median", "interactions_median", "impressions_median"),
}
"""Table -> counts that are never 0 in a whole file while the others are not."""


@dataclass(frozen=True)
class Zeros:
    """Zeros of one sheet that contradict the rest.

    Args:
        rows: Count -> rows (positions) whose 0 contradicts the row.
        columns: Counts that are 0 from top to bottom.
        frame: The sheet with these zeros as missing.
    """

    rows: Mapping[str, pl.Series]
    columns: tuple[str, ...]
    frame: pl.DataFrame


def find_zeros(frame: pl.DataFrame, table: str) -> Zeros:
    """Find the zeros of a sheet that cannot be true.

    Args:
        frame: One sheet with every column of its table.
        table: Name of the canonical table.
    """
    if frame.is_empty():
        return Zeros({}, (), frame)
    whole = tuple(name for name in WHOLE.get(table, ()) if _only_zeros(frame, name, table))
    odd = {
        name: (frame[name] == 0).fill_null(False) & frame.select(against.fill_null(False)).to_series()
        for name, against in ROWS.get(table, {}).items()
        if name not in whole and frame[name].null_count() < frame.height and (frame[name] == 0).any()
    }
    if table == "notes" and "followers" not in whole and (frame["followers"] == 0).any():
        odd["followers"] = _followed_by_none(frame)
    odd = {name: rows for name, rows in odd.items() if rows.any()}
    return Zeros(odd, whole, _emptied(frame, odd, whole)) if odd or whole else Zeros({}, (), frame)


def _followed_by_none(notes: pl.DataFrame) -> pl.Series:
    """Mark notes whose author has 0 followers beside very many notes, or notes that got very much, in the same sheet."""
    bare = (notes["followers"] == 0).fill_null(False)
    authors = notes.filter(bare)["creator_id"].drop_nulls().unique()
    theirs = notes.filter(pl.col("creator_id").is_in(authors.implode())).group_by("creator_id")
    told = theirs.agg(n=pl.len(), got=_ACTED.sum())
    odd = told.filter((pl.col("n") >= MANY_NOTES) | (pl.col("got") >= COLUMN_TOTAL))["creator_id"]
    alone = notes["creator_id"].is_null() & (notes.select(_ACTED).to_series() >= COLUMN_TOTAL)
    return bare & (notes["creator_id"].is_in(odd.implode()).fill_null(False) | alone)


def _only_zeros(frame: pl.DataFrame, name: str, table: str) -> bool:
    column = frame[name]
    if frame.height - column.null_count() < COLUMN_ROWS or column.max() != 0:
        return False
    others = frame.select(pl.sum_horizontal([c for c in WHOLE[table] if c != name]).sum()).item()
    return bool(others >= COLUMN_TOTAL)


def _emptied(frame: pl.DataFrame, odd: Mapping[str, pl.Series], whole: tuple[str, ...]) -> pl.DataFrame:
    marks = {**odd, **{name: (frame[name] == 0).fill_null(False) for name in whole}}
    made: list[pl.Expr] = []
    for name, rows in marks.items():
        both = [name, *([f"{name}_censored"] if f"{name}_censored" in frame.columns else [])]
        made += [pl.when(~pl.lit(rows)).then(pl.col(column)).alias(column) for column in both]
    return frame.with_columns(made)


def say_zeros(zeros: Zeros, table: str, file: str, *, kept: bool) -> list[Finding]:
    """Say which zeros were found, with the first rows of each, and what became of them."""
    end_en = "kept as they stand, as the mapping asks" if kept else "missing in every number after"
    end_zh = "按映射要求保留原值" if kept else "后续各项计算均按缺失处理"
    fix = Text("Export again, or look at the notes themselves.", "请重新导出，或核对原笔记。")
    found = []
    for name, rows in zeros.rows.items():
        n = int(rows.sum())
        lines = zeros.frame.filter(rows)["source_row"].head(5).to_list()
        what_en, what_zh = (
            f"0 {name} beside figures that contradict it",
            f"{zh_name(table, name)}为 0，与同行其他数据矛盾",
        )
        if (table, name) == ("notes", "likes"):
            what_en, what_zh = f"0 likes beside {HUNDREDS} saves or more", f"点赞为 0 而收藏 ≥ {HUNDREDS}"
        text = Text(f"{n:,} rows of {table} show {what_en}: {end_en}.", f"{n:,} 行{what_zh}：{end_zh}。")
        places = tuple(f"{file} › row {line}" for line in lines)
        found.append(Finding("silent_zeros", Level.FAIL, text, fix, places, n))
    if zeros.columns:
        en = ", ".join(zeros.columns)
        zh = "、".join(zh_name(table, name) for name in zeros.columns)
        text = Text(
            f"Every row of {table} shows 0 {en}, while other counts are there: {end_en}.",
            f"{zh}整列为 0，而其他数据正常：{end_zh}。",
        )
        found.append(Finding("zero_columns", Level.FAIL, text, fix, (file,), zeros.frame.height))
    return found
