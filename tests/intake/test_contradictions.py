"""Contradictions between two rows, tables or sheets: how many, in which column, by how much, and which value counts."""

from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from xhs_workbench.intake import read_files
from xhs_workbench.intake.accounting import checks, contradictions
from xhs_workbench.intake.accounting.silent_zeros import find_zeros
from xhs_workbench.tables import TABLES, empty

CHINA = ZoneInfo("Asia/Shanghai")
A, B = "66481500000000001c000000", "66496680000000001c000001"


def table(name, *rows):
    place = {"source_file": f"{name}.csv", "source_sheet": "", "source_row": 2}
    return pl.DataFrame([{**place, **row} for row in rows], schema=empty(name).schema)


def written(folder, name, *lines):
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def found(data, code):
    return next((finding for finding in data.findings if finding.code == code), None)


HEAD = "博主ID,博主昵称,粉丝数,图文报价,获赞与收藏,阅读中位数"


def test_repeats_that_differ_are_said_and_the_larger_cumulative_count_stands(tmp_path):
    lines = [f"5f{k:022x},甲{k},1000,900,5000,50" for k in range(20)]
    data = read_files(
        [
            written(
                tmp_path,
                "a.csv",
                HEAD,
                *lines,
                f"5f{3:022x},甲3,1200,1100,6000,50",
                f"5f{4:022x},甲4,1000,900,5000,50",
            )
        ]
    )
    row = data.table("creators").filter(pl.col("creator_id") == f"5f{3:022x}").row(0, named=True)
    assert (row["followers"], row["price_image_cny"], row["source_row"]) == (1200, 1100.0, 22)
    said = found(data, "duplicates_differ")
    assert said.n == 1
    assert "followers (1, by up to 200)" in said.text.en
    assert "price_image_cny (1, by up to 200)" in said.text.en
    assert "larger count" in said.text.en
    assert found(data, "duplicate_rows").n == 2


def test_repeats_that_agree_are_only_counted(tmp_path):
    lines = [f"5f{k:022x},甲{k},1000,900,5000,50" for k in range(20)]
    data = read_files([written(tmp_path, "a.csv", HEAD, *lines, lines[0])])
    assert found(data, "duplicates_differ") is None


def test_the_newest_crawl_of_a_list_stands_whatever_its_size(tmp_path):
    head = "小红书号,小红书链接,粉丝数,图文报价,日常_阅读中位数,合作_阅读中位数,数据更新至"
    link = "https://www.xiaohongshu.com/user/profile/5f0000000000000001000000"
    old = written(tmp_path, "old.csv", head, f"900000000,{link},9000,900,50,40,2024-05-01")
    new = written(tmp_path, "new.csv", head, f"900000000,{link},8000,1000,50,40,2024-06-01")
    for order in ([old, new], [new, old]):
        data = read_files(order)
        assert data.table("creators")["price_image_cny"].to_list() == [1000.0]
        assert "followers (1, by up to 1,000)" in found(data, "duplicates_differ").text.en


def test_the_growth_of_a_note_is_no_contradiction_and_two_counts_of_one_moment_are(tmp_path):
    head = "note_id,type,liked_count,collected_count,last_modify_ts"
    first, later = "1717200000000", "1717286400000"
    grown = read_files(
        [written(tmp_path, "g.jsonl.csv", head, f"{A},normal,10,1,{first}", f"{A},normal,30,2,{later}")]
    )
    assert found(grown, "duplicates_differ") is None
    assert grown.table("notes")["likes"].to_list() == [30]
    twice = read_files(
        [written(tmp_path, "t.csv", head, f"{A},normal,10,1,{first}", f"{A},normal,30,1,{first}")]
    )
    assert twice.table("notes")["likes"].to_list() == [30]
    assert "likes (1, by up to 20)" in found(twice, "duplicates_differ").text.en


def test_more_comment_rows_than_the_platform_counts_are_said():
    notes = table("notes", {"note_id": A, "comments": 10}, {"note_id": B, "comments": 40})
    rows = [{"comment_id": f"c{k}", "note_id": A} for k in range(60)] + [
        {"comment_id": f"d{k}", "note_id": B} for k in range(5)
    ]
    said = contradictions.counted_comments({"notes": notes, "comments": table("comments", *rows)})
    assert (said.code, said.n) == ("comments_exceed_count", 1)
    assert "65 rows against 50" in said.text.en
    fewer = contradictions.counted_comments({"notes": notes, "comments": table("comments", *rows[:5])})
    assert (fewer.code, fewer.level) == ("comments_counted", "PASS")
    assert "5 comments were read of the 10" in fewer.text.en
    bounded = notes.with_columns(comments_censored=pl.lit(True))
    assert contradictions.counted_comments({"notes": bounded, "comments": table("comments", *rows)}) is None


def test_a_title_that_is_not_the_last_rounds_is_said():
    draft = {"draft_id": "D1", "creator_id": "x", "handed_in_at": datetime(2024, 5, 1, tzinfo=CHINA)}
    drafts = table(
        "drafts",
        {**draft, "draft_round": 1, "title": "初稿标题"},
        {**draft, "draft_round": 2, "title": "换季，第一支精华！"},
    )
    posted = {"note_id": A, "creator_id": "x", "published_at": datetime(2024, 5, 9, tzinfo=CHINA)}
    same = table("notes", {**posted, "title": "换季第一支精华"})
    assert contradictions.posted_titles({"drafts": drafts, "notes": same}) is None
    other = table(
        "notes",
        {**posted, "title": "初稿标题"},
        {**posted, "note_id": B, "creator_id": "y", "title": "别人的"},
    )
    said = contradictions.posted_titles({"drafts": drafts, "notes": other})
    assert said.n == 1
    assert "初稿标题" in said.text.zh
    before = table("notes", {**posted, "published_at": datetime(2024, 4, 1, tzinfo=CHINA), "title": "更早的"})
    assert contradictions.posted_titles({"drafts": drafts, "notes": before}) is None


@pytest.mark.parametrize(("other", "n"), [(3000.0, None), (3000.004, None), (2000.0, 1)])
def test_one_note_at_two_prices_is_said(other, n):
    notes = table("notes", {"note_id": A, "price_cny": other})
    orders = table("placements", {"order_id": "1", "note_id": A, "quote_cny": 3000.0})
    said = contradictions.two_prices({"notes": notes, "placements": orders})
    assert (said.n if said else None) == n


def stated(*times):
    """0x66481500 is 2024-05-18 10:40:00 in China."""
    return table(
        "notes",
        *({"note_id": f"66481500000000001c{k:06x}", "published_at": at} for k, at in enumerate(times)),
    )


def test_the_note_ids_time_is_compared_as_precisely_as_it_is_stated():
    exact = [
        datetime(2024, 5, 18, 10, 40, 0, tzinfo=CHINA),
        datetime(2024, 5, 18, 10, 40, 4, tzinfo=CHINA),
        datetime(2024, 5, 18, 10, tzinfo=CHINA),
        datetime(2024, 5, 18, tzinfo=CHINA),
    ]
    assert checks.stated_time(stated(*exact)) is None
    said = checks.stated_time(stated(*exact, datetime(2024, 5, 18, 18, 40, 1, tzinfo=CHINA)))
    assert said.n == 1
    assert "1 of 5" in said.text.en
    assert "8.0 hours" in said.text.en
    assert said.level == "PASS"
    many = checks.stated_time(stated(*[datetime(2024, 5, 18, 2, 40, 7, tzinfo=CHINA)] * 25))
    assert (many.level, many.n) == ("REVIEW", 25)


def zeros(name, *rows):
    return find_zeros(table(name, *rows), name)


def test_zeros_that_contradict_their_row_are_missing():
    notes = zeros(
        "notes",
        {"note_id": A, "likes": 0, "saves": 900, "likes_censored": False},
        {"note_id": B, "likes": 0, "saves": 3},
    )
    assert notes.frame["likes"].to_list() == [None, 0]
    assert notes.frame["likes_censored"].to_list() == [None, None]
    read = zeros(
        "notes",
        {"note_id": A, "reads": 0, "likes": 5, "saves": 0, "comments": 0},
        {"note_id": B, "reads": 0, "likes": 0, "saves": 0, "comments": 0},
    )
    assert read.frame["reads"].to_list() == [None, 0]
    fans = zeros(
        "creators",
        {"creator_id": "a", "followers": 0, "notes_total": 118},
        {"creator_id": "b", "followers": 0, "notes_total": 3, "likes_saves_total": 12},
    )
    assert fans.frame["followers"].to_list() == [None, 0]


def test_an_author_of_very_many_notes_has_followers():
    rows = [
        {"note_id": f"n{k}", "creator_id": "a", "followers": 0, "likes": 1, "saves": 0, "comments": 0}
        for k in range(118)
    ]
    rows += [{"note_id": "m", "creator_id": "b", "followers": 0, "likes": 9, "saves": 2, "comments": 0}]
    assert zeros("notes", *rows).frame["followers"].to_list() == [None] * 118 + [0]
    loved = {"note_id": "x", "creator_id": "c", "followers": 0, "likes": 1500, "saves": 2, "comments": 0}
    assert zeros("notes", loved, rows[-1]).frame["followers"].to_list() == [None, 0]


def test_a_column_of_nothing_but_zero_is_missing_where_others_are_full():
    rows = [{"note_id": f"n{k}", "likes": 400, "saves": 90, "comments": 20, "shares": 0} for k in range(6)]
    assert zeros("notes", *rows).frame["shares"].null_count() == 6
    assert zeros("notes", *rows[:4]).frame["shares"].null_count() == 0  # too few to say
    small = [{**row, "likes": 4, "saves": 1, "comments": 1} for row in rows]
    assert zeros("notes", *small).frame["shares"].null_count() == 0
    assert zeros("notes", *rows[:5], {**rows[5], "shares": 1}).frame["shares"].null_count() == 0


def test_every_compared_column_is_a_column():
    for name in ("notes", "creators", "placements"):
        assert set(find_zeros(empty(name), name).frame.columns) == set(TABLES[name].columns())
