"""Kinds of unknown files that drafts once got wrong; each test is of a kind, with another file than the one that showed it."""

import json

import openpyxl
import pytest

from tests.intake.vendor_values import U1, A, moment
from xhs_workbench.intake import Draft, draft_sheet, mapping_yaml, read_files
from xhs_workbench.intake.drafting.words import candidates, understand
from xhs_workbench.intake.opening.files import open_sheets
from xhs_workbench.intake.opening.records import find_records
from xhs_workbench.params.sources_file import add_mapping, read_sources

B = "64a1b2c3000000001f00aa01"
LINK = "https://www.xiaohongshu.com/explore/{}"


def pasted(folder, file):
    for sheet in open_sheets(file):
        draft = draft_sheet(sheet)
        if isinstance(draft, Draft):
            add_mapping(folder / "sources.yaml", mapping_yaml(draft), draft.mapping["name"])
    return read_files([file], mappings=read_sources(folder / "sources.yaml"))


def best(header, table):
    meaning = understand(header)
    found = candidates(table, meaning)
    return found[0][0] if found and not meaning.rest else None


def test_the_notes_inside_each_author_are_notes_of_that_author(tmp_path):
    file = tmp_path / "kols.json"
    posts = [
        {"noteId": A, "caption": "空瓶记", "likedCount": 12},
        {"noteId": B, "caption": "测评", "likedCount": 30},
    ]
    people = [
        {"userId": U1, "nickname": "阿梨", "fansCount": 3400, "posts": posts},
        {"userId": U1.replace("5a", "5b"), "nickname": "小满", "fansCount": 90, "posts": []},
    ]
    file.write_text(json.dumps(people), encoding="utf-8")
    data = pasted(tmp_path, file)
    assert data.table("notes").select("note_id", "creator_id", "likes").sort("likes").rows() == [
        (A, U1, 12),
        (B, U1, 30),
    ]
    assert data.table("creators").select("followers").sort("followers").to_series().to_list() == [90, 3400]


def test_the_comments_inside_each_note_are_comments_of_that_note(tmp_path):
    file = tmp_path / "crawl.json"
    said = [
        {
            "id": f"66000000000000000000000{n}",
            "text": f"第{n}条",
            "user": {"id": U1},
            "time": f"2024-05-10 12:0{n}:00",
        }
        for n in range(4)
    ]
    file.write_text(json.dumps({"items": [{"note_id": A, "comments": said}]}), encoding="utf-8")
    comments = pasted(tmp_path, file).table("comments")
    assert comments["note_id"].to_list() == [A] * 4
    assert comments["content"].to_list() == ["第0条", "第1条", "第2条", "第3条"]
    assert comments["created_at"][3] == moment(2024, 5, 10, 12, 3)


def test_tags_and_pictures_of_a_note_are_no_records_of_their_own():
    note = {
        "id": A,
        "title": "t",
        "tag_list": [{"id": 1, "name": "x"}],
        "image_list": [{"url": "u", "width": 3}],
    }
    assert set(find_records([note, note])) == {""}


@pytest.mark.parametrize("below", ["数据来源：某平台", "注：以上为截至4月30日的数据", "Source: vendor"])
def test_lines_below_a_table_are_no_rows_and_are_counted(tmp_path, below):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["笔记标题", "笔记链接", "点赞", "收藏"])
    sheet.append(["空瓶记", LINK.format(A), 12, 3])
    sheet.append([below])
    book.save(tmp_path / "n.xlsx")
    data = read_files([tmp_path / "n.xlsx"])
    file = data.files.row(0, named=True)
    assert (file["rows_read"], file["rows_used"], file["rows_refused"]) == (2, 1, 1)
    assert data.refused["rule"].to_list() == ["footnote"]
    assert "footnote" in {finding.code for finding in data.findings}


def test_a_last_row_with_nothing_but_its_id_is_a_row(tmp_path):
    file = tmp_path / "n.csv"
    file.write_text(f"笔记ID,笔记标题,点赞,收藏\n{A},空瓶记,12,3\n{B},,,\n", encoding="utf-8")
    assert read_files([file]).table("notes")["note_id"].to_list() == [A, B]


@pytest.mark.parametrize(
    ("header", "table", "column"),
    [
        ("近30天平均互动率", "creators", "interaction_rate"),
        ("内容发布时间", "notes", "published_at"),
        ("内容标题", "notes", "title"),
        ("发布账号", "notes", "creator_name"),
        ("4. 视频报价（可议价）", "creators", "price_video_cny"),
        ("Q3：您的粉丝数", "creators", "followers"),
        ("Followers (as of June)", "creators", "followers"),
        ("收藏人次", "notes", "saves"),
        ("單篇圖文報價", "creators", "price_image_cny"),
    ],
)
def test_headers_that_say_the_same_in_more_words(header, table, column):
    assert best(header, table) == column


@pytest.mark.parametrize(
    "header", ["图文报价（美元）", "Video price (USD)", "Posted (GMT+9)", "点赞（预估）", "图文报价（港币）"]
)
def test_a_remark_that_changes_the_figure_is_not_dropped(header):
    assert best(header, "creators") is None
    assert best(header, "notes") is None


def test_a_list_of_orders_with_links_is_no_list_of_notes(tmp_path):
    file = tmp_path / "orders.csv"
    rows = [f"P-{n},阿梨{n},3{n}00,{LINK.format(f'5e881234000000000100234{n}')}" for n in range(6)]
    file.write_text("\n".join(["订单编号,博主昵称,博主报价,笔记链接", *rows]) + "\n", encoding="utf-8")
    orders = pasted(tmp_path, file).table("placements")
    assert orders["order_id"].to_list() == [f"P-{n}" for n in range(6)]
    assert orders["quote_cny"].to_list() == [3000.0, 3100.0, 3200.0, 3300.0, 3400.0, 3500.0]


def test_a_short_file_in_another_zone_is_doubted(tmp_path):
    """Every stated time is eight hours before the id's: 2024-05-01 20:00 in China is 12:00 in UTC."""
    file = tmp_path / "n.csv"
    rows = [
        f"{0x66322EC0 + 3600 * n:08x}0000000001aa00{n:02x},t{n},2024-05-01 {12 + n}:00:07,9" for n in range(5)
    ]
    file.write_text("\n".join(["笔记ID,标题,发布时间,点赞", *rows]) + "\n", encoding="utf-8")
    found = next(one for one in read_files([file]).findings if one.code == "publish_time_differs")
    assert found.level == "REVIEW"
    assert "5 of 5" in found.text.en


def test_orders_whose_numbers_excel_broke_are_named_by_their_links(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["订单编号", "博主昵称", "博主报价", "笔记链接", "曝光量"])
    for n in range(4):
        sheet.append(
            [6.9012345678901234e20 + n, f"阿梨{n}", 3000, LINK.format(f"5e881234000000000100234{n}"), 900]
        )
    book.save(tmp_path / "o.xlsx")
    draft = draft_sheet(open_sheets(tmp_path / "o.xlsx")[0])
    assert isinstance(draft, Draft)
    assert any(guess.header == "订单编号" and not guess.column for guess in draft.guesses), "said, not read"
    rows = pasted(tmp_path, tmp_path / "o.xlsx").table("notes")
    assert rows["note_id"].n_unique() == 4
    assert rows.select("price_cny", "impressions").unique().rows() == [(3000.0, 900)]


@pytest.mark.parametrize(
    ("header", "table", "column"),
    [
        ("数据概览-笔记数据-合作笔记-阅读中位数", "creators", "reads_median_coop"),
        ("笔记表现｜日常笔记｜互动中位数", "creators", "interactions_median"),
        ("粉丝概况-粉丝增量", "creators", "follower_change"),
        ("Performance Summary - Median Reads", "creators", "reads_median"),
        ("粉丝画像-地域分布-按城市", "creators", "cities"),
        ("粉丝画像-地域分布-按省份", "creators", "provinces"),
        ("所在城市", "creators", "region"),
        ("粉丝兴趣分布", "creators", "interests"),
        ("粉丝设备分布", "creators", "devices"),
    ],
)
def test_the_names_of_chapters_around_a_header_say_nothing(header, table, column):
    assert best(header, table) == column


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("粉丝年龄<18", "age_under18_share"),
        ("粉丝年龄 18-24", "age_18_24_share"),
        ("25~34岁粉丝", "age_25_34_share"),
        ("Audience age 35-44 (%)", "age_35_44_share"),
        ("粉丝年龄>44", "age_over44_share"),
        ("女性粉丝分布", "female_share"),
        ("Male audience ratio", "male_share"),
    ],
)
def test_a_band_of_the_audience_is_a_share_however_it_is_said(header, column):
    assert best(header, "creators") == column


def test_women_of_an_age_are_no_share_of_ours():
    assert best("18-24岁女粉占比", "creators") is None


@pytest.mark.parametrize(
    ("header", "table", "column"),
    [
        ("followersText", "creators", "followers"),
        ("likesCollectsText", "creators", "likes_saves_total"),
        ("likedCountText", "notes", "likes"),
        ("笔记内容", "notes", "body"),
        ("Note text", "notes", "body"),
        ("内容", "notes", "body"),
    ],
)
def test_the_shown_form_of_a_figure_is_the_figure_and_a_text_is_a_text(header, table, column):
    assert best(header, table) == column


@pytest.mark.parametrize("remark", ["(仅>1K)", "（仅限≥1000粉）", "(>1,000)"])
def test_a_remark_on_the_rows_that_have_a_figure_is_dropped(remark):
    assert best(f"活跃粉丝占比{remark}", "creators") == "active_fan_share"


def test_health_is_the_level_and_another_level_is_not_where_both_stand(tmp_path):
    file = tmp_path / "k.csv"
    rows = [f"{U1[:-1]}{n},{n}00,金冠薯,{'优秀' if n % 2 else '普通'}" for n in range(6)]
    file.write_text("\n".join(["uid,fans,平台等级,红人健康等级", *rows]) + "\n", encoding="utf-8")
    assert pasted(tmp_path, file).table("creators")["account_level"].to_list()[:2] == ["普通", "优秀"]
    file.write_text(
        "\n".join(["uid,fans,平台等级", *[r.rsplit(",", 1)[0] for r in rows]]) + "\n", encoding="utf-8"
    )
    (tmp_path / "sources.yaml").unlink()
    assert pasted(tmp_path, file).table("creators")["account_level"].to_list()[:2] == ["金冠薯", "金冠薯"]


def test_the_profile_goes_before_the_page_of_the_marketplace(tmp_path):
    file = tmp_path / "k.csv"
    rows = [
        f"https://pgy.xiaohongshu.com/solar/pre-trade/blogger-detail/{U1[:-1]}{n},"
        f"https://www.xiaohongshu.com/user/profile/{U1[:-1]}{n},{n}00"
        for n in range(4)
    ]
    file.write_text("\n".join(["主页链接,xsh_page,粉丝数", *rows]) + "\n", encoding="utf-8")
    creators = pasted(tmp_path, file).table("creators")
    assert creators["profile_url"][0] == f"https://www.xiaohongshu.com/user/profile/{U1[:-1]}0"
    assert creators["creator_id"].to_list() == [f"{U1[:-1]}{n}" for n in range(4)]


@pytest.mark.parametrize(
    ("likes", "kind"),
    [
        ([{"text": "1.2万", "type": "text"}], ["视频"]),
        (
            [{"text": "1.2", "type": "text"}, {"text": "万", "type": "text"}],
            [{"text": "视频", "type": "text"}],
        ),
        ({"type": 1, "value": [{"text": "12000", "type": "text"}]}, "视频"),
    ],
)
def test_a_cell_that_a_base_hands_out_in_pieces_is_one_text(tmp_path, likes, kind):
    link = {"link": LINK.format(A), "text": "看笔记", "type": "url"}
    fields = {"笔记链接": [link], "点赞数": likes, "笔记类型": kind, "标签": ["护肤", "日常"]}
    other = {**fields, "笔记链接": [{**link, "link": LINK.format(B)}]}
    file = tmp_path / "base.json"
    items = [{"record_id": "r1", "fields": fields}, {"record_id": "r2", "fields": other}]
    file.write_text(json.dumps({"data": {"items": items}}), encoding="utf-8")
    notes = pasted(tmp_path, file).table("notes")
    assert notes.select("note_id", "likes", "note_type").rows() == [
        (A, 12_000, "video"),
        (B, 12_000, "video"),
    ]


@pytest.mark.parametrize(
    ("header", "table", "column"),
    [
        ("RedNote ID", "creators", "red_id"),
        ("Red Note ID", "creators", "red_id"),
        ("XiaoHongShu ID", "creators", "red_id"),
        ("RedNote Link", "notes", "note_url"),
        ("Note ID", "notes", "note_id"),
        ("是否作者", "comments", "by_author"),
        ("isAuthor", "comments", "by_author"),
        ("是否博主回复", "comments", None),
        ("is_commercial", "notes", "is_commercial"),
        ("collected_likes", "notes", "likes"),
        ("collectedShares", "notes", "shares"),
        ("scraped comments", "notes", "comments"),
        ("collected_count", "notes", "saves"),
        ("liked_and_collected_count", "creators", "likes_saves_total"),
        ("collected_at", "notes", None),
        ("关注转化", "notes", "follows"),
        ("关注转化率", "notes", None),
        ("热搜词", "notes", "source_keyword"),
        ("粉丝趋势", "creators", None),
        ("活跃占比", "creators", "active_fan_share"),
        ("tag_list", "notes", "hashtags"),
    ],
)
def test_more_headers_of_public_tools(header, table, column):
    assert best(header, table) == column


@pytest.mark.parametrize(
    ("header", "cells", "kinds"),
    [
        ("content_type_video", "1,0", ["video", "image"]),
        ("is_video", "true,false", ["video", "image"]),
        ("是否视频笔记", "否,是", ["image", "video"]),
        ("是否图文", "是,否", ["image", "video"]),
        ("视频数", "1,0", None),
        ("是否置顶", "1,0", None),
    ],
)
def test_a_flag_that_asks_for_one_kind_of_note_says_both(tmp_path, header, cells, kinds):
    first, second = cells.split(",")
    file = tmp_path / "n.csv"
    file.write_text(f"note_id,{header},likes\n{A},{first},7\n{B},{second},9\n", encoding="utf-8")
    found = pasted(tmp_path, file).table("notes")["note_type"].to_list()
    assert found == (kinds or [None, None])


def test_tags_go_before_the_topic_somebody_gave(tmp_path):
    file = tmp_path / "n.csv"
    file.write_text(f"note_id,topic,tags,likes\n{A},早餐,快手菜,7\n{B},早餐,面食,9\n", encoding="utf-8")
    assert pasted(tmp_path, file).table("notes")["hashtags"].to_list() == ["快手菜", "面食"]
    file.write_text(f"note_id,topics,likes\n{A},#早餐,7\n{B},#面食,9\n", encoding="utf-8")
    (tmp_path / "sources.yaml").unlink()
    assert pasted(tmp_path, file).table("notes")["hashtags"].to_list() == ["#早餐", "#面食"]


@pytest.mark.parametrize("groups", [("Cohort 1", "Cohort 2"), ("首日", "第七天"), ("Wave A", "Wave B")])
def test_one_name_under_two_groups_nobody_knows_is_not_guessed(tmp_path, groups):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["笔记链接", "标题", "发布时间", "阅读量", groups[0], None, groups[1], None])
    sheet.append([None, None, None, None, "点赞", "收藏", "点赞", "收藏"])
    for n, note in enumerate((A, B)):
        sheet.append([LINK.format(note), f"t{n}", "2024-07-25", 900 + n, 10, 5, 100, 50])
    book.save(tmp_path / "g.xlsx")
    draft = draft_sheet(open_sheets(tmp_path / "g.xlsx")[0])
    assert isinstance(draft, Draft)
    assert not {"likes", "saves"} & set(draft.mapping["tables"]["notes"]["columns"])
    assert any("several groups" in guess.why.en for guess in draft.guesses if "点赞" in guess.header)
    assert pasted(tmp_path, tmp_path / "g.xlsx").table("notes")["reads"].to_list() == [900, 901]
