"""Briefs with one fault each: exactly that fault is found."""

import pytest
from ruamel.yaml import YAML

from xhs_workbench import brief as step
from xhs_workbench import paths
from xhs_workbench.params import Brief


@pytest.fixture
def data():
    read = YAML(typ="safe").load(paths.PARAMS / "demo" / "brief.yaml")
    return {key: value for key, value in read.items() if key in Brief.model_fields}


def words(text):
    return {"en": text, "zh": text}


def no_targets(d):
    d["kpis"] = []


def no_insight(d):
    d["audience"]["insight"] = None


def one_message(d):
    d["messages"] = d["messages"][:1]


def no_disclosure(d):
    d["inclusions"]["disclosure"] = None


def no_guarded_claims(d):
    d["guardrails"]["claims_not_to_make"] = []


def drafts_too_late(d):
    d["timeline"]["drafts_due"] = "2026-05-04"


def posting_too_close_to_the_sale(d):
    d["timeline"]["sale_start"] = "2026-05-10"


def one_text_not_translated(d):
    d["brand"]["product"] = {"zh": "精华"}


def scripted(d):
    d["messages"][0]["text"] = words("第一段必须照念：露米拉舒缓屏障精华让我的肌肤一夜回春")


def no_direction(d):
    d["free_for_creator"] = []


FAULTS = {
    no_targets: "objective_measurable",
    no_insight: "audience_defined",
    one_message: "messages_two_or_three",
    no_disclosure: "disclosure_present",
    no_guarded_claims: "claims_guarded",
    drafts_too_late: "dates_feasible",
    posting_too_close_to_the_sale: "seeded_before_sale",
    one_text_not_translated: "languages_complete",
    scripted: "creator_has_a_voice",
    no_direction: "creator_has_direction",
}


def test_the_demo_brief_passes_every_check(data):
    checks = step.check_brief(Brief.check(data))
    assert {finding.level for finding in checks} == {"PASS"}
    assert step.score_completeness(checks) == 1.0


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_exactly_that_fault_is_found(data, fault):
    fault(data)
    found = [finding.code for finding in step.check_brief(Brief.check(data)) if finding.level != "PASS"]
    assert found == [FAULTS[fault]]


def test_the_creators_document_opens_its_rules_with_their_freedom(data):
    titles = [section.title for section in step.write_document(Brief.check(data), "zh")]
    assert titles.index("由你决定的部分") < titles.index("每篇笔记必须包含")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_section_is_empty(data, language):
    for section in step.write_document(Brief.check(data), language):
        assert section.paragraphs or section.bullets or section.pairs
