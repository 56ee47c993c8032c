"""How a day of the running campaign is shown."""

from xhs_workbench.views.live.boosts import chart_diagnosis, figures_boost, table_boosts, table_diagnosis
from xhs_workbench.views.live.day import (
    chart_posts,
    figures_today,
    table_comments,
    table_reader_hours,
    table_slots,
    table_spikes,
    today,
)

__all__ = [
    "chart_diagnosis",
    "chart_posts",
    "figures_boost",
    "figures_today",
    "table_boosts",
    "table_comments",
    "table_diagnosis",
    "table_reader_hours",
    "table_slots",
    "table_spikes",
    "today",
]
