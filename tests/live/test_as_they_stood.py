"""Counts of a day are the day's: a file made later does not tell what stood then."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl

from xhs_workbench import live

CHINA = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 5, 20)


def snapshots(*rows):
    frame = pl.DataFrame(rows, schema=["note_id", "collected_at", "likes", "saves", "reads"], orient="row")
    return frame.with_columns(pl.col("collected_at").cast(pl.Datetime("us", "Asia/Shanghai")))


def at(day, hour):
    return datetime(2026, 5, day, hour, tzinfo=CHINA)


def test_a_later_files_counts_give_way_to_the_days_last_crawl():
    """a: the file holds 90 likes, the crawls 10, then 30 on the day, then 80 the day after: 30 stood then, reads unknown."""
    posted = pl.DataFrame(
        {"note_id": ["a", "b", "c"], "likes": [90, 20, 7], "saves": [9, 2, 1], "reads": [900, 200, 70]}
    )
    crawled = snapshots(
        ("a", at(18, 9), 10, 1, None),
        ("a", at(20, 23), 30, 3, None),
        ("a", at(21, 1), 80, 8, None),
        ("b", at(20, 9), 15, 1, 150),
        ("b", at(21, 9), 40, 4, 400),
    )
    found = live.as_they_stood(posted, crawled, DAY)
    assert found.select("note_id", "likes", "saves", "reads").rows() == [
        ("a", 30, 3, None),
        ("b", 20, 2, 200),  # more than the day's crawl, less than the next: of that day, after the crawl
        ("c", 7, 1, 70),  # never crawled: as the file has it
    ]
    # A crawl that counts no reads says nothing of them: the later file's are not taken either.
    without = live.as_they_stood(posted, crawled.drop("reads"), DAY)
    assert without["reads"].to_list() == [None, 200, 70]


def test_without_crawls_nothing_changes():
    posted = pl.DataFrame({"note_id": ["a"], "likes": [90], "saves": [9], "reads": [900]})
    assert live.as_they_stood(posted, snapshots().cast({"note_id": pl.String}), DAY).equals(posted)


def test_as_many_as_the_next_crawl_is_of_the_day_unless_the_file_tells_otherwise():
    """Both files hold for a note the 12 that the crawl of the day after counts, 10 stood at the day's own crawl.

    The evening's file holds nothing that is above that crawl: it stands. The later one holds 90 where 80 were counted.
    """
    crawled = snapshots(
        *((name, at(20, 3), 10, 0, None) for name in ("a", "b", "c")),
        *((name, at(21, 3), likes, 0, None) for name, likes in (("a", 12), ("b", 12), ("c", 80))),
    )
    posted = pl.DataFrame(
        {
            "source_file": ["evening.xlsx", "later.xlsx", "later.xlsx"],
            "note_id": ["a", "b", "c"],
            "likes": [12, 12, 90],
            "saves": [0, 0, 0],
        }
    )
    assert live.as_they_stood(posted, crawled, DAY)["likes"].to_list() == [12, 10, 10]
