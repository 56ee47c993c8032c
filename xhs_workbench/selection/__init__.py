"""Step 2: who is worth paying, within budget, and why."""

from xhs_workbench.selection.answers import definitions_used, headline, limits
from xhs_workbench.selection.audience import fit_audience
from xhs_workbench.selection.benchmarks import benchmark_cells, compare_with_guide, hidden_cells
from xhs_workbench.selection.candidates import engagement_by_tier, gather_candidates, notes_by_tier, what_is_missing
from xhs_workbench.selection.fair_price import compare_prices
from xhs_workbench.selection.performance import Performance, estimate_performance
from xhs_workbench.selection.performance_findings import explain_performance
from xhs_workbench.selection.portfolio import Portfolio, pick_portfolio
from xhs_workbench.selection.score import PARTS, give_reasons, score_creators

__all__ = [
    "PARTS",
    "Performance",
    "Portfolio",
    "benchmark_cells",
    "compare_prices",
    "compare_with_guide",
    "definitions_used",
    "engagement_by_tier",
    "estimate_performance",
    "explain_performance",
    "fit_audience",
    "gather_candidates",
    "give_reasons",
    "headline",
    "hidden_cells",
    "limits",
    "notes_by_tier",
    "pick_portfolio",
    "score_creators",
    "what_is_missing",
]  # fmt: skip
