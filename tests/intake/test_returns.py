"""Reports of what a campaign brings back, read together: no money twice, no buyer ever, every row accounted for."""

from pathlib import Path

import pytest

from tests.intake.returns_values import RETURNS
from xhs_workbench.intake import read_files

FIXTURES = Path(__file__).parent / "fixtures"
HEAD = "时间,创意ID,笔记ID,消费,展现量,点击量"
NOTE = "5e8812340000000001002345"


def write(folder, name, *lines):
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    return folder / name


def accounted(data):
    return [
        row["rows_read"] == row["rows_used"] + row["rows_duplicate"] + row["rows_refused"]
        for row in data.files.iter_rows(named=True)
    ]


@pytest.fixture
def twice(tmp_path):
    """Write one creative's two days as the default report, and again with the columns of leads."""
    plain = write(
        tmp_path,
        "创意.csv",
        f"{HEAD},互动量",
        f"2026-08-03,11,{NOTE},180,7000,300,40",
        f"2026-08-04,11,{NOTE},120,5000,200,9",
    )
    leads = write(
        tmp_path,
        "客资.csv",
        f"{HEAD},表单提交,搜索组件点击量",
        f"2026-08-03,11,{NOTE},180,7000,300,14,7",
        f"2026-08-04,11,{NOTE},120,5000,200,6,2",
        f"2026-08-05,11,{NOTE},50,900,40,1,1",
    )
    return plain, leads


def test_a_day_exported_with_other_columns_is_spent_once_and_filled(twice):
    data = read_files(twice)
    paid = data.table("paid").sort("day")
    assert paid["spend_cny"].to_list() == [180.0, 120.0, 50.0]
    assert paid["interactions"].to_list() == [40, 9, None]
    assert paid["search_component_clicks"].to_list() == [7, 2, 1]
    assert data.table("leads")["form_submits"].sum() == 21
    assert all(accounted(data))
    used = {(row["file"], row["table"]): row["rows_used"] for row in data.files.iter_rows(named=True)}
    assert used == {("创意.csv", "paid"): 2, ("客资.csv", "paid"): 1, ("客资.csv", "leads"): 3}
    assert any(one.code == "other_source" and "2 rows of paid" in one.text.en for one in data.findings)


def test_the_order_of_the_files_does_not_change_the_sums(twice):
    one, other = (read_files(files).table("paid").sort("day") for files in (twice, twice[::-1]))
    columns = ["day", "spend_cny", "interactions", "search_component_clicks"]
    assert one.select(columns).equals(other.select(columns))


def test_equal_rows_of_one_file_and_rows_with_other_spend_stay(tmp_path):
    words = write(
        tmp_path,
        "词.csv",
        f"{HEAD},关键词",
        f"2026-08-03,11,{NOTE},10,100,3,甲",
        f"2026-08-03,11,{NOTE},10,100,3,乙",
    )
    later = write(tmp_path, "后.csv", f"{HEAD},关键词", f"2026-08-03,11,{NOTE},11,100,3,甲")
    assert read_files([words]).table("paid")["spend_cny"].sum() == 20
    assert read_files([words, later]).table("paid")["spend_cny"].sum() == 31


def test_a_keyword_report_adds_nothing_to_what_was_spent():
    data = read_files([FIXTURES / "juguang_creatives.csv", FIXTURES / "juguang_keywords.csv"])
    assert round(data.table("paid")["spend_cny"].sum(), 2) == 123.45  # the creative report's own 合计
    assert data.table("paid_slices")["spend_cny"].sum() == 150.0


def test_a_report_exported_later_replaces_the_earlier_leads(tmp_path):
    early = write(tmp_path, "早.csv", f"{HEAD},私信留资数", f"2026-08-03,11,{NOTE},180,7000,300,4")
    late = write(tmp_path, "晚.csv", f"{HEAD},私信留资数", f"2026-08-03,11,{NOTE},180,7000,300,9")
    data = read_files([early, late])
    assert data.table("leads")["message_leads"].to_list() == [9]
    assert data.table("paid")["spend_cny"].to_list() == [180.0]
    assert all(accounted(data))


def test_who_bought_is_dropped_by_name_and_by_beginning():
    data = read_files([FIXTURES / "qianfan_orders.csv"])
    [said] = [one for one in data.findings if one.code == "personal_columns"]
    for header in ("收件人姓名", "收件人手机号", "收件人详细地址", "身份证号", "用户编号"):
        assert header in said.text.zh
    everything = "".join(frame.write_csv() for frame in data.tables.values()) + data.refused.write_csv()
    for private in ("收货", "SECRET", "13800000000", "110101"):
        assert private not in everything
    assert data.files.row(0, named=True)["rows_duplicate"] == 1


def test_all_of_them_together_account_for_every_row():
    data = read_files([FIXTURES / name for name in sorted(RETURNS)])
    assert all(accounted(data))
    assert {
        "paid_slices",
        "leads",
        "search_terms",
        "search_back",
        "audience_assets",
        "offsite",
        "orders",
    } <= set(data.tables)
