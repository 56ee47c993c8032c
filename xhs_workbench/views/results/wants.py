"""What would fill a chapter of the results that these files cannot: only what is really missing."""

from __future__ import annotations

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.written import listed

WANTS = {
    "results.highlights": NOTHING,  # too little stands out: no file is missing
    "results.funnel": Text(
        "an order report with prices, impressions and reads", "含报价、曝光、阅读的订单报告"
    ),
    "results.content": Text("the creators' other notes", "达人的日常笔记"),
    "results.paid": Text("an ad report", "投流报表"),
    "results.search": Text("a daily search index with comparable terms", "含对照词的每日搜索指数"),
    "results.comments": Text("comments under the notes", "笔记评论"),
    "results.sales": Text("shop traffic by channel and day", "分渠道的每日店铺数据"),
    "results.next": Text("orders with prices", "含报价的订单"),
}
"""Chapter -> the file that would fill it."""
LEAST_POINTS = 3
"""Fewer points make no picture of cost against engagement."""


def want_of_targets(plan: pl.DataFrame) -> Text:
    """Return what is missing where no target can be checked: the targets, or the figures of those there are."""
    if plan.is_empty():
        return Text("targets in the brief", "brief 中的目标")
    names = [Text(row["name_en"][:1].lower() + row["name_en"][1:], row["name_zh"]) for row in plan.to_dicts()]
    named = listed(names)
    return Text(f"files that hold {named.en}", f"含{named.zh}的文件")


def want_of_lineup(ranked: pl.DataFrame) -> Text:
    """Return what is missing where too few notes have a cost and an engagement rate."""
    if ranked.height < LEAST_POINTS:
        return Text("at least three notes", "至少 3 篇笔记")
    parts = {
        "cost_named_cny": Text("prices", "报价"),
        "reads": Text("reads", "阅读"),
        "interactions_named": Text("interactions", "互动量"),
    }
    lacking = [
        text for name, text in parts.items() if name in ranked.columns and ranked[name].count() < LEAST_POINTS
    ]
    named = listed(lacking or list(parts.values()))
    return Text(f"{named.en} of at least three notes", f"至少 3 篇笔记的{named.zh}")
