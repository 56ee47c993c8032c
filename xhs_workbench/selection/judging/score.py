"""A score whose parts add up, and the reason in a sentence.

Each part is a rank 0-1 among all candidates that have it and can be paid, so that one viral creator cannot flatten the rest;
costs count downwards. A missing part gives no points and is named, so missing evidence never ranks a creator
above a known one.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.findings import Text

PARTS: dict[str, tuple[str, bool, Text]] = {
    "value": ("cost_per_interaction_cny", True, Text("Interactions per yuan", "每元互动")),
    "engagement": ("engagement_rate", False, Text("Engagement rate", "互动率")),
    "audience": ("on_target_share", False, Text("Audience fit", "人群匹配")),
    "saves": ("save_share", False, Text("Save share", "收藏占比")),
    "active_fans": ("active_fan_share", False, Text("Active fans", "活跃粉丝")),
}
"""Part -> the column it ranks, whether less is better, and its name."""
SAID = {
    "value": ("¥{:.2f} per interaction", "每次互动 ¥{:.2f}"),
    "engagement": ("engagement {:.1%}", "互动率 {:.1%}"),
    "audience": ("{:.0%} of fans on target", "目标人群占 {:.0%}"),
    "saves": ("{:.0%} of interactions being saves", "收藏占互动 {:.0%}"),
    "active_fans": ("{:.0%} active fans", "活跃粉丝 {:.0%}"),
}
"""Part -> a creator's figure in words, English and Chinese."""


def score_creators(candidates: pl.DataFrame, weights: Mapping[str, float]) -> pl.DataFrame:
    """Score each creator 0-100 and show what each part gave.

    Args:
        candidates: From `gather_candidates`.
        weights: Part -> weight of 0 or more; need not sum to 1.

    Returns:
        `candidates` plus `part_<name>` (rank 0-1 or null), `score_<name>` (points), `score` (their sum,
        0-100) and
        `parts_missing` (how many weighted parts are unknown), best first; ties go by creator id.

    Raises:
        ParamsError: A weight names no part.
    """
    unknown = [name for name in weights if name not in PARTS]
    if unknown:
        raise ParamsError(
            [
                Problem(
                    "no such part of the score",
                    "评分没有这一项",
                    column=f"weights.{name}",
                    fix_en=f"known: {', '.join(PARTS)}.",
                    fix_zh="请使用已有评分项。",
                    code="XHS-P040",
                )
                for name in unknown
            ]
        )
    total = sum(weights.values())
    ranked = candidates.with_columns(
        _part(candidates, column, lower_is_better=lower).alias(f"part_{name}")
        for name, (column, lower, _) in PARTS.items()
    )
    points = [
        (100 * pl.col(f"part_{n}").fill_null(0.0) * w / total).alias(f"score_{n}") for n, w in weights.items()
    ]
    missing = [pl.col(f"part_{n}").is_null().cast(pl.Int64) for n, w in weights.items() if w > 0]
    scored = ranked.with_columns(*points, parts_missing=pl.sum_horizontal(missing))
    whole = scored.with_columns(score=pl.sum_horizontal([f"score_{name}" for name in weights]))
    # Rounded to nine decimals, so that float rounding decides no tie; the explorer in the page does the same.
    return whole.sort(pl.col("score").round(9), "creator_id", descending=[True, False])


def _part(candidates: pl.DataFrame, column: str, *, lower_is_better: bool) -> pl.Series:
    """Return ranks 0-1 among those who can be booked; a creator beyond the budget is placed among them and moves no one."""
    values = candidates[column].cast(pl.Float64).to_numpy()
    values = -values if lower_is_better else values
    known = np.isfinite(values)
    inside = known.copy()
    if "beyond_budget" in candidates.columns:
        inside &= ~candidates["beyond_budget"].fill_null(value=False).to_numpy()
    if not inside.any():
        inside = known
    ordered, n = np.sort(values[inside]), int(inside.sum())
    below, above = (np.searchsorted(ordered, values, side=side) for side in ("left", "right"))
    place = np.where(inside, (below + above - 1) / 2, np.minimum((below + above) / 2, n - 1))
    share = place / (n - 1) if n > 1 else np.ones(len(values))
    return pl.Series(np.where(known, share, np.nan)).fill_nan(None)


def give_reasons(scored: pl.DataFrame, weights: Mapping[str, float]) -> pl.DataFrame:
    """Add `why_en` and `why_zh`: the score, its two largest parts with the creator's figures, and what is unknown."""
    rows = [_reason(row, weights) for row in scored.iter_rows(named=True)]
    return scored.with_columns(
        why_en=pl.Series([en for en, _ in rows], dtype=pl.String),
        why_zh=pl.Series([zh for _, zh in rows], dtype=pl.String),
    )


def _reason(row: Mapping[str, object], weights: Mapping[str, float]) -> tuple[str, str]:
    given = sorted(weights, key=lambda name: -_number(row[f"score_{name}"]))
    best = [name for name in given if row[f"part_{name}"] is not None][:2]
    said = [
        (
            f"{_number(row[f'score_{name}']):.0f}",
            _say_part(name, row),
            _ahead(row[f"part_{name}"], first=name == best[0]),
        )
        for name in best
    ]
    en = ", ".join(f"{points} for {figure.en} ({ahead.en})" for points, figure, ahead in said)
    zh = "；".join(f"{points} 分来自{figure.zh}（{ahead.zh}）" for points, figure, ahead in said)
    score = f"{_number(row['score']):.0f}"
    en, zh = (f"{score} points: {en}", f"{score} 分：{zh}") if said else (f"{score} points", f"{score} 分")
    unknown = [name for name, weight in weights.items() if weight > 0 and row[f"part_{name}"] is None]
    if unknown:
        en += f". Unknown: {', '.join(PARTS[name][2].en.lower() for name in unknown)}"
        zh += f"。未知：{'、'.join(PARTS[name][2].zh for name in unknown)}"
    return en, zh


def _ahead(part: object, *, first: bool) -> Text:
    """Say how many candidates a creator is ahead of; only the first mention names the candidates."""
    share = _number(part)
    if share >= 1:
        return Text("the best of all candidates", "候选中最优") if first else Text("the best", "最优")
    ahead = f"{100 * share:.0f}%" if share < 0.995 else f"{100 * share:.1f}%"
    return (
        Text(f"better than {ahead} of candidates", f"优于 {ahead} 候选")
        if first
        else Text(f"better than {ahead}", f"优于 {ahead}")
    )


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _say_part(name: str, row: Mapping[str, object]) -> Text:
    value = _number(row[PARTS[name][0]])
    if name in SAID:
        en, zh = SAID[name]
        return Text(en.format(value), zh.format(value))
    label = PARTS[name][2]
    return Text(f"{label.en.lower()} {value:.2f}", f"{label.zh} {value:.2f}")
