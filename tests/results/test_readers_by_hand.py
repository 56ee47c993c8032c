"""What readers wrote and asked: notes that nobody placed, comments by group, and questions that wait for an answer."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from tests.results.one_note import BRIEF, DAY, own, placed
from xhs_workbench import language, results, tables
from xhs_workbench.findings import Text
from xhs_workbench.views import results as show


def test_notes_that_nobody_placed_are_found():
    given = {"title": "露米拉空瓶", "published_at": DAY, "is_commercial": False}
    mine = own([5, 6], **given)
    old = own([7], **{**given, "published_at": DAY - timedelta(days=30)}).with_columns(note_id=pl.lit("old"))
    other = own([8], **{**given, "title": "别的精华"}).with_columns(note_id=pl.lit("other"))
    same = own([9], **given).with_columns(note_id=pl.lit("n1"))
    found = results.emerged_notes(pl.concat([mine, old, other, same]), placed(), BRIEF)
    assert found["note_id"].to_list() == ["h1", "h0"]
    questions = pl.DataFrame({"asked": [4], "unanswered": [3], "asked_all": [4], "unanswered_all": [3]})
    assert [f.code for f in results.voices_findings(found, 5)] == ["emerged"]
    assert [f.code for f in results.voices_findings(found, 5, questions)] == ["emerged", "unanswered"]
    assert [f.code for f in results.reply_findings(questions)] == ["unanswered"]
    assert results.reply_findings(questions.clear()) == []


def test_planted_notes_of_readers_emerge_and_paid_or_placed_ones_do_not():
    """Six candidates: two of readers (one by hashtag alone, in other case), one each placed, paid, before posting, of another brand."""
    rows = [
        ("by_tag", "空瓶", None, "#LUMIRA #护肤", DAY, None, 3),
        ("by_text", "囤货", "露米拉真的稳", None, DAY, False, 40),
        ("n1", "露米拉", None, None, DAY, False, 900),
        ("paid", "露米拉", None, None, DAY, True, 800),
        ("before", "露米拉", None, None, DAY - timedelta(days=30), False, 700),
        ("rival", "珂润", "别家", None, DAY, False, 600),
    ]
    names = ["note_id", "title", "body", "hashtags", "published_at", "is_commercial", "likes"]
    made = pl.DataFrame(
        rows,
        schema=names,
        orient="row",
        schema_overrides={"published_at": tables.empty("notes").schema["published_at"]},
    )
    candidates = pl.concat([tables.empty("notes"), made], how="diagonal_relaxed")
    found = results.emerged_notes(candidates, placed(), BRIEF)
    assert found["note_id"].to_list() == ["by_text", "by_tag"]
    none = results.emerged_notes(candidates.filter(pl.col("note_id") == "rival"), placed(), BRIEF)
    said = results.voices_findings(
        none, 1, pl.DataFrame(schema={"asked_all": pl.Int64, "unanswered_all": pl.Int64})
    )
    assert [finding.code for finding in said] == ["none_emerged"]


def test_questions_without_a_reply_are_counted():
    comments = pl.DataFrame(
        {
            "comment_id": ["q1", "q2", "r1"],
            "parent_comment_id": [None, None, "q1"],
            "by_author": [False, False, True],
        }
    )
    readers = comments.head(2).with_columns(
        ask_link=pl.Series([True, True]), ask_price=pl.Series([False, True])
    )
    found = results.unanswered(
        comments, readers, {"ask_link": Text("link", "链接"), "ask_price": Text("price", "价格")}
    )
    assert found.rows() == [("link", "链接", 2, 1, 0.5, 2, 1), ("price", "价格", 1, 1, 1.0, 2, 1)]


def group_of_comments():
    """40 comments under format a, 10 of which ask for a link; 5 under b, 1 of which does."""
    asks = [*([True] * 10 + [False] * 30), True, *([False] * 4)]
    frame = pl.DataFrame(
        {"format": ["a"] * 40 + ["b"] * 5, "content": [f"话{i}" for i in range(45)], "likes": list(range(45))}
    )
    frame = frame.with_columns(
        sentiment=pl.lit("neutral"), commenter_hash=pl.lit("hash"), comment_id=pl.lit("id")
    )
    none = {name: pl.lit(False) for name in language.intent_names()}
    return frame.with_columns(**none).with_columns(ask_link=pl.Series(asks))


def test_intents_of_a_group_too_small_are_counted_without_a_share():
    counted = results.count_intents(group_of_comments(), "format")
    assert counted.select("format", "intent", "comments", "n").rows() == [
        ("a", "ask_link", 10, 40),
        ("b", "ask_link", 1, 5),
    ]
    large, small = counted.iter_rows(named=True)
    assert large["share"] == 0.25
    assert large["lower"] < 0.25 < large["upper"]
    assert (small["share"], small["lower"], small["upper"]) == (None, None, None)


def test_the_most_liked_of_each_group_are_shown():
    said = group_of_comments().with_columns(
        content=pl.when(pl.col("likes") == 39).then(pl.lit("@‹handle› ‹phone› 好用")).otherwise("content")
    )
    short = said.head(1).with_columns(
        content=pl.lit("来了"), likes=pl.lit(999, dtype=pl.Int64), sentiment=pl.lit(None, dtype=pl.String)
    )
    shown = results.liked_examples(
        pl.concat([said, said.filter(pl.col("likes") == 39), short]), "format", most=2
    )
    assert shown.select("format", "content", "likes", "n").rows() == [
        ("a", "@‹handle› ‹phone› 好用", 39, 42),
        ("a", "话38", 38, 42),
        ("b", "话44", 44, 5),
        ("b", "话43", 43, 5),
    ]
    assert {"commenter_hash", "comment_id"}.isdisjoint(shown.columns)


def test_open_questions_are_listed_the_most_liked_first():
    asked = [DAY, DAY - timedelta(days=3), DAY, None, DAY + timedelta(days=9)]
    comments = pl.DataFrame(
        {
            "comment_id": ["q1", "q2", "q3", "q4", "late", "r1"],
            "parent_comment_id": [None, None, None, None, None, "q3"],
            "by_author": [False, False, False, None, False, True],
            "note_id": ["n1", "n1", "n1", "n9", "n1", "n1"],
            "content": ["@‹handle› 多少钱", "链接呢", "有人答了", "多少钱", "以后", "答"],
            "likes": [2, 8, 90, None, 7, 0],
            "created_at": [*asked, DAY],
            "commenter_hash": ["h"] * 6,
        }
    )
    readers = comments.head(5).with_columns(
        ask_price=pl.Series([True, True, True, True, True]),
        ask_link=pl.Series([False, True, False, False, None]),
    )
    notes = pl.DataFrame({"note_id": ["n1"], "title": ["空瓶记"]})
    listed = results.open_questions(
        comments,
        readers,
        {"ask_price": Text("price", "价格"), "ask_link": Text("link", "链接")},
        notes,
        DAY.date(),
    )
    assert listed.rows() == [
        ("空瓶记", "链接呢", ["ask_price", "ask_link"], 8, 3),
        ("空瓶记", "@‹handle› 多少钱", ["ask_price"], 2, 0),
        ("n9", "多少钱", ["ask_price"], None, None),
    ]
    asked = {"ask_price": Text("price", "价格"), "ask_link": Text("link", "链接")}
    block = show.table_questions(listed, asked, most=1)
    assert block.data["rows"][0]["cells"][1]["text"] == "price · link"
    assert block.in_("zh").data["rows"][0]["cells"][1]["text"] == "价格 · 链接"
    assert block.data["title"].startswith("3 questions")
    assert block.data["note"].startswith("2 more are not listed.")
    assert len(block.data["rows"]) == 1
