"""Chapters of what came, several in one cell: each states its finding over one picture, or says what file would add it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.telling import Card, Statement
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.declarations import show
from xhs_workbench.views.drawing.numbers import Shown
from xhs_workbench.views.sketching.sketches import Sketch
from xhs_workbench.views.story import cards, chapter, unsaid
from xhs_workbench.views.wording import Words

MOST = 6
NOUNS = {
    "brought.leads": Text("Leads", "客资转化"),
    "brought.words": Text("Search words", "搜索来源词"),
    "brought.searches": Text("Searches after reading", "笔记回搜"),
    "brought.reached": Text("Audience reached", "触达人群"),
    "brought.audience": Text("Brand audience", "人群资产"),
    "brought.shops": Text("Store visits and orders", "进店与成交"),
}
WANTS = {
    "brought.leads": Text("an ad report with forms or private messages", "含表单或私信数据的投流报表"),
    "brought.words": Text("the list of top search words", "搜索来源词列表"),
    "brought.searches": Text("a report of searches after reading", "回搜数据"),
    "brought.reached": Text("the post-campaign portrait of people reached", "投后触达人群画像"),
    "brought.audience": Text("the audience sheet typed from the platform", "人群资产手填表"),
    "brought.shops": Text("an off-site shop report or the shop's orders", "站外店铺报表或店铺订单"),
}
"""Chapter -> the file that would fill it."""
STEPS: Words = {
    "impressions": Text("Impressions", "展现量"),
    "clicks": Text("Clicks", "点击量"),
    "landing_visits": Text("Landing page visits", "落地页访问"),
    "form_submits": Text("Forms handed in", "表单提交"),
    "valid_forms": Text("Valid forms", "有效表单"),
    "message_consults": Text("Private messages", "私信咨询"),
    "message_openings": Text("People who wrote first", "私信开口"),
    "message_leads": Text("Contacts left in messages", "私信留资"),
    "readers": Text("Readers", "阅读人数"),
    "store_visits": Text("Store visits", "进店"),
    "cart_adds": Text("Carts", "加购"),
    "buyers": Text("Buyers", "成交人数"),
}
COMES_OF = {
    "clicks": ("impressions",),
    "landing_visits": ("clicks",),
    "form_submits": ("landing_visits", "clicks"),
    "valid_forms": ("form_submits",),
    "message_consults": ("clicks",),
    "message_openings": ("message_consults",),
    "message_leads": ("message_openings", "message_consults"),
    "store_visits": ("readers",),
    "cart_adds": ("store_visits",),
    "buyers": ("cart_adds", "store_visits"),
}
"""Step -> the steps it comes out of, the nearest first: forms and messages are two ways."""
STAGES: Words = {
    "total": Text("All of the audience", "人群资产总量"),
    "aware": Text("Aware", "认知"),
    "interested": Text("Interested", "种草"),
    "deeply_interested": Text("Deeply interested", "深度种草"),
    "purchased": Text("Buyers", "购买"),
    "shared": Text("Sharers", "分享"),
    "search_volume": Text("Brand searches", "品牌搜索量"),
}


class Came(Protocol):
    """What `results.gather_brought` returns, as far as it is shown here."""

    @property
    def leads(self) -> Any:
        """Sums of the leads, with `steps`."""

    @property
    def lead_tree(self) -> pl.DataFrame:
        """One row a note."""

    @property
    def words(self) -> Any:
        """Search words, with `table`."""

    @property
    def searches(self) -> Any:
        """Searches afterwards, with `windows` and `placements`."""

    @property
    def audience(self) -> Any:
        """The audience, with `table` and `flow`."""

    @property
    def reached(self) -> Any:
        """The audience reached, with `table` and `wanted`."""

    @property
    def shops(self) -> Any:
        """Shops, with `steps`, `channels`, `windows` and `tree`."""


def chapters(
    came: Came, said: Mapping[str, Statement | None], dear: Sequence[Card] = (), lost: Sequence[Card] = ()
) -> list[Block]:
    """Show each part that came as a chapter of its own, its tables folded.

    Args:
        came: From `results.gather_brought`.
        said: From `results.say_brought`.
        dear: Notes whose leads are dear, from `results.dear_cards`.
        lost: Notes whose shop visitors are lost, from `results.lost_cards`.
    """
    return [
        _chapter_or_want("brought.leads", said["leads"], _draw_steps(came.leads)),
        cards(dear, name="brought.dear_cards"),
        *_folded(show("brought.table_leads", came.lead_tree)),
        _chapter_or_want("brought.words", said["words"], _words(came.words)),
        *_folded(*([show("brought.table_words", came.words.table)] if came.words else [])),
        _chapter_or_want("brought.searches", said["searches"], _searches(came.searches)),
        *_folded(*_search_tables(came.searches)),
        _chapter_or_want("brought.reached", said["reached"], _reached(came.reached)),
        *_folded(*([show("brought.table_reached", came.reached.table)] if came.reached else [])),
        _chapter_or_want("brought.audience", said["audience"], _audience(came.audience)),
        *_folded(*_audience_tables(came.audience)),
        _chapter_or_want("brought.shops", said["shops"], _draw_steps(came.shops)),
        cards(lost, name="brought.lost_cards"),
        *_folded(*_shop_tables(came.shops)),
    ]


def _chapter_or_want(name: str, said: Statement | None, picture: Sketch | None) -> Block:
    made = chapter(said, picture, name=name) if said else unsaid(WANTS[name], name=name)
    return made.adding(noun=NOUNS[name])


def _folded(*blocks: Block) -> list[Block]:
    return [block.adding(detail=True) for block in blocks]


def _draw_steps(part: Any) -> Sketch | None:
    """Draw the steps of a funnel, each with its share of the step that it comes out of."""
    if part is None or len(part.steps) < 2:
        return None
    rows = []
    for name, value in part.steps.items():
        before = next((one for one in COMES_OF.get(name, ()) if part.steps.get(one)), "")
        whole = part.steps.get(before) or 0.0
        of = NOTHING
        if whole and value <= whole:
            named = STEPS[before]
            of = Text(f"{value / whole:.1%} of {named.en.lower()}", f"{named.zh}的 {value / whole:.1%}")
        rows.append({"label": STEPS[name], "value": value, "text": Shown(value, "compact"), "rate": of})
    note = Text("Bar lengths on a logarithmic scale", "条形长度为对数刻度")
    return Sketch("steps", [row for row in rows if row["value"]], NOTHING, note)


def _words(found: Any) -> Sketch | None:
    if found is None:
        return None
    rows = [
        {
            "label": row["term"],
            "value": row["reads"],
            "text": Shown(row["reads"], "compact"),
            "tone": "accent" if row["keyword"] else "plain",
        }
        for row in found.table.filter(pl.col("reads") > 0).head(MOST).iter_rows(named=True)
    ]
    note = Text("Reads by search word; planned keywords coloured", "各搜索词带来的阅读；规划关键词着色")
    return Sketch("bars", rows, NOTHING, note)


def _window_name(hours: int | None) -> Text:
    if hours is None:
        return Text("window not stated", "未注明周期")
    if hours % 24 == 0 and hours > 48:
        return Text(f"within {hours // 24} days", f"{hours // 24} 天内")
    return Text(f"within {hours} hours", f"{hours} 小时内")


def _searches(found: Any) -> Sketch | None:
    if found is None:
        return None
    rows = [
        {
            "label": _window_name(row["window_hours"]),
            "value": row["searchers"],
            "text": Shown(row["searchers"], "compact"),
            "tone": "accent",
        }
        for row in found.windows.drop_nulls("searchers").iter_rows(named=True)
    ]
    note = Text("Readers who searched; a longer window holds the shorter", "回搜人数；长周期包含短周期")
    return Sketch("bars", rows, NOTHING, note)


def _audience(found: Any) -> Sketch | None:
    if found is None:
        return None
    people = found.table.filter(pl.col("kind") == "people").drop_nulls(["before", "after"])
    rows = [
        {
            "label": STAGES[row["indicator"]],
            "value": row["after"],
            "target": row["before"],
            "text": Shown(row["after"], "compact"),
            "tone": "good" if row["change"] > 0 else "bad" if row["change"] < 0 else "plain",
        }
        for row in people.iter_rows(named=True)
        if row["indicator"] in STAGES
    ]
    note = Text("People after the campaign; the mark is before it", "投后人数；刻度线为投前")
    return Sketch("bars", rows, NOTHING, note)


def _reached(found: Any) -> Sketch | None:
    """Draw each class's share of those reached, with a mark where the booked creators' fans lie."""
    if found is None:
        return None
    first = found.table.filter(pl.col("origin") == found.table["origin"][0])
    rows = [
        {
            "label": Text(row["name_en"][:1].upper() + row["name_en"][1:], row["name_zh"]),
            "value": row["share"] * 100,
            "target": None if row["expected_share"] is None else row["expected_share"] * 100,
            "text": f"{row['share']:.0%}",
            "tone": "accent" if row["planned"] else "plain",
        }
        for row in first.iter_rows(named=True)
    ]
    marked = first["expected_share"].count() > 0
    note = (
        Text(
            "Share of people reached; planned classes coloured; the mark is the booked creators' fans",
            "触达人群占比；目标分段着色；刻度线为所选达人粉丝",
        )
        if marked
        else Text("Share of people reached; planned classes coloured", "触达人群占比；目标分段着色")
    )
    return Sketch("bars", rows, NOTHING, note)


def _search_tables(found: Any) -> list[Block]:
    if found is None:
        return []
    named = found.windows.with_columns(**_in_both(found.windows["window_hours"], _window_name, "window"))
    by_place = found.placements.with_columns(
        **_in_both(found.placements["window_hours"], _window_name, "window")
    )
    return [show("brought.table_searches", named), show("brought.table_search_places", by_place)]


def _in_both(values: pl.Series, words: Any, name: str) -> dict[str, pl.Series]:
    """Write each value in both languages, as columns."""
    said = [words(value) for value in values]
    return {
        f"{name}_en": pl.Series([text.en for text in said], dtype=pl.String),
        f"{name}_zh": pl.Series([text.zh for text in said], dtype=pl.String),
    }


def _audience_tables(found: Any) -> list[Block]:
    if found is None:
        return []
    people = found.table.filter(pl.col("kind") == "people")
    shares = found.table.filter(pl.col("kind") == "share")
    ranks = found.table.filter(pl.col("kind") == "rank")
    return [
        show("brought.table_audience", people),
        show("brought.table_flow", found.flow),
        show("brought.table_shares", shares),
        show("brought.table_standing", ranks),
    ]


def _shop_tables(found: Any) -> list[Block]:
    if found is None:
        return []
    return [
        show("brought.table_channels", found.channels),
        show("brought.table_newcomers", found.channels.drop_nulls("new_customers")),
        show("brought.table_windows", found.windows),
        show("brought.table_lost", found.tree),
    ]
