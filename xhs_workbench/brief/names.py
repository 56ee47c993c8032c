"""Readable names of a brief's keys and options."""

from __future__ import annotations

from xhs_workbench.findings import Text

NOTE_TYPE_NAMES = {"image": Text("image note", "图文"), "video": Text("video note", "视频")}
OBJECTIVE_NAMES = {
    "awareness": Text("Awareness", "品牌认知"),
    "ugc": Text("User-generated content", "带动用户自发内容"),
    "launch": Text("Product launch", "新品上市"),
    "tmall_traffic": Text("Traffic to Tmall", "天猫引流"),
    "store_traffic": Text("Traffic to stores", "到店引流"),
    "leads": Text("Leads", "客资收集"),
    "sales": Text("Sales", "商品销量"),
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
GENDER_NAMES = {
    "female": Text("Women", "女性"),
    "male": Text("Men", "男性"),
    "all": Text("Everyone", "不限性别"),
}
INDUSTRY_NAMES = {
    "beauty": Text("Beauty", "美妆护肤"),
    "fashion": Text("Fashion", "服饰穿搭"),
    "food_drink": Text("Food and drink", "食品饮料"),
    "mother_baby": Text("Mother and baby", "母婴"),
    "electronics": Text("Electronics", "数码家电"),
    "travel": Text("Travel", "旅行"),
    "health": Text("Health", "健康"),
}
FIELD_NAMES = {
    "campaign": Text("Campaign", "项目名称"),
    "brand.name": Text("Brand", "品牌"),
    "brand.product": Text("Product", "产品"),
    "brand.industry": Text("Industry", "行业"),
    "brand.price_cny": Text("Price (CNY)", "售价（元）"),
    "brand.registered_claims": Text("Registered efficacy claims", "已备案 / 注册功效"),
    "brand.competitors": Text("Competitors", "竞品"),
    "brand.terms": Text("Words kept whole", "专有词"),
    "objective.kind": Text("Kind of objective", "目标类型"),
    "objective.statement": Text("Objective", "目标描述"),
    "audience.gender": Text("Gender", "性别"),
    "audience.age_bands": Text("Age", "年龄"),
    "audience.city_tiers": Text("Cities", "城市"),
    "audience.provinces": Text("Provinces", "省份"),
    "audience.interests": Text("Interests", "兴趣"),
    "audience.funnel_stage": Text("Stage", "所处阶段"),
    "audience.insight": Text("Insight", "洞察"),
    "keywords": Text("Search keywords", "搜索关键词"),
    "messages": Text("Message", "核心信息"),
    "messages.id": Text("Short name", "短名"),
    "messages.text": Text("Message", "核心信息"),
    "messages.phrases": Text("Words it is recognised by", "可识别词语"),
    "inclusions.features": Text("Every note shows", "必须体现"),
    "inclusions.hashtags": Text("Hashtags", "话题"),
    "inclusions.links": Text("Links", "链接"),
    "inclusions.disclosure": Text("Disclosure", "合作标识"),
    "guardrails.visual": Text("Pictures", "画面"),
    "guardrails.tone": Text("Tone", "语气"),
    "guardrails.claims_not_to_make": Text("Claims not to make", "不可宣称"),
    "free_for_creator": Text("The creator decides", "由达人决定"),
    "deliverables": Text("Deliverable", "交付内容"),
    "deliverables.format": Text("Format", "内容形式"),
    "deliverables.note_type": Text("Note", "笔记类型"),
    "deliverables.tier": Text("Tier", "量级"),
    "deliverables.count": Text("Notes", "篇数"),
    "deliverables.drafts": Text("Draft rounds", "初稿轮次"),
    "timeline.brief_sent": Text("Brief sent", "下发 brief"),
    "timeline.drafts_due": Text("Drafts due", "初稿截止"),
    "timeline.review_days": Text("Our review (days)", "我方审稿（天）"),
    "timeline.platform_approval_hours": Text("Platform approval (hours)", "平台审核（小时）"),
    "timeline.posting_start": Text("Posting starts", "开始发布"),
    "timeline.posting_end": Text("Posting ends", "结束发布"),
    "timeline.sale_start": Text("Sale starts", "大促开始"),
    "timeline.sale_end": Text("Sale ends", "大促结束"),
    "timeline.festival": Text("Festival", "营销节点"),
    "comment_themes": Text("Theme to read comments for", "评论关注主题"),
    "comment_themes.id": Text("Short name", "短名"),
    "comment_themes.name": Text("Theme", "主题"),
    "comment_themes.words": Text("Readers' words for it", "读者用词"),
    "comment_themes.safety": Text("A matter of safety: always stated", "安全类：一律列出"),
    "promotions": Text("Other sale", "其他大促"),
    "promotions.name": Text("Name", "名称"),
    "promotions.start": Text("Starts", "开始"),
    "promotions.end": Text("Ends", "结束"),
    "timeline.measured_until": Text("Measured until", "观察截止"),
    "budget.creators_cny": Text("Creators (CNY)", "达人预算（元）"),
    "budget.boost_cny": Text("Boosting (CNY)", "投流预算（元）"),
    "budget.boost_target_cpe_cny": Text("Most per boosted interaction (CNY)", "投流互动单价上限（元）"),
    "budget.production_cny": Text("Production (CNY)", "制作费预算（元）"),
    "budget.service_fee_rate": Text("Service fee (0–1)", "服务费率（0–1）"),
    "kpis": Text("KPI", "KPI"),
    "kpis.metric": Text("Metric", "指标"),
    "kpis.target": Text("Target", "目标值"),
    "benchmarks": Text("Benchmark file", "大盘参照文件"),
    "tier_scheme": Text("Tier scheme", "分层方案"),
    "good_is": Text("Colour of what is good", "“好”的颜色"),
    "definitions.interactions": Text("Interactions are", "互动量口径"),
    "definitions.engagement_rate": Text("Engagement by", "互动率口径"),
    "definitions.cpm": Text("CPM by", "CPM 口径"),
    "definitions.money": Text("Money is", "费用口径"),
    "definitions.viral": Text("Viral is", "爆文口径"),
    "definitions.leads": Text("Leads are", "客资口径"),
    "definitions.mature_after_days": Text("Numbers mature after (days)", "数据成熟（天）"),
    "deck.template": Text("Slides: the brand's template (.pptx, 16:9)", "幻灯片：品牌模板（.pptx，16:9）"),
    "deck.logo": Text("Slides: logo (picture file)", "幻灯片：标志（图片文件）"),
    "deck.colours.main": Text("Slides: main colour, such as #A8324A", "幻灯片：主色，例如 #A8324A"),
    "deck.colours.second": Text("Slides: second colour", "幻灯片：辅助色"),
    "deck.colours.good": Text("Slides: colour of what went well", "幻灯片：达成的颜色"),
    "deck.colours.bad": Text("Slides: colour of what fell short", "幻灯片：未达的颜色"),
    "synthetic": Text("Made-up campaign", "虚构项目"),
}
"""Dotted key of the brief, without positions -> its name."""


def name_of(key: str) -> Text:
    """Return the name of a dotted key, with positions counted from one.

    >>> name_of("messages.0.text").en, name_of("brand.product").zh
    ('Message 1', '产品')
    """
    plain = ".".join(part for part in key.split(".") if not part.isdigit())
    place = next((int(part) + 1 for part in key.split(".") if part.isdigit()), 0)
    name = FIELD_NAMES.get(plain, Text(plain, plain))
    return Text(f"{name.en} {place}", f"{name.zh} {place}") if place else name
