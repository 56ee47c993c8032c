"""The story of the selection: first screen, chapters and cards, with their pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.telling import Card, FirstScreen, Statement
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.drawing.numbers import Shown
from xhs_workbench.views.sketching.sketches import Sketch
from xhs_workbench.views.story import cards, chapter, first_screen, unsaid
from xhs_workbench.views.wording import Filled
from xhs_workbench.written import called

FIRST_CARDS = 4
MANY = 3
"""Picks with the same stand-in, from which its name is not repeated."""
LOSS, LOSS_WITH = Text("−{loss}", "−{loss}"), Text("−{loss} with {name}", "由{name}替补，−{loss}")
MOST_ROWS = 8
TONES = ("plain", "second", "fourth", "third", "soft")
"""Of the tiers, in the order in which the money bar paints its parts."""
Tiers = Mapping[str, Text]
NOTES = Text("quotes, and the candidates' recent notes", "报价及候选达人的近期笔记")
WANTS = {
    "selection.chapter_audience": Text("audience portraits of the creators", "达人粉丝画像"),
    "selection.chapter_prices": Text("quotes of enough similar creators", "足够多同类达人的报价"),
}
"""Chapter -> the file that would fill it, where it is another one than most chapters need."""


def open_selection(said: FirstScreen, picks: pl.DataFrame, scored: pl.DataFrame) -> Block:
    """Show whom to book, with cost against expected result and the names of those that should bring most.

    Args:
        said: From `selection.sum_up_selection`.
        picks: The picked set; where it is empty, the candidates that should bring most are drawn.
        scored: The candidates.
    """
    picture = _draw_picks(picks) if picks.height else _draw_strongest(scored)
    return first_screen(said, picture, name="selection.first_screen")


def open_candidates(said: FirstScreen) -> Block:
    """Show from how many candidates to how few the ranking led.

    Args:
        said: From `selection.sum_up_candidates`.
    """
    return first_screen(said, name="selection.first_screen")


def _draw_picks(picks: pl.DataFrame) -> Sketch:
    ranked = picks.sort(["expected_interactions", "creator_id"], descending=[True, False])
    rows = [
        {"x": row["price_cny"], "y": row["expected_interactions"], "label": _called(row), "tone": "accent"}
        for row in ranked.iter_rows(named=True)
    ]
    axes = {
        "x_axis": Text("price with fee", "含费报价"),
        "y_axis": Text("expected interactions", "预计互动量"),
        "x_kind": "money",
        "y_kind": "count",
        "height": 250,
    }
    title = Text("What each creator costs and should bring", "每位达人的报价与预计互动量")
    return Sketch("points", rows, title, more=axes)


def _draw_strongest(scored: pl.DataFrame) -> Sketch:
    known = scored.drop_nulls("expected_interactions")
    best = known.sort(["expected_interactions", "creator_id"], descending=[True, False]).head(MOST_ROWS)
    rows = [
        {
            "label": _called(row),
            "value": row["expected_interactions"],
            "text": Shown(row["expected_interactions"], "about"),
            "tone": "soft",
        }
        for row in best.iter_rows(named=True)
    ]
    title = Text("Candidates whose notes should bring most", "单篇预计互动量最高的候选达人")
    return Sketch("bars", rows, title, Text("Expected interactions a note", "单篇预计互动量"))


def chapter_creators(said: Statement | None) -> Block:
    """Open the chapter of the picked creators."""
    return _state("selection.chapter_creators", said)


def cards_creators(made: Sequence[Card]) -> Block:
    """Show the cards of the first picks."""
    note = Text(
        "Those that should bring most; everyone stands under Details.",
        "预计互动量最高者在此；完整名单见“明细”。",
    )
    few = len(made) <= FIRST_CARDS
    return cards(made[:FIRST_CARDS], name="selection.cards_creators", note=NOTHING if few else note)


def cards_all(made: Sequence[Card]) -> Block:
    """Show a card of every pick."""
    return cards(made, name="selection.cards_all", title=Text("Every creator of the line-up", "全部入选达人"))


def cards_asks(made: Sequence[Card]) -> Block:
    """Show what to ask whom."""
    return cards(made, name="selection.cards_asks")


def chapter_mix(said: Statement | None, shares: pl.DataFrame, tiers: Tiers) -> Block:
    """Draw each tier's share of the creators, of the money and of the expected interactions; nothing of a single tier."""
    several = shares.height > 1
    rows = [
        {
            "label": label,
            "parts": [
                {
                    "label": _short(row["tier"], tiers),
                    "share": row[column],
                    "text": f"{row[column]:.0%}",
                    "tone": tone,
                }
                for row, tone in zip(shares.iter_rows(named=True), TONES, strict=False)
            ],
        }
        for column, label in (
            ("creators", Text("Creators", "达人数")),
            ("cost", Text("Spend", "花费")),
            ("interactions", Text("Expected interactions", "预计互动量")),
        )
        if several
    ]
    note = Text("Share of the line-up by creator tier", "各量级在组合中的占比")
    return _state("selection.chapter_mix", said, Sketch("stacks", rows, Text("", ""), note))


def chapter_results(said: Statement | None, measures: Sequence[Any]) -> Block:
    """Draw each measure's range as a share of its target."""
    rows = [
        {
            "label": MEASURES[one.name],
            "value": one.shown / one.target,
            "low": one.low / one.target,
            "high": one.high / one.target,
            "text": Filled(
                OF, {"value": Shown(one.shown, "compact"), "target": Shown(one.target, "compact")}
            ),
            "tone": "good" if one.reach in ("sure", "likely") else "bad",
        }
        for one in measures
        if one.target
    ]
    picture = Sketch(
        "dots",
        rows,
        Text("", ""),
        Text("Expected, with eight outcomes in ten, against target", "预计值与八成区间，对照目标"),
        more={"reference": {"value": 1.0, "label": Text("target", "目标")}},
    )
    return _state("selection.chapter_results", said, picture)


def chapter_stand_ins(said: Statement | None, swaps: pl.DataFrame) -> Block:
    """Draw what the set loses if one pick is replaced, the costliest first.

    Who stands in for many is named once, in the sentence.
    """
    known = swaps.drop_nulls("swap_id").with_columns(loss=(-pl.col("interactions_change")).clip(0))
    worst = known.sort(["loss", "creator_id"], descending=[True, False]).head(MOST_ROWS)
    served = known["swap_id"].value_counts(name="n")
    often = set(served.filter(pl.col("n") >= MANY)["swap_id"])
    rows = [
        {
            "label": row["creator_name"],
            "value": row["loss"],
            "text": Filled(
                LOSS if row["swap_id"] in often else LOSS_WITH,
                {"name": row["swap_name"], "loss": Shown(row["loss"], "about")},
            ),
            "tone": "soft",
        }
        for row in worst.iter_rows(named=True)
    ]
    note = Text(
        "Expected interactions lost if this creator declines and the stand-in is booked",
        "该达人婉拒并由替补接替后，减少的预计互动量",
    )
    return _state("selection.chapter_stand_ins", said, Sketch("bars", rows, Text("", ""), note))


def chapter_points(said: Statement | None) -> Block:
    """Open what is to be settled before signing; where nothing is, no file is missing."""
    return _state("selection.chapter_points", said, wants=NOTHING)


def chapter_more_money(said: Statement | None, frontier: pl.DataFrame) -> Block:
    """Draw what other budgets would bring, two smaller and two larger ones."""
    sets = frontier.unique("cost_cny", keep="first", maintain_order=True)
    if frontier["planned"].any():
        here = frontier.filter("planned").row(0, named=True)
        sets = pl.concat([sets.filter(~pl.col("planned")), frontier.filter("planned")]).sort("budget_cny")
        sets = sets.filter((pl.col("cost_cny") != here["cost_cny"]) | pl.col("planned"))
        at = int(sets["planned"].arg_max() or 0)
        sets = sets.slice(max(at - 2, 0), 5)
    rows = [
        {
            "label": Filled(PLANNED if row["planned"] else OTHER, {"cost": Shown(row["cost_cny"], "cny")}),
            "value": row["expected_interactions"],
            "text": Shown(row["expected_interactions"], "about"),
            "tone": "accent" if row["planned"] else "soft",
        }
        for row in sets.iter_rows(named=True)
    ]
    note = Text("Expected interactions of the best line-up at each cost", "各花费水平下最优组合的预计互动量")
    return _state("selection.chapter_more_money", said, Sketch("bars", rows, Text("", ""), note))


def chapter_audience(said: Statement | None, picks: pl.DataFrame, tiers: Tiers) -> Block:
    """Draw how many picks of each tier reach the target group less, as much and more than the average candidate.

    Args:
        said: From `selection.say_audience`.
        picks: From `selection.rate_audience`.
        tiers: Tier -> its name.
    """
    known = picks.drop_nulls("audience_fit")
    fit = pl.col("audience_fit")
    parts = (
        (Text("more", "更高"), "good", fit == "more"),
        (Text("about the same", "相近"), "soft", fit == "same"),
        (Text("less", "更低"), "bad", fit == "less"),
    )
    rows = []
    for tier in reversed(list(tiers)):
        of = known.filter(pl.col("tier") == tier)
        if of.height:
            counts = [(label, tone, of.filter(test).height) for label, tone, test in parts]
            rows.append(
                {
                    "label": _short(tier, tiers),
                    "parts": [
                        {"label": label, "share": n / of.height, "text": str(n) if n else "", "tone": tone}
                        for label, tone, n in counts
                    ],
                }
            )
    note = Text(
        "Picks by how well their audience fits, against the average candidate",
        "入选达人按人群匹配度，与候选均值对比",
    )
    return _state("selection.chapter_audience", said, Sketch("stacks", rows, Text("", ""), note))


def chapter_prices(said: Statement | None, quotes: pl.DataFrame) -> Block:
    """Draw the largest quotes as multiples of what near peers ask."""
    rows = [
        {
            "label": _called(row),
            "value": row["price_ratio"],
            "low": row["fair_low_cny"] / row["fair_mid_cny"],
            "high": row["fair_high_cny"] / row["fair_mid_cny"],
            "text": f"{row['price_ratio']:.1f}×",
            "tone": "bad" if row["position"] == "above" else "good",
        }
        for row in quotes.head(MOST_ROWS).iter_rows(named=True)
    ]
    more = {"reference": {"value": 1.0, "label": Text("similar creators", "同类达人")}, "log": True}
    note = Text(
        "The largest quotes over the middle of similar creators; band: their middle half",
        "金额最高的报价与同类中位数之比；横线为同类中间一半",
    )
    return _state("selection.chapter_prices", said, Sketch("dots", rows, Text("", ""), note, more))


def chapter_explorer(said: Statement) -> Block:
    """Open the chapter in which the weights can be moved."""
    return _state("selection.chapter_explorer", said)


MEASURES = {
    "interactions": Text("Interactions", "互动量"),
    "saves": Text("Saves", "收藏"),
    "reads": Text("Reads", "阅读"),
}
OF = Text("{value}, target {target}", "{value}，目标 {target}")
PLANNED, OTHER = Text("{cost} (plan)", "{cost}（本方案）"), Text("{cost}", "{cost}")


def _state(
    name: str, said: Statement | None, picture: Sketch | None = None, wants: Text | None = None
) -> Block:
    missing = WANTS.get(name, NOTES) if wants is None else wants
    return chapter(said, picture, name=name) if said else unsaid(missing, name=name)


def _called(row: Mapping[str, Any]) -> str:
    return called(row.get("creator_name"), row["creator_id"])


def _short(tier: str, tiers: Tiers) -> Text:
    name = tiers.get(tier, Text(tier, tier))
    return Text(name.en.partition(" (")[0] or name.en, name.zh.partition("（")[0] or name.zh)
