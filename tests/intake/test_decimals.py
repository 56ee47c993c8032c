"""Decimal commas: told by the column, by the sheet, by the mapping, or not at all; and fast paths against the slow one."""

from functools import partial

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xhs_workbench.errors import ParamsError
from xhs_workbench.intake import read_files
from xhs_workbench.intake.cells import dates, values
from xhs_workbench.intake.cells.decimals import mark_of, settle
from xhs_workbench.intake.recognising.sources import make_source

MOMENT = pl.Datetime("us", "Asia/Shanghai")


@pytest.mark.parametrize(
    ("figures", "mark"),
    [
        (["1.234,56"], "comma"),
        (["12,5"], "comma"),
        (["0,123"], "comma"),
        (["3,34%"], "comma"),
        (["1.234.567"], "comma"),
        (["1,234.56"], "point"),
        (["12.5"], "point"),
        (["0.123"], "point"),
        (["1.2万"], "point"),
        (["1,234,567"], "point"),
        (["1,234", "5.678"], ""),
        (["12,5", "12.5"], ""),
        (["2026.09.05", "a,b"], ""),
    ],
)
def test_which_sign_separates_decimals(figures, mark):
    assert mark_of(pl.Series(figures)) == mark


def test_a_sheet_is_told_by_any_of_its_columns_unless_they_disagree():
    assert settle([pl.Series(["1.234"]), pl.Series(["0,5"])]) == "comma"
    assert settle([pl.Series(["1,5"]), pl.Series(["1.5"])]) == ""
    assert settle([pl.Series(["12", None]), pl.Series([], dtype=pl.String)]) == ""


def creators(folder, prices, fans=("5000", "6000"), mapping=()):
    rows = ["博主ID;达人昵称;粉丝数;图文报价"]
    rows += [
        f"5f000000000000000100000{n};甲{n};{many};{price}"
        for n, (price, many) in enumerate(zip(prices, fans, strict=True))
    ]
    (folder / "c.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    data = read_files([folder / "c.csv"], mappings=mapping)
    table = data.table("creators").sort("creator_name")
    return (
        table["price_image_cny"].to_list(),
        table["followers"].to_list(),
        {finding.code for finding in data.findings},
    )


def test_decimal_commas_are_read_and_said(tmp_path):
    prices, _, said = creators(tmp_path, ["1.200,50", "800"])
    assert prices == [1200.5, 800]
    assert "cells_decimal_comma" in said


def test_points_in_counts_separate_thousands_for_a_count_has_no_fractions(tmp_path):
    _, fans, said = creators(tmp_path, ["800", "900"], ["12.040", "3.511"])
    assert fans == [12_040, 3_511]
    assert "cells_decimal_comma" in said


@pytest.mark.parametrize(
    ("prices", "fans"), [(["1.500", "2.800"], ["5000", "6000"]), (["800", "900"], ["12.000", "3.000"])]
)
def test_what_may_be_either_is_left_empty_and_said(tmp_path, prices, fans):
    read, many, said = creators(tmp_path, prices, fans)
    assert (read if "." in prices[0] else many) == [None, None]
    assert "cells_thousands_or_decimals" in said


def test_the_mapping_settles_it(tmp_path):
    for told, prices in (("comma", [1500, 2800]), ("point", [1.5, 2.8])):
        mapping = {"extends": "generic_creators", "decimal": told}
        assert creators(tmp_path, ["1.500", "2.800"], mapping=[mapping])[0] == prices


def test_another_column_settles_it(tmp_path):
    assert creators(tmp_path, ["0,50", "800"], ["12.000", "3.000"])[1] == [12_000, 3_000]


def test_a_sheet_with_both_signs_leaves_the_odd_ones_empty(tmp_path):
    prices, _, said = creators(tmp_path, ["1500,50", "2800.50"])
    assert prices == [None, 2800.5]
    assert "cells_not_an_amount" in said


def test_the_key_knows_two_words():
    with pytest.raises(ParamsError):
        make_source({"name": "x", "recognise": ["a"], "decimal": "dot", "tables": {"notes": {}}}, "x")


def test_shares_of_two_conventions_in_one_column(tmp_path):
    (tmp_path / "s.csv").write_text(
        "博主ID,达人昵称,粉丝数,女粉占比,年龄>44\n"
        + "".join(
            f"5f000000000000000100000{n},甲{n},100,{share},{old}\n"
            for n, (share, old) in enumerate(
                [
                    ("0.7", "0.4"),
                    ("0.8", "0.6"),
                    ("0.75", "0.9"),
                    ("0.9", "2.1"),
                    ("65", "12"),
                    ("0.8", "0.8"),
                ]
            )
        ),
        encoding="utf-8",
    )
    data = read_files([tmp_path / "s.csv"])
    table = data.table("creators").sort("creator_name")
    assert table["female_share"].to_list() == [None, None, None, None, 0.65, None]
    assert "cells_mixed_shares" in {finding.code for finding in data.findings}


# Fast paths read what the slow one reads.

YEARS = st.integers(2012, 2028)
PART = st.integers(0, 70)
JOIN = st.sampled_from(["-", "/", ".", "年"])


@st.composite
def _moment(draw):
    join = draw(JOIN)
    pad = draw(st.sampled_from(["{:d}", "{:02d}"]))
    month, day = pad.format(draw(st.integers(0, 13))), pad.format(draw(st.integers(0, 32)))
    text = f"{draw(YEARS)}年{month}月{day}日" if join == "年" else f"{draw(YEARS)}{join}{month}{join}{day}"
    clock = draw(
        st.sampled_from(
            ["", " {}:{:02d}", " {}:{:02d}:{:02d}", "T{:02d}:{:02d}:{:02d}Z", "T{:02d}:{:02d}:{:02d}.123Z"]
        )
    )
    return text + clock.format(draw(st.integers(0, 25)), draw(PART), draw(PART))


@given(
    texts=st.lists(
        _moment() | st.sampled_from(["", "-", "1778243472", "20260508", "昨天"]), min_size=1, max_size=12
    )
)
def test_moments_are_the_same_by_the_fast_path_and_the_slow_one(texts):
    cells = pl.Series(texts)
    slow = values.parse_column(cells, MOMENT, dates.parse_moment)
    fast = values.parse_column(cells, MOMENT, dates.parse_moment, *dates.plain_moments())
    assert fast.values.to_list() == slow.values.to_list()
    assert sorted(fast.remarks.rows(), key=str) == sorted(slow.remarks.rows(), key=str)


@given(
    texts=st.lists(
        st.from_regex(r"\A[0-9]{1,3}(,[0-9]{3}){0,3}\Z", fullmatch=True)
        | st.from_regex(r"\A[0-9]{1,12}\Z", fullmatch=True)
        | st.sampled_from(["", "-", "1.2万", "10+", "-5", "TRUE", "1,23", "0012", "1,000,000,000,000"]),
        min_size=1,
        max_size=12,
    ),
    scale=st.sampled_from([1, 10_000]),
)
def test_counts_are_the_same_by_the_fast_path_and_the_slow_one(texts, scale):
    cells = pl.Series(texts)
    parse = partial(values.parse_count, scale=scale)
    slow, fast = (
        values.parse_column(cells, pl.Int64(), parse, *how) for how in ((), values.plain_counts(scale))
    )
    assert fast.values.to_list() == slow.values.to_list()
    assert fast.censored.to_list() == slow.censored.to_list()
    assert sorted(fast.remarks.rows(), key=str) == sorted(slow.remarks.rows(), key=str)
