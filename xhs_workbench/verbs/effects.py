"""The campaign's effect on search, and where the next boost should go."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.params.brief import Brief
from xhs_workbench.tables import empty
from xhs_workbench.verbs.arguments import amount_of, counted, moments
from xhs_workbench.verbs.frames import give, needs, no_column, take
from xhs_workbench.verbs.reading import as_brief

if TYPE_CHECKING:
    from xhs_workbench.results.attributing.search_lift import SearchLift

Day = date | datetime | str


def search_lift(
    index: Any, start: Day, end: Day | None = None, *, as_of: Day | None = None, brief: Any = None
) -> SearchLift:
    """Estimate what search for the brand's words would have been without the campaign, and the difference.

    Args:
        index: The `search_index` table, one row per term and day with `term`, `day`, `index` and `role`
            (`brand` or `hashtag` for the terms of interest, `control` or `category` for words the campaign
            does not affect); pandas or polars.
        start: First day of posting.
        end: Last day of posting; default: `start`.
        as_of: Last day to use; default: the last one in the table.
        brief: A brief in any form, for its sales and its words; its posting days are replaced by `start` and
            `end`.

    Returns:
        `summary` (one row per term: the effect with its interval), `series` (day by day) and `findings` in
        words, which name every term that cannot be judged; printed, it shows them.

    Raises:
        ParamsError: A day cannot be read, a column is missing, or a role is unknown.

    Examples:
        >>> import xhs_workbench as xhs
        >>> index = xhs.read("data/demo/search_index_synthetic.csv").search_index
        >>> lift = xhs.search_lift(index.filter(index["role"] != "hashtag"), "2026-05-10", "2026-06-05")
        >>> {"term", "role"} <= set(lift.summary.columns)
        True
    """
    from xhs_workbench.results import measure_lift

    given = take(index, "index")
    needs(given, ["term", "day", "index", "role"])
    plain = empty("search_index")
    ready = counted(given, ["index"]).with_columns(
        moments(given["day"], plain.schema["day"]), pl.col("role").cast(pl.String).str.to_lowercase()
    )
    _check_roles(ready["role"], plain.schema["role"])
    table = ready.with_columns(ready[name].cast(plain.schema[name]) for name in ("day", "index", "role"))
    first = _day(start, "start")
    last = _day(end, "end") if end is not None else first
    until = _day(as_of, "as_of") if as_of is not None else table["day"].max()
    assert isinstance(until, date) or until is None
    return measure_lift(table, _posting(as_brief(brief), first, last), until or last)


def boosts(
    notes: Any,
    paid: Any = None,
    *,
    budget: float,
    target_cpe: float,
    as_of: Day,
    tranche: float = 300.0,
    cpm: float | None = None,
) -> Any:
    """Say for each note whether it gets the next tranche of boost money, and why or why not.

    Args:
        notes: The `notes` table of the campaign, with impressions and counts; pandas or polars.
        paid: The `paid` table: what was boosted so far.
        budget: Total CNY for boosts.
        target_cpe: Maximum cost of one more paid interaction, CNY.
        as_of: The day; later days are ignored.
        tranche: Size of one step, CNY.
        cpm: CPM to use while there are no paid figures, CNY.

    Returns:
        One row per note published by then: `decision`, `reasons`, `now_cny`, `planned_cny`, `gain` with its
        90 % interval, `next_cpe_cny`.

    Raises:
        ParamsError: A day cannot be read, an amount is not above 0, a column is missing, or no price of
            impressions is known: neither `cpm` nor one in `paid`.

    Examples:
        >>> import xhs_workbench as xhs
        >>> notes = xhs.read("data/demo/pugongying_notes_synthetic.xlsx").notes
        >>> rows = xhs.boosts(notes, budget=3_000, target_cpe=12, cpm=80, as_of="2026-05-28")
        >>> bool(rows["planned_cny"].sum() <= 3_000)
        True
    """
    from xhs_workbench.live import gather_evidence, plan_boosts, sum_spending
    from xhs_workbench.verbs.choosing import canonical

    money, most = amount_of(budget, "budget"), amount_of(target_cpe, "target_cpe")
    step, price = amount_of(tranche, "tranche"), None if cpm is None else amount_of(cpm, "cpm")
    given = take(notes, "notes")
    counts = [] if "interactions" in given.columns else ["likes", "saves", "comments", "shares"]
    needs(given, ["note_id", "published_at", "impressions", *counts])
    day, own, spent = _day(as_of, "as_of"), canonical(given, "notes"), canonical(paid, "paid")
    if price is None and not spent.drop_nulls(["spend_cny", "impressions"]).height:
        raise no_column(
            "cpm",
            spent.columns if paid is not None else [],
            "say what 1,000 impressions cost, such as cpm=80.",
        )
    plain = as_brief(None)
    wanted = plain.model_copy(update={"budget": plain.budget.model_copy(update={"boost_cny": money})})
    evidence = gather_evidence(own, spent, day, price)
    made = plan_boosts(evidence, sum_spending(spent, own, day), wanted, tranche_cny=step, target_cpe_cny=most)
    return give(made, notes)


def _check_roles(roles: pl.Series, kind: pl.DataType) -> None:
    known = [str(role) for role in kind.categories] if isinstance(kind, pl.Enum) else []
    strange = roles.drop_nulls().filter(~roles.drop_nulls().is_in(known)) if known else roles.clear()
    if strange.len():
        raise ParamsError(
            Problem(
                "no such role of a word",
                "未知的词角色",
                column="role",
                value=str(strange[0])[:40],
                fix_en=f"there are {', '.join(known)}.",
                fix_zh=f"可选：{'、'.join(known)}。",
                code="XHS-P085",
            )
        )


def _posting(brief: Brief, start: date, end: date) -> Brief:
    if end < start:
        raise ParamsError(
            Problem(
                "the last day of posting is before the first",
                "发布结束日早于开始日",
                column="end",
                code="XHS-P056",
            )
        )
    days = {"posting_start": start, "posting_end": end}
    return brief.model_copy(update={"timeline": brief.timeline.model_copy(update=days)})


def _day(given: Day, name: str) -> date:
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given)[:10])
    except ValueError:
        raise ParamsError(
            Problem(
                "not a day",
                "无法识别的日期",
                column=name,
                value=str(given)[:40],
                fix_en="write it as 2026-05-20.",
                fix_zh="请写作 2026-05-20。",
                code="XHS-P054",
            )
        ) from None
