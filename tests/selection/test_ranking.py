"""How firm a ranking is, and how far it agrees with people."""

import numpy as np
import polars as pl
import pytest

from xhs_workbench import selection
from xhs_workbench.intake import read_files
from xhs_workbench.selection.judging import agreement
from xhs_workbench.selection.judging.agreement import area_under_curve

WEIGHTS = {"value": 3.0, "engagement": 2.0, "saves": 0.0}


def parts(rows):
    frame = pl.DataFrame(
        rows, schema=["creator_id", "part_value", "part_engagement", "part_saves"], orient="row"
    )
    points = (3 * pl.col("part_value").fill_null(0) + 2 * pl.col("part_engagement").fill_null(0)) * 20
    return frame.with_columns(score=points).sort(["score", "creator_id"], descending=[True, False])


def test_a_creator_that_leads_in_every_part_is_sure_and_one_behind_in_every_part_is_out():
    rated = selection.rate_stability(
        parts([("a", 1.0, 1.0, 0.0), ("b", 0.5, 0.4, 1.0), ("c", 0.4, 0.5, 1.0), ("d", 0.0, 0.1, 1.0)]),
        WEIGHTS,
        k=2,
    )
    chance = dict(rated.select("creator_id", "top_chance").rows())
    assert (chance["a"], chance["d"]) == (1.0, 0.0)
    assert sum(chance.values()) == pytest.approx(2.0)
    # b beats c exactly when value weighs more than engagement: Dirichlet(30, 20), so Beta(30, 20) above one
    # half.
    from scipy.stats import beta

    assert chance["b"] == pytest.approx(beta.sf(0.5, 30, 20), abs=0.025)


def test_equal_creators_are_told_apart_by_id_as_in_the_ranking():
    rated = selection.rate_stability(
        parts([("b", 0.5, 0.5, 0.0), ("a", 0.5, 0.5, 0.0), ("c", 0.5, 0.5, 0.0)]), WEIGHTS, k=1
    )
    assert dict(rated.select("creator_id", "top_chance").rows()) == {"a": 1.0, "b": 0.0, "c": 0.0}


def test_chances_are_the_same_whatever_the_scale_of_the_weights_and_the_order_of_rows():
    draw = np.random.default_rng(1)
    frame = parts([(f"c{i:02d}", *draw.random(3)) for i in range(60)])
    one = selection.rate_stability(frame, WEIGHTS, k=10, draws=300)
    ten = selection.rate_stability(
        frame.reverse(), {name: 10 * weight for name, weight in WEIGHTS.items()}, k=10, draws=300
    )
    assert (
        one.select("creator_id", "top_chance")
        .sort("creator_id")
        .equals(ten.select("creator_id", "top_chance").sort("creator_id"))
    )
    said = selection.say_stability(one, k=10)
    assert f"{(one.head(10)['top_chance'] >= 0.9).sum()} of the first 10" in said[0].text.en


def ranked(n=10):
    return pl.DataFrame(
        {"creator_id": [f"c{i}" for i in range(n)], "score": [float(n - i) for i in range(n)]}
    )


def test_agreement_by_hand():
    # Picked here c0–c3; people picked c1, c3, c8 and x (not among the candidates).
    compared = selection.compare_with_past(ranked(), ["c0", "c1", "c2", "c3"], ["c1", "c3", "c8", "x"])
    assert compared.select("measure", "hits", "trials").rows() == [
        ("precision", 2, 4),
        ("recall", 2, 3),
        ("recall_ranking", 1, 3),
    ]
    # Wilson at 90 % for 2 of 4: centre (.5 + z²/8) / (1 + z²/4) = .5, half width z·√(.0625 + z²/64) / (1 +
    # z²/4).
    z = 1.6448536
    half = z * (0.0625 + z * z / 64) ** 0.5 / (1 + z * z / 4)
    assert compared.row(0, named=True)["lower"] == pytest.approx(0.5 - half, abs=1e-6)
    codes = {f.code: f.n for f in selection.say_agreement(compared, ranked(), ["c1", "c3", "c8", "x"])}
    assert codes == {"agreement": 3, "past_absent": 1}


def test_without_past_picks_nothing_is_said():
    compared = selection.compare_with_past(ranked(), ["c0"], [])
    assert compared["share"].to_list() == [0.0, None, None]
    assert selection.say_agreement(compared, ranked(), []) == []


def test_past_picks_come_from_any_table_that_names_creators_and_from_none():
    data = read_files(())
    assert selection.past_ids(data.table("creators"), data.table("placements")) == frozenset()
    orders = pl.DataFrame({"creator_id": ["a", None, "b", "a"]})
    assert selection.past_ids(orders, pl.DataFrame({"creator_id": ["c"]})) == {"a", "b", "c"}


def taught(n, seed, rule):
    draw = np.random.default_rng(seed)
    grid = draw.random((n, 3))
    frame = pl.DataFrame(
        {
            "creator_id": [f"c{i:03d}" for i in range(n)],
            "part_value": grid[:, 0],
            "part_engagement": grid[:, 1],
            "part_saves": grid[:, 2],
        }
    )
    chance = 1 / (1 + np.exp(-rule(grid)))
    return frame, frame["creator_id"].filter(pl.Series(draw.random(n) < chance)).to_list()


def test_weights_are_learned_where_picks_follow_a_part():
    frame, past = taught(300, 3, lambda g: 9 * g[:, 2] - 6)
    learned = selection.learn_weights(frame, {"value": 1.0, "engagement": 1.0, "saves": 0.2}, past)
    assert learned.weights["saves"] > 80
    assert sum(learned.weights.values()) == pytest.approx(100)
    assert learned.gain_low > 0
    assert learned.auc_learned > learned.auc_given
    assert learned.findings[0].level == "PASS"


def test_weights_that_are_no_better_are_said_to_be_no_better():
    frame, past = taught(300, 4, lambda g: 0 * g[:, 0] - 1)
    learned = selection.learn_weights(frame, {"value": 1.0, "engagement": 1.0, "saves": 1.0}, past)
    assert learned.gain_low <= 0
    assert learned.findings[0].level == "REVIEW"


def test_a_part_that_picks_avoid_gets_no_negative_weight():
    frame, past = taught(300, 5, lambda g: 6 * g[:, 0] - 6 * g[:, 1])
    learned = selection.learn_weights(frame, {"value": 1.0, "engagement": 1.0, "saves": 1.0}, past)
    assert min(learned.weights.values()) >= 0
    assert learned.weights["engagement"] == pytest.approx(0, abs=0.5)


def test_too_few_picks_teach_nothing():
    frame, past = taught(300, 3, lambda g: 9 * g[:, 2] - 6)
    learned = selection.learn_weights(frame, {"value": 1.0, "engagement": 1.0, "saves": 1.0}, past[:19])
    assert learned.weights is None
    assert [finding.code for finding in learned.findings] == ["too_few_picks"]


def test_the_area_under_the_curve_equals_counting_pairs():
    draw = np.random.default_rng(2)
    scores, picked = draw.integers(0, 6, 40).astype(float), draw.random(40) < 0.4
    pairs = [(a > b) + (a == b) / 2 for a in scores[picked] for b in scores[~picked]]
    assert area_under_curve(scores, picked) == pytest.approx(np.mean(pairs))


def test_the_area_of_a_resample_is_that_of_the_resampled_rows():
    draw = np.random.default_rng(3)
    picked = draw.random(40) < 0.3
    scores = np.round(draw.normal(size=40), 1)  # with ties
    yes, no = np.flatnonzero(picked), np.flatnonzero(~picked)
    drawn = [(draw.choice(yes, len(yes)), draw.choice(no, len(no))) for _ in range(20)]
    counts = [
        np.stack([np.bincount(rows, minlength=40)[side] for rows in part])
        for part, side in zip(zip(*drawn, strict=True), (yes, no), strict=True)
    ]
    areas = agreement._areas(scores, picked, *counts)
    for area, rows in zip(areas, map(np.concatenate, drawn), strict=True):
        assert area == pytest.approx(agreement.area_under_curve(scores[rows], picked[rows]))


def test_the_reason_names_the_points_that_were_given():
    frame = pl.DataFrame(
        {
            "creator_id": ["a", "b"],
            "cost_per_interaction_cny": [2.0, 4.0],
            "engagement_rate": [0.08, 0.04],
            "on_target_share": [None, 0.4],
            "save_share": [0.2, 0.3],
            "active_fan_share": [0.5, 0.4],
        }
    )
    weights = {"value": 60.0, "saves": 25.0, "audience": 15.0}
    first = selection.give_reasons(selection.score_creators(frame, weights), weights).row(0, named=True)
    assert first["why_en"].startswith(
        "60 points: 60 for ¥2.00 per interaction (the best of all candidates), 0 for 20% of "
        "interactions being saves (better than 0%)"
    )
    assert first["why_en"].endswith("Unknown: audience fit")
    assert first["why_zh"].startswith("60 分：60 分来自每次互动 ¥2.00")
