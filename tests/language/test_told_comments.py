"""What is told instead of judged (`fields.toml`): results, what others said, what became of it; and look-alikes that say nothing."""

import tomllib
from pathlib import Path

import polars as pl
import pytest

from xhs_workbench.language import score_sentiment
from xhs_workbench.language.opinions import lexicon as room
from xhs_workbench.language.opinions.entries import MASK, OPINION
from xhs_workbench.language.opinions.lexicon import lexicon

FIELDS = tomllib.loads((Path(room.__file__).parent / "fields.toml").read_text(encoding="utf-8"))
LISTED = lexicon()
KINDS = dict(zip(LISTED.words, LISTED.kinds.tolist(), strict=True))
WEIGHTS = dict(zip(LISTED.words, LISTED.weights.tolist(), strict=True))
PRAISE = {
    "results on skin": ["痘印淡了一大半", "脸颊都不红了", "用完黑头真的少了", "我家宝宝红屁屁两天就好了"],
    "lasting": ["一整天都没脱妆", "洗了好多次没变形", "五年了没坏"],
    "others": ["被路人问链接", "孩子吃了还要", "老公夸好看", "已经推荐给全办公室了"],
    "persons": ["老婆贴贴", "这是什么绝世大美女", "眼睛里有星星"],
    "desire": ["好想拥有", "必须拿下", "钱包已经在颤抖了", "看得我好想吃"],
    "the note": ["解决了我的难题", "说出了我的心声", "照着做真的成功了", "及时雨啊"],
    "service": ["老板实诚", "店员小姐姐全程笑眯眯", "客服很有耐心"],
    "no more toil": ["再也不用早起卷头发", "脖子不疼了"],
    "no change wished": ["求别停产", "希望别火"],
    "looks": ["好直的腿", "睫毛好长", "盛世美颜"],
    "films": ["打戏拉满", "剪辑太绝了", "这特效封神"],
    "with a degree": ["好复古好文艺", "太活泼了吧", "真霸气", "好扎实"],
    "without a peer": ["没得比", "同价位最能打", "瑕不掩瑜"],
    "faces": ["终于来了(≧▽≦)", "看完了[小电视_太太喜欢]"],
    "particles": ["这味道真香耶", "环境不错呢", "好美捏"],
}
BLAME = {
    "results on skin": ["用了闭口更多了", "痘痘一点没少", "脸又红又痒", "越擦越黑"],
    "nothing happened": ["用了一个月啥也没变", "毫无变化", "斑还是那个斑"],
    "soon broken": ["第二天就开胶", "一下水就掉色", "半个月就没声了", "走两步就起泡"],
    "put to lower use": ["最后拿来擦鞋", "只能用来刷马桶", "用了一次就送人了"],
    "others": ["我家猫闻都不闻", "室友说难看", "宝宝一口不喝"],
    "service": ["客服装死", "店员爱答不理", "教练全程看手机", "商家踢皮球"],
    "sneers": ["一眼广", "信了博主的邪", "有点东西但不多", "说好的美白呢"],
    "money": ["心疼我的钱", "还我血汗钱", "浪费我一个周末"],
    "in vain": ["擦了半天纹丝不动", "照样长痘", "等了半天没人理"],
    "likeness": ["穿上像麻袋", "像地摊货", "一股下水道味"],
    "films": ["剧情拖沓", "配音出戏", "特效五毛"],
    "what does not fit": ["选项都不符合", "答案不准", "选不出来"],
    "demands": ["官方赶紧道歉整改", "能不能别吹了", "希望改进"],
    "with a degree": ["好乱", "有点刻意", "太霸道了"],
    "sneered at": ["哪里好看了", "好吃个屁", "要它何用"],
    "gone": ["优雅全无", "滤镜碎了一地", "瞬间不想买了"],
    "no answer": ["迟迟没有回复", "客服如同虚设"],
    "faces": ["又卡住了┻━┻", "弹幕好多[小电视_差评]"],
}
NEUTRAL = [
    "一整天都没花钱",
    "姐姐牛仔裤哪里的",
    "宝宝我可以用吗",
    "老师专业课怎么复习",
    "口红还在路上",
    "我奶奶也用樟脑丸",
    "猫睡在沙发上",
    "教练姓王",
    "快跑两步就到了",
    "明天去退货窗口拿快递",
    "两个园区都去了",
    "客服说周五发货",
    "小朋友几岁可以玩",
    "我妈让我问你链接",
    "抽象画展在哪",
    "膝盖疼怎么办",
    "蚊子多的季节到了",
    "同事也在找这个",
    "这件可以机洗",
    "确实好久没来了",
    "请问怎么去掉水印",
    "建议提前取消预约",
    "剧情是原创的吗",
    "字幕组招人",
    "早点优化简历",
    "大片草地",
    "有才艺的同学报名",
    "同意了好友申请",
    "小人书",
    "绿茶一杯",
    "仓促之间拍的",
    "歪的那条路",
    "早就有了",
    "恭喜发财",
    "妙可蓝多多少钱",
    "好软件推荐一下",
    "复古相机是哪一款",
    "阳光下拍的",
    "用的话还叫air（doge）",
]


def read(texts):
    return score_sentiment(pl.DataFrame({"content": texts}))["sentiment"].to_list()


@pytest.mark.parametrize("field", PRAISE)
def test_praise_told_in_a_field_of_life_is_heard(field):
    assert read(PRAISE[field]) == ["positive"] * len(PRAISE[field])


@pytest.mark.parametrize("field", BLAME)
def test_blame_told_in_a_field_of_life_is_heard(field):
    assert read(BLAME[field]) == ["negative"] * len(BLAME[field])


def test_what_only_looks_like_it_stays_neutral():
    assert dict(zip(NEUTRAL, read(NEUTRAL), strict=True)) == dict.fromkeys(NEUTRAL, "neutral")


def test_other_files_win_and_every_family_makes_words_of_its_weight():
    """A family's word counts as opinion or is hidden by another file's; most weigh what the family says."""
    for family in FIELDS["families"]:
        made = [lead + word for lead in family["leads"] for word in family["words"]]
        known = [word for word in made if word in KINDS]
        assert {KINDS[word] for word in known} <= {OPINION, MASK}
        same = sum(WEIGHTS[word] == family["weight"] for word in known)
        assert same > len(made) / 2, family["leads"][0]


def test_hidden_words_hide():
    assert {KINDS[word] for word in FIELDS["neutral"]["words"]} == {MASK}
