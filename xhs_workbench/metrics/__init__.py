"""One definition per number (口径): numerator, denominator, window, scope; intervals; peers."""

from xhs_workbench.metrics.intervals import ENOUGH, median_interval, wilson
from xhs_workbench.metrics.measure import compare_definitions, rank_within, side_by_side, summarise, value_of
from xhs_workbench.metrics.note_formats import FORMAT_NAMES, FORMATS, format_names, name_formats
from xhs_workbench.metrics.ratio_intervals import ratio_interval
from xhs_workbench.metrics.reconciliation import (
    Reconciliation,
    interaction_versions,
    reconcile,
    reconciliation_findings,
)
from xhs_workbench.metrics.registry import WORDS, Definition, chosen, definition, footnotes, formula, registry, rivals
from xhs_workbench.metrics.tiers import assign_tiers, scheme, schemes, tier_names

__all__ = [
    "ENOUGH",
    "FORMATS",
    "FORMAT_NAMES",
    "WORDS",
    "Definition",
    "Reconciliation",
    "assign_tiers",
    "chosen",
    "compare_definitions",
    "definition",
    "footnotes",
    "format_names",
    "formula",
    "interaction_versions",
    "median_interval",
    "name_formats",
    "rank_within",
    "ratio_interval",
    "reconcile",
    "reconciliation_findings",
    "registry",
    "rivals",
    "scheme",
    "schemes",
    "side_by_side",
    "summarise",
    "tier_names",
    "value_of",
    "wilson",
]  # fmt: skip
