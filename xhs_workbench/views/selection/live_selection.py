"""What the live explorer shows when the set is picked again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.views.desks.explorer import Answer, Plan, answer
from xhs_workbench.views.drawing.tables import Column, Table
from xhs_workbench.views.selection.picked import figures_portfolio

NAME = pl.coalesce("creator_name", "creator_id")
MOST_MISSED = 15


def start_plan(
    rules: Any, replan: Callable[[Mapping[str, Any]], Any], tiers: Mapping[str, Text], keeper: Any = None
) -> Plan:
    """Return the explorer's budget and quotas as they stand, and what picks the set again and saves the wishes in JupyterLab.

    Args:
        rules: Where the controls start; see `selection.Rules`.
        replan: Picks again.
        tiers: Tier -> its name.
        keeper: What writes the wishes, see `workspace.Keeper`; None offers no saving.
    """
    return Plan(
        rules.budget_cny,
        rules.quotas,
        tiers,
        rules.max_share,
        rules.must_in,
        rules.must_out,
        answer_live(replan, tiers),
        keep_wishes(keeper, rules.budget_cny, rules.terms.service_fee_rate) if keeper else None,
    )


def keep_wishes(
    keeper: Any, budget_cny: float, service_fee_rate: float = 0.0
) -> Callable[[Mapping[str, Any]], Finding]:
    """Return what writes the explorer's wishes into the parameters; nothing but the keys named here is taken from the page.

    Args:
        keeper: What writes; it refuses what the notebook would refuse.
        budget_cny: The brief's budget with the fee, which stays in the brief.
        service_fee_rate: The fee on quotes, which the brief's own figure leaves out.
    """

    def keep(wish: Mapping[str, Any]) -> Finding:
        said: Finding = keeper.keep(
            {
                "weights": wish.get("weights"),
                "quotas": wish.get("quotas"),
                "max_share_per_creator": wish.get("max_share"),
                "must_in": wish.get("must_in"),
                "must_out": wish.get("must_out"),
            }
        )
        asked = wish.get("budget")
        budget = float(asked) if isinstance(asked, int | float) else budget_cny
        if said.level is Level.PASS and round(budget, 2) != round(budget_cny, 2):
            quotes = budget / (1 + service_fee_rate)
            stays = Text(
                f"The budget is the brief's: set creators_cny to {quotes:,.0f} in brief.yaml to keep it.",
                f"预算属于 brief：如需保留，请在 brief.yaml 中将 creators_cny 改为 {quotes:,.0f}。",
            )
            return replace(said, fix=stays)
        return said

    return keep


def answer_live(
    replan: Callable[[Mapping[str, Any]], Any], tiers: Mapping[str, Text]
) -> Callable[[Mapping[str, Any]], Answer]:
    """Return what answers the explorer's requests.

    Args:
        replan: Takes a request and picks again; see `selection.Replanner`.
        tiers: Tier -> its name.
    """

    def reply(request: Mapping[str, Any]) -> Answer:
        found = replan(request)
        picks, missed = found.portfolio.picks, found.near_misses
        tiles = figures_portfolio(found.portfolio).content["items"]
        shown = [{key: one[key] for key in ("label", "value", "note")} for one in tiles]
        known: dict[str, Any] = {"words": {"tier": tiers}, "unknown": {"tier": "?"}}
        set_to_book = Table(
            PICKS, Text("The set to book", "建议合作组合"), Text("Best score first.", "按得分排序。"), **known
        )
        near = Table(
            MISSES, Text("Near misses: one rule away", "差一条门槛的达人"), _how_many(missed.height), **known
        )
        tables = [
            (set_to_book, picks.with_columns(name=NAME)),
            (near, missed.head(MOST_MISSED).with_columns(name=NAME)),
        ]
        return answer(picks["creator_id"].to_list(), shown, found.portfolio.findings, tables)

    return reply


def _how_many(missed: int) -> Text:
    if missed <= MOST_MISSED:
        return Text("Best score first.", "按得分排序。")
    return Text(
        f"The {MOST_MISSED} best scores of {missed:,}.",
        f"共 {missed:,} 位，列出得分最高的 {MOST_MISSED} 位。",
    )


WHO = (
    Column("name", Text("Creator", "达人")),
    Column("tier", Text("Tier", "量级")),
    Column("score", Text("Score", "得分"), "score"),
)
PICKS = (
    *WHO,
    Column("price_cny", Text("Price with fee", "含费报价"), "cny"),
    Column("expected_interactions", Text("Interactions a note", "单篇互动量"), "count"),
    Column("why", Text("Why", "理由")),
)
MISSES = (
    *WHO,
    Column("limit", Text("The one rule", "唯一未达门槛")),
    Column("own_value", Text("Has", "实际")),
    Column("steps_away", Text("Steps away", "相差步数"), "number"),
)
