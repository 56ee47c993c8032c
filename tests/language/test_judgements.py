"""Judgements made of parts: too little, missing, late, never again, and wording that must not be taken for one."""

import polars as pl
import pytest

from xhs_workbench import language


@pytest.mark.parametrize(
    ("text", "opinion"),
    [
        ("味道也不错，送得快", "positive"),
        ("很难吃，再也不订了", "negative"),
        ("没有筷子，怎么吃", "negative"),
        ("等了两个多小时才送到，凉了", "negative"),
        ("量太少了，吃不饱", "negative"),
        ("下着雨还准时送到，师傅辛苦了", "positive"),
        ("还是很好用", "positive"),
        ("周六就去", "neutral"),
        ("这是给我妈妈买的", "neutral"),
        ("图三是在哪里拍的呀", "neutral"),
    ],
)
def test_plain_wordings_get_the_opinion_a_reader_hears(text: str, opinion: str) -> None:
    scored = language.score_sentiment(pl.DataFrame({"content": [text]}))
    assert scored["sentiment"].fill_null("neutral").to_list() == [opinion]


def test_where_a_photo_was_taken_is_no_buying_question() -> None:
    found = language.label_intents(
        pl.DataFrame({"content": ["照片在哪拍的呀", "这条裙子在哪买的呀", "已经下单啦"]})
    )
    assert found["ask_place"].to_list() == [True, False, False]
    assert found["ask_where"].to_list() == [False, True, False]
    assert found["question"].to_list() == [True, True, False]
