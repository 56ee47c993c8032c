"""The page that looks closer at the results: how much there is to look at."""

from __future__ import annotations

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.telling import FirstScreen, Tile
from xhs_workbench.written import many


def sum_up_closer(outcomes: pl.DataFrame, comments: pl.DataFrame, index: pl.DataFrame) -> FirstScreen:
    """Open the page with what it goes through, one by one.

    Args:
        outcomes: From `gather_outcomes`.
        comments: From `score_sentiment`: what readers wrote.
        index: The `SearchIndex` table.
    """
    notes, said, terms = outcomes.height, comments.height, index["term"].n_unique()
    opinions = comments["sentiment"].is_in(["positive", "negative"]).sum()
    tiles = [
        (Text("Notes placed", "投放笔记"), notes),
        (Text("Comments read", "已读评论"), said),
        (Text("Of them with an opinion", "其中表达态度"), opinions),
        (Text("Search terms", "搜索词"), terms),
    ]
    some = [(n, name, zh) for n, name, zh in ((notes, "note", "篇笔记"), (said, "comment", "条评论")) if n]
    verdict = (
        Text(
            f"{' and '.join(many(n, name) for n, name, _ in some)}, one by one and group by group.",
            f"{'、'.join(f'{n:,} {zh}' for n, _, zh in some)}，逐条与分组细看。",
        )
        if some
        else Text("No note of the campaign and no comment was read.", "未读取到本次笔记与评论。")
    )
    return FirstScreen(verdict, [Tile(label, n, "count") for label, n in tiles if n])
