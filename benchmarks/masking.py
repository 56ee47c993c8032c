"""Masking: contacts in every spelling we know, none of which may be left, and ordinary texts, which must hardly change.

`python -m benchmarks masking`.
"""

from __future__ import annotations

import random
import re
import string
import time
from collections.abc import Callable

import polars as pl

from benchmarks.bars import bar
from xhs_workbench.intake.masking import MARK, mask_column, mask_text
from xhs_workbench.intake.masking.folding import fold
from xhs_workbench.intake.masking.numbers import SPOKEN

FORMS, ORDINARY, SEED = 3_000, 2_000, 20_260_520
COMMENTS = 200_000
WINDOW = 5
"""This many consecutive letters or digits of a contact are a leak."""
Maker = Callable[[random.Random], tuple[str, str]]
"""Returns a contact as written, and the part of it that must not be visible."""

AROUND = (
    "{}",
    "想要的姐妹{}",
    "{} 滴滴",
    "喜欢就来呀～{}",
    "😊{}😊",
    "先到先得，{}！",
    "真的好用。{}",
    "（{}）",
    "求推荐\n{}",
    "{}，备注小红薯",
    "價格私聊 {} 谢谢",
)
CIRCLED = dict(zip("1234567890", "①②③④⑤⑥⑦⑧⑨⓪", strict=True))
BLACK = dict(zip("1234567890", "❶❷❸❹❺❻❼❽❾⓿", strict=True))
HAN = dict(zip("1234567890", "一二三四五六七八九零", strict=True))
HAN_FORMAL = dict(zip("1234567890", "壹贰叁肆伍陆柒捌玖〇", strict=True))
CYRILLIC = dict(zip("aceopxyijsvw", "асеорхуіјѕѵԝ", strict=True))
SEPARATORS = (
    "",
    " ",
    "-",
    "–",
    "—",
    "_",
    ".",
    "·",
    "*",
    "~",
    "  ",
    " - ",
    "\u200b",
    "💕",
    "/",
    "、",
    "|",
    "（）",
    "\u3000",
    "。",
)
FIRST, LAST = string.ascii_lowercase, string.ascii_lowercase + string.digits


def _wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def _mathematical(text: str) -> str:
    bold = {
        **{c: chr(0x1D41A + i) for i, c in enumerate(string.ascii_lowercase)},
        **{d: chr(0x1D7CE + i) for i, d in enumerate(string.digits)},
    }
    return "".join(bold.get(sign, sign) for sign in text.lower())


def _by(table: dict[str, str]) -> Callable[[str], str]:
    return lambda text: "".join(table.get(sign, sign) for sign in text)


def _hidden(text: str) -> str:
    return "\u200b".join(text)


DIGIT_LOOKS = (
    str,
    _wide,
    _mathematical,
    _by(CIRCLED),
    _by(BLACK),
    _by(HAN),
    _by(HAN_FORMAL),
    _hidden,
    lambda text: "".join(d + "\ufe0f\u20e3" for d in text),
)
NAME_LOOKS = (str, str, _wide, _mathematical, _by(CYRILLIC), _hidden, str.upper)


def _digits(rng: random.Random, size: int) -> str:
    return "".join(rng.choice(string.digits) for _ in range(size))


def _name(rng: random.Random) -> str:
    body = "".join(rng.choice(LAST) for _ in range(rng.randint(4, 12)))
    return rng.choice(FIRST) + body[:2] + rng.choice(("", "_", "-")) + body[2:] + rng.choice(string.digits)


def _apart(rng: random.Random, groups: list[str], look: Callable[[str], str]) -> str:
    return rng.choice(SEPARATORS).join(look(group) for group in groups)


def mobile(rng: random.Random) -> tuple[str, str]:
    """Write a mainland mobile number."""
    number = "1" + rng.choice("3456789") + _digits(rng, 9)
    groups = rng.choice(
        (
            [number[:3], number[3:7], number[7:]],
            [number],
            list(number),
            [number[:3], number[3:]],
            [number[:3], number[3:6], number[6:]],
        )
    )
    lead = rng.choice(
        ("", "", "电话", "手机：", "☎️", "打我", "+86 ", "0086-", "86-", "(+86)", "tel:", "微信同号")
    )
    return lead + _apart(rng, groups, rng.choice(DIGIT_LOOKS)), number


def landline(rng: random.Random) -> tuple[str, str]:
    """Write a landline with its area code, or a number abroad."""
    local = rng.choice("2345678") + _digits(rng, 7)
    area = rng.choice(("010", "021", "020", "0755", "0571", "0312"))
    if rng.random() < 0.6:
        return rng.choice(
            (
                f"{area}-{local}",
                f"({area}){local}",
                f"{area} {local[:4]} {local[4:]}",
                _wide(f"{area}-{local}"),
                f"（{area}）{local}",
                f"+86-{area[1:]}-{local}",
            )
        ), local
    abroad = rng.choice(("1", "44", "81", "65", "852", "61", "49"))
    number = rng.choice("23456789") + _digits(rng, 8)
    return rng.choice(
        (
            f"+{abroad} {number[:3]} {number[3:6]} {number[6:]}",
            f"+{abroad}-{number}",
            f"00{abroad} {number}",
            _wide(f"+{abroad} {number}"),
            f"WhatsApp {abroad} {number}",
        )
    ), number


WECHAT = (
    "加V：",
    "加v",
    "加V ",
    "＋V：",
    "➕v ",
    "加微信：",
    "微信号 ",
    "微信",
    "薇信：",
    "威信",
    "V信：",
    "v信 ",
    "VX:",
    "vx ",
    "wx/",
    "WX：",
    "v❤：",
    "V❤️",
    "加❤微❤信：",
    "卫星：",
    "加卫星 ",
    "薇❤ ",
    "加薇：",
    "加我微信：",
    "v x ",
    "V-X：",
    "v.x.",
    "Ｖ：",
    "ѵх：",
    "𝓥𝓧 ",
    "ⓥⓧ：",
    "微 信 号：",
    "微信id:",
    "私我薇 ",
    "wei信：",
    "weixin ",
    "围信 ",
    "徽信：",
    "加V号：",
    "ＷＸ：",
    "🛰️：",
    "我v：",
    "绿泡泡：",
)


def wechat(rng: random.Random) -> tuple[str, str]:
    """Write a WeChat name after one of its many leads."""
    name = _name(rng)
    written = rng.choice(NAME_LOOKS)(name)
    lead = rng.choice(WECHAT)
    if lead in ("加v", "微信", "威信", "V❤️") and rng.random() < 0.5:
        return f"{lead} {written}", name
    return lead + written, name


def wxid(rng: random.Random) -> tuple[str, str]:
    """Write WeChat's own id."""
    name = "".join(rng.choice(LAST) for _ in range(14))
    return rng.choice(("wxid_", "WXID_", "ｗｘｉｄ_", "wxid-", "w\u200bxid_")) + name, name


def qq(rng: random.Random) -> tuple[str, str]:
    """Write a QQ number or group."""
    number = rng.choice("123456789") + _digits(rng, rng.randint(5, 9))
    lead = rng.choice(
        (
            "QQ：",
            "qq",
            "Q Q ",
            "扣扣",
            "企鹅：",
            "q群",
            "Q群：",
            "群号：",
            "加群：",
            "QQ群 ",
            "加Q ",
            "Q：",
            "ＱＱ：",
            "🐧",
            "企鹅号",
        )
    )
    return lead + _apart(
        rng, rng.choice(([number], [number[:3], number[3:]])), rng.choice((str, _wide, _by(CIRCLED)))
    ), number


def email(rng: random.Random) -> tuple[str, str]:
    """Write an e-mail address."""
    name, host = _name(rng), rng.choice(("qq", "163", "gmail", "outlook", "foxmail", "example"))
    at, dot = (
        rng.choice(("@", "＠", " @ ", "(at)", "[at]", "艾特")),
        rng.choice((".", "．", "。", "点", " . ")),
    )
    return rng.choice(("", "邮箱：", "合作：", "email: ")) + name + at + host + dot + "com", name


def handle(rng: random.Random) -> tuple[str, str]:
    """Write a handle."""
    name = rng.choice((f"小红薯{_name(rng)}", f"阿梨{_name(rng)}", _name(rng)))
    return rng.choice(("@", "＠", "@ ", "﹫")) + name + " ", name


def link(rng: random.Random) -> tuple[str, str]:
    """Write a link to a person or a group."""
    code = _name(rng).replace("_", "").replace("-", "")
    host = rng.choice(
        (
            "https://www.xiaohongshu.com/user/profile/",
            "http://xhslink.com/a/",
            "xhslink.com/",
            "https://weixin.qq.com/g/",
            "t.me/",
            "https://t.me/+",
            "wa.me/",
            "https://m.tb.cn/h.",
            "https://qm.qq.com/q/",
            "HTTPS://U.WECHAT.COM/",
            "ｈｔｔｐｓ：／／t.me/",
            "https ://xhslink.com/",
            "t。me/",
            "v.douyin.com/",
            "https://s.taobao.com/group?id=",
        )
    )
    return host + code + " ", code


def invitation(rng: random.Random) -> tuple[str, str]:
    """Write an invitation by a code to scan."""
    text = rng.choice(
        (
            "扫码加群",
            "扫码进群",
            "扫描二维码进群",
            "长按识别二维码加我",
            "扫一扫加好友",
            "扫下方二维码添加",
            "扫 码 加 群",
            "二维码进群",
            "扫图中码加微信",
            "识别二维码入群",
        )
    )
    return text, text


def identity(rng: random.Random) -> tuple[str, str]:
    """Write an identity number."""
    number = f"{rng.randint(110101, 659001)}{rng.randint(1950, 2010)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{_digits(rng, 3)}{rng.choice('0123456789X')}"
    groups = rng.choice(([number], [number[:6], number[6:14], number[14:]]))
    return rng.choice(("", "身份证：", "身份证号")) + rng.choice(("", " ", "-")).join(groups), number.lower()


def order(rng: random.Random) -> tuple[str, str]:
    """Write the number of an order or a parcel."""
    number = rng.choice(("", "P")) + f"6{_digits(rng, rng.choice((17, 18, 20)))}"
    parcel = rng.choice(("SF", "YT", "JT")) + _digits(rng, 13)
    said = rng.choice(("订单号", "订单：", "订单编号 ", "单号是"))
    return rng.choice(
        ((f"{said}{number}", number.lower()), (f"快递{parcel}", parcel.lower()), (parcel, parcel.lower()))
    )


def card(rng: random.Random) -> tuple[str, str]:
    """Write a bank card."""
    number = rng.choice(("62", "4", "5")) + _digits(rng, 18)
    number = number[: rng.choice((16, 19)) if number.startswith("62") else 16]
    fours = [number[i : i + 4] for i in range(0, len(number), 4)]
    return rng.choice(
        (f"卡号{number}", f"银行卡：{' '.join(fours)}", " ".join(fours), "-".join(fours), f"打款到 {number}")
    ), number


MAKERS: tuple[Maker, ...] = (
    mobile,
    landline,
    wechat,
    wechat,
    wxid,
    qq,
    email,
    handle,
    link,
    invitation,
    identity,
    card,
    order,
)


def contact_forms(count: int = FORMS, seed: int = SEED) -> list[tuple[str, str, str]]:
    """Return texts with one contact each: kind, text, and the secret part."""
    rng = random.Random(seed)
    made = []
    for number in range(count):
        maker = MAKERS[number % len(MAKERS)]
        contact, secret = maker(rng)
        made.append((maker.__name__, rng.choice(AROUND).format(contact), secret))
    return made


def left_of(secret: str, masked: str) -> bool:
    """Say whether five consecutive letters or digits of the secret can still be read."""
    seen = re.sub(r"[\W_]", "", fold(MARK.sub("\x01", masked))[0].translate(SPOKEN))
    hidden = re.sub(r"[\W_]", "", fold(secret)[0].translate(SPOKEN))
    size = min(WINDOW, len(hidden))
    return any(hidden[place : place + size] in seen for place in range(len(hidden) - size + 1))


TEMPLATES = (
    "{p}{n}元到手，{e}赠{g}",
    "618到手价{n}.9，直播间满{k}+{n}",
    "SPF{s}+ PA++++ {p}，{ml}ml 用了{d}天",
    "批号{batch}，有效期{date}",
    "{date} {time} 开播，{p}只要￥{n}",
    "黄皮{p}色号#{no}，显白{e}",
    "身高{h} 体重{w}斤，穿M码正好{e}",
    "VC{s}%+ VE 的{p}，早C晚A",
    "v脸手法 加微笑唇，{d}分钟搞定",
    "微信支付立减{n}，{e}",
    "订单还没发货，客服说{d}天到",
    "笔记ID {note} 这篇讲过{p}",
    "已经回购{d}次了{e}",
    "{p}和{q}怎么选？预算{n}以内",
    "姐妹们{p}多少钱{e}",
    "蹲一个链接{e}",
    "求{p}链接！！",
    "私信我了吗{e}",
    "加到购物车了，等{date}活动",
    "浓度{s}%烟酰胺 {ml}ml x {d}瓶装",
    "双11满{k}减{n}，叠加{g}券",
    "粉丝{k}0+ 互动{n}",
    "实测{time}到{time2}，{d}小时不脱妆",
    "尺码{h}/{w}A，{p}偏大",
    "No.{no} {p}，型号{model}",
    "扫码查了是正品，瓶身有防伪码",
    "{p}用完扫码点餐去了{e}",
    "微信读书上看到的{p}测评",
    "卫星云图说明天晴，涂{p}出门",
    "V领毛衣搭{p}好看{e}",
    "Q弹的口感，{n}元一盒{d}个",
    "{h}cm 小个子看过来，衣长{w}.5cm",
    "好用好用，{p}yyds{e}",
    "第{d}次买了，比{q}强",
    "这个{p}是{no}年老牌子，成分表前{d}位",
    "{p}闭眼入，{e}{e}",
    "ins风 {p}，拍照好看",
    "抖音上也火的{p}，{k}人种草",
    "加微量精华，{p}更润",
    "一三五用{p}，二四六用{q}",
    "早上{time}，晚上{time2}，一天两次",
    "PH{d}.5 弱酸性，{ml}g装",
    "{n}-{k}元价位，{p}最值",
    "{h}-{w}-{d}比例刚好",
    "一二三四五，{p}上山打老虎{e}",
    "520送她{p}，1314个赞{e}",
    "0香精0酒精 {p}，{s}岁+",
    "客服电话打不通，{p}还没发货",
    "看图就懂，{p}质地",
    "群里姐妹都在用{p}",
    "主页有{p}测评，合集第{d}篇",
    "评论区抽{d}个送{p}，{date}开奖",
)
WORDS = {
    "p": (
        "面霜",
        "精华水",
        "防晒霜",
        "粉底液",
        "口红",
        "洁面乳",
        "眼霜",
        "身体乳",
        "卸妆膏",
        "睫毛膏",
        "蓝牙耳机",
        "扫地机",
        "奶粉",
        "猫粮",
        "连衣裙",
        "咖啡机",
    ),
    "q": ("小棕瓶", "红腰子", "大红瓶", "SK-II", "CPB", "雅诗兰黛DW", "A醇", "B5霜", "3CE", "AHC", "MAC"),
    "g": ("小样5ml*3", "满300-40", "赠品2件", "88VIP", "同款旅行装"),
    "e": ("", "！", "～", "😍", "[笑哭R]", "呜呜", "❤️", "？", "#护肤[话题]#", "哈哈哈哈"),
}


def ordinary_texts(count: int = ORDINARY, seed: int = SEED) -> list[str]:
    """Return captions and comments as people write them, with numbers of every kind and no contact."""
    rng, made = random.Random(seed), []
    for number in range(count):
        month, day = rng.randint(1, 12), rng.randint(1, 28)
        date = rng.choice(
            (
                f"2026-{month:02}-{day:02}",
                f"{month}.{day}",
                f"{month}月{day}日",
                f"2026/{month}/{day}",
                f"2026{month:02}{day:02}",
            )
        )
        facts = {
            "n": rng.randint(9, 999),
            "k": rng.choice((300, 1000, 2000, 3000, 12000)),
            "s": rng.choice((5, 10, 30, 50)),
            "ml": rng.choice((15, 30, 50, 100, 250)),
            "d": rng.randint(1, 30),
            "date": date,
            "time": f"{rng.randint(6, 12)}:{rng.randint(0, 59):02}",
            "time2": f"{rng.randint(13, 23)}:{rng.randint(0, 59):02}",
            "no": f"{rng.randint(1, 320):02}",
            "h": rng.randint(150, 178),
            "w": rng.randint(42, 130),
            "batch": f"{date.replace('-', '').replace('/', '')}{rng.choice('ABC')}{rng.randint(1, 99)}",
            "model": f"{rng.choice(('XR', 'KV', 'WH', 'VX'))}-{rng.randint(100, 9999)}",
            "note": "".join(rng.choice("0123456789abcdef") for _ in range(24)),
            **{name: rng.choice(words) for name, words in WORDS.items()},
        }
        sentence = TEMPLATES[number % len(TEMPLATES)].format(**facts)
        if rng.random() < 0.4:
            sentence += rng.choice("，。 \n") + rng.choice(TEMPLATES).format(**facts)
        made.append(sentence)
    return made


def run() -> list[str]:
    """Mask both sets, and a large column, and return one line each."""
    forms, plain = contact_forms(), ordinary_texts()
    masked = mask_column(pl.Series([text for _, text, _ in forms]))
    left = [text for (_, text, secret), seen in zip(forms, masked, strict=True) if left_of(secret, seen)]
    touched = [(text, mask_text(text)) for text in plain if mask_text(text) != text]
    column = pl.Series(ordinary_texts(COMMENTS, SEED + 1))
    start = time.perf_counter()
    mask_column(column)
    took = time.perf_counter() - start
    return [
        f"masking: {len(left)} of {len(forms):,} generated contacts left {bar(len(left), most=0)}"
        + "".join(f"\n  left: {text!r}" for text in left[:20]),
        (
            f"masking: {len(touched)} of {len(plain):,} ordinary texts masked "
            f"({len(touched) / len(plain):.2%}) {bar(len(touched) / len(plain), most=0.01)}"
        )
        + "".join(f"\n  {text!r} -> {seen!r}" for text, seen in touched[:20]),
        f"masking: {COMMENTS:,} ordinary texts in {took:.2f} s",
    ]
