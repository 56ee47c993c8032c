"""If no set meets every rule: which rules must be relaxed, by how much, and what meeting all of them would cost.

Every quota may be broken at a price (an elastic programme); the cheapest way to break them names the ones to
relax. Only the cheapest creators of each kind matter here, so the programme is small whatever the number of
candidates.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.selection.planning.programme import Row, rule_rows, stack
from xhs_workbench.selection.planning.rules import CENT, Rules
from xhs_workbench.selection.planning.solver import NODES, SECONDS, quiet

Floats = NDArray[np.float64]
CHEAPEST = 60
"""Number of creators considered per tier, category and note type: more than any quota can need of them at
once."""
ADVICE = Text("Relax a quota or raise the budget.", "请放宽配额或提高预算。")


def explain(offers: pl.DataFrame, rules: Rules) -> list[Finding]:
    """Name the rules that must be relaxed.

    Args:
        offers: Rows of `list_offers`, including those above the share cap.
        rules: The rules that no set meets.
    """
    pool = _cheapest(offers, rules)
    if pool.is_empty():
        return [
            _fail(
                "nothing_to_pick",
                Text("No creator has a price and a quota.", "没有可选达人（缺少报价或配额）。"),
            )
        ]
    rows, coefficients, low, high = rule_rows(pool, rules)
    budget = rules.budget_cny
    needed = _least_cost(pool, coefficients[1:], low[1:], high[1:], [row.unit == "cny" for row in rows[1:]])
    if needed is None:
        slack = _least_broken(pool, coefficients, low, high, [row.unit == "creators" for row in rows])
        relaxed = _name_limits_given(rows, low, high, slack)
        return [
            _fail(
                "quota_too_high",
                Text(
                    (
                        "Relax these quotas, the files hold too few creators: "
                        f"{', '.join(t.en for t in relaxed)}."
                    ),
                    f"请放宽配额，候选不足：{'、'.join(t.zh for t in relaxed)}。",
                ),
            )
        ]
    if needed > budget + CENT:
        slack = _least_broken(
            pool, coefficients, low, high, [row.unit == "creators" and row.code != "conflict" for row in rows]
        )
        instead = _name_limits_given(rows, low, high, slack) if slack is not None else []
        en = (
            f" Or keep the budget and relax: {', '.join(t.en for t in instead)}."
            if instead
            else " The must-have creators alone cost more."
        )
        zh = (
            f"或保持预算并放宽：{'、'.join(t.zh for t in instead)}。"
            if instead
            else "仅必选达人就已超出预算。"
        )
        return [
            _fail(
                "budget_too_low",
                Text(
                    (
                        f"The cheapest set that meets every quota costs ¥{needed:,.0f}; the budget is "
                        f"¥{budget:,.0f}.{en}"
                    ),
                    f"满足全部配额至少需 ¥{needed:,.0f}，预算只有 ¥{budget:,.0f}。{zh}",
                ),
            )
        ]
    cheapest, most = float(pool["price_cny"].min()), budget * rules.max_share  # type: ignore[arg-type]
    if cheapest > most + CENT:
        return [
            _fail(
                "budget_too_low" if cheapest > budget + CENT else "share_too_low",
                Text(
                    f"The cheapest creator costs ¥{cheapest:,.0f}; at most ¥{most:,.0f} may go to one.",
                    f"最低报价为 ¥{cheapest:,.0f}，而单个达人最多可用 ¥{most:,.0f}。",
                ),
            )
        ]
    return [
        _fail(
            "share_too_low",
            Text(
                (
                    f"The quotas fit the budget, but not with shares capped at {rules.max_share:.0%} a "
                    f"creator and {rules.terms.max_share_per_category:.0%} a category. Raise the caps."
                ),
                (
                    f"配额与预算可行，但与占比上限（单个达人 {rules.max_share:.0%}、单一类目 "
                    f"{rules.terms.max_share_per_category:.0%}）冲突，请放宽占比上限。"
                ),
            ),
        )
    ]


def _cheapest(offers: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Keep what the cheapest set may hold: the cheapest of each kind, must-haves, creators named in a conflict."""
    named = {creator for group in rules.terms.conflicts for creator in group}
    most = max([CHEAPEST, *(int(least) + len(named) for least, _ in rules.quotas.values())])
    place = pl.col("price_cny").rank("ordinal").over("tier", "plain_category", "note_type")
    return offers.filter((place <= most) | pl.col("must_in") | pl.col("creator_id").is_in(list(named)))


def _creators(pool: pl.DataFrame) -> tuple[sparse.csr_array, Floats]:
    """Return the rows that limit each creator to one offer, and the required number."""
    owner = pool["creator_id"].rank("dense").cast(pl.Int64).to_numpy() - 1
    each = sparse.csr_array((np.ones(len(owner)), (owner, np.arange(len(owner)))))
    forced = np.zeros(each.shape[0])
    forced[owner[pool["must_in"].to_numpy()]] = 1.0
    return each, forced


def _least_cost(
    pool: pl.DataFrame, rows: Floats, low: Floats, high: Floats, money: Sequence[bool]
) -> float | None:
    """Return the cost of the cheapest set that meets every count; None if no amount is enough."""
    counts = ~np.array(money, dtype=bool)
    each, forced = _creators(pool)
    price = pool["price_cny"].to_numpy()
    with quiet():
        result = milp(
            price,
            integrality=np.ones(pool.height, dtype=np.int64),
            bounds=Bounds(0, 1),
            options={"node_limit": NODES, "time_limit": SECONDS},
            constraints=[
                LinearConstraint(
                    stack([sparse.csr_array(rows[counts]), each]),
                    np.concatenate([low[counts], forced]),
                    np.concatenate([high[counts], np.ones(len(forced))]),
                )
            ],
        )
    return float(price @ np.round(result.x)) if result.x is not None else None


def _least_broken(
    pool: pl.DataFrame, rows: Floats, low: Floats, high: Floats, soft: Sequence[bool]
) -> Floats | None:
    """Return by how many creators each row must at least be relaxed (below its least: negative; above its most: positive).

    A creator of a small quota weighs more than one of a large quota; money rows stay hard where the counts
    are what is soft and are dropped where no sum of money is enough.
    """
    each, forced = _creators(pool)
    loose = np.flatnonzero(np.array(soft, dtype=bool))
    n, k = pool.height, len(loose)
    give = sparse.csr_array((np.ones(k), (loose, np.arange(k))), shape=(len(low), k))
    matrix = stack(
        [
            sparse.hstack([sparse.csr_array(rows), give, -give]),
            sparse.hstack([each, sparse.csr_array((len(forced), 2 * k))]),
        ]
    )
    weight = 1 / np.maximum(np.where(np.isfinite(low[loose]), low[loose], 1.0), 1.0) + 1.0
    price = pool["price_cny"].to_numpy()
    cost = np.concatenate([1e-6 * price / max(float(price.sum()), 1.0), weight, weight])
    with quiet():
        result = milp(
            cost,
            integrality=np.ones(n + 2 * k, dtype=np.int64),
            bounds=Bounds(np.zeros(n + 2 * k), np.concatenate([np.ones(n), np.full(2 * k, np.inf)])),
            constraints=LinearConstraint(
                matrix, np.concatenate([low, forced]), np.concatenate([high, np.ones(len(forced))])
            ),
            options={"node_limit": NODES, "time_limit": SECONDS},
        )
    if result.x is None:
        return None
    slack = np.zeros(len(low))
    slack[loose] = np.round(result.x[n + k :] - result.x[n : n + k])
    return slack


def _name_limits_given(rows: Sequence[Row], low: Floats, high: Floats, slack: Floats | None) -> list[Text]:
    """Describe each relaxed row with its old and its new limit."""
    said = []
    for row, least, most, give in zip(
        rows, low, high, slack if slack is not None else np.zeros(len(low)), strict=True
    ):
        if give < 0:
            limits = f"{least:.0f} → {least + give:.0f}"
            said.append(Text(f"{row.name.en}, least {limits}", f"{row.name.zh} 下限 {limits}"))
        elif give > 0:
            limits = f"{most:.0f} → {most + give:.0f}"
            said.append(Text(f"{row.name.en}, most {limits}", f"{row.name.zh} 上限 {limits}"))
    return said


def _fail(code: str, text: Text) -> Finding:
    return Finding(code, Level.FAIL, text, ADVICE)
