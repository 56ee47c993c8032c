"""Step 2: who is worth paying, within budget, and why."""

from xhs_workbench.selection.answers import definitions_used, headline, limits
from xhs_workbench.selection.candidates import engagement_by_tier, gather_candidates, notes_by_tier, what_is_missing
from xhs_workbench.selection.frontier import efficient_frontier, next_best, say_frontier
from xhs_workbench.selection.portfolio import Portfolio, pick_by_rules, pick_portfolio
from xhs_workbench.selection.reach import Reach, reach_of
from xhs_workbench.selection.risk import Outlook, look_ahead
from xhs_workbench.selection.rules import Rules, Terms, check_set, terms_of
from xhs_workbench.selection.score import PARTS, give_reasons, score_creators

__all__ = [
    "PARTS",
    "Portfolio",
    "definitions_used",
    "engagement_by_tier",
    "gather_candidates",
    "give_reasons",
    "headline",
    "limits",
    "notes_by_tier",
    "pick_portfolio",
    "score_creators",
    "what_is_missing",
]  # fmt: skip
