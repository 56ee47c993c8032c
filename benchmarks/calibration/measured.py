"""One figure of the page: how often a statement was right, in how many made-up campaigns, and its bar."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.bars import bar
from xhs_workbench.metrics import wilson


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure.

    Args:
        statement: What is said, in a reader's words.
        world: The family of made-up campaigns, or the real data.
        setting: What was varied (notes, spread, creators).
        value: What was measured.
        runs: How many campaigns, windows or notes stand behind it.
        least: The smallest value that holds.
        most: The largest.
        is_share: A share of `runs`, shown with Wilson's 95 % interval, not some other number.
        kind: The kind of statement in `statistics/trust.toml`; empty for what no sentence claims (power).
    """

    statement: str
    world: str
    setting: str
    value: float
    runs: int
    least: float | None = None
    most: float | None = None
    is_share: bool = True
    kind: str = ""

    @property
    def held(self) -> bool:
        """Say whether the value meets its bar; True without a bar."""
        return (self.least is None or self.value >= self.least) and (
            self.most is None or self.value <= self.most
        )

    @property
    def clearly_missed(self) -> bool:
        """Say whether the bar was missed by more than the measurement's own error (Wilson's 95 % interval, of shares)."""
        if self.held or not self.is_share:
            return not self.held
        low, high = wilson(self.value * self.runs, self.runs, 1.959964)
        return (self.least is not None and high < self.least) or (self.most is not None and low > self.most)

    @property
    def between(self) -> str:
        """Return the interval of a share, in words."""
        if not self.is_share:
            return ""
        low, high = wilson(self.value * self.runs, self.runs, 1.959964)
        return f"{low:.3f}–{high:.3f}"

    @property
    def bar(self) -> str:
        """Return the bar and whether it was kept, in words."""
        return (
            bar(self.value, self.least, self.most) if self.least is not None or self.most is not None else ""
        )

    def line(self) -> str:
        """Return the figure as one line to print."""
        return (
            f"{self.statement} | {self.world} | {self.setting} | {self.value:.3f} {self.between} of "
            f"{self.runs} {self.bar}"
        ).rstrip()
