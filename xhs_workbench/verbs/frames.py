"""Take frames of pandas and of polars and return the same kind; take a list, a Series or a column as texts.

pandas and polars exchange columns through Arrow, which would be the largest part of an installation. Here a
column is passed as
numpy values with a mask, or as a list. Missing stays missing: a nullable integer of pandas, never a float or
a 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, time, timedelta, timezone
from decimal import Decimal
from difflib import get_close_matches
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

import polars as pl

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.findings import Finding

if TYPE_CHECKING:
    import pandas as pd

HELD = (str, bool, int, float, complex, bytes, date, time, timedelta, Decimal, list, tuple, dict, set)
"""Kinds of values that polars holds as they are."""
WORDS = (pl.String, pl.Null, pl.Categorical, pl.Enum)
SHOWN_COLUMNS = 20
TEXTS = ("content", "text", "comment", "comments", "评论内容", "评论", "内容")
"""Columns that may hold texts, the most likely first; `comments` is often their number instead."""


def take(frame: Any, argument: str = "frame") -> pl.DataFrame:
    """Return a frame of any kind as polars.

    Args:
        frame: A polars or pandas frame (a named index counts as a column), one column of either with its name, a
            LazyFrame, a mapping of columns, a list of rows as mappings, findings, or a plan, for its picks.
        argument: The name of the caller's argument, for the message.

    Raises:
        ParamsError: It is not a table.

    >>> take({"likes": [1, None]}).rows()
    [(1,), (None,)]
    """
    frame = framed(frame)
    if isinstance(frame, pl.DataFrame):
        return frame
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if _is_pandas(frame, "dataframe"):
        whole = frame.reset_index() if _index_adds(frame) else frame
        names = [_plain_name(name) for name in whole.columns]
        twice = [name for name in names if names.count(name) > 1]
        if twice:
            raise ParamsError(
                Problem("two columns have this name", "有两列同名", column=twice[0], code="XHS-P052")
            )
        return pl.DataFrame([_from_pandas(name, whole.iloc[:, at]) for at, name in enumerate(names)])
    if isinstance(frame, Mapping) or (
        isinstance(frame, list) and frame and all(isinstance(r, Mapping) for r in frame)
    ):
        return _of_columns(frame)
    if isinstance(frame, list | tuple) and all(isinstance(one, Finding) for one in frame):
        return pl.DataFrame([_finding_row(one) for one in frame], schema_overrides={"n": pl.Int64})
    picks = getattr(frame, "picks", None)
    if isinstance(picks, pl.DataFrame):
        return picks
    raise wrong(argument, frame, "a pandas or polars frame")


def _of_columns(given: Any) -> pl.DataFrame:
    """Return a mapping of columns, or rows as mappings, as a frame."""
    try:
        return pl.DataFrame(given, strict=False)
    except pl.exceptions.ShapeError:
        sizes = {name: len(values) for name, values in given.items() if hasattr(values, "__len__")}
        listed = ", ".join(f"{str(name)[:40]} {size}" for name, size in sizes.items())
        raise ParamsError(
            Problem(
                f"the columns are not equally long: {listed}",
                f"各列长度不同：{listed}",
                fix_en="give each column one value a row; None where it is missing.",
                fix_zh="每列每行各填一个值，缺失处填 None。",
                code="XHS-P088",
            )
        ) from None
    except UnicodeEncodeError:
        rows = given.items() if isinstance(given, Mapping) else enumerate(given)
        mended = {
            key: {k: whole(v) for k, v in one.items()}
            if isinstance(one, Mapping)
            else [whole(v) for v in one]
            for key, one in rows
        }
        return pl.DataFrame(mended if isinstance(given, Mapping) else list(mended.values()), strict=False)


def whole(value: Any) -> Any:
    r"""Return a text with a mark where half a sign stands, which cut-off emoji leave; anything else as it is.

    >>> whole("\ud83d好用"), whole(3)
    ('�好用', 3)
    """
    if not isinstance(value, str):
        return value
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def framed(given: Any) -> Any:
    """Return a column of pandas or polars that has a name as a frame of its kind; anything else as it is.

    >>> framed(pl.Series("followers", [1])).columns
    ['followers']
    """
    one_column = isinstance(given, pl.Series) or _is_pandas(given, "series")
    return given.to_frame() if one_column and isinstance(given.name, str) and given.name else given


def take_labelled(frame: Any) -> pl.DataFrame:
    """Return a frame as `take` does; where texts label the rows of a pandas frame, as after `describe()`, they come first.

    >>> import pandas as pd
    >>> take_labelled(pd.DataFrame({"likes": [3, 4]}, index=["mean", "max"])).rows()
    [('mean', 3), ('max', 4)]
    """
    given = framed(frame)
    if _is_pandas(given, "dataframe") and given.index.names == [None]:
        labels = given.index.inferred_type
        if labels == "string":
            given = given.rename_axis(free_name("index", list(given.columns)))
    return take(given)


def _plain_name(name: Any) -> str:
    """Return the name of a column of pandas as one text; `agg` names columns by pairs, such as likes and mean."""
    parts = name if isinstance(name, tuple) else (name,)
    return "_".join(str(part) for part in parts if part != "")


def _finding_row(one: Finding) -> dict[str, Any]:
    return {
        "level": str(one.level.value),
        "code": one.code,
        **one.text.pair("finding"),
        **one.fix.pair("to_do"),
        "n": one.n,
    }


def give(made: pl.DataFrame, like: Any) -> Any:
    """Return a polars frame in the kind that was given: pandas for pandas, polars for everything else."""
    return to_pandas(made) if _is_pandas(like, "dataframe") or _is_pandas(like, "series") else made


def give_rows(made: pl.DataFrame, like: Any) -> Any:
    """Return a frame with the rows that were given, in their order: a pandas frame or Series keeps its index.

    Without it `frame["tier"] = tiers(frame)["tier"]` would put the tiers beside other rows as soon as the frame was sorted.

    Args:
        made: One row for each row given, in the same order.
        like: What was given.

    >>> import pandas as pd
    >>> give_rows(pl.DataFrame({"tier": ["nano", "head"]}), pd.DataFrame({"followers": [1, 9]}, index=[7, 3])).index.tolist()
    [7, 3]
    """
    back = give(made, like)
    if back is made or not (_is_pandas(like, "dataframe") or _is_pandas(like, "series")):
        return back
    if _is_pandas(like, "dataframe") and _index_adds(like):
        back = back.drop(columns=[name for name in like.index.names if name in back.columns])
    return back.set_axis(like.index, axis=0)


def to_pandas(frame: Any) -> pd.DataFrame:
    """Return a frame as pandas, without Arrow: counts as nullable integers, times with their time zone.

    Args:
        frame: A polars frame, a mapping of columns, a list of rows or findings; a pandas frame comes back with its
            columns in these types.

    Raises:
        ParamsError: It is not a table, or pandas is not installed.

    Examples:
        >>> import xhs_workbench as xhs
        >>> xhs.to_pandas({"note_id": ["a", "b"], "likes": [3, None]})["likes"].sum()
        np.int64(3)
    """
    if find_spec("pandas") is None:
        fix = ("pip install 'xhs-workbench[pandas]'.", "请运行 pip install 'xhs-workbench[pandas]'。")
        raise ParamsError(
            Problem("pandas is not installed", "未安装 pandas", fix_en=fix[0], fix_zh=fix[1], code="XHS-P079")
        )
    import pandas as pd

    taken = take(frame)
    return pd.DataFrame({name: _to_pandas(taken[name]) for name in taken.columns})


def texts_of(given: Any, column: str = "") -> pl.DataFrame:
    """Return texts as a frame with the column `content`; see `hear` for the caller's own names of columns.

    Args:
        given: One text, a list or an array of them, a Series of pandas or polars, or a frame.
        column: The frame's column of texts; not needed if it is called `content`, `text`, `comment` or 评论内容.

    Raises:
        ParamsError: It holds no texts.

    >>> texts_of(["好用", None]).to_dicts()
    [{'content': '好用'}, {'content': None}]
    """
    return _texts(given, column)[0]


def hear(given: Any, column: str, work: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
    """Return the answers on each text, beside the caller's columns under their own names.

    Args:
        given: As for `texts_of`.
        column: As for `texts_of`.
        work: From a frame with `content` to the same rows with more columns.

    Raises:
        ParamsError: It holds no texts.
    """
    frame, names = _texts(given, column)
    return work(frame).rename(names)


def _texts(given: Any, column: str) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return the texts as `content`, and the names under which its columns are given back."""
    alone = _column_of_texts(given)
    if alone is not None:
        if alone.dtype not in WORDS:
            raise wrong("texts", alone.dtype, "texts")
        return alone.cast(pl.String).alias("content").to_frame(), {}
    if not is_table(given) and not isinstance(given, Mapping | Sequence):
        raise wrong("texts", given, "a text, a list or a Series of texts, or a frame")
    frame = take(given, "texts")
    name = column or next(
        (name for name in TEXTS if name in frame.columns and frame[name].dtype in WORDS), ""
    )
    if not name or name not in frame.columns:
        raise no_column(
            column or "content", frame.columns, 'say which column holds the texts, such as column="评论".'
        )
    if frame[name].dtype not in WORDS:
        raise wrong(f"column {name}", frame[name].dtype, "texts")
    frame = frame.with_columns(pl.col(name).cast(pl.String))
    if name == "content":
        return frame, {}
    aside = {"content": free_name("content_", frame.columns)} if "content" in frame.columns else {}
    names = {"content": name, **{away: own for own, away in aside.items()}}
    return frame.rename({**aside, name: "content"}), names


def _column_of_texts(given: Any) -> pl.Series | None:
    """Return texts that came without other columns as one; None for a frame."""
    if isinstance(given, str):
        given = [given]
    elif isinstance(given, Iterator):
        given = list(given)
    elif hasattr(given, "tolist") and hasattr(given, "ndim") and not hasattr(given, "index"):
        given = given.tolist()  # an array, as `frame["content"].unique()` is
    if isinstance(given, pl.Series):
        return given
    if _is_pandas(given, "series"):
        return _from_pandas("content", given)
    listed = isinstance(given, Sequence) and not isinstance(given, bytes)
    if not listed or any(isinstance(one, Mapping) for one in given):
        return None
    for text in given:
        if not (text is None or isinstance(text, str) or _is_nan(text)):
            raise wrong("texts", text, "a text")
    texts = [text if isinstance(text, str) else None for text in given]
    try:
        return pl.Series("content", texts, dtype=pl.String)
    except UnicodeEncodeError:
        return pl.Series("content", [whole(text) for text in texts], dtype=pl.String)


def free_name(name: str, columns: Sequence[str]) -> str:
    """Return the name, with as many `_` behind it as make it one that no column has."""
    while name in columns:
        name += "_"
    return name


def no_column(name: str, columns: Sequence[str], fix: str = "") -> ParamsError:
    """Return the error for a column that a frame does not have; the message suggests the closest.

    >>> str(no_column("likes", [])).splitlines()[-1]
    '  Fix: there are no columns. 现有列：无。'
    """
    called, close = called_in_exports(name, columns), get_close_matches(name, columns, n=1)
    hint = f"did you mean {close[0]}? " if close else ""
    hint = f"{called} is {name}: rename it, or let `read` do so. " if called else hint
    first, more = list(columns)[:SHOWN_COLUMNS], len(columns) - SHOWN_COLUMNS
    there = ", ".join(first) + (f" and {more} more" if more > 0 else "") if first else "no columns"
    there_zh = "、".join(first) + (f"等 {len(columns)} 列" if more > 0 else "") if first else "无"
    return ParamsError(
        Problem(
            "no such column",
            "没有这一列",
            column=name,
            fix_en=f"{hint}{fix or f'there are {there}.'}",
            fix_zh=f"现有列：{there_zh}。",
            code="XHS-P050",
        )
    )


def called_in_exports(name: str, columns: Sequence[str]) -> str:
    """Return the column that exports call what is asked for; empty if there is none.

    >>> called_in_exports("likes", ["标题", "点赞数"])
    '点赞数'
    """
    from xhs_workbench.intake.recognising.sources import leaf_of, normalise, shipped_sources

    tables = [table for source in shipped_sources() for table in source.tables.values()]
    headings = {leaf_of(heading) for table in tables for heading in table.columns.get(name, ())}
    return next((column for column in columns if column != name and normalise(column) in headings), "")


def needs(frame: pl.DataFrame, names: Sequence[str]) -> None:
    """Check that a frame has the columns.

    Raises:
        ParamsError: One is missing.
    """
    for name in names:
        if not isinstance(name, str):
            raise wrong("a column", name, "named by a text")
        if name not in frame.columns:
            raise no_column(name, frame.columns)


def is_table(given: Any) -> bool:
    """Say whether something is a frame or a Series of pandas or polars."""
    return isinstance(given, pl.DataFrame | pl.LazyFrame | pl.Series) or any(
        _is_pandas(given, kind) for kind in ("dataframe", "series")
    )


def _is_pandas(given: Any, what: Literal["dataframe", "series"]) -> bool:
    """Say whether an object is from pandas, without importing pandas if it is not loaded."""
    if isinstance(given, pl.DataFrame | pl.Series | str | list | Mapping):
        return False
    from narwhals import dependencies

    test = dependencies.is_pandas_dataframe if what == "dataframe" else dependencies.is_pandas_series
    return bool(test(given))


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


def wrong(argument: str, given: Any, wanted: str) -> ParamsError:
    """Return the error for something of the wrong kind."""
    kind = type(given).__name__ if not isinstance(given, pl.DataType) else str(given)
    return ParamsError(
        Problem(f"{argument} must be {wanted}, not {kind}", f"{argument} 的类型不对：{kind}", code="XHS-P051")
    )


def _from_pandas(name: str, series: pd.Series) -> pl.Series:
    import pandas as pd

    kind = getattr(series.dtype, "kind", "O")
    zone = getattr(series.dtype, "tz", None)
    if zone is not None:
        moments = pl.Series(name, series.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[us]"))
        return moments.dt.replace_time_zone("UTC").dt.convert_time_zone(_zone_name(zone))
    if kind == "M":
        return pl.Series(name, series.to_numpy("datetime64[us]"))
    if kind in "iufb" and not isinstance(series.dtype, pd.api.extensions.ExtensionDtype):
        return pl.Series(name, series.to_numpy(), nan_to_null=True)
    values = [
        None if pd.api.types.is_scalar(value) and pd.isna(value) else value for value in series.tolist()
    ]
    kinds_there = {type(value) for value in values if value is not None}
    # Periods, intervals of `pd.cut` and other objects of pandas are named by their text.
    strange = any(not issubclass(kind, HELD) for kind in kinds_there)
    if strange or (str in kinds_there and len(kinds_there) > 1):
        values = [None if value is None else str(value) for value in values]
    if isinstance(series.dtype, pd.CategoricalDtype) and series.dtype.ordered and kinds_there:
        order = [str(category) for category in series.dtype.categories]
        if len(set(order)) == len(order):
            return pl.Series(
                name, [None if value is None else str(value) for value in values], pl.Enum(order)
            )
    # A column without values keeps pandas' dtype; if it has none, it fits every use.
    held = "str" if str(series.dtype) == "str" else kind
    bare = {"b": pl.Boolean, "str": pl.String, "i": pl.Int64, "u": pl.Int64, "f": pl.Float64}.get(
        held, pl.Null
    )
    try:
        return pl.Series(name, values, strict=False, dtype=None if kinds_there else bare)
    except UnicodeEncodeError:
        return pl.Series(name, [whole(value) for value in values], strict=False)


def _zone_name(zone: Any) -> str:
    """Return a name that polars knows for a zone of pandas; one of a fixed offset has none of its own."""
    with suppress(KeyError, ValueError, OSError):  # no such zone, or no name of one
        return ZoneInfo(str(zone)).key
    offset = zone.utcoffset(None) if isinstance(zone, timezone) else None
    hours = offset / timedelta(hours=1) if offset is not None else 0.0
    # In these names the sign is that of the way back to UTC.
    return f"Etc/GMT{-int(hours):+d}" if hours and hours.is_integer() else "UTC"


def _index_adds(frame: pd.DataFrame) -> bool:
    """Say whether the index of a pandas frame holds columns of its own, such as ids after `set_index`."""
    names = list(frame.index.names)
    return all(isinstance(name, str) and name not in frame.columns for name in names)


def _to_pandas(series: pl.Series) -> Any:
    import numpy as np
    import pandas as pd

    missing, kind = series.is_null().to_numpy(), series.dtype
    if kind.is_integer():
        return pd.arrays.IntegerArray(series.fill_null(0).to_numpy().copy(), missing.copy())
    if kind == pl.Boolean:
        return pd.arrays.BooleanArray(
            np.asarray(series.fill_null(value=False).to_numpy(), bool), missing.copy()
        )
    if kind.is_float():
        return series.to_numpy().copy()
    if isinstance(kind, pl.Datetime):
        plain = series.dt.convert_time_zone("UTC").dt.replace_time_zone(None) if kind.time_zone else series
        moments = pd.DatetimeIndex(plain.dt.cast_time_unit("us").to_numpy())
        return moments.tz_localize("UTC").tz_convert(kind.time_zone) if kind.time_zone else moments
    if kind == pl.Date:
        return pd.DatetimeIndex(series.cast(pl.Datetime("us")).to_numpy())
    if kind in (pl.String, pl.Categorical, pl.Enum):
        return pd.array(series.cast(pl.String).to_list(), dtype="str")
    return pd.Series(series.to_list(), dtype="object").array
