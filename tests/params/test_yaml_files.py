"""A parameter file is data and nothing else: our copies of hostile files, and one fault at a time."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import model_validator

from xhs_workbench.errors import InputMissingError, ParamsError
from xhs_workbench.params.checking import Day, FilePath, ParamsModel, Title
from xhs_workbench.params.yaml_files import ParamsFile, parse_params, read_params_file

BAD = Path(__file__).parent / "bad"
EXPECTED = json.loads((Path(__file__).parent / "bad_manifest.json").read_text(encoding="utf-8"))


class SomeParams(ParamsModel):
    """The parameters that the hostile files were written against."""

    campaign: Title
    country: str = ""
    start: Day | None = None
    end: Day | None = None
    budget: float | None = None
    input: FilePath | None = None

    @model_validator(mode="after")
    def _in_order(self):
        if self.start and self.end and self.end < self.start:
            raise ValueError("end is before start|end 早于 start|correct a day.|请改正日期。")
        return self


@pytest.mark.parametrize("case", EXPECTED, ids=lambda case: case["file"])
def test_hostile_file(case):
    try:
        file = read_params_file(BAD / case["file"])
        SomeParams.check(file.data, file)
        outcome, said = ("warn" if file.findings else "accept"), ""
    except ParamsError as error:
        outcome, said = "reject", str(error)
        assert error.exit_code == 78
        assert "sk-THIS-MUST-NEVER-APPEAR" not in said
        assert all(problem.fix_en and problem.fix_zh for problem in error.problems)
    assert outcome == case["expect"]
    assert [word for word in case["must_mention"] if word not in said] == []


def test_the_set_is_whole():
    assert {case["file"] for case in EXPECTED} == {path.name for path in BAD.iterdir()}
    assert len(EXPECTED) == 24


def test_all_problems_come_at_once_with_their_rows():
    file = parse_params("campaign: 7\nbudgte: 1\nstart: soon\n", ParamsFile("x.yaml", {}))
    with pytest.raises(ParamsError) as caught:
        SomeParams.check(file.data, file)
    assert {(p.row, p.column) for p in caught.value.problems} == {
        (1, "campaign"),
        (2, "budgte"),
        (3, "start"),
    }
    assert "did you mean budget?" in str(caught.value)


def test_missing_file():
    with pytest.raises(InputMissingError) as caught:
        read_params_file(Path("nowhere.yaml"))
    assert caught.value.exit_code == 66


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1", 1),
        ("a: -2.5", -2.5),
        ("a: 1e3", 1000.0),
        ("a: true", True),
        ("a: ~", None),
        ("a: '0123'", "0123"),
        ("a: 2026-05-20", "2026-05-20"),
        ("a: [x, 2]", ["x", 2]),
        ("a: {b: c}", {"b": "c"}),
        ("a: 露米拉", "露米拉"),
    ],
)
def test_plain_values(text, value):
    assert parse_params(text, ParamsFile("x", {})).data == {"a": value}


@given(st.text(max_size=80))
def test_any_text_is_parsed_or_refused(text):
    try:
        assert isinstance(parse_params(text, ParamsFile("x", {})).data, dict)
    except ParamsError as error:
        assert error.problems
