"""Where the next yuan goes: one calculation behind the budget split, the advice on creators and the tests to run.

The yield of a note is log(count / cost), with the count that the brief aims for. A single note's luck is
removed: its gap to what its creator would ordinarily get (`baseline_lift`) is replaced by its group's mean
gap, shrunk to the campaign's. The rest (price against the creator's usual, and the format's effect in her own
notes) varies far less. A move is advised only if the group's yield is above the others' with an error
probability of 5 % over all groups. Its size follows the expected gain after shrinkage (empirical Bayes), not
the observed one.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.metrics import settled_value
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.learning.objective import objective_metric, organic_count
from xhs_workbench.statistics.shrinkage import paule_mandel

Array = NDArray[np.float64]
ERROR = 0.05
"""Probability that any group is said to deserve more money although all are alike."""
LEAST_GROUP = 5
"""A group with fewer notes is not judged."""
MOST_SHIFT = 2.0
"""A group's share changes by at most this factor: one campaign is one sample."""
WORTH_FINDING = 1.25
"""A difference of a quarter is worth testing; the number of creators needed is calculated for it."""
POWER_SUM = 1.644854 + 0.841621
"""Quantiles of 5 % one-sided and 80 % power."""
SMALL = 0.05
DEFAULT_NOISE = 0.6
WEIGHED = {
    "key": pl.String,
    "notes": pl.Int64,
    "cost_cny": pl.Float64,
    "share_now": pl.Float64,
    "gain": pl.Float64,
    "gain_low": pl.Float64,
    "gain_high": pl.Float64,
    "sure": pl.Float64,
    "move": pl.Boolean,
    "creators_to_test": pl.Int64,
    "metric": pl.String,
}


def yields(lifts: pl.DataFrame, brief: Brief, left_out: Collection[str] = ()) -> pl.DataFrame:
    """Return what each usable note brought for its money.

    Args:
        lifts: From `lift_over_baseline`.
        brief: The brief.
        left_out: Ids of creators whose counts need an explanation.

    Returns:
        The notes of `lifts` that are mature, priced, counted and not suspicious, plus `_yield` (log(½ +
        count) − log cost), `_cost`,
        `_luck` (gap to the creator's usual; 0 if unknown) and `_luck_var` (its variance; null if unknown).
        The attribute is in `metric`.
    """
    lifts = _complete(lifts, brief)
    metric = objective_metric(brief, lifts)
    cost = pl.col("quote_cny") + pl.col("service_fee_cny")
    ready = lifts.with_columns(_count=organic_count(lifts, metric, brief), _cost=cost, metric=pl.lit(metric))
    sound = ready.filter(
        pl.col("mature").fill_null(value=True),
        pl.col("_count").is_not_null(),
        pl.col("_cost") > 0,
        ~pl.col("creator_id").is_in(list(left_out)).fill_null(value=False),
        ~(pl.col("lift_says") == "includes_paid").fill_null(value=False),
    )
    return sound.with_columns(
        _yield=(pl.col("_count") + 0.5).log() - pl.col("_cost").log(),
        _luck=pl.col("_gap").fill_null(0.0),
        _luck_var=pl.when(pl.col("_gap").is_not_null()).then("_noise"),
    )


def _complete(lifts: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Treat outcomes that were not compared with own notes as if no own notes had been found."""
    if "_gap" in lifts.columns:
        return lifts
    total = settled_value(brief.definitions.interactions, brief.definitions, lifts.columns).cast(pl.Float64)
    blank = {
        name: pl.lit(None, dtype=pl.Float64)
        for name in ("_gap", "_noise", "lift", "lift_lower", "lift_upper", "_format_error2")
    }
    return lifts.with_columns(organic=total, lift_says=pl.lit("no_baseline"), **blank)


def weigh_groups(lifts: pl.DataFrame, brief: Brief, by: str, left_out: Collection[str] = ()) -> pl.DataFrame:
    """Say for each group what one more yuan there is expected to gain against the others, and with what certainty.

    Args:
        lifts: From `lift_over_baseline`.
        brief: The brief.
        by: Column of the groups.
        left_out: Ids of creators whose counts need an explanation.

    Returns:
        One row per group: `key`, `notes` and `cost_cny` behind it, `share_now`, `gain` of its yield over the
            others' (0.2 = 20 % more for
        the same money, shrunk) with `gain_low` and `gain_high` (90 %), `sure` (probability that it is above
        0), `move`, `creators_to_test` (creators making both kinds that would show a difference of a quarter),
        `metric`. Gain and probability are null for groups that are
        not judged: those below five notes, and all if fewer than two have them.
    """
    rows = yields(lifts, brief, left_out).drop_nulls(by)
    groups = [(str(key), part) for (key,), part in rows.group_by(by, maintain_order=True)]
    judged = [(key, part) for key, part in groups if part.height >= LEAST_GROUP]
    total = float(rows["_cost"].sum())
    found = _judge_groups([part for _, part in judged], [key for key, _ in judged]) if len(judged) > 1 else {}
    needed = _creators_to_test(rows)
    blank = {"gain": None, "gain_low": None, "gain_high": None, "sure": None, "move": False}
    made = [
        {
            "key": key,
            "notes": part.height,
            "cost_cny": float(part["_cost"].sum()),
            "share_now": float(part["_cost"].sum()) / total,
            "creators_to_test": needed,
            "metric": rows["metric"][0],
            **found.get(key, blank),
        }
        for key, part in groups
    ]
    return pl.DataFrame(made, schema=WEIGHED)


def _judge_groups(parts: list[pl.DataFrame], keys: list[str]) -> dict[str, dict[str, float | bool]]:
    means, variances, free = _group_yields(parts)
    costs = np.array([float(part["_cost"].sum()) for part in parts])
    drawn, drawn_var, seen, seen_var = _against_rest(means, variances, costs)
    chance, sure = _surely(seen, seen_var, free), _surely(drawn, drawn_var, free)
    reach = _quantile(0.95, free) * np.sqrt(drawn_var)
    return {
        key: {
            "gain": float(np.expm1(drawn[at])),
            "gain_low": float(np.expm1(drawn[at] - reach[at])),
            "gain_high": float(np.expm1(drawn[at] + reach[at])),
            "sure": float(sure[at]),
            "move": bool(chance[at] >= 1 - ERROR / len(parts)),
        }
        for at, key in enumerate(keys)
    }


def _group_yields(parts: list[pl.DataFrame]) -> tuple[Array, Array, float]:
    """Return each group's mean yield without single notes' luck, its sampling variance and degrees of freedom."""
    plain = [(part["_yield"] - part["_luck"]).to_numpy() for part in parts]
    sizes = np.array([len(one) for one in plain], dtype=float)
    free = float(sizes.sum() - len(parts))  # each group has several notes
    pooled = sum(float(np.sum((one - one.mean()) ** 2)) for one in plain) / free
    luck = np.array([float(part["_luck"].mean()) for part in parts])  # type: ignore[arg-type]
    scatter = (
        sum(float(np.sum((part["_luck"].to_numpy() - at) ** 2)) for part, at in zip(parts, luck, strict=True))
        / free
    )
    noise = max(scatter, 1e-9) / sizes
    # Groups differ in luck mostly by chance; their own means count only for the part that chance does not
    # explain.
    tau2, middle, _ = paule_mandel(luck, noise, np.ones((len(parts), 1)))
    kept = max(tau2, SMALL**2) / (max(tau2, SMALL**2) + noise)
    mean = np.array([one.mean() for one in plain]) + middle[0] + kept * (luck - middle[0])
    # The estimate of a format from own notes is the same for all its notes, right or wrong.
    # Effects are centred, so an error in one is the opposite error in the others: L / (L − 1) times as much
    # between them.
    shared = np.array([float(part["_format_error2"].fill_null(0.0).mean()) for part in parts])  # type: ignore[arg-type]
    shared *= len(parts) / (len(parts) - 1)
    return mean, pooled / sizes + kept**2 * noise + shared, free


def _against_rest(means: Array, variances: Array, costs: Array) -> tuple[Array, Array, Array, Array]:
    """Return each group's yield over the others', shrunk, with its variance; and the same as observed."""
    tau2, middle, _ = paule_mandel(means, variances, np.ones((len(means), 1)))
    spread = max(tau2, SMALL**2)
    kept = spread / (spread + variances)
    posterior, left = middle[0] + kept * (means - middle[0]), kept * variances
    share = costs / costs.sum()
    contrast = np.eye(len(means)) - (share[None, :] * (1 - np.eye(len(means)))) / (1 - share)[:, None]
    return contrast @ posterior, contrast**2 @ left, contrast @ means, contrast**2 @ variances


def _surely(difference: Array, variance: Array, free: float) -> Array:
    from scipy.stats import t

    return np.asarray(t.cdf(difference / np.sqrt(np.maximum(variance, 1e-12)), free))


def _quantile(level: float, free: float) -> float:
    from scipy.stats import t

    return float(t.ppf(level, free))


def _creators_to_test(rows: pl.DataFrame) -> int:
    """Return how many creators making one note of each kind reveal a quarter's difference: (z₉₅ + z₈₀)² 2σ² / log² 1.25."""
    known = rows["_luck_var"].drop_nulls()
    noise = float(known.median()) if known.len() else DEFAULT_NOISE**2  # type: ignore[arg-type]
    return int(np.ceil(POWER_SUM**2 * 2 * noise / np.log(WORTH_FINDING) ** 2))


def share_money(weighed: pl.DataFrame) -> pl.DataFrame:
    """Add `share_next`: the current shares, changed by the expected gain only where a move is advised.

    Args:
        weighed: From `weigh_groups`.
    """
    factor = pl.when(pl.col("move")).then((1 + pl.col("gain")).clip(1.0, MOST_SHIFT)).otherwise(1.0)
    moved = weighed.with_columns(share_next=pl.col("share_now") * factor)
    return moved.with_columns(pl.col("share_next") / pl.col("share_next").sum())


def weigh_creators(lifts: pl.DataFrame, brief: Brief, left_out: Collection[str] = ()) -> pl.DataFrame:
    """Say for each order how certain it is that its creator beats the campaign's median for the money.

    The expected yield is the observed one without the note's luck; only the part that such notes keep is
    added back (`lift_over_baseline` shrinks it to the campaign's mean).

    Returns:
        `order_id`, `better` (probability, 0-1) for notes that can be judged, from four notes on.
    """
    rows = yields(lifts, brief, left_out)
    schema = {"order_id": pl.String, "better": pl.Float64}
    if rows.height < 4:
        return pl.DataFrame(schema=schema)
    noise = rows["_luck_var"].to_numpy().astype(float)
    scatter = float(np.var(rows["_yield"].to_numpy(), ddof=1))
    known = np.isfinite(noise)
    kept = (
        rows.select(pl.when(pl.col("_gap").is_not_null() & (pl.col("lift") > 0)).then(pl.col("lift").log()))
        .to_series()
        .fill_null(0.0)
        .to_numpy()
    )
    lift_sd = (
        rows.select(((pl.col("lift_upper").log() - pl.col("lift_lower").log()) / 3.29).fill_null(0.0))
        .to_series()
        .to_numpy()
    )
    value = rows["_yield"].to_numpy() - rows["_luck"].to_numpy() + np.where(known, kept, 0.0)
    # Without own notes there is only this one note, which is mostly luck.
    value = np.where(known, value, np.median(value) + 0.5 * (value - np.median(value)))
    doubt = np.where(known, lift_sd**2, max(DEFAULT_NOISE**2, scatter) * 0.5)
    middle = float(np.median(value))
    better = _surely(value - middle, doubt + float(np.median(doubt)) / rows.height, rows.height - 1.0)
    return rows.select("order_id").with_columns(better=pl.Series(better))
