"""The page in docs that every report names: how often each kind of sentence was right where the truth was known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from benchmarks.calibration.measured import Figure

PAGE = Path(__file__).parents[2] / "docs" / "how_far_to_trust.md"
HEAD = """# How far can these statements be trusted?

`make calibration` measured every figure below on made-up campaigns whose truth is known. They come from two families that were
written before any method was chosen (`benchmarks/calibration/worlds.py`): *log-normal, growing* (creators who grow, drift and share
a season) and *viral, breaking* (over-dispersed counts, a few viral notes, jumps of level, a changing platform). The methods do not
know the constants of these families. No real Xiaohongshu data with a known truth exist; `python -m benchmarks` shows results on
real counts of other platforms.

**runs** is the number of campaigns (or notes, or windows) behind a figure; the range beside a share is Wilson's 95 % interval of the
measurement. Bars that were missed are listed first: in those settings, a report's sentence claims more than the measurement supports.
"""
TAIL = """
## What this does not show

- Made-up campaigns are simpler than real ones. They have no creator who changes her subject, no deleted note and no wrong export.
- A lift is an association. It does not separate notes that worked from notes placed at a better hour or in a creator's good month.
- A figure that held here on average may be off for one campaign: of ten 90 % intervals one is expected to miss.
"""


def write_page(figures: Sequence[Figure], path: Path = PAGE, how: str = "") -> None:
    """Write the page.

    Args:
        figures: In the order of the page.
        path: The file to write.
        how: A sentence on how they were made, if they did not all come from one full run.
    """
    path.write_text(
        "\n".join([HEAD, *([how, ""] if how else []), _missed(figures), *_tables(figures), TAIL]),
        encoding="utf-8",
    )


def _missed(figures: Sequence[Figure]) -> str:
    judged = [figure for figure in figures if figure.bar]
    missed = [figure for figure in judged if not figure.held]
    if not missed:
        return f"All {len(judged)} bars were reached.\n"
    lines = [f"- {one.statement}; {one.world}; {one.setting}: {one.value:.2f} {one.bar}" for one in missed]
    return "\n".join(
        [f"{len(judged) - len(missed)} of {len(judged)} bars were reached. Not reached:\n", *lines, ""]
    )


def _tables(figures: Iterable[Figure]) -> Iterable[str]:
    for statement, rows in groupby(figures, key=lambda figure: figure.statement):
        yield f"## {statement[0].upper()}{statement[1:]}\n"
        yield "| world | setting | measured | 95 % of it | runs | bar |\n|---|---|---|---|---|---|"
        for row in rows:
            yield (
                f"| {row.world} | {row.setting} | {row.value:.3f} | {row.between} | {row.runs:,} | "
                f"{row.bar.strip('()')} |"
            )
        yield ""
