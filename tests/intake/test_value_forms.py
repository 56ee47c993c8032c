"""Forms of a cell that one test each pins: zones, ranges, two amounts, figures of programs, days said relative to a crawl."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from xhs_workbench.intake.cells.dates import parse_moment, settled_order
from xhs_workbench.intake.cells.figures import Figure, read_figure
from xhs_workbench.intake.cells.values import parse_amount, parse_count

CHINA = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-05-08 20:31 GMT+8", (2026, 5, 8, 20, 31)),  # China's own
        ("2026-05-08 20:31:00 UTC", (2026, 5, 9, 4, 31)),  # eight hours on
        ("Fri May 08 2026 20:31:00 GMT+0900", (2026, 5, 8, 19, 31)),  # an hour back
        ("2026-05-08 20:31 GMT-03:30", (2026, 5, 9, 8, 1)),  # eleven and a half on
    ],
)
def test_a_named_zone_is_an_offset(text, moment):
    assert parse_moment(text).value == datetime(*moment, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("crawled", "value", "refusal"),
    [(datetime(2026, 4, 1), datetime(2026, 3, 29), ""), (datetime(2099, 1, 1), None, "impossible_date")],
)
def test_days_before_a_crawl_are_as_plausible_as_any_date(crawled, value, refusal):
    """3天前 of a crawl in 2099 lies in the future of May 2026."""
    found = parse_moment("3天前", crawled.replace(tzinfo=CHINA), now=datetime(2026, 5, 1, tzinfo=CHINA))
    assert found.value == (value.replace(tzinfo=CHINA) if value else None)
    assert found.refusal == refusal


def test_an_empty_cell_settles_no_order():
    assert settled_order(pl.Series([None, "1/14/2025", None])) == "month_first"
    assert settled_order(pl.Series([None, "14/1/2025"])) == "day_first"
    assert settled_order(pl.Series([None, "14/1/2025", "1/14/2025"])) == ""
    assert settled_order(pl.Series([None, "12/12/2025"])) == ""


def test_a_programs_figure_has_its_unit():
    assert read_figure("1e3") == Figure(Decimal(1000), bound=False, unit=True)
    assert read_figure("1.5E2") == Figure(Decimal(150), bound=False, unit=True)
    assert read_figure("12") == Figure(Decimal(12), bound=False, unit=False)
    assert parse_count("1.5E3", 10_000).value == 1500  # not 15 million


def test_a_range_has_no_value():
    for read in (parse_count, parse_amount):
        found = read("300-500")
        assert (found.value, found.doubt, found.refusal) == (None, "a_range", "")


@pytest.mark.parametrize(("text", "scale", "value"), [("2000+200", 1.0, 2000.0), ("2+1", 10_000.0, 20_000.0)])
def test_of_two_amounts_the_first_is_kept(text, scale, value):
    found = parse_amount(text, scale)
    assert (found.value, found.doubt) == (value, "two_amounts")
    assert scale != 1.0 or parse_amount(text).value == value
