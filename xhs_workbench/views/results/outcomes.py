"""Outcomes that carry their doubt: what would have happened, what is still to come, what went together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.declarations import show

HORIZONS = (30, 60, 90)


def table_sight(sight: pl.DataFrame) -> Block:
    """Show what lift the days before posting could show at all, a row a term, before any outcome."""
    return show("outcomes.table_sight", _quiet(sight))


def table_lift(summary: pl.DataFrame) -> Block:
    """Show each term's lift with what could have been seen at all."""
    return show("outcomes.table_lift", _quiet(summary))


def _quiet(frame: pl.DataFrame) -> pl.DataFrame:
    some = pl.when(pl.col("placebos") > 0)
    return frame.with_columns(quiet=some.then(pl.format("{} / {}", "placebos_held", "placebos")))


def chart_ranks(ranks: pl.DataFrame, span: tuple[Any, Any]) -> Block:
    """Draw where our best note stood under each term, a dot a day; a day without a rank breaks the line."""
    days = (
        ranks.select(pl.date_range(pl.col("day").min(), pl.col("day").max()))
        if ranks.height
        else ranks.select("day")
    )
    every = ranks.select(pl.col("term").unique(maintain_order=True)).join(days, how="cross")
    gaps = every.join(
        ranks.select("term", "day", "note_rank"), on=["term", "day"], how="left", maintain_order="left"
    )
    return show("outcomes.chart_ranks", gaps, span=span)


def chart_forecast(paths: pl.DataFrame) -> Block:
    """Draw the growth of the notes with the most still to come, and where each is heading."""
    several = pl.col("note_id").n_unique().over("title") > 1
    told_apart = (
        pl.when(several).then(pl.format("{} · {}", "title", pl.col("note_id").str.tail(4))).otherwise("title")
    )
    return show("outcomes.chart_forecast", paths.with_columns(label=told_apart))


def table_lives(lives: pl.DataFrame, forecasts: pl.DataFrame) -> Block:
    """Show half-life, forecasts and the long tail of each note."""
    shown = lives
    for day in HORIZONS:
        part = forecasts.filter(pl.col("horizon_days") == day).select(
            "note_id", pl.col("forecast", "low", "high", "method").name.suffix(f"_{day}")
        )
        shown = shown.join(part, on="note_id", how="left", maintain_order="left")
    return show("outcomes.table_lives", shown)


def chart_worked(worked: pl.DataFrame, families: Mapping[str, Text]) -> Block:
    """Draw associations with their intervals and n."""
    return show("outcomes.chart_worked", worked, words={"family": families})


def table_worked(worked: pl.DataFrame, families: Mapping[str, Text]) -> Block:
    """Show associations in figures, the naive comparison and the team's own words beside them."""
    hint = pl.when("screened").then(pl.lit("hint")).otherwise(pl.lit("chance"))
    graded = worked.with_columns(grade=pl.when("claimed").then(pl.lit("claim")).otherwise(hint))
    return show("outcomes.table_worked", graded, words={"family": families})
