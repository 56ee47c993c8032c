"""Workbooks as people keep them: tables beside and below, merged cells, units in rows of their own, sums without a word."""

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.files_drawn import a_file_each
from tests.intake.vendor_values import U1
from xhs_workbench.errors import IntakeError
from xhs_workbench.intake import read_files
from xhs_workbench.intake.opening.files import open_sheets

HEAD = ["博主ID", "达人昵称", "所属机构", "粉丝数", "图文报价"]
DAYS = ["笔记ID", "时间", "创意ID", "创意名称", "消费", "展现量", "点击量"]


def person(n, mcn="山月", fans=None, price=None):
    return [
        f"{U1[:-2]}{n:02d}",
        f"达人{n:02d}",
        mcn,
        1000 + n if fans is None else fans,
        500 + n if price is None else price,
    ]


def day(n):
    return [f"6a9b9ac8000000001e{n:06x}", f"2026-09-{n + 5:02d}", f"88{n:06d}", f"创意{n}", 100 + n, 1000, 50]


def book(folder, rows, merged=(), name="b.xlsx"):
    made = openpyxl.Workbook()
    made.active.title = "排期"
    for row in rows:
        made.active.append(row)
    for cells in merged:
        made.active.merge_cells(cells)
    made.save(folder / name)
    return folder / name


def codes(data):
    return {finding.code for finding in data.findings}


def accounted(data):
    files = data.files
    return (files["rows_read"] == files["rows_used"] + files["rows_duplicate"] + files["rows_refused"]).all()


# A second table below.


def test_a_budget_below_the_list_is_no_row_of_it(tmp_path):
    rows = [HEAD, person(0), person(1), [], ["预算汇总"], ["项目", "金额"], ["达人费用", 1001], ["投流", 800]]
    data = read_files([book(tmp_path, rows)])
    assert data.table("creators")["price_image_cny"].to_list() == [500, 501]
    assert {"second_table", "sheet_not_read"} <= codes(data)
    said = next(finding for finding in data.findings if finding.code == "second_table")
    assert "row 5" in said.text.en
    assert accounted(data)


def test_a_summary_over_words_is_told_by_how_narrow_it_is(tmp_path):
    rows = [
        ["是否建联", *HEAD],
        ["是", *person(0)],
        ["否", *person(1)],
        [],
        ["指标", "数量"],
        ["候选", 2],
        ["均价", 500],
    ]
    assert read_files([book(tmp_path, rows)]).table("creators").height == 2


@pytest.mark.parametrize("gap", [[], [[]], [[], []]])
def test_rows_after_an_empty_line_are_still_the_list(tmp_path, gap):
    data = read_files([book(tmp_path, [HEAD, person(0), person(1), *gap, person(2), person(3)])])
    assert data.table("creators").height == 4
    assert "second_table" not in codes(data)


def test_a_header_that_stands_again_after_a_gap_goes_on_with_the_list(tmp_path):
    rows = [HEAD, person(0), person(1), [], ["视频组"], HEAD, person(2), person(3)]
    data = read_files([book(tmp_path, rows)])
    assert data.table("creators").height == 4
    assert data.refused["rule"].to_list() == ["section_row", "repeated_header"]


def test_two_kinds_of_tables_below_each_other_are_both_read(tmp_path):
    notes = [["笔记ID", "笔记标题", "点赞", "收藏", "发布时间"]]
    notes += [[f"6a9b9ac8000000001e{n:06x}", f"题{n}", 10 + n, 5, "2026-09-05 12:30:00"] for n in range(3)]
    data = read_files([book(tmp_path, [HEAD, person(0), person(1), [], *notes])])
    assert data.table("creators").height == 2
    assert data.table("notes")["likes"].to_list() == [10, 11, 12]
    assert data.table("notes")["source_row"].to_list() == [6, 7, 8]
    assert data.table("notes")["source_sheet"].unique().to_list() == ["排期#5"]


# A second table beside.


def test_a_list_beside_the_table_is_no_column_of_it(tmp_path):
    topics = [["话题", "阅读量"], ["#甲", 90_000], ["#乙", 80_000]]
    rows = [["笔记ID", "点赞", "收藏", None, *topics[0]]]
    rows += [
        [f"6a9b9ac8000000001e{n:06x}", 10 + n, 5, None, *(topics[n + 1] if n < 2 else [None, None])]
        for n in range(4)
    ]
    data = read_files([book(tmp_path, rows)])
    assert data.table("notes")["reads"].null_count() == 4
    assert data.table("notes")["likes"].to_list() == [10, 11, 12, 13]
    assert "second_table" in codes(data)


def test_a_table_with_an_empty_column_inside_is_read_and_it_is_said(tmp_path):
    rows = [["笔记ID", "点赞", None, "收藏", "评论数"]]
    rows += [[f"6a9b9ac8000000001e{n:06x}", 10 + n, None, 5 + n, 2] for n in range(4)]
    data = read_files([book(tmp_path, rows)])
    assert data.table("notes")["saves"].to_list() == [5, 6, 7, 8]
    assert "empty_column" in codes(data)


def test_remarks_on_some_rows_behind_an_empty_column_are_no_table(tmp_path):
    rows = [
        [*HEAD, None, "跟进人", "备注"],
        [*person(0), None, "王", "已发"],
        person(1),
        [*person(2), None, "李", "待定"],
    ]
    data = read_files([book(tmp_path, rows)])
    assert data.table("creators").height == 3
    assert "second_table" not in codes(data)


# Cells merged downwards.


def test_a_merged_name_is_read_for_each_row_and_a_merged_price_once(tmp_path):
    rows = [HEAD, person(0), person(1, None), person(2, None), person(3, "拾光")]
    rows[1][4], rows[2][4] = 3000, None
    data = read_files([book(tmp_path, rows, ["C2:C4", "E2:E3"])])
    creators = data.table("creators").sort("creator_name")
    assert creators["mcn"].to_list() == ["山月", "山月", "山月", "拾光"]
    assert creators["price_image_cny"].to_list() == [3000, None, 502, 503]
    assert {"cells_merged_down", "cells_merged_figure"} <= codes(data)


def test_what_is_not_merged_is_not_filled(tmp_path):
    data = read_files([book(tmp_path, [HEAD, person(0), person(1, None), person(2)])])
    assert data.table("creators").sort("creator_name")["mcn"].to_list() == ["山月", None, "山月"]
    assert "cells_merged_down" not in codes(data)


# Units outside the header.


@pytest.mark.parametrize("above", [True, False])
def test_units_in_a_row_of_their_own_are_applied_and_said(tmp_path, above):
    units = [None, None, None, "（万）", "元"]
    rows = [units, HEAD] if above else [HEAD, units]
    data = read_files([book(tmp_path, [*rows, person(0, fans=1.5), person(1, fans=0.8)])])
    assert data.table("creators").sort("creator_name")["followers"].to_list() == [15_000, 8_000]
    assert data.table("creators").sort("creator_name")["price_image_cny"].to_list() == [500, 501]
    assert codes(data) & {"unit_row", "cells_unit_above"}
    assert accounted(data)


@pytest.mark.parametrize(
    ("line", "fans", "price"),
    [("单位：万元", 1500, 8_000), ("达人表（单位：万）", 15_000_000, 8_000), ("单位：元", 1500, 0.8)],
)
def test_a_unit_stated_above_the_table(tmp_path, line, fans, price):
    rows = [[line], HEAD, person(0, fans=1500, price=0.8), person(1, fans=1600, price=0.9)]
    creators = read_files([book(tmp_path, rows)]).table("creators").sort("creator_name")
    assert (creators["followers"][0], creators["price_image_cny"][0]) == (fans, price)


def test_a_figure_that_the_unit_makes_impossible_is_whole_already(tmp_path):
    head = [*HEAD[:3], "粉丝数（万）", "图文报价（万）"]
    rows = [
        head,
        person(0, fans=1.5, price=0.3),
        person(1, fans=53_000, price=3000),
        person(2, fans=2, price=0.4),
    ]
    data = read_files([book(tmp_path, rows)])
    creators = data.table("creators").sort("creator_name")
    assert creators["followers"].to_list() == [15_000, 53_000, 20_000]
    assert creators["price_image_cny"].to_list() == [3000, 3000, 4000]
    assert "cells_unit_not_meant" in codes(data)


# Rows that sum up.


@pytest.mark.parametrize(
    "total",
    [
        [None, None, None, None, 203, 2000, 100],
        [None, "2026年9月", None, None, 203, 2000, 100],
        [None, "9月", None, None, 203, 2000, 100],
        [None, None, None, "最大值", 102, 1000, 50],
        ["-", "-", "-", "-", 203, 2000, 100],
        ["總計", None, None, None, 203, 2000, 100],
        ["Grand total", None, None, None, 203, 2000, 100],
        [None, None, None, "合计：2 天", 203, 2000, 100],
    ],
)
@pytest.mark.parametrize("place", [1, 3])
def test_sums_are_counted_once_whatever_they_are_called(tmp_path, total, place):
    rows = [DAYS, day(1), day(2), day(3), day(4), day(5), day(6)]
    rows.insert(place, total)
    data = read_files([book(tmp_path, rows)])
    assert data.table("paid")["spend_cny"].sum() == 621  # 101 + … + 106
    assert data.refused["rule"].to_list()[0] in ("summary_row", "totals_row")
    assert accounted(data)


def test_a_creator_called_max_stays(tmp_path):
    rows = [HEAD, [f"{U1[:-1]}1", "Max", None, 1000, 500], [f"{U1[:-1]}2", "sum", None, 1000, 500]]
    assert read_files([book(tmp_path, rows)]).table("creators").height == 2


def test_a_list_of_months_keeps_them(tmp_path):
    rows = [["时间", "创意ID", "创意名称", "消费", "展现量", "点击量"]]
    rows += [[f"{n}月", f"88{n}", f"创意{n}", 100, 1000, 50] for n in range(1, 7)]
    assert read_files([book(tmp_path, rows)]).table("paid").height == 6


# Other documents.


@pytest.mark.parametrize(
    ("name", "part", "said"),
    [
        ("a.numbers", "Index/Document.iwa", "Numbers"),
        ("a.xlsx", "Index.zip", "Numbers"),
        ("a.ods", "content.xml", "OpenDocument"),
        ("a.xlsb", "xl/workbook.bin", "xlsb"),
        ("a.docx", "word/document.xml", "text document"),
        ("a.pptx", "ppt/presentation.xml", "slides"),
    ],
)
def test_other_documents_are_named_and_refused(tmp_path, name, part, said):
    import zipfile

    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.writestr(part, "x")
    with pytest.raises(IntakeError) as caught:
        open_sheets(tmp_path / name)
    problem = caught.value.problems[0]
    assert said in problem.en
    assert ".xlsx" in problem.fix_en
    assert ".xlsx" in problem.fix_zh


@a_file_each
@given(
    blocks=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    gaps=st.integers(0, 2),
    side=st.integers(0, 6),
    below=st.booleans(),
)
def test_every_creator_is_read_once_whatever_stands_around(tmp_path, blocks, gaps, side, below):
    """Blocks of creators with empty rows between, a list beside, a budget below: their rows, and no others."""
    rows, n = [HEAD], 0
    for count in blocks:
        rows += [person(n + i) for i in range(count)] + [[]] * gaps
        n += count
    height = len(rows)
    for place in range(side if side < height - 1 else 0):
        rows[place] = [
            *rows[place],
            *[None] * (5 - len(rows[place])),
            None,
            *(["话题", "浏览量"] if place == 0 else [f"#{place}", 7]),
        ]
    if below:
        rows += [[], ["项目", "金额"], ["达人费用", 1001], ["投流", 800]]
    data = read_files([book(tmp_path, rows)])
    assert data.table("creators").sort("creator_name")["followers"].to_list() == [1000 + i for i in range(n)]
    assert accounted(data)
