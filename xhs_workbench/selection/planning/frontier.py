"""What more or less money would bring, and who could replace each pick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.selection.planning.binding import what_binds
from xhs_workbench.selection.planning.portfolio import Portfolio, pick_by_rules
from xhs_workbench.selection.planning.programme import rule_rows
from xhs_workbench.selection.planning.rules import CENT
from xhs_workbench.written import called, two_figures

Floats = NDArray[np.float64]
GAP = 1e-3
"""Each point of the frontier is solved to a tenth of a percent, which is precise enough for a chart."""
STEPS = (0.4, 0.55, 0.7, 0.85, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0)
NOT_MONEY = {
    "quotas": Text(
        "raise the quotas, not the budget.",
        "配额已用满，应放宽配额，而不是追加预算。",
    ),
    "candidates": Text(
        "add candidates, not budget.",
        "可合作候选已全部入选，应补充候选，而不是追加预算。",
    ),
    "rules": Text(
        "loosen the other rules, not the budget.",
        "其余达人不符合其他条件，应放宽条件，而不是追加预算。",
    ),
}
"""Which bound is met where money is not short -> what would help."""
SCHEMA = {
    "budget_cny": pl.Float64,
    "creators": pl.Int64,
    "cost_cny": pl.Float64,
    "worth": pl.Float64,
    "expected_interactions": pl.Float64,
    "cpe_cny": pl.Float64,
    "marginal_cpe_cny": pl.Float64,
    "gap": pl.Float64,
    "planned": pl.Boolean,
    "same_notes": pl.Boolean,
}


def efficient_frontier(
    scored: pl.DataFrame, portfolio: Portfolio, budgets: Sequence[float] | None = None
) -> pl.DataFrame:
    """Solve the same rules for several budgets.

    A set that fits a smaller budget fits a larger one, so worth never falls with the budget: if a larger
        budget's own set
    is not better within the solver's gap, the smaller one's is kept. The planned budget's is always the plan
    itself, which may pay more for the kinds of notes that the brief orders.

    Args:
        scored: What the portfolio was picked from.
        portfolio: The picked set; its rules are used.
        budgets: CNY; by default 0.4 to 2 times the planned budget.

    Returns:
        One row per feasible budget: `budget_cny`, `creators`, `cost_cny`, `worth`, `expected_interactions`,
            `cpe_cny`
        (cost / interactions), `marginal_cpe_cny` (cost of each further interaction there, along the least
        concave majorant of the points, so that it only rises; null if more money brings none), `gap`,
        `planned`, `same_notes` (whether it holds as many notes of each tier, and of each type asked for, as the plan).
    """
    return lay_out_frontier(solve_budgets(scored, portfolio, budgets), portfolio)


def solve_budgets(
    scored: pl.DataFrame, portfolio: Portfolio, budgets: Sequence[float] | None = None
) -> list[tuple[float, Portfolio]]:
    """Return the best set of each budget for which there is one; the planned budget's is the plan itself.

    Args:
        scored: What the portfolio was picked from.
        portfolio: The picked set; its rules are used.
        budgets: CNY; by default 0.4 to 2 times the planned budget.
    """
    whole, planned = portfolio.rules.budget_cny, portfolio.rules.spend_cny
    free = replace(portfolio.rules, stop_cny=None)
    sets, best = list[tuple[float, Portfolio]](), None
    for budget in sorted(budgets or {*(whole * step for step in STEPS), planned}):
        same = budget == planned and not portfolio.picks.is_empty()
        found = portfolio if same else pick_by_rules(scored, replace(free, budget_cny=budget), gap=GAP)
        if found.picks.is_empty():
            continue
        best = found if best is None or same or found.worth > best.worth else best
        sets.append((budget, replace(best, bound=found.bound)))
    return sets


def lay_out_frontier(sets: Sequence[tuple[float, Portfolio]], portfolio: Portfolio) -> pl.DataFrame:
    """Return a row for each budget, as `efficient_frontier` does.

    Args:
        sets: From `solve_budgets`.
        portfolio: The plan.
    """
    rows = [
        (
            budget,
            best.picks.height,
            best.cost_cny,
            best.worth,
            best.expected_interactions,
            max(best.bound - best.worth, 0.0) / max(best.bound, 1e-9),
            budget == portfolio.rules.spend_cny,
            holds_as_many(best.picks, portfolio),
        )
        for budget, best in sets
    ]
    frame = pl.DataFrame(rows, orient="row", schema=[name for name in SCHEMA if "cpe" not in name])
    return frame.with_columns(
        cpe_cny=pl.col("cost_cny") / pl.col("expected_interactions"),
        marginal_cpe_cny=pl.Series(
            _marginal(frame["cost_cny"].to_list(), frame["expected_interactions"].to_list()), dtype=pl.Float64
        ),
    ).select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


def holds_as_many(picks: pl.DataFrame, portfolio: Portfolio) -> bool:
    """Say whether a set holds as many notes of each tier as a plan, and as many of each type as the plan was asked for.

    Args:
        picks: The other set.
        portfolio: The plan.
    """
    there, here = (dict(frame.group_by("tier").len().iter_rows()) for frame in (picks, portfolio.picks))
    kinds = dict(picks.group_by("note_type").len().iter_rows())
    own = dict(portfolio.picks.group_by("note_type").len().iter_rows())
    asked = portfolio.rules.terms.formats
    return all(there.get(tier, 0) >= n for tier, n in here.items()) and all(
        kinds.get(kind, 0) >= min(n, own.get(kind, 0)) for kind, n in asked.items()
    )


def _marginal(cost: Sequence[float], brought: Sequence[float]) -> list[float | None]:
    """Return the cost of each further interaction at each point, along the least concave majorant of the points.

    Sets are indivisible, so one step may look expensive and the next cheap; along the majorant the cost of a
    further interaction only rises.
    """
    top: list[int] = []
    for i in range(len(cost)):
        while top and (
            (brought[i] >= brought[top[-1]] and cost[i] <= cost[top[-1]])
            or (len(top) > 1 and _above(cost, brought, top[-2], top[-1], i))
        ):
            top.pop()
        if not top or brought[i] > brought[top[-1]]:
            top.append(i)
    found: list[float | None] = []
    for i in range(len(cost)):
        ends = [(a, b) for a, b in pairwise(top) if cost[a] < cost[i] <= cost[b]]
        same = cost[i] <= cost[i - 1]  # before the first lies the last, and the first has no price anyway
        found.append(
            (cost[ends[0][1]] - cost[ends[0][0]]) / (brought[ends[0][1]] - brought[ends[0][0]])
            if ends and not same
            else None
        )
    return found


def _above(cost: Sequence[float], brought: Sequence[float], a: int, b: int, c: int) -> bool:
    """Say whether the line from a to c passes above b or through it."""
    return (brought[c] - brought[a]) * (cost[b] - cost[a]) >= (brought[b] - brought[a]) * (cost[c] - cost[a])


def say_frontier(frontier: pl.DataFrame, portfolio: Portfolio) -> list[Finding]:
    """Say what more money would bring, from where on it brings almost nothing, and which bound is met there.

    Args:
        frontier: From `efficient_frontier`.
        portfolio: The picked set.
    """
    if frontier.height < 2 or not frontier["planned"].any():
        return []
    now = frontier.filter("planned").row(0, named=True)
    found = []
    after = frontier.filter(pl.col("budget_cny") > now["budget_cny"])
    if after.height:
        step = after.row(0, named=True)
        more, extra = (
            step["expected_interactions"] - now["expected_interactions"],
            step["cost_cny"] - now["cost_cny"],
        )
        if more > 0 and extra > 0:
            text = Text(
                (
                    f"¥{extra:,.0f} more would bring {two_figures(more):,.0f} more interactions, ¥{extra / more:.2f} "
                    f"each; the set as planned costs ¥{now['cpe_cny']:.2f} each."
                ),
                f"再增加 ¥{extra:,.0f} 可多得 {two_figures(more):,.0f} 次互动，每次 ¥{extra / more:.2f}；当前组合每次 ¥{now['cpe_cny']:.2f}。",
            )
            found.append(Finding("more_money", Level.PASS, text))
    top = float(frontier["worth"].max())  # type: ignore[arg-type]
    enough = frontier.filter(pl.col("worth") >= 0.99 * top).row(0, named=True)
    if enough["budget_cny"] < frontier["budget_cny"].max():
        why = NOT_MONEY[what_binds(portfolio, enough["creators"])]
        text = Text(
            f"Above ¥{enough['budget_cny']:,.0f} there is nothing more to buy: {why.en}",
            f"预算超过 ¥{enough['budget_cny']:,.0f} 后已无可增：{why.zh}",
        )
        found.append(Finding("money_is_not_short", Level.REVIEW, text))
    return found


def next_best(portfolio: Portfolio) -> pl.DataFrame:
    """Find who could replace each pick: the best single swap that keeps every rule.

    Returns:
        One row per pick: `creator_id`, `creator_name`, `note_type`, `swap_id`, `swap_name`, `swap_note_type`,
            `swap_price_cny`,
        `worth_change` (0 or less up to the solver's gap), `interactions_change`, `cost_change_cny`, and the
        lineage of the replacement. Swap columns are null if no single creator can replace the pick
        (must-haves have none).
    """
    picks, offers = portfolio.picks, portfolio.offers
    if picks.is_empty():
        return pl.DataFrame(schema=_swap_schema())
    rows, coefficients, low, high = rule_rows(offers, replace(portfolio.rules, stop_cny=None))
    taken = offers["creator_id"].is_in(picks["creator_id"].to_list()).to_numpy()
    booked = _positions(offers, picks)
    load = coefficients[:, booked].sum(axis=1)
    value = _worth_changes(portfolio, booked)
    slack = np.array([CENT if row.unit == "cny" else 1e-9 for row in rows])[:, None]
    made = []
    for k, here in enumerate(booked):
        after = load[:, None] - coefficients[:, [here]] + coefficients
        fits = ((after >= low[:, None] - slack) & (after <= high[:, None] + slack)).all(axis=0) & ~taken
        must = bool(offers["must_in"][int(here)])
        best = int(np.argmax(np.where(fits, value[k], -np.inf))) if fits.any() and not must else None
        made.append(_swap_row(offers, int(here), best, float(value[k][best]) if best is not None else None))
    return pl.DataFrame(made, schema=_swap_schema(), orient="row")


def _positions(offers: pl.DataFrame, picks: pl.DataFrame) -> NDArray[np.int64]:
    numbered = offers.select("creator_id", "note_type").with_row_index("at")
    found = picks.select("creator_id", "note_type").join(
        numbered, on=["creator_id", "note_type"], how="left", maintain_order="left"
    )
    return found["at"].cast(pl.Int64).to_numpy()


def _worth_changes(portfolio: Portfolio, booked: NDArray[np.int64]) -> Floats:
    """Return how worth changes for each pick and each possible replacement; risk re-evaluates the value part only."""
    offers, terms = portfolio.offers, portfolio.rules.terms
    value = offers["value"].to_numpy()
    change: Floats = value[None, :] - value[booked][:, None]
    if terms.reach is None or not terms.worth_of_reach:
        return change
    adds = terms.reach.rows(offers["creator_id"])
    total = adds[booked].sum(axis=0)
    now = -np.expm1(-total)
    for k, here in enumerate(booked):
        after = -np.expm1(-(total - adds[here] + adds))
        change[k] += terms.worth_of_reach * (after - now) @ terms.reach.people
    return change


def _swap_row(offers: pl.DataFrame, here: int, best: int | None, change: float | None) -> tuple[object, ...]:
    mine = offers.row(here, named=True)
    name = called(mine.get("creator_name"), mine["creator_id"])
    if best is None:
        return (mine["creator_id"], name, mine["note_type"], *[None] * 7)
    other = offers.row(best, named=True)
    return (
        mine["creator_id"],
        name,
        mine["note_type"],
        other["creator_id"],
        called(other.get("creator_name"), other["creator_id"]),
        other["note_type"],
        other["price_cny"],
        change,
        other["expected_interactions"] - mine["expected_interactions"],
        other["price_cny"] - mine["price_cny"],
    )


def _swap_schema() -> dict[str, type[pl.DataType]]:
    texts = ("creator_id", "creator_name", "note_type", "swap_id", "swap_name", "swap_note_type")
    floats = ("swap_price_cny", "worth_change", "interactions_change", "cost_change_cny")
    return {**dict.fromkeys(texts, pl.String), **dict.fromkeys(floats, pl.Float64)}
