"""The brief as the document people receive: for the brand in its language, for the creator in Chinese, from the same data.

The two are not translations of each other. The creator's opens with what the creator decides and shows no
budget, no target and no tier plan; the brand's says how success is measured and what it costs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from xhs_workbench.brief.names import NOTE_TYPE_NAMES, OBJECTIVE_NAMES, name_of
from xhs_workbench.brief.writing.parts import Section, Wording, audience_facts, budget_lines, dates, targets
from xhs_workbench.findings import Language, Text
from xhs_workbench.metrics import FORMAT_NAMES, tier_names
from xhs_workbench.params.brief import Brief
from xhs_workbench.params.checking import in_language
from xhs_workbench.params.unfinished import placeholders

Reader = Literal["brand", "creator"]


@dataclass(frozen=True, slots=True)
class Document:
    """A brief laid out for one reader.

    Args:
        reader: `brand` or `creator`.
        language: Its language.
        audience: Whom it is for, as a line.
        title: The product.
        subtitle: Brand and campaign.
        opening: First paragraph.
        facts: What to see at a glance: label and value.
        sections: In reading order; none is empty.
        foot: What stands at the foot of each page.
    """

    reader: Reader
    language: Language
    audience: str
    title: str
    subtitle: str
    opening: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    foot: str


def lay_out_document(brief: Brief, language: Language, reader: Reader | None = None) -> Document:
    """Lay the brief out for its reader.

    Args:
        brief: The validated brief.
        language: `en` or `zh`. A text that lacks the language appears in the other one, marked, and is listed
            in the last section; nothing is translated.
        reader: None means the brand in English and the creator in Chinese.

    Returns:
        The document.
    """
    whom: Reader = reader or ("brand" if language == "en" else "creator")
    say = Wording(language)
    plan = _for_brand(brief, say) if whom == "brand" else _for_creator(brief, say)
    return Document(
        reader=whom,
        language=language,
        audience=say("Campaign brief · for the brand", "投放 brief · 致品牌方")
        if whom == "brand"
        else say("Creator brief · for the creator", "合作 brief · 致博主"),
        title=say.words(brief.brand.product),
        subtitle=f"{say.words(brief.brand.name)} · {in_language(brief.campaign, language)}",
        opening=_opening(whom, say),
        facts=_facts_on_top(brief, whom, say),
        sections=tuple(part for part in (*plan, _gaps(brief, say)) if part.holds_something()),
        foot=f"{in_language(brief.campaign, language)} · {say.day(brief.timeline.brief_sent)}{_made_up(brief, say)}",
    )


def _made_up(brief: Brief, say: Wording) -> str:
    made_up = say(" · synthetic demo campaign", " · 合成演示项目") if brief.synthetic else ""
    unwritten = placeholders(brief.model_dump(mode="json"))
    return made_up + (say(" · DRAFT, not for anybody outside", " · 草稿，请勿外发") if unwritten else "")


def _opening(reader: Reader, say: Wording) -> str:
    if reader == "brand":
        return say(
            "An agreement before money moves: what the campaign is for, what creators are asked, "
            "what they decide themselves, and the numbers it will be held against.",
            "投放前的共识：目标是什么、请达人做什么、什么由达人决定、最终用哪些数字衡量。",
        )
    return say(
        "We came to you for your voice. Below is the little we need; everything else is yours.",
        "我们找到你，是因为喜欢你说话的方式。下面只写我们需要的少数几点，其余都由你决定。",
    )


def _facts_on_top(brief: Brief, reader: Reader, say: Wording) -> tuple[tuple[str, str], ...]:
    line = brief.timeline
    notes = sum(item.count for item in brief.deliverables)
    common = [
        (say("Price", "售价"), f"¥{brief.brand.price_cny:,.0f}"),
        (say("Posting", "发布窗口"), say.span(line.posting_start, line.posting_end)),
    ]
    if reader == "creator":
        return (*common, (say("Drafts due", "初稿截止"), say.day(line.drafts_due)))
    return (
        (say("Objective", "目标类型"), say(*OBJECTIVE_NAMES[brief.objective.kind])),
        (say("Notes", "笔记"), f"{notes}"),
        *common[1:],
        (say("Creator budget", "达人预算"), f"¥{brief.budget.creators_cny:,.0f}"),
    )


def _for_brand(brief: Brief, say: Wording) -> list[Section]:
    who = brief.audience
    return [
        Section(
            say("What the campaign is for", "这次投放的目的"),
            paragraphs=(say.words(brief.objective.statement),),
        ),
        targets(brief, say),
        Section(
            say("Whom it speaks to", "写给谁看"),
            paragraphs=(say.words(who.insight),) if who.insight else (),
            pairs=audience_facts(brief, say),
        ),
        _messages(brief, say, "brand"),
        _must(brief, say),
        _limits(brief, say, "brand"),
        _freedom(brief, say, "brand"),
        _ordered(brief, say),
        dates(brief.timeline, say, "brand"),
        budget_lines(brief, say),
    ]


def _for_creator(brief: Brief, say: Wording) -> list[Section]:
    who = brief.audience
    return [
        _freedom(brief, say, "creator"),
        Section(
            say("What this is for", "这次合作的目的"),
            paragraphs=(say.words(brief.objective.statement),),
        ),
        Section(
            say("Whom you speak to", "写给谁看"),
            paragraphs=(say.words(who.insight),) if who.insight else (),
            pairs=audience_facts(brief, say, stage=False),
        ),
        _messages(brief, say, "creator"),
        _must(brief, say),
        _limits(brief, say, "creator"),
        _formats(brief, say),
        dates(brief.timeline, say, "creator"),
    ]


def _freedom(brief: Brief, say: Wording, whom: Reader) -> Section:
    return Section(
        say("What is the creator's to decide", "由达人决定的部分")
        if whom == "brand"
        else say("What is yours to decide", "由你决定的部分"),
        bullets=say.all(brief.free_for_creator),
        tone="free",
    )


def _messages(brief: Brief, say: Wording, whom: Reader) -> Section:
    comma = say(", ", "、")
    points = tuple(
        (
            say.words(message.text),
            say("Readers' words: ", "读者常用的词：") + comma.join(message.phrases)
            if message.phrases
            else "",
        )
        for message in brief.messages
    )
    lead = (
        say("In the creator's own words, never word for word.", "由达人用自己的话说，不照抄。")
        if whom == "brand"
        else say("In your own words, never word for word.", "用自己的话说，不需要照抄。")
    )
    return Section(say("What readers should remember", "希望读者记住的几点"), lead=lead, points=points)


def _must(brief: Brief, say: Wording) -> Section:
    carried = brief.inclusions
    pairs = [
        (say("Hashtags", "话题"), "  ".join(carried.hashtags)),
        (say("Links", "链接"), "  ".join(carried.links)),
        (say("Disclosure", "合作标识"), say.words(carried.disclosure) if carried.disclosure else ""),
    ]
    return Section(
        say("Every note carries", "每篇笔记必须包含"),
        bullets=say.all(carried.features),
        pairs=tuple(pair for pair in pairs if pair[1]),
    )


def _limits(brief: Brief, say: Wording, whom: Reader) -> Section:
    rails = brief.guardrails
    groups = (
        (say("Claims", "宣称"), say.all(rails.claims_not_to_make)),
        (say("Pictures", "画面"), say.all(rails.visual)),
        (say("Tone", "语气"), say.all(rails.tone)),
    )
    return Section(
        say("What a note does not do", "笔记中不出现")
        if whom == "brand"
        else say("Please leave out", "请不要"),
        groups=tuple(group for group in groups if group[1]),
        tone="care",
    )


def _ordered(brief: Brief, say: Wording) -> Section:
    tiers = tier_names(brief.tier_scheme)
    rows = [
        (
            say(*FORMAT_NAMES[item.format]),
            say(*NOTE_TYPE_NAMES[item.note_type]),
            say(*tiers[item.tier]) if item.tier in tiers else item.tier,
            f"{item.count}",
            f"{item.drafts}",
        )
        for item in brief.deliverables
    ]
    total = (say("Total", "合计"), "", "", f"{sum(item.count for item in brief.deliverables)}", "")
    heads = tuple(
        say(*name_of(f"deliverables.{key}")) for key in ("format", "note_type", "tier", "count", "drafts")
    )
    return Section(
        say("What is delivered", "交付内容"), heads=heads, rows=(*rows, total), numbers=(3, 4), total=True
    )


def _formats(brief: Brief, say: Wording) -> Section:
    """Return the kinds of note.

    The numbers per tier are the brand's plan; a creator sees her own in her order.
    """
    kinds = dict.fromkeys((item.format, item.note_type) for item in brief.deliverables)
    rounds = {
        kind: sorted({i.drafts for i in brief.deliverables if (i.format, i.note_type) == kind})
        for kind in kinds
    }
    rows = tuple(
        (
            say(*FORMAT_NAMES[form]),
            say(*NOTE_TYPE_NAMES[note]),
            _from_to(rounds[form, note]),
        )
        for form, note in kinds
    )
    heads = tuple(say(*name_of(f"deliverables.{key}")) for key in ("format", "note_type", "drafts"))
    lead = say("Your order says which of these is yours.", "你的具体形式以蒲公英订单为准。")
    return Section(say("What is delivered", "交付内容"), lead=lead, heads=heads, rows=rows, numbers=(2,))


def _from_to(numbers: list[int]) -> str:
    return f"{numbers[0]}" if numbers[0] == numbers[-1] else f"{numbers[0]}–{numbers[-1]}"


def _gaps(brief: Brief, say: Wording) -> Section:
    """List what stands in the other language, so that somebody writes it before the document goes out."""
    missing = [say(*name_of(key)) for key, language in brief.untranslated() if language == say.language]
    lead = Text(
        "These are in Chinese above; nothing was translated by a machine. Write them before this goes out.",
        "以下内容上文为英文原文，未经机器翻译；发出前请补写。",
    )
    return Section(
        say("Still to be written in English", "待补写的中文"),
        lead=say(*lead),
        bullets=tuple(missing),
    )
