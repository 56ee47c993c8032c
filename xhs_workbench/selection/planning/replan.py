"""Pick the set again with other weights, budget, quotas and wishes; the live explorer calls this."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.params.brief import Brief
from xhs_workbench.params.notebooks import SelectionParams
from xhs_workbench.selection.judging.near_misses import near_misses
from xhs_workbench.selection.judging.score import give_reasons, score_creators
from xhs_workbench.selection.planning.portfolio import Portfolio, pick_by_rules
from xhs_workbench.selection.planning.rules import rules_of


@dataclass(frozen=True)
class Replanned:
    """The answer to a request.

    Args:
        portfolio: The set that follows the wishes.
        near_misses: From `near_misses`, best score first.
    """

    portfolio: Portfolio
    near_misses: pl.DataFrame


@dataclass(frozen=True)
class Replanner:
    """Picks the set again on request.

    Args:
        candidates: From `apply_gates`.
        params: The notebook's parameters: gates, and every rule that a request does not name.
        brief: The brief.
    """

    candidates: pl.DataFrame
    params: SelectionParams
    brief: Brief

    def __call__(self, request: Mapping[str, Any]) -> Replanned:
        """Score and pick.

        Args:
            request: `weights` (part -> weight), `budget` (CNY), `quotas` (tier -> least and most),
                `max_share` (0-1), `must_in`, `must_out` (creator ids), `among` (ids to choose from, or None
                for all).

        Raises:
            ParamsError: A value is not a number or is below 0, or an upper limit is below the lower; all
                problems at once.
        """
        weights = {str(name): float(weight) for name, weight in request["weights"].items()}
        problems = [*_wrong_numbers(request), *_wrong_weights(weights)]
        if problems:
            raise ParamsError(problems)
        scored = give_reasons(score_creators(self.candidates, weights), weights)
        must_in, among = list(request["must_in"]), request.get("among")
        kept = scored if among is None else scored.filter(pl.col("creator_id").is_in([*among, *must_in]))
        quotas = {str(tier): (int(pair[0]), int(pair[1])) for tier, pair in request["quotas"].items()}
        wishes = replace(
            rules_of(self.params, self.brief, self.candidates),
            budget_cny=float(request["budget"]),
            quotas=quotas,
            must_in=must_in,
            must_out=list(request["must_out"]),
            max_share=float(request["max_share"]),
        )
        missed = near_misses(kept, self.params.gates).sort(["score", "creator_id"], descending=[True, False])
        return Replanned(pick_by_rules(kept, wishes), missed)


def _wrong_numbers(request: Mapping[str, Any]) -> list[Problem]:
    problems = []
    if not _is_number(request["budget"]):
        problems.append(_bad_wish("budget", request["budget"], "a number of 0 or more", "≥ 0 的数字"))
    if not _is_number(request["max_share"]) or not 0 < request["max_share"] <= 1:
        problems.append(
            _bad_wish("max_share", request["max_share"], "above 0 and at most 100 %", "大于 0 且不超过 100%")
        )
    for tier, pair in request["quotas"].items():
        if not all(_is_number(one) and one == int(one) for one in pair) or pair[0] > pair[1]:
            problems.append(
                _bad_wish(
                    f"quotas.{tier}",
                    pair,
                    "two whole numbers, the most not below the least",
                    "两个整数，上限不小于下限",
                )
            )
    return problems


def _wrong_weights(weights: Mapping[str, float]) -> list[Problem]:
    if all(_is_number(weight) for weight in weights.values()) and sum(weights.values()) > 0:
        return []
    return [_bad_wish("weights", dict(weights), "0 or more, and not all 0", "≥ 0 且不全为 0")]


def _is_number(value: object) -> bool:
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0
    )


def _bad_wish(name: str, value: object, en: str, zh: str) -> Problem:
    return Problem(f"{name} must be {en}", f"{name} 须为{zh}", column=name, value=str(value), code="XHS-P043")
