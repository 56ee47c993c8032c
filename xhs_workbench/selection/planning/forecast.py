"""What a set should bring, measure by measure, against what the brief promises, with the range of the scenarios."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from xhs_workbench.params.brief import Brief
from xhs_workbench.selection.planning.portfolio import Portfolio
from xhs_workbench.selection.planning.risk import look_ahead

MEASURES = ("interactions", "saves", "reads")
"""What a creator's files tell of a note, so that a set's sum can be held against a target."""


SURE, EVEN, SLIGHT = 0.9, 0.5, 0.25
"""Chances of meeting a target from which it is called sure, likely and possible; below the last it will likely be missed."""
SCALED = ("expected_interactions", "interactions_low", "interactions_high", "interactions_change")
EACH = ("cpe_cny", "marginal_cpe_cny")


@dataclass(frozen=True)
class Measure:
    """One measure of a set, as paid notes where it is known what those bring.

    Args:
        name: One of `MEASURES`.
        expected: Sum over the creators whose figure is known.
        low: Tenth percentile of the scenarios; the spread is that of interactions.
        high: Ninetieth percentile.
        target: What the brief promises of it; None where nothing was.
        known: Creators whose figure is known; of the others nothing is added.
        chance: Share of the scenarios that meet the target; None without one.
    """

    name: str
    expected: float
    low: float
    high: float
    target: float | None
    known: int
    chance: float | None = None

    @property
    def reach(self) -> str:
        """Whether the target is met: `sure`, `likely`, `doubtful` or `short`; `open` without one.

        Sure from nine scenarios in ten, likely from every other one where the expected result meets it too, doubtful
        from every fourth, else short.
        """
        if self.target is None or self.chance is None:
            return "open"
        if self.chance >= SURE:
            return "sure"
        if self.chance >= EVEN and self.expected >= self.target:
            return "likely"
        return "doubtful" if self.chance >= SLIGHT else "short"

    @property
    def shown(self) -> float:
        """Return the expected result as pages write it: two figures, or more where these would turn its place to the target."""
        for figures in (2, 3, 4):
            rounded = float(f"{self.expected:.{figures}g}")
            if self.target is None or (rounded >= self.target) == (self.expected >= self.target):
                return rounded
        return self.expected


@dataclass(frozen=True)
class Forecast:
    """What a set should bring.

    Args:
        measures: Those of which anything is known, in the order of `MEASURES`.
        cpe_target_cny: The brief's cost per interaction; None where nothing was promised.
        paid_ratio: What a set brings as paid notes, over what it brings as everyday ones; None where no
            creator's paid notes are known.
        paid_known: Creators whose paid notes are known.
        unforeseen: Metrics of the brief's targets of which nothing in a candidate's files tells.
    """

    measures: tuple[Measure, ...]
    cpe_target_cny: float | None
    paid_ratio: float | None
    paid_known: int
    unforeseen: tuple[str, ...] = ()

    @property
    def kept(self) -> float:
        """Share of everyday interactions that paid notes keep, at most 1; 1 where nothing is known of paid notes."""
        return min(self.paid_ratio or 1.0, 1.0)

    def measure(self, name: str) -> Measure | None:
        """Return one measure, None where nothing is known of it."""
        return next((one for one in self.measures if one.name == name), None)

    def as_paid(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Count the interactions of a frame as those of paid notes, and what each costs accordingly.

        Args:
            frame: Picks, swaps, budgets or any other frame that counts everyday notes.
        """
        return _as_paid(frame, self.kept)

    def cpe_cny(self, portfolio: Portfolio) -> float:
        """Return what a set should cost for each interaction of its paid notes."""
        return portfolio.cost_cny / max(portfolio.expected_interactions * self.kept, 1e-9)

    def too_dear(self, portfolio: Portfolio) -> bool:
        """Say whether a set should cost more for each interaction than the brief allows."""
        return self.cpe_target_cny is not None and self.cpe_cny(portfolio) > self.cpe_target_cny


def _as_paid(frame: pl.DataFrame, kept: float) -> pl.DataFrame:
    found = frame.columns
    return frame.with_columns(
        *(pl.col(name) * kept for name in SCALED if name in found),
        *(pl.col(name) / kept for name in EACH if name in found),
    )


def forecast_set(portfolio: Portfolio, brief: Brief) -> Forecast:
    """Sum what each creator's next note should bring, and hold it against the brief.

    Saves are a creator's interactions times the share of saves among them; reads are the median of past notes.
    What paid notes keep is known of interactions, and taken for saves too; reads stand as they are.

    Args:
        portfolio: The picked set.
        brief: Its targets, and which interactions it counts.
    """
    ratio, paid_known = _paid(portfolio.picks)
    picks = _as_paid(portfolio.picks, min(ratio or 1.0, 1.0))
    targets = {kpi.metric: kpi.target for kpi in brief.kpis}
    saved = pl.col("save_share") if "save_share" in picks.columns else pl.lit(None, pl.Float64)
    reads = pl.col("reads_median") if "reads_median" in picks.columns else pl.lit(None, pl.Float64)
    sums = {
        "interactions": pl.col("expected_interactions"),
        "saves": pl.col("expected_interactions") * saved,
        "reads": reads,
    }
    promised = {**targets, "interactions": targets.get(brief.definitions.interactions)}
    measures = []
    for name, each in sums.items():
        known = picks.with_columns(expected_interactions=each.cast(pl.Float64)).filter(
            pl.col("expected_interactions").is_finite()
        )
        if known.is_empty():
            continue
        aim = promised.get(name)
        risk = portfolio.rules.terms.risk.model_copy(update={"target_interactions": aim})
        outlook = look_ahead(known, risk)
        expected = float(known["expected_interactions"].sum())
        measures.append(Measure(name, expected, outlook.low, outlook.high, aim, known.height, outlook.chance))
    told = {brief.definitions.interactions, "cpe", *(one.name for one in measures)}
    unforeseen = tuple(metric for metric in targets if metric not in told)
    return Forecast(tuple(measures), targets.get("cpe"), ratio, paid_known, unforeseen)


def _paid(picks: pl.DataFrame) -> tuple[float | None, int]:
    if "commercial_ratio" not in picks.columns:
        return None, 0
    known = picks.filter(pl.col("commercial_ratio").is_finite() & (pl.col("expected_interactions") > 0))
    if known.is_empty():
        return None, 0
    paid = float((known["expected_interactions"] * known["commercial_ratio"]).sum())
    return paid / float(known["expected_interactions"].sum()), known.height
