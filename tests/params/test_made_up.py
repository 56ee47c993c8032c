"""Made-up data are recognised by name, by content, or as the demo's bytes; a brief cannot remove the mark."""

import shutil

import pytest

from tests.given import RUNNING
from xhs_workbench import paths
from xhs_workbench.params import LiveParams, SelectionParams
from xhs_workbench.params.made_up import is_made_up

DEMO = sorted(
    path for path in (paths.ROOT / "data" / "demo").iterdir() if "_synthetic" in path.name and path.is_file()
)
REAL_BRIEF = "params/beauty_2018/brief.yaml"


@pytest.mark.parametrize("file", DEMO, ids=lambda file: file.stem)
def test_a_demo_file_is_known_under_another_name(tmp_path, file):
    copy = tmp_path / f"export{file.suffix}"
    shutil.copy(file, copy)
    assert is_made_up(copy)


@pytest.mark.parametrize(
    ("name", "text", "made_up"),
    [
        ("notes_synthetic (1).csv", "a,b\n", True),
        ("notes.csv", "note_id,synthetic\n1,SYNTHETIC\n", True),
        ("notes.csv", "note_id,title\n1,SYNTHETIC leather is back\n", False),
        ("synthetics_fashion.csv", "a,b\n", False),
        ("empty.csv", "", False),
        ("broken.xlsx", "PK\x03\x04 no zip", False),
    ],
)
def test_a_word_is_no_mark(tmp_path, name, text, made_up):
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert is_made_up(tmp_path / name) is made_up


def test_the_brief_follows_the_files_whatever_it_says():
    given = {**RUNNING, "brief": REAL_BRIEF, "as_of": "2018-06-28"}
    real = {**given, "inputs": ["data/beauty_2018/beauty_notes_2018.csv"]}
    assert not LiveParams.check(real).read_brief().synthetic
    assert LiveParams.check(given).read_brief().synthetic
    assert (
        LiveParams.check({**real, "history": ["data/demo/candidate_notes_synthetic.csv"]})
        .read_brief()
        .synthetic
    )
    pictures = {
        "brief": REAL_BRIEF,
        "inputs": real["inputs"],
        "mood_board": ["data/demo/mood_board_synthetic"],
    }
    assert SelectionParams.check(pictures).read_brief().synthetic
