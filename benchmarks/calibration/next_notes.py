"""What a creator's next notes bring: how often the 80 % interval holds them, and the estimate's error relative to the raw mean's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.calibration.estimate_bound import summaries, table_of, weigh
from benchmarks.calibration.lifts import WORLDS, as_notes, brief
from benchmarks.calibration.measured import Figure
from benchmarks.calibration.real_posts import NAME as REAL
from benchmarks.calibration.worlds import Panel, Wish
from xhs_workbench import selection, tables
from xhs_workbench.params.brief import Brief

Array = NDArray[np.float64]
SEED = 94519


@dataclass(frozen=True, slots=True)
class Ahead:
    """Share of next notes held, and the error of the estimate over the raw mean's (root mean square on the log scale)."""

    held: float
    error: float
    width: float


def as_creators(panel: Panel, rng: np.random.Generator) -> pl.DataFrame:
    """Write the creators of a panel: followers go with the level, give or take."""
    # Nobody knows the level of real posts; their own count stands for it.
    level = np.where(np.isfinite(panel.level), panel.level, np.log1p(panel.count))
    first = np.bincount(panel.creator, level) / np.bincount(panel.creator)
    followers = np.exp(3.5 + first + rng.normal(0, 0.7, len(first))).astype(np.int64)
    made = pl.DataFrame(
        {
            "creator_id": [f"c{one:03d}" for one in range(len(first))],
            "creator_name": [f"C{one}" for one in range(len(first))],
            "followers": followers,
        }
    )
    return pl.concat([tables.empty("creators"), made], how="diagonal_relaxed")


def posted_from(days: float) -> Brief:
    """Return the demo's brief, posting and everything after it so many days later."""
    asked = brief()
    late = {
        name: getattr(asked.timeline, name) + timedelta(days=days)
        for name in ("posting_start", "posting_end", "measured_until")
    }
    sale = {"sale_start": None, "sale_end": None}
    return asked.model_copy(update={"timeline": asked.timeline.model_copy(update=late | sale)})


def _later(family: str) -> int:
    """Return how many later notes are looked at: few real accounts post thirty times in ninety days."""
    return 8 if family == REAL else 30


def look_ahead(family: str, creators: int, own: int, after_from: float, runs: int) -> Ahead:
    """Estimate rosters and compare the estimates with their next thirty notes.

    Args:
        family: A key of `WORLDS`.
        creators: Roster.
        own: Notes seen, about ten of a hundred rosters' creators have half as many.
        after_from: Days from the last notes seen to the next ones.
        runs: Rosters.
    """
    asked, held, ours, raw, width = posted_from(after_from), [], [], [], []
    wish = Wish(creators=creators, own=own, placed=0, after=_later(family), after_from=after_from)
    for number in range(runs):
        rng = np.random.default_rng([SEED, number, creators, own, int(after_from)])
        panel = WORLDS[family](rng, wish)
        notes = as_notes(panel).drop("placed", "cost")
        seen = panel.day < 0
        made = selection.estimate_performance(
            as_creators(panel, rng), notes.filter(pl.Series(seen)), asked
        ).creators
        low, high, middle = (
            made[name].to_numpy()
            for name in ("interactions_low", "interactions_high", "expected_interactions")
        )
        later = ~seen
        who, count = panel.creator[later], panel.count[later]
        held.append(np.mean((np.floor(low[who]) <= count) & (count <= np.ceil(high[who]))))
        width.append(np.median(np.log1p(high) - np.log1p(low)))
        truth, mean = _levels(panel)
        ours.append(np.mean((np.log1p(middle) - truth) ** 2))
        raw.append(np.mean((mean - truth) ** 2))
    return Ahead(float(np.mean(held)), float(np.sqrt(np.mean(ours) / np.mean(raw))), float(np.mean(width)))


def _levels(panel: Panel) -> tuple[Array, Array]:
    """Return each creator's true level during the later notes, and the raw mean of her notes seen."""
    seen, y = panel.day < 0, np.log1p(panel.count)
    who = panel.creator[~seen]
    # Nobody knows the level of real posts; their own later mean stands for it.
    later = np.where(np.isfinite(panel.level), panel.level, y)[~seen]
    mean = np.bincount(panel.creator[seen], y[seen]) / np.bincount(panel.creator[seen])
    return np.bincount(who, later) / np.bincount(who), mean


def bound(family: str, creators: int, own: int, runs: int) -> float:
    """Return the error over the raw mean's of one who was shown the truth of other rosters of the same world."""
    wish = Wish(creators=creators, own=own, placed=0, after=_later(family))

    def roster(seed: int, number: int) -> tuple[Array, Array]:
        rng = np.random.default_rng([seed, number, creators, own, 0])
        panel = WORLDS[family](rng, wish)
        # Of real posts followers are made from the counts themselves and tell nothing more.
        known = None if family == REAL else np.log(as_creators(panel, rng)["followers"].to_numpy())
        seen, y = panel.day < 0, np.log1p(panel.count)
        told = []
        for one in range(creators):
            hers = seen & (panel.creator == one)
            told.append(summaries(panel.day[hers], y[hers], None if known is None else float(known[one])))
        truth, mean = _levels(panel)
        return table_of(told), truth - mean

    weights = weigh(lambda number: roster(SEED + 1, number))
    theirs, raw = 0.0, 0.0
    for number in range(runs):
        table, off = roster(SEED, number)
        theirs += float(np.mean((off - table @ weights) ** 2))
        raw += float(np.mean(off**2))
    return float(np.sqrt(theirs / raw))


def measure(short: bool) -> Iterator[Figure]:
    """Measure near and far notes, small and middling rosters, in both families."""
    runs = 12 if short else 32
    for family in WORLDS:
        for creators, own, most in ((10, 8, 1.0), (20, 8, 1.0), (40, 8, 0.9)):
            found = look_ahead(family, creators, own, 0.0, runs)
            yield Figure(
                "estimate of a creator: error over the raw mean's",
                family,
                f"{creators} creators, {own} notes each",
                found.error,
                runs,
                most=most,
                is_share=False,
            )
            if creators == 40:
                yield Figure(
                    "estimate of a creator: error over the raw mean's of one who was shown 200 other rosters' truth",
                    family,
                    f"{creators} creators, {own} notes each",
                    bound(family, creators, own, runs),
                    runs,
                    is_share=False,
                )
            yield Figure(
                "80 % interval: share of the next notes (30; of real accounts 8) within",
                family,
                f"{creators} creators, {own} notes each (interval a factor {np.exp(found.width):.1f} wide)",
                found.held,
                runs * creators * _later(family),
                0.76,
                0.84,
                kind="next_note_interval",
            )
        if family == REAL:
            # Few of these accounts posted for so long.
            continue
        far = look_ahead(family, 40, 20, 400.0, runs)
        yield Figure(
            "80 % interval: share of notes more than 400 days later within",
            family,
            f"40 creators, 20 notes each (interval a factor {np.exp(far.width):.1f} wide)",
            far.held,
            runs * 1200,
            0.76,
            0.84,
            kind="far_note_interval",
        )
