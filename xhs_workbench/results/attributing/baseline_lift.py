"""Each placed note compared with an ordinary note of its creator on that day, and the campaign as a whole.

A creator's settled, unpaid notes give her level, her trend and the scatter of her notes
(`metrics.note_model`). A placed note is compared with the model's expectation for its day of posting, so that
growth is not mistaken for lift. Differences of single
notes are mostly noise: they are shrunk towards the campaign's mean as far as their scatter is due to chance.
A note is called above or below only if its p-value, from notes left out of the fit, passes Holm's correction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.metrics import any_flag, bound_of, median_settled, name_formats, settled_value, value_of
from xhs_workbench.metrics.note_model import Expected
from xhs_workbench.metrics.ordinary_notes import OrdinaryNotes, fit_ordinary
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.counting.how_sure import if_trusted
from xhs_workbench.results.counting.paid_part import PARTS, count_bought
from xhs_workbench.statistics.many_looks import holm
from xhs_workbench.statistics.shares import Z_90
from xhs_workbench.statistics.shrinkage import paule_mandel
from xhs_workbench.statistics.tails import two_sided

Array = NDArray[np.float64]
LEAST_OWN = 3
FEW_OWN = 5
LEAST_NOTES = 5
"""With fewer notes no lift of the campaign is stated."""
CALL_LEVEL = 0.05
SMALL_SPREAD = 0.3
"""Lifts may always differ between notes by a third: they are never shrunk completely to one value."""
SCATTER_WORTH = 30
"""The scatter known from own notes counts as this many placed notes, at most, when the campaign's own scatter is judged."""
DRAWN_IN = 0.02
"""A note beyond the creators' own notes, all but this many, is pulled in before the mean is taken: one hit is
not a lift."""
LEAST_DATED = 0.5
"""With a smaller share of dated own notes, growth cannot be separated from lift, and no lift of the campaign
is stated."""


def lift_over_baseline(
    outcomes: pl.DataFrame, history: pl.DataFrame, paid: pl.DataFrame, brief: Brief
) -> pl.DataFrame:
    """Compare each mature placed note with its creator's own notes.

    Args:
        outcomes: From `gather_outcomes`.
        history: The `Notes` table of the creators' other notes; placed notes in it are left out.
        paid: The `Paid` table: what the ad reports count is subtracted, so that boosts do not count as lift.
        brief: The brief: definition of interactions, age from which a note counts.

    Returns:
        `outcomes` plus `own_notes`, `usual` (interactions of an ordinary note of hers on that day), `organic`
        (interactions without
        those of ads), `ratio` (organic / usual) with `ratio_lower`, `ratio_upper` (90 %, the variation of her
        single notes), `lift` (the
        ratio shrunk to the campaign's mean), `lift_lower`, `lift_upper` (90 %), `lift_says`: `above` or
        `below` (passes Holm at 5 % over
        the notes), `usual`, `few` (below five own notes), `young`, `includes_paid` (boosted, and no report
        gives the result, or one
        gives more than the note has), `bound` (its own count is only a lower bound), `own_bounds` (those of her
        own notes are), `no_baseline`. Null if unknown.
        For `campaign_lift`: `_gap`, `_noise`, and on every row `_whole` with `_whole_error` and `_whole_free`
        (log scale), `_dated`, `_growth`; for advice on money `_format_error2`, the variance that notes of one
        format share in `usual`.
    """
    ordinary = fit_ordinary(_own_notes(history, outcomes, brief), least=2)
    counts = (
        ordinary.counts if ordinary else pl.DataFrame(schema={"creator_id": pl.String, "own_notes": pl.Int64})
    )
    joined = _organic(outcomes, paid, brief).join(counts, on="creator_id", how="left", maintain_order="left")
    known = (pl.col("own_notes") >= LEAST_OWN) & pl.col("organic").is_not_null()
    usable = (pl.col("mature").fill_null(value=False) & known).fill_null(value=False)
    ready = joined.with_columns(**_held_against(joined, joined.select(usable).to_series(), ordinary))
    says = (
        pl.when(~pl.col("mature").fill_null(value=True))
        .then(pl.lit("young"))
        .when(pl.col("_untold").fill_null(value=False))
        .then(pl.lit("includes_paid"))
        .when(pl.col("lift").is_null() & _only_bound(brief, joined.columns))
        .then(pl.lit("bound"))
        .when(
            pl.col("lift").is_null()
            & pl.col("creator_id").is_in(_of_bounds(history, outcomes, brief).implode())
        )
        .then(pl.lit("own_bounds"))
        .when(pl.col("lift").is_null())
        .then(pl.lit("no_baseline"))
        .when(pl.col("own_notes") < FEW_OWN)
        .then(pl.lit("few"))
        .when(pl.col("_stands_out") & (pl.col("ratio") > 1) & ~pl.col("_most"))
        .then(pl.lit("above"))
        .when(pl.col("_most") & (pl.col("ratio") > 1))
        .then(pl.lit("includes_paid"))
        .when("_stands_out")
        .then(pl.lit("below"))
        .otherwise(pl.lit("usual"))
    )
    return ready.with_columns(lift_says=says).drop("_untold", "_most")


def _only_bound(brief: Brief, available: list[str]) -> pl.Expr:
    """Say whether a note's interactions are known only from below (100+)."""
    choices = brief.definitions
    return (bound_of(choices.interactions, choices, available) != "").fill_null(value=False)


def _of_bounds(history: pl.DataFrame, outcomes: pl.DataFrame, brief: Brief) -> pl.Series:
    """Return the creators who would have enough notes of their own if these were counted and not only bounded."""
    own = history.filter(
        ~pl.col("note_id").is_in(outcomes["note_id"].drop_nulls().implode()),
        ~pl.col("is_commercial").fill_null(value=False),
    ).drop_nulls("creator_id")
    told = own.group_by("creator_id").agg(
        n=pl.len(), bounds=_only_bound(brief, own.columns).cast(pl.Int64).sum()
    )
    return told.filter((pl.col("n") >= LEAST_OWN) & (pl.col("bounds") > 0))["creator_id"]


def _own_notes(history: pl.DataFrame, outcomes: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    choices = brief.definitions
    age = (pl.col("collected_at") - pl.col("published_at")).dt.total_hours() / 24
    known = ~any_flag(PARTS, history.columns) & median_settled(PARTS, history.columns, "creator_id")
    placed = outcomes["note_id"].drop_nulls().implode()
    settled = (
        name_formats(history)
        .drop_nulls("creator_id")
        .filter(
            ~pl.col("note_id").is_in(placed),
            (age >= choices.mature_after_days).fill_null(value=True),
            known,
            ~pl.col("is_commercial").fill_null(value=False),
        )
    )
    y = value_of(choices.interactions, choices, settled.columns).cast(pl.Float64).log1p()
    return settled.select("creator_id", "published_at", "format", y=y).drop_nulls("y")


def _organic(outcomes: pl.DataFrame, paid: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    total = settled_value(brief.definitions.interactions, brief.definitions, outcomes.columns).cast(
        pl.Float64
    )
    boosts = count_bought(paid.drop_nulls("note_id")).group_by("note_id")
    bought = boosts.agg(paid_interactions=pl.col("bought").sum(), _untold=pl.col("bought").is_null().any())
    joined = outcomes.join(bought, on="note_id", how="left", maintain_order="left")
    # If an ad report counts more than the note has in all, it cannot be subtracted. All interactions are then
    # kept as the
    # maximum that can be organic, so such a note may be called below its creator's usual but never above.
    rest = total - pl.col("paid_interactions").fill_null(0)
    told = ~pl.col("_untold").fill_null(value=False)
    return joined.with_columns(
        organic=pl.when(told).then(pl.when(rest < 0).then(total).otherwise(rest)),
        _most=(rest < 0).fill_null(value=False),
    )


FLOATS = (
    "usual",
    "ratio",
    "ratio_lower",
    "ratio_upper",
    "lift",
    "lift_lower",
    "lift_upper",
    "_gap",
    "_noise",
    "_whole",
    "_whole_error",
    "_whole_free",
    "_dated",
    "_growth",
    "_format_error2",
)


def _held_against(
    joined: pl.DataFrame, usable: pl.Series, ordinary: OrdinaryNotes | None
) -> dict[str, pl.Series]:
    n = joined.height
    blank: dict[str, Array] = {name: np.full(n, np.nan) for name in FLOATS}
    odd = np.zeros(n, dtype=bool)
    if ordinary is not None:
        blank["_dated"][:], blank["_growth"][:] = ordinary.dated, ordinary.model.growth
        with_level = joined["creator_id"].is_in(list(ordinary.places)).fill_null(value=False).to_numpy()
        expected = ordinary.expect(joined.filter(pl.Series(with_level)))
        blank["_format_error2"][with_level] = ordinary.format_error(joined.filter(pl.Series(with_level)))
        blank["usual"][with_level] = np.maximum(np.expm1(expected.mean), 0.0)
        at = usable.to_numpy() & with_level
        if at.any():
            held = ordinary.expect(joined.filter(pl.Series(at)))
            gap = np.log1p(joined["organic"].cast(pl.Float64).to_numpy()[at]) - held.mean
            whole = measure_whole(gap, held, ordinary.model.null, ordinary.model.common2)
            low, high = _one_note(ordinary.model.null)
            blank["_gap"][at], blank["_noise"][at] = gap, held.spread**2
            blank["ratio"][at] = np.exp(gap)
            blank["ratio_lower"][at], blank["ratio_upper"][at] = (
                np.exp(gap - high * held.spread),
                np.exp(gap - low * held.spread),
            )
            for name, values in zip(
                ("lift", "lift_lower", "lift_upper"), _drawn(gap, held.spread**2, whole), strict=True
            ):
                blank[name][at] = np.exp(values)
            odd[at] = holm(two_sided(ordinary.model.null, gap / held.spread), CALL_LEVEL)
            for name, value in (
                ("_whole", whole.middle),
                ("_whole_error", whole.error),
                ("_whole_free", whole.free),
            ):
                blank[name][:] = value
    made = {name: pl.Series(name, values).fill_nan(None) for name, values in blank.items()}
    return {**made, "_stands_out": pl.Series("_stands_out", odd)}


def _one_note(null: Array) -> tuple[float, float]:
    """Return the standardised residuals between which nine of ten ordinary notes lie."""
    if len(null) < 20:
        return -Z_90, Z_90
    low, high = np.quantile(null, [0.05, 0.95])
    return min(float(low), -1.0), max(float(high), 1.0)


@dataclass(frozen=True, slots=True)
class Whole:
    """The campaign's mean lift on the log scale, its standard error, and the degrees of freedom of its interval."""

    middle: float
    error: float
    free: float


def measure_whole(gap: Array, expected: Expected, null: Array, common2: float) -> Whole:
    """Return the mean of log ratios by generalised least squares.

    Its variance includes what the notes share: the uncertainty of each creator's level and trend, of the
        common trend, and
    a season or platform change that own notes of the same weeks shared (`common2`). If notes scatter more
    than expected, the variance is increased (Birge 1932), by a scatter drawn to that of own notes.

    Args:
        gap: log(1 + organic) minus the expected value, one per note.
        expected: The expected value.
        null: Standardised residuals of ordinary notes: extreme notes are pulled in to their outermost
            `DRAWN_IN`, and the effect of this on ordinary notes is subtracted.
        common2: Variance shared by notes of the same weeks.
    """
    spread = expected.spread
    low, high = np.quantile(null, [DRAWN_IN, 1 - DRAWN_IN]) if len(null) >= 20 else (-2.5, 2.5)
    usual = np.clip(null, low, high) if len(null) >= 20 else np.array([-1.0, 1.0])
    drawn = (np.clip(gap / spread, low, high) - usual.mean()) * spread
    inner = np.linalg.inv(expected.covariance + np.diag(expected.noise * max(float(usual.var()), 0.25)))
    weights = inner.sum(axis=1)
    middle = float(weights @ drawn / weights.sum())
    rest = drawn - middle
    free = max(len(gap) - 1, 1)
    # The own notes say how much notes scatter; the placed ones alone would say it badly.
    worth = min(SCATTER_WORTH, len(null))
    surplus = (float(rest @ inner @ rest) + worth) / (free + worth)
    error = float(np.sqrt(max(surplus, 1.0) / weights.sum() + common2))
    return Whole(middle, error, float(free + worth))


def _drawn(gap: Array, noise: Array, whole: Whole) -> tuple[Array, Array, Array]:
    found, *_ = paule_mandel(gap, noise, np.ones((len(gap), 1)))
    spread = max(found, SMALL_SPREAD**2)
    kept = spread / (spread + noise)
    middle = whole.middle + kept * (gap - whole.middle)
    error = np.sqrt(kept * noise + (1 - kept) ** 2 * whole.error**2)
    return middle, middle - Z_90 * error, middle + Z_90 * error


def campaign_lift(lifts: pl.DataFrame) -> dict[str, Any]:
    """Return the campaign's mean lift over what its creators' notes would ordinarily get.

    Args:
        lifts: From `lift_over_baseline`.

    Returns:
        `notes` behind it, `ratio` (geometric mean, with more weight on more certain notes) with `lower` and
        `upper` (95 %),
        null below five notes or if half of the own notes have no date; `left_out`: notes left out because of
        their age or without a
        baseline; `growth`: annual growth of the creators' own notes (0.2 = 20 %), already subtracted.
    """
    from scipy.stats import t

    known = lifts.drop_nulls(["_gap", "_noise"])
    growth = lifts["_growth"].drop_nulls().first()
    made: dict[str, Any] = {
        "notes": known.height,
        "left_out": lifts.height - known.height,
        "ratio": None,
        "lower": None,
        "upper": None,
        "growth": float(np.expm1(growth)) if isinstance(growth, float) else None,
    }
    if known.height < LEAST_NOTES or known["_dated"][0] < LEAST_DATED:
        return made
    middle, error, free = known.select("_whole", "_whole_error", "_whole_free").row(0)
    reach = float(t.ppf(0.975, free)) * error
    ends = (middle, middle - reach, middle + reach)
    return {**made, **dict(zip(("ratio", "lower", "upper"), map(float, np.exp(ends)), strict=True))}


def baseline_findings(lifts: pl.DataFrame) -> list[Finding]:
    """Say whether sponsored notes did better than the creators' own, and which ones stand out."""
    whole = campaign_lift(lifts)
    if whole["ratio"] is None:
        bounded = lifts.filter(pl.col("lift_says").is_in(["bound", "own_bounds"])).height
        return [_no_lift(whole["notes"], bounded)]
    change, low, high = ((whole[key] - 1) * 100 for key in ("ratio", "lower", "upper"))
    clear = low > 0 or high < 0
    told = if_trusted(
        "campaign_lift", Text(".", "。"), Text(": probably a real difference.", "，可能确有差异。")
    )
    end_en = told.en if clear else ": no clear difference."
    end_zh = told.zh if clear else "，差异不明确。"
    grown = (
        f" Their own growth ({whole['growth'] * 100:+.0f}% a year) is allowed for." if whole["growth"] else ""
    )
    grown_zh = f"已扣除达人自身增长（每年 {whole['growth'] * 100:+.0f}%）。" if whole["growth"] else ""
    size = f"{abs(change):.0f}%"
    side = Text(f"{size} {'more' if change > 0 else 'fewer'}", f"{'高' if change > 0 else '低'} {size}")
    if not round(change):
        side = Text("about as many", "大致相同")
    than = Text("as" if not round(change) else "than", "与" if not round(change) else "比")
    said = [
        Finding(
            "baseline_lift",
            Level.REVIEW if high < 0 else Level.PASS,
            Text(
                (
                    f"Sponsored notes earned {side.en} organic interactions {than.en} their creators' everyday notes would "
                    f"have on those days (range {low:+.0f}% to {high:+.0f}%; {whole['notes']} notes){end_en}{grown}"
                ),
                (
                    f"合作笔记的自然互动量{than.zh}同一达人日常笔记同期应有水平{side.zh}（区间 {low:+.0f}% 至 {high:+.0f}%；"
                    f"{whole['notes']} 篇）{end_zh}{grown_zh}"
                ),
            ),
            n=whole["notes"],
        )
    ]
    how = if_trusted("note_call", Text("Clearly", "明显"), Text("Probably", "可能"))
    for verdict, level, en, zh in (
        ("above", Level.PASS, "above", "高于"),
        ("below", Level.REVIEW, "below", "低于"),
    ):
        rows = lifts.filter(pl.col("lift_says") == verdict).sort("ratio", descending=verdict == "above")
        if rows.height:
            names = [
                f"{name} ×{value:.2f}"
                for name, value in rows.head(4).select("creator_name", "ratio").iter_rows()
            ]
            said.append(
                Finding(
                    f"lift_{verdict}",
                    level,
                    Text(
                        (
                            f"{how.en} {en} the creator's own usual ({rows.height} of {whole['notes']} "
                            f"notes): {', '.join(names)}."
                        ),
                        f"{rows.height} 篇{how.zh}{zh}达人平日水平：{'、'.join(names)}。",
                    ),
                    n=rows.height,
                )
            )
    return said


def _no_lift(notes: int, bounded: int) -> Finding:
    if notes >= LEAST_NOTES:
        return Finding(
            "undated_baseline",
            Level.REVIEW,
            Text(
                (
                    "No lift over the creators' own notes is stated: most of their own notes have no "
                    "date, so growth cannot be told from a lift."
                ),
                "无法判断相对达人自身水平的变化：其自有笔记大多没有日期，分不清是自身增长还是投放带来的提升。",
            ),
            Text(
                "Add the creators' other notes with their publish time (`history`).",
                "请补充带发布时间的达人其他笔记（history）。",
            ),
            n=notes,
        )
    because = (
        (
            f" Of {bounded} more, the counts are known only from below (such as 100+): a file with full counts would tell.",
            f"另有 {bounded} 篇的数据仅知下限（如 100+），提供完整数字后才能判断。",
        )
        if bounded
        else ("", "")
    )
    return Finding(
        "no_baseline",
        Level.REVIEW,
        Text(
            (
                f"No lift over the creators' own notes is stated: only {notes} mature notes are by a "
                f"creator with at least three settled notes of her own.{because[0]}"
            ),
            f"无法判断相对达人自身水平的变化：仅 {notes} 篇成熟笔记有可比的达人自有笔记（至少 3 篇）。{because[1]}",
        ),
        Text("Add the creators' other notes (`history`).", "请补充达人的其他笔记（history）。"),
        n=notes,
    )
