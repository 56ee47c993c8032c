"""What to boost next with 聚光 or 薯条: by what the next yuan is expected to bring, not by past results.

A note's paid rate q (interactions per impression) is uncertain: gamma-Poisson, from its paid figures and,
discounted,
its organic ones. Money saturates: gain(b) = q · 1000/CPM · s · (1 − e^(−b/s)). Tranches go one by one to the
largest expected gain; a tenth is kept for notes never tried; a note stops if the next interaction probably
costs too much. (蒲公英 is the marketplace where notes are ordered; it does not boost.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.live.scheduling.calendar import end_of_day, posted_by
from xhs_workbench.live.spending.boost_spending import money_left
from xhs_workbench.params.brief import Brief
from xhs_workbench.statistics.censored import any_flag

Array = NDArray[np.float64]
ORGANIC_WEIGHT = 0.05
"""Organic readers differ from paid readers, so twenty organic impressions count as one paid one."""
EXPLORE_SHARE = 0.1
STOP_PROBABILITY = 0.8
REACH_AGAIN = 1.0
"""At the price of one organic reach at this CPM, returns have fallen to 1/e; our own setting."""
LEAST_SHAPE, MOST_SHAPE = 1.0, 20.0
LOWEST_RATE = 1e-6
LEAST_AGE_DAYS = 1
"""During a note's first day its readers' behaviour is not yet known well enough."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Gamma posterior of each note's paid interaction rate: `shape` and `per` (its inverse scale), a note each."""

    shape: Array
    per: Array

    @property
    def mean(self) -> Array:
        """Expected interactions an impression."""
        return np.asarray(self.shape / self.per)


def paid_rates(organic: Array, organic_shown: Array, paid: Array, paid_shown: Array) -> Rates:
    """Estimate paid rates from notes' organic and paid results.

    Args:
        organic: Interactions without money, a note each.
        organic_shown: Impressions without money.
        paid: Interactions that the ad report gives.
        paid_shown: Impressions in the ad report, weighted as first impressions (`effective_shown`).
    """
    own = organic.sum() / max(organic_shown.sum(), 1.0)
    pooled = max(float(own), LOWEST_RATE)
    bought = paid_shown > 0
    # Ad reports count only one hour after the click, so paid rates are lower: organic evidence is converted
    # to their scale.
    usual = (
        float(organic[bought].sum() + 1) / max(float(organic_shown[bought].sum()), 1.0)
        if bought.any()
        else pooled
    )
    scale = (
        float((paid[bought].sum() + 1) / (paid_shown[bought].sum() * max(usual, LOWEST_RATE) + 1))
        if bought.any()
        else 1.0
    )
    prior = max(pooled * scale, LOWEST_RATE)
    rates = organic / np.maximum(organic_shown, 1.0)
    seen = organic_shown > 0
    noise = pooled / np.maximum(organic_shown[seen], 1.0)
    spread = float(rates[seen].var(ddof=1) - noise.mean()) if seen.sum() > 1 else 0.0
    shape = float(np.clip(pooled**2 / spread, LEAST_SHAPE, MOST_SHAPE)) if spread > 0 else MOST_SHAPE
    tops = shape + ORGANIC_WEIGHT * organic * scale + paid
    return Rates(tops, shape / prior + ORGANIC_WEIGHT * organic_shown + paid_shown)


def marginal_gain(rates: Array, saturation: Array, spent: Array, tranche: float, cpm_cny: Array) -> Array:
    """Return the interactions that one more tranche is expected to bring.

    >>> marginal_gain(np.array([0.01]), np.array([100.0]), np.array([0.0]), 100.0, np.array([50.0])).round(3).tolist()
    [12.642]
    """
    left = np.exp(-spent / saturation) - np.exp(-(spent + tranche) / saturation)
    return np.asarray(rates * 1000 / cpm_cny * saturation * left)


def effective_shown(shown: Array, spent: Array, saturation: Array) -> Array:
    """Return paid impressions weighted as first impressions: later ones reached people who had already seen the note.

    >>> effective_shown(np.array([1000.0, 0.0]), np.array([100.0, 0.0]), np.array([100.0, 100.0])).round(1).tolist()
    [632.1, 0.0]
    """
    used = np.maximum(spent / saturation, 1e-9)
    return np.asarray(shown * -np.expm1(-used) / used)


def chance_too_dear(
    rates: Rates, saturation: Array, spent: Array, cpm_cny: Array, target_cny: float
) -> Array:
    """Return the probability that the next interaction costs more than the target."""
    from scipy import stats

    least = cpm_cny / 1000 / target_cny * np.exp(np.minimum(spent / saturation, 50.0))
    return np.asarray(stats.gamma.cdf(least, rates.shape, scale=1 / rates.per))


def allocate(
    rates: Rates,
    saturation: Array,
    spent: Array,
    cpm_cny: Array,
    *,
    budget_cny: float,
    tranche_cny: float,
    target_cny: float,
    allowed: NDArray[np.bool_] | None = None,
) -> tuple[Array, Array]:
    """Distribute a budget in tranches.

    Args:
        rates: From `paid_rates`.
        saturation: CNY per note at which returns have fallen to 1/e.
        spent: CNY spent on each note so far.
        cpm_cny: CNY for a thousand paid impressions, per note.
        budget_cny: Money available now; never exceeded.
        tranche_cny: Size of one step.
        target_cny: Maximum cost of one more interaction.
        allowed: False excludes a note (paused).

    Returns:
        CNY per note by expected gain, and CNY per note for trying untested notes; their sum is at most the
        budget.
    """
    may = np.ones(len(spent), dtype=bool) if allowed is None else allowed
    greedy, trial = np.zeros(len(spent)), np.zeros(len(spent))
    steps = int(budget_cny / tranche_cny + 1e-9)
    trials = int(np.ceil(EXPLORE_SHARE * steps)) if steps else 0
    untried = may & (spent <= 0)
    for step in range(steps):
        so_far = spent + greedy + trial
        open_now = may & (chance_too_dear(rates, saturation, so_far, cpm_cny, target_cny) <= STOP_PROBABILITY)
        gains = marginal_gain(rates.mean, saturation, so_far, tranche_cny, cpm_cny)
        fresh = open_now & untried & (trial + greedy <= 0)
        if step < trials and fresh.any():
            trial[int(np.argmax(np.where(fresh, gains, -np.inf)))] += tranche_cny
        elif open_now.any():
            greedy[int(np.argmax(np.where(open_now, gains, -np.inf)))] += tranche_cny
        else:
            break
    return greedy, trial


def gather_evidence(
    notes: pl.DataFrame, paid: pl.DataFrame, as_of: date, cpm_cny: float | None = None
) -> pl.DataFrame:
    """Combine each note's organic and paid results in one row.

    Args:
        notes: The `Notes` table of the campaign; impressions and likes, saves, comments, shares.
        paid: The `Paid` table, 聚光 by day and 薯条 by order.
        as_of: The day; later days and notes are ignored.
        cpm_cny: CPM to use while there are no paid figures.

    Returns:
        One row per published note: `note_id`, `title`, `creator_name`, `age_days` (whole days),
            `organic_impressions`,
        `organic_interactions` (impressions and interactions minus the paid ones; null if a count is missing),
        `spend_cny`, `paid_impressions`, `paid_interactions`, `counted_cny` (the part of the spend behind
        these two), `cpm_cny` (the note's own, otherwise the campaign's, otherwise `cpm_cny`; null if none is
        known). A paid row that lacks impressions or interactions, as a
        薯条 order does, cannot be separated: its impressions and interactions both stay with the note's own, so
            that no rate is made of
        one without the other.
    """
    joined = _shown(notes, as_of).join(_bought(paid, as_of), on="note_id", how="left", maintain_order="left")
    joined = joined.with_columns(
        pl.col(
            "spend_cny", "counted_cny", "paid_impressions", "paid_interactions", "priced_cny", "priced"
        ).fill_null(0)
    )
    money, seen = joined["priced_cny"].sum(), joined["priced"].sum()
    usual = float(money) / float(seen) * 1000 if seen else cpm_cny
    own = pl.when(pl.col("priced") >= 1000).then(pl.col("priced_cny") / pl.col("priced") * 1000)
    return joined.with_columns(
        organic_impressions=(pl.col("shown") - pl.col("paid_impressions")).clip(lower_bound=0),
        organic_interactions=(pl.col("acted") - pl.col("paid_interactions")).clip(lower_bound=0),
        cpm_cny=pl.coalesce(own, pl.lit(usual, dtype=pl.Float64)),
    ).drop("acted", "shown", "priced", "priced_cny")


def _shown(notes: pl.DataFrame, as_of: date) -> pl.DataFrame:
    age = (pl.lit(end_of_day(as_of)) - pl.col("published_at")).dt.total_days()
    parts = ("likes", "saves", "comments", "shares")
    whole = pl.sum_horizontal(parts, ignore_nulls=False)
    acted = pl.coalesce(pl.when(~any_flag(parts, notes.columns)).then(whole), "interactions")
    return posted_by(notes, as_of).select(
        "note_id", "title", "creator_name", age_days=age, acted=acted, shown="impressions"
    )


def _bought(paid: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Sum paid rows by note; impressions and interactions only from rows with both, the CPM's only with a price."""
    until = paid.filter(pl.col("day").is_null() | (pl.col("day") <= as_of)).drop_nulls("note_id")
    both = pl.col("impressions").is_not_null() & pl.col("interactions").is_not_null()
    priced = pl.col("impressions").is_not_null() & pl.col("spend_cny").is_not_null()
    return until.group_by("note_id").agg(
        spend_cny=pl.col("spend_cny").sum(),
        paid_impressions=pl.col("impressions").filter(both).sum(),
        paid_interactions=pl.col("interactions").filter(both).sum(),
        counted_cny=pl.col("spend_cny").filter(both).sum(),
        priced_cny=pl.col("spend_cny").filter(priced).sum(),
        priced=pl.col("impressions").filter(priced).sum(),
    )


PLAN: dict[str, pl.DataType | type[pl.DataType]] = {
    "decision": pl.String,
    "now_cny": pl.Float64,
    "planned_cny": pl.Float64,
    "gain": pl.Float64,
    "gain_low": pl.Float64,
    "gain_high": pl.Float64,
    "next_cpe_cny": pl.Float64,
    "too_dear": pl.Float64,
    "reasons": pl.List(pl.String),
}
COLUMNS = (
    "organic_interactions",
    "organic_impressions",
    "paid_interactions",
    "paid_impressions",
    "spend_cny",
    "counted_cny",
    "cpm_cny",
)


def plan_boosts(
    evidence: pl.DataFrame,
    spending: pl.DataFrame,
    brief: Brief,
    *,
    tranche_cny: float,
    target_cpe_cny: float | None = None,
    paused: Mapping[str, Sequence[str]] | None = None,
) -> pl.DataFrame:
    """Say for each note whether it gets the next tranche, and why or why not.

    Args:
        evidence: From `gather_evidence`.
        spending: From `sum_spending`: what every platform has used of the budget.
        brief: The brief: boost budget; its CPE target if `target_cpe_cny` is not given.
        tranche_cny: Size of one step.
        target_cpe_cny: Maximum cost of one more interaction.
        paused: Note id -> why it gets nothing (keys of `BOOST_REASONS`), from `paused_notes`.

    Returns:
        `evidence` by falling gain, plus `decision` (`boost`, `try`, `stop`, `hold`, `paused`, `unknown`),
        `reasons` (keys of
        `BOOST_REASONS`), `now_cny` (one tranche at most), `planned_cny` from the remaining budget by current
        knowledge, `gain`
        (interactions of the next tranche) with its 90 % interval, `next_cpe_cny`, `too_dear` (probability
        that the next
        interaction costs more than the target). The sum of `planned_cny` never exceeds the remaining budget.
        A note without
        its own impressions or a CPM comes last and gets nothing. Empty if no note has both, or there is no
        target.
    """
    known = evidence.drop_nulls(["cpm_cny", "organic_interactions"]).filter(pl.col("organic_impressions") > 0)
    target = (
        target_cpe_cny
        if target_cpe_cny is not None
        else next((k.target for k in brief.kpis if k.metric == "cpe"), None)
    )
    if known.is_empty() or target is None:
        return known.clear().with_columns(pl.lit(None, dtype=kind).alias(name) for name, kind in PLAN.items())
    organic, shown, paid, bought, spent, counted, cpm = (
        known[c].cast(pl.Float64).to_numpy() for c in COLUMNS
    )
    saturation = np.maximum(cpm / 1000 * shown * REACH_AGAIN, tranche_cny)
    rates = paid_rates(organic, shown, paid, effective_shown(bought, counted, saturation))
    held = paused or {}
    may = (~known["note_id"].is_in(list(held)) & (known["age_days"] >= LEAST_AGE_DAYS)).to_numpy()
    left = money_left(spending, brief)
    greedy, trial = allocate(
        rates,
        saturation,
        spent,
        cpm,
        budget_cny=left,
        tranche_cny=tranche_cny,
        target_cny=target,
        allowed=may,
    )
    dear, dear_at_first = (
        chance_too_dear(rates, saturation, so_far, cpm, target) for so_far in (spent, 0 * spent)
    )
    priced = _price(known, rates, saturation, cpm, tranche_cny).with_columns(
        now_cny=pl.Series(np.minimum(greedy + trial, tranche_cny)),
        planned_cny=pl.Series(greedy + trial),
        too_dear=pl.Series(dear),
        first_too_dear=pl.Series(dear_at_first),
        tried=pl.Series(trial > 0),
    )
    decided = _decide(priced, held, none_left=left < tranche_cny)
    return pl.concat(
        [decided, _notes_without_figures(evidence.join(known, on="note_id", how="anti"), held)],
        how="diagonal",
    )


def _price(known: pl.DataFrame, rates: Rates, saturation: Array, cpm: Array, tranche: float) -> pl.DataFrame:
    from scipy import stats

    spent = known["spend_cny"].to_numpy().astype(float)
    low, high = (np.asarray(stats.gamma.ppf(end, rates.shape, scale=1 / rates.per)) for end in (0.05, 0.95))
    gains = {
        name: marginal_gain(rate, saturation, spent, tranche, cpm)
        for name, rate in (("gain", rates.mean), ("gain_low", low), ("gain_high", high))
    }
    return known.with_columns(
        **{name: pl.Series(values) for name, values in gains.items()},
        next_cpe_cny=pl.Series(cpm / 1000 * np.exp(spent / saturation) / rates.mean),
    )


def _decide(priced: pl.DataFrame, held: Mapping[str, Sequence[str]], *, none_left: bool) -> pl.DataFrame:
    """Name the first decision and reason that apply: paused, first day, too expensive, budget, none."""
    why = pl.DataFrame(
        list(held.items()), schema={"note_id": pl.String, "paused": pl.List(pl.String)}, orient="row"
    )
    dear, young = pl.col("too_dear") > STOP_PROBABILITY, pl.col("age_days") < LEAST_AGE_DAYS
    at_first = pl.col("first_too_dear") > STOP_PROBABILITY
    money = pl.col("planned_cny") > 0
    spent = pl.col("spend_cny") > 0
    rules = (
        (pl.col("paused").is_not_null(), "paused", pl.col("paused")),
        (young & ~(dear & spent), "hold", _one("too_young")),
        (dear, "stop", pl.when(at_first).then(_one("below_target")).otherwise(_one("saturated"))),
        (money & pl.col("tried"), "try", _one("never_tried")),
        (money, "boost", _one("brings_most")),
        (pl.lit(value=True), "hold", _one("budget_used" if none_left else "others_first")),
    )
    joined = priced.join(why, on="note_id", how="left", maintain_order="left")
    named = joined.with_columns(
        decision=pl.coalesce(pl.when(rule).then(pl.lit(name)) for rule, name, _ in rules),
        reasons=pl.coalesce(pl.when(rule).then(reason) for rule, _, reason in rules),
    )
    return named.drop("paused", "tried", "first_too_dear").sort(["gain", "note_id"], descending=[True, False])


def _notes_without_figures(rest: pl.DataFrame, held: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """List the notes for which nothing can be calculated; they get nothing, and no figure is invented."""
    seen = pl.col("organic_impressions").fill_null(0) > 0
    uncounted = seen & pl.col("organic_interactions").is_null()
    missing = (
        pl.when(uncounted)
        .then(_one("not_counted"))
        .when(seen)
        .then(_one("no_cpm"))
        .otherwise(_one("not_shown"))
    )
    why = pl.DataFrame(
        list(held.items()), schema={"note_id": pl.String, "paused": pl.List(pl.String)}, orient="row"
    )
    joined = rest.join(why, on="note_id", how="left", maintain_order="left")
    return joined.with_columns(
        decision=pl.when(pl.col("paused").is_not_null()).then(pl.lit("paused")).otherwise(pl.lit("unknown")),
        reasons=pl.coalesce("paused", missing),
        now_cny=pl.lit(0.0),
        planned_cny=pl.lit(0.0),
    ).drop("paused")


def _one(reason: str) -> pl.Expr:
    return pl.lit([reason], dtype=pl.List(pl.String))
