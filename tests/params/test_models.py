"""The brief and the notebooks' parameters: what is refused, and that nothing is lost on the way."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.given import FILES, RUNNING
from xhs_workbench import paths
from xhs_workbench.errors import ParamsError
from xhs_workbench.params import NOTEBOOK_PARAMS, Brief, BriefParams, LiveParams, SelectionParams, load_params

DEMO = paths.PARAMS / "demo"


@pytest.fixture
def brief_data():
    data = YAML(typ="safe").load(DEMO / "brief.yaml")
    return {key: value for key, value in data.items() if key in Brief.model_fields}


@pytest.mark.parametrize("name", list(NOTEBOOK_PARAMS))
def test_a_parameter_goes_round_through_papermill_unchanged(name):
    params = load_params(DEMO / f"{name}.yaml")
    assert type(params).from_notebook({**params.to_notebook(), "unrelated": object()}) == params


def test_brief_keys_may_come_one_by_one(brief_data):
    assert BriefParams.check(brief_data).read_brief() == Brief.check(brief_data)


@pytest.mark.parametrize(
    ("path", "value", "column", "said"),
    [
        ("objective.kind", "fame", "objective.kind", "must be one of"),
        ("audience.age_bands", [], "audience.age_bands", "at least 1"),
        ("timeline.posting_end", "2026-05-01", "timeline", "posting_end 2026-05-01 is before posting_start"),
        ("budget.creators_cny", "16万", "budget.creators_cny", "must be a plain number"),
        ("budget.creators_cny", 0, "budget.creators_cny", "must be > 0"),
        ("brand.name", {}, "brand.name", "needs en or zh"),
        ("brand.colour", "red", "brand.colour", "unknown parameter"),
        ("definitions.cpm", "clicks", "definitions.cpm", "must be one of"),
    ],
)
def test_one_fault_in_the_brief_is_named(brief_data, path, value, column, said):
    inner, _, key = path.rpartition(".")
    brief_data[inner][key] = value
    with pytest.raises(ParamsError) as caught:
        Brief.check(brief_data)
    assert [(p.column, said in p.en) for p in caught.value.problems] == [(column, True)]


def test_what_lacks_a_language_is_listed(brief_data):
    brief_data["brand"]["product"] = {"zh": "舒缓屏障精华"}
    brief_data["messages"][0]["text"] = {"en": "Ceramides."}
    assert Brief.check(brief_data).untranslated() == [("brand.product", "en"), ("messages.0.text", "zh")]


@pytest.mark.parametrize(
    "fault",
    [
        {"quotas": {"koc": [5, 2]}},
        {"weights": {"value": -1.0}},
        {"weights": {"value": 0.0}},
        {"inputs": ["http://127.0.0.1/x.csv"]},
        {"max_share_per_creator": 1.5},
        {"languages": "zh"},
    ],
    ids=lambda fault: next(iter(fault)),
)
def test_one_fault_in_selection_is_refused(fault):
    with pytest.raises(ParamsError):
        SelectionParams.check({**FILES, **fault})


def test_as_of_must_be_a_day():
    with pytest.raises(ParamsError, match="must be a date such as"):
        LiveParams.check({**RUNNING, "as_of": "20.5.2026"})


def test_a_file_of_another_name_has_no_notebook(tmp_path: Path):
    stray = tmp_path / "selektion.yaml"
    stray.write_text("language: en\n")
    with pytest.raises(ParamsError, match="no notebook of this name"):
        load_params(stray)
