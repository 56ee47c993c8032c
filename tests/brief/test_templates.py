"""Starting briefs: every combination is valid once filled in, and until then says what is still to be filled in."""

import re
from itertools import product

import pytest

from xhs_workbench import brief as step
from xhs_workbench.errors import ParamsError
from xhs_workbench.params import Brief
from xhs_workbench.params.unfinished import PLACEHOLDER, placeholders

STARTS = {pair: step.start_brief(*pair) for pair in product(step.OBJECTIVES, step.INDUSTRIES)}
COMBINATIONS = list(product(step.OBJECTIVES, step.INDUSTRIES))
DATES = {
    "brief_sent": "2026-03-02",
    "drafts_due": "2026-03-16",
    "posting_start": "2026-03-25",
    "posting_end": "2026-04-10",
    "measured_until": "2026-05-20",
}
TARGETS = {
    "impressions": 1_000_000,
    "reads": 100_000,
    "saves": 3000,
    "interactions_4": 9000,
    "cpm_by_impressions": 60,
    "cpe": 6,
    "cpr": 0.6,
}


def fill(value, key="", above=None):
    """Put something plausible where the template asks, as a client would."""
    if isinstance(value, dict):
        return {name: fill(inner, name, value) for name, inner in value.items()}
    if isinstance(value, list):
        return [fill(inner, key, above) for inner in value]
    if not isinstance(value, str) or not PLACEHOLDER.search(value):
        return value
    if key in DATES:
        return DATES[key]
    if key == "target":
        return TARGETS[above["metric"]]
    if key.endswith("_cny"):
        return {"price_cny": 199}.get(key, 50_000)
    return PLACEHOLDER.sub("three words here" if key == "en" else "几个字", value)


@pytest.mark.parametrize(("objective", "industry"), COMBINATIONS)
def test_filled_it_is_a_brief_that_meets_every_rule(objective, industry):
    brief = Brief.check(fill(STARTS[objective, industry]))
    assert [f.code for f in step.check_brief(brief) if f.level != "PASS"] == []
    assert brief.brand.industry == industry
    assert brief.objective.kind == {"traffic": brief.objective.kind}.get(objective, objective)
    assert brief.untranslated() == []


@pytest.mark.parametrize(("objective", "industry"), COMBINATIONS)
def test_unfilled_every_placeholder_is_listed_and_nothing_else(objective, industry):
    data = STARTS[objective, industry]
    left = placeholders(data)
    found = step.BriefBuilder(data, "params/demo/brief.yaml").read(data).findings
    assert {finding.code for finding in found} == {"unfilled"}
    assert [finding.evidence[0] for finding in found] == [key for key, _ in left]
    assert len(left) >= 20


@pytest.mark.parametrize("industry", step.INDUSTRIES)
def test_each_category_brings_its_claims_labels_and_formats(industry):
    data = STARTS["launch", industry]
    assert "广告" in data["inclusions"]["disclosure"]["zh"]
    assert any("AI" in item["zh"] for item in data["guardrails"]["visual"])
    assert len(data["guardrails"]["claims_not_to_make"]) >= 4
    assert len({item["format"] for item in data["deliverables"]}) == 3


def test_traffic_goes_where_the_category_sells():
    kinds = {industry: STARTS["traffic", industry]["objective"]["kind"] for industry in step.INDUSTRIES}
    assert {name for name, kind in kinds.items() if kind == "store_traffic"} == {"food_drink", "travel"}


def test_no_combination_changes_another():
    before = step.start_brief("launch", "beauty")
    step.start_brief("ugc", "beauty")["guardrails"]["tone"].clear()
    assert step.start_brief("launch", "beauty") == before


def test_an_unknown_template_names_the_known_ones():
    with pytest.raises(ParamsError, match="known: awareness, ugc, launch, traffic"):
        step.start_brief("fame", "beauty")


def test_every_text_of_a_template_is_in_both_languages():
    for objective, industry in COMBINATIONS:
        for text in re.findall(r"\{'en': .*?\}", str(STARTS[objective, industry])):
            assert "'zh': " in text


@pytest.mark.parametrize(
    ("name", "industry"),
    [
        ("food", "food_drink"),
        ("Food & Drink", "food_drink"),
        ("美妆", "beauty"),
        ("3C", "electronics"),
        ("母婴", "mother_baby"),
    ],
)
def test_an_industry_is_known_by_its_usual_names(name, industry):
    assert step.start_brief("launch", name) == STARTS["launch", industry]


def test_a_name_near_to_an_industry_is_offered():
    with pytest.raises(ParamsError, match=r"electronics\?"):
        step.start_brief("launch", "electronic")
