"""Which creators to book within the budget: the best set, by integer programming, checked outside the solver.

Maximises the sum of scored value Σ vᵢxᵢ over binary x under budget, tier quotas, must-in and must-out, and a cap on one
creator's share. scipy's HiGHS proves how close to the best the set is. When no set meets every quota, the quotas that
would have to give way are named instead.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.optimize import Bounds, LinearConstraint, milp

from xhs_workbench.findings import Finding, Level, Text

SOLVER_SECONDS = 30.0
SOLVER_GAP = 1e-4


@dataclass(frozen=True)
class Portfolio:
    """The set to book.

    Args:
        picks: The chosen candidates, best score first.
        cost_cny: What they cost, fee included.
        budget_cny: What there was.
        expected_interactions: Sum of the picks' expected interactions where known.
        gap: Proven distance to the best possible value, 0-1; null when nothing was solved.
        findings: Every constraint, checked again outside the solver; and what has to give way when none fits.
    """

    picks: pl.DataFrame
    cost_cny: float
    budget_cny: float
    expected_interactions: float
    gap: float | None
    findings: tuple[Finding, ...]


def pick_portfolio(
    scored: pl.DataFrame,
    budget_cny: float,
    *,
    quotas: Mapping[str, Sequence[int]],
    must_in: Sequence[str] = (),
    must_out: Sequence[str] = (),
    max_share: float = 1.0,
) -> Portfolio:
    """Pick the set of creators with the highest value within the budget and quotas.

    Value of a creator: expected interactions times score / 100, so that a dear account that fits badly is not bought for
    its size alone.

    Args:
        scored: From `score_creators`; creators without a price or expected interactions cannot be picked.
        budget_cny: Budget, fee included.
        quotas: Tier -> least and most creators.
        must_in: Creator ids to book in any case.
        must_out: Creator ids never to book.
        max_share: Largest share of the budget for one creator.

    Returns:
        The portfolio; without picks and with an explanation when nothing can be bought or no set fits.
    """
    wanted = [tier for tier, (_, most) in quotas.items() if most > 0]
    eligible = scored.filter(
        pl.col("price_cny").is_not_null()
        & (pl.col("expected_interactions") > 0)
        & ~pl.col("creator_id").is_in(list(must_out))
        & (pl.col("tier").is_in(wanted) | pl.col("creator_id").is_in(list(must_in)))
    )
    if eligible.is_empty():
        return _none(
            scored,
            budget_cny,
            "nothing_to_pick",
            "No creator has a price and a quota.",
            "没有可选博主（缺少报价或配额）。",
        )
    affordable = (pl.col("price_cny") <= max_share * budget_cny) | pl.col("creator_id").is_in(list(must_in))
    pool = eligible.filter(affordable)
    if pool.is_empty():
        return _explain(scored, eligible, budget_cny, quotas, np.zeros(eligible.height))
    value = (pool["expected_interactions"] * pool["score"] / 100).to_numpy()
    price = pool["price_cny"].to_numpy()
    tiers = pool["tier"].to_list()
    fixed = pool["creator_id"].is_in(list(must_in)).to_numpy().astype(float)
    found = _solve(value, price, tiers, fixed, budget_cny, quotas)
    if found is None:
        return _explain(scored, pool, budget_cny, quotas, fixed)
    chosen, gap = found
    picks = pool.filter(pl.Series(chosen)).sort(["score", "creator_id"], descending=[True, False])
    return Portfolio(
        picks, float(picks["price_cny"].sum()), budget_cny, float(picks["expected_interactions"].sum()), gap,
        tuple(_verify(picks, budget_cny, quotas, must_in)),
    )  # fmt: skip


def _solve(
    value: np.ndarray,
    price: np.ndarray,
    tiers: Sequence[str],
    fixed: np.ndarray,
    budget: float,
    quotas: Mapping[str, Sequence[int]],
) -> tuple[list[bool], float] | None:
    rows = [price]
    low, high = [-np.inf], [budget]
    for tier, (least, most) in quotas.items():
        rows.append(np.array([float(name == tier) for name in tiers]))
        low.append(float(least))
        high.append(float(most))
    # HiGHS in this scipy prints a stray line of its own; nothing of it belongs in a notebook.
    with contextlib.redirect_stdout(io.StringIO()):
        result = milp(
            -value,
            constraints=LinearConstraint(np.vstack(rows), low, high),
            bounds=Bounds(fixed, np.ones_like(fixed)),
            integrality=np.ones_like(fixed),
            options={"time_limit": SOLVER_SECONDS, "mip_rel_gap": SOLVER_GAP},
        )
    if result.x is None:
        return None
    return [bool(x > 0.5) for x in result.x], float(result.mip_gap or 0.0)


def _verify(
    picks: pl.DataFrame, budget: float, quotas: Mapping[str, Sequence[int]], must_in: Sequence[str]
) -> list[Finding]:
    """Check each constraint on the picks themselves."""
    cost = float(picks["price_cny"].sum())
    found = [
        Finding(
            "within_budget",
            Level.PASS if cost <= budget + 0.005 else Level.FAIL,
            Text(f"The set costs ¥{cost:,.0f} of ¥{budget:,.0f}.", f"组合花费 ¥{cost:,.0f}，预算 ¥{budget:,.0f}。"),
        )
    ]
    for tier, (least, most) in quotas.items():
        n = picks.filter(pl.col("tier") == tier).height
        good = least <= n <= most
        text = Text(f"{tier}: {n} picked, {least} to {most} wanted.", f"{tier}：选 {n} 位，要求 {least}–{most} 位。")
        found.append(Finding(f"quota_{tier}", Level.PASS if good else Level.FAIL, text, n=n))
    lacking = [creator for creator in must_in if creator not in picks["creator_id"]]
    if lacking:
        text = Text(f"{len(lacking)} must-have creators cannot be booked.", f"{len(lacking)} 位必选博主无法入选。")
        found.append(Finding("must_in", Level.FAIL, text, evidence=tuple(lacking[:5]), n=len(lacking)))
    return found


def _explain(
    scored: pl.DataFrame, pool: pl.DataFrame, budget: float, quotas: Mapping[str, Sequence[int]], fixed: np.ndarray
) -> Portfolio:
    """Name what has to give way: tiers with too few creators, or the cheapest way to meet the quotas."""
    short, least_cost = [], float((pool["price_cny"].to_numpy() * fixed).sum())
    for tier, (least, _) in quotas.items():
        prices = pool.filter(pl.col("tier") == tier)["price_cny"].sort()
        if prices.len() < least:
            short.append(f"{tier} ({prices.len()} < {least})")
        least_cost += float(prices.head(least).sum())
    if short:
        return _none(scored, budget, "quota_too_high", f"Relax these quotas, the files hold too few creators: {', '.join(short)}.",
                     f"请放宽配额，候选不足：{'、'.join(short)}。")  # fmt: skip
    return _none(scored, budget, "budget_too_low", f"The cheapest set that meets every quota costs ¥{least_cost:,.0f}; the budget is ¥{budget:,.0f}.",
                 f"满足全部配额至少需 ¥{least_cost:,.0f}，预算只有 ¥{budget:,.0f}。")  # fmt: skip


def _none(scored: pl.DataFrame, budget: float, code: str, en: str, zh: str) -> Portfolio:
    finding = Finding(
        code, Level.FAIL, Text(en, zh), Text("Relax a quota or raise the budget.", "请放宽配额或提高预算。")
    )
    return Portfolio(scored.clear(), 0.0, budget, 0.0, None, (finding,))
