"""What a creator's card shows: own notes over time, price against peers, audience, reasons, what to ask. Plain values only."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.views.drawing.chart_engine import plain_rows
from xhs_workbench.views.drawing.numbers import MISSING, show
from xhs_workbench.views.drawing.tables import source

AUDIENCE = {
    "female_share": Text("Women", "女"),
    "male_share": Text("Men", "男"),
    "age_under18_share": Text("Under 18", "18 岁以下"),
    "age_18_24_share": Text("18–24", "18–24 岁"),
    "age_25_34_share": Text("25–34", "25–34 岁"),
    "age_35_44_share": Text("35–44", "35–44 岁"),
    "age_over44_share": Text("Over 44", "44 岁以上"),
}
FACTS: tuple[tuple[str, str, Text], ...] = (
    ("category", "text", Text("Category", "内容类型")),
    ("region", "text", Text("Region", "地区")),
    ("active_fan_share", "rate", Text("Active fans", "活跃粉丝")),
    ("save_share", "rate", Text("Save share", "收藏占比")),
    ("on_target_share", "rate", Text("Fans on target", "目标人群占比")),
    ("cost_per_interaction_cny", "cny2", Text("Cost per interaction", "互动单价")),
    ("commercial_notes", "count", Text("Paid notes seen", "商业笔记样本")),
)
SUSPECT = Text("Suspect fans (vendor's claim)", "水粉占比（第三方声称）")
"""A suspicion stands among what to ask, which is ours, not among the facts."""
BANDS = {
    "under_18": "age_under18_share",
    "18_24": "age_18_24_share",
    "25_34": "age_25_34_share",
    "35_44": "age_35_44_share",
    "over_44": "age_over44_share",
}
MOST_CARDS = 800
MOST_NOTES = 24


def target_columns(audience: Any) -> set[str]:
    """Return the audience columns that a brief wants."""
    return {f"{audience.gender}_share", *(BANDS[band] for band in audience.age_bands)}


def creator_cards(
    creators: pl.DataFrame,
    notes: pl.DataFrame,
    *,
    prices: pl.DataFrame | None = None,
    asks: pl.DataFrame | None = None,
    target: Collection[str] = (),
) -> dict[str, dict[str, Any]]:
    """Gather the cards of creators, best first.

    Args:
        creators: One row a creator: `creator_id`, `tier`, `expected_interactions`, and any of the facts, the
            audience columns, `why_en`, `why_zh`, `peers_save_share` (the tier's median), the source columns.
        notes: One row a note: `creator_id`, `published_at`, `interactions`, `save_share`, `is_commercial`.
        prices: `creator_id`, `price_cny`, `fair_low_cny`, `fair_mid_cny`, `fair_high_cny`, `peers`, one row a
            creator.
        asks: `creator_id`, `label_en`, `label_zh` and so `said`, `ask`: evidence to ask about.
        target: Audience columns that the brief wants.

    Returns:
        Creator id -> card; the first 800 creators, the latest 24 notes each.
    """
    chosen = creators.head(MOST_CARDS)
    own = _notes(notes)
    band = {row["creator_id"]: row for row in plain_rows(prices)} if prices is not None else {}
    questions: dict[str, list[list[Any]]] = {}
    for row in plain_rows(asks) if asks is not None else []:
        questions.setdefault(row["creator_id"], []).append(
            [Text(row[f"{part}_en"], row[f"{part}_zh"]) for part in ("label", "said", "ask")]
        )
    return {
        row["creator_id"]: {
            "notes": own.get(row["creator_id"], []),
            "expected": _rounded(row.get("expected_interactions")),
            "peers_save_share": _rounded(row.get("peers_save_share"), 4),
            "price": _price(row, band.get(row["creator_id"])),
            "audience": [
                {"label": label, "share": row[column], "target": column in target}
                for column, label in AUDIENCE.items()
                if row.get(column) is not None
            ],
            "why": Text(row.get("why_en") or "", row.get("why_zh") or ""),
            "facts": _facts(row),
            "asks": [*questions.get(row["creator_id"], []), *_suspected(row)],
            "source": source(row),
        }
        for row in plain_rows(chosen)
    }


def _notes(notes: pl.DataFrame) -> dict[str, list[list[Any]]]:
    dated = notes.drop_nulls(["creator_id", "published_at", "interactions"]).sort(
        "published_at", descending=True
    )
    recent = dated.group_by("creator_id", maintain_order=True).head(MOST_NOTES)
    rows: dict[str, list[list[Any]]] = {}
    shown = recent.select(
        "creator_id",
        pl.col("published_at").dt.strftime("%Y-%m-%d"),
        pl.col("interactions").cast(pl.Float64),
        pl.col("save_share").cast(pl.Float64).round(4),
        pl.col("is_commercial").fill_null(False).cast(pl.Int64),
    )
    for row in plain_rows(shown):
        creator, *values = row.values()
        rows.setdefault(creator, []).append(values)
    return rows


def _price(row: dict[str, Any], band: dict[str, Any] | None) -> dict[str, Any] | None:
    price = (band or row).get("price_cny")
    if price is None:
        return None
    known = band is not None and band.get("fair_low_cny") is not None
    note = (
        Text(
            f"band: middle half of {band['peers']} near peers; line: their middle",
            f"区间：{band['peers']} 位相近达人的中间一半；线：中位",
        )
        if known and band
        else NOTHING
    )
    edges = {name: _rounded((band or {}).get(f"fair_{name}_cny")) for name in ("low", "mid", "high")}
    return {"value": _rounded(price), **edges, "note": note}


def _suspected(row: dict[str, Any]) -> list[list[Any]]:
    share = row.get("suspect_fan_share")
    return [] if share is None else [[SUSPECT, show(share, "rate"), ""]]


def _rounded(value: float | None, digits: int = 2) -> float | None:
    return None if value is None else round(value, digits)


def _facts(row: dict[str, Any]) -> list[list[Any]]:
    shown = [[label, show(row.get(key), kind)] for key, kind, label in FACTS]
    return [fact for fact in shown if fact[1] != MISSING]
