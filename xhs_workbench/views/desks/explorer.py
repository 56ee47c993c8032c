"""The creator explorer: one ES module with two hosts, a live widget in JupyterLab and a part of the report.

The page's arithmetic is the one of `rank`: the points of the parts, each 100 × part × weight / Σ weights,
added up; a missing part gives nothing, and ties (to the ninth decimal) go by creator id. A browser test holds
the two equal. What needs Python (the set to book, near misses) is a function that the
notebook hands in: JupyterLab asks it, the report has no button for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from xhs_workbench import paths
from xhs_workbench.errors import WorkbenchError
from xhs_workbench.findings import Finding, Language, Level, Text
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.desks.history import Drawer
from xhs_workbench.views.drawing.chart_engine import plain_rows
from xhs_workbench.views.drawing.numbers import show
from xhs_workbench.views.drawing.tables import Column, Table
from xhs_workbench.views.wording import Late, Words, in_language, said, spoken
from xhs_workbench.views.wording import words as furniture

SCRIPT = Path(__file__).parent / "explorer.js"
WIDGET_MIME = "application/vnd.jupyter.widget-view+json"
FIRST = 20
MOST_ROWS = 3000
"""Rows a page carries, best first; a ranking of more is what `score_creators` and its CSV are for."""

Answer = Mapping[str, Any]
"""What comes back to the explorer: see `answer`."""


@dataclass(frozen=True)
class Filter:
    """One filter over the rows.

    Args:
        key: Column it looks at.
        label: What it is called.
        kind: `choice` (one value of a text), `least` or `most` (a number; unknown is out), `none` (a tick
            that keeps rows whose number is 0 or unknown).
    """

    key: str
    label: Text
    kind: str


@dataclass(frozen=True)
class Plan:
    """Where budget and quotas start.

    Args:
        budget_cny: Budget, fee included.
        quotas: Tier -> least and most creators.
        labels: Tier -> its name.
        max_share: Largest share of the budget for one creator.
        must_in: Creator ids to book in any case.
        must_out: Creator ids never to book.
        recompute: Picks the set again, in JupyterLab; see `LiveBlock`.
        keep: Writes the wishes where the next report reads them, in JupyterLab; see `LiveBlock`.
    """

    budget_cny: float
    quotas: Mapping[str, Sequence[int]]
    labels: Mapping[str, Any]
    max_share: float
    must_in: Sequence[str] = ()
    must_out: Sequence[str] = ()
    recompute: Callable[[Mapping[str, Any]], Answer] | None = None
    keep: Callable[[Mapping[str, Any]], Finding] | None = None


@dataclass(frozen=True)
class LiveBlock(Block):
    """The explorer's block: in JupyterLab a live widget, in the report the same module without a kernel.

    Args:
        recompute: Takes a request (`weights`, `budget`, `quotas`, `max_share`, `must_in`, `must_out`,
            `among`: ids or None) and returns an `answer`.
        keep: Takes the same request and says in a sentence whether its wishes were written.
        drawer: Keeps how the explorer was left; None opens it as the parameters say.
    """

    recompute: Callable[[Mapping[str, Any]], Answer] | None = field(default=None, repr=False, compare=False)
    keep: Callable[[Mapping[str, Any]], Finding] | None = field(default=None, repr=False, compare=False)

    drawer: Drawer | None = field(default=None, repr=False, compare=False)

    def left_in(self, drawer: Drawer) -> LiveBlock:
        """Return the explorer of a desk: it opens as it was left, and keeps how it is left."""
        return replace(self, drawer=drawer)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle = super()._repr_mimebundle_(include, exclude)
        widget = live_explorer(self)
        view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
        return {**bundle, WIDGET_MIME: view}


def rank(frame: pl.DataFrame, weights: Mapping[str, float]) -> pl.DataFrame:
    """Score and rank rows as the page does.

    Args:
        frame: `creator_id` and one column `part_<name>` (0-1 or null) a weight.
        weights: Part -> weight; all 0 gives everybody 0.

    Returns:
        `creator_id` and `score` (0-100), best first.
    """
    total = sum(weights.values())
    points = [
        100 * pl.col(f"part_{name}").fill_null(0.0) * weight / total for name, weight in weights.items()
    ]
    score = (pl.sum_horizontal(points) if total > 0 else pl.lit(0.0)).alias("score")
    ranked = frame.select("creator_id", score)
    return ranked.sort(pl.col("score").round(9), "creator_id", descending=[True, False])


def explorer(
    frame: pl.DataFrame,
    columns: Sequence[Column],
    parts: Mapping[str, Text],
    weights: Mapping[str, float],
    *,
    title: Text,
    note: Text,
    filters: Sequence[Filter] = (),
    cards: Mapping[str, Mapping[str, Any]] | None = None,
    plan: Plan | None = None,
    words: Mapping[str, Words] | None = None,
) -> LiveBlock:
    """Show creators that re-rank as their reader moves the weights.

    Args:
        frame: One row a creator, best first: `creator_id`, `name`, `tier`, `picked` (Boolean), the columns
            shown and filtered by, and `part_<name>`. The first 3,000 and all picks are shown.
        columns: What to show beside rank, name and score.
        parts: Part -> label of its slider.
        weights: Part -> weight at the start.
        title: Title.
        note: What to know.
        filters: Filters beside name and tier.
        cards: Creator id -> what its card shows, from `creator_cards`.
        plan: Budget and quotas at the start, for the live controls and the saved parameters, and what picks
            the set again.
        words: Column -> the words of its values, such as of `tier`.
    """
    kept = frame.with_row_index("_row").filter(
        (pl.col("_row") < MOST_ROWS) | pl.col("picked").fill_null(False)
    )

    def state(language: Language) -> dict[str, Any]:
        labels: dict[str, int] = {}
        rows = [
            {
                "id": row["creator_id"],
                "name": row["name"],
                "tier": row["tier"],
                "picked": bool(row["picked"]),
                "parts": [row[f"part_{name}"] for name in parts],
                "cells": [{"t": show(row[c.key], c.kind, language), "v": row[c.key]} for c in columns],
                "facts": {one.key: row[one.key] for one in filters},
                "card": _packed(said((cards or {}).get(row["creator_id"]), language), labels),
            }
            for row in plain_rows(in_language(kept, language, words or {}, {}, {"tier": "?"}))
        ]
        return {
            "language": language,
            "rows": rows,
            "total": len(rows),
            "first": FIRST,
            "columns": [{"label": c.label, "numeric": c.kind != "text", "keys": c.keys} for c in columns],
            "parts": [
                {"name": name, "label": label, "weight": weights.get(name, 0.0)}
                for name, label in parts.items()
            ],
            "labels": list(labels),
            "filters": [{"key": one.key, "label": one.label, "kind": one.kind} for one in filters],
            "wishes": [[one, "in"] for one in plan.must_in] + [[one, "out"] for one in plan.must_out]
            if plan
            else [],
            "plan": _plan(plan) if plan else None,
            "words": dict(furniture(language)),
        }

    data = {"title": title, "note": note, "state": Late(state)}
    return LiveBlock("explorer", data, None, *((plan.recompute, plan.keep) if plan else ()))


def _packed(card: Mapping[str, Any] | None, labels: dict[str, int]) -> dict[str, Any] | None:
    """Write a card with numbers in place of the words that all cards share; `labels` collects the words."""
    if card is None:
        return None

    def number(word: str) -> int:
        return labels.setdefault(word, len(labels))

    price = card["price"] and {**card["price"], "note": number(card["price"]["note"])}
    audience = [[number(bar["label"]), bar["share"], int(bar["target"])] for bar in card["audience"]]
    return {
        **card,
        "price": price,
        "audience": audience,
        "facts": [[number(label), text] for label, text in card["facts"]],
    }


def _plan(plan: Plan) -> dict[str, Any]:
    quotas = [
        {"tier": tier, "label": plan.labels.get(tier, tier), "least": least, "most": most}
        for tier, (least, most) in plan.quotas.items()
    ]
    return {"budget": plan.budget_cny, "max_share": plan.max_share, "quotas": quotas}


def answer(
    picked: Sequence[str],
    figures: Sequence[Mapping[str, Any]],
    findings: Sequence[Finding],
    tables: Sequence[tuple[Table, pl.DataFrame]],
) -> dict[str, Any]:
    """Put what Python worked out into words for the live explorer, in the language of the report that is open.

    Args:
        picked: Creator ids of the set.
        figures: Tiles: `label`, `value`, `note`.
        findings: Sentences with their grade.
        tables: Each table's declaration, and its rows.
    """
    furnished = furniture(spoken())
    found = {
        "picked": list(picked),
        "figures": [dict(one) for one in figures],
        "findings": [
            {
                "level": one.level.value,
                "word": furnished[one.level.value.lower()],
                "text": one.text,
                "fix": one.fix,
            }
            for one in findings
        ],
        "tables": [_answer_table(made, frame) for made, frame in tables],
    }
    return said(found, spoken())  # type: ignore[no-any-return]


def _answer_table(made: Table, frame: pl.DataFrame) -> dict[str, Any]:
    shown = made.block(frame).data
    heads = [{"label": head["label"], "numeric": head["kind"] != "text"} for head in shown["columns"]]
    rows = [[cell["text"] for cell in row["cells"]] for row in shown["rows"]]
    return {"title": shown["title"], "note": shown["note"], "columns": heads, "rows": rows}


def live_explorer(block: LiveBlock) -> Any:
    """Return the explorer as a widget for JupyterLab.

    Its `weights` trait follows the sliders. A `request` from the page goes to the block's `recompute`, and
    what that returns, or why it could not, comes back as `answer` with the request's number. A `wish` goes to
    the block's `keep`, whose sentence comes back as `kept`.
    """
    import anywidget
    import traitlets

    class CreatorExplorer(anywidget.AnyWidget):
        """Sliders, filters, a table and cards; `state` goes in, `weights` and `request` come back."""

        _esm = SCRIPT
        _css = paths.TEMPLATES / "report" / "blocks.css"
        state = traitlets.Dict().tag(sync=True)
        live = traitlets.Bool(default_value=False).tag(sync=True)
        weights = traitlets.Dict().tag(sync=True)
        request = traitlets.Dict().tag(sync=True)
        answer = traitlets.Dict().tag(sync=True)
        keeps = traitlets.Bool(default_value=False).tag(sync=True)
        wish = traitlets.Dict().tag(sync=True)
        kept = traitlets.Dict().tag(sync=True)
        left = traitlets.Dict().tag(sync=True)

    widget = CreatorExplorer(
        state=block.data["state"],
        weights={},
        live=block.recompute is not None,
        keeps=block.keep is not None,
        left=block.drawer.read() if block.drawer else {},
    )
    recompute, keep, drawer = block.recompute, block.keep, block.drawer
    if drawer is not None:
        widget.observe(lambda change: drawer.write(change["new"]), "left")
    if keep is not None:
        widget.observe(lambda change: _keep(widget, keep, change["new"]), "wish")
        if drawer is not None:  # what is saved is a new file; the desk is as it was left on that one
            widget.observe(lambda _: drawer.write(widget.left), "kept")
    if recompute is not None:
        widget.observe(lambda change: _reply(widget, recompute, change["new"]), "request")
    return widget


def _keep(widget: Any, keep: Callable[[Mapping[str, Any]], Finding], wish: Mapping[str, Any]) -> None:
    try:
        kept = keep(wish)
        text = " · ".join(filter(None, said((kept.text, kept.fix), spoken())))
        found = {"ok": kept.level is Level.PASS, "text": text}
    except Exception as error:  # as in `_reply`
        found = {"ok": False, "text": f"{furniture(spoken())['not_kept']}: {type(error).__name__}: {error}"}
    widget.kept = {**found, "n": wish.get("n")}


def _reply(widget: Any, recompute: Callable[[Mapping[str, Any]], Answer], request: Mapping[str, Any]) -> None:
    try:
        found = dict(recompute(request))
    except WorkbenchError as error:
        found = {"error": str(error)}
    except KeyboardInterrupt:  # the kernel's interrupt: what is shown stays, and it can be asked again
        found = {"error": furniture(spoken())["stopped"]}
    except Exception as error:  # the analyst must see that it failed, whatever failed; the kernel goes on
        found = {"error": f"{furniture(spoken())['not_computed']}: {type(error).__name__}: {error}"}
    widget.answer = {**found, "n": request.get("n")}
