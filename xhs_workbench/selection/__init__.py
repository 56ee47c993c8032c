"""Step 2: who is worth paying, within budget, and why."""

from xhs_workbench.selection.answers import definitions_used, headline, limits
from xhs_workbench.selection.authenticity import (
    KINDS,
    authenticity_findings,
    authenticity_limits,
    check_authenticity,
    flag_candidates,
    list_evidence,
    summarise_authenticity,
)
from xhs_workbench.selection.candidates import engagement_by_tier, gather_candidates, notes_by_tier, what_is_missing
from xhs_workbench.selection.overlap import (
    OVERLAP_LIMITS,
    gather_commenters,
    overlap_findings,
    overlap_in_set,
    overlap_pairs,
    seen_share,
)
from xhs_workbench.selection.portfolio import Portfolio, pick_portfolio
from xhs_workbench.selection.score import PARTS, give_reasons, score_creators

__all__ = [
    "KINDS",
    "OVERLAP_LIMITS",
    "PARTS",
    "Portfolio",
    "authenticity_findings",
    "authenticity_limits",
    "check_authenticity",
    "definitions_used",
    "engagement_by_tier",
    "flag_candidates",
    "gather_candidates",
    "gather_commenters",
    "give_reasons",
    "headline",
    "limits",
    "list_evidence",
    "notes_by_tier",
    "overlap_findings",
    "overlap_in_set",
    "overlap_pairs",
    "pick_portfolio",
    "score_creators",
    "seen_share",
    "summarise_authenticity",
    "what_is_missing",
]  # fmt: skip
