"""Does a creator already talk about the brief's topics? Counted in their own notes, word by word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import betaincinv

from xhs_workbench.findings import Text
from xhs_workbench.language.cutters import new_cutter
from xhs_workbench.metrics.note_formats import FORMATS
from xhs_workbench.params.brief import Brief
from xhs_workbench.statistics.intervals import wilson
from xhs_workbench.worked_out import kept

CATEGORY, FORMAT = "category", "format"
LEAST_STRENGTH, MOST_STRENGTH = 0.5, 500.0
"""Limits on the prior's strength in notes: creators are never treated as all alike, nor as completely
unrelated."""
PEERS = 2_000
"""Creators whose notes are read for the prior besides those to show: more would not change it."""


@kept
def speak_the_brief(notes: pl.DataFrame, creators: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Count, for each creator and topic of the brief, the own notes that mention it.

    A word counts if both its ends are ends of words in the segmented text, so 清爽 is not found inside another
    word. The share is shrunk towards that of all creators, of many the `PEERS` (beta-binomial, strength by moments: J. Kleinman,
    JASA 68 (1973)), more strongly with fewer notes; the interval is the middle 90 % of the posterior.

    Args:
        notes: The `Notes` table with `format`; commercial notes and notes without text are left out.
        creators: `creator_id` and `creator_name` of those to show.
        brief: Its messages' phrases, its terms and interests, and the formats it orders.

    Returns:
        One row per creator and topic: `creator_id`, `creator_name`, `topic` (a message's id, `category`, and
            `format` if
        the brief orders some formats and not others; otherwise every note of a known format would count),
        `said` (notes that mention it), `n` (notes read), `share` (raw; null without notes), `shrunk` with
        `lower` and `upper`.
    """
    own = _read_for(
        creators, notes.filter(~pl.col("is_commercial").fill_null(False)).drop_nulls("creator_id")
    )
    counted = _mention_topics(own, brief)
    topics = list(topic_names(brief))
    parts = [
        _shrunk(
            counted.group_by("creator_id").agg(
                topic=pl.lit(topic),
                said=pl.col(topic).sum().cast(pl.Int64),
                n=pl.col(topic).count().cast(pl.Int64),
            )
        )
        for topic in topics
    ]
    order = pl.DataFrame({"topic": topics, "at": range(len(topics))})
    wanted = creators.select("creator_id", "creator_name").unique(
        "creator_id", keep="first", maintain_order=True
    )
    joined = wanted.join(order, how="cross").join(
        pl.concat(parts), on=["creator_id", "topic"], how="left", maintain_order="left"
    )
    return joined.with_columns(pl.col("said", "n").fill_null(0)).drop("at")


def topic_words(brief: Brief) -> dict[str, tuple[str, ...]]:
    """Return topic -> its words: each message's phrases, and the category's terms without the brand's own names."""
    own = {brief.brand.name.zh, brief.brand.product.zh}
    category = [
        w
        for w in (*brief.brand.terms, *brief.audience.interests)
        if w and not any(w in name or name in w for name in own if name)
    ]
    return {
        **{message.id: message.phrases for message in brief.messages},
        CATEGORY: tuple(dict.fromkeys(category)),
    }


def topic_names(brief: Brief) -> dict[str, Text]:
    """Return topic -> its short name: a message by its id in English and by its first words in Chinese."""
    said = {
        m.id: Text(m.id.replace("_", " ").capitalize(), "、".join(m.phrases[:2]) or m.id)
        for m in brief.messages
    }
    some = {d.format for d in brief.deliverables} < set(FORMATS)
    form = {FORMAT: Text("Ordered format", "约定形式")} if some else {}
    return {**said, CATEGORY: Text("Category words", "品类用语"), **form}


def _read_for(creators: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Return the notes of the creators to show and, for the prior, of `PEERS` others at most: every k-th by id."""
    everyone = own["creator_id"].unique().sort()
    shown = everyone.is_in(creators["creator_id"].implode())
    others = everyone.filter(~shown)
    peers = others.gather_every(-(-others.len() // PEERS) or 1)
    return own.filter(pl.col("creator_id").is_in(pl.concat([everyone.filter(shown), peers]).implode()))


def _mention_topics(own: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Return `creator_id` and one column a topic: whether the note mentions it; null for a note without text."""
    words = {
        topic: tuple(word.lower() for word in group if word) for topic, group in topic_words(brief).items()
    }
    keep = tuple(sorted(word for word in brief.brand.terms if word))
    parts = [
        pl.when(pl.col(name) != "").then(pl.col(name).cast(pl.String))
        for name in ("title", "body", "hashtags")
    ]
    text = pl.concat_str(parts, separator="\n", ignore_nulls=True).str.to_lowercase()
    every = sorted({word for group in words.values() for word in group})
    some = text.str.contains_any(every) if every else pl.lit(value=False)
    formats = [d.format for d in brief.deliverables]
    frame = own.select(
        "creator_id",
        pl.col("format").is_in(formats).alias(FORMAT),
        text=text,
        # Most notes contain none of the words, and segmenting texts is slow.
        some=some & (text != ""),
    ).with_row_index("note")
    found = [
        {"note": note, **_topics(said, words, keep)}
        for note, said in frame.filter("some").select("note", "text").iter_rows()
    ]
    known = pl.DataFrame(found, schema={"note": frame["note"].dtype, **dict.fromkeys(words, pl.Boolean)})
    joined = frame.join(known, on="note", how="left", maintain_order="left")
    return joined.with_columns(
        pl.when(pl.col("text") != "").then(pl.col(topic).fill_null(value=False)) for topic in words
    )


def _topics(text: str, words: Mapping[str, Iterable[str]], keep: tuple[str, ...]) -> dict[str, bool]:
    ends = _word_ends(text, keep)
    return {
        topic: any(_stands(word, text, ends) for word in group if word in text)
        for topic, group in words.items()
    }


@cache
def _segmenter(keep: tuple[str, ...]) -> Any:
    """Return rjieba with the brief's terms kept whole; built once per brief."""
    made = new_cutter()
    for word in keep:
        made.add_word(word.lower(), 1_000_000, "n")
    return made


def _word_ends(text: str, keep: tuple[str, ...]) -> set[int]:
    ends, at = {0}, 0
    for word in _segmenter(keep).cut(text):
        at += len(word)
        ends.add(at)
    return ends


def _stands(word: str, text: str, ends: set[int]) -> bool:
    """Say whether `word` occurs with both its ends at ends of words."""
    at = text.find(word) if word else -1
    while at >= 0:
        if at in ends and at + len(word) in ends:
            return True
        at = text.find(word, at + 1)
    return False


def _shrunk(counts: pl.DataFrame) -> pl.DataFrame:
    """Add `share`, `shrunk`, `lower`, `upper` to `said` of `n`; the prior leaves out creators without notes."""
    k, n = counts["said"].to_numpy().astype(np.float64), counts["n"].to_numpy().astype(np.float64)
    total = n.sum()
    middle = k.sum() / total if total else 0.0
    if middle in (0.0, 1.0):
        bounds = [wilson(hits, trials) for hits, trials in zip(k, n, strict=True)]
        low, high = np.array([b[0] for b in bounds]), np.array([b[1] for b in bounds])
        shrunk = np.full(len(k), middle)
    else:
        strength = prior_strength(k, n)
        a, b = middle * strength + k, (1 - middle) * strength + n - k
        shrunk, low, high = a / (a + b), betaincinv(a, b, 0.05), betaincinv(a, b, 0.95)
    known = pl.col("n") > 0
    return counts.with_columns(share=pl.when(known).then(pl.col("said") / pl.col("n"))).with_columns(
        pl.when(known).then(pl.Series(name, values, dtype=pl.Float64)).alias(name)
        for name, values in (("shrunk", shrunk), ("lower", low), ("upper", high))
    )


def prior_strength(said: NDArray[np.float64], n: NDArray[np.float64]) -> float:
    """Return how many notes the prior is worth when one creator is judged (Kleinman's moments).

    >>> prior_strength(np.array([0.0, 10.0]), np.array([10.0, 10.0]))  # all or nothing: the others say little
    0.5
    """
    n, said = n[n > 0], said[n > 0]
    count, total = len(n), n.sum()
    middle = said.sum() / total
    chance = middle * (1 - middle)
    spread = float((n * (said / n - middle) ** 2).sum())
    room = chance * (total - (n**2).sum() / total - (count - 1))
    if count < 2 or room <= 0:
        return MOST_STRENGTH
    alike = (spread - chance * (count - 1)) / room
    return float(np.clip(1 / alike - 1, LEAST_STRENGTH, MOST_STRENGTH)) if alike > 0 else MOST_STRENGTH
