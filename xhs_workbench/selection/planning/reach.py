"""How many different people a set reaches: audiences overlap, so each creator adds less than the one before.

Within a segment g of N people, creator i reaches one of them with probability p. If creators reach
independently, the set reaches R = N(1 − Π(1 − p)) = N(1 − exp(−s)) with s = Σ −log(1 − p). This is concave in
one linear quantity, so its tangents are upper bounds that a linear solver can use. Real audiences overlap
more than independent ones, so R is an upper limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.selection.judging.audience import AGES

Floats = NDArray[np.float64]
SEGMENTS = tuple(f"{gender}_{age}" for gender in ("female", "male") for age in AGES)
MOST_LIKELY = 0.95
"""No creator may reach more than this share of a segment, because −log(1 − p) is infinite at 1."""
TANGENTS = 61
FARTHEST = 0.999


@dataclass(frozen=True)
class Reach:
    """Segments, and what each creator adds to them.

    Args:
        segments: Names, such as `female_18_24`.
        people: People in each segment, shape (segments,).
        creators: Creator id -> row of `adds`.
        adds: −log(1 − p) of each creator in each segment, shape (creators, segments); 0 if nothing is known.
        unknown: Creators without reads or without a portrait; they add nothing, which is an underestimate.
    """

    segments: tuple[str, ...]
    people: Floats
    creators: Mapping[str, int]
    adds: Floats
    unknown: int

    def rows(self, creators: pl.Series) -> Floats:
        """Return what each of these creators adds, shape (len(creators), segments)."""
        padded = np.vstack([self.adds, np.zeros(len(self.segments))])
        return padded[[self.creators.get(creator, len(self.adds)) for creator in creators]]

    def reached(self, creators: pl.Series) -> Floats:
        """Return the people a set reaches, by segment."""
        found: Floats = self.people * -np.expm1(-self.rows(creators).sum(axis=0))
        return found


def check_segments(people: Mapping[str, float]) -> None:
    """Refuse audience segments there are none of.

    Raises:
        ParamsError: No such segment.
    """
    wrong = [name for name in people if name not in SEGMENTS]
    if wrong:
        known = ", ".join(SEGMENTS)
        raise ParamsError(
            [
                Problem(
                    "no such audience segment",
                    "没有这个人群分段",
                    column="audience_people",
                    value=name,
                    fix_en=f"known: {known}.",
                    fix_zh=f"可用：{known}。",
                    code="XHS-P041",
                )
                for name in wrong
            ]
        )


def reach_of(candidates: pl.DataFrame, people: Mapping[str, float]) -> Reach:
    """Work out what each creator adds to each segment.

    The probability of reaching a person of a segment: median reads of a note × share of fans in the segment
        (gender × age,
    independence assumed) / people in the segment.

    Args:
        candidates: With `reads_median` and the audience shares.
        people: Segment -> people on the platform, as given by the analyst; segments are `SEGMENTS`.

    Raises:
        ParamsError: No such segment.
    """
    check_segments(people)
    shares = candidates.select(
        (
            pl.col(f"{name.partition('_')[0]}_share")
            * pl.col(AGES[name.partition("_")[2]])
            * pl.col("reads_median")
        ).alias(name)
        for name in people
    )
    size = np.array(list(people.values()), dtype=float)
    chance = np.clip(shares.to_numpy().astype(float) / size, 0, MOST_LIKELY)
    unknown = int(np.isnan(chance).any(axis=1).sum())
    ids = {creator: row for row, creator in enumerate(candidates["creator_id"])}
    return Reach(tuple(people), size, ids, -np.log1p(-np.nan_to_num(chance)), unknown)


def tangents(people: float, farthest: float) -> tuple[Floats, Floats]:
    """Return heights and slopes of lines that touch R(s) = N(1 − exp(−s)) from above, for s up to `farthest`.

    >>> height, slope = tangents(100.0, 2.0)
    >>> s = 0.7
    >>> bool(0 <= (height + slope * s).min() - 100 * (1 - np.exp(-s)) < 0.02)
    True
    """
    most = min(-np.expm1(-farthest), FARTHEST)
    at = -np.log1p(-np.linspace(0.0, most, TANGENTS))
    slope = people * np.exp(-at)
    return people * -np.expm1(-at) - slope * at, slope
