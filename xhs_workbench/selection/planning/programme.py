"""The choice of a set as an integer programme: a binary variable per offer, a row per rule, lines for reach and risk.

    maximise  (1 − c)·Σ vᵢxᵢ + c·CVaR + w·Σ_g t_g      c: caution, w: worth of one more person reached

`t_g` stays under the tangents of a segment's reach; CVaR is Rockafellar and Uryasev's linear form over
scenarios (Journal of Risk 2, 2000). Tangents lie above the curve, so the solver's bound is also a bound on
the true worth, which is calculated from the set itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from xhs_workbench.findings import Text
from xhs_workbench.metrics import tier_word
from xhs_workbench.selection.planning.reach import Reach, tangents
from xhs_workbench.selection.planning.risk import WORST, factors, mean_of_worst
from xhs_workbench.selection.planning.rules import FORMAT_WORDS, Rules

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
AIMED_SCENARIOS = 150
FARTHEST = 8.0
"""Tangents cover reach up to s = 8: 99.97 % of a segment."""
INF = np.inf


@dataclass(frozen=True)
class Row:
    """A rule as a row of the programme: its code, its name, and whether it counts creators or money."""

    code: str
    name: Text
    unit: str = "creators"


@dataclass(frozen=True)
class Programme:
    """Maximise worth · x under low ≤ matrix · x ≤ high; offers come first, then the variables of reach and risk.

    Args:
        worth: Worth of one unit of each variable.
        drive: Maximum worth of each offer, counting reach as if nobody had been reached yet.
        price: CNY of each offer.
        matrix: Rows × variables.
        low: Lower limit of each row.
        high: Upper limit of each row.
        least: Lower limit of each variable.
        most: Upper limit of each variable.
        owner: Creator (a number) of each offer; at most one offer per creator is taken.
        forced: Creators that must be in.
        rows: Meaning of the first rows; the rows after them belong to reach and risk.
    """

    worth: Floats
    drive: Floats
    price: Floats
    matrix: sparse.csc_array
    low: Floats
    high: Floats
    least: Floats
    most: Floats
    owner: NDArray[np.int64]
    forced: NDArray[np.int64]
    rows: tuple[Row, ...]

    @property
    def offers(self) -> int:
        """Return the number of offers."""
        return len(self.owner)


def rule_rows(offers: pl.DataFrame, rules: Rules) -> tuple[list[Row], Floats, Floats, Floats]:
    """Write budget, quotas, categories, formats, caps and conflicts as rows over the offers.

    Returns:
        Rows, coefficients of shape (rows, offers), lower and upper limit of each.
    """
    price = offers["price_cny"].to_numpy()
    made: list[tuple[Row, Floats, float, float]] = [
        (Row("budget", Text("budget", "预算"), "cny"), price, -INF, rules.spend_cny)
    ]
    for tier, (least, most) in rules.quotas.items():
        made.append((Row(f"quota_{tier}", tier_word(tier)), _is(offers, "tier", tier), least, most))
    terms, category = rules.terms, "plain_category"
    for name, (least, most) in terms.categories.items():
        made.append(
            (
                Row(f"category_{name}", Text(f"category {name}", f"类目{name}")),
                _is(offers, category, name),
                least,
                most,
            )
        )
    for kind, fewest in terms.formats.items():
        made.append((Row(f"format_{kind}", FORMAT_WORDS[kind]), _is(offers, "note_type", kind), fewest, INF))
    if terms.max_share_per_category < 1:
        row = Row("category_share", Text("share of one category", "单一类目占比"), "cny")
        cap = terms.max_share_per_category * rules.budget_cny
        names = offers[category].unique().sort().to_list()
        made += [(row, price * _is(offers, category, name), -INF, cap) for name in names]
    for group in terms.conflicts:
        row = Row("conflict", Text("conflict", "冲突"))
        made.append((row, offers["creator_id"].is_in(list(group)).to_numpy().astype(float), -INF, 1.0))
    rows, coefficients, low, high = zip(*made, strict=True)
    return list(rows), np.vstack(coefficients), np.array(low, dtype=float), np.array(high, dtype=float)


def _is(offers: pl.DataFrame, column: str, name: str | None) -> Floats:
    return (
        offers.select(pl.col(column).eq_missing(pl.lit(name, dtype=pl.String)))
        .to_series()
        .to_numpy()
        .astype(float)
    )


def stack(blocks: Sequence[Any]) -> sparse.csr_array:
    """Stack sparse rows."""
    return sparse.csr_array(sparse.vstack(blocks))


def write_programme(offers: pl.DataFrame, rules: Rules) -> Programme:
    """Write the choice among offers as a programme.

    Args:
        offers: Rows of `list_offers`, sorted by creator.
        rules: The rules and terms.
    """
    terms, value, n = rules.terms, offers["value"].to_numpy().astype(float), offers.height
    rows, coefficients, low, high = rule_rows(offers, rules)
    parts = _Parts((1 - terms.risk.caution) * value, sparse.csr_array(coefficients), low, high)
    drive = value.copy()
    if terms.reach is not None and terms.worth_of_reach:
        adds = terms.reach.rows(offers["creator_id"])
        drive = drive + terms.worth_of_reach * adds @ terms.reach.people
        parts = _with_reach(parts, adds, terms.reach, terms.worth_of_reach)
    if terms.risk.caution:
        dealt = value[:, None] * factors(offers, terms.risk, (0, AIMED_SCENARIOS))
        parts = _with_risk(parts, dealt, terms.risk.caution)
    owner = offers["creator_id"].rank("dense").cast(pl.Int64).to_numpy() - 1
    forced = np.unique(owner[offers["must_in"].to_numpy()])
    beyond = len(parts.worth) - n
    least, most = np.zeros(n + beyond), np.concatenate([np.ones(n), np.full(beyond, INF)])
    least[n:] = parts.least
    return Programme(
        parts.worth,
        drive,
        offers["price_cny"].to_numpy().astype(float),
        parts.matrix.tocsc(),
        parts.low,
        parts.high,
        least,
        most,
        owner,
        forced,
        tuple(rows),
    )


@dataclass(frozen=True)
class _Parts:
    worth: Floats
    matrix: sparse.csr_array
    low: Floats
    high: Floats
    least: tuple[float, ...] = ()

    def with_more(
        self, worth: Floats, rows: sparse.csr_array, low: Floats, high: Floats, least: float
    ) -> _Parts:
        """Add variables and rows; `rows` spans the old variables and the new ones."""
        wide = sparse.hstack([self.matrix, sparse.csr_array((self.matrix.shape[0], len(worth)))])
        return _Parts(
            np.concatenate([self.worth, worth]),
            stack([wide, rows]),
            np.concatenate([self.low, low]),
            np.concatenate([self.high, high]),
            (*self.least, *([least] * len(worth))),
        )


def _with_reach(parts: _Parts, adds: Floats, reach: Reach, each: float) -> _Parts:
    """Add s_g (the set's sum) and t_g (people reached) for each segment."""
    groups, old = len(reach.segments), len(parts.worth)
    sums = sparse.hstack(
        [
            sparse.csr_array(-adds.T),
            sparse.csr_array((groups, old - len(adds))),
            sparse.eye_array(groups),
            sparse.csr_array((groups, groups)),
        ]
    )
    lines, tops = [sums], [np.zeros(groups)]
    for g, people in enumerate(reach.people):
        height, slope = tangents(float(people), min(float(adds[:, g].sum()), FARTHEST))
        line = sparse.lil_array((len(slope), old + 2 * groups))
        line[:, [old + g]] = -slope[:, None]
        line[:, [old + groups + g]] = 1.0
        lines.append(sparse.csr_array(line))
        tops.append(height)
    high = np.concatenate(tops)
    worth = np.concatenate([np.zeros(groups), np.full(groups, each)])
    return parts.with_more(worth, stack(lines), np.full(len(high), -INF), high, 0.0)


def _with_risk(parts: _Parts, dealt: Floats, caution: float) -> _Parts:
    """Add the threshold of the worst fifth and each scenario's shortfall below it."""
    n, scenarios = dealt.shape
    old = len(parts.worth)
    rows = sparse.csr_array(
        sparse.hstack(
            [
                sparse.csr_array(-dealt.T),
                sparse.csr_array((scenarios, old - n)),
                sparse.csr_array(np.ones((scenarios, 1))),
                -sparse.eye_array(scenarios),
            ]
        )
    )
    worth = np.concatenate([[caution], np.full(scenarios, -caution / (WORST * scenarios))])
    return parts.with_more(worth, rows, np.full(scenarios, -INF), np.zeros(scenarios), 0.0)


def true_worth(picks: pl.DataFrame, rules: Rules) -> float:
    """Calculate the worth of a set from its rows, without the programme."""
    terms, value = rules.terms, picks["value"].to_numpy().astype(float)
    worth = float(value.sum())
    if terms.risk.caution and picks.height:
        dealt = value @ factors(picks, terms.risk, (0, AIMED_SCENARIOS))
        worth = (1 - terms.risk.caution) * worth + terms.risk.caution * mean_of_worst(dealt)
    if terms.reach is not None and terms.worth_of_reach:
        worth += terms.worth_of_reach * float(terms.reach.reached(picks["creator_id"]).sum())
    return worth
