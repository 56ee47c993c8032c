"""Contacts in every spelling are masked; texts that only look like contacts stay."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks.masking import MAKERS, contact_forms, left_of, ordinary_texts
from xhs_workbench.intake.masking import MARK, leads, mask_column, mask_text
from xhs_workbench.intake.masking.folding import fold, fold_column

WRITTEN = {
    "打139-1234-5678": "打‹phone›",
    "有个服务员叫李娜态度超好": "有个服务员叫‹name›态度超好",
    "前台叫周晓燕，工号：A0238": "前台叫‹name›，工号：‹id›",
    "我叫欧丽娜": "我叫‹name›",
    "收件人：孙小美": "收件人：‹name›",
    "１３９　１２３４　５６７８": "‹phone›",
    "一三九一二三四五六七八": "‹phone›",
    "①③⑨①②③④⑤⑥⑦⑧": "‹phone›",
    "l39 I234 5678": "‹phone›",
    "(010)8888 6666": "‹phone›",
    "+44 20 7946 0958": "‹phone›",
    "加V：xiaomei_88": "加V：‹wechat›",
    "薇❤信 abc12345": "薇❤信 ‹wechat›",
    "加ѵ：хiaomei88": "加ѵ：‹wechat›",
    "𝓥𝓧：𝓪𝓫𝓬𝟙𝟚𝟛𝟜": "𝓥𝓧：‹wechat›",
    "v\u200bx：a\u200bbc12345": "v\u200bx：‹wechat›",
    "V：a b c 1 2 3 4": "V：‹wechat›",
    "wxid_8a7b6c5d4e3f21": "‹wechat›",
    "xiaomei_88 是我微信": "‹wechat› 是我微信",
    "企鹅号 12345678": "企鹅号 ‹qq›",
    "abc艾特qq点com": "‹email›",
    "abc＠163．com": "‹email›",
    "＠小美 看这里": "＠‹handle› 看这里",
    "小红书号：123456789": "小红书号：‹handle›",
    "https://www.xiaohongshu.com/user/profile/5a1b2c3d4e5f6a7b8c9d0e1f 看": "‹link› 看",
    "t。me/abcdef": "‹link›",
    "￥AbC12dEf34g￥": "‹link›",
    "扫码加群领券": "‹qr›领券",
    "11010119900307123X": "‹id›",
    "6222 0212 3456 7890 123": "‹card›",
    "1 3 8 - 1234 - 5678": "‹phone›",
    "1 3 8 1234 5678 找我": "‹phone› 找我",
    "加+丨丶丨38 1234 5678": "加+丨丶‹phone›",
    "w e i x i n bbbb77": "w e i x i n ‹wechat›",
    "歪x: bbbb77": "歪x: ‹wechat›",
    "vvvv: bbbb77": "vvvv: ‹wechat›",
    "微讠 信 abc_889": "微讠 信 ‹wechat›",
    "你加下我 lily_09 吧": "你加下我 ‹wechat› 吧",
    "line id abc777": "line id ‹handle›",
    "收货人刘洋": "收货人‹name›",
    "我的名字是刘洋": "我的名字是‹name›",
    "这个博主真名叫李晓梅": "这个博主真名叫‹name›",
    "本名张伟": "本名‹name›",
    "老板姓陈叫陈建国": "老板姓陈叫‹name›",
    "快递单号SF1234567890123": "快递单号‹id›",
    "SF2460476478600 三天没动": "‹id› 三天没动",
    "订单号690123456789012345678": "订单号‹id›",
    "订单 231123-123456789012345": "订单 ‹id›",
}
PLAIN = (
    "618到手139元，满2000+200，SPF50+ PA++++，批号20260520A",
    "v脸手法，加微笑唇",
    "VC 10% 加微量精油",
    "微信支付立减300",
    "2026-05-20 18:00 到 2026-05-22",
    "订单还没到，15天了，订单金额 123456.78",
    "订单12345678元，订单量12345678单",
    "订单时间2026-05-20 12:30:11，订单 20260520 下的",
    "快递3天到，快递 10086，物流单号",
    "1 3 5 7 9 11 13",
    "1 3 5 档可以调，1 3 5 2025 2026",
    "价格|399 499 5999",
    "歪心思 abc12345x，歪嘴龙王abc123456",
    "她叫周围的人来看，他叫陈皮糖，我的名字好听",
    "真名媛，联系人很热情，户名",
    "笔记ID 64f1a2b3000000001e03a1b2",
    "笔记 66496680000000001c000001",
    "尺码 155 160 165 170 175",
    "扫码点餐的时候拍的",
    "求链接！",
    "链接在哪里",
    "身高165 体重98斤",
    "卫星地图看一下GPS123",
    "VX-100 面霜 50ml*2",
    "看图加我心里的滤镜",
    "5201314",
    "赞藏 1.2万+3456",
    "ins风 穿搭",
    "医生叫张嘴，服务员叫李老师",
    "老板叫王牌套餐，我叫了三份",
    "客服叫不动，经理叫我等",
    "前台叫车，老师叫马上交",
    "全名是王者荣耀",
    "打工号召大家，工号没看清",
)


@pytest.mark.parametrize(("text", "masked"), WRITTEN.items(), ids=[f"form{i}" for i in range(len(WRITTEN))])
def test_a_contact_is_masked_with_its_kind(text, masked):
    assert mask_text(text) == masked


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_contact_stays(text):
    assert mask_text(text) == text


def test_of_two_thousand_generated_contacts_none_is_left():
    forms = contact_forms(2_000, seed=7)
    masked = mask_column(pl.Series([text for _, text, _ in forms]))
    assert [
        text for (_, text, secret), seen in zip(forms, masked, strict=True) if left_of(secret, seen)
    ] == []
    assert {kind for kind, _, _ in forms} == {maker.__name__ for maker in MAKERS}


def test_a_leak_would_be_seen():
    assert left_of("13912345678", "打 139-1234 吧")
    assert left_of("13912345678", "打 ①③⑨①②③ 吧")
    assert not left_of("13912345678", "打‹phone›吧 1391")


@given(
    st.sampled_from(MAKERS),
    st.randoms(use_true_random=False),
    st.text(max_size=12),
    st.text("，。！～ 好用的呀\n", max_size=6),
)
def test_a_generated_contact_is_not_left_among_other_words(maker, rng, before, after):
    contact, secret = maker(rng)
    apart = "" if not before or not fold(before)[0][-1:].isalnum() else "，"
    text = "".join(sign for sign in before if not fold(sign)[0].isdigit()) + apart + contact + after
    assert not left_of(secret, mask_text(text).removeprefix(before))


def test_fewer_than_one_in_a_hundred_ordinary_texts_is_touched():
    texts = ordinary_texts(2_000, seed=7)
    assert len(set(texts)) > 1_500
    assert sum(mask_text(text) != text for text in texts) < 20
    captions = pl.read_csv("tests/content/ordinary_captions_synthetic.csv", infer_schema=False)
    assert (mask_column(captions["body"]) != captions["body"]).sum() == 0


ANYTHING = st.one_of(
    st.text(max_size=60),
    st.text("@＠加vVx微信：: 扫码群一三九1234567890-.qQ/点com小美，\n\u200b\ufe0f❤‹›", max_size=40),
    st.sampled_from([text for _, text, _ in contact_forms(300, seed=3)]),
    st.sampled_from(ordinary_texts(300, seed=3)),
    st.lists(
        st.from_regex(
            r"(@小红薯[0-9A-F]{4,8}|@momo[0-9]{1,3}|@qq|@a\.b|[0-9]{1,4}|一|@|好用|[ ，～]|加v)",
            fullmatch=True,
        ),
        max_size=9,
    ).map("".join),
)


@example(
    ["@小红薯1391234 5678好用", "@小红薯13912345 678", "@小红薯1391234，5678", "@小红薯1391234@小红薯5678"]
)
@given(st.lists(st.one_of(st.none(), ANYTHING), max_size=6))
def test_the_quick_look_at_a_column_misses_nothing_that_reading_each_text_finds(texts):
    texts = [None if text is None else text.replace("\x02", "").replace("\x01", "") for text in texts]
    column = pl.Series("t", texts, dtype=pl.String)
    assert mask_column(column).to_list() == [None if text is None else mask_text(text) for text in texts]
    assert column.to_list() == texts, "the column given is not changed"


@given(st.lists(st.text(max_size=30), max_size=5))
def test_a_column_is_folded_as_each_text_is(texts):
    texts = [text.replace("\x02", "") for text in texts]
    assert fold_column(pl.Series(texts, dtype=pl.String)).to_list() == [fold(text)[0] for text in texts]


@given(ANYTHING)
def test_masking_twice_changes_nothing_more(text):
    once = mask_text(text.replace("\x01", ""))
    assert mask_text(once) == once


@given(ANYTHING)
def test_what_is_left_stands_in_the_text_as_it_was_written(text):
    text = text.replace("\x01", "")
    rest = text
    for part in MARK.split(mask_text(text)):
        assert part in rest
        rest = rest[rest.index(part) + len(part) :]


WRITTEN_DOWN = Path(__file__).parent / "written"


def _forms(name):
    """Yield text and what must not be read of it, from a list in `written/`."""
    secret = ""
    for line in (WRITTEN_DOWN / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            secret = line[1:-1]
        elif line and not line.startswith("#"):
            yield line, line if secret == "*" else secret


@pytest.mark.parametrize(
    ("name", "most"), [("forms_stranger.txt", 0), ("forms_first.txt", 1), ("forms_second.txt", 2)]
)
def test_of_contacts_written_down_beforehand_almost_none_is_left(name, most):
    """Left are half digits, half a spoken amount (138-0013-八千), a name of a site, and spoken digits before their lead."""
    left = [text for text, secret in _forms(name) if left_of(secret, mask_text(text))]
    assert len(left) <= most, left


def test_of_ordinary_captions_written_down_beforehand_at_most_three_are_touched():
    texts = (WRITTEN_DOWN / "ordinary.txt").read_text(encoding="utf-8").splitlines()
    assert len(set(texts)) >= 300
    assert [(text, masked) for text in texts if (masked := mask_text(text)) != text][3:] == []


WECHAT_WORDS = leads.WORDS["wechat"]


@given(
    st.sampled_from([*WECHAT_WORDS["first"], *WECHAT_WORDS["letters"]]),
    st.sampled_from(["", " ", "❤", ".", "丨", "🌸"]),
    st.sampled_from([*WECHAT_WORDS["second"], *WECHAT_WORDS["second_parts"], "xin", "❤", "💗"]),
    st.sampled_from(["", " ", "：", "号：", "→", "是 "]),
    st.sampled_from(["lily2020x", "abc_12345", "q1w2e3r4t5"]),
    st.sampled_from(["", "想要的来，", "好物 "]),
)
def test_every_first_sign_with_every_second_leads_to_a_name(first, gap, second, between, name, before):
    assert not left_of(name, mask_text(f"{before}{first}{gap}{second}{between}{name}"))


@given(
    st.sampled_from([*leads.WORDS["adding"]["signs"], "jia", "力口"]),
    st.sampled_from(["", " ", "我", "个", "一下"]),
    st.sampled_from([*WECHAT_WORDS["single"], *WECHAT_WORDS["single_letters"], "❤"]),
    st.sampled_from(["", " ", "：", "→"]),
)
def test_every_adding_word_with_every_sign_leads_to_a_name(adding, between, sign, gap):
    glued = not gap and sign[-1].isascii()
    assert not left_of("lily2020x", mask_text(f"{adding}{between}{sign}{' ' if glued else gap}lily2020x"))


@given(
    st.sampled_from([*leads.WORDS["elsewhere"]["words"], *leads.WORDS["elsewhere"]["latin"]]),
    st.sampled_from([" ", "：", "号：", " id ", "搜 ", "是："]),
    st.sampled_from(["lily2020x", "lily_2020", "626177978"]),
)
def test_every_platform_leads_to_a_name(platform, between, name):
    assert not left_of(name, mask_text(f"{platform}{between}{name}"))
