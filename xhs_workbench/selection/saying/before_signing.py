"""What is open with a picked creator before signing: one row a point, and which of them are ours alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.written import called, written

FEW_NOTES = 5
SCHEMA = {
    "creator_id": pl.String,
    "creator_name": pl.String,
    "about_en": pl.String,
    "about_zh": pl.String,
    "ask_en": pl.String,
    "ask_zh": pl.String,
    "quote_cny": pl.Float64,
    "usual_cny": pl.Float64,
    "private": pl.Boolean,
}
THIN = Text("Too few notes were seen to say.", "近期笔记过少，样本不足。")
WEAK = Text("Paid notes do much worse than everyday ones.", "合作笔记明显低于日常笔记。")
FAR = Text("The audience lies far from the target.", "粉丝画像与目标人群偏离。")
UNSEEN = Text("Nothing is known of the audience.", "粉丝画像未知。")
ABOVE = Text("The quote is above what similar creators ask.", "报价高于同类达人。")


def points_to_settle(picks: pl.DataFrame, priced: pl.DataFrame, evidence: pl.DataFrame) -> pl.DataFrame:
    """List what to settle with each picked creator before signing.

    Args:
        picks: The picked set.
        priced: From `compare_prices`: quotes against near peers.
        evidence: From `list_evidence`; suspicions are ours, not the client's.

    Returns:
        `creator_id`, `creator_name`, `about_en` and `about_zh` (what is open), `ask_en` and `ask_zh` (what to
        ask), `quote_cny` and `usual_cny` (of a quote: the creator's own, and what most similar creators ask at most,
        both with fee), `private`; in the order of the picks.
    """
    bands = {
        (row["creator_id"], row["format"]): row
        for row in priced.filter(pl.col("position") == "above").iter_rows(named=True)
    }
    asked: dict[str, list[dict[str, Any]]] = {}
    for row in evidence.iter_rows(named=True):
        asked.setdefault(row["creator_id"], []).append(row)
    rows = []
    for pick in picks.iter_rows(named=True):
        name = called(pick.get("creator_name"), pick["creator_id"])
        band = bands.get((pick["creator_id"], pick["note_type"]))
        open_points = [*_of_price(band), *_of_record(pick), *_of_audience(pick)]
        prices = (band["price_cny"], band["fair_high_cny"]) if band else (None, None)
        rows += [
            (pick["creator_id"], name, *about, *ask, *(prices if about == ABOVE else (None, None)), False)
            for about, ask in open_points
        ]
        rows += [
            (
                pick["creator_id"],
                name,
                f"{one['label_en']}: {one['said_en']}",
                f"{one['label_zh']}：{one['said_zh']}",
                one["ask_en"],
                one["ask_zh"],
                None,
                None,
                True,
            )
            for one in asked.get(pick["creator_id"], [])
        ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def points_of_all(points: pl.DataFrame) -> pl.DataFrame:
    """Keep the points that client and agency both see: `creator_name`, `about_*`, `ask_*`, `quote_cny`, `usual_cny`.

    Args:
        points: From `points_to_settle`.
    """
    return points.filter(~pl.col("private")).select(
        "creator_name", "about_en", "about_zh", "ask_en", "ask_zh", "quote_cny", "usual_cny"
    )


Point = tuple[Text, Text]
"""What is open, and what to ask."""


def _of_price(band: dict[str, object] | None) -> Iterator[Point]:
    if band is not None:
        quote, usual = (written(band[key], "cny").en for key in ("price_cny", "fair_high_cny"))
        yield (
            ABOVE,
            Text(
                f"Ask what the {quote} includes; most similar creators ask at most {usual} with fee.",
                f"询问 {quote} 报价的构成；多数同类达人含费不超过 {usual}。",
            ),
        )


def _of_record(pick: dict[str, object]) -> Iterator[Point]:
    seen = pick.get("notes_seen")
    if isinstance(seen, int) and seen < FEW_NOTES:
        yield (
            THIN,
            Text("Ask for the figures of the last ten notes.", "索取近 10 篇笔记的后台数据。"),
        )
    if pick.get("commercial_weak"):
        yield (
            WEAK,
            Text("Ask for three recent paid notes, and why.", "索取近 3 篇合作笔记的数据，并询问原因。"),
        )


def _of_audience(pick: dict[str, object]) -> Iterator[Point]:
    if pick.get("audience_mismatch"):
        yield (
            FAR,
            Text("Ask for a screenshot of the current audience.", "索取最新的粉丝画像截图。"),
        )
    elif pick.get("audience_known") == 0:
        yield (
            UNSEEN,
            Text("Ask for a screenshot of the audience.", "索取粉丝画像截图。"),
        )
