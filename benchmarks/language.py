"""Everything measured of comments in one command: opinion, questions, shares, near-copies, speed (`make bench language`)."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import comments, near_copies, sentiment, shares


def run() -> Iterator[str]:
    """Yield the lines of all of them, the tables of `docs/comments_measured.md` first."""
    yield from comments.run()
    yield from shares.run()
    yield from near_copies.run()
    yield from sentiment.speed_lines()
