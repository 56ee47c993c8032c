"""What more money would bring, worked out by hand on a few points of the frontier."""

import polars as pl

from xhs_workbench.selection.planning.frontier import say_frontier
from xhs_workbench.selection.planning.portfolio import Portfolio
from xhs_workbench.selection.planning.rules import Rules


def frontier_of(*points, planned=1):
    """Points as (budget, worth, cost, interactions)."""
    budget, worth, cost, brought = zip(*points, strict=True)
    frame = pl.DataFrame(
        {"budget_cny": budget, "worth": worth, "cost_cny": cost, "expected_interactions": brought},
        strict=False,
    )
    return frame.cast(pl.Float64).with_columns(
        planned=pl.int_range(pl.len()) == planned,
        cpe_cny=pl.col("cost_cny") / pl.col("expected_interactions"),
    )


def said_of(frame, most=2, bookable=3):
    """Two creators are held at every budget, of so many who can be booked, and so many may be."""
    offers = pl.DataFrame({"creator_id": [f"c{n}" for n in range(bookable)], "tier": ["koc"] * bookable})
    held = Portfolio(
        offers.head(2), 0.0, 0.0, 0.0, 0.0, (), rules=Rules(0.0, {"koc": (0, most)}), offers=offers
    )
    frame = frame.with_columns(creators=pl.lit(2))
    return {finding.code: finding.text.en for finding in say_frontier(frame, held)}


def test_what_more_money_would_bring_by_hand():
    """From 100 to 150: ¥40 more bring 80 more, ¥.50 each; the plan's 200 cost ¥.45 each.

    The last point is worth most, so money is short.
    """
    found = said_of(frontier_of((50, 50, 50, 100), (100, 100, 90, 200), (150, 140, 130, 280)))
    assert (
        "¥40 more would bring 80 more interactions, ¥0.50 each; the set as planned costs ¥0.45 each"
        in found["more_money"]
    )
    assert "money_is_not_short" not in found


def test_which_bound_is_met_where_money_is_not_short():
    """Two are held: of three with room for two the quotas bind, of two nobody is left, of three with room for nine a rule."""
    flat = frontier_of((50, 50, 50, 100), (100, 100, 90, 200), (150, 100, 90, 200))
    ends = {
        (2, 3): "raise the quotas, not the budget.",
        (2, 2): "add candidates, not budget.",
        (9, 2): "add candidates, not budget.",
        (9, 3): "loosen the other rules, not the budget.",
    }
    for (most, bookable), end in ends.items():
        assert said_of(flat, most, bookable)["money_is_not_short"].endswith(f": {end}"), (most, bookable)


def test_where_more_money_brings_nothing():
    """99 % of the best worth is reached at 100 of 150: above that the quotas are full.

    At 98.9 % it is not.
    """
    full = said_of(frontier_of((50, 50, 50, 100), (100, 99, 90, 200), (150, 100, 90, 200)))
    assert full["money_is_not_short"] == (
        "Above ¥100 there is nothing more to buy: raise the quotas, not the budget."
    )
    assert "more_money" not in full
    assert "money_is_not_short" not in said_of(
        frontier_of((50, 50, 50, 100), (100, 98.9, 90, 200), (150, 100, 95, 200))
    )
    assert said_of(frontier_of((100, 100, 90, 200), planned=0)) == {}
    assert said_of(frontier_of((50, 50, 50, 100), (100, 100, 90, 200), planned=5)) == {}
    assert "more_money" in said_of(frontier_of((50, 50, 50, 100), (100, 100, 90, 200), planned=0))
