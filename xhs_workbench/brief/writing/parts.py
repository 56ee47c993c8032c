"""The parts of a brief's document: a section, the wording in one language, and the tables of numbers and dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from xhs_workbench.brief.names import AGE_NAMES, CITY_NAMES, GENDER_NAMES, STAGE_NAMES
from xhs_workbench.findings import Language
from xhs_workbench.metrics import footnotes
from xhs_workbench.metrics.registry import registry
from xhs_workbench.params.brief import Brief, Timeline, Words


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the document.

    Args:
        title: Heading.
        lead: A smaller line under it.
        paragraphs: Running text.
        points: Numbered points, each with a smaller line below it (may be empty).
        bullets: A list.
        pairs: Label and value.
        groups: Label and its list.
        heads: Headings of a table.
        rows: Its rows.
        numbers: Columns of it that hold numbers.
        total: True if its last row is a total.
        tone: `free` for what the creator decides, `care` for what to avoid.
    """

    title: str
    lead: str = ""
    paragraphs: tuple[str, ...] = ()
    points: tuple[tuple[str, str], ...] = ()
    bullets: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    numbers: tuple[int, ...] = ()
    total: bool = False
    tone: str = ""

    def holds_something(self) -> bool:
        """Say whether the section has any content under the heading."""
        return bool(self.paragraphs or self.points or self.bullets or self.pairs or self.groups or self.rows)


CEILING = "≤\u00a0"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Wording:
    """The words in one language; a text that lacks it appears in the other and is marked."""

    language: Language

    def __call__(self, en: str, zh: str) -> str:
        """Pick our own words."""
        return zh if self.language == "zh" else en

    def words(self, words: Words) -> str:
        """Return the brief's words.

        >>> Wording("en").words(Words(zh="收藏"))
        '收藏 [Chinese only]'
        """
        own = self(words.en, words.zh)
        return own or self(*words.text) + self(" [Chinese only]", "［待补中文］")

    def day(self, day: date) -> str:
        """Write a date in the reader's usual form.

        >>> Wording("en").day(date(2026, 5, 6)), Wording("zh").day(date(2026, 5, 6))
        ('6 May 2026', '2026年5月6日')
        """
        return self(f"{day.day} {MONTHS[day.month - 1]} {day.year}", f"{day.year}年{day.month}月{day.day}日")

    def span(self, start: date, end: date) -> str:
        """Write a span of days; month and year are written once if they are the same.

        >>> Wording("en").span(date(2026, 5, 6), date(2026, 5, 22))
        '6 – 22 May 2026'
        >>> Wording("zh").span(date(2026, 5, 24), date(2026, 6, 18))
        '2026年5月24日 – 6月18日'
        """
        if start.year != end.year:
            return f"{self.day(start)} – {self.day(end)}"
        same = start.month == end.month
        en = f"{start.day}{'' if same else f' {MONTHS[start.month - 1]}'} – {self.day(end)}"
        return self(en, f"{self.day(start)} – {'' if same else f'{end.month}月'}{end.day}日")

    def all(self, items: Sequence[Words]) -> tuple[str, ...]:
        """Return several texts of the brief."""
        return tuple(self.words(item) for item in items)


def _how_counted(name: str, formula: str, say: Wording) -> str:
    """Return how a metric is counted; one that is no sum and no ratio is the platform's own count, not its name again."""
    return (
        say("as the platform counts", "以平台数据为准") if formula.casefold() == name.casefold() else formula
    )


def targets(brief: Brief, say: Wording) -> Section:
    """Return the KPIs with their target and formula; a metric the registry does not know is shown by its id."""
    known = [kpi for kpi in brief.kpis if kpi.metric in registry()]
    notes = {
        row["id"]: row
        for row in footnotes([kpi.metric for kpi in known], brief.definitions).iter_rows(named=True)
    }
    rows = []
    for kpi in brief.kpis:
        note = notes.get(kpi.metric)
        name, formula = (
            (note[f"name_{say.language}"], note[f"formula_{say.language}"])
            if note
            else (kpi.metric, say("not defined", "未定义"))
        )
        rows.append((name, _amount(kpi.metric, kpi.target), _how_counted(name, formula, say)))
    heads = (say("Metric", "指标"), say("Target", "目标值"), say("How it is counted", "口径"))
    return Section(say("How success is measured", "如何衡量"), heads=heads, rows=tuple(rows), numbers=(1,))


def _amount(metric: str, target: float) -> str:
    r"""Write a target in its metric's unit; a cost is an upper limit.

    >>> _amount("cpe", 4.5), _amount("reads", 180000), _amount("roi_window", 1.5)
    ('≤\xa0¥4.50', '180,000', '1.50')
    """
    entry = registry().get(metric)
    if entry is None or entry.unit == "count":
        return f"{target:,.0f}" if target == int(target) else f"{target:,}"
    if entry.unit == "rate":
        return f"{target:.1%}"
    if entry.unit == "number":
        return f"{target:,.2f}"
    return f"{CEILING if entry.lower_is_better else ''}¥{target:,.2f}"


def audience_facts(brief: Brief, say: Wording, *, stage: bool = True) -> tuple[tuple[str, str], ...]:
    """Return the audience of the campaign, line by line; what the brief leaves open is left out.

    Args:
        brief: The brief.
        say: Words.
        stage: False leaves out the funnel stage, which is a planner's term and not for creators.
    """
    who, comma = brief.audience, say(", ", "、")
    rows = (
        (say("Gender", "性别"), say(*GENDER_NAMES[who.gender])),
        (say("Age", "年龄"), comma.join(AGE_NAMES[band] for band in who.age_bands) + say("", " 岁")),
        (say("Cities", "城市"), comma.join(say(*CITY_NAMES[tier]) for tier in who.city_tiers)),
        (say("Provinces", "省份"), comma.join(who.provinces)),
        (say("Interests", "兴趣"), comma.join(who.interests)),
        (say("Stage", "所处阶段"), say(*STAGE_NAMES[who.funnel_stage]) if stage else ""),
    )
    return tuple(row for row in rows if row[1])


def dates(line: Timeline, say: Wording, reader: str) -> Section:
    """Return the dates in order, each with who acts; the brand also sees when results are measured."""
    you = say("You", "你") if reader == "creator" else say("Creator", "达人")
    we = say("We", "我方")
    reviewed = line.drafts_due + timedelta(days=line.review_days)
    rows = [
        (say.day(line.brief_sent), say("Brief sent, product on its way", "下发 brief，寄出产品"), we),
        (say.day(line.drafts_due), say("First draft", "提交初稿"), you),
        (
            say.day(reviewed),
            say(f"Review within {line.review_days} days", f"{line.review_days} 天内审稿"),
            we,
        ),
        (
            say(f"+ {line.platform_approval_hours} h", f"+{line.platform_approval_hours} 小时"),
            say(
                "Platform review and confirmation in 蒲公英; at most three rejections",
                "蒲公英平台审核与确认，最多驳回三次",
            ),
            say("Platform", "平台"),
        ),
        (say.span(line.posting_start, line.posting_end), say("Posting", "发布"), you),
    ]
    if line.sale_start and line.sale_end:
        name = f"{line.festival} " if line.festival else ""
        rows.append(
            (say.span(line.sale_start, line.sale_end), say(f"{name}sale", f"{name}大促").strip(), "—")
        )
    if reader == "brand":
        rows.append((say.day(line.measured_until), say("Last day measured", "数据观察截止"), we))
    heads = (say("Date", "日期"), say("Step", "事项"), say("Who", "由谁"))
    return Section(
        say("Dates", "时间安排"),
        lead=say("All dates in China time.", "均为北京时间。"),
        heads=heads,
        rows=tuple(rows),
    )


def budget_lines(brief: Brief, say: Wording) -> Section:
    """Return the costs with their sum; the creators' budget is quotes, and the platform's fee is added."""
    money = brief.budget
    fee = money.creators_cny * money.service_fee_rate
    rows = (
        (say("Creators' quotes", "达人报价"), f"¥{money.creators_cny:,.0f}"),
        (
            say(
                f"蒲公英 fee ({money.service_fee_rate:.0%})", f"蒲公英服务费（{money.service_fee_rate:.0%}）"
            ),
            f"¥{fee:,.0f}",
        ),
        (say("Boosting", "投流"), f"¥{money.boost_cny:,.0f}"),
        *([(say("Production", "制作费"), f"¥{money.production_cny:,.0f}")] if money.production_cny else []),
        (say("Total", "合计"), f"¥{money.whole_cny:,.0f}"),
    )
    heads = (say("Item", "项目"), say("CNY", "金额"))
    return Section(say("Investment", "预算"), heads=heads, rows=rows, numbers=(1,), total=True)
