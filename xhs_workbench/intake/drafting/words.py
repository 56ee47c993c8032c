"""Headers to meanings: a header is cut into known words, and means the set of their tags.

`笔记点赞数`, `likedCount` and `Note Like Count` are all {note, likes}; `合作笔记1阅读数` is {coop, note, reads} and a
rest,
so nothing is read into it. The words and what they make are data: `vocabulary.toml`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from xhs_workbench.intake.recognising.sources import MANY, SIMPLIFIED, YUAN

FILE = Path(__file__).parent / "vocabulary.toml"
CJK = "\u3400-\u4dbf\u4e00-\u9fff\u3005\u3041-\u309f\u30a1-\u30fa\u30fc\uac00-\ud7af"
"""Chinese, Japanese and Korean letters, which are written without spaces."""
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
RUN = re.compile(rf"[a-z]+|[0-9]+|[%¥$€£₩฿₫₹]|[{CJK}]+|[^\W\d_a-z{CJK}]+")
"""The last: letters of a script we have no words of, so that what they say is not overlooked."""
WINDOW = re.compile(
    r"(?:近|过去|最近|last|past)?\s*\d+\s*(?:天|日(?!期)|个月|月|周|小时|days?|d|h|hours?|weeks?|months?)(?![a-z])(?:内|以来)?"
    r"|(?:近|最近|最新|last|past|latest|recent)\s*\d+\s*(?:篇|条|个)?(?:笔记|作品|notes?|posts?)?(?![a-z0-9])"
    r"|前\s*\d+\s*(?:篇|条|个)(?:笔记|作品)"
    r"|(?<!\d)\d+\s*(?:篇|条)(?:笔记|作品)?(?=平均|均|中位|点赞|获赞|收藏|评论|互动|阅读|曝光|分享|转发)"
)
"""Days, or how many notes, that a figure is the mean or the middle of."""
BAND = re.compile(r"(?<!\d)(\d{2})\s*[-~—–至到_]\s*(\d{2})(?!\d)")
BANDS = {("18", "24"): "age_18_24", ("25", "34"): "age_25_34", ("35", "44"): "age_35_44"}
YOUNG = re.compile(
    r"<\s*=?\s*18(?!\d)|[≤<]\s*=?\s*17(?!\d)|1[78]\s*岁?\s*[(（]?[及或]?(?:以下|以内)|(?:under|below|小于|低于|不满)\s*18(?!\d)"
    r"|(?<!\d)(?:0|12|13)\s*[-~–—至到]\s*17(?!\d)|18\s*-\s*(?!\s*\d)"
)
OLD = re.compile(
    r">\s*=?\s*44(?!\d)|[≥>]\s*=?\s*45(?!\d)|4[45]\s*岁?\s*[(（]?[及或]?以上|4[45]\s*\+|(?:over|above|大于|超过)\s*4[45](?!\d)|45\s*(?:and\s*)?(?:over|above)"
)
HOME_ZONE = re.compile(r"(?:gmt|utc)\s*\+?\s*0?8(?::?00)?(?!\d)")
"""The zone that every moment without one is read in; a header that names another says something we cannot apply."""
BOTH_FORMATS = re.compile(r"图文\s*[+&、和]\s*视频")
NUMBERING = re.compile(r"(?i)\A\s*q?\s*\d{1,2}\s*[.、)）:：]\s*(?!\d)|[*＊]|\A\s*[①-⑳]")
"""What a form puts before its questions (`3、您的昵称`) and beside those that must be answered."""
REMARK = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】")
MEASURED_ELSE = re.compile(
    r"(?i)gmt|utc|zone|时区|usd|us\$|dollar|hkd|twd|nt\$|eur|gbp|jpy|krw|sgd|myr|thb|[$€£]|美元|美金|港币|港元|欧元|日元|英镑|"
    r"台币|新币|泰铢|円|ドル|ウォン|원화|달러|倍|per"
)
"""Another zone, currency or unit: a figure read without it would be wrong."""
THE_PLATFORM = re.compile(r"(?i)\bred\s?note\b|\bxiao\s?hong\s?shu\b|\blittle\s?red\s?book\b")
"""The platform's own names, which are no notes: `RedNote ID` is a 小红书号."""
GATHERED = frozenset({"collected", "fetched", "crawled", "scraped"})
"""Participles that say how the figure after them was come by: `collected_likes` are likes, `collected_count` saves."""
LANGUAGE = re.compile(
    r"(?i)[(（\[【]\s*(?:cn|zh|chn|en|eng|chinese|english|中文?|英文?|中英文?|原文|original|y\s*/\s*n|是\s*/\s*否)\s*[)）\]】]"
)
"""In which language a column is written, or that it is answered by yes or no: no part of its name."""
AS_OF = re.compile(r"(?i)截[至止]|更新|统计于|as of|until|updated|data on")
DATE_FORM = re.compile(
    r"(?i)[(（]?\b(?:[dmy]{1,4}[-/. ]){1,2}[dmy]{1,4}\b(?:\s*h{1,2}:m{1,2}(?::s{1,2})?)?[)）]?"
)
"""How a header says its dates are written (DD/MM/YY)."""
THOUSANDS = re.compile(r"(?i)[(（]\s*(?:in\s+)?['’]?(?:000s?|thousands?|10k|10,?000s?)\s*[)）]")
THOUSANDS_OF_YUAN = re.compile(
    rf"(?i)[(（\[]\s*(?:in\s+)?(?:(?:{YUAN})\s*,?\s*['’]?(?:{MANY})|['’]?(?:{MANY})\s*(?:{YUAN}))\s*[)）\]]"
)
MODEL = re.compile(r"'?[\w ]*'?\[([^\[\]]+)\]")
"""A column as a BI model names it, after its table (`dim_note[title]`); a measure of its own has no table (`[Sum of likes]`)."""
CHARGED = re.compile(
    r"(?i)(服务费|手续费|佣金|税费|税点|税|fees?|tax|vat|commission)([\s(（:：]*)\d{1,2}(?:\.\d+)?\s*%\s*[)）]?"
)
"""A charge beside its own rate (平台服务费10%): the rate is no part of the name."""
INVOICED = re.compile(
    r"(不)?含\s*(?:\d{1,2}(?:\.\d+)?\s*(?:%|个?点)\s*)?(?:增值)?(?:专用|普通|专|普|税)(?:发?票|点)|(不)?含(?:发票|票|税点)"
)
"""How a price says that its invoice is in it (含6%专票): tax is."""
LEFT_OUT = re.compile(
    r"(?i)[(（\[]\s*(?:ex(?:cl?|cluding)?|w/?o|without|不含|未含|另加|plus|\+)[.\s]*\d{1,2}(?:\.\d+)?\s*(?:%|个?点)[^()（）\[\]]*[)）\]]"
)
"""A charge that is not in a price, by its rate (Fee (ex. 10%))."""
TOP_FEW = re.compile(
    r"(?i)\btop\s*\d{1,2}(?!\d)|(?<=[\u4e00-\u9fff])top\s*\d{1,2}(?!\d)|前(?:\d|[三五十])(?=省|城|市|地)"
)
"""How many of a list are given (省份TOP3)."""
CONDITION = re.compile(r"[<>≤≥]|仅|只")
"""A remark that says of which rows a figure is given (活跃粉丝占比(仅>1K)), not what it counts."""
LONGEST = 10
NONE: frozenset[str] = frozenset()
ABOUT = re.compile(r"信息|情况|安排|详情|内容|(?i:info|terms|details?)")
"""What ends the name of a group that is about something rather than counted of it."""
BOUGHT = frozenset({"pay", "order"})
"""Tags of orders: how many people bought (成交UV, 支付人数) is not how many orders they placed."""
WEAK = "~"
WEAKER = 1.5
"""What a weaker reading of a header costs, in steps of which a header that says more than it must costs one."""
MEASURES = frozenset(
    {
        "likes",
        "saves",
        "comment",
        "shares",
        "reads",
        "impressions",
        "interactions",
        "follow",
        "clicks",
        "fans",
        "price",
        "id",
    }
)
"""Tags of which a header has one: a group name above it adds none where the header has its own."""
ENTITIES = frozenset({"note", "creator", "user", "comment"})
"""Tags that say of whom a header speaks; the innermost name decides."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header says.

    Args:
        tags: Tags of its words.
        rest: What no word explains, in the order of the header.
    """

    tags: frozenset[str]
    rest: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether every part of it is a word we know, and one of them says something."""
        return bool(self.tags) and not self.rest


@cache
def vocabulary() -> Mapping[str, Any]:
    """Return `vocabulary.toml` as data."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def _words() -> tuple[dict[str, frozenset[str]], tuple[str, ...]]:
    """Return word -> tags, and the words that mix scripts, longest first."""
    found: dict[str, set[str]] = {}
    for tags, words in vocabulary()["words"].items():
        for word in words:
            found.setdefault(_folded(word), set()).update(tags.split())
            if " " in word and word.isascii():  # a group's name comes without its spaces
                found.setdefault(_folded(word).replace(" ", ""), set()).update(tags.split())
    mixed = [word for word in found if re.search(rf"[{CJK}]", word) and re.search(r"[a-z0-9]", word)]
    return {word: frozenset(tags) for word, tags in found.items()}, tuple(
        sorted(mixed, key=len, reverse=True)
    )


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower().translate(SIMPLIFIED).strip()


@lru_cache(maxsize=20_000)
def understand(text: str, parents: tuple[str, ...] = ()) -> Meaning:
    """Say what a header means.

    Args:
        text: The header itself.
        parents: Names of the groups above it, or of the objects around it, outermost first: they say of whom
            or what (日常笔记, author), never what is counted where the header says that itself.

    >>> sorted(understand("Note Like Count").tags), understand("合作笔记1阅读数").rest
    (['likes', 'note'], ('1',))
    >>> sorted(understand("nickname", ("author",)).tags)
    ['name', 'user']
    """
    own = _cut(text)
    scope: set[str] = set()
    for parent in parents:
        tags = _cut(parent).tags
        if {"money", "foreign"} <= tags:
            tags -= {"foreign"}  # RMB / USD: each column below says its own
        if ABOUT.search(parent):
            tags -= {"coop", "keyword"}  # 合作信息 > 档期: what was agreed, not which of the notes
        scope = (scope - ENTITIES if tags & ENTITIES else scope) | tags
    if own.tags & ENTITIES - {"comment"}:
        scope -= ENTITIES
    if own.tags & MEASURES:
        scope -= MEASURES | {"publish"}  # 发布数据 > 曝光: all notes that are counted are out
    return Meaning(own.tags | scope, own.rest)


def _without_remarks(text: str) -> str:
    """Leave out remarks in brackets of which no word is known (点赞（截图为准）); one known word may change the meaning."""
    return REMARK.sub(lambda found: "" if _says_nothing(found) else found[0], text)


def _says_nothing(found: re.Match[str]) -> bool:
    inside = next(part for part in found.groups() if part is not None)
    longer = len(re.findall(rf"[{CJK}]", inside)) > 2 or len(inside.split()) > 1
    if AS_OF.search(inside) and re.search(r"\d", inside):
        return True
    if CONDITION.search(inside) and not YOUNG.search(inside) and not OLD.search(inside):
        return not MEASURED_ELSE.search(inside)
    return longer and not MEASURED_ELSE.search(inside) and not _cut(inside).tags


@cache
def _hurried() -> dict[str, frozenset[str]]:
    return {
        _folded(word): frozenset(tags.split())
        for tags, words in vocabulary()["whole"].items()
        for word in words
    }


def _cut(text: str) -> Meaning:
    if whole := _hurried().get(_folded(text)):
        return Meaning(whole)
    if model := MODEL.fullmatch(text.strip()):
        text = model[1]
    for pattern, said in (
        (DATE_FORM, " "),
        (THOUSANDS_OF_YUAN, " rmb "),
        (THOUSANDS, " "),
        (LANGUAGE, " "),
        (LEFT_OUT, " "),
        (TOP_FEW, " top "),
    ):
        text = pattern.sub(said, text)
    text = THE_PLATFORM.sub(lambda found: re.sub(r"\s", "", found[0]).lower(), text)
    tidy = CAMEL.sub(" ", NUMBERING.sub(" ", _without_remarks(unicodedata.normalize("NFKC", text))))
    tidy = HOME_ZONE.sub(" ", _folded(tidy).replace("￥", "¥"))
    tidy = INVOICED.sub(
        lambda found: " 不含税 " if found[1] or found[2] else " 含税 ", CHARGED.sub(r"\1 ", tidy)
    )
    tags: set[str] = set()
    for pattern, tag in ((BOTH_FORMATS, "all_formats"), (YOUNG, "age_under18"), (OLD, "age_over44")):
        tidy, hits = pattern.subn(" ", tidy)
        tags |= {tag} if hits else set()
    tags |= {BANDS.get((found[1], found[2]), "age_other") for found in BAND.finditer(tidy)}
    tidy = re.sub(r"岁", " ", BAND.sub(" ", tidy)) if tags else tidy
    words, mixed = _words()
    for word in mixed:
        if word in tidy:
            tags |= words[word]
            tidy = tidy.replace(word, " ")
    tidy, hits = WINDOW.subn(" ", tidy)
    tags |= {"window"} if hits else set()
    rest: list[str] = []
    latin: list[str] = []
    for run in [*RUN.findall(tidy), ""]:
        if run.isascii() and run.isalpha():
            latin.append(run)
            continue
        _cut_latin(latin, words, tags, rest)
        latin = []
        _cut_run(run, words, tags, rest)
    return Meaning(frozenset(tags), tuple(rest))


def _cut_run(run: str, words: Mapping[str, frozenset[str]], tags: set[str], rest: list[str]) -> None:
    """Cut a run of Chinese, digits or signs, the longest known word first."""
    at = 0
    while at < len(run):
        for size in range(min(LONGEST, len(run) - at), 0, -1):
            if run[at : at + size] in words:
                tags |= words[run[at : at + size]]
                at += size
                break
        else:
            if run.isdigit():
                rest.append(run)
                return
            if rest and at and not rest[-1].isascii() and run[at - 1] == rest[-1][-1]:
                rest[-1] += run[at]
            else:
                rest.append(run[at])
            at += 1


def _cut_latin(
    latin: Sequence[str], words: Mapping[str, frozenset[str]], tags: set[str], rest: list[str]
) -> None:
    """Cut Latin words: known phrases first, then known words, then words written together (likecount)."""
    at = 1 if len(latin) > 1 and latin[0] in GATHERED and words.get(latin[1], NONE) & MEASURES else 0
    while at < len(latin):
        for size in range(min(4, len(latin) - at), 0, -1):
            phrase = " ".join(latin[at : at + size])
            if phrase in words:
                tags |= words[phrase]
                at += size
                break
        else:
            together = _together(latin[at], words)
            if together is None:
                rest.append(latin[at])
            else:
                tags |= together
            at += 1


def _together(text: str, words: Mapping[str, frozenset[str]]) -> frozenset[str] | None:
    """Cut a word that is several known words of three letters or more (or a closing `id`) without a space."""
    if text in words:
        return words[text]
    if len(text) > 3 and text.endswith("s") and text[:-1] in words:
        return words[text[:-1]]  # a plural
    for size in range(len(text) - 2, 2, -1):
        head, tail = text[:size], text[size:]
        if head in words and (len(tail) >= 3 or tail in ("id", "no")):
            after = _together(tail, words)
            if after is not None:
                return words[head] | after
    return None


@cache
def _patterns(table: str) -> tuple[tuple[str, tuple[tuple[frozenset[str], float], ...]], ...]:
    """Return column -> the tags that say it, and how far from exact each is."""
    columns = vocabulary()["columns"].get(table, {})
    return tuple(
        (
            column,
            tuple(
                (frozenset(one.lstrip(WEAK).split()), place / 100 + WEAKER * one.startswith(WEAK))
                for place, one in enumerate(sets)
            ),
        )
        for column, sets in columns.items()
    )


@lru_cache(maxsize=20_000)
def candidates(table: str, meaning: Meaning) -> tuple[tuple[str, float], ...]:
    """Return the columns of a table that a meaning may be, with how far from exact each is (0: exact), nearest first."""
    same = vocabulary()["same"].get(table, {})
    tags = frozenset(same.get(tag, tag) for tag in meaning.tags)
    own = tags - _filling(table, tags) or tags
    told = {"people"} if "people" in own and own & BOUGHT else set()
    bare = own - frozenset(vocabulary()["ignorable"].get(table, ())) | told
    found: list[tuple[str, float]] = []
    for column, sets in _patterns(table):
        ranks = [
            (0.0 if wanted in (tags, own) else 1.0) + distance
            for wanted, distance in sets
            if wanted in (tags, own) or (bare and wanted <= own and wanted >= bare)
        ]
        if ranks:
            found.append((column, min(ranks)))
    return tuple(sorted(found, key=lambda one: one[1]))


def _filling(table: str, tags: frozenset[str]) -> frozenset[str]:
    """Return tags that only repeat what is spoken of.

    The mean of a rate or of a cost is one, 内容 of 内容标题 is the note, `followersText` is the followers as a page shows
    them; what is said of an age band or of women can only be their share among the fans.
    """
    filling = {"mean"} if "mean" in tags and tags & {"rate", "cpc", "cpm", "unit_price"} else set()
    said = tags
    if "publish" in tags and tags & {"creator", "title", "text"} and "time" not in tags:
        filling.add("publish")  # 发布达人, 发帖标题: who and what was posted
        said = tags - {"publish"}
    if table in ("notes", "creators") and said - {"text"} - frozenset(vocabulary()["ignorable"][table]):
        filling.add("text")
    if any(tag.startswith("age_") for tag in tags):
        filling |= {"fans", "age", "rate", "distribution"}
    elif tags & {"female", "male"}:
        filling |= {"fans", "gender", "rate", "distribution", "shares"}
    return frozenset(filling)


@lru_cache(maxsize=20_000)
def is_crawl_time(table: str, meaning: Meaning) -> bool:
    """Say whether a header names the moment at which a row was counted."""
    sets = vocabulary()["collected_at"].get(table, ())
    return meaning.tags - {"note"} in [frozenset(one.split()) for one in sets]
