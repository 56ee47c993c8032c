"""What is said by how a sentence is built: a trouble that is gone, a thing that broke soon, a bystander who asks for it."""

import polars as pl
import pytest

from xhs_workbench import language


def read(text):
    return language.score_sentiment(pl.DataFrame({"content": [text]}))["sentiment"][0]


@pytest.mark.parametrize(
    "text",
    [
        "泡面头洗完终于不毛躁了",
        "下巴的闭口全没了",
        "脸上的痘印淡了很多",
        "随手一拍都是壁纸",
        "同事都问我要链接",
        "婆婆直夸",
        "毫不犹豫下单了",
        "前台免费升房",
        "讲得明明白白",
        "有被治愈到",
        "已经第四瓶了",
        "也太会拍了吧",
        "越嚼越上头",
        "诚意满满",
        "这钱花得不冤",
        "正是我想要的",
    ],
)
def test_praise_without_an_adjective(text):
    assert read(text) == "positive"


@pytest.mark.parametrize(
    "text",
    [
        "有被恶心到",
        "越洗越干",
        "穿了一次就起球",
        "没用几次就罢工了",
        "和图片差太多",
        "半夜痒醒",
        "客服踢皮球",
        "被种草害惨了",
        "耗电太快",
        "也就是换了个包装",
    ],
)
def test_blame_without_an_adjective(text):
    assert read(text) == "negative"


@pytest.mark.parametrize(
    "text",
    [
        "你们要不要去",
        "快跑去排队吧",
        "第二瓶了还没开",
        "主动提醒我要带身份证",
        "良心建议带把伞",
        "他们直接起飞去三亚",
        "越用越少了要补货",
        "学会了吗",
        "蓝色没了",
    ],
)
def test_words_that_only_look_like_it(text):
    assert read(text) == "neutral"
