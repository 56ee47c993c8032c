"""Sets that no other set beats: against trying every set, under every kind of rule at once."""

import itertools
import os
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from benchmarks.knapsacks import MKNAP1, solve_knapsack
from benchmarks.portfolio import simulated
from xhs_workbench import selection
from xhs_workbench.errors import ParamsError
from xhs_workbench.params.choosing import Risk
from xhs_workbench.selection.planning import programme, risk, rules, solver
from xhs_workbench.selection.planning.frontier import _marginal

AGES = ("age_under18_share", "age_18_24_share", "age_25_34_share", "age_35_44_share", "age_over44_share")


def small(seed, n=7):
    """Draw a pool of few creators and rules that sometimes fit and sometimes do not."""
    draw = np.random.default_rng(seed)
    ages = draw.dirichlet([1, 5, 6, 3, 1], n)
    frame = pl.DataFrame(
        {
            "creator_id": [f"c{i}" for i in range(n)],
            "tier": draw.choice(["koc", "mid"], n),
            "category": draw.choice(["护肤", "美妆", "母婴"], n),
            "price_cny": draw.integers(1, 40, n).astype(float),
            "price_video_cny": draw.integers(1, 60, n).astype(float),
            "expected_interactions": draw.integers(1, 99, n).astype(float),
            "expected_interactions_video": draw.integers(1, 140, n).astype(float),
            "score": draw.integers(1, 100, n).astype(float),
            "reads_median": draw.integers(50, 900, n).astype(float),
            "female_share": draw.random(n),
            **{name: ages[:, k] for k, name in enumerate(AGES)},
        }
    )
    some = lambda chance: draw.random() < chance  # noqa: E731
    terms = selection.Terms(
        categories={"护肤": (int(draw.integers(0, 2)), int(draw.integers(2, 5)))} if some(0.5) else {},
        formats={"video": int(draw.integers(0, 3))} if some(0.5) else {},
        conflicts=[("c0", "c1", "c2"), ("c2", "c3")] if some(0.5) else [],
        max_share_per_category=float(draw.choice([0.5, 0.8])) if some(0.4) else 1.0,
        service_fee_rate=0.0,
        reach=selection.reach_of(frame, {"female_18_24": 900.0, "female_25_34": 500.0}),
        worth_of_reach=0.1 if some(0.4) else 0.0,
        risk=Risk(caution=0.5 if some(0.3) else 0.0),
    )
    quotas = {
        "koc": (int(draw.integers(0, 3)), int(draw.integers(3, 6))),
        "mid": (int(draw.integers(0, 2)), int(draw.integers(2, 5))),
    }
    must, out = (("c4",) if some(0.2) else ()), (("c5",) if some(0.2) else ())
    return frame, selection.Rules(
        float(draw.integers(20, 160)), quotas, must, out, float(draw.choice([0.4, 1.0])), terms
    )


def try_every_set(frame, rule):
    """Try each choice of nothing, an image note or a video note for each creator; written without the code under test."""
    rows, terms = frame.rows(named=True), rule.terms
    kinds = (None, "image", "video") if terms.formats else (None, "image")
    dealt = risk.factors(
        frame.with_columns(plain_category="category"), terms.risk, (0, programme.AIMED_SCENARIOS)
    )
    best = None
    for choice in itertools.product(kinds, repeat=len(rows)):
        taken = [(i, rows[i], kind) for i, kind in enumerate(choice) if kind]
        price = {i: row["price_video_cny"] if kind == "video" else row["price_cny"] for i, row, kind in taken}
        value = {
            i: row["expected_interactions_video" if kind == "video" else "expected_interactions"]
            * row["score"]
            / 100
            for i, row, kind in taken
        }
        ids = {row["creator_id"] for _, row, _ in taken}
        cost = lambda name: sum(price[i] for i, row, _ in taken if row["category"] == name)  # noqa: E731, B023
        fits = (
            sum(price.values()) <= rule.budget_cny
            and all(
                least <= sum(row["tier"] == tier for _, row, _ in taken) <= most
                for tier, (least, most) in rule.quotas.items()
            )
            and all(
                least <= sum(row["category"] == name for _, row, _ in taken) <= most
                for name, (least, most) in terms.categories.items()
            )
            and all(
                sum(kind == wanted for _, _, kind in taken) >= least
                for wanted, least in terms.formats.items()
            )
            and all(len(ids & set(group)) <= 1 for group in terms.conflicts)
            and all(
                cost(name) <= terms.max_share_per_category * rule.budget_cny
                for name in ("护肤", "美妆", "母婴")
            )
            and set(rule.must_in) <= ids
            and not set(rule.must_out) & ids
            and all(
                price[i] <= rule.max_share * rule.budget_cny
                for i, row, _ in taken
                if row["creator_id"] not in rule.must_in
            )
        )
        if fits:
            worth = sum(value.values())
            if terms.risk.caution:
                outcomes = np.sort(sum((dealt[i] * value[i] for i in value), np.zeros(dealt.shape[1])))
                worth = 0.5 * worth + 0.5 * outcomes[:30].mean()
            if terms.worth_of_reach:
                for share, people in (("age_18_24_share", 900.0), ("age_25_34_share", 500.0)):
                    missed = np.prod(
                        [
                            1 - min(row["reads_median"] * row["female_share"] * row[share] / people, 0.95)
                            for _, row, _ in taken
                        ]
                    )
                    worth += terms.worth_of_reach * people * (1 - missed)
            best = worth if best is None else max(best, worth)
    return best


@pytest.mark.drawn
@pytest.mark.parametrize("block", range(4 if os.environ.get("XHS_EXAMPLES") == "many" else 1))
def test_the_solver_equals_trying_every_set_under_every_kind_of_rule(block):
    infeasible = 0
    for seed in range(50 * block, 50 * block + 50):
        frame, rule = small(seed, n=6)
        best, found = try_every_set(frame, rule), selection.pick_by_rules(frame, rule)
        if best is None:
            infeasible += 1
            assert found.picks.is_empty()
            assert {finding.level for finding in found.findings} == {"FAIL"}
        elif found.gap is None:
            assert best <= 1e-9, (seed, [finding.code for finding in found.findings])
        else:
            # Tangents stand a little above reach: the solver may stop that far below the best, and says so in
            # its gap.
            assert best * (1 - found.gap) - 1e-6 <= found.worth <= best * (1 + 1e-6), seed
            assert found.bound >= best * (1 - 1e-6)
            assert found.gap < 2e-3
            assert {finding.level for finding in found.findings} == {"PASS"}
    assert 0 < infeasible < 40


def test_published_optima_are_reached():
    # OR-Library mknap1: 3800, 8706.1, 4015, 6120, 12400, 10618, 16537.
    assert [solve_knapsack(problem) for problem in MKNAP1] == pytest.approx(
        [3800, 8706.1, 4015, 6120, 12400, 10618, 16537]
    )


def big_rules(scored, **terms):
    reach = selection.reach_of(scored, {"female_18_24": 4e5, "female_25_34": 5e5})
    return selection.Rules(
        60_000.0,
        {"mid": (1, 2), "micro": (2, 8), "koc": (8, 20)},
        ("c000003",),
        (),
        0.35,
        selection.Terms(categories={"母婴": (2, 9)}, reach=reach, **terms),
    )


@pytest.mark.parametrize(
    "terms", [{}, {"worth_of_reach": 0.1}, {"formats": {"video": 2}}], ids=["value", "reach", "formats"]
)
def test_pricing_columns_finds_what_the_whole_model_finds(monkeypatch, terms):
    monkeypatch.setattr(solver, "CORE", 30)
    scored = simulated(1500, 7).with_columns(price_video_cny=pl.col("price_cny") * 1.2)
    rule = big_rules(scored, **terms)
    offers = selection.list_offers(scored, rule).filter("affordable")
    model = programme.write_programme(offers, rule)
    whole, priced = solver.solve(model), solver.solve(model, whole=10, kept=250)
    assert priced.creators_solved == 250
    best = programme.true_worth(offers.filter(pl.Series(whole.chosen)), rule)
    picks = offers.filter(pl.Series(priced.chosen)).sort(["score", "creator_id"], descending=[True, False])
    assert {finding.level for finding in selection.check_set(picks, rule)} == {"PASS"}
    assert priced.bound >= best * (1 - 1e-9)
    assert programme.true_worth(picks, rule) >= best * (1 - 2e-3)
    assert priced.left_out_proven > 0.9 * (scored.height - 1500) if priced.bound > best else True


def test_a_creator_proven_useless_is_useless():
    scored = simulated(400, 9)
    rule = replace(big_rules(scored), budget_cny=15_000.0)
    offers = selection.list_offers(scored, rule).filter("affordable")
    model = programme.write_programme(offers, rule)
    top, lost = solver._relax(model, np.ones(model.offers, dtype=bool))
    best = selection.pick_by_rules(scored, rule).worth
    useless = offers.filter(pl.Series(lost > top - best + 1e-6))["creator_id"]
    assert len(useless) > 100
    for creator in [*useless.head(3), *useless.tail(3)]:
        forced = selection.pick_by_rules(scored, replace(rule, must_in=(*rule.must_in, creator)))
        assert forced.picks.is_empty() or forced.worth <= best * (1 + 1e-9)


def test_an_unaffordable_creator_changes_nothing_under_any_aim():
    frame = simulated(120, 3)
    dear = frame.head(1).with_columns(
        creator_id=pl.lit("zz"), price_cny=pl.lit(1e7), expected_interactions=pl.lit(1e9), score=pl.lit(100.0)
    )
    for terms in ({}, {"worth_of_reach": 0.1}, {"risk": Risk(caution=0.5)}):
        rule = big_rules(frame, **terms)
        after = selection.pick_by_rules(pl.concat([dear, frame]), rule)
        assert (
            after.picks["creator_id"].to_list()
            == selection.pick_by_rules(frame, rule).picks["creator_id"].to_list()
        )
        assert "zz" not in after.offers.filter("affordable")["creator_id"]


def test_reach_by_hand():
    frame = pl.DataFrame(
        {
            "creator_id": ["a", "b"],
            "reads_median": [1000.0, 1000.0],
            "female_share": [0.5, 1.0],
            "age_18_24_share": [0.4, 0.5],
        }
    )
    reach = selection.reach_of(frame, {"female_18_24": 1000.0})
    # a reaches .2 of them, b .5: together 1 − .8 × .5 = .6 of 1,000.
    assert reach.reached(pl.Series(["a"])).tolist() == pytest.approx([200])
    assert reach.reached(pl.Series(["a", "b"])).tolist() == pytest.approx([600])
    assert reach.reached(pl.Series(["a", "unheard of"])).tolist() == pytest.approx([200])
    with pytest.raises(ParamsError, match="no such audience segment"):
        selection.reach_of(frame, {"female_20_30": 1000.0})


def test_outcomes_keep_their_mean_and_share_their_shocks():
    picks = pl.DataFrame(
        {
            "creator_id": ["a", "b", "c"],
            "plain_category": ["x", "x", "y"],
            "expected_interactions": [100.0, 100.0, 100.0],
        }
    )
    setting = Risk(scenarios=60_000, creator_sd=0.5, category_sd=0.6, platform_sd=0.0)
    dealt = risk.factors(picks, setting, (0, 60_000))
    assert dealt.mean(axis=1) == pytest.approx([1, 1, 1], abs=0.02)
    # Logs: variance .25 + .36 each, covariance .36 within a category, 0 between.
    assert np.cov(np.log(dealt)) == pytest.approx(
        np.array([[0.61, 0.36, 0], [0.36, 0.61, 0], [0, 0, 0.61]]), abs=0.02
    )
    seen = selection.look_ahead(picks, replace_target(setting, 300.0))
    assert seen.mean == pytest.approx(300, rel=0.02)
    assert seen.worst_fifth < seen.low < seen.mean < seen.high
    # Log-normal sums lie below their mean more often than not.
    assert 0.3 < seen.chance < 0.5
    assert seen.chance_low < seen.chance < seen.chance_high


def replace_target(setting, target):
    return setting.model_copy(update={"target_interactions": target})


def test_what_one_creator_is_dealt_does_not_hang_on_the_others():
    rows = pl.DataFrame({"creator_id": ["a", "b"], "plain_category": ["x", "y"]})
    both, alone = risk.factors(rows, Risk(), (0, 50)), risk.factors(rows.tail(1), Risk(), (0, 50))
    assert both[1].tolist() == alone[0].tolist()
    assert risk.factors(rows, Risk(), (20, 50))[1].tolist() == alone[0][20:].tolist()


def test_a_measured_spread_goes_before_the_setting():
    # An 80 % interval from 99 to 99·e^k − 1 + e^k: the logarithms of 1 + count are 2 × 1.2816 × .5 apart, so
    # the spread is .5.
    high = 100 * np.exp(2 * 1.2815515655 * 0.5) - 1
    rows = pl.DataFrame(
        {
            "creator_id": ["a", "b"],
            "typical_low": [1.0, None],
            "interactions_low": [99.0, None],
            "interactions_high": [high, None],
        }
    )
    assert rows.select(risk.own_spread(rows, Risk(creator_sd=0.7))).to_series().to_list() == pytest.approx(
        [0.5, 0.7]
    )
    # Without `typical_low` the interval is one of a median over notes and says nothing about one note.
    assert pl.select(risk.own_spread(rows.drop("typical_low"), Risk(creator_sd=0.7))).item() == 0.7
    measured = rows.with_columns(interactions_log_sd=pl.Series([0.3, None], dtype=pl.Float64))
    assert measured.select(
        risk.own_spread(measured, Risk(creator_sd=0.7))
    ).to_series().to_list() == pytest.approx([0.3, 0.7])


def test_caution_buys_a_better_worst_fifth():
    scored = simulated(200, 5)
    seen = []
    for caution in (0.0, 0.9):
        setting = Risk(caution=caution, category_sd=0.8, scenarios=20_000)
        found = selection.pick_portfolio(
            scored, 20_000, quotas={"micro": (1, 8), "koc": (5, 20)}, terms=selection.Terms(risk=setting)
        )
        seen.append(
            selection.look_ahead(found.picks.with_columns(expected_interactions="value"), setting).worst_fifth
        )
    assert seen[1] > seen[0]


def test_the_frontier_never_falls_and_holds_the_plan():
    scored = simulated(200, 2)
    found = selection.pick_portfolio(scored, 20_000, quotas={"micro": (1, 8), "koc": (5, 20)})
    line = selection.efficient_frontier(scored, found)
    assert line["worth"].is_sorted()
    assert line.filter("planned").select("worth", "cost_cny").row(0) == pytest.approx(
        (found.worth, found.cost_cny)
    )
    assert (line["cost_cny"] <= line["budget_cny"] + 0.01).all()
    prices = line["marginal_cpe_cny"].drop_nulls()
    assert prices.is_sorted()
    assert prices.len() >= 4


def test_the_price_of_a_further_interaction_by_hand():
    # 10 → 100, 20 → 110 (dear step), 30 → 160 (cheap step): the line from the first to the third passes above
    # the second, 20 for 60.
    assert _marginal([10, 20, 30, 50, 50], [100, 110, 160, 170, 170]) == [
        None,
        pytest.approx(1 / 3),
        pytest.approx(1 / 3),
        2.0,
        None,
    ]
    assert _marginal([10, 20, 40], [100, 150, 140]) == [None, pytest.approx(0.2), None]


def test_money_that_buys_nothing_more_is_named():
    scored = pl.DataFrame(
        {
            "creator_id": list("abc"),
            "tier": ["koc"] * 3,
            "price_cny": [10.0, 10.0, 10.0],
            "expected_interactions": [5.0, 4.0, 3.0],
            "score": [100.0] * 3,
        }
    )
    found = selection.pick_portfolio(scored, 20, quotas={"koc": (0, 2)})
    said = selection.say_frontier(selection.efficient_frontier(scored, found, [10, 20, 30, 40]), found)
    assert [finding.code for finding in said] == ["money_is_not_short"]
    assert "¥20" in said[0].text.en
    assert "raise the quotas" in said[0].text.en


def test_each_stand_in_is_the_best_single_swap():
    scored = simulated(60, 8)
    found = selection.pick_portfolio(
        scored, 12_000, quotas={"micro": (1, 3), "koc": (3, 6)}, must_in=(), max_share=0.4
    )
    swaps = selection.next_best(found)
    assert swaps.height == found.picks.height
    offers = found.offers
    for row in swaps.iter_rows(named=True):
        worth = []
        for other in offers.filter(
            ~pl.col("creator_id").is_in(found.picks["creator_id"].to_list())
        ).iter_rows(named=True):
            kept = found.picks.filter(pl.col("creator_id") != row["creator_id"])
            tried = pl.concat([kept, offers.filter(pl.col("creator_id") == other["creator_id"])])
            if {finding.level for finding in selection.check_set(tried, found.rules)} == {"PASS"}:
                worth.append(float(tried["value"].sum()) - found.worth)
        if worth:
            assert row["worth_change"] == pytest.approx(max(worth))
            assert row["worth_change"] <= found.gap * found.bound + 1e-9
        else:
            assert row["swap_id"] is None


def infeasible(quotas, budget=100.0, **more):
    rows = [
        ("a", "koc", 10.0),
        ("b", "koc", 20.0),
        ("c", "koc", 30.0),
        ("m", "mid", 80.0),
        ("n", "mid", 90.0),
    ]
    scored = pl.DataFrame(rows, schema=["creator_id", "tier", "price_cny"], orient="row").with_columns(
        expected_interactions=10.0, score=50.0
    )
    found = selection.pick_portfolio(scored, budget, quotas=quotas, **more)
    assert found.picks.is_empty()
    return found.findings[0].code, found.findings[0].text.en


def test_what_has_to_give_way_is_named_by_hand():
    # Three KOCs and one mid-tier creator cost 10 + 20 + 30 + 80 = 140; without the mid-tier one 60.
    code, said = infeasible({"koc": (3, 3), "mid": (1, 1)})
    assert code == "budget_too_low"
    assert "costs ¥140" in said
    assert "Mid, least 1 → 0" in said
    code, said = infeasible({"koc": (5, 9)})
    assert (code, "KOC, least 5 → 3" in said) == ("quota_too_high", True)
    code, said = infeasible({"koc": (1, 3), "mid": (1, 1)}, max_share=0.5)
    assert code == "share_too_low"
    code, _ = infeasible({"koc": (1, 3)}, must_in=("nobody",))
    assert code == "must_in"
    clash = selection.Terms(conflicts=[("a", "b", "c")])
    code, said = infeasible({"koc": (2, 3)}, terms=clash)
    assert (code, "KOC, least 2 → 1" in said) == ("quota_too_high", True)


def test_following_the_advice_makes_a_set():
    scored = simulated(80, 6)
    quotas = {"mid": (2, 3), "micro": (6, 9), "koc": (9, 20)}
    found = selection.pick_portfolio(scored, 9_000, quotas=quotas)
    assert [finding.code for finding in found.findings] == ["budget_too_low"]
    said = found.findings[0].text.en
    needed = float(said.split("costs ¥")[1].split(";")[0].replace(",", ""))
    assert selection.pick_portfolio(scored, needed + 1, quotas=quotas).picks.height > 0
    relaxed = dict(quotas)
    for tier, (least, most) in quotas.items():
        name = {"koc": "KOC", "micro": "Micro", "mid": "Mid"}[tier]
        if f"{name}, least {least} → " in said:
            relaxed[tier] = (int(said.split(f"{name}, least {least} → ")[1].split(",")[0].rstrip(".")), most)
    assert relaxed != quotas
    assert selection.pick_portfolio(scored, 9_000, quotas=relaxed).picks.height > 0


def test_the_check_finds_every_broken_rule():
    frame, rule = small(1)
    terms = selection.Terms(
        categories={"护肤": (9, 9)},
        formats={"video": 9},
        conflicts=[("c0", "c1")],
        max_share_per_category=0.01,
    )
    strict = replace(
        rule,
        budget_cny=1.0,
        quotas={"koc": (9, 9)},
        must_in=("x",),
        must_out=("c0",),
        max_share=0.1,
        terms=terms,
    )
    picks = rules.list_offers(frame, replace(rule, quotas={"koc": (0, 9), "mid": (0, 9)}, must_out=()))
    twice = pl.concat([picks, picks.head(1)])
    broken = {finding.code for finding in selection.check_set(twice, strict) if finding.level == "FAIL"}
    assert broken == {
        "within_budget",
        "quota_koc",
        "category_护肤",
        "format_video",
        "category_share",
        "one_note_each",
        "must_in",
        "must_out",
        "conflicts",
        "creator_share",
    }


def test_the_solver_is_silent_and_passes_on_what_others_write(capfd):
    with solver.quiet():
        os.write(1, b"HighsMipSolverData::transformNewIntegerFeasibleSolution tmpSolver.run();\nkept\n")
    print("after", flush=True)
    assert capfd.readouterr().out == "kept\nafter\n"


def test_standard_output_is_put_back_when_the_solver_fails(capfd):
    with pytest.raises(RuntimeError), solver.quiet():
        raise RuntimeError
    os.write(1, b"still here\n")
    assert capfd.readouterr().out == "still here\n"
