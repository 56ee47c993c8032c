"""Replies among comments, where a file says that a row is one, and not which comment it answers."""

import pytest

from tests.intake.first_sight.strangers import LINK, NOTES, pasted, written

TIMES = ["2026-03-01 10:00:00", "2026-03-01 11:00:00", "2026-03-01 12:00:00", "2026-03-02 09:00:00"]


def read(folder, text, header, cells):
    rows = [f"{LINK.format(NOTES[0])},说了{n},{TIMES[n]},u{n},{cell}" for n, cell in enumerate(cells)]
    data = pasted(folder, written(folder, f"笔记链接,{text},评论时间,用户ID,{header}", rows))
    return data.table("comments").sort("created_at")["parent_comment_id"].is_not_null().to_list()


@pytest.mark.parametrize("text", ["评论内容", "评论文案"])
@pytest.mark.parametrize(
    ("header", "root", "reply"),
    [
        ("评论级别", "根评论", "二级评论"),
        ("评论层级", "一级", "二级"),
        ("评论等级", "一级评论", "子评论"),
        ("是否回复", "否", "是"),
        ("comment level", "root", "reply"),
        ("评论级别", "1", "2"),
    ],
)
def test_replies_are_told_by_their_level(tmp_path, text, header, root, reply):
    assert read(tmp_path, text, header, [root, reply, reply, root]) == [False, True, True, False]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("评论类型", ["文字", "图片", "文字", "文字"]),
        ("评论级别", ["0", "1", "1", "0"]),  # replies, or comments beside what is none?
        ("用户等级", ["一级", "二级", "三级", "一级"]),
        ("等级", ["1", "2", "4", "1"]),
    ],
)
def test_other_levels_and_kinds_make_no_replies(tmp_path, header, cells):
    assert read(tmp_path, "评论文案", header, cells) == [False] * 4
