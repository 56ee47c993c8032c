"""Each branch of reading a cell at its border, and the quick way of a column to the microsecond; worked out by hand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from xhs_workbench.intake.cells import dates, values
from xhs_workbench.intake.cells.dates import in_numbers, order_by_ids, parse_moment, settled_order

CHINA = ZoneInfo("Asia/Shanghai")


CRAWL = datetime(2026, 5, 20, 12, 0, tzinfo=CHINA)


NOW = datetime(2027, 1, 1, tzinfo=CHINA)


MOMENT = pl.Datetime("us", "Asia/Shanghai")


def china(*parts):
    return datetime(*parts, tzinfo=CHINA)


def no_slow(text):
    raise AssertionError(f"{text} is left to the slow way")


def slow(text):
    return parse_moment(text, CRAWL, NOW)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-05-08 20:31:12", china(2026, 5, 8, 20, 31, 12)),
        ("2026-05-08 00:00:00", china(2026, 5, 8)),
        ("2013-06-01 00:00:00", china(2013, 6, 1)),
        ("2026-05-08", china(2026, 5, 8)),
        ("2026/5/8", china(2026, 5, 8)),
        ("2026年5月8日", china(2026, 5, 8)),
        ("2026-05-08 20:31", china(2026, 5, 8, 20, 31)),
        ("2026/5/8 9:05", china(2026, 5, 8, 9, 5)),
        ("2026年5月8日 9:05:07", china(2026, 5, 8, 9, 5, 7)),
        ("2026/12/31 23:59:59", china(2026, 12, 31, 23, 59, 59)),
        # London's 16:30 is China's 00:30.
        ("2026-05-08T16:30:12Z", china(2026, 5, 9, 0, 30, 12)),
        ("2026-05-08T16:30:12.987Z", china(2026, 5, 9, 0, 30, 12)),
        # 1,764,594,155 s are 13:02:35 in London.
        ("1764594155", china(2025, 12, 1, 21, 2, 35)),
        ("1764594155000", china(2025, 12, 1, 21, 2, 35)),
        ("1764594155123", china(2025, 12, 1, 21, 2, 35, 123_000)),
    ],
)
def test_the_quick_way_is_exact(text, moment):
    found = values.parse_column(pl.Series([text]), MOMENT, no_slow, *dates.plain_moments())
    assert found.values.to_list() == [moment]
    if not text.endswith(("3", "7Z")):  # parts of a second are left out by the slow way
        assert slow(text).value == moment


@pytest.mark.parametrize(
    ("text", "moment", "refusal"),
    [
        ("2026-05-08 24:00:00", china(2026, 5, 9), None),
        ("2026-02-30", None, "no_such_date"),
        ("2026/2/29 10:00", None, "no_such_date"),
        ("2013-05-31 23:59:59", None, "impossible_date"),
        ("2026/13/1 10:00:00", None, "no_such_date"),
        ("2028-01-01 00:00:00", None, "impossible_date"),
    ],
)
def test_what_the_quick_way_cannot_say_is_left_to_the_slow_one(text, moment, refusal):
    """Beside a cell that it can: each keeps its place."""
    cells = pl.Series(["2026-05-08", text, None, "2026-05-08 20:31:12"])
    found = values.parse_column(cells, MOMENT, slow, *dates.plain_moments())
    assert found.values.to_list() == [china(2026, 5, 8), moment, None, china(2026, 5, 8, 20, 31, 12)]
    assert found.remarks.filter(pl.col("at") == 1)["refusal"].to_list() == [refusal]


def test_days_by_the_quick_way():
    cells = pl.Series(["2026-05-08", "2026/5/8", "2026年12月31日", "2012/1/1"])
    found = values.parse_column(cells, pl.Date(), no_slow, *dates.plain_days())
    assert found.values.to_list() == [date(2026, 5, 8)] * 2 + [date(2026, 12, 31), date(2012, 1, 1)]
    left = pl.Series(["2026-02-30", "2026/2/30"])
    found = values.parse_column(
        left, pl.Date(), lambda text: values.Parsed(doubt="asked"), *dates.plain_days()
    )
    assert found.remarks.rows() == [(0, "asked", None), (1, "asked", None)]


def verdict(text, **more):
    """The moment, or (doubt, refusal) where there is none."""
    found = parse_moment(text, more.pop("crawl", None), more.pop("now", NOW), **more)
    return f"{found.value:%Y-%m-%d %H:%M:%S}" if found.value else (found.doubt, found.refusal)


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("2026-05-08 上午9:05", "2026-05-08 09:05:00"),
        ("2026-05-08 上午12:05", "2026-05-08 00:05:00"),
        ("2026-05-08 凌晨12:05", "2026-05-08 00:05:00"),
        ("2026-05-08 凌晨3:05", "2026-05-08 03:05:00"),
        ("2026-05-08 下午3:05", "2026-05-08 15:05:00"),
        ("2026-05-08 下午12:05", "2026-05-08 12:05:00"),
        ("2026-05-08 下午15:05", "2026-05-08 15:05:00"),
        ("2026-05-08 3:05 PM", "2026-05-08 15:05:00"),
        ("2026-05-08 3:05:09 pm", "2026-05-08 15:05:09"),
        ("2026-05-08 12:05 am", "2026-05-08 00:05:00"),
        ("2026-05-08 13:05 AM", "2026-05-08 13:05:00"),
        ("20260508203112", "2026-05-08 20:31:12"),
        # A zone of its own: GMT alone is London, eight hours behind.
        ("2026-05-08 20:31 GMT", "2026-05-09 04:31:00"),
        ("2026-05-08 20:31 (UTC+5)", "2026-05-08 23:31:00"),
        ("2026-05-08 20:31 GMT+05:30", "2026-05-08 23:01:00"),
        ("2026-05-08 20:31 GMT-0500", "2026-05-09 09:31:00"),
        ("2026-05-08 20:31 GMT+12", "2026-05-08 16:31:00"),
        ("2026-05-08 20:31+0530", "2026-05-08 23:01:00"),
        ("2026-05-08 20:31+99:00", ("", "no_such_date")),
        ("Apr 02 09:30:00 +0800 2026", "2026-04-02 09:30:00"),
        ("Apr 02 09:30:00 +0000 2026", "2026-04-02 17:30:00"),
        ("Fri, 8 May 2026 20:31", "2026-05-08 20:31:00"),
        ("2026年5月8日 星期五 20:31", "2026-05-08 20:31:00"),
        ("May 8, 2026 12:31 AM", "2026-05-08 00:31:00"),
        ("8-May-26", "2026-05-08 00:00:00"),
        ("Sept 8th, 2026 at 1:02:03 PM", "2026-09-08 13:02:03"),
        ("Jun 31, 2026", ("", "no_such_date")),
        # Epochs in digits that Excel shortened: eight decimals leave ten seconds open, nine leave one.
        ("1.76459415E+09", "2025-12-01 21:02:30"),
        ("1.7645E+09", ("not_a_date", "")),
        ("1.76459E+09", "2025-12-01 19:53:20"),
        ("40000", ("", "impossible_date")),  # 6 July 2009
        ("41426", "2013-06-01 00:00:00"),
        ("41425.99999", "2013-05-31 23:59:59"),
        ("45000.00001", "2023-03-15 00:00:01"),  # .864 s, rounded
        ("45000.999", "2023-03-15 23:58:34"),  # 86,313.6 s
        ("39999", ("not_a_date", "")),
        ("60000", ("not_a_date", "")),
        ("12345678901234567", ("", "not_a_date")),
        ("待定", ("not_a_date", "")),
        ("暂无", ("missing", "")),
        ("#REF!", ("error_cell", "")),
    ],
)
def test_moments_as_they_are_written(text, stated):
    if text == "41425.99999":  # a second before the platform opened
        stated = ("", "impossible_date")
    assert verdict(text) == stated


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("1.76459415E+09", "rounded_time"),
        ("1.76459415E+12", "rounded_time"),
        ("1.764594155E+09", ""),
        ("45000.5", "excel_serial"),
        ("8-May-26", "two_digit_year"),
        ("May 8, 2026", ""),
        ("26/9/8", "two_digit_year"),
        ("1/14/2025", "day_or_month_first"),
        ("26-9-8", "two_digit_year"),
        ("2026-05-08 24:00", "hour_24"),
        ("2026-05-08 23:59", ""),
        ("1764594155", ""),
    ],
)
def test_what_is_doubted_though_it_is_read(text, doubt):
    found = parse_moment(text, now=NOW)
    assert (found.value is not None, found.doubt) == (True, doubt)


@pytest.mark.parametrize(
    ("text", "order", "stated"),
    [
        # A year of two digits is 13 or more, for the platform opened in 2013.
        ("26/9/8", "", "2026-09-08 00:00:00"),
        ("13/9/8", "", "2013-09-08 00:00:00"),
        ("13/9/12", "", "2013-09-12 00:00:00"),
        ("13/9/13", "", ("", "ambiguous_date")),
        ("14/12/13", "", ("", "ambiguous_date")),
        ("14/13/13", "", ("", "no_such_date")),  # neither month 14 nor month 13
        ("13/9/13", "year_first", "2013-09-13 00:00:00"),
        ("13/9/14", "day_first", "2014-09-13 00:00:00"),
        ("8/9/26", "", ("", "ambiguous_date")),
        ("8/9/26", "month_first", "2026-08-09 00:00:00"),
        ("8/9/26", "day_first", "2026-09-08 00:00:00"),
        ("8/13/26", "", "2026-08-13 00:00:00"),
        ("9/9/26", "", "2026-09-09 00:00:00"),
        ("12/12/13", "", "2013-12-12 00:00:00"),
        ("12/12/12", "", ("not_a_date", "")),
        ("12/11/12", "day_first", ("not_a_date", "")),
        ("12/11/13", "day_first", "2013-11-12 00:00:00"),
        ("1-2-26", "", ("not_a_date", "")),
        ("26/9/8 15:04:05", "", "2026-09-08 15:04:05"),
        ("8/9/26 3:04 PM", "month_first", "2026-08-09 15:04:00"),
        ("26/13/8", "", ("", "no_such_date")),
        ("26/2/30", "", ("", "ambiguous_date")),
        ("13/1/2025", "", "2025-01-13 00:00:00"),
        ("12/1/2025", "", ("", "ambiguous_date")),
        ("1/12/2025", "", ("", "ambiguous_date")),
        ("1/12/2025 7:08:09+00:00", "day_first", "2025-12-01 15:08:09"),
        ("1.13.2025", "", "2025-01-13 00:00:00"),
    ],
)
def test_three_short_numbers(text, order, stated):
    assert verdict(text, order=order) == stated


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["26/9/8"], "year_first"),
        (["13/9/8"], "year_first"),
        (["13/9/12"], "year_first"),
        (["12/9/8"], ""),
        (["13/9/13"], "day_first"),
        (["12/13/13"], "month_first"),
        (["26/9/8", "8/9/26"], ""),
        (["26/9/8", "12/9/13"], ""),
        (["26/9/8", "13/9/13"], "year_first"),
        (["26/9/8", "8/9/12"], "year_first"),
        (["1/13/2025", None, "昨天"], "month_first"),
        (["1-13-2025"], "month_first"),
        (["13.1.2025 10:00"], "day_first"),
        (["1/12/2025", "12/1/2025"], ""),
        (["2025-01-13"], ""),
        ([None], ""),
    ],
)
def test_what_settles_the_order_of_a_column(cells, order):
    assert settled_order(pl.Series(cells, dtype=pl.String)) == order


def ids(days):
    """Note ids made at noon of these days in China."""
    return pl.Series([f"{int((day + timedelta(hours=12)).timestamp()):08x}{'0' * 16}" for day in days])


@pytest.mark.parametrize(
    ("agreeing", "others", "order"), [(9, 1, "day_first"), (8, 2, ""), (1, 0, "day_first"), (0, 1, "")]
)
def test_nine_in_ten_ids_settle_the_order(agreeing, others, order):
    """02/04/2026 is 2 April by the id; the others' ids are of June."""
    days = [china(2026, 4, 2)] * agreeing + [china(2026, 6, 20)] * others
    cells = pl.Series(["02/04/2026"] * len(days))
    assert order_by_ids(cells, ids(days)) == order


@pytest.mark.parametrize(
    ("day", "order"),
    [
        (china(2026, 4, 1), "day_first"),
        (china(2026, 4, 3), "day_first"),
        (china(2026, 4, 4), ""),
        (china(2026, 3, 31), ""),
        (china(2026, 2, 4), "month_first"),
    ],
)
def test_an_id_may_be_a_day_off(day, order):
    assert order_by_ids(pl.Series(["02/04/2026"]), ids([day])) == order


def test_ids_that_settle_nothing():
    """Both orders are the same day, or within a day of it; a cell of another form and an id without a time do not count."""
    assert order_by_ids(pl.Series(["04/04/2026"]), ids([china(2026, 4, 4)])) == ""
    assert order_by_ids(pl.Series(["2026-04-02"]), ids([china(2026, 4, 2)])) == ""
    assert order_by_ids(pl.Series(["02/04/2026"]), pl.Series(["short"])) == ""
    mixed = pl.Series(["2026-04-02", "02/04/2026", "02/04/2026"])
    known = pl.Series([*ids([china(2026, 9, 9)] * 1), *ids([china(2026, 4, 2)]), "short"])
    assert order_by_ids(mixed, known) == "day_first"


def test_the_first_four_hundred_rows_are_asked():
    """360 of the first 400 agree, which is nine in ten; the first row does and the 401st does not, so of any others fewer do."""
    good, bad = china(2026, 4, 2), china(2026, 6, 20)
    days = [good] + [bad] * 40 + [good] * 359 + [bad]
    assert order_by_ids(pl.Series(["02/04/2026"] * 401), ids(days)) == "day_first"


@pytest.mark.parametrize(("hours", "possible"), [(366 * 24 - 1, True), (366 * 24 + 1, False)])
def test_both_ways_look_as_far_ahead(hours, possible):
    """A leap year from now, to the hour."""
    text = f"{datetime.now(tz=CHINA) + timedelta(hours=hours):%Y-%m-%d %H:%M:%S}"
    plain = dates.plain_moments()
    found = values.parse_column(pl.Series([text]), MOMENT, lambda one: values.Parsed(doubt="asked"), *plain)
    assert (found.values.null_count() == 0) == possible
    assert (parse_moment(text).value is not None) == possible


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("99999天前", ("", "impossible_date")),  # in 1752
        ("100000天前", ("relative_date", "")),
        ("99999分钟前", "2026-03-12 01:21:00"),  # 69 days, 10 h 39 min
        ("3个月前", ("rough_date", "")),
        ("2 years ago", ("rough_date", "")),
        ("1月前", ("rough_date", "")),
        ("just now", "2026-05-20 12:00:00"),
        ("2 minutes ago", "2026-05-20 11:58:00"),
        ("1 min ago", "2026-05-20 11:59:00"),
        ("3 weeks ago", "2026-04-29 12:00:00"),
        ("today 09:30", "2026-05-20 09:30:00"),
        ("昨天 24:00", "2026-05-20 00:00:00"),
        ("昨天 25:00", ("relative_date", "")),
        ("10.20", "2025-10-20 00:00:00"),
        ("5.20", "2026-05-20 00:00:00"),
        ("5.4", "2026-05-04 00:00:00"),
        ("10.2", ("not_a_date", "")),
        ("13.20", ("not_a_date", "")),
        ("21.5", ("not_a_date", "")),
        ("Oct 20", "2025-10-20 00:00:00"),
        ("20-May", "2026-05-20 00:00:00"),
        ("5月21日", "2025-05-21 00:00:00"),
        ("5/19 23:59", "2026-05-19 23:59:00"),
    ],
)
def test_words_and_days_that_count_from_the_crawl(text, stated):
    assert verdict(text, crawl=CRAWL) == stated


def test_yesterday_is_chinas():
    """Crawled at 18:00 in London, it is already 02:00 of the 21st in China."""
    crawl = datetime(2026, 5, 20, 18, 0, tzinfo=UTC)
    assert verdict("昨天 20:15", crawl=crawl) == "2026-05-20 20:15:00"
    assert verdict("今天", crawl=crawl) == "2026-05-21 00:00:00"


@pytest.mark.parametrize("text", ["昨天", "3天前", "刚刚", "05-08"])
def test_without_a_crawl_the_doubt_says_of_which_kind_a_word_is(text):
    assert verdict(text) == (("no_year" if text == "05-08" else "relative_date"), "")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Oct 20", "10-20"),
        ("Oct. 20th", "10-20"),
        ("3-Nov", "11-3"),
        ("1st January", "1-1"),
        ("Sept 9", "9-9"),
        ("Dec 31", "12-31"),
        ("Octo 3", "10-3"),
        ("Octx 3", "Octx 3"),
        ("Foo 3", "Foo 3"),
        ("2026-05-08", "2026-05-08"),
    ],
)
def test_a_named_month_in_numbers(text, numbers):
    assert in_numbers(text) == numbers


def test_only_relative_words_are_counted_from_their_own_crawl():
    """A row without a crawl keeps what it had; days without a year count too; without a relative word nothing changes."""
    cells = pl.Series(["昨天 12:00", "05-19", "3天前", "1/14/2025"])
    read = values.parse_column(cells, MOMENT, lambda text: parse_moment(text, CRAWL, NOW))
    crawls = pl.Series([CRAWL - timedelta(days=365), CRAWL - timedelta(days=365), None, CRAWL], dtype=MOMENT)
    found = dates.count_from_own_crawl(cells, read, crawls)
    assert found.to_list() == [
        china(2025, 5, 19, 12),
        china(2025, 5, 19),
        china(2026, 5, 17, 12),
        china(2025, 1, 14),
    ]
    plain = values.parse_column(pl.Series(["2026-05-08"]), MOMENT, slow)
    assert dates.count_from_own_crawl(pl.Series(["2026-05-08"]), plain, pl.Series([CRAWL])).to_list() == [
        china(2026, 5, 8)
    ]


@pytest.mark.parametrize(
    ("note_id", "moment"),
    [
        ("692d91eb0000000000000000", china(2025, 12, 1, 21, 2, 35)),
        ("692D91EB0000000000000000", china(2025, 12, 1, 21, 2, 35)),
        ("692d91eb000000000000000", None),
        ("692d91eb00000000000000000", None),
        ("692d91eg0000000000000000", None),
        (None, None),
    ],
)
def test_the_time_in_an_id_is_exact(note_id, moment):
    frame = pl.DataFrame({"note_id": [note_id]}, schema={"note_id": pl.String})
    assert frame.select(dates.moment_of_note_id()).item() == moment
