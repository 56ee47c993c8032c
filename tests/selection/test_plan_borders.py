"""A plan at its borders: budgets that fit nothing, sums over segments, what rules give exactly, and what a programme leaves out."""

import numpy as np
import polars as pl
import pytest

from xhs_workbench import selection
from xhs_workbench.params.choosing import Risk
from xhs_workbench.selection.planning import solver
from xhs_workbench.selection.planning.programme import write_programme
from xhs_workbench.selection.planning.reach import reach_of
from xhs_workbench.selection.planning.rules import CENT, Rules, Terms, check_set, list_offers, plain_category
from xhs_workbench.selection.planning.solver import _first_core, _part, _relax, solve

STILL = Risk(creator_sd=0.0, category_sd=0.0, platform_sd=0.0)


def pool(price_cny, **columns):
    n = len(price_cny)
    base = {
        "creator_id": [f"c{k:02}" for k in range(n)],
        "creator_name": [f"n{k:02}" for k in range(n)],
        "tier": ["koc"] * n,
        "category": ["护肤"] * n,
        "expected_interactions": [100.0] * n,
        "score": [50.0] * n,
        "price_cny": price_cny,
    }
    return pl.DataFrame(base | columns)


def test_budgets_that_fit_nothing_are_left_out_of_the_frontier():
    """One of ¥10, one of ¥20, one wanted at least: at ¥5 there is no set, at ¥10 and ¥15 one of 50, at ¥40 both."""
    frame = pool([10.0, 20.0])
    found = selection.pick_by_rules(frame, Rules(15, {"koc": (1, 2)}))
    made = selection.efficient_frontier(frame, found, [5.0, 10.0, 15.0, 40.0])
    assert made.select("budget_cny", "creators", "cost_cny", "worth", "planned").rows() == [
        (10, 1, 10, 50, False),
        (15, 1, 10, 50, True),
        (40, 2, 30, 100, False),
    ]
    assert made["gap"].to_list() == pytest.approx([0.0] * 3, abs=1e-3)
    assert made["cpe_cny"].to_list() == pytest.approx([0.1, 0.1, 0.15])
    assert made["marginal_cpe_cny"].to_list() == [None, None, pytest.approx(0.2)]


def test_a_set_of_no_worth_is_no_gap_away_from_the_best():
    """A score of 0 makes every set worth nothing, and the bound too."""
    frame = pool([10.0, 20.0], score=[0.0, 0.0])
    found = selection.pick_by_rules(frame, Rules(15, {"koc": (1, 1)}))
    assert (found.worth, found.bound, found.gap) == (0.0, 0.0, 0.0)
    assert selection.efficient_frontier(frame, found)["gap"].unique().to_list() == [0.0]


def test_where_nothing_fits_nothing_is_worth_anything():
    for rules in (
        Rules(5, {"koc": (1, 1)}),
        Rules(50, {"koc": (0, 0)}),
        Rules(50, {"koc": (0, 2)}, must_in=["zz"]),
    ):
        found = selection.pick_by_rules(pool([10.0]), rules)
        assert found.picks.is_empty()
        assert (found.worth, found.bound, found.cost_cny, found.expected_interactions) == (0, 0, 0, 0)
        assert (found.gap, found.reached) == (None, None)
        assert found.findings


def audience(n, **gaps):
    return pl.DataFrame(
        {
            "creator_id": [f"c{k:02}" for k in range(n)],
            "reads_median": [100.0] * n,
            "female_share": [0.8] * n,
            "male_share": [0.2] * n,
            "age_18_24_share": [0.5] * n,
            "age_25_34_share": [0.5] * n,
        }
        | gaps,
        schema_overrides=dict.fromkeys(("female_share", "male_share"), pl.Float64),
    )


PEOPLE = {"female_18_24": 1000.0, "male_25_34": 500.0}


def test_people_reached_are_summed_over_segments():
    """One creator: 100 reads · .8 · .5 = 40 of 1,000 women, 100 · .2 · .5 = 10 of 500 men: 50 people."""
    people = reach_of(audience(2), PEOPLE)
    terms = Terms(reach=people, worth_of_reach=0.5, risk=STILL)
    found = selection.pick_by_rules(pool([10.0, 20.0]), Rules(15, {"koc": (1, 1)}, terms=terms))
    assert found.reached == pytest.approx(50.0)
    assert found.worth == pytest.approx(50 + 0.5 * 50)


def test_a_creator_with_one_unknown_share_is_unknown():
    """c00 lacks the men's share, c01 both, c02 nothing."""
    some = audience(3, female_share=[0.8, None, 0.8], male_share=[None, None, 0.2])
    assert reach_of(some, PEOPLE).unknown == 2


def test_a_first_category_stands_without_brackets():
    frame = pl.DataFrame({"category": ["[护肤, 美妆]", "美妆/护肤", " 母婴", "", None]})
    assert frame.select(plain_category()).to_series().to_list() == ["护肤", "美妆", "母婴", None, None]


def test_half_a_cent_more_than_the_budget_is_within_it():
    frame = list_offers(pool([100 + CENT]), Rules(200, {"koc": (0, 1)}))
    graded = {one.code: one.level.value for one in check_set(frame, Rules(100.0, {"koc": (0, 1)}))}
    assert graded["within_budget"] == "PASS"


def test_a_category_at_its_cap_is_within_it():
    """A quarter of 4 is 1; 1/4 is no rounding."""
    frame = list_offers(pool([1.0, 1.0], category=["护肤", "美妆"]), Rules(200, {"koc": (0, 2)}))
    for cap, held in ((0.25, "PASS"), (0.25 - 1e-6, "FAIL")):
        terms = Terms(max_share_per_category=cap)
        graded = {
            one.code: one.level.value for one in check_set(frame, Rules(4.0, {"koc": (0, 2)}, terms=terms))
        }
        assert graded["category_share"] == held


def many(n=50):
    rows = np.random.default_rng(4)
    return pool(
        rows.integers(5, 60, n).astype(float).tolist(),
        expected_interactions=rows.integers(20, 300, n).astype(float).tolist(),
        score=rows.integers(20, 100, n).astype(float).tolist(),
        tier=["koc"] * (n - 2) + ["mid"] * 2,
        price_video_cny=rows.integers(5, 60, n).astype(float).tolist(),
    )


def test_the_relaxation_is_a_bound_and_its_losses_are_losses():
    """The relaxed value is at least the best whole set's; forcing a creator in costs at least her reduced cost."""
    frame, rules = many(), Rules(150, {"koc": (2, 5), "mid": (1, 1)}, terms=Terms(formats={"video": 1}))
    made = write_programme(list_offers(frame, rules), rules)
    best = solve(made, gap=1e-9)
    top, lost = _relax(made, np.ones(made.offers, dtype=bool))
    assert top >= best.worth - 1e-6
    ids = list_offers(frame, rules)["creator_id"].unique(maintain_order=True).to_list()
    for creator in (0, 7, 23, 49):
        least = lost[made.owner == creator].min()
        forced = Rules(150, rules.quotas, must_in=[ids[creator]], terms=rules.terms)
        with_her = solve(write_programme(list_offers(frame, forced), forced), gap=1e-9)
        if with_her.chosen is not None:
            assert with_her.worth <= top - least + 1e-6
    assert (
        _relax(
            write_programme(list_offers(frame, tight := Rules(1, {"koc": (2, 5)})), tight),
            np.ones(made.offers, dtype=bool)[: list_offers(frame, tight).height],
        )
        is None
    )


def test_a_core_holds_enough_for_every_least_and_all_must_haves():
    """One mid is wanted and the two mids are the worst buys: at least one of them is in the core, and so is the must-have."""
    frame = many(400).with_columns(
        expected_interactions=pl.when(pl.col("tier") == "mid").then(1.0).otherwise("expected_interactions"),
        price_cny=pl.when(pl.col("tier") == "mid").then(59.0).otherwise("price_cny"),
    )
    worst = frame.sort(pl.col("expected_interactions") * pl.col("score") / pl.col("price_cny"))
    must = worst.filter(pl.col("tier") == "koc")["creator_id"][0]
    rules = Rules(300, {"koc": (2, 5), "mid": (1, 1)}, must_in=[must])
    offers = list_offers(frame, rules)
    made = write_programme(offers, rules)
    inside = _first_core(made, 400)
    kept = offers.filter(pl.Series(inside))
    assert "mid" in kept["tier"].to_list()
    assert must in kept["creator_id"].to_list()
    priced, whole = solve(made, gap=1e-9, whole=10, kept=60), solve(made, gap=1e-9)
    assert priced.worth == pytest.approx(whole.worth)
    assert whole.worth - 1e-6 <= priced.bound
    assert must in offers.filter(pl.Series(priced.chosen))["creator_id"].to_list()


def test_a_creator_in_two_types_is_booked_once_and_a_must_have_at_least_once():
    """Four offers of two creators: two rows more, each at most 1; of the must-have also at least 1."""
    frame = pool([10.0, 20.0], price_video_cny=[100.0, 200.0])
    rules = Rules(1000, {"koc": (0, 2)}, must_in=["c01"], terms=Terms(formats={"video": 0}, risk=STILL))
    made = write_programme(list_offers(frame, rules), rules)
    columns, matrix, low, high = _part(made, np.ones(4, dtype=bool))
    assert columns.tolist() == [0, 1, 2, 3]
    extra = matrix.toarray()[-2:]
    assert extra.tolist() == [[1, 1, 0, 0], [0, 0, 1, 1]]
    assert low[-2:].tolist() == [-np.inf, 1.0]
    assert high[-2:].tolist() == [1.0, 1.0]
    columns, matrix, low, high = _part(made, np.array([True, False, True, False]))
    assert columns.tolist() == [0, 2]
    assert matrix.toarray()[-1].tolist() == [
        0,
        1,
    ]  # a creator with one offer needs no row but if she must be in
    assert (low[-1], high[-1]) == (1.0, 1.0)


def test_a_first_core_by_hand(monkeypatch):
    """A hundred mids that cost ¥1 to ¥100, the denser the dearer, of whom one is wanted: the 2 + 40 cheapest and the 42 densest.

    Of KOCs, who cost ¥200, none is wanted. The six densest are there already, and so are the two of most worth.
    """
    monkeypatch.setattr(solver, "CORE", 6)
    price = [*(float(k + 1) for k in range(100)), *[200.0] * 9]
    brings = [*((k + 1) ** 2 / 10 for k in range(100)), *[1.0] * 9]
    frame = pool(price, expected_interactions=brings, tier=["mid"] * 100 + ["koc"] * 9)
    frame = frame.with_columns(creator_id=pl.format("c{}", pl.int_range(1000, 1000 + pl.len())))
    rules = Rules(5000, {"mid": (1, 50), "koc": (0, 9)}, terms=Terms(risk=STILL))
    inside = _first_core(write_programme(list_offers(frame, rules), rules), 109)
    assert np.flatnonzero(inside).tolist() == [*range(42), *range(58, 100)]
    # The dearer the less dense: the same 42 are both; (k + 1)(100.5 − k) is most at 49 and 50.
    thin = frame.with_columns(
        expected_interactions=pl.Series([*((k + 1) * (100.5 - k) for k in range(100)), *[1.0] * 9])
    )
    inside = _first_core(write_programme(list_offers(thin, rules), rules), 109)
    assert np.flatnonzero(inside).tolist() == [*range(42), 49, 50]


def test_what_was_left_out_bounds_the_best_set():
    """No set is worth more than the relaxation less the least loss of those left out, or than the best of those kept."""
    frame, rules = many(60), Rules(150, {"koc": (2, 5), "mid": (1, 1)})
    made = write_programme(list_offers(frame, rules), rules)
    top, lost = _relax(made, np.ones(made.offers, dtype=bool))
    by_creator = np.full(60, np.inf)
    np.minimum.at(by_creator, made.owner, lost)
    left = np.sort(by_creator)[30:]
    priced = solve(made, gap=1e-9, whole=10, kept=30)
    assert priced.bound == pytest.approx(min(top, max(priced.worth, top - left.min())), rel=1e-6)
    assert priced.left_out_proven == int((top - left <= priced.worth).sum())


def test_people_nobody_reaches_need_no_line():
    """A segment of which no creator has a fan: whatever is chosen, nobody of it is reached."""
    nobody = reach_of(audience(2, male_share=[0.0, 0.0]), PEOPLE)
    rules = Rules(100, {"koc": (0, 2)}, terms=Terms(reach=nobody, worth_of_reach=0.5, risk=STILL))
    found = selection.pick_by_rules(pool([10.0, 20.0]), rules)
    assert found.picks.height == 2
    assert found.reached == pytest.approx(1000 * (1 - 0.96**2))
