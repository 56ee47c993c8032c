"""A campaign of one note with 180 interactions, and its creator's own notes."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from xhs_workbench import paths, results, tables
from xhs_workbench.params import load_params

DAY = datetime(2026, 5, 10, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
PARAMS = load_params(paths.PARAMS / "demo" / "post_campaign.yaml")
BRIEF = PARAMS.read_brief()


def tree_of(outcomes, traffic, window, as_of=None, *, paid=None):
    """Follow the money of one campaign down."""
    shop = results.gather_shop(
        outcomes, traffic, tables.empty("paid") if paid is None else paid, BRIEF, window, as_of
    )
    return results.kpi_tree(shop, BRIEF)


def placed(likes: int = 100, saves: int = 50, age_days: int = 60) -> pl.DataFrame:
    note = {
        "note_id": "n1",
        "creator_id": "a",
        "creator_name": "A",
        "title": "t",
        "likes": likes,
        "saves": saves,
        "comments": 20,
        "shares": 10,
        "follows": 5,
    }
    order = {
        **note,
        "order_id": "o1",
        "quote_cny": 1000.0,
        "service_fee_cny": 100.0,
        "source_file": "f",
        "source_sheet": "s",
        "source_row": 2,
    }
    orders = pl.concat(
        [tables.empty("placements"), pl.DataFrame([{k: v for k, v in order.items() if k != "title"}])],
        how="diagonal_relaxed",
    )
    notes = pl.concat(
        [tables.empty("notes"), pl.DataFrame([{**note, "published_at": DAY}])], how="diagonal_relaxed"
    )
    as_of = (DAY + timedelta(days=age_days)).date()
    return results.rank_notes(
        results.gather_outcomes(orders, notes, tables.empty("paid"), BRIEF, as_of), BRIEF
    )


def own(counts: list[int], **given: object) -> pl.DataFrame:
    rows = [
        {
            "note_id": f"h{i}",
            "creator_id": "a",
            "likes": n,
            "saves": 0,
            "comments": 0,
            "shares": 0,
            "published_at": DAY - timedelta(days=90),
            "collected_at": DAY,
            **given,
        }
        for i, n in enumerate(counts)
    ]
    return pl.concat([tables.empty("notes"), pl.DataFrame(rows)], how="diagonal_relaxed")


def bought(**given: object) -> pl.DataFrame:
    return pl.concat(
        [tables.empty("paid"), pl.DataFrame([{"note_id": "n1", "spend_cny": 300.0, **given}])],
        how="diagonal_relaxed",
    ).cast(tables.empty("paid").schema)
