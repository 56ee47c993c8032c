"""Dates as real files write them: relative, American, not settled by any cell, and crawl times that cannot be read."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from xhs_workbench.errors import IntakeError
from xhs_workbench.intake import Draft, draft_sheet, read_files
from xhs_workbench.intake.opening.files import open_sheets
from xhs_workbench.params.sources_file import read_sources

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


def test_dates_as_the_site_shows_them():
    times = read("web_dates.csv", collected_at=CRAWL).table("comments").sort("comment_id")["created_at"]
    assert [f"{at:%m-%d %H:%M}" if at else None for at in times][:12] == [
        "05-31 20:31",
        "05-29 10:00",
        "05-08 00:00",
        "05-08 00:00",
        "05-08 00:00",
        "05-08 00:00",
        "05-31 20:31",
        "06-01 08:00",
        "06-01 08:05",
        "06-01 10:00",
        "05-08 09:05",
        "06-01 09:55",
    ]
    assert times.null_count() == 0


def test_american_dates_are_settled_by_one_of_them():
    data = read("us_dates.csv")
    assert [f"{at:%Y-%m-%d %H:%M}" for at in data.table("notes").sort("note_id")["published_at"]] == [
        "2025-01-14 12:08",
        "2025-02-03 09:05",
        "2024-12-31 23:59",
    ]
    assert said(data, "cells_day_or_month_first").n == 3


@pytest.mark.parametrize(("order", "day"), [("month_first", "2025-02-03"), ("day_first", "2025-03-02")])
def test_where_nothing_settles_it_the_mapping_states_the_order(tmp_path, order, day):
    path = written(tmp_path, "post_id,title,like_count,create_time\nn000000002,b,5,2/3/2025 9:05\n")
    with pytest.raises(IntakeError, match="day or month first"):
        read_files([path])
    notes = read_files([path], mappings=[{"extends": "generic_notes", "date_order": order}]).table("notes")
    assert f"{notes['published_at'][0]:%Y-%m-%d}" == day


def test_the_refusal_names_the_key_and_its_place_and_writing_it_there_works(tmp_path):
    """As an analyst does it: read the sentence, write the two lines into sources.yaml, run again."""
    path = written(tmp_path, "post_id,title,like_count,create_time\nn000000002,b,5,2/3/2025 9:05\n")
    with pytest.raises(IntakeError) as refused:
        read_files([path])
    said = str(refused.value)
    assert "params/<campaign>/sources.yaml" in said
    assert "- extends: generic_notes" in said
    assert "date_order: month_first (or day_first)" in said
    sources = tmp_path / "sources.yaml"
    sources.write_text("mappings:\n  - extends: generic_notes\n    date_order: day_first\n", encoding="utf-8")
    notes = read_files([path], mappings=read_sources(sources)).table("notes")
    assert f"{notes['published_at'][0]:%Y-%m-%d}" == "2025-03-02"


def test_a_draft_says_that_the_order_is_not_settled_and_its_mapping_may_state_it(tmp_path):
    rows = "".join(f"66481500000000001c00000{k},{k},0{k}/0{k + 1}/2025\n" for k in range(1, 8))
    path = written(tmp_path, "作品编号,喜欢数,发表时间\n" + rows)
    draft = draft_sheet(open_sheets(path)[0])
    assert "date_order" in next(guess.why.en for guess in draft.guesses if guess.header == "发表时间")
    draft.mapping["tables"]["notes"]["columns"]["published_at"] = ["发表时间"]
    notes = read_files([path], mappings=[{**draft.mapping, "date_order": "month_first"}]).table("notes")
    assert [f"{at:%m-%d}" for at in notes.sort("note_id")["published_at"]] == [
        f"0{k}-0{k + 1}" for k in range(1, 8)
    ]
    with pytest.raises(IntakeError, match=f"- name: {draft.mapping['name']}"):
        read_files([path], mappings=[draft.mapping])


def test_a_crawl_time_that_cannot_be_read_is_said_and_overrides_nothing(tmp_path):
    text = (
        "采集时间,作品ID,作品标题,点赞数量,收藏数量\n上周的某天,66481500000000001c000000,t,5,3\n2024-06-02_09:00:00,"
        "66481500000000001c000001,t,6,3\n"
    )
    data = read_files([written(tmp_path, text)], collected_at=CRAWL)
    times = data.table("notes").sort("note_id")["collected_at"].to_list()
    assert times == [datetime(2024, 6, 1, 10, tzinfo=CHINA), datetime(2024, 6, 2, 9, tzinfo=CHINA)]
    assert said(data, "cells_crawl_time_unread").n == 1


def test_relative_dates_count_from_the_rows_own_crawl(tmp_path):
    text = (
        "评论ID,评论内容,评论时间,笔记链接,采集时间\n"
        "660000000000000000000000,好,昨天 20:31,https://www.xiaohongshu.com/explore/66481500000000001c000000,2024-06-01 10:00\n"
        "660000000000000000000001,好,昨天 20:31,https://www.xiaohongshu.com/explore/66481500000000001c000000,2024-06-09 10:00\n"
    )
    times = read_files([written(tmp_path, text)]).table("comments").sort("comment_id")["created_at"]
    assert [f"{at:%m-%d %H:%M}" for at in times] == ["05-31 20:31", "06-08 20:31"]


# A column of 02/04/2026 that no cell settles. The ids were made on 2026-04-02 and 2026-04-03.

MADE = ("69cdc698000000000b000000", "69cf1b24000000000b000001")


def dated(folder, days, *, crawled="", ids=MADE):
    file = folder / "n.csv"
    beside = ",采集时间" if crawled else ""
    rows = [
        f"{note},t,{day},9{',' + crawled if crawled else ''}" for note, day in zip(ids, days, strict=True)
    ]
    file.write_text("\n".join([f"笔记ID,笔记标题,发布时间,点赞{beside}", *rows]) + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("days", [("02/04/2026", "03/04/2026"), ("04/02/2026", "04/03/2026")])
def test_note_ids_settle_which_of_day_and_month_stands_first(tmp_path, days):
    found = read_files([dated(tmp_path, days)])
    assert [f"{at:%Y-%m-%d}" for at in found.table("notes")["published_at"]] == ["2026-04-02", "2026-04-03"]
    assert "cells_day_or_month_first" in {finding.code for finding in found.findings}


def test_another_date_of_the_sheet_settles_the_order(tmp_path):
    ids = ("own-1-note", "own-2-note")  # they hold no time
    found = read_files([dated(tmp_path, ("02/04/2026", "03/04/2026"), crawled="25/04/2026", ids=ids)])
    assert [f"{at:%Y-%m-%d}" for at in found.table("notes")["published_at"]] == ["2026-04-02", "2026-04-03"]


@pytest.mark.parametrize("days", [("01/02/2025", "05/06/2025"), ("02/04/2026", "04/03/2026")])
def test_ids_that_agree_with_no_order_settle_nothing(tmp_path, days):
    with pytest.raises(IntakeError, match="day or month first"):
        read_files([dated(tmp_path, days)])


def test_a_draft_says_that_the_order_is_open_and_reads_the_rest(tmp_path):
    file = tmp_path / "n.csv"
    file.write_text("title,creator,posted,likes\na,x,02/04/2026,1\nb,y,03/04/2026,2\n", encoding="utf-8")
    draft = draft_sheet(open_sheets(file)[0])
    assert isinstance(draft, Draft)
    assert "published_at" not in draft.mapping["tables"]["notes"]["columns"]
    assert "date_order" in next(guess.why.en for guess in draft.guesses if guess.header == "posted")
    assert draft.mapping["tables"]["notes"]["derive"]["note_id"] == {"hash_of": "title,creator_name"}
