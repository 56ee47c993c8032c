"""The statements of a results report on a family of campaigns written to break them: where they do is said on the page."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.calibration.lifts import say_lifts
from benchmarks.calibration.measured import Figure
from benchmarks.calibration.money import say_moves
from benchmarks.calibration.worked import EFFECT, say_worked
from benchmarks.calibration.worlds import HOSTILE, POSTING_DAYS, Wish


def measure(short: bool) -> Iterator[Figure]:
    """Measure false and true statements; the kinds are judged with those of the other families."""
    runs = 20 if short else 160
    for family in HOSTILE:
        yield from _lifts(family, runs)
        yield from _worked(family, runs)
        said, _ = say_moves(family, Wish(creators=30, own=12), runs)
        statement = "a move of money between formats: said where formats mean nothing"
        yield Figure(
            statement, family, "30 notes, 12 own notes each", said, runs, most=0.05, kind="money_move"
        )


def _lifts(family: str, runs: int) -> Iterator[Figure]:
    for creators, own in ((30, 20), (30, 6)):
        setting = f"{creators} creators, {own} own notes each"
        quiet = say_lifts(family, Wish(creators=creators, own=own), runs)
        lifted = say_lifts(family, Wish(creators=creators, own=own, lift=1.4), runs)
        for statement, value, least, most, kind in (
            (
                "campaign lift: said where the creators' next ordinary notes were looked at",
                *(quiet.lifted + quiet.lowered, None, 0.08, "campaign_lift"),
            ),
            (
                "single note above or below its creator's usual: any said where nothing happened",
                *(quiet.called, None, 0.05, "note_call"),
            ),
            ("campaign lift of +40 %: seen", lifted.lifted, None, None, ""),
            ("campaign lift of +40 %: 95 % interval holds it", lifted.held, 0.92, None, "lift_interval"),
        ):
            yield Figure(statement, family, setting, value, runs, least, most, kind=kind)
    yield Figure(
        "season: what the straight line through own notes misses by during the campaign (log scale)",
        "heavy-tailed, uneven",
        "the season alone, endless notes of 240 days, every phase",
        _misses_of_a_line(),
        1,
        is_share=False,
    )


def _misses_of_a_line() -> float:
    """Return the root mean square, over phases, of the season's mean over the campaign minus a line through 240 days of it."""
    day, ahead = np.linspace(-240, -1, 2000), np.linspace(0, POSTING_DAYS, 200)
    phase = np.linspace(0, 1, 360, endpoint=False)[:, None]
    before, after = (0.25 * np.sin(2 * np.pi * (one / 365 + phase)) for one in (day, ahead))
    fitted = np.polynomial.polynomial.polyfit(day, before.T, 1)
    carried = np.polynomial.polynomial.polyval(ahead.mean(), fitted)
    return float(np.sqrt(np.mean((after.mean(axis=1) - carried) ** 2)))


def _worked(family: str, runs: int) -> Iterator[Figure]:
    # No figure of who knew each level: that comparison of plain means is no bound on notes with heavy tails.
    setting = "40 creators, 20 own notes each"
    found, quiet = (say_worked(family, 40, 20, effect, runs) for effect in (EFFECT, 1.0))
    for statement, value, least, most, kind in (
        ("what worked: 90 % interval holds a planted +20 %", found.held, 0.86, 0.94, "worked_interval"),
        ("what worked: a planted +20 % is claimed", found.claimed, None, None, ""),
        ("what worked: anything claimed where nothing works", quiet.any_claim, None, 0.05, "worked_claim"),
    ):
        yield Figure(statement, family, setting, value, runs, least, most, kind=kind)
