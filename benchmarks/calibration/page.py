"""The page that ships in docs and that every report names: how often each kind of sentence was right, where its truth was known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from benchmarks.calibration.measured import Figure

PAGE = Path(__file__).parents[2] / "docs" / "how_far_to_trust.md"
HEAD = """# How far can these statements be trusted?

Every figure below was measured by `make calibration` on made-up campaigns whose truth is known, of two families that were written
before any method was chosen (`benchmarks/calibration/worlds.py`): *log-normal, growing* (creators who grow, drift and share a season)
and *viral, breaking* (over-dispersed counts, a few flying notes, jumps of level, a platform that changes). No method is told their
constants. Real Xiaohongshu data with a known truth does not exist; what real counts of other platforms show stands in `python -m benchmarks`.

**runs** is how many campaigns (or notes, or windows) stand behind a figure; the range behind a share is Wilson's 95 % interval of the
measurement itself. A bar that was not reached is named first: in such a setting, read a report's sentence as weaker than it says.
"""
TAIL = """
## What this does not show

- Made-up campaigns are simpler than real ones. A creator who changes her subject, a deleted note, a wrong export are not in them.
- A lift is an association. Notes placed at a better hour, or by creators in a good month, are not told from notes that worked.
- A figure that held here on average may be off for one campaign: of ten 90 % intervals one is expected to miss.
"""


def write_page(figures: Sequence[Figure], path: Path = PAGE, how: str = "") -> None:
    """Write the page.

    Args:
        figures: In the order in which they are shown.
        path: Where to.
        how: A sentence on how they were made, where not all came from one full run.
    """
    path.write_text(
        "\n".join([HEAD, *([how, ""] if how else []), _missed(figures), *_tables(figures), TAIL]), encoding="utf-8"
    )


def _missed(figures: Sequence[Figure]) -> str:
    judged = [figure for figure in figures if figure.bar]
    missed = [figure for figure in judged if not figure.held]
    if not missed:
        return f"All {len(judged)} bars were reached.\n"
    lines = [f"- {one.statement}; {one.world}; {one.setting}: {one.value:.2f} {one.bar}" for one in missed]
    return "\n".join([f"{len(judged) - len(missed)} of {len(judged)} bars were reached. Not reached:\n", *lines, ""])


def _tables(figures: Iterable[Figure]) -> Iterable[str]:
    for statement, rows in groupby(figures, key=lambda figure: figure.statement):
        yield f"## {statement[0].upper()}{statement[1:]}\n"
        yield "| world | setting | measured | 95 % of it | runs | bar |\n|---|---|---|---|---|---|"
        for row in rows:
            yield f"| {row.world} | {row.setting} | {row.value:.3f} | {row.between} | {row.runs:,} | {row.bar.strip('()')} |"
        yield ""
