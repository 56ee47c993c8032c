"""Tables, tiles and lists as blocks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Finding, Language, Level, Text
from xhs_workbench.plurals import agreeing
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.drawing.links import link_of
from xhs_workbench.views.drawing.numbers import Shown, interval, show, sort_key
from xhs_workbench.views.wording import Late, Ready, Words, in_language, said

NUMERIC = {"count", "compact", "about", "rate", "chance", "cny", "cny2", "score", "number"}
DAY = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?$")
"""A day or moment as text: a browser would break the line at its hyphens."""
SOURCE = ("source_file", "source_sheet", "source_row")


SIGNS = {"at_least": "≥ ", "at_most": "≤ "}
"""What stands before a figure that is only a bound."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Args:
        key: Column of the frame.
        label: Heading.
        kind: How to format it, see `numbers.show`.
        definition: Id of the definition behind it; shown as a footnote mark.
        bar: Draw a thin bar behind the number, 0 to the column's largest value.
        low: Column with the lower end of its interval.
        high: Column with the upper end.
        kinds: Column that says each row's own `kind`, for figures of different units under one heading.
        bound: Column that says `at_least` or `at_most` of a figure that is only a bound.
        optional: Leave it out where the frame has no such column.
        if_known: Leave it out where the frame has no value in it.
        join: What stands between the members of a list.
        link: Column of note or creator ids; the cell leads there on the platform.
    """

    key: str
    label: Any
    kind: str = "text"
    definition: str = ""
    bar: bool = False
    low: str = ""
    high: str = ""
    kinds: str = ""
    bound: str = ""
    optional: bool = False
    if_known: bool = False
    join: Any = ", "
    link: str = ""

    @property
    def keys(self) -> list[str]:
        """Every column of the frame that it shows: who may see it is asked of `who_sees` when a page is made."""
        return [key for key in (self.key, self.low, self.high, self.kinds, self.bound, self.link) if key]


@dataclass(frozen=True, slots=True)
class Table:
    """What a table shows, declared once for the page, the spreadsheet and whatever is made of blocks.

    Args:
        columns: Left to right.
        title: What it says, as a sentence.
        note: What to know when reading it.
        first: Rows shown before "show all".
        words: Column -> the words of its values; see `wording.in_language`.
        texts: Column to make -> its words with columns in it.
        unknown: Column -> the words for a value that has none.
        private: Column that is true for rows the client's version leaves out.
        only: Column that is true for the rows that are shown; none shows all.
        most: Rows at most, the first of the frame; None has no bound.
    """

    columns: Sequence[Column]
    title: Any
    note: Any = NOTHING
    first: int = 12
    words: Mapping[str, Words] = field(default_factory=dict)
    texts: Mapping[str, Any] = field(default_factory=dict)
    unknown: Mapping[str, Any] = field(default_factory=dict)
    private: str = ""
    only: str = ""
    most: int | None = None

    def block(self, frame: pl.DataFrame, name: str = "") -> Block:
        """Show a frame; where it carries lineage, each row says its file, sheet and row."""
        frame = (frame.filter(self.only) if self.only else frame).head(self.most or frame.height)
        columns = [one for one in self.columns if _has(frame, one)]
        heads = [
            {
                "label": c.label,
                "numeric": c.kind in NUMERIC,
                "definition": c.definition,
                "kind": c.kind,
                "keys": c.keys,
            }
            for c in columns
        ]
        rows = Ready(lambda language: self._rows_in(frame, columns, language))
        shown = {"title": self.title, "note": self.note, "columns": heads, "rows": rows, "first": self.first}
        return Block("table", {**shown, "block": name})

    def _rows_in(
        self, frame: pl.DataFrame, columns: Sequence[Column], language: Language
    ) -> list[dict[str, Any]]:
        shown = in_language(frame, language, self.words, self.texts, self.unknown)
        largest = {c.key: _largest(shown, c.key) for c in columns if c.bar}
        rows = [_row(values, columns, largest, language) for values in shown.iter_rows(named=True)]
        if not self.private:
            return rows
        return [{**row, "private": ours} for row, ours in zip(rows, frame[self.private], strict=True)]


def _has(frame: pl.DataFrame, column: Column) -> bool:
    there = column.key in frame.columns
    return (
        there and frame[column.key].null_count() < frame.height
        if column.if_known
        else there or not column.optional
    )


def table(
    frame: pl.DataFrame, columns: Sequence[Column], *, title: Text, note: Text = NOTHING, first: int = 12
) -> Block:
    """Show a frame as a table one can sort and filter; see `Table`."""
    return Table(columns, title, note, first).block(frame)


def _largest(frame: pl.DataFrame, key: str) -> float:
    found = frame[key].cast(pl.Float64, strict=False).max() if frame.height else None
    return float(found) if isinstance(found, int | float) else 0.0


def _row(
    values: dict[str, Any], columns: Sequence[Column], largest: dict[str, float], language: Language
) -> dict[str, Any]:
    cells = []
    for column in columns:
        value, kind = values[column.key], values[column.kinds] if column.kinds else column.kind
        value = said(column.join, language).join(value) if isinstance(value, list) else value
        sign = SIGNS.get(values[column.bound] or "", "") if column.bound and value is not None else ""
        cell: dict[str, Any] = {"text": sign + show(value, kind, language), "sort": sort_key(value)}
        if DAY.match(cell["text"]):
            cell["day"] = True
        if column.link and (address := link_of(column.link, values.get(column.link))):
            cell["link"] = address
        if column.kinds:
            cell["kind"] = kind
        if column.low:
            ends = values[column.low], values[column.high]
            cell["interval"] = interval(*ends, kind, language)
            cell["low"], cell["high"] = map(sort_key, ends)
        if column.bar and value is not None and largest[column.key] > 0:
            cell["bar"] = round(100 * float(value) / largest[column.key], 1)
        cells.append(cell)
    return {"cells": cells, "source": source(values)}


def source(values: Mapping[str, Any]) -> str:
    """Return the file, sheet and row a row comes from; empty where unknown."""
    if not values.get("source_file"):
        return ""
    row = f"row {values['source_row']}" if values.get("source_row") else ""
    return " › ".join(part for part in (values["source_file"], values.get("source_sheet"), row) if part)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number to see first: its label, value, and what to know about it."""

    label: Text
    value: Any
    kind: str = "compact"
    note: Any = NOTHING
    definition: str = ""
    tone: str = ""
    private: bool = False


def figures(items: Sequence[Figure], name: str = "") -> Block:
    """Show a row of tiles."""
    shown = [
        {
            "label": item.label,
            "value": Shown(item.value, item.kind),
            "note": item.note,
            "definition": item.definition,
            "tone": item.tone,
            "raw": sort_key(item.value),
            "kind": item.kind,
            "private": item.private,
        }
        for item in items
    ]
    return Block("figures", {"items": shown, "block": name})


def sentence(item: Finding, most: int = 5, **more: Any) -> dict[str, Any]:
    """Return a finding as blocks hold it, with as much evidence as is shown."""
    found = {
        "level": item.level.value,
        "text": _agreeing(item.text),
        "fix": _agreeing(item.fix),
        "evidence": list(item.evidence[:most]),
        "client": _agreeing(item.client) if item.client else "",
    }
    return {**found, "quiet": item.level == Level.PASS, "private": item.internal, **more}


def _agreeing(text: Text) -> Text:
    return Text(agreeing(text.en), text.zh)


def findings(items: Sequence[Finding], *, headline: bool = False, most: int = 30) -> Block:
    """Show findings as sentences with their grade, evidence and advice.

    Args:
        items: In the order to show.
        headline: True for the first screen of a report; the page moves it to the top.
        most: Findings shown; the rest is counted.
    """
    shown = {
        "items": [sentence(item) for item in items[:most]],
        "headline": headline,
        "more": max(len(items) - most, 0),
    }
    return Block("findings", {**shown, "block": "tables.findings"})


def limits(items: Sequence[Text]) -> Block:
    """Say what the report cannot tell, and where it stands how often such statements were right."""
    return Block("limits", {"items": [*map(_agreeing, items), TRUST], "block": "tables.limits"})


TRUST = Text(
    (
        "How often statements like these were right was measured on campaigns whose truth is known; we send the "
        "table on request."
    ),
    "在真相已知的模拟项目中，我们测过此类结论有多少次是对的；如需可提供测算表。",
)


def definitions(footnotes: pl.DataFrame) -> Block:
    """Show the definitions behind the numbers (see `metrics.footnotes`)."""
    return Block("definitions", {"items": records(footnotes), "block": "tables.definitions"})


def records(frame: pl.DataFrame) -> Late:
    """Return the rows of a frame, in one language when they are rendered."""
    return Late(lambda language: in_language(frame, language, {}, {}, {}).to_dicts())


SECTION: Mapping[str, Any] = {
    "lead": "",
    "paragraphs": (),
    "points": (),
    "groups": (),
    "bullets": (),
    "pairs": (),
    "heads": (),
    "rows": (),
    "numbers": (),
    "total": False,
    "tone": "",
}
"""What a section of a document may hold beside its title."""


def document(sections: Sequence[Any], *, title: str, **around: Any) -> Block:
    """Show a structured document: a heading, facts at a glance, and sections with a `title` and any of `SECTION`.

    Args:
        sections: Its parts.
        title: Heading.
        around: `audience`, `subtitle`, `opening`, `facts` (pairs), and `saved`, where the file lies.
    """
    parts = [
        {"title": part.title, **{name: getattr(part, name, empty) for name, empty in SECTION.items()}}
        for part in sections
    ]
    empty = {"audience": "", "subtitle": "", "opening": "", "facts": (), "saved": ""}
    return Block("document", {"title": title, "sections": parts, **empty, **around})
