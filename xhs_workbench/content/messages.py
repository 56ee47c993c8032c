"""Do notes carry the brief's messages, in the creator's own words?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import polars as pl

from xhs_workbench.content.own_words import Heard, Listener
from xhs_workbench.findings import both
from xhs_workbench.params.brief import Brief

SENTENCE = re.compile(r"[^。！？!?\n；;]*[。！？!?\n；;]?")
LONGEST_QUOTE = 80


def make_listener(brief: Brief) -> Listener:
    """Build the matcher for the brief's messages; it can be used for any number of notes."""
    return _listener(
        tuple(phrase for message in brief.messages for phrase in message.phrases), brief.brand.terms
    )


@lru_cache(maxsize=4)
def _listener(phrases: tuple[str, ...], terms: tuple[str, ...]) -> Listener:
    return Listener(phrases, terms)


def find_messages(notes: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Search each note for each key message, by its phrases and by other words for them.

    Args:
        notes: The `Notes` table of the campaign, or drafts with a `note_id`; `title` and `body` are read.
        brief: The brief; a message's `phrases` are the words it is recognised by.

    Returns:
        One row per note and message: `note_id`, `creator_name`, `message`, its text `asked` in both languages, `strength` (`present`: two phrases
            or more,
        `weak`: one, `missing`: none, null: the note has no text), `phrases_found` (the brief's), `said` (the
        creator's words for them), `quote` (the first sentence with one), and the note's lineage.
    """
    listener = make_listener(brief)
    rows = []
    for note in notes.iter_rows(named=True):
        text = "\n".join(part for part in (note["title"], note["body"]) if part)
        for message in brief.messages:
            heard = listener.hear(text, message.phrases)
            rows.append(
                {
                    "note_id": note["note_id"],
                    "creator_name": note["creator_name"],
                    "message": message.id,
                    **message.text.text.pair("asked"),
                    "strength": strength_of(text, heard),
                    "phrases_found": "、".join(one.phrase for one in heard),
                    "said": "、".join(text[one.start : one.end] for one in heard),
                    "quote": quote_of(text, heard),
                    "source_file": note["source_file"],
                    "source_sheet": note["source_sheet"],
                    "source_row": note["source_row"],
                }
            )
    texts = (
        "note_id",
        "creator_name",
        "message",
        *both("asked"),
        "strength",
        "phrases_found",
        "said",
        "quote",
        "source_file",
        "source_sheet",
    )
    return pl.DataFrame(rows, schema={**dict.fromkeys(texts, pl.String), "source_row": pl.Int64})


def strength_of(text: str, heard: Sequence[Heard]) -> str | None:
    """Grade a message: `present`, `weak` or `missing`; None if there is no text."""
    if not text:
        return None
    return "present" if len(heard) >= 2 else "weak" if heard else "missing"


def quote_of(text: str, heard: Sequence[Heard]) -> str:
    """Return the first sentence with a message, as the creator wrote it."""
    if not heard:
        return ""
    first = min(one.start for one in heard)
    for match in SENTENCE.finditer(text):
        if match.start() <= first < match.end():
            kept = match.group().strip()
            return kept if len(kept) <= LONGEST_QUOTE else kept[: LONGEST_QUOTE - 1] + "…"
    return ""


def count_messages(found: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Count the notes that carry each message.

    Args:
        found: From `find_messages`.
        brief: The brief, for the messages' words.

    Returns:
        One row a message in the brief's order: `message`, `text_en`, `text_zh`, `present`, `weak`, `missing`,
        `n` (notes with text).
    """
    counts = found.group_by("message").agg(
        *(
            pl.col("strength").eq(name).sum().cast(pl.Int64).alias(name)
            for name in ("present", "weak", "missing")
        ),
        n=pl.col("strength").count().cast(pl.Int64),
    )
    order = pl.DataFrame(
        [{"message": message.id, **message.text.text.pair("text")} for message in brief.messages],
        schema=dict.fromkeys(("message", *both("text")), pl.String),
    )
    return order.join(counts, on="message", how="left").with_columns(
        pl.col("present", "weak", "missing", "n").fill_null(0)
    )
