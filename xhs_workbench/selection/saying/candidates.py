"""The page that looks closer at the candidates: from how many to how few it led."""

from __future__ import annotations

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.selection.judging.stability import STABLE
from xhs_workbench.selection.planning.portfolio import Portfolio
from xhs_workbench.telling import FirstScreen, Statement, Tile
from xhs_workbench.written import agree, many


def say_ranking(scored: pl.DataFrame, first: int = 20) -> Statement:
    """Say how much of the ranking is a matter of weights.

    Args:
        scored: From `rate_stability`.
        first: How many of the ranking are looked at.
    """
    top = scored.sort(["score", "creator_id"], descending=[True, False]).head(first)
    if top.height < first or scored.height == first:
        says = Text("Move the weights and see the ranking follow.", "拖动权重，查看排名如何变化。")
        return Statement(says, code="ranking_open", place="explorer")
    firm = top.filter(pl.col("top_chance") >= STABLE).height
    return Statement(
        Text(
            f"{firm} of the first {first} {agree(firm, 'stays', 'stay')} there when the weights move a little.",
            f"权重略作调整，前 {first} 名中 {firm} 位仍稳居前列。",
        ),
        Text(
            "The rest is a matter of what matters to you: try it.", "其余取决于侧重点，可自行拖动权重查看。"
        ),
        code="ranking_stable",
        place="explorer",
    )


def limits_of_ranking(scored: pl.DataFrame) -> list[Text]:
    """Say on the page of the line-up, too, how much of the ranking behind it is a matter of weights.

    Args:
        scored: From `rate_stability`.
    """
    said = say_ranking(scored)
    if said.code != "ranking_stable":
        return []
    return [
        Text(f"The ranking rests on weights: {said.says.en}", f"排名取决于权重：{said.says.zh}"),
    ]


def sum_up_candidates(scored: pl.DataFrame, portfolio: Portfolio) -> FirstScreen:
    """Open the page that looks closer: from how many to how few it led.

    Args:
        scored: From `rate_stability`.
        portfolio: The picked set.
    """
    counts = (
        (Text("Candidates", "候选达人"), scored.height),
        (Text("Break no rule", "未触发门槛"), scored["admitted"].sum()),
        (Text("Bookable", "可合作"), portfolio.offers["creator_id"].n_unique()),
        (Text("In the line-up", "入选"), portfolio.picks.height),
    )
    n, of = portfolio.picks.height, scored.height
    led = Text(f"From {many(of, 'candidate')} to {n}", f"从 {of:,} 位候选到 {n} 位入选")
    start = led if n else Text(many(of, "candidate"), f"{of:,} 位候选达人")
    verdict = Text(
        f"{start.en}: the ranking, its weights and what lies behind it.", f"{start.zh}：排名、权重与依据。"
    )
    return FirstScreen(verdict, [Tile(label, count, "count") for label, count in counts])
