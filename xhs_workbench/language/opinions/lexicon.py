"""Opinion by our own word list: terms, negation and its reach, intensifiers, contrast, questions, emoji.

All listed words of a whole column are found at once (leftmost, longest first, so that 不后悔 is one term and not
a negated 后悔). Words before a term in the same clause reverse or strengthen it. All of this
works on arrays, not comment by comment.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
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
    TOP,
    WORD,
    Flags,
    Places,
    Texts,
    clean,
    clean_lines,
)
from xhs_workbench.language.opinions.entries import (
    AFTERWARDS,
    ASKING,
    CONCEDED,
    CONTRAST,
    EXCEPT,
    MASK,
    MOCKING,
    NOT_TURN,
    OPINION,
    PROMOTION,
    STRONGER,
    TOLD,
    TURN,
    UNDONE,
    UNREAL,
    WEAKER,
    Entries,
    concessions_of,
    figures_of,
    judgements_of,
    masks_of,
    told_of,
    wordings_of,
)
from xhs_workbench.language.opinions.word_finding import WordFinder, word_finder

Floats = npt.NDArray[np.float64]
REACH = 4
"""Maximum number of characters between a negation or intensifier and its term; 不是很好用 has two."""
BACK = 3
"""Number of listed words considered before a term: 真的不是很好用 has two."""
STRESSED, SOFTENED, AFTER_CONTRAST, ASKED = 1.5, 0.6, 2.0, 0.2
"""Factors on the weight of a term; our own settings, checked on the development half of our labelled
comments."""
GRANTED = 0.3
"""Weight of what is granted (虽然贵, 一开始嫌贵, 除了贵): what follows is the opinion."""
TURNED_BY = np.ones(16)
TURNED_BY[[TURN, STRONGER, WEAKER, EXCEPT]] = -1.0, STRESSED, SOFTENED, GRANTED
LINKS = np.isin(np.arange(16), [TURN, STRONGER, WEAKER, NOT_TURN])
"""Kind of a word before a term -> its factor, and whether the words before that one act on the term too."""
FOLLOWS = frozenset(
    "了啊呀哦噢哈吧呢的啦哟诶欸嘛得死炸爆哭疯翻惨极到透毙也就但可不我你是又还都才滴哒鸭喔么吗耶捏喵哎呜嗷嘞咧叭惹"
)
"""Characters that may follow a one-character word: 香了, 美得很. In 美国, 美 is part of another word."""
GOES_BEFORE = frozenset(
    "太很真好超巨贼挺蛮最更又也都是的了老忒可怪够还就点些得儿不没味闻吃喝用穿看觉感么道着我它啊旧远"
)
"""Characters that may precede a one-character word that is an opinion only with a degree."""
SAYS_OUT = frozenset("得到成")
"""Characters behind which a second opinion says the first one out: 薄得像没穿."""
SOFT = 0.4
"""Weight of emoji that people add for politeness or regret, whatever they think."""
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
DIGITS = frozenset("0123456789")
OTHER_TALK = frozenset("题术语剧费筒")
"""Characters behind which 的话 is part of another word: 的话题."""
OR = "还是"
STILL = frozenset("满值舒很挺比不蛮非要会有得想喜觉那没可好太更老一这他它她超特相真最只先自便省需建推爱")
"""After 还是 these do not begin a choice: 还是很好 is "still good"."""


@dataclass(frozen=True)
class Lexicon:
    """The word list as arrays.

    Args:
        words: Every listed expression, cleaned in the same way as comments.
        kinds: What each is (`OPINION`, `TURN`, …).
        weights: Its weight; 0 for words without an opinion of their own.
        emoji: True for emoji, which negation does not reverse.
        bare: 0 for words that count everywhere; 1 for one character that must end its word; 2 for one
            character that must be a whole word; 3 for Latin letters, which must be a whole word; 4 for
            a number at the start, which must be the whole number; 5 for 还是, which must offer a choice; 6 for
            what must begin its comment; 7 for what ends in a sign that may begin another word (太短 in 太短裙).
        steady: True for words that a negation close by does not reverse, because it belongs to them.
        asks_itself: True for words with a question word of their own (不香吗), and rhetorical ones (这也能叫…): they
            do not count as questions.
    """

    words: tuple[str, ...]
    kinds: npt.NDArray[np.int8]
    weights: Floats
    emoji: Flags
    bare: npt.NDArray[np.int8]
    steady: Flags
    asks_itself: Flags


@cache
def word_files() -> tuple[dict[str, Any], ...]:
    """Return what stands in the five word files (`lexicon.toml`, `wordings.toml`, …), not to be changed."""
    return tuple(
        tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))
        for name in ("lexicon", "wordings", "judgements", "figures", "fields")
    )


@cache
def lexicon() -> Lexicon:
    """Return the word list of `lexicon.toml`, then `wordings`, `judgements`, `figures`, `fields`; the first wins."""
    data, more, judged, figures, fields = word_files()
    entries: Entries = {}
    for kind, words in _plain_words(data):
        entries.update(dict.fromkeys(words, (kind, 0.0, False)))
    for side, sign in (("positive", 1.0), ("negative", -1.0)):
        for listed, is_emoji in ((data[side], False), (data["emoji"][side], True)):
            for weight, words in listed.items():
                entries.update(dict.fromkeys(words, (OPINION, sign * float(weight), is_emoji)))
    signs = {word for word in entries if len(word) == 1}
    said = {**figures_of(figures, more), **concessions_of(judged, more), **judgements_of(judged)}
    said |= wordings_of(more)
    entries = {**told_of(fields), **said, **entries}
    entries |= dict.fromkeys(
        [*masks_of(more), *judged["mixed"]["words"], *fields["neutral"]["words"]], (MASK, 0.0, False)
    )
    entries.update(dict.fromkeys(more["unreal"]["words"], (UNREAL, 0.0, False)))
    granted = figures["conceded"]
    for kind, words in (
        (CONCEDED, granted["words"]),
        (EXCEPT, granted["except"]),
        (UNDONE, [*figures["compared"]["not_far"], *figures["undone"]["words"]]),
        (TOLD, figures["told"]["words"]),
        (MOCKING, [*figures["mocking"]["first"], *figures["mocking"]["words"]]),
    ):
        entries.update(dict.fromkeys(words, (kind, 0.0, False)))
    cleaned = clean_lines("".join(word + END for word in entries)).joined().split(END)[:-1]
    known = {word: entry for word, entry in zip(cleaned, entries.values(), strict=True) if word}
    kinds, weights, emoji = zip(*known.values(), strict=True)
    first = set(figures["mocking"]["first"])
    borders = judged["borders"]
    bare = [6 if word in first else _bare(word, entry, signs, borders) for word, entry in known.items()]
    steady = {
        lead + word
        for family in judged["families"]
        if family.get("steady")
        for lead in family["leads"]
        for word in family["words"]
    }
    return Lexicon(
        tuple(known),
        np.array(kinds, dtype=np.int8),
        np.array(weights, dtype=np.float64),
        np.array(emoji),
        np.array(bare, dtype=np.int8),
        np.array([word in steady for word in known]),
        _asks_itself(list(known), more, figures),
    )


def _bare(word: str, entry: tuple[int, float, bool], signs: set[str], borders: dict[str, str]) -> int:
    if entry[2]:
        return 0
    if word[0] in LETTERS or word[-1] in LETTERS:
        return 3
    if word[0] in DIGITS:
        return 4
    if word == OR:
        return 5
    if entry[0] == OPINION and entry[1] < 0 and len(word) > 1 and word[-1] in borders:
        return 7
    return 0 if len(word) > 1 or entry[0] != OPINION else 1 if word in signs else 2


def _plain_words(data: dict[str, Any]) -> list[tuple[int, list[str]]]:
    return [
        (WEAKER, data["weaker"]["before"]),
        (STRONGER, data["stronger"]["before"]),
        (AFTERWARDS, data["stronger"]["after"]),
        (CONTRAST, data["contrast"]["words"]),
        (TURN, _shortest(data["turns"]["before"])),
        (NOT_TURN, data["turns"]["not_turns"]),
        (MASK, [word for word in data["neutral"]["words"] if not _asks(word, data)]),
        (ASKING, [*data["asks"]["words"], *(word for word in data["neutral"]["words"] if _asks(word, data))]),
    ]


def _shortest(turns: list[str]) -> list[str]:
    """Leave out a turn that ends in another: 也不 would hide the 不错 of 也不错, and 不 turns the same."""
    return [word for word in turns if not any(word != end and word.endswith(end) for end in turns)]


def _asks(word: str, data: dict[str, Any]) -> bool:
    return any(sign in word for sign in (*ASKS, *data["asks"]["words"]))


def prepare() -> None:
    """Read the word list and make what looks for its words now, so that processes forked from this one need not."""
    _finder()


@cache
def _finder() -> WordFinder:
    return word_finder(lexicon().words)


def _find(texts: Texts) -> tuple[Places, Places, Places]:
    """Return the listed words in a column: which, where each begins and ends."""
    return _finder().find(texts.codes)


@dataclass(frozen=True)
class Reading:
    """What the word list finds in each comment.

    Args:
        polarity: Weighted opinion; 0 if no term was found.
        terms: Number of terms of opinion found.
        positive: Weight of praise alone, 0 or more.
        negative: Weight of blame alone, 0 or more.
        asks: True where a clause asks a question.
        promotes: True if the writer sells, swaps or invites, and so gives no reader's opinion.
        hits: Position and length of each term, for hiding the terms from a model that should learn the other
            words.
    """

    polarity: Floats
    terms: npt.NDArray[np.int64]
    positive: Floats
    negative: Floats
    asks: Flags
    promotes: Flags
    hits: tuple[Places, Places]


def read_lexicon(texts: Texts) -> Reading:
    """Weigh the opinion in each comment."""
    n = len(texts)
    which, start, end = _find(texts)
    clause, question = _clauses(texts)
    if not len(which):
        none, empty = np.zeros(n), np.zeros(0, dtype=np.int64)
        asks, promotes = _have(texts, question, n), np.zeros(n, dtype=bool)
        return Reading(none, np.zeros(n, dtype=np.int64), none, none.copy(), asks, promotes, (empty, empty))
    listed = lexicon()
    whole = _whole_words(texts, listed.bare[which], start, end)
    which, start, end = which[whole], start[whole], end[whole]
    kind, weight = listed.kinds[which], listed.weights[which]
    question = np.concatenate([question, start[kind == ASKING]])
    here, said = clause[start].astype(np.int64), ~listed.emoji[which]
    asking = np.zeros(int(clause[-1]) + 1, dtype=bool)
    asking[clause[question]] = True
    factor = _before(kind, start, end, here) * _after(kind, start, end, here)
    factor = np.where(said, factor, 1.0)
    factor = np.where(listed.steady[which], np.abs(factor), factor)
    asked = asking[here] & ~listed.asks_itself[which]
    # A blame asked about and reversed (脚不酸吗) is not praise.
    factor = np.where(asked & said, np.maximum(factor, 0) * ASKED, factor)
    owner = texts.owner(start)
    factor[_follow(UNREAL, kind, here) & said] = 0.0
    factor[_follow(CONCEDED, kind, here, until=CONTRAST) & said] *= GRANTED
    factor[_completed((kind == OPINION) & said, start, end, texts)] = 0.0
    factor[_supposed(texts, end) & said] = 0.0
    told = _follow(TOLD, kind, here) & said  # what a seller refuses is blame all the same
    promotes = np.zeros(n, dtype=bool)
    promotes[owner[kind == PROMOTION]] = True  # who sells praises; a blame may be a warning
    factor[(told | promotes[owner]) & (weight * factor > 0)] = 0.0
    mocks = np.zeros(n, dtype=bool)
    mocks[owner[kind == MOCKING]] = True
    mocked = np.flatnonzero(mocks[owner] & said & (weight * factor > 0))
    factor[mocked] *= -1.0
    value = weight * factor * _contrast(kind, start, owner, n)
    opinion = kind == OPINION
    value = np.where(opinion, value, 0.0)
    value = _tempered(value, listed.emoji[which], owner, texts, start, end)
    return Reading(
        polarity=_sums(owner, value, n),
        terms=np.bincount(owner[opinion], minlength=n).astype(np.int64),
        positive=_sums(owner, np.maximum(value, 0), n),
        negative=_sums(owner, np.maximum(-value, 0), n),
        asks=_have(texts, question, n),
        promotes=promotes,
        hits=(start[opinion], end[opinion] - start[opinion]),
    )


def _whole_words(texts: Texts, bare: npt.NDArray[np.int8], start: Places, end: Places) -> Flags:
    """Say whether each find is a whole word and not part of another: 美 in 美国, good in goods."""
    kept = np.ones(len(start), dtype=bool)
    short = np.flatnonzero(bare)
    codes, is_word = texts.codes, texts.marks(WORD)
    # A line feed closes every comment, so `after` exists;
    # before the first sign, at −1, stands the last line feed.
    after, before = end[short], start[short] - 1
    follows = ~is_word[after] | _among(codes[after], FOLLOWS)
    leads = ~is_word[before] | _among(codes[before], GOES_BEFORE)
    alone = ~_among(codes[after], LETTERS) & ~_among(codes[before], LETTERS)
    kind = bare[short]
    kept[short] = np.where(kind == 3, alone, np.where(kind == 1, follows, follows & leads))
    kept[short] = np.where(kind == 4, ~_among(codes[before], DIGITS), kept[short])
    kept[short] = np.where(kind == 6, codes[before] == ord(END), kept[short])
    kept[short] = np.where(kind == 5, ~_among(codes[after], STILL), kept[short])
    border = after[kind == 7]
    kept[short[kind == 7]] = ~np.isin(codes[border - 1] * np.uint64(TOP) + codes[border], _borders())
    return kept


@cache
def _borders() -> npt.NDArray[np.uint64]:
    """Return the pairs of signs that are one word: 短裙, 淡定."""
    found = word_files()[2]["borders"].items()
    return np.array([ord(one) * TOP + ord(next_) for one, after in found for next_ in after], dtype=np.uint64)


def _among(codes: npt.NDArray[np.uint32], signs: frozenset[str]) -> Flags:
    return _table(signs).take(codes)


@cache
def _table(signs: frozenset[str]) -> Flags:
    """Return code point -> whether it is one of these."""
    table = np.zeros(TOP, dtype=bool)
    table[[ord(sign) for sign in signs]] = True
    return table


def _follow(what: int, kind: npt.NDArray[np.int8], here: Places, until: int | None = None) -> Flags:
    """Say whether each find follows a word of a kind in its clause: 如果, 听说 … did not happen to the writer.

    Args:
        what: The kind.
        kind: Of each find.
        here: The clause of each find, rising.
        until: A kind that ends what follows: 虽然好用但贵 grants 好用 alone.
    """
    at = np.flatnonzero(kind == what)
    ends = np.searchsorted(here, here[at], side="right")
    if until is not None:
        stops = np.append(np.flatnonzero(kind == until), len(kind))
        ends = np.maximum(np.minimum(ends, stops[np.searchsorted(stops, at)]), at + 1)
    steps = np.zeros(len(kind) + 1, dtype=np.int32)
    np.add.at(steps, at + 1, 1)
    np.add.at(steps, ends, -1)
    return np.asarray(np.cumsum(steps[:-1]) > 0)


def _completed(opinions: Flags, start: Places, end: Places, texts: Texts) -> Places:
    """Return the opinions in words said out by another behind 得, 到 or 成: in 薄得像没穿, 丑得可爱 the second counts."""
    between, codes = start[1:] - end[:-1], texts.codes
    at = np.flatnonzero((between <= 1) & opinions[:-1] & opinions[1:])
    return at[_among(codes[end[at] - (between[at] == 0)], SAYS_OUT)]


def _supposed(texts: Texts, end: Places) -> Flags:
    """Say whether 的话 follows each find (难吃的话就不去): supposed, not told; 的话题 is another word."""
    codes = texts.codes
    at = np.flatnonzero(codes[end] == ord("的"))
    at = at[codes[end[at] + 1] == ord("话")]  # behind 的 stands a sign: a line feed closes every comment
    made = np.zeros(len(end), dtype=bool)
    made[at] = ~_among(codes[end[at] + 2], OTHER_TALK)
    return made


def _tempered(value: Floats, emoji: Flags, owner: Places, texts: Texts, start: Places, end: Places) -> Floats:
    """Let polite and rueful emoji ([害羞R], 😅) only tip the balance beside words: all of a comment count as one.

    A comment of nothing else means them: there they count as much as any.
    """
    soft = np.flatnonzero(emoji & (value != 0) & (np.abs(value) <= SOFT))
    if not len(soft):
        return value
    n, whose = len(texts), owner[soft]
    many = np.bincount(whose, minlength=n)
    signs, few = np.flatnonzero(emoji & (many[owner] > 0)), np.flatnonzero(many)
    # The letters of [害羞R] are no words of the writer's.
    words = -np.bincount(owner[signs], texts.count_within(WORD, start[signs], end[signs]), n)
    words[few] += texts.count_within(WORD, texts.starts[few], texts.starts[few + 1])
    made = value.copy()
    made[soft] = np.where(words[whose] <= 0, 2 * value[soft], value[soft] / many[whose])
    return made


def _sums(owner: Places, value: Floats, n: int) -> Floats:
    return np.bincount(owner, value, n).astype(np.float64)


def _asks_itself(words: Sequence[str], more: dict[str, Any], figures: dict[str, Any]) -> Flags:
    makers = figures["makers"]
    known = {*more["rhetorical"]["positive"], *more["rhetorical"]["negative"]}
    known |= {lead + one for lead in makers["leads"] for one in makers["asked"]}
    return np.array(
        [word in known or any(sign in word for sign in (*ASKS, *QUESTION_MARKS)) for word in words]
    )


def _clauses(texts: Texts) -> tuple[npt.NDArray[np.int32], Places]:
    """Number the clauses, and find the marks of a question: ？, or 吗, 嘛, 么, 呢 at the end of a clause."""
    is_end = texts.marks(CLAUSE)
    clause = np.cumsum(is_end, dtype=np.int32)
    clause -= is_end  # a sign that ends a clause belongs to it
    asks = texts.marks(ASK)
    asks[:-1] &= is_end[1:]
    asks |= texts.marks(QUESTION)
    return clause, np.flatnonzero(asks)


def _have(texts: Texts, at: Places, n: int) -> Flags:
    flags = np.zeros(n, dtype=bool)
    flags[texts.owner(at)] = True
    return flags


def _before(kind: npt.NDArray[np.int8], start: Places, end: Places, clause: Places) -> Floats:
    """Return the effect of the words before each term: they reverse, strengthen or soften it.

    A chain is followed backwards as long as each link is close to the next: 真的不是很好用.
    """
    factor = np.ones(len(kind))
    reach = start.copy()
    linked = np.ones(len(kind), dtype=bool)
    for step in range(1, BACK + 1):
        linked[:step] = False
        near = reach[step:] - end[:-step] <= REACH
        linked[step:] &= (clause[:-step] == clause[step:]) & near
        what = np.where(linked[step:], kind[:-step], MASK)
        factor[step:] *= TURNED_BY.take(what)
        linked[step:] &= LINKS.take(what)
        reach[step:] = np.where(linked[step:], start[:-step], reach[step:])
    return factor


def _after(kind: npt.NDArray[np.int8], start: Places, end: Places, clause: Places) -> Floats:
    """Return the effect of the words directly after a term: they strengthen it (好吃哭了) or undo it (味道好不到哪去)."""
    factor = np.ones(len(kind))
    if len(kind) > 1:
        close = (start[1:] - end[:-1] <= 1) & (clause[1:] == clause[:-1])
        factor[:-1] = np.where(close & (kind[1:] == AFTERWARDS), STRESSED, 1.0)
        factor[:-1] = np.where(close & (kind[1:] == UNDONE), -1.0, factor[:-1])
    return factor


def _contrast(kind: npt.NDArray[np.int8], start: Places, owner: Places, n: int) -> Floats:
    """Give double weight to the part after a comment's last 但是, because the opinion is usually there."""
    last = np.full(n, np.iinfo(np.int64).max)
    turned = kind == CONTRAST
    seen = np.full(n, -1, dtype=np.int64)
    np.maximum.at(seen, owner[turned], start[turned])
    last = np.where(seen >= 0, seen, last)
    return np.where(start > last[owner], AFTER_CONTRAST, 1.0)


def polarity(text: str) -> float:
    """Return the weighted opinion of one comment: above 0 good, below 0 bad, 0 if none is found.

    >>> polarity("真的好用") > 0 > polarity("不好用"), polarity("在哪里买")
    (True, 0.0)
    """
    return float(read_lexicon(clean(pl.Series([text]))).polarity[0])
