"""Is the brief complete and achievable, and does it leave the creator a voice?

Each rule is measured by one small function; `rules.toml` gives the requirement, its threshold, the reason and
the fix. The score is the sum of the points of its parts, a REVIEW giving half. It compares versions of one
brief, not brands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from xhs_workbench.brief.checking import requirements, targets, timing, voice
from xhs_workbench.brief.checking.rules import GROUPS, Measured, Rule, judge, rules
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params.brief import Brief

CHECKS: Mapping[str, Callable[[Brief, Rule], Measured]] = {
    check.__name__: check
    for check in (
        targets.objective_specific,
        targets.objective_measurable,
        targets.kpis_defined,
        targets.kpis_fit_objective,
        targets.kpis_agree,
        targets.audience_defined,
        targets.audience_fits_stage,
        requirements.messages_two_or_three,
        requirements.messages_recognisable,
        requirements.messages_concrete,
        requirements.disclosure_present,
        requirements.ad_label_for_links,
        requirements.no_diversion,
        requirements.claims_guarded,
        requirements.claims_cover_category,
        requirements.inclusions_livable,
        timing.dates_feasible,
        timing.approval_reserved,
        timing.creators_have_time,
        timing.seeded_before_sale,
        timing.inside_preheat,
        requirements.deliverables_countable,
        requirements.nothing_unfilled,
        requirements.languages_complete,
        voice.scripted_captions,
        voice.sentence_points,
        voice.must_says,
        voice.imperative_density,
        voice.prescribed_order,
        voice.freedom_written,
    )
}
"""Rule -> the function that measures it; a test checks that the names equal the file's."""
WORTH = {Level.PASS: 1.0, Level.REVIEW: 0.5, Level.FAIL: 0.0}


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One part of the score: points reached of points possible."""

    name: str
    label: Text
    got: float
    of: int
    unmet: int


@dataclass(frozen=True, slots=True)
class Score:
    """The score, 0-100, and the parts that sum to it."""

    total: float
    parts: tuple[ScorePart, ...]


def check_brief(brief: Brief) -> list[Finding]:
    """Check the brief against every rule.

    Returns:
        One finding per rule, FAIL first, then REVIEW, then PASS; within a level the rule with more points
        first.
    """
    found = [judge(rule, CHECKS[name](brief, rule)) for name, rule in rules().items()]
    order = [Level.FAIL, Level.REVIEW, Level.PASS]
    return sorted(found, key=lambda finding: (order.index(finding.level), -rules()[finding.code].points))


def score_brief(checks: Sequence[Finding]) -> Score:
    """Add up the points of a brief, part by part; while it contains a template's ‹…›, every part gives 0.

    Args:
        checks: From `check_brief`.

    Returns:
        The score; its parts sum to it, and their maximum points sum to 100.
    """
    parts = []
    unwritten = any(finding.code == "nothing_unfilled" and finding.level != Level.PASS for finding in checks)
    for name, label in GROUPS.items():
        own = [finding for finding in checks if rules()[finding.code].group == name]
        got = (
            0.0 if unwritten else sum(WORTH[finding.level] * rules()[finding.code].points for finding in own)
        )
        of = sum(rules()[finding.code].points for finding in own)
        unmet = sum(finding.level != Level.PASS for finding in own)
        parts.append(ScorePart(name, label, got, of, unmet))
    return Score(sum(part.got for part in parts), tuple(parts))
