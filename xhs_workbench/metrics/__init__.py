"""One definition per number (口径): numerator, denominator, window, scope; intervals; peers."""

from xhs_workbench.metrics.intervals import ENOUGH, median_interval, ratio_interval, wilson
from xhs_workbench.metrics.measure import compare_definitions, rank_within, summarise, value_of
from xhs_workbench.metrics.note_formats import FORMAT_NAMES, FORMATS, format_names, name_formats
from xhs_workbench.metrics.registry import Definition, chosen, definition, footnotes, formula, registry, rivals
from xhs_workbench.metrics.tiers import assign_tiers, scheme, schemes, tier_names

__all__ = [
    "ENOUGH",
    "FORMATS",
    "FORMAT_NAMES",
    "Definition",
    "assign_tiers",
    "chosen",
    "compare_definitions",
    "definition",
    "footnotes",
    "format_names",
    "formula",
    "median_interval",
    "name_formats",
    "rank_within",
    "ratio_interval",
    "registry",
    "rivals",
    "scheme",
    "schemes",
    "summarise",
    "tier_names",
    "value_of",
    "wilson",
]  # fmt: skip
