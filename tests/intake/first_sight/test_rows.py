"""What a row is, as strangers' files say it: a comment and not its writer, a note on one day and not a note of that day."""

import json

import pytest

from tests.intake.first_sight.strangers import HOME, LINK, NOTES, USERS, best, pasted, written
from tests.intake.vendor_values import moment
from xhs_workbench.intake import read_files

# Comments with a profile beside each.


@pytest.mark.parametrize(
    "header",
    [
        "用户ID,昵称,性别,评论内容,评论时间,点赞数,回复数,IP属地,粉丝数,关注数,获赞与收藏,笔记数,等级",
        "userId,用户名,gender,comment content,comment time,likes,replies,ip location,fans,follows,likes and saves,notes,level",
        "评论者ID,评论者昵称,性别,留言内容,留言日期,赞,回复量,评论IP属地,粉丝量,关注,获赞与收藏,作品数,健康等级",
    ],
)
def test_comments_with_a_profile_beside_each_are_comments(tmp_path, header):
    rows = [
        f"{USERS[n]},小{n},{'男女'[n % 2]},第{n}条好用,2026-09-1{n} 08:00:00,{n}2,{n},浙江,{n}00,5{n},{n}31,2{n},L{n}"
        for n in range(8)
    ]
    data = pasted(tmp_path, written(tmp_path, header, rows))
    comments = data.table("comments").sort("created_at")
    assert comments["content"].to_list() == [f"第{n}条好用" for n in range(8)]
    assert comments["likes"].sum() == 10 * 28 + 8 * 2
    assert comments["replies"].sum() == 28
    assert comments["created_at"][3] == moment(2026, 9, 13, 8)
    assert data.table("creators").is_empty()


@pytest.mark.parametrize(
    "header",
    [
        "笔记链接,评论者,评论,时间,点赞,是否作者回复",
        "Note Link,commenter,comment,comment time,likes,is author",
        "作品链接,用户昵称,评论,发布时间,赞,IP属地",
    ],
)
def test_words_under_a_note_link_are_comments_and_no_counts(tmp_path, header):
    rows = [f"{LINK.format(NOTES[1])},u{n},第{n}条好用吗,2026-11-0{n} 10:00:00,{n}1,否" for n in range(1, 8)]
    data = pasted(tmp_path, written(tmp_path, header, rows))
    comments = data.table("comments").sort("created_at")
    assert comments["content"].to_list() == [f"第{n}条好用吗" for n in range(1, 8)]
    assert comments["note_id"].unique().to_list() == [NOTES[1]]
    assert comments["likes"].sum() == 287
    assert data.table("notes").is_empty()


def test_creators_with_a_word_of_their_own_stay_creators(tmp_path):
    rows = [f"{USERS[n]},小{n},{n}000,{n}31,回复快,{n}00" for n in range(1, 7)]
    header = "博主ID,博主昵称,粉丝数,获赞与收藏,备注,图文报价"
    assert pasted(tmp_path, written(tmp_path, header, rows)).table("creators")["followers"].sum() == 21_000


# Notes that stand there day by day.


@pytest.mark.parametrize("day", ["日期", "date", "数据日期", "Day"])
def test_a_note_on_several_days_was_counted_on_them(tmp_path, day):
    rows = [f"2026100{d},{NOTES[n]},t{n},{d}{n}00,{d}{n}0,{d}{n}" for d in range(1, 5) for n in range(1, 5)]
    data = pasted(tmp_path, written(tmp_path, f"{day},笔记ID,标题,曝光,浏览,点赞", rows))
    assert data.table("snapshots").height == 16
    second = data.table("snapshots").filter(note_id=NOTES[2]).sort("collected_at")
    assert second["likes"].to_list() == [12, 22, 32, 42]
    assert second["collected_at"][0] == moment(2026, 10, 1)
    assert data.table("notes").sort("note_id")["likes"].to_list() == [41, 42, 43, 44]
    assert moment(2026, 10, 1) not in data.table("notes")["published_at"].to_list()


def test_notes_of_several_days_that_stand_once_were_posted_on_them(tmp_path):
    rows = [f"2026-10-0{n},{LINK.format(NOTES[n])},t{n},{n}00,{n}0" for n in range(1, 8)]
    notes = pasted(tmp_path, written(tmp_path, "日期,笔记链接,标题,曝光,点赞", rows)).table("notes")
    assert sorted(notes["published_at"]) == [moment(2026, 10, n) for n in range(1, 8)]


# Drafts that number their rounds in other words.


@pytest.mark.parametrize("named", ["第几版", "第几轮", "稿次"])
def test_a_second_draft_is_no_first(tmp_path, named):
    rows = [f"D{n},达人{n},{2 if n > 2 else 1},t{n},正文{n},#a,2026-11-0{n}" for n in range(1, 6)]
    header = f"稿件编号,达人,{named},标题,正文,话题,提交时间"
    drafts = read_files([written(tmp_path, header, rows)]).table("drafts").sort("draft_id")
    assert drafts["draft_round"].to_list() == [1, 1, 2, 2, 2]


# Yes and no are no names.


@pytest.mark.parametrize(
    ("asked", "answers", "named"),
    [
        ("签约MCN", ("是", "否"), "MCN名称"),
        ("签约机构", ("有", "无"), "机构名称"),
        ("MCN", ("已签约", "未签约"), "MCN名称"),
    ],
)
def test_an_answer_is_no_name_of_an_agency(tmp_path, asked, answers, named):
    rows = [f"达人{n},{HOME.format(USERS[n])},{n}00,{answers[n % 2]},机构{n}" for n in range(1, 7)]
    header = f"达人昵称,主页链接,粉丝数,{asked},{named}"
    people = pasted(tmp_path, written(tmp_path, header, rows)).table("creators")
    assert sorted(people["mcn"]) == [f"机构{n}" for n in range(1, 7)]


@pytest.mark.parametrize("header", ["机构", "MCN", "报备品牌"])
def test_a_column_of_answers_alone_is_left_out(tmp_path, header):
    rows = [f"{NOTES[n]},t{n},达人{n},{n}00,{'是否'[n % 2]}" for n in range(1, 7)]
    notes = pasted(tmp_path, written(tmp_path, f"笔记ID,笔记标题,博主,点赞,{header}", rows)).table("notes")
    assert notes["brand"].null_count() == 6
    assert notes["likes"].sum() == 2100


# Means and middles over a number of notes; prices that only name their currency; where somebody lives.


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("8篇点赞中位数", "likes_median"),
        ("近10篇收藏平均数", "saves_mean"),
        ("最近20篇笔记评论均值", "comments_mean"),
        ("Avg likes (last 10 posts)", "likes_mean"),
        ("近5篇互动中位数", "interactions_median"),
        ("Image Post (RMB)", "price_image_cny"),
        ("Video note CNY", "price_video_cny"),
        ("图文笔记（元）", "price_image_cny"),
        ("视频作品(人民币)", "price_video_cny"),
        ("Image Post (USD)", None),
        ("合作笔记1阅读数", None),
        ("Image posts", None),
        ("图文笔记单价", "price_image_cny"),
        ("视频单价", "price_video_cny"),
        ("图文CPE", None),
        ("前3秒完播率", None),
        ("常驻地", "region"),
        ("现居城市", "region"),
        ("现居", "region"),
    ],
)
def test_headers_of_lists_of_creators(header, column):
    assert best(header, "creators") == column


@pytest.mark.parametrize(
    "kinds", [("Photo rate", "Video rate"), ("图文", "视频"), ("Image rate", "Reel rate")]
)
def test_a_rate_of_hundreds_is_a_price(tmp_path, kinds):
    rows = [f"A{n},{HOME.format(USERS[n])},{n}770,{n * 550 + 500},{n * 650 + 800}" for n in range(6)]
    people = pasted(tmp_path, written(tmp_path, f"Name,Profile,Followers,{kinds[0]},{kinds[1]}", rows)).table(
        "creators"
    )
    assert people["price_image_cny"].sum() == 550 * 15 + 3000
    assert people["price_video_cny"].sum() == 650 * 15 + 4800


def test_a_rate_of_hundredths_is_no_price(tmp_path):
    rows = [f"A{n},{HOME.format(USERS[n])},{n}770,{n}.5%,{n}.7%" for n in range(6)]
    people = pasted(tmp_path, written(tmp_path, "Name,Profile,Followers,Photo rate,Video rate", rows)).table(
        "creators"
    )
    assert people["price_image_cny"].null_count() == 6


# Tags as the site hands them out, and authors behind a vendor's links.


@pytest.mark.parametrize(
    ("listed", "named"), [("tag_list", "name"), ("topics", "title"), ("hashTags", "tagName")]
)
def test_the_tags_of_a_note_are_read_by_name(tmp_path, listed, named):
    notes = [
        {
            "id": note,
            "note_card": {
                "title": "t",
                "interact_info": {"liked_count": "5", "collected_count": "2"},
                listed: [{"id": "1", named: "通勤包"}, {"id": "2", named: "穿搭"}]
                if note != NOTES[2]
                else [],
            },
        }
        for note in NOTES[:5]
    ]
    file = tmp_path / "found.json"
    file.write_text(json.dumps({"data": {"items": notes}}, ensure_ascii=False), encoding="utf-8")
    read = pasted(tmp_path, file).table("notes").sort("note_id")["hashtags"].to_list()
    assert read[0] == "#通勤包 #穿搭"
    assert read[2] in (None, "[]")


@pytest.mark.parametrize("home", ["主页链接", "达人官方地址", "作者主页"])
def test_a_vendor_names_authors_by_links(tmp_path, home):
    header = f"笔记官方地址,笔记标题,预估阅读量,点赞数,收藏数,达人名称,{home}"
    rows = [
        f"{LINK.format(NOTES[n])},t{n},{n}000,{n}00,{n}0,达人{n},{HOME.format(USERS[n])}" for n in range(6)
    ]
    notes = read_files([written(tmp_path, header, rows)]).table("notes").sort("note_id")
    assert notes["creator_id"].to_list() == USERS[:6]


@pytest.mark.parametrize("title", ["我的护肤小计", "11月空瓶小计", "第一周打卡总计划"])
def test_a_title_that_ends_like_a_sum_is_a_note(tmp_path, title):
    rows = [f"{title if n == 3 else f'第{n}篇'},{LINK.format(NOTES[n])},{n}00,{n}0" for n in range(8)]
    data = pasted(tmp_path, written(tmp_path, "笔记标题,笔记链接,点赞,收藏", rows))
    assert data.table("notes")["likes"].sum() == 2800


@pytest.mark.parametrize(
    "part", ["头部小计", "KOC 合计", "10月小计", "第1周合计：", "Week 2 total", "Q4 Sub-total"]
)
def test_the_sum_of_a_part_is_no_note(tmp_path, part):
    rows = [f"达人{n},{LINK.format(NOTES[n])},{n}00,{n}0" for n in range(8)]
    rows.insert(4, f"{part},,600,60")
    data = pasted(tmp_path, written(tmp_path, "博主,笔记链接,点赞,收藏", rows))
    assert data.table("notes")["likes"].sum() == 2800
    assert data.refused["rule"].to_list() == ["summary_row"]


# Sums among the rows.

SUMS = [
    "合计",
    "总计",
    "小计",
    "TOTAL",
    "Grand total",
    "Week 1 total",
    "Week 1 Sub-total",
    "Sub-total W46",
    "Subtotal: week 2",
    "Total for Oct",
    "第一周小计",
    "小计（第2周）",
    "10月合计",
    "合计 - 第1周",
    "May subtotal",
]
"""What a row that sums up others is called."""
TABLES_WITH_SUMS = {
    "paid": ("日期,计划名称,消费,展现量,点击量", "2026-10-{d},计划{d},{d}00,{d}000,{d}0", "spend_cny"),
    "notes": (
        "博主昵称,笔记标题,笔记链接,发布日期,点赞,收藏",
        f"博主{{d}},标题{{d}},{LINK.format('66481500000000001c0000{d}')},2026-10-{{d}},{{d}}00,{{d}}",
        "likes",
    ),
    "creators": (
        "达人昵称,小红书号,主页链接,粉丝数,图文报价",
        f"博主{{d}},9001{{d}},{HOME.format('5a1b2c3d4e5f6a7b8c9d0e{d}')},{{d}}00,{{d}}50",
        "followers",
    ),
    "traffic": ("日期,访客数,成交订单数,成交金额", "2026-10-{d},{d}00,{d},{d}0.5", "visits"),
}


@pytest.mark.parametrize("word", SUMS)
@pytest.mark.parametrize("table", TABLES_WITH_SUMS)
def test_a_sum_is_no_row_wherever_it_stands(tmp_path, table, word):
    header, row, measure = TABLES_WITH_SUMS[table]
    cells = [row.format(d=d) for d in range(11, 17)]
    width = header.count(",")
    names = {"spend_cny": "消费", "likes": "点赞", "followers": "粉丝数", "visits": "访客数"}
    at = header.split(",").index(names[measure])
    total = ",".join([word, *("8100" if n == at else "" for n in range(1, width + 1))])
    for place in (0, 3, 6):  # under the header, between the days, at the end
        folder = tmp_path / str(place)
        folder.mkdir()
        rows = [*cells[:place], total, *cells[place:]]
        read = pasted(folder, written(folder, header, rows)).table(table)
        assert read[measure].sum() == 8100, place  # 1,100 + 1,200 + … + 1,600
        assert read.height == 6


@pytest.mark.parametrize("title", ["Total Mayhem", "Total Junk Food", "Market total", "小计划", "合计算法"])
def test_a_title_that_begins_like_a_sum_is_a_row(tmp_path, title):
    header, row, measure = TABLES_WITH_SUMS["notes"]
    rows = [row.format(d=d) for d in range(11, 17)]
    rows[2] = rows[2].replace("标题13", title)
    notes = pasted(tmp_path, written(tmp_path, header, rows)).table("notes")
    assert notes[measure].sum() == 8100
