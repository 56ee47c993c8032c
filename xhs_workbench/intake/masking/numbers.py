"""Phone numbers, told from prices, dates, batches and order numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xhs_workbench.intake.late import Late
from xhs_workbench.intake.masking.forms import DRAWN, LIKE_DIGITS, SPOKEN, Form, Span
from xhs_workbench.intake.masking.leads import SIGN

APART = rf"(?:{SIGN}{{0,3}}|[_\s杠横空格减]{{1,2}})"
"""What people put between digits: spaces, dashes, dots, emoji."""
LOOSE = rf"(?:{SIGN}|[_杠横空格减]){{0,3}}"
"""The same, for `needs`."""
NUMBERED = Late(
    r"(?:批号|批次|订单|单号|编号|货号|条码|条形码|sku|款号|快递|运单|流水|备案|注册证|许可证|型号|note|id|色号|期号|编码|货品|批准文号|"
    r"防伪码?)[^\d]{0,6}(?:[a-z]{2})?\Z"
)
"""Words after which a long number is no phone number, unless it has a mobile number's form."""
MOBILE = Late(rf"(?<!\d)(?:(?:\+|00)?\(?86\)?(?:{APART})|\+\s?)?(?P<n>1{APART}[3-9](?:{APART}\d){{9}})(?!\d)")
SHAPES = {
    (3, 4, 4),
    (3, 8),
    (7, 4),
    (3, 3, 5),
    (4, 4, 3),
    (4, 3, 4),
    (5, 6),
    (6, 5),
    (3, 5, 3),
    (11,),
    (1,) * 11,
    (1, 2, 2, 2, 2, 2),
    (2, 2, 2, 2, 2, 1),
    (3, 2, 2, 2, 2),
}
"""How the eleven digits of a mobile number are grouped when the signs between them are those of decimals, dates and lists."""
LIKE_PRICES = {(4, 4, 3), (4, 3, 4), (5, 6), (6, 5), (3, 5, 3), (1, 2, 2, 2, 2, 2), (2, 2, 2, 2, 2, 1)}
"""Groupings that prices and years side by side have too: a number only when called one, or when a group begins with 0."""
CLEAR = {(3, 4, 4), (3, 8), (7, 4)}
"""Groupings that nothing else has."""
COUNTING = set(".,:/、%+=*x~￥¥$| \n\u3000")
CALLED = Late(
    r"(?:电话|手机|座机|热线|致电|拨打|来电|联系|(?<![a-z])(?:tel|phone|mobile|call)|打|☎|📞|📱|微信|同号)\D{0,6}\Z"
)
AREA = r"(?:010|02\d|0[3-9]\d{2})"
LANDLINE = Late(
    r"(?<![\d.])(?:(?:\+|"
    rf"00)86[\s\-]?)?(?P<n>\(?{AREA}\)?(?:[\s\-_.·/~]{{0,3}})[1-9](?:[\s\-·.]?\d){{6,7}})(?:[\s\-转]{{1,3}}\d{{1,5}})?(?!\d)"
)
TRUNK = Late(r"(?<![\d.])(?P<n>0[1-9]\d{0,3}[\s\-]\d{2,4}[\s\-]\d{3,4}(?:[\s\-]\d{2,4})?)(?!\d)")
SERVICE = Late(r"(?<![\d.])(?P<n>[48]00[\s\-]\d{3}[\s\-]?\d{4}|[48]00[\s\-]\d{4}[\s\-]\d{3})(?!\d)")
OVERSEAS = Late(r"(?<![a-z0-9.])(?P<n>\+\s?[1-9](?:[\s\-().·]{0,2}\d){7,14})(?!\d)")
CALLING = "1|7|20|27|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|85[2356]|88[06]|9[0-58]|97[1-7]|99[2-8]"
ZEROS = Late(rf"(?<![a-z0-9.])(?P<n>00[\s\-]?(?:{CALLING})[\s\-]?(?:\d[\s\-]{{0,2}}){{7,12}}\d)(?!\d)")
AMERICAN = Late(
    r"(?<![\d.])(?P<n>(?:1[\s\-.])?(?:\([2-9]\d{2}\)\s?[2-9]\d{2}[\s\-.]\d{4}|"
    r"[2-9]\d{2}([\-.])[2-9]\d{2}\2\d{4}))(?!\d)"
)
ASKED_WORDS = "电话|手机|座机|热线|致电|拨打|来电|tel|phone|mobile|whats ?app|call|☎|📞|📱|联系方式"
ASKED = Late(
    r"(?:电话|手机号?|手机|座机|热线|致电|拨打|来电|(?<![a-z])(?:tel|phone|mobile|whats\s?app|call)|☎|📞|📱|联系方式)(?:号码?|是|为|联系|[\s:：=\W])"
    r"{0,6}(?P<n>\(?\+?\d(?:[\s\-().·]{0,2}\d){6,14})(?!\d)"
)
POSITION = r"前中后最末尾开头结间面边三四位段部分是为和加再然接着跟连去掉括号字空格横杠线点哈嘿哦呀啦的了减又"
WORDED = rf"(?:[(\[{{【「<][^0-9)\]}}】」>]{{0,8}}[)\]}}】」>]|[{POSITION}]|{SIGN}){{1,10}}"
"""What is put between the parts so that they do not stand side by side: 138中间0013最后8000, 138（去掉括号）0013."""
IN_WORDS = Late(rf"(?<!\d)(?P<n>1[3-9]\d{WORDED}\d{{4}}{WORDED}\d{{4}})(?!\d)")
ALL_DRAWN = Late(r"(?<![a-z0-9])[1il][3-9][0-9oil]{9}(?![a-z0-9])")
"""l38OOl38OOO: eleven signs, not one of them else than a digit or drawn like one."""
RUN = Late(r"(?<!\d\.)(?<![a-z0-9])\d{12,15}(?![a-z0-9])")
WITHIN = Late(r"1[3-9]\d{9}")


_STROKE = Late(r"(?<!\d)\|(?=[3-9]\d(?:[\s\-]?\d){8}(?!\d))")
"""A stroke drawn like a 1, right before the other ten digits of a mobile number."""


def _phones(pattern: Late, needs: str) -> Form:
    """Make a form of a pattern that no number called a batch, an order or the like may have."""

    def find(text: str) -> Iterator[Span]:
        read = _read(text)
        for found in pattern.finditer(read):
            if not (NUMBERED.search(read[: found.start()]) or inside_id(read, *found.span("n"))):
                yield found.start(), found.end(), "phone"

    return Form("phone", needs, find, numeric=True)


def _mobiles(text: str) -> Iterator[Span]:
    read = _read(text)
    # 张三139… is no number of twelve digits: once with numerals read as digits, once as they stand.
    for said in dict.fromkeys((read, text)):
        for found in MOBILE.finditer(said):
            if _is_mobile(said, found):
                yield found.start(), found.end(), "phone"
    for found in ALL_DRAWN.finditer(text):
        if sum(sign.isdigit() for sign in found[0]) >= 3:
            yield found.start(), found.end(), "phone"


def _called(text: str) -> Iterator[Span]:
    """Numbers after a word that asks to call; a list of models (手机 13 14 15 16) is none."""
    for found in ASKED.finditer(_read(text)):
        groups = [len(group) for group in re.findall(r"\d+", found["n"])]
        if max(groups) > 2 or len(groups) >= 7:
            yield *found.span("n"), "phone"


def _in_words(text: str) -> Iterator[Span]:
    for found in IN_WORDS.finditer(text):
        if re.search(rf"[{POSITION}(\[{{【「<]", found["n"]):
            yield *found.span("n"), "phone"


def _glued(text: str) -> Iterator[Span]:
    """A mobile number at either end of a longer run: a price was written right before or after it."""
    read = text.translate(SPOKEN)
    for found in RUN.finditer(read):
        run = found[0]
        ends = WITHIN.fullmatch(run[-11:]) or WITHIN.fullmatch(run[:11])
        if ends and not is_barcode(run) and not NUMBERED.search(read[: found.start()]):
            yield found.start(), found.end(), "phone"


def is_barcode(digits: str) -> bool:
    """Say whether thirteen digits are an EAN-13: the check digit fits (GS1 General Specifications, 7.9).

    >>> is_barcode("6901234567892"), is_barcode("6901234567893")
    (True, False)
    """
    if len(digits) != 13:
        return False
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0


def _read(text: str) -> str:
    """Read spoken numerals, and letters drawn like digits where digits stand around them."""
    read = text.translate(SPOKEN)
    if "|" in read:  # 丨38 1234 5678
        read = _STROKE.sub("1", read)
    if not re.search(r"\d[oil]|[oil]\d", read):
        return read
    return re.sub(
        r"(?<![a-z])[\doil](?:[\W_]{0,2}[\doil]){9,14}(?![a-z])",
        lambda run: run[0].translate(LIKE_DIGITS) if sum(s.isdigit() for s in run[0]) >= 7 else run[0],
        read,
    )


def _is_mobile(read: str, found: re.Match[str]) -> bool:
    """Tell a mobile number from eleven digits of dates, sizes and prices side by side."""
    number = found["n"]
    if inside_id(read, found.start("n"), found.end("n")):
        return False
    between = set(re.sub(r"\d", "", number))
    if not between & COUNTING:
        return True
    parts = re.findall(r"\d+", number)
    groups = tuple(map(len, parts))
    sure = groups not in LIKE_PRICES or any(part[0] == "0" for part in parts[1:])
    if between <= set(" \n\u3000"):
        spelt = groups.count(1) >= 6  # 1 3 8 00 1 3 8 0 0 0
        dated = re.search(r" 20[0-3]\d(?!\d)", number)
        spelt = spelt or (groups[:3] == (1, 1, 1) and not dated and _groups_told_apart(number) in CLEAR)
        return spelt or (groups in SHAPES and sure) or bool(CALLED.search(read[: found.start()]))
    if groups not in SHAPES and " " in number:
        return _groups_told_apart(number) in CLEAR  # 1 3 8 - 1234 - 5678
    return groups in SHAPES and sure and not re.search(r"20[12]\d[./\-][01]?\d[./\-]", number)


def _groups_told_apart(number: str) -> tuple[int, ...]:
    """Return how digits are grouped when those that stand alone side by side are one group.

    >>> _groups_told_apart("1 3 8 - 1234 - 5 6 7 8"), _groups_told_apart("138 12 345 678")
    ((3, 4, 4), (3, 2, 3, 3))
    """
    parts = re.split(r"[^\d ]+| (?=\d\d)|(?<=\d\d) ", number)
    return tuple(len(re.sub(r"\D", "", part)) for part in parts if part.strip())


def inside_id(read: str, start: int, end: int) -> bool:
    """Say whether the digits are part of an id or a digest: so many hex digits in one word, letters among them.

    Ids of notes and creators have 24 or 32, digests 40 (SHA-1) or 64 (SHA-256).
    """
    while start and read[start - 1].isascii() and read[start - 1].isalnum():
        start -= 1
    while end < len(read) and read[end].isascii() and read[end].isalnum():
        end += 1
    word = read[start:end]
    return (
        bool(re.fullmatch(r"[0-9a-f]{24}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}", word))
        and bool(re.search(r"[a-f]\d|[a-f].*\d|000000", word))
        and not word.isdigit()
    )


ONE, ZERO, EDGE = "[1il|]", "[0o]", r"(?:\A|[^0-9.])"
FORMS: tuple[Form, ...] = (
    Form("phone", rf"{ONE}{LOOSE}[3-9](?:{LOOSE}{DRAWN}){{9}}", _mobiles, numeric=True),
    Form("phone", rf"1[3-9][0-9]{WORDED}[0-9]{{4}}{WORDED}[0-9]{{4}}", _in_words),
    Form("phone", "[0-9]{12}", _glued, numeric=True),
    Form(
        "phone",
        rf"(?:{ASKED_WORDS})[^0-9]{{0,9}}{DRAWN}(?:[ \n\-().·]{{0,2}}{DRAWN}){{6}}",
        _called,
        numeric=True,
    ),
    _phones(OVERSEAS, rf"\+[ \n]?[1-9il](?:[ \n\-().·]{{0,2}}{DRAWN}){{7}}"),
    _phones(
        LANDLINE,
        (
            rf"{EDGE}\(?(?:{ZERO}{ONE}{ZERO}|{ZERO}2{DRAWN}|{ZERO}[3-9]{DRAWN}{{2}}|"
            rf"86)\)?[ \n\-_.·/~]{{0,3}}[1-9il](?:[ \n\-·.]?{DRAWN}){{6}}"
        ),
    ),
    _phones(TRUNK, rf"{EDGE}{ZERO}[1-9il]{DRAWN}{{0,3}}[ \n\-]{DRAWN}{{2,4}}[ \n\-]{DRAWN}{{3}}"),
    _phones(SERVICE, rf"{EDGE}[48]{ZERO}{{2}}[ \n\-]{DRAWN}{{3}}[ \n\-]?{DRAWN}"),
    _phones(ZEROS, rf"{EDGE}{ZERO}{{2}}[ \n\-]?[1-9il](?:[ \n\-]{{0,2}}{DRAWN}){{8}}"),
    _phones(
        AMERICAN,
        rf"{EDGE}(?:{ONE}[ \n\-.])?\(?[2-9]{DRAWN}{{2}}[)\-.][ \n]?[2-9]{DRAWN}{{2}}[ \n\-.]{DRAWN}{{4}}",
    ),
)
