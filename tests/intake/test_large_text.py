"""A large CSV is read column by column: the same cells and rows as the careful way, or left to it."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xhs_workbench.errors import IntakeError
from xhs_workbench.intake.opening import bounds, text_files
from xhs_workbench.intake.opening.bounds import count_outside_quotes

FILE = Path("large.csv")
PIECES = st.lists(st.sampled_from([*'a1,";|\t 中\u3000x', "\n", "\r\n"]), max_size=5).map("".join)


@pytest.fixture(autouse=True)
def all_are_large(monkeypatch):
    monkeypatch.setattr(text_files, "LARGE", 0)


def carefully(raw):
    """Read as a small file is read."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(text_files, "LARGE", len(raw) + 1)
        return text_files.read_text(FILE, raw)[0]


@given(
    st.integers(2, 4).flatmap(
        lambda width: st.lists(
            st.lists(PIECES, min_size=width, max_size=width).filter(lambda row: any(map(str.strip, row))),
            min_size=2,
            max_size=6,
        )
    ),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
    st.none() | st.tuples(st.integers(0, 200), st.sampled_from([b'"', b",", b"\n", b"\r", b""])),
)
def test_a_large_file_has_the_cells_and_rows_of_a_small_one(rows, quoting, end, mark, fault):
    out = io.StringIO(newline="")
    csv.writer(out, quoting=quoting, lineterminator=end).writerows(
        [["id", "title", "likes", "x"][: len(rows[0])], *rows]
    )
    raw = mark + out.getvalue().encode()
    if fault:
        at = fault[0] % len(raw)
        raw = raw[:at] + fault[1] + raw[at + 1 :]
    try:
        quick = text_files._large(FILE, raw)
    except IntakeError:
        return  # its first lines are refused either way
    if quick is not None:
        assert quick.cells.equals(carefully(raw).cells)


def test_quotes_commas_and_line_ends_inside_cells_are_read_at_once():
    raw = b'id,title\r\n1,"a, b"\r\n2,"said ""no"""\r\n3,"two\r\nlines"\r\n4,""\r\n,  \r\n5,c'
    quick = text_files._large(FILE, raw)
    assert quick is not None
    assert quick.cells.rows() == [
        ("id", "title", 1),
        ("1", "a, b", 2),
        ("2", 'said "no"', 3),
        ("3", "two\nlines", 4),
        ("4", None, 5),
        ("5", "c", 7),  # row 6 is blank, and a spreadsheet counts it
    ]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b'a,b\n1,5" screen\n', "a quote inside a cell"),
        (b'a,b\n1,"x" y\n', "text behind a closing quote"),
        (b'a,b\n1,"x\n', "never closed"),
        (b"a,b\n1,2,3\n", "a cell too many"),
        (b"a,b\n1\n", "a cell too few"),
        (b'a,b\n1,"x\n2"\n3\n', "a cell too few below a quoted line end"),
        (b"a,b\n1,\xd6\xd0\n", "no UTF-8"),
        (b"a\n1\n", "one column"),
        (b"a,b", "no line end at all"),
        (b"a,b\r1,2\n", "a stray return"),
    ],
)
def test_what_is_not_orderly_is_left_to_the_careful_way(raw, why):
    assert text_files._large(FILE, raw) is None, why


@pytest.mark.parametrize(
    ("raw", "counted"),
    [
        (b'a,b\n"1,\n",2\n', (2, 2)),
        (b'\xef\xbb\xbf"a","b"\n', (1, 1)),
        (b'"","\n"\n', (1, 1)),
        (b'"a""",b\n', (1, 1)),
        (b'a"b,c\n', None),
        (b'"a"b,c\n', None),
        (b'"a,c\n', None),
    ],
)
def test_signs_are_counted_outside_quotes(raw, counted):
    assert count_outside_quotes(raw, b",") == counted


def test_quotes_are_followed_from_piece_to_piece(monkeypatch):
    raw = b'"a, b","c\nd"\n' * 50  # a record has one separator and one end
    for size in range(1, 14):
        monkeypatch.setattr("xhs_workbench.intake.opening.bounds.AT_ONCE", size)
        assert count_outside_quotes(raw, b",") == (50, 50)


def test_a_file_larger_than_the_careful_way_takes_is_read_when_it_is_orderly(monkeypatch):
    monkeypatch.setitem(bounds.MOST_BYTES, "text", 20)
    raw = b'id,title\n1,"a, b"\n2,"c, d"\n3,"e, f"\n'
    (sheet,) = text_files.read_text(FILE, raw)
    assert sheet.cells["c1"].to_list() == ["title", "a, b", "c, d", "e, f"]
    with pytest.raises(IntakeError, match="larger than"):
        text_files.read_text(FILE, raw + b'4,"g"h\n')
