"""What each chapter of the selection has found, in one sentence that is true of the data."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from xhs_workbench.findings import NOTHING, Level, Text
from xhs_workbench.params.brief import Brief
from xhs_workbench.selection.judging.audience import rate_audience
from xhs_workbench.selection.planning.binding import what_binds
from xhs_workbench.selection.planning.forecast import Forecast
from xhs_workbench.selection.planning.portfolio import Portfolio
from xhs_workbench.selection.saying.creators import stand_ins_of_tiers
from xhs_workbench.selection.saying.verdict import kinds_apart, notes_apart
from xhs_workbench.selection.saying.words import (
    MEASURES,
    Tiers,
    about,
    names_unforeseen,
    plural,
    say_unforeseen,
    short_tier,
    times,
)
from xhs_workbench.telling import Statement
from xhs_workbench.written import agree, before_chinese, many

Sayable = Statement | None
"""A statement, or None where these files cannot fill the chapter."""


def say_creators(portfolio: Portfolio, forecast: Forecast, by_hand: Collection[str] = ()) -> Sayable:
    """Say why these creators: what they cost for what they bring, beside those that were left out.

    Args:
        portfolio: The picked set.
        forecast: From `forecast_set`: what paid notes keep of the interactions, taken for those left out too.
        by_hand: Ids of creators whom people picked before; how many of them are picked here too is said.
    """
    picks, offers = portfolio.picks, portfolio.offers
    if picks.is_empty():
        return None
    here = forecast.cpe_cny(portfolio)
    others = cheapest_offers(offers.filter(~pl.col("creator_id").is_in(picks["creator_id"].to_list())))
    n, of = picks.height, offers["creator_id"].n_unique()
    chosen = Text(
        f"{n} of {plural(of, 'bookable creator', 'bookable creators')} {'makes' if n == 1 else 'make'} the line-up.",
        f"从 {of:,} 位可合作达人中选出 {n} 位。",
    )
    same = _beside_hand(picks, by_hand)
    more = same or Text(
        "Value here is what a note should bring, weighed by how well the creator fits.",
        "性价比指单篇预计互动量，并按达人匹配度加权。",
    )
    if others.is_empty():
        who = f"All {n:,} bookable creators are" if n > 1 else "The one bookable creator is"
        every = Text(f"{who} in the line-up.", f"{n:,} 位可合作达人全部入选。")
        return Statement(every, same or NOTHING, code="creators_all", place="creators")
    brings = float(others["expected_interactions"].sum()) * forecast.kept
    there = float(others["price_cny"].sum()) / max(brings, 1e-9)
    if there <= here:
        return Statement(chosen, more, code="creators_chosen", place="creators")
    return Statement(
        Text(
            f"{'This one costs' if n == 1 else f'These {n} cost'} ¥{here:,.2f} per expected interaction; "
            f"those left out would cost ¥{there:,.2f}.",
            f"入选达人预计互动单价 ¥{here:,.2f}，未入选者为 ¥{there:,.2f}。",
        ),
        more if same else Text(f"{chosen.en} {more.en}", f"{chosen.zh}{more.zh}"),
        code="creators_cheaper",
        place="creators",
    )


def _beside_hand(picks: pl.DataFrame, by_hand: Collection[str]) -> Text | None:
    """Say how many of the picks people had picked by hand too; None where nobody picked."""
    if not by_hand:
        return None
    same = picks.filter(pl.col("creator_id").is_in(list(by_hand))).height
    return Text(
        f"{same} of them {agree(same, 'was', 'were')} picked by hand too.",
        f"其中 {same} 位也曾由人工选定。",
    )


def cheapest_offers(offers: pl.DataFrame) -> pl.DataFrame:
    """Return each creator's offer with the lowest price per expected interaction."""
    each = pl.col("price_cny") / pl.col("expected_interactions")
    return offers.sort(each, "creator_id", "note_type").unique(
        "creator_id", keep="first", maintain_order=True
    )


def tier_shares(picks: pl.DataFrame, tiers: Tiers) -> pl.DataFrame:
    """Return each tier's creators, cost and expected interactions as shares of the set, the largest creators first.

    Returns:
        `tier`, `n`, `creators`, `cost`, `interactions` (shares of 1; of cost 0 where nothing costs).
    """
    order = {name: place for place, name in enumerate(tiers)}
    cost, brought = pl.col("price_cny").sum(), pl.col("expected_interactions").sum()
    counted = picks.group_by("tier").agg(n=pl.len(), cost=cost, interactions=brought)
    place = pl.col("tier").replace_strict(order, default=-1, return_dtype=pl.Int64)
    whole = pl.col("cost").sum()
    return (
        counted.sort(place, "tier", descending=[True, False])
        .with_columns(
            creators=pl.col("n") / pl.col("n").sum(),
            cost=pl.when(whole > 0).then(pl.col("cost") / whole).otherwise(0.0),
            interactions=pl.col("interactions") / pl.col("interactions").sum(),
        )
        .select("tier", "n", "creators", "cost", "interactions")
    )


def say_mix(portfolio: Portfolio, brief: Brief, tiers: Tiers) -> Sayable:
    """Say which tier brings most for its share of the money, and where the set differs from the notes ordered."""
    if portfolio.picks.is_empty():
        return None
    shares, n = tier_shares(portfolio.picks, tiers), portfolio.picks.height
    kept = all(one.level != Level.FAIL for one in portfolio.findings)
    more = _against_order(portfolio, brief, tiers, kept)
    if shares.height == 1:
        name = short_tier(shares["tier"][0], tiers)
        kind = before_chinese(name.zh.removesuffix("达人"))
        says = Text(f"All {n} are {name.en} creators.", f"{n} 位均为{kind}达人。")
        if n == 1:
            says = Text(f"The one pick is a {name.en} creator.", f"入选的 1 位为{kind}达人。")
        return Statement(says, more, code="mix_one_tier", place="mix")
    best = shares.sort(pl.col("interactions") - pl.col("cost"), "tier", descending=[True, False]).row(
        0, named=True
    )
    name = short_tier(best["tier"], tiers)
    who = f"The {name.en} creator takes" if best["n"] == 1 else f"{name.en} creators take"
    return Statement(
        Text(
            f"{who} {best['cost']:.0%} of the money and should bring "
            f"{best['interactions']:.0%} of the interactions.",
            f"{before_chinese(name.zh)}占花费的 {best['cost']:.0%}，预计带来 {best['interactions']:.0%} 的互动量。",
        ),
        more,
        code="mix_best_tier",
        place="mix",
    )


def _against_order(portfolio: Portfolio, brief: Brief, tiers: Tiers, kept: bool) -> Text:
    said = _other_kinds(portfolio.picks, brief)
    apart = notes_apart(portfolio.picks, brief, tiers)
    if kept and not said and not apart:
        said = [Text("Every quota and limit is kept.", "各量级配额与限制均已满足。")]
    for tier, here, ordered in apart:
        notes = plural(here, "note", "notes")
        said.append(
            Text(
                f"{tier.en}: {notes} here, {ordered} in the brief.",
                f"{tier.zh} {here} 篇，brief 约定 {ordered} 篇。",
            )
        )
    return Text(" ".join(one.en for one in said), "".join(one.zh for one in said))


def _other_kinds(picks: pl.DataFrame, brief: Brief) -> list[Text]:
    """Say of which kind of note the set holds more than the brief orders, where it holds fewer of another."""
    return [
        Text(
            f"{plural(here, f'{name.en} here', f'{name.en}s here')}, {ordered} in the brief: agree or swap.",
            f"{name.zh} {here} 篇，brief 约定 {ordered} 篇：请确认或替换。",
        )
        for name, here, ordered in kinds_apart(picks, brief)
    ]


def say_results(forecast: Forecast, picks: int) -> Sayable:
    """Say between which ends the results should fall.

    Args:
        forecast: From `forecast_set`.
        picks: Creators of the set.
    """
    one = forecast.measure("interactions")
    if one is None:
        return None
    low, high = about(one.low), about(one.high)
    lower = [f for f in forecast.measures if f.reach in ("doubtful", "short")]
    more = NOTHING
    if any(f.target is not None for f in forecast.measures) and not lower:
        more = Text("Each measure forecast here meets its target.", "可预估的各项指标均预计达标。")
    elif lower:
        names = [MEASURES[f.name] for f in lower]
        more = Text(
            f"At risk: {', '.join(n.en for n in names)}.", f"需关注：{'、'.join(n.zh for n in names)}。"
        )
    if unforeseen := names_unforeseen(forecast):
        also = say_unforeseen(unforeseen)
        more = Text(f"{more.en} {also.en}".strip(), f"{more.zh}{also.zh}")
    return Statement(
        Text(
            f"Expect {low.en} to {high.en} interactions in eight cases out of ten.",
            f"八成情形下，总互动量在 {low.zh}–{high.zh} 之间。",
        ),
        more,
        _basis(forecast, picks),
        code="results_range",
        place="results",
    )


def _basis(forecast: Forecast, picks: int) -> Text:
    """Say what the forecast rests on, and of whom something is missing."""
    kept = round(100 * forecast.kept)
    basis = Text(
        "Based on everyday notes; paid ones usually do less well.", "按日常笔记推算，合作笔记通常偏低。"
    )
    if forecast.paid_ratio is not None and kept >= 100:
        basis = Text(
            "Paid notes of these creators do as well as everyday ones.", "这些达人的合作笔记不低于日常笔记。"
        )
    elif forecast.paid_ratio is not None:
        basis = Text(
            f"Counted as paid notes: {kept}% of everyday ones.", f"已按合作笔记折算，约为日常的 {kept}%。"
        )
        if forecast.paid_known < picks:
            known = f"{forecast.paid_known} of {picks} creators"
            basis = Text(
                f"{basis.en} Paid notes known: {known}.",
                f"{basis.zh}合作笔记数据覆盖 {forecast.paid_known}/{picks} 位达人。",
            )
    thin = [one for one in forecast.measures if one.known < picks]
    said = [
        Text(
            f"Known {MEASURES[one.name].en}: {one.known} of {picks} creators.",
            f"{MEASURES[one.name].zh}数据覆盖 {one.known}/{picks} 位达人。",
        )
        for one in thin
    ]
    return Text(
        " ".join([basis.en, *(one.en for one in said)]), "".join([basis.zh, *(one.zh for one in said)])
    )


def say_stand_ins(portfolio: Portfolio, swaps: pl.DataFrame, tiers: Tiers | None = None) -> Sayable:
    """Say how many picks could be replaced one for one, by whom where one serves a tier, and what that would cost at most.

    Args:
        portfolio: The picked set.
        swaps: From `next_best`.
        tiers: Tier -> its name.
    """
    if swaps.is_empty():
        return None
    known = swaps.drop_nulls("swap_id")
    n, of = known.height, swaps.height
    have, ready = "has" if n == 1 else "have", known["swap_id"].n_unique()
    who = f"All {of} picks" if n == of > 1 else "The one pick" if of == 1 else f"{n} of {of} picks"
    if n == 0:
        says = Text(
            "Nobody can stand in within budget and quotas; a refusal needs a new plan.",
            "预算与配额内暂无替补，若有人婉拒需重新组合。",
        )
        if what_binds(portfolio) == "candidates":
            says = Text(
                "Nobody is left to stand in; a refusal needs a further candidate.",
                "可合作候选已全部入选，暂无替补；若有人婉拒需补充候选。",
            )
        return Statement(says, code="stand_ins_none", place="stand_ins")
    most = max(-float(known["interactions_change"].min()), 0.0)  # type: ignore[arg-type]
    loss = about(most)
    more = Text(
        f"The costliest single swap loses about {loss.en} interactions.",
        f"单人替换最多减少约 {times(loss.zh)}互动。",
    )
    if most < 1:
        more = NOTHING
    serving = _one_for_a_tier(portfolio.picks, swaps, tiers or {})
    return Statement(
        Text(
            f"{who} {have} a stand-in within budget and quotas: {many(ready, 'creator')} in all.",
            f"{of} 位入选达人中，{n} 位在预算与配额内有替补，备选共 {ready} 位。"
            if n < of
            else f"{of} 位入选达人在预算与配额内均有替补，备选共 {ready} 位。",
        ),
        Text(f"{more.en} {serving.en}".strip(), f"{more.zh}{serving.zh}"),
        Text("Each swap is alone; two refusals need a new plan.", "仅适用于单人替换；多人婉拒需重新组合。"),
        code="stand_ins",
        place="stand_ins",
    )


def _one_for_a_tier(picks: pl.DataFrame, swaps: pl.DataFrame, tiers: Tiers) -> Text:
    """Name who stands in for every pick of a tier, once for all of them."""
    said = [
        (short_tier(tier, tiers), name, n)
        for tier, name, n in stand_ins_of_tiers(picks, swaps)
        if name is not None
    ]
    return Text(
        " ".join(f"{name} stands in for any of the {n} {tier.en}." for tier, name, n in said),
        "".join(
            f"{n} 位{' ' if tier.zh[:1].isascii() else ''}{before_chinese(tier.zh)}达人的替补均为{name}。"
            for tier, name, n in said
        ),
    )


def say_points(portfolio: Portfolio, points: pl.DataFrame) -> Sayable:
    """Say with how many creators something is to be settled before signing, as far as the client may know; else None."""
    if portfolio.picks.is_empty():
        return None
    seen = points.filter(~pl.col("private"))
    n, of = seen["creator_id"].n_unique(), portfolio.picks.height
    if n == 0:
        return None
    says = Text(
        f"{n} of {of} creators have a point to settle before signing.",
        f"{of} 位入选达人中，{n} 位在签约前有待确认事项。",
    )
    if n == of > 1:
        says = Text(
            f"All {of} creators have a point to settle before signing.",
            f"{of} 位入选达人在签约前均有待确认事项。",
        )
    if n == 1:
        one = "The one creator" if of == 1 else f"1 of {of} creators"
        says = Text(f"{one} has a point to settle before signing.", says.zh)
    return Statement(says, code="points_to_settle", place="before_signing")


def say_audience(portfolio: Portfolio, spoken: pl.DataFrame) -> Sayable:
    """Say how many picks reach the target group clearly better than the average candidate, as the picture parts them."""
    picks = portfolio.picks
    known = rate_audience(picks).drop_nulls("audience_fit")
    if known.is_empty():
        return None
    better, n = known.filter(pl.col("audience_fit") == "more").height, known.height
    read = spoken.filter(
        pl.col("creator_id").is_in(picks["creator_id"].to_list())
        & ~pl.col("topic").is_in(["category", "format"])
    )
    more = NOTHING
    if read.height:
        readers = read.group_by("creator_id").agg(pl.col("said").sum())
        k, of = readers.filter(pl.col("said") > 0).height, readers.height
        if k:
            more = Text(
                f"{k} of {of} whose notes were read already {agree(k, 'uses', 'use')} the brief's own points.",
                f"有近期笔记可查的 {of} 位达人中，{k} 位平时已提到 brief 中的卖点。",
            )
    says = Text(
        f"{better} of {plural(n, 'pick', 'picks')} {agree(better, 'reaches', 'reach')} the target group "
        "clearly better than the average candidate.",
        f"{n} 位入选达人中，{better} 位的目标人群匹配度明显高于候选均值。",
    )
    if not better:
        says = Text(
            "No pick reaches the target group clearly better than the average candidate.",
            "入选达人的目标人群匹配度均未明显高于候选均值。",
        )
    return Statement(
        says,
        more,
        code="audience_better",
        place="audience",
    )


def quotes_of_picks(picks: pl.DataFrame, priced: pl.DataFrame) -> pl.DataFrame:
    """Return the picks' own quotes with their place among near peers; those without enough peers are left out."""
    booked = picks.select("creator_id", format="note_type")
    return (
        priced.join(booked, on=["creator_id", "format"], how="semi")
        .drop_nulls("position")
        .unique(["creator_id", "format"], keep="first", maintain_order=True)
        .sort(["price_cny", "creator_id"], descending=[True, False])
    )


def say_prices(quotes: pl.DataFrame) -> Sayable:
    """Say how many quotes ask no more than near peers do.

    Args:
        quotes: From `quotes_of_picks`.
    """
    if quotes.is_empty():
        return None
    n, fine = quotes.height, quotes.filter(pl.col("position") != "above").height
    says = Text(
        f"{fine} of {plural(n, 'quote', 'quotes')} {agree(fine, 'lies', 'lie')} within or below the usual "
        "range of similar creators.",
        f"{n} 份报价中，{fine} 份处于或低于同类达人的常见区间。",
    )
    if fine in (0, n):
        where = Text("within or below", "处于或低于") if fine else Text("above", "高于")
        who = (
            Text(f"All {n} quotes lie", f"{n} 份报价均")
            if n > 1
            else Text("The one quote lies", "唯一的报价")
        )
        says = Text(
            f"{who.en} {where.en} the usual range of similar creators.",
            f"{who.zh}{where.zh}同类达人的常见区间。",
        )
    return Statement(
        says,
        Text(
            "Compared with asking prices in these files, not with prices paid.",
            "对比的是文件中的报价，而非实际成交价。",
        ),
        code="prices_fair",
        place="prices",
    )
