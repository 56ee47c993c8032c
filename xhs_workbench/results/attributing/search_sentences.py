"""Sentences about a search lift: what could be detected, what was found, what cannot be told and why."""

from __future__ import annotations

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.results.attributing.counterfactual import LEAST_BEFORE
from xhs_workbench.results.counting.how_sure import if_trusted

NOT_MEASURED = Text("No search lift is measured", "未测算搜索提升")


NOT_FORESEEN = Text("The smallest lift that could be detected is unknown", "无法判断能看出多大的提升")
"""Before posting nothing has been measured yet, so only the statement of what could be detected is
refused."""


def few_before(term: str, before: int, head: Text = NOT_MEASURED) -> Finding:
    """Refuse a term with too few days before posting."""
    return refuse(
        "few_days_before",
        f"“{term}” has {before} days before posting and {LEAST_BEFORE} are needed",
        f"「{term}」发布前只有 {before} 天，至少需要 {LEAST_BEFORE} 天",
        "Export the index from 90 days before posting.",
        "请导出发布前 90 天起的指数。",
        head,
    )


def refuse(code: str, en: str, zh: str, fix_en: str, fix_zh: str, head: Text = NOT_MEASURED) -> Finding:
    """Refuse with a reason and what would help; `head` says what is refused."""
    text = Text(f"{head.en}: {en}.", f"{head.zh}：{zh}。")
    return Finding(code, Level.REVIEW, text, Text(fix_en, fix_zh))


BUMPS = {
    "shared": Text(
        (
            "the control terms jump in the window too, on days of no listed sale: something moved the "
            "whole category"
        ),
        "对照词在窗口内也出现了未列明的突升，整个品类被带动",
    ),
    "before": Text(
        "the term jumped before posting, on days of no listed sale: what else moves it is not known",
        "该词在发布前就有未列明的突升，另有未知因素",
    ),
    "short": Text(
        "most of the rise lies in one short stretch of days, as a sale's does, and no sale is listed there",
        "上升大多集中在短短几天，像一次未列明的促销",
    ),
}


def say_bump(row: dict[str, object], bump: str) -> Finding:
    """Say that a lift cannot be told, and which bump (a key of `BUMPS`) is the reason."""
    why, lift = BUMPS[bump], float(str(row["lift"])) * 100
    return Finding(
        "lift_cannot_tell",
        Level.REVIEW,
        Text(
            (
                f"“{row['term']}”: whether the campaign was searched for cannot be told ({lift:+.0f}% "
                f"against comparable terms): {why.en}."
            ),
            f"「{row['term']}」：无法判断是否由投放带动（与对照词相差 {lift:+.0f}%）：{why.zh}。",
        ),
        Text(
            "List every sale and event under `promotions` in brief.yaml and run again.",
            "请在 brief.yaml 的 promotions 中列出所有大促与事件后重跑。",
        ),
        n=int(str(row["days_after"])),
    )


def say_disagreement(row: dict[str, object]) -> list[Finding]:
    """Report if a plain difference-in-differences disagrees: its lift is outside our interval, or only one finds a lift."""
    low, high, plain, plain_low, plain_high = (
        float(str(row[key])) for key in ("lift_low", "lift_high", "plain_lift", "plain_low", "plain_high")
    )
    verdict = "up" if plain_low > 0 else "down" if plain_high < 0 else "not_seen"
    if low <= plain <= high and (verdict == row["verdict"] or row["verdict"] == "not_seen"):
        return []
    return [
        Finding(
            "methods_disagree",
            Level.REVIEW,
            Text(
                (
                    f"“{row['term']}”: a simpler method on the same comparable terms gives "
                    f"{plain * 100:+.0f}% (range {plain_low * 100:+.0f}% to {plain_high * 100:+.0f}%). "
                    "The two differ because ours lets the level before posting drift; rely on the lower one."
                ),
                (
                    f"「{row['term']}」：用另一种算法（双重差分）对照同样的词，结果为 {plain * 100:+.0f}%（区间 {plain_low * 100:+.0f}% 至 "
                    f"{plain_high * 100:+.0f}%）。两者不同，因为本报告允许发布前的水平漂移；稳妥起见以较低者为准。"
                ),
            ),
            n=int(str(row["days_after"])),
        )
    ]


def say_detectable(row: dict[str, object]) -> Finding:
    """Say the smallest lift that could be detected, from a row of `foresee_lift`."""
    term, before, after = row["term"], row["days_before"], row["days"]
    least = float(str(row["detectable"])) * 100
    runs, held = row["placebos"], row["placebos_held"]
    quiet_en = (
        f"{held} of {runs} placebo tests on earlier dates passed."
        if runs
        else "There are too few days before for placebo tests, so the range rests on the model alone."
    )
    quiet_zh = (
        f"更早日期的 {runs} 次安慰剂检验中，{held} 次通过。"
        if runs
        else "发布前天数不足以做安慰剂检验，区间只依据模型。"
    )
    text = Text(
        (
            f"“{term}”: with {before} days before posting, a lift of {least:.0f}% or more over {after} days "
            f"would show in eight of ten cases. {quiet_en}"
        ),
        f"「{term}」：依据发布前 {before} 天，{after} 天内提升达 {least:.0f}% 才看得出来（十次中约八次）。{quiet_zh}",
    )
    return Finding("detectable_lift", Level.PASS, text, n=int(str(before)))


def say_seen(row: dict[str, object]) -> Finding:
    """Say what was found, from a row of `measure_lift`."""
    lift, low, high = (float(str(row[key])) * 100 for key in ("lift", "lift_low", "lift_high"))
    term = row["term"]
    en = f"{lift:+.0f}% against what comparable terms suggest (range {low:+.0f}% to {high:+.0f}%)"
    side = "高" if lift > 0 else "低"
    zh = f"比品类对照词推算的水平{side} {abs(lift):.0f}%（区间 {low:+.0f}% 至 {high:+.0f}%）"
    if row["verdict"] == "not_seen":
        text = Text(
            f"Searches for “{term}” show no clear change: {en}.",
            f"「{term}」搜索未见明确变化，可能只是波动：{zh}。",
        )
        return Finding("lift_not_seen", Level.REVIEW, text, n=int(str(row["days_after"])))
    if row["verdict"] == "up":
        less = Text("probably rose", "搜索可能上升")
        how = if_trusted("search_lift", Text("rose", "搜索上升"), less)
        text = Text(f"Searches for “{term}” {how.en}: {en}.", f"「{term}」{how.zh}：{zh}。")
        return Finding("lift_seen", Level.PASS, text, n=int(str(row["days_after"])))
    text = Text(f"Searches for “{term}” fell: {en}.", f"「{term}」搜索下降：{zh}。")
    return Finding("lift_negative", Level.REVIEW, text, n=int(str(row["days_after"])))
