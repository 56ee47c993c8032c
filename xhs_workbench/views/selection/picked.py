"""The ranking, the picked set, what it may bring, and the explorer that ranks again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.declarations import show
from xhs_workbench.views.desks.explorer import Filter, LiveBlock, Plan, explorer
from xhs_workbench.views.drawing.tables import Column, Figure, figures
from xhs_workbench.views.selection.creator_cards import creator_cards, target_columns
from xhs_workbench.written import two_figures

NAME = pl.coalesce("creator_name", "creator_id")


def chart_price(scored: pl.DataFrame, picks: pl.DataFrame, tiers: Mapping[str, Text]) -> Block:
    """Draw price against expected interactions, the picked set ringed."""
    ringed = scored.with_columns(picked=pl.col("creator_id").is_in(picks["creator_id"].to_list()))
    return show("selection.chart_price", ringed, words={"tier": tiers})


def chart_stability(rated: pl.DataFrame, tiers: Mapping[str, Text], *, k: int = 20) -> Block:
    """Draw how surely each of the first creators is among the top K when weights move a little."""
    first = rated.sort(["score", "creator_id"], descending=[True, False]).head(k + 5)
    return show("portfolio.chart_stability", first, words={"tier": tiers}, k=k)


def figures_portfolio(portfolio: Any) -> Block:
    """Show the picked set as tiles.

    Args:
        portfolio: `picks`, `cost_cny`, `budget_cny`, `expected_interactions`; see `selection.Portfolio`.
    """
    n, cost, expected = portfolio.picks.height, portfolio.cost_cny, portfolio.expected_interactions
    of = f"¥{portfolio.budget_cny:,.0f}"
    tiles = [
        Figure(Text("Creators picked", "入选达人"), n, "count"),
        Figure(Text("Cost with fee", "含费成本"), cost if n else None, "cny", Text(f"of {of}", f"预算 {of}")),
        Figure(
            Text("Interactions if everyday notes", "按日常笔记计的互动量"), expected if n else None, "about"
        ),
        Figure(
            Text("Cost of each then", "对应单次成本"),
            cost / expected if expected else None,
            "cny2",
            definition="cpe",
        ),
    ]
    return figures(tiles, "selection.figures_portfolio")


def figures_outlook(outlook: Any, reached: float | None = None) -> Block:
    """Show what the set may bring as tiles.

    Args:
        outlook: `low`, `high`, `worst_fifth`, `target`, `chance` and `scenarios` of a simulation; see
            `selection.Outlook`.
        reached: Different people reached; None leaves it out.
    """
    some, target = outlook.scenarios > 0, outlook.target
    aim = (
        Text(f"of {target:,.0f} interactions aimed at here", f"本次选号目标 {target:,.0f} 次互动")
        if target
        else NOTHING
    )
    tiles = [
        Figure(
            Text("Interactions, eight in ten outcomes", "互动量（八成情形）"),
            f"{two_figures(outlook.low):,.0f}–{two_figures(outlook.high):,.0f}" if some else None,
            "text",
            Text(f"{outlook.scenarios:,} scenarios", f"{outlook.scenarios:,} 个情景"),
        ),
        Figure(
            Text("Mean of the worst fifth", "最差五分之一的均值"),
            outlook.worst_fifth if some else None,
            "about",
        ),
        Figure(
            Text("Chance to reach the number asked about", "达到所设互动量的概率"),
            outlook.chance,
            "rate",
            aim,
        ),
    ]
    if reached is not None:
        tiles.append(
            Figure(
                Text("Different people reached, at most", "触达人数上限（去重）"),
                reached,
                "about",
                Text("if creators reach independently", "假设达人间触达独立"),
            )
        )
    return figures(tiles, "portfolio.figures_outlook")


def table_portfolio(picks: pl.DataFrame, tiers: Mapping[str, Text]) -> Block:
    """Show the picked set with the reason for each, by tier, in each what brings most first; the format where there are several."""
    size = pl.col("tier").replace_strict(
        {name: n for n, name in enumerate(tiers)}, default=-1, return_dtype=pl.Int64
    )
    picks = picks.sort(size, "expected_interactions", "creator_id", descending=[True, True, False])
    mixed = "note_type" in picks.columns and picks["note_type"].n_unique() > 1
    return show(
        "selection.table_portfolio",
        picks if mixed else picks.drop("note_type", strict=False),
        words={"tier": tiers},
    )


def show_explorer(
    scored: pl.DataFrame,
    picks: pl.DataFrame,
    tiers: Mapping[str, Text],
    parts: Mapping[str, tuple[str, bool, Text]],
    weights: Mapping[str, float],
    *,
    cards: Mapping[str, Mapping[str, Any]] | None = None,
    plan: Plan | None = None,
) -> LiveBlock:
    """Let the reader move the weights and see the ranking follow; in JupyterLab also pick the set again.

    Args:
        scored: From `score_creators`; the filters offered are those whose columns it has.
        picks: The set to book.
        tiers: Tier -> its name.
        parts: Part -> column, direction and name.
        weights: Part -> weight at the start.
        cards: From `creator_cards`.
        plan: Budget and quotas at the start, and what picks the set again.
    """
    shown = scored.with_columns(name=NAME, picked=pl.col("creator_id").is_in(picks["creator_id"].to_list()))
    made = explorer(
        shown,
        [one for one in COLUMNS if one.key in shown.columns],
        {name: parts[name][2] for name in weights},
        weights,
        cards=cards,
        plan=plan,
        filters=[
            one for one in FILTERS if one.key in shown.columns and shown[one.key].null_count() < shown.height
        ],
        words={"tier": tiers},
        title=Text("Move the weights, see the ranking follow", "拖动权重，排名随之变化"),
        note=Text(
            (
                "Score = 100 × Σ weight × rank / Σ weight; an unknown part gives nothing. Red edge: in "
                "the set to book. Click a name for the creator's card."
            ),
            "得分 = 100 × Σ 权重 × 名次 / Σ 权重；未知项不得分。红边：建议合作。点击昵称查看达人卡片。",
        ),
    )
    return made.adding(block="selection.show_explorer")


def show_cards(
    scored: pl.DataFrame, notes: pl.DataFrame, prices: pl.DataFrame, asks: pl.DataFrame, audience: Any
) -> dict[str, dict[str, Any]]:
    """Gather the cards of the explorer.

    Args:
        scored: From `prepare_cards`.
        notes: From `list_card_notes`.
        prices: From `compare_prices`; the quotes for image notes are shown.
        asks: From `list_evidence`.
        audience: Whom the brief wants: `gender` and `age_bands`.
    """
    image = prices.filter(pl.col("format") == "image").unique("creator_id", keep="first", maintain_order=True)
    return creator_cards(scored, notes, prices=image, asks=asks, target=target_columns(audience))


COLUMNS = (
    Column("followers", Text("Followers", "粉丝"), "count"),
    Column("expected_interactions", Text("Interactions", "互动量"), "about"),
    Column("engagement_rate", Text("Engagement", "互动率"), "rate"),
    Column("price_cny", Text("Price", "报价"), "cny"),
    Column("notes_seen", Text("Notes", "样本"), "count"),
    Column("to_ask", Text("To ask", "待询问"), "count"),
)
FILTERS = (
    Filter("plain_category", Text("All categories", "全部类目"), "choice"),
    Filter("price_cny", Text("Price up to ¥", "报价不超过 ¥"), "most"),
    Filter("followers", Text("Followers from", "粉丝不少于"), "least"),
    Filter("to_ask", Text("nothing to ask about", "无待询问线索"), "none"),
    Filter("gates_failed", Text("keeps every rule", "满足全部门槛"), "none"),
)
