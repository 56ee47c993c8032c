"""Sheets that people keep by hand: comments they copied, months by creator, prices under the name of a kind of note."""

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
