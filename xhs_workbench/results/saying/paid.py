"""What was bought: its share of the money, what one of it cost, and whether plan and live advice were followed."""

from __future__ import annotations

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.results.bringing.sums import sum_of
from xhs_workbench.results.buying.cuts import Bought
from xhs_workbench.telling import Statement
from xhs_workbench.written import limit_words, written

MONEY = ("quote_cny", "service_fee_cny", "boost_cny")
LEAST_GAP = 0.1
"""A phase's money is spoken of if it differs from its plan by at least this share of all planned money."""


def say_paid(
    traffic: pl.DataFrame,
    outcomes: pl.DataFrame,
    bought: Bought | None = None,
    pace: pl.DataFrame | None = None,
) -> Statement | None:
    """State what boosts brought for their share of the money.

    Args:
        traffic: From `split_traffic`.
        outcomes: From `gather_outcomes`.
        bought: From `cut_ads`, for what one newly interested person cost.
        pace: From `pace_ads`.

    Returns:
        None without boosts. Where not every note has a price, or what came by itself is not known, only money past
        the limit is stated.
    """
    boost_cny = sum_of(outcomes, "boost_cny")
    spent_cny = 0.0 if outcomes["quote_cny"].null_count() else sum(sum_of(outcomes, part) for part in MONEY)
    by_itself = pl.col("source_en") == "Organic"
    paid_for, rest = traffic.filter(~by_itself), traffic.filter(by_itself)["interactions"]
    whole, part = (sum_of(side, "interactions") for side in (traffic, paid_for))
    if not boost_cny or not spent_cny or not whole or rest.null_count():
        past = say_past_stop(outcomes)
        return (
            None if past is None else Statement(past.says, _past_stop(outcomes), NOTHING, "past_stop", "paid")
        )
    money, brought = boost_cny / spent_cny, part / whole
    says = Text(
        f"Boosts took {money:.0%} of the money and accounted for {brought:.0%} of interactions",
        f"投流占花费 {money:.0%}，对应 {brought:.0%} 的互动量",
    )
    price = _price_of_bought(
        boost_cny, part, _price_of_a_thousand(boost_cny, paid_for, bought), _limit_of(outcomes, bought)
    )
    more = _one_after_another(price, _price_of_a_person(bought))
    caution = _one_after_another(_past_stop(outcomes), _off_plan(pace))
    return Statement(says, more, caution, "paid_share", "paid")


def _one_after_another(*parts: Text) -> Text:
    told = [part for part in parts if part != NOTHING]
    return Text(" ".join(part.en for part in told), "".join(part.zh for part in told))


def _price_of_a_thousand(boost_cny: float, paid_for: pl.DataFrame, bought: Bought | None) -> float | None:
    """Return what a thousand bought impressions cost; None where they are not known.

    The ad reports' own impressions go with their money: an order report counts those of 聚光 and heating alone, so that
    乘风's money over them would be too dear.
    """
    if bought is not None and bought.whole.height and bought.whole["cpm_cny"][0] is not None:
        return float(bought.whole["cpm_cny"][0])
    shown = sum_of(paid_for, "impressions")
    return 1000 * boost_cny / shown if shown else None


def _limit_of(outcomes: pl.DataFrame, bought: Bought | None) -> float | None:
    """Return the most that a bought interaction may cost; None over several platforms, whose blended cost says nothing."""
    if "boost_limit_cny" not in outcomes.columns or (bought is not None and bought.platforms.height > 1):
        return None
    limit = outcomes["boost_limit_cny"].drop_nulls()
    return float(limit[0]) if limit.len() else None


def _price_of_bought(
    boost_cny: float, interactions: float, cpm_cny: float | None, limit_cny: float | None
) -> Text:
    """Say what one bought interaction cost, against its limit, and one thousand bought impressions where known."""
    if not interactions:
        return Text("No interaction is counted for them.", "未记录对应互动。")
    price = boost_cny / interactions
    each, against = written(price, "cny2"), NOTHING
    if limit_cny is not None:
        limit, over = limit_words(limit_cny), price > limit_cny
        against = Text(
            f", {'above' if over else 'within'} the limit of {limit.en}",
            f"，{'高于' if over else '未超'}上限 {limit.zh}",
        )
    said = Text(f"A bought interaction cost {each.en}{against.en}.", f"付费互动单价 {each.zh}{against.zh}。")
    if cpm_cny is None:
        return said
    cpm = written(cpm_cny, "cny2")
    thousand = Text(f"A thousand bought impressions cost {cpm.en}.", f"付费 CPM {cpm.zh}。")
    return _one_after_another(said, thousand)


def _price_of_a_person(bought: Bought | None) -> Text:
    """Say what one newly deeply interested person cost, and between which ends it lay from note to note."""
    if bought is None:
        return NOTHING
    whole = bought.whole["cpti_cny"][0] if bought.whole.height else None
    if whole is None:
        return NOTHING
    each = written(whole, "cny2")
    known = bought.notes["cpti_cny"].drop_nulls()
    if known.len() < 2:
        return Text(
            f"A newly deeply interested person (TI) cost {each.en}.",
            f"新增深度种草单人成本（CPTI）{each.zh}。",
        )
    low, high = (written(value, "cny2") for value in (known.min(), known.max()))
    return Text(
        f"A newly deeply interested person (TI) cost {each.en}; by note {low.en} to {high.en}.",
        f"新增深度种草单人成本（CPTI）{each.zh}，各笔记 {low.zh}–{high.zh}。",
    )


def say_past_stop(outcomes: pl.DataFrame) -> Statement | None:
    """State that boost money went on after notes had passed the limit for a bought interaction; None for none.

    Args:
        outcomes: From `gather_outcomes`.
    """
    if "boost_past_stop_cny" not in outcomes.columns:
        return None
    told = outcomes.drop_nulls("boost_past_stop_cny").unique("note_id", keep="first")
    past, spent = float(told["boost_past_stop_cny"].sum()), float(told["boost_cny"].sum())
    if not past:
        return None
    share = Text("Most", "大部分") if past > spent / 2 else Text("Part", "部分")
    limit = limit_words(float(told["boost_limit_cny"].max()))  # type: ignore[arg-type]
    return Statement(
        Text(
            f"{share.en} of the boost money went to notes already past the limit of {limit.en} an interaction",
            f"{share.zh}投流费用花在互动单价已超上限（{limit.zh}）的笔记上",
        ),
        code="past_stop",
    )


def _past_stop(outcomes: pl.DataFrame) -> Text:
    """Say how much of the money went on after notes had passed the limit, and what that cost."""
    past = say_past_stop(outcomes)
    if past is None:
        return NOTHING
    told = outcomes.drop_nulls("boost_past_stop_cny").unique("note_id", keep="first")
    late, whole = (written(float(told[name].sum()), "cny") for name in ("boost_past_stop_cny", "boost_cny"))
    said = Text(f"{past.says.en}: {late.en} of {whole.en}.", f"{past.says.zh}：{whole.zh} 中的 {late.zh}。")
    forgone = float(told["boost_forgone"].sum()) if "boost_forgone" in told.columns else 0.0
    if round(forgone) < 1:
        return said
    return _one_after_another(
        said,
        Text(
            f"At the limit it would have bought {forgone:,.0f} more interactions.",
            f"按上限计，少得 {forgone:,.0f} 次互动。",
        ),
    )


def _off_plan(pace: pl.DataFrame | None) -> Text:
    """Say which phase's money differs most from its plan; nothing where no plan names phases or all are near."""
    if pace is None or pace.is_empty():
        return NOTHING
    planned = pace.filter(pl.col("whole"))["planned_cny"][0]
    parts = pace.filter(~pl.col("whole")).drop_nulls(["difference_cny", "planned_share"])
    if not planned or parts.is_empty():
        return NOTHING
    row = parts.sort(pl.col("difference_cny").abs(), descending=True).row(0, named=True)
    gap = row["difference_cny"]
    if abs(gap) < LEAST_GAP * planned:
        return NOTHING
    money = written(abs(gap), "cny")
    side = Text("above", "多") if gap > 0 else Text("below", "少")
    return Text(
        f"Ad spend was {money.en} {side.en} plan in one phase: {row['phase_en']}.",
        f"{row['phase_zh']}投流比计划{side.zh}花 {money.zh}。",
    )
