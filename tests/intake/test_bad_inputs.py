"""Our own files with one fault each, and what must happen to every one of them."""

import json
from pathlib import Path

import pytest

from xhs_workbench.errors import IntakeError
from xhs_workbench.intake import read_files
from xhs_workbench.intake.opening.files import open_sheets

FOLDER = Path(__file__).parent / "bad_inputs"
CASES = json.loads((Path(__file__).parent / "bad_inputs_manifest.json").read_text(encoding="utf-8"))
JUDGED_OTHERWISE = {
    # These four show a delimiter or a line end, but hold the same row twice; we say so, as for
    # exact_duplicate_rows.csv.
    "B_structure/tab.csv": "warn",
    "B_structure/semicolon.csv": "warn",
    "B_structure/lf.csv": "warn",
    "B_structure/cr_only.csv": "warn",
    # One row of three is short: it is refused and named, the others are read.
    "B_structure/short_row.csv": "warn",
}


def outcome(case):
    path = FOLDER / case["file"]
    try:
        if case["kind"] == "H_json" or case["file"].endswith(".json"):
            doubts = [f for sheet in open_sheets(path) for f in sheet.findings]
        else:
            data = read_files([path])
            assert (
                data.files["rows_read"]
                == data.files["rows_used"] + data.files["rows_duplicate"] + data.files["rows_refused"]
            ).all()
            doubts = [finding for finding in data.findings if finding.level != "PASS"]
        said = " ".join(f"{f.text.en} {f.text.zh} {' '.join(f.evidence)}" for f in doubts)
        if path.suffix != ".json" and case["kind"] != "H_json":
            said += "".join(f" row {row}" for row in data.refused["row"])
        return ("warn" if doubts else "accept"), said
    except IntakeError as error:
        assert error.exit_code == 65
        return "reject", str(error)


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: case["file"][:60].encode("ascii", "replace").decode()
)
def test_file(case):
    found, said = outcome(case)
    assert found == JUDGED_OTHERWISE.get(case["file"], case["expect"]), said
    assert [word for word in case["must_mention"] if word not in said] == []


def test_the_set_is_whole():
    files = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}
    assert files == {case["file"] for case in CASES}
    assert len(CASES) == 214
