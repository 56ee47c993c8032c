"""The rubric, the raters' agreement and the brief's words in creators' notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.declarations import declared, show
from xhs_workbench.views.drawing.tables import Column, Table


def _names(criteria: Sequence[Any]) -> dict[str, Text]:
    return {criterion.column: criterion.name for criterion in criteria}


def table_agreement(agreement: pl.DataFrame, criteria: Sequence[Any]) -> Block:
    """Show how far raters agree on each question; see `selection.CRITERIA`."""
    return show("content_fit.table_agreement", agreement, words={"criterion": _names(criteria)})


def table_rubric(scores: pl.DataFrame, criteria: Sequence[Any]) -> Block:
    """Show each creator's scores side by side; no total."""
    names = _names(criteria)
    parted = scores.with_columns(
        pl.col("discuss").str.split(" ").list.eval(pl.element().filter(pl.element() != ""))
    )
    return show("content_fit.table_rubric", parted, words={"discuss": names}, **names)


def table_brief_language(spoken: pl.DataFrame, names: Mapping[str, Text]) -> Block:
    """Show the share of each creator's own notes that speak of each topic of the brief.

    Args:
        spoken: From `selection.speak_the_brief`.
        names: Topic -> its name.
    """
    wide = spoken.pivot(
        on="topic",
        index=["creator_id", "creator_name"],
        values=["shrunk", "lower", "upper"],
        maintain_order=True,
    )
    counts = spoken.group_by("creator_id", maintain_order=True).agg(
        n=pl.col("n").filter(pl.col("topic") != "format").max(),
        n_format=pl.col("n").filter(pl.col("topic") == "format").max(),
    )
    shown = wide.join(counts, on="creator_id", how="left", maintain_order="left")
    made = declared()["content_fit.table_brief_language"]
    assert isinstance(made, Table)
    creator, *read = made.columns
    topics = [
        Column(f"shrunk_{topic}", name, "rate", low=f"lower_{topic}", high=f"upper_{topic}")
        for topic, name in names.items()
    ]
    columns = [creator, *(one for one in topics if one.key in shown.columns), *read]
    return replace(made, columns=columns).block(shown, "content_fit.table_brief_language")
