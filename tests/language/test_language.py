"""Intents by their own examples, opinion with negation, and what is not scored."""

import polars as pl
import pytest

from xhs_workbench import language

CASES = [(intent.name, text, True) for intent in language.intents() for text in intent.examples]
CASES += [(intent.name, text, False) for intent in language.intents() for text in intent.counter]


@pytest.mark.parametrize(("intent", "text", "fires"), CASES)
def test_each_rule_on_its_own_examples(intent, text, fires):
    assert language.label_intents(pl.DataFrame({"content": [text]}))[intent][0] is fires


def test_every_rule_has_five_of_each():
    assert all(len(intent.examples) >= 5 and len(intent.counter) >= 5 for intent in language.intents())


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("好用", "不好用"),
        ("推荐", "不推荐"),
        ("不踩雷", "踩雷"),
        ("没有刺痛", "刺痛"),
        ("会回购", "不会回购"),
        ("不搓泥", "搓泥"),
    ],
)
def test_negation_turns_opinion_over(good, bad):
    assert language.polarity(good) > 0 > language.polarity(bad)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("@小红薯12AB", "only_mention"),
        ("[笑哭R][笑哭R]", "only_emoji"),
        ("😍😍", "only_emoji"),
        ("好看", "too_short"),
        ("", "empty"),
        (None, "empty"),
    ],
)
def test_what_holds_no_opinion_is_not_scored(text, why):
    scored = language.score_sentiment(pl.DataFrame({"content": [text]}, schema={"content": pl.String}))
    assert (scored["why_not"][0], scored["sentiment"][0]) == (why, None)


def test_a_plain_question_is_neutral():
    scored = language.score_sentiment(pl.DataFrame({"content": ["这款在哪里可以买到呀"]}))
    assert scored["sentiment"][0] == "neutral"


def test_shares_add_up_and_count_what_was_left_out():
    frame = pl.DataFrame({"content": ["真的很好用推荐", "踩雷了烂脸别买", "今天天气真冷啊", "@a", "好"]})
    shares = language.summarise_sentiment(language.score_sentiment(frame))
    assert shares["comments"].to_list() == [1, 1, 1]
    assert shares["share"].sum() == pytest.approx(1)
    assert (shares["n"][0], shares["n_not_scored"][0]) == (3, 2)
