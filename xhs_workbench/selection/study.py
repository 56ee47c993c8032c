"""Everything that is worked out of the candidates before a set is picked, in the order in which one step needs the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from xhs_workbench.params.brief import Brief
from xhs_workbench.params.notebooks import SelectionParams
from xhs_workbench.selection.candidates import gather_candidates
from xhs_workbench.selection.cards import prepare_cards
from xhs_workbench.selection.estimating.past import add_past_notes
from xhs_workbench.selection.evidence.authenticity import check_authenticity, flag_candidates
from xhs_workbench.selection.evidence.record import add_record
from xhs_workbench.selection.judging.gates import apply_gates
from xhs_workbench.selection.judging.score import give_reasons, score_creators
from xhs_workbench.selection.judging.stability import rate_stability
from xhs_workbench.selection.planning.rules import Rules, rules_of


@dataclass(frozen=True)
class Study:
    """The candidates, judged.

    Args:
        creators: The `Creators` table.
        notes: The `Notes` table of their recent notes, with those that are remembered.
        comments: The `Comments` table.
        candidates: From `gather_candidates`.
        evidence: From `check_authenticity`.
        recorded: `candidates` with what there is to ask and what stands in their record.
        gated: From `apply_gates`.
        scored: From `score_creators`, with reasons, stability and what a card needs.
        rules: Every rule of a set.
    """

    creators: pl.DataFrame
    notes: pl.DataFrame
    comments: pl.DataFrame
    candidates: pl.DataFrame
    evidence: pl.DataFrame
    recorded: pl.DataFrame
    gated: pl.DataFrame
    scored: pl.DataFrame
    rules: Rules


def study_candidates(
    table: Callable[[str], pl.DataFrame],
    params: SelectionParams,
    brief: Brief,
    *,
    remembered: pl.DataFrame,
    elsewhere: pl.DataFrame | None = None,
) -> Study:
    """Judge the candidates by everything the files hold.

    Args:
        table: Name of a canonical table -> the table, such as `Intake.table`.
        params: Gates, weights, days of a competitor's note.
        brief: The brief.
        remembered: Notes of earlier campaigns; see `add_past_notes`.
        elsewhere: Notes placed for other brands; see `estimate_performance`.
    """
    creators, comments = table("creators"), table("comments")
    notes = add_past_notes(table("notes"), remembered)
    candidates = gather_candidates(creators, notes, brief, elsewhere)
    evidence = check_authenticity(creators, notes, comments)
    recorded = add_record(flag_candidates(candidates, evidence), notes, brief, days=params.competitor_days)
    gated = apply_gates(recorded, params.gates)
    scored = give_reasons(score_creators(gated, params.weights), params.weights)
    ready = prepare_cards(rate_stability(scored, params.weights))
    rules = rules_of(params, brief, candidates)
    return Study(creators, notes, comments, candidates, evidence, recorded, gated, ready, rules)
