"""Two to five results worth showing first, each with its figure and what it is compared with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.bringing.by_note import split_column
from xhs_workbench.results.bringing.sums import sum_of
from xhs_workbench.results.saying.best_and_last import note_cards
from xhs_workbench.results.saying.causes import change_of, if_dear
from xhs_workbench.results.saying.lineup import (
    about_note,
    creator_links,
    objective_column,
    objective_name,
    title_of,
    without,
)
from xhs_workbench.telling import Card, Statement
from xhs_workbench.written import written

MOST, LEAST, IN_HEADING = 5, 2, 2
LATE_SHARE = 0.5


def highlight_cards(
    ranked: pl.DataFrame,
    brief: Brief,
    suspects: Collection[str],
    worked: pl.DataFrame,
    searched: pl.DataFrame,
    late: pl.DataFrame,
    by_format: pl.DataFrame | None = None,
    covers: Mapping[str, str] | None = None,
) -> list[Card]:
    """Return what stands out; fewer than two are no highlights.

    Args:
        ranked: From `rank_notes`.
        brief: The brief.
        suspects: Creators being checked; none of their notes is praised.
        worked: From `find_what_worked`.
        searched: The summary of `measure_lift`.
        late: From `late_growers`.
        by_format: From `compare_groups`: a format that also cost most is not praised.
        covers: Note id -> picture, from `images.covers_of_notes`.
    """
    cards = [
        *_of_notes(
            _largest(ranked, brief, suspects, covers or {}), _best_value(ranked, brief, suspects, covers)
        ),
        *_content(worked, by_format, ranked),
        *_search(searched),
        *_late(late, ranked, covers or {}),
    ]
    shown = cards[:MOST] if len(cards) >= LEAST else []
    return sorted(shown, key=lambda card: not card.cover)


def say_highlights(cards: list[Card]) -> Statement | None:
    """State the first two highlights; None where there are none."""
    if not cards:
        return None
    first, *more = [card.clause for card in cards][:IN_HEADING]
    says = Text("; ".join(one.en for one in (first, *more)), "；".join(one.zh for one in (first, *more)))
    return Statement(Text(says.en[:1].upper() + says.en[1:], says.zh), code="highlights", place="highlights")


def _of_notes(largest: list[Card], cheapest: list[Card]) -> list[Card]:
    """Return both cards; where one note brought most and cost least it has one card with both figures."""
    if not largest or not cheapest or largest[0].link != cheapest[0].link:
        return [*largest, *cheapest]
    [most], [least] = largest, cheapest
    return [
        replace(
            most, figures=[*most.figures, *least.figures], badge=Text("most, low cost", "贡献最高，成本低")
        )
    ]


def _largest(
    ranked: pl.DataFrame, brief: Brief, suspects: Collection[str], covers: Mapping[str, str]
) -> list[Card]:
    column = objective_column(brief, ranked)
    known = ranked.drop_nulls(column).sort(column, "order_id", descending=[True, False])
    total, sound = sum_of(known, column), without(known, suspects)
    if known.height < LEAST or not total or sound.is_empty() or sound[column][0] < known[column][0]:
        return []
    row, name = sound.row(0, named=True), objective_name(brief, ranked)
    share = row[column] / total
    part = of_all(name, whole=known.height == ranked.height or not split_column(ranked, brief))
    return [
        Card(
            title_of(row),
            about_note(row),
            f"https://www.xiaohongshu.com/explore/{row.get('note_id') or ''}",
            [
                (
                    Text(name.en.capitalize(), name.zh),
                    row[column],
                    "cny" if column.endswith("_cny") else "count",
                )
            ],
            Text(f"{share:.0%} of {part.en} came from this note.", f"单篇贡献{part.zh}的 {share:.0%}。"),
            "good",
            Text("most", "贡献最高"),
            cover=covers.get(row.get("note_id") or "", ""),
            links=creator_links([row]),
            clause=Text(
                f"{_whose(row)}'s note brought {share:.0%} of {part.en}",
                f"{_whose(row)}单篇贡献{part.zh}的 {share:.0%}",
            ),
        )
    ]


def of_all(name: Text, *, whole: bool) -> Text:
    """Return what a share is of: all of a goal, or as much of it as a file splits by note."""
    if whole:
        return Text(f"all {name.en}", f"全部{name.zh}")
    return Text(f"the {name.en} known by note", f"已归到笔记的{name.zh}")


def _best_value(
    ranked: pl.DataFrame, brief: Brief, suspects: Collection[str], covers: Mapping[str, str] | None
) -> list[Card]:
    best, _ = note_cards(ranked, brief, suspects, covers)
    made = []
    for card in (card for card in best[:1] if card.badge.en == "low cost"):  # no price, no value for it
        (label, value, kind) = card.figures[0]
        cost = written(value, kind)
        named = label.en if label.en.isupper() else f"{label.en[:1].lower()}{label.en[1:]}"
        who = card.about.en.partition(" · ")[0] or str(card.title)
        clause = Text(f"{who}'s {named} was {cost.en}", f"{who}{label.zh} {cost.zh}")
        made.append(replace(card, clause=clause))
    return made


def _whose(row: Mapping[str, Any]) -> str:
    """Return whose note it is; its title where the files name nobody."""
    return str(row.get("creator_name") or row.get("creator_id") or title_of(row))


def _content(worked: pl.DataFrame, by_format: pl.DataFrame | None, ranked: pl.DataFrame) -> list[Card]:
    if ranked.is_empty():  # what creators did before is no result of a campaign
        return []
    up = worked.filter(pl.col("claimed") & (pl.col("change") > 0)).sort("change", descending=True)
    fine = [row for row in up.iter_rows(named=True) if if_dear(row, by_format) == NOTHING]
    if not fine:
        return []
    row = fine[0]
    return [
        Card(
            Text(row["en"], row["zh"]),
            Text("content choice", "内容因子"),
            figures=[(Text("Interactions", "互动量"), f"+{row['change']:.0%}", "text")],
            why=Text("Compared with the same creators' other notes.", "与同一达人的其他笔记相比。"),
            tone="good",
            clause=Text(
                f"{row['en'].lower()} drew {row['change']:.0%} more interactions",
                f"{row['zh']}的互动高 {row['change']:.0%}",
            ),
        )
    ]


def _search(searched: pl.DataFrame) -> list[Card]:
    rose = searched.filter(pl.col("verdict") == "up").sort("lift", descending=True)
    if rose.is_empty():
        return []
    row = rose.row(0, named=True)
    span = change_of(row)
    return [
        Card(
            str(row["term"]),
            Text("brand search", "品牌回搜"),
            figures=[(Text("Searches", "搜索"), f"+{row['lift']:.0%}", "text")],
            why=Text(
                f"Above what comparable terms suggest: about {span.en}.",
                f"较品类对照词推算的水平高约 {span.zh}。",
            ),
            tone="good",
            clause=Text(
                f"searches for {row['term']} rose about {row['lift']:.0%}",
                f"「{row['term']}」搜索高约 {row['lift']:.0%}",
            ),
        )
    ]


def _late(late: pl.DataFrame, ranked: pl.DataFrame, covers: Mapping[str, str]) -> list[Card]:
    if late.is_empty():
        return []
    row = late.row(0, named=True)
    note = ranked.filter(pl.col("note_id") == row["note_id"])
    if note.is_empty() or row["late_share"] <= LATE_SHARE:
        return []
    held = note.row(0, named=True)
    return [
        Card(
            title_of(held),
            about_note(held),
            f"https://www.xiaohongshu.com/explore/{row['note_id']}",
            [
                (
                    Text("Likes and saves after day 14", "第 14 天后赞藏占比"),
                    f"{row['late_share']:.0%}",
                    "text",
                )
            ],
            Text("A long-tail note: most of its likes and saves came late.", "长尾笔记：多数赞藏来自后期。"),
            "good",
            NOTHING,
            cover=covers.get(row["note_id"], ""),
            links=creator_links([held]),
            clause=Text(
                f"{_whose(held)}'s note drew {row['late_share']:.0%} of its likes and saves after day 14",
                f"{_whose(held)}的长尾笔记 {row['late_share']:.0%} 的赞藏来自第 14 天后",
            ),
        )
    ]
