"""What the columns of the canonical tables are made of: their types, limits and 中文名, and where a row comes from."""

from __future__ import annotations

from typing import Any

import dataframely as dy

CHINA = "Asia/Shanghai"


def named(zh: str, unit: str = "") -> dict[str, Any]:
    """Return what a column says of itself: its 中文名 and unit."""
    return {"zh": zh, "unit": unit}


def an_id(zh: str, *, nullable: bool = False, primary_key: bool = False) -> dy.String:
    """Return a field for an id, always a text."""
    return dy.String(nullable=nullable, primary_key=primary_key, max_length=128, metadata=named(zh))


def a_text(zh: str) -> dy.String:
    """Return a field for a text."""
    return dy.String(nullable=True, metadata=named(zh))


def a_count(zh: str) -> dy.Int64:
    """Return a field for a count; a larger one is a misread cell."""
    return dy.Int64(nullable=True, min=0, max=10_000_000_000, metadata=named(zh, "count"))


def a_net_count(zh: str) -> dy.Int64:
    """Return a field for what came less what went: a day may end with fewer followers than it began with."""
    return dy.Int64(nullable=True, min=None, max=10_000_000_000, metadata=named(zh, "count"))


def money(zh: str) -> dy.Float64:
    """Return a field for an amount in CNY."""
    return dy.Float64(nullable=True, min=0, metadata=named(zh, "CNY"))


def a_mean(zh: str) -> dy.Float64:
    """Return a field for a mean of counts."""
    return dy.Float64(nullable=True, min=0, metadata=named(zh, "count"))


def a_share(zh: str) -> dy.Float64:
    """Return a field for a fraction of a whole."""
    return dy.Float64(nullable=True, min=0, max=1, metadata=named(zh, "fraction"))


def a_rate(zh: str) -> dy.Float64:
    """Return a field for a fraction that may exceed 1 (interactions per follower of a viral note)."""
    return dy.Float64(nullable=True, min=0, metadata=named(zh, "fraction"))


def points(zh: str) -> dy.Int64:
    """Return a field for points of a rubric."""
    return dy.Int64(nullable=True, min=1, max=5, metadata=named(zh, "points 1-5"))


def a_number(zh: str) -> dy.Float64:
    """Return a field for a ratio that is no share, such as a return or a mean position."""
    return dy.Float64(nullable=True, min=0, metadata=named(zh, "number"))


def a_flag(zh: str) -> dy.Bool:
    """Return a field for yes or no."""
    return dy.Bool(nullable=True, metadata=named(zh))


def a_moment(zh: str) -> dy.Datetime:
    """Return a field for a time in China."""
    return dy.Datetime(nullable=True, time_zone=CHINA, time_unit="us", metadata=named(zh, "Asia/Shanghai"))


class Lineage(dy.Schema):
    """Where a row comes from."""

    source_file = dy.String(metadata=named("来源文件"))
    source_sheet = dy.String(metadata=named("来源工作表"))
    source_row = dy.Int64(min=1, metadata=named("来源行号"))
