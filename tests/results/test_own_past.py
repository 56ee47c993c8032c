"""This campaign beside the brand's earlier notes, by hand."""

import polars as pl

from xhs_workbench.memory import own_benchmarks
from xhs_workbench.results import against_own_past


def ranked(tier, values, mature=True):
    return pl.DataFrame(
        {
            "tier": [tier] * len(values),
            "mature": [mature] * len(values),
            "interactions_named": values,
            "saves": [None] * len(values),
            "reads": [1_000] * len(values),
            "cost_named_cny": [2.0 * value for value in values],
            "cpe": [9.0] * len(values),  # with boosts, which the memory does not keep
        },
        schema_overrides={"saves": pl.Int64},
    )


def past(creators):
    """Earlier notes of a tier: 100, 200, … interactions, one a creator."""
    return pl.DataFrame(
        {
            "tier": ["koc"] * creators,
            "creator_id": [f"c{number}" for number in range(creators)],
            "brand": ["Lumira"] * creators,
            "mature": [True] * creators,
            "interactions": [100 * (number + 1) for number in range(creators)],
            "saves": [5] * creators,
            "cost_cny": [100.0 * (number + 1) for number in range(creators)],
            "reads": [1_000] * creators,
        }
    )


def standing(values, creators=9, mature=True, brand="Lumira"):
    own = own_benchmarks(past(creators), brand, by=("tier",))
    found = against_own_past(ranked("koc", values, mature), own)
    return {row["measure"]: row for row in found.iter_rows(named=True)}


def test_a_tier_is_judged_only_outside_the_middle_half_of_the_brands_own_past():
    # Nine earlier notes of 100 … 900 interactions: quarters at 300 and 700.
    for value, says in ((299, "below"), (300, "within"), (700, "within"), (701, "above")):
        row = standing([value] * 5)["interactions"]
        assert (row["p25"], row["p75"], row["value"], row["standing"]) == (300, 700, value, says)
        assert (row["n"], row["notes"], row["creators"]) == (5, 9, 9)


def test_four_notes_are_shown_and_not_judged_and_a_past_of_seven_creators_is_none():
    assert standing([900] * 4)["interactions"]["standing"] == "too_few"
    assert standing([900] * 5, creators=7) == {}
    assert standing([900] * 5, brand="another") == {}
    assert standing([900] * 5, mature=False) == {}


def test_what_is_missing_is_not_compared_and_a_cost_leaves_boosts_out_on_both_sides():
    rows = standing([500] * 5)
    assert "saves" not in rows
    assert rows["cpe_cny"]["value"] == 2.0
    assert rows["cpe_cny"]["standing"] == "above"  # earlier: ¥1 an interaction each; here ¥2
