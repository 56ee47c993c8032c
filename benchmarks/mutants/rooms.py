"""Which files each mutated room has, and which tests must hold it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xhs_workbench import paths

PACKAGE = paths.ROOT / "xhs_workbench"


@dataclass(frozen=True, slots=True)
class Room:
    """A room: its files as patterns under the package, and the test folders or files that pin its numbers."""

    name: str
    code: tuple[str, ...]
    tests: tuple[str, ...]

    def files(self) -> list[Path]:
        """Return the files, sorted; a pattern that matches nothing is an error, since rooms are moved and renamed."""
        found: set[Path] = set()
        for pattern in self.code:
            matched = set(PACKAGE.glob(pattern))
            if not matched:
                raise FileNotFoundError(f"no file of room {self.name} matches xhs_workbench/{pattern}")
            found |= matched
        return sorted(found)


ROOMS = (
    Room("metrics", ("metrics/*.py", "shares.py"), ("tests/metrics",)),
    Room("estimating", tuple(f"selection/{name}.py" for name in ("performance", "huber", "horizon", "conformal", "reach", "recency",
                             "recent_notes", "fair_price", "benchmarks", "peers", "record")),
         ("tests/selection/test_performance.py", "tests/selection/test_horizon.py", "tests/selection/test_benchmarks_and_prices.py")),
    Room("planning", tuple(f"selection/{name}.py" for name in ("portfolio", "programme", "solver", "frontier", "infeasible", "replan",
                           "overlap", "stability", "risk")),
         ("tests/selection/test_portfolio.py", "tests/selection/test_replan.py", "tests/selection/test_overlap.py")),
    Room("results", ("results/*.py",), ("tests/results",)),
    Room("boosting", ("live/boost*.py",), ("tests/live/test_boosting.py",)),
    Room("lexicon", ("language/lexicon.py", "language/sentiment.py"), ("tests/language/test_sentiment.py", "tests/language/test_lexicon_file.py")),
    Room("values", ("intake/values.py", "intake/figures.py", "intake/dates.py"),
         ("tests/intake/test_values.py", "tests/intake/test_written_values.py", "tests/intake/test_days.py")),
)  # fmt: skip
