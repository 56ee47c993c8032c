"""How candidates, their ranking, the picked set and what it rests on are shown."""

from xhs_workbench.views.selection.estimates import (
    chart_audience,
    chart_fair_price,
    chart_performance,
    table_audience,
    table_fair_price,
    table_overlap,
    table_performance,
)
from xhs_workbench.views.selection.fit import table_agreement, table_brief_language, table_rubric
from xhs_workbench.views.selection.live_selection import start_plan
from xhs_workbench.views.selection.memory import show_learnings, table_own_benchmarks, table_past
from xhs_workbench.views.selection.picked import (
    chart_price,
    chart_stability,
    figures_outlook,
    figures_portfolio,
    show_cards,
    show_explorer,
    table_portfolio,
)

__all__ = [
    "chart_audience",
    "chart_fair_price",
    "chart_performance",
    "chart_price",
    "chart_stability",
    "figures_outlook",
    "figures_portfolio",
    "show_cards",
    "show_explorer",
    "show_learnings",
    "start_plan",
    "table_agreement",
    "table_audience",
    "table_brief_language",
    "table_fair_price",
    "table_overlap",
    "table_own_benchmarks",
    "table_past",
    "table_performance",
    "table_portfolio",
    "table_rubric",
]
