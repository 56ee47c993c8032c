"""What a form saves is what a notebook reads: comments kept, nothing else touched, any text unharmed."""

import difflib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xhs_workbench import paths
from xhs_workbench.errors import OutputError, ParamsError
from xhs_workbench.params.yaml_files import read_params_file
from xhs_workbench.params.yaml_writing import write_params_file

DEMO = (paths.PARAMS / "demo" / "brief.yaml").read_text(encoding="utf-8")
COMMENTED = """# Above all. 顶部注释
campaign: Alpha  # beside the name
budget:
  # inside
  creators_cny: 100
  boost_cny: 5
dates: {start: 2026-05-01, end: 2026-05-09}
tags: ["#a", '#b']  # two
messages:
  # the first
  - id: one
    text: {en: One., zh: 一。}
  # the second
  - id: two
    text: {en: Two., zh: 二。}
"""


def changed_lines(before, after):
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


@pytest.fixture
def file(tmp_path):
    target = tmp_path / "brief.yaml"
    target.write_text(COMMENTED, encoding="utf-8")
    return target


def test_writing_what_was_read_changes_no_byte(tmp_path):
    target = tmp_path / "brief.yaml"
    target.write_text(DEMO, encoding="utf-8")
    write_params_file(target, read_params_file(target).data)
    assert target.read_text(encoding="utf-8") == DEMO


def test_one_change_touches_one_line_and_keeps_its_comment(file):
    data = read_params_file(file).data
    data["campaign"] = "Beta"
    write_params_file(file, data)
    assert changed_lines(COMMENTED, file.read_text(encoding="utf-8")) == [
        "- campaign: Alpha  # beside the name",
        "+ campaign: Beta   # beside the name",
    ]


def test_dates_numbers_and_nested_words_keep_their_style(file):
    data = read_params_file(file).data
    data["dates"]["end"] = "2026-06-01"
    data["budget"]["creators_cny"] = 250.0
    data["messages"][1]["text"]["zh"] = "第二。"
    write_params_file(file, data)
    text = file.read_text(encoding="utf-8")
    assert "dates: {start: 2026-05-01, end: 2026-06-01}" in text
    assert "  # inside\n  creators_cny: 250\n" in text
    assert "  # the second\n  - id: two\n    text: {en: Two., zh: 第二。}\n" in text


def test_keys_that_are_not_given_stay_and_items_come_and_go(file):
    write_params_file(
        file, {"tags": ["#b", "#c", "#d"], "messages": [], "kpis": [{"metric": "saves", "target": 5}]}
    )
    data = read_params_file(file).data
    assert data["campaign"] == "Alpha"
    assert (data["tags"], data["messages"], data["kpis"]) == (
        ["#b", "#c", "#d"],
        [],
        [{"metric": "saves", "target": 5}],
    )
    assert "# Above all. 顶部注释" in file.read_text(encoding="utf-8")


def test_a_new_file_explains_itself(tmp_path):
    target = tmp_path / "new" / "brief.yaml"
    write_params_file(
        target,
        {"campaign": "A", "brand": {"name": {"en": "A", "zh": "甲"}, "price_cny": 3}},
        notes={"": "Made by a form.", "brand": "Who sells what."},
    )
    assert target.read_text(encoding="utf-8") == (
        "# Made by a form.\ncampaign: A\n\n# Who sells what.\nbrand:\n  name: {en: A, zh: 甲}\n  "
        "price_cny: 3\n"
    )


HOSTILE = [
    "0123",
    "12:30",
    "yes",
    "null",
    "~",
    "",
    " a ",
    "#x",
    "a: b",
    "- a",
    "{a}",
    "'",
    '"',
    "a\nb",
    "\t",
    "é",
    "*a",
    "&a",
    "!a",
    "%a",
    "@a",
    "1e3",
    "2026-05-01",
    "18_24",
    "=",
    "<<",
    "a #b",
    "‹date›",
    "\u2028",
    "\x07",
    "😀",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_reads_back_as_it_was(file, text):
    data = read_params_file(file).data
    data["messages"][0]["text"]["en"] = text
    data["tags"] = [text, "b"]
    data["campaign"] = text
    write_params_file(file, data)
    assert read_params_file(file).data == data


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), max_size=4),
    st.integers(0, 10**9),
)
def test_any_text_reads_back_or_is_refused_and_the_file_stays(texts, number):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "brief.yaml"
        file.write_text(COMMENTED, encoding="utf-8")
        data = {
            "tags": texts,
            "messages": [{"id": text, "text": {"zh": text}} for text in texts],
            "count": number,
        }
        try:
            write_params_file(file, data)
        except ParamsError:
            assert file.read_text(encoding="utf-8") == COMMENTED
        else:
            back = read_params_file(file).data
            assert {key: back[key] for key in data} == data


def test_a_refused_file_is_not_written_over(tmp_path):
    target = tmp_path / "brief.yaml"
    target.write_text("a: &x 1\nb: *x\n", encoding="utf-8")
    with pytest.raises(ParamsError, match="anchors and aliases"):
        write_params_file(target, {"a": 2})
    assert target.read_text(encoding="utf-8") == "a: &x 1\nb: *x\n"


def test_a_text_no_file_can_hold_is_refused_with_a_sentence(file):
    with pytest.raises(ParamsError, match=r"read back the same .*over 64 KB"):
        write_params_file(file, {"campaign": "x" * 70_000})
    assert file.read_text(encoding="utf-8") == COMMENTED
    assert [path.name for path in file.parent.iterdir()] == ["brief.yaml"]


def test_a_folder_that_cannot_be_made_is_an_output_error(tmp_path):
    (tmp_path / "plain").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError):
        write_params_file(tmp_path / "plain" / "brief.yaml", {"campaign": "A"})
