"""Bumps and stretches at their borders, what ad files cannot say, and defaults that nobody gives, by hand."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from tests.results.test_longevity import world
from tests.results.test_shop import BRIEF, ad, filled, gathered
from xhs_workbench import results, tables
from xhs_workbench.findings import Level
from xhs_workbench.results.attributing.plain_difference import _jumps, _stands_out, unlisted_bump
from xhs_workbench.results.buying.gaps import _heating, _no_people
from xhs_workbench.results.counting.shop import full_money
from xhs_workbench.results.growing.longevity import forecast_notes
from xhs_workbench.results.learning.next_money import _creators_to_test


@pytest.mark.parametrize(("size", "jumps"), [(0.76, True), (0.72, False)])
def test_a_bump_is_five_spreads_high(size, jumps):
    """Days of ±.1 about 0, half of them on each side: the spread is 1.4826 · .1, and five of it are .741."""
    logs = np.zeros(42)
    logs[:28] = np.tile([0.1, -0.1, 0.0, 0.1, -0.1, 0.1, -0.1], 4) * np.repeat([1, -1, 1, -1], 7)
    logs[[35, 36]] = size * np.sqrt(28 / 21)  # seven medians were taken from 28 days
    assert _jumps(logs, 28, np.zeros(42, dtype=bool))[35] == jumps


def lifted(before, window, days, size=1.0):
    apart = 0.01 * np.sin(np.arange(before + window) * 2.4)
    apart[before + 1 : before + 1 + days] += size
    gained = np.clip(apart[before:], 0, None)
    return _stands_out(apart, gained, before, np.zeros(before + window, dtype=bool))


@pytest.mark.parametrize(
    ("before", "window", "days", "short"),
    [
        (55, 28, 5, True),  # windows begin on days 0, 3 … 27: ten
        (54, 28, 5, False),  # nine
        (55, 6, 3, True),  # a third of six days and one more are three
        (55, 5, 2, False),  # of five two, and a stretch has three
        (120, 28, 20, False),  # twenty of 28 days are no short stretch
    ],
)
def test_a_short_stretch_needs_ten_windows_and_three_days(before, window, days, short):
    assert lifted(before, window, days) is short


@pytest.mark.parametrize(("rest", "short"), [(0.05, True), (0.15, False)])
def test_a_short_stretch_holds_three_fifths_of_the_gain(rest, short):
    """Five days of 1 and 23 of .05 are 5 of 6.15; with 23 of .15 they are 5 of 8.45, 59 %."""
    before, window = 90, 28
    apart = 0.01 * np.sin(np.arange(before + window) * 2.4)
    gained = np.full(window, rest)
    gained[10:15] = 1.0
    apart[before:] = gained
    assert _stands_out(apart, gained, before, np.zeros(before + window, dtype=bool)) is short


def test_below_usual_is_no_gain():
    """Ten days of the window lie far below: what the others gained is a lift of its own, spread over eighteen days."""
    rng = np.random.default_rng(1)
    series = 100 * np.exp(rng.normal(0, 0.01, 118))
    controls = 100 * np.exp(rng.normal(0, 0.01, (118, 2)))
    series[90:100] *= 0.7
    series[100:] *= 1.2
    assert unlisted_bump(series, controls, 90, np.zeros(118)) is None


def test_without_any_luck_known_a_test_takes_as_many_creators_as_the_usual_noise():
    """(1.644854 + .841621)² · 2 · .6² / log² 1.25 = 89.4, so ninety."""
    rows = pl.DataFrame({"_luck_var": [None]}, schema={"_luck_var": pl.Float64})
    assert _creators_to_test(rows) == 90


def test_forecasts_are_made_for_one_two_and_three_months():
    found = forecast_notes(world(np.zeros((1, 3))))
    assert found["horizon_days"].to_list() == [30, 60, 90]
    assert set(found["method"]) == {"unseen"}


def bought(by_note, by_slice):
    def frame(values):
        return pl.DataFrame({"cpti_cny": values}, schema={"cpti_cny": pl.Float64})

    return SimpleNamespace(notes=frame(by_note), slices=frame(by_slice))


@pytest.mark.parametrize(
    ("by_note", "by_slice", "n", "elsewhere"),
    [([5.0], [], 0, False), ([None], [], 1, False), ([None], [4.0], 1, True), ([], [None], 1, False)],
)
def test_a_price_of_an_interested_person_is_missed_where_no_note_has_one(by_note, by_slice, n, elsewhere):
    said = _no_people(bought(by_note, by_slice))
    assert len(said) == n
    assert all(("another way" in one.text.en) is elsewhere for one in said)
    assert all(one.level == Level.REVIEW for one in said)


def test_heating_without_a_price_is_said_unless_a_file_holds_it():
    orders = pl.DataFrame({"impressions_heated": [1200, None]})
    [said] = _heating(tables.empty("paid"), orders)
    assert said.text.en.startswith("Orders count 1,200 heated impressions")
    assert _heating(tables.empty("paid"), orders.with_columns(impressions_heated=pl.lit(0))) == []
    assert (
        _heating(tables.empty("paid"), orders.with_columns(impressions_heated=pl.lit(None, pl.Int64))) == []
    )
    for platform, n in (("shutiao", 0), ("heating", 0), ("juguang", 1)):
        assert len(_heating(filled("paid", [ad(platform=platform)]), orders)) == n


def test_the_widest_money_known_of_any_order_is_counted():
    done = gathered(date(2026, 7, 1))
    choices = BRIEF.definitions
    assert full_money(done.outcomes, choices).money == "quote_fee"
    assert full_money(done.outcomes.with_columns(boost_cny=pl.lit(1.0)), choices).money == "quote_fee_boost"
    bare = done.outcomes.with_columns(service_fee_cny=pl.lit(None, pl.Float64))
    assert full_money(bare, choices).money == "quote"
    assert full_money(bare.with_columns(quote_cny=pl.lit(None, pl.Float64)), choices).money == choices.money


def test_what_brought_nothing_has_no_price():
    """Ads of ¥300 that brought no interaction: no cost of one, and no impression of theirs is priced."""
    rows = [ad(likes=0, saves=0, comments=0, shares=0, platform="juguang", impressions=0)]
    shop = gathered(date(2026, 7, 1), paid=rows)
    found = results.split_traffic(shop.outcomes, shop.ads, BRIEF).row(1, named=True)
    assert (found["interactions"], found["money_cny"], found["cpe_cny"], found["cpm_cny"]) == (
        0,
        300,
        None,
        None,
    )
