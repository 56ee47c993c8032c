"""Sheets that people keep by hand: comments they copied, months by creator, prices under the name of a kind of note."""

import openpyxl
import pytest

from tests.intake.first_sight.strangers import HOME, LINK, NOTES, USERS, best, pasted, written

COPIED = [
    "评论人,评论,回复谁,点赞,时间,笔记,倾向",
    "用户,评论,被回复,赞,日期,笔记,情绪",
    "User,Comment,In reply,Likes,Date,Note,Sentiment",
    "网名,留言,追问,点赞数,留言时间,笔记,正负面",
]


@pytest.mark.parametrize("header", COPIED)
def test_comments_that_somebody_copied_are_comments(tmp_path, header):
    rows = [
        f"路人{n},求链接{n},{'路人1' if n == 3 else ''},{n},2026-10-1{n},秋冬外套怎么选,{'正负'[n % 2]}"
        for n in range(1, 7)
    ]
    data = pasted(tmp_path, written(tmp_path, header, rows))
    comments = data.table("comments").sort("source_row")
    assert comments["content"].to_list() == [f"求链接{n}" for n in range(1, 7)]
    assert comments["likes"].sum() == 21
    assert [day.day for day in comments["created_at"]] == [11, 12, 13, 14, 15, 16]
    assert "notes" not in data.tables or not data.table("notes").height


@pytest.mark.parametrize("header", ["热评", "评论", "Top comment"])
def test_notes_with_words_of_a_comment_beside_are_notes(tmp_path, header):
    rows = [f"题目{n},博主{n},{LINK.format(NOTES[n])},2026-10-1{n},{n}00,{n}0,好看{n}" for n in range(1, 7)]
    data = pasted(tmp_path, written(tmp_path, f"标题,博主,链接,发布日期,点赞,收藏,{header}", rows))
    assert data.table("notes")["saves"].sum() == 210


@pytest.mark.parametrize("header", ["最佳笔记", "代表作链接", "Best post", "优秀笔记链接", "往期笔记"])
def test_one_note_out_of_several_is_not_what_a_month_brought(tmp_path, header):
    rows = [f"博主{n},1002003{n},{n},{n}00,{n}0000,{n}000,{LINK.format(NOTES[n])}" for n in range(1, 7)]
    data = pasted(tmp_path, written(tmp_path, f"达人,小红书ID,合作篇数,报价,总曝光,总互动,{header}", rows))
    orders = data.table("placements")
    assert orders["quote_cny"].sum() == 2100
    assert orders["interactions"].sum() == 21_000
    assert "note_id" not in orders.columns or orders["note_id"].null_count() == 6


@pytest.mark.parametrize("header", ["参考链接", "参考笔记", "Reference link"])
def test_a_note_to_go_by_is_not_the_one_that_was_posted(tmp_path, header):
    rows = [
        f"博主{n},2026-10-1{n},{LINK.format(NOTES[7])},{LINK.format(NOTES[n])},{n}00" for n in range(1, 7)
    ]
    data = pasted(tmp_path, written(tmp_path, f"博主,发布日期,{header},作品地址,点赞", rows))
    assert sorted(data.table("notes")["note_id"]) == NOTES[1:7]


PRICED = [
    ("图文报备", "视频报备"),
    ("报备图文", "报备视频"),
    ("合作图文", "合作视频"),
    ("Sponsored photo", "Sponsored video"),
]


@pytest.mark.parametrize(("image", "video"), PRICED)
def test_what_is_asked_for_a_kind_of_note_is_its_price(tmp_path, image, video):
    rows = [f"博主{n},{HOME.format(USERS[n])},{n}2345,{n}00,{n}50" for n in range(3, 8)]
    data = pasted(tmp_path, written(tmp_path, f"达人名,链接,粉丝量级数,{image},{video}", rows))
    creators = data.table("creators")
    assert creators["price_image_cny"].sum() == 2500
    assert creators["price_video_cny"].sum() == 2750


def test_how_many_of_a_kind_were_agreed_is_none(tmp_path):
    rows = [f"博主{n},{HOME.format(USERS[n])},{n}2345,{n},1" for n in range(3, 8)]
    data = pasted(tmp_path, written(tmp_path, "达人名,链接,粉丝数,图文报备,视频报备", rows))
    creators = data.table("creators")
    assert "price_image_cny" not in creators.columns or creators["price_image_cny"].null_count() == 5


@pytest.mark.parametrize("header", ["达人昵称", "博主昵称", "kol_nickname", "Creator nickname"])
@pytest.mark.parametrize("table", ["paid", "leads", "orders", "notes", "placements"])
def test_creators_go_by_their_nickname_in_every_table(header, table):
    assert best(header, table) == "creator_name"


@pytest.mark.parametrize("header", ["账户昵称", "account_name", "用户昵称"])
def test_an_account_that_pays_for_ads_is_no_creator(header):
    assert best(header, "paid") is None


GROUPED = [
    (
        "达人信息,,,合作信息,,,发布数据,,,",
        "达人\n昵称,粉丝量\n（万）,主页链接,合作\n形式,含税\n报价,档期,发布\n链接,曝光,阅读,互动",
    ),
    (
        "博主信息,,,合作情况,,,发布后数据,,,",
        "昵称,粉丝（w）,主页,形式,报价,档期,笔记链接,曝光量,阅读量,互动量",
    ),
    (
        "Creator info,,,Collaboration terms,,,Published data,,,",
        "Name,粉丝（万）,Profile link,Format,Price,Scheduled date,Post link,Impressions,Reads,Engagement",
    ),
]


@pytest.mark.parametrize(("groups", "headers"), GROUPED)
def test_groups_of_what_was_agreed_and_what_came_of_it(tmp_path, groups, headers):
    book = openpyxl.Workbook()
    book.active.append(groups.split(","))
    book.active.append(headers.split(","))
    for n in range(1, 7):
        out = (LINK.format(NOTES[n]), 1000 * n, 100 * n, 10 * n) if n < 6 else ("", "", "", "")
        kind = ("图文报备", "视频报备")[n % 2]
        who = (f"达人{n}", n / 10, HOME.format(USERS[n]))
        book.active.append([*who, kind, 500 * n, f"2026-10-1{n}", *out])
    book.save(tmp_path / "执行.xlsx")
    data = pasted(tmp_path, tmp_path / "执行.xlsx")
    orders = data.table("placements").sort("source_row")
    assert orders["quote_cny"].sum() == 10_500
    counted = data.table("notes") if "notes" in data.tables else orders
    assert counted["impressions"].sum() == 15_000
    assert counted["interactions"].sum() == 150
    assert [day.day for day in orders["planned_at"]] == [11, 12, 13, 14, 15, 16]
    assert orders["note_id"].to_list() == [*NOTES[1:6], None]
    assert data.table("creators")["followers"].sum() == 21_000


WRITTEN = [
    "笔记标题,笔记ID,作者,发布日期,消费,私信进线,私信开口,私信留资",
    "标题,笔记ID,博主昵称,发布时间,花费,私信咨询数,私信开口数,私信留资数",
    "标题,note_id,作者,发布时间,消耗,私信进线数,私信开口量,留资数",
]


@pytest.mark.parametrize("header", WRITTEN)
def test_notes_with_those_who_wrote_are_both(tmp_path, header):
    rows = [f"课程{n},{NOTES[n]},老师{n},2026-10-1{n},{n}00,{n}0,{n},{7 - n}" for n in range(1, 7)]
    data = pasted(tmp_path, written(tmp_path, header, rows))
    leads = data.table("leads")
    assert leads["spend_cny"].sum() == 2100
    assert leads["message_consults"].sum() == 210
    assert leads["message_leads"].sum() == 21
    notes = data.table("notes").sort("note_id")
    assert notes["title"].to_list() == [f"课程{n}" for n in range(1, 7)]
    assert [day.day for day in notes["published_at"]] == [11, 12, 13, 14, 15, 16]


SOLD = [
    ("合作费用", "订单金额", "房券置换"),
    ("达人费用", "下单金额", "置换"),
    ("博主费用", "GMV", "产品置换"),
    ("Creator fee (RMB)", "Order amount", "Barter"),
]


@pytest.mark.parametrize(("fee", "sold", "barter"), SOLD)
def test_what_buyers_ordered_is_not_what_creators_got(tmp_path, fee, sold, barter):
    paid = ["100", "200", "300", "400", "500", "600", barter, barter]
    rows = [f"达人{n},1,{paid[n - 1]},{n}0000,{n}000,{n}00,{990 * n}" for n in range(1, 9)]
    data = pasted(tmp_path, written(tmp_path, f"达人,篇数,{fee},曝光,阅读,互动,{sold}", rows))
    orders = data.table("placements").sort("source_row")
    assert orders["quote_cny"].to_list() == [100, 200, 300, 400, 500, 600, None, None]
    assert orders["interactions"].sum() == 3600
    assert not orders["order_id"].str.contains("^990$").any()


RUNS = [
    ("{n:02}.11.2026", [11, 2]),
    ("11/{n:02}/2026", [11, 2]),
    ("{n}/9/2026", [9, 2]),
    ("{n:02}-10-2026", [10, 2]),
]


@pytest.mark.parametrize(("written_so", "first"), RUNS)
def test_days_one_after_the_other_say_which_number_is_the_month(tmp_path, written_so, first):
    rows = [f"{written_so.format(n=n)},{NOTES[n % 3]},{n}00,{n}0000,{n}00" for n in range(2, 10)]
    data = pasted(tmp_path, written(tmp_path, "Date,Note ID,Spend (CNY),Impressions,Clicks", rows))
    days = data.table("paid").sort("source_row")["day"]
    assert [days[0].month, days[0].day] == first
    assert (days[-1] - days[0]).days == 7


@pytest.mark.parametrize("written_so", ["01/{n:02}/2026", "{n:02}.01.2026", "{n:02}/05/2026|05/{n:02}/2026"])
def test_other_days_do_not_say_it(tmp_path, written_so):
    ways = written_so.split("|")
    rows = [f"{ways[n % len(ways)].format(n=n)},{NOTES[n % 3]},{n}00,{n}0000,{n}00" for n in range(2, 10)]
    data = pasted(tmp_path, written(tmp_path, "Date,Note ID,Spend (CNY),Impressions,Clicks", rows))
    paid = data.table("paid")
    assert paid["spend_cny"].sum() == 4400
    assert "day" not in paid.columns or paid["day"].null_count() == 8
