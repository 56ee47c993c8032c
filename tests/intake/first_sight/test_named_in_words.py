"""Comments whose note stands beside them in words, lists of rivals, quotes that are not doubled, times of counting."""

import polars as pl
import pytest

from tests.intake.first_sight.strangers import LINK, NOTES, best, written
from xhs_workbench.intake import Draft, draft_sheet, inspect_file, mapping_yaml, read_files
from xhs_workbench.intake.opening.files import open_sheets
from xhs_workbench.intake.read import find_source
from xhs_workbench.params.sources_file import add_mapping, read_sources
from xhs_workbench.tables import RIVALS

LISTED = [
    f"{LINK.format(NOTES[n])},好物{n},2024-05-1{8 + n // 2},{100 + n},{10 + n},博主{n}" for n in range(4)
]
HEADER = "笔记链接,笔记标题,发布时间,点赞,收藏,达人"


def together(folder, *files):
    target, drafted = folder / "sources.yaml", False
    for file in files:
        for sheet in open_sheets(file):
            if find_source(sheet) is None and isinstance(draft := draft_sheet(sheet), Draft):
                add_mapping(target, mapping_yaml(draft), draft.mapping["name"])
                drafted = True
    return read_files(files, mappings=read_sources(target) if drafted else ())


def comments(folder, header, cells, listed=LISTED):
    """Read six comments with what names their notes, beside the list of notes; return note ids in the file's order."""
    notes = written(folder, HEADER, listed, "notes.csv")
    rows = [f"{cell},说了{n},2024-06-01 10:0{n},用户{n}" for n, cell in enumerate(cells)]
    file = written(folder, f"{header},评论内容,评论时间,评论用户", rows, "comments.csv")
    data = together(folder, notes, file)
    return data, data.table("comments").sort("created_at")["note_id"].to_list()


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("笔记标题", "好物{}"),
        ("所属笔记", "《好物{}》"),
        ("Post title", " 好物{} ！"),
        ("达人", "博主{}"),
    ],
)
def test_a_note_is_found_by_its_title_or_by_who_posted_it(tmp_path, header, names):
    data, ids = comments(tmp_path, header, [names.format(n % 3) for n in range(6)])
    assert ids == [NOTES[n % 3] for n in range(6)]
    said = [one for one in data.findings if one.code == "comments_by_words"]
    assert [(one.level, one.n) for one in said] == [("PASS", 6)]


def test_what_names_no_note_or_two_of_them_stands_apart_and_is_said(tmp_path):
    """好物1 stands twice in the list, 别的 not at all: four of six comments join nothing, as two notes of their own."""
    listed = [*LISTED, f"{LINK.format(NOTES[5])},好物1,2024-05-20,7,7,博主9"]
    data, ids = comments(tmp_path, "笔记标题", ["好物0", "好物1", "别的"] * 2, listed)
    assert ids[0] == ids[3] == NOTES[0]
    assert ids[1] == ids[4] != ids[2] == ids[5]
    assert not set(ids) & {NOTES[1], NOTES[5]}
    said = [one for one in data.findings if one.code == "comments_by_words"]
    assert [(one.level, one.n) for one in said] == [("REVIEW", 4)]


def test_a_comment_without_a_link_is_kept_where_its_title_stands_beside(tmp_path):
    cells = [f"{LINK.format(NOTES[n])},好物{n}" if n != 2 else ",好物2" for n in range(4)]
    data, ids = comments(tmp_path, "笔记链接,笔记标题", cells)
    assert ids == NOTES[:4]
    assert not data.refused.filter(pl.col("file") == "comments.csv").height


def test_numbers_of_a_list_keep_the_comments_of_different_notes_apart(tmp_path):
    _, ids = comments(tmp_path, "笔记序号", [1, 1, 2, 2, 3, 3])
    assert ids[0] == ids[1] != ids[2] == ids[3] != ids[4] == ids[5]


PRICED = [f"{LINK.format(NOTES[n])},博主{n},2024-05-20,{800 + 100 * n},{100 + n}" for n in range(5)]


@pytest.mark.parametrize("name", ["竞品投放.csv", "competitor_posts.csv", "对标品牌笔记.csv"])
def test_a_list_of_rivals_is_said_to_be_theirs(tmp_path, name):
    data = together(tmp_path, written(tmp_path, "笔记链接,达人,发布时间,报价,点赞", PRICED, name))
    assert set(data.table("notes")["brand"]) == {RIVALS}
    assert [one.n for one in data.findings if one.code == "list_of_rivals"] == [5]


@pytest.mark.parametrize("name", ["本品与竞品.csv", "notes.csv", "our posts vs competitors.csv"])
def test_a_list_that_may_be_ours_stays_as_it_is(tmp_path, name):
    data = together(tmp_path, written(tmp_path, "笔记链接,达人,发布时间,报价,点赞", PRICED, name))
    assert data.table("notes")["brand"].null_count() == 5


def test_a_list_of_rivals_with_brands_says_it_itself(tmp_path):
    rows = [f"{row},某牌" for row in PRICED]
    data = together(tmp_path, written(tmp_path, "笔记链接,达人,发布时间,报价,点赞,品牌", rows, "竞品.csv"))
    assert set(data.table("notes")["brand"]) == {"某牌"}


def test_what_rivals_paid_is_no_order_of_ours(tmp_path):
    rows = [f"PO{n},博主{n},2024-05-1{n},{800 + n},80,{LINK.format(NOTES[n])}" for n in range(5)]
    file = written(tmp_path, "订单号,达人昵称,下单时间,报价,平台服务费,笔记链接", rows, "竞品订单.csv")
    data = together(tmp_path, file)
    assert not data.table("placements").height
    assert set(data.refused["rule"]) <= {"of_a_rival"}


def test_quotes_that_are_not_doubled_end_their_cell_only_before_a_comma(tmp_path):
    rows = [f'"{NOTES[n]}","我的"白月光"面霜, 第{n}罐","甲{n}","{100 + n}","{10 + n}"' for n in range(5)]
    file = written(tmp_path, "笔记ID,标题,作者,点赞数,收藏数", rows)
    data = together(tmp_path, file)
    notes = data.table("notes").sort("note_id")
    assert notes["title"][1] == '我的"白月光"面霜, 第1罐'
    assert (notes["likes"].sum(), notes["saves"].sum()) == (510, 60)
    assert [one.code for one in data.findings].count("bare_quotes") == 1


def test_quotes_are_not_guessed_where_a_row_has_another_number_of_cells(tmp_path):
    rows = [f'"{NOTES[n]}","他说"好","真的"","甲{n}","{100 + n}","1"' for n in range(5)]
    with pytest.raises(Exception, match=r"XHS-E010|XHS-E012"):
        read_files([written(tmp_path, "笔记ID,标题,作者,点赞数,收藏数", rows)])


def test_inspect_says_which_dates_are_taken_for_the_time_of_counting(tmp_path):
    rows = [f"{NOTES[n]},好物{n},2024-06-0{n + 1},{100 + n},{10 + n}" for n in range(5)]
    file = written(tmp_path, "笔记ID,标题,记录日期,点赞,收藏", rows)
    assert "? 记录日期: when each row was counted, not when it was posted" in inspect_file(file)
    posted = written(tmp_path, "笔记ID,标题,发布时间,点赞,收藏", rows, "posted.csv")
    assert "when each row was counted" not in inspect_file(posted)


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("≤17岁", "age_under18_share"),
        ("18岁及以下", "age_under18_share"),
        ("0-17", "age_under18_share"),
        ("≥45岁", "age_over44_share"),
        ("45岁及以上占比", "age_over44_share"),
        ("Age 45+", "age_over44_share"),
        ("Followers (10k)", "followers"),
        ("合作达人", "creator_name"),
    ],
)
def test_headers_of_creator_lists(header, column):
    assert best(header, "creators") == column


def test_money_for_ads_beside_orders_is_read_as_ads(tmp_path):
    """Five orders, of 800 to 1,200 yuan; ads of 100 to 104 for them, by note."""
    rows = [
        f"博主{n},{800 + 100 * n},80,2024-05-1{n},2024-05-2{n},{LINK.format(NOTES[n])},{5000 + n},{100 + n}"
        for n in range(5)
    ]
    header = "达人昵称,下单价,平台服务费,下单日期,发布日期,发布链接,阅读量,投流实际消耗"
    data = together(tmp_path, written(tmp_path, header, rows))
    assert data.table("placements")["quote_cny"].sum() == 5_000
    assert data.table("paid")["spend_cny"].sum() == 510
    assert data.table("notes")["published_at"].null_count() == 0
