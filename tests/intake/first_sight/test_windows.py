"""Counts after a day, a week, a month beside each other: one span is read, as a guess, and none is added."""

import openpyxl
import polars as pl
import pytest

from tests.intake.first_sight.strangers import LINK, NOTES, pasted, written
from xhs_workbench.errors import WorkbenchError
from xhs_workbench.intake import Draft, draft_sheet
from xhs_workbench.intake.drafting.windows import span_of
from xhs_workbench.intake.opening.files import open_sheets
from xhs_workbench.intake.recognising.sources import read_header

SPANS = [
    ("首日曝光", (), 1.0),
    ("首周阅读量", (), 7.0),
    ("发布后3天点赞", (), 3.0),
    ("D14 Impressions", (), 14.0),
    ("views_24h", (), 1.0),
    ("2周收藏", (), 14.0),
    ("互动", ("t+30",), 30.0),
    ("评论", ("上线满7日数据",), 7.0),
    ("30 days likes", (), 30.0),
]


@pytest.mark.parametrize(("text", "groups", "days"), SPANS)
def test_a_header_says_after_how_many_days_it_was_counted(text, groups, days):
    assert span_of(read_header(text, groups, 0))[0] == days


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("近30天阅读中位数", ()),
        ("7天投流消耗", ()),
        ("3秒阅读率", ()),
        ("7日回搜率", ()),
        ("点赞", ()),
        ("Last 7 days reads", ()),
        ("7天CPE", ()),
        ("曝光", ("14天投流",)),
    ],
)
def test_other_headers_with_days_are_no_such_count(text, groups):
    assert span_of(read_header(text, groups, 0)) is None


def note(n):
    return LINK.format(NOTES[n])


ROWS = [(100, 10, 300, 40), (50, 5, 90, 9), (700, 60, 800, 61), (20, 1, 20, 2)]
"""Reads and likes after the shorter span, then after the longer one: 1,210 reads and 112 likes after the longer."""
FLAT = [
    "首日阅读,首日点赞,14天阅读,14天点赞",
    "首周阅读量,首周点赞量,满30天阅读量,满30天点赞量",
    "Reads D1,Likes D1,Reads D7,Likes D7",
    "views_24h,likes_24h,views_72h,likes_72h",
    "发布后3日阅读,发布后3日点赞,发布后15日阅读,发布后15日点赞",
]


@pytest.mark.parametrize("headers", FLAT)
def test_of_spans_side_by_side_the_longest_is_read(tmp_path, headers):
    rows = [f"{note(n)},2026-10-0{n + 1},达人{n}," + ",".join(map(str, row)) for n, row in enumerate(ROWS)]
    data = pasted(tmp_path, written(tmp_path, f"笔记链接,发布日期,达人昵称,{headers}", rows))
    assert data.table("notes")["reads"].sum() == 1210
    assert data.table("notes")["likes"].sum() == 112
    assert "paid" not in data.tables


@pytest.mark.parametrize("headers", FLAT)
def test_what_is_read_of_spans_is_said_as_a_guess(tmp_path, headers):
    rows = [f"{note(n)},2026-10-0{n + 1},达人{n}," + ",".join(map(str, row)) for n, row in enumerate(ROWS)]
    file = written(tmp_path, f"笔记链接,发布日期,达人昵称,{headers}", rows)
    draft = draft_sheet(next(iter(open_sheets(file))))
    assert isinstance(draft, Draft)
    assert {one.sure for one in draft.guesses if one.column in ("reads", "likes")} == {False}
    assert any("spans of days" in text.en and headers.split(",")[2] in text.en for text in draft.said)


@pytest.mark.parametrize(
    ("early", "late"),
    [("首日", "7天"), ("发布后7天数据", "发布后28天数据"), ("T+1", "T+14"), ("首周数据", "首月数据")],
)
def test_groups_of_spans_are_told_apart(tmp_path, early, late):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["结案数据"])
    sheet.append(["博主", "链接", "发布时间", "合作费用", early, None, late, None])
    sheet.append([None, None, None, None, "曝光", "点赞", "曝光", "点赞"])
    for n, row in enumerate(ROWS):
        sheet.append([f"博主{n}", note(n), f"2026-10-1{n}", 1000 + n, *row])
    sheet.merge_cells("E2:F2")
    sheet.merge_cells("G2:H2")
    book.save(tmp_path / "wrap.xlsx")
    notes = pasted(tmp_path, tmp_path / "wrap.xlsx").table("notes")
    assert notes["impressions"].sum() == 1210
    assert notes["likes"].sum() == 112
    assert notes["price_cny"].sum() == 4006


@pytest.mark.parametrize("word", ["未到期", "待更新", "未满14天", "pending"])
def test_notes_that_have_not_come_so_far_are_left_empty(tmp_path, word):
    cells = ["300", "90", word, "20"]
    rows = [
        f"{note(n)},2026-10-0{n + 1},达人{n},{row[0]},{cell}"
        for n, (row, cell) in enumerate(zip(ROWS, cells, strict=True))
    ]
    notes = pasted(tmp_path, written(tmp_path, "笔记链接,发布日期,达人昵称,首日阅读,14天阅读", rows)).table(
        "notes"
    )
    assert notes.sort("published_at")["reads"].to_list() == [300, 90, None, 20]


def test_where_few_have_reached_the_longest_span_the_one_before_is_read(tmp_path):
    rows = [
        f"{note(n)},2026-10-0{n + 1},达人{n},{first},{second},{third}"
        for n, (first, second, third) in enumerate([(1, 5, 9), (2, 6, "-"), (3, 7, "-"), (4, 8, "-")])
    ]
    notes = pasted(tmp_path, written(tmp_path, "笔记链接,发布日期,达人,D1点赞,D7点赞,D30点赞", rows)).table(
        "notes"
    )
    assert notes["likes"].sum() == 5 + 6 + 7 + 8


@pytest.mark.parametrize("headers", ["第1周点赞,第2周点赞", "Likes week 1,Likes week 2", "D1点赞,D2点赞"])
def test_weeks_one_after_the_other_are_not_read(tmp_path, headers):
    rows = [f"{note(n)},2026-10-0{n + 1},达人{n},{100 + n},{30 + n},{9 + n}" for n in range(4)]
    notes = pasted(tmp_path, written(tmp_path, f"笔记链接,发布日期,达人昵称,{headers},收藏", rows)).table(
        "notes"
    )
    assert notes["likes"].null_count() == 4
    assert notes["saves"].sum() == 9 + 10 + 11 + 12


@pytest.mark.parametrize(
    "headers", ["首日点赞,7天点赞,点赞", "点赞数,D3点赞,D7点赞", "likes_24h,Likes,likes_7d"]
)
def test_a_count_without_a_span_goes_before_those_with_one(tmp_path, headers):
    whole = next(
        at
        for at, name in enumerate(headers.split(","))
        if not any(ch.isdigit() for ch in name) and "首" not in name
    )
    cells = [["7", "8"], ["9", "10"], ["11", "12"]]
    rows = []
    for n, spans in enumerate(cells):
        row = [*spans]
        row.insert(whole, str(50 + n))
        rows.append(f"{note(n)},2026-10-0{n + 1},达人{n}," + ",".join(row))
    notes = pasted(tmp_path, written(tmp_path, f"笔记链接,发布日期,达人昵称,{headers}", rows)).table("notes")
    assert notes["likes"].sum() == 153


@pytest.mark.parametrize(
    "headers", ["7天曝光,14天曝光", "D1展现量,D7展现量", "impressions_24h,impressions_7d"]
)
def test_ads_are_not_read_from_one_of_several_spans(tmp_path, headers):
    rows = [f"2026-10-0{n + 1},计划{n},{10 * n + 5},{100 + n},{200 + n}" for n in range(4)]
    file = written(tmp_path, f"日期,计划名称,消耗,{headers}", rows)
    try:
        data = pasted(tmp_path, file)
    except WorkbenchError:
        return
    assert data.tables.get("paid", pl.DataFrame({"impressions": []}))["impressions"].drop_nulls().is_empty()
