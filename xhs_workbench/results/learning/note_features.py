"""Features of a note as yes or no: its format, its messages, its hashtags, when and how it was posted."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.metrics import FORMAT_NAMES, any_flag, median_settled, name_formats, value_of
from xhs_workbench.params.brief import Brief
from xhs_workbench.tables import CHINA

EVENING = (18, 23)
"""The evening block, hours of China time, both included. It is fixed in advance, so that nobody searches for
the best hour."""
LONG_TAIL_SHARE = 0.05
"""A tag on a smaller share of the notes is long-tail; our own setting, the same as in the content report."""
MANY_TAGS = 5
FAMILIES = {
    "format": Text("Format", "形式"),
    "message": Text("Message", "卖点"),
    "hashtag": Text("Hashtags", "话题"),
    "timing": Text("Timing", "时间"),
    "kind": Text("Kind", "体裁"),
}
LEVELS = {
    "hashtag:campaign": Text("Carries a campaign hashtag", "带活动话题"),
    "hashtag:long_tail": Text("Carries a long-tail hashtag", "带长尾话题"),
    "hashtag:many": Text("Five hashtags or more", "五个及以上话题"),
    "timing:evening": Text("Posted 18:00–23:59", "18–24 点发布"),
    "timing:weekend": Text("Posted on a weekend", "周末发布"),
    "kind:video": Text("Video, not pictures", "视频（相对图文）"),
}
SEPARATORS = r"[#＃,，、;；\s]+|\[话题\]"


def note_features(notes: pl.DataFrame, brief: Brief, as_of: date) -> pl.DataFrame:
    """Describe notes by the features that may have mattered.

    Args:
        notes: The `Notes` table: the campaign's own and, preferably, the creators' other notes too.
        brief: The brief: definition of interactions, messages and their phrases, hashtags.
        as_of: The day of counting for notes that do not give it.

    Returns:
        One row per note with a creator and a count (without censored counts, and without creators half of
        whose counts are censored):
        `note_id`, `creator_id`, `published_at`, `response` (log of 1 + interactions by the brief's definition), `format`, one
        Boolean per yes-or-no feature
        named `family:level`, and the controls `age_log` (log of 1 + days since posting) and `paid`. Unknown
        is null.
    """
    choices = brief.definitions
    counted = notes.drop_nulls("creator_id").unique("note_id", keep="first", maintain_order=True)
    parts = ("likes", "saves", "comments", "shares")
    counted = counted.filter(
        ~any_flag(parts, counted.columns) & median_settled(parts, counted.columns, "creator_id")
    )
    now = datetime.combine(as_of, time.max, tzinfo=ZoneInfo(CHINA))
    age = (pl.coalesce("collected_at", pl.lit(now)) - pl.col("published_at")).dt.total_hours() / 24
    hour, weekday = pl.col("published_at").dt.hour(), pl.col("published_at").dt.weekday()
    return (
        name_formats(counted)
        .with_columns(
            _tags(),
            response=value_of(choices.interactions, choices, counted.columns).cast(pl.Float64).log1p(),
            age_log=age.clip(lower_bound=0).log1p(),
            paid=pl.col("is_commercial").fill_null(False),
        )
        .with_columns(*_messages(brief), *_hashtags(brief, counted))
        .with_columns(
            hour.is_between(*EVENING).alias("timing:evening"),
            (weekday >= 6).alias("timing:weekend"),
            (pl.col("note_type") == "video").alias("kind:video"),
        )
        .filter(pl.col("response").is_finite() & pl.col("age_log").is_not_null())
        .select(
            *("note_id", "creator_id", "published_at", "response", "format", "age_log", "paid"),
            *_binary_names(brief),
        )
    )


def _binary_names(brief: Brief) -> list[str]:
    return [*(f"message:{message.id}" for message in brief.messages), *LEVELS]


def _tags() -> pl.Expr:
    split = pl.col("hashtags").str.replace_all(SEPARATORS, "\n").str.to_lowercase().str.split("\n")
    return (
        split.list.eval(pl.element().filter(pl.element() != ""))
        .list.unique(maintain_order=True)
        .alias("tags")
    )


def _messages(brief: Brief) -> list[pl.Expr]:
    """A message is present if one of its phrases is; it is unknown for a note without text."""
    text = pl.concat_str("title", "body", separator="\n", ignore_nulls=True).str.to_lowercase()
    known = pl.col("body").is_not_null()
    return [
        pl.when(known)
        .then(text.str.contains_any([p.lower() for p in message.phrases]))
        .alias(f"message:{message.id}")
        for message in brief.messages
    ]


def _hashtags(brief: Brief, notes: pl.DataFrame) -> list[pl.Expr]:
    ours = [tag.lstrip("#＃").lower() for tag in brief.inclusions.hashtags]
    known = notes.filter(pl.col("hashtags").is_not_null()).select("note_id", _tags())
    used = known.explode("tags").drop_nulls().group_by("tags").agg(n=pl.len())
    rare = used.filter((pl.col("n") < LONG_TAIL_SHARE * known.height) & ~pl.col("tags").is_in(ours))[
        "tags"
    ].to_list()
    any_of = {"hashtag:campaign": ours, "hashtag:long_tail": rare}
    found = [
        pl.col("tags").list.eval(pl.element().is_in(words)).list.any().alias(name)
        for name, words in any_of.items()
    ]
    return [*found, (pl.col("tags").list.len() >= MANY_TAGS).alias("hashtag:many")]


def level_names(brief: Brief) -> dict[str, Text]:
    """Return level -> what a reader calls it."""
    formats = {f"format:{name}": text for name, text in FORMAT_NAMES.items()}
    messages = {f"message:{message.id}": message.label for message in brief.messages}
    return {**formats, **messages, **LEVELS}
