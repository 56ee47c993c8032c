"""Numbers on documents: identity card, bank card, passport."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xhs_workbench.intake.late import Late
from xhs_workbench.intake.masking.forms import SPOKEN, Form, Span, named
from xhs_workbench.intake.masking.leads import SIGN
from xhs_workbench.intake.masking.numbers import NUMBERED, inside_id, is_barcode

TWO = rf"{SIGN}{{0,2}}"
IDENTITY = Late(
    rf"(?<!\d\.)(?<!\d)(?P<n>[1-9](?:{TWO}\d){{5}}{TWO}(?:1{TWO}[89]|2{TWO}0)(?:{TWO}\d){{2}}{TWO}"
    rf"(?:0{TWO}[1-9]|1{TWO}[0-2]){TWO}(?:0{TWO}[1-9]|[12]{TWO}\d|3{TWO}[01])(?:{TWO}\d){{3}}{TWO}[\dx])(?!\d)"
)
OLD_IDENTITY = Late(
    r"身份证?\D{0,8}(?P<n>[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}|"
    r"[1-9](?:\s?\d){16}\s?[\dx])(?!\d)"
)
CARD = Late(r"(?<!\d\.)(?<!\d)(?P<n>[1-9](?:[\s\-_.·*]{0,2}\d){15,18})(?!\d)")
CARD_WORDS = Late(
    r"(?:卡号|银行卡?|账号|帐号|户头|转账|打款|汇款|收款|对公|储蓄卡|信用卡|[工农中建交招]行|支付宝|card|bank)\D{0,12}\Z"
)
GROUPED = Late(r"\d{4}([\s\-·.])\d{4}\1\d{4}\1\d{1,4}(?:\1\d{1,3})?\Z|\d{6}[\s\-]\d{10,13}\Z")
LONG = Late(r"(?<!\d\.)(?<!\d)\d{17,24}(?!\d)")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
DOCUMENT = named(
    "id",
    r"护照|通行证|台胞证|回乡证|驾驶证|驾照|社保|港澳|passport",
    (
        r"(?:护照|通行证|台胞证|回乡证|驾驶证|驾照|社保卡?|(?<![a-z])passport)(?:号码?|no|是|为|"
        rf"{SIGN}){{0,5}}(?P<name>(?=[a-z]{{0,2}}\d)[a-z0-9]{{8,18}})(?![a-z0-9])"
    ),
)


def luhn(digits: str) -> bool:
    """Say whether a card number's check digit fits (ISO/IEC 7812-1, annex B).

    >>> luhn("4539148803436467"), luhn("4539148803436468")
    (True, False)
    """
    doubled = [int(d) * 2 if place % 2 else int(d) for place, d in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def identity_checks(number: str) -> bool:
    """Say whether the last sign of an identity number is the check digit of the others (GB 11643-1999).

    >>> identity_checks("11010519491231002X"), identity_checks("110105194912310021")
    (True, False)
    """
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number[:17], strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


def identity_numbers(text: str) -> Iterator[Span]:
    """Yield Chinese identity numbers: 18 places with a possible day of birth (GB 11643), 15 where they are called so."""
    read = text.translate(SPOKEN)
    for pattern in (IDENTITY, OLD_IDENTITY):
        for found in pattern.finditer(read):
            if not inside_id(read, *found.span("n")):
                yield *found.span("n"), "id"


def card_numbers(text: str) -> Iterator[Span]:
    """Yield bank cards: 16 to 19 digits called so, or with a card's prefix and either its grouping or its check digit."""
    read = text.translate(SPOKEN)
    for found in CARD.finditer(read):
        digits = re.sub(r"\D", "", found["n"])
        called = bool(CARD_WORDS.search(read[: found.start()]))
        shaped = digits[0] in "3456" and (bool(GROUPED.match(found["n"])) or luhn(digits))
        union = digits.startswith("62")
        if inside_id(read, *found.span("n")) or re.fullmatch(r"\d{1,6}\.\d{9,}", found["n"]):
            continue  # a note's id, a fraction
        if called or ((shaped or union) and not NUMBERED.search(read[: found.start()])):
            yield *found.span("n"), "card"


def glued_numbers(text: str) -> Iterator[Span]:
    """Yield longer runs of digits with a card's or an identity number at either end: a digit was put before or after it."""
    read = text.translate(SPOKEN)
    for found in LONG.finditer(read):
        if NUMBERED.search(read[: found.start()]) or inside_id(read, *found.span()):
            continue
        run = found[0]
        ends = [end for size in range(16, 20) if size <= len(run) for end in (run[:size], run[-size:])]
        cards = any(_is_card(end) for end in ends)
        identities = any(
            IDENTITY.fullmatch(end) and identity_checks(end)
            for end in (run[:18], run[-18:])
            if len(end) == 18
        )
        if cards or identities or CARD_WORDS.search(read[: found.start()]):
            yield *found.span(), "card" if cards or not identities else "id"


def _is_card(digits: str) -> bool:
    """Say whether digits are those of a card: UnionPay's 62 with 16 or 19 places, or another maker's prefix and check digit."""
    if digits.startswith("62"):
        return len(digits) in (16, 19)
    return digits[0] in "45" and len(digits) == 16 and luhn(digits) and not is_barcode(digits[-13:])


FIRST: tuple[Form, ...] = (
    DOCUMENT,
    Form(
        "id",
        r"身份|"
        + IDENTITY.pattern.removeprefix(r"(?<!\d\.)(?<!\d)")
        .removesuffix(r"(?!\d)")
        .replace("?P<n>", "?:")
        .replace(r"[\dx]", "[0-9x]")
        .replace(r"\d", "[0-9]"),
        identity_numbers,
        numeric=True,
    ),
    Form("card", r"(?:\A|[^0-9])[1-9](?:[ \n\u3000\-_.·*]{0,2}[0-9]){15}", card_numbers, numeric=True),
    Form("card", "[0-9]{17}", glued_numbers, numeric=True),
)
