"""The definition registry (口径): what each number is, so that two files that say "CPM" are not added up."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.findings import Language, Text
from xhs_workbench.params.brief import Definitions

FOLDER = Path(__file__).parent / "definitions"
MONEY = {
    "quote": ("quote_cny",),
    "quote_fee": ("quote_cny", "service_fee_cny"),
    "quote_fee_boost": ("quote_cny", "service_fee_cny", "boost_cny"),
}
MONEY_NAMES = {
    "quote": ("the quote", "报价"),
    "quote_fee": ("quote + service fee", "报价 + 服务费"),
    "quote_fee_boost": ("quote + service fee + boost", "报价 + 服务费 + 投流"),
}

WORDS = {
    "interactions": Text("Interactions", "互动量"),
    "engagement_rate": Text("Engagement rate", "互动率"),
    "cpm": Text("CPM", "CPM"),
    "cpr": Text("Cost per read", "阅读单价"),
    "cpe": Text("Cost per interaction", "互动单价"),
    "viral": Text("Viral notes", "爆文率"),
}
"""Everyday words that files use with different definitions."""


@dataclass(frozen=True)
class Definition:
    """One number.

    Args:
        id: Stable name.
        word: The everyday word it shares with its rivals.
        en: Name.
        zh: 中文名.
        numerator: Columns that are added; `@interactions` and `@money` stand for the brief's choice.
        denominator: Columns that are added; empty for a plain total.
        unit: `count`, `rate` (fraction), `cny` or `number` (a ratio that may pass 1).
        times: Factor on the ratio (1000 for CPM).
        threshold: For a share of rows: the numerator a row must reach.
        interval: `wilson`, `bootstrap` or `none`.
        lower_is_better: True for costs.
        scope_en: What is counted.
        scope_zh: 口径范围.
        source: Where the formula is from.
        grade: Evidence grade.
        choice: The value of the brief's `definitions` that picks it.
        over: Whose rows it is counted over: `notes` (orders, notes), `shop` (days of the shop) or `ads` (rows of the ad report).
    """

    id: str
    word: str
    en: str
    zh: str
    numerator: tuple[str, ...]
    source: str
    grade: str
    denominator: tuple[str, ...] = ()
    unit: str = "count"
    times: float = 1.0
    threshold: float | None = None
    interval: str = "none"
    lower_is_better: bool = False
    scope_en: str = ""
    scope_zh: str = ""
    choice: str = ""
    over: str = "notes"

    def name(self, language: Language) -> str:
        """Return the name in one language."""
        return self.zh if language == "zh" else self.en


@cache
def registry() -> dict[str, Definition]:
    """Return every definition by id, in the order of the file."""
    data = tomllib.loads((FOLDER / "registry.toml").read_text(encoding="utf-8"))
    found: dict[str, Definition] = {}
    for name, entry in data.items():
        fields: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
        }
        found[name] = Definition(id=name, **fields)
    return found


def definition(name: str) -> Definition:
    """Return one definition.

    Raises:
        ParamsError: No such id; names the closest.
    """
    found = registry().get(name)
    if found:
        return found
    close = get_close_matches(name, list(registry()), n=1)
    hint = f"did you mean {close[0]}? " if close else ""
    raise ParamsError(
        Problem(
            "no such metric",
            "没有这个指标",
            column=name,
            fix_en=f"{hint}known: {', '.join(registry())}.",
            fix_zh="请使用指标库中的名称。",
            code="XHS-P030",
        )
    )


def chosen(word: str, choices: Definitions) -> Definition:
    """Return the definition that a brief picks for an everyday word.

    Args:
        word: `interactions`, `engagement_rate`, `cpm`, `viral`, or any word with one definition.
        choices: The brief's `definitions`.

    Raises:
        ParamsError: The word is unknown, or the brief picks an unknown definition.
    """
    if word == "interactions":
        return definition(choices.interactions)
    if word == "viral":
        return definition(choices.viral)
    picks = {"engagement_rate": choices.engagement_rate, "cpm": choices.cpm}
    rivals = [entry for entry in registry().values() if entry.word == word]
    found = [entry for entry in rivals if not entry.choice or entry.choice == picks.get(word)]
    return found[0] if found else definition(word)


def rivals(word: str) -> list[Definition]:
    """Return all definitions that share an everyday word."""
    return [entry for entry in registry().values() if entry.word == word]


def columns(parts: Sequence[str], choices: Definitions) -> tuple[str, ...]:
    """Replace `@interactions` and `@money` by the brief's choice of columns."""
    found: list[str] = []
    for part in parts:
        if part == "@interactions":
            found += definition(choices.interactions).numerator
        elif part == "@money":
            found += MONEY[choices.money]
        else:
            found.append(part)
    return tuple(found)


def formula(entry: Definition, choices: Definitions, language: Language) -> str:
    """Write a definition's formula in words.

    >>> formula(definition("cpe"), Definitions(), "en")
    '(quote + service fee) / (likes + saves + comments + shares)'
    """
    index = 1 if language == "zh" else 0

    def side(parts: Sequence[str]) -> str:
        words: list[str] = []
        for part in parts:
            if part == "@money":
                words += MONEY_NAMES[choices.money][index].split(" + ")
            else:
                words += [_column_word(name, language) for name in columns((part,), choices)]
        return f"({' + '.join(words)})" if len(words) > 1 else words[0]

    text = side(entry.numerator)
    if entry.threshold is not None:
        return f"{text} ≥ {entry.threshold:,.0f}"
    if entry.denominator:
        text = f"{text} / {side(entry.denominator)}"
    return f"{text} × {entry.times:,.0f}" if entry.times != 1 else text


WORDS_ZH = {
    "likes": "点赞", "saves": "收藏", "comments": "评论", "shares": "分享", "follows": "关注", "reads": "阅读",
    "impressions": "曝光", "followers": "粉丝", "spend_cny": "消费", "clicks": "点击", "profile_visits": "主页访问",
    "brand_follows": "品牌号关注", "visits": "进店", "store_visits": "进店", "orders": "成交订单", "order_value_cny": "成交金额",
    "shop_value_cny": "全店成交金额", "task_value_cny": "任务成交金额", "ordered_value_cny": "下单金额",
}  # fmt: skip


def _column_word(column: str, language: Language) -> str:
    return WORDS_ZH.get(column, column) if language == "zh" else column.removesuffix("_cny").replace("_", " ")


def footnotes(names: Sequence[str], choices: Definitions, language: Language) -> pl.DataFrame:
    """Return the definitions behind a report's numbers.

    Returns:
        One row a definition: `id`, `name`, `formula`, `scope`, `source`, `grade`.
    """
    entries = [definition(name) for name in dict.fromkeys(names)]
    return pl.DataFrame(
        {
            "id": [entry.id for entry in entries],
            "name": [entry.name(language) for entry in entries],
            "formula": [formula(entry, choices, language) for entry in entries],
            "scope": [entry.scope_zh if language == "zh" else entry.scope_en for entry in entries],
            "source": [entry.source for entry in entries],
            "grade": [entry.grade for entry in entries],
        },
        schema=dict.fromkeys(("id", "name", "formula", "scope", "source", "grade"), pl.String),
    )
