"""The words of a boost plan: the reason for each decision, which notes get how much today, and what to stop."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.live.spending.boost_spending import money_left, spending_findings
from xhs_workbench.params.brief import Brief

BOOST_REASONS = {
    "by_hand": Text("paused by hand", "人工暂停"),
    "draft_open": Text(
        "paused: its last draft still had points to change; read the published text first",
        "暂停：末版初稿仍有必改项，请先核对已发布正文",
    ),
    "complaint_spike": Text("paused today: complaints rise", "今日暂停：投诉突增"),
    "negative_spike": Text("paused today: comments turn negative", "今日暂停：负面评论突增"),
    "too_young": Text("too young: its first day is not over", "发布未满一天，数据不足"),
    "below_target": Text(
        "below target: even a first tranche is expected to bring less than the target asks for",
        "未达目标：预计首笔投放带来的互动也低于目标要求",
    ),
    "saturated": Text(
        "saturated: after what was spent, the next tranche is expected to bring less than the target asks for",
        "已饱和：按已花金额，预计下一笔带来的互动低于目标要求",
    ),
    "never_tried": Text(
        "never boosted: one tranche first, more only if it works", "从未投放：先试投一笔，有效再追加"
    ),
    "brings_most": Text("among those where the next tranche is expected to bring most", "下一笔预计收益靠前"),
    "day_by_day": Text(
        "planned: its turn comes when today's tranches have shown what they bring",
        "已列入计划：待今日投放见效后再投",
    ),
    "others_first": Text("other notes are expected to bring more", "其他笔记预计收益更高"),
    "budget_used": Text("budget used up: less than one tranche is left", "预算已用完：剩余不足一笔"),
    "not_shown": Text("no impressions of its own were read", "未读取到该笔记的自然曝光"),
    "not_counted": Text("not all its interactions were read", "该笔记的互动量读取不全"),
    "no_cpm": Text("no CPM is known", "缺少 CPM"),
}
"""Key of `plan_boosts`' `reasons` -> its words."""
MOST_NAMED = 5
NAME = pl.coalesce(
    pl.concat_str("creator_name", "title", separator=" · "), "title", "creator_name", "note_id"
)
"""A note in words with its creator, because several creators may have used the same title."""


def boost_findings(
    plan: pl.DataFrame, spending: pl.DataFrame, brief: Brief, paused: Iterable[str] = ()
) -> list[Finding]:
    """Say what to release today and on which notes, what to stop, and what is left.

    Args:
        plan: From `plan_boosts`.
        spending: From `sum_spending`.
        brief: The brief: boost budget.
        paused: Note ids that get nothing; an id that no published note has may be mistyped, and is reported.
    """
    if plan.is_empty() and not brief.budget.boost_cny and spending.height:
        return [
            Finding(
                "no_boost_plan",
                Level.REVIEW,
                Text(
                    "No boost is planned: the brief gives boosts no budget.",
                    "暂无投流建议：brief 未安排投流预算。",
                ),
                Text("Set `budget.boost_cny` in the brief.", "请在 brief 中填写 budget.boost_cny。"),
            ),
            *spending_findings(spending, brief),
        ]
    if plan.is_empty():
        return [
            Finding(
                "no_boost_plan",
                Level.REVIEW,
                Text(
                    "No boost is planned: impressions, a CPM or a target cost per interaction is missing.",
                    "暂无投流建议：缺曝光、CPM 或目标互动单价。",
                ),
                Text(
                    (
                        "Add the note export and the 聚光 report, or give `boost_cpm_cny` and "
                        "`boost_target_cpe_cny`."
                    ),
                    "请补充笔记导出与聚光报表，或填写 boost_cpm_cny 与 boost_target_cpe_cny。",
                ),
            ),
            *(spending_findings(spending, brief) if spending.height else []),
        ]
    named = plan.with_columns(title=NAME)
    stopping = named.filter((pl.col("decision") == "stop") & (pl.col("spend_cny") > 0))
    said = [_release(plan, spending, brief), *spending_findings(spending, brief)]
    said += [
        Finding(
            "stop_boost",
            Level.FAIL,
            Text(
                (
                    f"Stop boosting “{row['title']}”: after ¥{row['spend_cny']:,.0f} the next "
                    f"interaction costs about ¥{row['next_cpe_cny']:.1f}, above the target with "
                    f"{row['too_dear'] * 100:.0f}% probability."
                ),
                (
                    f"停止投放《{row['title']}》：已花 ¥{row['spend_cny']:,.0f}，再多一次互动约需 "
                    f"¥{row['next_cpe_cny']:.1f}，高于目标的概率 {row['too_dear'] * 100:.0f}%。"
                ),
            ),
        )
        for row in stopping.iter_rows(named=True)
    ]
    return said + _strangers(plan, paused)


def _release(plan: pl.DataFrame, spending: pl.DataFrame, brief: Brief) -> Finding:
    """Name the notes with their amounts, because orders are placed per note."""
    left, budget = money_left(spending, brief), brief.budget.boost_cny
    now = plan.filter(pl.col("now_cny") > 0)
    if now.is_empty():
        return Finding(
            "boost_now",
            Level.PASS,
            Text(
                f"Release nothing today; ¥{left:,.0f} of the boost budget of ¥{budget:,.0f} is left.",
                f"今天不追加投放；投流预算 ¥{budget:,.0f} 还剩 ¥{left:,.0f}。",
            ),
            n=0,
        )
    named = now.head(MOST_NAMED).select(NAME.alias("name"), "now_cny").rows()
    more = now.height - len(named)
    en = "; ".join(f"¥{money:,.0f} “{name}”" for name, money in named) + (
        f"; and {more} more" if more else ""
    )
    zh = "；".join(f"《{name}》¥{money:,.0f}" for name, money in named) + (
        f"；另有 {more} 篇" if more else ""
    )
    total = float(now["now_cny"].sum())
    return Finding(
        "boost_now",
        Level.REVIEW,
        Text(
            (
                f"Release ¥{total:,.0f} today for {now.height} note{'s' * (now.height > 1)}: {en}. "
                f"¥{left:,.0f} of the boost budget of ¥{budget:,.0f} is left."
            ),
            f"今天为 {now.height} 篇追加投放 ¥{total:,.0f}：{zh}。投流预算 ¥{budget:,.0f} 还剩 ¥{left:,.0f}。",
        ),
        n=now.height,
    )


def _strangers(plan: pl.DataFrame, paused: Iterable[str]) -> list[Finding]:
    unknown = sorted(set(paused) - set(plan["note_id"]))
    if not unknown:
        return []
    return [
        Finding(
            "paused_unknown",
            Level.REVIEW,
            Text(
                (
                    f"{len(unknown)} of the paused notes are not among those out today: "
                    f"{', '.join(unknown[:3])}."
                ),
                f"{len(unknown)} 个暂停的笔记不在今日已发布之列：{'、'.join(unknown[:3])}。",
            ),
            Text("Check the ids in `boost_paused`.", "请核对 boost_paused 中的笔记 ID。"),
            n=len(unknown),
        )
    ]
