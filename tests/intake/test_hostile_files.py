"""Malicious files end in a message, within limits of time and memory, and the process that read them continues."""

import json
import shutil
import sqlite3
import subprocess
import sys

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.hostile_files import CASES, HEAD, NOTE
from xhs_workbench import cli, paths
from xhs_workbench.errors import IntakeError
from xhs_workbench.intake import inspect, read_files
from xhs_workbench.intake.opening import bounds
from xhs_workbench.intake.opening.files import open_sheets

SECONDS, MEGABYTES = 20, 1_024


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Read all of them in one process of its own, as a kernel would."""
    folder = tmp_path_factory.mktemp("hostile")
    command = [sys.executable, "-m", "tests.intake.hostile_files", str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    shutil.rmtree(folder, ignore_errors=True)
    assert done.returncode == 0, done.stderr
    return {name: found for name, *found in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", CASES, ids=lambda name: name.replace(" ", "_").replace(",", ""))
def test_a_hostile_file_ends_in_a_sentence(outcomes, name):
    said, took, megabytes, _ = outcomes[name]
    named = CASES[name][1]
    assert said.startswith("read: ") if named == "-" else named in said, said
    assert took < SECONDS
    assert megabytes < MEGABYTES


def test_generated_columns_views_and_triggers_of_a_database_are_not_read(tmp_path):
    file = tmp_path / "f.db"
    connection = sqlite3.connect(file)
    connection.execute(
        "CREATE TABLE note (note_id TEXT, title TEXT GENERATED ALWAYS AS ('made ' || note_id) "
        "VIRTUAL, liked_count INT, collected_count INT)"
    )
    connection.execute(f"INSERT INTO note (note_id, liked_count, collected_count) VALUES ('{NOTE}', 3, 4)")
    connection.execute(
        "CREATE VIEW other AS SELECT note_id, 9 AS liked_count, 9 AS collected_count FROM note"
    )
    connection.commit()
    connection.close()
    (sheet,) = open_sheets(file)
    assert sheet.cells.select("c0", "c1", "c2").rows() == [
        ("note_id", "liked_count", "collected_count"),
        (NOTE, "3", "4"),
    ]


def test_a_database_larger_than_a_part_is_read_whole(tmp_path, monkeypatch):
    from xhs_workbench.intake.opening import databases

    monkeypatch.setattr(databases, "PART", 3)
    connection = sqlite3.connect(tmp_path / "f.db")
    connection.execute("CREATE TABLE note (note_id TEXT, liked_count INT)")
    connection.executemany("INSERT INTO note VALUES (?, ?)", [(f"n{i}", i) for i in range(7)])
    connection.commit()
    connection.close()
    (sheet,) = open_sheets(tmp_path / "f.db")
    assert sheet.cells["c1"].to_list() == ["liked_count", *map(str, range(7))]
    assert sheet.cells["row"].to_list() == list(range(1, 9))


def test_a_cell_at_the_bound_is_read_and_of_one_beyond_it_the_row_is_refused_with_its_place(tmp_path):
    file = tmp_path / "f.csv"
    rows = "".join(f"64f1a2b3000000001e03a{i:03x},标题{i},1,2\n" for i in range(30))
    file.write_text(HEAD + rows + f"{NOTE},{'长' * bounds.LONGEST_CELL},1,2\n", encoding="utf-8")
    assert read_files([file]).table("notes").height == 31
    file.write_text(HEAD + rows + f"{NOTE},{'长' * (bounds.LONGEST_CELL + 1)},1,2\n", encoding="utf-8")
    data = read_files([file])
    assert data.table("notes").height == 30
    assert data.files.select("rows_read", "rows_used", "rows_refused").row(0) == (31, 30, 1)
    assert data.refused.select("row", "what_en").rows() == [(32, "a cell of 131,073 characters")]
    file.write_text(HEAD + f"{NOTE},{'长' * (bounds.LONGEST_CELL + 1)},1,2\n", encoding="utf-8")
    with pytest.raises(IntakeError, match="row 2"):
        read_files([file])


@pytest.mark.parametrize("text", ["\n\n\n", "   \n  \n", " ", "\ufeff\n", ",,,\n,,,\n", "\t\n"])
def test_a_file_of_blank_lines_is_refused_in_a_sentence_and_ends_no_look_at_others(tmp_path, capsys, text):
    blank, good = tmp_path / "a.csv", tmp_path / "b.csv"
    blank.write_text(text, encoding="utf-8")
    good.write_text(HEAD + f"{NOTE},标题,1,2\n", encoding="utf-8")
    with pytest.raises(IntakeError):
        read_files([blank])
    assert cli.main(["inspect", str(blank), str(good)]) in (0, 65)
    assert "b.csv" in capsys.readouterr().out


def test_a_file_that_breaks_the_reader_ends_no_look_at_others(tmp_path, capsys, monkeypatch):
    good = tmp_path / "b.csv"
    (tmp_path / "a.csv").write_text(HEAD, encoding="utf-8")
    good.write_text(HEAD + f"{NOTE},标题,1,2\n", encoding="utf-8")
    opened = inspect.open_sheets

    def broken(path):
        if path.name == "a.csv":
            raise ValueError("of ours")
        return opened(path)

    monkeypatch.setattr(inspect, "open_sheets", broken)
    monkeypatch.setattr(paths, "PRIVATE", tmp_path / ".private")
    assert cli.main(["inspect", str(tmp_path / "a.csv"), str(good)]) == 70
    out, err = capsys.readouterr()
    assert "b.csv" in out
    assert "a.csv: an unexpected error" in err
    assert "XHS-R070" in err


def test_markup_in_an_html_table_is_read_as_before(tmp_path):
    file = tmp_path / "f.xls"
    file.write_text(
        "<html><head><style>td {x: '<td>'}</style></head><body><!-- <td>no</td> --><table><tr><th>笔记ID</th><th>点赞</th></tr>"
        f'<TR><td style="a>b">{NOTE}</td><td><b>1</b>2 &amp; 3<br/></td></TR></table></body></html>',
        encoding="utf-8",
    )
    (sheet,) = open_sheets(file)
    assert sheet.cells.select("c0", "c1").rows() == [("笔记ID", "点赞"), (NOTE, "12 & 3")]


JSON = st.recursive(
    st.text('ab"\\[]{}', max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


def depth_of(value):
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(depth_of, value), default=0) if isinstance(value, list) else 0


@given(JSON)
def test_nesting_is_counted_outside_texts(value):
    raw = json.dumps(value, ensure_ascii=False).encode()
    with pytest.MonkeyPatch.context() as patch:
        for most in (0, 1, 2):
            patch.setattr(bounds, "DEEPEST", most)
            if depth_of(value) > most:
                with pytest.raises(IntakeError, match="nested deeper"):
                    bounds.judge_nesting("f.json", raw)
            else:
                bounds.judge_nesting("f.json", raw)


@given(st.binary(max_size=40).map(lambda raw: raw.replace(b"a", b"\\").replace(b"b", b'"')))
def test_a_quote_is_escaped_behind_an_odd_number_of_backslashes(raw):
    signs = np.frombuffer(raw, dtype=np.uint8)
    quotes = np.flatnonzero(signs == bounds.QUOTE)
    wanted = [(len(raw[:at]) - len(raw[:at].rstrip(b"\\"))) % 2 == 1 for at in quotes]
    assert bounds._escaped(signs, quotes).tolist() == wanted


def test_the_columns_of_any_sheet_are_counted():
    cells = pl.DataFrame({f"c{i}": ["x"] for i in range(bounds.MOST_COLUMNS + 1)} | {"row": [1]})
    from xhs_workbench.intake.opening.sheets import Sheet

    with pytest.raises(IntakeError, match="16,385 columns"):
        bounds.judge_sheet(Sheet("f.xlsx", "s", cells))
