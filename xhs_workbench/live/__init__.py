"""Step 4: what needs an answer, a reminder or money today."""

from xhs_workbench.live.boosting import boost_findings, gather_evidence, plan_boosts
from xhs_workbench.live.calendar import check_progress, count_ordered, limits, plan_calendar, posted_by, posts_by_day
from xhs_workbench.live.open_comments import check_open, count_open, find_open_comments
from xhs_workbench.live.traction import QUADRANTS, diagnose_notes, judge_traction, traction_findings

__all__ = [
    "QUADRANTS",
    "boost_findings",
    "check_open",
    "check_progress",
    "count_open",
    "count_ordered",
    "diagnose_notes",
    "find_open_comments",
    "gather_evidence",
    "judge_traction",
    "limits",
    "plan_boosts",
    "plan_calendar",
    "posted_by",
    "posts_by_day",
    "traction_findings",
]
