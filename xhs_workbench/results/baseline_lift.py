"""What each placed note got against the creator's own usual: paired log ratios, drawn to the campaign's mean.

A creator's settled notes of her own give a mean and a spread on the log scale (spread moderated over creators, Smyth 2004);
a placed note is one draw more, so its difference is unsure by spread² · (1 + 1 / n). Differences of single notes are noise
for the most part: they are drawn to the campaign's mean by as much as they scatter no more than chance (`metrics.shrinkage`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.metrics import any_flag, median_settled, value_of
from xhs_workbench.metrics.shrinkage import moderate_variances, paule_mandel
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.paid_part import PARTS, count_bought
from xhs_workbench.results.within_creator import holm
from xhs_workbench.shares import Z_90

LEAST_OWN = 3
FEW_OWN = 5
LEAST_NOTES = 5
"""Notes below which no lift of the campaign is named."""
Z_95 = 1.959964
CALL_LEVEL = 0.05
SMALL_SPREAD = 0.3
"""Lifts that differ by a third between notes are always thinkable: they are never drawn together as if none did."""


def lift_over_baseline(outcomes: pl.DataFrame, history: pl.DataFrame, paid: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Hold each mature placed note against its creator's own notes.

    Args:
        outcomes: From `gather_outcomes`.
        history: The `Notes` table of the creators' other notes; placed notes in it are left out.
        paid: The `Paid` table: what the ad reports count is taken off, so that boosts are no lift.
        brief: The brief: definition of interactions, age from which a note counts.

    Returns:
        `outcomes` plus `own_notes`, `usual` (typical interactions of an own note), `organic` (interactions without those of
        ads), `ratio` (organic / usual) with `ratio_lower`, `ratio_upper` (90 %, how one note of hers varies), `lift` (the ratio drawn to the campaign's mean), `lift_lower`, `lift_upper` (90 %),
        `lift_says`: `above` or `below` (passes Holm at 5 % over the notes), `usual`, `few` (below five own notes), `young`, `includes_paid` (boosted, and no report says what that brought, or more than the note has), `no_baseline`. Null where unknown.
    """
    own = _own_notes(history, outcomes, brief)
    joined = _organic(outcomes, paid, brief).join(own, on="creator_id", how="left", maintain_order="left")
    usable = (
        pl.col("mature").fill_null(value=False) & pl.col("organic").is_not_null() & (pl.col("own_notes") >= LEAST_OWN)
    )
    gap = pl.when(usable).then(pl.col("organic").log1p() - pl.col("own_mean"))
    noise = pl.col("own_var") * (1 + 1 / pl.col("own_notes"))
    ready = joined.with_columns(_gap=gap, _noise=noise, usual=pl.col("own_mean").exp() - 1)
    ready = ready.with_columns(
        *_drawn(ready),
        ratio=pl.col("_gap").exp(),
        ratio_lower=(pl.col("_gap") - Z_90 * pl.col("_noise").sqrt()).exp(),
        ratio_upper=(pl.col("_gap") + Z_90 * pl.col("_noise").sqrt()).exp(),
        _stands_out=_stands_out(ready),
    )
    says = (
        pl.when(~pl.col("mature").fill_null(value=True)).then(pl.lit("young")).when(pl.col("_untold").fill_null(value=False)).then(pl.lit("includes_paid"))
        .when(pl.col("lift").is_null()).then(pl.lit("no_baseline"))
        .when(pl.col("own_notes") < FEW_OWN).then(pl.lit("few")).when(pl.col("_stands_out") & (pl.col("ratio") > 1) & ~pl.col("_most")).then(pl.lit("above"))
        .when(pl.col("_most") & (pl.col("ratio") > 1)).then(pl.lit("includes_paid"))
        .when(pl.col("_stands_out") & (pl.col("ratio") < 1)).then(pl.lit("below")).otherwise(pl.lit("usual"))
    )  # fmt: skip
    return ready.with_columns(lift_says=says).drop("own_mean", "own_var", "_untold", "_most")


def _own_notes(history: pl.DataFrame, outcomes: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    choices = brief.definitions
    age = (pl.col("collected_at") - pl.col("published_at")).dt.total_hours() / 24
    known = ~any_flag(PARTS, history.columns) & median_settled(PARTS, history.columns, "creator_id")
    placed = outcomes["note_id"].drop_nulls().implode()
    settled = history.drop_nulls("creator_id").filter(
        ~pl.col("note_id").is_in(placed), (age >= choices.mature_after_days).fill_null(value=True), known,
        ~pl.col("is_commercial").fill_null(value=False),
    )  # fmt: skip
    logs = settled.select(
        "creator_id", y=value_of(choices.interactions, choices, settled.columns).cast(pl.Float64).log1p()
    )
    each = logs.drop_nulls("y").group_by("creator_id").agg(
        own_notes=pl.len().cast(pl.Int64), own_mean=pl.col("y").mean(), own_var=pl.col("y").var()
    ).sort("creator_id")  # fmt: skip
    several = each.filter(pl.col("own_notes") >= 2)
    if several.is_empty():
        return each.clear()
    spread = moderate_variances(several["own_var"].to_numpy(), several["own_notes"].to_numpy().astype(float) - 1)
    return several.with_columns(own_var=pl.Series(spread.values))


def _organic(outcomes: pl.DataFrame, paid: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    total = value_of(brief.definitions.interactions, brief.definitions, outcomes.columns).cast(pl.Float64)
    boosts = count_bought(paid.drop_nulls("note_id")).group_by("note_id")
    bought = boosts.agg(paid_interactions=pl.col("bought").sum(), _untold=pl.col("bought").is_null().any())
    joined = outcomes.join(bought, on="note_id", how="left", maintain_order="left")
    # An ad report that counts more than the note has in all cannot be taken off: all are kept, the most that can be organic,
    # so that such a note may be called below its creator's usual and never above.
    rest = total - pl.col("paid_interactions").fill_null(0)
    told = ~pl.col("_untold").fill_null(value=False)
    return joined.with_columns(
        organic=pl.when(told).then(pl.when(rest < 0).then(total).otherwise(rest)),
        _most=(rest < 0).fill_null(value=False),
    )


def _drawn(ready: pl.DataFrame) -> list[pl.Series]:
    gaps, noise = (ready[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in ("_gap", "_noise"))
    nothing = np.full(len(gaps), np.nan)
    if np.isfinite(gaps).any():
        known = np.isfinite(gaps)
        found, mean, covariance = paule_mandel(gaps[known], noise[known], np.ones((int(known.sum()), 1)))
        spread = max(found, SMALL_SPREAD**2)
        kept = spread / (spread + noise)
        middle = mean[0] + kept * (gaps - mean[0])
        error = np.sqrt(kept * noise + (1 - kept) ** 2 * covariance[0, 0])
    else:
        middle = error = nothing
    ends = {"lift": middle, "lift_lower": middle - Z_90 * error, "lift_upper": middle + Z_90 * error}
    return [pl.Series(name, np.exp(values)).fill_nan(None) for name, values in ends.items()]


def _stands_out(ready: pl.DataFrame) -> pl.Series:
    """Mark notes whose difference passes Holm at 5 % over all notes looked at."""
    from scipy.stats import norm

    known = ready["_gap"].is_not_null().to_numpy()
    z = (ready["_gap"] / ready["_noise"].sqrt()).cast(pl.Float64).filter(pl.Series(known)).to_numpy()
    marked = np.zeros(ready.height, dtype=bool)
    if len(z):
        marked[known] = holm(2 * norm.sf(np.abs(z)), CALL_LEVEL)
    return pl.Series(marked)


def campaign_lift(lifts: pl.DataFrame) -> dict[str, Any]:
    """Return the campaign's mean lift over the creators' own baselines.

    Args:
        lifts: From `lift_over_baseline`.

    Returns:
        `notes` behind it, `ratio` (geometric mean, notes weighted by how sure they are) with `lower` and `upper` (95 %),
        null below five notes; `below`: notes left out for age or for want of a baseline.
    """
    known = lifts.drop_nulls(["_gap", "_noise"])
    made: dict[str, Any] = {"notes": known.height, "left_out": lifts.height - known.height, "ratio": None, "lower": None, "upper": None}  # fmt: skip
    if known.height < LEAST_NOTES:
        return made
    _, mean, covariance = paule_mandel(known["_gap"].to_numpy(), known["_noise"].to_numpy(), np.ones((known.height, 1)))
    middle, error = float(mean[0]), float(np.sqrt(covariance[0, 0]))
    ends = (middle, middle - Z_95 * error, middle + Z_95 * error)
    return {**made, **dict(zip(("ratio", "lower", "upper"), map(float, np.exp(ends)), strict=True))}


def baseline_findings(lifts: pl.DataFrame) -> list[Finding]:
    """Say whether placed notes did better than the creators' own, and which ones stand out."""
    whole = campaign_lift(lifts)
    if whole["ratio"] is None:
        return [Finding("no_baseline", Level.REVIEW, Text(
            f"No lift over the creators' own notes is named: {whole['notes']} mature notes have a creator with at least three settled notes of her own.",
            f"无法判断相对博主自身水平的变化：仅 {whole['notes']} 篇成熟笔记有可比的博主自有笔记（至少 3 篇）。"), Text(
            "Add the creators' other notes (`history`).", "请补充博主的其他笔记（history）。"), n=whole["notes"])]  # fmt: skip
    change, low, high = ((whole[key] - 1) * 100 for key in ("ratio", "lower", "upper"))
    clear = low > 0 or high < 0
    end_en = "." if clear else ": not told from no difference."
    end_zh = "。" if clear else "，尚不能说有差异。"
    said = [Finding("baseline_lift", Level.REVIEW if high < 0 else Level.PASS, Text(
        f"Placed notes got {change:+.0f}% organic interactions against their creators' own unpaid notes (95%: {low:+.0f}% to {high:+.0f}%; {whole['notes']} notes){end_en}",
        f"合作笔记的自然互动相对博主日常（非商业）笔记为 {change:+.0f}%（95%：{low:+.0f}% 至 {high:+.0f}%；{whole['notes']} 篇）{end_zh}"), n=whole["notes"])]  # fmt: skip
    for verdict, level, en, zh in (("above", Level.PASS, "above", "高于"), ("below", Level.REVIEW, "below", "低于")):
        rows = lifts.filter(pl.col("lift_says") == verdict).sort("ratio", descending=verdict == "above")
        if rows.height:
            names = [f"{name} ×{value:.2f}" for name, value in rows.head(4).select("creator_name", "ratio").iter_rows()]
            said.append(Finding(f"lift_{verdict}", level, Text(
                f"Clearly {en} the creator's own usual ({rows.height} of {whole['notes']} notes): {', '.join(names)}.", f"{rows.height} 篇明显{zh}博主平日水平：{'、'.join(names)}。"), n=rows.height))  # fmt: skip
    return said
