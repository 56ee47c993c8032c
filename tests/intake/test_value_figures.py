"""Counts, amounts, shares, flags and what stands around a figure: each branch on texts whose value was worked out by hand."""

from decimal import Decimal

import polars as pl
import pytest

from xhs_workbench.intake.cells import values
from xhs_workbench.intake.cells.figures import Figure, read_figure, unit_doubt, without_hints


def no_slow(text):
    raise AssertionError(f"{text} is left to the slow way")


@pytest.mark.parametrize(
    ("scale", "texts", "counts"),
    [
        (1, ["0", "12", "1,234", "1,234,567", "999999999"], [0, 12, 1234, 1_234_567, 999_999_999]),
        (10_000, ["0", "12", "1,234", "500000", "500,000"], [0, 120_000, 12_340_000, 5 * 10**9, 5 * 10**9]),
    ],
)
def test_counts_by_the_quick_way(scale, texts, counts):
    found = values.parse_column(pl.Series(texts), pl.Int64(), no_slow, *values.plain_counts(scale))
    assert found.values.to_list() == counts
    assert [values.parse_count(text, scale).value for text in texts] == counts


@pytest.mark.parametrize("text", ["500001", "500,001"])
def test_a_count_past_the_largest_is_left_to_the_slow_way(text):
    """Under a header in 万, 50 亿 are 500,000; one more is refused with its reason."""
    found = values.parse_column(
        pl.Series([text, "3"]),
        pl.Int64(),
        lambda one: values.parse_count(one, 10_000),
        *values.plain_counts(10_000),
    )
    assert found.values.to_list() == [None, 30_000]
    assert found.remarks.rows() == [(0, None, "not_a_count")]


def test_cells_that_no_form_fits_keep_their_place():
    """Two forms and the slow way in one column, empty cells between; a column of empties is all null and says so."""
    cells = pl.Series([None, "1,200", "约8", "7", "10万+", "x", None])
    found = values.parse_column(cells, pl.Int64(), values.parse_count, *values.plain_counts(1))
    assert found.values.to_list() == [None, 1200, 8, 7, 100_000, None, None]
    assert found.censored.to_list() == [False] * 4 + [True] + [False] * 2
    assert found.remarks.rows() == [
        (0, "missing", None),
        (2, "approximate", None),
        (4, "lower_bound", None),
        (5, None, "not_a_count"),
        (6, "missing", None),
    ]
    empty = values.parse_column(
        pl.Series([None, None], dtype=pl.String), pl.Int64(), values.parse_count, *values.plain_counts(1)
    )
    assert empty.values.to_list() == [None, None]
    assert empty.remarks.rows() == [(0, "missing", None), (1, "missing", None)]
    some = values.parse_column(
        pl.Series(["5", None]), pl.Int64(), values.parse_count, *values.plain_counts(1)
    )
    assert (some.values.to_list(), some.remarks.rows()) == ([5, None], [(1, "missing", None)])
    assert values.as_is(pl.Series([], dtype=pl.Int64)).censored.len() == 0


@pytest.mark.parametrize(
    ("text", "value", "censored", "doubt", "refusal"),
    [
        ("<5", None, False, "not_a_plain_count", ""),
        ("＜ 100", None, False, "not_a_plain_count", ""),
        ("***", None, False, "not_a_plain_count", ""),
        ("5%", None, False, "not_a_plain_count", ""),
        ("八千八", None, False, "not_a_plain_count", ""),
        ("1万-2万", None, False, "a_range", ""),
        ("1k~2k", None, False, "a_range", ""),
        ("-1.0", None, False, "minus_one", ""),
        ("-2", None, False, "", "not_a_count"),
        ("abc", None, False, "", "not_a_count"),
        ("1.5", None, False, "", "not_a_count"),
        ("1.5千", 1500, False, "", ""),
        ("1萬", 10_000, False, "", ""),
        ("1億", 100_000_000, False, "", ""),
        ("\u200b12\ufeff", 12, False, "", ""),
        ("'12", 12, False, "", ""),
        ("12万人", 120_000, False, "", ""),
        ("超1万人", 10_000, True, "lower_bound", ""),
        ("100+", 100, True, "lower_bound", ""),
        ("约100+", 100, True, "lower_bound", ""),
        ("1e3", 1000, False, "scientific", ""),
        ("2m", 2_000_000, False, "unit_m", ""),
    ],
)
def test_counts_branch_by_branch(text, value, censored, doubt, refusal):
    assert values.parse_count(text) == values.Parsed(value, censored, doubt, refusal)


@pytest.mark.parametrize(
    ("text", "scale", "value", "doubt"),
    [
        ("3000元", 1.0, 3000.0, ""),
        ("3000+", 1.0, 3000.0, "lower_bound"),
        ("约3000+", 1.0, 3000.0, "lower_bound"),
        ("8800.5", 1.0, 8800.5, ""),
        ("0", 1.0, 0.0, ""),
        ("人民币3000", 1.0, 3000.0, ""),
        ("3000 RMB", 1.0, 3000.0, ""),
        ("1.5e3", 10_000.0, 1500.0, "scientific"),
        ("1.5千", 10_000.0, 1500.0, "unit_twice"),
        ("50", 0.01, 0.5, ""),  # 分
        ("500001", 10_000.0, None, "not_an_amount"),
        ("500000", 10_000.0, 5e9, ""),
        ("3000,不含税", 1.0, 3000.0, "with_terms"),
        ("报价:3000", 1.0, 3000.0, "with_terms"),
        ("3000元/条", 1.0, 3000.0, "with_terms"),
        ("3000返点20.5%", 1.0, 3000.0, "with_terms"),
        ("3000返点20", 1.0, None, "several_amounts"),
        ("30%不含税", 1.0, None, "not_an_amount"),
        ("最多3000", 1.0, None, "not_an_amount"),
        ("≤3000", 1.0, None, "not_an_amount"),
        ("面议", 1.0, None, "not_an_amount"),
        ("€300", 1.0, None, "other_currency"),
        ("1万~2万", 1.0, None, "a_range"),
        ("-1", 1.0, None, "minus_one"),
        ("-", 1.0, None, "missing"),
    ],
)
def test_amounts_branch_by_branch(text, scale, value, doubt):
    assert values.parse_amount(text, scale) == values.Parsed(value, doubt=doubt)


@pytest.mark.parametrize(
    ("text", "convention", "value", "doubt"),
    [
        ("-1%", "percent", -0.01, ""),
        ("-1.0", "percent", -0.01, ""),
        ("-1.0", "fraction", -1.0, ""),
        ("0%", "percent", 0.0, ""),
        ("0.5 %", "fraction", 0.005, ""),
        ("9.3% | 12 | 5", "percent", 0.093, ""),
        ("| 12", "percent", None, "not_a_share"),
        ("-5000000000", "fraction", -5e9, ""),
        ("-5000000001", "fraction", None, "not_a_share"),
        ("-", "percent", None, "missing"),
        ("#N/A", "percent", None, "missing"),
        ("#NUM!", "percent", None, "error_cell"),
    ],
)
def test_shares_branch_by_branch(text, convention, value, doubt):
    assert values.parse_share(text, convention) == values.Parsed(value, doubt=doubt)


@pytest.mark.parametrize(
    ("text", "value", "doubt", "refusal"),
    [
        ("+1.2万", 12_000, "", ""),
        ("-约5", None, "not_a_plain_count", ""),
        ("-5.5", None, "", "not_a_count"),
        ("-10万+", -100_000, "lower_bound", ""),
        ("-1", -1, "", ""),
        ("5", 5, "", ""),
        ("+", None, "", "not_a_count"),
    ],
)
def test_signed_counts_branch_by_branch(text, value, doubt, refusal):
    assert values.parse_signed_count(text) == values.Parsed(value, doubt=doubt, refusal=refusal)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        *(
            (text, True)
            for text in ("是", "1", "y", "yes", "true", "✓", "商业", "商业笔记", "低活", "低活跃")
        ),
        *((text, False) for text in ("否", "0", "n", "no", "false", "非商业", "正常")),
        ("暂无", None),
    ],
)
def test_every_word_for_yes_and_no(text, flag):
    assert values.parse_flag(f" {text.upper()} ") == values.Parsed(flag)


def test_figures_and_what_is_doubtful_about_their_unit():
    assert read_figure("10万+") == Figure(Decimal(100_000), bound=True, unit=True)
    assert read_figure("1,234.5") == Figure(Decimal("1234.5"), bound=False, unit=False)
    assert read_figure("￥12元") == Figure(Decimal(12), bound=False, unit=False)
    for text in ("", "x", "1,23", "12 34", "1.2.3", "-5", "e5"):
        assert read_figure(text) is None
    wan, bare = Figure(Decimal(10_000), bound=False, unit=True), Figure(Decimal(1), bound=False, unit=False)
    assert unit_doubt("1万", wan, 1) == ""
    assert unit_doubt("1万", wan, 10_000) == "unit_twice"
    assert unit_doubt("1m", wan, 10_000) == "unit_twice"
    assert unit_doubt("1M", wan, 1) == "unit_m"
    assert unit_doubt("1", bare, 10_000) == ""
    assert unit_doubt("rmb1", bare, 1) == ""
    assert unit_doubt("1e3", wan, 10_000) == "scientific"


@pytest.mark.parametrize(
    ("text", "bare", "hint"),
    [
        ("大约3000", "3000", "approximate"),
        ("3万上下", "3万", "approximate"),
        ("3000多", "3000", "lower_bound"),
        ("不低于3000", "3000", "lower_bound"),
        (">3K", "3k", "lower_bound"),
        ("约3000以上", "约3000", "lower_bound"),
        ("约一万", "约一万", ""),
    ],
)
def test_words_around_a_figure(text, bare, hint):
    assert without_hints(text) == (bare, hint)


@pytest.mark.parametrize(
    ("text", "missing"),
    [("—", True), ("N/A", True), (" 无 ", True), ("－", True), ("0", False), ("无0", False)],
)
def test_marks_for_nothing(text, missing):
    assert values.is_missing(text) == missing
