"""The brief as the document people receive: the brand in English, the creator in Chinese, from the same data."""

from __future__ import annotations

from dataclasses import dataclass

from xhs_workbench.findings import Language, Text
from xhs_workbench.metrics import FORMAT_NAMES, tier_names
from xhs_workbench.params.brief import Brief, Timeline, Words

NOTE_TYPE_NAMES = {"image": Text("image note", "图文"), "video": Text("video note", "视频")}
OBJECTIVE_NAMES = {
    "awareness": Text("Awareness", "品牌认知"),
    "ugc": Text("User-generated content", "带动用户自发内容"),
    "launch": Text("Product launch", "新品上市"),
    "tmall_traffic": Text("Traffic to Tmall", "天猫引流"),
    "store_traffic": Text("Traffic to stores", "到店引流"),
}
STAGE_NAMES = {
    "awareness": Text("aware (A)", "认知（A）"),
    "interest": Text("interested (I)", "兴趣（I）"),
    "deep_interest": Text("deeply interested (TI)", "深度兴趣（TI）"),
    "purchase": Text("buying (P)", "购买（P）"),
    "share": Text("sharing (S)", "分享（S）"),
}
AGE_NAMES = {"under_18": "<18", "18_24": "18–24", "25_34": "25–34", "35_44": "35–44", "over_44": ">44"}
CITY_NAMES = {
    "tier_1": Text("first-tier cities", "一线城市"),
    "new_tier_1": Text("new first-tier cities", "新一线城市"),
    "tier_2": Text("second-tier cities", "二线城市"),
    "tier_3_and_below": Text("third-tier cities and below", "三线及以下"),
}
GENDER_NAMES = {"female": Text("Women", "女性"), "male": Text("Men", "男性"), "all": Text("Everyone", "不限性别")}


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the document.

    Args:
        title: Heading.
        paragraphs: Running text.
        bullets: A list.
        pairs: Label and value, for a two-column table.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()


def write_document(brief: Brief, language: Language) -> list[Section]:
    """Lay the brief out for its reader.

    Args:
        brief: The validated brief.
        language: `en` for the brand, `zh` for the creator. Words that lack the language stand in the other one;
            `Brief.untranslated` lists them.

    Returns:
        Sections in reading order; none is empty. The creator's document opens with what is free to decide.
    """

    def say(en: str, zh: str) -> str:
        return zh if language == "zh" else en

    def words(items: tuple[Words, ...]) -> tuple[str, ...]:
        return tuple(item.to(language) for item in items)

    freedom = Section(say("What is yours to decide", "由你决定的部分"), bullets=words(brief.free_for_creator))
    must = Section(say("Every note carries", "每篇笔记必须包含"), bullets=_inclusions(brief, language))
    limits = Section(
        say("What a note does not do", "请不要"),
        bullets=words(brief.guardrails.claims_not_to_make + brief.guardrails.visual + brief.guardrails.tone),
    )
    messages = Section(
        say("What we would like readers to remember", "希望读者记住的几点"),
        (say("In your own words, never word for word.", "用自己的话说，不需要照抄。"),),
        tuple(message.text.to(language) for message in brief.messages),
    )
    about = [
        Section(
            say("What this campaign is for", "这次合作的目的"),
            (brief.objective.statement.to(language),),
            (),
            _facts(brief, language),
        ),
        Section(say("Whom it speaks to", "写给谁看"), _insight(brief, language), (), _audience(brief, language)),
    ]
    plan = [
        Section(say("What is delivered", "交付内容"), (), _deliverables(brief, language)),
        Section(say("Dates (China time)", "时间安排（北京时间）"), (), (), _dates(brief.timeline, language)),
    ]
    rooms = [freedom, messages, must, limits] if language == "zh" else [messages, must, limits, freedom]
    return [part for part in (*about, *rooms, *plan) if part.paragraphs or part.bullets or part.pairs]


def _facts(brief: Brief, language: Language) -> tuple[tuple[str, str], ...]:
    labels = {
        Text("Brand", "品牌"): brief.brand.name.to(language),
        Text("Product", "产品"): brief.brand.product.to(language),
        Text("Price", "售价"): f"¥{brief.brand.price_cny:,.0f}",
        Text("Objective", "目标类型"): OBJECTIVE_NAMES[brief.objective.kind].to(language),
    }
    return tuple((label.to(language), value) for label, value in labels.items())


def _insight(brief: Brief, language: Language) -> tuple[str, ...]:
    return (brief.audience.insight.to(language),) if brief.audience.insight else ()


def _audience(brief: Brief, language: Language) -> tuple[tuple[str, str], ...]:
    who = brief.audience
    comma = "、" if language == "zh" else ", "
    rows = {
        Text("Gender", "性别"): GENDER_NAMES[who.gender].to(language),
        Text("Age", "年龄"): comma.join(AGE_NAMES[band] for band in who.age_bands),
        Text("Cities", "城市"): comma.join(CITY_NAMES[tier].to(language) for tier in who.city_tiers),
        Text("Interests", "兴趣"): comma.join(who.interests),
        Text("Stage", "所处阶段"): STAGE_NAMES[who.funnel_stage].to(language),
    }
    return tuple((label.to(language), value) for label, value in rows.items() if value)


def _inclusions(brief: Brief, language: Language) -> tuple[str, ...]:
    carried = brief.inclusions
    colon = "：" if language == "zh" else ": "
    lines = [feature.to(language) for feature in carried.features]
    if carried.hashtags:
        lines.append(Text("Hashtags", "话题").to(language) + colon + " ".join(carried.hashtags))
    if carried.links:
        lines.append(Text("Links", "链接").to(language) + colon + " ".join(carried.links))
    if carried.disclosure:
        lines.append(carried.disclosure.to(language))
    return tuple(lines)


def _deliverables(brief: Brief, language: Language) -> tuple[str, ...]:
    lines = []
    tiers = tier_names(brief.tier_scheme, language)
    for item in brief.deliverables:
        kind, note = FORMAT_NAMES[item.format].to(language), NOTE_TYPE_NAMES[item.note_type].to(language)
        zh = f"{item.count} 篇{note} · {kind} · {tiers.get(item.tier, item.tier)} · 初稿 {item.drafts} 轮"
        drafts = "one draft" if item.drafts == 1 else f"{item.drafts} drafts"
        note_en = note if item.count == 1 else f"{note}s"
        lines.append(
            zh
            if language == "zh"
            else f"{item.count} {note_en} · {kind} · {tiers.get(item.tier, item.tier)} · {drafts}"
        )
    return tuple(lines)


def _dates(timeline: Timeline, language: Language) -> tuple[tuple[str, str], ...]:
    rows = {
        Text("Drafts due", "初稿截止"): f"{timeline.drafts_due}",
        Text("Our review", "我方审稿"): Text(f"within {timeline.review_days} days", f"{timeline.review_days} 天内").to(
            language
        ),
        Text("Platform approval", "平台审核"): Text(
            f"up to {timeline.platform_approval_hours} hours", f"最长 {timeline.platform_approval_hours} 小时"
        ).to(language),
        Text("Posting", "发布窗口"): f"{timeline.posting_start} – {timeline.posting_end}",
    }
    if timeline.sale_start and timeline.sale_end:
        rows[Text("Sale", "大促")] = f"{timeline.festival} {timeline.sale_start} – {timeline.sale_end}".strip()
    return tuple((label.to(language), value) for label, value in rows.items())
