"""Cards of the notes that stand out at either end: what one of the goal cost, and which part of the cost explains it."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.saying.lineup import (
    about_note,
    cost_label,
    creator_links,
    objective_column,
    objective_name,
    price_goal,
    priced_by,
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
    checked: Collection[str] = (),
) -> tuple[list[Card], list[Card]]:
    """Return cards of the notes with the most and the least of the objective for all that was paid for them.

    What a boost brought is in a note's figures, so what it cost is in its price: quote, fee and boost.

    Args:
        ranked: From `rank_notes`.
        brief: The brief.
        suspects: Creators none of whose notes is called best.
        covers: Note id -> picture as a data URI, from `images.covers_of_notes`.
        checked: Creators whose engagement is being checked: their notes are marked, and stand after the last.

    Returns:
        The five best and the three last, none of them on the other side of the middle, then up to two notes under
            check; both empty with fewer than six notes of known cost. Where no note has a price, those with the
            most, and none called last.
    """
    column, name = priced_by(ranked, brief)
    rows = price_goal(ranked, brief)[0].drop_nulls("each")
    if rows.is_empty():
        return _by_count(ranked, brief, suspects, covers or {}), []
    if rows.height < LEAST_NOTES:
        return [], []
    ordered = rows.sort("each", "order_id")
    middle = float(ordered.select(pl.col("each").median()).item())
    best = without(ordered.filter(pl.col("each") < middle), suspects).head(TOP)
    last = ordered.filter(pl.col("each") > middle).tail(BOTTOM).reverse()
    usual = _middles(ordered, column)

    def made(notes: pl.DataFrame, tone: str) -> list[Card]:
        rows = notes.iter_rows(named=True)
        cards = [_note_card(row, column, name, usual, tone, covers or {}) for row in rows]
        under = [row["creator_id"] in checked for row in notes.iter_rows(named=True)]
        return [_marked(card) if one else card for card, one in zip(cards, under, strict=True)]

    also = ordered.filter(pl.col("creator_id").is_in(list(checked))).join(last, on="order_id", how="anti")
    rest = [replace(card, tone="", why=CHECKED_WHY) for card in made(also.head(MOST_CHECKED), "bad")]
    return made(best, "good"), [*made(last, "bad"), *rest]


MOST_CHECKED = 2


def _marked(card: Card) -> Card:
    """Mark the card of a note whose figures are being checked."""
    why = Text(f"{card.why.en} {CHECKED_WHY.en}".strip(), f"{card.why.zh}{CHECKED_WHY.zh}")
    return replace(card, badge=UNDER_CHECK, why=why)


UNDER_CHECK = Text("under check", "核实中")
CHECKED_WHY = Text(
    "Its figures are being checked: few saves and comments for its likes.",
    "数据核实中：点赞多，收藏与评论偏少。",
)


def _by_count(
    ranked: pl.DataFrame, brief: Brief, suspects: Collection[str], covers: Mapping[str, str]
) -> list[Card]:
    """Return cards of the notes that brought most, where no price tells what one of the goal cost."""
    column, name = objective_column(brief, ranked), objective_name(brief, ranked)
    known = ranked.drop_nulls(column).filter(pl.col(column) > 0)
    whole = float(known[column].sum())
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
            links=creator_links([row]),
        )
        for row in rows.iter_rows(named=True)
    ]


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
        [(cost_label(name, column), row["each"], "cny2")],
        _why(row, column, name, usual, tone),
        tone,
        Text("low cost", "成本低") if tone == "good" else Text("high cost", "成本高"),
        cover=covers.get(row.get("note_id") or "", ""),
        links=creator_links([row]),
    )


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
            f"Its price, reads and {name.en} all lie close to the median.",
            f"报价、阅读与{name.zh}均接近中位水平。",
        )
    en = " and ".join(part.en for part in parts)
    return Text(f"It {en} than most notes here.", f"{_beside_most([part.zh for part in parts])}。")


def _beside_most(parts: list[str]) -> str:
    """Join figures that lie on the same side of most notes'; each part ends with its side, 高 or 低.

    >>> _beside_most(["阅读低", "收藏率低"]), _beside_most(["费用低", "阅读高"]), _beside_most(["费用低"])
    ('阅读和收藏率均低于多数笔记', '费用低于多数笔记，阅读高于多数笔记', '费用低于多数笔记')
    """
    sides = {part[-1] for part in parts}
    if len(parts) > 1 and len(sides) == 1:
        return f"{'和'.join(part[:-1] for part in parts)}均{sides.pop()}于多数笔记"
    return "，".join(f"{part}于多数笔记" for part in parts)


def _reasons(name: Text, boosted: bool, *, good: bool) -> dict[str, Text]:
    more, side = ("more", "高") if good else ("fewer", "低")
    with_boost = Text(" with its boost", "含投流") if boosted else NOTHING
    return {
        "paid_cny": Text(
            f"cost {'less' if good else 'more'}{with_boost.en}",
            f"{with_boost.zh}费用{'低' if good else '高'}",
        ),
        "reads": Text(f"drew {more} reads", f"阅读{side}"),
        "per_read": Text(f"brought {more} {name.en} per read", f"{name.zh.removesuffix('量')}率{side}"),
        "count": Text(f"brought {more} {name.en}", f"{name.zh}{side}"),
    }
