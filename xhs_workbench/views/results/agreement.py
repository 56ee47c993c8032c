"""Whether the files agree, and what a campaign looks like under rival definitions."""

from __future__ import annotations

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.declarations import show
from xhs_workbench.views.drawing.numbers import interval
from xhs_workbench.views.drawing.numbers import show as number
from xhs_workbench.views.drawing.tables import Figure, figures

VERDICTS = ("agrees", "differs", "yuan_or_fen", "cannot")
KINDS = {"count": "count", "cny": "cny2", "rate": "rate", "number": "number"}


def figures_checks(summary: pl.DataFrame) -> Block:
    """Show how many comparisons were made and how they came out."""
    agrees, differs, hundredfold, cannot = (int(summary[name].sum()) for name in VERDICTS)
    items = [
        Figure(
            Text("Comparisons made", "已比对"),
            int(summary["n"].sum()),
            "count",
            Text("two figures that must agree", "应当一致的两个数"),
        ),
        Figure(Text("Agree", "一致"), agrees, "count", Text("up to rounding", "仅有四舍五入差异")),
        Figure(
            Text("Differ", "不符"),
            differs,
            "count",
            Text("listed below", "见下表"),
            tone="bad" if differs else "good",
        ),
        Figure(
            Text("元 or 分?", "元/分混用？"),
            hundredfold,
            "count",
            Text("a hundredfold apart", "相差百倍"),
            tone="bad" if hundredfold else "good",
        ),
        Figure(
            Text("Cannot be compared", "无法比对"), cannot, "count", Text("a part is missing", "缺少数据")
        ),
    ]
    return figures(items, "reconciliation.figures_checks")


def table_differences(checks: pl.DataFrame) -> Block:
    """Show what does not agree, and where it stands."""
    return show(
        "reconciliation.table_differences", checks.filter(pl.col("verdict").is_in(["differs", "yuan_or_fen"]))
    )


def table_definitions(compared: pl.DataFrame) -> Block:
    """Show one campaign under rival definitions; the brief's own are marked."""
    rows = list(compared.iter_rows(named=True))
    texts = {
        "value_text": [number(row["value"], KINDS[row["unit"]]) for row in rows],
        "range_text": [interval(row["lower"], row["upper"], KINDS[row["unit"]]) for row in rows],
    }
    shown = compared.with_columns(pl.Series(name, made, dtype=pl.String) for name, made in texts.items())
    return show("reconciliation.table_definitions", shown)
