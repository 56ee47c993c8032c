"""Step 5: what we got against plan, what moved because of it, what to do next time."""

from xhs_workbench.results.comments import (
    add_week,
    reader_comments,
)
from xhs_workbench.results.growth import (
    growth_curves,
    late_growers,
    middle_curve,
)
from xhs_workbench.results.longevity import (
    age_notes,
    check_forecasts,
    forecast_notes,
    forecast_paths,
    longevity_findings,
    note_lives,
)
from xhs_workbench.results.note_features import (
    FAMILIES,
)
from xhs_workbench.results.outcomes import (
    gather_outcomes,
)
from xhs_workbench.results.plan import (
    add_format,
    compare_groups,
    compare_to_plan,
    definitions_used,
    headline,
    limits,
    next_steps,
    rank_notes,
    sum_own_costs,
)
from xhs_workbench.results.search import (
    rank_days,
    search_levels,
    sum_ranks,
)
from xhs_workbench.results.search_lift import (
    measure_lift,
)
from xhs_workbench.results.what_worked import (
    find_what_worked,
    pool_notes,
    worked_findings,
)

__all__ = [
    "FAMILIES",
    "add_format",
    "add_week",
    "age_notes",
    "check_forecasts",
    "compare_groups",
    "compare_to_plan",
    "definitions_used",
    "find_what_worked",
    "forecast_notes",
    "forecast_paths",
    "gather_outcomes",
    "growth_curves",
    "headline",
    "late_growers",
    "limits",
    "longevity_findings",
    "measure_lift",
    "middle_curve",
    "next_steps",
    "note_lives",
    "pool_notes",
    "rank_days",
    "rank_notes",
    "reader_comments",
    "search_levels",
    "sum_own_costs",
    "sum_ranks",
    "worked_findings",
]  # fmt: skip
