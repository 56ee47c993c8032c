"""A plan's numbers worked out by hand: prices and values of offers, rows of the programme, reach, risk, and each rule at its border."""

from math import e, exp, log

import numpy as np
import polars as pl
import pytest

from xhs_workbench import selection
from xhs_workbench.params.choosing import Risk
from xhs_workbench.selection.planning.frontier import _marginal
from xhs_workbench.selection.planning.programme import rule_rows, true_worth, write_programme
from xhs_workbench.selection.planning.reach import reach_of, tangents
from xhs_workbench.selection.planning.risk import factors, look_ahead, mean_of_worst, own_spread
from xhs_workbench.selection.planning.rules import Rules, Terms, check_set, list_offers
from xhs_workbench.selection.planning.solver import solve

STILL = Risk(creator_sd=0.0, category_sd=0.0, platform_sd=0.0)
"""Nothing is unsure: every note brings its mean."""


def pool(**columns):
    n = len(columns.get("price_cny", [1]))
    base = {
        "creator_id": [f"c{k}" for k in range(n)],
        "tier": ["koc"] * n,
        "category": ["护肤"] * n,
        "expected_interactions": [100.0] * n,
        "score": [50.0] * n,
    }
    return pl.DataFrame({**base, **columns})


def offers_of(frame, rules):
    return list_offers(frame, rules)


def test_value_is_interactions_times_score():
    """100 interactions at a score of 50 are worth 50; 300 at 80 are worth 240."""
    frame = pool(price_cny=[10.0, 20.0], expected_interactions=[100.0, 300.0], score=[50.0, 80.0])
    assert offers_of(frame, Rules(100, {"koc": (0, 2)}))["value"].to_list() == [50, 240]


def test_a_video_costs_its_quote_and_the_fee():
    """¥200 and a tenth: 220; a price that has the fee already goes first; expected of a video goes before expected of any note."""
    frame = pool(
        price_cny=[10.0, 10.0],
        price_video_cny=[200.0, 200.0],
        price_video_with_fee_cny=[None, 300.0],
        expected_interactions_video=[70.0, None],
    )
    found = offers_of(frame, Rules(1000, {"koc": (0, 2)}, terms=Terms(formats={"video": 0})))
    video = found.filter(pl.col("note_type") == "video")
    assert video["price_cny"].to_list() == [pytest.approx(220), 300]
    assert video["expected_interactions"].to_list() == [70, 100]
    assert found.filter(pl.col("note_type") == "image")["price_cny"].to_list() == [10, 10]


def test_who_can_be_offered():
    """No price, nothing expected, a tier of which none is wanted, left out by hand, or turned away by a gate: no offer; a must-have keeps."""
    frame = pool(
        price_cny=[10.0, None, 10.0, 10.0, 10.0, 10.0, 0.0],
        expected_interactions=[5.0, 5, 0, 5, 5, 5, 5],
        tier=["koc", "koc", "koc", "mid", "koc", "koc", "koc"],
        admitted=[True, True, True, True, False, True, True],
    )
    rules = Rules(100, {"koc": (0, 9), "mid": (0, 0)}, must_out=["c5"])
    assert offers_of(frame, rules)["creator_id"].to_list() == ["c0", "c6"]
    must = Rules(100, {"koc": (0, 9), "mid": (0, 0)}, must_in=["c3", "c4"], must_out=["c5"])
    assert offers_of(frame, must)["creator_id"].to_list() == ["c0", "c3", "c4", "c6"]


@pytest.mark.parametrize(("price", "affordable"), [(40.0, True), (40.005, True), (40.01, False)])
def test_a_share_cap_is_kept_to_half_a_cent(price, affordable):
    assert offers_of(pool(price_cny=[price]), Rules(100, {"koc": (0, 1)}, max_share=0.4))[
        "affordable"
    ].to_list() == [affordable]
    must = Rules(100, {"koc": (0, 1)}, must_in=["c0"], max_share=0.4)
    assert offers_of(pool(price_cny=[price]), must)["affordable"].to_list() == [True]


def checked(frame, rules):
    return {
        finding.code: finding.level.value == "PASS"
        for finding in check_set(list_offers(frame, Rules(1e9, rules.quotas, rules.must_in)), rules)
    }


@pytest.mark.parametrize(("budget", "held"), [(30.0, True), (29.996, True), (29.99, False)])
def test_a_budget_is_kept_to_half_a_cent(budget, held):
    assert checked(pool(price_cny=[10.0, 20.0]), Rules(budget, {"koc": (0, 2)}))["within_budget"] == held


@pytest.mark.parametrize(
    ("least", "most", "held"), [(2, 2, True), (0, 2, True), (2, 9, True), (3, 9, False), (0, 1, False)]
)
def test_quotas_at_their_borders(least, most, held):
    frame = pool(price_cny=[1.0, 1.0])
    assert checked(frame, Rules(100, {"koc": (least, most)}))["quota_koc"] == held
    found = checked(frame, Rules(100, {"koc": (0, 9)}, terms=Terms(categories={"护肤": (least, most)})))
    assert found["category_护肤"] == held


@pytest.mark.parametrize(("cap", "held"), [(0.3, True), (0.299, False)])
def test_a_category_may_take_its_share_and_no_more(cap, held):
    """护肤 takes 30 of a budget of 100, 美妆 25."""
    frame = pool(price_cny=[10.0, 20.0, 25.0], category=["护肤", "护肤", "美妆"])
    assert (
        checked(frame, Rules(100, {"koc": (0, 9)}, terms=Terms(max_share_per_category=cap)))["category_share"]
        == held
    )


@pytest.mark.parametrize(("cap", "held"), [(0.25, True), (0.249, False)])
def test_a_creator_may_take_his_share_and_no_more_unless_he_must_be_in(cap, held):
    frame = pool(price_cny=[10.0, 25.0])
    assert checked(frame, Rules(100, {"koc": (0, 9)}, max_share=cap))["creator_share"] == held
    assert checked(frame, Rules(100, {"koc": (0, 9)}, must_in=["c1"], max_share=cap))["creator_share"]


def test_one_of_a_group_may_be_booked_and_formats_have_a_least():
    frame = pool(price_cny=[1.0, 1.0])
    terms = Terms(conflicts=[("c0", "c9"), ("c0", "c1")], formats={"image": 2, "video": 0})
    found = checked(frame, Rules(100, {"koc": (0, 9)}, terms=terms))
    assert not found["conflicts"]
    assert found["format_image"]
    assert checked(frame, Rules(100, {"koc": (0, 9)}, terms=Terms(conflicts=[("c0", "c9")])))["conflicts"]
    assert not checked(frame, Rules(100, {"koc": (0, 9)}, terms=Terms(formats={"image": 3})))["format_image"]
    assert not checked(frame, Rules(100, {"koc": (0, 9)}, must_in=["c7"]))["must_in"]
    assert not checked(frame, Rules(100, {"koc": (0, 9)}, must_out=["c1"]))["must_out"]


def test_the_rows_of_the_programme_by_hand():
    """Budget, two tiers, one category, least one image, a cap of 60 % for each of two categories, one conflict."""
    frame = pool(price_cny=[10.0, 20.0, 30.0], tier=["koc", "mid", "koc"], category=["护肤", "美妆", "护肤"])
    terms = Terms(
        categories={"护肤": (1, 2)},
        formats={"image": 1},
        max_share_per_category=0.6,
        conflicts=[("c0", "c1")],
    )
    rules = Rules(100, {"koc": (0, 2), "mid": (1, 3)}, terms=terms)
    offers = list_offers(frame, rules).filter(pl.col("note_type") == "image")
    rows, coefficients, low, high = rule_rows(offers, rules)
    inf = np.inf
    assert [row.code for row in rows] == [
        "budget",
        "quota_koc",
        "quota_mid",
        "category_护肤",
        "format_image",
        "category_share",
        "category_share",
        "conflict",
    ]
    assert coefficients.tolist() == [
        [10, 20, 30],
        [1, 0, 1],
        [0, 1, 0],
        [1, 0, 1],
        [1, 1, 1],
        [10, 0, 30],
        [0, 20, 0],
        [1, 1, 0],
    ]
    assert low.tolist() == [-inf, 0, 1, 1, 1, -inf, -inf, -inf]
    assert high.tolist() == [100, 2, 3, 2, inf, 60, 60, 1]


def people(*reads):
    n = len(reads)
    return pl.DataFrame(
        {
            "creator_id": [f"c{k}" for k in range(n)],
            "reads_median": pl.Series(reads, dtype=pl.Float64),
            "female_share": [0.5] * n,
            "age_18_24_share": [0.4] * n,
        }
    )


def test_reach_by_hand():
    """100 reads, half women, .4 of them 18-24: 20 of 1,000 people, p = .02. Two such: 1000·(1 − .98²) = 39.6. Who is unknown adds nothing."""
    reach = reach_of(people(100, 100, None), {"female_18_24": 1000.0})
    assert reach.adds[:2, 0] == pytest.approx([-log(0.98)] * 2)
    assert reach.reached(pl.Series(["c0", "c1"]))[0] == pytest.approx(39.6)
    assert reach.reached(pl.Series(["c0"]))[0] == pytest.approx(20)
    assert reach.reached(pl.Series(["c2", "stranger"]))[0] == 0
    assert reach.unknown == 1


def test_nobody_reaches_more_than_nineteen_of_twenty():
    assert reach_of(people(1e9), {"female_18_24": 1000.0}).reached(pl.Series(["c0"]))[0] == pytest.approx(950)


def test_tangents_touch_reach_from_above():
    """At s = 0 height 0 and slope N; at the last point, 1 − e^−2 reached, slope N·e^−2.

    Never below the curve.
    """
    height, slope = tangents(100.0, 2.0)
    assert (height[0], slope[0]) == (0, 100)
    assert slope[-1] == pytest.approx(100 * exp(-2))
    assert height[-1] == pytest.approx(100 * (1 - exp(-2)) - 2 * 100 * exp(-2))
    s = np.linspace(0, 2, 301)
    above = (height[:, None] + slope[:, None] * s).min(axis=0) - 100 * (1 - np.exp(-s))
    assert above.min() >= -1e-9
    assert above.max() < 0.02
    assert len(slope) == 61
    assert tangents(100.0, 50.0)[1][-1] == pytest.approx(0.1)  # drawn to 99.9 % of a segment


@pytest.mark.parametrize(
    ("outcomes", "mean"),
    [(range(1, 11), 1.5), (range(1, 4), 1.0), (range(1, 9), 1.5), (range(1, 13), 1.5), (range(1, 14), 2.0)],
)
def test_the_worst_fifth(outcomes, mean):
    """A fifth of 10 is two, of 3 one, of 8 1.6 so two, of 12 2.4 so two, of 13 2.6 so three."""
    assert mean_of_worst(np.array(outcomes, dtype=float)[::-1].copy()) == mean


def picks(n=2, **columns):
    return pl.DataFrame(
        {
            "creator_id": [f"c{k}" for k in range(n)],
            "plain_category": ["护肤"] * n,
            "expected_interactions": [100.0] * n,
            **columns,
        }
    )


def test_without_any_spread_a_set_brings_its_mean():
    """Two of 100: 200 in every scenario; 200 promised is kept for certain, 200.1 never."""
    for target, chance in ((200.0, 1.0), (200.1, 0.0)):
        found = look_ahead(picks(), STILL.model_copy(update={"target_interactions": target}))
        assert (found.mean, found.low, found.high, found.worst_fifth) == pytest.approx((200, 200, 200, 200))
        assert (found.chance, found.chance_low, found.chance_high) == (chance, chance, chance)
    assert look_ahead(picks(), STILL).chance is None
    assert (
        look_ahead(picks(0, creator_id=[], plain_category=[], expected_interactions=[]), STILL).scenarios == 0
    )


def spread_of(risk, frame, n=20_000):
    return np.log(factors(frame, risk, (0, n)))


def test_shocks_have_the_size_that_is_set_and_keep_the_mean():
    """Spreads .3, .4, .2: log variance .09 + .16 + .04 = .29, mean of the factor 1, of its log −.145.

    20,000 draws: errors below 1 %.
    """
    risk = Risk(creator_sd=0.3, category_sd=0.4, platform_sd=0.2)
    logs = spread_of(risk, picks())
    assert logs.var(axis=1) == pytest.approx([0.29, 0.29], rel=0.04)
    assert logs.mean(axis=1) == pytest.approx([-0.145, -0.145], abs=0.015)
    assert np.exp(logs).mean() == pytest.approx(1.0, abs=0.015)
    # One category: what both share is category and platform, .2 of .29; of two categories the platform's .04.
    assert np.corrcoef(logs)[0, 1] == pytest.approx(0.2 / 0.29, abs=0.03)
    apart = spread_of(risk, picks(plain_category=["护肤", "美妆"]))
    assert np.corrcoef(apart)[0, 1] == pytest.approx(0.04 / 0.29, abs=0.03)


def test_another_creator_changes_nobodys_luck():
    risk = Risk()
    assert factors(picks(3), risk, (0, 50))[:2] == pytest.approx(factors(picks(2), risk, (0, 50)))
    assert factors(picks(2), risk, (10, 50)) == pytest.approx(factors(picks(2), risk, (0, 50))[:, 10:])
    assert not np.allclose(factors(picks(2), risk, (0, 50)), factors(picks(2), risk, (0, 50), seed_shift=1))


def test_a_chance_has_the_interval_of_its_simulation():
    """p ± 1.64485·√(p(1 − p)/N); the tenth and the ninetieth percentile of a log-normal sum of one: e^±1.28155σ about its median."""
    risk = Risk(creator_sd=0.5, category_sd=0.0, platform_sd=0.0, scenarios=8000, target_interactions=100.0)
    found = look_ahead(picks(1), risk)
    # P(100·e^(.5z − .125) ≥ 100) = P(z ≥ .25) = .4013.
    assert found.chance == pytest.approx(0.4013, abs=0.02)
    reach = 1.6448536 * (found.chance * (1 - found.chance) / 8000) ** 0.5
    assert (found.chance_low, found.chance_high) == (
        pytest.approx(found.chance - reach),
        pytest.approx(found.chance + reach),
    )
    assert found.low == pytest.approx(100 * exp(-0.125 - 1.28155 * 0.5), rel=0.03)
    assert found.high == pytest.approx(100 * exp(-0.125 + 1.28155 * 0.5), rel=0.03)
    assert found.scenarios == 8000


@pytest.mark.parametrize(
    ("low", "high", "sd"),
    [
        (e - 1, exp(1 + 2 * 1.2815515655) - 1, 1.0),
        (99.0, 99.0, 0.05),
        (0.0, exp(20.0), 3.0),
        (99.0, 100 * exp(1.28155) - 1, 0.5),
    ],
)
def test_a_spread_is_read_from_the_interval_of_a_next_note(low, high, sd):
    """Eighty percent lie within ±1.28155 spreads on the log scale; never below .05 nor above 3."""
    frame = picks(1, typical_low=[1.0], interactions_low=[low], interactions_high=[high])
    assert frame.select(own_spread(frame, Risk(creator_sd=0.7))).item() == pytest.approx(sd, rel=1e-5)
    measured = frame.with_columns(interactions_log_sd=0.33)
    assert measured.select(own_spread(measured, Risk(creator_sd=0.7))).item() == 0.33
    bare = picks(1)
    assert bare.select(own_spread(bare, Risk(creator_sd=0.7))).item() == 0.7


def test_what_a_set_is_worth_by_hand():
    """Values 50 and 240; caution of one half without any spread: half of 290 and half of the worst fifth, which is 290 too.

    Reach of 39.6 people at .5 each adds 19.8.
    """
    frame = pool(price_cny=[10.0, 20.0], expected_interactions=[100.0, 300.0], score=[50.0, 80.0])
    reach = reach_of(people(100, 100), {"female_18_24": 1000.0})
    for caution in (0.0, 0.5):
        risk = STILL.model_copy(update={"caution": caution})
        plain = Rules(100, {"koc": (0, 2)}, terms=Terms(risk=risk))
        assert true_worth(list_offers(frame, plain), plain) == pytest.approx(290)
        more = Rules(100, {"koc": (0, 2)}, terms=Terms(risk=risk, reach=reach, worth_of_reach=0.5))
        assert true_worth(list_offers(frame, more), more) == pytest.approx(309.8)
        assert write_programme(list_offers(frame, more), more).drive == pytest.approx(
            [50 - 500 * log(0.98), 240 - 500 * log(0.98)]
        )


def test_caution_buys_two_uncertain_notes_of_two_categories():
    """Three notes alike; two share their luck.

    A cautious plan takes two of different categories, a bold one by value alone.
    """
    frame = pool(
        price_cny=[10.0, 10.0, 10.0],
        expected_interactions=[101.0, 101.0, 100.0],
        category=["护肤", "护肤", "美妆"],
        score=[100.0] * 3,
    )
    risk = Risk(creator_sd=0.1, category_sd=1.0, platform_sd=0.0)
    for caution, ids in ((0.0, {"c0", "c1"}), (0.8, {"c2"})):
        terms = Terms(risk=risk.model_copy(update={"caution": caution}))
        found = selection.pick_by_rules(frame, Rules(20, {"koc": (0, 3)}, terms=terms))
        assert found.picks.height == 2
        assert ids <= set(found.picks["creator_id"])


def test_money_left_over_is_not_spent_on_worse_sets():
    """Budget 30: 10 + 20 bring 50 + 240 = 290; the third at 31 is worth 300 and cannot be paid.

    At 31 it is the better one.
    """
    frame = pool(
        price_cny=[10.0, 20.0, 31.0], expected_interactions=[100.0, 300.0, 375.0], score=[50.0, 80.0, 80.0]
    )
    for budget, ids, cost, worth in (
        (30, ["c0", "c1"], 30, 290),
        (31, ["c2"], 31, 300),
        (29.9, ["c1"], 20, 240),
    ):
        found = selection.pick_by_rules(frame, Rules(budget, {"koc": (0, 3)}))
        assert sorted(found.picks["creator_id"]) == ids
        assert (found.cost_cny, found.worth) == (cost, pytest.approx(worth))
        assert found.gap == pytest.approx(0, abs=1e-3)
        assert found.bound >= worth - 1e-6


def test_the_price_of_a_further_interaction_only_rises():
    """Points (0, 0), (10, 100), (20, 120), (30, 200): from 10 to 30 the line of 100 for 20 lies above 120, so both steps cost .2."""
    assert _marginal([0, 10, 20, 30], [0, 100, 120, 200]) == [None, 0.1, 0.2, 0.2]
    assert _marginal([10, 10, 30], [100, 100, 200]) == [None, None, 0.2]
    assert _marginal([10, 20], [100, 100]) == [None, None]


def test_what_would_have_to_give_way_is_named():
    """Two KOCs at ¥10 each: three are wanted; or two for ¥15; the cheapest two cost 20."""
    frame = pool(price_cny=[10.0, 10.0])
    few = selection.pick_by_rules(frame, Rules(100, {"koc": (3, 5)})).findings[0]
    assert few.code == "quota_too_high"
    assert "least 3 → 2" in few.text.en
    poor = selection.pick_by_rules(frame, Rules(15, {"koc": (2, 5)})).findings[0]
    assert poor.code == "budget_too_low"
    assert "¥20" in poor.text.en
    assert "least 2 → 1" in poor.text.en
    tight = selection.pick_by_rules(frame, Rules(20, {"koc": (2, 5)}, max_share=0.4)).findings[0]
    assert tight.code in ("share_too_low", "nothing_to_pick")
    assert selection.pick_by_rules(frame, Rules(20, {"koc": (2, 5)})).picks.height == 2


def test_picks_stand_by_score_and_ties_by_name():
    frame = pool(price_cny=[1.0] * 3, score=[50.0, 60.0, 50.0], creator_id=["b", "c", "a"])
    found = selection.pick_by_rules(frame, Rules(3, {"koc": (3, 3)}))
    assert found.picks["creator_id"].to_list() == ["c", "a", "b"]
    assert found.expected_interactions == 300


def test_a_stand_in_by_hand():
    """Budget 20, one creator: c0 (value 50) is booked at 10.

    Best stand-in that fits: c1, value 40 at 15; c2 would be worth 45 and costs 21.
    """
    frame = pool(price_cny=[10.0, 15.0, 21.0], expected_interactions=[100.0, 80.0, 90.0], score=[50.0] * 3)
    found = selection.pick_by_rules(frame, Rules(20, {"koc": (1, 1)}))
    row = selection.next_best(found).row(0, named=True)
    assert (row["creator_id"], row["swap_id"], row["swap_price_cny"]) == ("c0", "c1", 15)
    assert (row["worth_change"], row["interactions_change"], row["cost_change_cny"]) == (-10, -20, 5)
    must = selection.pick_by_rules(frame, Rules(20, {"koc": (1, 1)}, must_in=["c0"]))
    assert selection.next_best(must)["swap_id"].to_list() == [None]
    alone = selection.pick_by_rules(frame, Rules(14, {"koc": (1, 1)}))
    assert selection.next_best(alone)["swap_id"].to_list() == [None]


def test_a_programme_by_hand():
    """Two creators, each in two note types: four offers of owners 0, 0, 1, 1; c1 must be in.

    Reach adds a sum and a count of people.
    """
    frame = pool(price_cny=[10.0, 20.0], price_video_cny=[100.0, 200.0])
    rules = Rules(1000, {"koc": (0, 2)}, must_in=["c1"], terms=Terms(formats={"video": 0}, risk=STILL))
    made = write_programme(list_offers(frame, rules), rules)
    assert made.owner.tolist() == [0, 0, 1, 1]
    assert made.forced.tolist() == [1]
    assert made.offers == 4
    assert made.worth.tolist() == [50] * 4
    assert (made.least.tolist(), made.most.tolist()) == ([0] * 4, [1] * 4)
    reach = reach_of(people(100, 100), {"female_18_24": 1000.0})
    more = Rules(1000, {"koc": (0, 2)}, terms=Terms(risk=STILL, reach=reach, worth_of_reach=0.5))
    wide = write_programme(list_offers(frame, more), more)
    assert wide.worth.tolist() == [50, 50, 0, 0.5]
    assert wide.least.tolist() == [0] * 4
    assert wide.most.tolist() == [1, 1, np.inf, np.inf]


@pytest.mark.parametrize(("span", "shape"), [((0, 7), (2, 7)), ((5, 7), (2, 2))])
def test_as_many_scenarios_as_were_asked_for(span, shape):
    assert factors(picks(), Risk(), span).shape == shape


def test_a_set_is_judged_by_other_luck_than_it_was_chosen_by():
    risk = Risk(scenarios=100)
    total = picks()["expected_interactions"].to_numpy() @ factors(picks(), risk, (0, 100), 1)
    assert look_ahead(picks(), risk).mean == pytest.approx(total.mean())


def test_nothing_picked_brings_nothing():
    nothing = look_ahead(picks(0, creator_id=[], plain_category=[], expected_interactions=[]), STILL)
    assert (nothing.mean, nothing.low, nothing.high, nothing.worst_fifth, nothing.chance) == (
        0,
        0,
        0,
        0,
        None,
    )


def test_very_many_creators_are_priced_and_the_answer_is_the_same():
    """Sixty creators, solved whole, and as if they were too many with eight kept: the same set, and nobody left out could be in a better one."""
    rng = np.random.default_rng(8)
    frame = pool(
        price_cny=rng.integers(5, 40, 60).astype(float).tolist(),
        expected_interactions=rng.integers(20, 300, 60).astype(float).tolist(),
        score=rng.integers(20, 100, 60).astype(float).tolist(),
        tier=["koc", "mid"] * 30,
    )
    rules = Rules(120, {"koc": (2, 5), "mid": (1, 3)}, must_in=["c7"])
    made = write_programme(list_offers(frame, rules), rules)
    whole, priced = solve(made, gap=1e-9), solve(made, gap=1e-9, whole=10, kept=30)
    assert priced.worth == pytest.approx(whole.worth)
    assert priced.bound >= whole.worth - 1e-6
    assert whole.creators_solved == 60
    assert priced.creators_solved == 30
    assert 0 < priced.left_out_proven <= 30
    assert solve(made, gap=1e-9, whole=60).creators_solved == 60
    assert not priced.infeasible
    none = write_programme(
        list_offers(frame, Rules(10, {"koc": (40, 50), "mid": (0, 1)})),
        Rules(10, {"koc": (40, 50), "mid": (0, 1)}),
    )
    assert (solve(none).infeasible, solve(none).chosen, solve(none).bound) == (True, None, -np.inf)
    assert solve(none, whole=10, kept=30).infeasible
