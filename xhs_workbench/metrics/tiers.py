"""Tiers by follower count, under the scheme that a brief names; unknown followers form their own class."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

import polars as pl

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.findings import Text
from xhs_workbench.metrics.registry import FOLDER

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Tier:
    """One half-open band: from `start` followers up to the next band."""

    name: str
    start: int
    label: Text


@cache
def schemes() -> dict[str, tuple[Tier, ...]]:
    """Return every scheme by name, bands lowest first."""
    data = tomllib.loads((FOLDER / "tiers.toml").read_text(encoding="utf-8"))
    return {
        name: tuple(Tier(band["tier"], band["from"], Text(band["en"], band["zh"])) for band in entry["bands"])
        for name, entry in data.items()
    }


def scheme(name: str) -> tuple[Tier, ...]:
    """Return the bands of a scheme, lowest first.

    Raises:
        ParamsError: No such scheme; names the closest.
    """
    found = schemes().get(name)
    if found:
        return found
    close = get_close_matches(name, list(schemes()))
    hint = f"did you mean {close[0]}? " if close else ""
    raise ParamsError(
        Problem(
            "no such tier scheme",
            "没有这个分层方案",
            column="tier_scheme",
            value=name,
            fix_en=f"{hint}known: {', '.join(schemes())}.",
            fix_zh="请使用已有方案。",
            code="XHS-P031",
        )
    )


def assign_tiers(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Add `tier` by `followers`.

    Args:
        frame: Any table with `followers`.
        name: Scheme.

    Returns:
        `frame` plus `tier`; `unknown` where followers are missing.
    """
    bands = scheme(name)
    tier = pl.lit(None, dtype=pl.String)
    for band in bands:
        tier = pl.when(pl.col("followers") >= band.start).then(pl.lit(band.name)).otherwise(tier)
    return frame.with_columns(tier=tier.fill_null(UNKNOWN))


def tier_word(tier: str) -> Text:
    """Return what a tier is called without its limits, whatever scheme has it; its id if none does.

    >>> tier_word("mid")
    Text(en='Mid', zh='腰部')
    """
    label = next((band.label for bands in schemes().values() for band in bands if band.name == tier), None)
    if label is None:
        return Text(tier, tier)
    return Text(label.en.partition(" (")[0], label.zh.partition("（")[0])


def tier_names(name: str) -> dict[str, Text]:
    """Return tier -> label with its limits, lowest first, `unknown` last."""
    return {
        **{band.name: band.label for band in scheme(name)},
        UNKNOWN: Text("Followers unknown", "粉丝数未知"),
    }
