"""How every sentence of a page has to be: short, in the client's words, in one language, right in number, without holes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from tests.claims.pages import Page
from tests.report.edited import banned, too_long
from xhs_workbench.findings import SIDES, Language, Text
from xhs_workbench.params.brief import Brief, Words
from xhs_workbench.telling import Action, Card, FirstScreen, Money, Statement, Tile

NOUNS = [
    "note",
    "creator",
    "comment",
    "draft",
    "target",
    "question",
    "day",
    "point",
    "boost",
    "hashtag",
    "picture",
    "message",
    "thing",
    "quote",
    "pick",
    "term",
    "result",
    "change",
    "interaction",
    "save",
    "read",
    "card",
    "rule",
    "hour",
    "order",
    "price",
    "option",
]
TERMS = {
    "en": ["小红书", "聚光", "薯条", "蒲公英", "千瓜", "灰豚"],
    "zh": ["CPE", "CPM", "ROI", "GMV", "KOC", "KOL", "KPI", "CPUV", "UV", "brief", "MCN", "SPU"],
}
"""Approved terms that stay as they are in the other language."""
HAN, LATIN = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{2,}")
HOLES = {
    "two blanks": re.compile(r"  "),
    "a hole": re.compile(r"\{|\}|\(\)|（）|“”|《》|\bNone\b|\bnan\b|\bNaN\b|\binf\b"),
    "a blank before a mark": re.compile(r"\s[,.;:，。；：]"),
    "two marks": re.compile(r"[,.;，。；、：][,.;，。；、：]"),
    "an id": re.compile(r"\b[a-z]+_[a-z_]+\b"),
    "minus zero": re.compile(r"-0(?:\.0+)?(?![\d.])"),
}
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff）」》][,;:!?]|[,;:!?](?=[\u4e00-\u9fff])")
ONE_OF = re.compile(
    r"\b1 of (?:the )?[\d,]+ (?!whose)(?:[a-z]+ )?[a-z]+s? (?:are|have|were|speak|need|lack|run|reach|lie|come|use|stay|make)\b"
)


def faults(page: Page, names: Iterable[str]) -> list[str]:
    """Return what is wrong with the sentences of a page, in words.

    Args:
        page: What the page says.
        names: What people and notes are called, which stands in either language as it is.
    """
    known = sorted({name for name in names if name}, key=len, reverse=True)
    found = []
    for where, text, whole in texts(page):
        for side in SIDES:
            found += [
                f"{where} ({side}): {fault}: {text.to(side)}"
                for fault in _faults(text.to(side), side, whole, known)
            ]
        if bool(text.en) != bool(text.zh):
            found.append(f"{where}: said in one language only: {text}")
    return found


def _faults(text: str, side: Language, whole: bool, names: list[str]) -> Iterator[str]:
    bare = text
    for name in (*names, *TERMS[side]):
        bare = bare.replace(name, "〇")
    yield from (fault for fault, pattern in HOLES.items() if pattern.search(bare))
    yield from (f"the word {word}" for word in banned([bare], side))
    if whole and (long := too_long([bare.replace("〇", "name" if side == "en" else "名字")], side)):
        yield f"too long, {long}"
    if side == "en":
        if HAN.search(bare):
            yield "Chinese in English"
        yield from (f"the number of {word}" for word in wrong_numbers(bare))
    else:
        if LATIN.search(bare):
            yield "English in Chinese"
        if HALF_WIDTH.search(bare):
            yield "a half-width mark"


def wrong_numbers(text: str) -> list[str]:
    """Return what has the wrong number in English.

    >>> wrong_numbers("1 notes of 2 creator; 1 of 3 notes cost less"), wrong_numbers("1 of 7 comments speak of it")
    (['1 notes', '2 creator'], ['1 of 7 comments speak'])
    """
    nouns = "|".join(NOUNS)
    singular = re.findall(rf"(?<![\d.,¥/–-])1 (?:{nouns})s\b", text)
    plural = re.findall(rf"(?<![\d.,¥/–])(?!1\b)[\d,]+ (?:{nouns})\b", text)
    return [*singular, *plural, *ONE_OF.findall(text)]


def texts(page: Page) -> Iterator[tuple[str, Text, bool]]:
    """Yield every text of a page with where it stands, and whether it is a sentence whose length counts."""
    for said in page.said:
        for place, one in enumerate(said.told):
            for part, value, whole in _parts(one):
                yield from (
                    (f"{page.name} {said.by}[{place}].{part}", text, whole)
                    for text in [_as_text(value)]
                    if text
                )


def _as_text(value: Any) -> Text | None:
    return value if isinstance(value, Text) and any(value) else None


def _parts(one: Any) -> Iterator[tuple[str, Any, bool]]:
    if isinstance(one, FirstScreen):
        yield "verdict", one.verdict, True
        yield from ((f"also[{n}]", text, True) for n, text in enumerate(one.also))
        yield from _tiles(one.tiles)
        if one.money:
            yield from _money(one.money)
        yield from _actions(one.actions)
    elif isinstance(one, Statement):
        yield from (("says", one.says, True), ("more", one.more, True), ("caution", one.caution, True))
    elif isinstance(one, Card):
        yield from (("title", one.title, False), ("about", one.about, False), ("badge", one.badge, False))
        yield "why", one.why, True
        yield from ((f"figure[{n}]", label, False) for n, (label, _, _) in enumerate(one.figures))


def _tiles(tiles: Iterable[Tile]) -> Iterator[tuple[str, Any, bool]]:
    for n, tile in enumerate(tiles):
        yield from (
            (f"tile[{n}].{part}", getattr(tile, part), False) for part in ("label", "value", "word", "note")
        )


def _money(money: Money) -> Iterator[tuple[str, Any, bool]]:
    yield from (("money.label", money.label, False), ("money.rest", money.rest, False))
    yield from ((f"money.part[{n}]", label, False) for n, (label, _) in enumerate(money.parts))
    yield "money.says", money.says, True


def _actions(actions: Iterable[Action]) -> Iterator[tuple[str, Any, bool]]:
    for n, action in enumerate(actions):
        yield f"action[{n}].what", action.what, True
        yield from (
            (f"action[{n}].{part}", getattr(action, part), False) for part in ("amount", "by", "owner")
        )


NAMED = ("creator_name", "title", "term", "hashtag", "draft_id", "region")


def names_in(brief: Brief, frames: Iterable[pl.DataFrame]) -> set[str]:
    """Return what people, notes and terms are called in these tables and this brief."""
    found = {
        str(value)
        for frame in frames
        for column in NAMED
        if column in frame.columns
        for value in frame[column].drop_nulls().unique()
    }
    words = [brief.brand.name, brief.brand.product]
    found |= {side for one in words for side in (one.en, one.zh)}
    found |= {*brief.brand.terms, *brief.inclusions.hashtags, *brief.keywords, brief.timeline.festival}
    return found | _said_by(brief)


def _said_by(brief: Brief) -> set[str]:
    """Return the brief's own sentences: they are the client's."""
    own: list[Words] = [one.text for one in brief.messages]
    return {side for one in own for side in (one.en, one.zh)}
