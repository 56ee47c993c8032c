"""What worked: how often the 90 % interval holds a planted format effect, how often it is claimed, and how often chance is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl
from scipy.stats import norm

from benchmarks.calibration.lifts import EVERY, WORLDS, as_notes, brief
from benchmarks.calibration.measured import Figure
from benchmarks.calibration.real_posts import NAME as REAL
from benchmarks.calibration.worlds import FORMATS, Panel, Wish
from xhs_workbench import metrics, results

SEED = 91502
EFFECT = 1.2
VARIES = 0.1
"""Spread of the planted effect over creators, log scale: it differs between creators."""


@dataclass(frozen=True, slots=True)
class Worked:
    """Shares of campaigns: interval held the mean effect; the format was claimed; anything was; it would have been by one who knew all levels."""

    held: float
    claimed: float
    any_claim: float
    best: float


def say_worked(family: str, creators: int, own: int, effect: float, runs: int) -> Worked:
    """Let campaigns say what worked; the effect is planted on the first format and differs between creators."""
    asked, rows = brief(), []
    for number in range(runs):
        rng = np.random.default_rng([SEED, number, creators, own])
        panel = EVERY[family](rng, Wish(creators=creators, own=own))
        if family == REAL:
            # When a note was really posted may matter; weekday and hour are drawn, as its format is.
            panel = replace(panel, day=panel.day + rng.uniform(-3.5, 3.5, len(panel.day)))
        own_effect = np.log(effect) + rng.normal(0, VARIES, creators) * (effect != 1)
        grown = np.where(panel.format == 0, np.exp(own_effect[panel.creator]), 1.0)
        grown_panel = replace(panel, count=np.floor(panel.count * grown))
        notes = as_notes(grown_panel).drop("placed", "cost")
        worked = results.find_what_worked(notes, asked, date(2027, 6, 11))
        first = worked.filter(pl.col("level") == f"format:{metrics.FORMATS[0]}").row(0, named=True)
        held = first["low"] <= effect - 1 <= first["high"]
        claimed = bool(first["claimed"] and first["change"] > 0)
        best = _claimed_by_who_knew(grown_panel, worked.height)
        rows.append((held, claimed, bool(worked["claimed"].any()), best))
    return Worked(*(float(share) for share in np.mean(rows, axis=0)))


def _claimed_by_who_knew(panel: Panel, tests: int) -> float:
    """Say whether format 0 is above the others at 5 % over as many tests, each creator's true level taken off."""
    off = np.log1p(panel.count) - panel.level
    if not np.isfinite(off).all():
        return float("nan")
    ours, others = off[panel.format == 0], [off[panel.format == one] for one in range(1, FORMATS)]
    error = off.std() * np.sqrt(1 / len(ours) + sum(1 / len(one) for one in others) / len(others) ** 2)
    difference = ours.mean() - np.mean([one.mean() for one in others])
    return float(difference > norm.isf(0.025 / tests) * error)


def measure(short: bool) -> Iterator[Figure]:
    """Measure coverage, power and false claims in both families."""
    runs, quiet_runs = (30, 30) if short else (100, 240)
    for family in WORLDS:
        for creators, own in ((15, 12), (40, 20)):
            setting = f"{creators} creators, {own} own notes each"
            found = say_worked(family, creators, own, EFFECT, runs)
            yield Figure(
                "what worked: 90 % interval holds a planted +20 %",
                family,
                setting,
                found.held,
                runs,
                0.86,
                0.94,
                kind="worked_interval",
            )
            yield Figure(
                "what worked: a planted +20 % is claimed",
                family,
                setting,
                found.claimed,
                runs,
                least=0.8 if creators == 40 else None,
            )
            if np.isfinite(found.best):
                yield Figure(
                    "what worked: a planted +20 % would be claimed by one who knew each creator's level",
                    family,
                    setting,
                    found.best,
                    runs,
                )
            quiet = say_worked(family, creators, own, 1.0, quiet_runs)
            yield Figure(
                "what worked: anything claimed where nothing works",
                family,
                setting,
                quiet.any_claim,
                quiet_runs,
                most=0.05,
                kind="worked_claim",
            )
