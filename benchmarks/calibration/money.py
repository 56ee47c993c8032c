"""Advice on money: how often a move is advised between formats without a difference, and between formats with one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from benchmarks.calibration.lifts import EVERY, WORLDS, as_notes, as_outcomes, brief
from benchmarks.calibration.measured import Figure
from benchmarks.calibration.worlds import Wish
from xhs_workbench import metrics, results, tables

SEED = 91503


def say_moves(family: str, wish: Wish, runs: int, by: str = "format") -> tuple[float, float]:
    """Let campaigns advise.

    Returns:
        Shares of campaigns that say any move, and that say one towards the format with the planted effect
        (`review`, the first).
    """
    asked = brief()
    # These worlds have only one count, so the brief is changed to aim for it.
    asked = asked.model_copy(update={"objective": asked.objective.model_copy(update={"kind": "ugc"})})
    found = []
    for number in range(runs):
        rng = np.random.default_rng([SEED, number, wish.creators, wish.own])
        notes = as_notes(EVERY[family](rng, wish))
        history = notes.filter(~pl.col("placed")).drop("placed", "cost")
        lifts = results.lift_over_baseline(as_outcomes(notes, asked), history, tables.empty("paid"), asked)
        split = results.split_budget(lifts, asked, by)
        moved = split.filter("move")["key"].to_list()
        found.append((bool(moved), metrics.FORMATS[0] in moved))
    said, right = np.mean(found, axis=0)
    return float(said), float(right)


def measure(short: bool) -> Iterator[Figure]:
    """Measure moves on noise and on an effect, in both families."""
    runs, quiet_runs = (40, 40) if short else (100, 240)
    for family in WORLDS:
        for creators in (20, 30, 50):
            said, _ = say_moves(family, Wish(creators=creators, own=12), quiet_runs)
            yield Figure(
                "a move of money between formats: said where formats mean nothing",
                family,
                f"{creators} notes, 12 own notes each",
                said,
                quiet_runs,
                most=0.05,
                kind="money_move",
            )
        _, right = say_moves(family, Wish(creators=50, own=12, format_effect=1.6), runs)
        yield Figure(
            "a move of money towards a format that brings 60 % more: said",
            family,
            "50 notes, 12 own notes each",
            right,
            runs,
        )
