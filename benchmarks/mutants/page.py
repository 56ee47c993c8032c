"""The table of scores, in the terminal and as `docs/mutants.md`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from benchmarks.mutants.covering import SLOWEST_SECONDS
from benchmarks.mutants.measuring import Score
from benchmarks.mutants.rooms import ROOMS
from xhs_workbench import paths

PAGE = paths.ROOT / "docs" / "mutants.md"
BAR = 0.9

_HEAD = """# Which faults in the arithmetic the tests notice

Written by `make mutants` on {day}: {drawn} all that cosmic-ray's operators and four
of our own (`benchmarks/mutants/operators.py`) can make: a constant changed, a boundary moved, + for −, × for ÷, and for or, a `not`
dropped, min for max, nothing returned. One fault at a time is put into a file; the room's own tests that run the line are run; a
fault is noticed when one of them fails or does not end. Left out by rule (`benchmarks/mutants/faults.py`): messages, types, logging,
how long an iteration goes on. Tests that take more than {slowest:.0f} s are not run, so what only they notice counts as unnoticed.
Mutants that mean the same as the original are not taken out by hand, so 100 % cannot be had. The bar is {bar:.0%}.
Tests are written after a sample was seen, so its score flatters: another `--seed` is the fair check. A small sample says little: of 24,
one fault more or less is four points.

"""


def table(scores: Sequence[Score]) -> str:
    """Return the scores as a Markdown table."""
    rows = [
        "| room | faults possible | tried | noticed | score | run by no test |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    rows += [
        (
            f"| {s.room} | {s.possible:,} | {s.tried} | {s.tried - len(s.survived)} | {s.share:.0%} | "
            f"{s.untested} |"
        )
        for s in scores
    ]
    return "\n".join(rows)


def write_page(scores: Sequence[Score], sample: int | None, seed: int) -> None:
    """Write the page: the table, what is below the bar, and every fault that went unnoticed."""
    head = _HEAD.format(
        day=datetime.now(UTC).date(),
        drawn=f"{sample} faults a room, drawn with seed {seed} from" if sample else "every fault of",
        slowest=SLOWEST_SECONDS,
        bar=BAR,
    )
    low = [score.room for score in scores if score.share < BAR]
    verdict = f"Below the bar: {', '.join(low)}." if low else "No room that was measured is below the bar."
    measured = {score.room for score in scores}
    missing = [room.name for room in ROOMS if room.name not in measured]
    verdict += f" Not measured in this run: {', '.join(missing)}." if missing else ""
    left = [
        f"## {s.room}: unnoticed\n\n```\n" + "\n".join(s.survived) + "\n```" for s in scores if s.survived
    ]
    PAGE.write_text(head + "\n\n".join([table(scores), verdict, *left]) + "\n", encoding="utf-8")
