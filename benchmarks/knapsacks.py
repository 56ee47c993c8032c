"""Published multi-dimensional knapsacks with known optima, as facts: OR-Library's mknap1.

Source: J. E. Beasley, OR-Library, file mknap1 (problems of Petersen, Operations Research 15, 1967), seven problems. Each is written
here as value, then one list a constraint, then the capacities; the published optimum stands first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from xhs_workbench.findings import Text
from xhs_workbench.selection.programme import Programme, Row
from xhs_workbench.selection.solver import solve

FIGURES = """
@FIGURES@
"""


@dataclass(frozen=True)
class Knapsack:
    """Maximise value · x under loads · x <= capacity, x binary."""

    optimum: float
    value: NDArray[np.float64]
    loads: NDArray[np.float64]
    capacity: NDArray[np.float64]


def _read(figures: str) -> list[Knapsack]:
    numbers = iter(float(word) for word in figures.split())
    made = []
    for _ in range(int(next(numbers))):
        n, m, optimum = int(next(numbers)), int(next(numbers)), next(numbers)
        block = np.array([next(numbers) for _ in range(n + m * n + m)])
        made.append(Knapsack(optimum, block[:n], block[n : n + m * n].reshape(m, n), block[n + m * n :]))
    return made


MKNAP1 = _read(FIGURES)


def solve_knapsack(problem: Knapsack, *, whole: int = 10**9, kept: int = 1_500) -> float:
    """Solve one through the same solver as portfolios, items as creators, and check the loads outside it."""
    m, n = problem.loads.shape
    rows = tuple(Row(f"load_{number}", Text("load", "约束")) for number in range(m))
    model = Programme(
        problem.value, problem.value, problem.loads.sum(axis=0) + 1.0, sparse.csc_array(problem.loads), np.full(m, -np.inf),
        problem.capacity, np.zeros(n), np.ones(n), np.arange(n), np.zeros(0, dtype=np.int64), rows,
    )  # fmt: skip
    found = solve(model, whole=whole, kept=kept)
    assert found.chosen is not None
    assert (problem.loads[:, found.chosen].sum(axis=1) <= problem.capacity + 1e-9).all()
    return float(problem.value[found.chosen].sum())
