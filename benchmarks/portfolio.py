"""The picked set against what a spreadsheet does: rank and book until the money is gone."""

from __future__ import annotations

import polars as pl

from xhs_workbench import selection
from xhs_workbench.intake import read_files
from xhs_workbench.params import load_params
from xhs_workbench.paths import PARAMS


def run() -> list[str]:
    """Pick for the demo and return the value of each way as a share of ours."""
    params = load_params(PARAMS / "demo" / "selection.yaml")
    brief, data = params.read_brief(), read_files(params.inputs)
    candidates = selection.gather_candidates(data.table("creators"), data.table("notes"), brief)
    scored = selection.score_creators(candidates, params.weights)
    budget = brief.budget.creators_cny
    best = selection.pick_portfolio(scored, budget, quotas=params.quotas, max_share=params.max_share_per_creator)
    ours = (best.picks["expected_interactions"] * best.picks["score"] / 100).sum()
    ways = {"followers": "followers", "score": "score", "score per yuan": "score_per_yuan"}
    ready = scored.with_columns(score_per_yuan=pl.col("score") / pl.col("price_cny"))
    return [
        f"portfolio: ranking by {name} until budget and quotas are full brings {_greedy(ready, column, budget, params.quotas) / ours:.2f} of the solved set's value"
        for name, column in ways.items()
    ]


def _greedy(scored: pl.DataFrame, column: str, budget: float, quotas: dict[str, tuple[int, int]]) -> float:
    worth, left, taken = 0.0, budget, dict.fromkeys(quotas, 0)
    for row in (
        scored.drop_nulls([column, "price_cny", "expected_interactions"])
        .sort(column, descending=True)
        .iter_rows(named=True)
    ):
        if row["tier"] in quotas and taken[row["tier"]] < quotas[row["tier"]][1] and row["price_cny"] <= left:
            taken[row["tier"]] += 1
            left -= row["price_cny"]
            worth += row["expected_interactions"] * row["score"] / 100
    return worth
