"""Names, titles, comments and links: kept as they are, but for what no page or file can hold."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping

import polars as pl

from xhs_workbench.intake.cells.values import MISSING

CONTROL = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\x{fffe}\\x{ffff}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]"
"""Control characters and bidirectional overrides, which would let a nickname rearrange the words beside it."""
LONGEST = 20_000
LINK = r"(https?://[^\s，。；、）】》\"'<>]+)"
UNTITLED = "笔记暂未设置标题"
BEGINS = {"title": "title-", "creator": "by-"}
"""How the made-up id of a note begins that is known by its title, or only by who posted it."""
NO_LETTER = re.compile(r"[\W_]+")


def clean_texts(texts: pl.Series) -> pl.Series:
    r"""Keep texts; an empty one or the platform's word for "untitled" is null.

    >>> clean_texts(pl.Series(["null", "  ", "a\u202eb"])).to_list()
    ['null', None, 'ab']
    """
    kept, rows = pl.col("t"), texts.rename("t")
    odd = texts.str.contains(CONTROL).fill_null(False).arg_true()
    if len(odd):  # a few; to go over all texts again takes longer than all the rest
        rows = rows.clone().scatter(odd, rows.gather(odd).str.replace_all(CONTROL, ""))
    if (rows.str.len_bytes() > LONGEST).any():
        kept = kept.str.slice(0, LONGEST)
    bare = kept.str.strip_chars()
    frame = rows.to_frame()
    if frame.select((may_be_blank(kept) | kept.str.starts_with(UNTITLED[0])).any()).item():
        kept = pl.when((bare != "") & (bare != UNTITLED)).then(kept)
    return frame.select(kept.alias(texts.name)).to_series()


def may_be_blank(cells: pl.Expr) -> pl.Expr:
    """Say of texts whether they begin as a blank one does; to compare takes a fifth of the time of stripping.

    Every blank sign stands before `!`, or between U+0085 and U+3000.
    """
    wide = cells.is_between(pl.lit("\x85"), pl.lit("\u3001"), closed="left")
    return (cells < "!") | wide


def clean_labels(labels: pl.Series) -> pl.Series:
    """Keep labels that an export fills in (agency, region); its marks for "nothing" are null.

    >>> clean_labels(pl.Series(["NULL", "--", "上海"])).to_list()
    [None, None, '上海']
    """
    kept = clean_texts(labels)
    bare = pl.col("t").str.strip_chars().str.to_lowercase()
    return (
        pl.DataFrame({"t": kept})
        .select(pl.when(~bare.is_in(list(MISSING))).then("t").alias(kept.name))
        .to_series()
    )


def clean_links(links: pl.Series) -> pl.Series:
    """Drop the words around a link that was shared from the app, and what follows `?` or `#`: `xsec_token` is a key to a session.

    >>> clean_links(pl.Series(["https://example.invalid/explore/1?xsec_token=A", "看看 https://a.invalid/b，复制"])).to_list()
    ['https://example.invalid/explore/1', 'https://a.invalid/b']
    """
    frame = pl.DataFrame({"t": links})
    if not links.str.starts_with("http").all():
        link = pl.col("t").str.extract(LINK, 1)
        frame = frame.select(
            pl.when(pl.col("t").str.starts_with("http"))
            .then("t")
            .otherwise(link.fill_null(pl.col("t")))
            .alias("t")
        )
    for mark in ("?", "#"):
        # Finding and slicing is six times as fast as a regular expression; null = no such mark, and slices to
        # the end.
        frame = frame.select(pl.col("t").str.slice(0, pl.col("t").str.find(mark, literal=True)))
    return clean_texts(frame["t"])


def hash_rows(parts: Iterable[pl.Series]) -> pl.Series:
    """Name rows that have no id by what they say: the same row gets the same name on any machine."""
    columns = {str(i): part.cast(pl.String).fill_null("") for i, part in enumerate(parts)}
    joined = pl.DataFrame(columns).select(pl.concat_str(pl.all(), separator="\n")).to_series()
    names = ["own-" + hashlib.sha256(text.encode()).hexdigest()[:20] for text in joined]
    return pl.Series(names, dtype=pl.String)


def name_by_words(words: pl.Series, said: str) -> pl.Series:
    """Return an id made of the words that name a note; the same words make the same id in any file.

    Args:
        words: Titles of notes, or names of their creators.
        said: Which of the two, `title` or `creator`.
    """
    made = {text: _id_of_words(text, said) for text in words.drop_nulls().unique().to_list()}
    return words.replace_strict(made, default=None, return_dtype=pl.String)


def _id_of_words(text: str, said: str) -> str | None:
    plain = unicodedata.normalize("NFKC", text).lower()
    tidy = NO_LETTER.sub("", plain) or plain.strip()
    return BEGINS[said] + hashlib.sha256(tidy.encode()).hexdigest()[:20] if tidy else None


def taken_out(cells: pl.Series, rule: Mapping[str, str]) -> pl.Series:
    """Return what a rule takes out of cells: a part of them, an id made of their words, with what goes before it.

    >>> taken_out(pl.Series(["user/5e88"]), {"regex": "user/(.+)", "prefix": "red-"}).to_list()
    ['red-5e88']
    """
    cells = cells.str.extract(rule["regex"], 1) if "regex" in rule else cells
    cells = name_by_words(cells, rule["words"]) if "words" in rule else cells
    return rule["prefix"] + cells if "prefix" in rule else cells
