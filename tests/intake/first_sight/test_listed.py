"""Lists of notes of which nothing is counted, how far a calendar is, and words that are near to ours but mean another thing."""

import pytest

from tests.intake.first_sight.strangers import HOME, LINK, NOTES, USERS, best, pasted, written
from xhs_workbench.intake import Draft, draft_sheet
from xhs_workbench.intake.opening.files import open_sheets

LISTED = [
    ("博主,链接,发布日期,状态", "达人{n},{link},2026-10-1{n},{state}"),
    ("Creator,Post link,Post date,Type,Status", "达人{n},{link},2026-10-1{n},{kind},{state}"),
    (
        "序号,达人,寄样日期,快递单号,发布链接,发布日期,备注",
        "{n},达人{n},2026-10-0{n},SF10000{n},{link},2026-10-1{n},",
    ),
    (
        "达人,粉丝量级数,主页链接,作品地址,发布时间,品牌露出",
        "达人{n},{n}2345,{home},{link},2026年10月1{n}日,是",
    ),
    ("发布日期,达人昵称,体裁,作品地址,是否挂车", "10/1{n}/2026,达人{n},{kind},{link},否"),
]


@pytest.mark.parametrize(("header", "row"), LISTED)
def test_notes_of_which_nothing_is_counted_are_notes(tmp_path, header, row):
    rows = [
        row.format(
            n=n,
            link=LINK.format(NOTES[n]),
            home=HOME.format(USERS[n]),
            kind=("图文", "视频")[n % 2],
            state=("已发布", "待修改")[n % 2],
        )
        for n in range(1, 7)
    ]
    notes = pasted(tmp_path, written(tmp_path, header, rows)).table("notes").sort("note_id")
    assert notes["note_id"].to_list() == NOTES[1:7]
    assert notes["creator_name"].to_list() == [f"达人{n}" for n in range(1, 7)]
    assert [day.day for day in notes["published_at"]] == [11, 12, 13, 14, 15, 16]
    assert "likes" not in notes.columns or notes["likes"].null_count() == 6


def test_creators_with_a_note_of_theirs_each_are_no_list_of_notes(tmp_path):
    rows = [f"达人{n},{n}2345,{HOME.format(USERS[n])},{LINK.format(NOTES[n])},{n}00" for n in range(1, 6)]
    header = "达人,粉丝量级数,主页链接,代表作地址,图文报价"
    data = pasted(tmp_path, written(tmp_path, header, rows))
    assert data.table("creators")["price_image_cny"].sum() == 1500
    assert "notes" not in data.tables or not data.table("notes").height


STATES = [
    ("初稿状态", ["已交初稿", "初稿待审", "待修改", "已过稿", "已过稿", "待修改"]),
    ("过稿情况", ["已过稿", "待修改", "未过稿", "已过稿", "二稿修改中", "已过稿"]),
    ("Approval", ["Approved", "In review", "Revising", "Approved", "Pending", "Draft 1"]),
    ("进展", ["待拍摄", "待审核", "已发布", "待发布", "已发布", "取消"]),
]


@pytest.mark.parametrize(("header", "states"), STATES)
def test_how_far_a_calendar_is_is_named(tmp_path, header, states):
    rows = [f"2026-11-0{n},达人{n},{('图文', '视频')[n % 2]},测评,{states[n - 1]}" for n in range(1, 7)]
    file = written(tmp_path, f"计划发布日,达人,形式,内容方向,{header}", rows)
    draft = draft_sheet(next(iter(open_sheets(file))))
    assert isinstance(draft, Draft)
    (told,) = [guess for guess in draft.guesses if guess.header == header]
    assert not told.column
    assert told.why.en.startswith("how far each row is")
    assert pasted(tmp_path, file).table("media_plan").height == 6


@pytest.mark.parametrize("header", ["成交UV", "支付人数", "成交人数", "Purchase UV", "下单人数"])
def test_how_many_people_bought_is_no_count_of_orders(tmp_path, header):
    for table in ("traffic", "paid"):
        assert best(header, table) != "orders"
    rows = [f"2026-10-1{n},搜索,{n}00,{7 * n},{n}0" for n in range(1, 7)]
    data = pasted(tmp_path, written(tmp_path, f"日期,渠道,访客数,{header},成交金额", rows))
    traffic = data.table("traffic")
    assert traffic["order_value_cny"].sum() == 210
    assert traffic["orders"].null_count() == 6


@pytest.mark.parametrize("header", ["成交订单数", "支付订单数", "Orders", "成交单量"])
def test_how_many_orders_were_placed_is(tmp_path, header):
    rows = [f"2026-10-1{n},搜索,{n}00,{7 * n},{n}0" for n in range(1, 7)]
    data = pasted(tmp_path, written(tmp_path, f"日期,渠道,访客数,{header},成交金额", rows))
    assert data.table("traffic")["orders"].sum() == 147


KINDS = [
    ["护肤", "彩妆", "护肤", "护肤", "彩妆", "护肤"],
    ["家居、收纳", "家居", "收纳", "家居", "收纳、家居", "家居"],
]


@pytest.mark.parametrize("header", ["内容标签", "笔记标签", "作品标签", "Content tag"])
@pytest.mark.parametrize("kinds", KINDS)
def test_kinds_of_content_are_no_hashtags(tmp_path, header, kinds):
    rows = [
        f"博主{n},{LINK.format(NOTES[n])},{kinds[n - 1]},2026-10-1{n},{n}0".replace("、", " ")
        for n in range(1, 7)
    ]
    notes = pasted(tmp_path, written(tmp_path, f"博主,链接,{header},发布日期,点赞", rows)).table("notes")
    assert notes["likes"].sum() == 210
    assert "hashtags" not in notes.columns or notes["hashtags"].null_count() == 6


@pytest.mark.parametrize("tags", ["#露营 #好物{n} #户外", "露营 好物{n} 户外{n} 周末", "#露营"])
def test_hashtags_under_the_same_header_are_read(tmp_path, tags):
    rows = [f"博主{n},{LINK.format(NOTES[n])},{tags.format(n=n)},2026-10-1{n},{n}0" for n in range(1, 7)]
    notes = pasted(tmp_path, written(tmp_path, "博主,链接,内容标签,发布日期,点赞", rows)).table("notes")
    assert notes["hashtags"].null_count() == 0


@pytest.mark.parametrize("said", [["ok"] * 6, ["late", "ok", "ok", "resend", "ok", "late"]])
def test_an_english_remark_is_no_title(tmp_path, said):
    rows = [
        f"creator{n},cc{n}22,Filter,2026-10-0{n},{LINK.format(NOTES[n])},2026-10-1{n},{said[n - 1]}"
        for n in range(1, 7)
    ]
    file = written(tmp_path, "Creator,Handle,Product sent,Ship date,Post link,Live date,Notes", rows)
    notes = pasted(tmp_path, file).table("notes")
    assert "title" not in notes.columns or notes["title"].null_count() == 6
    assert notes["spu"].to_list() == ["Filter"] * 6
    assert [day.day for day in notes["published_at"]] == [11, 12, 13, 14, 15, 16]
