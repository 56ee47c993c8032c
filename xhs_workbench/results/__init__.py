"""Step 5: what we got against plan, what moved because of it, what to do next time."""

from xhs_workbench.memory import ADVICE
from xhs_workbench.results.attributing.baseline_lift import (
    baseline_findings,
    campaign_lift,
    lift_over_baseline,
)
from xhs_workbench.results.attributing.search import (
    rank_days,
    rank_findings,
    search_levels,
    sum_ranks,
)
from xhs_workbench.results.attributing.search_lift import (
    foresee_lift,
    measure_lift,
    window_days,
)
from xhs_workbench.results.bringing.gather import gather_brought, off_goal, read_brought
from xhs_workbench.results.buying.cuts import cut_ads
from xhs_workbench.results.buying.gaps import ad_gaps
from xhs_workbench.results.buying.pacing import pace_ads
from xhs_workbench.results.buying.plan_sheet import hold_plan_sheet, plan_sheet_findings
from xhs_workbench.results.counting.benchmarks import against_benchmarks, ranges_of
from xhs_workbench.results.counting.budget import budget_lines
from xhs_workbench.results.counting.groups import (
    compare_creators,
    compare_delivery,
    compare_groups,
)
from xhs_workbench.results.counting.kpi_tree import (
    cost_layers,
    kpi_tree,
    split_traffic,
    weigh_interactions,
)
from xhs_workbench.results.counting.outcomes import (
    gather_outcomes,
)
from xhs_workbench.results.counting.own_past import against_own_past
from xhs_workbench.results.counting.plan import (
    add_format,
    compare_to_plan,
    definitions_used,
    headline,
    rank_notes,
    sum_own_costs,
)
from xhs_workbench.results.counting.shop import (
    compare_returns,
    decision_window,
    gather_shop,
    how_early,
)
from xhs_workbench.results.growing.growth import (
    growth_curves,
    late_growers,
    middle_curve,
)
from xhs_workbench.results.growing.longevity import (
    age_notes,
    check_forecasts,
    forecast_notes,
    forecast_paths,
    longevity_findings,
    note_lives,
)
from xhs_workbench.results.learning.next_time import (
    add_advice,
    judge_creators,
    learnings,
    split_budget,
)
from xhs_workbench.results.learning.note_features import (
    FAMILIES,
)
from xhs_workbench.results.learning.suspects import find_suspects
from xhs_workbench.results.learning.what_worked import (
    check_team_notes,
    find_what_worked,
    pool_notes,
    worked_findings,
)
from xhs_workbench.results.listening.by_group import liked_by, topics_by
from xhs_workbench.results.listening.closer_look import (
    CommentReader,
    NoteReader,
)
from xhs_workbench.results.listening.comments import (
    add_week,
    count_intents,
    liked_examples,
    ordinary_comments,
    reader_comments,
)
from xhs_workbench.results.listening.voices import (
    add_creator,
    add_message,
    carry_messages,
    emerged_notes,
    message_names,
    open_questions,
    reply_findings,
    unanswered,
    voices_findings,
)
from xhs_workbench.results.saying.best_and_last import note_cards
from xhs_workbench.results.saying.brought import dear_cards, lost_cards, say_brought
from xhs_workbench.results.saying.causes import (
    campaign_spans,
    posting_days,
    say_content,
    say_search,
)
from xhs_workbench.results.saying.closer import sum_up_closer
from xhs_workbench.results.saying.delivery import (
    say_bought,
    say_delivery,
    say_resting,
    say_shortfall,
)
from xhs_workbench.results.saying.funnel import funnel_steps, say_funnel, say_sales
from xhs_workbench.results.saying.highlights import highlight_cards, say_highlights
from xhs_workbench.results.saying.limits import limits
from xhs_workbench.results.saying.lineup import (
    objective_column,
    price_goal,
    say_goal,
    say_half,
    say_lineup,
    unpraised,
)
from xhs_workbench.results.saying.next_time import advice_cards, next_actions, say_next
from xhs_workbench.results.saying.paid import say_paid, say_past_stop
from xhs_workbench.results.saying.verdict import first_words, say_weighty
from xhs_workbench.results.saying.voices import say_comments, theme_cards

__all__ = [
    "ADVICE",
    "FAMILIES",
    "CommentReader",
    "NoteReader",
    "ad_gaps",
    "add_advice",
    "add_creator",
    "add_format",
    "add_message",
    "add_week",
    "advice_cards",
    "against_benchmarks",
    "against_own_past",
    "age_notes",
    "baseline_findings",
    "budget_lines",
    "campaign_lift",
    "campaign_spans",
    "carry_messages",
    "check_forecasts",
    "check_team_notes",
    "compare_creators",
    "compare_delivery",
    "compare_groups",
    "compare_returns",
    "compare_to_plan",
    "cost_layers",
    "count_intents",
    "cut_ads",
    "dear_cards",
    "decision_window",
    "definitions_used",
    "emerged_notes",
    "find_suspects",
    "find_what_worked",
    "first_words",
    "forecast_notes",
    "forecast_paths",
    "foresee_lift",
    "funnel_steps",
    "gather_brought",
    "gather_outcomes",
    "gather_shop",
    "growth_curves",
    "headline",
    "highlight_cards",
    "hold_plan_sheet",
    "how_early",
    "judge_creators",
    "kpi_tree",
    "late_growers",
    "learnings",
    "lift_over_baseline",
    "liked_by",
    "liked_examples",
    "limits",
    "longevity_findings",
    "lost_cards",
    "measure_lift",
    "message_names",
    "middle_curve",
    "next_actions",
    "note_cards",
    "note_lives",
    "objective_column",
    "off_goal",
    "open_questions",
    "ordinary_comments",
    "pace_ads",
    "plan_sheet_findings",
    "pool_notes",
    "posting_days",
    "price_goal",
    "ranges_of",
    "rank_days",
    "rank_findings",
    "rank_notes",
    "read_brought",
    "reader_comments",
    "reply_findings",
    "say_bought",
    "say_brought",
    "say_comments",
    "say_content",
    "say_delivery",
    "say_funnel",
    "say_goal",
    "say_half",
    "say_highlights",
    "say_lineup",
    "say_next",
    "say_paid",
    "say_past_stop",
    "say_resting",
    "say_sales",
    "say_search",
    "say_shortfall",
    "say_weighty",
    "search_levels",
    "split_budget",
    "split_traffic",
    "sum_own_costs",
    "sum_ranks",
    "sum_up_closer",
    "theme_cards",
    "topics_by",
    "unanswered",
    "unpraised",
    "voices_findings",
    "weigh_interactions",
    "window_days",
    "worked_findings",
]
