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
    ("text", "why", "read"),
    [
        ("@小红薯12AB", "only_mention", None),
        ("[笑哭R][笑哭R]", "only_emoji", "neutral"),
        ("今天", "too_short", "neutral"),
        ("[[某某R]今天", "too_short", "neutral"),  # opened twice: its three signs are taken off once
        ("I hate this product", "other_language", None),
        ("かわいいですね", "other_language", None),
        ("", "empty", None),
        (None, "empty", None),
    ],
)
def test_what_holds_no_opinion_is_neutral_or_not_read_and_says_why(text, why, read):
    scored = language.score_sentiment(pl.DataFrame({"content": [text]}, schema={"content": pl.String}))
    assert (scored["why_not"][0], scored["sentiment"][0]) == (why, read)


@pytest.mark.parametrize(
    ("text", "opinion"),
    [
        ("好看", "positive"),
        ("差评", "negative"),
        ("劝退", "negative"),
        ("绝了", "positive"),
        ("香", "positive"),
        ("丑", "negative"),
        ("😍😍", "positive"),
        ("🤮", "negative"),
        ("[飞吻R]", "positive"),
        ("這個真的很難用", "negative"),
        ("love it", "positive"),
        ("像自由女神像", "neutral"),
        ("新鲜出炉", "neutral"),
        ("美国买的", "neutral"),
        ("香港", "neutral"),
        ("脚不酸吗", "neutral"),
        ("外观好看流畅，但是信号真的差，非常差", "negative"),
        ("如果好用我再来回", "neutral"),
        ("好看的衣服加我领优惠券", "neutral"),
        ("谁能不心动啊", "positive"),
        ("这也能叫防水？", "negative"),
        ("goods已经到了", "neutral"),
        ("出二手相机，自提可刀", "neutral"),
        ("收到的是二手的", "negative"),
        ("cozy的小店", "positive"),
        ("房间太noisy了", "negative"),
    ],
)
def test_short_words_emoji_borders_and_wording(text, opinion):
    assert language.score_sentiment(pl.DataFrame({"content": [text]}))["sentiment"][0] == opinion


@pytest.mark.parametrize(
    "text",
    [
        "这鞋几斤啊",
        "中午营业吗",
        "路好走不",
        "还有货没",
        "海景房还是花园房",
        "会不会闷",
        "求背景音乐",
        "请问这在哪",
        "有冇实体店",
        "咋整啊这个",
        "好用伐",
        "請問哪裡買得到",
        "周一就这样定了？",
        "他在忽悠谁呢？",
        "收了快递要多少钱",
    ],
)
def test_a_question_is_heard_by_its_form(text):
    assert language.label_intents(pl.DataFrame({"content": [text]}))["question"][0]


@pytest.mark.parametrize(
    ("text", "rhetorical"),
    [
        ("怎么这么好看", False),
        ("怎么选都行", False),
        ("有人问我多大了", False),
        ("没什么感觉", False),
        ("买了几次", False),
        ("谁能不心动啊？", True),
        ("这也能叫防水？", True),
        ("良心不会痛吗", True),
        ("请问我可以当你家猫吗", True),
        ("不要链接", False),
        ("打发叫花子呢", True),
        ("卖三千，坑人呢", True),
        ("八百块就这服务？", True),
        ("楼主拿了品牌多少钱", True),
        ("唔系几靓", False),
        ("都几方便", False),
    ],
)
def test_what_only_looks_like_a_question_is_none(text, rhetorical):
    found = language.label_intents(pl.DataFrame({"content": [text]}))
    assert (found["question"][0], found["rhetorical"][0]) == (False, rhetorical)


@pytest.mark.parametrize(
    ("text", "asked", "not_asked"),
    [
        ("和上一代比哪款轻", "ask_comparison", "ask_where"),
        ("哪种口感好", "ask_comparison", "ask_where"),
        ("哪个店便宜", "ask_where", "ask_place"),
        ("去看日出是哪个岛", "ask_where", "ask_other"),
        ("加床收费不", "ask_price", "ask_other"),
        ("平时穿37，拍37还是37.5", "ask_shade_size", "ask_other"),
    ],
)
def test_a_question_is_filed_by_what_it_asks(text, asked, not_asked):
    found = language.label_intents(pl.DataFrame({"content": [text]}))
    assert (found[asked][0], found[not_asked][0]) == (True, False)


def test_a_plain_question_is_neutral():
    scored = language.score_sentiment(pl.DataFrame({"content": ["这款在哪里可以买到呀"]}))
    assert scored["sentiment"][0] == "neutral"


def test_shares_add_up_and_count_what_was_left_out():
    frame = pl.DataFrame(
        {"content": ["真的很好用推荐", "踩雷了烂脸别买", "今天天气真冷啊", "@a", "I bought it in Korea"]}
    )
    shares = language.summarise_sentiment(language.score_sentiment(frame))
    assert shares["comments"].to_list() == [1, 1, 1]
    assert shares["share"].sum() == pytest.approx(1)
    assert (shares["n"][0], shares["n_not_scored"][0]) == (3, 2)
