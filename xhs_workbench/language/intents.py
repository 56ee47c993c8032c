"""What a comment asks for: rules as data, each with examples and counter-examples that are its tests."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from xhs_workbench.findings import Language
from xhs_workbench.shares import wilson_bounds


@dataclass(frozen=True)
class Intent:
    """One intent: a text has it when a pattern of `any` is found and none of `undo`, or when it has one of `implied_by`."""

    name: str
    en: str
    zh: str
    any: tuple[str, ...]
    undo: tuple[str, ...]
    examples: tuple[str, ...]
    counter: tuple[str, ...]
    implied_by: tuple[str, ...] = ()

    def label(self, language: Language) -> str:
        """Return the name in one language."""
        return self.zh if language == "zh" else self.en


@cache
def intents() -> tuple[Intent, ...]:
    """Return all intents in the order of the rule file."""
    data = tomllib.loads((Path(__file__).parent / "intents.toml").read_text(encoding="utf-8"))
    return tuple(
        Intent(
            name,
            rule["en"],
            rule["zh"],
            tuple(rule["any"]),
            tuple(rule["not"]),
            tuple(rule["examples"]),
            tuple(rule["counter"]),
            tuple(rule.get("implied_by", ())),
        )
        for name, rule in data.items()
    )


ASKING = (
    "ask_link", "ask_where", "ask_price", "ask_shade_size", "ask_usage", "ask_tutorial", "purchase_intent", "doubt", "complaint",
    "service_complaint",
)  # fmt: skip
"""Intents that want an answer."""


NAMED = "competitor"


def label_intents(comments: pl.DataFrame, text: str = "content", *, competitors: Sequence[str] = ()) -> pl.DataFrame:
    """Add one Boolean column an intent.

    Args:
        comments: Any frame with a text column.
        text: Its name.
        competitors: Names of other brands; a comment that names one compares, whatever words it uses.

    Returns:
        `comments` plus a column per intent; False where there is no text.
    """
    folded = pl.col(text).fill_null("").str.normalize("NFKC").str.to_lowercase()
    words = folded.str.replace_all(r"@[^\s@，。,!！?？]{1,30}", "")
    own = {intent.name: _has(words, intent) for intent in intents()}
    found = {i.name: pl.any_horizontal(own[i.name], *(own[name] for name in i.implied_by)) for i in intents()}
    if competitors:
        named = pl.any_horizontal(words.str.contains(name.lower(), literal=True) for name in competitors)
        found[NAMED] = found[NAMED] | named
    return comments.with_columns(**found)


def intent_names(language: Language) -> dict[str, str]:
    """Return intent -> its name in one language."""
    return {intent.name: intent.label(language) for intent in intents()}


def asking_names(language: Language) -> dict[str, str]:
    """Return the intents that want an answer -> their names in one language."""
    names = intent_names(language)
    return {name: names[name] for name in ASKING}


def _has(words: pl.Expr, intent: Intent) -> pl.Expr:
    found = words.str.contains("|".join(intent.any))
    return found & ~words.str.contains("|".join(intent.undo)) if intent.undo else found


def summarise_intents(labelled: pl.DataFrame, language: Language, by: Sequence[str] = ()) -> pl.DataFrame:
    """Count intents with their share and a 90 % Wilson interval.

    Args:
        labelled: From `label_intents`.
        language: Language of the labels.
        by: Columns to group by.

    Returns:
        One row an intent (and group), most frequent first: `intent`, `label`, `comments`, `share`, `lower`, `upper`, `n`.
    """
    names = [intent.name for intent in intents()]
    wide = (
        labelled.group_by(list(by)).agg(pl.col(names).sum(), n=pl.len())
        if by
        else labelled.select(pl.col(names).sum(), n=pl.len())
    )
    tall = wide.unpivot(index=[*by, "n"], on=names, variable_name="intent", value_name="comments")
    return (
        wilson_bounds(tall.with_columns(pl.col("n", "comments").cast(pl.Int64)), "comments", "n")
        .with_columns(label=pl.col("intent").replace_strict(intent_names(language)))
        .sort([*by, "comments", "intent"], descending=[*(False for _ in by), True, False])
    )
