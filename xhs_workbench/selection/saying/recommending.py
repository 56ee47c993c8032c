"""The one recommendation of the page: book the plan, book less of it, or decide first; the rest is an option."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple

import polars as pl

from xhs_workbench.params.brief import Brief
from xhs_workbench.selection.planning.binding import Bound, what_binds
from xhs_workbench.selection.planning.forecast import Forecast, Measure, forecast_set
from xhs_workbench.selection.planning.frontier import lay_out_frontier, solve_budgets
from xhs_workbench.selection.planning.portfolio import Portfolio, stop_at
from xhs_workbench.worked_out import kept


class Stop(NamedTuple):
    """A smaller set after which each further interaction of the plan costs more than the brief's limit.

    Args:
        budget_cny: The budget that it is the best for.
        cost_cny: What it costs.
        share: Its interactions as a share of the plan's.
        less_cny: What it costs less than the plan.
        fewer: How many interactions fewer it brings.
        same_notes: Whether it holds as many notes of each tier, and of each type asked for, as the plan.
    """

    budget_cny: float
    cost_cny: float
    share: float
    less_cny: float
    fewer: float
    same_notes: bool = True


class Step(NamedTuple):
    """The next larger set.

    Args:
        extra_cny: What it costs more than the plan.
        gain: How many interactions more it brings.
    """

    extra_cny: float
    gain: float

    @property
    def each_cny(self) -> float:
        """What a further interaction costs."""
        return self.extra_cny / self.gain


@dataclass(frozen=True)
class Advice:
    """What the page recommends, in one word, and what it rests on.

    Args:
        kind: `book` the plan where it should keep to the brief; `cut` it where its last money costs more for each
            further interaction than the brief allows, and a smaller set holds as many notes and keeps every
            target that the plan meets; else `decide` first.
        missed: Targets that will likely be missed.
        dear: Whether the plan costs more for each interaction than the brief allows.
        stop: A smaller set whose last money still keeps to that limit; None where there is none.
        needs: Why the plan is booked although there is such a set: it holds the `notes` ordered, or it meets `targets`
            that the smaller one may miss; empty where it is not.
        step: The next larger set; None where more money brings nothing more.
        bound: What keeps the set from growing.
    """

    kind: Literal["book", "cut", "decide"]
    missed: tuple[Measure, ...]
    dear: bool
    stop: Stop | None
    needs: Literal["", "notes", "targets"]
    step: Step | None
    bound: Bound | Literal["budget"]


def recommend(portfolio: Portfolio, forecast: Forecast, frontier: pl.DataFrame) -> Advice:
    """Recommend one thing: every sentence of the page that advises is made from it.

    Args:
        portfolio: The picked set, the best for its budget.
        forecast: From `forecast_set`.
        frontier: From `efficient_frontier`, counted as paid notes.
    """
    missed = tuple(one for one in forecast.measures if one.reach == "short")
    dear = forecast.too_dear(portfolio)
    stop, step = worth_stopping_at(frontier, forecast), next_step(frontier)
    met = [one for one in forecast.measures if one.reach in ("sure", "likely")]
    needs: Literal["", "notes", "targets"] = ""
    if stop is not None:
        still = all(_still_met(one, stop.share) for one in met)
        needs = "notes" if not stop.same_notes else "" if still else "targets"
    kind: Literal["book", "cut", "decide"] = "decide" if missed or dear else "book"
    if stop is not None and not needs and not missed:
        kind = "cut"
    return Advice(kind, missed, dear, stop, needs, step, "budget" if step else what_binds(portfolio))


@kept
def keep_to_limit(scored: pl.DataFrame, portfolio: Portfolio, brief: Brief) -> tuple[Portfolio, pl.DataFrame]:
    """Plan with less money where the last of it costs more for each further interaction than the brief allows.

    Args:
        scored: What the portfolio was picked from.
        portfolio: The best set for the whole budget.
        brief: Its targets and its limit for an interaction.

    Returns:
        The set to book, whose rules remember where it stops, and the frontier with it as the plan.
    """
    sets = solve_budgets(scored, portfolio)
    frontier, forecast = lay_out_frontier(sets, portfolio), forecast_set(portfolio, brief)
    if portfolio.picks.is_empty():
        return portfolio, frontier
    advice = recommend(portfolio, forecast, forecast.as_paid(frontier))
    if advice.kind != "cut" or advice.stop is None:
        return portfolio, frontier
    smaller = dict(sets)[advice.stop.budget_cny]
    plan = stop_at(smaller, portfolio, advice.stop.budget_cny)
    return plan, lay_out_frontier(
        [(budget, plan if found is smaller else found) for budget, found in sets], plan
    )


def _still_met(one: Measure, share: float) -> bool:
    """Say whether a smaller set, whose every outcome is that share, meets a target about as surely."""
    aim = one.target or 0.0
    low = one.low if one.reach == "sure" else math.sqrt(max(one.low, 0.0) * max(one.high, 0.0))
    return one.expected * share >= aim and low * share >= aim


def worth_stopping_at(frontier: pl.DataFrame, forecast: Forecast) -> Stop | None:
    """Return where the plan's further money begins to cost more an interaction than the brief's limit.

    Args:
        frontier: From `efficient_frontier`, counted as paid notes.
        forecast: From `forecast_set`: the limit, and the target that the smaller set must still meet.

    Returns:
        None where the brief has no limit, the plan keeps to it to its last yuan, or no smaller set meets the target.
    """
    limit, whole = forecast.cpe_target_cny, forecast.measure("interactions")
    if limit is None or not frontier["planned"].any():
        return None
    plan = frontier.filter("planned").row(0, named=True)
    if plan["marginal_cpe_cny"] is None or plan["marginal_cpe_cny"] <= limit:
        return None
    smaller = frontier.filter(
        (pl.col("cost_cny") < plan["cost_cny"])
        & (pl.col("expected_interactions") < plan["expected_interactions"])
        & (pl.coalesce("marginal_cpe_cny", "cpe_cny") <= limit)
    )
    aim = (whole.target if whole else None) or 0.0
    enough = smaller.filter(pl.col("expected_interactions") >= aim)
    same = enough.filter("same_notes")
    enough = (
        (enough if same.is_empty() else same)
        .unique("cost_cny", keep="first", maintain_order=True)
        .sort("cost_cny")
        .tail(1)
    )
    if enough.is_empty():
        return None
    cost, brings = enough["cost_cny"][0], enough["expected_interactions"][0]
    more = plan["expected_interactions"]
    budget, same_notes = enough["budget_cny"][0], enough["same_notes"][0]
    return Stop(budget, cost, brings / more, plan["cost_cny"] - cost, more - brings, same_notes)


def next_step(frontier: pl.DataFrame) -> Step | None:
    """Return what the next larger set costs more and brings more; None where more money brings nothing."""
    if frontier.height < 2 or not frontier["planned"].any():
        return None
    now = frontier.filter("planned").row(0, named=True)
    for row in frontier.filter(pl.col("budget_cny") > now["budget_cny"]).iter_rows(named=True):
        extra = row["cost_cny"] - now["cost_cny"]
        more = row["expected_interactions"] - now["expected_interactions"]
        if extra > 0 and more > 0:
            return Step(extra, more)
    return None
