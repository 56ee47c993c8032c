"""When to post: by default the guide's evening hours; with data, the creators' readers and their own notes.

Hours are compared within each creator: her evening notes against her notes at other hours, so that a large
    creator who
posts in the evening does not make the evening look good.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.live.scheduling.calendar import end_of_day
from xhs_workbench.params.brief import Brief
from xhs_workbench.statistics.many_looks import false_discovery

BLOCKS = {
    "morning": (6, 11),
    "noon": (11, 14),
    "afternoon": (14, 18),
    "early_evening": (18, 20),
    "evening": (20, 23),
    "night": (23, 30),
}
"""Block -> first hour and the hour after the last, China time; hours past 24 are those of the next morning."""
BLOCK_NAMES = {
    "morning": Text("06–11", "06–11 时"),
    "noon": Text("11–14", "11–14 时"),
    "afternoon": Text("14–18", "14–18 时"),
    "early_evening": Text("18–20", "18–20 时"),
    "evening": Text("20–23", "20–23 时"),
    "night": Text("23–06", "23–06 时"),
}
LEAST_NOTES, LEAST_CREATORS = 10, 8
DRAWS, AT_ONCE = 2_000, 100
RISK = 0.05
PAIR = re.compile(r"(\d{1,2})[:：]00\s*\|\s*([\d.]+)%")


def creator_hours(*creators: pl.DataFrame) -> pl.DataFrame:
    """Return when each creator's readers are active, from exports that give it (灰豚's 粉丝活跃时间).

    Args:
        creators: `Creators` tables; `active_hours` such as `20:00|34.5% 工作日|19.5%`. For each creator the
            first table that has it is used.

    Returns:
        One row a creator and hour: `who` (creator id), `creator_name`, `hour` (0-23), `share` (of active
            readers, 0-1).
        Empty if no file has it.
    """
    rows: list[tuple[str, str | None, int, float]] = []
    said: set[str] = set()
    for frame in creators:
        columns = ("creator_id", "creator_name", "active_hours")
        known = frame.select(columns).drop_nulls("active_hours") if frame.width else frame
        for who, name, cell in known.iter_rows():
            found = [] if who in said else PAIR.findall(cell)
            rows += [(who, name, int(hour) % 24, float(share) / 100) for hour, share in found]
            said |= {who} if found else set()
    schema = {"who": pl.String, "creator_name": pl.String, "hour": pl.Int64, "share": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def reader_hours(readers: pl.DataFrame) -> pl.DataFrame:
    """Return when the creators' readers are active, all creators together.

    Args:
        readers: From `creator_hours`.

    Returns:
        One row per hour: `hour` (0-23), `share` (mean share of active readers, 0-1), `creators` with data for
            it.
    """
    return (
        readers.group_by("hour")
        .agg(share=pl.col("share").mean(), creators=pl.len().cast(pl.Int64))
        .sort("hour")
    )


def hours_of_booked(booked: pl.DataFrame, readers: pl.DataFrame) -> pl.DataFrame:
    """Return each booked creator's readers' peak hours.

    Args:
        booked: `who`, `creator_name`, from `booked_creators`.
        readers: From `creator_hours`.

    Returns:
        One row per creator by name: `creator_name` (`who` if no file names her), `hours` (up to three, the
            busiest first, such as
        `20:00 (34.5%)`; null if no file has them).
    """
    best = (
        readers.sort(["share", "hour"], descending=[True, False]).group_by("who", maintain_order=True).head(3)
    )
    percent = (pl.col("share") * 100).round(1)
    shown = pl.format("{}:00 ({}%)", pl.col("hour").cast(pl.String).str.zfill(2), percent)
    hours = best.group_by("who").agg(hours=shown.str.join(", "))
    return (
        booked.join(hours, on="who", how="left")
        .select(pl.coalesce("creator_name", "who"), "hours")
        .sort("creator_name", nulls_last=True)
    )


@dataclass(frozen=True, slots=True)
class TimedNotes:
    """The notes used to compare hours.

    Args:
        notes: The notes that count, one row each.
        earlier: How many of them are the creators' other notes.
        own: How many are the campaign's own.
        both: Own notes that were also among the creators' other notes; counted once, as own.
        young: Own notes counted too soon after publication to be compared; left out.
        days: Minimum age of a note in days.
    """

    notes: pl.DataFrame
    earlier: int
    own: int
    both: int
    young: int
    days: int


def gather_timed(earlier: pl.DataFrame, own: pl.DataFrame, brief: Brief, as_of: date) -> TimedNotes:
    """Combine the creators' other notes and the campaign's own, each once.

    Args:
        earlier: The `Notes` table of the creators' other notes.
        own: The campaign's published `Notes`, from `posted_by`.
        brief: The brief; gives the age from which counts are comparable.
        as_of: The day, China time: the day of counting for notes that do not give it.
    """
    days = brief.definitions.mature_after_days
    age = pl.coalesce("collected_at", pl.lit(end_of_day(as_of))) - pl.col("published_at")
    ripe = own.filter(age >= timedelta(days=days))
    columns = ["note_id", "creator_id", "published_at", "likes", "saves", "comments"]
    ids = own["note_id"].to_list()
    others = earlier.filter(~pl.col("note_id").is_in(ids))
    notes = pl.concat([others.select(columns), ripe.select(columns)])
    both = earlier.filter(pl.col("note_id").is_in(ids)).height
    return TimedNotes(notes, others.height, ripe.height, both, own.height - ripe.height, days)


def timed_finding(timed: TimedNotes) -> Finding:
    """Say which notes the hours were compared on."""
    text = Text(
        (
            f"Hours are judged by {timed.notes.height:,} notes: {timed.earlier:,} other notes of the "
            f"creators and {timed.own:,} of this campaign."
        ),
        f"时段判断依据 {timed.notes.height:,} 篇笔记：达人其他笔记 {timed.earlier:,} 篇，本次投放 {timed.own:,} 篇。",
    )
    more = []
    if timed.both:
        more.append(
            Text(f" {timed.both} stood in both and count once.", f"{timed.both} 篇两边都有，只计一次。")
        )
    if timed.young:
        more.append(
            Text(
                (
                    f" {timed.young} of this campaign were counted before they were {timed.days} days "
                    "old and are left out."
                ),
                f"{timed.young} 篇本次笔记统计时发布不足 {timed.days} 天，未计入。",
            )
        )
    said = Text(text.en + "".join(one.en for one in more), text.zh + "".join(one.zh for one in more))
    return Finding("hours_from", Level.PASS, said, n=timed.notes.height)


def hours_that_worked(notes: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
    """Compare blocks of the day within creators.

    Args:
        notes: The `Notes` table: `creator_id`, `published_at`, and likes, saves and comments.
        seed: Seed of the bootstrap over creators.

    Returns:
        One row per block of `BLOCKS`: `block`, `notes`, `creators`, `ratio` (interactions against the same
            creator's other
        notes, geometric mean over creators with notes inside and outside the block; 1 = no difference),
        `lower`, `upper` (90 %, bootstrap over creators), `chance` (p-value from the same bootstrap, corrected
        for all blocks tested). Null below ten notes or eight creators.
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
            .sort("creator_id")  # so that the same notes give the same draws
        )
        gain, n = (inside["here"] - inside["there"]).to_numpy(), int(inside["n"].sum())
        rows.append({"block": block, "notes": n, "creators": len(gain), **_interval(gain, n, seed)})
    schema = {
        "block": pl.String,
        "notes": pl.Int64,
        "creators": pl.Int64,
        "ratio": pl.Float64,
        "lower": pl.Float64,
        "upper": pl.Float64,
        "chance": pl.Float64,
    }
    made = pl.DataFrame(rows, schema=schema)
    corrected = false_discovery(made["chance"].cast(pl.Float64).fill_null(float("nan")).to_numpy())
    return made.with_columns(chance=pl.Series(corrected).fill_nan(None))


def _timed(notes: pl.DataFrame) -> pl.DataFrame:
    hour = pl.col("published_at").dt.hour().cast(pl.Int64)
    late = pl.when(hour < 6).then(hour + 24).otherwise(hour)
    block = pl.coalesce(
        pl.when(late.is_between(start, end, closed="left")).then(pl.lit(name))
        for name, (start, end) in BLOCKS.items()
    )
    counts = pl.sum_horizontal("likes", "saves", "comments", ignore_nulls=False)
    return (
        notes.drop_nulls(["creator_id", "published_at"])
        .with_columns(block=block, log=counts.log1p())
        .drop_nulls("log")
    )


def _interval(gain: np.ndarray, notes: int, seed: int) -> dict[str, float | None]:
    if notes < LEAST_NOTES or len(gain) < LEAST_CREATORS:
        return {"ratio": None, "lower": None, "upper": None, "chance": None}
    # A few samples at a time: all of thousands of creators would be drawn to memory and read back from there.
    generator, drawn = np.random.default_rng(seed), [AT_ONCE] * (DRAWS // AT_ONCE)
    means = np.concatenate(
        [gain[generator.integers(0, len(gain), (n, len(gain)))].mean(axis=1) for n in drawn]
    )
    low, high = np.quantile(means, [0.05, 0.95])
    chance = (1 + int((means <= 0).sum())) / (DRAWS + 1)
    return {
        "ratio": float(np.exp(gain.mean())),
        "lower": float(np.exp(low)),
        "upper": float(np.exp(high)),
        "chance": chance,
    }


def best_block(worked: pl.DataFrame) -> str | None:
    """Return the block of the day that was clearly best, or None.

    Args:
        worked: From `hours_that_worked`; clear means a `chance` of 5 % or less.
    """
    clear = worked.filter(pl.col("chance") <= RISK).sort("ratio", descending=True)
    return str(clear["block"][0]) if clear.height else None


def advise_hours(worked: pl.DataFrame, readers: pl.DataFrame) -> Finding:
    """Say at which hours to post, and on what evidence.

    Args:
        worked: From `hours_that_worked`.
        readers: From `reader_hours`.
    """
    block = best_block(worked)
    if block:
        best = worked.row(by_predicate=pl.col("block") == block, named=True)
        name = BLOCK_NAMES[best["block"]]
        text = Text(
            (
                f"{name.en} is associated with {best['ratio']:.2f} times the interactions of the same "
                f"creators' other hours ({best['lower']:.2f}–{best['upper']:.2f}, {best['notes']} notes "
                f"of {best['creators']} creators)."
            ),
            (
                f"{name.zh}发布的互动为同一达人其他时段的 {best['ratio']:.2f} "
                f"倍（{best['lower']:.2f}–{best['upper']:.2f}，{best['creators']} 位达人 {best['notes']} 篇），"
                "为相关性而非因果。"
            ),
        )
        return Finding("posting_hours", Level.PASS, text, n=int(best["notes"]))
    known = int(worked["notes"].sum())
    own = readers.sort("share", descending=True).head(3)["hour"].sort().to_list()
    if own:
        hours = ", ".join(f"{hour}:00" for hour in own)
        text = Text(
            f"No hour stands out in {known:,} notes; the creators' readers are most active at {hours}.",
            f"{known:,} 篇笔记中没有明显占优的时段；达人粉丝最活跃在 {hours}。",
        )
    else:
        text = Text(
            (
                f"No hour stands out in {known:,} notes and no file says when readers are awake: the "
                "guide's 20:00–22:00 (no method given) is as good as any."
            ),
            f"{known:,} 篇笔记中没有明显占优的时段，也没有粉丝活跃时间：可沿用指南的 20–22 时（未说明方法）。",
        )
    return Finding("posting_hours", Level.PASS, text, n=known)
