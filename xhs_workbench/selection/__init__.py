"""Step 2: who is worth paying, within budget, and why."""

from xhs_workbench.selection.answers import definitions_used, headline, limits
from xhs_workbench.selection.audience import fit_audience
from xhs_workbench.selection.authenticity import (
    KINDS,
    authenticity_findings,
    authenticity_limits,
    check_authenticity,
    flag_candidates,
    list_evidence,
    summarise_authenticity,
)
from xhs_workbench.selection.benchmarks import benchmark_cells, compare_with_guide, hidden_cells
from xhs_workbench.selection.brief_language import speak_the_brief, topic_names
from xhs_workbench.selection.candidates import engagement_by_tier, gather_candidates, notes_by_tier, what_is_missing
from xhs_workbench.selection.cover_fit import compare_covers, cover_findings, match_covers, palette_distance
from xhs_workbench.selection.fair_price import compare_prices
from xhs_workbench.selection.overlap import (
    OVERLAP_LIMITS,
    gather_commenters,
    overlap_findings,
    overlap_in_set,
    overlap_pairs,
    seen_share,
)
from xhs_workbench.selection.performance import Performance, estimate_performance
from xhs_workbench.selection.performance_findings import explain_performance
from xhs_workbench.selection.portfolio import Portfolio, pick_portfolio
from xhs_workbench.selection.rubric import (
    CRITERIA,
    rater_agreement,
    rubric_findings,
    rubric_scores,
    weighted_kappa,
    write_rubric,
)
from xhs_workbench.selection.score import PARTS, give_reasons, score_creators

__all__ = [
    "CRITERIA",
    "KINDS",
    "OVERLAP_LIMITS",
    "PARTS",
    "Performance",
    "Portfolio",
    "authenticity_findings",
    "authenticity_limits",
    "benchmark_cells",
    "check_authenticity",
    "compare_covers",
    "compare_prices",
    "compare_with_guide",
    "cover_findings",
    "definitions_used",
    "engagement_by_tier",
    "estimate_performance",
    "explain_performance",
    "fit_audience",
    "flag_candidates",
    "gather_candidates",
    "gather_commenters",
    "give_reasons",
    "headline",
    "hidden_cells",
    "limits",
    "list_evidence",
    "match_covers",
    "notes_by_tier",
    "overlap_findings",
    "overlap_in_set",
    "overlap_pairs",
    "palette_distance",
    "pick_portfolio",
    "rater_agreement",
    "rubric_findings",
    "rubric_scores",
    "score_creators",
    "seen_share",
    "speak_the_brief",
    "summarise_authenticity",
    "topic_names",
    "weighted_kappa",
    "what_is_missing",
    "write_rubric",
]  # fmt: skip
