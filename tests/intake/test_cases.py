"""Realistic formats with realistic mess: each input stands for a kind (made-up values, CC0), with its expected result."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import polars as pl
import pytest

from xhs_workbench.errors import IntakeError, ParamsError
from xhs_workbench.intake import check_mappings, read_files

CASES = Path(__file__).parent / "cases"
CHINA = ZoneInfo("Asia/Shanghai")
CRAWL = datetime(2024, 6, 1, 10)


def read(name, **how):
    data = read_files([CASES / name], **how)
    files = data.files
    assert (files["rows_read"] == files["rows_used"] + files["rows_duplicate"] + files["rows_refused"]).all()
    return data


def written(folder, text, name="file.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def codes(data):
    return {finding.code for finding in data.findings}


def said(data, code):
    return next(finding for finding in data.findings if finding.code == code)


def test_a_price_of_0_is_not_offered():
    data = read("zero_price.csv")
    prices = data.table("creators")["price_image_cny"]
    assert (prices.len(), prices.null_count(), prices.min()) == (60, 15, 464.0)
    assert said(data, "cells_price_zero").n == 15


def test_a_hidden_sheet_is_named_and_the_visible_one_wins():
    data = read("hidden_sheet.xlsx")
    assert data.files["sheet"].to_list() == ["报价5月"]
    assert set(data.table("creators")["price_image_cny"]) == {3000.0}
    assert "旧报价4月" in said(data, "hidden_sheet").text.zh
    assert "price_image_cny (8)" in said(data, "hidden_sheet_differs").text.en
    assert said(data, "hidden_rows").n == 2


def test_hidden_is_read_on_request_and_the_visible_sheet_still_wins():
    both = read("hidden_sheet.xlsx", mappings=[{"extends": "pugongying_creators", "hidden": True}])
    assert both.files.select("sheet", "rows_read", "rows_used", "rows_duplicate").rows() == [
        ("旧报价4月", 12, 2, 10),
        ("报价5月", 10, 10, 0),
    ]
    assert both.table("creators").filter(pl.col("source_sheet") == "报价5月")[
        "price_image_cny"
    ].unique().to_list() == [3000.0]
    assert "price_image_cny (10, by up to 2,000)" in said(both, "duplicates_differ").text.en


def test_comments_that_name_notes_are_comments():
    data = read("comments_with_note_ids.xlsx")
    assert data.files.select("source", "table", "rows_used").rows() == [
        ("spider_xhs_comments", "comments", 30)
    ]
    assert "notes" not in data.tables


def test_spider_notes_are_read_in_full():
    notes = read("notes_shangchuan.xlsx").table("notes")
    assert notes.height == 12
    assert (
        notes.select(
            pl.col("likes", "saves", "comments", "shares", "published_at", "note_type").null_count()
        ).row(0)
        == (0,) * 6
    )
    assert notes.sort("published_at").select("likes", "likes_censored", "saves").rows()[:3] == [
        (12_000, False, 40),
        (328, False, 41),
        (100_000, True, 42),
    ]


def test_a_flat_crawl_gives_prices_medians_and_ids_from_links():
    creators = read("creators_baobei_price.csv").table("creators").sort("price_image_cny")
    row = creators.row(0, named=True)
    assert creators.height == 12
    assert (
        row["creator_id"],
        row["price_image_cny"],
        row["price_video_cny"],
        row["reads_median"],
        row["interactions_median"],
    ) == (
        "5f0000000000000001000000",
        3000.0,
        5000.0,
        2400,
        180,
    )
    assert (row["reads_median_coop"], row["interactions_median_coop"]) == (2100, 150)


def test_an_agency_pick_list_has_followers_in_units_and_prices():
    creators = read("agency_picks.csv").table("creators").sort("followers")
    row = creators.row(1, named=True)
    assert (
        row["followers"],
        row["price_image_cny"],
        row["price_video_cny"],
        row["price_image_with_fee_cny"],
    ) == (
        86_001,
        6010.0,
        12_000.0,
        6611.0,
    )
    assert (row["interactions_median_coop"], row["female_share"], row["likes_saves_total"]) == (
        900,
        0.92,
        520_000,
    )


def test_followers_in_wan_alone_are_read_in_units(tmp_path):
    text = (
        "达人昵称,主页链接,粉丝数/w,赞藏数/w,报备图文裸价（不含税）"
        "\n甲,https://www.xiaohongshu.com/user/profile/5f0000000000000001000000,8.6,52,6000\n"
    )
    data = read_files([written(tmp_path, text)])
    row = data.table("creators").row(0, named=True)
    assert (row["followers"], row["likes_saves_total"], row["price_image_cny"]) == (86_000, 520_000, 6000.0)
    assert "不含税" in said(data, "price_tax_basis").text.zh


def test_a_comment_finds_its_note_by_the_link():
    comments = read("comments_link_only.csv").table("comments")
    assert comments.height == 24
    assert set(comments["note_id"]) == {
        "66481500000000001c000000",
        "66496680000000001c000001",
        "664ab800000000001c000002",
    }


def test_comments_of_no_note_are_refused_in_words_or_named_by_a_constant():
    with pytest.raises(IntakeError, match="笔记链接"):
        read("comments_no_note.csv")
    mapping = {
        "name": "own",
        "recognise": ["评论内容", "评论时间"],
        "tables": {
            "comments": {
                "columns": {
                    "commenter_hash": ["用户ID"],
                    "created_at": ["评论时间"],
                    "likes": ["点赞数量"],
                    "content": ["评论内容"],
                },
                "constants": {"note_id": "note-of-may"},
                "derive": {"comment_id": {"hash_of": "commenter_hash,content,created_at"}},
            }
        },
    }
    comments = read("comments_no_note.csv", mappings=[mapping]).table("comments")
    assert comments.select("note_id", "content", "likes").rows() == [
        ("note-of-may", "请问哪里买", 0),
        ("note-of-may", "好看", 3),
    ]


def test_minus_one_is_missing_and_the_row_stays():
    notes = read("minus_one.csv").table("notes")
    assert (notes.height, notes["shares"].null_count()) == (60, 6)
    assert notes["likes"].null_count() == 0


def test_the_downloaders_database_is_read():
    data = read("ExploreData.db")
    notes = data.table("notes").sort("published_at")
    assert notes.select("likes", "shares", "published_at", "collected_at").row(0) == (
        12_000,
        None,
        datetime(2024, 5, 10, 20, 31, 12, tzinfo=CHINA),
        datetime(2024, 6, 1, 10, tzinfo=CHINA),
    )
    assert (notes.height, notes["shares"].null_count()) == (12, 4)


def test_prices_as_people_write_them_lose_nobody():
    data = read("price_texts.csv")
    creators = data.table("creators").sort("source_row")
    assert creators["price_image_cny"].to_list()[:11] == [
        3000,
        3000,
        3000,
        3000,
        3000,
        None,
        None,
        None,
        None,
        None,
        None,
    ]
    assert creators.height == 54
    unread = creators["price_image_cny"].null_count()
    silent = {
        "cells_with_terms",
        "cells_lower_bound",
        "cells_approximate",
        "cells_two_amounts",
        "cells_unit_m",
    }
    assert sum(f.n for f in data.findings if f.code.startswith("cells_") and f.code not in silent) == unread


def test_silent_zeros_are_missing_in_every_number():
    data = read("silent_zero.csv")
    likes = data.table("notes")["likes"]
    assert (likes.null_count(), likes.min()) == (12, 5000)
    assert data.table("snapshots")["likes"].null_count() == 12
    assert said(data, "silent_zeros").n == 12


def test_silent_zeros_stand_on_request():
    data = read("silent_zero.csv", mappings=[{"extends": "mediacrawler_notes", "zeros": "as_they_stand"}])
    assert (data.table("notes")["likes"] == 0).sum() == 12
    assert "kept as they stand" in said(data, "silent_zeros").text.en


def test_english_headers_are_as_good_as_chinese():
    notes = read("english_headers.csv").table("notes")
    assert notes.select(
        "note_id", "title", "creator_id", "likes", "likes_censored", "saves", "saves_censored"
    ).rows() == [
        ("658a6369000000001d000001", "标题一", "5f0000000000000000000001", 10, True, 7, False),
        ("65890baf0000000008000002", "标题二", "5f0000000000000000000002", 1000, True, 100, True),
    ]
    assert notes["published_at"].dt.day().to_list() == [26, 25]


def test_a_note_is_named_by_its_link():
    notes = read("link_only.csv").table("notes")
    assert notes.select("note_id", "note_type", "likes", "saves").rows() == [
        ("693014dd000000001d000001", "image", 1, 0),
        ("69301350000000001b000002", "video", 5, 2),
    ]


def test_wrapped_json_says_of_each_record_what_the_wrapper_says():
    data = read("nested.json")
    notes = data.table("notes").sort("likes", nulls_last=True)
    assert notes.select("creator_id", "followers", "likes", "saves").rows() == [
        ("5f0000000000000000000001", 27_048, 33, 5),
        ("5f0000000000000000000001", 27_048, None, 200),
    ]
    assert set(notes["collected_at"]) == {datetime(2026, 1, 15, 0, 13, 41, tzinfo=CHINA)}


def test_both_sets_of_medians_of_a_resaved_list_are_read():
    creators = read("creators_resaved.csv").table("creators")
    row = creators.filter(pl.col("creator_id") == "5e9e888b6b5bd26d5c30ece4").row(0, named=True)
    assert (row["impressions_median"], row["reads_median"], row["interactions_median"]) == (
        644_394,
        62_786,
        3793,
    )
    assert (row["impressions_median_coop"], row["reads_median_coop"], row["interactions_median_coop"]) == (
        349_260,
        34_029,
        2055,
    )
    assert row["followers"] == 1_221_162
    assert creators.height == 50


def test_pandas_leaves_floats_and_nan(tmp_path):
    text = (
        "Unnamed: 0,笔记ID,达人ID,小红书号,点赞,收藏,发布时间\n"
        "0,66481500000000001c000000,5f0000000000000001000000,6626176978.0,12.0,NaN,1716033600.0\n"
        "1,66496680000000001c000001,5f0000000000000001000001,NaN,nan,7.0,1716033600000.0\n"
    )
    data = read_files([written(tmp_path, text, encoding="gbk")])
    assert data.table("notes").select("likes", "saves").rows() == [(12, None), (None, 7)]
    assert set(data.table("notes")["published_at"]) == {datetime(2024, 5, 18, 20, tzinfo=CHINA)}


def test_pandas_leaves_an_index_without_a_name(tmp_path):
    text = (
        ",博主ID,博主昵称,粉丝数,图文报价,视频报价,阅读中位数\n0,5f0000000000000001000000,甲,12000.0,3000.0,NaN,2400.0\n1,"
        "5f0000000000000001000001,乙,NaN,0.0,5000.0,NaN\n"
    )
    creators = read_files([written(tmp_path, text)]).table("creators")
    assert creators.select("followers", "price_image_cny", "price_video_cny", "reads_median").rows() == [
        (12_000, 3000.0, None, 2400),
        (None, None, 5000.0, None),
    ]


def test_the_bounds_of_a_censored_crawl_are_kept():
    data = read("censored_crawl.csv")
    notes = data.table("notes")
    assert (notes["likes_censored"].sum(), notes["likes"].median()) == (28, 100.0)


JSON = '{{"code": 0, "data": {{{body}}}}}'
RECORD = (
    '{{"note_id": "6648150000000000{0:08x}", "type": "normal", "liked_count": "{0}", "collected_count": "3"}}'
)


@pytest.mark.parametrize(
    "wrapped",
    [
        '{{"data": [{0}, {1}]}}',
        '{{"data": {{"items": [{0}, {1}], "has_more": false}}}}',
        '{{"result": {{"notes": {{"a": {0}, "b": {1}}}}}}}',
        '{{"meta": {{"page": 1}}, "list": [{0}, {1}], "errors": []}}',
        "[{0}, {1}]",
    ],
)
def test_records_are_found_wherever_they_are_wrapped(tmp_path, wrapped):
    path = written(tmp_path, wrapped.format(RECORD.format(5), RECORD.format(9)), "wrapped.json")
    assert sorted(read_files([path]).table("notes")["likes"]) == [5, 9]


def test_a_mapping_names_the_records_it_means(tmp_path):
    text = (
        '{"hot": [{"note_id": "66481500000000001c000000", "n": 4}], "own": [{"note_id": '
        '"66481500000000001c000001", "n": 5}]}'
    )
    mapping = {
        "name": "mine",
        "recognise": ["note_id", "n"],
        "records": "own",
        "tables": {"notes": {"columns": {"note_id": ["note_id"], "likes": ["n"]}}},
    }
    notes = read_files([written(tmp_path, text, "two.json")], mappings=[mapping]).table("notes")
    assert dict(notes.select("note_id", "likes").iter_rows())["66481500000000001c000001"] == 5


def test_hidden_columns_are_skipped_and_named(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["博主ID", "博主昵称", "粉丝数", "图文笔记一口价", "视频笔记一口价", "阅读中位数"])
    for k in range(3):
        sheet.append([f"5f000000000000000100000{k}", "甲", 1000 + k, 900, 1900, 50])
    sheet.column_dimensions["E"].hidden = True
    sheet.row_dimensions[3].hidden = True
    book.save(tmp_path / "h.xlsx")
    data = read_files([tmp_path / "h.xlsx"])
    assert data.table("creators")["price_video_cny"].to_list() == [None, None]
    assert "视频笔记一口价" in said(data, "hidden_columns").text.zh
    whole = read_files([tmp_path / "h.xlsx"], mappings=[{"extends": "pugongying_creators", "hidden": True}])
    assert whole.table("creators")["price_video_cny"].to_list() == [1900.0] * 3


def test_a_workbook_of_hidden_sheets_only_is_refused_in_words(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "空"
    hidden = book.create_sheet("旧")
    hidden.append(["博主ID", "粉丝数", "图文报价", "阅读中位数"])
    hidden.append(["5f0000000000000001000000", 5, 5, 5])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "h.xlsx")
    with pytest.raises(IntakeError, match="hidden"):
        read_files([tmp_path / "h.xlsx"])


def test_an_id_that_excel_broke_is_taken_from_the_link(tmp_path):
    link = "https://www.xiaohongshu.com/explore/66481500000000001c00000"
    rows = [f"6.6E+23,{link}{k},{k}" for k in range(2)] + [
        f",{link}2,2",
        f"66481500000000001c000003,{link}9,3",
        "6.6E+23,,4",
    ]
    filler = [f"66481500000000001c0001{k:02d},,{k}" for k in range(20)]
    data = read_files([written(tmp_path, "笔记ID,笔记链接,点赞\n" + "\n".join([*rows, *filler]) + "\n")])
    assert data.table("notes")["note_id"].to_list()[:4] == [f"66481500000000001c00000{k}" for k in range(4)]
    assert data.files.select("rows_used", "rows_refused").row(0) == (24, 1)
    assert said(data, "cells_id_from_elsewhere").n == 3


@pytest.mark.parametrize("tail", ["?xsec_token=AB", "", "#top"])
@pytest.mark.parametrize("head", ["explore", "discovery/item", "user/profile/5f0000000000000001000000"])
def test_note_links_of_every_shape_name_the_note(tmp_path, head, tail):
    text = f"标题,作品链接,获赞数\n甲,https://www.xiaohongshu.com/{head}/66481500000000001c000000{tail},5\n"
    assert read_files([written(tmp_path, text)]).table("notes")["note_id"].to_list() == [
        "66481500000000001c000000"
    ]


def test_a_mapping_that_extends_nothing_or_states_no_order_is_refused_by_name():
    with pytest.raises(ParamsError, match="mediacrawler_nots"):
        check_mappings([{"extends": "mediacrawler_nots", "hidden": True}])
    with pytest.raises(ParamsError, match="month_first"):
        check_mappings([{"extends": "generic_notes", "date_order": "american"}])


def test_an_extension_adds_headers_and_keeps_the_rest(tmp_path):
    text = "note_id,type,点过赞的,liked_count,collected_count\n66481500000000001c000000,normal,7,9,3\n"
    mapping = {"extends": "mediacrawler_notes", "tables": {"notes": {"columns": {"likes": ["点过赞的"]}}}}
    row = read_files([written(tmp_path, text)], mappings=[mapping]).table("notes").row(0, named=True)
    assert (row["likes"], row["saves"], row["note_type"]) == (7, 3, "image")
