"""Where a contact stands in a text, whatever it is spelt with; what is masked keeps its kind: `加V：‹wechat›`.

The words that lead to a contact (加V, 邮箱, 电话) stay, so that a reader, an intent and a rule on diversion still see what
was tried; what one could write to, call, add or open goes. Forms are looked for in the folded text (see `folding`), in
turn, each where no earlier one was found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from xhs_workbench.intake.masking import numbers
from xhs_workbench.intake.masking.folding import fold

KINDS = ("phone", "email", "wechat", "qq", "handle", "link", "id", "card", "qr")
MARK = re.compile(f"‹(?:{'|'.join(KINDS)})›")
Span = tuple[int, int, str]
Finder = Callable[[str], Iterator[Span]]
ROUNDS = 4
"""Passes until nothing more is found; a mark may bring two halves of another contact's lead together."""

GAP = r"[\s\W_]{0,3}"
"""What stands between the letters of a lead (v ❤ x) and is skipped."""
IS = r"(?:[\s\W_]|号|id|是|为|同|群|ID|我|的|请|这个|一下|看|就|也|和|名){0,8}"
"""What may stand between a lead and its contact."""
TLD = "com|cn|net|org|cc|tv|shop|xyz|io|gg|site|club|store|biz|hk|tw|jp|kr|uk|me|im|id|top|vip|app|fun|us|co|link|info|ltd|work|online|wang|ink|ru|de|fr|eu"
DOT = r"\s?(?:\.|。|·|点|dot|\(dot\)|\[dot\])\s?"
AT = r"\s{0,2}(?:@|\(at\)|\[at\]|\{at\}|<at>|【at】|艾特|\(@\)|\[@\]|圈a)\s{0,2}"
MAIL_HOSTS = "qq|163|126|139|189|gmail|googlemail|outlook|hotmail|live|msn|foxmail|sina|sohu|yeah|icloud|yahoo|aliyun|proton|protonmail|me|vip"
LINK_HOSTS = (
    "xhslink|t|wa|telegram|weixin|wechat|qm|jq|qun|weibo|tb|taobao|tmall|douyin|kuaishou|instagram|facebook|fb|twitter|x|discord|"
    "line|lin|linktr|bit|b23|bilibili|youtu|youtube|tiktok|xiaohongshu|rednote|zhihu|dwz|suo|url|shorturl|pinduoduo|yangkeduo|jd"
)


def _spell(word: str) -> str:
    """Let the letters of a lead stand apart: v x, 微❤信."""
    return GAP.join(map(re.escape, word))


WECHAT_WORDS = (
    "微信", "薇信", "威信", "徽信", "维信", "围信", "卫信", "葳信", "溦信", "微芯", "微心", "微星", "薇芯", "薇心", "卫星", "微x", "薇x", "威x", "微号", "薇号",
    "v信", "v心", "v芯", "v号", "w信", "wei信", "weixin", "wechat", "vx", "wx", "vxin", "wxin", "绿泡泡", "绿色软件", "小绿", "vchat", "徽x", "企微", "私人号",
)  # fmt: skip
HEARTS = r"[❤♥💗💕💓💖💘♡💌🧡💛💚💙💜🖤🤍🫀]"
ADD = r"(?:加|➕|\+|＋|佳|伽|茄|家|咖|嘉|架|jia|添|添加|加一下|私)"
ONE = r"[vw微薇威徽维围卫葳溦🛰💬🟢]"
LEAD = (
    rf"(?:(?:{'|'.join(map(_spell, WECHAT_WORDS))})|[vw微薇威徽维围]\s?{HEARTS}|{ADD}{GAP}(?:我|个|下|一下)?{GAP}(?:的)?(?:{ONE}|{_spell('vx')})|"
    r"(?<![a-z0-9])v(?=\s?[:=/])|🛰|我\s?v(?![a-z0-9]))"
)
NAME = r"[a-z0-9][a-z0-9_\-]{3,29}"
SPACED = r"(?:[a-z0-9][\s._\-·*~,/|]{1,2}){4,24}[a-z0-9](?![a-z0-9])"
OTHER = r"(?:[\s/、,或者和跟及|&]{1,4}(?=[a-z0-9_\-]*\d)[a-z0-9][a-z0-9_\-]{5,29})*"
"""A second name after the first: `或 abc12345`."""
WORDS = {"wechat", "weixin", "official", "payment", "beauty", "group", "mini", "program", "line"}
"""What follows 微信 as a word and is nobody's name."""
UNITS = r"(?!\d|\s?(?:元|块|万|w|k|千|百|亿|人|个|天|年|月|日|件|瓶|支|盒|片|张|ml|g|kg|mg|cm|mm|°|度|%|％|点|分|次|套|包|折|单|条|米|斤|粉))"

CALLED = re.compile(
    rf"{LEAD}(?P<is>{IS})(?P<name>[\u4e00-\u9fff]{{1,4}}(?=[a-z0-9_\-]*\d)[a-z0-9_\-]{{3,20}}|{SPACED}|{NAME}{OTHER})"
)
ASKED = re.compile(
    r"(?:联系方式|联系我|联系|加我|私我|找我|滴我|滴滴我?|戳我|call我?|dd我?|contact|我的?号|账号|主号|小号|大号)(?P<is>[\s:：=👉→➡是]{1,4})"
    r"(?P<name>(?=[a-z_\-]*\d|[a-z0-9\-]*_)[a-z0-9][a-z0-9_\-]{5,29})" + UNITS
)
AFTERWARDS = re.compile(
    r"(?<![a-z0-9_\-])(?P<name>(?=[a-z_\-]*\d|[a-z0-9\-]*_)[a-z][a-z0-9_\-]{5,19})[\s(,\[【:]{0,3}(?:就?是)?(?:我的?)?"
    rf"(?:{'|'.join(map(_spell, ('微信', '薇信', '威信', '徽信', 'v信', 'vx', 'wx', 'wechat', '卫星')))})"
    r"(?![a-z0-9]|支付|读书|公众|小程序|里|上|群里)"
)
WXID = re.compile(r"(?<![a-z0-9])(?:w\W?x\W?i\W?d|gh)\s?[_\-\s:：]\s?[a-z0-9_\-]{4,30}|(?<![a-z0-9])wxid[a-z0-9]{6,30}")
QQ_LEAD = (
    rf"(?:(?<![a-z])(?:{_spell('qq')})|扣扣|抠抠|叩叩|球球|企鹅|鹅号|🐧|口口|(?<![a-z])q(?=\s?(?:[:=/]|\d|号|群|裙))|{ADD}\s?(?:我)?\s?q(?![a-z])|[群裙羣](?=\s?(?:号|[:=]))|"
    r"(?:加|进|入|拉)\s?[群裙羣])"
)
QQ = re.compile(
    rf"{QQ_LEAD}(?P<is>{IS}|{IS}(?:邮箱)[\s:：]{{0,2}})(?P<name>[1-9](?:(?:[^\w\x01]|_){{0,3}}\d){{4,11}}){UNITS}"
)
BARE_ADD = re.compile(rf"(?:加|➕|\+)\s?我?(?P<is>[\s:：]{{0,3}})(?P<name>[1-9]\d{{6,10}}){UNITS}")
ELSEWHERE = re.compile(
    r"(?:telegram|(?<![a-z])tg|电报|纸飞机|飞机号|whats\s?app|(?<![a-z])line|instagram|(?<![a-z])insta|(?<![a-z])ins|(?<![a-z])ig|snapchat|skype|discord|"
    r"facebook|(?<![a-z])fb|twitter|推特|抖音|(?<![a-z])dy|快手|微博|小红书号|红薯号|公众号|(?<![a-z])gzh|钉钉|b站|视频号|闲鱼|咸鱼|淘宝号?|旺旺|youtube|kakao)"
    r"(?P<is>\s?(?:账号|主页|号|id|名|搜|同名)?\s?[:：=@👉→]\s?@?)(?P<name>[a-z0-9][a-z0-9_.\-]{3,29})"
)
PUBLIC = re.compile(r"(?:公众号|视频号|抖音号|微博|快手号|gzh)\s?[:：]\s?(?P<name>[\u4e00-\u9fffa-z0-9_\-]{2,16})")
EMAIL = re.compile(
    rf"[a-z0-9][a-z0-9._%+\-]{{0,63}}(?:{AT}[a-z0-9][a-z0-9\-]{{0,62}}(?:{DOT}[a-z0-9\-]{{2,}}){{1,3}}|@[a-z0-9][a-z0-9\-]{{0,62}}"
    rf"|{AT}(?:{MAIL_HOSTS})(?![a-z0-9])|\s?#\s?(?:{MAIL_HOSTS}){DOT}(?:com|cn|net)(?:{DOT}cn)?)"
)
MAILBOX = re.compile(
    r"(?:(?:邮箱|邮件)[\s:是为→👉]{0,4}|(?<![a-z])e?-?mail\s?[:=是]\s?)(?P<name>(?=[a-z._\-]*[\d@_.])[a-z0-9][a-z0-9._\-]{4,40}(?:\s?(?:@|在|at)\s?[a-z0-9.\-]+)?)"
)
PROVIDER = re.compile(
    rf"(?<![a-z0-9])(?P<name>[a-z0-9][a-z0-9._\-]{{3,40}})\s?(?:在|加|\+)?\s?(?:qq|163|126|gmail|foxmail|新浪|网易)\s?(?:邮箱|{DOT}com)"
)
HANDLE = re.compile(r"@\s?(?P<name>[^\s@,，。!?;；:：、()\[\]【】{}\"'“”‘’‹›<>#…~|\x01]{1,30})")
PRICE = re.compile(r"[¥$]?\d{1,4}(?:\.\d+)?(?:元|块|r|rmb|￥|折|/|$|起|到手)")
LINK = re.compile(
    r"(?:h\W?[tx]\W?[tx]\W?p\W?s?|ftp|weixin|wechat|taobao|alipays?|xhsdiscover|mqqapi|tg|snssdk\d*)\s?:\s?/\s?/\s?[^\s\u4e00-\u9fff，。！？、；）】》”\"'<>\x01]+"
)
BARE_LINK = re.compile(
    r"(?<![a-z0-9])www\s?[.。]\s?[a-z0-9\-]+(?:\s?[.。]\s?[a-z0-9\-]+)*(?:/[^\s\u4e00-\u9fff，。]*)?"
    rf"|(?<![a-z0-9])(?:[a-z0-9\-]{{1,30}}{DOT}){{0,3}}(?:{LINK_HOSTS}){DOT}(?:{TLD})(?![a-z0-9])(?:\s?(?:/|斜杠)\s?[^\s\u4e00-\u9fff，。！？、\x01]*)*"
    rf"|(?<![a-z0-9@.])(?:[a-z0-9\-]{{1,30}}\.){{1,4}}(?:{TLD})(?::\d+)?/[^\s\u4e00-\u9fff，。！？、\x01]*"
    r"|(?<![a-z0-9@.])(?=[a-z0-9.\-]*[a-z])(?:[a-z0-9\-]{2,30}\.){1,3}(?:com|cn|net|org|shop|xyz|cc|store|site|club|biz|hk|tw|jp|kr)(?![a-z0-9])"
)
CODE = re.compile(
    r"[¥$€£₤₳¢][\s(]?(?=[a-z0-9]*[a-z])[a-z0-9]{8,14}[\s)]?[¥$€£₤₳¢/]|(?<![a-z0-9])cz\d{3,5}\s[a-z0-9]{8,14}"
)
PHRASE = r"[^\n，。！？!?,;；]"
JOIN = r"(?:加入?群聊?|进群|入群|拉群|领群|进裙|加裙|加我|加好友|加个?好友|加微信?|加薇|加v|加(?=\s|$)|添加(?:好友|我|客服|微信)?|私聊我|联系我)"
QR = re.compile(
    rf"(?:扫一?扫|扫描|扫码|扫我|扫{PHRASE}{{0,6}}码|长按|识别){PHRASE}{{0,10}}?{JOIN}"
    rf"|(?:二维码|qr\s?code|(?:看|保存|截){PHRASE}{{0,4}}码){PHRASE}{{0,6}}?{JOIN}"
)


def _named(
    pattern: re.Pattern[str], kind: str, needs: str, fits: Callable[[re.Match[str]], bool] = lambda _: True
) -> Finder:
    """Make a finder of a form; `needs` is what it cannot do without, looked for first because that is quick."""
    needed = re.compile(needs)

    def find(text: str) -> Iterator[Span]:
        if not needed.search(text):
            return
        for found in pattern.finditer(text):
            if fits(found):
                start, end = found.span("name") if "name" in pattern.groupindex else found.span()
                yield start, end, kind

    return find


def _is_name(found: re.Match[str]) -> bool:
    """Tell a name from an English word: a word alone needs a colon or 是 before it."""
    name, between = found["name"], found["is"]
    if name in WORDS:
        return False
    if not name[0].isascii() and not set(":=/是") & set(between):
        return False  # 微信支付立减300 is no name; 微信：小美300 is
    said = any(sign in between for sign in ":=/是号→") or "id" in between
    odd = any(sign.isdigit() for sign in name) or "_" in name or "-" in name
    if not between and found.string[found.start("name") - 1].isascii() and not odd:
        return False  # vxcream: one word
    if re.fullmatch(r"[\d.]+", name) and re.match(UNITS, found.string[found.end() :]) is None:
        return False
    return said or len(name) >= 6 or (odd and len(name) >= 5)


def _is_handle(found: re.Match[str]) -> bool:
    return not PRICE.match(found["name"])


FINDERS: tuple[Finder, ...] = (
    _named(LINK, "link", "/"),
    _named(CODE, "link", "[¥$€£₤₳¢z]"),
    _named(EMAIL, "email", r"[@艾#圈(\[{<【]"),
    _named(MAILBOX, "email", "[邮m]"),
    _named(PROVIDER, "email", "[q163新网gf]"),
    _named(BARE_LINK, "link", "[.。·点d]"),
    numbers.identity_numbers,
    numbers.card_numbers,
    numbers.phone_numbers,
    _named(WXID, "wechat", "[wg]"),
    _named(CALLED, "wechat", "[vw微薇威徽维围卫葳溦绿企私🛰💬🟢]", _is_name),
    _named(QQ, "qq", "[q扣抠叩球企鹅🐧口群裙羣]"),
    _named(ELSEWHERE, "handle", r"[:=@👉→]\s?@?[a-z0-9]"),
    _named(PUBLIC, "handle", ":"),
    _named(AFTERWARDS, "wechat", "[vw微薇威徽卫]"),
    _named(ASKED, "wechat", "[联我滴账号cd]"),
    _named(BARE_ADD, "qq", r"\d{7}"),
    _named(HANDLE, "handle", "@", _is_handle),
    _named(QR, "qr", "[扫描码识按q]"),
)


def mask_text(text: str) -> str:
    """Put a mark of its kind in place of each contact; a text without one comes back as it is.

    >>> mask_text("加V：xiaomei_88 或 139-1234-5678，邮箱ａ.b@c.cn @小美 求带")
    '加V：‹wechat› 或 ‹phone›，邮箱‹email› @‹handle› 求带'
    >>> mask_text("618到手139元，SPF50，批号20260520A，加微笑")
    '618到手139元，SPF50，批号20260520A，加微笑'
    """
    for _ in range(ROUNDS):
        masked = _mask_once(text)
        if masked == text:
            break
        text = masked
    return text


def _mask_once(text: str) -> str:
    folded, places = fold(text)
    # A mark is opaque: its letters are no lead to what follows it.
    folded = MARK.sub(lambda mark: "\x01" * len(mark[0]), folded)
    spans: list[Span] = []
    for finder in FINDERS:
        for start, end, kind in finder(folded):
            if end > start and not any(start < other[1] and other[0] < end for other in spans):
                spans.append((start, end, kind))
        if spans:
            folded = _blank(folded, spans)
    out, done = [], 0
    for start, end, kind in sorted(spans):
        out += [text[done : places[start]], f"‹{kind}›"]
        done = places[end] if end < len(places) else len(text)  # unseen signs after the last one belong to it
    return "".join([*out, text[done:]])


def _blank(folded: str, spans: list[Span]) -> str:
    for start, end, _ in spans:
        folded = folded[:start] + "\x01" * (end - start) + folded[end:]
    return folded
