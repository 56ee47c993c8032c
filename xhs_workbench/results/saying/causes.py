"""What went with it: content choices, and searches for the brand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.params.brief import Brief
from xhs_workbench.telling import Statement
from xhs_workbench.written import agree, listed, many, written


def say_content(worked: pl.DataFrame, by_format: pl.DataFrame | None = None) -> Statement | None:
    """State which content choice went with more interactions among the same creators' notes.

    Args:
        worked: From `find_what_worked`.
        by_format: From `compare_groups`, for what an interaction of the format cost.
    """
    if worked.is_empty():
        return None
    claimed = worked.filter("claimed").sort(pl.col("change").abs(), descending=True)
    if claimed.is_empty():
        return Statement(
            Text("No content choice stands out clearly yet", "暂无内容因子呈现明确差异"),
            _compared(worked["notes"].max(), NOTHING),
            code="content",
            place="content",
        )
    row = claimed.row(0, named=True)
    up = row["change"] > 0
    says = Text(
        f"{row['en']}: about {abs(row['change']):.0%} {'more' if up else 'fewer'} interactions than the same creators' other notes",
        f"{row['zh']}：互动量比同一达人的其他笔记{'高' if up else '低'}约 {abs(row['change']):.0%}",
    )
    others = [
        Text(f"{one['en'].lower()} {one['change']:+.0%}", f"{one['zh']} {one['change']:+.0%}")
        for one in claimed.iter_rows(named=True)
    ][1:]
    base = more = _compared(row["notes"], _of_this_campaign(row, by_format))
    if others:
        named = listed(others)
        more = Text(f"Also clear: {named.en}. {base.en}", f"另有明确差异：{named.zh}。{base.zh}")
    return Statement(says, more, if_dear(row, by_format), "content", "content")


def _compared(notes: Any, here: Text) -> Text:
    """Say what is compared: kinds of notes, earlier ones included, which is not how the campaign's notes did."""
    n = int(notes or 0)
    return Text(
        f"Kinds of notes by the same creators, earlier ones included ({many(n, 'note')}){here.en}.",
        f"同一达人不同类型笔记之间对比，含往期笔记（{n:,} 篇）{here.zh}。",
    )


def _of_this_campaign(row: Mapping[str, Any], by_format: pl.DataFrame | None) -> Text:
    """Say how many notes of a format are this campaign's own."""
    if by_format is None or row["family"] != "format" or "notes" not in by_format.columns:
        return NOTHING
    own = by_format.filter(pl.concat_str(pl.lit("format:"), "format") == row["level"])["notes"]
    n = int(own[0]) if own.len() else 0
    return Text(f"; {row['en'].lower()} in this campaign: {n}", f"，其中本次{row['zh']} {n} 篇")


def if_dear(row: Mapping[str, Any], by_format: pl.DataFrame | None) -> Text:
    """Say that what worked also cost most: a format with more interactions a note may be dearer all the same."""
    if by_format is None or row["family"] != "format" or row["change"] <= 0:
        return NOTHING
    costs = by_format.drop_nulls("cpe").sort("cpe")
    if costs.height < LEAST_FORMATS or f"format:{costs['format'][-1]}" != row["level"]:
        return NOTHING
    money = written(costs["cpe"][-1], "cny2")
    return Text(
        f"{row['en']} also cost most per interaction of all formats, {money.en}: no reason yet to move money.",
        f"但{row['zh']}的互动单价也最高（{money.zh}），暂不构成加码理由。",
    )


LEAST_FORMATS = 2


WHY_UNSURE = {
    "shared": Text(
        "Comparable terms jumped too, on days of no listed sale.", "品类对照词同期也有未列明的突升。"
    ),
    "before": Text(
        "The term jumped before posting too, so other causes are at work.",
        "该词在发布前也曾突升，另有其他因素。",
    ),
    "short": Text(
        "Most of the rise lies in a few days on which no sale is listed.",
        "涨幅集中在少数几天，且不在已列大促内。",
    ),
}
"""What moved search beside the campaign -> how a reader is told."""


def say_search(summary: pl.DataFrame) -> Statement | None:
    """State which of the brand's search terms rose, and by how much.

    Args:
        summary: From `measure_lift`.
    """
    judged = summary.filter(pl.col("verdict").is_not_null())
    if judged.is_empty():
        return None
    rose = judged.filter(pl.col("verdict") == "up")
    fell = judged.filter(pl.col("verdict") == "down")
    still = judged.filter(~pl.col("verdict").is_in(["up", "down"]))
    unsure = judged.filter(pl.col("verdict") == "cannot_tell")
    if rose.is_empty() and fell.is_empty() and unsure.height:
        named = listed([Text(str(term), f"「{term}」") for term in unsure["term"]], 2)
        return Statement(
            Text(
                f"Whether searches for {named.en} rose cannot be told", f"{named.zh}搜索是否上升，暂不能判断"
            ),
            WHY_UNSURE.get(unsure["bump"][0], NOTHING),
            code="search",
            place="search",
        )
    if rose.is_empty() and fell.is_empty():
        says = Text("No clear change in searches for the brand can be told", "品牌词搜索暂未见明确变化")
        return Statement(says, NOTHING, NOTHING, "search", "search")
    moved, up = (rose, True) if rose.height else (fell, False)
    named = _terms(moved)
    rest = _terms(still)
    verb = agree(still.height, "shows", "show")
    shows = Text(f"; {rest.en} {verb} no clear change", f"，{rest.zh}未见明确变化")
    tail = shows if still.height else NOTHING
    if up and fell.height:
        down = _terms(fell)
        tail = Text(f"; those for {down.en} fell", f"，{down.zh}搜索明显下降")
    says = Text(
        f"Searches for {named.en} {'rose' if up else 'fell'} clearly{tail.en}",
        f"{named.zh}搜索明显{'上升' if up else '下降'}{tail.zh}",
    )
    return Statement(says, _how_much(moved, up=up), NOTHING, "search", "search")


def _terms(rows: pl.DataFrame) -> Text:
    return listed([Text(str(term), f"「{term}」") for term in rows["term"]], 2)


def _how_much(moved: pl.DataFrame, *, up: bool) -> Text:
    """Say how much each term moved, with how far it may lie from that."""
    rows = list(moved.iter_rows(named=True))
    side, away = ("above", "高") if up else ("below", "低")
    if len(rows) == 1:
        found = change_of(rows[0])
        return Text(
            f"About {found.en} {side} what comparable category terms suggest, sale days left out.",
            f"较品类对照词推算的水平{away}约 {found.zh}，已剔除大促日。",
        )
    each = listed(
        [
            Text(f"{row['term']} {found.en}", f"「{row['term']}」{found.zh}")
            for row in rows
            for found in [change_of(row)]
        ],
        2,
    )
    return Text(
        f"{'Above' if up else 'Below'} what comparable category terms suggest: {each.en}.",
        f"较品类对照词推算的水平{away}：{each.zh}。",
    )


def change_of(row: Mapping[str, Any]) -> Text:
    """Return by how much a term changed, without its sign, and between which ends that is likely to lie.

    >>> change_of({"lift": 0.313, "lift_low": 0.161, "lift_high": 0.48})
    Text(en='31% (16% to 48%)', zh='31%（16%–48%）')
    >>> change_of({"lift": -0.2, "lift_low": -0.3, "lift_high": -0.1}).en
    '20% (10% to 30%)'
    """
    ends = [row.get("lift_low"), row.get("lift_high")]
    side = 1 if row["lift"] >= 0 else -1
    low, high = sorted(side * end for end in ends if end is not None) if None not in ends else (None, None)
    middle = f"{abs(row['lift']):.0%}"
    if low is None or high is None or f"{low:.0%}" == f"{high:.0%}":
        return Text(middle, middle)
    return Text(f"{middle} ({low:.0%} to {high:.0%})", f"{middle}（{low:.0%}–{high:.0%}）")


def posting_days(outcomes: pl.DataFrame) -> list[date]:
    """Return the day of each note that has one, in order."""
    days: list[date] = outcomes["published_at"].drop_nulls().dt.date().sort().to_list()
    return days


def campaign_spans(brief: Brief) -> list[tuple[date, date, Text]]:
    """Return the brief's posting window and its sale, with their names."""
    line = brief.timeline
    spans = [(line.posting_start, line.posting_end, Text("posting", "发布期"))]
    if line.sale_start and line.sale_end:
        name = line.festival or ""
        spans.append((line.sale_start, line.sale_end, Text(name or "sale", name or "大促")))
    return spans
