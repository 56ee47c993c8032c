"""A closer look at a selection of comments or notes: the options, their counts, and the selection's content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.language import intent_names, summarise_intents, summarise_sentiment
from xhs_workbench.metrics import FORMAT_NAMES, tier_names
from xhs_workbench.params.brief import Brief
from xhs_workbench.params.choosing import CommentChoice, NoteChoice
from xhs_workbench.results.counting.groups import compare_groups
from xhs_workbench.results.counting.plan import rank_notes
from xhs_workbench.results.listening.comments import add_week

MOST_EXAMPLES = 12
NOT_SCORED = "not_scored"
SENTIMENTS = {
    "positive": Text("Positive", "正面"),
    "neutral": Text("Neutral", "中性"),
    "negative": Text("Negative", "负面"),
    NOT_SCORED: Text("Not scored", "未判读"),
}
Choice = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Side:
    """One criterion for selecting.

    Args:
        key: Name in the parameters.
        column: Column of the rows: one value, or a list of them.
        label: Its name.
        options: Value and name of each option; only those that occur.
    """

    key: str
    column: str
    label: Text
    options: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class CommentLook:
    """Selected comments.

    Args:
        n: How many.
        of: Of how many.
        counts: Side -> value -> comments there would be with it, the other sides as chosen.
        sentiment: From `language.summarise_sentiment`.
        intents: From `language.summarise_intents`.
        examples: At most 12: `sentiment`, `content`, `note`, `week`, `likes`; most liked first.
    """

    n: int
    of: int
    counts: Mapping[str, Mapping[str, int]]
    sentiment: pl.DataFrame
    intents: pl.DataFrame
    examples: pl.DataFrame


@dataclass(frozen=True)
class NoteLook:
    """Selected notes.

    Args:
        n: Number of orders selected.
        of: Total number.
        counts: Criterion -> value -> number of orders with it, given the other choices.
        groups: From `compare_groups`, one row for `chosen`, one for `all`, by `shown`.
        notes: From `rank_notes`.
    """

    n: int
    of: int
    counts: Mapping[str, Mapping[str, int]]
    groups: pl.DataFrame
    notes: pl.DataFrame


class CommentReader:
    """Comments to choose from.

    Args:
        comments: Labelled and scored: the `Comments` table with `sentiment` and one Boolean column an intent.
        notes: The `Notes` table, for titles.
    """

    def __init__(self, comments: pl.DataFrame, notes: pl.DataFrame) -> None:
        titled = comments.join(
            notes.select("note_id", note="title").unique("note_id"),
            on="note_id",
            how="left",
            maintain_order="left",
        )
        read = pl.col("sentiment").cast(pl.String).fill_null(NOT_SCORED)
        asked = pl.concat_list(pl.when(name).then(pl.lit(name)) for name in intent_names()).list.drop_nulls()
        self.rows = add_week(titled).with_columns(read=read, asked=asked, note=pl.coalesce("note", "note_id"))
        titles = {
            row[0]: Text(row[1], row[1])
            for row in self.rows.select("note_id", "note").unique("note_id").rows()
        }
        weeks = {week: Text(week, week) for week in self.rows["week"].drop_nulls().unique().sort()}
        self.sides = (
            Side("sentiments", "read", Text("Opinion", "情绪"), _there(self.rows, "read", SENTIMENTS)),
            Side("intents", "asked", Text("Intent", "意图"), _there(self.rows, "asked", intent_names())),
            Side("weeks", "week", Text("Week from", "周（起始日）"), _there(self.rows, "week", weeks)),
            Side(
                "notes",
                "note_id",
                Text("Note", "笔记"),
                _there(self.rows, "note_id", titles, most_first=True),
            ),
        )

    def look(self, choice: CommentChoice | Choice) -> CommentLook:
        """Return the content of the selected comments.

        Args:
            choice: Criterion -> values, any of which matches; an empty criterion matches all.
        """
        wanted = _choice_as_dict(choice)
        rows = _narrow(self.rows, self.sides, wanted)
        liked = rows.sort(["likes", "comment_id"], descending=[True, False], nulls_last=True).head(
            MOST_EXAMPLES
        )
        examples = liked.select("read", "content", "note", "week", "likes")
        return CommentLook(
            rows.height,
            self.rows.height,
            _counts(self.rows, self.sides, wanted),
            summarise_sentiment(rows),
            summarise_intents(rows),
            examples.rename({"read": "sentiment"}),
        )


class NoteReader:
    """Notes to choose from.

    Args:
        outcomes: From `gather_outcomes`.
        brief: The brief.
    """

    def __init__(self, outcomes: pl.DataFrame, brief: Brief) -> None:
        self.rows, self.brief = outcomes, brief
        self.sides = (
            Side(
                "tiers", "tier", Text("Tier", "量级"), _there(outcomes, "tier", tier_names(brief.tier_scheme))
            ),
            Side("formats", "format", Text("Format", "形式"), _there(outcomes, "format", FORMAT_NAMES)),
        )

    def look(self, choice: NoteChoice | Choice) -> NoteLook:
        """Return the results of the selected notes, beside those of all notes.

        Args:
            choice: Criterion -> values, any of which matches; an empty criterion matches all.
        """
        wanted = _choice_as_dict(choice)
        rows = _narrow(self.rows, self.sides, wanted)
        groups = [
            compare_groups(frame.with_columns(shown=pl.lit(name)), self.brief, "shown")
            for name, frame in (("chosen", rows), ("all", self.rows))
            if frame.height
        ]
        both = pl.concat(groups) if groups else pl.DataFrame()
        return NoteLook(
            rows.height,
            self.rows.height,
            _counts(self.rows, self.sides, wanted),
            both,
            rank_notes(rows, self.brief),
        )


def _choice_as_dict(choice: CommentChoice | NoteChoice | Choice) -> Choice:
    return choice.model_dump() if isinstance(choice, CommentChoice | NoteChoice) else choice


def _values(rows: pl.DataFrame, column: str) -> pl.Series:
    values = rows[column]
    return values.explode() if isinstance(values.dtype, pl.List) else values


def _there(
    rows: pl.DataFrame, column: str, names: Mapping[str, Text], *, most_first: bool = False
) -> tuple[tuple[str, Text], ...]:
    """Return the options that occur, ordered by name or by falling number of rows."""
    counted = dict(
        _values(rows, column).cast(pl.String).drop_nulls().value_counts(sort=True, name="n").rows()
    )
    order = (
        counted
        if most_first
        else [*[key for key in names if key in counted], *sorted(counted.keys() - names.keys())]
    )
    return tuple((key, names.get(key, Text(key, key))) for key in order)


def _narrow(rows: pl.DataFrame, sides: Sequence[Side], choice: Choice) -> pl.DataFrame:
    """Keep rows that match every criterion with chosen values."""
    for side in sides:
        if values := list(choice.get(side.key, ())):
            column = pl.col(side.column)
            many = isinstance(rows.schema[side.column], pl.List)
            kept = (
                column.list.eval(pl.element().cast(pl.String).is_in(values)).list.any()
                if many
                else column.cast(pl.String).is_in(values)
            )
            rows = rows.filter(kept.fill_null(value=False))
    return rows


def _counts(rows: pl.DataFrame, sides: Sequence[Side], choice: Choice) -> dict[str, dict[str, int]]:
    counts = {}
    for side in sides:
        others = _narrow(rows, [one for one in sides if one is not side], choice)
        found = dict(_values(others, side.column).cast(pl.String).drop_nulls().value_counts(name="n").rows())
        counts[side.key] = {value: int(found.get(value, 0)) for value, _ in side.options}
    return counts
