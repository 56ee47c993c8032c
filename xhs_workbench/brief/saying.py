"""What the brief's page says first: may it go out, what was promised for what money, what is still to settle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from xhs_workbench.brief.answers import count_notes
from xhs_workbench.brief.checking.rules import Count, rules
from xhs_workbench.brief.names import AGE_NAMES, GENDER_NAMES, OBJECTIVE_NAMES
from xhs_workbench.findings import NOTHING, Finding, Level, Text
from xhs_workbench.metrics.registry import registry
from xhs_workbench.params.brief import Brief, Kpi
from xhs_workbench.telling import Action, FirstScreen, Money, Statement, Tile
from xhs_workbench.written import MONTHS, by_day, day_words, written

WE, THEY = Text("agency", "代理商"), Text("brand", "品牌方")
KINDS = {"cny": "cny2", "rate": "rate", "number": "number"}
"""Unit of a definition -> how its target is written; counts are shortened."""
CEILING, FLOOR = Text("or less", "及以下"), Text("or more", "及以上")
"""What stands under a target's figure, and is read after it."""


def sum_up_brief(brief: Brief, checks: Sequence[Finding]) -> FirstScreen:
    """Say whether the brief can go out, what is promised, what it costs, and what is still to settle.

    Args:
        brief: The brief.
        checks: From `check_brief`, the weightiest first.
    """
    unmet = [one for one in checks if one.level != Level.PASS]
    return FirstScreen(
        verdict=_may_go_out(brief, unmet),
        tiles=[_promise(kpi) for kpi in brief.kpis],
        money=_investment(brief),
        actions=[*(_settle_rule(one, brief) for one in unmet), *_send(brief, unmet)],
        also=[_whom(brief)],
    )


def total_cny(brief: Brief) -> float:
    """Return all the money of the brief: quotes, the platform's fee on them, boosting.

    The same sum as in the document's part on investment.
    """
    return sum(value for _, value in _parts(brief))


def say_span(start: date, end: date) -> Text:
    """Write two days as people do.

    >>> say_span(date(2026, 5, 6), date(2026, 5, 22))
    Text(en='6 to 22 May', zh='5月6日至22日')
    >>> say_span(date(2026, 5, 28), date(2026, 6, 3))
    Text(en='28 May to 3 June', zh='5月28日至6月3日')
    """
    same = (start.year, start.month) == (end.year, end.month)
    return Text(
        f"{start.day}{'' if same else f' {MONTHS[start.month - 1]}'} to {end.day} {MONTHS[end.month - 1]}",
        f"{start.month}月{start.day}日至{'' if same else f'{end.month}月'}{end.day}日",
    )


def _may_go_out(brief: Brief, unmet: Sequence[Finding]) -> Text:
    n, line = Count(count_notes(brief)), brief.timeline
    span, money = say_span(line.posting_start, line.posting_end), written(total_cny(brief), "cny").en
    if not unmet:
        return Text(
            f"The brief can go out: {n} {n:note|notes} from {span.en}, {money} in all.",
            f"brief 可以下发：{span.zh}发布 {n} 篇笔记，总投入 {money}。",
        )
    k = Count(len(unmet))
    if any(one.level == Level.FAIL for one in unmet):
        return Text(
            f"The brief is not ready: {k} {k:point has|points have} to be settled before it goes out.",
            f"brief 暂不宜下发：还有 {k} 项待解决。",
        )
    return Text(
        f"The brief can go out once {k} {k:point is|points are} looked at: {n} {n:note|notes}, {money} in all.",
        f"brief 再确认 {k} 项即可下发：共 {n} 篇笔记，总投入 {money}。",
    )


def _whom(brief: Brief) -> Text:
    who, kind = brief.audience, OBJECTIVE_NAMES[brief.objective.kind]
    gender, ages = GENDER_NAMES[who.gender], ", ".join(AGE_NAMES[band] for band in who.age_bands)
    return Text(
        f"Objective: {kind.en.lower()} of {brief.brand.product.to('en')}. Audience: {gender.en.lower()}, {ages}.",
        f"目标：{brief.brand.product.to('zh')}{kind.zh}；人群：{gender.zh}，{ages.replace(', ', '、')} 岁。",
    )


def _promise(kpi: Kpi) -> Tile:
    known = registry().get(kpi.metric)
    if known is None:
        return Tile(Text(kpi.metric, kpi.metric), kpi.target)
    limit = CEILING if known.lower_is_better else FLOOR
    return Tile(known.name, kpi.target, KINDS.get(known.unit, "compact"), definition=known.id, note=limit)


def _parts(brief: Brief) -> list[tuple[Text, float]]:
    money = brief.budget
    rate = f"{money.service_fee_rate * 100:g}%"
    return [
        (Text("creators", "达人报价"), money.creators_cny),
        (Text(f"蒲公英 fee {rate}", f"蒲公英服务费 {rate}"), money.creators_cny * money.service_fee_rate),
        (Text("boosting", "投流"), money.boost_cny),
        (Text("production", "制作费"), money.production_cny),
    ]


def _investment(brief: Brief) -> Money:
    parts = [part for part in _parts(brief) if part[1] > 0]
    return Money(Text("Total budget", "总预算"), total_cny(brief), parts)


def _settle_rule(rule: Finding, brief: Brief) -> Action:
    known = rules().get(rule.code)
    what = known.do if known else rule.fix if any(rule.fix) else rule.text
    return Action(what, NOTHING, by_day(brief.timeline.brief_sent), WE, see="checks")


def _send(brief: Brief, unmet: Sequence[Finding]) -> list[Action]:
    """Say what is to do with a brief before it goes out, whatever the rules found."""
    n = Count(len(brief.kpis))
    day = day_words(brief.timeline.brief_sent)
    agree = Text(f"Confirm {n} {n:target|targets} and the budget", f"确认 {n} 项指标与预算")
    if not brief.kpis:
        agree = Text("Set targets and confirm the budget", "补充指标并确认预算")
    return [
        Action(
            agree,
            written(total_cny(brief), "cny"),
            by_day(brief.timeline.brief_sent),
            THEY,
            see="brand_brief",
        ),
        Action(
            Text("Have a lawyer read the claims", "请法务审核宣称用语"),
            NOTHING,
            by_day(brief.timeline.brief_sent),
            THEY,
            see="creator_brief",
        ),
        *(
            []
            if unmet
            else [
                Action(
                    Text("Send the brief to the creators", "向达人下发 brief"),
                    NOTHING,
                    Text(f"on {day.en}", day.zh),
                    WE,
                    see="dates",
                )
            ]
        ),
    ]


def say_brand_brief(brief: Brief) -> Statement:
    """Say what the brand agrees to."""
    n, notes, money = Count(len(brief.kpis)), Count(count_notes(brief)), written(total_cny(brief), "cny").en
    if not brief.kpis:
        says = Text(
            f"The brand orders {notes} {notes:note|notes} for {money}; no target is promised yet.",
            f"品牌方以 {money} 投放 {notes} 篇笔记，尚未约定指标。",
        )
    else:
        says = Text(
            f"The brand orders {notes} {notes:note|notes} for {money}, held against {n} {n:target|targets}.",
            f"品牌方以 {money} 投放 {notes} 篇笔记，按 {n} 项指标考核。",
        )
    return Statement(says, code="brand_brief", place="brand_brief")


def say_creator_brief(brief: Brief) -> Statement:
    """Say how much creators are asked to carry, and how much is theirs."""
    told, free = Count(len(brief.messages)), Count(len(brief.free_for_creator))
    if free == 0:
        says = Text(
            f"Creators carry {told} {told:message|messages}; nothing is left to them in writing.",
            f"达人需传达 {told} 个卖点，尚未书面约定自主空间。",
        )
    else:
        says = Text(
            f"Creators carry {told} {told:message|messages} in their own words; "
            f"{free} {free:thing is|things are} theirs to decide.",
            f"达人用自己的话传达 {told} 个卖点，另有 {free} 项由其自定。",
        )
    return Statement(says, code="creator_brief", place="creator_brief")


def say_dates(brief: Brief) -> Statement:
    """Say how long creators have, and how posting lies to the sale."""
    line = brief.timeline
    write = Count((line.drafts_due - line.brief_sent).days)
    first = Text(f"Creators have {write} {write:day|days} to write", f"创作期 {write} 天")
    if line.sale_start is None or line.sale_start < line.posting_start:
        wait = Count((line.posting_start - line.drafts_due).days)
        says = Text(
            f"{first.en}; {wait} {wait:day lies|days lie} between drafts and posting.",
            f"{first.zh}，交稿到发布间隔 {wait} 天。",
        )
    else:
        lead = Count((line.sale_start - line.posting_start).days)
        says = Text(
            f"{first.en}; posting starts {lead} {lead:day|days} before the sale.",
            f"{first.zh}，大促前 {lead} 天开始发布。",
        )
    return Statement(says, code="dates", place="dates")


def say_checks(checks: Sequence[Finding], direction: Text) -> Statement:
    """Say how many rules the brief keeps, and whether it leaves a voice to the creator."""
    met, of = sum(one.level == Level.PASS for one in checks), len(checks)
    says = Text(f"The brief keeps {met} of {of} rules.", f"{of} 条规则中，符合 {met} 条。")
    if met == of:
        says = Text(f"The brief keeps all {of} rules.", f"{of} 条规则全部符合。")
    return Statement(says, direction, code="checks", place="checks")
