"""What the live explorer shows when the set is picked again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

import polars as pl

from xhs_workbench.findings import Finding, Language, Level, Text
from xhs_workbench.views.explorer import Answer, Plan, answer
from xhs_workbench.views.selection import Picked, figures_portfolio
from xhs_workbench.views.tables import Column

NAME = pl.coalesce("creator_name", "creator_id")
MOST_MISSED = 15


class Judged(Picked, Protocol):
    """A picked set with every rule checked."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The rules, checked."""
        ...


class Rules(Protocol):
    """Where the controls of a set start; see `selection.Rules`."""

    @property
    def budget_cny(self) -> float:
        """Budget."""
        ...

    @property
    def quotas(self) -> Mapping[str, Sequence[int]]:
        """Tier -> least and most."""
        ...

    @property
    def max_share(self) -> float:
        """Largest share for one creator."""
        ...

    @property
    def must_in(self) -> Sequence[str]:
        """Ids to book in any case."""
        ...

    @property
    def must_out(self) -> Sequence[str]:
        """Ids never to book."""
        ...


class Keeper(Protocol):
    """What writes parameters; see `workspace.Keeper`."""

    def keep(self, values: Mapping[str, Any]) -> Finding:
        """Write and say how it went."""
        ...


class Replanned(Protocol):
    """What is shown of a set picked again; see `selection.Replanned`."""

    @property
    def portfolio(self) -> Judged:
        """The set."""
        ...

    @property
    def near_misses(self) -> pl.DataFrame:
        """Creators one rule away, best score first."""
        ...


def start_plan(
    rules: Rules, replan: Callable[[Mapping[str, Any]], Replanned], labels: Mapping[str, str], keeper: Keeper | None = None, *, language: Language
) -> Plan:  # fmt: skip
    """Return the explorer's budget and quotas as they stand, and what picks the set again and saves the wishes in JupyterLab.

    Args:
        rules: Where the controls start.
        replan: Picks again.
        labels: Tier -> its name.
        keeper: What writes the wishes; None offers no saving.
        language: Language.
    """
    return Plan(
        rules.budget_cny, rules.quotas, labels, rules.max_share, rules.must_in, rules.must_out,
        answer_live(replan, labels, language=language), keep_wishes(keeper, rules.budget_cny) if keeper else None,
    )  # fmt: skip


def keep_wishes(keeper: Keeper, budget_cny: float) -> Callable[[Mapping[str, Any]], Finding]:
    """Return what writes the explorer's wishes into the parameters; nothing but the keys named here is taken from the page.

    Args:
        keeper: What writes; it refuses what the notebook would refuse.
        budget_cny: The brief's budget, which stays in the brief.
    """

    def keep(wish: Mapping[str, Any]) -> Finding:
        said = keeper.keep({
            "weights": wish.get("weights"), "quotas": wish.get("quotas"), "max_share_per_creator": wish.get("max_share"),
            "must_in": wish.get("must_in"), "must_out": wish.get("must_out"),
        })  # fmt: skip
        budget = wish.get("budget")
        if said.level is Level.PASS and isinstance(budget, int | float) and budget != budget_cny:
            stays = Text(f"The budget is the brief's: set creators_cny to {budget:,.0f} in brief.yaml to keep it.",
                         f"预算属于 brief：如需保留，请在 brief.yaml 中将 creators_cny 改为 {budget:,.0f}。")  # fmt: skip
            return replace(said, fix=stays)
        return said

    return keep


def answer_live(
    replan: Callable[[Mapping[str, Any]], Replanned], labels: Mapping[str, str], *, language: Language
) -> Callable[[Mapping[str, Any]], Answer]:
    """Return what answers the explorer's requests.

    Args:
        replan: Takes a request and picks again.
        labels: Tier -> its name.
        language: Language.
    """

    def reply(request: Mapping[str, Any]) -> Answer:
        found = replan(request)
        picks, missed = found.portfolio.picks, found.near_misses
        tiles = figures_portfolio(found.portfolio, language=language).data["items"]
        figures = [{"label": one["label"], "value": one["value"], "note": one["note"]} for one in tiles]
        named = pl.col("tier").replace_strict(dict(labels), default="?")
        tables = [
            (Text("The set to book", "建议合作组合"), Text("Best score first.", "按得分排序。"), _picks(language), picks.with_columns(named, name=NAME)),
            (
                Text("Near misses: one rule away", "差一条门槛的博主"), _how_many(missed.height),
                _misses(language), missed.head(MOST_MISSED).with_columns(named, name=NAME),
            ),
        ]  # fmt: skip
        return answer(picks["creator_id"].to_list(), figures, found.portfolio.findings, tables, language=language)

    return reply


def _how_many(missed: int) -> Text:
    if missed <= MOST_MISSED:
        return Text("Best score first.", "按得分排序。")
    return Text(f"The {MOST_MISSED} best scores of {missed:,}.", f"共 {missed:,} 位，列出得分最高的 {MOST_MISSED} 位。")


def _picks(language: Language) -> list[Column]:
    return [
        Column("name", Text("Creator", "博主")),
        Column("tier", Text("Tier", "层级")),
        Column("score", Text("Score", "得分"), "score"),
        Column("price_cny", Text("Price with fee", "含费报价"), "cny"),
        Column("expected_interactions", Text("Interactions a note", "单篇互动"), "count"),
        Column(f"why_{language}", Text("Why", "理由")),
    ]


def _misses(language: Language) -> list[Column]:
    return [
        Column("name", Text("Creator", "博主")),
        Column("tier", Text("Tier", "层级")),
        Column("score", Text("Score", "得分"), "score"),
        Column(f"limit_{language}", Text("The one rule", "唯一未达门槛")),
        Column("own_value", Text("Has", "实际")),
        Column("steps_away", Text("Steps away", "相差步数"), "number"),
    ]
