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
from xhs_workbench.views.live.story import (
    cards_boosts,
    cards_coming,
    cards_safety,
    cards_waiting,
    chapter_answers,
    chapter_boosts,
    chapter_calendar,
    chapter_pace,
    chapter_reminders,
    chapter_safety,
    first_screen,
    sketch_days,
)

__all__ = [
    "cards_boosts",
    "cards_coming",
    "cards_safety",
    "cards_waiting",
    "chapter_answers",
    "chapter_boosts",
    "chapter_calendar",
    "chapter_pace",
    "chapter_reminders",
    "chapter_safety",
    "chart_diagnosis",
    "chart_posts",
    "figures_boost",
    "figures_today",
    "first_screen",
    "sketch_days",
    "table_boosts",
    "table_comments",
    "table_diagnosis",
    "table_reader_hours",
    "table_slots",
    "table_spikes",
    "today",
]
