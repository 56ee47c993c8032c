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


@pytest.mark.parametrize(
    ("text", "opinion"),
    [
        ("用了半年，没出现过这种情况", "positive"),
        ("这个滤网太难拆洗", "negative"),
        ("蓝牙老是断连", "negative"),
        ("涂了两周，跟没涂一样", "negative"),
        ("换了厂以后品控堪忧", "negative"),
        ("这家店越来越敷衍", "negative"),
        ("老牌子越用越喜欢", "positive"),
        ("新版登录不了", "negative"),
        ("中午去真的晒惨了", "negative"),
        ("一桌菜没一个好吃", "negative"),
        ("没有你说的那么好用", "negative"),
        ("这味道喜欢不了一点", "negative"),
        ("好看是好看，但是图上没有说穿一天什么样", "negative"),
        ("谁敢买啊", "negative"),
        ("毛用没有", "negative"),
        ("习惯好评，用完再说", "neutral"),
        ("过几天去看看", "neutral"),
        ("祝大家节日快乐", "neutral"),
        ("味道好不好", "neutral"),
    ],
)
def test_blame_without_a_blunt_word_is_heard_and_facts_stay_facts(text: str, opinion: str) -> None:
    scored = language.score_sentiment(pl.DataFrame({"content": [text]}))
    assert scored["sentiment"].fill_null("neutral").to_list() == [opinion]


@pytest.mark.parametrize(
    ("text", "opinion"),
    [
        ("米粉坨得像浆糊", "negative"),
        ("被套软得像棉花", "positive"),
        ("睡裤薄得像没穿", "positive"),  # the simile says the blame out
        ("桃子便宜得不像话", "positive"),
        ("运费贵得不像话", "negative"),
        ("除了贵没毛病", "positive"),
        ("虽然贵，值得买", "positive"),
        ("一开始嫌麻烦，后来天天用", "positive"),
        ("没有想象中那么难用", "positive"),
        ("用了三年一次都没坏过", "positive"),
        ("比上一代快了不止一点点", "positive"),
        ("味道好不到哪去", "negative"),
        ("卖家说好看，我没穿出来", "neutral"),  # 好看 is the seller's
        ("卖家说不给退", "negative"),
        ("呵呵，服务真周到", "negative"),
        ("服务真周到，呵呵", "positive"),
    ],
)
def test_figures_of_speech_get_the_opinion_a_reader_hears(text: str, opinion: str) -> None:
    scored = language.score_sentiment(pl.DataFrame({"content": [text]}))
    assert scored["sentiment"].fill_null("neutral").to_list() == [opinion]


def test_as_much_blame_as_praise_is_blame() -> None:
    scored = language.score_sentiment(pl.DataFrame({"content": ["有时候好用，有时候不好用"]}))
    assert scored["sentiment"].to_list() == ["negative"]


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("不知道有没有用过的姐妹", True),
        ("你们那里多钱一节", True),
        ("那边有停车场嘛", True),
        ("你们好久开门", True),
        ("想要路线图", True),
        ("裤子起球没", True),
        ("系咪包邮", True),
        ("要提前几天订座", True),
        ("一颗都没", False),
        ("我怎么没早点买", False),
        ("有什么好犹豫的", False),
        ("想吃什么做什么", False),
        ("啥也不是", False),
        ("问问题总答错", False),
        ("用完再来告诉大家好不好用", False),
        ("只有我一个人觉得一般吗", False),
        ("这价格还要啥自行车", False),
        ("用起来还是非常顺手", False),
        ("等哪天有空就去", False),
    ],
)
def test_polite_and_regional_questions_are_heard_and_question_words_that_ask_nothing_are_not(
    text: str, asks: bool
) -> None:
    found = language.label_intents(pl.DataFrame({"content": [text]}))
    assert found["question"].to_list() == [asks]


def test_where_a_photo_was_taken_is_no_buying_question() -> None:
    found = language.label_intents(
        pl.DataFrame({"content": ["照片在哪拍的呀", "这条裙子在哪买的呀", "已经下单啦"]})
    )
    assert found["ask_place"].to_list() == [True, False, False]
    assert found["ask_where"].to_list() == [False, True, False]
    assert found["question"].to_list() == [True, True, False]


@pytest.mark.parametrize(
    ("text", "opinion"),
    [
        ("裙子太短", "negative"),
        ("裙子太短了，弯腰不方便", "negative"),
        ("今天穿了超短裙", "neutral"),  # 短裙 is a word
        ("超凉快", "positive"),
        ("菜凉了，汤也太凉", "negative"),
        ("姐姐好淡定", "neutral"),
        ("汤太淡", "negative"),
        ("这个颜色特别少有", "neutral"),
        ("肉特别少", "negative"),
        ("这一步太重要", "neutral"),
        ("这个包太重", "negative"),
        ("跟官网描述差异在哪", "neutral"),
        ("整个人好松弛，太松弛了", "positive"),
        ("等到现在太生气了", "negative"),
    ],
)
def test_the_sign_of_a_defect_that_begins_another_word_blames_nothing(text: str, opinion: str) -> None:
    scored = language.score_sentiment(pl.DataFrame({"content": [text]}))
    assert scored["sentiment"].fill_null("neutral").to_list() == [opinion]


@pytest.mark.parametrize(
    ("text", "opinion"),
    [
        ("难喝的话我再退", "neutral"),
        ("难喝的，话都不想说", "negative"),
        ("说回难喝的话题", "negative"),  # 话题 is another word
        ("这套妆容很还原", "positive"),
        ("不太还原", "negative"),
        ("镜头里太有少年感了", "positive"),
        ("今日最佳，没有之一", "positive"),
        ("像从画报里走出来的", "positive"),
        ("我留了三年头发都没你这么好看", "positive"),
        ("只告诉最好的朋友", "neutral"),
        ("去之前先做核酸", "neutral"),
        ("味道好酸", "negative"),
        ("像个没有感情的复读机", "neutral"),
        ("不行，太好看了", "positive"),
        ("这个质量不行，太差", "negative"),
        ("字太密，看着好累", "negative"),
        ("一开机就吱吱响", "negative"),
        ("发货慢，其他都很好", "positive"),
        ("实物跟海报差距好大", "negative"),
        ("客服这态度，懒得说了", "negative"),
        ("点了半天，付不了款", "negative"),
        ("小丑造型绝了", "positive"),
        ("你才像个小丑", "negative"),
        ("粉底用完了", "neutral"),
        ("怎么感觉像塑料", "negative"),
        ("镇上有这么多好吃的", "positive"),
        ("物流太慢，总体来说很满意", "positive"),
        ("瓶盖怎么都拧不紧", "negative"),
        ("其他都好贵", "negative"),
        ("门一推就嘎吱响", "negative"),
        ("饼干嘎吱脆", "neutral"),  # a sound one wants
        ("坐绿线到终点", "neutral"),
        ("鸡蛋收到就是碎的", "negative"),
        ("还没拆封", "neutral"),
        ("冷白皮既视感", "positive"),
        ("一股微商既视感", "negative"),
        ("隔着屏幕都闻到烤肉味", "positive"),
        ("p图过度", "negative"),
        ("听劝买的没后悔", "positive"),
    ],
)
def test_likeness_noise_gaps_suppositions_and_last_words_are_heard(text: str, opinion: str) -> None:
    scored = language.score_sentiment(pl.DataFrame({"content": [text]}))
    assert scored["sentiment"].fill_null("neutral").to_list() == [opinion]


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("讲讲这支口红吧", True),
        ("说说我用了一个月的感受", False),
        ("试一下三号", True),
        ("试一下再说", False),
        ("请多拍一些", True),
        ("送的小样多", False),
        ("怎么感觉有点假", False),
        ("怎么感觉不到振动", True),
        ("为什么我觉得她最好看", False),
        ("为什么没有我的城市", True),
        ("配个收纳盒什么的就更好了", False),
        ("这个是做什么的", True),
        ("用了三个月还是满意", False),
        ("买大的还是小的", True),
        ("色号发错了", False),
        ("色号发一下", True),
    ],
)
def test_requests_ask_and_feelings_in_the_form_of_a_question_do_not(text: str, asks: bool) -> None:
    assert language.label_intents(pl.DataFrame({"content": [text]}))["question"].to_list() == [asks]
