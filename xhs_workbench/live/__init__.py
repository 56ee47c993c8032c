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
from xhs_workbench.live.daily_growth import growth_so_far
from xhs_workbench.live.open_comments import (
    check_open,
    count_open,
    count_safety,
    find_open_comments,
    safety_alarms,
)
from xhs_workbench.live.saying.chapters import (
    say_answers,
    say_boosts,
    say_calendar,
    say_pace,
    say_reminders,
    say_safety,
)
from xhs_workbench.live.saying.day import Day
from xhs_workbench.live.saying.first_screen import say_today
from xhs_workbench.live.saying.note_cards import cards_boosts, cards_coming, cards_safety, cards_waiting
from xhs_workbench.live.scheduling.calendar import (
    as_they_stood,
    check_progress,
    count_ordered,
    plan_calendar,
    posted_by,
    posts_by_day,
)
from xhs_workbench.live.scheduling.calendar_file import calendar_file
from xhs_workbench.live.scheduling.conflicts import (
    clashes,
    date_conflicts,
    most_a_day,
    slot_conflicts,
)
from xhs_workbench.live.scheduling.open_notes import (
    booked_creators,
    draft_findings,
    follow_orders,
    open_notes,
)
from xhs_workbench.live.scheduling.posting_hours import (
    BLOCK_NAMES,
    advise_hours,
    best_block,
    creator_hours,
    gather_timed,
    hours_of_booked,
    hours_that_worked,
    reader_hours,
    timed_finding,
)
from xhs_workbench.live.scheduling.slips import (
    STATES,
    add_spans,
    festival_spans,
    follow_drafts,
    slip_findings,
    unsettled_notes,
)
from xhs_workbench.live.scheduling.slots import (
    HOUR_REASONS,
    SLOT_STATES,
    calendar_slots,
    plan_slots,
    slot_spans,
)
from xhs_workbench.live.spending.boost_reasons import (
    BOOST_REASONS,
    boost_findings,
)
from xhs_workbench.live.spending.boost_spending import (
    PLATFORMS,
    money_left,
    sum_spending,
)
from xhs_workbench.live.spending.boosting import (
    gather_evidence,
    plan_boosts,
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
from xhs_workbench.live.unread import absent_tables, limits

__all__ = [
    "BLOCK_NAMES",
    "BOOST_REASONS",
    "HOUR_REASONS",
    "PLACES",
    "PLATFORMS",
    "QUADRANTS",
    "SLOT_STATES",
    "STATES",
    "Day",
    "Task",
    "absent_tables",
    "add_spans",
    "advise_hours",
    "answer_list",
    "as_they_stood",
    "best_block",
    "booked_creators",
    "boost_findings",
    "calendar_file",
    "calendar_slots",
    "cards_boosts",
    "cards_coming",
    "cards_safety",
    "cards_waiting",
    "carry_findings",
    "carry_note",
    "carry_states",
    "check_open",
    "check_progress",
    "clashes",
    "complaint_spikes",
    "count_open",
    "count_ordered",
    "count_safety",
    "creator_hours",
    "date_conflicts",
    "diagnose_notes",
    "draft_findings",
    "festival_spans",
    "find_open_comments",
    "follow_drafts",
    "follow_orders",
    "gather_evidence",
    "gather_timed",
    "growth_so_far",
    "hours_of_booked",
    "hours_that_worked",
    "judge_traction",
    "limits",
    "mark_negative",
    "money_left",
    "most_a_day",
    "note_owners",
    "open_notes",
    "paused_notes",
    "plan_boosts",
    "plan_calendar",
    "plan_slots",
    "posted_by",
    "posts_by_day",
    "read_states",
    "reader_hours",
    "response_times",
    "safety_alarms",
    "say_answers",
    "say_boosts",
    "say_calendar",
    "say_pace",
    "say_reminders",
    "say_safety",
    "say_today",
    "slip_findings",
    "slot_conflicts",
    "slot_spans",
    "sort_today",
    "spike_findings",
    "sum_spending",
    "timed_finding",
    "traction_findings",
    "unsettled_notes",
]
