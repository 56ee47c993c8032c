"""The brief as data: what the brand wants, from whom, by when, for how much, and what creators may decide themselves.

Every later step reads it. Words that a person will read carry `en` and `zh`; what lacks its other language is
listed by `Brief.untranslated`, never filled in by a machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, model_validator

from xhs_workbench.findings import Text
from xhs_workbench.params.checking import CampaignName, Day, FilePath, ParamsModel, Title, once

ObjectiveKind = Literal["awareness", "ugc", "launch", "tmall_traffic", "store_traffic", "leads", "sales"]
Industry = Literal["beauty", "fashion", "food_drink", "mother_baby", "electronics", "travel", "health"]
FunnelStage = Literal["awareness", "interest", "deep_interest", "purchase", "share"]
AgeBand = Literal["under_18", "18_24", "25_34", "35_44", "over_44"]
CityTier = Literal["tier_1", "new_tier_1", "tier_2", "tier_3_and_below"]
ContentFormat = Literal["review", "lifestyle", "tutorial", "comparison"]
NoteType = Literal["image", "video"]


class Words(ParamsModel):
    """The same sentence in English and Chinese; one may still be missing."""

    en: str = ""
    zh: str = ""

    @model_validator(mode="after")
    def _some_words(self) -> Words:
        if not self.en and not self.zh:
            raise ValueError(
                "needs en or zh, better both|至少填写 en 或 zh 之一"
                "|write {en: …, zh: …}.|请写 {en: …, zh: …}。"
            )
        return self

    def to(self, language: str) -> str:
        """Return the words in one language, or in the other where that one is missing."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)

    @property
    def text(self) -> Text:
        """The words in both languages; a missing side is the other one."""
        return Text(self.to("en"), self.to("zh"))


class Brand(ParamsModel):
    """Who sells what."""

    name: Words
    product: Words
    industry: Industry
    price_cny: float = Field(gt=0)
    registered_claims: tuple[str, ...] = ()
    """Efficacy claims that the product's registration covers (特证, 备案), in Chinese."""
    competitors: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    """Words the segmenter must keep whole: product, line, ingredients, nicknames."""


class Objective(ParamsModel):
    """What the campaign is for."""

    kind: ObjectiveKind
    statement: Words


class Audience(ParamsModel):
    """Who should see it."""

    gender: Literal["female", "male", "all"] = "all"
    age_bands: Annotated[tuple[AgeBand, ...], once()] = Field(min_length=1)
    city_tiers: Annotated[tuple[CityTier, ...], once()] = ()
    provinces: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    funnel_stage: FunnelStage
    insight: Words | None = None


class Message(ParamsModel):
    """One key message, and the words by which it is recognised in a creator's own language."""

    id: Title
    text: Words
    phrases: tuple[str, ...] = ()

    @property
    def label(self) -> Text:
        """Its words in both languages, without a sentence's full stop: for a chart or a row of a table."""
        return Text(self.text.to("en").rstrip("."), self.text.to("zh").rstrip("。"))


class CommentTheme(ParamsModel):
    """A theme comments are to be read for, beside those of the industry; with a shipped theme's id it adds words to that."""

    id: Title
    name: Words
    words: tuple[str, ...] = Field(min_length=1)
    safety: bool = False
    """True: stated however few comments name it."""


class Inclusions(ParamsModel):
    """What every note must carry."""

    features: tuple[Words, ...] = ()
    hashtags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    disclosure: Words | None = None


class Guardrails(ParamsModel):
    """What a note must not do."""

    visual: tuple[Words, ...] = ()
    tone: tuple[Words, ...] = ()
    claims_not_to_make: tuple[Words, ...] = ()


class Deliverable(ParamsModel):
    """So many notes of one kind."""

    format: ContentFormat
    note_type: NoteType
    tier: str
    count: int = Field(ge=1, le=10_000)
    drafts: int = Field(default=1, ge=0, le=10)


class Timeline(ParamsModel):
    """The dates, in China time."""

    brief_sent: Day
    drafts_due: Day
    review_days: int = Field(default=2, ge=0, le=60)
    platform_approval_hours: int = Field(default=72, ge=0, le=720)
    posting_start: Day
    posting_end: Day
    sale_start: Day | None = None
    sale_end: Day | None = None
    festival: str = ""
    measured_until: Day

    @model_validator(mode="after")
    def _in_order(self) -> Timeline:
        named: list[tuple[str, date | None]] = [
            ("brief_sent", self.brief_sent),
            ("drafts_due", self.drafts_due),
            ("posting_start", self.posting_start),
            ("posting_end", self.posting_end),
            ("measured_until", self.measured_until),
        ]
        for (first, start), (second, end) in pairwise(named):
            if start and end and end < start:
                raise ValueError(
                    f"{second} {end} is before {first} {start}|{second} 早于 {first}"
                    "|correct one of the two days.|请改正其中一个日期。"
                )
        if self.sale_end and not self.sale_start:
            raise ValueError(
                "sale_end is given without sale_start|只填了 sale_end，缺少 sale_start|add sale_start.|请补充 sale_start。"
            )
        if self.sale_start and self.sale_end and self.sale_end < self.sale_start:
            raise ValueError(
                "sale_end is before sale_start|sale_end 早于 sale_start|correct one of the two days.|请改正其中一个日期。"
            )
        return self


class Promotion(ParamsModel):
    """A sale that moves search whatever we post: one of the past, or one beside the festival's own."""

    name: str = Field(min_length=1, max_length=120)
    start: Day
    end: Day

    @model_validator(mode="after")
    def _in_order(self) -> Promotion:
        if self.end < self.start:
            raise ValueError(
                f"end {self.end} is before start {self.start}|end 早于 start|correct one of the two days.|请改正其中一个日期。"
            )
        return self


class Budget(ParamsModel):
    """Money, in CNY."""

    creators_cny: float = Field(gt=0)
    """For the creators' quotes; the platform's fee comes on top, as in the brief's own sum."""
    boost_cny: float = Field(default=0, ge=0)
    boost_target_cpe_cny: float | None = Field(default=None, gt=0)
    """Most that one bought interaction may cost; the target for the cost of an interaction where not given."""
    production_cny: float = Field(default=0, ge=0)
    """For shooting, samples and freight; no platform file holds what was spent of it."""
    service_fee_rate: float = Field(default=0.1, ge=0, le=0.5)
    """蒲公英's fee on the quote: 10 % in the order row of domain knowledge; a setting, not a law."""

    @property
    def creators_with_fee_cny(self) -> float:
        """What creators may cost with the platform's fee on their quotes: a plan is held to this."""
        return self.creators_cny * (1 + self.service_fee_rate)

    @property
    def whole_cny(self) -> float:
        """All that was agreed: creators with the fee, boosts and production."""
        return self.creators_with_fee_cny + self.boost_cny + self.production_cny


class Kpi(ParamsModel):
    """A promise that can be checked: a metric of the definition registry and its target."""

    metric: str
    target: float = Field(gt=0)


class Definitions(ParamsModel):
    """Which definition (口径) this client uses where the same word has several."""

    interactions: Literal["interactions_3", "interactions_4", "interactions_5"] = "interactions_4"
    engagement_rate: Literal["reads", "impressions", "followers"] = "reads"
    cpm: Literal["impressions", "reads"] = "impressions"
    money: Literal["quote", "quote_fee", "quote_fee_boost"] = "quote_fee"
    viral: str = "viral_1000_interactions"
    leads: Literal["valid", "gross"] = "valid"
    """Which forms are leads: those the ad report lists as valid (有效表单), or all that were handed in. Valid by default, because a
    form that reaches nobody is no contact; a report that lists none of them counts all. Contacts left in messages count in both."""
    mature_after_days: int = Field(default=14, ge=0, le=365)


def _colour(text: str) -> str:
    if text and not re.fullmatch(r"#[0-9A-Fa-f]{6}", text):
        raise ValueError(
            'must be a colour such as "#A8324A"|应为颜色，例如 "#A8324A"'
            "|write # and six digits or letters a to f, in quotes.|请加引号，写 # 加六位十六进制数。"
        )
    return text


Colour = Annotated[str, AfterValidator(_colour)]


class DeckColours(ParamsModel):
    """The brand's colours, as `#A8324A`; one not given is the house's."""

    main: Colour = ""
    """Of headings and what is pointed at."""
    second: Colour = ""
    """Of charts beside it."""
    good: Colour = ""
    """Of what is good."""
    bad: Colour = ""
    """Of what is bad."""


class DeckLook(ParamsModel):
    """How the deck looks: the brand's own template (.pptx, 16:9), colours and logo (JPEG, PNG, WebP)."""

    template: FilePath | None = None
    logo: FilePath | None = None
    colours: DeckColours = DeckColours()


class Brief(ParamsModel):
    """The whole brief."""

    campaign: CampaignName
    brand: Brand
    objective: Objective
    audience: Audience
    messages: Annotated[tuple[Message, ...], once("id")] = Field(min_length=1)
    keywords: tuple[str, ...] = ()
    """Words under which our notes should be found in search (搜索关键词); ranks are looked up by them."""
    comment_themes: Annotated[tuple[CommentTheme, ...], once("id")] = ()
    """Themes of this campaign in comments, in readers' words."""
    inclusions: Inclusions = Inclusions()
    guardrails: Guardrails = Guardrails()
    free_for_creator: tuple[Words, ...] = ()
    deliverables: tuple[Deliverable, ...] = Field(min_length=1)
    timeline: Timeline
    promotions: tuple[Promotion, ...] = ()
    """Sales besides the festival's own, earlier ones too: their days are left out when a search lift is measured."""
    budget: Budget
    kpis: Annotated[tuple[Kpi, ...], once("metric")] = ()
    benchmarks: FilePath | None = None
    """The analyst's file of benchmarks, see `params.benchmarks`; results are held against its ranges."""
    tier_scheme: str = "default"
    definitions: Definitions = Definitions()
    good_is: Literal["teal", "green", "red"] = "teal"
    """Colour of what is good on the pages: `green` (bad is red) as Western readers expect, `red` (bad is green) as readers of Chinese market figures do, `teal` (bad is ochre) for neither; an arrow and a word stand beside it always."""
    deck: DeckLook = DeckLook()
    """How `xhs-workbench deck` looks; the house's own look without it."""
    synthetic: bool = False
    """True when the campaign is made up; every report then says so on its first screen."""

    @property
    def boost_limit_cny(self) -> float | None:
        """Most that one bought interaction may cost: the boosts' own limit, else the target for all interactions."""
        own = next((kpi.target for kpi in self.kpis if kpi.metric == "cpe"), None)
        return self.budget.boost_target_cpe_cny or own

    def untranslated(self) -> list[tuple[str, Literal["en", "zh"]]]:
        """List each piece of text that lacks a language, as (dotted key, missing language)."""
        missing: list[tuple[str, Literal["en", "zh"]]] = []
        for key, words in _words_in(self, ""):
            if not words.en:
                missing.append((key, "en"))
            if not words.zh:
                missing.append((key, "zh"))
        return missing


def _words_in(value: Any, key: str) -> Iterator[tuple[str, Words]]:
    if isinstance(value, Words):
        yield key, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _words_in(getattr(value, name), f"{key}.{name}" if key else name)
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from _words_in(item, f"{key}.{position}")
