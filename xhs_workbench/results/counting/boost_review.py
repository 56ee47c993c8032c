"""Was boost money stopped where the live report says stop, and what did it cost where it was not?

The live rule is replayed day by day with what the paid files had shown until the day before
(`statistics.response`): a note's next money stops when it is expected to bring fewer interactions than the brief's
target cost asks for. The notes' own counts are today's, because nothing older is in the files.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.findings import NOTHING, Finding, Level, Text
from xhs_workbench.params.brief import Brief
from xhs_workbench.statistics.response import Response, Tranches, learn

Array = NDArray[np.float64]
REVIEW = {"note_id": pl.String, "boost_past_stop_cny": pl.Float64, "boost_forgone": pl.Float64}
MOST_DAYS = 90


def review_boosts(outcomes: pl.DataFrame, paid: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Replay the live rule on the money that was spent.

    Args:
        outcomes: `note_id`, `impressions`, `interactions` of the placed notes.
        paid: The `Paid` table, every platform; rows without a day, a note or a spend cannot be replayed.
        brief: The brief: its target for the cost of an interaction.

    Returns:
        One row per note with money that could be replayed: `note_id`, `boost_past_stop_cny` (spent after the
            rule would have stopped it), `boost_forgone` (interactions that this money was expected to bring
        more on the notes that still paid). Empty without a target.
    """
    target = next((kpi.target for kpi in brief.kpis if kpi.metric == "cpe"), None)
    days = _daily_money(outcomes, paid)
    if target is None or days.is_empty() or days["day"].n_unique() > MOST_DAYS:
        return pl.DataFrame(schema=REVIEW)
    names = days["note_id"].unique(maintain_order=True).sort().to_list()
    organic, shown = _own(outcomes, days, names)
    past, forgone = np.zeros(len(names)), np.zeros(len(names))
    money, seen, got = (_days_by_notes(days, names, column) for column in ("spend", "shown", "bought"))
    for day in range(1, len(money)):
        before, now = money[:day].sum(axis=0), money[day]
        if not ((now > 0) & (before > 0)).any():
            continue
        known = _known(organic, shown, (money[:day], seen[:day], got[:day]))
        brings = known.gain(before, now)
        late = (now > 0) & (before > 0) & (brings * target < now)
        past += np.where(late, now, 0.0)
        forgone += np.where(late, _elsewhere(known, before, now, late) - brings, 0.0).clip(min=0.0)
    return pl.DataFrame(
        {"note_id": names, "boost_past_stop_cny": past, "boost_forgone": forgone}, schema=REVIEW
    )


def _daily_money(outcomes: pl.DataFrame, paid: pl.DataFrame) -> pl.DataFrame:
    """Return note × day: money, and impressions and interactions where a row has both."""
    ours = outcomes.drop_nulls(["note_id", "impressions", "interactions"])["note_id"].implode()
    usable = paid.drop_nulls(["note_id", "day", "spend_cny"]).filter(
        pl.col("note_id").is_in(ours), pl.col("spend_cny") > 0
    )
    both = pl.col("impressions").is_not_null() & pl.col("interactions").is_not_null()
    return usable.group_by("note_id", "day").agg(
        spend=pl.col("spend_cny").sum(),
        shown=pl.col("impressions").filter(both).sum().cast(pl.Float64),
        bought=pl.col("interactions").filter(both).sum().cast(pl.Float64),
    )


def _own(outcomes: pl.DataFrame, days: pl.DataFrame, names: list[str]) -> tuple[Array, Array]:
    """Return each note's interactions and impressions without the paid ones."""
    bought = days.group_by("note_id").agg(pl.col("shown", "bought").sum())
    whole = outcomes.unique("note_id", keep="first").select("note_id", "impressions", "interactions")
    rows = (
        pl.DataFrame({"note_id": names})
        .join(whole, on="note_id", how="left")
        .join(bought, on="note_id", how="left", maintain_order="left")
    )
    rows = rows.sort("note_id")
    acted = (rows["interactions"].cast(pl.Float64) - rows["bought"]).clip(lower_bound=0)
    seen = (rows["impressions"].cast(pl.Float64) - rows["shown"]).clip(lower_bound=1)
    return acted.to_numpy(), seen.to_numpy()


def _days_by_notes(days: pl.DataFrame, names: list[str], column: str) -> Array:
    """Return days × notes."""
    wide = days.pivot(on="note_id", index="day", values=column).sort("day")
    return wide.select(pl.col(name).fill_null(0.0) for name in names).to_numpy().astype(float)


def _known(organic: Array, shown: Array, until: tuple[Array, Array, Array]) -> Response:
    money, seen, got = until
    counted = float(money[seen > 0].sum())
    usual = counted / max(float(seen.sum()), 1.0) * 1000 if counted else 50.0
    step = float(np.median(money[money > 0]))
    return learn(organic, shown, Tranches.of_days(money, seen, got), np.full(len(organic), usual), step)


def _elsewhere(known: Response, before: Array, now: Array, late: NDArray[np.bool_]) -> Array:
    """Return what each note's money of the day was expected to bring on the best note that is not past its stop."""
    others = np.flatnonzero(~late)
    if not others.size:
        return np.zeros(len(now))
    best = int(others[np.argmax(known.next_rate(before)[others])])
    one, there = known.at(best), np.full(1, before[best] + now[best])
    return np.array([float(one.gain(there, float(money))[0]) if money > 0 else 0.0 for money in now])


def boost_review_findings(outcomes: pl.DataFrame) -> list[Finding]:
    """Say whether money was stopped in time, and what the rest was expected to bring elsewhere."""
    told = outcomes.drop_nulls("boost_past_stop_cny").unique("note_id", keep="first")
    spent = float(told["boost_cny"].sum())
    if told.is_empty() or not spent:
        return []
    late = told.filter(pl.col("boost_past_stop_cny") > 0)
    if late.is_empty():
        return [
            Finding(
                "boost_stopped_in_time",
                Level.PASS,
                Text(
                    f"Boosts were stopped in time: none of ¥{spent:,.0f} went to a note that had become too expensive.",
                    f"投流停得及时：¥{spent:,.0f} 均未花在单价已超目标的笔记上。",
                ),
                n=told.height,
            )
        ]
    past, forgone = float(late["boost_past_stop_cny"].sum()), float(late["boost_forgone"].sum())
    lost = (
        Text(
            f"; on the best note it would probably have brought about {forgone:,.0f} more interactions",
            f"；若改投当时最划算的笔记，预计可多得约 {forgone:,.0f} 次互动",
        )
        if round(forgone)
        else NOTHING
    )
    return [
        Finding(
            "boost_past_stop",
            Level.REVIEW,
            Text(
                (
                    f"¥{past:,.0f} of ¥{spent:,.0f} boost money went to {late.height} notes after one more interaction "
                    f"there cost more than the target{lost.en}."
                ),
                (
                    f"¥{spent:,.0f} 投流中有 ¥{past:,.0f} 投给了 {late.height} 篇笔记，当时再多一次互动的单价已超目标"
                    f"{lost.zh}。"
                ),
            ),
            Text(
                "Follow the stops of the live report, or say there why a note is worth more.",
                "请按投放日报的停投建议执行，或说明为何该笔记更值得投。",
            ),
            n=late.height,
        )
    ]
