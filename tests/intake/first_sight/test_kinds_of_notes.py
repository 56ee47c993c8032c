"""What tools call the two kinds of notes."""

import pytest

from tests.intake.first_sight.strangers import LINK, NOTES, pasted, written


def kinds(folder, header, cells):
    rows = [f"标题{n},{LINK.format(NOTES[n])},甲{n},{n}00,{cell}" for n, cell in enumerate(cells)]
    notes = pasted(folder, written(folder, f"标题,链接,作者,点赞数,{header}", rows)).table("notes")
    return notes["note_type"].to_list()


@pytest.mark.parametrize(
    ("header", "picture", "film"),
    [
        ("类型", "note", "video"),
        ("笔记类型", "笔记", "视频"),
        ("体裁", "普通笔记", "视频笔记"),
        ("type", "normal note", "video note"),
    ],
)
def test_a_note_beside_videos_is_one_of_pictures(tmp_path, header, picture, film):
    assert kinds(tmp_path, header, [picture, film, film, picture]) == ["image", "video", "video", "image"]


@pytest.mark.parametrize(
    "cells", [["note"] * 4, ["笔记", "商品", "笔记", "商品"], ["note", "video", "live", "note"]]
)
def test_a_note_beside_anything_else_may_be_of_either_kind(tmp_path, cells):
    assert "image" not in kinds(tmp_path, "类型", cells)
