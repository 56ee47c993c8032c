"""When to post: the guide's evening hours as a default, the creators' readers and their own notes where there is data.

An hour is judged within each creator: her notes of an evening against her notes of other hours, so that a large creator who
posts in the evening does not make the evening look good.
"""

from __future__ import annotations

import re

import numpy as np
import polars as pl

from xhs_workbench.findings import Finding, Level, Text

BLOCKS = {
    "morning": (6, 11), "noon": (11, 14), "afternoon": (14, 18), "early_evening": (18, 20), "evening": (20, 23), "night": (23, 30),
}  # fmt: skip
"""Block -> first hour and the hour after the last, China time; hours past 24 are those of the next morning."""
BLOCK_NAMES = {
    "morning": Text("06–11", "06–11 时"), "noon": Text("11–14", "11–14 时"), "afternoon": Text("14–18", "14–18 时"),
    "early_evening": Text("18–20", "18–20 时"), "evening": Text("20–23", "20–23 时"), "night": Text("23–06", "23–06 时"),
}  # fmt: skip
GUIDE_BLOCK = "evening"
"""The guide's 20:00-22:00 China time (grade C: no method given): a default, not a truth."""
LEAST_NOTES, LEAST_CREATORS = 10, 8
DRAWS = 2_000
PAIR = re.compile(r"(\d{1,2})[:：]00\s*\|\s*([\d.]+)%")


def reader_hours(creators: pl.DataFrame) -> pl.DataFrame:
    """Return when readers of the creators are awake, from the exports that say it (灰豚's 粉丝活跃时间).

    Args:
        creators: The `Creators` table; `active_hours` such as `20:00|34.5% 工作日|19.5%`.

    Returns:
        One row an hour: `hour` (0-23), `share` (mean share of active readers, 0-1), `creators` that name it. Empty where no
        file says it.
    """
    rows = []
    for cell in creators["active_hours"].drop_nulls() if "active_hours" in creators.columns else ():
        rows += [{"hour": int(hour) % 24, "share": float(share) / 100} for hour, share in PAIR.findall(cell)]
    frame = pl.DataFrame(rows, schema={"hour": pl.Int64, "share": pl.Float64})
    return frame.group_by("hour").agg(share=pl.col("share").mean(), creators=pl.len().cast(pl.Int64)).sort("hour")


def hours_that_worked(notes: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
    """Compare blocks of the day within creators.

    Args:
        notes: The `Notes` table: `creator_id`, `published_at`, and likes, saves and comments.
        seed: Of the bootstrap over creators.

    Returns:
        One row a block of `BLOCKS`: `block`, `notes`, `creators`, `ratio` (interactions against the same creator's other
        notes, geometric mean over creators with notes in and outside the block; 1 = no difference), `lower`, `upper` (90 %,
        bootstrap over creators). Null below ten notes or eight creators.
    """
    timed = _timed(notes)
    rows = []
    for block in BLOCKS:
        inside = (
            timed.with_columns(inside=pl.col("block") == block)
            .group_by("creator_id")
            .agg(
                here=pl.col("log").filter("inside").mean(),
                there=pl.col("log").filter(~pl.col("inside")).mean(),
                n=pl.col("inside").sum(),
            )
            .drop_nulls(["here", "there"])
        )
        gain, n = (inside["here"] - inside["there"]).to_numpy(), int(inside["n"].sum())
        rows.append({"block": block, "notes": n, "creators": len(gain), **_interval(gain, n, seed)})
    schema = {"block": pl.String, "notes": pl.Int64, "creators": pl.Int64, "ratio": pl.Float64, "lower": pl.Float64, "upper": pl.Float64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def _timed(notes: pl.DataFrame) -> pl.DataFrame:
    hour = pl.col("published_at").dt.hour().cast(pl.Int64)
    late = pl.when(hour < 6).then(hour + 24).otherwise(hour)
    block = pl.coalesce(
        pl.when(late.is_between(start, end, closed="left")).then(pl.lit(name)) for name, (start, end) in BLOCKS.items()
    )
    counts = pl.sum_horizontal("likes", "saves", "comments", ignore_nulls=False)
    return (
        notes.drop_nulls(["creator_id", "published_at"]).with_columns(block=block, log=counts.log1p()).drop_nulls("log")
    )


def _interval(gain: np.ndarray, notes: int, seed: int) -> dict[str, float | None]:
    if notes < LEAST_NOTES or len(gain) < LEAST_CREATORS:
        return {"ratio": None, "lower": None, "upper": None}
    draws = np.random.default_rng(seed).integers(0, len(gain), (DRAWS, len(gain)))
    low, high = np.quantile(gain[draws].mean(axis=1), [0.05, 0.95])
    return {"ratio": float(np.exp(gain.mean())), "lower": float(np.exp(low)), "upper": float(np.exp(high))}


def advise_hours(worked: pl.DataFrame, readers: pl.DataFrame) -> Finding:
    """Say which hours to post in, and on what ground.

    Args:
        worked: From `hours_that_worked`.
        readers: From `reader_hours`.
    """
    clear = worked.filter((pl.col("lower") > 1) & pl.col("ratio").is_not_null()).sort("ratio", descending=True)
    if clear.height:
        best = clear.row(0, named=True)
        name = BLOCK_NAMES[best["block"]]
        text = Text(
            f"{name.en} is associated with {best['ratio']:.2f} times the interactions of the same creators' other hours ({best['lower']:.2f}–{best['upper']:.2f}, {best['notes']} notes of {best['creators']} creators).",
            f"{name.zh}发布的互动为同一博主其他时段的 {best['ratio']:.2f} 倍（{best['lower']:.2f}–{best['upper']:.2f}，{best['creators']} 位博主 {best['notes']} 篇），为相关性而非因果。",
        )
        return Finding("posting_hours", Level.PASS, text, n=int(best["notes"]))
    known = int(worked["notes"].sum())
    own = readers.sort("share", descending=True).head(3)["hour"].sort().to_list()
    if own:
        hours = ", ".join(f"{hour}:00" for hour in own)
        text = Text(
            f"No hour stands out in {known} notes; the creators' readers are most active at {hours}.",
            f"{known} 篇笔记中没有明显占优的时段；博主粉丝最活跃在 {hours}。",
        )
    else:
        text = Text(
            f"No hour stands out in {known} notes and no file says when readers are awake: the guide's 20:00–22:00 (no method given) is as good as any.",
            f"{known} 篇笔记中没有明显占优的时段，也没有粉丝活跃时间：可沿用指南的 20–22 时（未说明方法）。",
        )
    return Finding("posting_hours", Level.PASS, text, n=known)
