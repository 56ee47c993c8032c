"""The definition registry (口径): what each number means, so that two files' different "CPM" are not added."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import MISSING, dataclass, fields
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.findings import Text, both
from xhs_workbench.params.brief import Definitions
from xhs_workbench.tables import TABLES

FOLDER = Path(__file__).parent / "definitions"
MONEY = {
    "quote": ("quote_cny",),
    "quote_fee": ("quote_cny", "service_fee_cny"),
    "quote_fee_boost": ("quote_cny", "service_fee_cny", "boost_cny"),
}
MONEY_NAMES = {
    "quote": Text("the quote", "报价"),
    "quote_fee": Text("quote + service fee", "报价 + 服务费"),
    "quote_fee_boost": Text("quote + service fee + boost", "报价 + 服务费 + 投流"),
}

KNOWN = {
    "unit": ("count", "rate", "cny", "number"),
    "grade": ("A", "B", "C", "G"),
    "over": ("notes", "shop", "ads", "leads"),
}
"""Field of an entry -> the values it may have."""
DERIVED = frozenset(
    {
        "boost_cny",
        "visits",
        "orders",
        "order_value_cny",
        "shop_value_cny",
        "task_value_cny",
        "ordered_value_cny",
        "lead_count",
        "lead_spend_cny",
    }
)
"""Columns that are in no canonical table, because answers calculate them first: boosts by note, the shop's
sums."""


@dataclass(frozen=True)
class Definition:
    """One number.

    Args:
        id: Stable name.
        word: The everyday word it shares with its rivals.
        word_en: Name of that word, given on the first rival; empty for a word that means the same in every
            file.
        word_zh: The same in Chinese.
        en: Name.
        zh: 中文名.
        numerator: Columns to add; `@interactions` and `@money` stand for the brief's choice.
        denominator: Columns to add; empty for a plain total.
        unit: `count`, `rate` (fraction), `cny` or `number` (a ratio that may exceed 1).
        times: Factor on the ratio (1000 for CPM).
        threshold: For a share of rows: the numerator a row must reach.
        lower_is_better: True for costs.
        scope_en: What is counted.
        scope_zh: 口径范围.
        source: Where the formula is from.
        source_zh: 公式出处.
        also: Other names of it in the field, such as `CTR`.
        grade: Evidence grade.
        choice: The value of the brief's `definitions` that picks it.
        over: The rows it is computed over: `notes` (orders, notes), `shop` (days of the shop), `ads` (rows of
            the ad report) or `leads` (rows of the lead report).
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
    lower_is_better: bool = False
    scope_en: str = ""
    scope_zh: str = ""
    choice: str = ""
    over: str = "notes"
    word_en: str = ""
    word_zh: str = ""
    source_zh: str = ""
    also: tuple[str, ...] = ()

    @property
    def name(self) -> Text:
        """What it is called."""
        return Text(self.en, self.zh)

    @property
    def scope(self) -> Text:
        """What is counted."""
        return Text(self.scope_en, self.scope_zh)


@cache
def registry() -> dict[str, Definition]:
    """Return every definition by id, in the order of the file.

    Raises:
        ParamsError: An entry lacks a field, has an unknown field, or names a column that no table has; all
            problems at once.
    """
    return read_registry((FOLDER / "registry.toml").read_text(encoding="utf-8"))


def read_registry(text: str) -> dict[str, Definition]:
    """Read definitions and check each of them.

    Args:
        text: TOML, one table a definition.

    Raises:
        ParamsError: See `registry`.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        why = Problem(f"not TOML: {error}", f"TOML 语法错误：{error}", file="registry.toml", code="XHS-P032")
        raise ParamsError(why) from None
    problems = [problem for name, entry in data.items() for problem in _faults(name, entry)]
    if problems:
        raise ParamsError(problems)
    return {name: Definition(id=name, **_fields(entry)) for name, entry in data.items()}


def _fields(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


def _faults(name: str, entry: dict[str, Any]) -> list[Problem]:
    known = {field.name: field for field in fields(Definition) if field.name != "id"}
    needed = [key for key, field in known.items() if field.default is MISSING]
    found = [(key, "a definition needs it", "缺少该字段") for key in needed if key not in entry]
    found += [(key, "no such field of a definition", "未知字段") for key in entry if key not in known]
    found += [
        (key, f"one of {', '.join(values)} is expected", f"只能为 {'、'.join(values)}")
        for key, values in KNOWN.items()
        if key in entry and entry[key] not in values
    ]
    found += _wrong_values(entry)
    there = (
        {column for table in TABLES.values() for column in table.columns()}
        | DERIVED
        | {"@interactions", "@money"}
    )
    found += [
        (f"{side} {column}", "no table has this column", "数据表中没有该列")
        for side in ("numerator", "denominator")
        for column in _texts_in(entry.get(side))
        if column not in there
    ]
    found += [
        (f"{side} {column}", "the column holds no numbers", "该列不是数字")
        for side in ("numerator", "denominator")
        for column in _texts_in(entry.get(side))
        if column in _not_numbers()
    ]
    return [
        Problem(
            en,
            zh,
            file="registry.toml",
            column=f"{name}.{key}",
            value=str(entry.get(key, ""))[:40],
            fix_en="the entries above it show what each field holds.",
            fix_zh="可参照文件中的其他条目。",
            code="XHS-P032",
        )
        for key, en, zh in found
    ]


SAID = ("word", "en", "zh", "source", "word_en", "word_zh", "scope_en", "scope_zh", "source_zh", "choice")
FACTOR = ("times", "threshold")


def _wrong_values(entry: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return what an entry's values contradict: their types, and a share or a count that its sides cannot give."""
    found = [
        (key, "a text is expected", "应为文本") for key in SAID if not isinstance(entry.get(key, ""), str)
    ]
    found += [
        (key, "a number above 0 is expected", "应为大于 0 的数字")
        for key in FACTOR
        if key in entry
        and (
            isinstance(entry[key], bool)
            or not isinstance(entry[key], int | float)
            or not 0 < entry[key] < 1e12
        )
    ]
    found += [
        (key, "a list of names is expected", "应为名称列表")
        for key in ("numerator", "denominator", "also")
        if key in entry and (entry[key] == [] or _texts_in(entry[key]) != entry[key])
    ]
    if not isinstance(entry.get("lower_is_better", False), bool):
        found.append(("lower_is_better", "true or false is expected", "应为 true 或 false"))
    below = bool(entry.get("denominator"))
    if entry.get("unit") == "rate" and not below and "threshold" not in entry:
        found.append(("unit", "a share needs a denominator or a threshold", "比率需要分母或阈值"))
    if entry.get("unit", "count") == "count" and below:
        found.append(("unit", "a count has no denominator; a ratio is a rate, cny or number", "计数没有分母"))
    return found


def _texts_in(given: object) -> list[str]:
    return [name for name in given if isinstance(name, str)] if isinstance(given, list) else []


@cache
def _not_numbers() -> frozenset[str]:
    """Return the columns that hold texts or times in every table that has them: none can be added up."""
    kinds = [(name, kind) for table in TABLES.values() for name, kind in table.columns().items()]
    adds = {name for name, kind in kinds if kind.dtype.is_numeric() or kind.dtype == pl.Boolean}
    return frozenset(name for name, _ in kinds) - adds


def everyday_words() -> dict[str, Text]:
    """Return the everyday words that files use with different definitions or money bases, with their names."""
    return {entry.word: Text(entry.word_en, entry.word_zh) for entry in registry().values() if entry.word_en}


def word_name(word: str) -> Text:
    """Return the name of an everyday word; a word with a single meaning takes its definition's name.

    Raises:
        ParamsError: No definition has this word.
    """
    first = next((entry for entry in registry().values() if entry.word == word), None) or definition(word)
    return everyday_words().get(word, Text(first.en, first.zh))


def definition(name: str) -> Definition:
    """Return one definition.

    Raises:
        ParamsError: No such id; the message suggests the closest, or the definitions of an everyday word.
    """
    found = registry().get(name)
    if found:
        return found
    meant = [entry.id for entry in rivals(name)] or get_close_matches(name, list(registry()), n=1)
    hint = f"did you mean {' or '.join(meant)}? " if meant else ""
    raise ParamsError(
        Problem(
            "no such metric",
            "没有这个指标",
            column=name,
            fix_en=f"{hint}known: {', '.join(registry())}.",
            fix_zh=f"{'是否指 ' + '、'.join(meant) + '？' if meant else ''}请使用指标库中的名称。",
            code="XHS-P030",
        )
    )


def chosen(word: str, choices: Definitions) -> Definition:
    """Return the definition of an everyday word that the brief picks.

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
    found = [entry for entry in rivals(word) if not entry.choice or entry.choice == picks.get(word)]
    return found[0] if found else definition(word)


def rivals(word: str) -> list[Definition]:
    """Return all definitions of one everyday word."""
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


def formula(entry: Definition, choices: Definitions) -> Text:
    """Write a definition's formula in words.

    >>> formula(definition("cpe"), Definitions()).en
    '(quote + service fee) / (likes + saves + comments + shares)'
    """
    above, below = _parts_in_words(entry.numerator, choices), _parts_in_words(entry.denominator, choices)
    return Text(*(_formula(entry, *sides) for sides in zip(above, below, strict=True)))


def _formula(entry: Definition, numerator: str, denominator: str) -> str:
    if entry.threshold is not None:
        return f"{numerator} ≥ {entry.threshold:,.0f}"
    if not denominator and entry.times == 1:
        return numerator.removeprefix("(").removesuffix(")")  # a sum by itself needs no brackets
    text = f"{numerator} / {denominator}" if denominator else numerator
    return f"{text} × {entry.times:,.0f}" if entry.times != 1 else text


def _parts_in_words(parts: Sequence[str], choices: Definitions) -> Text:
    words: list[Text] = []
    for part in parts:
        if part == "@money":
            names = (side.split(" + ") for side in MONEY_NAMES[choices.money])
            words += [Text(*pair) for pair in zip(*names, strict=True)]
        else:
            words += [_column_words(name) for name in columns((part,), choices)]
    joined = [" + ".join(side) for side in zip(*words, strict=True)] or ["", ""]
    return Text(*(f"({side})" if len(words) > 1 else side for side in joined))


SHORT_ZH = {
    "comments": "评论",
    "followers": "粉丝",
    "impressions": "曝光",
    "reads": "阅读",
    "clicks": "点击",
    "visits": "进店",
    "orders": "成交订单",
    "order_value_cny": "成交金额",
    "shop_value_cny": "全店成交金额",
    "task_value_cny": "任务成交金额",
    "ordered_value_cny": "下单金额",
    "brand_follows": "品牌号关注",
    "lead_count": "客资量",
    "lead_spend_cny": "投流消费",
}
"""Column -> its name in a formula, if that is shorter than the table's name or the tables do not have it."""


@cache
def _names_zh() -> dict[str, str]:
    columns = {name: column for table in TABLES.values() for name, column in table.columns().items()}
    return {name: (column.metadata or {})["zh"] for name, column in columns.items()} | SHORT_ZH


def _column_words(column: str) -> Text:
    return Text(column.removesuffix("_cny").replace("_", " "), _names_zh().get(column, column))


def footnotes(names: Sequence[str], choices: Definitions) -> pl.DataFrame:
    """Return the definitions behind a report's numbers.

    Returns:
        One row per definition: `id`; `name`, `formula`, `scope` and `source` in both languages; `grade`.
    """
    rows = [
        {
            "id": entry.id,
            **entry.name.pair("name"),
            **formula(entry, choices).pair("formula"),
            **entry.scope.pair("scope"),
            **Text(entry.source, entry.source_zh or entry.source).pair("source"),
            "grade": entry.grade,
        }
        for entry in map(definition, dict.fromkeys(names))
    ]
    return pl.DataFrame(
        rows, schema=dict.fromkeys(("id", *both("name", "formula", "scope", "source"), "grade"), pl.String)
    )
