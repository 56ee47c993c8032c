"""What the selection refuses of its parameters whatever the files hold: known before anything is read."""

from __future__ import annotations

import polars as pl

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.params.brief import Brief
from xhs_workbench.params.notebooks import SelectionParams
from xhs_workbench.selection.candidates import gather_candidates
from xhs_workbench.selection.evidence.authenticity import check_authenticity, flag_candidates
from xhs_workbench.selection.evidence.record import add_record
from xhs_workbench.selection.judging.gates import check_gates
from xhs_workbench.selection.planning.reach import check_segments
from xhs_workbench.tables import empty


def check_wishes(params: SelectionParams, brief: Brief) -> None:
    """Refuse gates over columns that candidates do not have, and audience segments there are none of.

    Raises:
        ParamsError: All of them at once.
    """
    problems: list[Problem] = []
    try:
        check_segments(params.audience_people)
    except ParamsError as error:
        problems += error.problems
    try:
        check_gates(bare_candidates(brief), params.gates)
    except ParamsError as error:
        problems += error.problems
    if problems:
        raise ParamsError(problems)


def bare_candidates(brief: Brief) -> pl.DataFrame:
    """Return the candidates as the gates meet them, without a row: every column there is, and of which kind."""
    creators, notes = empty("creators"), empty("notes")
    candidates = gather_candidates(creators, notes, brief)
    return add_record(
        flag_candidates(candidates, check_authenticity(creators, notes, empty("comments"))), notes, brief
    )
