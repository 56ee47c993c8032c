"""The creator explorer: one ES module with two hosts, a live widget in JupyterLab and a part of the report.

The page's arithmetic is the one of `rank`: score = 100 × Σ weight × part / Σ weight, a missing part gives nothing, ties go
by creator id. A browser test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from xhs_workbench.findings import Language, Text
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.charts import plain_rows
from xhs_workbench.views.numbers import show
from xhs_workbench.views.tables import Column
from xhs_workbench.views.wording import words

SCRIPT = Path(__file__).parent / "explorer.js"


def rank(frame: pl.DataFrame, weights: Mapping[str, float]) -> pl.DataFrame:
    """Score and rank rows as the page does.

    Args:
        frame: `creator_id` and one column `part_<name>` (0-1 or null) a weight.
        weights: Part -> weight, not all 0.

    Returns:
        `creator_id` and `score` (0-100), best first.
    """
    total = sum(weights.values())
    points = [pl.col(f"part_{name}").fill_null(0.0) * weight for name, weight in weights.items()]
    score = (100 * pl.sum_horizontal(points) / total).alias("score")
    return frame.select("creator_id", score).sort(["score", "creator_id"], descending=[True, False])


def explorer(
    frame: pl.DataFrame,
    columns: Sequence[Column],
    parts: Mapping[str, Text],
    weights: Mapping[str, float],
    *,
    title: Text,
    note: Text,
    language: Language = "en",
) -> Block:
    """Show creators that re-rank as their reader moves the weights.

    Args:
        frame: One row a creator: `creator_id`, `name`, `tier`, `picked` (Boolean), the columns shown, and `part_<name>`.
        columns: What to show beside rank, name and score.
        parts: Part -> label of its slider.
        weights: Part -> weight at the start.
        title: Title.
        note: What to know.
        language: Language.
    """
    rows = [
        {
            "id": row["creator_id"],
            "name": row["name"],
            "tier": row["tier"],
            "picked": bool(row["picked"]),
            "parts": [row[f"part_{name}"] for name in parts],
            "cells": [{"t": show(row[c.key], c.kind, language), "v": row[c.key]} for c in columns],
        }
        for row in plain_rows(frame)
    ]
    state: dict[str, Any] = {
        "rows": rows,
        "columns": [{"label": c.label.to(language), "numeric": c.kind != "text", "private": c.hidden} for c in columns],
        "parts": [
            {"name": name, "label": label.to(language), "weight": weights.get(name, 0.0)}
            for name, label in parts.items()
        ],
        "words": dict(words(language)),
    }
    return Block("explorer", {"title": title.to(language), "note": note.to(language), "state": state}, language)


def live_explorer(block: Block) -> Any:
    """Return the same explorer as a widget for JupyterLab; its `weights` trait follows the sliders."""
    import anywidget
    import traitlets

    class CreatorExplorer(anywidget.AnyWidget):
        """Sliders and a table; `state` goes in, `weights` come back."""

        _esm = SCRIPT
        _css = SCRIPT.parents[2] / "templates" / "report" / "blocks.css"
        state = traitlets.Dict().tag(sync=True)
        weights = traitlets.Dict().tag(sync=True)

    return CreatorExplorer(state=block.data["state"], weights={})
