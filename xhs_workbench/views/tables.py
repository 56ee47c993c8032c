"""Tables, tiles and lists as blocks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from xhs_workbench.findings import Finding, Language, Level, Text
from xhs_workbench.views.blocks import Block, declared
from xhs_workbench.views.numbers import interval, show, sort_key

NUMERIC = {"count", "compact", "rate", "chance", "cny", "cny2", "score", "number"}
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
    """

    key: str
    label: Text
    kind: str = "text"
    definition: str = ""
    bar: bool = False
    low: str = ""
    high: str = ""
    kinds: str = ""
    bound: str = ""

    @property
    def keys(self) -> list[str]:
        """Every column of the frame that it shows: who may see it is asked of `who_sees` when a page is made."""
        return [key for key in (self.key, self.low, self.high, self.kinds, self.bound) if key]


def table(
    frame: pl.DataFrame,
    columns: Sequence[Column],
    *,
    title: Text,
    note: Text = Text("", ""),  # noqa: B008 - an immutable pair of words
    language: Language = "en",
    first: int = 12,
) -> Block:
    """Show a frame as a table one can sort and filter.

    Args:
        frame: Rows to show; where it carries lineage, each row says its file, sheet and row.
        columns: What to show, left to right.
        title: What the table says, as a sentence.
        note: What to know when reading it.
        language: Language of labels.
        first: Rows shown before "show all".
    """
    largest = {c.key: _largest(frame, c.key) for c in columns if c.bar}
    rows = [_row(values, columns, largest, language) for values in frame.iter_rows(named=True)]
    heads = [
        {"label": c.label.to(language), "numeric": c.kind in NUMERIC, "definition": c.definition, "kind": c.kind, "keys": c.keys}
        for c in columns
    ]  # fmt: skip
    data = {"title": title.to(language), "note": note.to(language), "columns": heads, "rows": rows, "first": first}
    return Block("table", data, language)


def _largest(frame: pl.DataFrame, key: str) -> float:
    found = frame[key].cast(pl.Float64, strict=False).max() if frame.height else None
    return float(found) if isinstance(found, int | float) else 0.0


def _row(
    values: dict[str, Any], columns: Sequence[Column], largest: dict[str, float], language: Language
) -> dict[str, Any]:
    cells = []
    for column in columns:
        value, kind = values[column.key], values[column.kinds] if column.kinds else column.kind
        sign = SIGNS.get(values[column.bound] or "", "") if column.bound and value is not None else ""
        cell: dict[str, Any] = {"text": sign + show(value, kind, language), "sort": sort_key(value)}
        if DAY.match(cell["text"]):
            cell["day"] = True
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


ESTIMATED = {
    "impressions_estimated": Text("Impressions, vendor's estimate", "预估曝光（第三方估算）"),
    "reads_estimated": Text("Reads, vendor's estimate", "预估阅读（第三方估算）"),
    "interactions_estimated": Text("Interactions, vendor's estimate", "预估互动（第三方估算）"),
}
MEDIAN = Text(", median", "，中位数")


def estimated_columns(frame: pl.DataFrame, *, median: bool = False) -> list[Column]:
    """Return the columns of what a vendor estimated, called so; none where the files hold no estimate."""
    here = [key for key in ESTIMATED if key in frame.columns and frame[key].count()]
    more = MEDIAN if median else Text("", "")
    return [Column(key, Text(ESTIMATED[key].en + more.en, ESTIMATED[key].zh + more.zh), "count") for key in here]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number to see first: its label, value, and what to know about it."""

    label: Text
    value: Any
    kind: str = "compact"
    note: Text = Text("", "")  # noqa: RUF009 - an immutable pair of words
    definition: str = ""
    tone: str = ""
    private: bool = False


def figures(items: Sequence[Figure], *, language: Language = "en") -> Block:
    """Show a row of tiles."""
    shown = [
        {
            "label": item.label.to(language),
            "value": show(item.value, item.kind, language),
            "note": item.note.to(language),
            "definition": item.definition,
            "tone": item.tone,
            "raw": sort_key(item.value),
            "kind": item.kind,
            "private": item.private,
        }
        for item in items
    ]
    return Block("figures", {"items": shown}, language)


@declared
def findings(items: Sequence[Finding], *, language: Language = "en", headline: bool = False, most: int = 30) -> Block:
    """Show findings as sentences with their grade, evidence and advice.

    Args:
        items: In the order to show.
        language: Language.
        headline: True for the first screen of a report; the page moves it to the top.
        most: Findings shown; the rest is counted.
    """
    shown = [
        {
            "level": item.level.value,
            "text": item.text.to(language),
            "fix": item.fix.to(language),
            "evidence": list(item.evidence[:5]),
            "quiet": item.level == Level.PASS,
            "private": item.internal,
        }
        for item in items[:most]
    ]
    return Block("findings", {"items": shown, "headline": headline, "more": max(len(items) - most, 0)}, language)


@declared
def limits(items: Sequence[Text], *, language: Language = "en") -> Block:
    """Say what the report cannot tell, and where it stands how often such statements were right."""
    return Block("limits", {"items": [item.to(language) for item in (*items, TRUST)]}, language)


TRUST = Text(
    "How often statements like these were right where the truth was known is measured by make calibration and stands in docs/how_far_to_trust.md of the workbench.",
    "在真相已知的模拟项目中，此类结论有多少次是对的，由 make calibration 测得，见工作台的 docs/how_far_to_trust.md。",
)


@declared
def definitions(footnotes: pl.DataFrame, *, language: Language = "en") -> Block:
    """Show the definitions behind the numbers (see `metrics.footnotes`)."""
    return Block("definitions", {"items": footnotes.to_dicts()}, language)


SECTION: Mapping[str, Any] = {
    "lead": "", "paragraphs": (), "points": (), "groups": (), "bullets": (), "pairs": (), "heads": (), "rows": (),
    "numbers": (), "total": False, "tone": "",
}  # fmt: skip
"""What a section of a document may hold beside its title."""


def document(
    sections: Sequence[Any],
    *,
    title: str,
    language: Language = "en",
    audience: Text = Text("", ""),  # noqa: B008 - an immutable pair of words
    subtitle: str = "",
    opening: str = "",
    facts: Sequence[tuple[str, str]] = (),
    saved: str = "",
) -> Block:
    """Show a structured document: a heading, facts at a glance, and sections with a `title` and any of `SECTION`."""
    parts = [
        {"title": part.title, **{name: getattr(part, name, empty) for name, empty in SECTION.items()}}
        for part in sections
    ]
    data = {
        "title": title, "sections": parts, "audience": audience.to(language), "subtitle": subtitle, "opening": opening,
        "facts": list(facts), "saved": saved,
    }  # fmt: skip
    return Block("document", data, language)
