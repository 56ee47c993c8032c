"""What a set should bring, measure by measure, against what the brief promises, with the range of the scenarios."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from xhs_workbench.params.brief import Brief
from xhs_workbench.selection.planning.portfolio import Portfolio
from xhs_workbench.selection.planning.risk import look_ahead

MEASURES = ("interactions", "saves", "reads")
"""What a creator's files tell of a note, so that a set's sum can be held against a target."""


@dataclass(frozen=True)
class Measure:
    """One measure of a set.

    Args:
        name: One of `MEASURES`.
        expected: Sum over the creators whose figure is known.
        low: Tenth percentile of the scenarios; the spread is that of interactions.
        high: Ninetieth percentile.
        target: What the brief promises of it; None where nothing was.
        known: Creators whose figure is known; of the others nothing is added.
        paid: Share of it that a paid note keeps, at most 1; 1 where nothing is known of paid notes.
    """

    name: str
    expected: float
    low: float
    high: float
    target: float | None
    known: int
    paid: float = 1.0

    @property
    def reach(self) -> str:
        """Whether the target is met, taken as paid notes: `sure`, `likely`, `doubtful` or `short`; `open` without one.

        Sure where the low end meets it, likely where the expected result does, doubtful where only everyday
        notes would.
        """
        if self.target is None:
            return "open"
        if self.low * self.paid >= self.target:
            return "sure"
        if self.expected * self.paid >= self.target:
            return "likely"
        return "doubtful" if self.expected >= self.target else "short"


@dataclass(frozen=True)
class Forecast:
    """What a set should bring.

    Args:
        measures: Those of which anything is known, in the order of `MEASURES`.
        cpe_target_cny: The brief's cost per interaction; None where nothing was promised.
        paid_ratio: What a set brings as paid notes, over what it brings as everyday ones; None where no
            creator's paid notes are known.
        paid_known: Creators whose paid notes are known.
    """

    measures: tuple[Measure, ...]
    cpe_target_cny: float | None
    paid_ratio: float | None
    paid_known: int

    def measure(self, name: str) -> Measure | None:
        """Return one measure, None where nothing is known of it."""
        return next((one for one in self.measures if one.name == name), None)


def forecast_set(portfolio: Portfolio, brief: Brief) -> Forecast:
    """Sum what each creator's next note should bring, and hold it against the brief.

    Saves are a creator's interactions times the share of saves among them; reads are the median of past notes.
    What paid notes keep is known of interactions, and taken for saves too; reads stand as they are.

    Args:
        portfolio: The picked set.
        brief: Its targets, and which interactions it counts.
    """
    picks = portfolio.picks
    targets = {kpi.metric: kpi.target for kpi in brief.kpis}
    saved = pl.col("save_share") if "save_share" in picks.columns else pl.lit(None, pl.Float64)
    reads = pl.col("reads_median") if "reads_median" in picks.columns else pl.lit(None, pl.Float64)
    sums = {
        "interactions": pl.col("expected_interactions"),
        "saves": pl.col("expected_interactions") * saved,
        "reads": reads,
    }
    promised = {**targets, "interactions": targets.get(brief.definitions.interactions)}
    ratio, paid_known = _paid(picks)
    kept = {name: min(ratio or 1.0, 1.0) for name in ("interactions", "saves")}
    measures = []
    for name, each in sums.items():
        known = picks.with_columns(expected_interactions=each.cast(pl.Float64)).filter(
            pl.col("expected_interactions").is_finite()
        )
        if known.is_empty():
            continue
        outlook = look_ahead(known, portfolio.rules.terms.risk)
        expected = float(known["expected_interactions"].sum())
        ends = outlook.low, outlook.high
        measures.append(Measure(name, expected, *ends, promised.get(name), known.height, kept.get(name, 1.0)))
    return Forecast(tuple(measures), targets.get("cpe"), ratio, paid_known)


def _paid(picks: pl.DataFrame) -> tuple[float | None, int]:
    if "commercial_ratio" not in picks.columns:
        return None, 0
    known = picks.filter(pl.col("commercial_ratio").is_finite() & (pl.col("expected_interactions") > 0))
    if known.is_empty():
        return None, 0
    paid = float((known["expected_interactions"] * known["commercial_ratio"]).sum())
    return paid / float(known["expected_interactions"].sum()), known.height
