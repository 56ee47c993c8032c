"""How a campaign's end is shown."""

from xhs_workbench.views.results.agreement import figures_checks, table_definitions, table_differences
from xhs_workbench.views.results.closer_look import show_comments, show_notes
from xhs_workbench.views.results.outcomes import (
    chart_forecast,
    chart_ranks,
    chart_worked,
    table_lift,
    table_lives,
    table_sight,
    table_worked,
)
from xhs_workbench.views.results.plan import (
    chart_growth,
    chart_lift,
    figures_own_costs,
    figures_plan,
    table_groups,
    table_split,
    table_tree,
)
from xhs_workbench.views.results.said import (
    chart_sentiment,
    table_intents_by,
    table_liked,
    table_questions,
    table_sentiment,
    table_topics,
)

__all__ = [
    "chart_forecast",
    "chart_growth",
    "chart_lift",
    "chart_ranks",
    "chart_sentiment",
    "chart_worked",
    "figures_checks",
    "figures_own_costs",
    "figures_plan",
    "show_comments",
    "show_notes",
    "table_definitions",
    "table_differences",
    "table_groups",
    "table_intents_by",
    "table_lift",
    "table_liked",
    "table_lives",
    "table_questions",
    "table_sentiment",
    "table_sight",
    "table_split",
    "table_topics",
    "table_tree",
    "table_worked",
]
