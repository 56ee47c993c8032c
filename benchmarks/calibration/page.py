"""The page in docs that every report names: how often each kind of sentence was right where the truth was known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.calibration.measured import Figure
from xhs_workbench.metrics import wilson
from xhs_workbench.statistics.trust import FILE

Z_95 = 1.959964
PAGE = Path(__file__).parents[2] / "docs" / "how_far_to_trust.md"
HEAD = """# How far can these statements be trusted?

`make calibration` measured every figure below on made-up campaigns whose truth is known. They come from two families that were
written before any method was chosen (`benchmarks/calibration/worlds.py`): *log-normal, growing* (creators who grow, drift and share
a season) and *viral, breaking* (over-dispersed counts, a few viral notes, jumps of level, a changing platform). The methods do not
know the constants of these families. No real Xiaohongshu data with a known truth exist. Where real posts of another platform lie
beside the checkout (`benchmarks/calibration/real_posts.py`: 327 Instagram accounts), campaigns are drawn from them too: nothing
was paid for there, so a lift that is found is false, and a planted one is known. Two more worlds were written afterwards to break the
methods: *heavy-tailed, uneven* (Student's t notes, a spread of each creator's own, rising and falling creators, strong weeks, hidden
notes, rounded counts) and, for longevity, *lurching* notes.

Where power is measured, a second figure says what one would see who knew each creator's true level on that day and compared means:
on log-normal notes no method can see more from so few. Where that second figure lies below a bar of power, the bar cannot be reached at
5 % false calls; it is listed as missed all the same. For a campaign's lift a third figure knows every movement of the levels but has to
learn each creator's level and one common growth from the own notes, as any method must.

Boosting has two more figures. One comes from a learner who knows the family of the response, every prior and the size of chance, and
learns from the same tranches (`benchmarks/calibration/boost_learner.py`): what it does not reach is no fault of the page's model. The
other knows everything but spends whole tranches. For estimates of creators a regression that was shown the truth of 200 other rosters of
the same world stands beside them (`benchmarks/calibration/estimate_bound.py`); on real posts those rosters even hold the same accounts.

Campaigns of real posts are drawn from the same accounts and fifteen months, and share notes: such figures are less certain than their
ranges say. Formats are drawn there, and for what worked also hours and weekdays, because when a note was really posted may matter.

A season that lasts longer than the own notes go back looks like growth, and no method can tell the two from these notes. In the
*heavy-tailed, uneven* world a straight line through endless notes misses it by what its table says, more than all else that a campaign of
30 notes leaves unknown. An interval wide enough for it sees clearly fewer lifts in every family. Own notes of more than a year tell.

**runs** is the number of campaigns (or notes, or windows) behind a figure; the range beside a share is Wilson's 95 % interval of the
measurement. Bars that were missed are listed first. What the pages make of it stands in `xhs_workbench/statistics/trust.toml`, written
with this page: claims of a kind whose false calls pass the bar, all settings together or one of them beyond the measurement's error, say
less ("possibly", "may"), and the limits of the results report give the measured shares of every interval that missed a bar.
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


def write_trust(figures: Iterable[Figure], path: Path = FILE) -> None:
    """Write the kinds of statements with what was measured of them, for the sentences that ask (`statistics.trust`)."""
    by_kind: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.kind:
            by_kind.setdefault(figure.kind, []).append(figure)
    lines = [
        "# Written by `make calibration`; see `trust.py`. Shares over every world and setting of a kind."
    ]
    for kind, found in sorted(by_kind.items()):
        values = [one.value for one in found]
        bars = sorted({one.bar.strip("()").split(":")[0] for one in found if one.bar})
        lines += [
            "",
            f"[{kind}]",
            f"held = {str(_kept(found)).lower()}",
            f"least = {min(values):.3f}",
            f"most = {max(values):.3f}",
            f'bar = "{"; ".join(bars)}"',
        ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _kept(found: Sequence[Figure]) -> bool:
    """Say whether a kind of statement kept its bar.

    A few dozen campaigns tell a share of false calls only roughly, so these are judged together, and one
    setting counts against them if its whole Wilson interval lies above the bar. Intervals must keep every bar.
    """
    if any(one.least is not None for one in found):
        return all(one.held for one in found)
    most = min(one.most for one in found if one.most is not None)
    runs = sum(one.runs for one in found)
    clearly = any(wilson(one.value * one.runs, one.runs, Z_95)[0] > (one.most or 1.0) for one in found)
    return not clearly and sum(one.value * one.runs for one in found) / runs <= most


def _missed(figures: Sequence[Figure]) -> str:
    judged = [figure for figure in figures if figure.bar]
    missed = [figure for figure in judged if not figure.held]
    if not missed:
        return f"All {len(judged)} bars were reached.\n"
    clearly = [one for one in missed if one.clearly_missed]
    parts = [f"{len(judged) - len(missed)} of {len(judged)} bars were reached.\n"]
    for found, words in (
        (clearly, "Not reached, by more than the measurement's own error"),
        (
            [one for one in missed if one not in clearly],
            "Not reached, but so few runs do not tell it from a figure that holds",
        ),
    ):
        if found:
            parts += [f"{words}:\n", *(_missed_line(one) for one in found), ""]
    return "\n".join(parts)


def _missed_line(one: Figure) -> str:
    return f"- {one.statement}; {one.world}; {one.setting}: {one.value:.2f} {one.bar}"


def _tables(figures: Iterable[Figure]) -> Iterable[str]:
    # Settings alternate between statements; each statement has one table, in the order of its first figure.
    by_statement: dict[str, list[Figure]] = {}
    for figure in figures:
        by_statement.setdefault(figure.statement, []).append(figure)
    for statement, rows in by_statement.items():
        yield f"## {statement[0].upper()}{statement[1:]}\n"
        yield "| world | setting | measured | 95 % of it | runs | bar |\n|---|---|---|---|---|---|"
        for row in rows:
            yield (
                f"| {row.world} | {row.setting} | {row.value:.3f} | {row.between} | {row.runs:,} | "
                f"{row.bar.strip('()')} |"
            )
        yield ""
