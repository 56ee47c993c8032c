"""Nicknames of those who comment, where another comment names them without @: the file says who is called so.

Most nicknames are known at once for one (`晚风与猫12`, `油皮自救指南`) and go wherever they stand. A short one may be
a word (`敏感肌`) and goes only where somebody is spoken to or quoted; one that stands in many comments is a word.
"""

from __future__ import annotations

import re

import polars as pl

FEWEST, TELLING = 2, 5
"""Signs of the shortest nickname looked for, and of one that needs nothing beside it."""
OFTEN, SHARE = 3, 0.01
"""Comments that may hold a name before it is taken for a word: so many, or this share of all where that is more."""
HAN, LETTER = re.compile("[一-鿿]"), re.compile("[0-9A-Za-z]")
BEFORE = ("楼上", "楼下", "回复", "同意", "赞同", "谢谢", "感谢", "引用")
AFTER = "说得|说的|讲得|讲的|的(?:评论|回复|话|留言)|姐妹|姐姐|小姐姐|同学|老师|宝宝|宝子"
QUOTING = "|".join((*BEFORE, AFTER))


def mask_nicknames(texts: pl.Series, names: pl.Series) -> pl.Series:
    """Put ‹handle› in place of the nicknames that stand in a column of comments; nulls stay null.

    >>> names = pl.Series(["晚风与猫12", "敏感肌"])
    >>> mask_nicknames(pl.Series(["晚风与猫12说得对", "楼上敏感肌说的", "敏感肌能用吗"]), names).to_list()
    ['‹handle›说得对', '楼上‹handle›说的', '敏感肌能用吗']
    """
    known = names.drop_nulls().str.strip_chars().unique()
    asked_for: list[str] = known.filter(known.str.len_chars().is_between(FEWEST, 40)).to_list()
    telling = [name for name in asked_for if _tells(name)]
    words = sorted(set(asked_for) - set(telling))
    done = _replace(texts, telling)
    quoting = done.str.contains(QUOTING).fill_null(False).arg_true()
    if not len(quoting) or not words:
        return done
    asked = done.gather(quoting)
    held = asked.str.extract_many(words, overlapping=True)
    places = (held.list.len() > 0).arg_true()
    seen = [_quoted(asked[at], sorted(set(held[at]), key=len, reverse=True)) for at in places]
    return done.clone().scatter(quoting.gather(places), seen) if seen else done


def _tells(name: str) -> bool:
    """Say whether nothing else is called so: no number, no word in Latin letters, and long or of two scripts."""
    han, latin = bool(HAN.search(name)), bool(LETTER.search(name))
    mixed = han and latin
    if not han and (name.isalpha() or not any(sign.isalpha() for sign in name)):
        return False
    return (han or latin) and len(name) >= TELLING - mixed


def _replace(texts: pl.Series, names: list[str]) -> pl.Series:
    """Replace names wherever they stand, but for those that stand so often that they are words."""
    if not names:
        return texts
    held = texts.str.extract_many(names, overlapping=True)
    places = (held.list.len() > 0).arg_true()
    if not len(places):
        return texts
    counts = held.gather(places).list.unique().explode().value_counts(name="n")
    most = max(OFTEN, SHARE * len(texts))
    rare = counts.filter(pl.col("n") <= most)[held.name].sort().to_list()
    if not rare:
        return texts
    return texts.str.replace_many(rare, ["‹handle›"] * len(rare), leftmost=True)


def _quoted(text: str, names: list[str]) -> str:
    for name in names:
        plain = rf"(?<![0-9A-Za-z‹]){re.escape(name)}(?![0-9A-Za-z›])"
        text = re.sub(f"(?<={'|'.join(BEFORE)}){plain}", "‹handle›", text)
        text = re.sub(rf"{plain}(?=\s?(?:{AFTER}))", "‹handle›", text)
    return text
