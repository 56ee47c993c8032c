"""Sales net of the shop's other channels, by hand."""

from datetime import date, timedelta

import polars as pl
import pytest

from xhs_workbench.results.counting.net_sales import measure_net

START = date(2026, 5, 6)


def traffic(ours_after=200.0, others_after=180.0, weeks=4, others=True):
    """Four weeks before at 100 a day in either side, then so many weeks after."""
    rows = []
    for number in range(-28, 7 * weeks):
        day = START + timedelta(days=number)
        rows.append((day, "小红书笔记", 100.0 if number < 0 else ours_after))
        if others:
            rows.append((day, "搜索", 100.0 if number < 0 else others_after))
    return pl.DataFrame(rows, schema=["day", "channel", "order_value_cny"], orient="row")


def last(weeks=4):
    return START + timedelta(days=7 * weeks - 1)


def test_what_the_other_channels_grew_by_is_taken_off():
    """200 a day for 28 days is 5,600; the usual 100 grown by 1.8 as the others is 180 a day: 20 a day are left."""
    found = measure_net(traffic(), "小红书", START, last(), 28)
    assert (found.gross_cny, found.net_cny, found.others_growth, found.weeks) == (
        5600,
        pytest.approx(560),
        1.8,
        4,
    )
    assert (found.low_cny, found.high_cny) == (pytest.approx(560), pytest.approx(560))


def test_a_channel_that_grew_as_all_others_sold_nothing_net():
    assert measure_net(traffic(ours_after=180.0), "小红书", START, last(), 28).net_cny == pytest.approx(0)


def test_without_other_channels_or_weeks_nothing_is_said():
    assert measure_net(traffic(others=False), "小红书", START, last(), 28) is None
    assert measure_net(traffic(weeks=2), "小红书", START, last(2), 28) is None


def test_a_missing_day_takes_its_week_out_and_is_no_day_of_nothing():
    gap = traffic().filter(pl.col("day") != START + timedelta(days=3))
    found = measure_net(gap, "小红书", START, last(), 28)
    assert (found.weeks, found.gross_cny, found.net_cny) == (3, 4200, pytest.approx(420))
