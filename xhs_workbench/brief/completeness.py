"""Is the brief complete, can it be met, and does it leave the creator a voice?

Each check is one small function that returns one finding with its reason and its fix. The score is the share of checks
passed, a REVIEW counting half: a way to compare two versions of one brief, not brands with each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params.brief import Brief

IMPERATIVE = re.compile(
    r"必须|务必|一定要|不得|严禁|请按|逐字|照念|原文|口播|\bmust\b|\bshall\b|word for word|verbatim|\bexactly\b",
    re.IGNORECASE,
)
ORDER = re.compile(
    r"(第[一二三四五六七八九十\d]+(段|张|镜|秒|句))|开头(必须|先)|结尾(必须|要)"
    r"|\b(first|second|third) (shot|slide|sentence)\b"
    r"|\bopen with\b|\bend with\b",
    re.IGNORECASE,
)
FULL_SENTENCE_ZH = 28
"""Characters from which a Chinese message reads as a script rather than a point; our own setting."""
MUST_SAYS = 6
"""More mandatory items than this leave little room in a note of a few hundred characters; our own setting."""


def check_brief(brief: Brief) -> list[Finding]:
    """Hold the brief against every check.

    Returns:
        One finding a check, FAIL first, then REVIEW, then PASS.
    """
    found = [check(brief) for check in CHECKS]
    order = [Level.FAIL, Level.REVIEW, Level.PASS]
    return sorted(found, key=lambda finding: order.index(finding.level))


def score_completeness(findings: list[Finding]) -> float:
    """Return the share of checks passed, 0-1, a REVIEW counting half."""
    worth = {Level.PASS: 1.0, Level.REVIEW: 0.5, Level.FAIL: 0.0}
    return sum(worth[finding.level] for finding in findings) / len(findings)


def _grade(
    code: str, good: bool, text: Text, fix: Text, *, bad: Level = Level.REVIEW, evidence: tuple[str, ...] = ()
) -> Finding:
    return Finding(code, Level.PASS, text) if good else Finding(code, bad, text, fix, evidence)


def objective_measurable(brief: Brief) -> Finding:
    """An objective without a number behind it cannot be missed, nor met."""
    n = len(brief.kpis)
    return _grade(
        "objective_measurable",
        n > 0,
        Text(f"The objective is backed by {n} measurable targets.", f"目标配有 {n} 个可衡量指标。"),
        Text("Add KPIs with a metric of the registry and a target.", "请补充 KPI：指标口径 + 目标值。"),
        bad=Level.FAIL,
    )


def audience_defined(brief: Brief) -> Finding:
    """Age and stage are required by the model; interests, place and an insight make a person out of them."""
    who = brief.audience
    lacking = [
        name
        for name, given in (
            ("city_tiers / provinces", who.city_tiers or who.provinces),
            ("interests", who.interests),
            ("insight", who.insight),
        )
        if not given
    ]
    return _grade(
        "audience_defined",
        not lacking,
        Text(
            "The audience is defined down to place, interests and an insight."
            if not lacking
            else f"The audience lacks: {', '.join(lacking)}.",
            "目标人群已细化到地域、兴趣与洞察。" if not lacking else f"目标人群缺少：{'、'.join(lacking)}。",
        ),
        Text("Add what is missing; selection matches creators on it.", "请补齐；选号会用到。"),
    )


def messages_two_or_three(brief: Brief) -> Finding:
    """Readers keep two or three points; the guide for international brands says the same."""
    n = len(brief.messages)
    return _grade(
        "messages_two_or_three",
        2 <= n <= 3,
        Text(f"The brief has {n} key message{'s' if n != 1 else ''}.", f"共有 {n} 条核心信息。"),
        Text("Keep two or three.", "请保留两到三条。"),
    )


def disclosure_present(brief: Brief) -> Finding:
    """Paid content must be recognisable as such; a brief that forgets it invites an unlabelled note."""
    given = brief.inclusions.disclosure is not None
    return _grade(
        "disclosure_present",
        given,
        Text(
            "The brief says how the cooperation is disclosed." if given else "Nothing is said about disclosure.",
            "已写明合作标识方式。" if given else "未写明合作标识（报备 / 广告）方式。",
        ),
        Text("Say that the order runs through 蒲公英 and the label stays.", "请写明通过蒲公英报备并保留标识。"),
        bad=Level.FAIL,
    )


def claims_guarded(brief: Brief) -> Finding:
    """A claim the law forbids is the mistake that costs money."""
    n = len(brief.guardrails.claims_not_to_make)
    return _grade(
        "claims_guarded",
        n > 0,
        Text(f"{n} kinds of claim are ruled out.", f"已列出 {n} 类不可宣称内容。"),
        Text("List the claims the product may not make.", "请列出产品不可宣称的内容。"),
        bad=Level.FAIL,
    )


def dates_feasible(brief: Brief) -> Finding:
    """Drafts, our review and the platform's approval must fit before the first note goes out."""
    line = brief.timeline
    rounds = max(item.drafts for item in brief.deliverables)
    needed = timedelta(days=line.review_days * max(rounds, 1), hours=line.platform_approval_hours)
    there = line.posting_start - line.drafts_due
    days = needed.total_seconds() / 86400
    return _grade(
        "dates_feasible",
        there >= needed,
        Text(
            f"{there.days} days lie between drafts and posting; review and approval need {days:g}.",
            f"初稿到发布有 {there.days} 天，审稿与平台审核需要 {days:g} 天。",
        ),
        Text("Move the draft deadline earlier or posting later.", "请提前初稿截止日或推后发布。"),
        bad=Level.FAIL,
    )


def seeded_before_sale(brief: Brief) -> Finding:
    """Seeding peaks about a week before a sale; notes of the last days are read when the basket is full."""
    line = brief.timeline
    if line.sale_start is None:
        return Finding("seeded_before_sale", Level.PASS, Text("No sale is tied to this campaign.", "本次不绑定大促。"))
    lead = (line.sale_start - line.posting_start).days
    return _grade(
        "seeded_before_sale",
        lead >= 7,
        Text(f"Posting starts {lead} days before the sale.", f"首篇发布早于大促 {lead} 天。"),
        Text("Start posting at least a week before the sale.", "请至少在大促前一周开始发布。"),
    )


def deliverables_countable(brief: Brief) -> Finding:
    """A number of notes by format and tier is what a plan and an invoice can be held against."""
    n = sum(item.count for item in brief.deliverables)
    per_note = brief.budget.creators_cny / n
    return Finding(
        "deliverables_countable",
        Level.PASS,
        Text(
            f"{n} notes are ordered; the budget is ¥{per_note:,.0f} a note before boosting.",
            f"共 {n} 篇笔记，达人预算约 ¥{per_note:,.0f}/篇（不含投流）。",
        ),
        n=n,
    )


def languages_complete(brief: Brief) -> Finding:
    """The creator reads Chinese, the brand reads English; a gap is listed, never filled by a machine."""
    gaps = brief.untranslated()
    shown = tuple(f"{key} › {language}" for key, language in gaps[:20])
    return _grade(
        "languages_complete",
        not gaps,
        Text(
            "Every text is there in both languages." if not gaps else f"{len(gaps)} texts lack a language.",
            "中英文齐全。" if not gaps else f"{len(gaps)} 处缺少一种语言。",
        ),
        Text("Write the missing language yourself.", "请人工补写缺失的语言。"),
        evidence=shown,
    )


def creator_has_a_voice(brief: Brief) -> Finding:
    """Over-scripting: prescribed order, verbatim lines, too many must-says."""
    texts = [message.text.to("zh") for message in brief.messages]
    texts += [item.to("zh") for item in brief.inclusions.features]
    scripted = [text for text in texts if ORDER.search(text) or IMPERATIVE.search(text) or len(text) > FULL_SENTENCE_ZH]
    must = len(brief.messages) + len(brief.inclusions.features) + len(brief.inclusions.hashtags)
    good = not scripted and must <= MUST_SAYS
    return _grade(
        "creator_has_a_voice",
        good,
        Text(
            f"{must} things must be carried, {len(scripted)} of them written like a script.",
            f"必须包含 {must} 项，其中 {len(scripted)} 项像台词。",
        ),
        Text("Give points, not lines; drop what a reader would not miss.", "给要点，不给台词；删掉可有可无的要求。"),
        evidence=tuple(scripted),
    )


def creator_has_direction(brief: Brief) -> Finding:
    """Under-direction: nothing to hold on to, or nothing said about what is free."""
    directed = any(message.phrases for message in brief.messages)
    good = directed and bool(brief.free_for_creator)
    return _grade(
        "creator_has_direction",
        good,
        Text(
            "Messages can be recognised and the creator's freedom is written down."
            if good
            else "Messages have no recognisable words, or nothing says what the creator decides.",
            "核心信息可识别，且写明了创作者自主范围。" if good else "核心信息没有可识别词语，或未写明创作者自主范围。",
        ),
        Text("Add phrases to the messages and fill free_for_creator.", "请补充 phrases 与 free_for_creator。"),
    )


CHECKS: tuple[Callable[[Brief], Finding], ...] = (
    objective_measurable,
    audience_defined,
    messages_two_or_three,
    disclosure_present,
    claims_guarded,
    dates_feasible,
    seeded_before_sale,
    deliverables_countable,
    languages_complete,
    creator_has_a_voice,
    creator_has_direction,
)
