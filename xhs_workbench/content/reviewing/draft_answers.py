"""The first sentences of the draft review, and what it cannot see."""

from __future__ import annotations

from collections import Counter

from xhs_workbench.content.reviewing.review import Review
from xhs_workbench.findings import Finding, Level, Text


def headline_drafts(review: Review) -> list[Finding]:
    """Say how many drafts must change and why, and what became of the last round's remarks; nothing without drafts."""
    latest = review.latest
    if not latest:
        return []
    n, tried = len(latest), len(review.rules) - len(review.not_tried)
    hard = sum(one.count(Level.FAIL) > 0 for one in latest)
    soft = sum(one.count(Level.FAIL) == 0 and one.count(Level.REVIEW) > 0 for one in latest)
    quiet = n - hard - soft
    found = [
        Finding(
            "drafts",
            Level.FAIL if hard else Level.REVIEW if soft else Level.PASS,
            Text(
                (
                    f"Drafts: {hard} of {n} must change before posting, {soft} to check; automatic checks "
                    f"({tried} rules) found nothing in {quiet}, which is no clearance: legal review is still due."
                ),
                f"{n} 份初稿中 {hard} 份发布前必须修改，{soft} 份待确认；{quiet} 份未触发规则（共核对 {tried} 条规则），但这不等于审核通过。",
            ),
            Text("Each draft's page says what to write instead.", "修改建议见各稿页面。")
            if hard + soft
            else Text("", ""),
            n=n,
        )
    ]
    names = {remark.code: remark.text for one in latest for remark in one.remarks}
    often = Counter(
        code
        for one in latest
        for code in {r.code for r in one.remarks if r.level is Level.FAIL and not r.reason}
    )
    for code, times in often.most_common(2):
        if times < 2:
            break
        text = Text(f"{names[code].en}: {times} of {n} drafts.", f"{names[code].zh}：{n} 份中 {times} 份。")
        found.append(Finding("drafts_often", Level.FAIL, text, n=times))
    later = [one for one in latest if one.rounds.before is not None]
    if later:
        settled, new, still = (
            sum(len(getattr(one.rounds, name)) for one in later) for name in ("resolved", "new", "still_open")
        )
        found.append(
            Finding(
                "rounds",
                Level.REVIEW if new + still else Level.PASS,
                Text(
                    (
                        f"Since the last round: {settled} remarks settled, {still} still open, {new} "
                        f"new ({len(later)} drafts)."
                    ),
                    f"与上一轮相比：已解决 {settled} 条，仍未解决 {still} 条，新增 {new} 条（{len(later)} 份初稿）。",
                ),
                n=len(later),
            )
        )
    if review.unused:
        text = Text(
            f"{len(review.unused)} overrides meet no remark.", f"{len(review.unused)} 条豁免没有对应的意见。"
        )
        places = tuple(f"{one.draft} · {one.rule}" for one in review.unused)
        found.append(Finding("override_unused", Level.REVIEW, text, evidence=places, n=len(review.unused)))
    return found


def limits_drafts() -> list[Text]:
    """Say what a check of words cannot see."""
    return [
        Text(
            (
                "A draft in which no rule fired is not cleared: pictures, voices and what is meant are "
                "not read, and this is no legal advice."
            ),
            "未触发规则不等于审核通过：画面、口播和言外之意无法读取，本报告不构成法律意见。",
        ),
        Text(
            (
                "Rules carry a date and a grade of evidence; those graded C or G are practice, not "
                "published rules."
            ),
            "规则均注明日期与证据等级；C、G 级为行业惯例或常识，并非公布的规则。",
        ),
    ]
