"""Cell texts to values: counts, money, shares, ids, switches; a column at a time.

Plain digits are cast by polars; whatever else a column holds is parsed once per distinct text. A text is a value, a lower
bound (`10万+`), missing (`-`), doubtful (`八千八`: left out and remarked on) or refused (`-5`, `TRUE`, `1e309`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import polars as pl

MISSING = frozenset(
    {"", "-", "--", "—", "——", "null", "none", "暂无", "暂无数据", "数据较少", "n/a", "na", "#n/a", "无", "\\n"}
)
"""Marks that exports write for "no figure"; compared after trimming and lower-casing."""
UNITS = {"": 1, "k": 1_000, "千": 1_000, "w": 10_000, "万": 10_000, "亿": 100_000_000}
LARGEST = 5_000_000_000
"""No count on the platform passes this; a larger one is a broken cell."""
NUMBER = re.compile(r"(?:[¥￥]\s*)?([0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]+)(\.[0-9]+)?\s*(k|千|w|万|亿)?(元)?\s*(\+)?\Z")
BELOW = re.compile(r"[<＜]\s*[0-9]")
STARRED = re.compile(r"\*+\Z")
CHINESE_NUMBER = re.compile(r"[零一二两三四五六七八九十百千万亿]+\Z")


@dataclass(frozen=True, slots=True)
class Parsed:
    """One text understood: its value, or why there is none.

    Args:
        value: The value; None when missing, doubtful or refused.
        censored: The value is only a lower bound.
        doubt: Stable code of a doubt; the row stays.
        refusal: Stable code of a refusal; the row goes.
    """

    value: Any = None
    censored: bool = False
    doubt: str = ""
    refusal: str = ""


MISSED = Parsed(doubt="missing")


@dataclass(frozen=True)
class Column:
    """A column understood, all parts as long as the column.

    Args:
        values: The values, null where there is none.
        censored: True where the value is a lower bound.
        doubts: Doubt codes or null.
        refusals: Refusal codes or null.
    """

    values: pl.Series
    censored: pl.Series
    doubts: pl.Series
    refusals: pl.Series


def parse_column(
    text: pl.Series, dtype: pl.DataType, slow: Callable[[str], Parsed], plain: tuple[str, pl.Expr] | None = None
) -> Column:
    """Parse a text column: `plain` for texts of one simple form, `slow` once for each other distinct text.

    Args:
        text: Text cells, null for empty.
        dtype: Type of the values.
        slow: Parser of one text; an empty text stands for an empty cell.
        plain: A regular expression, and the expression on column `t` that reads texts which match it.
    """
    frame = pl.DataFrame({"t": text.cast(pl.String)})
    if plain:
        # A text of the plain form that yields nothing (24:00, 30 February) still deserves its reason from `slow`.
        read = pl.when(pl.col("t").str.contains(plain[0])).then(plain[1].cast(dtype, strict=False))
        frame = frame.with_columns(quick=read)
        frame = frame.with_columns(easy=pl.col("quick").is_not_null())
    else:
        frame = frame.with_columns(easy=pl.lit(False))
    rest = frame.filter(~pl.col("easy"))["t"].fill_null("").unique()
    parsed = [slow(item) for item in rest.to_list()]
    known = pl.DataFrame(
        {
            "t": rest,
            "value": pl.Series([item.value for item in parsed], dtype=dtype, strict=False),
            "censored": pl.Series([item.censored for item in parsed], dtype=pl.Boolean),
            "doubt": pl.Series([item.doubt or None for item in parsed], dtype=pl.String),
            "refusal": pl.Series([item.refusal or None for item in parsed], dtype=pl.String),
        }
    )
    joined = frame.with_columns(key=pl.when(~pl.col("easy")).then(pl.col("t").fill_null(""))).join(
        known, left_on="key", right_on="t", how="left", maintain_order="left"
    )
    if plain:
        joined = joined.with_columns(value=pl.when("easy").then("quick").otherwise("value"))
    return Column(joined["value"], joined["censored"].fill_null(False), joined["doubt"], joined["refusal"])


def tidy(text: str) -> str:
    """Fold fullwidth forms and trim, tabs and zero-width characters included."""
    return unicodedata.normalize("NFKC", text).replace("\u200b", "").replace("\ufeff", "").strip(" \t\r\n\u3000'")


def is_missing(text: str) -> bool:
    """Say whether a text means "no figure".

    >>> [is_missing(mark) for mark in ("-", "暂无", "0")]
    [True, True, False]
    """
    return tidy(text).lower() in MISSING


def _number(text: str) -> tuple[Decimal, bool] | None:
    found = NUMBER.match(text.lower())
    if not found:
        return None
    whole, fraction, unit, _, plus = found.groups()
    digits = re.sub(r"[, ]", "", whole) + (fraction or "")
    return Decimal(digits) * UNITS[unit or ""], bool(plus)


def parse_count(text: str, scale: int = 1) -> Parsed:
    """Read a count.

    Args:
        text: The cell.
        scale: 10,000 when the header says 万.

    >>> parse_count("2.9万").value, parse_count("10万+").censored, parse_count("-").value
    (29000, True, None)
    """
    folded = tidy(text)
    if folded.lower() in MISSING:
        return MISSED
    if BELOW.match(folded) or STARRED.match(folded) or folded.endswith("%") or CHINESE_NUMBER.match(folded):
        return Parsed(doubt="not_a_plain_count")
    number = _number(folded)
    if number is None:
        return Parsed(refusal="not_a_count")
    value = number[0] * scale
    if value != value.to_integral_value() or value > LARGEST:
        return Parsed(refusal="not_a_count")
    return Parsed(int(value), censored=number[1], doubt="lower_bound" if number[1] else "")


def parse_signed_count(text: str) -> Parsed:
    """Read a count that may fall, such as net followers gained."""
    folded = tidy(text)
    if folded.startswith(("-", "+")) and len(folded) > 1 and folded[1].isdigit():
        found = parse_count(folded[1:])
        return Parsed(-found.value if folded[0] == "-" and found.value is not None else found.value,
                      doubt=found.doubt, refusal=found.refusal)  # fmt: skip
    return parse_count(text)


def parse_amount(text: str, scale: float = 1.0) -> Parsed:
    """Read money or a mean in units of 1; `2000+200` keeps the first part and is doubted.

    >>> parse_amount("￥8,800").value, parse_amount("1.2万").value, parse_amount("1k").value
    (8800.0, 12000.0, 1000.0)
    """
    folded = tidy(text)
    if folded.lower() in MISSING:
        return MISSED
    if found := re.fullmatch(r"([0-9]+)\+([0-9]+)", folded):
        return Parsed(float(found[1]) * scale, doubt="two_amounts")
    number = _number(folded)
    if number is None:
        return Parsed(refusal="not_an_amount")
    return Parsed(float(number[0]) * scale, doubt="lower_bound" if number[1] else "")


def parse_share(text: str, convention: str = "percent") -> Parsed:
    """Read a share or rate as a fraction.

    Args:
        text: `9.3%`, `9.3`, `0.093`, or `42.64% | 192745` (share, then count).
        convention: What a number without % means in this export: `percent` or `fraction`. Never guessed per cell.

    >>> parse_share("9.3%").value, parse_share("0.093", "fraction").value, parse_share("9.3").value
    (0.093, 0.093, 0.093)
    """
    folded = tidy(text)
    if folded.lower() in MISSING:
        return MISSED
    head = folded.split("|")[0].strip()
    sign = -1 if head.startswith("-") else 1
    marked = head.endswith("%")
    try:
        number = Decimal(head.lstrip("+-").rstrip("%").strip())
    except InvalidOperation:
        return Parsed(doubt="not_a_share")
    if not number.is_finite():
        return Parsed(refusal="not_a_share")
    return Parsed(float(sign * number / (100 if marked or convention == "percent" else 1)))


GOOD_ID = re.compile(r"[A-Za-z0-9_\-:.]{1,64}\Z")
MANGLED_ID = re.compile(r"[0-9](\.[0-9]+)?[eE]\+[0-9]+\Z")
DEVICES = {"con", "prn", "aux", "nul", "com1", "lpt1", "inf", "nan", "none", "null"}


def parse_id(text: str) -> Parsed:
    """Read an id: always text, its characters untouched but for a leading tab or apostrophe.

    >>> parse_id("5e8812340000000001002345").value, parse_id("000123").value, parse_id("5.8812E+23").refusal
    ('5e8812340000000001002345', '000123', 'id_lost_digits')
    """
    value = text.strip(" \t\r").removeprefix("'").strip(" \t\r")
    if not value or value in ("-", "--", "—"):
        return Parsed(refusal="no_id")
    if MANGLED_ID.match(value):
        return Parsed(refusal="id_lost_digits")
    if not GOOD_ID.match(value) or ".." in value:
        return Parsed(refusal="not_an_id")
    doubtful = (
        value.lower() in DEVICES
        or (value.isdigit() and len(value) >= 16 and value.endswith("000"))
        or (len(value) == 24 and value != value.lower())
    )
    return Parsed(value, doubt="odd_id" if doubtful else "")


PLAIN_ID = r"\A([0-9]{4,15}|[0-9]{0,40}[a-df-z_\-][0-9a-z_\-]{4,23}|[0-9a-f]{24})\z"
"""Ids that need no second look: short numbers, ids with a letter that no power of ten has, and 24 hex digits."""
TRUE = {"是", "true", "1", "yes", "y", "商业", "商业笔记", "低活", "低活跃", "✓"}
FALSE = {"否", "false", "0", "no", "n", "非商业", "正常"}


def parse_flag(text: str) -> Parsed:
    """Read a yes or no in either language."""
    folded = tidy(text).lower()
    if folded in MISSING:
        return Parsed()
    if folded in TRUE or folded in FALSE:
        return Parsed(folded in TRUE)
    return Parsed(doubt="not_yes_or_no")
