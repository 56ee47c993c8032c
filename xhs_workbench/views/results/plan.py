"""Plan against delivered, breakdowns, the KPI tree, growth, our own costs, and the next budget's split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, SIDES, Text
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.declarations import show, words_of
from xhs_workbench.views.drawing.numbers import Shown
from xhs_workbench.views.drawing.numbers import show as number
from xhs_workbench.views.drawing.tables import Figure, figures
from xhs_workbench.views.wording import Filled, Words

TONES = {"met": "good", "missed": "bad"}
TARGET = Text("target {target} · {verdict}{young}", "目标 {target} · {verdict}{young}")


def figures_plan(plan: pl.DataFrame) -> Block:
    """Show each KPI as a tile with its target and verdict."""
    verdicts, kinds = words_of("results", "verdicts"), words_of("results", "kinds")
    items = [
        Figure(
            Text(row["name_en"], row["name_zh"]),
            row["value"],
            kinds[row["unit"]].en,
            definition=row["metric"],
            tone=TONES.get(row["verdict"], ""),
            note=Filled(
                TARGET,
                {
                    "target": Shown(row["target"], kinds[row["unit"]].en),
                    "verdict": verdicts[row["verdict"]],
                    "young": _young(row),
                },
            ),
        )
        for row in plan.iter_rows(named=True)
    ]
    return figures(items, "results.figures_plan")


def _young(row: Mapping[str, Any]) -> Text:
    """Say how many notes behind a target still grow; nothing where none does, or where no figure is known."""
    n = row["n_young"] if row["value"] is not None else 0
    return Text(f" ({n} still growing)", f"（{n} 篇数据未沉淀）") if n else NOTHING


def table_groups(groups: pl.DataFrame, key: str, names: Words, title: Text) -> Block:
    """Show a breakdown with intervals.

    Args:
        groups: From `results.compare_groups`.
        key: The column that groups.
        names: Group -> its words; a group without any is shown as it is.
        title: What the table says.
    """
    head = words_of("results", "heads")[key]
    return show(
        "results.table_groups", groups.with_columns(label=key), words={"label": names}, head=head, title=title
    )


def figures_own_costs(sums: pl.DataFrame) -> Block:
    """Show what we paid and kept, for the internal version only."""
    row = sums.row(0, named=True)
    note = Text(
        f"{row['n']} notes with a cost, {row['n_missing']} without",
        f"有成本价 {row['n']} 篇，缺 {row['n_missing']} 篇",
    )
    tiles = [
        Figure(Text("Our cost", "成本价合计"), row["own_cost_cny"], "cny2", note=note, private=True),
        Figure(Text("Margin", "毛利"), row["own_margin_cny"], "cny2", private=True),
        Figure(Text("Margin of the price asked", "毛利率"), row["own_margin_share"], "rate", private=True),
    ]
    return figures(tiles, "results.figures_own_costs")


def chart_growth(curves: pl.DataFrame, middle: pl.DataFrame, late: pl.DataFrame) -> Block:
    """Draw the median growth curve with its middle half, and the late growers."""
    usual = middle.unpivot(
        index="age_days", on=["middle", "low", "high"], variable_name="line", value_name="share"
    )
    special = curves.join(late.select("note_id"), on="note_id", how="semi").select(
        "age_days", line="title", share="share"
    )
    shown = pl.concat([usual.select("age_days", "line", "share"), special]).filter(pl.col("age_days") >= 0)
    return show("results.chart_growth", shown)


def chart_lift(lifts: pl.DataFrame) -> Block:
    """Draw each note against its creator's usual, the largest multiple first.

    Args:
        lifts: From `results.lift_over_baseline`.
    """
    return show("closing.chart_lift", lifts.sort("ratio", descending=True))


def table_tree(tree: pl.DataFrame) -> Block:
    """Show the KPI tree, step by step.

    Args:
        tree: From `results.kpi_tree`.
    """
    share = pl.Series(
        [None if rate is None else number(rate, "rate") for rate in tree["rate"]], dtype=pl.String
    )
    shown = tree.with_columns(pl.col("^of_(en|zh)$").str.to_lowercase(), share=share)
    # A level that is counted as what it is called needs no second word for it.
    told = [
        pl.when(pl.col(f"formula_{side}") != pl.col(f"name_{side}").str.to_lowercase())
        .then(f"formula_{side}")
        .otherwise(pl.lit(""))
        .alias(f"formula_{side}")
        for side in SIDES
    ]
    return show("closing.table_tree", shown.with_columns(told))


def table_split(splits: Sequence[tuple[str, pl.DataFrame, Words]]) -> Block:
    """Show the budget's split this time and as proposed.

    Args:
        splits: The column the money is split by, its split from `results.split_budget`, and the words of its
            groups; each split adds up by itself.
    """
    split = pl.concat([frame.with_columns(by=pl.lit(by)) for by, frame, _ in splits])
    groups = {key: text for _, _, names in splits for key, text in names.items()}
    return show("closing.table_split", split, words={"key": groups})
