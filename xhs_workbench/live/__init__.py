"""Step 4: what needs an answer, a reminder or money today."""

from xhs_workbench.live.answers import (
    answer_list,
    carry_findings,
    carry_note,
    carry_states,
    complaint_spikes,
    mark_negative,
    note_owners,
    paused_notes,
    read_states,
    response_times,
    spike_findings,
)
from xhs_workbench.live.boost_reasons import (
    BOOST_REASONS,
    boost_findings,
)
from xhs_workbench.live.boost_spending import (
    PLATFORMS,
    money_left,
    sum_spending,
)
from xhs_workbench.live.boosting import (
    gather_evidence,
    plan_boosts,
)
from xhs_workbench.live.calendar import (
    check_progress,
    count_ordered,
    limits,
    plan_calendar,
    posted_by,
    posts_by_day,
)
from xhs_workbench.live.calendar_file import (
    calendar_file,
    clashes,
)
from xhs_workbench.live.open_comments import (
    check_open,
    count_open,
    find_open_comments,
)
from xhs_workbench.live.posting_hours import (
    BLOCK_NAMES,
    advise_hours,
    hours_that_worked,
    reader_hours,
)
from xhs_workbench.live.slips import (
    STATES,
    add_festivals,
    festival_spans,
    follow_drafts,
    slip_findings,
)
from xhs_workbench.live.today import (
    PLACES,
    Task,
    sort_today,
)
from xhs_workbench.live.traction import (
    QUADRANTS,
    diagnose_notes,
    judge_traction,
    traction_findings,
)

__all__ = [
    "BLOCK_NAMES",
    "BOOST_REASONS",
    "PLACES",
    "PLATFORMS",
    "QUADRANTS",
    "STATES",
    "Task",
    "add_festivals",
    "advise_hours",
    "answer_list",
    "boost_findings",
    "calendar_file",
    "carry_findings",
    "carry_note",
    "carry_states",
    "check_open",
    "check_progress",
    "clashes",
    "complaint_spikes",
    "count_open",
    "count_ordered",
    "diagnose_notes",
    "festival_spans",
    "find_open_comments",
    "follow_drafts",
    "gather_evidence",
    "hours_that_worked",
    "judge_traction",
    "limits",
    "mark_negative",
    "money_left",
    "note_owners",
    "paused_notes",
    "plan_boosts",
    "plan_calendar",
    "posted_by",
    "posts_by_day",
    "read_states",
    "reader_hours",
    "response_times",
    "slip_findings",
    "sort_today",
    "spike_findings",
    "sum_spending",
    "traction_findings",
]  # fmt: skip
