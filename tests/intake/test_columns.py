"""A column's type decides how its cells are read, what is left out, and what refuses the row."""

from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xhs_workbench.errors import IntakeError
from xhs_workbench.intake import read_files
from xhs_workbench.intake.cells import dates, texts, values
from xhs_workbench.intake.cells.columns import read_column
from xhs_workbench.intake.recognising.sources import make_source
from xhs_workbench.tables import TABLES

CHINA = ZoneInfo("Asia/Shanghai")


def read(table, column, cells, *, scale=1, percent="percent", crawl=None):
    values = {"note_type": {"image": ["图文"]}}
    source = make_source(
        {"recognise": ["x"], "tables": {"notes": {}}, "percent": percent, "values": values}, "test"
    )
    series = pl.Series(cells, dtype=pl.String)
    kind = TABLES[table].columns()[column]
    return read_column(column, kind, series, source=source, scale=scale, collected_at=crawl)


def said(column):
    return [(row["at"], row["doubt"] or row["refusal"]) for row in column.remarks.sort("at").to_dicts()]


def test_a_count_column_keeps_its_bounds_and_its_gaps_apart():
    found = read("notes", "likes", ["300", "10万+", None, "-", "赞", "<100", "1000-5000", "0"])
    assert found.values.to_list() == [300, 100_000, None, None, None, None, None, 0]
    assert found.censored.to_list() == [False, True, False, False, False, False, False, False]
    assert said(found) == [
        (1, "lower_bound"),
        (2, "missing"),
        (3, "missing"),
        (4, "not_a_plain_count"),
        (5, "not_a_plain_count"),
        (6, "a_range"),
    ]


@pytest.mark.parametrize(
    ("cell", "scale", "value"),
    [
        ("1.24", 10_000, 12_400),
        ("1.24万", 10_000, 12_400),
        ("12.340000000000002", 10_000, 123_400),
        ("0.00005", 10_000, 1),
        ("12340.0", 1, 12_340),
        ("12340.000000000002", 1, 12_340),
        ("1.23456万", 1, 12_346),
        ("２.９万", 1, 29_000),
        ("'12,345", 1, 12_345),
        ("12 345", 1, 12_345),
        ("1.5千", 1, 1500),
        ("500+", 1, 500),
    ],
)
def test_counts_in_units(cell, scale, value):
    assert read("notes", "followers", [cell], scale=scale).values.to_list() == [value]


def test_the_wrong_practice_seen_in_the_wild():
    assert "2.9万".replace("万", "0000") == "2.90000"
    assert read("notes", "saves", ["2.9万"]).values.to_list() == [29_000]


@pytest.mark.parametrize(
    ("cell", "scale", "value"),
    [
        ("￥8,800", 1, 8800.0),
        ("1.1", 10_000, 11_000.0),
        ("1.1万", 10_000, 11_000.0),
        ("880000", 0.01, 8800.0),
        ("2000+200", 1, 2000.0),
        ("1k", 1, 1000.0),
        ("8800元", 1, 8800.0),
        ("面议", 1, None),
        ("5000-8000", 1, None),
    ],
)
def test_money(cell, scale, value):
    assert read("creators", "price_image_cny", [cell], scale=scale).values.to_list() == [value]


def test_shares_by_the_exports_convention():
    assert read("creators", "female_share", ["87.7%", "87.7", "0.5"]).values.to_list() == [
        0.877,
        0.877,
        0.005,
    ]
    assert read("creators", "female_share", ["0.877"], percent="fraction").values.to_list() == [0.877]
    assert read("creators", "active_fan_share", ["42.64% | 192745"]).values.to_list() == [0.4264]


def test_bare_fractions_in_a_percent_column_are_doubted():
    cells = ["0.42", "0.5", "0.37", "0.1", "0.9"]
    assert said(read("creators", "female_share", cells)) == [(0, "looks_like_fractions")]
    # Beside a share above 1 they are neither: .42 of an audience, or .42 %. They are left empty.
    assert said(read("creators", "female_share", [*cells, "42"])) == [(n, "mixed_shares") for n in range(5)]
    assert said(read("creators", "female_share", cells, percent="fraction")) == []
    assert said(read("creators", "viral_share", ["0", "0", "0", "0", "0"])) == []


def test_what_the_table_cannot_hold_is_left_out_and_said():
    found = read("creators", "female_share", ["120%", "80%", "-5%"])
    assert found.values.to_list() == [None, 0.8, None]
    assert said(found) == [(0, "out_of_range"), (2, "out_of_range")]
    assert read("creators", "follower_change_rate", ["-5%"]).values.to_list() == [-0.05]
    assert read("creators", "follower_change", ["-1,200"]).values.to_list() == [-1200]


def test_a_cell_that_must_be_filled_refuses_its_row():
    assert said(read("comments", "note_id", ["64a1b2c3000000001f00aa01", None])) == [(1, "no_id")]
    assert said(read("search_index", "term", ["面霜", " "])) == [(1, "no_value")]
    assert said(read("search_index", "day", ["2026-05-20", "待定"])) == [(1, "not_a_date"), (1, "no_value")]
    assert said(read("notes", "creator_id", [None])) == []


def test_words_of_people_are_kept_and_marks_of_exports_are_not():
    assert read("notes", "creator_name", ["null", "-", "  "]).values.to_list() == ["null", "-", None]
    assert read("creators", "mcn", ["NULL", "--", "某机构"]).values.to_list() == [None, None, "某机构"]


@given(st.lists(st.one_of(st.none(), st.text(max_size=30)), min_size=1, max_size=8))
def test_any_text_is_kept_but_for_controls(cells):
    found = texts.clean_texts(pl.Series(cells, dtype=pl.String)).to_list()
    for before, after in zip(cells, found, strict=True):
        if after is None:
            assert before is None or not before.strip() or "\u202e" in before or not after
        else:
            assert set(after) <= set(before)
            assert not set(after) & set("\x00\x08\x1f\x7f\u202e\u2066")


def test_choices_and_flags():
    assert read("notes", "note_type", ["图文", "直播", None]).values.to_list() == ["image", None, None]
    assert read("notes", "is_commercial", ["是", "否", "也许", None]).values.to_list() == [
        True,
        False,
        None,
        None,
    ]


@given(
    st.lists(
        st.one_of(
            st.datetimes(datetime(2014, 1, 1), datetime(2026, 10, 1)).map(
                lambda at: f"{at:%Y-%m-%d %H:%M:%S}"
            ),
            st.integers(1_400_000_000, 1_790_000_000).map(str),
            st.integers(1_400_000_000_000, 1_790_000_000_000).map(str),
            st.sampled_from(
                ["2026-02-29 10:00:00", "2026-05-20 24:00:00", "2039-01-01 00:00:00", "2026/8/6", "-", "x"]
            ),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_the_fast_way_and_the_slow_way_agree_on_moments(cells):
    column = read("notes", "published_at", cells)
    slow = [dates.parse_moment(cell) for cell in cells]
    assert column.values.to_list() == [one.value for one in slow]
    assert dict(said(column)) == {
        i: one.doubt or one.refusal for i, one in enumerate(slow) if one.doubt or one.refusal
    }


@given(
    st.lists(st.one_of(st.text("0123456789abcdef-_.'\t eE+", max_size=26), st.none()), min_size=1, max_size=6)
)
def test_the_fast_way_and_the_slow_way_agree_on_ids(cells):
    column = read("notes", "note_id", cells)
    slow = [values.parse_id(cell or "") for cell in cells]
    assert column.values.to_list() == [one.value for one in slow]
    refused = {i: one.refusal for i, one in enumerate(slow) if one.refusal}
    assert {row["at"]: row["refusal"] for row in column.remarks.drop_nulls("refusal").to_dicts()} == refused


@pytest.mark.parametrize(
    ("cell", "stated"),
    [
        ("2026年05月08日20时31分12秒", "2026-05-08 20:31:12"),
        ("2026.5.8", "2026-05-08 00:00:00"),
        ("2026-05-08T20:31:12.345+08:00", "2026-05-08 20:31:12"),
        ("46337.5", "2026-11-11 12:00:00"),
        ("26-05-08", "2026-05-08 00:00:00"),
        ("13/05/2026", "2026-05-13 00:00:00"),
        ("05/13/2026", "2026-05-13 00:00:00"),
        ("2026-05-08 24:00:00", "2026-05-09 00:00:00"),
        ("编辑于 04-12 上海", "2026-04-12 00:00:00"),
        ("2小时前", "2026-05-20 10:00:00"),
        ("刚刚", "2026-05-20 12:00:00"),
        ("02-29", "2024-02-29 00:00:00"),
    ],
)
def test_every_form_of_moment(cell, stated):
    crawl = datetime(2026, 5, 20, 12, tzinfo=CHINA)
    found = read("notes", "published_at", [cell], crawl=crawl).values.to_list()[0]
    assert f"{found:%Y-%m-%d %H:%M:%S}" == stated


def test_relative_words_without_a_crawl_are_doubted_not_guessed():
    found = read("notes", "published_at", ["3天前", "昨天 20:15", "刚刚", "04-12"])
    assert found.values.to_list() == [None] * 4
    assert said(found) == [(0, "relative_date"), (1, "relative_date"), (2, "relative_date"), (3, "no_year")]


def test_a_zoneless_crawl_time_is_china_time(tmp_path):
    file = tmp_path / "notes.csv"
    file.write_text("笔记ID,发布时间,点赞\nabc12345,3小时前,5\n", encoding="utf-8")
    note = read_files([file], collected_at=datetime(2026, 5, 20, 12)).table("notes").row(0, named=True)
    assert note["published_at"] == datetime(2026, 5, 20, 9, tzinfo=CHINA)
    assert note["collected_at"] == datetime(2026, 5, 20, 12, tzinfo=CHINA)


def test_a_large_file_loses_only_the_row_a_tiny_one_is_refused(tmp_path):
    rows = [f"abc{i:05d},{i}" for i in range(40)]
    file = tmp_path / "notes.csv"
    file.write_text(
        "\n".join(["笔记ID,点赞", *rows[:20], "abc99999,TRUE", *rows[20:]]) + "\n", encoding="utf-8"
    )
    data = read_files([file])
    assert data.files.select("rows_read", "rows_used", "rows_duplicate", "rows_refused").row(0) == (
        41,
        40,
        0,
        1,
    )
    assert data.refused.select("file", "row", "column", "value", "rule").row(0) == (
        "notes.csv",
        22,
        "点赞",
        "TRUE",
        "not_a_count",
    )
    file.write_text("笔记ID,点赞\nabc00001,TRUE\nabc00002,5\n", encoding="utf-8")
    with pytest.raises(IntakeError, match="row 2 › 点赞: not a count"):
        read_files([file])


def test_a_short_list_loses_its_bad_rows_and_is_refused_whole_only_when_many_are_bad(tmp_path):
    file = tmp_path / "notes.csv"
    for bad, rows, refused in ((1, 19, 1), (3, 19, 3), (1, 3, 1), (4, 19, None), (1, 2, None), (1, 1, None)):
        lines = [f"abc{i:05d},{'-5' if i < bad else i}" for i in range(rows)]
        file.write_text("\n".join(["笔记ID,点赞", *lines]) + "\n", encoding="utf-8")
        if refused is None:
            with pytest.raises(IntakeError, match="row 2"):
                read_files([file])
        else:
            data = read_files([file])
            assert data.refused["row"].to_list() == list(range(2, 2 + refused))
            assert data.table("notes").height == rows - refused


def test_a_file_of_which_a_quarter_is_broken_is_refused_whole(tmp_path):
    rows = [f"abc{i:05d},{'TRUE' if i % 4 == 0 else i}" for i in range(100)]
    file = tmp_path / "notes.csv"
    file.write_text("\n".join(["笔记ID,点赞", *rows]) + "\n", encoding="utf-8")
    with pytest.raises(IntakeError) as caught:
        read_files([file])
    assert len(caught.value.problems) == 25
    many = [f"abc{i:05d},TRUE" for i in range(100)]
    file.write_text("\n".join(["笔记ID,点赞", *many]) + "\n", encoding="utf-8")
    with pytest.raises(IntakeError, match="50 more"):
        read_files([file])
