"""Do notes carry the brief's messages, in the creator's own words?"""

from __future__ import annotations

import re

import polars as pl

from xhs_workbench.params.brief import Brief

SENTENCE = re.compile(r"[^。！？!?\n；;]*[。！？!?\n；;]?")
LONGEST_QUOTE = 80


def find_messages(notes: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Look for each key message in each note by its phrases.

    Args:
        notes: The `Notes` table of the campaign; `title` and `body` are read.
        brief: The brief; a message's `phrases` are the words it is recognised by.

    Returns:
        One row a note and message: `note_id`, `creator_name`, `message`, `strength` (`present`: two phrases or more,
        `weak`: one, `missing`: none, null: the note has no text to read), `phrases_found`, `quote` (the first sentence
        that carries one), and the note's lineage.
    """
    rows = []
    for note in notes.iter_rows(named=True):
        text = "\n".join(part for part in (note["title"], note["body"]) if part)
        for message in brief.messages:
            found = [phrase for phrase in message.phrases if phrase.lower() in text.lower()]
            rows.append(
                {
                    "note_id": note["note_id"],
                    "creator_name": note["creator_name"],
                    "message": message.id,
                    "strength": _strength(text, found),
                    "phrases_found": "、".join(found),
                    "quote": _quote(text, found),
                    "source_file": note["source_file"],
                    "source_sheet": note["source_sheet"],
                    "source_row": note["source_row"],
                }
            )
    texts = ("note_id", "creator_name", "message", "strength", "phrases_found", "quote", "source_file", "source_sheet")
    return pl.DataFrame(rows, schema={**dict.fromkeys(texts, pl.String), "source_row": pl.Int64})


def _strength(text: str, found: list[str]) -> str | None:
    if not text:
        return None
    return "present" if len(found) >= 2 else "weak" if found else "missing"


def _quote(text: str, found: list[str]) -> str:
    for sentence in (match.group() for match in SENTENCE.finditer(text)):
        if any(phrase.lower() in sentence.lower() for phrase in found):
            kept = sentence.strip()
            return kept if len(kept) <= LONGEST_QUOTE else kept[: LONGEST_QUOTE - 1] + "…"
    return ""


def count_messages(found: pl.DataFrame, brief: Brief, language: str) -> pl.DataFrame:
    """Count the notes that carry each message.

    Args:
        found: From `find_messages`.
        brief: The brief, for the messages' words.
        language: `en` or `zh`.

    Returns:
        One row a message in the brief's order: `message`, `text`, `present`, `weak`, `missing`, `n` (notes with text).
    """
    counts = found.group_by("message").agg(
        *(pl.col("strength").eq(name).sum().cast(pl.Int64).alias(name) for name in ("present", "weak", "missing")),
        n=pl.col("strength").count().cast(pl.Int64),
    )
    order = pl.DataFrame(
        [{"message": message.id, "text": message.text.to(language)} for message in brief.messages],
        schema={"message": pl.String, "text": pl.String},
    )
    return order.join(counts, on="message", how="left").with_columns(
        pl.col("present", "weak", "missing", "n").fill_null(0)
    )
