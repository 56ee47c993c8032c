"""Cards of the notes that stand out at either end: what one of the goal cost, and which part of the cost explains it."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.bringing.by_note import COUNTED, split_column
from xhs_workbench.results.learning.objective import objective_metric
from xhs_workbench.results.saying.delivery import goal_name
from xhs_workbench.results.saying.lineup import (
    about_note,
    objective_column,
    objective_name,
    title_of,
    without,
)
from xhs_workbench.telling import Card

TOP, BOTTOM = 5, 3
LEAST_NOTES = 6
"""With fewer notes than this nothing is called best or worst."""
BESIDE = 0.5
"""A second reason is named where it weighs at least half as much as the first."""


def note_cards(
    ranked: pl.DataFrame,
    brief: Brief,
    suspects: Collection[str] = (),
    covers: Mapping[str, str] | None = None,
) -> tuple[list[Card], list[Card]]:
    """Return cards of the notes with the most and the least of the objective for all that was paid for them.

    What a boost brought is in a note's figures, so what it cost is in its price: quote, fee and boost.

    Args:
        ranked: From `rank_notes`.
        brief: The brief.
        suspects: Creators whose engagement is being checked: none of their notes is called best.
        covers: Note id -> picture as a data URI, from `images.covers_of_notes`.

    Returns:
        The five best and the three last, none of them on the other side of the middle; both empty with fewer
            than six notes of known cost. Where no note has a price, those with the most, and none called last.
    """
    column, name = objective_column(brief, ranked), objective_name(brief, ranked)
    if split_column(ranked, brief):
        column, name = _by_goal(ranked, brief)
    known = "boost_cny" in ranked.columns and ranked["boost_cny"].is_not_null().any()
    boost = pl.col("boost_cny") if known else pl.lit(0.0)  # no file of boosts: none is known of
    paid = ranked.with_columns(boost_paid=boost, paid_cny=pl.col("cost_named_cny") + boost)
    rows = paid.drop_nulls([column, "paid_cny"]).filter((pl.col("paid_cny") > 0) & (pl.col(column) > 0))
    if rows.is_empty():
        return _by_count(ranked, brief, suspects, covers or {}), []
    if rows.height < LEAST_NOTES:
        return [], []
    ordered = rows.with_columns(each=pl.col("paid_cny") / pl.col(column)).sort("each", "order_id")
    middle = float(ordered.select(pl.col("each").median()).item())
    best = without(ordered.filter(pl.col("each") < middle), suspects).head(TOP)
    last = ordered.filter(pl.col("each") > middle).tail(BOTTOM).reverse()
    usual = _middles(ordered, column)

    def made(notes: pl.DataFrame, tone: str) -> list[Card]:
        rows = notes.iter_rows(named=True)
        return [_note_card(row, column, name, usual, tone, covers or {}) for row in rows]

    return made(best, "good"), made(last, "bad")


def _by_count(
    ranked: pl.DataFrame, brief: Brief, suspects: Collection[str], covers: Mapping[str, str]
) -> list[Card]:
    """Return cards of the notes that brought most, where no price tells what one of the goal cost."""
    column, name = objective_column(brief, ranked), objective_name(brief, ranked)
    known = ranked.drop_nulls(column).filter(pl.col(column) > 0)
    whole = float(known[column].sum() or 0)
    rows = without(known, suspects).sort(column, "order_id", descending=[True, False]).head(TOP)
    kind = "cny" if column.endswith("_cny") else "count"
    return [
        Card(
            title_of(row),
            about_note(row),
            f"https://www.xiaohongshu.com/explore/{row.get('note_id') or ''}",
            [(Text(f"{name.en[:1].upper()}{name.en[1:]}", name.zh), row[column], kind)],
            Text(
                f"{row[column] / whole:.0%} of what all notes brought.",
                f"占全部笔记的 {row[column] / whole:.0%}。",
            ),
            "good",
            Text("most", "贡献最高"),
            cover=covers.get(row.get("note_id") or "", ""),
        )
        for row in rows.iter_rows(named=True)
    ]


def _by_goal(ranked: pl.DataFrame, brief: Brief) -> tuple[str, Text]:
    """Return leads or buyers where enough notes have them to call some best, else what every note has."""
    column = COUNTED[str(brief.objective.kind)]
    if ranked.filter(pl.col(column) > 0).height >= LEAST_NOTES:
        return column, COUNT_NAMES[column]
    metric = objective_metric(brief, ranked)
    return metric if metric in ranked.columns else "interactions_named", goal_name(metric)


COUNT_NAMES = {"goal_leads": Text("leads", "客资"), "goal_buyers": Text("buyers", "成交人数")}


def _middles(notes: pl.DataFrame, column: str) -> dict[str, float]:
    """Return the middle note's money, reads and count per read, of notes whose three are known."""
    # More impressions a read is no merit, so impressions are explained by their number alone.
    read = "reads" if "reads" in notes.columns and column not in ("reads", "impressions") else None
    known = notes.filter(pl.col("reads") > 0) if read else notes
    if known.is_empty():
        known, read = notes, None
    parts = {"paid_cny": pl.col("paid_cny")}
    parts |= (
        {"reads": pl.col("reads"), "per_read": pl.col(column) / pl.col("reads")}
        if read
        else {column: pl.col(column)}
    )
    row = known.select(**{key: part.cast(pl.Float64).median() for key, part in parts.items()}).row(
        0, named=True
    )
    return {key: value for key, value in row.items() if value}


def _note_card(
    row: Mapping[str, Any],
    column: str,
    name: Text,
    usual: Mapping[str, float],
    tone: str,
    covers: Mapping[str, str],
) -> Card:
    return Card(
        title_of(row),
        about_note(row),
        f"https://www.xiaohongshu.com/explore/{row.get('note_id') or ''}",
        [cost_of_one(name, column, row["each"])],
        _why(row, column, name, usual, tone),
        tone,
        Text("low cost", "成本低") if tone == "good" else Text("high cost", "成本高"),
        cover=covers.get(row.get("note_id") or "", ""),
    )


UNIT_COSTS = {
    "阅读": "阅读单价",
    "互动量": "互动单价",
    "客资": "客资成本（含达人费用）",
    "成交人数": "单个成交成本",
}


def cost_each(goal: Text) -> str:
    """Return what the cost of one of a goal is called in Chinese, as the glossary has it.

    >>> cost_each(Text("saves", "收藏")), cost_each(Text("reads", "阅读"))
    ('单个收藏成本', '阅读单价')
    """
    return UNIT_COSTS.get(goal.zh, f"单个{goal.zh}成本")


def cost_of_one(name: Text, column: str, each: float) -> tuple[Text, float, str]:
    """Return what one of the goal cost as a card's figure; of impressions, what a thousand cost.

    Args:
        name: The goal in the middle of a sentence.
        column: The column in which it is counted.
        each: CNY for one.
    """
    if column == "impressions":
        return Text("CPM", "CPM"), each * 1000, "cny2"
    return Text(f"Cost per {name.en.removesuffix('s')}", cost_each(name)), each, "cny2"


def _why(row: Mapping[str, Any], column: str, name: Text, usual: Mapping[str, float], tone: str) -> Text:
    """Name the part of the cost that explains it most: what was paid, how often it was read, what a read brought.

    Cost per goal = money / (reads x goal per read), so the logarithms of the three ratios to the middle note
    add up to that of the cost; the largest on the card's side is the reason.
    """
    reads = row.get("reads")
    own = {
        "paid_cny": row["paid_cny"],
        "reads": reads,
        "per_read": row[column] / reads if reads else None,
        column: row[column],
    }
    side = 1 if tone == "good" else -1
    gains = {
        key: side * (-1 if key == "paid_cny" else 1) * math.log(own[key] / middle)
        for key, middle in usual.items()
        if own.get(key)
    }
    reasons = sorted((key for key in gains if gains[key] > 0), key=lambda key: -gains[key])
    told = [key for key in reasons if gains[key] >= BESIDE * gains[reasons[0]]][:2]
    words = _reasons(name, bool(row["boost_paid"]), good=tone == "good")
    parts = [words.get(key, words["count"]) for key in told]
    if not parts:  # each part is about as usual, and only together they make the difference
        return Text(
            f"Its price, reads and {name.en} all lie close to the middle.",
            f"报价、阅读与{name.zh}均接近中位水平。",
        )
    en, zh = " and ".join(part.en for part in parts), "，".join(part.zh for part in parts)
    return Text(f"It {en} than most notes here.", f"比本次多数笔记{zh}。")


def _reasons(name: Text, boosted: bool, *, good: bool) -> dict[str, Text]:
    more, higher = ("more", "高") if good else ("fewer", "低")
    with_boost = Text(" with its boost", "含投流") if boosted else NOTHING
    return {
        "paid_cny": Text(
            f"cost {'less' if good else 'more'}{with_boost.en}",
            f"{with_boost.zh}费用更{'低' if good else '高'}",
        ),
        "reads": Text(f"drew {more} reads", f"阅读更{'多' if good else '少'}"),
        "per_read": Text(
            f"brought {more} {name.en} per read", f"每次阅读带来的{name.zh}更{'多' if good else '少'}"
        ),
        "count": Text(f"brought {more} {name.en}", f"{name.zh}更{higher}"),
    }
