"""One `sources.yaml` a campaign: read by every notebook, written to without losing a word of what is there."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from xhs_workbench import paths
from xhs_workbench.errors import ParamsError
from xhs_workbench.params import LiveParams, SelectionParams, load_params
from xhs_workbench.params.sources_file import add_mapping, read_sources, replace_mapping
from xhs_workbench.report.jobs import plan_jobs

OURS = """# Our vendors. 供应商
mappings:
  - name: our_vendor   # since May
    recognise: ['达人', '价']
    # prices are without fee
    tables: {creators: {columns: {creator_name: ['达人'], price_image_cny: ['价']}, derive: {creator_id: {hash_of: creator_name}}}}
"""
LINES = [
    "mappings:",
    "  - name: 'second'",
    "    recognise: ['甲', '乙']",
    "    tables:",
    "      creators:",
    "        columns:",
    "          creator_id: ['甲']   # 博主ID",
    "    # not read: 丙",
]


def campaign(folder, text=OURS):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sources.yaml").write_text(text, encoding="utf-8")
    brief = (paths.ROOT / "params" / "demo" / "brief.yaml").read_text(encoding="utf-8")
    (folder / "brief.yaml").write_text(brief, encoding="utf-8")
    (folder / "input.csv").write_text("达人,价\na,1\n", encoding="utf-8")
    for name in ("selection", "content", "live", "post_campaign"):
        day = "as_of: 2026-05-20\n" if name in ("live", "post_campaign") else ""
        (folder / f"{name}.yaml").write_text(
            f"brief: {folder / 'brief.yaml'}\n{day}inputs: [{folder / 'input.csv'}]\n", encoding="utf-8"
        )
    return folder


def test_all_notebooks_of_a_campaign_read_the_one_file(tmp_path):
    folder = campaign(tmp_path / "spring")
    for name in ("selection", "content", "live", "post_campaign"):
        assert [item["name"] for item in load_params(folder / f"{name}.yaml").mappings] == ["our_vendor"]


def test_a_notebook_run_by_plain_papermill_finds_it_beside_its_brief(tmp_path):
    folder = campaign(tmp_path / "spring")
    injected = {
        "brief": str(folder / "brief.yaml"),
        "inputs": [str(folder / "input.csv")],
        "as_of": "2026-05-20",
    }
    assert [item["name"] for item in LiveParams.from_notebook(injected).mappings] == ["our_vendor"]


def test_what_was_injected_is_not_added_twice(tmp_path):
    folder = campaign(tmp_path / "spring")
    first = load_params(folder / "selection.yaml")
    again = SelectionParams.from_notebook(first.to_notebook())
    assert again.mappings == first.mappings


def test_own_mappings_of_a_params_file_still_work_and_stand_first(tmp_path):
    folder = campaign(tmp_path / "spring")
    text = (folder / "selection.yaml").read_text(encoding="utf-8")
    own = (
        "mappings:\n  - name: here\n    recognise: ['达人']\n    tables: {creators: {columns: "
        "{creator_name: ['达人']}}}\n"
    )
    (folder / "selection.yaml").write_text(text + own, encoding="utf-8")
    assert [item["name"] for item in load_params(folder / "selection.yaml").mappings] == [
        "here",
        "our_vendor",
    ]


def test_check_complains_of_a_column_that_does_not_exist(tmp_path):
    folder = campaign(tmp_path / "spring", OURS.replace("price_image_cny", "price_of_image"))
    with pytest.raises(ParamsError) as refused:
        plan_jobs([folder / "selection.yaml"])
    assert any("price_of_image" in problem.column for problem in refused.value.problems)


@pytest.mark.parametrize(
    "text", ["mapping: []\n", "mappings: words\n", "mappings: [words]\n", "mappings:\n  a: 1\n", "- a\n"]
)
def test_anything_but_mappings_is_refused(tmp_path, text):
    folder = campaign(tmp_path / "spring", text)
    with pytest.raises(ParamsError):
        load_params(folder / "selection.yaml")


def test_the_file_is_no_notebook_where_a_pattern_names_all_yaml(tmp_path):
    folder = campaign(tmp_path / "spring")
    jobs = plan_jobs([f"{folder}/s*.yaml"])
    assert [job.notebook for job in jobs] == ["selection", "candidates"]


def test_adding_keeps_what_is_there_word_for_word(tmp_path):
    file = campaign(tmp_path / "spring") / "sources.yaml"
    assert add_mapping(file, LINES, "second") == "second"
    text = file.read_text(encoding="utf-8")
    assert text.startswith(OURS)
    assert "# not read: 丙" in text
    assert [item["name"] for item in read_sources(file)] == ["our_vendor", "second"]
    assert add_mapping(file, LINES, "second") == "second_2"


def test_a_new_file_is_made_with_what_it_is_for(tmp_path):
    file = tmp_path / "sources.yaml"
    add_mapping(file, LINES, "second")
    assert file.read_text(encoding="utf-8").startswith("# How files of kinds")
    assert read_sources(file)[0]["tables"] == {"creators": {"columns": {"creator_id": ["甲"]}}}


def test_one_mapping_is_replaced_and_the_others_stay(tmp_path):
    file = campaign(tmp_path / "spring") / "sources.yaml"
    add_mapping(file, LINES, "second")
    add_mapping(file, [line.replace("second", "third") for line in LINES], "third")
    replace_mapping(file, "second", [line.replace("creator_id", "red_id") for line in LINES])
    found = {item["name"]: item for item in read_sources(file)}
    assert list(found) == ["our_vendor", "second", "third"]
    assert found["second"]["tables"] == {"creators": {"columns": {"red_id": ["甲"]}}}
    assert found["third"]["tables"] == {"creators": {"columns": {"creator_id": ["甲"]}}}
    assert file.read_text(encoding="utf-8").startswith(OURS)


def test_a_file_that_cannot_take_it_is_left_alone(tmp_path):
    file = (
        campaign(tmp_path / "spring", "mappings: [{name: a, recognise: ['x'], tables: {}}]\n")
        / "sources.yaml"
    )
    before = file.read_bytes()
    with pytest.raises(ParamsError):
        add_mapping(file, LINES, "second")
    assert file.read_bytes() == before


def test_patterns_are_expanded_by_us(tmp_path):
    folder = campaign(tmp_path / "spring")
    for name in ("a.csv", "b.csv", "~$c.xlsx"):
        (folder / name).write_text("x", encoding="utf-8")
    text = (folder / "selection.yaml").read_text(encoding="utf-8").replace("input.csv", "[ab].csv")
    (folder / "selection.yaml").write_text(
        text.replace(f"[{folder}/[ab].csv]", f"['{folder}/[ab].csv', '{folder}/~*']"), encoding="utf-8"
    )
    found = load_params(folder / "selection.yaml").inputs
    assert [name.rpartition("/")[2] for name in found] == ["a.csv", "b.csv", "~$c.xlsx"]


def test_a_pattern_inside_the_workbench_stays_relative():
    found = paths.expand(
        ["data/demo/pugongying_*_synthetic.xlsx", "data/demo/pugongying_notes_synthetic.xlsx"]
    )
    assert found[0].startswith("data/demo/pugongying_")
    assert len(found) == len(set(found)) >= 3
    assert paths.expand(["exports/none*.xlsx"]) == ["exports/none*.xlsx"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    header=st.text(min_size=1, max_size=20).filter(
        lambda text: text.strip() and not any(0xD800 <= ord(c) <= 0xDFFF for c in text)
    )
)
@example(header="ɐ")  # in UTF-8 its two bytes are a Chinese character's in GBK
def test_any_header_survives_being_written(tmp_path, header):
    from xhs_workbench.intake.drafting.writing import _scalar

    file = tmp_path / "sources.yaml"
    file.unlink(missing_ok=True)
    item = ["mappings:", "  - name: 'one'", f"    recognise: [{_scalar(header)}]"]
    add_mapping(file, item, "one")
    assert read_sources(file)[0]["recognise"] == [header]
