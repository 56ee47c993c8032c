"""Step 2: who is worth paying, within budget, and why."""

from xhs_workbench.selection.agreement import LearnedWeights, compare_with_past, learn_weights, past_ids, say_agreement
from xhs_workbench.selection.answers import definitions_used, headline, limits
from xhs_workbench.selection.candidates import engagement_by_tier, gather_candidates, notes_by_tier, what_is_missing
from xhs_workbench.selection.frontier import efficient_frontier, next_best, say_frontier
from xhs_workbench.selection.gates import apply_gates, near_misses, rate_gates, say_gates
from xhs_workbench.selection.portfolio import Portfolio, pick_by_rules, pick_portfolio
from xhs_workbench.selection.reach import Reach, reach_of
from xhs_workbench.selection.record import add_record, say_record
from xhs_workbench.selection.risk import Outlook, look_ahead
from xhs_workbench.selection.rules import Rules, Terms, check_set, list_offers, rules_of, terms_of
from xhs_workbench.selection.score import PARTS, give_reasons, score_creators
from xhs_workbench.selection.stability import rate_stability, say_stability

__all__ = [
    "PARTS",
    "LearnedWeights",
    "Outlook",
    "Portfolio",
    "Reach",
    "Rules",
    "Terms",
    "add_record",
    "apply_gates",
    "check_set",
    "compare_with_past",
    "definitions_used",
    "efficient_frontier",
    "engagement_by_tier",
    "gather_candidates",
    "give_reasons",
    "headline",
    "learn_weights",
    "limits",
    "list_offers",
    "look_ahead",
    "near_misses",
    "next_best",
    "notes_by_tier",
    "past_ids",
    "pick_by_rules",
    "pick_portfolio",
    "rate_gates",
    "rate_stability",
    "reach_of",
    "rules_of",
    "say_agreement",
    "say_frontier",
    "say_gates",
    "say_record",
    "say_stability",
    "score_creators",
    "terms_of",
    "what_is_missing",
]  # fmt: skip
