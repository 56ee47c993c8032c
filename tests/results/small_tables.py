"""Small tables of targets and notes, of which sentences are worked out by hand."""

from datetime import date

import polars as pl

from xhs_workbench import results

PLAN = {
    "metric": "saves",
    "name_en": "Saves",
    "name_zh": "收藏",
    "unit": "count",
    "verdict": "missed",
    "bound": "",
    "target": 4000.0,
    "value": 3000.0,
    "completion": 0.75,
    "completion_bound": "",
    "n_missing": 0,
    "n_young": 0,
}
CPE = {
    **PLAN,
    "metric": "cpe",
    "name_en": "Cost per interaction",
    "name_zh": "互动单价",
    "unit": "cny",
    "verdict": "met",
    "target": 5.0,
    "value": 4.0,
    "completion": 1.25,
}
NOTE = {
    "order_id": "o1",
    "note_id": "0" * 24,
    "creator_id": "c1",
    "creator_name": "Ann",
    "title": "A day",
    "published_at": date(2026, 5, 6),
    "format": "tutorial",
    "saves": 60,
    "reads": 1000,
    "cpe": 2.0,
    "rate": 0.06,
    "cost_named_cny": 600.0,
    "interactions_named": 300.0,
    "quote_cny": 500.0,
    "service_fee_cny": 50.0,
    "boost_cny": 100.0,
}


def plan(*rows):
    return pl.DataFrame([{**PLAN, **row} for row in rows])


def notes(*rows):
    return pl.DataFrame(
        [{**NOTE, "order_id": f"o{n}", "creator_id": f"c{n}", **row} for n, row in enumerate(rows)]
    )


def priced_notes(brief, *rows):
    """Notes of 100 saves, whose boost makes the cost of a save what `each` says."""
    made = [
        {"saves": 100, "rate": rate, "cost_named_cny": 80.0, "boost_cny": 100 * each - 80}
        for each, rate in rows
    ]
    return results.price_goal(notes(*made), brief)
