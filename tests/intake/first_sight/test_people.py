"""Lists of creators as strangers kept them: who it is, what is asked, since when."""

import pytest

from tests.intake.first_sight.strangers import HOME, LINK, NOTES, USERS, pasted, written
from xhs_workbench.intake import Draft, draft_sheet
from xhs_workbench.intake.opening.files import open_sheets


@pytest.mark.parametrize(
    ("number", "home"), [("小红书号", "账号主页"), ("红薯号", "达人主页"), ("RED ID", "Profile")]
)
def test_notes_and_creators_of_one_list_name_the_same_people(tmp_path, number, home):
    rows = [
        f"{LINK.format(NOTES[n])},t{n},{n}9,博主{n},hs0{n}77{n},{HOME.format(USERS[n])},{n}00"
        for n in range(6)
    ]
    header = f"笔记地址,笔记标题,点赞,账号名称,{number},{home},粉丝数"
    data = pasted(tmp_path, written(tmp_path, header, rows))
    assert sorted(data.table("notes")["creator_id"]) == USERS[:6]
    assert sorted(data.table("creators")["creator_id"]) == USERS[:6]


@pytest.mark.parametrize("name", ["record_id", "id", "row_id"])
def test_a_number_that_a_base_gives_its_rows_is_no_account(tmp_path, name):
    rows = [f"rec8a1f{n}c{n},达人{n},{HOME.format(USERS[n])},{n}000,{n}00" for n in range(1, 6)]
    data = pasted(tmp_path, written(tmp_path, f"{name},达人,主页链接,粉丝数,图文报价", rows))
    assert data.table("creators")["red_id"].null_count() == 5
    assert data.table("creators")["followers"].sum() == 15_000


@pytest.mark.parametrize("named", ["谁", "谁发的", "who"])
def test_headers_of_a_person_in_a_hurry(tmp_path, named):
    rows = [
        f"达人{n},{n}.2w,{LINK.format(NOTES[n])},{'图' if n % 2 else '视频'},{n}00元,{n}.5w,{n}k,{n}7"
        for n in range(1, 6)
    ]
    notes = pasted(tmp_path, written(tmp_path, f"{named},粉,链接,图/视,花了多少,曝,看,赞", rows)).table(
        "notes"
    )
    assert notes["creator_name"].to_list() == [f"达人{n}" for n in range(1, 6)]
    assert notes["note_type"].to_list() == ["image", "video", "image", "video", "image"]
    assert notes["price_cny"].sum() == 1500
    assert notes["impressions"].sum() == 175_000
    assert notes["reads"].sum() == 15_000


@pytest.mark.parametrize("kinds", [("图文", "视频"), ("Photo", "Video"), ("图文笔记", "视频笔记")])
def test_figures_asked_in_steps_of_fifty_are_prices(tmp_path, kinds):
    rows = [
        f"达人{n},{HOME.format(USERS[n])},{n}770,{n * 550 + 500},{n * 650 + 800},{n * 1000 + 900}"
        for n in range(6)
    ]
    header = f"昵称,主页,粉丝数,{kinds[0]},{kinds[1]},打包价(1图文+1视频)"
    people = pasted(tmp_path, written(tmp_path, header, rows)).table("creators")
    assert people["price_image_cny"].sum() == 550 * 15 + 3000
    assert people["price_video_cny"].sum() == 650 * 15 + 4800


@pytest.mark.parametrize("figures", [(12, 3), (50, 100), (5321, 2217)])
def test_counts_under_a_kind_of_note_are_no_prices(tmp_path, figures):
    rows = [f"达人{n},{HOME.format(USERS[n])},{n}770,{figures[0] + n},{figures[1] + n}" for n in range(6)]
    people = pasted(tmp_path, written(tmp_path, "昵称,主页,粉丝数,图文,视频", rows)).table("creators")
    assert people["price_image_cny"].null_count() == 6


@pytest.mark.parametrize("header", ["Last checked", "更新日期", "数据截止日期", "Updated at"])
def test_a_list_of_creators_says_when_it_was_counted(tmp_path, header):
    rows = [f"Kiki{n},{HOME.format(USERS[n])},{n}00,{n}00,2026-11-1{n}" for n in range(1, 6)]
    older = f"Kiki1,{HOME.format(USERS[1])},999,9,2026-11-02"
    file = written(tmp_path, f"KOL,Profile,Fans,Notes listed,{header}", [older, *rows])
    people = pasted(tmp_path, file).table("creators")
    assert people["followers"].sum() == 1500  # of the one who stands twice, the later count
    assert people["notes_total"].sum() == 1500


@pytest.mark.parametrize(
    ("header", "said", "read"),
    [
        ("账号类型", ("个人", "机构"), False),
        ("达人类型", ("KOC", "KOL"), False),
        ("类目", ("素人", "素人"), False),
        ("账号类型", ("美妆", "个人"), True),
        ("达人类型", ("美食", "穿搭"), True),
    ],
)
def test_who_runs_an_account_is_not_what_it_is_about(tmp_path, header, said, read):
    rows = [f"达人{n},{HOME.format(USERS[n])},{n}00,{said[n % 2]}" for n in range(1, 6)]
    data = pasted(tmp_path, written(tmp_path, f"达人昵称,主页链接,粉丝数,{header}", rows))
    people = data.table("creators")
    assert people["category"].null_count() == (0 if read else 5)
    assert people["followers"].sum() == 1500


@pytest.mark.parametrize(("header", "one"), [("tags", "摩羯座"), ("标签", "双鱼座"), ("Tags", "27岁")])
def test_what_a_profile_shows_of_a_person_is_no_kind_of_content(tmp_path, header, one):
    rows = [f"{USERS[n]},小{n},{n + 1}000,{'上海' if n % 2 else one},{n}9" for n in range(6)]
    file = written(tmp_path, f"userid,nickname,fans,{header},likes_and_saves", rows)
    creators = pasted(tmp_path, file).table("creators")
    assert creators["category"].null_count() == 6
    assert creators["followers"].sum() == 21000


def test_tags_that_name_fields_are_kinds_of_content(tmp_path):
    rows = [f"{USERS[n]},小{n},{n + 1}000,{'美妆' if n % 2 else '母婴'},{n}9" for n in range(6)]
    creators = pasted(tmp_path, written(tmp_path, "userid,nickname,fans,tags,likes_and_saves", rows))
    assert creators.table("creators")["category"].to_list().count("美妆") == 3


@pytest.mark.parametrize(
    "header",
    [
        "Comment ID,Note ID,Content,Author user ID,Author name,Like count,Author comment,Publish time",
        "comment_id,note_id,content,user_id,user_name,like_count,is_author,create_time",
        "评论ID,笔记ID,评论内容,用户ID,用户昵称,点赞数,是否作者,评论时间",
        "评论编号,笔记id,评论内容,评论者ID,评论者昵称,点赞,是否博主评论,评论日期",
    ],
)
def test_a_comment_that_its_notes_author_wrote_is_marked(tmp_path, header):
    rows = [
        f"66481600000000001d0000{n:02x},{NOTES[0]},第{n}条,{USERS[n]},小{n},{n}2,{'true' if n == 2 else 'false'},2026-11-0{n + 1} 08:00:00"
        for n in range(8)
    ]
    comments = pasted(tmp_path, written(tmp_path, header, rows)).table("comments").sort("source_row")
    assert comments["by_author"].to_list() == [n == 2 for n in range(8)]
    assert comments["commenter_hash"].n_unique() == 8


@pytest.mark.parametrize("header", ["最近更新时间", "最近发文时间", "最近发布日期"])
def test_the_day_of_a_creators_last_note_is_not_that_of_counting(tmp_path, header):
    rows = [f"博主{n},{HOME.format(USERS[n])},{n + 1}000,{n + 1}50,2026-11-0{n + 1}" for n in range(6)]
    file = written(tmp_path, f"KOL_Name,URL,粉丝体量,图文报备裸价,{header}", rows)
    (sheet,) = open_sheets(file)
    draft = draft_sheet(sheet)
    assert isinstance(draft, Draft)
    assert "collected_at" not in draft.mapping
    assert pasted(tmp_path, file).table("creators")["followers"].sum() == 21000
