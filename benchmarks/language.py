"""Everything measured of comments in one command: opinion, questions, shares, near-copies, speed (`make bench language`)."""

from __future__ import annotations

from benchmarks import comments, near_copies, sentiment, shares


def run() -> list[str]:
    """Return the lines of all of them, the tables of `docs/comments_measured.md` first."""
    return [*comments.run(), *shares.run(), *near_copies.run(), *sentiment.speed_lines()]
