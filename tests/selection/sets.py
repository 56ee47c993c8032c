"""Small sets of creators with figures that can be summed by hand, and what is said of them."""

import polars as pl

from xhs_workbench import selection
from xhs_workbench.findings import Text
from xhs_workbench.params.choosing import Risk

TIERS = {"koc": Text("KOC (1K–10K)", "KOC（1千–1万）"), "mid": Text("Mid (50K–500K)", "腰部（5万–50万）")}


STEADY = Risk(creator_sd=0.0, category_sd=0.0, platform_sd=0.0, scenarios=200)
"""Without any spread the low end, the mean and the high end are the same."""


def creator(number, tier="koc", price=100.0, brings=200.0, **more):
    return {
        "creator_id": f"{number:024x}",
        "creator_name": f"博主{number}",
        "tier": tier,
        "note_type": "image",
        "price_cny": price,
        "expected_interactions": brings,
        "plain_category": "护肤",
        "score": 50.0,
        "save_share": 0.25,
        "reads_median": 1000,
        "commercial_ratio": 1.0,
        "commercial_weak": False,
        "notes_seen": 9,
        "audience_index": 1.2,
        "audience_known": 2,
        "audience_mismatch": False,
        "part_value": 0.95,
        "score_value": 30.0,
        "part_engagement": 0.8,
        "score_engagement": 15.0,
        "followers": 5000,
        **more,
    }


def booked(rows, budget=1000.0, left_out=(), findings=(), gap=0.0, risk=STEADY):
    picks, offers = pl.DataFrame(rows), pl.DataFrame([*rows, *left_out])
    return selection.Portfolio(
        picks,
        float(picks["price_cny"].sum()),
        budget,
        float(picks["expected_interactions"].sum()),
        gap,
        tuple(findings),
        rules=selection.Rules(budget, {"koc": (0, 9)}, terms=selection.Terms(risk=risk)),
        offers=offers,
    )


def promising(brief, **targets):
    kpis = tuple(
        brief.kpis[0].model_copy(update={"metric": name, "target": aim}) for name, aim in targets.items()
    )
    return brief.model_copy(update={"kpis": kpis})


NO_POINTS = pl.DataFrame(schema={"creator_id": pl.String, "creator_name": pl.String, "private": pl.Boolean})


NO_FRONTIER = pl.DataFrame(
    schema={
        "budget_cny": pl.Float64,
        "cost_cny": pl.Float64,
        "expected_interactions": pl.Float64,
        "cpe_cny": pl.Float64,
        "planned": pl.Boolean,
    }
)


def first(portfolio, brief, points=NO_POINTS, frontier=NO_FRONTIER):
    forecast = selection.forecast_set(portfolio, brief)
    return selection.sum_up_selection(portfolio, forecast, brief, TIERS, frontier=frontier, points=points)


def ordering(brief, **counts):
    kinds = [brief.deliverables[0].model_copy(update={"tier": t, "count": n}) for t, n in counts.items()]
    return brief.model_copy(update={"deliverables": tuple(kinds)})


def creators_of(portfolio, brief, by_hand=()):
    return selection.say_creators(portfolio, selection.forecast_set(portfolio, brief), by_hand)


def swaps(*rows):
    names = ("creator_id", "creator_name", "swap_id", "swap_name", "interactions_change")
    kinds = dict.fromkeys(names[:4], pl.String) | {"interactions_change": pl.Float64}
    return pl.DataFrame(rows, schema=kinds, orient="row")


PRICED = {
    "creator_id": pl.String,
    "format": pl.String,
    "position": pl.String,
    "price_cny": pl.Float64,
    "fair_high_cny": pl.Float64,
}


ASKED = dict.fromkeys(
    ("creator_id", "label_en", "label_zh", "said_en", "said_zh", "ask_en", "ask_zh"), pl.String
)


def frontier(*rows):
    """Rows of budget, cost, interactions; the second is planned."""
    frame = pl.DataFrame(rows, schema=["budget_cny", "cost_cny", "expected_interactions"], orient="row")
    further = pl.col("cost_cny").diff() / pl.col("expected_interactions").diff()
    return frame.with_columns(
        cpe_cny=pl.col("cost_cny") / pl.col("expected_interactions"),
        marginal_cpe_cny=pl.when(further.is_finite()).then(further),
        planned=pl.int_range(pl.len()) == 1,
        same_notes=pl.lit(value=True),
    )
