"""Take frames of pandas and of polars and return the same kind; take a list, a Series or a column as texts.

pandas and polars exchange columns through Arrow, which would be the largest part of an installation. Here a
column is passed as
numpy values with a mask, or as a list. Missing stays missing: a nullable integer of pandas, never a float or
a 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from xhs_workbench.errors import ParamsError, Problem

if TYPE_CHECKING:
    import pandas as pd

TEXTS = ("content", "text", "comment", "comments", "评论内容", "评论", "内容")
"""Columns that may hold texts, the most likely first."""


def take(frame: Any, argument: str = "frame") -> pl.DataFrame:
    """Return a frame of any kind as polars.

    Args:
        frame: A polars or pandas frame, a LazyFrame, a mapping of columns, or a list of rows as mappings.
        argument: The name of the caller's argument, for the message.

    Raises:
        ParamsError: It is not a table.

    >>> take({"likes": [1, None]}).rows()
    [(1,), (None,)]
    """
    if isinstance(frame, pl.DataFrame):
        return frame
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if _is_pandas(frame, "dataframe"):
        twice = frame.columns[frame.columns.duplicated()].tolist()
        if twice:
            raise ParamsError(
                Problem("two columns have this name", "有两列同名", column=str(twice[0]), code="XHS-P052")
            )
        return pl.DataFrame([_from_pandas(str(name), frame[name]) for name in frame.columns])
    if isinstance(frame, Mapping) or (
        isinstance(frame, list) and frame and all(isinstance(r, Mapping) for r in frame)
    ):
        return pl.DataFrame(frame, strict=False)
    raise _wrong(argument, frame, "a pandas or polars frame")


def give(made: pl.DataFrame, like: Any) -> Any:
    """Return a polars frame in the kind that was given: pandas for pandas, polars for everything else."""
    return to_pandas(made) if _is_pandas(like, "dataframe") or _is_pandas(like, "series") else made


def to_pandas(frame: Any) -> pd.DataFrame:
    """Return a frame as pandas, without Arrow: counts as nullable integers, times with their time zone.

    Args:
        frame: Anything that `take` takes.

    Raises:
        ParamsError: It is not a table, or pandas is not installed.

    Examples:
        >>> to_pandas({"note_id": ["a", "b"], "likes": [3, None]})["likes"].sum()
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
    """Return texts as a frame with the column `content`.

    Args:
        given: One text, a list of them, a Series of pandas or polars, or a frame.
        column: The frame's column of texts; not needed if it is called `content`, `text`, `comment` or 评论内容.

    Raises:
        ParamsError: It holds no texts.

    >>> texts_of(["好用", None]).to_dicts()
    [{'content': '好用'}, {'content': None}]
    """
    if isinstance(given, str):
        given = [given]
    if _is_pandas(given, "series"):
        given = _from_pandas("content", given)
    if (
        isinstance(given, Sequence)
        and not isinstance(given, bytes)
        and not any(isinstance(x, Mapping) for x in given)
    ):
        others = [text for text in given if not (text is None or isinstance(text, str) or _is_nan(text))]
        if others:
            raise _wrong("texts", others[0], "a text")
        given = pl.Series(
            "content", [text if isinstance(text, str) else None for text in given], dtype=pl.String
        )
    if isinstance(given, pl.Series):
        if given.dtype not in (pl.String, pl.Null, pl.Categorical, pl.Enum):
            raise _wrong("texts", given.dtype, "texts")
        return given.cast(pl.String).alias("content").to_frame()
    frame = take(given, "texts")
    name = column or next((name for name in TEXTS if name in frame.columns), "")
    if not name or name not in frame.columns:
        raise no_column(
            column or "content", frame.columns, 'say which column holds the texts, such as column="评论".'
        )
    others_named = frame.drop("content") if "content" in frame.columns and name != "content" else frame
    return others_named.rename({name: "content"})


def no_column(name: str, columns: Sequence[str], fix: str = "") -> ParamsError:
    """Return the error for a column that a frame does not have; the message suggests the closest."""
    close = get_close_matches(name, columns, n=1)
    hint = f"did you mean {close[0]}? " if close else ""
    there = ", ".join(list(columns)[:20])
    return ParamsError(
        Problem(
            "no such column",
            "没有这一列",
            column=name,
            fix_en=f"{hint}{fix or f'there are {there}.'}",
            fix_zh=f"现有列：{there}。",
            code="XHS-P050",
        )
    )


def needs(frame: pl.DataFrame, names: Sequence[str]) -> None:
    """Check that a frame has the columns.

    Raises:
        ParamsError: One is missing.
    """
    for name in names:
        if name not in frame.columns:
            raise no_column(name, frame.columns)


def _is_pandas(given: Any, what: Literal["dataframe", "series"]) -> bool:
    """Say whether an object is from pandas, without importing pandas if it is not loaded."""
    if isinstance(given, pl.DataFrame | pl.Series | str | list | Mapping):
        return False
    from narwhals import dependencies

    test = dependencies.is_pandas_dataframe if what == "dataframe" else dependencies.is_pandas_series
    return bool(test(given))


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _wrong(argument: str, given: Any, wanted: str) -> ParamsError:
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
        return moments.dt.replace_time_zone("UTC").dt.convert_time_zone(str(zone))
    if kind == "M":
        return pl.Series(name, series.to_numpy("datetime64[us]"))
    if kind in "iufb" and not isinstance(series.dtype, pd.api.extensions.ExtensionDtype):
        return pl.Series(name, series.to_numpy(), nan_to_null=True)
    values = [
        None if pd.api.types.is_scalar(value) and pd.isna(value) else value for value in series.tolist()
    ]
    kinds_there = {type(value) for value in values if value is not None}
    if str in kinds_there and len(kinds_there) > 1:
        values = [None if value is None else str(value) for value in values]
    # A column without values keeps pandas' dtype; if it has none, it fits every use.
    bare = (
        pl.Boolean if str(series.dtype) == "boolean" else pl.String if str(series.dtype) == "str" else pl.Null
    )
    return pl.Series(name, values, strict=False, dtype=None if kinds_there else bare)


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
