"""Which files each mutated room has, and which tests must hold it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xhs_workbench import paths

PACKAGE = paths.ROOT / "xhs_workbench"


@dataclass(frozen=True, slots=True)
class Room:
    """A room: its files as patterns under the package, and as patterns the test files that pin its numbers within seconds."""

    name: str
    code: tuple[str, ...]
    tests: tuple[str, ...]

    def files(self) -> list[Path]:
        """Return its files, sorted."""
        return _matching(PACKAGE, self.code)

    def test_files(self) -> list[Path]:
        """Return its test files, sorted."""
        return _matching(paths.ROOT, self.tests)


def _matching(folder: Path, patterns: tuple[str, ...]) -> list[Path]:
    """Return what matches; a pattern that matches nothing is an error, since rooms are moved and renamed."""
    for pattern in patterns:
        if not any(folder.glob(pattern)):
            raise FileNotFoundError(
                f"nothing matches {pattern} in {folder.name}/; was a file moved? "
                "benchmarks/mutants/rooms.py names it"
            )
    return sorted({path for pattern in patterns for path in folder.glob(pattern)})


ROOMS = (
    Room("metrics", ("metrics/*.py",), ("tests/metrics/test_*.py",)),
    Room("statistics", ("statistics/*.py",), ("tests/statistics/test_*.py",)),
    Room(
        "estimating",
        ("selection/estimating/*.py",),
        (
            "tests/selection/test_performance*.py",
            "tests/selection/test_horizon.py",
            "tests/selection/test_benchmarks_and_prices.py",
            "tests/selection/test_estimat*.py",
        ),
    ),
    Room(
        "planning",
        ("selection/planning/*.py",),
        (
            "tests/selection/test_as_ordered.py",
            "tests/selection/test_budget_options.py",
            "tests/selection/test_first_screen.py",
            "tests/selection/test_portfolio.py",
            "tests/selection/test_replan.py",
            "tests/selection/test_plan*.py",
        ),
    ),
    Room(
        "results",
        ("results/*/*.py",),
        tuple(
            f"tests/results/test_{name}*.py"
            for name in (
                "advice",
                "baseline",
                "boost_review",
                "bounds",
                "brought",
                "budget",
                "buying",
                "closer",
                "counterfactual",
                "counting",
                "declared",
                "goal",
                "growth",
                "limits",
                "lives",
                "longevity",
                "net",
                "next",
                "one_note",
                "own_past",
                "plain",
                "reached",
                "readers",
                "results",
                "saying",
                "search",
                "shop",
                "what",
            )
        ),
    ),
    Room("boosting", ("live/spending/*.py",), ("tests/live/test_boost*.py",)),
    Room(
        "lexicon",
        (
            "language/opinions/entries.py",
            "language/opinions/lexicon.py",
            "language/opinions/sentiment.py",
            "language/opinions/word_finding.py",
        ),
        tuple(
            f"tests/language/test_{name}.py"
            for name in (
                "judgements",
                "lexicon_*",
                "term_weights",
                "opinion_shares",
                "reading_speed",
                "sentiment",
            )
        ),
    ),
    Room(
        "values",
        ("intake/cells/values.py", "intake/cells/figures.py", "intake/cells/dates.py"),
        ("tests/intake/test_value*.py", "tests/intake/test_written_values.py"),
    ),
)
