"""Signs and words where a figure was not given, plans with expected figures, and wrap-ups that count ads in."""

import openpyxl
import pytest

from tests.intake.first_sight.strangers import HOME, LINK, NOTES, USERS, pasted, written
from xhs_workbench.intake import read_files
from xhs_workbench.intake.cells.values import parse_amount, parse_count, parse_id

SIGNS = ["/", "／", "\\", "--", "–", "－", "//"]
WORDS = ["未授权", "待回传", "待更新", "不接", "待询", "待定", "待补充"]
TRACKERS = [
    "序号,博主昵称,发布日期,笔记链接,曝光量,点赞,收藏,评论,价格",
    "编号,达人昵称,发布时间,作品链接,曝光,点赞数,收藏数,评论数,报价",
    "No,Author,Post Date,Note Link,impressions,likes,saves,comments,price",
]


@pytest.mark.parametrize("mark", SIGNS + WORDS)
def test_a_mark_for_nothing_is_a_missing_figure(mark):
    assert (parse_count(mark).value, parse_count(mark).doubt, parse_count(mark).refusal) == (
        None,
        "missing",
        "",
    )
    assert (parse_amount(mark).value, parse_amount(mark).doubt) == (None, "missing")


@pytest.mark.parametrize("mark", SIGNS)
def test_a_sign_under_a_header_of_ids_names_nothing(mark):
    assert parse_id(mark).refusal == "no_id"


@pytest.mark.parametrize("mark", ["/", "\\", "－", "未授权", "待回传"])
@pytest.mark.parametrize("header", TRACKERS)
def test_a_tracking_sheet_is_read_with_what_it_does_not_know(tmp_path, header, mark):
    rows = []
    for n in range(1, 7):
        link = "http://xhslink.com/a/Abc12345" if n == 3 else LINK.format(NOTES[n])
        seen = f"{n}000" if n % 2 else mark
        rows.append(f"{n},达人{n},2026-10-1{n},{link},{seen},{10 * n},{n},{mark if n == 2 else n},{100 * n}")
    data = read_files([written(tmp_path, header, rows)])
    notes = data.table("notes").sort("source_row")
    assert notes["impressions"].to_list() == [1000, None, 3000, None, 5000, None]
    assert notes["likes"].sum() == 210
    assert notes["comments"].to_list() == [1, None, 3, 4, 5, 6]
    assert notes["note_id"].to_list() == [*NOTES[1:3], "short-Abc12345", *NOTES[4:7]]
    said = [one.text.en for one in data.findings if one.code == "cells_missing"]
    assert len(said) == 1
    assert said[0].startswith("4 cells")
    assert {one.code for one in data.findings} >= {"short_links"}


PLANS = [
    (
        "传播阶段,发布日期,达人昵称,主页链接,合作形式,内容方向,初稿时间,报价（元）,服务费,预估曝光,预估互动,投流预算",
        ("报备图文", "软植视频"),
    ),
    (
        "阶段,上线日期,博主,博主主页,笔记类型,方向,交稿日期,合作价格,平台服务费,预计曝光量,预计互动量,聚光预算",
        ("图文", "视频"),
    ),
    (
        "Phase,Publish date,Creator,Profile link,Deliverable,Content angle,Draft due,Price,Platform fee,"
        "Est. impressions,Est. engagement,Ads budget",
        ("Image", "Video"),
    ),
]


def plan_of(folder, header, kinds):
    book = openpyxl.Workbook()
    book.active.append(header.split(","))
    for n in range(1, 7):
        kind, phase = kinds[n % 2], ("预热期", "爆发期")[n > 3]
        figures = (100 * n, 10 * n, f"{n}万", 20 * n, 50 * n if n % 2 else None)
        row = [f"2026-10-1{n}", f"达人{n}", HOME.format(USERS[n]), kind, "测评", f"2026-10-0{n}", *figures]
        book.active.append([phase, *row])
        if n in (3, 6):
            book.active.append(["小计", None, None, None, None, None, None, 999, 99, 99_999, 99, 99])
    book.active.append(["总计", None, None, None, None, None, None, 2100, 210, 210_000, 420, 450])
    book.save(folder / "排期.xlsx")
    return folder / "排期.xlsx"


@pytest.mark.parametrize(("header", "kinds"), PLANS)
def test_a_plan_with_expected_figures_is_no_list_of_notes(tmp_path, header, kinds):
    data = pasted(tmp_path, plan_of(tmp_path, header, kinds))
    plan = data.table("media_plan").sort("planned_from")
    assert "notes" not in data.tables
    assert [day.day for day in plan["planned_from"]] == [11, 12, 13, 14, 15, 16]
    assert plan["phase"].to_list() == ["预热期"] * 3 + ["爆发期"] * 3
    assert plan["cost_cny"].sum() == 2100
    assert plan["spend_cny"].to_list() == [50, None, 150, None, 250, None]
    assert plan["impressions"].sum() == 210_000
    assert plan["interactions"].sum() == 420
    assert plan["note_type"].to_list() == ["video", "image"] * 3
    assert plan["creator_id"].to_list() == USERS[1:7]


@pytest.mark.parametrize(
    "header",
    [
        "标题,发布日期,达人昵称,笔记类型,预估曝光,预估互动,报价",
        "标题,发布时间,博主,体裁,预估曝光量,预估互动量,合作价格",
    ],
)
def test_a_vendors_list_with_estimates_is_no_plan(tmp_path, header):
    rows = [
        f"题目{n},2026-10-1{n},达人{n},{'视频' if n % 2 else '图文'},{n}0000,{n}00,{n}000"
        for n in range(1, 6)
    ]
    data = pasted(tmp_path, written(tmp_path, header, rows))
    assert data.table("notes")["impressions_estimated"].sum() == 150_000
    assert "media_plan" not in data.tables


WRAPS = [("投流消耗", "总消耗"), ("聚光消耗", "总费用"), ("推广费", "总消耗")]


@pytest.mark.parametrize(("ads", "whole"), WRAPS)
def test_unit_costs_with_ads_in_them_are_not_the_marketplaces(tmp_path, ads, whole):
    header = f"序号,博主昵称,发布链接,内容方向,资源含税售价,{ads},{whole},曝光量,互动量,CPE"
    rows = [
        f"{n},达人{n},{LINK.format(NOTES[n])},测评,100,{n}00,{n + 1}00,{n}000,50,{2 * n + 2}"
        for n in range(1, 6)
    ]
    data = read_files([written(tmp_path, header, rows)])
    placements = data.table("placements")
    (unread,) = [one for one in data.findings if one.code == "columns_not_read"]
    assert f"{ads} (" in unread.text.en
    assert whole not in unread.text.en
    assert placements["interaction_unit_price_cny"].null_count() == 5
    assert placements["quote_cny"].sum() == 500
    assert placements["impressions"].sum() == 15_000


def test_two_waves_that_number_their_rows_anew_are_all_read(tmp_path):
    header = "序号,博主昵称,发布链接,内容方向,资源含税售价,曝光量,互动量"
    waves = [
        written(
            tmp_path,
            header,
            [
                f"{n},达人{n + 3 * wave},{LINK.format(NOTES[n + 3 * wave])},测评,{100 * n},{n}000,{n}0"
                for n in (1, 2, 3)
            ],
            f"第{wave + 1}波.csv",
        )
        for wave in (0, 1)
    ]
    placements = read_files(waves).table("placements")
    assert placements.height == 6
    assert placements["quote_cny"].sum() == 1200


MEDIANS = [
    ("近30天预估阅读量（近30天阅读中位数）", "近30天预估互动量（互动中位数）"),
    ("预估阅读（阅读中位值）", "预估互动量(近30天互动中位数)"),
    ("Est. reads (median reads)", "Est. engagement (median engagement)"),
]


@pytest.mark.parametrize(("reads", "done"), MEDIANS)
def test_what_is_expected_of_a_creator_is_the_median_behind_it(tmp_path, reads, done):
    rows = [f"达人{n},{HOME.format(USERS[n])},{n}0000,{n}00,{n}0" for n in range(1, 6)]
    creators = pasted(tmp_path, written(tmp_path, f"达人昵称,主页链接,粉丝数,{reads},{done}", rows)).table(
        "creators"
    )
    assert creators["reads_median"].sum() == 1500
    assert creators["interactions_median"].sum() == 150


@pytest.mark.parametrize("header", ["预估阅读中位数", "阅读预估（未公开）", "预估阅读量(近30天)"])
def test_an_estimate_with_no_median_behind_it_is_none(tmp_path, header):
    rows = [f"达人{n},{HOME.format(USERS[n])},{n}0000,{n}00" for n in range(1, 6)]
    creators = pasted(tmp_path, written(tmp_path, f"达人昵称,主页链接,粉丝数,{header}", rows)).table(
        "creators"
    )
    assert creators["reads_median"].null_count() == 5
