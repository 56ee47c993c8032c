"""The last check before files leave the house: every text in a file is decoded and searched for what no client may see.

It shares no rule with the masking at intake or with what decides who sees a block, so that a fault there is not repeated
here. It finds forms (a number, an address, a folder, a mark of ours), never judges what a sentence says.
"""

from __future__ import annotations

import getpass
import re
import socket
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.findings import Text
from xhs_workbench.report.delivering.texts_in import texts_in
from xhs_workbench.report.rendering.audience import BANNER

SHOWN, AROUND = 60, 12
MASKED = r"(?:phone|email|wechat|qq|handle|link|id|card|qr)"
"""Kinds that masking leaves in ‹…›: they say that something was taken out."""
TELLING = 6
"""A shorter login or host name may be an ordinary word; it is searched for only in folders and addresses."""
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""Weights for the check digit of a Chinese identity number (GB 11643-1999)."""
APART = "(?<![A-Za-z0-9_])"
"""Not within a word or number; a Chinese character may stand directly before it."""
FORMS: Mapping[str, tuple[Text, str]] = {
    "internal": (Text("a mark of our internal version", "内部版标记"), "|".join(re.escape(text) for text in (BANNER.en, BANNER.zh))),
    "draft": (Text("a draft", "草稿标记"), r"(?<![\w-])DRAFT(?![\w-])|草稿，请勿|未完成，请勿"),
    "placeholder": (Text("text that is still to be written", "未填写的占位"), rf"‹(?!{MASKED}›)[^‹›\n]{{0,80}}›"),
    "folder": (
        Text("a folder of somebody's machine", "本机路径"),
        r"(?<![A-Za-z0-9_./-])/(?:home|Users|root|tmp|var|private|mnt|media|opt|srv|work|data/home)/[^\s\"'<>|]+|(?<![A-Za-z0-9_])[A-Za-z]:\\\w[^\s\"'<>|]*"
        r"|file://+[^\s\"'<>]+|\\\\[\w.-]{2,}\\[\w$.-]+",
    ),
    "email": (Text("an e-mail address", "邮箱"), r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63})+"),
    "phone": (Text("a phone number", "手机号"), rf"{APART}(?<!\d\.)(?:\+?86[- ]?)?1[3-9]\d(?:[- \u00a0·]?\d{{4}}){{2}}(?!\.?\d|[A-Za-z_])"),
    "wechat": (
        Text("a WeChat or QQ contact", "微信或 QQ 联系方式"),
        r"(?i)(?<![a-z0-9])wxid_[a-z0-9]{4,}|(?:微信|薇信|威信|V信|卫星号?|(?<![a-z])(?:vx|wx|wechat))\s*(?:号|id)?\s*[:：]\s*[a-z][\w-]{4,19}"
        r"|加\s*[Vv薇微卫][Xx]?\s*[:：]?\s*[a-z][\w-]{4,19}|(?<![a-z])qq\s*(?:号|群)?\s*[:：]\s*[1-9]\d{4,10}(?!\d)",
    ),
    "profile": (Text("a link to a person's profile", "个人主页链接"), r"(?i)xiaohongshu\.com/user/profile/\w+|xhslink\.com/\w+"),
    "identity": (Text("an identity number", "身份证号"), rf"{APART}[1-9]\d{{5}}(?:19|20)\d{{2}}[01]\d[0-3]\d{{4}}[\dXx](?![A-Za-z0-9_])"),
}  # fmt: skip
"""Kind -> its name and its form."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that must not leave.

    Args:
        what: Kind, in words.
        place: Where in the file: `embedded data`, `xl/sharedStrings.xml`, `row 3`.
        text: The match, with a few characters around it.
    """

    what: Text
    place: str
    text: str


def scan(name: str, raw: bytes) -> list[Found]:
    """Return what must not leave the house in this file; at most one of each kind and place.

    Args:
        name: File name; its suffix decides how it is read.
        raw: Its bytes.

    Raises:
        ValueError: The file is of a kind that cannot be checked, or its content does not match its name.
    """
    found: dict[tuple[str, str], Found] = {}
    for place, text in texts_in(name, raw):
        for kind, what, match in _matches(text):
            around = text[max(0, match.start() - AROUND) : match.end() + AROUND]
            shown = "".join(sign if sign.isprintable() else " " for sign in around)[: SHOWN + 2 * AROUND].strip()
            found.setdefault((kind, place), Found(what, place, shown))
    return list(found.values())


def _matches(text: str) -> Iterator[tuple[str, Text, re.Match[str]]]:
    for kind, (what, form) in _forms().items():
        for match in form.finditer(text):
            if kind != "identity" or _checks(match[0]):
                yield kind, what, match
                break


def _checks(number: str) -> bool:
    """Say whether the last character of an identity number is the check digit of the others."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number[:17], strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


@cache
def _forms() -> dict[str, tuple[Text, re.Pattern[str]]]:
    known = {kind: (what, re.compile(form)) for kind, (what, form) in FORMS.items()}
    places = {str(place) for place in (paths.ROOT, Path.home(), Path(tempfile.gettempdir())) if len(place.parts) > 1}
    own = "|".join(rf"(?<![\w.]){re.escape(place)}(?!\w)" for place in sorted(places, key=len, reverse=True))
    names = "|".join(form for name in _own_names() if (form := _name_form(name)))
    known["here"] = (Text("a folder of this machine", "本机路径"), re.compile(own or r"(?!)"))
    known["names"] = (
        Text("a user or host name of this machine", "本机用户名或主机名"),
        re.compile(names or r"(?!)", re.ASCII),
    )
    return known


def _own_names() -> list[str]:
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container may run under a user without a name
        user = ""
    return [name for name in (user, socket.gethostname(), Path.home().name) if name and name != "localhost"]


def _name_form(name: str) -> str:
    """Return the pattern for a name: alone if it is distinctive; in an address (`ana@`, `@host`) in any case."""
    plain = re.escape(name)
    telling = len(name) >= TELLING or re.search(r"[\d._-]", name)
    alone = rf"(?<![\w-]){plain}(?![\w-])|" if telling else ""
    return rf"{alone}(?<![\w.]){plain}@[\w-]+(?![\w]*\.)|(?<=\w@){plain}(?!\w)"
