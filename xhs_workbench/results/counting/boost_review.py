"""Did boost money go on after a note had passed the limit for a bought interaction, and what did that cost?

A note's running cost is all its boost money so far over all interactions that it bought. A note is past the limit from
the day after the last on which its running cost lay within it; before its money could have bought `LEAST_BOUGHT`
interactions at the limit nothing is said of it. So a note that came back under the limit is never past it, a limit above
every cost counts nothing, and the money that counts bought its interactions above the limit.
"""

from __future__ import annotations

import polars as pl

from xhs_workbench.findings import NOTHING, Finding, Level, Text
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.counting.paid_part import count_bought
from xhs_workbench.written import agree, limit_words, many

REVIEW = {
    "note_id": pl.String,
    "boost_limit_cny": pl.Float64,
    "boost_past_stop_cny": pl.Float64,
    "boost_forgone": pl.Float64,
}
LEAST_BOUGHT = 10
"""A note is judged from the money on that would have bought so many interactions at the limit."""


def review_boosts(paid: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Count the boost money that was spent on notes past the limit.

    Args:
        paid: The `Paid` table, every platform; a note with money on an unknown day, or with money whose interactions
            are unknown, cannot be judged.
        brief: The brief: its limit for the cost of a bought interaction.

    Returns:
        One row per note that can be judged: `note_id`, `boost_limit_cny`, `boost_past_stop_cny` (spent past the limit),
            `boost_forgone` (by how many interactions that money fell short of what the limit asks for). Empty without
        a limit.
    """
    limit = brief.boost_limit_cny
    if limit is None:
        return pl.DataFrame(schema=REVIEW)
    ads = (
        count_bought(paid)
        .drop_nulls("note_id")
        .filter(pl.col("spend_cny").is_null() | (pl.col("spend_cny") > 0))
    )
    unknown = pl.any_horizontal(pl.col("day", "spend_cny", "bought").is_null()).any().over("note_id")
    days = (
        ads.filter(~unknown)
        .group_by("note_id", "day")
        .agg(pl.col("spend_cny", "bought").sum())
        .sort("note_id", "day")
        .with_columns(pl.col("spend_cny", "bought").cum_sum().over("note_id").name.suffix("_so_far"))
    )
    early = pl.col("spend_cny_so_far") < LEAST_BOUGHT * limit
    within = pl.col("spend_cny_so_far") <= limit * pl.col("bought_so_far")
    last = (within | early).arg_true().max().fill_null(-1)
    nth = pl.int_range(pl.len())
    # The day on which a note passes the limit is not past it: what it cost is known at its end.
    past = nth > pl.max_horizontal(last + 1, 0)
    summed = days.group_by("note_id", maintain_order=True).agg(
        money=pl.col("spend_cny").filter(past).sum(), got=pl.col("bought").filter(past).sum()
    )
    dear = pl.col("money") > limit * pl.col("got")
    return summed.select(
        "note_id",
        boost_limit_cny=pl.lit(limit, dtype=pl.Float64),
        boost_past_stop_cny=pl.when(dear).then("money").otherwise(0.0),
        boost_forgone=pl.when(dear).then(pl.col("money") / limit - pl.col("got")).otherwise(0.0),
    ).cast(dict(REVIEW))  # type: ignore[arg-type]


def boost_review_findings(outcomes: pl.DataFrame) -> list[Finding]:
    """Say whether money was stopped at the limit, and what the rest would have brought at it."""
    told = outcomes.drop_nulls("boost_past_stop_cny").unique("note_id", keep="first")
    spent = float(told["boost_cny"].sum())
    if told.is_empty() or not spent:
        return []
    limit = limit_words(told["boost_limit_cny"][0])
    late = told.filter(pl.col("boost_past_stop_cny") > 0)
    if late.is_empty():
        return [
            Finding(
                "boost_stopped_in_time",
                Level.PASS,
                Text(
                    f"Boosts were stopped in time: none of ¥{spent:,.0f} went to a note past {limit.en} an interaction.",
                    f"投流停得及时：¥{spent:,.0f} 均未花在互动单价已超 {limit.zh} 的笔记上。",
                ),
                n=told.height,
            )
        ]
    past, forgone = float(late["boost_past_stop_cny"].sum()), float(late["boost_forgone"].sum())
    lost = (
        Text(
            f"; at the limit it would have bought {forgone:,.0f} more",
            f"；按上限计，少得 {forgone:,.0f} 次互动",
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
                    f"¥{past:,.0f} of ¥{spent:,.0f} boost money went to {many(late.height, 'note')} after "
                    f"{agree(late.height, 'it', 'they')} had passed {limit.en} an interaction{lost.en}."
                ),
                (
                    f"¥{spent:,.0f} 投流中有 ¥{past:,.0f} 花在 {late.height} 篇互动单价已超 {limit.zh} 的笔记上{lost.zh}。"
                ),
            ),
            Text(
                "Follow the stops of the live report, or say there why a note is worth more.",
                "请按投放日报的停投建议执行，或说明为何该笔记更值得投。",
            ),
            n=late.height,
        )
    ]
