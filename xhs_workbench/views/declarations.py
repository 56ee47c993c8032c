"""What tables and charts show, as data: one `shown.toml` a page, checked when it is first read.

An entry is named as in `who_sees.toml`. A pair `[English, Chinese]` is words in both languages, a plain text
the same in both. Places such as `{n:,}` are filled by what `show` is given. `[words]` holds the words of
values, which `words` of an entry or a column names.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.drawing import bands, charts, interval_charts, theme  # noqa: F401 - shapes that charts are declared in
from xhs_workbench.views.drawing.chart_engine import SHAPES, Chart
from xhs_workbench.views.drawing.tables import Column, Table
from xhs_workbench.views.wording import Filled, Words

SPOKEN = {"axis", "x_axis", "y_axis", "also_axis", "by", "span_name", "group_name"}
"""Keywords of shapes that are words; `names` is two of them."""


def show(name: str, frame: pl.DataFrame, *, words: Mapping[str, Words] | None = None, **given: Any) -> Block:
    """Show a frame as it is declared under a name.

    Args:
        name: `<section>.<entry>` of a page's `shown.toml`.
        frame: What to show.
        words: Column -> the words of its values, beside those declared.
        given: What stands in the places of titles, notes and headings; for a chart also keywords of its
            shape.

    Raises:
        ParamsError: Nothing is declared under this name; names the closest.
    """
    if name not in declared():
        close = ", ".join(get_close_matches(name, declared(), n=3))
        raise ParamsError(
            Problem(
                "no table or chart of this name is declared",
                "没有以此名称声明的表或图",
                value=name,
                fix_en=f"did you mean {close}?" if close else "see the shown.toml files.",
                fix_zh=f"是不是想写 {close}？" if close else "请查看各 shown.toml。",
                code="XHS-P062",
            )
        )
    made = declared()[name]
    known = {column: {**made.words.get(column, {}), **more} for column, more in (words or {}).items()}
    shown = replace(
        made,
        words={**made.words, **known},
        title=_fill_places(made.title, given),
        note=_fill_places(made.note, given),
    )
    if isinstance(shown, Chart):
        encoding = {key: _fill_places(value, given) for key, value in shown.encoding.items()}
        own = SHAPES[shown.shape].draw.__kwdefaults__ or {}
        return replace(
            shown, encoding={**encoding, **{k: v for k, v in given.items() if k in own or k in encoding}}
        ).block(frame, name)
    columns = [
        replace(c, label=_fill_places(c.label, given), definition=_fill_places(c.definition, given))
        for c in shown.columns
    ]
    return replace(shown, columns=columns).block(frame, name)


def _fill_places(value: Any, given: Mapping[str, Any]) -> Any:
    """Fill the places of words in both languages, and of texts that name a column or a definition."""
    if isinstance(value, Text):
        return Filled(value, given) if "{" in value.en else value
    return value.format(**given) if isinstance(value, str) and "{" in value else value


@cache
def declared() -> Mapping[str, Table | Chart]:
    """Return every declaration by its name.

    Raises:
        KeyError: An entry names words that are not there.
        TypeError: An entry has a key that nothing reads.
    """
    found: dict[str, Table | Chart] = {}
    for file in sorted(Path(__file__).parent.glob("*/shown.toml")):
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
        known = {name: _words_by_key(entry) for name, entry in raw.pop("words", {}).items()}
        found |= {
            f"{section}.{name}": _made(entry, known)
            for section, entries in raw.items()
            for name, entry in entries.items()
        }
    return found


def words_of(page: str, name: str) -> dict[str, Text]:
    """Return words that a page's file declares, for what a table or chart does not hold."""
    return _words_by_key(_own_words(page)[name])


@cache
def _own_words(page: str) -> dict[str, Any]:
    file = Path(__file__).parent / page / "shown.toml"
    found: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))["words"]
    return found


def _words_by_key(entry: Mapping[str, Any]) -> dict[str, Text]:
    return {key: _text(value) for key, value in entry.items()}


def _text(value: Any) -> Text:
    en, zh = (value, value) if isinstance(value, str) else value
    return Text(en, zh)


def _made(entry: dict[str, Any], known: Mapping[str, Words]) -> Table | Chart:
    columns = [dict(column) for column in entry.pop("columns", ())]
    named = entry.pop("words", {}) | {c["key"]: c.pop("words") for c in columns if "words" in c}
    unknown = entry.pop("unknown", {}) | {c["key"]: c.pop("unknown") for c in columns if "unknown" in c}
    texts = entry.pop("texts", {}) | {c["key"]: c.pop("text") for c in columns if "text" in c}
    common: dict[str, Any] = {
        "title": _text(entry.pop("title")),
        "note": _text(entry.pop("note", NOTHING)),
        "words": {key: known[name] for key, name in named.items()},
        "unknown": _words_by_key(unknown),
        "texts": _words_by_key(texts),
    }
    if "shape" not in entry:
        return Table(
            [
                Column(**{**c, "label": _text(c["label"]), "join": _text(c.get("join", ", "))})
                for c in columns
            ],
            **common,
            **entry,
        )
    shape = entry.pop("shape")
    common |= {key: entry.pop(key) for key in ("needs", "most") if key in entry}
    return Chart(shape, {key: _spoken(key, value) for key, value in entry.items()}, **common)


def _spoken(key: str, value: Any) -> Any:
    if key == "names":
        return [_text(one) for one in value]
    if key == "palette":
        return {name: getattr(theme, shade, shade) for name, shade in value.items()}
    if key == "colours":
        return [getattr(theme, shade, shade) for shade in value]
    return _text(value) if key in SPOKEN else value
