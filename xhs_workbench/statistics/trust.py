"""Which kinds of statements kept their bar in `make calibration`: one place that every sentence asks.

`trust.toml` is written by the calibration beside *How far can these statements be trusted?* A sentence whose kind
missed its bar says less, without anyone editing words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("trust.toml")


@dataclass(frozen=True, slots=True)
class Trust:
    """One kind of statement.

    Args:
        held: Every bar of its kind was kept, in every world.
        least: Smallest share measured.
        most: Largest share measured.
        bar: The bar, in words ("at most 0.05").
    """

    held: bool
    least: float
    most: float
    bar: str


@cache
def trusted(file: Path = FILE) -> Mapping[str, Trust]:
    """Return kind -> what was measured.

    Raises:
        KeyError, TypeError: The file is not one that the calibration wrote.
    """
    return {kind: Trust(**entry) for kind, entry in tomllib.loads(file.read_text(encoding="utf-8")).items()}


def holds(kind: str) -> bool:
    """Say whether a kind of statement kept its bar; one that was never measured did not."""
    found = trusted().get(kind)
    return found is not None and found.held
