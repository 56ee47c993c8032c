"""Which comments wait for an answer: questions, and complaints; not who only says that they will buy."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl

from xhs_workbench import language, live, tables


def asked(*texts: str) -> pl.DataFrame:
    rows = [
        {
            "comment_id": str(number),
            "note_id": "a",
            "content": text,
            "created_at": datetime(2026, 5, 18, 12, tzinfo=ZoneInfo("Asia/Shanghai")),
            "by_author": False,
            "parent_comment_id": None,
        }
        for number, text in enumerate(texts)
    ]
    empty = tables.empty("comments")
    comments = pl.concat([empty, pl.DataFrame(rows)], how="diagonal_relaxed")
    notes = tables.empty("notes")
    return live.find_open_comments(
        language.label_intents(comments), notes, language.ASKING, date(2026, 5, 20), 24
    ).sort("comment_id")


def test_who_announces_to_buy_waits_for_nothing():
    waiting = asked("发工资就买", "在哪里买呀", "想买，多少钱")
    assert waiting["content"].to_list() == ["在哪里买呀", "想买，多少钱"]
    assert waiting["urgency"].to_list() == [3, 3]


def test_a_place_in_a_photo_is_no_shop():
    waiting = asked("照片在哪拍的", "照片里这件在哪买的呀")
    assert waiting["urgency"].to_list() == [1, 3]


def test_what_undoes_an_intent_undoes_it_in_a_question():
    found = language.label_intents(pl.DataFrame({"content": ["链接失效了吗", "链接有吗"]}))
    assert found["ask_link"].to_list() == [False, True]
    assert found["question"].to_list() == [True, True]
