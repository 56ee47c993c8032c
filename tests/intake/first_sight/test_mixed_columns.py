"""Columns in which strangers mixed what they had: two kinds of links, days in three forms, two languages, two platforms."""

import pytest

from tests.intake.first_sight.strangers import HOME, LINK, NOTES, USERS, best, pasted, written
from tests.intake.vendor_values import moment
from xhs_workbench.intake.drafting.choosing import _in_one_language

# Links of two kinds, and numbers where a link was to be.


@pytest.mark.parametrize(
    "shared",
    [
        "http://xhslink.com/a/Ab3dE9{n}",
        "https://xhslink.com/m/4kQ9zz{n}",
        "看看这篇 http://xhslink.com/o/Zy8xW{n} 复制后打开小红书",
    ],
)
def test_links_that_are_half_short_name_their_notes(tmp_path, shared):
    links = [shared.format(n=n) if n % 2 else LINK.format(NOTES[n]) for n in range(8)]
    rows = [f"素人{n},{n}00,{links[n]},{n + 1}1,{n + 1}" for n in range(8)]
    notes = pasted(tmp_path, written(tmp_path, "KOC昵称,粉丝,笔记链接,赞,藏", rows)).table("notes")
    assert notes["likes"].sum() == 10 * 36 + 8
    assert sorted(one for one in notes["note_id"] if len(one) == 24) == NOTES[0:8:2]
    assert sum(one.startswith("short-") for one in notes["note_id"]) == 4


@pytest.mark.parametrize("written_as", ["小红书号：98{n}7654", "红薯号:xs_{n}77", "RED ID sun{n}day"])
def test_a_number_where_the_link_was_to_be_names_the_person(tmp_path, written_as):
    homes = [written_as.format(n=n) if n % 3 == 0 else HOME.format(USERS[n]) for n in range(8)]
    rows = [f"素人{n},{homes[n]},{n}20,{LINK.format(NOTES[n])},{n}1" for n in range(8)]
    data = pasted(tmp_path, written(tmp_path, "昵称,小红书主页,粉丝,作品地址,赞", rows))
    people = data.table("creators")
    assert people.height == 8
    assert sum(one.startswith("red-") for one in people["creator_id"]) == 3
    assert sorted(people["creator_id"]) == sorted(data.table("notes")["creator_id"])


# Days in several forms.


@pytest.mark.parametrize(
    ("days", "order"),
    [
        (["2026-11-08 09:00", "2026-11-09 09:00", "10/11/2026", "11/11/2026", "11月12日"], "day first"),
        (["2026年4月2日", "2026年4月3日", "04/05/2026", "04/06/2026", "4月7日"], "month first"),
        (["2026.06.28", "2026.06.29", "01/07/2026", "02/07/2026", "7月3日"], "day first"),
    ],
)
def test_days_of_counting_in_three_forms_are_one_row_of_days(tmp_path, days, order):
    rows = [
        f"{day},{LINK.format(NOTES[n])},t{n},{at + 1}{n}0,{at + 1}{n}"
        for at, day in enumerate(days)
        for n in range(1, 4)
    ]
    data = pasted(tmp_path, written(tmp_path, "巡检日期,作品地址,标题,浏览,赞", rows))
    shots = data.table("snapshots").filter(note_id=NOTES[1]).sort("collected_at")
    assert shots["likes"].to_list() == [11, 21, 31, 41, 51]  # the order of the file is that of the days
    assert data.table("notes").sort("note_id")["likes"].to_list() == [51, 52, 53]
    assert order in ("day first", "month first")


def test_days_that_no_neighbour_settles_stay_open(tmp_path):
    days = ["2026-01-02", "2026-12-30", "03/04/2026", "05/06/2026"]
    rows = [f"{day},{LINK.format(NOTES[n])},t{n},{n}1" for n, day in enumerate(days)]
    data = pasted(tmp_path, written(tmp_path, "巡检日期,作品地址,标题,赞", rows))
    assert data.table("snapshots").height == 2


# Headers in two languages, one half of which has a word we do not know.


@pytest.mark.parametrize(
    ("table", "header", "column"),
    [
        ("notes", "寄送产品 Gifted product", "spu"),
        ("placements", "寄出日期 date", None),  # a bare day is no half to go by
        ("placements", "寄样日期 date", None),
        ("placements", "Ship date 时间", None),
        ("placements", "Due 最晚发布", "planned_at"),
        ("notes", "心意好物 Brand", "brand"),
        ("notes", "首日 Likes", None),  # the unknown half may limit a figure
        ("notes", "目标 reads", None),
        ("notes", "备注 Note", None),
        ("notes", "Note 说明", None),
        ("creators", "点击成本 CPE", None),
    ],
)
def test_half_a_header_tells_names_and_no_figures(table, header, column):
    found = _in_one_language(table, header)
    assert (found[0][0] if found else None) == column


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Fee RMB (ex. 10%)", "quote_cny"),
        ("达人费用（不含10%服务费）", "quote_cny"),
        ("Creator fee (excl. 6% VAT)", "quote_cny"),
        ("KOL price (+10%)", "quote_cny"),
        ("达人费用（前10%）", None),
    ],
)
def test_a_charge_that_is_left_out_is_no_part_of_a_fee(header, column):
    assert best(header, "placements") == column


@pytest.mark.parametrize("header", ["省份TOP3", "Top provinces 省份TOP3", "粉丝省份分布TOP5", "前三省份"])
def test_the_first_of_a_list_are_that_list(header):
    assert best(header, "creators") == "provinces"


# What reports of ads have besides.


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("CPE", "cpe_cny"),
        ("平均互动成本", "cpe_cny"),
        ("搜索组件点击", "search_component_clicks"),
        ("新增种草人群", "new_interested"),
        ("新增深度种草人群", "new_deeply_interested"),
        ("新增种草人群成本", "cpi_cny"),
        ("新增深度种草人群成本", "cpti_cny"),
        ("搜索组件点击转化率", None),
    ],
)
def test_a_drafted_report_of_ads_has_its_own_figures(header, column):
    assert best(header, "paid") == column


# Rows of another platform.


@pytest.mark.parametrize(
    ("header", "ours", "other"),
    [
        ("平台", "小红书", "抖音"),
        ("Network", "Xiaohongshu (RED)", "Instagram"),
        ("发布平台 Platform", "XHS", "B站"),
    ],
)
def test_rows_of_another_platform_are_set_apart(tmp_path, header, ours, other):
    rows = [
        f"{n + 1},达人{n},{ours if n % 2 else other},{HOME.format(USERS[n]) if n % 2 else 'https://example.com/u'},{n}00,{n}50"
        for n in range(8)
    ]
    data = pasted(tmp_path, written(tmp_path, f"序号,昵称,{header},主页链接,粉丝数,图文报价", rows))
    people = data.table("creators")
    assert people["followers"].sum() == 100 + 300 + 500 + 700
    assert data.refused["rule"].to_list() == ["other_platform"] * 4
    assert [one.n for one in data.findings if one.code == "rows_other_platform"] == [4]


def test_a_list_of_one_platform_keeps_its_rows(tmp_path):
    rows = [f"达人{n},小红书,{HOME.format(USERS[n])},{n}00,{n}50" for n in range(6)]
    data = pasted(tmp_path, written(tmp_path, "昵称,平台,主页链接,粉丝数,图文报价", rows))
    assert data.table("creators").height == 6
    assert data.refused.is_empty()


@pytest.mark.parametrize(
    ("form", "day"),
    [
        ("DD/MM/YYYY", moment(2026, 4, 3)),
        ("MM/DD/YYYY", moment(2026, 3, 4)),
        ("dd/mm/yy", moment(2026, 4, 3)),
    ],
)
def test_the_order_that_a_header_states_is_in_the_draft_that_is_pasted(tmp_path, form, day):
    rows = [f"n{n},达人{n},03/04/2026,{n}1" for n in range(1, 6)]
    notes = pasted(tmp_path, written(tmp_path, f"标题,博主,发布日期 ({form}),点赞", rows)).table("notes")
    assert notes["published_at"].unique().to_list() == [day]


@pytest.mark.parametrize(
    ("followers", "impressions", "times"),
    [
        ("Followers (K)", "Impressions (K)", 1000),
        ("粉丝数(w)", "曝光(w)", 10000),
        ("粉丝（万）", "曝光量（万）", 10000),
        ("粉丝量/万", "曝光/万", 10000),
        ("Fans (k)", "Imp (k)", 1000),
        ("粉丝数（W）", "总曝光（W）", 10000),
    ],
)
def test_a_header_may_say_what_its_figures_are_counted_in(tmp_path, followers, impressions, times):
    rows = [f"t{n},博主{n},{LINK.format(NOTES[n])},{n}.5,{n}2.25,{n}00" for n in range(1, 6)]
    file = written(tmp_path, f"标题,博主,笔记链接,{followers},{impressions},点赞", rows)
    notes = pasted(tmp_path, file).table("notes")
    assert notes["followers"].sum() == 17.5 * times  # 1.5 + 2.5 + 3.5 + 4.5 + 5.5
    assert notes["impressions"].sum() == 161.25 * times  # 12.25 + 22.25 + … + 52.25
    assert notes["likes"].sum() == 1500
