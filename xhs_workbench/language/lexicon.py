"""Opinion by our own word list: terms, negation with its reach, stress, contrast, questions, emoji.

One automaton finds every listed word of a whole column in one pass (leftmost, longest first, so that 不后悔 is one term and
not a negated 后悔); what stands before a term in the same clause turns it over or stresses it, on arrays, not comment by
comment.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from xhs_workbench.language.cleaning import (
    ASK,
    ASKS,
    CLAUSE,
    END,
    QUESTION,
    QUESTION_MARKS,
    Flags,
    Places,
    Texts,
    clean,
)

Floats = npt.NDArray[np.float64]
REACH = 4
"""Characters between a negation or stress word and the term it works on; 不是很好用 has two."""
BACK = 3
"""Listed words looked at before a term: 真的不是很好用 has two."""
STRESSED, SOFTENED, AFTER_CONTRAST, ASKED = 1.5, 0.6, 2.0, 0.2
"""Factors on the weight of a term; settings of ours, checked on the open half of our own labelled comments."""
OPINION, MASK, TURN, NOT_TURN, STRONGER, WEAKER, CONTRAST, AFTERWARDS, ASKING = range(9)


@dataclass(frozen=True)
class Lexicon:
    """The word list as arrays.

    Args:
        words: Every listed expression, cleaned as comments are.
        kinds: What each is (`OPINION`, `TURN`, …).
        weights: Its weight; 0 for what carries no opinion of its own.
        emoji: True for emoji, which no negation turns over.
    """

    words: tuple[str, ...]
    kinds: npt.NDArray[np.int8]
    weights: Floats
    emoji: Flags


@cache
def lexicon() -> Lexicon:
    """Return the word list of `lexicon.toml`."""
    data = tomllib.loads((Path(__file__).parent / "lexicon.toml").read_text(encoding="utf-8"))
    entries: dict[str, tuple[int, float, bool]] = {}
    for kind, words in _plain_words(data):
        entries.update(dict.fromkeys(words, (kind, 0.0, False)))
    for side, sign in (("positive", 1.0), ("negative", -1.0)):
        for listed, is_emoji in ((data[side], False), (data["emoji"][side], True)):
            for weight, words in listed.items():
                entries.update(dict.fromkeys(words, (OPINION, sign * float(weight), is_emoji)))
    cleaned = clean(pl.Series(list(entries))).joined().split(END)[:-1]
    known = {word: entry for word, entry in zip(cleaned, entries.values(), strict=True) if word}
    kinds, weights, emoji = zip(*known.values(), strict=True)
    return Lexicon(tuple(known), np.array(kinds, dtype=np.int8), np.array(weights, dtype=np.float64), np.array(emoji))


def _plain_words(data: dict[str, Any]) -> list[tuple[int, list[str]]]:
    return [
        (WEAKER, data["weaker"]["before"]),
        (STRONGER, data["stronger"]["before"]),
        (AFTERWARDS, data["stronger"]["after"]),
        (CONTRAST, data["contrast"]["words"]),
        (TURN, data["turns"]["before"]),
        (NOT_TURN, data["turns"]["not_turns"]),
        (MASK, [word for word in data["neutral"]["words"] if not _asks(word, data)]),
        (ASKING, [*data["asks"]["words"], *(word for word in data["neutral"]["words"] if _asks(word, data))]),
    ]


def _asks(word: str, data: dict[str, Any]) -> bool:
    return any(sign in word for sign in (*ASKS, *data["asks"]["words"]))


@cache
def _automaton() -> Any:
    import ahocorasick_rs

    return ahocorasick_rs.AhoCorasick(lexicon().words, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)


@dataclass(frozen=True)
class Reading:
    """What the word list says of each comment.

    Args:
        polarity: Weighed opinion; 0 where no term was found.
        terms: How many terms of opinion were found.
        positive: Weight of praise alone, 0 or more.
        negative: Weight of blame alone, 0 or more.
        asks: True where a clause asks a question.
        hits: Position and length of each term, for hiding them from a model that shall learn the rest.
    """

    polarity: Floats
    terms: npt.NDArray[np.int64]
    positive: Floats
    negative: Floats
    asks: Flags
    hits: tuple[Places, Places]


def read_lexicon(texts: Texts) -> Reading:
    """Weigh the opinion in each comment."""
    n = len(texts)
    joined = texts.joined()
    found = _automaton().find_matches_as_indexes(joined)
    clause, question = _clauses(texts)
    if not found:
        none, empty = np.zeros(n), np.zeros(0, dtype=np.int64)
        return Reading(none, np.zeros(n, dtype=np.int64), none, none.copy(), _have(texts, question, n), (empty, empty))
    which, start, end = np.array(found, dtype=np.int64).T
    listed = lexicon()
    kind, weight = listed.kinds[which], listed.weights[which]
    question = np.concatenate([question, start[kind == ASKING]])
    asking = np.zeros(int(clause[-1]) + 1, dtype=bool)
    asking[clause[question]] = True
    factor = _before(kind, start, end, clause[start]) * _after(kind, start, end, clause[start])
    factor = np.where(listed.emoji[which], 1.0, factor)
    asked = asking[clause[start]] & ~_asks_itself(listed.words)[which]
    factor = np.where(asked & ~listed.emoji[which], factor * ASKED, factor)
    owner = texts.owner(start)
    value = weight * factor * _contrast(kind, start, owner, n)
    opinion = kind == OPINION
    value = np.where(opinion, value, 0.0)
    return Reading(
        polarity=_sums(owner, value, n),
        terms=np.bincount(owner[opinion], minlength=n).astype(np.int64),
        positive=_sums(owner, np.maximum(value, 0), n),
        negative=_sums(owner, np.maximum(-value, 0), n),
        asks=_have(texts, question, n),
        hits=(start[opinion], end[opinion] - start[opinion]),
    )


def _sums(owner: Places, value: Floats, n: int) -> Floats:
    return np.bincount(owner, value, n).astype(np.float64)


@cache
def _asks_itself(words: tuple[str, ...]) -> Flags:
    """Terms that hold a question word of their own (不香吗) are no questions."""
    return np.array([any(sign in word for sign in (*ASKS, *QUESTION_MARKS)) for word in words])


def _clauses(texts: Texts) -> tuple[Places, Places]:
    """Number the clauses, and find the signs that make a question: ？, or 吗, 嘛, 么, 呢 at the end of a clause."""
    is_end = texts.marks(CLAUSE)
    clause = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(is_end, dtype=np.int32)[:-1]], dtype=np.int64)
    word = texts.marks(ASK) & np.concatenate([is_end[1:], np.ones(1, dtype=bool)])
    return clause, np.flatnonzero(texts.marks(QUESTION) | word).astype(np.int64)


def _have(texts: Texts, at: Places, n: int) -> Flags:
    flags = np.zeros(n, dtype=bool)
    flags[texts.owner(at)] = True
    return flags


def _before(kind: npt.NDArray[np.int8], start: Places, end: Places, clause: Places) -> Floats:
    """Return what the words before each term do to it: turn it over, stress it, soften it.

    A chain is followed back while each link stands close to the next: 真的不是很好用.
    """
    factor = np.ones(len(kind))
    reach = start.copy()
    linked = np.ones(len(kind), dtype=bool)
    for step in range(1, BACK + 1):
        earlier = np.arange(len(kind)) - step
        inside = earlier >= 0
        earlier = np.maximum(earlier, 0)
        linked &= inside & (clause[earlier] == clause) & (reach - end[earlier] <= REACH)
        what = np.where(linked, kind[earlier], MASK)
        factor = np.where(what == TURN, -factor, factor)
        factor = np.where(what == STRONGER, factor * STRESSED, factor)
        factor = np.where(what == WEAKER, factor * SOFTENED, factor)
        linked &= np.isin(what, [TURN, STRONGER, WEAKER, NOT_TURN])
        reach = np.where(linked, start[earlier], reach)
    return factor


def _after(kind: npt.NDArray[np.int8], start: Places, end: Places, clause: Places) -> Floats:
    """Return the stress of what follows a term at once: 好吃哭了, 丑死了."""
    factor = np.ones(len(kind))
    if len(kind) > 1:
        close = (kind[1:] == AFTERWARDS) & (start[1:] - end[:-1] <= 1) & (clause[1:] == clause[:-1])
        factor[:-1] = np.where(close, STRESSED, 1.0)
    return factor


def _contrast(kind: npt.NDArray[np.int8], start: Places, owner: Places, n: int) -> Floats:
    """Give what stands behind the last 但是 of a comment double weight: that is where the opinion goes."""
    last = np.full(n, np.iinfo(np.int64).max)
    turned = kind == CONTRAST
    seen = np.full(n, -1, dtype=np.int64)
    np.maximum.at(seen, owner[turned], start[turned])
    last = np.where(seen >= 0, seen, last)
    return np.where(start > last[owner], AFTER_CONTRAST, 1.0)


def polarity(text: str) -> float:
    """Return the weighed opinion of one comment: above 0 good, below 0 bad, 0 none found.

    >>> polarity("真的好用") > 0 > polarity("不好用"), polarity("在哪里买")
    (True, 0.0)
    """
    return float(read_lexicon(clean(pl.Series([text]))).polarity[0])
