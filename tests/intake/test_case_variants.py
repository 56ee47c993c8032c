"""Three further variants of each kind of input in `cases/`: other headers, other marks, other spellings of the same trouble."""

from datetime import datetime
from zoneinfo import ZoneInfo

import openpyxl
import polars as pl
import pytest

from xhs_workbench.intake import read_files

CHINA = ZoneInfo("Asia/Shanghai")
IDS = [f"5f000000000000000100000{k}" for k in range(3)]
NOTES = [f"66481500000000001c00000{k}" for k in range(3)]
CRAWL = datetime(2024, 6, 1, 10, tzinfo=CHINA)


def read(tmp_path, header, rows, name="file.csv", encoding="utf-8", **how):
    path = tmp_path / name
    path.write_bytes("\n".join([header, *rows, ""]).encode(encoding))
    data = read_files([path], **how)
    files = data.files
    assert (files["rows_read"] == files["rows_used"] + files["rows_duplicate"] + files["rows_refused"]).all()
    return data


def codes(data):
    return {finding.code for finding in data.findings}


@pytest.mark.parametrize("zero", ["0", "0.00", "¥0", "0元", "0.0万"])
@pytest.mark.parametrize(
    "header", ["博主ID,粉丝数,图文报价,视频报价", "userId,fansNum,picturePrice,videoPrice"]
)
def test_no_spelling_of_a_price_of_0_is_free(tmp_path, header, zero):
    data = read(tmp_path, header, [f"{one},12000,{zero},{4000 + k}" for k, one in enumerate(IDS)])
    creators = data.table("creators")
    assert creators.height == 3
    assert creators["price_image_cny"].null_count() == 3
    assert creators["price_video_cny"].to_list() == [4000, 4001, 4002]
    assert "cells_price_zero" in codes(data)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
@pytest.mark.parametrize("first", [True, False])
def test_a_hidden_price_list_never_wins(tmp_path, state, first):
    book = openpyxl.Workbook()
    shown, old = book.active, book.create_sheet("旧价", 0 if first else 1)
    shown.title = "报价"
    for sheet, price in ((shown, 3000), (old, 9000)):
        sheet.append(["博主ID", "粉丝数", "图文报价"])
        for one in IDS:
            sheet.append([one, 12_000, price])
    old.sheet_state = state
    book.active = book.worksheets.index(shown)
    book.save(tmp_path / "prices.xlsx")
    data = read_files([tmp_path / "prices.xlsx"])
    assert data.table("creators")["price_image_cny"].to_list() == [3000] * 3
    assert {"hidden_sheet", "hidden_sheet_differs"} <= codes(data)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (
            "评论id,笔记id,笔记url,评论内容,点赞数量,上传时间",
            "{c},{n},https://www.xiaohongshu.com/explore/{n},求链接,3,2024-05-10 12:00:00",
        ),
        ("评论ID,笔记ID,评论内容,点赞数,评论时间,IP属地", "{c},{n},求链接,3,2024-05-10 12:00,上海"),
        ("comment_id,note_id,content,like_count,create_time", "{c},{n},求链接,3,1715313600"),
    ],
)
def test_comments_that_name_their_note_are_no_notes(tmp_path, header, row):
    data = read(tmp_path, header, [row.format(c=f"6648{k}", n=NOTES[0]) for k in range(3)])
    comments = data.table("comments")
    assert (comments.height, data.table("notes").height) == (3, 0)
    assert comments["likes"].to_list() == [3] * 3
    assert set(comments["created_at"]) == {datetime(2024, 5, 10, 12, tzinfo=CHINA)}


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("笔记id,标题,点赞数量,收藏数量,评论数量,分享数量,上传时间", "{},t,300,50,8,2,2024-05-10 12:00:00"),
        ("笔记ID,标题,点赞数,收藏数,评论数,分享数,发布时间", "{},t,300,50,8,2,2024-05-10_12:00:00"),
        (
            "note_id,title,liked_count,collected_count,comment_count,share_count,time",
            "{},t,300,50,8,2,1715313600000",
        ),
    ],
)
def test_every_count_and_time_of_a_note_list_is_read(tmp_path, header, row):
    notes = read(tmp_path, header, [row.format(note) for note in NOTES]).table("notes")
    assert notes.select("likes", "saves", "comments", "shares").row(0) == (300, 50, 8, 2)
    assert notes["published_at"][0] == datetime(2024, 5, 10, 12, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("header", "link"),
    [
        ("小红书链接,粉丝数,图文报价,视频报价", "https://www.xiaohongshu.com/user/profile/{}"),
        (
            "蒲公英主页,粉丝数,图文报价,视频报价",
            "https://pgy.xiaohongshu.com/solar/pre-trade/blogger-detail/{}?a=1",
        ),
        ("主页链接,粉丝量,图文报价,视频报价", "www.xiaohongshu.com/user/profile/{}?xhsshare=CopyLink"),
    ],
)
def test_a_creator_is_named_by_a_link(tmp_path, header, link):
    creators = read(tmp_path, header, [f"{link.format(one)},8.6万,3000,5000" for one in IDS]).table(
        "creators"
    )
    assert creators["creator_id"].to_list() == IDS
    assert creators.select("followers", "price_image_cny", "price_video_cny").row(0) == (86_000, 3000, 5000)


@pytest.mark.parametrize("mark", ["-1", "-1.0", "NaN", "#VALUE!", "--", "暂无"])
def test_marks_of_no_figure_leave_the_row_and_say_so(tmp_path, mark):
    header = "note_id,title,liked_count,collected_count,comment_count,last_modify_ts"
    rows = [f"{note},t,{mark if k == 1 else 300},50,8,1717207200000" for k, note in enumerate(NOTES)]
    if mark == "NaN":  # pandas leaves its index beside its NaN
        header, rows = f",{header}", [f"{k},{row}" for k, row in enumerate(rows)]
    notes = read(tmp_path, header, rows).table("notes").sort("note_id")
    assert notes["likes"].to_list() == [300, None, 300]
    assert notes["saves"].to_list() == [50] * 3


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("编辑于 05-31 20:31 上海", "2024-05-31 20:31"),
        ("发布于 3天前", "2024-05-29 10:00"),
        ("2小时前 IP属地：广东", "2024-06-01 08:00"),
        ("昨天 20:31", "2024-05-31 20:31"),
        ("05-08", "2024-05-08 00:00"),
        ("2024-05-08 下午8:31", "2024-05-08 20:31"),
        ("Wed, 08 May 2024 12:31:00 GMT", "2024-05-08 20:31"),
        ("2024-05-08 12:31:00 UTC", "2024-05-08 20:31"),
        ("Wed May 08 20:31:00 +0800 2024", "2024-05-08 20:31"),
        ("8-May-24", "2024-05-08 00:00"),
        ("May 8th, 2024, 8:31 PM", "2024-05-08 20:31"),
        ("2024. 5. 8.", "2024-05-08 00:00"),
        ("20240508203100", "2024-05-08 20:31"),
        ("2024年5月8日（周三）20:31", "2024-05-08 20:31"),
        ("2024-05-08T20:31:00.000+0800", "2024-05-08 20:31"),
        ("45420.8548611", "2024-05-08 20:31"),
        ("2024-05-08 20:31 GMT+8", "2024-05-08 20:31"),
    ],
)
def test_dates_as_sites_programs_and_people_write_them(tmp_path, text, moment):
    data = read(
        tmp_path, "笔记ID,笔记标题,点赞,收藏,发布时间", [f'{NOTES[0]},t,3,1,"{text}"'], collected_at=CRAWL
    )
    assert f"{data.table('notes')['published_at'][0]:%Y-%m-%d %H:%M}" == moment


def test_a_named_zone_is_never_taken_for_a_place(tmp_path):
    """12:31 UTC is 20:31 in China; as a region behind the date it would have been 12:31."""
    data = read(
        tmp_path,
        "笔记ID,笔记标题,点赞,收藏,发布时间",
        [f"{NOTES[0]},t,3,1,2024-05-08 12:31 上海", f"{NOTES[1]},t,3,1,2024-05-08 12:31 UTC"],
    )
    times = data.table("notes").sort("note_id")["published_at"]
    assert [f"{at:%H:%M}" for at in times] == ["12:31", "20:31"]


@pytest.mark.parametrize(
    "steps",
    [("100+", 100), ("1k+", 1000), ("1千+", 1000), ("1万+", 10_000), ("999+", 999), ("10w以上", 100_000)],
)
def test_a_bound_stays_a_bound_in_any_spelling(tmp_path, steps):
    text, value = steps
    notes = read(tmp_path, "笔记ID,笔记标题,点赞,收藏", [f"{note},t,{text},5" for note in NOTES]).table(
        "notes"
    )
    assert notes["likes"].to_list() == [value] * 3
    assert notes["likes_censored"].to_list() == [True] * 3
    assert notes["saves_censored"].to_list() == [False] * 3


@pytest.mark.parametrize(
    "header",
    [
        "Note ID,Note Title,Likes,Collects,Comments,Publish Time",
        "note_id,title,like_count,collect_count,comment_count,published_at",
        "Note Id,Title,Like Count,Favorites,Comment Count,Post Date",
    ],
)
def test_english_headers_in_other_words(tmp_path, header):
    notes = read(tmp_path, header, [f"{note},t,300,50,8,2024-05-10 12:00" for note in NOTES]).table("notes")
    assert notes.select("likes", "saves", "comments").row(0) == (300, 50, 8)
    assert notes["published_at"].null_count() == 0


@pytest.mark.parametrize("settling", ["1/14/2025 12:08", "14/1/2025 12:08", "Jan 14, 2025 12:08"])
def test_one_cell_settles_day_and_month_for_its_column(tmp_path, settling):
    rows = [f"{NOTES[0]},t,1,1,2/3/2025 9:05", f'{NOTES[1]},t,1,1,"{settling}"']
    if settling.startswith("Jan"):  # a month's name says nothing of the other cells
        from xhs_workbench.errors import IntakeError

        with pytest.raises(IntakeError, match="date_order"):
            read(tmp_path, "笔记ID,笔记标题,点赞,收藏,发布时间", rows)
        return
    times = (
        read(tmp_path, "笔记ID,笔记标题,点赞,收藏,发布时间", rows)
        .table("notes")
        .sort("note_id")["published_at"]
    )
    assert f"{times[0]:%m-%d}" == ("02-03" if settling.startswith("1/") else "03-02")
    assert f"{times[1]:%Y-%m-%d}" == "2025-01-14"


@pytest.mark.parametrize(
    ("header", "index"),
    [
        (",note_id,title,liked_count,collected_count", True),
        ("Unnamed: 0,note_id,title,liked_count,collected_count", True),
        ("note_id,title,liked_count,collected_count", False),
    ],
)
def test_what_pandas_wrote_again_is_read_as_before(tmp_path, header, index):
    rows = [f"{f'{k},' if index else ''}{note},t,300.0,50.0" for k, note in enumerate(NOTES)]
    notes = read(tmp_path, header, rows, encoding="gb18030").table("notes")
    assert notes["note_id"].to_list() == NOTES
    assert notes.select("likes", "saves").unique().rows() == [(300, 50)]


@pytest.mark.parametrize(("likes", "saves", "kept"), [(0, 900, False), (0, 120, False), (0, 0, True)])
def test_a_zero_beside_much_is_missing_and_one_beside_nothing_is_not(tmp_path, likes, saves, kept):
    notes = [f"66481500000000001c0000{k:02d}" for k in range(12)]
    rows = [f"{notes[0]},t,{likes},{saves}", *(f"{note},t,300,50" for note in notes[1:])]
    data = read(tmp_path, "笔记ID,笔记标题,点赞,收藏", rows)
    first = data.table("notes").filter(pl.col("note_id") == notes[0])
    assert first["likes"].to_list() == ([0] if kept else [None])
