"""What an analyst should know before believing the tables: PASS, REVIEW, FAIL, with the rows that show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.intake.accounting.contradictions import check_across, places_of
from xhs_workbench.intake.cells import dates
from xhs_workbench.tables import stated_unit, zh_name
from xhs_workbench.written import agree, many

SAMPLE_PER_NOTE = 10
"""MediaCrawler fetches this many comments a note by default."""
FALL = 0.1
"""Platforms take back a few likes and saves of accounts they close; a tenth is more than that."""
ROUND_JUMP = 1000
FEW = 20
"""Fewer rows than this have no share worth a remark."""
HALF = 0.5
LEAST_ODD = 3
"""So many stated times must differ before a short file is suspected."""
TENTH = 0.1
SECONDS = 5
"""A note's id is made as it is published; a clock may be a few seconds off."""


def check_tables(tables: Mapping[str, pl.DataFrame], *, crawls: Sequence[pl.DataFrame] = ()) -> list[Finding]:
    """Run every check that the tables at hand allow.

    Args:
        tables: Canonical tables by name.
        crawls: Rows of `notes` before repeats were merged.

    Returns:
        Findings, in no particular order.
    """
    found = [
        finding
        for name, checks in CHECKS.items()
        if name in tables
        for check in checks
        if (finding := check(tables[name])) is not None
    ]
    found += check_across(tables)
    return found + [finding for crawl in crawls if (finding := followers_without_counts(crawl)) is not None]


def impossible_notes(notes: pl.DataFrame) -> Finding | None:
    """Nobody can interact with a note more often than it was read."""
    acted = pl.col("likes") + pl.col("saves") + pl.col("comments")
    odd = notes.filter(
        (acted > pl.col("reads")) & (pl.col("reads") > 0) | (pl.col("reads") > pl.col("impressions"))
    )
    if odd.is_empty():
        return None
    text = Text(
        f"{many(odd.height, 'note')} {agree(odd.height, 'has', 'have')} more interactions than reads, or more reads than impressions.",
        f"{odd.height} 篇笔记互动多于阅读，或阅读多于曝光。",
    )
    fix = Text("Check whether columns of two windows were mixed.", "请检查是否混用了不同统计窗口的列。")
    return Finding("impossible_values", Level.FAIL, text, fix, places_of(odd), odd.height)


def stated_time(notes: pl.DataFrame) -> Finding | None:
    """The note id knows to the second when the note was made; a stated time that differs is a wrong column, zone or clock.

    A time stated as a day, hour or minute is compared as that.
    """
    timed = notes.with_columns(id_time=dates.moment_of_note_id()).drop_nulls(["id_time", "published_at"])
    if "published_from_id" in timed.columns:
        timed = timed.filter(~pl.col("published_from_id").fill_null(False))
    at, after = pl.col("published_at"), (pl.col("id_time") - pl.col("published_at")).dt.total_seconds()
    whole = stated_unit(at)
    odd = timed.with_columns(gap=after).filter(~after.is_between(-SECONDS, whole + SECONDS))
    if odd.is_empty():
        return None
    share = odd.height / timed.height
    middle, most = (
        _how_long(float(found))
        for found in odd.select(pl.col("gap").abs().median(), most=pl.col("gap").abs().max()).row(0)
    )
    text = Text(
        f"{odd.height:,} of {timed.height:,} stated publish times ({share:.0%}) differ from the note id's by more than seconds: "
        f"half of these by {middle[0]} or more, at most by {most[0]}.",
        (
            f"{timed.height:,} 篇中有 {odd.height:,} 篇（{share:.0%}）的发布时间与笔记 ID 不符：其中一半相差 {middle[1]} 以上，最多 "
            f"{most[1]}。"
        ),
    )
    fix = Text(
        "Check the time column and its zone; an edited or scheduled note has a later time.",
        "请核对时间列与时区；定时发布或编辑过的笔记时间较晚。",
    )
    # One edited note of five is a fifth; where most differ, column or zone is wrong in a short file too.
    many = (timed.height >= FEW and share >= TENTH) or (odd.height >= LEAST_ODD and share > 0.5)
    level = Level.REVIEW if many else Level.PASS
    return Finding("publish_time_differs", level, text, fix, places_of(odd), odd.height)


def _how_long(seconds: float) -> tuple[str, str]:
    """Say a stretch of time in its natural unit.

    >>> _how_long(28_800), _how_long(12)
    (('8.0 hours', '8.0 小时'), ('12 seconds', '12 秒'))
    """
    for size, en, zh in ((86_400, "days", "天"), (3_600, "hours", "小时"), (60, "minutes", "分钟")):
        if seconds >= size:
            return f"{seconds / size:,.1f} {en}", f"{seconds / size:,.1f} {zh}"
    return f"{seconds:.0f} seconds", f"{seconds:.0f} 秒"


def comment_sample(comments: pl.DataFrame) -> Finding | None:
    """Exactly ten comments under most notes is the crawler's default, not the discussion."""
    per_note = comments.filter(pl.col("parent_comment_id").is_null()).group_by("note_id").len()
    capped = per_note.filter(pl.col("len") == SAMPLE_PER_NOTE)
    if per_note.height < 3 or capped.height * 2 < per_note.height:
        return None
    text = Text(
        f"{capped.height} of {per_note.height} notes have exactly 10 comments: a crawler's sample.",
        f"{per_note.height} 篇中有 {capped.height} 篇恰好 10 条评论：疑为抓取上限。",
    )
    fix = Text("Read shares of comments as shares of a sample.", "评论占比只代表样本。")
    return Finding("comment_sample", Level.REVIEW, text, fix, n=capped.height)


def jumping_followers(creators: pl.DataFrame) -> Finding | None:
    """Followers gained in thousands to the round number are typed, bought or padded."""
    gained = pl.col("follower_change")
    odd = creators.filter((gained >= 5000) & (gained % 1000 == 0))
    if odd.is_empty():
        return None
    text = Text(
        f"{odd.height} creators gained followers in round thousands.", f"{odd.height} 位博主的涨粉数为整千。"
    )
    return Finding(
        "round_follower_jumps",
        Level.REVIEW,
        text,
        Text("Ask for the follower curve.", "请索取涨粉曲线。"),
        places_of(odd),
        odd.height,
    )


def unknown_followers(creators: pl.DataFrame) -> Finding | None:
    """A creator without a follower count belongs to no tier."""
    n = creators["followers"].null_count()
    if not n:
        return None
    text = Text(
        f"{many(n, 'creator')} {agree(n, 'has', 'have')} no follower count and no tier.",
        f"{n} 位博主缺少粉丝数，无法分层。",
    )
    return Finding("unknown_followers", Level.REVIEW, text, n=n)


def falling_counts(snapshots: pl.DataFrame) -> Finding | None:
    """Counts are cumulative: saves that fall by a tenth were taken back, cleaned away, or counted by another rule.

    The snapshots are sorted by note and time.
    """
    same_note = pl.col("note_id") == pl.col("note_id").shift()
    before = pl.when(same_note).then(pl.col("saves").shift())
    odd = snapshots.with_columns(before=before).filter(
        (pl.col("before") >= 100) & (pl.col("saves") < pl.col("before") * (1 - FALL))
    )
    if odd.is_empty():
        return None
    n = odd["note_id"].n_unique()
    text = Text(f"The saves of {n} notes fall between two crawls.", f"{n} 篇笔记的收藏数在两次抓取之间下降。")
    fix = Text("Check whether two exports count differently.", "请检查是否混用了两种统计口径。")
    return Finding("falling_counts", Level.REVIEW, text, fix, places_of(odd), n)


def followers_without_counts(crawls: pl.DataFrame) -> Finding | None:
    """Followers that rise by round thousands between two crawls of notes whose likes stand still are typed or bought."""
    if crawls["followers"].null_count() == crawls.height:
        return None
    timed = crawls.drop_nulls(["creator_id", "followers", "likes", "collected_at"]).sort(
        "note_id", "collected_at"
    )
    gained = pl.col("followers").diff().over("note_id")
    liked = pl.col("likes").diff().over("note_id")
    odd = timed.with_columns(gained=gained, liked=liked).filter(
        (pl.col("gained") >= ROUND_JUMP) & (pl.col("gained") % 1000 == 0) & (pl.col("liked") == 0)
    )
    if odd.is_empty():
        return None
    n = odd["creator_id"].n_unique()
    text = Text(
        f"{n} creators gained followers in round thousands while the likes of their notes stood still.",
        f"{n} 位博主粉丝整千增长，而笔记点赞没有变化。",
    )
    fix = Text("Ask for the follower curve.", "请索取涨粉曲线。")
    return Finding("followers_without_counts", Level.REVIEW, text, fix, places_of(odd), n)


def _coverage(table: str, columns: Sequence[str]) -> Callable[[pl.DataFrame], Finding | None]:
    """Build the check that a column which the files do have is also filled."""

    def coverage(frame: pl.DataFrame) -> Finding | None:
        if frame.height < FEW:
            return None
        known = {c: 1 - frame[c].null_count() / frame.height for c in columns}
        thin = {c: share for c, share in known.items() if 0 < share < HALF}
        if not thin:
            return None
        text = Text(
            f"Of {table}, known: " + ", ".join(f"{c} {share:.0%}" for c, share in thin.items()) + ".",
            "已知比例偏低："
            + "、".join(f"{zh_name(table, c)} {share:.0%}" for c, share in thin.items())
            + "。",
        )
        fix = Text(
            "Medians of these columns speak of the known rows only.", "这些列的中位数只代表有数据的行。"
        )
        return Finding("thin_columns", Level.REVIEW, text, fix, n=frame.height)

    return coverage


def freshness(snapshots: pl.DataFrame) -> Finding | None:
    """Say between which moments the counts were taken."""
    if snapshots.is_empty():
        return None
    at = pl.col("collected_at")
    first, last = snapshots.select(
        first=at.min().dt.strftime("%Y-%m-%d %H:%M"), last=at.max().dt.strftime("%Y-%m-%d %H:%M")
    ).row(0)
    text = Text(
        f"Notes were counted between {first} and {last} (China time).",
        f"笔记数据采集于 {first} 至 {last}（北京时间）。",
    )
    return Finding("freshness", Level.PASS, text, n=snapshots.height)


CHECKS: dict[str, tuple[Callable[[pl.DataFrame], Finding | None], ...]] = {
    "notes": (
        impossible_notes,
        stated_time,
        _coverage("notes", ("published_at", "likes", "saves", "comments")),
    ),
    "comments": (comment_sample,),
    "creators": (
        jumping_followers,
        unknown_followers,
        _coverage("creators", ("price_image_cny", "price_video_cny", "reads_median")),
    ),
    "snapshots": (freshness, falling_counts),
}
