"""Whom to book: shrunken estimates, a score with its parts, signs of bought engagement, the best set for a budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import polars as pl

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.tables import empty
from xhs_workbench.verbs.arguments import amount_of, counted, listed, moments
from xhs_workbench.verbs.frames import give, needs, take
from xhs_workbench.verbs.reading import as_brief
from xhs_workbench.written import agree, many

if TYPE_CHECKING:
    from xhs_workbench.selection import Portfolio

WEIGHTS = {"value": 35.0, "engagement": 25.0, "audience": 20.0, "saves": 10.0, "active_fans": 10.0}
"""Part of the score -> weight, as the defaults in `selection.yaml`."""
AS_MANY_AS_FIT = (0, 1_000)
MOST_WEIGHT = 1e9
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
        ParamsError: The column `creator_id` (of notes `note_id`) is missing, or an id stands in several rows.

    Examples:
        >>> import polars as pl
        >>> import xhs_workbench as xhs
        >>> data = xhs.read(["data/demo/pugongying_creators_synthetic.xlsx", "data/demo/candidate_notes_synthetic.csv"])
        >>> made = xhs.estimate(data.creators, data.notes)
        >>> made.filter(pl.col("typical_low") > pl.col("expected_interactions")).height
        0
    """
    from xhs_workbench.selection import gather_candidates

    people, theirs = canonical(creators, "creators"), canonical(notes, "notes")
    once(people, "creator_id")
    once(theirs, "note_id")
    return give(gather_candidates(people, theirs, as_brief(brief)), creators)


def score(estimates: Any, weights: Mapping[str, float] | None = None) -> Any:
    """Score each creator 0-100 and show what each part gave; the parts of a row add up to its score.

    Args:
        estimates: From `estimate`.
        weights: Part (`value`, `engagement`, `audience`, `saves`, `active_fans`) -> weight; need not sum to
            100.

    Returns:
        `estimates` plus `score`, `score_<part>` and `parts_missing`, best first.

    Raises:
        ParamsError: A weight names no part or is no number of 0 or more, or the frame is not from `estimate`.

    Examples:
        >>> import xhs_workbench as xhs
        >>> data = xhs.read("data/demo/pugongying_creators_synthetic.xlsx")
        >>> scored = xhs.score(xhs.estimate(data.creators), {"saves": 1, "value": 1})
        >>> bool(((scored["score_saves"] + scored["score_value"] - scored["score"]).abs() < 1e-9).all())
        True
    """
    from xhs_workbench.selection import score_creators

    table = take(estimates)
    _needs_estimates(table, ["creator_id", "expected_interactions", "price_cny"])
    return give(score_creators(table, _weights(weights or WEIGHTS)), estimates)


def plan(
    creators: Any,
    budget: float,
    *,
    quotas: Mapping[str, Sequence[int]] | None = None,
    must_in: str | Sequence[str] = (),
    must_out: str | Sequence[str] = (),
    max_share: float = 1.0,
) -> Portfolio:
    """Pick the most valuable set of creators within a budget, proven optimal to within a stated gap.

    Args:
        creators: From `score` or `estimate` (then scored with the default weights); pandas or polars.
        budget: CNY, the platform's fee included.
        quotas: Tier -> minimum and maximum, such as `{"mid": (1, 2), "koc": (5, 20)}`; without it any number
            of every tier.
        must_in: Creator id or ids to book in any case.
        must_out: Creator id or ids never to book.
        max_share: Largest share of the budget for one creator, above 0 and up to 1.

    Returns:
        `picks` (polars), `cost_cny`, `expected_interactions`, `gap`, `findings`: every rule checked again, or
        the rules to relax.

    Raises:
        ParamsError: The budget is not an amount of money, a quota names no tier or no two numbers, an id is
            in no row, or the frame is not from `estimate`.

    Examples:
        >>> import xhs_workbench as xhs
        >>> data = xhs.read("data/demo/pugongying_creators_synthetic.xlsx")
        >>> the_plan = xhs.plan(xhs.estimate(data.creators), 50_000)
        >>> bool(the_plan.cost_cny <= 50_000 and the_plan.picks.height > 0)
        True
    """
    from xhs_workbench.selection import pick_portfolio

    money = amount_of(budget, "budget")
    table = take(creators)
    _needs_estimates(table, ["creator_id", "tier", "expected_interactions", "price_cny"])
    scored = take(score(table)) if "score" not in table.columns else table
    wanted = {"must_in": listed(must_in, "must_in"), "must_out": listed(must_out, "must_out")}
    known = scored["creator_id"].to_list()
    for argument, ids in wanted.items():
        for one in ids:
            if one not in known:
                raise _nobody(argument, one, known)
    if not isinstance(max_share, int | float) or not 0 < max_share <= 1:
        raise _refused(
            "max_share", max_share, "a share above 0 and up to 1 is expected", "应为大于 0、不超过 1 的占比"
        )
    there = dict.fromkeys(sorted(scored["tier"].drop_nulls().unique()), AS_MANY_AS_FIT)
    rules = there if quotas is None else _quotas(quotas)
    made = pick_portfolio(
        scored,
        money,
        quotas=rules,
        must_in=wanted["must_in"],
        must_out=wanted["must_out"],
        max_share=float(max_share),
    )
    if quotas is None and made.picks.height:  # nobody asked for any number of a tier
        asked = tuple(finding for finding in made.findings if not finding.code.startswith("quota_"))
        made = replace(made, findings=asked)
    return made


def _needs_estimates(table: pl.DataFrame, names: Sequence[str]) -> None:
    """Check that a frame is one of estimates.

    Raises:
        ParamsError: A column of `estimate` is missing.
    """
    lacking = [name for name in names if name not in table.columns]
    if lacking and "expected_interactions" in lacking:
        raise ParamsError(
            Problem(
                "these are no estimates: no such column",
                "这不是 estimate 的结果：没有这一列",
                column=lacking[0],
                fix_en="call `estimate` first, such as plan(estimate(creators), 50_000).",
                fix_zh="请先调用 estimate，如 plan(estimate(creators), 50_000)。",
                code="XHS-P050",
            )
        )
    needs(table, names)


def _quotas(given: Mapping[str, Sequence[int]]) -> dict[str, tuple[int, int]]:
    """Check least and most of each tier.

    Raises:
        ParamsError: No such tier, or not two numbers in order.
    """
    made = {}
    for tier, ends in given.items():
        if tier not in _tiers():
            raise ParamsError(
                Problem(
                    "no such tier",
                    "没有这个量级",
                    column=f"quotas.{tier}",
                    fix_en=f"there are {', '.join(_tiers())}.",
                    fix_zh=f"现有：{'、'.join(_tiers())}。",
                    code="XHS-P031",
                )
            )
        pair = list(ends) if isinstance(ends, list | tuple) else []
        if len(pair) != 2 or not all(type(end) is int for end in pair) or not 0 <= pair[0] <= pair[1]:
            raise _refused(
                f"quotas.{tier}",
                ends,
                "a least and a most are expected, such as (1, 3)",
                "应为下限与上限，如 (1, 3)",
            )
        made[tier] = (pair[0], pair[1])
    return made


def _weights(given: Mapping[str, float]) -> dict[str, float]:
    """Check that weights are numbers of 0 or more, and one of them above 0.

    Raises:
        ParamsError: One is not.
    """
    for part, weight in given.items():
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight < MOST_WEIGHT:
            raise _refused(
                f"weights.{part}", weight, "a weight is a number of 0 or more", "权重应为不小于 0 的数字"
            )
    if not any(given.values()):
        raise _refused("weights", dict(given), "one weight at least is above 0", "至少一项权重应大于 0")
    return dict(given)


def _refused(argument: str, given: object, en: str, zh: str) -> ParamsError:
    return ParamsError(Problem(en, zh, column=argument, value=repr(given)[:40], code="XHS-P083"))


def _nobody(argument: str, one: str, known: Sequence[str]) -> ParamsError:
    close = get_close_matches(one, known, n=1)
    return ParamsError(
        Problem(
            "no creator in the frame has this id",
            "表中没有这个达人 ID",
            column=argument,
            value=one[:40],
            fix_en=f"did you mean {close[0]}?" if close else "give ids as in `creator_id`.",
            fix_zh=f"是否指 {close[0]}？" if close else "请使用 creator_id 中的 ID。",
            code="XHS-P082",
        )
    )


def once(frame: pl.DataFrame, name: str) -> None:
    """Check that no id stands in two rows: each would count as a creator or note of its own.

    Raises:
        ParamsError: One does.
    """
    again = frame.filter(pl.col(name).is_not_null() & pl.col(name).is_duplicated())
    if again.height:
        rows = again[name].n_unique()
        raise ParamsError(
            Problem(
                f"{many(rows, 'id')} {agree(rows, 'stands', 'stand')} in several rows",
                f"{rows} 个 ID 出现在多行",
                column=name,
                value=str(again[name][0]),
                fix_en=f'keep one row of each, such as drop_duplicates("{name}") or unique("{name}").',
                fix_zh="请每个 ID 只保留一行。",
                code="XHS-P084",
            )
        )


def flags(creators: Any, notes: Any = None, comments: Any = None) -> Any:
    """Report signs of bought engagement: the measured value and that of close peers; questions, never a verdict.

    Args:
        creators: The `creators` table; pandas or polars.
        notes: The `notes` table of their recent notes.
        comments: The `comments` table under those notes.

    Returns:
        One row per creator and kind that could be tested, flagged ones first: `value`, `expected`, `low`,
        `high`, `n`, `flagged`; of a flagged one the sentence in `said_en` and `said_zh`. Internal only.

    Raises:
        ParamsError: The column `creator_id` (of notes and comments `note_id`) is missing, or no table is given.

    Examples:
        >>> import xhs_workbench as xhs
        >>> data = xhs.read(["data/demo/pugongying_creators_synthetic.xlsx", "data/demo/candidate_notes_synthetic.csv"])
        >>> {"creator_id", "kind", "n", "flagged"} <= set(xhs.flags(data.creators, data.notes).columns)
        True
    """
    from xhs_workbench.selection import check_authenticity
    from xhs_workbench.selection.evidence.authenticity import list_evidence

    people = canonical(take(creators, "creators"), "creators")
    heard = None if comments is None else canonical(comments, "comments")
    found = check_authenticity(people, canonical(notes, "notes"), heard)
    worded = list_evidence(found, people).select("creator_id", "kind", "said_en", "said_zh")
    plain = found.drop("detail_en", "detail_zh")
    return give(plain.join(worded, on=["creator_id", "kind"], how="left", maintain_order="left"), creators)


def canonical(given: Any, name: str) -> pl.DataFrame:
    """Return a frame with every column of a canonical table; its other columns are kept beside them.

    Numbers may be texts (`"30"`), days and times ISO texts; a time without a zone is China time, as in files.

    Args:
        given: A frame of any kind; None gives a table without rows.
        name: Of the canonical table.

    Raises:
        ParamsError: It lacks the column that identifies its rows, or a value is no number or no time.
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
    ready = counted(frame, [column for column, kind in shared.items() if kind.is_numeric()])
    timed = [moments(ready[column], kind) for column, kind in shared.items() if kind.is_temporal()]
    return (
        ready.with_columns(timed)
        .with_columns(lacking)
        .with_columns(pl.col(column).cast(kind, strict=False) for column, kind in shared.items())
    )


def _tiers() -> list[str]:
    from xhs_workbench.metrics import schemes

    return list(dict.fromkeys(tier.name for bands in schemes().values() for tier in bands))
