"""What the brief itself orders: notes by tier and type, and targets; a plan keeps to it or says why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.metrics import tier_names
from xhs_workbench.params.brief import Brief

TYPES = {"image": Text("image", "图文"), "video": Text("video", "视频")}


def notes_ordered(brief: Brief, by: str) -> dict[str, int]:
    """Return how many notes the brief orders, by `tier` or `note_type`."""
    found: dict[str, int] = {}
    for one in brief.deliverables:
        key = str(getattr(one, by))
        found[key] = found.get(key, 0) + one.count
    return found


def within_order(quotas: Mapping[str, Sequence[int]], brief: Brief) -> dict[str, tuple[int, int]]:
    """Lower each quota's most to the notes that the brief orders of the tier; each creator makes one.

    A least above that stays: the analyst asked for it. Quotas stay as they are if they share no tier with the
    brief. Where none are given, the brief's own order is the most of each tier, and nothing is the least.
    """
    ordered = notes_ordered(brief, "tier")
    if not quotas:
        return {tier: (0, n) for tier, n in ordered.items()}
    if not set(ordered) & set(quotas):
        return {tier: (int(least), int(most)) for tier, (least, most) in quotas.items()}
    return {
        tier: (int(least), max(int(least), min(int(most), ordered.get(tier, 0))))
        for tier, (least, most) in quotas.items()
    }


def types_ordered(brief: Brief, candidates: pl.DataFrame) -> dict[str, int]:
    """Return the least notes of each type that the brief orders, if it orders both and both can be priced."""
    ordered = notes_ordered(brief, "note_type")
    videos = [name for name in ("price_video_with_fee_cny", "price_video_cny") if name in candidates.columns]
    priced = candidates.select(pl.any_horizontal(pl.col(videos).is_not_null()).sum()).item() if videos else 0
    few = min(ordered.get("video", 0), int(priced))
    return {"video": few} if few and len(ordered) > 1 else {}


def order_findings(picks: pl.DataFrame, cost_cny: float, budget_cny: float, brief: Brief) -> list[Finding]:
    """Say how a plan compares with what the brief orders, and with its targets.

    Args:
        picks: The picks of a portfolio, a note each.
        cost_cny: Their cost.
        budget_cny: The budget.
        brief: The brief: deliverables and targets.
    """
    if picks.is_empty():
        return []
    return [_notes(picks, cost_cny, budget_cny, brief), *_targets(picks, cost_cny, brief)]


def _notes(picks: pl.DataFrame, cost: float, budget: float, brief: Brief) -> Finding:
    tiers, names = notes_ordered(brief, "tier"), tier_names(brief.tier_scheme)
    rows = [(names.get(tier, Text(tier, tier)), _count(picks, "tier", tier), n) for tier, n in tiers.items()]
    kinds = notes_ordered(brief, "note_type")
    rows += [
        (TYPES.get(kind, Text(kind, kind)), _count(picks, "note_type", kind), n) for kind, n in kinds.items()
    ]
    total, off = sum(tiers.values()), [row for row in rows if row[1] != row[2]]
    if not off and picks.height == total:
        return Finding(
            "as_ordered",
            Level.PASS,
            Text(
                f"The set is the {total} notes that the brief orders, by tier and by type.",
                f"组合即 brief 所定的 {total} 篇，量级与体裁均一致。",
            ),
            n=picks.height,
        )
    left = budget - cost
    differ_en = ", ".join(f"{name.en} {have} of {want}" for name, have, want in off)
    differ_zh = "、".join(f"{name.zh} {have}/{want}" for name, have, want in off)
    why = (
        Text(
            f"¥{left:,.0f} of the budget are left; price or worth keeps the others out.",
            f"预算还剩 ¥{left:,.0f}，其余受报价或价值所限。",
        )
        if picks.height < total
        else Text("The quotas ask for these numbers.", "配额要求如此。")
    )
    return Finding(
        "not_as_ordered",
        Level.REVIEW,
        Text(
            f"The brief orders {total} notes and the set has {picks.height} ({differ_en}). {why.en}",
            f"brief 定 {total} 篇，组合为 {picks.height} 篇（{differ_zh}）。{why.zh}",
        ),
        Text(
            "Change the brief's deliverables, the budget or the quotas so that they agree.",
            "请调整 brief 交付量、预算或各量级名额，使之一致。",
        ),
        n=picks.height,
    )


def _count(picks: pl.DataFrame, column: str, value: str) -> int:
    return int((picks[column] == value).fill_null(value=False).sum())


def _targets(picks: pl.DataFrame, cost: float, brief: Brief) -> list[Finding]:
    """Hold the expected interactions against the brief's targets for interactions and for their cost."""
    expected = float(picks["expected_interactions"].sum())
    said = []
    for kpi in brief.kpis:
        if kpi.metric == brief.definitions.interactions:
            good, have, want = expected >= kpi.target, f"{expected:,.0f}", f"{kpi.target:,.0f}"
            what = Text("interactions", "互动量")
        elif kpi.metric == "cpe" and expected > 0:
            good, have, want = cost / expected <= kpi.target, f"¥{cost / expected:.2f}", f"¥{kpi.target:.2f}"
            what = Text("cost per interaction", "互动单价")
        else:
            continue
        said.append(
            Finding(
                f"plan_target_{kpi.metric}",
                Level.PASS if good else Level.REVIEW,
                Text(
                    f"Expected {what.en} {have}; the brief's target is {want}.",
                    f"预计{what.zh} {have}，brief 目标 {want}。",
                ),
            )
        )
    return said
