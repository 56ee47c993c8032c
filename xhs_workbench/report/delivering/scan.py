"""The last check before files leave the house: every text in a file is decoded and searched for what no client may see.

It checks twice. Its own forms share no rule with the masking at intake or with the rules for who sees a
block, so a fault there is not repeated here. Then the masking itself reads line by line, for text that
reached a file past intake (a title, a note, a page edited by hand). It recognises forms and never judges the
meaning of a sentence.
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

import polars as pl

from xhs_workbench import paths, work_folder
from xhs_workbench.findings import Text
from xhs_workbench.intake.masking import KINDS, MARK, mask_column
from xhs_workbench.report.delivering.texts_in import texts_in
from xhs_workbench.views.audience import BANNER

SHOWN, AROUND = 60, 12
MASKED = f"(?:{'|'.join(KINDS)})"
"""Kinds that masking leaves in ‹…›: they say that something was taken out."""
TELLING = 6
"""A shorter login or host name may be an ordinary word, as is one that our own texts use (`nobody`, `analyst`, `creator`); such a name
is searched for only in folders and addresses."""
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""Weights for the check digit of a Chinese identity number (GB 11643-1999)."""
APART = "(?<![A-Za-z0-9_])"
"""Not within a word or number; a Chinese character may stand directly before it."""
FORMS: Mapping[str, tuple[Text, str]] = {
    "internal": (
        Text("a mark of our internal version", "内部版标记"),
        "|".join(re.escape(text) for text in (BANNER.en, BANNER.zh)),
    ),
    "draft": (Text("a draft", "草稿标记"), r"(?<![\w-])DRAFT(?![\w-])|草稿，请勿|未完成，请勿"),
    "placeholder": (
        Text("text that is still to be written", "未填写的占位"),
        rf"‹(?!{MASKED}›)[^‹›\n]{{0,80}}›",
    ),
    "folder": (
        Text("a folder of somebody's machine", "本机路径"),
        r"(?<![A-Za-z0-9_./-])/(?:home|Users|root|tmp|var|private|mnt|media|opt|srv|work|data/home)/[^\s\"'<>|]+|(?<![A-Za-z0-9_])[A-Za-z]:\\\w[^\s\"'<>|]*"
        r"|file://+[^\s\"'<>]+|\\\\[\w.-]{2,}\\[\w$.-]+",
    ),
    "email": (Text("an e-mail address", "邮箱"), r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63})+"),
    "phone": (
        Text("a phone number", "手机号"),
        rf"{APART}(?<!\d\.)(?:\+?86[- ]?)?1[3-9]\d(?:[- \u00a0·]?\d{{4}}){{2}}(?!\.?\d|[A-Za-z_])",
    ),
    "wechat": (
        Text("a WeChat or QQ contact", "微信或 QQ 联系方式"),
        r"(?i)(?<![a-z0-9])wxid_[a-z0-9]{4,}|(?:微信|薇信|威信|V信|卫星号?|(?<![a-z])(?:vx|wx|wechat))\s*(?:号|id)?\s*[:：]\s*[a-z][\w-]{4,19}"
        r"|加\s*[Vv薇微卫][Xx]?\s*[:：]?\s*[a-z][\w-]{4,19}|(?<![a-z])qq\s*(?:号|群)?\s*[:：]\s*[1-9]\d{4,10}(?!\d)",
    ),
    "profile": (
        Text("a link to a person's profile", "个人主页链接"),
        r"(?i)xiaohongshu\.com/user/profile/\w+|xhslink\.com/\w+",
    ),
    "identity": (
        Text("an identity number", "身份证号"),
        rf"{APART}[1-9]\d{{5}}(?:19|20)\d{{2}}[01]\d[0-3]\d{{4}}[\dXx](?![A-Za-z0-9_])",
    ),
}
"""Kind -> its name and its form."""


WRITTEN: Mapping[str, Text] = {
    "phone": FORMS["phone"][0],
    "email": FORMS["email"][0],
    "wechat": FORMS["wechat"][0],
    "qq": FORMS["wechat"][0],
    "id": FORMS["identity"][0],
    "handle": Text("somebody's name on a platform", "平台账号"),
    "card": Text("a bank card's number", "银行卡号"),
    "link": Text("a link", "链接"),
    "qr": Text("an invitation to scan a code", "扫码引流"),
    "address": Text("a postal address", "住址"),
    "name": Text("a person's name", "人名"),
}
"""Kind of the masking -> what it is called."""
NOBODY_WROTE = re.compile(
    r"script|style|declaration|embedded file|properties|attribute (?:class|style|id|d|href|src|"
    r"xmlns|content|type|for|rel|media|points|transform|viewbox)\Z"
)
"""Places that hold what our own code wrote, and addresses of links, which `FORMS` judges."""
OURS = re.compile(
    r"https?://(?:[a-z0-9-]+\.)*(?:xiaohongshu\.com/(?:explore|discovery/item|search_result)|vega\.github\.io|w3\.org)[^\s\"'<>]*"
    r"|UID:[0-9a-f]{32}@xhs-workbench|@(?:names|media)\b|@昵称(?=与评论者|已隐去)"
    r"|(?<![0-9A-Za-z_])(?=[a-z0-9-]*[0-9][a-f]|[a-z0-9-]*[a-f][0-9])"
    r"(?:[0-9a-f]{64}|(?:own|title|by)-(?=[0-9]*[a-f])[0-9a-f]{20})(?![0-9A-Za-z_])"
)
"""Links to notes, names of schemas, our own words, digests of files and ids made of rows: they lead to nobody."""
CREATOR = re.compile(r"(?<!\S)https://www\.xiaohongshu\.com/user/profile/[0-9a-f]{24}(?!\S)")
"""A creator's public page as our cards link to it: the brand books her by it. Elsewhere than in a link's address it may be anybody's."""
PLAIN_NUMBER = re.compile(r"[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?%?")
TO_A_PERSON = re.compile(
    r"(?i)xhslink|\bt\.me|telegram|wa\.me|whatsapp|weixin|wechat|qq\.com|line\.me|lin\.ee|discord|"
    r"linktr|profile|tb\.cn|douyin"
)
"""Links that write to a person or open a group; one to a public page is no contact."""


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
    texts = list(texts_in(name, raw))
    for place, whole in texts:
        text = CREATOR.sub(" ", whole) if place == "attribute href" else whole
        for _, what, match in _matches(text):
            around = text[max(0, match.start() - AROUND) : match.end() + AROUND]
            found.setdefault((what.en, place), Found(what, place, _shown(around)[: SHOWN + 2 * AROUND]))
    for place, what, around in _written(texts):
        found.setdefault((what.en, place), Found(what, place, _shown(around)))
    return list(found.values())


def _shown(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()


def _matches(text: str) -> Iterator[tuple[str, Text, re.Match[str]]]:
    for kind, (what, form) in _forms().items():
        for match in form.finditer(text):
            if kind != "identity" or _checks(match[0]):
                yield kind, what, match
                break


def _written(texts: list[tuple[str, str]]) -> Iterator[tuple[str, Text, str]]:
    """Yield what masking would take out of the lines of a file: where, what it is, and the line from there on."""
    rows = [(place, line) for place, text in texts if not NOBODY_WROTE.match(place) for line in _lines(text)]
    lines = pl.DataFrame(rows, schema={"place": pl.String, "line": pl.String}, orient="row").unique(
        maintain_order=True
    )
    changed = lines.with_columns(seen=mask_column(lines["line"])).filter(pl.col("line") != pl.col("seen"))
    for place, line, seen in changed.iter_rows():
        same = next((at for at, (old, new) in enumerate(zip(line, seen, strict=False)) if old != new), 0)
        gone = {mark[0] for mark in MARK.finditer(seen[same:])} - {
            mark[0] for mark in MARK.finditer(line[same:])
        }
        for mark in sorted(gone):
            public = mark == "‹link›" and re.search(r"[\w-]\.[a-z]{2}", line) and not TO_A_PERSON.search(line)
            number = re.search(r"[0-9]{17}[0-9Xx]", line[same:])
            if not public and not (mark == "‹id›" and number and not _checks(number[0])):
                yield place, WRITTEN[mark.strip("‹›")], line[max(0, same - AROUND) : same + SHOWN]


def _lines(text: str) -> Iterator[str]:
    """Yield the lines in which somebody may have written something: no figure with decimals, nothing that our code always writes."""
    for line in OURS.sub(" ", text.replace("\x02", " ")).splitlines():
        if line.strip() and not ("." in line and PLAIN_NUMBER.fullmatch(line.strip())):
            yield line


def _checks(number: str) -> bool:
    """Say whether the last character of an identity number is the check digit of the others."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number[:17], strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


@cache
def _forms() -> dict[str, tuple[Text, re.Pattern[str]]]:
    known = {kind: (what, re.compile(form)) for kind, (what, form) in FORMS.items()}
    places = {
        str(place) for place in (paths.ROOT, Path.home(), Path(tempfile.gettempdir())) if len(place.parts) > 1
    }
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
    telling = re.search(r"[\d._-]", name) or (len(name) >= TELLING and not _is_a_word_of_ours(name))
    alone = rf"(?<![\w-]){plain}(?![\w-])|" if telling else ""
    return rf"{alone}(?<![\w.]){plain}@[\w-]+(?![\w]*\.)|(?<=\w@){plain}(?!\w)"


def _is_a_word_of_ours(name: str) -> bool:
    """Say whether the texts of the package use a name as a word: pages then hold it whoever runs this machine."""
    word = re.compile(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", re.IGNORECASE)
    texts = (file for kind in ("*.py", "*.toml") for file in work_folder.PACKAGE.rglob(kind))
    return any(word.search(file.read_text(encoding="utf-8")) for file in texts)
