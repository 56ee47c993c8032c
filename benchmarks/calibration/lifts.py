"""Lift over a creator's own usual, and calls on single notes: how often they are stated without and with an effect.

Whole campaigns go in as tables, and what is judged is what the page would say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from benchmarks.calibration.measured import Figure
from benchmarks.calibration.real_posts import with_real
from benchmarks.calibration.worlds import FAMILIES, HOSTILE, Panel, Wish
from xhs_workbench import metrics, paths, results, tables
from xhs_workbench.params import load_params
from xhs_workbench.params.brief import Brief

WORLDS = with_real(FAMILIES)
EVERY = WORLDS | HOSTILE
SEED = 94511
START = datetime(2026, 5, 6, tzinfo=ZoneInfo("Asia/Shanghai"))


def brief() -> Brief:
    """Return the demo's brief: its definitions of interactions and of maturity."""
    return load_params(paths.PARAMS / "demo" / "post_campaign.yaml").read_brief()


def as_notes(panel: Panel) -> pl.DataFrame:
    """Write a panel as a `Notes` table, with `placed` and `cost`; counts stand as likes, everything else as 0."""
    days = [START + timedelta(days=float(day)) for day in panel.day]
    names = np.array(list(metrics.FORMATS))[panel.format]
    words = metrics.FORMAT_NAMES
    made = pl.DataFrame(
        {
            "note_id": [f"n{number}" for number in range(len(panel.day))],
            "creator_id": [f"c{one:03d}" for one in panel.creator],
            "creator_name": [f"C{one}" for one in panel.creator],
            "likes": panel.count.astype(np.int64),
            **{
                part: np.zeros(len(panel.day), dtype=np.int64)
                for part in ("saves", "comments", "shares", "follows")
            },
            "published_at": days,
            "collected_at": [START + timedelta(days=400)] * len(days),
            "content_format": [words[name].zh for name in names],
            "placed": panel.placed,
            "cost": panel.cost,
        }
    )
    return pl.concat(
        [
            tables.empty("notes").with_columns(
                placed=pl.lit(None, dtype=pl.Boolean), cost=pl.lit(None, dtype=pl.Float64)
            ),
            made,
        ],
        how="diagonal_relaxed",
    )


def as_outcomes(notes: pl.DataFrame, asked: Brief) -> pl.DataFrame:
    """Return the placed notes as `rank_notes` gives them, read a hundred days after the campaign began."""
    placed = notes.filter("placed")
    orders = pl.concat(
        [
            tables.empty("placements"),
            placed.select(
                "note_id",
                "creator_id",
                "creator_name",
                "likes",
                "saves",
                "comments",
                "shares",
                "follows",
                order_id=pl.col("note_id"),
                quote_cny=pl.col("cost"),
                service_fee_cny=pl.col("cost") * 0.1,
                source_file=pl.lit("made"),
                source_sheet=pl.lit("-"),
                source_row=pl.int_range(pl.len(), dtype=pl.Int64),
            ),
        ],
        how="diagonal_relaxed",
    )
    outcomes = results.gather_outcomes(
        orders,
        placed.drop("placed", "cost"),
        tables.empty("paid"),
        asked,
        (START + timedelta(days=100)).date(),
    )
    return results.rank_notes(outcomes, asked)


@dataclass(frozen=True, slots=True)
class Said:
    """Statements on the pages of many campaigns: shares of campaigns."""

    lifted: float
    lowered: float
    held: float
    called: float
    best: float
    learnt: float


def say_lifts(family: str, wish: Wish, runs: int) -> Said:
    """Let campaigns speak.

    Args:
        family: A key of `WORLDS`.
        wish: The campaign.
        runs: How many.

    Returns:
        Shares of campaigns whose lift interval lies above 1, below 1, holds the planted lift, in which a note
        was called, in which one who knew each creator's level on that day would have seen a lift (NaN where
        nobody knows it), and in which one who had to learn a level and the growth would have.
    """
    asked = brief()
    rows = []
    for number in range(runs):
        rng = np.random.default_rng([SEED, number, wish.creators, wish.own])
        panel = EVERY[family](rng, wish)
        notes = as_notes(panel)
        history = notes.filter(~pl.col("placed")).drop("placed", "cost")
        lifts = results.lift_over_baseline(as_outcomes(notes, asked), history, tables.empty("paid"), asked)
        whole = results.campaign_lift(lifts)
        called = bool(lifts["lift_says"].is_in(["above", "below"]).any())
        rows.append(
            (
                *(whole["lower"] > 1, whole["upper"] < 1, whole["lower"] <= wish.lift <= whole["upper"]),
                *(called, _seen_by_who_knew(panel), _seen_by_who_learnt(panel)),
            )
        )
    return Said(*(float(share) for share in np.mean(rows, axis=0)))


def _seen_by_who_knew(panel: Panel) -> float:
    """Say whether the mean of placed notes over the creators' true levels is above 0 at 5 %: no method can see more."""
    off = np.log1p(panel.count) - panel.level
    own, placed = off[~panel.placed], off[panel.placed]
    if not np.isfinite(off).all():
        return float("nan")
    error = own.std(ddof=1) * np.sqrt(1 / len(placed) + 1 / len(own))
    return float(placed.mean() - own.mean() > 1.959964 * error)


def _seen_by_who_learnt(panel: Panel) -> float:
    """Say the same of one who knows every movement of the levels, but must learn each creator's level and one growth from own notes.

    Least squares of what lies over the true levels on creators, day and placed.
    """
    off = np.log1p(panel.count) - panel.level
    if not np.isfinite(off).all():
        return float("nan")
    table = np.column_stack([panel.placed.astype(float), panel.day, off])
    many = np.bincount(panel.creator)
    means = np.column_stack([np.bincount(panel.creator, column) for column in table.T]) / many[:, None]
    x, y = np.split(table - means[panel.creator], [2], axis=1)
    slopes, rest, *_ = np.linalg.lstsq(x, y[:, 0], rcond=None)
    variance = float(rest[0]) / (len(off) - len(many) - 2) * np.linalg.inv(x.T @ x)[0, 0]
    return float(slopes[0] > 1.959964 * np.sqrt(variance))


SETTINGS = ((30, 20), (30, 6), (15, 12))
"""Creators, and own notes of each."""


def measure(short: bool) -> Iterator[Figure]:
    """Measure false and true statements in both families."""
    # A share near a bar of .05 is known to ± .025 from 320 campaigns.
    runs = 30 if short else 160
    for family in WORLDS:
        for creators, own in SETTINGS:
            setting = f"{creators} creators, {own} own notes each"
            quiet = say_lifts(family, Wish(creators=creators, own=own), 2 * runs)
            yield Figure(
                "campaign lift: said where the creators' next ordinary notes were looked at",
                family,
                setting,
                quiet.lifted + quiet.lowered,
                2 * runs,
                most=0.08,
                kind="campaign_lift",
            )
            yield Figure(
                "single note above or below its creator's usual: any said where nothing happened",
                family,
                setting,
                quiet.called,
                2 * runs,
                most=0.05,
                kind="note_call",
            )
            lifted = say_lifts(family, Wish(creators=creators, own=own, lift=1.4), runs)
            least = 0.6 if creators == 30 and own == 20 else None
            yield Figure("campaign lift of +40 %: seen", family, setting, lifted.lifted, runs, least=least)
            for who, seen in (
                ("knew each creator's level on that day", lifted.best),
                ("had to learn only levels and a growth from own notes", lifted.learnt),
            ):
                if np.isfinite(seen):
                    yield Figure(
                        f"campaign lift of +40 %: seen by one who {who}", family, setting, seen, runs
                    )
            yield Figure(
                "campaign lift of +40 %: 95 % interval holds it",
                family,
                setting,
                lifted.held,
                runs,
                0.92,
                kind="lift_interval",
            )
