"""Figures and dates as people and programs write them: each variant by hand, and every cell of a mixture accounted for."""

from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.files_drawn import a_file_each
from xhs_workbench.errors import WorkbenchError
from xhs_workbench.intake import read_files
from xhs_workbench.intake.cells import dates, values

CHINA = ZoneInfo("Asia/Shanghai")
CRAWL = datetime(2024, 6, 1, 10, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("text", "value", "doubt"),
    [
        ("3000不含税", 3000, "with_terms"),
        ("3,000 含税", 3000, "with_terms"),
        ("3000（含返点20%）", 3000, "with_terms"),
        ("3000+10%", 3000, "with_terms"),
        ("3k/条", 3000, "with_terms"),
        ("报备3000", 3000, "with_terms"),
        ("RMB 3000", 3000, ""),
        ("1.2万（可议）", 12_000, "with_terms"),
        ("3000+20%服务费", 3000, "with_terms"),
        ("约3000", 3000, "approximate"),
        ("3000左右", 3000, "approximate"),
        ("≈3k", 3000, "approximate"),
        ("3000起", 3000, "lower_bound"),
        ("3000以上", 3000, "lower_bound"),
        ("1.2M", 1_200_000, "unit_m"),
        ("3000/5000", None, "several_amounts"),
        ("图文3000 视频5000", None, "several_amounts"),
        ("1万2", None, "several_amounts"),
        ("满3000减500", None, "not_an_amount"),
        ("3000以下", None, "not_an_amount"),
        ("不到3000", None, "not_an_amount"),
        ("$3000", None, "other_currency"),
        ("3000美元", None, "other_currency"),
        ("HKD 3000", None, "other_currency"),
        ("#VALUE!", None, "error_cell"),
        ("＃REF!", None, "error_cell"),
        ("#DIV/0!", None, "error_cell"),
        ("-1", None, "minus_one"),
        ("-3000", None, "not_an_amount"),
        ("12%", None, "not_an_amount"),
        ("NaN", None, "not_an_amount"),
        ("3000~5000", None, "a_range"),
        ("3k-5k", None, "a_range"),
        ("8800", 8800, ""),
        ("￥8,800", 8800, ""),
    ],
)
def test_money(text, value, doubt):
    found = values.parse_amount(text)
    assert (found.value, found.doubt, found.refusal) == (value, doubt, "")


@pytest.mark.parametrize(
    ("text", "value", "censored", "doubt"),
    [
        ("约8.6万", 86_000, False, "approximate"),
        ("8.6w左右", 86_000, False, "approximate"),
        ("近9千", 9000, False, "approximate"),
        ("10w以上", 100_000, True, "lower_bound"),
        ("超10万", 100_000, True, "lower_bound"),
        ("≥500", 500, True, "lower_bound"),
        ("1.7万+", 17_000, True, "lower_bound"),
        ("1.2M", 1_200_000, False, "unit_m"),
        ("1.2E+05", 120_000, False, "scientific"),
        ("1.2万粉丝", 12_000, False, ""),
        ("12人", 12, False, ""),
        ("1万2", None, False, "not_a_plain_count"),
        ("不足1000", None, False, "not_a_plain_count"),
        ("#NAME?", None, False, "error_cell"),
        ("-1", None, False, "minus_one"),
    ],
)
def test_counts(text, value, censored, doubt):
    found = values.parse_count(text)
    assert (found.value, found.censored, found.doubt, found.refusal) == (value, censored, doubt, "")


def test_a_median_may_end_in_a_half_and_a_count_may_not():
    assert values.parse_count("12.5", rounded=True) == values.Parsed(13, doubt="rounded")
    assert values.parse_count("12.5").refusal == "not_a_count"


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("昨天 20:31 上海", "2024-05-31 20:31:00"),
        ("前天 08:00 内蒙古", "2024-05-30 08:00:00"),
        ("3天前 北京", "2024-05-29 10:00:00"),
        ("编辑于 05-08 广东", "2024-05-08 00:00:00"),
        ("编辑于 昨天 20:31", "2024-05-31 20:31:00"),
        ("Edited on 05-08", "2024-05-08 00:00:00"),
        ("05-08 IP属地：广东", "2024-05-08 00:00:00"),
        ("刚刚", "2024-06-01 10:00:00"),
        ("5分钟前 四川", "2024-06-01 09:55:00"),
        ("2 days ago", "2024-05-30 10:00:00"),
        ("Yesterday 10:31", "2024-05-31 10:31:00"),
        ("2024-05-10_20:31:12", "2024-05-10 20:31:12"),
        ("1715344272.0", "2024-05-10 20:31:12"),
        ("1715344272000.0", "2024-05-10 20:31:12"),
        ("1.715344272E+12", "2024-05-10 20:31:12"),
        ("Jan 14, 2025 3:05 PM", "2025-01-14 15:05:00"),
        ("14 Feb 2025", "2025-02-14 00:00:00"),
        ("1/14/2025 12:08 AM", "2025-01-14 00:08:00"),
        ("14.01.2025 09:30", "2025-01-14 09:30:00"),
        ("12-30", "2023-12-30 00:00:00"),
    ],
)
def test_moments(text, stated):
    assert f"{dates.parse_moment(text, CRAWL).value:%Y-%m-%d %H:%M:%S}" == stated


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("1.71534E+12", "rounded_time"),
        ("1.7E+12", "not_a_date"),
        ("2个月前", "rough_date"),
        ("1年前", "rough_date"),
        ("9999999天前", "relative_date"),
        ("待发布", "not_a_date"),
        ("#VALUE!", "error_cell"),
    ],
)
def test_what_a_date_cannot_say_is_doubted(text, doubt):
    assert dates.parse_moment(text, CRAWL).doubt == doubt


def test_words_that_count_from_the_crawl_say_nothing_without_it():
    for text in ("昨天 20:31 上海", "3天前", "刚刚", "05-08"):
        found = dates.parse_moment(text)
        assert found.value is None
        assert found.doubt


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["1/14/2025", "2/3/2025"], "month_first"),
        (["14/1/2025 10:00", "2/3/2025"], "day_first"),
        (["2/3/2025"], ""),
        (["14/1/2025", "1/14/2025"], ""),
        (["2025-01-14", None, "昨天"], ""),
    ],
)
def test_one_cell_settles_the_order_of_a_column(cells, order):
    assert dates.settled_order(pl.Series(cells, dtype=pl.String)) == order


FAULTS = {
    "followers": ["-1", "约8.6万", "10w以上", "#VALUE!", "1.2M", "-", "8.6万粉", "保密", "0"],
    "price": [
        "0",
        "3000不含税",
        "面议",
        "3000/5000",
        "＃REF!",
        "$300",
        "-1",
        "1e309",
        "3k",
        "NaN",
        "３０００",
    ],
    "reads": ["-", "12.5", "--", "1000-2000", "-1", "0"],
    "share": ["120%", "NaN", "约9%", "-", "inf", "0.5"],
}
ALL_FAULTS = [(name, text) for name, texts in FAULTS.items() for text in texts]


@a_file_each
@given(st.data())
def test_any_mixture_of_faults_is_accounted_for_and_every_unread_value_said(tmp_path, data):
    """Rows in = used + duplicate + refused; every empty value of a used row is counted by a finding."""
    faults = data.draw(st.lists(st.tuples(st.integers(0, 23), st.sampled_from(ALL_FAULTS)), max_size=6))
    rows = []
    for k in range(24):
        cells = {"followers": str(12_000 + k), "price": str(3000 + k), "reads": str(2400 + k), "share": "71%"}
        cells |= {name: text for row, (name, text) in faults if row == k}
        rows.append([f"5f{k:022x}", f"博主{k}", *cells.values()])
    for row, twin in data.draw(st.lists(st.tuples(st.integers(0, 23), st.integers(0, 23)), max_size=4)):
        rows[row][0] = f"5f{twin:022x}"
    header = ["博主ID", "博主昵称", "粉丝数", "图文报价", "阅读中位数", "女粉占比"]
    path = tmp_path / "mixed.csv"
    path.write_text(
        "\n".join(",".join(row) for row in [header, *rows]) + "\n",
        encoding=data.draw(st.sampled_from(["utf-8-sig", "gb18030"])),
    )
    try:
        found = read_files([path])
    except WorkbenchError as error:
        assert error.problems
        return
    files = found.files.row(0, named=True)
    assert files["rows_read"] == 24 == files["rows_used"] + files["rows_duplicate"] + files["rows_refused"]
    creators = found.table("creators")
    unread = sum(
        creators[c].null_count() for c in ("followers", "price_image_cny", "reads_median", "female_share")
    )
    assert unread <= sum(
        finding.n or 0 for finding in found.findings if finding.code.startswith(("cells_", "silent_zeros"))
    )
    assert files["rows_refused"] == found.refused.height
