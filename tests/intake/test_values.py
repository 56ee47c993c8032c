"""Cell texts to values, worked out by hand; any text is a value or a reason, never a crash."""

from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xhs_workbench.intake.cells import dates, values

CHINA = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "value", "censored"),
    [
        ("12345", 12345, False),
        ("12,345", 12345, False),
        ("1.2万", 12000, False),
        ("2.9万", 29000, False),
        ("1.23w", 12300, False),
        ("3.4W", 34000, False),
        ("5k", 5000, False),
        ("2千", 2000, False),
        ("1.02亿", 102_000_000, False),
        ("10万+", 100_000, True),
        ("1千+", 1000, True),
        ("１２３", 123, False),
        ("0", 0, False),
    ],
)
def test_counts(text, value, censored):
    found = values.parse_count(text)
    assert (found.value, found.censored) == (value, censored)


@pytest.mark.parametrize("text", ["", "-", "--", "—", "NULL", "暂无", "数据较少", "N/A"])
def test_missing_is_not_zero(text):
    assert values.parse_count(text).value is None
    assert values.parse_amount(text).value is None
    assert values.parse_share(text).value is None


@pytest.mark.parametrize("text", ["-5", "1e309", "NaN", "inf", "0x10", "12.5", "99999999999", "TRUE", "=1+1"])
def test_broken_counts_are_refused(text):
    assert values.parse_count(text).refusal


def test_header_unit_scales():
    assert values.parse_count("1.24", scale=10_000).value == 12_400


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("2026/08/06", "2026-08-06 00:00:00"),
        ("2026-08-10 12:34:56", "2026-08-10 12:34:56"),
        ("20260803", "2026-08-03 00:00:00"),
        ("2026年11月11日 20:00", "2026-11-11 20:00:00"),
        ("1764594120000", "2025-12-01 21:02:00"),
        ("2026-11-10T16:30:00Z", "2026-11-11 00:30:00"),
    ],
)
def test_moments_in_china_time(text, stated):
    now = datetime(2027, 1, 1, tzinfo=CHINA)
    assert f"{dates.parse_moment(text, now=now).value:%Y-%m-%d %H:%M:%S}" == stated


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("3天前", "2026-05-17 12:00"),
        ("昨天 20:15", "2026-05-19 20:15"),
        ("04-12", "2026-04-12 00:00"),
        ("12-30", "2025-12-30 00:00"),
    ],
)
def test_relative_dates_count_from_the_crawl(text, stated):
    crawl = datetime(2026, 5, 20, 12, 0, tzinfo=CHINA)
    assert f"{dates.parse_moment(text, crawl).value:%Y-%m-%d %H:%M}" == stated
    assert dates.parse_moment(text).value is None


def test_note_id_tells_its_time():
    # 0x692d91eb = 1764594155 s = 2025-12-01 21:02:35 in China: a real id whose listed time is 2025-12-01
    # 21:02.
    frame = pl.DataFrame({"note_id": ["692d91eb0000000000000000", "short"]}).with_columns(
        at=dates.moment_of_note_id()
    )
    assert f"{frame['at'][0]:%Y-%m-%d %H:%M:%S}" == "2025-12-01 21:02:35"
    assert frame["at"][1] is None


@given(st.text(max_size=40))
def test_any_text_ends_as_a_value_or_a_reason(text):
    for parse in (
        values.parse_count,
        values.parse_amount,
        values.parse_share,
        values.parse_id,
        values.parse_flag,
        dates.parse_moment,
    ):
        found = parse(text)
        assert found.value is None or not found.refusal


@given(st.integers(0, 4_000_000_000))
def test_plain_and_grouped_counts_come_out_as_they_went_in(number):
    assert values.parse_count(str(number)).value == number
    assert values.parse_count(f"{number:,}").value == number


@given(
    st.lists(
        st.one_of(st.integers(0, 10**9).map(str), st.just("1.2万"), st.just("-"), st.just("x")), min_size=1
    )
)
def test_columns_agree_with_cells(texts):
    fast = values.parse_column(
        pl.Series(texts), pl.Int64(), values.parse_count, (r"\A[0-9]{1,9}\z", pl.col("t").cast(pl.Int64))
    )
    assert fast.values.to_list() == [values.parse_count(text).value for text in texts]
