"""Names and numbers to add: WeChat, QQ, other platforms, and what follows words that ask for a contact."""

from __future__ import annotations

import re

from xhs_workbench.intake.masking import leads
from xhs_workbench.intake.masking.forms import SPOKEN_SIGNS, Form, named
from xhs_workbench.intake.masking.leads import BETWEEN, DATE, GAP, HAN, NO_UNIT, SIGN

START = r"(?:(?<![a-z0-9])|(?![a-z]))"
"""A lead in letters is no part of a longer word."""
NAME = r"[a-z0-9][a-z0-9_\-]{3,29}"
SPACED = rf"(?:[a-z0-9]{SIGN}{{1,2}}){{4,24}}[a-z0-9](?![a-z0-9])"
"""l i l y 2 0 2 0"""
OTHER = r"(?:[\s/、,或者和跟及|&]{1,4}(?=[a-z0-9_\-]*\d)[a-z0-9_\-]{6,30})*"
"""A second name after the first: `或 abc12345`."""
FOUR = rf"[a-z0-9](?:{SIGN}{{0,2}}[a-z0-9_\-]){{3}}"
"""What every name begins with."""
HEX_ID = re.compile(r"[0-9a-f]{24}|[0-9a-f]{32}")
SAID = re.compile(r"[:=是号→➡👉👇]|id")


def could_be_nothing_else(name: str, least: int = 5) -> bool:
    """Say whether a word is shaped as a name of a person's account: letters with digits or `_`, and no model of a product.

    >>> [could_be_nothing_else(word) for word in ("lily2020", "iphone15", "wh-1000xm5", "lily", "14pro", "20260318")]
    [True, False, False, False, False, False]
    """
    letters = sum(sign.isalpha() for sign in name)
    odd = any(sign.isdigit() for sign in name) or "_" in name
    return letters >= 2 and odd and len(name) >= least and not _is_model(name)


def _is_model(name: str) -> bool:
    return bool(leads.MODEL.match(name)) or bool(HEX_ID.fullmatch(name)) or name in leads.NO_NAME


def _is_name(found: re.Match[str]) -> bool:
    """Tell a name from an English word: a word alone needs a colon or 是 before it."""
    name, between = found["name"], found["is"]
    bare = name.replace(" ", "")
    if bare in leads.NO_NAME:
        return False
    if not name[0].isascii() and not set(":=/是") & set(between):
        return False  # 微信支付立减300 is no name; 微信：小美300 is
    said = bool(SAID.search(between)) or "/" in between
    odd = any(sign.isdigit() for sign in name) or "_" in name or "-" in name
    before = found.string[found.start("name") - 1]
    if not between and before.isascii() and before.isalpha() and not odd:
        return False  # vxcream: one word
    if re.fullmatch(r"[\d.]+", name) and re.match(NO_UNIT, found.string[found.end() :]) is None:
        return False
    ordinary = bool(leads.ORDINARY_PAIR.match(found["lead"]) or leads.RARE_FIRST.match(found["lead"]))
    if not said and (ordinary or name[0].isdigit()) and not could_be_nothing_else(bare):
        return False
    if not said and leads.MODEL.match(name) and len(name) < 6:
        return False
    return said or len(name) >= 6 or (odd and len(name) >= 5)


def _is_sure(found: re.Match[str]) -> bool:
    """A sign alone (v, 微) leads to what can be nothing but a name; after a colon, also to digits."""
    name, between = found["name"], found["is"]
    if leads.MODEL.match(name) and not (":" in between and "-" in name and len(name) >= 6):
        return False
    if name.isdigit():
        return ":" in between and len(name) >= 6 and not DATE.match(name)
    if ":" in between and name.isalpha():
        return len(name) >= 5 and name not in leads.NO_NAME
    spaced = len(re.findall(rf"[a-z0-9]{SIGN}", name)) >= 4
    return could_be_nothing_else(name, 6) or (":" in between and (spaced or "-" in name))


LEAD = rf"(?P<lead>{START}(?:{leads.WECHAT}|{leads.ADDED}))"
_SIGNS, _LETTERS = leads.WORDS["wechat"]["single"], leads.either(leads.WORDS["wechat"]["single_letters"])
LONE = rf"(?:(?<![{HAN}])[{_SIGNS}]|{leads.MINE}{GAP}[{_SIGNS}]|(?<![a-z0-9]){_LETTERS}(?![a-z0-9]))"
CALLED = named(
    "wechat",
    rf"(?:{leads.WECHAT_NEED}|{leads.ADDED_NEED}){BETWEEN}(?:[{HAN}]{{1,4}}[a-z0-9_\-]{{3}}|{FOUR})",
    (
        rf"{LEAD}(?P<is>{BETWEEN})(?P<name>[{HAN}]{{1,4}}(?=[a-z0-9_\-]*\d)[a-z0-9_\-]{{3,20}}|{SPACED}|"
        rf"{NAME}{OTHER})"
    ),
    _is_name,
)
ALONE = named(
    "wechat",
    rf"(?:[{_SIGNS}]|{_LETTERS}){BETWEEN}{FOUR}",
    rf"(?P<lead>{LONE})(?P<is>{BETWEEN})(?P<name>{SPACED}|{NAME}{OTHER})",
    _is_sure,
)
NOT_THE_APP = r"(?!支付|读书|公众|小程序|里|上|群里|红包|封面|视频|领|家|胖|微|型|喇|弹|高|衣|生|浪|巾)"
AFTERWARDS = named(
    "wechat",
    (
        rf"[0-9_](?:{SIGN}{{0,3}}[a-z0-9_\-]{{0,16}}){SIGN}{{0,3}}(?:就?是|我|的|同|"
        rf"加){{0,4}}{GAP}(?:{leads.WECHAT_NEED}|[{_SIGNS}]|{_LETTERS})"
    ),
    rf"(?<![a-z0-9_\-])(?P<name>(?=[a-z_\-]*\d|[a-z0-9\-]*_)[a-z][a-z0-9_\-]{{5,19}})[\s(,\[【:←\-]{{0,3}}(?:就?是|我|的|同|加|➕|\+){{0,4}}{GAP}"
    rf"(?:(?:{leads.WECHAT}){NOT_THE_APP}(?![a-z0-9])|(?:[{_SIGNS}]|(?<![a-z0-9_]){_LETTERS})(?=[^0-9a-z{HAN}]|\Z))",
    lambda found: could_be_nothing_else(found["name"], 6),
)
WXID = named(
    "wechat",
    rf"w{SIGN}?x{SIGN}?i{SIGN}?d|gh",
    (
        rf"(?<![a-z0-9])(?:w{SIGN}?x{SIGN}?i{SIGN}?d|gh)\s?[_\-\s:]\s?[a-z0-9_\-]{{4,30}}|"
        rf"(?<![a-z0-9])wxid[a-z0-9]{{6,30}}"
    ),
)
ASKED = named(
    "wechat",
    rf"{leads.ASKING}[ \n:=👉→➡是]{{1,4}}[a-z0-9]",
    rf"{START}{leads.ASKING}(?P<is>[\s:=👉→➡是]{{1,4}})(?P<name>[a-z0-9][a-z0-9_\-]{{5,29}}){NO_UNIT}",
    lambda found: could_be_nothing_else(found["name"], 6),
)

DIGIT = f"[0-9{SPOKEN_SIGNS}]"
QQ_LEAD = (
    rf"(?:{leads.QQ_WORD}|q{SIGN}{{0,2}}(?:[:=/号群裙]|{DIGIT})|[加+添佳伽]{GAP}我?{GAP}q|{leads.GROUP}|"
    rf"{leads.GROUP_CALLED}|[:=]{SIGN}{{0,2}}[群裙])"
)
QQ_BETWEEN = rf"(?:{BETWEEN}(?:邮箱)?{SIGN}{{0,2}})"


def _is_qq(found: re.Match[str]) -> bool:
    """A short number with a unit behind it is a number of something; a date is a date."""
    digits = re.sub(r"\D", "", found["name"])
    rest = found.string[found.end() :]
    if (DATE.match(found["name"]) and not found["name"].isdigit()) or re.match(r"\d", rest):
        return False
    return len(digits) >= 8 or re.match(NO_UNIT, rest) is not None


QQ = named(
    "qq",
    rf"(?:{QQ_LEAD}|扣){QQ_BETWEEN}{DIGIT}(?:{SIGN}{{0,3}}{DIGIT}){{3}}",
    rf"{START}(?:{leads.QQ_WORD}|q(?=\s?(?:[:=/]|\d|号|[{leads._QQ['group']}]))|[加+添佳伽]{GAP}我?{GAP}(?:q(?![a-z])|扣)|扣(?={SIGN}{{0,2}}(?:号|\d{{6}}))|{leads.GROUP}|{leads.GROUP_CALLED})"
    rf"(?P<is>{QQ_BETWEEN})(?P<name>[1-9](?:{SIGN}{{0,3}}\d){{4,11}})",
    _is_qq,
    spoken=True,
)
BARE_ADD = named(
    "qq",
    rf"[加+]{SIGN}?我?{SIGN}{{0,3}}[0-9]{{7}}",
    rf"(?:加|\+)\s?我?(?P<is>[\s:]{{0,3}})(?P<name>[1-9]\d{{6,10}}){NO_UNIT}",
    lambda found: not DATE.match(found["name"]),
)


def _is_account(found: re.Match[str]) -> bool:
    name, between = found["name"].rstrip(".-"), found["is"]
    rest = found.string[found.end() :]
    if name.isdigit():
        counted = DATE.match(name) or re.match(NO_UNIT, rest) is None
        return not counted and (
            len(name) >= 8 or (len(name) >= 5 and bool(re.search("[:=号]|id|群", between)))
        )
    called = re.search(r"id|[号帐账]", between) and re.fullmatch(r"[a-z]{3}\d{3,4}", name)
    if _is_model(name) and not called:  # line id abc777
        return False
    if name.isalpha() and re.match(r"[ ,;]{1,2}[a-z]|[;)]", rest):
        return False  # a word among words: `Line: eight in ten`
    if re.search(r"[:=@👉→]|id|号", between) and name[0].isalpha():
        return len(name) >= 4
    return could_be_nothing_else(name) and (name[0].isalpha() or len(name) >= 6)


ACCOUNT = r"(?P<name>[a-z0-9][a-z0-9_.\-]{3,29})"
ELSEWHERE = named(
    "handle",
    rf"{leads.PLATFORM}{leads.PLATFORM_IS}[a-z0-9]{SIGN}{{0,1}}[a-z0-9_.\-]",
    rf"{START}{leads.PLATFORM}(?P<is>{leads.PLATFORM_IS}){ACCOUNT}",
    _is_account,
)
ABROAD = named(
    "handle",
    rf"{leads.LATIN}(?:{SIGN}|{leads.either(leads._ELSE['between'])}){{1,5}}[a-z0-9_.\-]{{4}}",
    rf"(?<![a-z0-9]){leads.LATIN}(?P<is>(?![a-z0-9]){leads.PLATFORM_IS}){ACCOUNT}",
    _is_account,
)
PUBLIC = named("handle", rf"{leads.PUBLIC}[ ]?:", rf"{leads.PUBLIC}\s?:\s?(?P<name>[{HAN}a-z0-9_\-]{{2,16}})")
PRICE = re.compile(r"[¥$]?\d{1,4}(?:\.\d+)?(?:元|块|r|rmb|￥|折|/|$|起|到手)")
HANDLE = named(
    "handle",
    "@",
    r"@\s?(?P<name>[^\s@,，。!?;；:：、()\[\]【】{}\"'“”‘’‹›<>#…~|\x01]{1,30})",
    lambda found: not PRICE.match(found["name"]),
)

NUMBERED_WORD = re.compile(r"(?:货号|款号|型号|编号|色号|批号|版本|代码|文件|[#/=&.@])[^a-z0-9]{0,3}\Z")


_INVITES = (
    "(?:加|找|搜|私|联系|主页|合作|备注|来|戳|滴|聊|咨询|下单|关注|号|推|名|链接|想要|要的|绿|博主|哈|店)"
)
INVITED = re.compile(rf"{_INVITES}(?:[^a-z0-9\n]{{0,6}}[^0-9a-z{HAN}])?\Z")
INVITES = re.compile(rf"{SIGN}{{0,3}}(?:来?加|私|找我|联系|戳|滴|v我)")


def _is_bare(found: re.Match[str]) -> bool:
    """Without a lead, be sure: words that invite beside it, a word and three digits that are no year, nothing made by a factory.

    A nickname alone (`雾岛loves203`) is no contact.
    """
    if not (
        INVITED.search(found.string[max(0, found.start() - 12) : found.start()])
        or INVITES.match(found.string[found.end() :])
    ):
        return False
    word, digits = found["word"], found["digits"]
    year = "_" not in found["name"] and re.fullmatch(r"(?:19|20)\d{2}", digits)
    made = word in leads.NO_NAME or bool(leads.MODEL.match(f"{word}_0"))
    return (
        not (year or made or _is_model(found["name"]))
        and not NUMBERED_WORD.search(found.string[: found.start()])
        and len(found["name"]) >= 8
    )


BARE = named(
    "handle",
    r"[a-z]{3}_?[0-9]{3}",
    rf"(?<![a-z0-9_\-])(?P<name>(?P<word>[a-z]{{3,14}})_?(?P<digits>\d{{3,8}}))(?![a-z0-9_\-]){NO_UNIT}",
    _is_bare,
)
FIRST: tuple[Form, ...] = (WXID, CALLED, QQ, ELSEWHERE, ABROAD, PUBLIC, ALONE, AFTERWARDS, ASKED, BARE_ADD)
