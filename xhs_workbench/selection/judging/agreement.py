"""How well the score agrees with earlier human picks, and weights learned from those picks on request.

Agreement is precision and recall with Wilson's intervals. Learned weights come from a penalised logistic
regression with non-negative weights. Whether they are better is shown on creators they were not learned from;
with few picks nothing is learned.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.selection.judging.score import PARTS
from xhs_workbench.statistics.shares import wilson_bounds

Floats = NDArray[np.float64]
LEAST_PICKS = 20
"""With fewer picks, or fewer creators not picked, nothing is learned."""
FOLDS, REPEATS, SEED = 5, 4, 20260618
PENALTIES = (0.3, 0.1, 0.03, 0.01, 0.003)
RESAMPLES, AT_ONCE = 1_000, 100


def past_ids(*tables: pl.DataFrame) -> frozenset[str]:
    """Collect the creators that people picked before from any tables that name them: creators, orders."""
    return frozenset(creator for table in tables for creator in table["creator_id"].drop_nulls().to_list())


def compare_with_past(scored: pl.DataFrame, picks: Collection[str], past: Collection[str]) -> pl.DataFrame:
    """Compare a set, and the ranking behind it, with people's picks.

    Args:
        scored: The candidates that were compared, best first.
        picks: Creator ids picked here.
        past: Creator ids picked by people.

    Returns:
        Three rows: `precision` (of those picked here, how many people picked too), `recall` (of people's
            picks among the
        candidates, how many are picked here) and `recall_ranking` (of the same, how many are in the ranking's
        top positions, as many as there are picks): `measure`, `hits`, `trials`, `share` with `lower` and
        `upper` (Wilson, 90 %; null without trials).
    """
    there = set(scored["creator_id"]) & set(past)
    first = set(scored["creator_id"].head(len(there)))
    ours = set(picks)
    rows = [
        ("precision", len(ours & there), len(ours)),
        ("recall", len(ours & there), len(there)),
        ("recall_ranking", len(first & there), len(there)),
    ]
    frame = pl.DataFrame(
        rows, schema={"measure": pl.String, "hits": pl.Int64, "trials": pl.Int64}, orient="row"
    )
    return wilson_bounds(frame, "hits", "trials")


def say_agreement(compared: pl.DataFrame, scored: pl.DataFrame, past: Collection[str]) -> list[Finding]:
    """Say how many of people's picks the set holds, and how many of them no score could have found."""
    rows = {row["measure"]: row for row in compared.iter_rows(named=True)}
    recall, precision = rows["recall"], rows["precision"]
    if not past or not recall["trials"]:
        return []
    text = Text(
        (
            f"Of {recall['trials']} creators people picked before, {recall['hits']} are in this set "
            f"({recall['share']:.0%}, 90 % interval {recall['lower']:.0%}–{recall['upper']:.0%}); of "
            f"this set, {_share_words(precision)} were picked before."
        ),
        (
            f"过往人工选中的 {recall['trials']} 位中，本组合包含 {recall['hits']} 位（{recall['share']:.0%}，90% 区间 "
            f"{recall['lower']:.0%}–{recall['upper']:.0%}）；本组合中 {_share_words(precision)} 曾被人工选中。"
        ),
    )
    found = [Finding("agreement", Level.PASS, text, n=recall["trials"])]
    absent = len(set(past) - set(scored["creator_id"]))
    if absent:
        found.append(
            Finding(
                "past_absent",
                Level.REVIEW,
                Text(
                    f"{absent} earlier picks are not among the candidates.",
                    f"{absent} 位过往人选不在候选名单中。",
                ),
                n=absent,
            )
        )
    if "admitted" in scored.columns:
        barred = scored.filter(pl.col("creator_id").is_in(list(past)) & ~pl.col("admitted")).height
        if barred:
            text = Text(
                f"A gate rejects {barred} creators who were picked before.",
                f"{barred} 位过往人选未过合作门槛。",
            )
            found.append(Finding("past_barred", Level.REVIEW, text, n=barred))
    return found


def _share_words(row: Mapping[str, float | None]) -> str:
    return f"{row['share']:.0%}" if row["share"] is not None else "—"


@dataclass(frozen=True)
class LearnedWeights:
    """Weights learned from picks, and what they would have changed.

    Args:
        weights: Part -> weight, sum 100; None if there is too little to learn from.
        picked: People's picks among the candidates.
        candidates: Candidates.
        auc_given: Chance that a pick scores above a non-pick, by the given weights.
        auc_learned: The same with learned weights, on creators they were not learned from.
        gain_low: Low end of the difference (90 %, over creators).
        gain_high: High end.
        findings: The same in words.
    """

    weights: dict[str, float] | None
    picked: int
    candidates: int
    auc_given: float | None
    auc_learned: float | None
    gain_low: float | None
    gain_high: float | None
    findings: tuple[Finding, ...]


def learn_weights(
    scored: pl.DataFrame, weights: Mapping[str, float], past: Collection[str], *, wanted: bool = True
) -> LearnedWeights:
    """Learn the weights of the score from what people picked.

    Args:
        scored: From `score_creators`: `part_<name>` for each weight; unknown parts give no points, as in the
            score.
        weights: The given weights.
        past: Creator ids picked by people, among candidates they considered.
        wanted: False returns nothing, for notebooks in which learned weights were not requested.

    Returns:
        Weights and their cross-validated gain; no weights below 20 picks or 20 others.
    """
    names = list(weights)
    parts = np.column_stack([scored[f"part_{name}"].fill_null(0.0).to_numpy() for name in names]).astype(
        float
    )
    picked = scored["creator_id"].is_in(list(past)).to_numpy()
    n, k = len(picked), int(picked.sum())
    if not wanted:
        return LearnedWeights(None, k, n, None, None, None, None, ())
    if min(k, n - k) < LEAST_PICKS:
        text = Text(
            (
                f"{k} of {n} candidates were picked before: weights are learned from {LEAST_PICKS} "
                f"picks and {LEAST_PICKS} others upwards."
            ),
            f"{n} 位候选中仅 {k} 位曾被选中：至少需要选中与未选中各 {LEAST_PICKS} 位才学习权重。",
        )
        return LearnedWeights(
            None, k, n, None, None, None, None, (Finding("too_few_picks", Level.REVIEW, text, n=k),)
        )
    given = parts @ np.array([weights[name] for name in names], dtype=float)
    penalty = _best_penalty(parts, picked)
    outside = _out_of_fold(parts, picked, penalty, SEED + 1)
    fitted = _fit(parts, picked, penalty)[:-1]
    total = float(fitted.sum())
    before, after = area_under_curve(given, picked), area_under_curve(outside, picked)
    low, high = _gain_interval(given, outside, picked)
    made = (
        {name: 100 * float(weight) / total for name, weight in zip(names, fitted, strict=True)}
        if total > 0
        else None
    )
    return LearnedWeights(
        made, k, n, before, after, low, high, (_say_learned(made, k, n, before, after, low, high),)
    )


def _say_learned(
    made: Mapping[str, float] | None, k: int, n: int, before: float, after: float, low: float, high: float
) -> Finding:
    if made is None:
        return Finding(
            "nothing_learned",
            Level.REVIEW,
            Text(
                "No part of the score is higher for earlier picks than for others.",
                "各评分项都不能区分过往人选与其他候选。",
            ),
            n=n,
        )
    words = ", ".join(f"{PARTS[name][2].en.lower()} {weight:.0f}" for name, weight in made.items())
    words_zh = "、".join(f"{PARTS[name][2].zh} {weight:.0f}" for name, weight in made.items())
    better = low > 0
    en = (
        "They rank earlier picks better"
        if better
        else "They do not rank earlier picks better beyond chance: keep the given weights"
    )
    zh = "能更好地还原过往人选" if better else "并不显著更好：建议沿用原权重"
    ends = f"{low:+.2f} – {high:+.2f}"
    return Finding(
        "learned_weights",
        Level.PASS if better else Level.REVIEW,
        Text(
            (
                f"Weights learned from {k} picks among {n}: {words}. {en}: chance that a pick scores "
                f"above another {after:.2f} on creators not learned from, {before:.2f} as given "
                f"(difference, 90 %: {ends})."
            ),
            (
                f"由 {n} 位中 {k} 位人选学得的权重：{words_zh}。{zh}：在未参与学习的达人上，人选得分高于他人的概率 {after:.2f}，原权重 "
                f"{before:.2f}（差值 90% 区间 {ends}）。"
            ),
        ),
        n=k,
    )


def _fit(parts: Floats, picked: NDArray[np.bool_], penalty: float) -> Floats:
    """Fit a logistic regression with non-negative weights, a ridge penalty on them and a free intercept (last)."""
    centre = parts.mean(axis=0)
    inside = np.column_stack([parts - centre, np.ones(len(parts))])
    sign = np.where(picked, 1.0, -1.0)

    def loss(w: Floats) -> tuple[float, Floats]:
        margin = sign * (inside @ w)
        slope = -sign * expit(-margin) / len(sign)
        held = np.append(w[:-1], 0.0)
        return float(
            np.logaddexp(0, -margin).mean() + penalty * held @ held / 2
        ), inside.T @ slope + penalty * held

    bounds = [(0.0, None)] * parts.shape[1] + [(None, None)]
    start = np.append(np.full(parts.shape[1], 0.1), np.log(picked.mean() / (1 - picked.mean())))
    found: Floats = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return found


def _out_of_fold(parts: Floats, picked: NDArray[np.bool_], penalty: float, seed: int) -> Floats:
    """Score every creator with weights learned without it: mean ranks over repeated stratified folds."""
    made = np.zeros(len(picked))
    for repeat in range(REPEATS):
        fold = _folds(picked, seed + repeat)
        for k in range(FOLDS):
            out = fold == k
            made[out] += parts[out] @ _fit(parts[~out], picked[~out], penalty)[:-1] / REPEATS
    return made


def _folds(picked: NDArray[np.bool_], seed: int) -> NDArray[np.int64]:
    draw = np.random.default_rng(seed)
    fold = np.zeros(len(picked), dtype=np.int64)
    for side in (picked, ~picked):
        places = draw.permutation(np.flatnonzero(side))
        fold[places] = np.arange(len(places)) % FOLDS
    return fold


def _best_penalty(parts: Floats, picked: NDArray[np.bool_]) -> float:
    """Choose the ridge penalty by log loss on held-out folds; on a tie the heavier one."""
    fold = _folds(picked, SEED)
    losses = []
    for penalty in PENALTIES:
        total = 0.0
        for k in range(FOLDS):
            out = fold == k
            w = _fit(parts[~out], picked[~out], penalty)
            margin = (parts[out] - parts[~out].mean(axis=0)) @ w[:-1] + w[-1]
            total += float(np.logaddexp(0, np.where(picked[out], -margin, margin)).sum())
        losses.append(total)
    return PENALTIES[int(np.argmin(losses))]


def area_under_curve(scores: Floats, picked: NDArray[np.bool_]) -> float:
    """Return the chance that a pick scores above a non-pick; ties count half.

    >>> area_under_curve(np.array([3.0, 2.0, 2.0, 1.0]), np.array([True, True, False, False]))
    0.875
    """
    from scipy.stats import rankdata

    k = int(picked.sum())
    return float((rankdata(scores)[picked].sum() - k * (k + 1) / 2) / (k * (len(picked) - k)))


def _gain_interval(given: Floats, learned: Floats, picked: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the 90 % interval of the difference in that chance, over resampled creators."""
    draw = np.random.default_rng(SEED)
    k, others = int(picked.sum()), int((~picked).sum())
    gains = []
    for _ in range(RESAMPLES // AT_ONCE):
        yes, no = (draw.multinomial(size, np.full(size, 1 / size), AT_ONCE) for size in (k, others))
        gains.append(_areas(learned, picked, yes, no) - _areas(given, picked, yes, no))
    low, high = np.quantile(gains, [0.05, 0.95])
    return float(low), float(high)


def _areas(
    scores: Floats, picked: NDArray[np.bool_], yes: NDArray[np.int64], no: NDArray[np.int64]
) -> Floats:
    """Return `area_under_curve` of each resample, given how often each pick (`yes`) and non-pick (`no`) was drawn."""
    mine, others = scores[picked], scores[~picked]
    order = np.argsort(others)
    below = np.pad(np.cumsum(no[:, order], axis=1), ((0, 0), (1, 0)))
    first, last = (np.searchsorted(others[order], mine, side) for side in ("left", "right"))
    chances: Floats = (yes * (below[:, first] + below[:, last])).sum(axis=1) / (2 * len(mine) * len(others))
    return chances
