"""A card for each picked creator: price, what to expect, why, and who stands in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.selection.judging.score import PARTS
from xhs_workbench.selection.saying.words import KINDS, Tiers, listed, short_tier
from xhs_workbench.telling import Card
from xhs_workbench.written import called, written

STANDS = (
    (0.9, Text("Top tenth for {}", "{}居候选前一成")),
    (0.75, Text("Top quarter for {}", "{}居候选前四分之一")),
    (0.5, Text("Better than most for {}", "{}优于多数候选")),
)
"""Share of candidates that a part beats -> how it is said."""
NAMES = {
    "value": Text("value for money", "性价比"),
    "engagement": Text("engagement rate", "互动率"),
    "audience": Text("audience fit", "人群匹配度"),
    "saves": Text("saves", "收藏占比"),
    "active_fans": Text("active fans", "活跃粉丝占比"),
}
"""Part of the score -> what a client calls it; other parts take the name they have."""
MOST_PARTS = 2
TOGETHER = 3
"""Creators with the same open point, from which it is said once for all of them."""
MOST_NAMES = 8
"""Creators named on such a card; all stand in the table below it."""
USUAL = Text(
    "Own quote with fee; in brackets what most similar creators ask at most",
    "本人含费报价；括号内为多数同类达人的报价上限",
)
INCLUDES = Text("Ask each what the price includes.", "请逐一询问报价构成。")
PROFILE = "https://www.xiaohongshu.com/user/profile/"
"""Where a creator is found on the platform; a page leaves out what is no such address."""


def make_cards(picks: pl.DataFrame, swaps: pl.DataFrame, tiers: Tiers, *, full: bool = False) -> list[Card]:
    """Make a card of each pick, those that should bring most first.

    Args:
        picks: The picked set.
        swaps: From `next_best`.
        tiers: Tier -> its name.
        full: With followers, save share and audience too.
    """
    stand_ins = {row["creator_id"]: (row["swap_name"], row["swap_id"]) for row in swaps.iter_rows(named=True)}
    shared = {tier for tier, name, _ in stand_ins_of_tiers(picks, swaps) if name is not None}
    first = picks.sort(["expected_interactions", "creator_id"], descending=[True, False])
    return [
        _introduce(
            row,
            None if row["tier"] in shared else stand_ins.get(row["creator_id"], (None, None)),
            tiers,
            full,
        )
        for row in first.iter_rows(named=True)
    ]


def stand_ins_of_tiers(picks: pl.DataFrame, swaps: pl.DataFrame) -> list[tuple[str, str | None, int]]:
    """Return each tier of several picks with the one creator who stands in for all of them, else None, and the picks.

    Args:
        picks: The picked set.
        swaps: From `next_best`.
    """
    ids = swaps.select("creator_id", "swap_id", "swap_name")
    each = picks.select("creator_id", "tier").join(ids, on="creator_id", how="left")
    found = list[tuple[str, str | None, int]]()
    for (tier,), rows in each.group_by("tier", maintain_order=True):
        one = rows.height > 1 and rows["swap_id"].null_count() == 0 and rows["swap_id"].n_unique() == 1
        found.append((str(tier), rows["swap_name"][0] if one else None, rows.height))
    return found


def _introduce(
    row: Mapping[str, Any], stand_in: tuple[str | None, str | None] | None, tiers: Tiers, full: bool
) -> Card:
    tier, kind = short_tier(row["tier"], tiers), KINDS.get(row["note_type"], NOTHING)
    figures: list[tuple[Any, Any, str]] = [
        (Text("Price with fee", "含费报价"), row["price_cny"], "cny"),
        (Text("Expected interactions", "预计互动量"), row["expected_interactions"], "about"),
    ]
    if full:
        figures += [
            (Text("Followers", "粉丝"), row.get("followers"), "compact"),
            (Text("Save share", "收藏占比"), row.get("save_share"), "rate"),
            (Text("Audience, 1 is average", "人群匹配（1 为均值）"), row.get("audience_index"), "number"),
        ]
    why = _why(row)
    who, who_id = stand_in or (None, None)
    other = Text(f" · stand-in {who}", f" · 替补 {who}") if who else Text(" · no stand-in", " · 暂无替补")
    if stand_in is None:  # one stands in for all of the tier, which is said once
        other = NOTHING
    return Card(
        called(row.get("creator_name"), row["creator_id"]),
        about=Text(f"{tier.en} · {kind.en}{other.en}", f"{tier.zh} · {kind.zh}{other.zh}"),
        links=[(who, PROFILE + (who_id or ""))] if who else [],
        link=PROFILE + row["creator_id"],
        figures=figures,
        why=why,
    )


def _why(row: Mapping[str, Any]) -> Text:
    """Name the parts that gave the most points, each by how many candidates it beats."""
    known = [name for name in PARTS if row.get(f"part_{name}") is not None and row.get(f"score_{name}")]
    best = sorted(known, key=lambda name: -row[f"score_{name}"])[:MOST_PARTS]
    said: dict[int, list[Text]] = {}
    for name in best:
        place = next((i for i, (least, _) in enumerate(STANDS) if row[f"part_{name}"] >= least), None)
        if place is not None:
            said.setdefault(place, []).append(NAMES.get(name, PARTS[name][2]))
    parts = [
        Text(STANDS[place][1].en.format(listed(names).en), STANDS[place][1].zh.format(listed(names).zh))
        for place, names in sorted(said.items())
    ]
    if not parts:
        return NOTHING
    first, *more = parts
    after = "".join(f", {one.en[0].lower()}{one.en[1:]}" for one in more)
    return Text(f"{first.en}{after}.", "，".join(one.zh for one in parts) + "。")


def say_asks(points: pl.DataFrame) -> list[Card]:
    """Make a card of each point to settle, one for all creators where several have the same; suspicions are ours.

    Args:
        points: From `points_to_settle`.
    """
    shared, cards = set[str](), list[Card]()
    counts = points.filter(~pl.col("private"))["about_en"].value_counts()
    often = set(counts.filter(pl.col("count") >= TOGETHER)["about_en"])
    for row in points.iter_rows(named=True):
        about = Text(row["about_en"], row["about_zh"])
        if row["private"] or row["about_en"] not in often:
            ask = Text(row["ask_en"], row["ask_zh"])
            link = PROFILE + row["creator_id"]
            cards.append(Card(row["creator_name"], about=about, link=link, why=ask, private=row["private"]))
        elif row["about_en"] not in shared:
            shared.add(row["about_en"])
            cards.append(_one_for_all(about, points.filter(~pl.col("private"), about_en=row["about_en"])))
    return sorted(cards, key=lambda card: not isinstance(card.title, Text))


def _one_for_all(about: Text, points: pl.DataFrame) -> Card:
    """Say a point once: whom it concerns, and for a quote what each asks beside what similar creators ask at most."""
    first, names = points.row(0, named=True), points["creator_name"].to_list()
    title = Text(
        f"{about.en.removesuffix('.')}: {len(names)}", f"{about.zh.removesuffix('。')}：{len(names)} 位"
    )
    if first["usual_cny"] is None:
        everyone = listed([Text(name, name) for name in names])
        return Card(title, about=everyone, why=Text(first["ask_en"], first["ask_zh"]))
    figures = [
        (_beside_usual(row["creator_name"], row["usual_cny"]), row["quote_cny"], "cny")
        for row in points.iter_rows(named=True)
    ]
    return Card(title, about=USUAL, figures=figures[:MOST_NAMES], why=INCLUDES)


def _beside_usual(name: str, usual_cny: float) -> Text:
    usual = written(usual_cny, "cny").en
    return Text(f"{name} ({usual})", f"{name}（{usual}）")
