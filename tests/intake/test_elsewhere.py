"""Money in another currency and times of another zone are never read as yuan or as China time, and never left unsaid."""

from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.files_drawn import a_file_each
from xhs_workbench.intake import Draft, draft_sheet, mapping_yaml, read_files
from xhs_workbench.intake.opening.files import open_sheets
from xhs_workbench.params.sources_file import add_mapping, read_sources

# 2026-09-05 12:30:00 in China, and one second later each: the first 8 hex digits are Unix seconds.
IDS = [f"{0x6A9B9AC8 + n:08x}000000001e00000{n}" for n in range(4)]
FROM_ID = datetime(2026, 9, 5, 12, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def written(folder, header, cells):
    rows = [f"{note},t{n},{n + 3},{cells[n]}" for n, note in enumerate(IDS)]
    file = folder / "n.csv"
    file.write_text("\n".join([f"笔记ID,标题,点赞,{header}", *rows]) + "\n", encoding="utf-8")
    return file


def read_both(folder, header, cells):
    """Read as a known export, and with its draft pasted unchanged."""
    file = written(folder, header, cells)
    target = folder / "sources.yaml"
    target.unlink(missing_ok=True)
    draft = draft_sheet(open_sheets(file)[0])
    assert isinstance(draft, Draft)
    add_mapping(target, mapping_yaml(draft), draft.mapping["name"])
    return read_files([file]), read_files([file], mappings=read_sources(target))


def finding(data, code):
    return [one for one in data.findings if one.code == code]


@pytest.mark.parametrize(
    "header",
    [
        "Price (USD)",
        "价格($)",
        "Price €",
        "Cost_JPY",
        "报价(美元)",
        "Fee HKD",
        "price_usd",
        "Quote £",
        "費用（円）",
        "报价（台币）",
        "单价 SGD",
    ],
)
def test_a_price_in_another_currency_is_left_out_and_said(tmp_path, header):
    for data in read_both(tmp_path, header, ["100", "200", "300", "400"]):
        assert data.table("notes")["price_cny"].null_count() == 4
        (said,) = finding(data, "money_in_other_currency")
        assert said.level == "REVIEW"
        assert header in said.text.en
        assert header in said.text.zh


@pytest.mark.parametrize("header", ["报价", "价格（元）", "Price (CNY)", "报价(RMB)", "Price ￥"])
def test_a_price_in_yuan_is_read_and_nothing_said(tmp_path, header):
    for data in read_both(tmp_path, header, ["100", "200", "300", "400"]):
        assert not finding(data, "money_in_other_currency")
    assert data.table("notes")["price_cny"].to_list() == [100, 200, 300, 400]


@pytest.mark.parametrize(
    "header",
    [
        "created_at_utc",
        "发布时间(UTC)",
        "Published (GMT)",
        "发布时间(JST)",
        "发布时间 UTC+9",
        "posted (EST)",
        "发布时间（当地时间）",
    ],
)
def test_a_time_of_another_zone_is_left_out_and_said(tmp_path, header):
    cells = [f"2026-09-05 04:3{n}:00" for n in range(4)]
    for data in read_both(tmp_path, header, cells):
        assert data.table("notes")["published_at"][0] == FROM_ID
        assert data.table("notes")["published_from_id"].all()
        (said,) = finding(data, "time_in_other_zone")
        assert said.level == "REVIEW"
        assert header in said.text.en


@pytest.mark.parametrize(
    "header", ["发布时间", "发布时间(UTC+8)", "发布时间（GMT+08:00）", "发布时间（北京时间）"]
)
def test_china_time_is_read_and_nothing_said(tmp_path, header):
    data = read_both(tmp_path, header, [f"2026-09-05 12:3{n}:00" for n in range(4)])[1]
    assert not finding(data, "time_in_other_zone")
    assert data.table("notes")["published_at"].dt.minute().to_list() == [30, 31, 32, 33]
    assert not data.table("notes")["published_from_id"].any()


@pytest.mark.parametrize(
    "cells", [[f"2026-09-05T04:3{n}:00Z" for n in range(4)], [f"{0x6A9B9AC8 + 60 * n}" for n in range(4)]]
)
def test_cells_that_say_their_zone_are_read_whatever_the_header_says(tmp_path, cells):
    data = read_both(tmp_path, "发布时间(UTC)", cells)[1]
    assert not finding(data, "time_in_other_zone")
    assert data.table("notes")["published_at"].dt.minute().to_list() == [30, 31, 32, 33]


def test_a_column_beside_the_money_says_its_currency_row_by_row(tmp_path):
    cells = ["100,USD", "200,CNY", "300,", "400,人民币"]
    for data in read_both(tmp_path, "报价,币种", cells):
        assert data.table("notes")["price_cny"].to_list() == [None, 200, 300, 400]
        (said,) = finding(data, "money_in_other_currency")
        assert said.n == 1


def test_a_checked_mapping_that_names_such_columns_is_followed_and_said(tmp_path):
    file = written(
        tmp_path, "Price (USD),发布时间(UTC)", [f"{n + 1},2026-09-05 04:3{n}:00" for n in range(4)]
    )
    columns = {"note_id": ["笔记ID"], "price_cny": ["Price (USD)"], "published_at": ["发布时间(UTC)"]}
    mapping = {
        "name": "own",
        "recognise": ["笔记ID", "Price (USD)"],
        "tables": {"notes": {"columns": columns}},
    }
    data = read_files([file], mappings=[mapping])
    assert data.table("notes")["price_cny"].to_list() == [1, 2, 3, 4]
    assert "without a rate" in finding(data, "money_in_other_currency")[0].text.en
    assert "without a shift" in finding(data, "time_in_other_zone")[0].text.en


@a_file_each
@given(
    word=st.sampled_from(["Price", "报价", "Cost", "价格", "费用"]),
    mark=st.sampled_from(["USD", "$", "€", "HKD", "日元", "SGD", "US$", "港币", "£"]),
    form=st.sampled_from(["{} ({})", "{}（{}）", "{} {}", "{}/{}", "{}_{}", "{}[{}]"]),
)
def test_no_way_of_writing_a_currency_makes_yuan_of_it(tmp_path, word, mark, form):
    for data in read_both(tmp_path, form.format(word, mark), ["100", "200", "300", "400"]):
        assert data.table("notes")["price_cny"].null_count() == 4
        assert finding(data, "money_in_other_currency")
        assert data.table("notes")["likes"].to_list() == [3, 4, 5, 6]
    assert isinstance(data.table("notes"), pl.DataFrame)
