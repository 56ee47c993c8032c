"""Which creators to book within the budget: the best set, by integer programming, verified outside the solver.

Maximises Σ vᵢxᵢ (expected interactions × score / 100) over the offers, under budget, quotas of tiers,
categories and note types, share caps, must-haves and conflicts; on request also with reach and with less
risk. scipy's HiGHS proves how close to the optimum the set is. If no set meets every quota, the quotas to
relax are named instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.selection.planning.infeasible import ADVICE, explain
from xhs_workbench.selection.planning.programme import true_worth, write_programme
from xhs_workbench.selection.planning.rules import Rules, Terms, check_set, list_offers
from xhs_workbench.selection.planning.solver import GAP, solve
from xhs_workbench.written import agree, many

BY_CLOCK = Finding(
    "stopped_by_clock",
    Level.REVIEW,
    Text(
        "The search was ended by the clock, so a faster machine may find a better set; the gap holds.",
        "求解因超时结束，更快的机器可能得到更优组合；所示差距仍成立。",
    ),
)


@dataclass(frozen=True)
class Portfolio:
    """The set to book.

    Args:
        picks: The chosen candidates, best score first, with `note_type`, its price and `value`.
        cost_cny: Their cost, fee included.
        budget_cny: The budget.
        expected_interactions: Sum of the picks' expected interactions where known.
        gap: Proven distance to the best possible worth, 0-1; null if nothing was solved.
        findings: Every rule, checked again outside the solver; and the rules to relax if no set fits.
        worth: The maximised quantity: value, minus risk, plus reach, as the terms say; calculated from the
            picks.
        bound: Upper bound on the worth of any set.
        reached: Upper estimate of different people reached, assuming that creators reach independently; None
            without segments.
        rules: The rules it meets.
        offers: What could be booked.
    """

    picks: pl.DataFrame
    cost_cny: float
    budget_cny: float
    expected_interactions: float
    gap: float | None
    findings: tuple[Finding, ...]
    worth: float = 0.0
    bound: float = 0.0
    reached: float | None = None
    rules: Rules = field(default_factory=lambda: Rules(0.0, {}), repr=False)
    offers: pl.DataFrame = field(default_factory=pl.DataFrame, repr=False)

    def __repr__(self) -> str:
        """Say what was picked, for what money, and what did not hold."""
        off = [
            f"{finding.level.value}: {finding.text.en}"
            for finding in self.findings
            if finding.level != Level.PASS
        ]
        money = f"¥{self.cost_cny:,.0f} of ¥{self.budget_cny:,.0f}"
        best = "" if self.gap is None else f" · within {self.gap:.1%} of the best set"
        expected = f"{self.expected_interactions:,.0f} interactions expected"
        return "\n".join([f"<{self.picks.height} picks · {money} · {expected}{best}>", *off])


def pick_portfolio(
    scored: pl.DataFrame,
    budget_cny: float,
    *,
    quotas: Mapping[str, Sequence[int]],
    must_in: Sequence[str] = (),
    must_out: Sequence[str] = (),
    max_share: float = 1.0,
    terms: Terms | None = None,
) -> Portfolio:
    """Pick the set of creators with the highest value within the budget and quotas.

    Value of a creator: expected interactions times score / 100, so that a large, expensive account with a
        poor fit is not booked
    for its size alone.

    Args:
        scored: From `score_creators`; creators without a price or expected interactions cannot be picked, nor
            those that a gate rejected (`admitted` false) unless they are must-haves.
        budget_cny: Budget, fee included.
        quotas: Tier -> least and most creators.
        must_in: Creator ids to book in any case.
        must_out: Creator ids never to book.
        max_share: Largest share of the budget for one creator.
        terms: Categories, note types, conflicts, reach, risk.

    Returns:
        The portfolio; without picks and with an explanation if nothing can be booked or no set fits.
    """
    return pick_by_rules(scored, Rules(budget_cny, quotas, must_in, must_out, max_share, terms or Terms()))


def pick_by_rules(scored: pl.DataFrame, rules: Rules, *, gap: float = GAP) -> Portfolio:
    """Pick the best set under the given rules, to within a gap; see `pick_portfolio`.

    What the brief orders is asked for first: every type, then the rarer one (`Terms.wished`); both are given
    up if no set has them.
    """
    for wished in (rules.terms.wished_in_full, rules.terms.wished):
        if wished and not rules.terms.formats:
            asked = _pick(scored, replace(rules, terms=replace(rules.terms, formats=wished)), gap)
            if asked.picks.height:
                return asked
    return _pick(scored, rules, gap)


def _pick(scored: pl.DataFrame, rules: Rules, gap: float) -> Portfolio:
    listed = list_offers(scored, rules)
    if listed.is_empty():
        nothing = Text("No creator has a price and a quota.", "没有可选达人（缺少报价或配额）。")
        return _none(listed, rules, [Finding("nothing_to_pick", Level.FAIL, nothing, ADVICE)])
    lacking = sorted(set(rules.must_in) - set(listed["creator_id"]))
    offers = listed.filter("affordable")
    if offers.is_empty() or lacking:
        return _none(listed, rules, _cannot_book(lacking) if lacking else explain(listed, rules))
    found = solve(write_programme(offers, rules), gap=gap)
    if found.chosen is None:
        late = Text(
            "The solver found no set in time; loosen a rule or raise the budget.",
            "求解超时，请放宽约束或提高预算。",
        )
        said = (
            explain(listed, rules) if found.infeasible else [Finding("out_of_time", Level.FAIL, late, ADVICE)]
        )
        return _none(listed, rules, said)
    picks = offers.filter(pl.Series(found.chosen)).sort(["score", "creator_id"], descending=[True, False])
    return _made(picks, offers, rules, found.bound, by_clock=found.by_clock)


def stop_at(smaller: Portfolio, portfolio: Portfolio, stop_cny: float) -> Portfolio:
    """Return a set for less money as the plan for the whole budget, whose rules are checked against that budget.

    Args:
        smaller: The best set for less money.
        portfolio: The best set for the whole budget: its budget and rules stay.
        stop_cny: The budget that the smaller one is the best for.
    """
    rules = replace(portfolio.rules, stop_cny=stop_cny, terms=smaller.rules.terms)
    findings = (*check_set(smaller.picks, rules), *([BY_CLOCK] if BY_CLOCK in smaller.findings else []))
    return replace(smaller, budget_cny=portfolio.budget_cny, rules=rules, findings=findings)


def _made(
    picks: pl.DataFrame, offers: pl.DataFrame, rules: Rules, bound: float, *, by_clock: bool = False
) -> Portfolio:
    worth = true_worth(picks, rules)
    gap = max(bound - worth, 0.0) / max(bound, 1e-9)
    reach = rules.terms.reach
    return Portfolio(
        picks,
        float(picks["price_cny"].sum()),
        rules.budget_cny,
        float(picks["expected_interactions"].sum()),
        gap,
        (*check_set(picks, rules), *([BY_CLOCK] if by_clock else [])),
        worth,
        bound,
        float(reach.reached(picks["creator_id"]).sum()) if reach else None,
        rules,
        offers,
    )


def _cannot_book(lacking: Sequence[str]) -> list[Finding]:
    n = len(lacking)
    text = Text(
        f"{many(n, 'must-have creator')} {agree(n, 'has', 'have')} no price or no figures here, or "
        f"{agree(n, 'is', 'are')} to be left out.",
        f"{len(lacking)} 位必选达人缺少报价或数据，或同时在排除名单中。",
    )
    return [Finding("must_in", Level.FAIL, text, ADVICE, tuple(lacking[:5]), len(lacking))]


def _none(listed: pl.DataFrame, rules: Rules, findings: Sequence[Finding]) -> Portfolio:
    return Portfolio(
        listed.clear(), 0.0, rules.budget_cny, 0.0, None, tuple(findings), rules=rules, offers=listed.clear()
    )
