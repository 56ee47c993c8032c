"""What to boost next with 聚光 or 薯条: by what the next yuan is expected to bring, not by past results.

What money brings on each note is learnt from what it brought before (`response`). Tranches go one by one to
where they are worth most, what is learnt by them included; a note stops when its next tranche is worth less
than the target asks for. (蒲公英 is the marketplace where notes are ordered; it does not boost.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.live.scheduling.calendar import end_of_day, posted_by
from xhs_workbench.live.spending.boost_spending import money_left
from xhs_workbench.params.brief import Brief
from xhs_workbench.statistics.censored import any_flag
from xhs_workbench.statistics.response import Response, Tranches, learn
from xhs_workbench.worked_out import kept

Array = NDArray[np.float64]
DAILY_SHARE = 1 / 5
"""Share of the money left that goes out in one day: what the first tranches teach is worth little once all is spent.
Sixty tranches are out in eighteen days."""
LEAST_AGE_DAYS = 1
"""During a note's first day its readers' behaviour is not yet known well enough."""


def allocate(
    known: Response,
    spent: Array,
    *,
    budget_cny: float,
    tranche_cny: float,
    target_cny: float,
    allowed: NDArray[np.bool_] | None = None,
) -> tuple[Array, Array]:
    """Distribute a budget in tranches, each to the note where it is worth most.

    A tranche is worth what it is expected to bring plus what is learnt by it: the value of knowing the note's
    rate, E(m − c)⁺ − (E m − c)⁺, for the money that could follow, as far as one tranche settles it (m:
    interactions of a yuan, c: what the last yuan of the budget is expected to bring elsewhere, and at least
    what the target asks for). A note whose next tranche is worth less than the target asks for gets none.

    Args:
        known: From `response.learn`.
        spent: CNY spent on each note so far.
        budget_cny: Money available; never exceeded.
        tranche_cny: Size of one step.
        target_cny: Maximum cost of one more interaction.
        allowed: False excludes a note (paused).

    Returns:
        CNY per note by expected gain, and CNY per note for trying untested notes; their sum is at most the
        budget.
    """
    may = np.ones(len(spent), dtype=bool) if allowed is None else allowed
    greedy, trial = np.zeros(len(spent)), np.zeros(len(spent))
    if not may.any():
        return greedy, trial
    least = max(_last_yield(known, spent, budget_cny, tranche_cny, may), 1 / target_cny)
    worth = np.where(may, _worth(known, spent, tranche_cny, least, budget_cny), -np.inf)
    for step in range(int(budget_cny / tranche_cny + 1e-9)):
        best = int(np.argmax(worth))
        if not _still_pays(worth[best], tranche_cny, target_cny):
            break
        (trial if spent[best] + greedy[best] + trial[best] <= 0 else greedy)[best] += tranche_cny
        so_far = (spent + greedy + trial)[[best]]
        left = budget_cny - (step + 1) * tranche_cny
        worth[best] = _worth(known.at(best), so_far, tranche_cny, least, left).item()
    return greedy, trial


def release(
    known: Response,
    spent: Array,
    planned: Array,
    *,
    budget_cny: float,
    tranche_cny: float,
    target_cny: float,
) -> Array:
    """Return what of a plan goes out today: the tranches worth most, one a note.

    In all at most `DAILY_SHARE` of the money left, but always one tranche. How paid readers respond is common to a
    campaign, so every day's results tell the next day which of the other notes to try at all.

    Args:
        known: From `response.learn`.
        spent: CNY spent on each note so far.
        planned: From `allocate`, both parts added.
        budget_cny: Money available.
        tranche_cny: Size of one step.
        target_cny: Maximum cost of one more interaction.
    """
    may, today = planned > 0, np.zeros(len(planned))
    if not may.any():
        return today
    least = max(_last_yield(known, spent, budget_cny, tranche_cny, may), 1 / target_cny)
    worth = np.where(may, _worth(known, spent, tranche_cny, least, budget_cny), -np.inf)
    tranches = max(int(budget_cny * DAILY_SHARE / tranche_cny + 1e-9), 1)
    first = np.argsort(-worth, kind="stable")[:tranches]
    today[first] = np.minimum(planned, tranche_cny)[first]
    return today


def _still_pays(worth: Array | float, tranche: float, target: float) -> Any:
    """Say whether a tranche is worth as many interactions as the target asks for; where not, the boost stops."""
    return worth * target >= tranche


def _worth(known: Response, spent: Array, tranche: float, least: float, left: float) -> Array:
    """Return the interactions that the next tranche is worth, what is learnt by it included."""
    gain, after = known.gain(spent, tranche), spent + tranche
    luck = known.surplus(after, least) - np.maximum(known.next_rate(after) - least, 0.0)
    follow = np.minimum(known.typical_scale, max(left - tranche, 0.0))
    return np.asarray(gain + known.share_learnt(spent, tranche) * luck * follow)


def _last_yield(known: Response, spent: Array, money: float, tranche: float, may: NDArray[np.bool_]) -> float:
    """Return the interactions a yuan that the last tranche of all the money is expected to bring; 0 if it holds none."""
    # In a hundred steps at most: the last yield needs no tranche by tranche.
    size, so_far, last = max(money / 100, tranche), spent.astype(float), 0.0
    gain = np.where(may, known.gain(so_far, size), -np.inf)
    for _ in range(int(money / size + 1e-9)):
        best = int(np.argmax(gain))
        last = float(gain[best]) / size
        so_far[best] += size
        gain[best] = known.at(best).gain(so_far[[best]], size).item()
    return last


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
        known), `tranches` (in the order of time: `before_cny`, `money_cny`, and the `shown` and `bought` of it,
        0 where one of the two is missing). A paid row that lacks impressions or interactions, as a
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


def _tranches() -> pl.Expr:
    """Return each note's days with money as one list; rows without a day come first, because theirs may have passed."""
    both = pl.col("impressions").is_not_null() & pl.col("interactions").is_not_null()
    money = pl.col("spend_cny").fill_null(0)
    return pl.struct(
        before_cny=money.cum_sum() - money,
        money_cny=money,
        shown=pl.when(both & (money > 0)).then("impressions").otherwise(0).cast(pl.Float64),
        bought=pl.when(both & (money > 0)).then("interactions").otherwise(0).cast(pl.Float64),
    ).alias("tranches")


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
    return (
        until.sort("day", nulls_last=False, maintain_order=True)
        .group_by("note_id")
        .agg(
            _tranches(),
            spend_cny=pl.col("spend_cny").sum(),
            paid_impressions=pl.col("impressions").filter(both).sum(),
            paid_interactions=pl.col("interactions").filter(both).sum(),
            counted_cny=pl.col("spend_cny").filter(both).sum(),
            priced_cny=pl.col("spend_cny").filter(priced).sum(),
            priced=pl.col("impressions").filter(priced).sum(),
        )
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
    "spend_cny",
    "cpm_cny",
)


@kept
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
        brief: The brief: boost budget; its limit for a bought interaction if `target_cpe_cny` is not given.
        tranche_cny: Size of one step.
        target_cpe_cny: Maximum cost of one more interaction.
        paused: Note id -> why it gets nothing (keys of `BOOST_REASONS`), from `paused_notes`.

    Returns:
        `evidence` by falling gain, plus `decision` (`boost`, `try`, `stop`, `hold`, `paused`, `unknown`),
        `reasons` (keys of
        `BOOST_REASONS`), `now_cny` (from `release`: one tranche at most), `planned_cny` from the remaining budget by current
        knowledge, `gain`
        (interactions of the next tranche) with its 90 % interval, `next_cpe_cny`, `too_dear` (probability
        that the next
        interaction costs more than the target). The sum of `planned_cny` never exceeds the remaining budget.
        A note without
        its own impressions or a CPM comes last and gets nothing. Empty if no note has both, or there is no
        target.
    """
    known = evidence.drop_nulls(["cpm_cny", "organic_interactions"]).filter(pl.col("organic_impressions") > 0)
    target = target_cpe_cny if target_cpe_cny is not None else brief.boost_limit_cny
    if known.is_empty() or target is None:
        return (
            known.clear()
            .drop("tranches")
            .with_columns(pl.lit(None, dtype=kind).alias(name) for name, kind in PLAN.items())
        )
    organic, shown, spent, cpm = (known[c].cast(pl.Float64).to_numpy() for c in COLUMNS)
    response = learn(organic, shown, _numbered(known), cpm, least_reach=tranche_cny).likely()
    held = paused or {}
    may = (~known["note_id"].is_in(list(held)) & (known["age_days"] >= LEAST_AGE_DAYS)).to_numpy()
    left = money_left(spending, brief)
    greedy, trial = allocate(
        response,
        spent,
        budget_cny=left,
        tranche_cny=tranche_cny,
        target_cny=target,
        allowed=may,
    )
    today = release(
        response, spent, greedy + trial, budget_cny=left, tranche_cny=tranche_cny, target_cny=target
    )
    dear = response.chance_below(spent, 1 / target)
    priced = _price(known, response, tranche_cny).with_columns(
        now_cny=pl.Series(today),
        planned_cny=pl.Series(greedy + trial),
        too_dear=pl.Series(dear),
        pays=pl.Series(
            _still_pays(response.gain(spent, tranche_cny), tranche_cny, target) | (greedy + trial > 0)
        ),
        never_paid=pl.Series(~_still_pays(response.gain(0 * spent, tranche_cny), tranche_cny, target)),
        tried=pl.Series(trial > 0),
    )
    decided = _decide(priced, held, none_left=left < tranche_cny)
    return pl.concat(
        [
            decided,
            _notes_without_figures(evidence.drop("tranches").join(known, on="note_id", how="anti"), held),
        ],
        how="diagonal",
    )


def _numbered(known: pl.DataFrame) -> Tranches:
    """Return the notes' tranches with each note's row number."""
    rows = (
        known.select("tranches")
        .with_row_index("note")
        .explode("tranches")
        .drop_nulls("tranches")
        .unnest("tranches")
    ).filter(pl.col("money_cny") > 0)
    parts = (rows[c].cast(pl.Float64).to_numpy() for c in ("before_cny", "money_cny", "shown", "bought"))
    return Tranches(rows["note"].cast(pl.Int64).to_numpy(), *parts)


def _price(known: pl.DataFrame, response: Response, tranche: float) -> pl.DataFrame:
    spent = known["spend_cny"].to_numpy().astype(float)
    return known.drop("tranches").with_columns(
        gain=pl.Series(response.gain(spent, tranche)),
        gain_low=pl.Series(response.gain_quantile(spent, tranche, 0.05)),
        gain_high=pl.Series(response.gain_quantile(spent, tranche, 0.95)),
        next_cpe_cny=pl.Series(1 / np.maximum(response.next_rate(spent), 1e-12)),
    )


def _decide(priced: pl.DataFrame, held: Mapping[str, Sequence[str]], *, none_left: bool) -> pl.DataFrame:
    """Name the first decision and reason that apply: paused, first day, too expensive, budget, none."""
    why = pl.DataFrame(
        list(held.items()), schema={"note_id": pl.String, "paused": pl.List(pl.String)}, orient="row"
    )
    dear, young = ~pl.col("pays"), pl.col("age_days") < LEAST_AGE_DAYS
    money = pl.col("now_cny") > 0
    spent = pl.col("spend_cny") > 0
    rules = (
        (pl.col("paused").is_not_null(), "paused", pl.col("paused")),
        (young & ~(dear & spent), "hold", _one("too_young")),
        (dear, "stop", pl.when("never_paid").then(_one("below_target")).otherwise(_one("saturated"))),
        (money & pl.col("tried"), "try", _one("never_tried")),
        (money, "boost", _one("brings_most")),
        (pl.col("planned_cny") > 0, "hold", _one("day_by_day")),
        (pl.lit(value=True), "hold", _one("budget_used" if none_left else "others_first")),
    )
    joined = priced.join(why, on="note_id", how="left", maintain_order="left")
    named = joined.with_columns(
        decision=pl.coalesce(pl.when(rule).then(pl.lit(name)) for rule, name, _ in rules),
        reasons=pl.coalesce(pl.when(rule).then(reason) for rule, _, reason in rules),
    )
    return named.drop("paused", "tried", "pays", "never_paid").sort(
        ["gain", "note_id"], descending=[True, False]
    )


def _notes_without_figures(rest: pl.DataFrame, held: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """List the notes for which nothing can be calculated; they get nothing, and no figure is invented."""
    seen = (pl.col("organic_impressions") > 0).fill_null(value=False)
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
