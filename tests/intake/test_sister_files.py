"""Two files of one kind, each with columns that the other lacks: a daily list of counts, and the list of titles and fees."""

import pytest

from xhs_workbench.intake import read_files

LIST = """笔记ID,笔记标题,达人昵称,发布时间,合作费用,点赞,收藏,评论,分享
67010000c0ffee0001,早八的咖啡,阿蓝,2026-10-16 09:01,3800,500,300,40,12
67020000c0ffee0002,露营的咖啡,周周,2026-10-18 11:00,,90,60,5,3
"""
DAILY = """日期,笔记ID,达人昵称,点赞,收藏,评论
2026-10-17,67010000c0ffee0001,阿蓝,200,100,10
2026-10-18,67010000c0ffee0001,阿蓝,450,280,30
2026-10-19,67020000c0ffee0002,周周,80,50,
"""


@pytest.fixture
def read(tmp_path):
    def of(*texts, names="ab"):
        files = [tmp_path / f"{name}.csv" for name in names]
        for file, text in zip(files, texts, strict=True):
            file.write_text(text, encoding="utf-8")
        return read_files(files)

    return of


@pytest.mark.parametrize("turned", [False, True])
def test_the_newest_row_stands_and_takes_what_its_file_has_no_column_for(read, turned):
    """Likes of the last day; title, day and fee of the list; nothing is taken for a cell that the daily list leaves empty."""
    data = read(*([LIST, DAILY] if turned else [DAILY, LIST]))
    notes = data.table("notes").sort("note_id")
    assert notes.select("title", "price_cny", "likes", "comments", "shares").rows() == [
        ("早八的咖啡", 3800.0, 450, 30, 12),
        ("露营的咖啡", None, 80, None, 3),
    ]
    assert [day.day for day in notes["published_at"]] == [16, 18]
    assert data.table("snapshots").height == 3
    said = [one for one in data.findings if one.code == "other_source"]
    # Two titles, two days, one fee, two counts of shares.
    assert [one.n for one in said] == [7]
    assert "title" in said[0].text.zh


def test_two_crawls_with_the_same_columns_fill_nothing(read):
    older = "采集时间,笔记ID,达人昵称,点赞,收藏\n2026-10-17 10:00,67010000c0ffee0001,阿蓝,200,100\n"
    newer = "采集时间,笔记ID,达人昵称,点赞,收藏\n2026-10-18 10:00,67010000c0ffee0001,阿蓝,,120\n2026-10-18 10:00,67020000c0ffee0002,周周,7,1\n"
    data = read(older, newer)
    assert data.table("notes").sort("note_id").select("likes", "saves").rows() == [(None, 120), (7, 1)]
    assert not [one for one in data.findings if one.code == "other_source"]
