"""Headers said twice, days over measures, objects inside objects, links and words of a person in a hurry."""

import json

import openpyxl
import polars as pl
import pytest

from tests.intake.first_sight.strangers import HOME, LINK, NOTES, USERS, best, pasted, sheet_of, written
from tests.intake.vendor_values import U1, U2, A, B, moment
from xhs_workbench.errors import IntakeError
from xhs_workbench.intake import read_files
from xhs_workbench.intake.drafting.evidence import choice_of
from xhs_workbench.intake.opening.day_columns import turn_days
from xhs_workbench.intake.opening.records import find_records
from xhs_workbench.intake.opening.row_kinds import one_language
from xhs_workbench.intake.opening.sheets import Sheet


@pytest.mark.parametrize(
    "short", ["http://xhslink.com/a/Ab3dE9", "https://xhslink.com/m/4kQ9zzT", "xhslink.cn/o/A1b2C3d4"]
)
def test_a_note_does_not_vanish_because_its_link_was_shortened(tmp_path, short):
    links = [short if n == 3 else LINK.format(NOTES[n]) for n in range(8)]
    rows = [f"达人{n},{links[n]},{n}00,{n}0" for n in range(8)]
    data = pasted(tmp_path, written(tmp_path, "博主名,作品,赞数,藏数", rows))
    assert data.table("notes")["likes"].sum() == 2800
    assert [one for one in data.table("notes")["note_id"] if one.startswith("short-")] == [
        "short-" + short.rpartition("/")[2]
    ]
    assert "short_links" in {finding.code for finding in data.findings}


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("发帖标题", "title"),
        ("发布标题", "title"),
        ("发帖内容", "body"),
        ("发布文案", "body"),
        ("出稿日期", "published_at"),
        ("发帖时间", "published_at"),
    ],
)
def test_what_was_posted_is_told_from_when(header, column):
    assert best(header, "notes") == column


@pytest.mark.parametrize("header", ["scrapedAt", "fetched_time", "crawledAt"])
def test_a_list_of_usual_words_has_its_crawl_time_read(tmp_path, header):
    notes = [
        {
            "noteId": NOTES[n],
            "title": f"t{n}",
            "likeCount": n,
            "collectCount": n,
            header: f"2026-11-2{n}T01:00:00Z",
        }
        for n in range(5)
    ]
    (tmp_path / "set.json").write_text(json.dumps(notes), encoding="utf-8")
    read = pasted(tmp_path, tmp_path / "set.json").table("notes").sort("note_id")
    assert read["collected_at"][0] == moment(2026, 11, 20, 9)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1x photo note", "image"),
        ("1x video note", "video"),
        ("图文*1", "image"),
        ("视频1条", "video"),
        ("2 x Video", "video"),
    ],
)
def test_how_many_were_agreed_is_no_part_of_the_kind(text, kind):
    assert choice_of("note_type", text) == kind


CHINESE = ("达人昵称", "主页链接", "粉丝数(千)", "阅读中位", "图文 未税", "视频 未税")


@pytest.mark.parametrize(
    "english",
    [
        ("KOL", "Profile", "Followers (K)", "Median reads", "Image excl. VAT", "Video excl. VAT"),
        ("Name", "Link", "Fans", "Reads", "Photo", "Video"),
        ("Creator", "Home page", "Followers", "Median views", "Picture note", "Video note"),
    ],
)
def test_a_header_said_again_in_english_is_no_person(tmp_path, english):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["名单 Shortlist"])
    sheet.append(["基础信息 Basic", None, None, "数据 Data", "报价 Rate card (RMB / USD)"])
    sheet.append(CHINESE)
    sheet.append(english)
    for n in range(1, 6):
        sheet.append([f"达人{n}", HOME.format(USERS[n]), f"{n}3.2", f"{n}000", n * 1000, n * 2000])
    book.save(tmp_path / "list.xlsx")
    data = pasted(tmp_path, tmp_path / "list.xlsx")
    people = data.table("creators")
    assert people["followers"].to_list() == [13_200, 23_200, 33_200, 43_200, 53_200]
    assert people["price_image_cny"].sum() == 15_000
    assert people["reads_median"].sum() == 15_000
    assert "header_twice" in {finding.code for finding in data.findings}


@pytest.mark.parametrize(
    "first", [("Kiki", "Shanghai", "food", "daily", "yes", "no"), ("Kiki", "SH", "18k", "9k", "4k", "5k")]
)
def test_a_person_with_a_latin_name_is_no_header(first):
    rows = [
        ("昵称", "城市", "粉丝", "阅读", "图文", "视频"),
        first,
        *[("甲", "上海", "12", "13", "14", "15")] * 3,
    ]
    told = one_language(sheet_of(*rows))
    assert told.cells.height == len(rows)
    assert not told.findings


def days_over(*days, dated="2026-11-05 19:42:51"):
    top = ["博主", "笔记链接", "发布时间"]
    measures = ["曝光", "阅读"]
    rows = [
        [*top, *(cell for day in days for cell in (day, None))],
        [None] * 3 + measures * len(days),
        *(
            [f"达人{n}", LINK.format(NOTES[n]), dated, *(str(100 * n + at) for at in range(2 * len(days)))]
            for n in range(1, 4)
        ),
    ]
    return sheet_of(*rows)


@pytest.mark.parametrize(
    "days",
    [
        ("11月10日", "11月11日", "11月12日"),
        ("2026-11-10", "2026-11-11", "2026-11-12"),
        ("11-10", "11-11", "11-12"),
    ],
)
def test_days_that_stand_over_measures_become_rows(days):
    made = turn_days(days_over(*days))
    assert made.cells.drop("row").row(0) == ("博主", "笔记链接", "发布时间", "统计日期", "曝光", "阅读")
    body = made.cells.slice(1)
    assert body.height == 9
    assert sorted(set(body["c3"])) == ["2026-11-10", "2026-11-11", "2026-11-12"]
    third = body.filter((pl.col("c0") == "达人2") & (pl.col("c3") == "2026-11-12"))
    assert third.select("c4", "c5").row(0) == ("204", "205")


def test_a_year_is_taken_only_where_the_sheet_says_one():
    sheet = days_over("12月31日", "1月1日", "1月2日")
    other = sheet.cells.with_columns(
        c2=pl.when(pl.col("row") == 3).then(pl.lit("2025-12-30")).otherwise(pl.col("c2"))
    )
    made = turn_days(Sheet("stranger.xlsx", "Sheet1", other))
    assert "12月31日" in made.cells["c3"].to_list()  # two years are said: neither is guessed


@pytest.mark.parametrize("name", ["sub_comments", "replies", "subComments"])
def test_the_replies_inside_a_comment_are_comments_of_the_same_note(tmp_path, name):
    reply = {
        "id": "66000000000000000000c001",
        "content": "同问",
        "create_time": "2024-05-11 08:00:00",
        "user_info": {"user_id": U2},
    }
    said = [
        {
            "id": f"66000000000000000000a00{n}",
            "note_id": A,
            "content": f"第{n}条",
            "create_time": f"2024-05-10 12:0{n}:00",
            "like_count": "4",
            "sub_comment_count": "1" if n == 1 else "0",
            "user_info": {"user_id": U1},
            name: [reply] if n == 1 else [],
        }
        for n in range(4)
    ]
    file = tmp_path / "raw.jsonl"
    file.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in said), encoding="utf-8")
    comments = pasted(tmp_path, file).table("comments")
    assert comments.height == 5
    assert comments["note_id"].unique().to_list() == [A]
    own = comments.filter(pl.col("content") == "同问").row(0, named=True)
    assert (own["likes"], own["replies"]) == (None, None)  # what the comment got is not its reply's


@pytest.mark.parametrize(
    ("one", "two"), [("nickname", "nick_name"), ("nickname", "nickName"), ("nick_name", "nick-name")]
)
def test_a_name_that_stands_twice_with_the_same_cells_is_one(tmp_path, one, two):
    notes = [
        {
            "id": note,
            "display_title": note[-2:],
            "user": {"user_id": U1, one: "阿梨", two: "阿梨"},
            "interact_info": {"liked_count": "5"},
        }
        for note in (A, B)
    ]
    file = tmp_path / "page.json"
    file.write_text(json.dumps({"data": {"items": notes}}, ensure_ascii=False), encoding="utf-8")
    assert read_files([file]).table("notes")["creator_name"].to_list() == ["阿梨", "阿梨"]
    notes[1]["user"][two] = "小满"
    file.write_text(json.dumps({"data": {"items": notes}}, ensure_ascii=False), encoding="utf-8")
    if "nickname" in (one, two):
        with pytest.raises(IntakeError, match="twice"):
            read_files([file])


@pytest.mark.parametrize(("kind", "figure"), [("name", "count"), ("label", "value"), ("type", "num")])
def test_a_list_of_counters_is_one_column_each(kind, figure):
    said = {
        "name": ("关注", "粉丝", "获赞与收藏"),
        "label": ("Following", "Followers", "Likes"),
        "type": ("follows", "fans", "likes"),
    }
    counters = [
        {kind: name, figure: text} for name, text in zip(said[kind], ("453", "53.9万", "10"), strict=True)
    ]
    record = find_records([{"user_id": U1, "interactions": counters}])[""][0]
    assert record == {
        "user_id": U1,
        **{
            f"interactions.{name}": text
            for name, text in zip(said[kind], ("453", "53.9万", "10"), strict=True)
        },
    }


@pytest.mark.parametrize(
    "listed",
    [
        [{"name": "护肤", "id": 1}, {"name": "护肤", "id": 2}],
        [{"url": "u", "width": 3}, {"url": "v", "width": 4}],
        [{"name": "25岁", "type": "info"}, {"name": "上海", "type": "info"}],
    ],
)
def test_tags_and_pictures_are_no_counters(listed):
    assert set(find_records([{"user_id": U1, "tags": listed}])[""][0]) == {"user_id", "tags"}
