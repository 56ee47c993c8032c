"""Step 2: who is worth paying, within budget, and why."""

from xhs_workbench.selection.answers import (
    definitions_used,
    headline,
    limits,
)
from xhs_workbench.selection.candidates import (
    engagement_by_tier,
    gather_candidates,
    notes_by_tier,
    what_is_missing,
)
from xhs_workbench.selection.cards import (
    creator_names,
    list_card_notes,
    prepare_cards,
)
from xhs_workbench.selection.estimating.benchmarks import (
    benchmark_cells,
    compare_with_guide,
    hidden_cells,
)
from xhs_workbench.selection.estimating.fair_price import (
    compare_prices,
)
from xhs_workbench.selection.estimating.past import (
    add_past_notes,
    add_past_record,
    past_findings,
)
from xhs_workbench.selection.estimating.performance import (
    Performance,
    estimate_performance,
)
from xhs_workbench.selection.estimating.performance_findings import (
    explain_performance,
)
from xhs_workbench.selection.evidence.authenticity import (
    KINDS,
    authenticity_findings,
    authenticity_limits,
    check_authenticity,
    flag_candidates,
    list_evidence,
    summarise_authenticity,
)
from xhs_workbench.selection.evidence.overlap import (
    OVERLAP_LIMITS,
    gather_commenters,
    overlap_findings,
    overlap_in_set,
    overlap_pairs,
    seen_share,
)
from xhs_workbench.selection.evidence.record import (
    add_record,
    say_record,
)
from xhs_workbench.selection.foreseen import (
    bare_candidates,
    check_wishes,
)
from xhs_workbench.selection.judging.agreement import (
    LearnedWeights,
    compare_with_past,
    learn_weights,
    past_ids,
    say_agreement,
)
from xhs_workbench.selection.judging.audience import (
    fit_audience,
    rate_audience,
)
from xhs_workbench.selection.judging.brief_language import (
    speak_the_brief,
    topic_names,
)
from xhs_workbench.selection.judging.cover_fit import (
    compare_covers,
    cover_findings,
    match_covers,
    palette_distance,
)
from xhs_workbench.selection.judging.gates import (
    apply_gates,
    rate_gates,
    say_gates,
)
from xhs_workbench.selection.judging.near_misses import (
    near_misses,
)
from xhs_workbench.selection.judging.rubric import (
    CRITERIA,
    rater_agreement,
    rubric_findings,
    rubric_scores,
    weighted_kappa,
    write_rubric,
)
from xhs_workbench.selection.judging.score import (
    PARTS,
    give_reasons,
    score_creators,
)
from xhs_workbench.selection.judging.stability import (
    rate_stability,
    say_stability,
)
from xhs_workbench.selection.planning.forecast import (
    Forecast,
    forecast_set,
)
from xhs_workbench.selection.planning.frontier import (
    efficient_frontier,
    next_best,
    say_frontier,
)
from xhs_workbench.selection.planning.portfolio import (
    Portfolio,
    pick_by_rules,
    pick_portfolio,
)
from xhs_workbench.selection.planning.reach import (
    Reach,
    reach_of,
)
from xhs_workbench.selection.planning.replan import (
    Replanned,
    Replanner,
)
from xhs_workbench.selection.planning.risk import (
    Outlook,
    look_ahead,
)
from xhs_workbench.selection.planning.rules import (
    Rules,
    Terms,
    check_set,
    list_offers,
    rules_of,
    terms_of,
)
from xhs_workbench.selection.saying.before_signing import (
    points_of_all,
    points_to_settle,
)
from xhs_workbench.selection.saying.budgets import say_more_money
from xhs_workbench.selection.saying.candidates import limits_of_ranking, say_ranking, sum_up_candidates
from xhs_workbench.selection.saying.chapters import (
    quotes_of_picks,
    say_audience,
    say_creators,
    say_mix,
    say_points,
    say_prices,
    say_results,
    say_stand_ins,
    tier_shares,
)
from xhs_workbench.selection.saying.creators import (
    make_cards,
    say_asks,
)
from xhs_workbench.selection.saying.recommending import keep_to_limit
from xhs_workbench.selection.saying.verdict import (
    sum_up_selection,
)

__all__ = [
    "CRITERIA",
    "KINDS",
    "OVERLAP_LIMITS",
    "PARTS",
    "Forecast",
    "LearnedWeights",
    "Outlook",
    "Performance",
    "Portfolio",
    "Reach",
    "Replanned",
    "Replanner",
    "Rules",
    "Terms",
    "add_past_notes",
    "add_past_record",
    "add_record",
    "apply_gates",
    "authenticity_findings",
    "authenticity_limits",
    "bare_candidates",
    "benchmark_cells",
    "check_authenticity",
    "check_set",
    "check_wishes",
    "compare_covers",
    "compare_prices",
    "compare_with_guide",
    "compare_with_past",
    "cover_findings",
    "creator_names",
    "definitions_used",
    "efficient_frontier",
    "engagement_by_tier",
    "estimate_performance",
    "explain_performance",
    "fit_audience",
    "flag_candidates",
    "forecast_set",
    "gather_candidates",
    "gather_commenters",
    "give_reasons",
    "headline",
    "hidden_cells",
    "keep_to_limit",
    "learn_weights",
    "limits",
    "limits_of_ranking",
    "list_card_notes",
    "list_evidence",
    "list_offers",
    "look_ahead",
    "make_cards",
    "match_covers",
    "near_misses",
    "next_best",
    "notes_by_tier",
    "overlap_findings",
    "overlap_in_set",
    "overlap_pairs",
    "palette_distance",
    "past_findings",
    "past_ids",
    "pick_by_rules",
    "pick_portfolio",
    "points_of_all",
    "points_to_settle",
    "prepare_cards",
    "quotes_of_picks",
    "rate_audience",
    "rate_gates",
    "rate_stability",
    "rater_agreement",
    "reach_of",
    "rubric_findings",
    "rubric_scores",
    "rules_of",
    "say_agreement",
    "say_asks",
    "say_audience",
    "say_creators",
    "say_frontier",
    "say_gates",
    "say_mix",
    "say_more_money",
    "say_points",
    "say_prices",
    "say_ranking",
    "say_record",
    "say_results",
    "say_stability",
    "say_stand_ins",
    "score_creators",
    "seen_share",
    "speak_the_brief",
    "sum_up_candidates",
    "sum_up_selection",
    "summarise_authenticity",
    "terms_of",
    "tier_shares",
    "topic_names",
    "weighted_kappa",
    "what_is_missing",
    "write_rubric",
]
