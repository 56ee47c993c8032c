"""What people said, beyond totals: by message and note, notes nobody paid for, questions nobody answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from xhs_workbench.findings import Finding, Level, Text, both
from xhs_workbench.params.brief import Brief


def add_creator(comments: pl.DataFrame, outcomes: pl.DataFrame) -> pl.DataFrame:
    """Give each comment the creator of its placed note; comments under other notes are left out."""
    names = outcomes.select("note_id", "creator_name").drop_nulls().unique("note_id")
    return comments.join(names, on="note_id", how="inner", maintain_order="left")


def carry_messages(outcomes: pl.DataFrame, notes: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Repeat each placed note for every message of the brief it carries; a note without a text carries none we know of.

    Returns:
        `outcomes` plus `message`, the message's id; a note with two messages is there twice, one with none
        not at all.
    """
    text = pl.concat_str("title", "body", separator="\n", ignore_nulls=True).str.to_lowercase()
    written = notes.filter(pl.col("body").is_not_null()).unique("note_id").with_columns(_text=text)
    parts = [
        written.filter(pl.col("_text").str.contains_any([phrase.lower() for phrase in one.phrases])).select(
            "note_id", message=pl.lit(one.id)
        )
        for one in brief.messages
        if one.phrases
    ]
    empty = pl.DataFrame(schema={"note_id": pl.String, "message": pl.String})
    return outcomes.join(pl.concat([empty, *parts]), on="note_id", how="inner", maintain_order="left")


def message_names(brief: Brief) -> dict[str, Text]:
    """Return message -> its words as a label."""
    return {one.id: one.label for one in brief.messages}


def add_message(comments: pl.DataFrame, carried: pl.DataFrame) -> pl.DataFrame:
    """Give each comment the messages of its note; under a note with two it counts for both."""
    pairs = carried.select("note_id", "message").drop_nulls().unique(maintain_order=True)
    return comments.join(pairs, on="note_id", how="inner", maintain_order="left")


def emerged_notes(notes: pl.DataFrame, outcomes: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Find notes that name the brand or a campaign hashtag, posted from the first day on and not placed by us.

    Args:
        notes: The `Notes` table of everything read: campaign, crawls, creators' other notes.
        outcomes: From `gather_outcomes`: the placed notes.
        brief: The brief: brand, product, hashtags, first posting day.

    Returns:
        One row per note, most interactions first: `note_id`, `creator_name`, `title`, `published_at`,
            `likes`, `saves`,
        `comments` and lineage. A note marked commercial is left out, because somebody paid for it.
    """
    brand = brief.brand
    words = {
        brand.name.zh,
        brand.name.en,
        brand.product.zh,
        *(tag.lstrip("#＃") for tag in brief.inclusions.hashtags),
    } - {""}
    text = pl.concat_str("title", "body", "hashtags", separator="\n", ignore_nulls=True).str.to_lowercase()
    placed = outcomes["note_id"].drop_nulls().implode()
    counts = pl.sum_horizontal("likes", "saves", "comments")
    return (
        notes.filter(
            text.str.contains_any([word.lower() for word in sorted(words)]),
            ~pl.col("note_id").is_in(placed),
            pl.col("published_at").dt.date() >= brief.timeline.posting_start,
            ~pl.col("is_commercial").fill_null(value=False),
        )
        .sort(counts, "note_id", descending=[True, False], nulls_last=True)
        .select(
            "note_id",
            "creator_name",
            "title",
            "published_at",
            "likes",
            "saves",
            "comments",
            "source_file",
            "source_sheet",
            "source_row",
        )
    )


def unanswered(comments: pl.DataFrame, readers: pl.DataFrame, intents: Mapping[str, Text]) -> pl.DataFrame:
    """Count questions that no author's reply in the files names; where the files do not say who replied, any reply counts.

    Args:
        comments: The whole `Comments` table, with authors' replies.
        readers: Labelled comments of readers, one Boolean column per name in `intents`.
        intents: Intent that asks for something -> its words.

    Returns:
        One row per intent, most unanswered first: `label`, `asked`, `unanswered`, `share`. A comment with two
            requests is
        in two rows, so every row repeats `asked_all` and `unanswered_all`, which count each comment once over
        all intents.
    """
    # A reply of someone unknown may be the author's: it is no question of a reader's.
    asked = readers.filter(~(pl.col("by_author").is_null() & pl.col("parent_comment_id").is_not_null()))
    open_ones = asked.with_columns(_open=_without_reply(comments))
    rows = []
    for intent, label in intents.items():
        asking = open_ones.filter(pl.col(intent).fill_null(value=False))
        rows.append({**label.pair("label"), "asked": asking.height, "unanswered": int(asking["_open"].sum())})
    frame = pl.DataFrame(
        rows, schema={**dict.fromkeys(both("label"), pl.String), "asked": pl.Int64, "unanswered": pl.Int64}
    )
    share = pl.when(pl.col("asked") > 0).then(pl.col("unanswered") / pl.col("asked"))
    any_of = open_ones.filter(
        pl.any_horizontal(pl.lit(value=False), *(pl.col(name).fill_null(value=False) for name in intents))
    )
    whole = {"asked_all": pl.lit(any_of.height), "unanswered_all": pl.lit(int(any_of["_open"].sum()))}
    return (
        frame.with_columns(share=share, **whole)
        .filter(pl.col("asked") > 0)
        .sort("unanswered", "label_en", descending=[True, False])
    )


def _without_reply(comments: pl.DataFrame) -> pl.Expr:
    replies = (
        comments.filter(pl.col("by_author").fill_null(value=True))["parent_comment_id"].drop_nulls().implode()
    )
    return ~pl.col("comment_id").is_in(replies)


def open_questions(
    comments: pl.DataFrame,
    readers: pl.DataFrame,
    labels: Mapping[str, Text],
    notes: pl.DataFrame,
    as_of: date,
) -> pl.DataFrame:
    """List the questions that no author's reply in the files names, the most liked first.

    Args:
        comments: The whole `Comments` table, with authors' replies.
        readers: Labelled comments of readers, one Boolean column per intent of `labels`.
        labels: Intent that asks for something -> its words.
        notes: The `Notes` table, for titles.
        as_of: The day of the report; later comments are left out.

    Returns:
        One row a question, most likes first, the oldest first among equals: `note` (title, or its id where no
        file names the note), `content`, `asked` (the list of intents it has), `likes`, `age_days` (null
        without a time) and lineage. Nothing says who asked.
    """
    asking = pl.any_horizontal(pl.col(name).fill_null(value=False) for name in labels)
    day = pl.col("created_at").dt.date()
    asked = pl.concat_list(pl.when(name).then(pl.lit(name)) for name in labels).list.drop_nulls()
    titles = notes.select("note_id", note="title").unique("note_id", keep="last", maintain_order=True)
    lineage = [name for name in ("source_file", "source_sheet", "source_row") if name in readers.columns]
    listed = (
        readers.filter(asking, _without_reply(comments), (day <= as_of).fill_null(value=True))
        .join(titles, on="note_id", how="left", maintain_order="left")
        .with_columns(
            note=pl.coalesce("note", "note_id"), asked=asked, age_days=(pl.lit(as_of) - day).dt.total_days()
        )
        .sort("likes", "age_days", "comment_id", descending=[True, True, False], nulls_last=True)
    )
    return listed.select("note", "content", "asked", "likes", "age_days", *lineage)


def voices_findings(
    emerged: pl.DataFrame, notes_read: int, questions: pl.DataFrame | None = None
) -> list[Finding]:
    """Report unprompted mentions of the brand.

    Args:
        emerged: From `emerged_notes`.
        notes_read: Notes looked through for it.
        questions: From `unanswered`; where given, what `reply_findings` says of them follows.
    """
    found = emerged.height
    said = (
        [
            Finding(
                "emerged",
                Level.PASS,
                Text(
                    f"{found} unpaid notes name the brand, of {notes_read:,} notes read.",
                    f"读入的 {notes_read:,} 篇笔记中，有 {found} 篇非合作笔记提到品牌。",
                ),
                n=notes_read,
            )
        ]
        if found
        else [
            Finding(
                "none_emerged",
                Level.REVIEW,
                Text(
                    (
                        f"No unpaid note among the {notes_read:,} read names the brand; the files hold sponsored "
                        "notes and those of their creators only, so a crawl by keyword is needed to see more."
                    ),
                    f"读入的 {notes_read:,} 篇笔记中没有自发提及品牌的笔记；这些文件只含合作笔记与达人笔记，需补充关键词搜索抓取。",
                ),
                n=notes_read,
            )
        ]
    )
    return said if questions is None else [*said, *reply_findings(questions)]


def reply_findings(questions: pl.DataFrame) -> list[Finding]:
    """Report how many comments that want an answer have none in the files.

    Args:
        questions: From `unanswered`.
    """
    if questions.is_empty():
        return []
    asked, left = int(questions["asked_all"][0]), int(questions["unanswered_all"][0])
    return [
        Finding(
            "unanswered",
            Level.REVIEW if left else Level.PASS,
            Text(
                (
                    f"{left:,} of {asked:,} comments that want an answer have no author's reply in "
                    f"these files ({left / asked:.0%})."
                ),
                f"{asked:,} 条需要回复的评论中，{left:,} 条在文件中没有作者回复（{left / asked:.0%}）。",
            ),
            Text("Agree on who answers before the next campaign posts.", "下次发布前约定由谁回复。"),
            n=asked,
        )
    ]
