"""What is said of delivery and of bought money, at the borders of each sentence."""

from types import SimpleNamespace

import polars as pl
import pytest

from tests.results.small_tables import CPE, notes, plan
from tests.results.test_saying_verdict import MET, counted
from xhs_workbench import results
from xhs_workbench.findings import NOTHING
from xhs_workbench.results.saying.delivery import without_ads

# --- delivery


def test_what_is_known_of_all_targets_is_said_with_the_worst(given_brief):
    rows = ({"completion": 0.95, "verdict": "close"}, counted("reads", completion=0.4), CPE)
    said = results.say_delivery(plan(*rows))
    assert said.says.en == "1 of 3 targets met; reads and saves fell short, at worst 40% of target"
    near = results.say_delivery(plan(rows[0], CPE))
    assert near.says.en == "1 of 2 targets met; saves fell just short, at worst 95% of target"
    two = plan(
        MET, counted("reads", verdict="met"), {"verdict": "unknown", "value": None, "completion": None}
    )
    assert results.say_delivery(two).says.en == "All 2 targets that can be checked were met"
    young = results.say_delivery(plan({"verdict": "not_mature", "n_young": 1}, CPE))
    assert young.says.en == "1 of 2 targets met so far; 1 cannot be judged while notes still grow"
    assert young.caution.en == "1 note is still young and will grow."


def test_a_cost_on_its_target_is_within_it():
    assert "within the target" in results.say_delivery(plan({**CPE, "value": 5.0})).more.en
    assert "above the target" in results.say_delivery(plan({**CPE, "value": 5.01})).more.en
    sales = counted("order_value", unit="cny", value=3.0, target=5.0)
    assert results.say_delivery(plan(sales)).more == NOTHING


def held(standing, **more):
    row = {
        "metric": "cpe",
        "name_en": "Cost per interaction",
        "name_zh": "互动单价",
        "unit": "cny",
        "value": 9.0,
        "range_low": 3.0,
        "range_high": 6.0,
        "standing": standing,
    }
    return pl.DataFrame([row | more])


def test_the_first_metric_outside_its_range_is_told_with_its_side():
    assert results.say_delivery(plan(MET), None, held("worse")).more.en == (
        "Cost per interaction was worse than the category's ¥3.00 to ¥6.00."
    )
    assert results.say_delivery(plan(MET), None, held("within")).more == NOTHING
    market = held("worse", name_en="Reads, middle note, KOC", name_zh="阅读，KOC")
    said = results.say_delivery(plan(MET), None, market).more
    assert said.en == "Reads, middle note, KOC was worse than other candidates' ¥3.00 to ¥6.00."
    assert said.zh == "阅读，KOC 逊于同类候选达人区间 ¥3.00–¥6.00。"


def layers(chosen, whole, n=(2, 2), counts_boosts=False):
    return pl.DataFrame(
        {"cpe": [chosen, whole], "n": list(n), "chosen": [not counts_boosts, counts_boosts]},
        schema_overrides={"cpe": pl.Float64},
    )


@pytest.mark.parametrize(
    ("layer", "tail"),
    [
        (layers(9.0, 9.5), ", also with boosts."),
        (layers(9.0, 5.0), ", not with boosts."),
        (layers(9.0, 6.0), ", not with boosts."),
        (layers(9.0, 9.0), "¥6.00."),
        (layers(9.0, None), "¥6.00."),
        (layers(None, 9.5), "¥6.00."),
        (layers(9.0, 9.5, n=(2, 1)), "¥6.00."),
        (layers(9.0, 9.5, counts_boosts=True), "¥6.00."),
    ],
)
def test_a_cost_above_its_range_says_whether_it_is_with_boosts_too(layer, tail):
    assert results.say_delivery(plan(MET), layer, held("worse")).more.en.endswith(tail)


def test_a_target_met_without_ads_says_nothing_of_them():
    """90 of 100 by themselves is 90 %; exactly 100 meets it; parts that do not make up the whole tell nothing."""
    row = counted("reads", verdict="met", value=120.0, target=100.0)

    def share(natural, boosted, heated=0, **more):
        ranked = notes({"reads_natural": natural, "reads_boosted": boosted, "reads_heated": heated})
        return without_ads(row | more, ranked)

    assert share(90, 30) == 90
    assert share(90, 20, 10) == 90
    assert share(100, 20) is None
    assert share(90, 29) is None
    assert share(90, 30.4) == 90
    assert share(120, 0) is None
    assert share(90, 30, verdict="close") is None
    assert share(90, 30, unit="cny") is None
    assert without_ads(row, notes({})) is None


def test_several_targets_without_ads_are_listed():
    ranked = notes(
        {
            f"{name}_{part}": n
            for name in ("reads", "impressions")
            for part, n in (("natural", 90), ("boosted", 30), ("heated", 0))
        }
    )
    row = {"verdict": "met", "value": 120.0, "target": 100.0}
    asked = plan(counted("reads", **row), counted("impressions", **row))
    assert results.say_bought(asked, ranked).en == "Without ads, of target: reads 90% and impressions 90%."


@pytest.mark.parametrize(
    ("completion", "lower", "said"),
    [
        (0.8, None, None),
        (0.79, None, "Why"),
        (0.79, 0.8, "Even"),
        (0.79, 0.79, None),
        (0.79, 0.5, None),
        (None, None, None),
    ],
)
def test_the_reason_is_asked_for_below_four_fifths(monkeypatch, completion, lower, said):
    whole = {"ratio": None if lower is None else 1.1, "lower": lower, "upper": 2.0}
    monkeypatch.setattr("xhs_workbench.results.saying.delivery.campaign_lift", lambda _: whole)
    table = plan({"completion": completion}).cast({"completion": pl.Float64})
    found = results.say_shortfall(table, pl.DataFrame())
    assert (found and found.says.en.split()[0]) == said


# --- bought


def traffic(organic, boosted, impressions=5000):
    return pl.DataFrame(
        {
            "source_en": ["Organic", "Boosted"],
            "interactions": [organic, boosted],
            "impressions": [9000, impressions],
        },
        schema_overrides={"interactions": pl.Float64},
    )


def cut(cpm=None, platforms=1, cpti=None, by_note=()):
    whole = pl.DataFrame(
        {"cpm_cny": [cpm], "cpti_cny": [cpti]},
        schema_overrides=dict.fromkeys(("cpm_cny", "cpti_cny"), pl.Float64),
    )
    return SimpleNamespace(
        whole=whole,
        platforms=pl.DataFrame({"platform": ["x"] * platforms}),
        notes=pl.DataFrame({"cpti_cny": by_note}, schema={"cpti_cny": pl.Float64}),
    )


def test_bought_money_is_held_to_its_limit_on_one_platform():
    """¥100 of 650 are 15 %; 20 of 100 interactions; 5.00 each on a limit of 5 is not above it."""
    limited = notes({"boost_limit_cny": 5.0})
    said = results.say_paid(traffic(80, 20), limited)
    assert said.says.en == "Boosts took 15% of the money and accounted for 20% of interactions"
    assert said.more.en.startswith("A bought interaction cost ¥5.00, within the limit of ¥5.")
    over = results.say_paid(traffic(80, 20), notes({"boost_limit_cny": 4.99}))
    assert ", above the limit" in over.more.en
    several = results.say_paid(traffic(80, 20), limited, cut(platforms=2))
    assert several.more.en.startswith("A bought interaction cost ¥5.00. ")
    assert results.say_paid(traffic(80, 0), limited).more.en == "No interaction is counted for them."


def test_a_thousand_bought_impressions_cost_what_the_ads_own_report_says():
    """100 over 5,000 shown are 20.00; the ad report's 12.50 goes before; without impressions nothing is said."""
    assert (
        "A thousand bought impressions cost ¥20.00." in results.say_paid(traffic(80, 20), notes({})).more.en
    )
    assert "cost ¥12.50." in results.say_paid(traffic(80, 20), notes({}), cut(cpm=12.5)).more.en
    assert "thousand" not in results.say_paid(traffic(80, 20, impressions=0), notes({})).more.en
    assert "cost ¥20.00." in results.say_paid(traffic(80, 20), notes({}), cut()).more.en


@pytest.mark.parametrize(
    ("by_note", "said"),
    [
        ((), "cost ¥30.00."),
        ((30.0,), "cost ¥30.00."),
        ((20.0, 45.0, None), "cost ¥30.00; by note ¥20.00 to ¥45.00."),
    ],
)
def test_a_newly_interested_person_has_a_price(by_note, said):
    assert results.say_paid(traffic(80, 20), notes({}), cut(cpti=30.0, by_note=by_note)).more.en.endswith(
        said
    )
    assert "(TI)" not in results.say_paid(traffic(80, 20), notes({}), cut()).more.en


@pytest.mark.parametrize(("past", "word"), [(50.0, "Part"), (50.01, "Most"), (100.0, "Most")])
def test_most_of_the_money_is_more_than_half(past, word):
    said = results.say_past_stop(notes({"boost_past_stop_cny": past, "boost_limit_cny": 4.0}))
    assert said.says.en.startswith(f"{word} of the boost money")


def test_money_past_the_stop_counts_a_note_once_and_what_it_would_have_bought():
    rows = [
        {"boost_past_stop_cny": 30.0, "boost_limit_cny": 4.0, "boost_forgone": forgone, "note_id": "n"}
        for forgone in (1.2, 1.2)
    ]
    said = results.say_paid(traffic(80, 20), notes(*rows))
    assert said.caution.en.endswith(": ¥30 of ¥100. At the limit it would have bought 1 more interactions.")
    less = results.say_paid(traffic(80, 20), notes({**rows[0], "boost_forgone": 0.4}))
    assert less.caution.en.endswith("¥30 of ¥100.")


def pace(*phases, planned=1000.0):
    rows = [
        {
            "phase_en": name,
            "phase_zh": name,
            "planned_cny": 1.0,
            "difference_cny": gap,
            "planned_share": 0.5,
            "whole": False,
        }
        for name, gap in phases
    ]
    rows.append(
        {
            "phase_en": "All",
            "phase_zh": "合",
            "planned_cny": planned,
            "difference_cny": 9.0,
            "planned_share": 1.0,
            "whole": True,
        }
    )
    return pl.DataFrame(rows, schema_overrides={"planned_cny": pl.Float64, "difference_cny": pl.Float64})


@pytest.mark.parametrize(
    ("phases", "said"),
    [
        ((("a", 100.0),), "Ad spend was ¥100 above plan in one phase: a."),
        ((("a", 99.9),), ""),
        ((("a", -100.0),), "Ad spend was ¥100 below plan in one phase: a."),
        ((("a", 150.0), ("b", -200.0)), "Ad spend was ¥200 below plan in one phase: b."),
        ((("a", None),), ""),
    ],
)
def test_a_phase_off_its_plan_is_told_from_a_tenth_of_all_on(phases, said):
    assert results.say_paid(traffic(80, 20), notes({}), None, pace(*phases)).caution.en == said
    assert results.say_paid(traffic(80, 20), notes({}), None, pace(*phases, planned=None)).caution == NOTHING
