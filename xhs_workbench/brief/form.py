"""The brief as a form: its fields, their order, names and options.

This is data, not widgets: `views` draws it, and a test checks that it equals the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xhs_workbench.brief.names import (
    AGE_NAMES,
    CITY_NAMES,
    FIELD_NAMES,
    GENDER_NAMES,
    INDUSTRY_NAMES,
    NOTE_TYPE_NAMES,
    OBJECTIVE_NAMES,
    STAGE_NAMES,
)
from xhs_workbench.findings import Text
from xhs_workbench.metrics import FORMAT_NAMES
from xhs_workbench.metrics.registry import MONEY_NAMES, registry
from xhs_workbench.metrics.tiers import schemes

Options = tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form.

    Args:
        key: Dotted key in the brief, or in the row it belongs to.
        label: Its name.
        kind: `text`, `day`, `number`, `switch`, `choice`, `choices`, `list` (separated by commas), `lines`,
            `words` (both languages), `words_list`, or `rows` (a table of sub-fields).
        options: The options: value and name.
        fields: The columns of `rows`.
    """

    key: str
    label: Text
    kind: str
    options: Options = ()
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields under one heading."""

    title: Text
    fields: tuple[Field, ...]


def _field(
    key: str, kind: str, options: Options = (), fields: tuple[Field, ...] = (), *, within: str = ""
) -> Field:
    return Field(key, FIELD_NAMES[f"{within}.{key}".strip(".")], kind, options, fields)


GOOD_COLOURS = {
    "teal": Text("teal; ochre is bad", "青为好，赭为差"),
    "green": Text("green; red is bad", "绿为好，红为差"),
    "red": Text("red; green is bad", "红为好，绿为差"),
}


def _options(names: Mapping[str, Text | str]) -> Options:
    return tuple((key, name if isinstance(name, Text) else Text(name, name)) for key, name in names.items())


def _metrics(word: str = "") -> Options:
    found = (entry for entry in registry().values() if not word or entry.word == word)
    return tuple((entry.id, Text(entry.en, entry.zh)) for entry in found)


def _tiers() -> Options:
    """Return the tiers of every scheme by their ids; the rules say which belong to the chosen scheme."""
    return _options({tier.name: tier.name for bands in schemes().values() for tier in bands})


def _days(keys: Iterable[str]) -> tuple[Field, ...]:
    return tuple(_field(f"timeline.{key}", "day") for key in keys)


def brief_form() -> tuple[FieldGroup, ...]:
    """Return the form of a brief, in the order of planning."""
    message = tuple(
        _field(key, kind, within="messages")
        for key, kind in (("id", "text"), ("text", "words"), ("phrases", "list"))
    )
    theme = tuple(
        _field(key, kind, within="comment_themes")
        for key, kind in (("id", "text"), ("name", "words"), ("words", "list"), ("safety", "switch"))
    )
    note = (
        _field("format", "choice", _options(FORMAT_NAMES), within="deliverables"),
        _field("note_type", "choice", _options(NOTE_TYPE_NAMES), within="deliverables"),
        _field("tier", "choice", _tiers(), within="deliverables"),
        _field("count", "number", within="deliverables"),
        _field("drafts", "number", within="deliverables"),
    )
    sale = (
        _field("name", "text", within="promotions"),
        _field("start", "day", within="promotions"),
        _field("end", "day", within="promotions"),
    )
    kpi = (_field("metric", "choice", _metrics(), within="kpis"), _field("target", "number", within="kpis"))
    return (
        FieldGroup(
            Text("Campaign and brand", "项目与品牌"),
            (
                _field("campaign", "text"),
                _field("brand.name", "words"),
                _field("brand.product", "words"),
                _field("brand.industry", "choice", _options(INDUSTRY_NAMES)),
                _field("brand.price_cny", "number"),
                _field("brand.registered_claims", "list"),
                _field("brand.competitors", "list"),
                _field("brand.terms", "list"),
                _field("synthetic", "switch"),
            ),
        ),
        FieldGroup(
            Text("Objective and targets", "目标与指标"),
            (
                _field("objective.kind", "choice", _options(OBJECTIVE_NAMES)),
                _field("objective.statement", "words"),
                _field("kpis", "rows", fields=kpi),
                _field("keywords", "list"),
            ),
        ),
        FieldGroup(
            Text("Audience", "目标人群"),
            (
                _field("audience.gender", "choice", _options(GENDER_NAMES)),
                _field("audience.age_bands", "choices", _options(AGE_NAMES)),
                _field("audience.city_tiers", "choices", _options(CITY_NAMES)),
                _field("audience.provinces", "list"),
                _field("audience.interests", "list"),
                _field("audience.funnel_stage", "choice", _options(STAGE_NAMES)),
                _field("audience.insight", "words"),
            ),
        ),
        FieldGroup(
            Text("Messages", "核心信息"),
            (
                _field("messages", "rows", fields=message),
                _field("comment_themes", "rows", fields=theme),
            ),
        ),
        FieldGroup(
            Text("What every note carries", "必须包含"),
            (
                _field("inclusions.features", "words_list"),
                _field("inclusions.hashtags", "list"),
                _field("inclusions.links", "lines"),
                _field("inclusions.disclosure", "words"),
            ),
        ),
        FieldGroup(
            Text("What a note does not do", "不可以"),
            (
                _field("guardrails.claims_not_to_make", "words_list"),
                _field("guardrails.visual", "words_list"),
                _field("guardrails.tone", "words_list"),
            ),
        ),
        FieldGroup(
            Text("What the creator decides", "由达人决定"), (_field("free_for_creator", "words_list"),)
        ),
        FieldGroup(
            Text("Deliverables", "交付内容"),
            (
                _field("deliverables", "rows", fields=note),
                _field("tier_scheme", "choice", _options({name: name for name in schemes()})),
                _field("good_is", "choice", _options(GOOD_COLOURS)),
            ),
        ),
        FieldGroup(
            Text("Dates and money", "时间与预算"),
            (
                *_days(("brief_sent", "drafts_due")),
                _field("timeline.review_days", "number"),
                _field("timeline.platform_approval_hours", "number"),
                *_days(("posting_start", "posting_end")),
                _field("timeline.festival", "text"),
                *_days(("sale_start", "sale_end", "measured_until")),
                _field("promotions", "rows", fields=sale),
                _field("budget.creators_cny", "number"),
                _field("budget.boost_cny", "number"),
                _field("budget.boost_target_cpe_cny", "number"),
                _field("budget.production_cny", "number"),
                _field("budget.service_fee_rate", "number"),
            ),
        ),
        FieldGroup(
            Text("Definitions", "指标口径"),
            (
                _field("benchmarks", "text"),
                _field("definitions.interactions", "choice", _metrics("interactions")),
                _field(
                    "definitions.engagement_rate",
                    "choice",
                    _options(
                        {
                            "reads": Text("reads", "阅读"),
                            "impressions": Text("impressions", "曝光"),
                            "followers": Text("followers", "粉丝"),
                        }
                    ),
                ),
                _field(
                    "definitions.cpm",
                    "choice",
                    _options({"impressions": Text("impressions", "曝光"), "reads": Text("reads", "阅读")}),
                ),
                _field(
                    "definitions.money",
                    "choice",
                    _options({key: Text(*names) for key, names in MONEY_NAMES.items()}),
                ),
                _field("definitions.viral", "choice", _metrics("viral")),
                _field(
                    "definitions.leads",
                    "choice",
                    _options(
                        {
                            "valid": Text("valid forms and contacts in messages", "有效表单 + 私信留资"),
                            "gross": Text("all forms and contacts in messages", "全部表单 + 私信留资"),
                        }
                    ),
                ),
                _field("definitions.mature_after_days", "number"),
            ),
        ),
        FieldGroup(
            Text("Slides", "幻灯片"),
            tuple(
                _field(f"deck.{key}", "text")
                for key in (
                    "template",
                    "logo",
                    *(f"colours.{one}" for one in ("main", "second", "good", "bad")),
                )
            ),
        ),
    )
