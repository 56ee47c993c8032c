"""Calendars of contents, lists of leads, and headers of how somebody is paid."""

import openpyxl
import pytest

from tests.intake.first_sight.strangers import HOME, LINK, NOTES, USERS, pasted, written
from xhs_workbench.intake import Draft, draft_sheet
from xhs_workbench.intake.opening.files import open_sheets

CALENDARS = [
    ("计划发布日,达人,主页链接,形式,内容方向,稿件状态,实际发布日,发布链接", "2026-11-0{n}"),
    ("预计上线时间,博主昵称,博主主页,笔记类型,方向,审核状态,发布日期,笔记链接", "2026/11/{n}"),
    (
        "Planned date,Creator,Profile link,Deliverable,Content angle,Draft status,Posted date,Post URL",
        "2026-11-0{n}",
    ),
    ("排期日期,达人昵称,主页,体裁,内容方向,进度,发布时间,作品链接", "2026年11月{n}日"),
]


def calendar(folder, header, day, *, out=2):
    rows = []
    for n in range(1, 5):
        posted = (day.format(n=n + 1), LINK.format(NOTES[n])) if n <= out else ("", "")
        kind = "视频" if n % 2 else "图文"
        rows.append(
            ",".join((day.format(n=n), f"达人{n}", HOME.format(USERS[n]), kind, "测评", "待定", *posted))
        )
    return written(folder, header, rows)


@pytest.mark.parametrize(("header", "day"), CALENDARS)
def test_a_calendar_is_a_plan_and_the_notes_that_are_out(tmp_path, header, day):
    data = pasted(tmp_path, calendar(tmp_path, header, day))
    plan = data.table("media_plan").sort("planned_from")
    assert [str(one) for one in plan["planned_from"]] == [
        "2026-11-01",
        "2026-11-02",
        "2026-11-03",
        "2026-11-04",
    ]
    assert plan["note_type"].to_list() == ["video", "image", "video", "image"]
    assert plan["note_id"].to_list() == [NOTES[1], NOTES[2], None, None]
    assert plan["creator_id"].to_list() == USERS[1:5]
    assert sorted(data.table("notes")["note_id"]) == [NOTES[1], NOTES[2]]
    assert data.table("creators")["category"].null_count() == 4


@pytest.mark.parametrize(("header", "day"), CALENDARS)
def test_a_calendar_of_which_nothing_is_out_is_a_plan(tmp_path, header, day):
    data = pasted(tmp_path, calendar(tmp_path, header, day, out=0))
    assert data.table("media_plan").height == 4
    assert "notes" not in data.tables or not data.table("notes").height


@pytest.mark.parametrize("word", ["取消", "已终止", "Cancelled"])
def test_rows_that_are_called_off_are_said(tmp_path, word):
    rows = [f"2026-11-0{n},达人{n},图文,测评,{word if n == 2 else '待发布'}" for n in range(1, 5)]
    file = written(tmp_path, "计划发布日,达人,形式,内容方向,状态", rows)
    draft = draft_sheet(next(iter(open_sheets(file))))
    assert isinstance(draft, Draft)
    assert draft.tables[0] == "media_plan"
    assert any("1 rows are called off" in text.en for text in draft.said)


def test_a_list_with_likes_is_no_calendar(tmp_path):
    rows = [f"2026-11-0{n},达人{n},图文,测评,{LINK.format(NOTES[n])},{10 * n}" for n in range(1, 5)]
    data = pasted(tmp_path, written(tmp_path, "计划发布日,达人,形式,内容方向,笔记链接,点赞", rows))
    assert data.table("notes")["likes"].sum() == 100
    assert "media_plan" not in data.tables


DAYS = ["10月15日（周四）", "10/16 周五", "10.17(星期六)", "2026-10-18", "10月19号"]


@pytest.mark.parametrize("shift", [0, 1, 2])
def test_days_with_their_weekday_get_the_year_of_the_sheet(tmp_path, shift):
    book = openpyxl.Workbook()
    book.active.append(["计划发布日", "达人", "形式", "内容方向"])
    for n in range(5):
        book.active.append([DAYS[(n + shift) % 5], f"达人{n}", "图文", "测评"])
    book.save(tmp_path / "排期.xlsx")
    plan = pasted(tmp_path, tmp_path / "排期.xlsx").table("media_plan")
    assert sorted(str(day) for day in plan["planned_from"]) == [f"2026-10-{n}" for n in range(15, 20)]


@pytest.mark.parametrize("header", ["合作方式", "合作模式", "合作类型", "结算方式", "付费方式"])
def test_how_somebody_is_paid_names_nobody(tmp_path, header):
    deals = ["置换", "付费", "置换+稿费", "付费", "置换"]
    rows = [f"{n + 1},{LINK.format(NOTES[n])},2026-10-1{n},{deals[n]},{50 * n},{n}" for n in range(5)]
    notes = pasted(tmp_path, written(tmp_path, f"序号,发布链接,发布日期,{header},稿费,赞", rows)).table(
        "notes"
    )
    assert notes["creator_name"].null_count() == 5
    assert notes["price_cny"].sum() == 500
    assert notes["likes"].sum() == 10


LEADS = [
    (
        "线索编号,留资时间,来源笔记,客户称呼,意向等级,跟进状态,成交金额",
        "L{n},2026-10-0{n},{link},王女士,A,已联系,{n}00",
    ),
    (
        "Lead ID,Created at,Source note,Customer,Interested in,Stage,Deal value",
        "L{n},2026-10-0{n},{link},Ms W,Filter,Won,{n}00",
    ),
    ("客户姓名,留资日期,意向车型,邀约到店,回访记录,笔记标题", "李{n},2026-10-0{n},SUV,是,再约,周末去哪{n}"),
]


@pytest.mark.parametrize(("header", "row"), LEADS)
def test_people_who_asked_are_no_table_of_ours(tmp_path, header, row):
    rows = [row.format(n=n, link=LINK.format(NOTES[n])) for n in range(1, 6)]
    found = draft_sheet(next(iter(open_sheets(written(tmp_path, header, rows)))))
    assert not isinstance(found, Draft)
    assert "people who asked" in found.reason.en


def test_creators_who_are_asked_to_join_are_no_leads(tmp_path):
    rows = [f"达人{n},{HOME.format(USERS[n])},{n}000,有意向,已跟进,小王" for n in range(1, 6)]
    header = "达人昵称,主页链接,粉丝数,合作意向,跟进状态,跟进人"
    data = pasted(tmp_path, written(tmp_path, header, rows))
    assert data.table("creators")["followers"].sum() == 15_000


@pytest.mark.parametrize("header", ["平台服务费(元)", "平台服务费10%", "服务费", "Platform fee"])
def test_the_platforms_fee_beside_a_price_is_read(tmp_path, header):
    rows = [
        f"达人{n},{LINK.format(NOTES[n])},2026-10-1{n},{1000 * n},{100 * n},{10 * n},{n}0000,{n}"
        for n in range(1, 5)
    ]
    head = f"达人昵称,笔记链接,发布日期,合作费用(元),{header},点赞,D1阅读,第几批"
    data = pasted(tmp_path, written(tmp_path, head, rows))
    assert data.table("notes")["likes"].sum() == 100
    assert data.table("placements")["quote_cny"].sum() == 10_000
    assert data.table("placements")["service_fee_cny"].sum() == 1_000


@pytest.mark.parametrize("header", ["Budget (RMB)", "预算（元）", "预算", "Budget CNY"])
def test_the_only_sum_beside_named_creators_is_theirs_at_a_guess(tmp_path, header):
    rows = [f"{LINK.format(NOTES[n])},达人{n},2026-10-1{n},{10 * n},{100 * n}" for n in range(1, 5)]
    file = written(tmp_path, f"Link,Creator,Posted on,Liked,{header}", rows)
    draft = draft_sheet(next(iter(open_sheets(file))))
    assert isinstance(draft, Draft)
    assert [one.sure for one in draft.guesses if one.column == "price_cny"] == [False]
    assert pasted(tmp_path, file).table("notes")["price_cny"].sum() == 1_000


@pytest.mark.parametrize("other", ["投流消耗", "Ad spend", "合作费用"])
def test_a_budget_beside_another_sum_is_asked(tmp_path, other):
    rows = [f"{LINK.format(NOTES[n])},达人{n},2026-10-1{n},{10 * n},{100 * n},7" for n in range(1, 5)]
    file = written(tmp_path, f"Link,Creator,Posted on,Liked,Budget (RMB),{other}", rows)
    draft = draft_sheet(next(iter(open_sheets(file))))
    assert isinstance(draft, Draft)
    assert not [one for one in draft.guesses if one.column and one.header.startswith("Budget")]


@pytest.mark.parametrize(
    ("headers", "image"),
    [("图文直发价,视频直发价", 500), ("图文报备价,图文直发价", 500), ("图文直发价,图文报价", 800)],
)
def test_a_price_for_posting_is_read_where_no_other_is_there(tmp_path, headers, image):
    rows = [f"达人{n},{HOME.format(USERS[n])},{n}000,500,800" for n in range(1, 5)]
    data = pasted(tmp_path, written(tmp_path, f"账号名称,主页链接,粉丝量级数,{headers}", rows))
    assert data.table("creators")["price_image_cny"].to_list() == [image] * 4


PAYMENTS = [
    "达人昵称,主页链接,粉丝数,合作形式,报价,实付",
    "博主,博主主页,粉丝量,笔记类型,合作价格,打款状态",
    "Creator,Profile link,Followers,Deliverable,Agreed fee,Deposit paid",
]


@pytest.mark.parametrize("header", PAYMENTS)
def test_a_list_of_payments_to_creators_is_one_of_orders(tmp_path, header):
    rows = [f"达人{n},{HOME.format(USERS[n])},{n}000,图文,{1000 * n},{900 * n}" for n in range(1, 5)]
    rows[1] = rows[1].replace("图文", "视频")
    data = pasted(tmp_path, written(tmp_path, header, rows))
    assert data.table("placements")["quote_cny"].sum() == 10_000
    assert data.table("creators")["followers"].sum() == 10_000


def test_a_rate_card_with_a_kind_of_note_is_none(tmp_path):
    rows = [
        f"达人{n},{HOME.format(USERS[n])},{n}000,{'视频' if n % 2 else '图文'},{1000 * n}"
        for n in range(1, 5)
    ]
    data = pasted(tmp_path, written(tmp_path, "达人昵称,主页链接,粉丝数,合作形式,报价", rows))
    assert "placements" not in data.tables
