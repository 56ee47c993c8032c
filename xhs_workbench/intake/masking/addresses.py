"""Where one can write, go or click: e-mail, links, codes that open a group, invitations by QR code, postal addresses."""

from __future__ import annotations

import re

from xhs_workbench.intake.late import Late
from xhs_workbench.intake.masking import leads
from xhs_workbench.intake.masking.chat import could_be_nothing_else
from xhs_workbench.intake.masking.forms import Form, named
from xhs_workbench.intake.masking.leads import HAN, LINK_HOST, MAIL_HOST, MAIL_WORD, SIGN

TLD = (
    "(?:com|cn|net|org|cc|tv|shop|xyz|io|gg|site|club|store|biz|hk|tw|jp|kr|uk|me|im|id|top|vip|app|"
    "fun|us|co|link|info|ltd|work|online|wang|ink|ru|de|fr|eu)"
)
DOT = r"(?:\s?(?:\.|。|·|点|dot|\(dot\)|\[dot\]|\(\.\)|\[\.\])\s?)"
DOTTED = DOT.replace(r"\s", "[ \u3000\n]")
SNAIL = "🐌🐶🐕@"
"""What is drawn for @."""
AT = rf"(?:\s{{0,2}}(?:[{SNAIL}]|[(\[{{<【](?:at|a|@|爱特|艾特)[)\]}}>】]|艾特|爱特|圈a|小老鼠)\s{{0,2}})"
EMAIL = named(
    "email",
    (
        rf"[a-z0-9][ \n\u3000]{{0,2}}(?:[{SNAIL}#]|"
        rf"[(\[{{<【](?:at|a|@|爱特|艾特)|艾特|爱特|圈a|小老鼠|at[ ])[)\]}}>】]?[ \n\u3000]{{0,2}}[a-z0-9扣网腾新]"
    ),
    rf"[a-z0-9][a-z0-9._%+\-]{{0,63}}(?:{AT}[a-z0-9][a-z0-9\-]{{0,62}}(?:{DOT}[a-z0-9\-]{{2,}}){{1,3}}|@[a-z0-9][a-z0-9\-]{{0,62}}"
    rf"|{AT}{MAIL_HOST}(?![a-z0-9])|\s?#\s?{MAIL_HOST}{DOT}(?:com|cn|net)(?:{DOT}cn)?"
    rf"|\s+at\s+(?:{MAIL_HOST}{DOT}|[a-z0-9\-]{{1,62}}\s?(?:dot|\(dot\)|点)\s?){TLD}(?![a-z0-9]))",
)


def _is_mailbox(found: re.Match[str]) -> bool:
    name = found["name"]
    return "@" in name or (
        name[0].isalpha()
        and (
            could_be_nothing_else(name) or (name.isalpha() and not found["lead"].isascii() and len(name) >= 6)
        )
    )


MAILBOX = named(
    "email",
    rf"{MAIL_WORD}(?:{SIGN}|[是为号]|地址|账号){{0,4}}[a-z0-9]",
    (
        rf"(?P<lead>(?<![a-z]){MAIL_WORD})(?:{SIGN}|[是为号]|地址|"
        rf"账号){{0,4}}(?P<name>[a-z0-9][a-z0-9._\-]{{4,40}}(?:\s?(?:@|在|at)\s?[a-z0-9.\-]+)?)"
    ),
    _is_mailbox,
)
PROVIDER = named(
    "email",
    r"(?:qq|163|126|gmail|foxmail|新浪|网易|扣扣|腾讯|outlook|hotmail)[ \n\u3000]?(?:邮箱|[.。·点])",
    (
        rf"(?<![a-z0-9])(?P<name>[a-z0-9][a-z0-9._\-]{{3,40}})\s?(?:在|加|\+|@|"
        rf"{SIGN}(?=[a-z1扣网腾新]))?\s?(?:qq|163|126|gmail|foxmail|新浪|网易|扣扣|腾讯|outlook|hotmail)\s?(?:邮箱|"
        rf"{DOT}com)"
    ),
    lambda found: not leads.MODEL.match(found["name"]) or "@" in found[0],
)

NO_SPACE = rf"[^\s{HAN}，。！？、；）】》”\"'<>\x01]"
LINK = named(
    "link",
    "[:][ \n\u3000]?/",
    (
        r"(?:h\W?[tx]\W?[tx]\W?p\W?s?|ftp|weixin|wechat|taobao|alipays?|xhsdiscover|mqqapi|tg|"
        rf"snssdk\d*)\s?:\s?/\s?/\s?{NO_SPACE}+"
    ),
)
PATH = rf"(?:\s?(?:/|斜杠)\s?[^\s{HAN}，。！？、\x01]*)"


def _leads_somewhere(found: re.Match[str]) -> bool:
    """The name of a site that everybody knows (1688.com) leads to nobody; a page on it does."""
    name = re.fullmatch(
        rf"(?:www\s?\.\s?)?(?P<site>[a-z0-9\-]+)(?:\s?\.\s?{TLD}){{1,2}}", found[0].strip(" ./")
    )
    return name is None or name["site"] not in leads.SITES


BARE_LINK = named(
    "link",
    rf"www[ ]?[.。]|[a-z0-9\-]{DOTTED}{TLD}",
    rf"(?<![a-z0-9])www\s?[.。]\s?[a-z0-9\-]+(?:\s?[.。]\s?[a-z0-9\-]+)*(?:/[^\s{HAN}，。]*)?"
    rf"|(?<![a-z0-9])(?:[a-z0-9\-]{{1,30}}{DOT}){{0,3}}{LINK_HOST}{DOT}{TLD}(?![a-z0-9]){PATH}*"
    rf"|(?<![a-z0-9@.])(?:[a-z0-9\-]{{1,30}}\.){{1,4}}{TLD}(?::\d+)?/[^\s{HAN}，。！？、\x01]*"
    r"|(?<![a-z0-9@.])(?=[a-z0-9.\-]*[a-z])(?:[a-z0-9\-]{2,30}\.){1,3}(?:com|cn|net|org|shop|xyz|cc|store|site|club|biz|hk|tw|jp|kr)(?![a-z0-9])",
    _leads_somewhere,
)
CODE = named(
    "link",
    r"[¥$€£₤₳¢][ \n(]?[a-z0-9]{8}|cz[0-9]{3}",
    r"[¥$€£₤₳¢][\s(]?(?=[a-z0-9]*[a-z])[a-z0-9]{8,14}[\s)]?[¥$€£₤₳¢/]|(?<![a-z0-9])cz\d{3,5}\s[a-z0-9]{8,14}",
)
COPY = (
    r"(?:长按复制|复制(?:这段|本段|此|这条|整段|口令|链接|后)?[^\n，。a-z0-9]{0,8}?(?:打开|搜索|到|去|文字|消息|抖音|淘宝|快手|小红书|这段|口令|链接)|"
    r"复制(?:这段|本段|此|这条|整段))"
)
CALLED_CODE = named(
    "link",
    rf"(?:{leads.CODE_WORD}|复制)",
    (
        rf"(?:(?:\d{{1,2}}\.\d{{1,2}}\s?)?{COPY}[{HAN}]{{0,4}}|{leads.CODE_WORD}(?:是|为)?)(?:{SIGN}|"
        rf"\d(?={SIGN})){{0,6}}(?P<name>(?=[a-z]*\d[a-z0-9]*[a-z]|\d*[a-z][a-z0-9]*\d|"
        rf"[a-z]{{8,}})[a-z0-9]{{6,20}})(?![a-z0-9])"
    ),
)
PHRASE = r"[^\n，。！？!?,;；]"
JOIN = r"(?:加入?群聊?|进群|入群|拉群|领群|进裙|加裙|加我|加好友|加个?好友|加微信?|加薇|加v|加(?=\s|$)|添加(?:好友|我|客服|微信)?|私聊我|联系我)"
SHOWN = r"(?:头像|主页|背景图?|封面|图中|图里|图片|下图|配图|评论区?|最后一[张图]|末图|置顶|简介|相册|个签|右边|左边|下方|p\d)"
QR = named(
    "qr",
    "扫|长按|识别|qr|码",
    rf"(?:扫一?扫|扫描|扫码|扫我|扫{PHRASE}{{0,6}}码|长按|识别){PHRASE}{{0,10}}?{JOIN}"
    rf"|(?:二维码|qr\s?code|(?:看|保存|截|存){PHRASE}{{0,4}}码){PHRASE}{{0,6}}?{JOIN}"
    rf"|长按{PHRASE}{{0,8}}码(?:{PHRASE}{{0,3}}识别)?|(?:长按|扫码?)识别|识别{PHRASE}{{0,6}}二维码|(?:扫|看|加|存){PHRASE}{{0,4}}{SHOWN}{PHRASE}{{0,6}}(?:二维码|的码|上码)|{SHOWN}就?(?:是|有)?(?:我的?|群)?(?:二维码|码(?=[^{HAN}]|\Z))"
    rf"|(?:存图|截图|保存图?片?)扫码?(?:{PHRASE}{{0,2}}{JOIN})?",
)

ROAD = rf"[{HAN}]{{1,8}}(?:路|街|巷|弄|大道|胡同|道|里|村|小区|花园|公寓|苑|新村|家园)"
ROOM = r"(?:\d{1,4}\s?(?:号楼?|弄|栋|幢|座|单元|楼|层|室|房|户|门|-)\s?){2,5}(?:\d{1,4}(?:室|房|号|户)?)?"
_DOOR = Late("[栋幢室房户]|单元|号楼")


def _is_home(found: re.Match[str]) -> bool:
    """A shop has a street and a number; a home has a stair and a door, or is where something is sent."""
    return bool(_DOOR.search(found["name"])) or bool(found["lead"])


HOME = named(
    "address",
    (
        rf"(?:路|街|巷|弄|道|胡同|里|村|小区|花园|公寓|苑|家园)[ \n]?[0-9]{{1,5}}[ ]?(?:号|弄|栋|幢|座|单元)|"
        rf"{leads.either(leads.WORDS['address']['asking'][:-2])}"
    ),
    rf"(?P<lead>{leads.either(w for w in leads.WORDS['address']['asking'] if w != '地址')})?(?P<asked>地址)?[\s:是在到]{{0,4}}(?P<name>(?:[{HAN}]{{2,9}}?[省市区县镇州])*{ROAD}\s?{ROOM})",
    _is_home,
)
SENT_TO = named(
    "address",
    rf"{leads.either(w for w in leads.WORDS['address']['asking'] if w != '地址')}",
    (
        rf"{leads.either(w for w in leads.WORDS['address']['asking'] if w != '地址')}[\s:是在到]{{0,4}}(?P<name>(?:[{HAN}]{{2,9}}?[省市区县镇州])*{ROAD}\s?\d{{1,5}}\s?(?:号楼?|"
        r"弄|栋|幢))"
    ),
)

FIRST: tuple[Form, ...] = (LINK, CODE, EMAIL, MAILBOX, PROVIDER, BARE_LINK)
LAST: tuple[Form, ...] = (CALLED_CODE, QR, HOME, SENT_TO)
