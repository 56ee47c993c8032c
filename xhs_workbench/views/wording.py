"""The language of the report that is open, and the one place where words of both languages become words of one.

A block holds pairs of words (`Text`), numbers with their kind (`numbers.Shown`) and charts that are not drawn
yet. `said` turns all of it into plain JSON when it is rendered, in the language asked for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

import polars as pl

from xhs_workbench.findings import SIDES, Language, Text
from xhs_workbench.who_sees import Audience

PLAIN = frozenset({str, int, float, bool, type(None)})
PLACE = re.compile(r"\{([\w|]+)\}")
Words = Mapping[Any, Any]
"""Value of a column -> its words, a `Text`."""
_open: dict[str, Any] = {"language": "en", "audience": "internal"}
"""The report of this kernel; one kernel makes one."""


def speak(language: Language, audience: Audience = "internal") -> None:
    """Open a report: from here on this kernel's cells are in its language, as its reader sees them."""
    _open.update(language=language, audience=audience)


def spoken() -> Language:
    """Return the language of the report that is open; English where none is."""
    return cast(Language, _open["language"])


def listener() -> Audience:
    """Return whom the report that is open is shown to in JupyterLab; a run makes both versions whatever is said here."""
    return cast(Audience, _open["audience"])


@cache
def _all() -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parent / "wording.toml").read_text(encoding="utf-8"))


def words(language: Language) -> Mapping[str, str]:
    """Return the furniture's words by key in one language: headings, buttons, notes that belong to no room."""
    index = 1 if language == "zh" else 0
    return {key: pair[index] for key, pair in _pairs().items()}


@cache
def _pairs() -> dict[str, tuple[str, str]]:
    return {key: (entry["en"], entry["zh"]) for key, entry in _all().items()}


class Filled(NamedTuple):
    """A sentence with places, such as `{n:,} of {of:,}`, and what stands in them; these may be words themselves."""

    text: Text
    values: Mapping[str, Any]

    def to(self, language: Language) -> str:
        """Return the sentence in one language."""
        return self.text.to(language).format(**said(self.values, language))


class Late(NamedTuple):
    """What is worked out when the language is known."""

    make: Callable[[Language], Any]

    def to(self, language: Language) -> Any:
        """Return it in one language."""
        return self.make(language)


class Ready(Late):
    """What is plain JSON as soon as it is worked out: nobody looks for words in it again."""


def said(value: Any, language: Language) -> Any:
    """Return plain JSON in one language: whatever has a `to(language)` says itself, at any depth.

    >>> said({"title": Text("saves", "收藏"), "n": (1, None)}, "zh")
    {'title': '收藏', 'n': [1, None]}
    """
    if type(value) in PLAIN:
        return value
    if isinstance(value, Ready):
        return value.make(language)
    if hasattr(value, "to"):
        return said(value.to(language), language)
    if isinstance(value, Mapping):
        return {said(key, language): said(one, language) for key, one in value.items()}
    return [said(one, language) for one in value] if isinstance(value, list | tuple) else value


def in_language(
    frame: pl.DataFrame,
    language: Language,
    words: Mapping[str, Words],
    texts: Mapping[str, Any],
    unknown: Mapping[str, Any],
) -> pl.DataFrame:
    """Return a frame in one language.

    Args:
        frame: What is computed in both languages stands in two columns, `why_en` and `why_zh`; they become
            `why`, unless there is one.
        language: Language.
        words: Column -> the words of its values, or of the members of its lists.
        texts: Column to make -> its words with the columns in it: `{creator_name|creator_id}` is the first
            that is known. A row that lacks a column has no text.
        unknown: Column -> the words for a value without words; where none are given it stands as it is.
    """
    names = set(frame.columns)
    both = [
        name[:-3]
        for name in frame.columns
        if name.endswith("_en") and f"{name[:-3]}_zh" in names and name[:-3] not in names
    ]
    one = frame.with_columns(pl.col(f"{name}_{language}").alias(name) for name in both)
    shown = one.drop(f"{name}_{side}" for name in both for side in SIDES)
    named = [
        _in_words(shown, name, said(known, language), said(unknown.get(name), language))
        for name, known in words.items()
        if name in shown.columns
    ]
    made = [
        _text_of_columns(said(text, language), said(unknown.get(name), language)).alias(name)
        for name, text in texts.items()
    ]
    return shown.with_columns(named).with_columns(made)


def _in_words(frame: pl.DataFrame, name: str, known: Mapping[Any, str], unknown: str | None) -> pl.Expr:
    names = {str(key).lower() if isinstance(key, bool) else str(key): word for key, word in known.items()}
    if isinstance(frame[name].dtype, pl.List):
        return pl.col(name).list.eval(_replaced(pl.element().cast(pl.String), names, unknown))
    return _replaced(pl.col(name).cast(pl.String), names, unknown)


def _replaced(text: pl.Expr, names: Mapping[str, str], unknown: str | None) -> pl.Expr:
    other = text if unknown is None else pl.lit(unknown)
    return text.replace_strict(dict(names), default=other, return_dtype=pl.String) if names else other


def _text_of_columns(text: str, unknown: str | None) -> pl.Expr:
    parts = [pl.coalesce(place.split("|")) for place in PLACE.findall(text)]
    made = pl.format(PLACE.sub("{}", text), *parts) if parts else pl.lit(text)
    return made if unknown is None else made.fill_null(unknown)
