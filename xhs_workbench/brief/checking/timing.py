"""Can the dates be met, and do the notes reach readers before the sale?"""

from __future__ import annotations

from datetime import timedelta

from xhs_workbench.brief.checking.rules import Measured, Rule
from xhs_workbench.findings import Text
from xhs_workbench.params.brief import Brief
from xhs_workbench.params.festivals import nearest_preheat
from xhs_workbench.written import days_span


def dates_feasible(brief: Brief, rule: Rule) -> Measured:
    """Rounds of review and one platform approval fit between drafts and posting."""
    line = brief.timeline
    rounds = max(item.drafts for item in brief.deliverables)
    needed = timedelta(days=line.review_days * max(rounds, 1), hours=line.platform_approval_hours)
    there = line.posting_start - line.drafts_due
    return Measured(there >= needed, {"there": there.days, "needed": f"{needed.total_seconds() / 86400:g}"})


def approval_reserved(brief: Brief, rule: Rule) -> Measured:
    """The platform's own review time is planned for, with no more rounds than the rejections it allows."""
    hours, rounds = brief.timeline.platform_approval_hours, max(item.drafts for item in brief.deliverables)
    good = hours >= rule.settings["limit_hours"] and rounds <= rule.settings["limit_rounds"]
    return Measured(good, {"hours": hours, "rounds": rounds})


def creators_have_time(brief: Brief, rule: Rule) -> Measured:
    """Enough days between the brief and the drafts."""
    days = (brief.timeline.drafts_due - brief.timeline.brief_sent).days
    return Measured(days >= rule.settings["least"], {"days": days})


def seeded_before_sale(brief: Brief, rule: Rule) -> Measured:
    """Posting starts at least a week before the sale; a campaign without a sale meets the rule."""
    line = brief.timeline
    if line.sale_start is None:
        return Measured(True, {"said": Text("No sale is tied to this campaign.", "本次不绑定大促。")})
    lead = (line.sale_start - line.posting_start).days
    said = (
        Text(f"Posting starts {lead} days before the sale.", f"首篇发布早于大促 {lead} 天。")
        if lead >= 0
        else Text(f"Posting starts {-lead} days after the sale began.", f"首篇发布晚于大促开始 {-lead} 天。")
    )
    return Measured(lead >= rule.settings["least"], {"said": said})


def inside_preheat(brief: Brief, rule: Rule) -> Measured:
    """Enough of the posting window lies in the festival's pre-heat window."""
    line = brief.timeline
    if not line.festival:
        return Measured(True, {"said": Text("No festival is named.", "未指定营销节点。")})
    window = nearest_preheat(line.festival, line.posting_start, line.posting_end)
    if window is None:
        said = Text(
            f"No pre-heat window is known for {line.festival} {line.posting_end.year}; nothing was checked.",
            f"没有 {line.posting_end.year} 年“{line.festival}”的预热期资料，未检查。",
        )
        return Measured(True, {"said": said})
    heat = days_span(window.start, window.end)
    share = window.days_shared(line.posting_start, line.posting_end) / (
        (line.posting_end - line.posting_start).days + 1
    )
    said = Text(
        (f"{share:.0%} of the posting window lies in the pre-heat of {line.festival}, {heat.en}."),
        f"发布窗口的 {share:.0%} 落在{line.festival}预热期（{heat.zh}）。",
    )
    return Measured(share >= rule.settings["least_share"], {"said": said})
