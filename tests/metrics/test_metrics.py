"""Definitions against a real order row, intervals against the book, tiers at their limits."""

import numpy as np
import polars as pl
import pytest

from xhs_workbench import metrics
from xhs_workbench.errors import ParamsError
from xhs_workbench.metrics.registry import read_registry
from xhs_workbench.params.brief import Definitions
from xhs_workbench.statistics import intervals, ratio_intervals

ORDER = pl.DataFrame(
    {
        "quote_cny": [50.0],
        "service_fee_cny": [5.0],
        "impressions": [2269],
        "reads": [248],
        "likes": [1],
        "saves": [0],
        "comments": [0],
        "shares": [1],
        "follows": [0],
    }
)
"""A real 蒲公英 order row (domain knowledge, grade A): its own figures are 0.22, 27.5 and 0.81 %."""


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("cpr", 0.22),
        ("cpe", 27.5),
        ("engagement_rate_by_reads", 0.0081),
        ("interactions_3", 1),
        ("interactions_4", 2),
        ("cpm_by_impressions", 24.24),
        ("cpm_by_reads", 221.77),
        ("viral_1000_interactions", 0),
    ],
)
def test_the_platforms_own_row_to_the_cent(metric, value):
    digits = 4 if "rate" in metric else 2
    assert round(metrics.summarise(ORDER, metric, Definitions())["value"][0], digits) == value


def test_a_missing_part_makes_the_value_missing_not_smaller():
    rows = pl.DataFrame(
        {"likes": [1, 1], "saves": [1, 1], "comments": [1, 1], "shares": [1, None], "follows": [1, 1]}
    )
    four = metrics.summarise(rows, "interactions_4", Definitions()).row(0, named=True)
    assert (four["value"], four["n"], four["n_missing"]) == (4.0, 1, 1)


def test_a_column_that_is_not_there_is_unknown():
    found = metrics.summarise(ORDER.drop("shares"), "interactions_4", Definitions()).row(0, named=True)
    assert (found["value"], found["n"]) == (None, 0)


def test_wilson_against_published_values():
    assert metrics.wilson(1, 2, z=1.959964)[0] == pytest.approx(0.0945, abs=1e-4)
    assert metrics.wilson(20, 100, z=1.959964)[0] == pytest.approx(0.1334, abs=1e-4)


def test_no_interval_from_a_handful_and_none_without_rows():
    few = pl.concat([ORDER] * 3)
    assert metrics.summarise(few, "cpe", Definitions())["lower"][0] is None
    assert metrics.summarise(ORDER.clear(), "cpe", Definitions())["value"][0] is None


def test_intervals_of_many_rows_are_those_of_few_rows_methods(monkeypatch):
    """SYNTHETIC rows, skewed as counts are: the closed forms lie within 8 % of a width of what the methods for few rows give."""
    rng = np.random.default_rng(8)
    reads = rng.lognormal(9, 1, intervals.MANY)
    saves = reads * rng.beta(2, 60, intervals.MANY)

    def both() -> list[tuple[float, float]]:
        return [metrics.ratio_interval(saves, reads), metrics.median_interval(saves)]

    closed = both()
    for module in (intervals, ratio_intervals):
        monkeypatch.setattr(module, "MANY", intervals.MANY + 1)
    for many, few in zip(closed, both(), strict=True):
        assert many == pytest.approx(few, abs=0.08 * (few[1] - few[0]))


def test_a_definition_whose_parts_are_not_there_is_unknown_for_every_row():
    rows = pl.DataFrame({"tier": ["koc", "koc", "mid"], "likes": [1, 2, 3], "reads": [10, 20, 30]})
    made = metrics.summarise(rows, "interactions_4", Definitions(), ["tier"])
    assert made.select("tier", "value", "n", "n_missing").rows() == [("koc", None, 0, 2), ("mid", None, 0, 1)]
    assert metrics.summarise(rows, "interactions_4", Definitions())["n_missing"].to_list() == [3]


@pytest.mark.parametrize(
    ("followers", "default", "guide"),
    [
        (999, "nano", "koc"),
        (1000, "koc", "koc"),
        (9_999, "koc", "koc"),
        (10_000, "micro", "gap_10k_50k"),
        (49_999, "micro", "gap_10k_50k"),
        (50_000, "mid", "mid"),
        (500_000, "head", "mega"),
        (None, "unknown", "unknown"),
    ],
)
def test_tiers_are_half_open_and_unknown_is_a_class(followers, default, guide):
    frame = pl.DataFrame({"followers": [followers]}, schema={"followers": pl.Int64})
    assert metrics.assign_tiers(frame, "default")["tier"][0] == default
    assert metrics.assign_tiers(frame, "guide")["tier"][0] == guide


def test_rivals_stand_side_by_side():
    rivals = [
        metrics.summarise(ORDER, entry.id, Definitions())["value"][0] for entry in metrics.rivals("cpm")
    ]
    assert [round(value, 2) for value in rivals] == [24.24, 221.77]


def test_an_unknown_metric_names_the_closest():
    with pytest.raises(ParamsError, match="did you mean cpe"):
        metrics.definition("cpee")


def test_every_definition_has_a_formula_in_both_languages():
    for entry in metrics.registry().values():
        assert all(metrics.formula(entry, Definitions()))


SHOP = pl.DataFrame(
    {
        "quote_cny": [1000.0],
        "service_fee_cny": [100.0],
        "boost_cny": [400.0],
        "follows": [25],
        "brand_follows": [50],
        "visits": [500],
        "orders": [10],
        "order_value_cny": [2200.0],
        "task_value_cny": [550.0],
        "shop_value_cny": [11000.0],
    }
)


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("spend", 1100),
        ("follows", 25),
        ("cost_per_follow", 44),
        ("cost_per_brand_follow", 22),
        ("cost_per_visit", 2.2),
        ("cost_per_order", 110),
        ("roi_window", 2),
        ("roi_task", 0.5),
        ("roi_shop", 10),
    ],
)
def test_the_lower_levels_by_hand_on_quote_and_fee(metric, value):
    assert metrics.summarise(SHOP, metric, Definitions())["value"][0] == pytest.approx(value)


def test_boosts_raise_the_cost_of_a_visit_and_lower_the_roi():
    everything = Definitions(money="quote_fee_boost")
    assert metrics.summarise(SHOP, "cost_per_visit", everything)["value"][0] == pytest.approx(3)
    assert metrics.summarise(SHOP, "roi_window", everything)["value"][0] == pytest.approx(2200 / 1500)


def test_what_ads_report_of_the_shop_is_held_against_ad_spend_alone():
    ads = pl.DataFrame(
        {"spend_cny": [100.0, 300.0], "store_visits": [20, 30], "order_value_cny": [50.0, None]}
    )
    visits = metrics.summarise(ads, "cost_per_visit_of_ads", Definitions()).row(0, named=True)
    paid = metrics.summarise(ads, "roi_paid_7d", Definitions()).row(0, named=True)
    assert (visits["value"], visits["n"]) == (8, 2)
    # The row without a value is left out on both sides: 50 / 100, not 50 / 400.
    assert (paid["value"], paid["n"], paid["n_missing"]) == (0.5, 1, 1)


def test_every_definition_of_a_word_says_what_it_is_counted_over():
    entries = metrics.registry().values()
    assert {entry.over for entry in entries} == {"notes", "shop", "ads", "leads"}
    assert [
        entry.id for entry in entries if entry.over != "notes" and not (entry.scope_en and entry.scope_zh)
    ] == []


def test_every_definition_can_be_shown_under_its_word_and_a_single_meaning_is_called_as_it_is():
    for entry in metrics.registry().values():
        rows = metrics.side_by_side(ORDER, [entry.word], Definitions())
        assert entry.id in rows["metric"].to_list() and rows["word_zh"].null_count() == 0
    assert metrics.side_by_side(ORDER, ["cost_per_save"], Definitions())["word_en"][0] == "Cost per save"


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ('numerator = ["lieks"]', "numerator lieks"),
        ('unit = "yuan"', "unit"),
        ('colour = "red"', "colour"),
        ("", "source"),
    ],
)
def test_a_faulty_entry_is_refused_when_the_registry_is_loaded(line, where):
    given = {
        "word": '"w"',
        "en": '"W"',
        "zh": '"W"',
        "numerator": '["likes"]',
        "source": '"s"',
        "grade": '"G"',
    }
    given = {
        key: value
        for key, value in given.items()
        if not (line.startswith(key) or (not line and key == "source"))
    }
    text = "\n".join(["[new]", *(f"{key} = {value}" for key, value in given.items()), line])
    with pytest.raises(ParamsError) as refused:
        read_registry(text)
    assert refused.value.problems[0].column == f"new.{where}"


def test_an_everyday_word_given_for_a_definition_names_its_definitions():
    with pytest.raises(ParamsError, match="did you mean cpm_by_impressions or cpm_by_reads"):
        metrics.summarise(ORDER, "cpm", Definitions())


def test_leads_and_their_cost_are_sums_over_the_rows_that_know_them():
    """149 forms and 63 messages for 4,586.40 yuan."""
    rows = pl.DataFrame({"lead_count": [149, 63, None], "lead_spend_cny": [4000.0, 586.4, 90.0]})
    found = {
        name: metrics.summarise(rows, name, Definitions()).row(0, named=True)
        for name in ("leads", "cost_per_lead")
    }
    assert (found["leads"]["value"], found["leads"]["n_missing"]) == (212.0, 1)
    assert round(found["cost_per_lead"]["value"], 4) == 21.634
