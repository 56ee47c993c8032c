"""The picked set: against a spreadsheet's method, against published optima, and with ten and a hundred thousand candidates.

The large pools are simulated and say so: prices, reads and interactions follow followers with log-normal
    noise.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import median

import numpy as np
import polars as pl

from benchmarks.knapsacks import MKNAP1, solve_knapsack
from xhs_workbench import selection
from xhs_workbench.intake import read_files
from xhs_workbench.params import load_params
from xhs_workbench.params.choosing import Risk
from xhs_workbench.paths import PARAMS
from xhs_workbench.selection.planning import programme, rules, solver

QUOTAS = {"mid": (1, 2), "micro": (3, 12), "koc": (10, 30)}
PEOPLE = {"female_18_24": 4e6, "female_25_34": 5e6, "female_35_44": 3e6, "male_18_24": 2e6, "male_25_34": 2e6}
BUDGET = 120_000.0
SEEDS = (1, 2, 3)
AIMS = ("value", "value and reach")
PATIENCE = 120
"""Time limit in seconds for a solver that is given the whole model."""


SHORT = {"sizes": (10_000,)}


def run(sizes: tuple[int, ...] = (10_000, 100_000)) -> Iterator[str]:
    """Yield one line a measurement; `sizes` are numbers of candidates."""
    yield from _demo()
    yield _published()
    for n in sizes:
        yield from _large(n)
    yield from _risk()
    yield _stable()


def _demo() -> list[str]:
    params = load_params(PARAMS / "demo" / "selection.yaml")
    brief, data = params.read_brief(), read_files(params.inputs)
    candidates = selection.gather_candidates(data.table("creators"), data.table("notes"), brief)
    scored = selection.score_creators(candidates, params.weights)
    budget = brief.budget.creators_cny
    best = selection.pick_portfolio(
        scored, budget, quotas=params.quotas, max_share=params.max_share_per_creator
    )
    return [
        (
            "portfolio, demo (320 synthetic candidates): "
            f"{_against(scored, best.worth, budget, params.quotas)}; gap to the proven bound "
            f"{best.gap:.4%}"
        )
    ]


def _against(scored: pl.DataFrame, ours: float, budget: float, quotas: dict[str, tuple[int, int]]) -> str:
    ready = scored.with_columns(score_per_yuan=pl.col("score") / pl.col("price_cny"))
    ways = {"followers": "followers", "score": "score", "score per yuan": "score_per_yuan"}
    kept = [
        f"by {name} {_greedy(ready, column, budget, quotas)[0] / ours:.2f}" for name, column in ways.items()
    ]
    broken = sum(not _greedy(ready, column, budget, quotas)[1] for column in ways.values())
    return (
        f"booking down a ranking brings, of the solved set's value, {', '.join(kept)}, and breaks a "
        f"least quota in {broken} of {len(ways)}"
    )


def _greedy(
    scored: pl.DataFrame, column: str, budget: float, quotas: dict[str, tuple[int, int]]
) -> tuple[float, bool]:
    """Book down a ranking while budget and the most of each quota allow; say whether the least of each was met."""
    worth, left, taken = 0.0, budget, dict.fromkeys(quotas, 0)
    ready = scored.drop_nulls([column, "price_cny", "expected_interactions"]).sort(column, descending=True)
    for row in ready.select("tier", "price_cny", "expected_interactions", "score").iter_rows(named=True):
        if row["tier"] in quotas and taken[row["tier"]] < quotas[row["tier"]][1] and row["price_cny"] <= left:
            taken[row["tier"]] += 1
            left -= row["price_cny"]
            worth += row["expected_interactions"] * row["score"] / 100
    return worth, all(taken[tier] >= least for tier, (least, _) in quotas.items())


def _published() -> str:
    right = sum(abs(solve_knapsack(problem) - problem.optimum) < 1e-6 * problem.optimum for problem in MKNAP1)
    return f"portfolio, OR-Library mknap1: {right} of {len(MKNAP1)} published optima reached"


def simulated(n: int, seed: int) -> pl.DataFrame:
    """Draw a synthetic pool of scored candidates."""
    draw = np.random.default_rng(seed)
    followers = np.exp(draw.normal(9.2, 1.5, n)).clip(300, 5e6)
    reads = 0.6 * followers**0.9 * np.exp(draw.normal(0, 0.7, n))
    ages = draw.dirichlet([1, 5, 6, 3, 1], n)
    female = draw.beta(8, 2, n)
    names = ("age_under18_share", "age_18_24_share", "age_25_34_share", "age_35_44_share", "age_over44_share")
    tiers = np.select(
        [followers < 1e3, followers < 1e4, followers < 5e4, followers < 5e5],
        ["nano", "koc", "micro", "mid"],
        "head",
    )
    return pl.DataFrame(
        {
            "creator_id": [f"c{number:06d}" for number in range(n)],
            "tier": tiers,
            "followers": followers,
            "reads_median": reads,
            "category": draw.choice(
                ["护肤", "美妆", "母婴", "穿搭", "生活", "健身"], n, p=[0.3, 0.25, 0.15, 0.12, 0.12, 0.06]
            ),
            "price_cny": np.round(60 + 0.35 * followers**0.85 * np.exp(draw.normal(0, 0.45, n)), -1),
            "expected_interactions": np.round(0.06 * reads * np.exp(draw.normal(0, 0.6, n)), 1) + 1,
            "score": draw.beta(4, 4, n) * 100,
            "female_share": female,
            "male_share": 1 - female,
            **{name: ages[:, k] for k, name in enumerate(names)},
        }
    )


def _large(n: int) -> list[str]:
    lines = []
    for aim in AIMS:
        gaps, ours, proven, kept, ways = [], [], [], True, ""
        for seed in SEEDS:
            scored = simulated(n, seed)
            rule = _rules(scored, aim)
            start = time.perf_counter()
            found = selection.pick_by_rules(scored, rule)
            ours.append(time.perf_counter() - start)
            gaps.append(found.gap)
            kept &= {item.level.value for item in found.findings} == {"PASS"}
            model = programme.write_programme(rules.list_offers(scored, rule).filter("affordable"), rule)
            priced = solver.solve(model)
            proven.append(
                priced.left_out_proven / max(int(model.owner.max()) + 1 - priced.creators_solved, 1)
            )
            ways = ways or _against(scored, found.worth, BUDGET, QUOTAS)
        lines.append(
            f"portfolio, {n:,} simulated candidates, {aim}: gap to the proven bound at most {max(gaps):.3%} over {len(SEEDS)} pools, {median(ours):.1f} s a pick; "
            f"{min(proven):.1%} or more of those left out proven useless; every rule kept: {kept}; {_given_whole(n, aim, ours[0])}"
        )
        if aim == "value":
            lines.append(f"portfolio, {n:,} simulated candidates: {ways}")
    return lines


def _given_whole(n: int, aim: str, ours: float) -> str:
    """Give the first pool's model to the solver unchanged, in a process that can be ended."""
    code = f"from benchmarks.portfolio import solve_whole; solve_whole({n}, {SEEDS[0]}, {aim!r})"
    try:
        done = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return (
            f"the same model given whole to the solver was not done after {PATIENCE} s (more than "
            f"{PATIENCE / ours:.0f}x)"
        )
    took, found = json.loads(done.stdout.splitlines()[-1])
    if not found:
        return (
            "the same model given whole to the solver found no set within its limit of "
            f"{solver.SECONDS:.0f} s (more than {took / ours:.0f}x)"
        )
    return f"the same model given whole to the solver: {took:.1f} s ({took / ours:.1f}x)"


def solve_whole(n: int, seed: int, aim: str) -> None:
    """Print how long the solver alone takes for the whole model, and whether it found a set."""
    scored = simulated(n, seed)
    rule = _rules(scored, aim)
    start = time.perf_counter()
    found = solver.solve(
        programme.write_programme(rules.list_offers(scored, rule).filter("affordable"), rule), whole=10**9
    )
    print(json.dumps([time.perf_counter() - start, found.chosen is not None]))


def _rules(scored: pl.DataFrame, aim: str) -> selection.Rules:
    groups = [tuple(f"c{number:06d}" for number in range(start, start + 3)) for start in range(0, 60, 3)]
    reach = selection.reach_of(scored, PEOPLE) if aim != "value" else None
    terms = selection.Terms(
        categories={"母婴": (2, 10), "护肤": (3, 20)},
        conflicts=groups,
        max_share_per_category=0.5,
        reach=reach,
        worth_of_reach=0.05 if reach else 0.0,
    )
    return selection.Rules(BUDGET, QUOTAS, max_share=0.35, terms=terms)


def _risk() -> list[str]:
    """Buy from a pool in which seven of ten creators are of one category, so that the best set on average leans on it."""
    scored, lines = simulated(400, 5), []
    names = np.random.default_rng(6).choice(["护肤", "美妆", "母婴"], scored.height, p=[0.7, 0.15, 0.15])
    scored = scored.with_columns(category=pl.Series(names))
    for caution in (0.0, 0.9):
        risk = Risk(caution=caution, category_sd=0.8, scenarios=20_000)
        start = time.perf_counter()
        found = selection.pick_portfolio(
            scored, BUDGET / 4, quotas=QUOTAS, max_share=0.35, terms=selection.Terms(risk=risk)
        )
        took = time.perf_counter() - start
        seen = selection.look_ahead(found.picks.with_columns(expected_interactions="value"), risk)
        by = found.picks.group_by("plain_category").agg(pl.col("value").sum())["value"]
        lines.append(
            f"portfolio, risk (400 simulated, caution {caution:.1f}, judged by other scenarios than it was chosen by): mean {seen.mean:,.0f}, "
            f"mean of the worst fifth {seen.worst_fifth:,.0f}, largest category {by.max() / by.sum():.0%} of the value, gap {found.gap:.2%}; {took:.1f} s"
        )
    return lines


def _stable() -> str:
    draw = np.random.default_rng(4)
    n, names = 100_000, ("value", "engagement", "audience", "saves", "active_fans")
    scored = pl.DataFrame(
        {
            "creator_id": [f"c{number:06d}" for number in range(n)],
            **{f"part_{name}": draw.random(n) for name in names},
        }
    )
    start = time.perf_counter()
    seen = selection.rate_stability(
        scored, {"value": 35, "engagement": 25, "audience": 20, "saves": 10, "active_fans": 10}, k=20
    )
    took = time.perf_counter() - start
    return (
        f"stability, {n:,} simulated creators, 2,000 sets of weights: {took:.1f} s; of the top 20, "
        f"{(seen.head(20)['top_chance'] >= 0.9).sum()} stay in at least 90 % of the time"
    )
