"""What a page says is missing: only what the brief asks for, and only what is not there."""

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.params import BriefParams
from xhs_workbench.report.rendering.page import _missing
from xhs_workbench.report.rendering.sections import Part, place
from xhs_workbench.views.asked import asked_chapters
from xhs_workbench.views.results.story import chapter_delivery, chapter_lineup, table_plan

LEADS = BriefParams(brief="params/demo_leads/brief.yaml").read_brief()
PLAN = {
    "metric": "leads",
    "name_en": "Leads",
    "name_zh": "客资量",
    "value": None,
    "completion": None,
    "verdict": "unknown",
}
COST = {**PLAN, "metric": "cost_per_lead", "name_en": "Cost per lead", "name_zh": "客资成本"}


def test_a_brief_asks_for_the_chapters_of_its_objective_its_targets_and_its_boosts():
    asked = asked_chapters(LEADS)
    assert "brought.leads" in asked
    assert "results.paid" in asked  # it has a budget of boosts
    assert not {"brought.audience", "results.sales", "brought.reached"} & {*asked}


def parts_of(*blocks):
    parts = []
    for block in blocks:
        part = Part("p", 2, block)
        place(
            [
                {
                    "kind": "chapter",
                    "language": "en",
                    "data": {"says": "", "wants": f"a file of {block}", "block": block},
                }
            ],
            part,
        )
        parts.append(part)
    return parts


def test_only_what_was_asked_for_is_missed_and_a_few_at_most():
    asked = ["results.next", "brought.leads"]
    assert _missing(parts_of("brought.audience", "brought.leads", "live.chapter_pace"), ", ", asked) == [
        ("brought.leads", "a file of brought.leads"),
        ("live.chapter_pace", "a file of live.chapter_pace"),
    ]
    assert len(_missing(parts_of(*(f"results.{n}" for n in range(9))), ", ", None)) == 4


def test_targets_that_stand_in_the_brief_are_not_called_missing():
    plan = pl.DataFrame([PLAN, COST], schema_overrides={"value": pl.Float64, "completion": pl.Float64})
    assert chapter_delivery(None, plan).content["wants"] == Text(
        "files that hold leads and cost per lead", "含客资量、客资成本的文件"
    )
    assert chapter_delivery(None, plan.clear()).content["wants"].en == "targets in the brief"
    assert not table_plan(plan.with_columns(unit=pl.lit("count"))).data["rows"]


def test_of_a_line_up_what_is_missing_is_named():
    notes = pl.DataFrame(
        {
            "each": [None] * 3,
            "rate": [0.1, 0.2, 0.3],
            "cost_named_cny": [None] * 3,
            "reads": [1, 2, 3],
            "interactions_named": [1, 1, 1],
            "order_id": ["a", "b", "c"],
        },
        schema_overrides={"each": pl.Float64, "cost_named_cny": pl.Float64},
    )
    cost = Text("Cost per interaction", "互动单价")
    assert chapter_lineup(None, notes, cost).content["wants"] == Text(
        "prices of at least three notes", "至少 3 篇笔记的报价"
    )
    assert chapter_lineup(None, notes.head(2), cost).content["wants"].en == "at least three notes"
