"""Is the objective specific, measurable and consistent with its numbers, and does the audience describe a person?"""

from __future__ import annotations

from xhs_workbench.brief.checking.rules import Measured, Rule, both
from xhs_workbench.brief.names import STAGE_NAMES
from xhs_workbench.findings import Text
from xhs_workbench.metrics import definition
from xhs_workbench.metrics.registry import Definition, columns, registry
from xhs_workbench.params.brief import Brief


def objective_specific(brief: Brief, rule: Rule) -> Measured:
    """The statement says when, and what should change; one language is enough here (see `languages_complete`)."""
    statement = f"{brief.objective.statement.en} {brief.objective.statement.zh}"
    wanted = {
        "when": Text("by when or for which occasion", "时间或节点"),
        "moves": Text("what should move", "要改变的指标"),
    }
    lacking = [said for name, said in wanted.items() if not rule.pattern(name).search(statement)]
    return Measured(not lacking, {"lacking": both(lacking)})


def objective_measurable(brief: Brief, rule: Rule) -> Measured:
    """There is at least one target."""
    return Measured(bool(brief.kpis), {"n": len(brief.kpis)})


def _known_targets(brief: Brief) -> list[tuple[Definition, float]]:
    found = registry()
    return [(found[kpi.metric], kpi.target) for kpi in brief.kpis if kpi.metric in found]


def _metric_names(entries: list[Definition]) -> Text:
    return both([Text(entry.en, entry.zh) for entry in entries])


def kpis_defined(brief: Brief, rule: Rule) -> Measured:
    """Each KPI is in the registry, and is the definition that the brief chose for its everyday word."""
    choices = brief.definitions
    picked = {"interactions": choices.interactions, "viral": choices.viral}
    wrong = [kpi.metric for kpi in brief.kpis if kpi.metric not in registry()]
    for entry, _ in _known_targets(brief):
        rival = picked.get(entry.word, entry.id) != entry.id
        other = entry.choice and entry.choice != getattr(choices, entry.word, entry.choice)
        if rival or other:
            wrong.append(entry.id)
    names = _metric_names([entry for entry, _ in _known_targets(brief)])
    return Measured(not wrong, {"n": len(wrong), "names": names}, tuple(wrong))


def kpis_fit_objective(brief: Brief, rule: Rule) -> Measured:
    """At least one KPI measures what this kind of campaign is for; the previous rule reports a brief without KPIs."""
    fitting = rule.settings[brief.objective.kind]
    found = [entry for entry, _ in _known_targets(brief) if entry.id in fitting]
    wanted = _metric_names([definition(name) for name in fitting])
    return Measured(bool(found) or not brief.kpis, {"names": _metric_names(found), "wanted": wanted})


def kpis_agree(brief: Brief, rule: Rule) -> Measured:
    """A promised unit cost is the budget over the promised count, within the tolerance; reads are below impressions."""
    promised = {entry.id: target for entry, target in _known_targets(brief)}
    counts = {entry.numerator: target for entry, target in _known_targets(brief) if not entry.denominator}
    said = []
    for entry, target in _known_targets(brief):
        count = counts.get(columns(entry.denominator, brief.definitions)) if entry.denominator else None
        if "@money" in entry.numerator and count:
            implied = _money(brief) / count * entry.times
            if implied > target * (1 + rule.settings["tolerance"]):
                said.append(f"{entry.id}: ¥{implied:,.2f} > ¥{target:,.2f}")
    if promised.get("reads", 0) > promised.get("impressions", float("inf")):
        said.append(f"reads {promised['reads']:,.0f} > impressions {promised['impressions']:,.0f}")
    return Measured(not said, {"tolerance": f"{rule.settings['tolerance']:.0%}"}, tuple(said))


def _money(brief: Brief) -> float:
    """Return the budget on the brief's money basis, in CNY; the creators' budget counts as quotes."""
    budget, basis = brief.budget, brief.definitions.money
    quote = budget.creators_cny * (1 if basis == "quote" else 1 + budget.service_fee_rate)
    return quote + (budget.boost_cny if basis == "quote_fee_boost" else 0)


def audience_defined(brief: Brief, rule: Rule) -> Measured:
    """Age and stage are required by the model; this rule asks for place, interests and an insight."""
    who = brief.audience
    wanted = (
        (Text("place", "地域"), who.city_tiers or who.provinces),
        (Text("interests", "兴趣"), who.interests),
        (Text("an insight", "洞察"), who.insight),
    )
    lacking = [name for name, given in wanted if not given]
    return Measured(not lacking, {"lacking": both(lacking)})


def audience_fits_stage(brief: Brief, rule: Rule) -> Measured:
    """The funnel stage is one that this kind of objective can influence."""
    fitting = rule.settings[brief.objective.kind]
    wanted = both([STAGE_NAMES[stage] for stage in fitting])
    stage = STAGE_NAMES[brief.audience.funnel_stage]
    return Measured(brief.audience.funnel_stage in fitting, {"stage": stage, "wanted": wanted})
