"""Numbers that lead to a person: phone, identity card and bank card, told from prices, dates, batches and order numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int, str]
SPOKEN = str.maketrans("〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖弌弍弎", "0001234567891123456789123")
"""Numerals as they are spoken: 一三九 is 139, 幺 is 1."""
LIKE_DIGITS = str.maketrans("oil", "011")
DRAWN = "0-9oil〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖弌弍弎"
SEVEN = re.compile(rf"[{DRAWN}](?:[^{DRAWN}]{{0,3}}[{DRAWN}]){{6}}")
"""What no number of a person can do without."""
APART = r"[^\w\x01]{0,3}|[_\s杠横空格]{1,2}"
"""What people put between digits: spaces, dashes, dots, emoji."""
NUMBERED = re.compile(
    r"(?:批号|批次|订单|单号|编号|货号|条码|条形码|sku|款号|快递|运单|流水|备案|注册证|许可证|型号|note|id|色号|期号|编码|货品)\D{0,6}\Z"
)
"""Words after which a long number is no phone number, unless it has a mobile number's form."""
MOBILE = re.compile(rf"(?<!\d)(?:(?:\+|00)?\(?86\)?(?:{APART})|\+\s?)?(?P<n>1(?:(?:{APART})\d){{10}})(?!\d)")
SHAPES = {
    (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (4, 4, 3), (4, 3, 4), (5, 6), (6, 5), (3, 5, 3), (11,), (1,) * 11, (1, 2, 2, 2, 2, 2), (2, 2, 2, 2, 2, 1),
    (3, 2, 2, 2, 2),
}  # fmt: skip
"""How the eleven digits of a mobile number are grouped when the signs between them are those of decimals, dates and lists."""
COUNTING = set(".,:/、%+=*x~￥¥$|")
AREA = r"(?:010|02\d|0[3-9]\d{2})"
LANDLINE = re.compile(
    rf"(?<![\d.])(?:(?:\+|00)86[\s\-]?)?(?P<n>\(?{AREA}\)?(?:[\s\-_.·/~]{{0,3}})[1-9](?:[\s\-·.]?\d){{6,7}})(?:[\s\-转]{{1,3}}\d{{1,5}})?(?!\d)"
)
TRUNK = re.compile(r"(?<![\d.])(?P<n>0[1-9]\d{0,3}[\s\-]\d{2,4}[\s\-]\d{3,4}(?:[\s\-]\d{2,4})?)(?!\d)")
SERVICE = re.compile(r"(?<![\d.])(?P<n>[48]00[\s\-]\d{3}[\s\-]?\d{4}|[48]00[\s\-]\d{4}[\s\-]\d{3})(?!\d)")
ABROAD = re.compile(r"(?<![a-z0-9.])(?P<n>\+\s?[1-9](?:[\s\-().·]{0,2}\d){7,14})(?!\d)")
CALLING = "1|7|20|27|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|85[2356]|88[06]|9[0-58]|97[1-7]|99[2-8]"
ZEROS = re.compile(rf"(?<![a-z0-9.])(?P<n>00[\s\-]?(?:{CALLING})[\s\-]?(?:\d[\s\-]{{0,2}}){{7,12}}\d)(?!\d)")
AMERICAN = re.compile(
    r"(?<![\d.])(?P<n>(?:1[\s\-.])?(?:\([2-9]\d{2}\)\s?[2-9]\d{2}[\s\-.]\d{4}|[2-9]\d{2}([\-.])[2-9]\d{2}\2\d{4}))(?!\d)"
)
ASKED = re.compile(
    r"(?:电话|手机号?|手机|座机|热线|致电|拨打|来电|(?<![a-z])tel|phone|mobile|whats\s?app|call|☎|📞|📱|联系方式)(?:号码?|是|为|联系|[\s:：=\W])"
    r"{0,6}(?P<n>\(?\+?\d(?:[\s\-().·]{0,2}\d){6,14})(?!\d)"
)
HEX_ID = re.compile(r"[0-9a-f]{20,40}")
IDENTITY = re.compile(
    r"(?<!\d)(?P<n>[1-9](?:[^\w\x01]{0,2}\d){5}[^\w\x01]{0,2}(?:1[^\w\x01]{0,2}[89]|2[^\w\x01]{0,2}0)(?:[^\w\x01]{0,2}\d){2}[^\w\x01]{0,2}"
    r"(?:0[^\w\x01]{0,2}[1-9]|1[^\w\x01]{0,2}[0-2])[^\w\x01]{0,2}(?:0[^\w\x01]{0,2}[1-9]|[12][^\w\x01]{0,2}\d|3[^\w\x01]{0,2}[01])"
    r"(?:[^\w\x01]{0,2}\d){3}[^\w\x01]{0,2}[\dx])(?![\dx])"
)
OLD_IDENTITY = re.compile(
    r"身份证?\D{0,8}(?P<n>[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}|[1-9](?:\s?\d){16}\s?[\dx])(?![\dx])"
)
CARD = re.compile(r"(?<!\d)(?P<n>[1-9](?:[\s\-_.·*]{0,2}\d){15,18})(?!\d)")
CARD_WORDS = re.compile(
    r"(?:卡号|银行卡?|账号|帐号|户头|转账|打款|汇款|收款|对公|储蓄卡|信用卡|[工农中建交招]行|支付宝|card|bank)\D{0,12}\Z"
)
GROUPED = re.compile(r"\d{4}([\s\-·.])\d{4}\1\d{4}\1\d{1,4}(?:\1\d{1,3})?\Z|\d{6}[\s\-]\d{10,13}\Z")


def luhn(digits: str) -> bool:
    """Say whether a card number's check digit fits (ISO/IEC 7812-1, annex B).

    >>> luhn("4539148803436467"), luhn("4539148803436468")
    (True, False)
    """
    doubled = [int(d) * 2 if place % 2 else int(d) for place, d in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def phone_numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield mobile numbers, landlines, service numbers and numbers abroad."""
    if not SEVEN.search(text):
        return
    read = _read(text)
    # 张三139… is no number of twelve digits: once with numerals read as digits, once as they stand.
    for said in dict.fromkeys((read, text)):
        for found in MOBILE.finditer(said):
            if _is_mobile(text, said, found):
                yield found.start(), found.end(), "phone"
    for pattern in (ABROAD, LANDLINE, TRUNK, SERVICE, ZEROS, AMERICAN, ASKED):
        for found in pattern.finditer(read):
            start, end = found.span("n") if pattern is ASKED else found.span()
            if pattern is ASKED or not NUMBERED.search(read[:start]):
                yield start, end, "phone"


def identity_numbers(text: str) -> Iterator[Span]:
    """Yield Chinese identity numbers: 18 places with a possible day of birth (GB 11643), 15 where they are called so."""
    if not SEVEN.search(text):
        return
    read = text.translate(SPOKEN)
    for pattern in (IDENTITY, OLD_IDENTITY):
        for found in pattern.finditer(read):
            if not _inside_id(read, *found.span("n")):
                yield *found.span("n"), "id"


def card_numbers(text: str) -> Iterator[Span]:
    """Yield bank cards: 16 to 19 digits called so, or with a card's prefix and either its grouping or its check digit."""
    if not SEVEN.search(text):
        return
    read = text.translate(SPOKEN)
    for found in CARD.finditer(read):
        digits = re.sub(r"\D", "", found["n"])
        called = bool(CARD_WORDS.search(read[: found.start()]))
        shaped = digits[0] in "3456" and (bool(GROUPED.match(found["n"])) or luhn(digits))
        union = digits.startswith("62")
        if _inside_id(read, *found.span("n")):
            continue
        if called or ((shaped or union) and not NUMBERED.search(read[: found.start()])):
            yield *found.span("n"), "card"


def _read(text: str) -> str:
    """Read spoken numerals, and letters drawn like digits where digits stand around them."""
    read = text.translate(SPOKEN)
    if not re.search(r"\d[oil]|[oil]\d", read):
        return read
    return re.sub(r"(?<![a-z])[\doil](?:[\W_]{0,2}[\doil]){9,14}(?![a-z])",
                  lambda run: run[0].translate(LIKE_DIGITS) if sum(s.isdigit() for s in run[0]) >= 8 else run[0], read)  # fmt: skip


def _is_mobile(text: str, read: str, found: re.Match[str]) -> bool:
    """Tell a mobile number from eleven digits of dates, sizes and prices side by side."""
    number = found["n"]
    digits = re.sub(r"\D", "", number)
    if digits[1] not in "3456789":
        return False
    if _inside_id(read, found.start("n"), found.end("n")):
        return False
    between = set(re.sub(r"\d", "", number))
    if between & COUNTING:
        groups = tuple(len(group) for group in re.findall(r"\d+", number))
        return groups in SHAPES and not re.search(r"20[12]\d[./\-][01]?\d[./\-]", number)
    return True


def _inside_id(read: str, start: int, end: int) -> bool:
    """Say whether the digits are part of a note's or creator's id: twenty or more hex digits in one word."""
    while start and read[start - 1].isascii() and read[start - 1].isalnum():
        start -= 1
    while end < len(read) and read[end].isascii() and read[end].isalnum():
        end += 1
    word = read[start:end]
    return bool(HEX_ID.fullmatch(word)) and any(sign.isalpha() for sign in word)
