"""Figures and days at their borders: the last value that is read and the first that is not, each worked out by hand."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from xhs_workbench.intake.cells import dates, values
from xhs_workbench.intake.cells.dates import settled_order
from xhs_workbench.intake.cells.figures import read_figure, without_hints

CHINA = ZoneInfo("Asia/Shanghai")
CRAWL = datetime(2026, 5, 20, 12, 0, tzinfo=CHINA)


def test_two_amounts_are_not_added():
    """2000+200 is a price and a fee: the price stands, neither 2,200 nor 200.

    Under a header in 万 it is scaled, once.
    """
    assert values.parse_amount("2000+200") == values.Parsed(2000.0, doubt="two_amounts")
    assert values.parse_amount("2+1", 10_000).value == 20_000


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1k", 1000),
        ("1千", 1000),
        ("1w", 10_000),
        ("1万", 10_000),
        ("1m", 1_000_000),
        ("1百万", 1_000_000),
        ("1亿", 100_000_000),
        ("1", 1),
        ("1,234", 1234),
        ("1 234", 1234),
        ("12,345,678", 12_345_678),
        ("0.5万", 5000),
        ("1.2345万", 12_345),
    ],
)
def test_units(text, value):
    assert values.parse_count(text).value == value
    assert values.parse_amount(text).value == value
    assert float(read_figure(text).value) == value


def test_the_largest_count_is_five_thousand_million():
    assert values.parse_count("5000000000").value == 5_000_000_000
    assert values.parse_count("5000000001").refusal == "not_a_count"
    assert values.parse_count("50亿").value == 5_000_000_000
    assert values.parse_count("50.1亿").refusal == "not_a_count"
    assert values.parse_amount("5000000000").value == 5e9
    assert values.parse_amount("5000000001").doubt == "not_an_amount"
    assert values.parse_amount("5000000000不含税").value == 5e9
    assert values.parse_amount("5000000001不含税").doubt == "not_an_amount"
    assert values.parse_share("5000000000", "fraction").value == 5e9
    assert values.parse_share("5000000001", "fraction").doubt == "not_a_share"


def test_a_header_in_wan_scales_bare_cells_and_no_cell_twice():
    assert values.parse_count("1.24", 10_000) == values.Parsed(12_400)
    assert values.parse_count("1.24万", 10_000) == values.Parsed(12_400, doubt="unit_twice")
    assert values.parse_amount("1.24", 10_000) == values.Parsed(12_400.0)
    assert values.parse_amount("1.24万", 10_000) == values.Parsed(12_400.0, doubt="unit_twice")
    assert values.parse_amount("3000不含税", 10_000.0) == values.Parsed(30_000_000.0, doubt="with_terms")
    assert values.parse_amount("3千不含税", 10_000.0) == values.Parsed(3000.0, doubt="with_terms")


def test_a_count_may_stray_by_a_millionth_as_workbooks_write_it():
    """12340.000000000002 and 12340.000001 are 12,340; 12340.000002 is a fraction, and so is .5, which rounds upwards."""
    assert values.parse_count("12340.000000000002").value == 12_340
    assert values.parse_count("12340.000001").value == 12_340
    assert values.parse_count("12340.000002").refusal == "not_a_count"
    assert values.parse_count("0.5", rounded=True) == values.Parsed(1, doubt="rounded")
    assert values.parse_count("2.4", rounded=True) == values.Parsed(2, doubt="rounded")
    # A unit makes a rounded figure of the cell: 1.23456万 is 12,345.6, so 12,346.
    assert values.parse_count("1.23456万") == values.Parsed(12_346)
    assert values.parse_count("1.23456", 10_000) == values.Parsed(12_346)


@pytest.mark.parametrize(
    ("text", "value", "doubt"),
    [
        ("+12", 12, ""),
        ("-12", -12, ""),
        ("-1.2万", -12_000, ""),
        ("0", 0, ""),
        ("-0", 0, ""),
        ("-", None, "missing"),
        ("+", None, ""),
        ("-约5", None, ""),
    ],
)
def test_counts_that_may_fall(text, value, doubt):
    found = values.parse_signed_count(text)
    assert found.value == value
    assert not doubt or found.doubt == doubt
    assert value is not None or found.doubt or found.refusal


@pytest.mark.parametrize(
    ("text", "convention", "value"),
    [
        ("9.3%", "percent", 0.093),
        ("9.3%", "fraction", 0.093),
        ("9.3", "percent", 0.093),
        ("0.093", "fraction", 0.093),
        ("-9.3%", "percent", -0.093),
        ("+9.3%", "percent", 0.093),
        ("42.64% | 192745", "percent", 0.4264),
        ("100%", "percent", 1.0),
        ("1", "fraction", 1.0),
        ("0", "percent", 0.0),
        ("-1", "percent", -0.01),
        ("-1", "fraction", -1.0),
        ("-2", "percent", -0.02),
        ("-2", "fraction", -2.0),
        ("120%", "percent", 1.2),
    ],
)
def test_shares(text, convention, value):
    assert values.parse_share(text, convention).value == pytest.approx(value)


@pytest.mark.parametrize("text", ["inf", "NaN", "-inf", "九成", "9%3"])
def test_no_share(text):
    assert values.parse_share(text).doubt == "not_a_share"
    assert values.parse_share(text).value is None


@pytest.mark.parametrize(
    ("text", "doubt", "refusal"),
    [
        ("a" * 64, "", ""),
        ("a" * 65, "", "not_an_id"),
        ("a..b", "", "not_an_id"),
        ("a.b", "", ""),
        ("5.8812E+23", "", "id_lost_digits"),
        ("5E+23", "", "id_lost_digits"),
        ("-", "", "no_id"),
        ("", "", "no_id"),
        ("'", "", "no_id"),
        ("nan", "odd_id", ""),
        ("NUL", "odd_id", ""),
        ("123456789012000", "", ""),
        ("1234567890123000", "odd_id", ""),
        ("1234567890123001", "", ""),
        ("5e8812340000000001002345", "", ""),
        ("5E8812340000000001002345", "odd_id", ""),
        ("5E881234000000000100234", "", ""),
        ("5E88123400000000010023456", "", ""),
    ],
)
def test_ids(text, doubt, refusal):
    """64 characters at most; 16 digits or more that end in 000 lost them in Excel; 24 characters in capitals are no note id."""
    found = values.parse_id(text)
    assert (found.doubt, found.refusal) == (doubt, refusal)
    assert (found.value is None) == bool(refusal)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.0", "1234"),
        ("123.0", "123.0"),
        ("123456789012345.0", "123456789012345"),
        ("1234567890123456.0", "1234567890123456.0"),
        ("\t'00123 ", "00123"),
    ],
)
def test_an_id_that_pandas_made_a_decimal_loses_its_point(text, value):
    assert values.parse_id(text).value == value


def test_flags():
    assert [values.parse_flag(text).value for text in ("是", "YES", "1", "否", "no", "0")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    assert values.parse_flag("-") == values.Parsed()
    assert values.parse_flag("maybe") == values.Parsed(doubt="not_yes_or_no")


@pytest.mark.parametrize(
    ("text", "bare", "hint"),
    [
        ("约3000", "3000", "approximate"),
        ("3000左右", "3000", "approximate"),
        ("超10万", "10万", "lower_bound"),
        ("3000起", "3000", "lower_bound"),
        ("3000", "3000", ""),
    ],
)
def test_hints_are_taken_off(text, bare, hint):
    assert without_hints(text) == (bare, hint)


def test_a_column_keeps_the_place_of_each_remark():
    """Row 1 is doubted, row 3 refused, row 4 is a bound; rows 0 and 2 are plain and say nothing."""
    plain = (values.PLAIN_COUNT, pl.col("t").cast(pl.Int64))
    found = values.parse_column(
        pl.Series(["7", "约8", "9", "x", "10万+", None]), pl.Int64(), values.parse_count, plain
    )
    assert found.values.to_list() == [7, 8, 9, None, 100_000, None]
    assert found.censored.to_list() == [False, False, False, False, True, False]
    assert found.remarks.rows() == [
        (1, "approximate", None),
        (3, None, "not_a_count"),
        (4, "lower_bound", None),
        (5, "missing", None),
    ]
    slow = values.parse_column(
        pl.Series(["7", "约8", "9", "x", "10万+", None]), pl.Int64(), values.parse_count
    )
    assert slow.values.to_list() == found.values.to_list()
    assert slow.remarks.rows() == found.remarks.rows()
    assert values.parse_column(
        pl.Series(["7", "8"]), pl.Int64(), values.parse_count, plain
    ).remarks.is_empty()


def said(text, crawl=CRAWL, **more):
    found = dates.parse_moment(text, crawl, **more)
    return f"{found.value:%Y-%m-%d %H:%M:%S}" if found.value else found.doubt or found.refusal


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("3天前", "2026-05-17 12:00:00"),
        ("5小时前", "2026-05-20 07:00:00"),
        ("20分钟前", "2026-05-20 11:40:00"),
        ("30秒前", "2026-05-20 11:59:30"),
        ("30秒钟前", "2026-05-20 11:59:30"),
        ("2周前", "2026-05-06 12:00:00"),
        ("1星期前", "2026-05-13 12:00:00"),
        ("1 week ago", "2026-05-13 12:00:00"),
        ("2 hours ago", "2026-05-20 10:00:00"),
        ("1 day ago", "2026-05-19 12:00:00"),
        ("5 mins ago", "2026-05-20 11:55:00"),
        ("1 minute ago", "2026-05-20 11:59:00"),
        ("今天 09:05", "2026-05-20 09:05:00"),
        ("昨天 20:15", "2026-05-19 20:15:00"),
        ("前天 08:00", "2026-05-18 08:00:00"),
        ("刚刚", "2026-05-20 12:00:00"),
        ("昨天", "2026-05-19 00:00:00"),
        ("今天", "2026-05-20 00:00:00"),
        ("前天", "2026-05-18 00:00:00"),
        ("昨天 23:59", "2026-05-19 23:59:00"),
        ("0天前", "2026-05-20 12:00:00"),
        ("编辑于 3天前 广东", "2026-05-17 12:00:00"),
        ("yesterday 08:05", "2026-05-19 08:05:00"),
    ],
)
def test_words_that_count_from_the_crawl(text, stated):
    assert said(text) == stated


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("05-20", "2026-05-20 00:00:00"),
        ("05-20 12:00", "2026-05-20 12:00:00"),
        ("05-20 12:01", "2025-05-20 12:01:00"),
        ("05-21", "2025-05-21 00:00:00"),
        ("02-29", "2024-02-29 00:00:00"),
        ("02-30", "no_such_date"),
        ("13-01", "no_such_date"),
    ],
)
def test_a_day_without_a_year_is_the_latest_that_is_over(text, stated):
    """The moment of the crawl itself is over; a minute later is last year's.

    29 February 2024 is the latest there was.
    """
    assert said(text) == stated


def test_a_leap_day_is_looked_for_eight_years_back():
    """Crawled in 2103: 2100 has no 29 February, so the latest is 2096, seven years back; in February 2104 it is eight."""
    now = datetime(2200, 1, 1, tzinfo=CHINA)
    assert said("02-29", datetime(2103, 5, 1, tzinfo=CHINA), now=now).startswith("2096-02-29")
    assert said("02-29", datetime(2104, 2, 1, tzinfo=CHINA), now=now).startswith("2096-02-29")


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("1764594155", "2025-12-01 21:02:35"),
        ("1764594155000", "2025-12-01 21:02:35"),
        ("1764594155.9", "2025-12-01 21:02:35"),
        ("17645941551", "not_a_date"),
        ("20260508203112", "2026-05-08 20:31:12"),
        ("20261308203112", "no_such_date"),
        ("45000", "2023-03-15 00:00:00"),
        ("45000.5", "2023-03-15 12:00:00"),
        ("45000.75", "2023-03-15 18:00:00"),
    ],
)
def test_epochs_and_serials(text, stated):
    """0x692d91eb = 1764594155 s.

    Excel's day 45,000 is 15 March 2023 (1 is 1 January 1900, and 1900 had a 29 February there).
    """
    assert said(text) == stated


@pytest.mark.parametrize(
    ("text", "order", "stated"),
    [
        ("1/14/2025", "", "2025-01-14"),
        ("14/1/2025", "", "2025-01-14"),
        ("3/4/2025", "month_first", "2025-03-04"),
        ("3/4/2025", "day_first", "2025-04-03"),
        ("5/5/2025", "", "2025-05-05"),
        ("12/12/2025", "", "2025-12-12"),
        ("13/12/2025", "", "2025-12-13"),
        ("12/13/2025", "day_first", "2025-12-13"),
        ("13/12/2025", "month_first", "2025-12-13"),
        ("3/4/2025", "", "ambiguous_date"),
        ("11/12/2025", "", "ambiguous_date"),
        ("13/13/2025", "", "no_such_date"),
        ("31/12/2025", "", "2025-12-31"),
        ("Dec 31, 2025", "", "2025-12-31"),
        ("31 Dec 2025", "", "2025-12-31"),
        ("Foo 31, 2025", "", "not_a_date"),
    ],
)
def test_western_dates(text, order, stated):
    assert said(text, None, order=order)[: len(stated)] == stated


@pytest.mark.parametrize(
    ("clock", "stated"),
    [
        ("12:08 AM", "00:08:00"),
        ("1:08 AM", "01:08:00"),
        ("11:59 AM", "11:59:00"),
        ("12:08 PM", "12:08:00"),
        ("1:08 PM", "13:08:00"),
        ("11:59 PM", "23:59:00"),
        ("12:08", "12:08:00"),
        ("0:08", "00:08:00"),
        ("23:59:58", "23:59:58"),
    ],
)
def test_clocks_of_twelve_hours(clock, stated):
    assert said(f"1/14/2025 {clock}") == f"2025-01-14 {stated}"


def test_midnight_may_be_written_as_24():
    assert said("2026-05-08 24:00") == "2026-05-09 00:00:00"
    assert dates.parse_moment("2026-05-08 24:00").doubt == "hour_24"
    assert said("2026-05-08 24:01") == "no_such_date"
    assert said("2026-05-08 25:00") == "no_such_date"
    assert dates.parse_moment("2026-05-08 23:00").doubt == ""


def test_a_zone_is_turned_into_china_time():
    """16:30 in London's winter is 00:30 of the next day in China; 16:30-05:00 is 05:30."""
    assert said("2025-11-10T16:30:00Z") == "2025-11-11 00:30:00"
    assert said("2025-11-10T16:30:00-05:00") == "2025-11-11 05:30:00"
    assert said("2025-11-10T16:30:00+08:00") == "2025-11-10 16:30:00"


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("20260803", "2026-08-03 00:00:00"),
        ("2026-08-03", "2026-08-03 00:00:00"),
        ("2026/8/3 7:05", "2026-08-03 07:05:00"),
        ("2026.08.03", "2026-08-03 00:00:00"),
        ("2026年8月3日 7点5分", "2026-08-03 07:05:00"),
        ("2026-08-03T07:05:09.123", "2026-08-03 07:05:09"),
        ("20260832", "no_such_date"),
        ("2026-02-29", "no_such_date"),
        ("2026-08-03 07:60", "no_such_date"),
        ("2026-00-03", "no_such_date"),
        ("2026-08-03 07:05:60", "no_such_date"),
        ("26-8-3", "2026-08-03 00:00:00"),
    ],
)
def test_full_dates(text, stated):
    assert said(text, None, now=datetime(2027, 1, 1, tzinfo=CHINA)) == stated


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("1.764594155E+09", "2025-12-01 21:02:35"),
        ("1.764594155E+12", "2025-12-01 21:02:35"),
        ("1.764594155123e12", "2025-12-01 21:02:35"),
        ("1.76459E+12", "2025-12-01 19:53:20"),
        ("1.7645E+12", "not_a_date"),
        ("2.5E+05", "not_a_date"),
    ],
)
def test_epochs_that_excel_shortened(text, stated):
    """Five decimals of a million million ms leave 10,000 s open, which is doubted; four leave more than a day, which is no date."""
    assert said(text) == stated
    assert dates.parse_moment("1.76459E+12").doubt == "rounded_time"
    assert dates.parse_moment("1.764594155E+09").doubt == dates.parse_moment("1.764594155E+12").doubt == ""


def test_two_digits_of_a_year_are_this_century():
    assert dates.parse_moment("26-05-08").value == datetime(2026, 5, 8, tzinfo=CHINA)
    assert dates.parse_moment("26-05-08").doubt == "two_digit_year"
    assert said("26-13-08") == "no_such_date"


def test_the_platform_opened_in_june_2013_and_the_future_has_a_bound():
    """The first day is possible, the one before is not; a moment is possible until `now`, by default a leap year from today."""
    assert said("2013-06-01") == "2013-06-01 00:00:00"
    assert said("2013-05-31 23:59") == "impossible_date"
    now = datetime(2026, 1, 1, tzinfo=CHINA)
    assert said("2026-01-01", now=now) == "2026-01-01 00:00:00"
    assert said("2026-01-01 00:01", now=now) == "impossible_date"
    today = datetime.now(tz=CHINA)
    assert said(f"{today + timedelta(days=364):%Y-%m-%d}") != "impossible_date"
    assert said(f"{today + timedelta(days=368):%Y-%m-%d}") == "impossible_date"


def quick(text):
    pattern, read = dates.plain_moments()[0]
    frame = pl.DataFrame({"t": [text]})
    if not frame.select(pl.col("t").str.contains(pattern)).item():
        return "slow"
    value = frame.select(read).item()
    return f"{value:%Y-%m-%d %H:%M:%S}" if value else None


def test_the_quick_way_of_a_column_says_the_same():
    today = datetime.now(tz=CHINA)
    assert quick("2026-05-08 20:31:12") == "2026-05-08 20:31:12"
    assert quick("1764594155") == quick("1764594155000") == "2025-12-01 21:02:35"
    assert quick("2026-05-08") == "slow"
    assert quick("2013-06-01 00:00:00") == "2013-06-01 00:00:00"
    assert quick("2013-05-31 23:59:59") is None  # the slow way gives the reason
    assert quick(f"{today + timedelta(days=368):%Y-%m-%d} 00:00:00") is None
    assert quick(f"{today + timedelta(days=360):%Y-%m-%d} 00:00:00") is not None


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["12/1/2025", "13/2/2025"], "day_first"),
        (["1/12/2025", "2/13/2025"], "month_first"),
        (["12/12/2025"], ""),
        (["13/2/2025", "2/13/2025"], ""),
    ],
)
def test_only_a_number_above_twelve_settles_the_order(cells, order):
    assert settled_order(pl.Series(cells)) == order


@pytest.mark.parametrize(
    ("seconds", "known"),
    [(1_369_999_999, False), (1_370_000_000, True), (2_000_000_000, True), (2_000_000_001, False)],
)
def test_a_note_id_tells_a_time_between_2013_and_2033(seconds, known):
    """The first eight hex digits are seconds: 1,370,000,000 is 31 May 2013, 2,000,000,000 is 18 May 2033."""
    frame = pl.DataFrame({"note_id": [f"{seconds:08x}{'0' * 16}"]})
    assert (frame.select(dates.moment_of_note_id()).item() is not None) == known


def test_words_of_an_own_crawl_count_from_it():
    """Two rows say 昨天 12:00, crawled on the 20th and the 10th: the 19th and the 9th; a full date stays as it is."""
    cells = pl.Series(["昨天 12:00", "昨天 12:00", "2026-05-01 08:00:00"])
    read = values.parse_column(cells, pl.Datetime("us", "Asia/Shanghai"), dates.parse_moment)
    crawls = pl.Series([CRAWL, CRAWL - timedelta(days=10), CRAWL])
    found = dates.count_from_own_crawl(cells, read, crawls)
    assert [f"{moment:%m-%d %H:%M}" for moment in found] == ["05-19 12:00", "05-09 12:00", "05-01 08:00"]
