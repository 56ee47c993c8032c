"""What is counted, to the day and to the note: windows, ages, ties, bounds and phases at their borders, by hand."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest

from tests.results.small_tables import notes
from tests.results.test_brought import BRIEF as PUDDO
from tests.results.test_declared_notes import declared
from tests.results.test_declared_notes import note as exported
from tests.results.test_own_past import past, ranked
from tests.results.test_shop import BRIEF, FIRST, LAST, ad, campaign, filled, gathered, rows_of, sold
from xhs_workbench import results, tables
from xhs_workbench.memory import own_benchmarks
from xhs_workbench.params.brief import Kpi
from xhs_workbench.results.attributing.plain_difference import difference
from xhs_workbench.results.buying.cuts import phases_of
from xhs_workbench.results.buying.pacing import pace_ads
from xhs_workbench.results.counting.kpi_tree import _daily
from xhs_workbench.results.counting.outcomes import _bare_brand, placed_by_notes
from xhs_workbench.results.counting.shop import decision_window
from xhs_workbench.results.growing.growth import middle_curve
from xhs_workbench.results.growing.maturing import _features, _power_tail, _ridge, _settling
from xhs_workbench.results.learning.next_money import _surely
from xhs_workbench.results.listening.comments import count_intents
from xhs_workbench.results.saying.closer import sum_up_closer

CHINA = ZoneInfo("Asia/Shanghai")
DAY, DONE = timedelta(days=1), date(2026, 7, 1)

# --- windows


def test_the_usual_of_the_shop_is_the_28_days_before_posting():
    days = [FIRST - 29 * DAY, FIRST - 28 * DAY, FIRST - DAY, FIRST, LAST + 7 * DAY, LAST + 8 * DAY]
    shop = gathered(DONE, traffic=[sold(day) for day in days])
    assert shop.before["day"].to_list() == days[1:3]
    assert shop.days["day"].to_list() == days[3:5]
    other = gathered(DONE, traffic=[sold(FIRST, channel="搜索"), sold(FIRST)])
    assert other.days.height == 1


def test_days_to_come_and_days_that_are_over_are_counted_from_the_reports_own():
    """The report's day is five before the window's last: five are left; rows after it are later ones, up to the last."""
    as_of = LAST + 2 * DAY
    traffic = [sold(FIRST), sold(as_of), sold(as_of + DAY), sold(LAST + 7 * DAY), sold(LAST + 8 * DAY)]
    shop = gathered(as_of, traffic=traffic)
    assert (shop.left_days, shop.later_rows) == (5, 2)
    assert shop.absent_days == (as_of - FIRST).days + 1 - 2
    over = gathered(LAST + 7 * DAY, traffic=traffic)
    assert (over.left_days, over.later_rows) == (0, 0)
    # Notes of 6, 10 and 20 May, a week each: on 17 May two are over, on the 16th one.
    assert [gathered(date(2026, 5, day)).ended for day in (12, 13, 16, 17)] == [0, 1, 1, 2]


def test_the_whole_shop_is_known_where_another_channel_is():
    alone = gathered(DONE, traffic=[sold(FIRST)])
    both = gathered(DONE, traffic=[sold(FIRST), sold(FIRST, channel="搜索", value=40.0)])
    assert (alone.whole["shop_value_cny"][0], both.whole["shop_value_cny"][0]) == (None, 700)
    assert both.whole["order_value_cny"][0] == 660
    task = gathered(
        DONE, traffic=[sold(FIRST, note_id="n0", value=5.0), sold(FIRST, note_id="zz", value=9.0)]
    )
    assert task.whole["task_value_cny"][0] == 5


def test_money_of_all_orders_is_unknown_where_one_is():
    known = gathered(DONE, paid=[ad()])
    assert known.whole.select("quote_cny", "service_fee_cny", "boost_cny").row(0) == (3000, 300, 300)
    gap = gathered(DONE, paid=[ad(), ad("n1", spend_cny=None)])
    assert gap.whole["boost_cny"][0] is None


def test_a_decision_takes_as_long_as_the_analyst_says_or_the_industry():
    own = decision_window(BRIEF, 3)
    assert (own.days, own.grade) == (3, "G")
    unknown = BRIEF.model_copy(update={"brand": BRIEF.brand.model_copy(update={"industry": "no such"})})
    assert decision_window(unknown, None).days != decision_window(BRIEF, None).days


def test_a_daily_mean_is_over_the_days_with_a_figure():
    rows = pl.DataFrame({"day": [FIRST, FIRST, LAST, LAST + DAY], "visits": [10, 20, 30, None]})
    assert _daily(rows, "visits") == 30
    assert _daily(rows.tail(1), "visits") is None


def test_levels_say_how_they_compare_with_the_days_before():
    """200 a day against 100 before are 2.00 times; without days before nothing is said."""
    rows = rows_of(gathered(DONE, traffic=[sold(FIRST, visits=200), sold(FIRST - DAY, visits=100)]))
    assert "2.00 times the 28 days before by day" in rows["visits"]["said_en"]
    assert "times the 28 days" not in rows_of(gathered(DONE, traffic=[sold(FIRST)]))["visits"]["said_en"]


def test_a_rate_is_over_notes_that_know_both_levels():
    """Two of three notes know their reads: 400 of 4,000 impressions, though all have 6,000."""
    orders, posted = campaign()
    orders = orders.with_columns(reads=pl.Series([200, None, 200]))
    outcomes = results.gather_outcomes(orders, posted, tables.empty("paid"), BRIEF, DONE)
    shop = results.gather_shop(
        outcomes, tables.empty("traffic"), tables.empty("paid"), BRIEF, decision_window(BRIEF, 7), DONE
    )
    rows = rows_of(shop)
    assert (rows["reads"]["value"], rows["reads"]["rate"], rows["reads"]["n_missing"]) == (400, 0.1, 1)
    assert (rows["impressions"]["rate"], rows["spend"]["n_young"], rows["reads"]["n_of"]) == (None, None, 2)


# --- notes


def test_a_note_is_the_campaigns_from_a_week_before_posting_to_the_last_day_of_measuring():
    start, end = PUDDO.timeline.posting_start, PUDDO.timeline.measured_until

    def at(day):
        return datetime(day.year, day.month, day.day, 12)

    rows = declared(
        exported("early", day=at(start - 8 * DAY)),
        exported("first", day=at(start - 7 * DAY)),
        exported("last", day=at(end)),
        exported("late", day=at(end + DAY)),
        exported("unknown", commercial=None),
    )
    assert placed_by_notes(rows, PUDDO)["note_id"].to_list() == ["first", "last"]
    assert _bare_brand("Pu ddo（虚构）") == _bare_brand("PUDDO(x)") == "puddo"


def test_a_note_is_mature_from_its_day_on():
    """Of 6 May at 20:00, counted at the end of a day: the brief's days are full on the same day so much later."""
    ripe = BRIEF.definitions.mature_after_days
    for later, mature in ((ripe, True), (ripe - 1, False)):
        assert gathered(date(2026, 5, 6) + later * DAY, days=(6,)).outcomes["mature"].to_list() == [mature]
    assert gathered(DONE, days=(None,)).outcomes["mature"].to_list() == [None]


def test_a_target_is_judged_where_no_age_is_known():
    kpis = (Kpi(metric="saves", target=1000.0),)
    brief = BRIEF.model_copy(update={"kpis": kpis})
    young = results.compare_to_plan(gathered(date(2026, 5, 7), days=(6,)), brief).row(0, named=True)
    unknown = results.compare_to_plan(gathered(date(2026, 5, 7), days=(None,)), brief).row(0, named=True)
    assert [(row["n_young"], row["verdict"]) for row in (young, unknown)] == [
        (1, "not_mature"),
        (0, "missed"),
    ]


def test_notes_stand_by_saves_then_by_order_and_unknown_ones_last():
    orders, posted = campaign((6, 10, 20, 20))
    orders = orders.with_columns(saves=pl.Series([None, 5, 9, 9]), order_id=pl.Series(["a", "b", "d", "c"]))
    outcomes = results.gather_outcomes(orders, posted, tables.empty("paid"), BRIEF, DONE)
    assert results.rank_notes(outcomes, BRIEF)["order_id"].to_list() == ["c", "d", "b", "a"]
    groups = results.compare_groups(outcomes, BRIEF, "order_id")
    assert groups["order_id"].to_list()[2:] == ["b", "a"]
    assert results.weigh_interactions(outcomes, {"likes": 1})["place"].to_list() == [1, 1, 1]


def test_a_sum_that_lacks_a_note_is_at_least_so_much_but_its_price_is_not():
    orders, posted = campaign()
    orders = orders.with_columns(reads=pl.Series([200, None, 200]))
    outcomes = results.gather_outcomes(orders, posted, tables.empty("paid"), BRIEF, DONE)
    whole = results.compare_delivery(outcomes, BRIEF).row(-1, named=True)
    assert (whole["reads"], whole["reads_bound"], whole["impressions_bound"]) == (400, "at_least", "")
    # ¥2,200 over the 400 reads that are known.
    assert (whole["cpr"], whole["cpr_bound"]) == (5.5, "")
    none = results.compare_delivery(outcomes.with_columns(reads=pl.lit(None, pl.Int64)), BRIEF).row(
        -1, named=True
    )
    assert (none["reads"], none["reads_bound"]) == (None, "")
    assert results.compare_delivery(outcomes.clear(), BRIEF).is_empty()


def test_one_interaction_has_a_cost_beside_the_past():
    own = own_benchmarks(past(9), "Lumira", by=("tier",))
    found = {row["measure"]: row for row in results.against_own_past(ranked("koc", [1] * 5), own).to_dicts()}
    assert found["cpe_cny"]["value"] == 2
    none = {row["measure"] for row in results.against_own_past(ranked("koc", [0] * 5), own).to_dicts()}
    assert "cpe_cny" not in none


@pytest.mark.parametrize(("n", "share"), [(30, 0.1), (29, None)])
def test_a_group_of_thirty_comments_has_shares(n, share):
    from xhs_workbench import language

    frame = pl.DataFrame({"format": ["a"] * n}).with_columns(
        **{name: pl.lit(value=False) for name in language.intent_names()}
    )
    asked = frame.with_columns(ask_link=pl.int_range(pl.len()) < 3)
    assert count_intents(asked, "format")["share"].to_list() == [share]


def test_eight_notes_make_a_middle():
    def days(n):
        return pl.DataFrame({"note_id": [str(k) for k in range(n)], "age_days": [1] * n, "share": [1.0] * n})

    assert (middle_curve(days(8)).height, middle_curve(days(7)).height) == (1, 0)


def test_an_opinion_is_praise_or_blame():
    comments = pl.DataFrame({"sentiment": ["positive", "neutral", None]}, schema={"sentiment": pl.String})
    index = pl.DataFrame(schema={"term": pl.String})
    assert [tile.value for tile in sum_up_closer(notes({}), comments, index).tiles] == [1, 3, 1]


# --- money by phase


def brief_of(start, end, sale=None):
    dates = {
        "posting_start": start,
        "posting_end": end,
        "sale_start": sale and sale[0],
        "sale_end": sale and sale[1],
    }
    return BRIEF.model_copy(update={"timeline": BRIEF.timeline.model_copy(update=dates)})


def day(month, number):
    return date(2026, month, number)


@pytest.mark.parametrize(
    ("sale", "spans"),
    [
        (None, [(None, day(4, 30)), (day(5, 1), day(5, 10)), (day(5, 11), None)]),
        (  # within posting
            (day(5, 4), day(5, 5)),
            [
                (None, day(4, 30)),
                (day(5, 1), day(5, 3)),
                (day(5, 4), day(5, 5)),
                (day(5, 6), day(5, 10)),
                (day(5, 11), None),
            ],
        ),
        (  # after the last note
            (day(5, 20), day(5, 22)),
            [
                (None, day(4, 30)),
                (day(5, 1), day(5, 10)),
                (day(5, 11), day(5, 19)),
                (day(5, 20), day(5, 22)),
                (day(5, 23), None),
            ],
        ),
        (  # before the first
            (day(4, 10), day(4, 12)),
            [
                (None, day(4, 9)),
                (day(4, 10), day(4, 12)),
                (day(4, 13), day(4, 30)),
                (day(5, 1), day(5, 10)),
                (day(5, 11), None),
            ],
        ),
        (  # all of posting
            (day(5, 1), day(5, 10)),
            [(None, day(4, 30)), (day(5, 1), day(5, 10)), (day(5, 11), None)],
        ),
    ],
)
def test_phases_cover_every_day_once_wherever_the_sale_lies(sale, spans):
    found = phases_of(brief_of(day(5, 1), day(5, 10), sale))
    assert [(begins, ends) for _, begins, ends in found] == spans


def test_money_keeps_its_plan_phase_by_phase():
    """¥60 of 100 before the first note and 40 while they go out; planned 50 and 50; without a day ¥20."""
    paid = filled(
        "paid",
        [ad(day=day(4, 30), spend_cny=60.0), ad(day=day(5, 1), spend_cny=40.0), ad(day=None, spend_cny=20.0)],
    )
    brief = brief_of(day(5, 1), day(5, 10))
    found = pace_ads(paid, tables.empty("media_plan"), brief).to_dicts()
    assert [(row["phase_en"], row["spend_cny"], row["planned_cny"], row["share"]) for row in found] == [
        ("before the first note", 60, None, 0.5),
        ("while notes go out", 40, None, pytest.approx(1 / 3)),
        ("no day stated", 20, None, pytest.approx(1 / 6)),
        ("All ads", 120, brief.budget.boost_cny, 1),
    ]
    assert found[-1]["difference_cny"] == 120 - brief.budget.boost_cny
    free = brief.model_copy(update={"budget": brief.budget.model_copy(update={"boost_cny": 0.0})})
    assert pace_ads(paid, tables.empty("media_plan"), free).to_dicts()[-1]["planned_cny"] is None
    assert pace_ads(paid.clear(), tables.empty("media_plan"), brief).is_empty()


# --- series


def test_three_weeks_before_have_an_error_and_two_have_none():
    """Weeks of 100, 110 and 100 of a control of 100, then a week: s = log 1.1/√3, error s·√(1/3 + 1), t(2)."""
    series = np.repeat([100.0, 110, 100, 100], 7)
    found = difference(series, np.full((28, 1), 100.0), 21)
    reach = 4.302653 * np.log(1.1) / np.sqrt(3) * np.sqrt(1 / 3 + 1)
    step = -np.log(1.1) / 3
    assert found.high == pytest.approx(np.exp(step + reach) - 1, rel=1e-5)
    assert difference(series[7:], np.full((21, 1), 100.0), 14).high == np.inf


def test_levels_are_held_against_the_mean_before():
    """5, 5 and 20 before posting have the mean 10."""
    rows = [(FIRST - n * DAY, value) for n, value in ((3, 5.0), (2, 5.0), (1, 20.0))] + [
        (FIRST + 7 * DAY, 30.0)
    ]
    index = pl.DataFrame(rows, schema=["day", "index"], orient="row").with_columns(
        term=pl.lit("a"), role=pl.lit("brand")
    )
    assert results.search_levels(index, FIRST)["level"][-1] == 3


def restated_ridge(table, grown, asked):
    """Least absolute error by twelve rounds of weights; a penalty of 2 on each standardised feature, none on the level."""
    centre, scale = np.nanmean(table, axis=0), np.nanstd(table, axis=0)
    rows = [[0.0 if np.isnan(v) else v for v in (row - centre) / scale] for row in table]
    new = [[0.0 if np.isnan(v) else v for v in (row - centre) / scale] for row in asked]
    low, high = np.min(rows, axis=0), np.max(rows, axis=0)
    x = np.array([[1.0, *row] for row in rows])
    new = np.array([[1.0, *np.minimum(np.maximum(row, low), high)] for row in new])
    weight = np.ones(len(grown))
    for _ in range(12):
        inverse = np.linalg.inv(x.T @ np.diag(weight) @ x + np.diag([0.0, *[2.0] * table.shape[1]]))
        slopes = inverse @ x.T @ np.diag(weight) @ grown
        lever = np.array([weight[i] * x[i] @ inverse @ x[i] for i in range(len(x))])
        off = np.abs(grown - x @ slopes)
        weight = 1 / np.maximum(off, max(np.median(off) / 4, 1e-6))
        weight /= weight.mean()
    return new @ slopes, np.array(
        [(g - row @ slopes) / max(1 - one, 0.1) for g, row, one in zip(grown, x, lever, strict=True)]
    )


@pytest.mark.parametrize("seed", range(4))
def test_a_ridge_on_absolute_errors_written_out(seed):
    """Ten notes with an unknown feature here and there, one far off, so that its lever is capped at nine tenths."""
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(10, 3))
    table[0] *= 30
    table[3, 2] = np.nan
    grown = table[:, 0] * 0.3 + rng.normal(0, 0.2, 10)
    asked = np.vstack([rng.normal(size=(2, 3)), [99, np.nan, -99]])
    middle, misses = _ridge(table, grown, asked)
    expected = restated_ridge(table, grown, asked)
    assert middle == pytest.approx(expected[0])
    assert misses == pytest.approx(expected[1])


def test_a_feature_that_is_the_same_for_all_or_unknown_tells_nothing():
    table = np.column_stack([np.arange(9.0), np.full(9, 5.0), np.full(9, np.nan)])
    middle, _ = _ridge(table, np.arange(9.0) / 10, np.array([[4.0, 7.0, 1.0], [4.0, 5.0, np.nan]]))
    assert middle == pytest.approx([0.4, 0.4])


def test_the_last_third_of_a_life_is_a_feature():
    """At age 9 the growth since 6, at 2 since 1, at 0 none."""
    logs, odds = np.arange(10.0)[None, :] ** 2, np.full((1, 10), 0.5)
    assert _features(logs, odds, 9).tolist() == [[81, 81 - 36, 0.5]]
    assert _features(logs, odds, 2).tolist() == [[4, 4 - 1, 0.5]]
    assert _features(logs, odds, 0).tolist() == [[0, 0, 0.5]]


def test_misses_settle_by_a_power_less_its_error():
    """Halved at twice the age: power 1, less √(π/2 − 1)/√(n Σ(log age)²); never beyond 1 either way; without a miss none."""
    ages, error = [10, 20, 40], 0.7555 / np.sqrt(9 * 2 * np.log(2) ** 2)
    assert _settling(ages, np.array([4.0, 2, 1]), 9) == pytest.approx(1 - error)
    assert _settling(ages, np.array([1.0, 1, 1]), 9) == pytest.approx(-error)
    assert _settling(ages, np.array([64.0, 8, 1]), 900) == 1.0
    assert _settling(ages, np.array([1.0, 8, 64]), 900) == -1.0
    assert _settling(ages, np.array([1.0, 0, 1]), 9) == 0.0


def test_two_days_tell_no_tail_and_three_do():
    """Growth of 2·age⁻¹ on days 1, 2 and 4 goes on: days 5 and 6, each at its middle."""
    ages = np.array([1.0, 2.0, 4.0])
    assert _power_tail(ages[:2], 2 / ages[:2], 5, 7) == 0.0
    assert _power_tail(ages, 2 / ages, 5, 7) == pytest.approx(2 / 5.5 + 2 / 6.5)
    assert _power_tail(ages, -2 / ages, 5, 7) == 0.0


def test_a_difference_without_any_doubt_is_sure_and_none_is_even():
    assert _surely(np.array([1.0, 0.0, -1.0]), np.zeros(3), 3.0).tolist() == pytest.approx([1.0, 0.5, 0.0])
