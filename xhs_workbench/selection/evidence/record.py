"""A creator's record from recent notes: competitors named, paid work without a label, words a brand wants to avoid.

Counts with the places they were found, for gates and for a person to read. A word in a note is a reason to
look, never a verdict.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params.brief import Brief
from xhs_workbench.tables import CHINA
from xhs_workbench.written import agree, many

SHOWN = 3
"""Number of notes quoted per creator and kind."""
KINDS = ("competitor_notes", "unlabelled_paid_notes", "unsafe_notes")


@cache
def _read_record_words() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "record.toml").read_text(encoding="utf-8"))


def add_record(
    candidates: pl.DataFrame, notes: pl.DataFrame, brief: Brief, *, days: int = 90, as_of: date | None = None
) -> pl.DataFrame:
    """Count what a creator's recent notes say about working with them.

    Args:
        candidates: One row a creator, with `creator_id`.
        notes: Their recent notes: `title`, `body`, `hashtags`, `is_commercial`, `brand`, `published_at`.
        brief: The brief: competitors, and the day it is sent.
        days: How far back a note counts.
        as_of: The day to count back from; by default the day the brief is sent.

    Returns:
        `candidates` plus `competitor_notes` (notes that name a competitor of the brief, or were registered
        for one),
        `unlabelled_paid_notes` (notes that say they are paid but carry no commercial label; null if the
        export does not distinguish
        commercial notes), `unsafe_notes`, and `record_evidence` (list of `kind · title · word`). Counts are
        null
        for creators without any text in the window: if nothing was read, the count is unknown, not 0.
    """
    end = as_of or brief.timeline.brief_sent
    start = end - timedelta(days=days)
    read = _texts_of_window(notes, start, end)
    marked = _marked(read, brief)
    counts = marked.group_by("creator_id").agg(
        *[pl.col(kind).cast(pl.Int64).sum().alias(kind) for kind in ("competitor_notes", "unsafe_notes")],
        # A sum over unknown labels would read as "none", so the result is unknown.
        pl.when(pl.col("is_commercial").is_not_null().any())
        .then(pl.col("unlabelled_paid_notes").cast(pl.Int64).sum())
        .alias("unlabelled_paid_notes"),
        pl.col("said").explode().drop_nulls().head(SHOWN * len(KINDS)).alias("record_evidence"),
    )
    return candidates.drop(KINDS, strict=False).join(
        counts, on="creator_id", how="left", maintain_order="left"
    )


def _texts_of_window(notes: pl.DataFrame, start: date, end: date) -> pl.DataFrame:
    """Return the notes of the window that have text, as one lower-case line each."""
    moment = [
        pl.lit(day).cast(pl.Datetime("us")).dt.replace_time_zone(CHINA)
        for day in (start, end + timedelta(days=1))
    ]
    words = pl.concat_str(
        [pl.col(name).fill_null("") for name in ("title", "body", "hashtags")], separator=" "
    ).str.to_lowercase()
    kept = notes.filter(
        pl.col("creator_id").is_not_null()
        & (pl.col("published_at") >= moment[0])
        & (pl.col("published_at") < moment[1])
    )
    return kept.with_columns(words=words.str.replace_all(r"\s+", " ")).filter(
        pl.col("words").str.strip_chars() != ""
    )


def _marked(read: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    rivals = [name.lower() for name in brief.brand.competitors if name.strip()]
    known = _read_record_words()
    unsafe = [word.lower() for group in known["unsafe"].values() for word in group]
    honest = pl.col("words").str.replace_many(known["not_paid"], [""] * len(known["not_paid"]))
    named = _first(pl.col("words"), rivals)
    registered = pl.when(pl.col("brand").is_not_null()).then(
        _first(pl.col("brand").str.to_lowercase(), rivals)
    )
    paid, bad = _first(honest, known["paid"]), _first(pl.col("words"), unsafe)
    hidden = pl.when(pl.col("is_commercial") == False).then(paid)  # noqa: E712 - null stays null
    said = {
        "competitor_notes": pl.coalesce(registered, named),
        "unlabelled_paid_notes": hidden,
        "unsafe_notes": bad,
    }
    title = pl.coalesce(pl.col("title"), pl.col("body").str.slice(0, 20), pl.lit("—"))
    quotes = [
        pl.when(word.is_not_null()).then(pl.concat_str([pl.lit(kind), title, word], separator=" · "))
        for kind, word in said.items()
    ]
    flags = [word.is_not_null().alias(kind) for kind, word in said.items()]
    return read.with_columns(*flags, said=pl.concat_list(quotes).list.drop_nulls())


def _first(text: pl.Expr, words: Sequence[str]) -> pl.Expr:
    """Return the first of the words that occurs in the text."""
    return text.str.extract_many(list(words)).list.first() if words else pl.lit(None, dtype=pl.String)


def say_record(recorded: pl.DataFrame) -> list[Finding]:
    """Say how many creators have something in their record to read before booking, with the places."""
    said = {
        "competitor_notes": Text(
            "{who} named a competitor in recent notes.", "{n:,} 位达人近期笔记提到竞品。"
        ),
        "unlabelled_paid_notes": Text(
            "{who} {has} notes that say they are paid but carry no label.",
            "{n:,} 位达人有自称合作但未报备的笔记。",
        ),
        "unsafe_notes": Text(
            "{who} {uses} words a brand should read first.", "{n:,} 位达人的笔记含品牌安全关注词。"
        ),
    }
    found = []
    for kind, text in said.items():
        there = recorded.filter(pl.col(kind) > 0)
        if there.height:
            quotes = there["record_evidence"].explode().drop_nulls().to_list()
            n = there.height
            verbs = {"has": agree(n, "has", "have"), "uses": agree(n, "uses", "use")}
            told = Text(text.en.format(who=many(n, "creator"), **verbs), text.zh.format(n=n))
            fix = Text("Read these notes and ask the creator.", "请查看这些笔记并与达人确认。")
            proof = tuple(q.removeprefix(f"{kind} · ") for q in quotes if q.startswith(kind))[:5]
            found.append(Finding(kind, Level.REVIEW, told, fix, proof, there.height))
    blind = recorded.filter(pl.col("competitor_notes").is_null()).height
    if blind:
        text = Text(
            f"{many(blind, 'creator')} {agree(blind, 'has', 'have')} no recent note with text here: no record is known.",
            f"{blind:,} 位达人没有近期笔记文本，合作记录未知。",
        )
        found.append(Finding("record_unknown", Level.REVIEW, text, n=blind))
    return found
