"""Whom to book: shrunken estimates, a score with its parts, signs of bought engagement, the best set for a budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.tables import empty
from xhs_workbench.verbs.frames import give, needs, take
from xhs_workbench.verbs.reading import as_brief

if TYPE_CHECKING:
    from xhs_workbench.selection import Portfolio

WEIGHTS = {"value": 35.0, "engagement": 25.0, "audience": 20.0, "saves": 10.0, "active_fans": 10.0}
"""Part of the score -> weight, as the defaults in `selection.yaml`."""
AS_MANY_AS_FIT = (0, 1_000)
KEYS = {"creators": "creator_id", "notes": "note_id", "comments": "note_id"}
"""Table -> the column that every row needs."""


def estimate(creators: Any, notes: Any = None, *, brief: Any = None) -> Any:
    """Estimate what a note of each creator brings, shrunk towards similar creators, beside the other known figures.

    Args:
        creators: The `creators` table; pandas or polars. Columns that it lacks count as unknown.
        notes: The `notes` table of their recent notes.
        brief: A brief in any form; without one, everybody is the target audience.

    Returns:
        One row a creator: among others `tier`, `expected_interactions` with `typical_low` and `typical_high`
            (90 %), `interactions_low`
        and `interactions_high` (80 %, the next note), `notes_seen`, `engagement_rate`, `price_cny` with fee,
        `cost_per_interaction_cny`.

    Raises:
        ParamsError: The column `creator_id` is missing.

    Examples:
        >>> from xhs_workbench.verbs.reading import read
        >>> data = read(["data/demo/pugongying_creators_synthetic.xlsx", "data/demo/candidate_notes_synthetic.csv"])
        >>> made = estimate(data.creators, data.notes)
        >>> made.filter(pl.col("typical_low") > pl.col("expected_interactions")).height
        0
    """
    from xhs_workbench.selection import gather_candidates

    wanted = as_brief(brief)
    return give(
        gather_candidates(canonical(creators, "creators"), canonical(notes, "notes"), wanted), creators
    )


def score(estimates: Any, weights: Mapping[str, float] | None = None) -> Any:
    """Score each creator 0-100 and show what each part gave; the parts of a row add up to its score.

    Args:
        estimates: From `estimate`.
        weights: Part (`value`, `engagement`, `audience`, `saves`, `active_fans`) -> weight; need not sum to
            100.

    Returns:
        `estimates` plus `score`, `score_<part>` and `parts_missing`, best first.

    Raises:
        ParamsError: A weight names no part, or the frame is not from `estimate`.

    Examples:
        >>> from xhs_workbench.verbs.reading import read
        >>> scored = score(estimate(read("data/demo/pugongying_creators_synthetic.xlsx").creators), {"saves": 1, "value": 1})
        >>> bool(((scored["score_saves"] + scored["score_value"] - scored["score"]).abs() < 1e-9).all())
        True
    """
    from xhs_workbench.selection import score_creators

    table = take(estimates)
    needs(table, ["creator_id", "expected_interactions", "price_cny"])
    return give(score_creators(table, weights or WEIGHTS), estimates)


def plan(
    creators: Any,
    budget: float,
    *,
    quotas: Mapping[str, Sequence[int]] | None = None,
    must_in: Sequence[str] = (),
    must_out: Sequence[str] = (),
    max_share: float = 1.0,
) -> Portfolio:
    """Pick the most valuable set of creators within a budget, proven optimal to within a stated gap.

    Args:
        creators: From `score` or `estimate` (then scored with the default weights); pandas or polars.
        budget: CNY, the platform's fee included.
        quotas: Tier -> minimum and maximum, such as `{"mid": (1, 2), "koc": (5, 20)}`; without it any number
            of every tier.
        must_in: Creator ids to book in any case.
        must_out: Creator ids never to book.
        max_share: Largest share of the budget for one creator.

    Returns:
        `picks` (polars), `cost_cny`, `expected_interactions`, `gap`, `findings`: every rule checked again, or
        the rules to relax.

    Raises:
        ParamsError: The budget is not an amount of money, a quota does not name a tier, or the frame is not
            from `estimate`.

    Examples:
        >>> from xhs_workbench.verbs.reading import read
        >>> the_plan = plan(estimate(read("data/demo/pugongying_creators_synthetic.xlsx").creators), 50_000)
        >>> bool(the_plan.cost_cny <= 50_000 and the_plan.picks.height > 0)
        True
    """
    from xhs_workbench.selection import pick_portfolio

    if isinstance(budget, bool) or not isinstance(budget, int | float) or not 0 < budget < 1e12:
        raise ParamsError(
            Problem(
                "a budget is an amount of yuan above 0",
                "预算应为大于 0 的金额（元）",
                column="budget",
                value=repr(budget)[:40],
                code="XHS-P055",
            )
        )
    table = take(creators)
    scored = take(score(table)) if "score" not in table.columns else table
    there = scored["tier"].unique().to_list()
    strange = [tier for tier in quotas or {} if tier not in _tiers()]
    if strange:
        raise ParamsError(
            Problem(
                "no such tier",
                "没有这个量级",
                column=f"quotas.{strange[0]}",
                fix_en=f"there are {', '.join(_tiers())}.",
                fix_zh=f"现有：{'、'.join(_tiers())}。",
                code="XHS-P031",
            )
        )
    rules = dict(quotas) if quotas is not None else dict.fromkeys(there, AS_MANY_AS_FIT)
    return pick_portfolio(
        scored, float(budget), quotas=rules, must_in=must_in, must_out=must_out, max_share=max_share
    )


def flags(creators: Any, notes: Any = None, comments: Any = None) -> Any:
    """Report signs of bought engagement: the measured value and that of close peers; questions, never a verdict.

    Args:
        creators: The `creators` table; pandas or polars.
        notes: The `notes` table of their recent notes.
        comments: The `comments` table under those notes.

    Returns:
        One row per creator and kind that could be tested, flagged ones first: `value`, `expected`, `low`,
            `high`, `n`, `flagged`, and
        the sentence in `detail_en` and `detail_zh`. Internal only.

    Raises:
        ParamsError: The column `creator_id` is missing.

    Examples:
        >>> from xhs_workbench.verbs.reading import read
        >>> data = read(["data/demo/pugongying_creators_synthetic.xlsx", "data/demo/candidate_notes_synthetic.csv"])
        >>> {"creator_id", "kind", "n", "flagged"} <= set(flags(data.creators, data.notes).columns)
        True
    """
    from xhs_workbench.selection import check_authenticity

    heard = None if comments is None else canonical(comments, "comments")
    found = check_authenticity(canonical(creators, "creators"), canonical(notes, "notes"), heard)
    return give(found, creators)


def canonical(given: Any, name: str) -> pl.DataFrame:
    """Return a frame with every column of a canonical table; its other columns are kept beside them.

    Args:
        given: A frame of any kind; None gives a table without rows.
        name: Of the canonical table.

    Raises:
        ParamsError: It lacks the column that identifies its rows.
    """
    plain = empty(name)
    if given is None:
        return plain
    frame = take(given, name)
    needs(frame, [KEYS[name]] if name in KEYS else [])
    lacking = [
        pl.lit(None, dtype=kind).alias(column)
        for column, kind in plain.schema.items()
        if column not in frame.columns
    ]
    shared = {column: kind for column, kind in plain.schema.items() if column in frame.columns}
    return frame.with_columns(lacking).with_columns(
        pl.col(column).cast(kind, strict=False) for column, kind in shared.items()
    )


def _tiers() -> list[str]:
    from xhs_workbench.metrics import schemes

    return list(dict.fromkeys(tier.name for bands in schemes().values() for tier in bands))
