"""What one group of comments talks about and the others do not, with a statistic that works for small samples.

Voices are counted, not comments: an account that repeats a word forty times under one note counts once. A
    term is shown only
if its number of voices in a group would be rare by chance (Fisher's exact test, corrected for all terms and
groups), and "times as often" is shrunk towards 1, so that three comments of three do not look extreme.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from xhs_workbench.language.cleaning import bracket_emoji as emoji_codes
from xhs_workbench.language.cleaning import chunks, clean, clean_text
from xhs_workbench.language.opinions.entries import NOT_TURN, OPINION, STRONGER, TURN, WEAKER
from xhs_workbench.language.opinions.lexicon import lexicon
from xhs_workbench.statistics.many_looks import false_discovery
from xhs_workbench.statistics.shares import wilson_bounds

LEAST_VOICES = 3
RISK = 0.05
MOST = 8
PRIOR = 5.0
"""Pseudo-voices at the usual share, added to both sides of "times as often"; they keep the claims of three
comments small."""
SAME = 0.8
"""From this share of common voices (Jaccard) two terms count as one: of 泵头 and 客服不理 only the stronger is
shown."""
CANDIDATES = 5
FREQUENCY = 100_000
"""Weight of an analyst's own word in the segmenter, so that it is never cut apart."""
LONGEST = 12
UNFINISHED = {"不", "没", "没有", "别", "不会", "不要", "不能", "不用", "还没", "没法"}
"""A phrase does not end with these words, because the essential word follows."""
PARTICLES = "呀啊了呢吧哦哈嘛啦的"
"""Signs after a word of opinion: 不错呀 is 不错."""
NEARLY_ALL, LONGEST_NAME = 0.8, 12
"""A phrase is named with the words beside it that four of five who say it use, up to twelve characters."""
READ = 200
"""Texts read for the words beside a phrase."""
MEASURES = frozenset("天个年月周次瓶支盒包块元岁斤克号点分秒层件双套张片滴泵遍刷")
"""After a number these are words of their own: 21天 in 用了21天脸红, which a cutter reads as 21, 天脸."""
EXAMPLES = 2
TOPICS: dict[str, Any] = {
    "term": pl.String,
    "voices": pl.Int64,
    "n": pl.Int64,
    "share": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "elsewhere": pl.Float64,
    "n_elsewhere": pl.Int64,
    "times": pl.Float64,
    "chance": pl.Float64,
    "examples": pl.List(pl.String),
}
Tell = Callable[[int, int], None]


@cache
def opinion_words() -> frozenset[str]:
    """Return the word list's terms of praise and blame with two or more characters."""
    listed = lexicon()
    opinions = zip(listed.words, listed.kinds, listed.emoji, strict=True)
    return frozenset(
        word for word, kind, emoji in opinions if kind == OPINION and not emoji and len(word) > 1
    )


@cache
def plain_words() -> frozenset[str]:
    """Return the words in `plain_words.toml`, which say nothing about a topic."""
    return frozenset(word for words in _listed_plain().values() for word in words)


@cache
def _listed_plain() -> dict[str, list[str]]:
    return tomllib.loads((Path(__file__).parent / "plain_words.toml").read_text(encoding="utf-8"))


@cache
def _plain_and_opinion_words() -> frozenset[str]:
    return plain_words() | opinion_words()


def segment(texts: Sequence[str], words: Sequence[str] = ()) -> Iterator[list[str]]:
    """Cut texts into words; words of opinion that no dictionary knows (烂脸, 智商税) are kept whole.

    Args:
        texts: Cleaned texts.
        words: The brief's own words (brand, product, ingredients), kept whole.

    >>> list(segment(["舒缓屏障精华不搓泥"], ["舒缓屏障精华"]))
    [['舒缓屏障精华', '不搓泥']]
    """
    cutter = _cutter(tuple(words))
    for text in texts:
        yield _measured(cutter.cut(text, True))


def _measured(tokens: list[str]) -> list[str]:
    """Part a measure after a number from what follows it.

    >>> _measured(["用", "了", "21", "天脸", "红"])
    ['用', '了', '21', '天', '脸', '红']
    """
    if not any(map(str.isdigit, tokens)):  # as in nearly all texts
        return tokens
    made: list[str] = []
    for token in tokens:
        if len(token) > 1 and token[0] in MEASURES and made and made[-1].isdigit():
            made += [token[0], token[1:]]
        else:
            made.append(token)
    return made


def prepare() -> None:
    """Make a cutter now, so that processes forked from this one need not: each takes its own copy of it."""
    _plain_and_opinion_words()
    _READY[:] = [_with_opinions()]


_READY: list[Any] = []
"""A cutter that was made ahead; whoever takes it adds words, so it is taken once."""


def _with_opinions() -> Any:
    import rjieba

    cutter = rjieba.Jieba()
    for word in opinion_words():
        cutter.add_word(word.lower(), FREQUENCY, "n")
    return cutter


@lru_cache(maxsize=4)
def _cutter(words: tuple[str, ...]) -> Any:
    """Return rjieba with the words of opinion and these; a report cuts several columns by the same words."""
    cutter = _READY.pop() if _READY else _with_opinions()
    for word in words:
        if word:
            cutter.add_word(word.lower(), FREQUENCY, "n")
    return cutter


def terms_of(tokens: Sequence[str], *, opinions: bool = True) -> set[str]:
    """Return the words of two or more characters, and the phrases of two neighbouring words, that can name a topic.

    Args:
        tokens: One text, cut.
        opinions: False leaves out words of praise and blame, for groups that were formed by them.

    >>> sorted(terms_of(["这个", "质地", "不", "黏", "，", "质地", "好"]))
    ['不黏', '质地']
    """
    found: set[str] = set()
    before = ""
    for token in tokens:
        is_word = _is_word(token, opinions)
        if is_word and len(token) > 1 and token not in UNFINISHED:
            found.add(token)
        phrase = before + token
        if is_word and before and token not in UNFINISHED and 1 < len(phrase) <= LONGEST:
            found.add(phrase)
        before = token if is_word else ""
    return found


@lru_cache(maxsize=1 << 16)
def _is_word(token: str, opinions: bool) -> bool:
    """Say whether a word can name a topic; comments say few words, and each of them often."""
    barred = plain_words() if opinions else _plain_and_opinion_words()
    bare = token if opinions else token.rstrip(PARTICLES)
    return token.isalnum() and not token.isdigit() and token not in barred and bare not in barred


def name_whole(term: str, cuts: Sequence[Sequence[str]], *, opinions: bool = True) -> str:
    """Return a phrase as people say it: with the words before and after it that nearly all of them use.

    Args:
        term: One word or neighbouring words.
        cuts: Texts, cut into words.
        opinions: False leaves out a judgement at the end, and what leads to it (看着不错): the direction says it.

    >>> said = [["皮肤", "状态", "看着", "不错", "哈哈"], ["博主", "皮肤", "状态", "看着", "不错"]]
    >>> name_whole("状态看着", said), name_whole("状态", said, opinions=False)
    ('皮肤状态看着不错', '皮肤状态')
    """
    places = [(cut, *at) for cut in cuts if (at := _span_in(term, cut))]
    beside: dict[int, list[str]] = {-1: [], 1: []}
    size = len(term)
    for step, words in beside.items():
        ends = [(cut, start if step < 0 else stop) for cut, start, stop in places]
        while ends:
            next_ones = [_next_word(cut, edge, step) for cut, edge in ends]
            word = max(sorted(set(next_ones)), key=next_ones.count)
            size += len(word)
            if not word or next_ones.count(word) < NEARLY_ALL * len(places) or size > LONGEST_NAME:
                break
            words.append(word)
            ends = [
                (cut, edge + step) for (cut, edge), one in zip(ends, next_ones, strict=True) if one == word
            ]
    return "".join([*_led(beside[-1]), term, *_closed(beside[1], opinions)])


def _led(words: Sequence[str]) -> list[str]:
    """Return the words before a phrase, the nearest first, in order, without whom or what one points at first."""
    kept = list(words)
    while kept and kept[-1] in _pointers():
        kept.pop()
    return kept[::-1]


def _closed(words: Sequence[str], opinions: bool) -> list[str]:
    """Return the words after a phrase; without opinions none, where they are a judgement and what leads to it."""
    judged = not opinions and words and words[-1].rstrip(PARTICLES) in opinion_words()
    if judged and all(word.rstrip(PARTICLES) in _judging() for word in words):
        return []
    kept = list(words)
    while kept and kept[-1] in _listed_plain()["around"]:  # 皮肤状态看着: what follows is said by few
        kept.pop()
    return kept


@cache
def _pointers() -> frozenset[str]:
    listed = _listed_plain()
    return frozenset([*listed["people"], *listed["pointing"]])


@cache
def _judging() -> frozenset[str]:
    known = lexicon()
    degrees = np.isin(known.kinds, [STRONGER, WEAKER, TURN, NOT_TURN])
    return _plain_and_opinion_words() | {word for word, one in zip(known.words, degrees, strict=True) if one}


def _span_in(term: str, cut: Sequence[str]) -> tuple[int, int] | None:
    """Return from which to before which word a term stands in a text, first place; None where it does not."""
    for start in range(len(cut)):
        joined = ""
        for stop in range(start, len(cut)):
            joined += cut[stop]
            if joined == term:
                return start, stop + 1
            if not term.startswith(joined):
                break
    return None


def _next_word(cut: Sequence[str], edge: int, step: int) -> str:
    """Return the word before or after a phrase; empty at a text's end and at a mark."""
    at = edge - 1 if step < 0 else edge
    word = cut[at] if 0 <= at < len(cut) else ""
    return word if word.isalnum() else ""


def find_topics(
    comments: pl.DataFrame,
    by: str,
    text: str = "content",
    *,
    words: Sequence[str] = (),
    opinions: bool = True,
    least: int = LEAST_VOICES,
    most: int = MOST,
    risk: float = RISK,
    tell: Tell | None = None,
    cut: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Find the terms that distinguish each group of comments from the other groups.

    Args:
        comments: Any frame with a text column, `by`, and `commenter_hash` if accounts are known (without it
            every comment counts as its own voice).
        by: Column that groups: note, format, message, week. A comment without a group is left out.
        text: Name of the text column.
        words: Words the segmenter keeps whole.
        opinions: False leaves out words of praise and blame: for groups by sentiment they would only repeat
            how it was read.
        least: Minimum number of voices that use a term, in all groups together.
        most: Maximum number of terms per group.
        risk: Highest corrected p-value of a term that is shown.
        tell: Called with the texts cut and the total, for long runs.
        cut: From `cut_terms`, where the same comments are grouped several ways; holds at least these texts,
            cut with the same words and opinions.

    Returns:
        One row per group and term, smallest p-value first: `by`, `term`, `voices` (in the group), `n` (voices
        of the
        group), `share` with its 90 % Wilson interval `lower` to `upper`, `elsewhere` (share among the others)
        of
        `n_elsewhere`, `times` (as often as elsewhere, shrunk), `chance` (Fisher's exact test, one-sided,
        Benjamini-Hochberg
        over all terms and groups), `examples` (up to two comments). A group without special terms has no row.

    Source of the shrinkage: Monroe, Colaresi & Quinn, "Fightin' Words", Political Analysis 16 (2008), as a
        prior of voices.
    """
    spoken = _spoken(comments, by, text)
    said = cut_terms(spoken["body"], words, opinions=opinions, tell=tell) if cut is None else cut
    if said.is_empty() or spoken.is_empty():
        return pl.DataFrame(schema={by: comments.schema[by], **TOPICS})
    heard = spoken.join(said, on="body").unique([by, "voice", "term"])
    tested = _test(_count_voices(spoken, heard, by, least), risk)
    kept = _without_repeats(tested, heard, by, most)
    return _named_whole(_with_examples(kept, spoken, said, by), spoken, said, by, words, opinions)


def _spoken(comments: pl.DataFrame, by: str, text: str) -> pl.DataFrame:
    own = pl.concat_str(pl.lit("row "), pl.int_range(pl.len()).cast(pl.String))
    voice = pl.coalesce("commenter_hash", own) if "commenter_hash" in comments.columns else own
    return comments.select(pl.col(by), body=pl.col(text), voice=voice).drop_nulls([by, "body"])


def cut_terms(
    texts: pl.Series, words: Sequence[str] = (), *, opinions: bool = True, tell: Tell | None = None
) -> pl.DataFrame:
    """Return `body` and `term`, one row each; every different text is cut once. See `find_topics` for the arguments."""
    unique, parts, done = texts.drop_nulls().unique(maintain_order=True), [], 0
    for piece in chunks(unique, 20_000):
        whole = clean(piece)
        plain = whole.without(emoji_codes(whole)).joined().split("\n")[:-1]
        terms = [sorted(terms_of(tokens, opinions=opinions)) for tokens in segment(plain, words)]
        parts.append(pl.DataFrame({"body": piece, "term": pl.Series(terms, dtype=pl.List(pl.String))}))
        done += len(piece)
        if tell:
            tell(done, len(unique))
    if not parts:
        return pl.DataFrame(schema={"body": pl.String, "term": pl.String})
    return pl.concat(parts).explode("term").drop_nulls("term")


def _count_voices(spoken: pl.DataFrame, heard: pl.DataFrame, by: str, least: int) -> pl.DataFrame:
    voices = heard.group_by(by, "term").agg(voices=pl.len().cast(pl.Int64))
    everywhere = voices.group_by("term").agg(total=pl.col("voices").sum()).filter(pl.col("total") >= least)
    sizes = spoken.unique([by, "voice"]).group_by(by).agg(n=pl.len().cast(pl.Int64))
    whole = int(sizes["n"].sum())
    return (
        voices.join(everywhere, on="term")
        .join(sizes, on=by)
        .with_columns(n_elsewhere=whole - pl.col("n"), heard_elsewhere=pl.col("total") - pl.col("voices"))
        .filter(pl.col("n_elsewhere") > 0)
    )


def _test(counts: pl.DataFrame, risk: float) -> pl.DataFrame:
    from scipy.stats import hypergeom

    a, n, m, total = (counts[name].to_numpy() for name in ("voices", "n", "n_elsewhere", "total"))
    chance = false_discovery(np.asarray(hypergeom.sf(a - 1, n + m, total, n), dtype=np.float64))
    added = PRIOR * (pl.col("n") + pl.col("n_elsewhere")) / pl.col("total")
    here = (pl.col("voices") + PRIOR) / (pl.col("n") + added)
    there = (pl.col("heard_elsewhere") + PRIOR) / (pl.col("n_elsewhere") + added)
    made = counts.with_columns(
        chance=pl.Series(chance),
        times=here / there,
        elsewhere=pl.col("heard_elsewhere") / pl.col("n_elsewhere"),
    )
    return wilson_bounds(made.filter((pl.col("chance") <= risk) & (pl.col("times") > 1)), "voices", "n")


def _without_repeats(tested: pl.DataFrame, heard: pl.DataFrame, by: str, most: int) -> pl.DataFrame:
    """Keep the strongest terms of each group; of terms that contain each other or share their voices, the stronger."""
    order = tested.sort("chance", -pl.col("times"), -pl.col("voices"), "term")
    best = order.group_by(by, maintain_order=True).head(CANDIDATES * most)
    people = heard.join(best.select(by, "term"), on=[by, "term"]).group_by(by, "term").agg("voice")
    voices = {(group, term): set(names) for group, term, names in people.iter_rows()}
    rows: list[dict[str, Any]] = []
    taken: dict[Any, list[str]] = {}
    for row in best.iter_rows(named=True):
        group, term = row[by], row["term"]
        mine = taken.setdefault(group, [])
        if len(mine) < most and not any(_one_thing(term, other, voices, group) for other in mine):
            mine.append(term)
            rows.append(row)
    return pl.DataFrame(rows, schema=tested.schema).sort(by, maintain_order=True)


def _one_thing(term: str, other: str, voices: dict[tuple[Any, str], set[str]], group: Any) -> bool:
    if term in other or other in term:
        return True
    one, two = voices[group, term], voices[group, other]
    return len(one & two) >= SAME * len(one | two)


def _named_whole(
    found: pl.DataFrame,
    spoken: pl.DataFrame,
    said: pl.DataFrame,
    by: str,
    words: Sequence[str],
    opinions: bool,
) -> pl.DataFrame:
    """Name each term as its group says it: 状态 as 皮肤状态, where nearly all do."""
    bodies = spoken.unique([by, "body"], maintain_order=True).join(said, on="body", maintain_order="left")
    texts = bodies.join(found.select(by, "term"), on=[by, "term"], how="semi", maintain_order="left")
    each = texts.group_by(by, "term", maintain_order=True).agg(pl.col("body").head(READ))
    whole = {
        (group, term): name_whole(
            term, list(segment(clean_text(pl.Series(heard)).to_list(), words)), opinions=opinions
        )
        for group, term, heard in each.iter_rows()
    }
    names = [whole.get(key, key[1]) for key in found.select(by, "term").iter_rows()]
    return found.with_columns(term=pl.Series(names, dtype=pl.String)).unique(
        [by, "term"], keep="first", maintain_order=True
    )


def _with_examples(kept: pl.DataFrame, spoken: pl.DataFrame, said: pl.DataFrame, by: str) -> pl.DataFrame:
    texts = (
        spoken.join(said, on="body")
        .join(kept.select(by, "term"), on=[by, "term"])
        .unique([by, "term", "body"])
    )
    shortest = (
        texts.sort(pl.col("body").str.len_chars(), "body")
        .group_by(by, "term")
        .agg(pl.col("body").head(EXAMPLES))
    )
    joined = kept.join(
        shortest.rename({"body": "examples"}), on=[by, "term"], how="left", maintain_order="left"
    )
    return joined.select(by, *TOPICS)
