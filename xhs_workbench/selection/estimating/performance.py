"""What a note of each creator brings: own notes, shrunk towards what close peers suggest.

y = log(1 + interactions) of a note is normal around its creator's level θᵢ, and θᵢ around a regression on
followers, tier, category and formats (`statistics.shrinkage`). Five notes with one hit say little; twenty
steady ones decide by themselves. If no notes were given, an export's medians or means are used, with the
weight of so few notes. Paid notes, including those of past campaigns, also count, as far as the known ratios
of paid to daily notes allow.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.metrics.registry import columns
from xhs_workbench.metrics.tiers import assign_tiers
from xhs_workbench.params.brief import Brief
from xhs_workbench.selection.estimating.commercial import compare_commercial
from xhs_workbench.selection.estimating.horizon import Horizon, find_horizon, mean_days
from xhs_workbench.selection.estimating.past import add_past_notes
from xhs_workbench.selection.estimating.peers import beyond_budget, format_shares, peer_design
from xhs_workbench.selection.estimating.recency import Recency, age_weights, choose_half_life, measure_drift
from xhs_workbench.selection.estimating.recent_notes import split_by_time, usable_notes
from xhs_workbench.statistics.conformal import Calibration, calibrate, from_left_out
from xhs_workbench.statistics.shares import Z_90
from xhs_workbench.statistics.shrinkage import Moments, Shrunk, moderate_variances, shrink, unit_moments
from xhs_workbench.worked_out import kept

DEFAULT_SPREAD = 0.36
"""Variance of log interactions between a creator's notes, used if no creator has two notes in the files: that
of the demo data.
Real accounts of another platform vary less (`benchmarks/performance.py` prints it), so the default trusts an
export less."""
EXPORT_NOTES = 5
"""Assumed number of notes behind a median of an export, because exports do not give it."""
RATIO_SPREAD = 0.1
"""Variance of log (commercial / daily) between creators, assumed if fewer than five have both kinds: one in
three is then
more than 36 % above or below the usual ratio."""
FEW = 5
CHECKED_CREATORS = 5_000
"""If there are many more creators, every k-th is enough to set half-life and interval."""
Floats = NDArray[np.float64]
Moved = tuple[Floats, Floats]


@dataclass(frozen=True)
class Performance:
    """Estimates for each creator, and how they were made.

    Args:
        creators: One row per creator, in the order given: see `estimate_performance`.
        calibration: How the interval of a next note was set.
        recency: Whether recent notes count more.
        between: τ², variance of levels between creators with the same known features.
        within: s₀², common variance of notes within a creator.
        horizon: How estimates were extrapolated to the posting window; None if too few notes are dated.
    """

    creators: pl.DataFrame
    calibration: Calibration
    recency: Recency
    between: float
    within: float
    horizon: Horizon | None = None


@dataclass(frozen=True)
class Levels:
    """Levels of all creators, before they are written as counts."""

    daily: Moments
    commercial: Moments
    spread: Floats
    within: float
    shrunk: Shrunk | None
    source: NDArray[np.object_]


@kept
def estimate_performance(
    creators: pl.DataFrame, notes: pl.DataFrame, brief: Brief, elsewhere: pl.DataFrame | None = None
) -> Performance:
    """Estimate what a daily note of each creator brings, with intervals, and how commercial notes compare.

    Args:
        creators: The `Creators` table.
        notes: The `Notes` table of their recent notes; may be empty.
        brief: The brief: definition of interactions, tier scheme, age from which a note counts.
        elsewhere: Notes placed for other brands, from `memory.recall_elsewhere`; they affect estimates but
            are never counted.

    Returns:
        The estimates; `creators` has a row a creator:

        - `notes_seen` (usable notes), `daily_notes`, `commercial_notes`, `interactions_seen` (plain median of
          the daily ones);
        - `performance_from`: `notes`, `export_median`, `export_mean`, `commercial_notes` (no daily notes) or
        null; paid notes enter each of them;
        - `expected_interactions`: typical (median) interactions of a daily note, shrunk, with `typical_low`
        and `typical_high` (90 %); `mean_interactions`, which is larger because some notes go viral; null
        without any figure;
        - `interactions_low`, `interactions_high`: interval for the next daily note (80 %, `conformal`);
        - `own_weight`: share of the creator's own figures in the estimate, 0-1; `few_notes`: fewer than five
        notes behind it;
        - `save_share` with `save_share_low` and `save_share_high` (90 %), a fraction of interactions;
        - the columns of `compare_commercial`.
    """
    whole = creators if "tier" in creators.columns else assign_tiers(creators, brief.tier_scheme)
    asked = _Asked(whole, notes, brief, elsewhere)
    if not _answered or not asked.is_like(_answered[0][0]):
        _answered[:] = [(asked, _estimate_all(whole, notes, brief, elsewhere))]
    return _answered[0][1]


@dataclass(frozen=True)
class _Asked:
    """What estimates were asked of."""

    creators: pl.DataFrame
    notes: pl.DataFrame
    brief: Brief
    elsewhere: pl.DataFrame | None

    def is_like(self, other: _Asked) -> bool:
        """Say whether another question has the same answer."""
        pairs = (
            (self.creators, other.creators),
            (self.notes, other.notes),
            (self.elsewhere, other.elsewhere),
        )
        return self.brief == other.brief and all(
            one is two or (one is not None and two is not None and one.equals(two)) for one, two in pairs
        )


_answered: list[tuple[_Asked, Performance]] = []
"""The last question and its answer: a page asks once for its candidates, and again to explain the estimates."""


def _estimate_all(
    creators: pl.DataFrame, notes: pl.DataFrame, brief: Brief, elsewhere: pl.DataFrame | None
) -> Performance:
    beyond = creators["creator_id"].is_in(beyond_budget(creators, brief)["creator_id"].implode())
    if not beyond.any() or beyond.all():
        return _estimate(creators, notes, brief, elsewhere)
    # Who costs more than there is must not be a peer of those who can be booked.
    within, whole = (
        _estimate(part, notes, brief, elsewhere) for part in (creators.filter(~beyond), creators)
    )
    rows = pl.concat([within.creators, whole.creators.filter(beyond)], how="vertical_relaxed")
    order = creators.select("creator_id")
    return replace(within, creators=order.join(rows, on="creator_id", how="left", maintain_order="left"))


def _estimate(
    creators: pl.DataFrame, notes: pl.DataFrame, brief: Brief, elsewhere: pl.DataFrame | None
) -> Performance:
    alone = elsewhere is None or elsewhere.is_empty()
    ready, usable = _prepare(
        creators, notes if elsewhere is None or alone else add_past_notes(notes, elsewhere), brief
    )
    counted = _count_notes(ready, usable if alone else _prepare(creators, notes, brief)[1])
    horizon = find_horizon(usable.filter(~pl.col("is_commercial").fill_null(False)), brief)
    usable = horizon.carry(usable) if horizon else usable
    recency, calibration = _check_on_later_notes(ready, usable, horizon)
    if horizon and not calibration.from_data:
        calibration = from_left_out(*horizon.tails)
    levels = _levels(ready, usable, recency, brief, _unsure(ready, usable, horizon))
    made = ready.select("creator_id").with_columns(
        *_as_counts(levels, calibration),
        *_as_seen(levels.source, counted),
        *_save_shares(ready, usable, recency.half_life_days),
        *compare_commercial(
            ready, levels.daily, levels.commercial, levels.spread, levels.within, levels.shrunk
        ),
        pl.Series("interactions_seen", _plain_medians(ready, usable)),
    )
    between = levels.shrunk.tau2 if levels.shrunk else 0.0
    behind = pl.when(pl.col("commercial_ratio_n").is_not_null() & (pl.col("commercial_notes") > 0)).then(
        "commercial_notes"
    )
    filled = made.with_columns(pl.col(pl.Float64).fill_nan(None), commercial_ratio_n=behind)
    return Performance(filled, calibration, recency, between, levels.within, horizon)


def _unsure(ready: pl.DataFrame, usable: pl.DataFrame, horizon: Horizon | None) -> Moved | None:
    """Return each creator's variance from drift in the past notes, and from drift up to the posting window."""
    if horizon is None:
        return None
    past, to = mean_days(usable, ready.height), horizon.targets(usable, ready.height)
    dated = np.isfinite(past)
    # Figures of an export have no date, so they are assumed to be as old as the others' notes.
    forgotten, learnt = (
        np.where(dated, part, np.median(part[dated]))
        for part in (horizon.transient(past, to), horizon.variance(past, to, forecast=True))
    )
    return forgotten, learnt


def _prepare(creators: pl.DataFrame, notes: pl.DataFrame, brief: Brief) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return creators with their position, tier and formats, and their usable notes with that position as `unit`."""
    usable = usable_notes(notes, brief)
    ready = creators if "tier" in creators.columns else assign_tiers(creators, brief.tier_scheme)
    ready = ready.join(
        format_shares(usable), on="creator_id", how="left", maintain_order="left"
    ).with_row_index("unit")
    places = ready.select("creator_id", pl.col("unit").cast(pl.Int64))
    return ready, usable.join(places, on="creator_id", how="inner", maintain_order="left")


def _moments(notes: pl.DataFrame, count: int, column: str, half_life: float | None) -> Moments:
    known = notes.drop_nulls(column)
    weights = age_weights(known["published_at"], half_life)
    return unit_moments(known["unit"].to_numpy(), known[column].to_numpy(), count, weights)


def _levels(
    ready: pl.DataFrame,
    usable: pl.DataFrame,
    recency: Recency,
    brief: Brief | None,
    moved: Moved | None = None,
) -> Levels:
    """Estimate every creator's level: its best daily figure, combined with its paid notes at their proper weight.

    Daily notes and an export's figures describe the same notes, so only the more precise is used. Paid notes
    are separate: their mean, minus the usual step from daily to paid, is added by inverse variance s²/n + ω²,
    with ω² the variance of the step.
    """
    paid = pl.col("is_commercial").fill_null(False)
    half_life = recency.half_life_days
    daily = _moments(usable.filter(~paid), ready.height, "log_interactions", half_life)
    commercial = _moments(usable.filter(paid), ready.height, "log_interactions", half_life)
    spread, within = _spread(daily, ready.height)
    with np.errstate(divide="ignore"):
        sources = [("notes", daily.means, spread / daily.effective)]
    sources += _from_export(ready, within, brief) if brief else []
    names = np.array([name for name, _, _ in sources], dtype=object)
    means = np.stack([mean for _, mean, _ in sources])
    variances = np.where(np.isfinite(means), np.stack([variance for _, _, variance in sources]), np.inf)
    best = variances.argmin(axis=0)
    rows = np.arange(ready.height)
    mean, variance = _join(
        (means[best, rows], variances[best, rows]), _from_commercial(daily, commercial, spread)
    )
    observed = np.isfinite(variance)
    source = np.where(np.isfinite(variances[best, rows]), names[best], "commercial_notes").astype(object)
    source[~observed] = None
    # A level moves between the past notes and the note to be bought. Past movement that is forgotten by then
    # is noise to the
    # estimate; movement still to come makes the forecast less certain.
    forgotten, learnt = moved if moved is not None else (recency.drift, 0.0)
    shrunk = shrink(mean, variance + forgotten, peer_design(ready, observed)) if observed.any() else None
    if shrunk is not None:
        shrunk = replace(shrunk, variance=shrunk.variance + learnt)
    return Levels(daily, commercial, spread, within, shrunk, source)


def _from_commercial(daily: Moments, commercial: Moments, spread: Floats) -> tuple[Floats, Floats]:
    """Return the daily levels that paid notes suggest, with their variances; NaN and infinite if there are none."""
    both = (daily.n > 0) & (commercial.n > 0)
    step, between = 0.0, RATIO_SPREAD
    with np.errstate(divide="ignore"):
        own = spread / commercial.effective
        noise = own + spread / daily.effective
    if both.any():
        difference = (commercial.means - daily.means)[both]
        step = float(np.median(difference))
        if both.sum() >= FEW:
            between = shrink(difference, noise[both]).tau2
    return commercial.means - step, own + between


def _join(*estimates: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Return the inverse-variance mean of independent estimates, and its variance; infinite if there is none."""
    precisions = [np.where(np.isfinite(mean), 1 / variance, 0.0) for mean, variance in estimates]
    total = np.sum(precisions, axis=0)
    weighted = np.sum(
        [p * np.nan_to_num(mean) for p, (mean, _) in zip(precisions, estimates, strict=True)], axis=0
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        return weighted / total, 1 / total


def _spread(daily: Moments, count: int) -> tuple[Floats, float]:
    df = np.maximum(daily.n - 1, 0).astype(float)
    if (df > 0).sum() < FEW:
        return np.full(count, DEFAULT_SPREAD), DEFAULT_SPREAD
    moderated = moderate_variances(daily.variances, df)
    return moderated.values, moderated.common


def _from_export(ready: pl.DataFrame, within: float, brief: Brief) -> list[tuple[str, Floats, Floats]]:
    """Return log levels from an export's daily median and from its means, with their sampling variances.

    A median of n normal values has variance π/2 · s²/n; the log of a log-normal mean lies s²/2 above the log
    median and has variance (exp(s²) − 1)/n.
    """
    parts = columns(("@interactions",), brief.definitions)
    median = ready["interactions_median"].cast(pl.Float64).log1p().fill_null(np.nan).to_numpy()
    named = [f"{part}_mean" for part in parts]
    mean = np.full(ready.height, np.nan)
    if all(name in ready.columns for name in named):
        total = ready.select(
            pl.sum_horizontal([pl.col(name) for name in named], ignore_nulls=False)
        ).to_series()
        mean = total.log1p().fill_null(np.nan).to_numpy() - within / 2
    return [
        ("export_median", median, np.full(ready.height, np.pi / 2 * within / EXPORT_NOTES)),
        (
            "export_mean",
            mean,
            np.full(ready.height, max(np.expm1(within), np.pi / 2 * within) / EXPORT_NOTES),
        ),
    ]


def _as_counts(levels: Levels, calibration: Calibration) -> list[pl.Series]:
    seen = np.array([source is not None for source in levels.source], dtype=bool)
    blank = np.full(len(seen), np.nan)
    made = dict.fromkeys(
        (
            "expected_interactions",
            "typical_low",
            "typical_high",
            "mean_interactions",
            "interactions_low",
            "interactions_high",
            "own_weight",
        ),
        blank,
    )
    if levels.shrunk:
        theta, variance = levels.shrunk.theta, levels.shrunk.variance
        deviation, reach = Z_90 * np.sqrt(variance), np.sqrt(variance + levels.spread)
        counts = {
            "expected_interactions": theta,
            "typical_low": theta - deviation,
            "typical_high": theta + deviation,
            "mean_interactions": theta + (levels.spread + variance) / 2,
            "interactions_low": theta + calibration.low * reach,
            "interactions_high": theta + calibration.high * reach,
        }
        made |= {
            name: np.where(seen, np.maximum(np.expm1(value), 0.0), np.nan) for name, value in counts.items()
        }
        made["own_weight"] = np.where(seen, levels.shrunk.weight, np.nan)
    return [pl.Series(name, value) for name, value in made.items()]


def _count_notes(ready: pl.DataFrame, usable: pl.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the number of daily and of paid notes of each creator."""
    paid = usable["is_commercial"].fill_null(False).to_numpy().astype(bool)
    units = usable["unit"].to_numpy()
    daily, commercial = (
        np.bincount(units[side], minlength=ready.height).astype(np.int64) for side in (~paid, paid)
    )
    return daily, commercial


def _as_seen(
    source: NDArray[np.object_], counted: tuple[NDArray[np.int64], NDArray[np.int64]]
) -> list[pl.Series]:
    """Return what each estimate is based on, and the number of notes if it can be counted."""
    daily, commercial = counted
    seen = np.array([one is not None for one in source], dtype=bool)
    stands_in = np.where(source == "notes", daily, np.where(source == "commercial_notes", 0, EXPORT_NOTES))
    return [
        pl.Series("performance_from", source.tolist(), dtype=pl.String),
        pl.Series("notes_seen", daily + commercial),
        pl.Series("daily_notes", daily),
        pl.Series("commercial_notes", commercial),
        pl.Series("few_notes", seen & (commercial + stands_in < FEW)),
    ]


def _save_shares(ready: pl.DataFrame, usable: pl.DataFrame, half_life: float | None) -> list[pl.Series]:
    """Shrink the logits of notes' save shares; notes vary too much for a model of pooled counts to shrink enough."""
    paid = pl.col("is_commercial").fill_null(False)
    some = usable.filter(~paid & pl.col("save_logit").is_not_null() & (pl.col("interactions") > 0))
    names = ("save_share", "save_share_low", "save_share_high")
    if some.is_empty():
        return [pl.Series(name, [None] * ready.height, dtype=pl.Float64) for name in names]
    moments = _moments(some, ready.height, "save_logit", half_life)
    spread, _ = _spread(moments, ready.height)
    with np.errstate(divide="ignore"):
        variances = spread / moments.effective
    observed = moments.n > 0
    found = shrink(moments.means, variances, peer_design(ready, observed))
    deviation = Z_90 * np.sqrt(found.variance)
    ends = (found.theta, found.theta - deviation, found.theta + deviation)
    return [
        pl.Series(name, np.where(observed, 1 / (1 + np.exp(-end)), np.nan))
        for name, end in zip(names, ends, strict=True)
    ]


def _plain_medians(ready: pl.DataFrame, usable: pl.DataFrame) -> pl.Series:
    middle = (
        usable.filter(~pl.col("is_commercial").fill_null(False))
        .group_by("creator_id")
        .agg(pl.col("interactions").median())
    )
    return ready.join(middle, on="creator_id", how="left", maintain_order="left")["interactions"]


def _check_on_later_notes(
    ready: pl.DataFrame, usable: pl.DataFrame, horizon: Horizon | None
) -> tuple[Recency, Calibration]:
    """Learn from each creator's earlier daily notes, and set half-life and interval by the later ones."""
    split = split_by_time(usable.filter(~pl.col("is_commercial").fill_null(False)))
    every = max(ready.height // CHECKED_CREATORS, 1)
    split = split.filter(pl.col("unit") % every == 0)
    earlier, later = split.filter(~pl.col("later")), split.filter(pl.col("later"))
    # In this check, drift acts over the time between the earlier and the later notes.
    ends = mean_days(earlier, ready.height), mean_days(later, ready.height)
    gap = (horizon.transient(*ends), horizon.variance(*ends)) if horizon else None

    def predict(some: pl.DataFrame, how: Recency) -> pl.DataFrame:
        levels = _levels(ready, some, how, None, gap)
        if levels.shrunk is None:
            return pl.DataFrame(schema={"creator_id": pl.String, "theta": pl.Float64, "reach": pl.Float64})
        reach = np.sqrt(levels.shrunk.variance + levels.spread)
        return ready.select("creator_id", theta=levels.shrunk.theta, reach=reach)

    recency = choose_half_life(earlier, later, lambda some, half_life: predict(some, Recency(half_life)))
    before = _moments(earlier, ready.height, "log_interactions", recency.half_life_days)
    after = _moments(later, ready.height, "log_interactions", None)
    recency = replace(recency, drift=measure_drift(before, after, _spread(before, ready.height)[0]))
    judged = later.join(predict(earlier, recency), on="creator_id")
    errors = ((judged["log_interactions"] - judged["theta"]) / judged["reach"]).to_numpy()
    return recency, calibrate(errors, judged["unit"].to_numpy())
