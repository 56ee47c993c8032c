"""Solve the programme with scipy's HiGHS: whole if it is small, by column generation if there are very many creators.

Column generation: solve the relaxation on a core of creators. Its duals say how much each of the others could
    add at most.
Add those that could improve it until none can, then solve the integer programme on the most promising ones. A
creator left
out whose reduced cost exceeds the gap between set and bound cannot be in any better set: that is the proof.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from xhs_workbench.selection.planning.programme import Programme, stack

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
NODES, GAP = 20_000, 1e-4
"""The search ends after so many nodes, whatever the machine: the same files give the same set everywhere. Plans of
10,000 creators need a handful."""
SECONDS = 900.0
"""A safeguard only; a search that it ends is reported."""
WHOLE = 2_500
"""Up to this many creators, the whole programme goes to the solver."""
CORE, KEPT, ADDED, ROUNDS = 1_000, 1_500, 2_000, 12
NOISE = re.compile(rb"^.*(?:transformNewIntegerFeasibleSolution|HighsMipSolverData).*\n?", re.MULTILINE)
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Solved:
    """The solver's result.

    Args:
        chosen: Which offers, or None if there is no set (`infeasible`) or none was found in time.
        bound: Upper bound on the worth of any set.
        worth: The programme's value of the set found (reach by its tangents).
        infeasible: It is proven that no set meets every rule.
        creators_solved: Creators in the last integer programme.
        left_out_proven: Creators left out of it that are proven to be in no better set than the one found.
        by_clock: The safeguard of time ended the search, so the set may depend on the machine.
    """

    chosen: Bools | None
    bound: float
    worth: float = -np.inf
    infeasible: bool = False
    creators_solved: int = 0
    left_out_proven: int = 0
    by_clock: bool = False


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the solver's stray output out of a notebook; all other output is passed on.

    HiGHS writes to the process's own standard output, which redirecting Python's does not catch.
    """
    with _ONE_AT_A_TIME:
        try:
            sys.stdout.flush()
            kept = os.dup(1)
        except (OSError, ValueError, AttributeError):  # no standard output to keep clean
            yield
            return
        with tempfile.TemporaryFile() as caught:
            try:
                os.dup2(caught.fileno(), 1)
                yield
            finally:
                os.dup2(kept, 1)
                os.close(kept)
                caught.seek(0)
                left = NOISE.sub(b"", caught.read())
                if left:
                    os.write(1, left)


def solve(programme: Programme, *, gap: float = GAP, whole: int = WHOLE, kept: int = KEPT) -> Solved:
    """Find the best set, and an upper bound for any other.

    Args:
        programme: The programme.
        gap: Distance to the bound, as a share, at which the search may stop.
        whole: Number of creators up to which none is left out in advance.
        kept: Creators in the integer programme if there are more.
    """
    creators = int(programme.owner.max(initial=-1)) + 1
    if creators <= whole:
        return _solve_part(programme, np.ones(programme.offers, dtype=bool), gap)
    return _solve_priced(programme, creators, kept, gap)


def _solve_priced(programme: Programme, creators: int, kept: int, gap: float) -> Solved:
    everything = np.ones(programme.offers, dtype=bool)
    inside = _first_core(programme, creators)
    for _ in range(ROUNDS):
        relaxed = _relax(programme, inside)
        if relaxed is None:
            return _solve_part(programme, everything, gap)
        top, lost = relaxed
        by_creator = np.full(creators, np.inf)
        np.minimum.at(by_creator, programme.owner, lost)
        outside = np.ones(creators, dtype=bool)
        outside[programme.owner[inside]] = False
        missing = np.flatnonzero(outside & (by_creator < -1e-9 * max(abs(top), 1.0)))
        if not len(missing):
            break
        inside |= np.isin(programme.owner, missing[np.argsort(by_creator[missing])[:ADDED]])
    # While columns are missing, the relaxation's value is no bound; adding all that they could contribute
    # makes it one.
    top += float(np.maximum(-by_creator[outside], 0.0).sum())
    by_creator[programme.forced] = -np.inf
    order = np.argsort(by_creator, kind="stable")
    while True:
        chosen_in = np.zeros(creators, dtype=bool)
        chosen_in[order[:kept]] = True
        found = _solve_part(programme, chosen_in[programme.owner], gap)
        if found.chosen is not None or kept >= creators:
            break
        kept = kept * 4
    left = by_creator[~chosen_in]
    bound = min(top, max(found.bound, top - float(left.min(initial=np.inf))))
    proven = int((top - left <= found.worth).sum())
    return replace(found, bound=bound, creators_solved=int(chosen_in.sum()), left_out_proven=proven)


def _first_core(programme: Programme, creators: int) -> Bools:
    """Start with the creators with most worth per yuan, the highest worth, and enough for every row's lower limit."""
    n, drive, price = programme.offers, programme.drive, programme.price
    density = drive / np.maximum(price, 1e-9)
    wanted = [np.argsort(-density)[:CORE], np.argsort(-drive)[: CORE // 3]]
    for number in range(len(programme.rows)):
        if programme.low[number] > 0:
            there = np.flatnonzero(programme.matrix[[number], :n].toarray()[0] > 0)
            some = int(2 * programme.low[number]) + 40
            wanted += [there[np.argsort(price[there])[:some]], there[np.argsort(-density[there])[:some]]]
    owners = np.unique(np.concatenate([programme.owner[np.concatenate(wanted)], programme.forced]))
    return np.isin(programme.owner, owners[owners < creators])


def _part(programme: Programme, inside: Bools) -> tuple[NDArray[np.int64], sparse.csr_array, Floats, Floats]:
    """Reduce the programme to some offers, with the rows for one offer per creator and for must-haves."""
    beyond = np.arange(programme.offers, len(programme.worth))
    columns = np.concatenate([np.flatnonzero(inside), beyond])
    owners, place, count = np.unique(programme.owner[inside], return_inverse=True, return_counts=True)
    forced = np.isin(owners, programme.forced)
    held = np.flatnonzero((count > 1) | forced)
    each = sparse.csr_array(
        (np.ones(len(place)), (place, np.arange(len(place)))), shape=(len(owners), len(columns))
    )
    matrix = stack([programme.matrix[:, columns], each[held]])
    low = np.concatenate([programme.low, np.where(forced[held], 1.0, -np.inf)])
    return columns, matrix, low, np.concatenate([programme.high, np.ones(len(held))])


def _solve_part(programme: Programme, inside: Bools, gap: float) -> Solved:
    columns, matrix, low, high = _part(programme, inside)
    worth = programme.worth[columns]
    scale = float(np.abs(worth).max(initial=0.0)) or 1.0
    whole = (columns < programme.offers).astype(np.int64)
    with quiet():
        result = milp(
            -worth / scale,
            constraints=LinearConstraint(matrix, low, high),
            integrality=whole,
            bounds=Bounds(programme.least[columns], programme.most[columns]),
            options={"time_limit": SECONDS, "node_limit": NODES, "mip_rel_gap": gap},
        )
    solved = len(np.unique(programme.owner[inside]))
    if result.x is None:
        bound = -np.inf if result.status == 2 else np.inf
        return Solved(None, bound, infeasible=result.status == 2, creators_solved=solved)
    chosen = np.zeros(programme.offers, dtype=bool)
    chosen[columns[(whole > 0) & (result.x > 0.5)]] = True
    proven = -float(result.mip_dual_bound) * scale if result.mip_dual_bound is not None else np.inf
    late = int(result.status) == 1 and (result.mip_node_count or 0) < NODES
    worth_found = float(programme.worth[columns] @ result.x)
    return Solved(chosen, proven, worth_found, creators_solved=solved, by_clock=late)


def _relax(programme: Programme, inside: Bools) -> tuple[float, Floats] | None:
    """Solve the relaxation on some offers.

    Returns:
        Its value, and for every offer the minimum loss from taking it (reduced cost; below 0: a possible
        gain); None if
        there is no solution.
    """
    columns, matrix, low, high = _part(programme, inside)
    scale = float(np.abs(programme.worth).max(initial=0.0)) or 1.0
    equal, above, below = low == high, np.isfinite(high) & (low != high), np.isfinite(low) & (low != high)
    bounds: Any = np.column_stack([programme.least[columns], programme.most[columns]])
    # The type stubs allow only lists and dense matrices; scipy also accepts sparse ones and arrays.
    upper: Any = stack([matrix[above], -matrix[below]])
    same: Any = matrix[equal] if equal.any() else None
    with quiet():
        result = linprog(
            -programme.worth[columns] / scale,
            A_ub=upper,
            b_ub=np.concatenate([high[above], -low[below]]),
            A_eq=same,
            b_eq=high[equal] if equal.any() else None,
            bounds=bounds,
            method="highs",
        )
    if result.x is None or result.fun is None or result.status != 0:
        return None
    dual = np.zeros(len(low))
    dual[above] += result.ineqlin.marginals[: int(above.sum())]
    dual[below] -= result.ineqlin.marginals[int(above.sum()) :]
    if equal.any():
        dual[equal] += result.eqlin.marginals
    rules = len(programme.low)
    lost = (
        -programme.worth[: programme.offers] / scale
        - programme.matrix[:, : programme.offers].T @ dual[:rules]
    )
    owners, count = np.unique(programme.owner[inside], return_counts=True)
    held = owners[(count > 1) | np.isin(owners, programme.forced)]
    own = np.zeros(int(programme.owner.max()) + 1)
    own[held] = dual[rules:]
    return -float(result.fun) * scale, (lost - own[programme.owner]) * scale
