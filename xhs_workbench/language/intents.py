"""What a comment asks for: rules as data, tested by their own examples and counter-examples."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from xhs_workbench.findings import SIDES, Text
from xhs_workbench.language.questions import QUESTIONS, question_flags, read_texts
from xhs_workbench.statistics.shares import wilson_bounds
from xhs_workbench.worked_out import kept


@dataclass(frozen=True)
class Intent:
    """One intent. A text has it if it matches a pattern of `any` and none of `undo`, or has an intent of `implied_by`.

    Patterns of `of_questions` are tried only on clauses that ask; `rest_of_questions` covers questions that
    match no other. A comment that only reports someone's question never gets a named question intent
    (`ask_…`).
    """

    name: str
    label: Text
    any: tuple[str, ...]
    undo: tuple[str, ...]
    examples: tuple[str, ...]
    counter: tuple[str, ...]
    implied_by: tuple[str, ...] = ()
    of_questions: tuple[str, ...] = ()
    rest_of_questions: bool = False


@cache
def intents() -> tuple[Intent, ...]:
    """Return all intents in the order of the rule file."""
    data = tomllib.loads((Path(__file__).parent / "intents.toml").read_text(encoding="utf-8"))
    return tuple(
        Intent(
            name,
            Text(rule["en"], rule["zh"]),
            tuple(rule["any"]),
            tuple(rule["not"]),
            tuple(rule["examples"]),
            tuple(rule["counter"]),
            tuple(rule.get("implied_by", ())),
            tuple(rule.get("of_questions", ())),
            bool(rule.get("rest_of_questions", False)),
        )
        for name, rule in data.items()
    )


ASKING = (
    "ask_link",
    "ask_where",
    "ask_place",
    "ask_price",
    "ask_stock",
    "ask_shade_size",
    "ask_safety",
    "ask_usage",
    "ask_time",
    "ask_comparison",
    "ask_property",
    "ask_how",
    "ask_what",
    "ask_tutorial",
    "ask_other",
    "purchase_intent",
    "doubt",
    "complaint",
    "service_complaint",
)
"""Intents that want an answer."""


ASKS = "ask_"
NAMED = "competitor"


@kept
def label_intents(
    comments: pl.DataFrame, text: str = "content", *, competitors: Sequence[str] = ()
) -> pl.DataFrame:
    """Say whether each comment asks something, and add one Boolean column per intent.

    Args:
        comments: Any frame with a text column.
        text: Its name.
        competitors: Names of other brands; a comment that names one is a comparison, whatever words it uses.

    Returns:
        `comments` plus `question` (it wants to know something), `rhetorical` (it only has the form of a
        question) and one
        column per intent; False if there is no text.
    """
    texts, clauses = read_texts(comments[text])
    flags = question_flags(clauses, comments.height)
    asked = _asked(clauses, comments.height)
    words = pl.DataFrame({"words": texts})
    own = {one.name: _has(pl.col("words"), one) for one in intents() if one.any}
    found = words.select(**own).hstack(asked).hstack(flags)
    found = found.select(*QUESTIONS, **{one.name: _speaks_for(one) for one in intents()})
    rest = [one.name for one in intents() if one.rest_of_questions]
    known = [one.name for one in intents() if one.name.startswith(ASKS) and one.name not in rest]
    found = found.with_columns((pl.col("question") & ~pl.any_horizontal(known)).alias(name) for name in rest)
    if competitors:
        named = texts.str.contains_any([name.lower() for name in competitors])
        found = found.with_columns(pl.col(NAMED) | named)
    return comments.drop([name for name in found.columns if name in comments.columns]).hstack(found)


def _asked(clauses: pl.DataFrame, rows: int) -> pl.DataFrame:
    """Return, for each comment and each intent with question patterns, whether a clause that asks matches one."""
    flags = {_of_question(one.name): _in_clause(one) for one in intents() if one.of_questions}
    asking = clauses.filter("asks").select("row", "clause")
    each = asking.select(pl.col("clause").unique()).with_columns(**flags)  # many people ask in the same words
    heard = asking.join(each, on="clause").group_by("row").agg(pl.col(list(flags)).any())
    every = pl.DataFrame({"row": pl.int_range(rows, dtype=pl.UInt32, eager=True)})
    joined = every.join(heard, on="row", how="left", maintain_order="left")
    return joined.select(pl.col(list(flags)).fill_null(value=False))


def _in_clause(one: Intent) -> pl.Expr:
    """Say whether a clause matches a question pattern of an intent, and nothing that undoes it."""
    clause = pl.col("clause").str
    found = clause.contains("|".join(one.of_questions))
    return found & ~clause.contains("|".join(one.undo)) if one.undo else found


def _of_question(name: str) -> str:
    return f"{name} in a question"


def _speaks_for(one: Intent) -> pl.Expr:
    """Combine the evidence for an intent; a named question intent needs a clause that asks."""
    if one.rest_of_questions:
        return pl.lit(value=False)
    parts = [
        pl.col(name)
        for name in (one.name, *one.implied_by)
        if (name == one.name and one.any) or name != one.name
    ]
    asked = [pl.col(_of_question(one.name))] if one.of_questions else []
    gated = [part & pl.col("question") for part in parts] if one.of_questions else parts
    return pl.any_horizontal(*gated, *asked)


def intent_names() -> dict[str, Text]:
    """Return intent -> its name."""
    return {intent.name: intent.label for intent in intents()}


def asking_names() -> dict[str, Text]:
    """Return the intents that want an answer -> their names."""
    names = intent_names()
    return {name: names[name] for name in ASKING}


def _has(words: pl.Expr, intent: Intent) -> pl.Expr:
    found = words.str.contains("|".join(intent.any))
    return found & ~words.str.contains("|".join(intent.undo)) if intent.undo else found


def summarise_intents(labelled: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """Count intents with their share and a 90 % Wilson interval.

    Args:
        labelled: From `label_intents`.
        by: Columns to group by.

    Returns:
        One row per intent (and group), most frequent first: `intent`, `label_en`, `label_zh`, `comments`,
        `share`,
        `lower`, `upper`, `n`.
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
        .with_columns(
            pl.col("intent")
            .replace_strict({key: text.to(side) for key, text in intent_names().items()})
            .alias(f"label_{side}")
            for side in SIDES
        )
        .sort([*by, "comments", "intent"], descending=[*(False for _ in by), True, False])
    )
