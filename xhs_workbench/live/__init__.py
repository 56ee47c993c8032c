"""Step 4: what needs an answer, a reminder or money today."""

from xhs_workbench.live.calendar import check_progress, count_ordered, limits, plan_calendar, posted_by, posts_by_day
from xhs_workbench.live.open_comments import check_open, count_open, find_open_comments

__all__ = [
    "check_open",
    "check_progress",
    "count_open",
    "count_ordered",
    "find_open_comments",
    "limits",
    "plan_calendar",
    "posted_by",
    "posts_by_day",
]
