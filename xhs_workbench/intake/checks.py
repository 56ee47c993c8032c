"""What an analyst should know before believing the tables: PASS, REVIEW, FAIL, with the rows that show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.intake import dates
from xhs_workbench.intake.mapping import Mapped
from xhs_workbench.intake.sheets import Sheet

DOUBTS = {
    "missing": Text("no figure (shown as missing, never 0)", "无数据（按缺失处理，不当作 0）"),
    "lower_bound": Text(
        "only a lower bound, such as 10万+ (left out of medians)", "仅为下限（如 10万+，不计入中位数）"
    ),
    "not_a_plain_count": Text("hidden or not a plain count (left empty)", "隐藏或非普通数量（置空）"),
    "two_amounts": Text("two amounts in one cell (the first was read)", "一格两个金额（读取第一个）"),
    "not_a_share": Text("not a share (left empty)", "不是占比（置空）"),
    "odd_id": Text("an unusual id, perhaps changed by Excel (kept as it is)", "ID 异常，可能被 Excel 改过（原样保留）"),
    "not_yes_or_no": Text("neither yes nor no (left empty)", "既非“是”也非“否”（置空）"),
    "unknown_choice": Text("a kind we do not know (left empty)", "未知类别（置空）"),
    "not_a_date": Text("not a date (left empty)", "不是日期（置空）"),
    "relative_date": Text("relative to the crawl", "相对日期，取决于抓取时间"),
    "no_year": Text("without a year", "缺少年份"),
    "two_digit_year": Text("a two-digit year (read as 20..)", "两位年份（按 20xx 读取）"),
    "day_or_month_first": Text("day and month in Western order", "日月顺序为西式"),
    "excel_serial": Text("an Excel day number (converted)", "Excel 日期序号（已换算）"),
    "hour_24": Text("hour 24 (read as midnight)", "24 点（按次日零点读取）"),
}
SAMPLE_PER_NOTE = 10
"""MediaCrawler fetches this many comments a note by default."""


def check_tables(
    tables: Mapping[str, pl.DataFrame], *, parts_doubts: Sequence[tuple[Sheet, Mapped]], files: pl.DataFrame
) -> list[Finding]:
    """Run every check that the tables at hand allow.

    Args:
        tables: Canonical tables by name.
        parts_doubts: Each sheet with what its mapping doubted.
        files: The account of rows.

    Returns:
        Findings, in no particular order.
    """
    found = [finding for sheet, mapped in parts_doubts for finding in _doubts(sheet, mapped)]
    found += _rows(parts_doubts, files)
    for name, checks in CHECKS.items():
        if name in tables:
            found += [finding for check in checks if (finding := check(tables[name])) is not None]
    return found


def _doubts(sheet: Sheet, mapped: Mapped) -> list[Finding]:
    found = [_doubt(sheet, mapped, kind) for kind in mapped.doubts["doubt"].unique(maintain_order=True)]
    odd = [header for header in mapped.unmapped if header.lstrip().startswith(("=", "<", "+", "@"))]
    if odd:
        text = Text(
            "A header looks like a formula or markup; it is shown as text.", "表头形似公式或标记，仅按文本显示。"
        )
        found.append(Finding("hostile_header", Level.REVIEW, text, evidence=(sheet.file,), n=len(odd)))
    scaled = [h for c, h in mapped.used_headers.items() if any(unit in h for unit in ("万", "/w", "（w", "(w"))]
    if scaled and mapped.rows_read < 20:
        text = Text(
            f"{scaled[0]}: the header's unit 万 was applied (×10,000).", f"「{scaled[0]}」：已按表头单位“万”换算。"
        )
        found.append(Finding("unit_in_header", Level.REVIEW, text, evidence=(sheet.file,)))
    return found


def _doubt(sheet: Sheet, mapped: Mapped, kind: str) -> Finding:
    """Say one kind of doubt once a file, with the columns it stands in and how many cells each."""
    words = DOUBTS[kind]
    rows = mapped.doubts.filter(pl.col("doubt") == kind)
    columns = dict(rows.group_by("column", maintain_order=True).agg(pl.col("n").sum()).iter_rows())
    named = ", ".join(f"{name} ({n})" for name, n in list(columns.items())[:8]) + (" …" if len(columns) > 8 else "")
    total, first = int(rows["n"].sum()), rows.row(0, named=True)
    place = " › ".join(part for part in (sheet.file, sheet.sheet, f"row {first['row']}", first["column"]) if part)
    en = f"{total:,} cells are {words.en}: {named}."
    return Finding(
        f"cells_{kind}", Level.REVIEW, Text(en, f"{total:,} 格{words.zh}：{named}。"), evidence=(place,), n=total
    )


def _rows(parts: Sequence[tuple[Sheet, Mapped]], files: pl.DataFrame) -> list[Finding]:
    found = []
    for (sheet, mapped), row in zip(parts, files.iter_rows(named=True), strict=True):
        rules = dict(mapped.refused.group_by("rule").agg(pl.col("row").min()).iter_rows())
        if "totals_row" in rules:
            text = Text("A totals row (合计) is kept out of the data.", "合计行已从数据中剔除。")
            found.append(
                Finding("totals_row", Level.REVIEW, text, evidence=(f"{sheet.file} › row {rules['totals_row']}",))
            )
        if "repeated_header" in rules:
            text = Text("The header stands again inside the data.", "数据中表头重复出现。")
            place = f"{sheet.file} › row {rules['repeated_header']}"
            found.append(Finding("repeated_header", Level.REVIEW, text, evidence=(place,)))
        if (row["rows_duplicate"] and mapped.table == next(iter(parts))[1].table) or row["rows_duplicate"]:
            n = row["rows_duplicate"]
            found.append(_repeats(sheet, mapped, n))
        if row["rows_read"] == 0:
            text = Text("There is a header but no row.", "只有表头，没有数据行。")
            found.append(Finding("no_rows", Level.REVIEW, text, evidence=(sheet.file,)))
    return found


def _repeats(sheet: Sheet, mapped: Mapped, n: int) -> Finding:
    """Repeat crawls of a note are wanted: they are its growth. Other repeats are counted once and said."""
    timed = "collected_at" in mapped.frame.columns and mapped.frame["collected_at"].n_unique() > 1
    if mapped.table == "notes" and timed:
        text = Text(
            f"{n:,} repeat crawls feed the growth curves; the latest count stands.",
            f"{n:,} 次重复抓取用于增长曲线，取最新一次为准。",
        )
        return Finding("repeat_crawls", Level.PASS, text, evidence=(sheet.file,), n=n)
    text = Text(
        f"{n:,} duplicate rows of {mapped.table} are counted once.", f"{n:,} 行重复（{mapped.table}），只计一次。"
    )
    return Finding("duplicate_rows", Level.REVIEW, text, evidence=(sheet.file,), n=n)


def _places(frame: pl.DataFrame) -> tuple[str, ...]:
    rows = frame.head(5).iter_rows(named=True)
    return tuple(
        " › ".join(p for p in (r["source_file"], r["source_sheet"], f"row {r['source_row']}") if p) for r in rows
    )


def silent_zeros(notes: pl.DataFrame) -> Finding | None:
    """0 likes beside many saves is a column that failed to load, not a note nobody liked."""
    odd = notes.filter((pl.col("likes") == 0) & (pl.col("saves") >= 100))
    if odd.is_empty():
        return None
    text = Text(
        f"{odd.height} notes show 0 likes beside 100 saves or more.", f"{odd.height} 篇笔记点赞为 0 而收藏 ≥ 100。"
    )
    fix = Text("Treat their likes as missing; export again.", "点赞应视为缺失，请重新导出。")
    return Finding("silent_zeros", Level.FAIL, text, fix, _places(odd), odd.height)


def impossible_notes(notes: pl.DataFrame) -> Finding | None:
    """Nobody can interact with a note more often than it was read."""
    acted = pl.col("likes") + pl.col("saves") + pl.col("comments")
    odd = notes.filter((acted > pl.col("reads")) & (pl.col("reads") > 0) | (pl.col("reads") > pl.col("impressions")))
    if odd.is_empty():
        return None
    text = Text(
        f"{odd.height} notes have more interactions than reads, or more reads than impressions.",
        f"{odd.height} 篇笔记互动多于阅读，或阅读多于曝光。",
    )
    fix = Text("Check whether columns of two windows were mixed.", "请检查是否混用了不同统计窗口的列。")
    return Finding("impossible_values", Level.FAIL, text, fix, _places(odd), odd.height)


def stated_time(notes: pl.DataFrame) -> Finding | None:
    """The note id knows when the note was made; a stated time days away is a wrong column or time zone."""
    timed = notes.with_columns(id_time=dates.moment_of_note_id()).drop_nulls(["id_time", "published_at"])
    odd = timed.filter((pl.col("published_at") - pl.col("id_time")).dt.total_hours().abs() > 48)
    if odd.height * 5 < max(timed.height, 1):
        return None
    text = Text(
        f"{odd.height} of {timed.height} stated publish times differ from the note id's by over two days.",
        f"{timed.height} 篇中有 {odd.height} 篇的发布时间与笔记 ID 相差两天以上。",
    )
    return Finding("publish_time_differs", Level.PASS, text, evidence=_places(odd), n=odd.height)


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
    text = Text(f"{odd.height} creators gained followers in round thousands.", f"{odd.height} 位博主的涨粉数为整千。")
    return Finding(
        "round_follower_jumps",
        Level.REVIEW,
        text,
        Text("Ask for the follower curve.", "请索取涨粉曲线。"),
        _places(odd),
        odd.height,
    )


def unknown_followers(creators: pl.DataFrame) -> Finding | None:
    """A creator without a follower count belongs to no tier."""
    n = creators["followers"].null_count()
    if not n:
        return None
    text = Text(f"{n} creators have no follower count and no tier.", f"{n} 位博主缺少粉丝数，无法分层。")
    return Finding("unknown_followers", Level.REVIEW, text, n=n)


CHECKS: dict[str, tuple[Callable[[pl.DataFrame], Finding | None], ...]] = {
    "notes": (silent_zeros, impossible_notes, stated_time),
    "comments": (comment_sample,),
    "creators": (jumping_followers, unknown_followers),
}
