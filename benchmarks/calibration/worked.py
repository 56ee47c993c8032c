"""What worked: how often the 90 % interval holds a planted format effect, how often it is claimed, and how often chance is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from benchmarks.calibration.lifts import as_notes, brief
from benchmarks.calibration.measured import Figure
from benchmarks.calibration.worlds import FAMILIES, Wish
from xhs_workbench import metrics, results

SEED = 20261120
EFFECT = 1.2
VARIES = 0.1
"""Spread of the planted effect over creators, log scale: it differs between creators."""


@dataclass(frozen=True, slots=True)
class Worked:
    """Shares of campaigns: interval held the mean effect; the format was claimed; it or anything was hinted at or claimed falsely."""

    held: float
    claimed: float
    false_claim: float


def say_worked(family: str, creators: int, own: int, effect: float, runs: int) -> Worked:
    """Let campaigns say what worked; the effect is planted on the first format and differs between creators."""
    asked, rows = brief(), []
    for number in range(runs):
        rng = np.random.default_rng([SEED, number, creators, own])
        panel = FAMILIES[family](rng, Wish(creators=creators, own=own))
        own_effect = np.log(effect) + rng.normal(0, VARIES, creators) * (effect != 1)
        grown = np.where(panel.format == 0, np.exp(own_effect[panel.creator]), 1.0)
        notes = as_notes(replace(panel, count=np.floor(panel.count * grown))).drop("placed", "cost")
        worked = results.find_what_worked(notes, asked, date(2027, 6, 11))
        first = worked.filter(pl.col("level") == f"format:{metrics.FORMATS[0]}").row(0, named=True)
        held = first["low"] <= effect - 1 <= first["high"]
        claimed = bool(first["claimed"] and first["change"] > 0)
        rows.append((held, claimed, bool(worked["claimed"].any())))
    return Worked(*(float(share) for share in np.mean(rows, axis=0)))


def measure(short: bool) -> Iterator[Figure]:
    """Measure coverage, power and false claims in both families."""
    runs = 40 if short else 1000
    for family in FAMILIES:
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
            )
            yield Figure(
                "what worked: a planted +20 % is claimed",
                family,
                setting,
                found.claimed,
                runs,
                least=0.8 if creators == 40 else None,
            )
            quiet = say_worked(family, creators, own, 1.0, runs)
            yield Figure(
                "what worked: anything claimed where nothing works",
                family,
                setting,
                quiet.false_claim,
                runs,
                most=0.05,
            )
