"""One definition per number (口径): numerator, denominator, window, scope; intervals; peers."""

from xhs_workbench.metrics.measure import bound_of, settled_value, side_by_side, summarise, value_of
from xhs_workbench.metrics.media_plan import STATES as PLAN_STATES
from xhs_workbench.metrics.media_plan import follow_plan, planned_money
from xhs_workbench.metrics.note_formats import FORMAT_NAMES, FORMATS, name_formats
from xhs_workbench.metrics.reconciliation import (
    Reconciliation,
    reconcile,
    reconciliation_findings,
)
from xhs_workbench.metrics.registry import (
    Definition,
    chosen,
    definition,
    everyday_words,
    footnotes,
    formula,
    registry,
    rivals,
    word_name,
)
from xhs_workbench.metrics.tiers import assign_tiers, scheme, schemes, tier_names, tier_word
from xhs_workbench.statistics.censored import any_flag, estimate_median, median_known, median_settled
from xhs_workbench.statistics.intervals import ENOUGH, median_interval, wilson
from xhs_workbench.statistics.ratio_intervals import ratio_interval

__all__ = [
    "ENOUGH",
    "FORMATS",
    "FORMAT_NAMES",
    "PLAN_STATES",
    "Definition",
    "Reconciliation",
    "any_flag",
    "assign_tiers",
    "bound_of",
    "chosen",
    "definition",
    "estimate_median",
    "everyday_words",
    "follow_plan",
    "footnotes",
    "formula",
    "median_interval",
    "median_known",
    "median_settled",
    "name_formats",
    "planned_money",
    "ratio_interval",
    "reconcile",
    "reconciliation_findings",
    "registry",
    "rivals",
    "scheme",
    "schemes",
    "settled_value",
    "side_by_side",
    "summarise",
    "tier_names",
    "tier_word",
    "value_of",
    "wilson",
    "word_name",
]
