"""Counts as bounds (`100+`): whether the page's statement holds the truth, and how often the estimate covers it.

Likes are drawn, then written as a logged-out page writes them, in several ways; the rows' own true median is
known. The old practice, leaving bounds out of the median, stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.bars import bar
from xhs_workbench.statistics.censored import estimate_median, median_known

GRIDS = {
    "10+ 100+ 1k+ 1万+ 10万+": (10, 100, 1_000, 10_000, 100_000),
    "1千+ 1万+ 10万+": (1_000, 10_000, 100_000),
    "100+": (100,),
    "10万+": (100_000,),
}
SEED = 20260618
Draw = Callable[[np.random.Generator, int], tuple[NDArray[np.float64], float]]


def log_normal(draw: np.random.Generator, n: int) -> tuple[NDArray[np.float64], float]:
    """Draw counts and return them with the median of what they were drawn from."""
    middle, spread = draw.uniform(3, 8), draw.uniform(0.8, 1.8)
    return np.floor(np.exp(draw.normal(middle, spread, n))), float(np.exp(middle))


def two_kinds(draw: np.random.Generator, n: int) -> tuple[NDArray[np.float64], float]:
    """Draw ordinary notes and a fifth of hits an order of magnitude above them: not log-normal."""
    middle = draw.uniform(3, 6)
    hits = draw.random(20_000) < 0.2
    pool = np.floor(np.exp(draw.normal(middle + 2.3 * hits, 1.0)))
    return pool[:n], float(np.median(pool))


def heavy_tail(draw: np.random.Generator, n: int) -> tuple[NDArray[np.float64], float]:
    """Draw from Student's t with four degrees of freedom on the log scale: tails the model does not have."""
    middle, spread = draw.uniform(3, 8), draw.uniform(0.6, 1.2)
    return np.floor(np.exp(middle + spread * draw.standard_t(4, n))), float(np.exp(middle))


def write_as_page(
    true: NDArray[np.float64], grid: tuple[int, ...], exact: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Write counts as a page with these steps does; those marked `exact` come from a page that shows them in full."""
    steps = np.array([0, *grid], dtype=float)
    floor = steps[np.searchsorted(steps, true, side="right") - 1]
    cut = (floor > 0) & ~exact
    return np.where(cut, floor, true), cut


SHORT = {"rounds": 100}


def run(rounds: int = 1_000) -> Iterator[str]:
    """Yield a line for the bounds, one for the practice of leaving bounds out, and one a world for the estimate."""
    yield from _bounds(rounds)
    for name, world in WORLDS.items():
        yield _coverage(name, world, rounds)


WORLDS: dict[str, Draw] = {"log-normal": log_normal, "a fifth hits": two_kinds, "heavy tails": heavy_tail}


def _bounds(rounds: int) -> list[str]:
    draw = np.random.default_rng(SEED)
    worlds, grids = list(WORLDS.values()), list(GRIDS.values())
    held = settled = naive = asked = 0
    for number in range(rounds):
        true, _ = worlds[number % len(worlds)](draw, int(draw.integers(5, 61)))
        shown, cut = write_as_page(
            true, grids[number % len(grids)], draw.random(len(true)) < draw.uniform(0, 0.8)
        )
        frame = pl.DataFrame({"likes": shown, "likes_censored": cut})
        value, bound = frame.select(median_known("likes", frame.columns)).row(0)
        middle = float(np.median(true))
        held += bool(value <= middle if bound else value == middle)
        settled += not bound
        if bound:
            asked += 1
            naive += bool(len(true[~cut]) and np.median(true[~cut]) >= middle)
    return [
        f"censored medians: {held / rounds:.3f} of {rounds:,} shown medians equal or bound the truth {bar(held / rounds, 0.99)}; "
        f"{settled / rounds:.3f} exactly known",
        (
            "censored medians, bounds left out instead: at or above the truth in "
            f"{naive / max(asked, 1):.3f} of the {asked:,} open ones"
        ),
    ]


def _coverage(name: str, world: Draw, rounds: int) -> str:
    draw = np.random.default_rng(SEED + 1)
    grids = list(GRIDS.values())
    inside = given = 0
    for number in range(rounds):
        true, middle = world(draw, int(draw.integers(15, 61)))
        shown, cut = write_as_page(
            true, grids[number % len(grids)], draw.random(len(true)) < draw.uniform(0, 0.8)
        )
        if cut.any() and (found := estimate_median(shown, cut)):
            given += 1
            inside += bool(found.low <= middle <= found.high)
    share = inside / max(given, 1)
    aim = f" {bar(share, 0.85)}" if name == "log-normal" else " (no bar: not the model's world)"
    return f"censored estimate, {name}: the 90 % interval covers the median in {share:.3f} of {given:,}{aim}"
