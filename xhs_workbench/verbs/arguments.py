"""Arguments of the verbs as a pandas user gives them: one name or several, an amount, counts, times; a sentence where they are wrong."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from numbers import Real
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.tables import CHINA, TABLES, columns_of
from xhs_workbench.verbs.frames import WORDS, is_table, wrong

MOST_MONEY = 1e12


def listed(given: str | Sequence[str] | None, argument: str) -> list[str]:
    """Return names given as one text or as several; one text is one name, not its letters.

    Raises:
        ParamsError: It holds something else than texts.

    >>> listed("蔻丹", "competitors"), listed(["a", "b"], "by")
    (['蔻丹'], ['a', 'b'])
    """
    if isinstance(given, str):
        return [given] if given else []
    found: list[Any] = list(given) if isinstance(given, Iterable) else [given]
    for one in found:
        if not isinstance(one, str):
            raise wrong(argument, one, "a text or a list of texts")
    return found


def groups_of(by: str | Sequence[str] | None, taken: Sequence[str]) -> list[str]:
    """Return the columns to group by, each once.

    Raises:
        ParamsError: One is called like a column of the answer, or values were given and no name.
    """
    if is_table(by):
        raise wrong("by", by, "the name of a column, or several: make the values a column of the frame first")
    groups = list(dict.fromkeys(listed(() if by is None else by, "by")))
    for name in groups:
        if name in taken:
            raise ParamsError(
                Problem(
                    "the answer has a column of this name itself",
                    "结果表已有同名列",
                    column=name,
                    fix_en=f"rename it before grouping, such as `{name}_`.",
                    fix_zh=f"请先改名再分组，如 {name}_。",
                    code="XHS-P052",
                )
            )
    return groups


def amount_of(given: Any, argument: str) -> float:
    """Return an amount of money above 0 as a number, also numpy's.

    Raises:
        ParamsError: It is none.

    >>> amount_of(3, "budget")
    3.0
    """
    plain = math.nan if isinstance(given, bool) or not isinstance(given, Real) else float(given)
    if not 0 < plain < MOST_MONEY:
        raise ParamsError(
            Problem(
                "an amount of yuan above 0 and below a trillion is expected",
                "应为大于 0、小于一万亿的金额（元）",
                column=argument,
                value=repr(given)[:40],
                fix_en="give a number, such as 50_000.",
                fix_zh="请填写数字，如 50_000。",
                code="XHS-P055",
            )
        )
    return plain


def counted(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Return a frame whose named columns are numbers a count or an amount can be: finite and, but for changes, not below 0.

    A column of texts is taken as numbers if every one is a plain number (`"30"`); `1.2万` is what `read` is for.

    Raises:
        ParamsError: A value is no such number; names its column and row (the first is 1).

    >>> counted(pl.DataFrame({"saves": ["3", None]}), ["saves"])["saves"].to_list()
    [3.0, None]
    """
    made = [pl.Series(name, _counted(frame[name])) for name in names if name in frame.columns]
    return frame.with_columns(made)


def _counted(values: pl.Series) -> pl.Series:
    plain = values
    if values.dtype in (pl.String, pl.Categorical, pl.Enum):
        plain = values.cast(pl.String).str.strip_chars().cast(pl.Float64, strict=False)
    elif not values.dtype.is_numeric() and values.dtype not in (pl.Null, pl.Boolean):
        raise _no_number(values.name, values.dtype, 0)
    lost = plain.is_null() & values.is_not_null()
    if plain.dtype.is_float():
        plain = plain.fill_nan(None)
        lost |= plain.is_infinite().fill_null(value=False)
    if plain.dtype.is_numeric() and values.name not in _changes():
        lost |= (plain < 0).fill_null(value=False)
    if lost.any():
        place = lost.arg_true()[0]
        raise _no_number(values.name, values[place], place + 1)
    return plain


@cache
def _changes() -> frozenset[str]:
    """Return the columns that may be below 0, by the rules of the canonical tables: a change of followers."""
    kinds = [column for table in TABLES for column in columns_of(table).items()]
    return frozenset(
        name for name, kind in kinds if kind.dtype.is_numeric() and getattr(kind, "min", None) is None
    )


def moments(values: pl.Series, kind: pl.DataType) -> pl.Series:
    """Return days or times of a column: times without a zone are China time, texts are read as ISO (`2026-05-20 18:00`).

    Args:
        values: Days, times or texts.
        kind: The type of the canonical column.

    Raises:
        ParamsError: A value is none; names its column and row (the first is 1).

    >>> moments(pl.Series("published_at", ["2026-05-20 18:00"]), pl.Datetime("us", "Asia/Shanghai"))[0].hour
    18
    """
    plain = values
    if values.dtype in WORDS:
        plain = pl.Series(values.name, [_moment(value) for value in values.to_list()], pl.Datetime("us"))
        plain = plain.dt.replace_time_zone("UTC").dt.convert_time_zone(CHINA)
    elif values.dtype == pl.Date and kind != pl.Date:
        plain = values.cast(pl.Datetime("us")).dt.replace_time_zone(CHINA)
    elif isinstance(values.dtype, pl.Datetime):
        zoned = values if values.dtype.time_zone else values.dt.replace_time_zone(CHINA)
        plain = zoned.dt.convert_time_zone(CHINA)
    lost = plain.is_null() & values.is_not_null()
    if lost.any() or not (plain.dtype.is_temporal() or plain.dtype == pl.Null):
        place = lost.arg_true()[0] if lost.any() else 0
        raise ParamsError(
            Problem(
                "not a day or a time",
                "无法识别的日期或时间",
                row=place + 1,
                column=values.name,
                value=str(values[place])[:40],
                fix_en="write it as 2026-05-20 or 2026-05-20 18:00, or convert it with pandas.to_datetime first.",
                fix_zh="请写作 2026-05-20 或 2026-05-20 18:00，或先用 pandas.to_datetime 转换。",
                code="XHS-P054",
            )
        )
    return plain.dt.date() if kind == pl.Date and plain.dtype not in (pl.Date, pl.Null) else plain


def _moment(text: str | None) -> datetime | None:
    """Return an ISO text as a time in UTC; one without a zone is China time."""
    with suppress(ValueError):
        moment = datetime.fromisoformat((text or "").strip())
        return (
            (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(CHINA)))
            .astimezone(UTC)
            .replace(tzinfo=None)
        )
    return None


def _no_number(name: str, value: Any, row: int) -> ParamsError:
    return ParamsError(
        Problem(
            "a number of 0 or more is expected",
            "应为不小于 0 的数字",
            row=row,
            column=name,
            value=str(value)[:40],
            fix_en="`read` turns 1.2万 or 1,200 into numbers; for a frame of your own convert them, and leave what is missing empty.",
            fix_zh="read 会把“1.2万”“1,200”读成数字；自己的表请先转换，缺失请留空。",
            code="XHS-P057",
        )
    )
