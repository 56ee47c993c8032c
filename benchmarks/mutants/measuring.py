"""Draw a room's faults, run the tests against each, and count."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from importlib import import_module

from benchmarks.mutants.covering import cover
from benchmarks.mutants.faults import Fault, find_faults, make
from benchmarks.mutants.rooms import Room
from benchmarks.mutants.running import Trial, check_without_fault, prepare, try_all
from xhs_workbench import paths

SAMPLE, SEED = 80, 15
THIRD_PARTIES = (
    "numpy",
    "polars",
    "pandas",
    "pydantic",
    "pytest",
    "_pytest.doctest",
    "hypothesis",
    "hypothesis.strategies",
    "scipy.stats",
    "scipy.optimize",
    "statsmodels.api",
    "dataframely",
    "ahocorasick_rs",
    "rjieba",
    "opencc",
    "duckdb",
    "fastexcel",
    "python_calamine",
    "ruamel.yaml",
    "altair",
    "xlsxwriter",
    "openpyxl",
    "coverage",
)
"""Imported once, before any process is forked; none of them runs a query, so no thread of polars is lost."""


@dataclass(frozen=True, slots=True)
class Score:
    """What the tests of a room notice: how many faults there are, were tried and were noticed, and the others as text."""

    room: str
    possible: int
    tried: int
    survived: tuple[str, ...]
    untested: int
    seconds: float

    @property
    def share(self) -> float:
        """Return the mutation score."""
        return 1 - len(self.survived) / self.tried if self.tried else 0.0

    def line(self) -> str:
        """Return the score in a line."""
        noticed = self.tried - len(self.survived)
        return (
            f"{self.room}: {noticed} of {self.tried} faults noticed ({self.share:.0%}), of "
            f"{self.possible} possible; {self.seconds:.0f} s"
        )


def measure(room: Room, sample: int | None, seed: int) -> Score:
    """Try a room's faults.

    Args:
        room: The room.
        sample: How many faults; None tries all.
        seed: Draws the sample.
    """
    began = time.monotonic()
    for name in THIRD_PARTIES:
        import_module(name)
    faults = find_faults(room.files(), seed)
    coverage = cover(room)
    trials: list[Trial] = []
    for fault in faults:
        if sample is not None and len(trials) == sample:
            break
        source = fault.file.read_text(encoding="utf-8")
        made = make(fault, source)
        if made is not None:
            trials.append(prepare(fault, source, made, coverage))
    check_without_fault(room, trials)
    noticed = try_all(room, trials, lambda done: _tell(f"{room.name}: {done} of {len(trials)} faults tried"))
    left = [trial for trial, found in zip(trials, noticed, strict=True) if not found]
    survived = sorted(
        _shown(trial.fault, trial.source, trial.made) + ("" if trial.tests else "   (no test runs it)")
        for trial in left
    )
    untested = sum(not trial.tests for trial in left)
    return Score(room.name, len(faults), len(trials), tuple(survived), untested, time.monotonic() - began)


def _tell(done: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}", end="", file=sys.stderr, flush=True)


def _shown(fault: Fault, source: str, made: str) -> str:
    """Return file:line, the line as it is, and as it was made."""
    was, became = source.split("\n"), made.split("\n")
    at = next(
        (n for n, (one, two) in enumerate(zip(was, became, strict=False)) if one != two), fault.start[0] - 1
    )
    return (
        f"{fault.file.relative_to(paths.ROOT)}:{at + 1}\n    - {was[at].strip()}\n    + {became[at].strip()}"
    )
