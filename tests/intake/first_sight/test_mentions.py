"""Whom a note speaks of, which is neither who wrote it nor whom it was made for."""

import pytest

from tests.intake.first_sight.strangers import LINK, NOTES, pasted, written


@pytest.mark.parametrize(
    "header", ["提及品牌", "提到的品牌", "笔记提及品牌", "mentioned brands", "Brands mentioned"]
)
def test_a_brand_that_is_mentioned_is_not_the_one_it_was_declared_for(tmp_path, header):
    cells = ["棉云", "", "山谷", "棉云"]
    rows = [f"标题{n},{LINK.format(NOTES[n])},甲{n},{n}00,{cell}" for n, cell in enumerate(cells)]
    notes = pasted(tmp_path, written(tmp_path, f"标题,链接,作者,点赞数,{header}", rows)).table("notes")
    assert notes["brand"].null_count() == 4


@pytest.mark.parametrize("header", ["提及品牌", "提到的品牌"])
def test_where_all_notes_mention_one_brand_it_is_theirs(tmp_path, header):
    rows = [f"标题{n},{LINK.format(NOTES[n])},甲{n},{n}00,棉云" for n in range(4)]
    notes = pasted(tmp_path, written(tmp_path, f"标题,链接,作者,点赞数,{header}", rows)).table("notes")
    assert notes["brand"].to_list() == ["棉云"] * 4


@pytest.mark.parametrize("header", ["提及用户", "提到的博主", "mentioned users"])
def test_who_is_mentioned_did_not_write_it(tmp_path, header):
    rows = [f"标题{n},{LINK.format(NOTES[n])},{n}00,乙{n}" for n in range(4)]
    notes = pasted(tmp_path, written(tmp_path, f"标题,链接,点赞数,{header}", rows)).table("notes")
    assert notes["creator_name"].null_count() == 4


@pytest.mark.parametrize("header", ["品牌", "相关品牌", "关联品牌"])
def test_several_brands_in_some_rows_are_what_notes_speak_of(tmp_path, header):
    cells = ["棉云", "棉云/山谷", "山谷", "棉云 / 河岸"]
    rows = [f"标题{n},{LINK.format(NOTES[n])},甲{n},{n}00,{cell}" for n, cell in enumerate(cells)]
    notes = pasted(tmp_path, written(tmp_path, f"标题,链接,作者,点赞数,{header}", rows)).table("notes")
    assert notes["brand"].null_count() == 4


@pytest.mark.parametrize("brand", ["棉云", "棉云/Mianyun"])
def test_one_brand_in_two_languages_is_one(tmp_path, brand):
    rows = [f"标题{n},{LINK.format(NOTES[n])},甲{n},{n}00,{brand}" for n in range(4)]
    notes = pasted(tmp_path, written(tmp_path, "标题,链接,作者,点赞数,报备品牌", rows)).table("notes")
    assert notes["brand"].to_list() == [brand] * 4
