"""What is asked of a million rows in a cheaper way is answered as before: keys, rules, digits, quotes, blank rows, sums."""

import csv
import hashlib
import io
import re

import dataframely as dy
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xhs_workbench import paths
from xhs_workbench.intake import read_files, telling
from xhs_workbench.intake.accounting import people
from xhs_workbench.intake.accounting.merging import KEPT
from xhs_workbench.intake.cells import texts, values
from xhs_workbench.intake.opening import bounds, text_files
from xhs_workbench.intake.recognising.set_aside import OF_A_PART
from xhs_workbench.tables import LINEAGE, TABLES, all_differ, checked, empty

PLAN = paths.ROOT / "tests" / "intake" / "fixtures" / "media_plan_notes.csv"
COMMENTS = paths.DEMO / "mediacrawler_comments_synthetic.csv"


def test_rows_of_a_plan_that_stand_twice_are_counted_once(tmp_path):
    """A plan has kinds of its own (notes, ads), which are none of the kinds of exports."""
    lines = PLAN.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines[1:] if not line.startswith("合计")]
    (tmp_path / "plan.csv").write_text("\n".join([lines[0], *rows, *rows]) + "\n", encoding="utf-8")
    found = read_files([tmp_path / "plan.csv"])
    assert found.files.select("rows_read", "rows_used", "rows_duplicate").row(0) == (4, 2, 2)
    assert found.table("media_plan")["kind"].null_count() == 0


def test_no_table_has_a_column_by_the_name_that_merging_gives_to_one_of_its_own():
    own = {*KEPT} - {*LINEAGE, "collected_at", "crawled_at"}
    assert not own & {column for table in TABLES.values() for column in table.columns()}


def test_keys_differ_where_no_two_rows_share_one():
    rows = pl.DataFrame({"a": [1, 1, 2], "b": ["x", "y", "x"]})
    assert all_differ(rows, ["a", "b"])
    assert not all_differ(rows, ["a"])
    assert not all_differ(pl.DataFrame({"a": [None, None]}, schema={"a": pl.String}), ["a"])
    assert all_differ(rows, [])


GOOD = {"source_file": "f.csv", "source_sheet": "", "source_row": 2, "note_id": "n1", "likes": 3}


def notes(*rows):
    return pl.concat([empty("notes"), pl.DataFrame(list(rows))], how="diagonal_relaxed")


def test_rows_that_keep_every_rule_come_back_as_the_table():
    made = checked("notes", notes(GOOD, GOOD | {"note_id": "n2", "likes": None}))
    assert made.schema == empty("notes").schema
    assert made["note_id"].to_list() == ["n1", "n2"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"note_id": None},
        {"note_id": "n" * 129},
        {"likes": -1},
        {"likes": 10_000_000_001},
        {"source_row": 0},
        {"price_cny": float("nan")},
        {"price_cny": float("inf")},
        {"price_cny": -0.5},
        {"source_file": None},
        {"note_id": "n1"},
    ],
    ids=str,
)
def test_a_row_that_breaks_a_rule_is_named(wrong):
    with pytest.raises(dy.exc.ValidationError):
        checked("notes", notes(GOOD, GOOD | {"note_id": "n2"} | wrong))


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_no_rules_but_those_of_its_columns_and_its_key(table):
    """`checked` asks for these two only."""
    known = {
        f"{name}|{rule}"
        for name, column in TABLES[table].columns().items()
        for rule in column.validation_rules(pl.col(name))
    }
    assert set(TABLES[table]._validation_rules(with_cast=False)) <= known | {"primary_key"}


@given(st.lists(st.text(alphabet=st.sampled_from("0159+-._ eE,１٣²万\t\x00"), max_size=11), max_size=20))
@example(["000000001", "1234567890", "+5", "-5", " 5", "5 ", "1e3", "1_0", "1.0", "", "９"])
def test_bare_digits_are_told_by_comparison_as_by_a_regular_expression(cells):
    cells = pl.Series("t", cells, dtype=pl.String)
    read = cells.to_frame().select(pl.when(values.DIGITS).then(pl.col("t").cast(pl.Int64, strict=False)))
    told = [re.fullmatch("[0-9]{1,9}", cell) is not None for cell in cells]
    assert read.to_series().is_not_null().to_list() == told


def test_times_that_stand_in_many_rows_are_read_as_if_each_stood_alone():
    said = ["2026-05-20 20:00:00", None, "2026-05-20", "gone", "1779278400"]
    cells = pl.Series(said * 1_000)
    form = pl.col("t").str.to_date("%Y-%m-%d", strict=False)
    found = values.parse_column(
        cells, pl.Date(), lambda text: values.Parsed(refusal=text or "none"), (r"\A.{10}\z", form)
    )
    assert (
        found.values.to_list()
        == [None, None, pl.date(2026, 5, 20).pipe(pl.select).item(), None, None] * 1_000
    )
    assert found.remarks["at"].len() == 4_000


def counted(raw):
    """Line ends and separators outside of quotes, by the csv module."""
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    return (raw.endswith(b"\n") + len(rows) - 1, sum(len(row) - 1 for row in rows if row)) if rows else (0, 0)


CELL = st.sampled_from(["a", "12", "", '"a,b"', '"x""y"', '"line\nend"', '""', '","', '"\n"', "值"])


@given(
    st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=12),
    st.sampled_from([2, 3, 7, 1 << 18]),
    st.booleans(),
)
def test_signs_outside_quotes_are_counted_as_a_reader_of_csv_would(rows, at_once, marked):
    raw = (bounds.MARK if marked else b"") + "\n".join(",".join(row) for row in rows).encode() + b"\n"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(bounds, "AT_ONCE", at_once)
        assert bounds.count_outside_quotes(raw, b",") == counted(raw)


@pytest.mark.parametrize("raw", [b'a"b,c\n', b'"a"b,c\n', b'"a,b\n', b'a,"b"c\n'])
@pytest.mark.parametrize("at_once", [2, 3, 1 << 18])
def test_a_quote_in_the_middle_of_a_cell_or_never_closed_is_for_a_closer_reader(monkeypatch, raw, at_once):
    monkeypatch.setattr(bounds, "AT_ONCE", at_once)
    assert bounds.count_outside_quotes(raw, b",") is None


BLANKS = ["", " ", "\t", "\u00a0", "\u1680", "\u2003", "\u2028", "\u202f", "\u205f", "\u3000", "\x85"]


def test_of_a_large_file_rows_of_any_blank_signs_are_left_out_and_no_others(monkeypatch, tmp_path):
    monkeypatch.setattr(text_files, "LARGE", -1)
    kept = ["\u3001,1", "!,2", "\x84,3", " ,4", "\u3000,5", "值,6", ",7"]
    lines = ["名,数", *(f"{blank},{blank}" for blank in BLANKS), *kept]
    (tmp_path / "f.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (sheet,) = text_files.read_text(tmp_path / "f.csv", (tmp_path / "f.csv").read_bytes())
    assert sheet.cells["c1"].to_list() == ["数", "1", "2", "3", "4", "5", "6", "7"]
    assert sheet.cells["row"].to_list() == [1, *range(len(BLANKS) + 2, len(BLANKS) + 9)]


def test_of_a_large_file_with_quotes_an_empty_cell_is_none_and_a_line_ends_in_a_line_feed(
    monkeypatch, tmp_path
):
    monkeypatch.setattr(text_files, "LARGE", -1)
    raw = '名,话\r\na,""\r\n"","一\r\n二"\r\nb,三\r\n'.encode()
    (sheet,) = text_files.read_text(tmp_path / "f.csv", raw)
    assert sheet.cells.rows() == [("名", "话", 1), ("a", None, 2), (None, "一\n二", 3), ("b", "三", 4)]


@pytest.mark.parametrize(
    "text",
    [
        "第1周小计",
        "头部合计",
        "KOL 小计：",
        "Week 2 total",
        "Q1 sub-total",
        "Q1 subtotal",
        "10月 第2周 汇总",
        "2026-05 Total",
        "mtd total",
        "头部 sub total",
    ],
)
def test_a_sum_names_what_it_sums_up(text):
    assert pl.Series([text]).str.contains(OF_A_PART).item()


@pytest.mark.parametrize(
    "text",
    [
        "头部total",
        "KOLtotal",
        "Q1total",
        "10月total",
        "小计",
        "total",
        "小红小计",
        "Week 2 totals",
    ],
)
def test_a_word_that_runs_into_its_sum_or_names_no_part_is_none(text):
    assert not pl.Series([text]).str.contains(OF_A_PART).item()


def test_control_characters_go_from_the_texts_that_hold_them():
    said = pl.Series(["a\x07b", None, "c", "\u202e", "d\u2066e\n"])
    assert texts.clean_texts(said).to_list() == ["ab", None, "c", None, "de\n"]
    assert said[0] == "a\x07b"  # the cells themselves stay


def test_names_are_hashed_in_pieces_as_each_alone(monkeypatch):
    monkeypatch.setattr(people, "AT_ONCE", 2)
    names, heard = ["甲", "b", "c", "d", "e"], []
    alone = [hashlib.blake2b(name.encode(), key=b"salt", digest_size=8).hexdigest() for name in names]
    assert people._hashed(pl.Series(names), b"salt", heard.append).to_list() == alone
    assert heard == [0, 0.4, 0.8]
    assert people._hashed(pl.Series([], dtype=pl.String), b"salt", heard.append).to_list() == []


def test_of_a_large_file_the_share_that_is_done_is_told_as_it_gets_on(monkeypatch):
    monkeypatch.setattr(telling, "LARGE", 0)
    told = []
    read_files([COMMENTS, PLAN], tell=lambda *said: told.append(said))
    shares = [said[3] for said in told]
    large, small = COMMENTS.stat().st_size, PLAN.stat().st_size
    begun = next(said for said in told if said[0] == 1)
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert begun[2] == PLAN.name
    assert begun[3] == pytest.approx(telling.TABLES * large / (large + small))
    assert len([said for said in told if said[0] == 0]) == 4  # begun, its bytes read, its cells, its columns


def test_of_small_files_only_their_beginnings_are_told():
    told = []
    read_files([PLAN], tell=lambda *said: told.append(said))
    assert [said[:3] for said in told] == [(0, 1, PLAN.name), (1, 1, "")]
