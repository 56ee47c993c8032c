"""Tables that go to the right with time, and lists with rows of several kinds: each is read as what it says."""

import json

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xhs_workbench.intake.cells.dates import parse_moment, settled_order
from xhs_workbench.intake.drafting.words import understand
from xhs_workbench.intake.opening.day_columns import turn_days
from xhs_workbench.intake.opening.files import open_sheets
from xhs_workbench.intake.opening.row_kinds import split_kinds
from xhs_workbench.intake.opening.sheets import Sheet
from xhs_workbench.intake.opening.text_files import _returns_end_lines

NOTE, OTHER = "6a9b9ac8000000001e000001", "6a9b9ac8000000001e000002"


def sheet_of(rows):
    width = max(map(len, rows))
    columns = {f"c{i}": [None if i >= len(row) else row[i] for row in rows] for i in range(width)}
    cells = pl.DataFrame(
        {**columns, "row": list(range(1, len(rows) + 1))}, schema_overrides=dict.fromkeys(columns, pl.String)
    )
    return Sheet("wide.xlsx", "Sheet1", cells)


def lines(sheet):
    return sheet.cells.drop("row").rows()


# Days as columns.

DAYS = ("2026-11-01", "2026-11-02", "2026-11-03")


def test_measures_in_a_column_become_columns_and_days_become_rows():
    made = turn_days(
        sheet_of(
            [
                ("笔记ID", "指标", *DAYS),
                (NOTE, "点赞量", "10", "12", "15"),
                (NOTE, "收藏量", "1", None, "3"),
                (OTHER, "点赞量", "7", "7", "8"),
            ]
        )
    )
    assert lines(made) == [
        ("笔记ID", "统计日期", "点赞量", "收藏量"),
        (NOTE, DAYS[0], "10", "1"),
        (OTHER, DAYS[0], "7", None),
        (NOTE, DAYS[1], "12", None),
        (OTHER, DAYS[1], "7", None),
        (NOTE, DAYS[2], "15", "3"),
        (OTHER, DAYS[2], "8", None),
    ]
    assert made.cells["row"].to_list() == [1, 2, 4, 2, 4, 2, 4]
    assert [finding.code for finding in made.findings] == ["days_as_columns"]


def test_measures_over_the_days_become_columns_too():
    made = turn_days(
        sheet_of(
            [
                (None, "点赞", None, None, "收藏", None, None),
                ("笔记ID", "11/1", "11/2", "11/3", "11/1", "11/2", "11/3"),
                (NOTE, "10", "12", "15", "1", "2", "3"),
            ]
        )
    )
    assert lines(made) == [
        ("笔记ID", "统计日期", "点赞", "收藏"),
        (NOTE, "11/1", "10", "1"),
        (NOTE, "11/2", "12", "2"),
        (NOTE, "11/3", "15", "3"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        # Prices and rates with a point are no days.
        [("达人", "图文", "视频", "CPE"), ("阿梨", "5.20", "8.10", "1.12"), ("小满", "4.30", "9.12", "2.2")],
        # Three moments of one order.
        [
            ("订单", "下单时间", "完成时间", "发布时间"),
            ("A", "2026-09-01", "2026-09-05", "2026-09-03"),
            ("B", "2026-09-02", "2026-09-06", "2026-09-04"),
        ],
        # Days with no word of what they measure.
        [("笔记ID", *DAYS), (NOTE, "10", "12", "15")],
        # The same day twice for one measure.
        [("笔记ID", "指标", DAYS[0], DAYS[0], DAYS[1]), (NOTE, "点赞量", "1", "2", "3")],
        # Two days make no series.
        [("笔记ID", "指标", DAYS[0], DAYS[1]), (NOTE, "点赞量", "1", "2")],
    ],
)
def test_other_tables_stay_as_they_are(rows):
    sheet = sheet_of(rows)
    assert turn_days(sheet) is sheet


def test_ids_merged_over_their_measures_are_told_of_each_row(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["笔记ID", "指标", *DAYS])
    book.active.append([NOTE, "点赞量", 10, 12, 15])
    book.active.append([None, "收藏量", 1, 2, 3])
    book.active.merge_cells("A2:A3")
    book.save(tmp_path / "b.xlsx")
    (sheet,) = open_sheets(tmp_path / "b.xlsx")
    assert lines(sheet)[1:] == [
        (NOTE, DAYS[0], "10", "1"),
        (NOTE, DAYS[1], "12", "2"),
        (NOTE, DAYS[2], "15", "3"),
    ]


@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.integers(0, 10**6)), min_size=6, max_size=6), min_size=1, max_size=12
    )
)
def test_no_figure_is_lost_or_made_when_days_are_turned(figures):
    days = [f"2026-10-{d:02d}" for d in range(1, 7)]
    rows = [("笔记ID", "指标", *days)]
    rows += [
        (
            f"6a9b9ac8000000001e{i // 2:06x}",
            ("点赞量", "收藏量")[i % 2],
            *(None if v is None else str(v) for v in row),
        )
        for i, row in enumerate(figures)
    ]
    made = turn_days(sheet_of(rows))
    kept = [v for line in lines(made)[1:] for v in line[2:] if v is not None]
    assert sorted(kept) == sorted(str(v) for row in figures for v in row if v is not None)


# Rows of several kinds.


def records(*made):
    names = list(dict.fromkeys(name for one in made for name in one))
    return sheet_of([tuple(names), *(tuple(one.get(name) for name in names) for one in made)])


PROFILE = {"type": "profile", "userId": "u1", "followers": "9", "redId": "r", "noteCount": "3"}
IMAGE = {"type": "image", "userId": "u1", "noteId": NOTE, "title": "t", "likes": "5", "collects": "2"}
VIDEO = {**IMAGE, "type": "video", "noteId": OTHER, "videoUrl": "v"}


def test_profiles_and_their_notes_are_two_sheets_and_image_and_video_notes_one():
    people, notes = split_kinds(records(PROFILE, IMAGE, VIDEO))
    assert lines(people) == [("userId", "followers", "redId", "noteCount"), ("u1", "9", "r", "3")]
    assert people.cells["row"].to_list() == [1, 2]
    assert lines(notes)[0] == ("type", "userId", "noteId", "title", "likes", "collects", "videoUrl")
    assert notes.cells["row"].to_list() == [1, 3, 4]
    assert [people.sheet, notes.sheet] == ["Sheet1#profile", "Sheet1#image"]
    assert [finding.code for finding in people.findings] == ["rows_of_kinds"]
    assert not notes.findings


@pytest.mark.parametrize(
    "rows",
    [
        [IMAGE, VIDEO],  # a video's own link makes no other kind of row
        [{**PROFILE, "type": None}, IMAGE],  # a row of no kind
        [
            {k: v for k, v in PROFILE.items() if k in ("type", "userId", "followers")},
            IMAGE,
        ],  # too little of its own
        [PROFILE, PROFILE],
    ],
)
def test_lists_of_one_kind_stay_one_sheet(rows):
    sheet = records(*rows)
    assert split_kinds(sheet) == [sheet]


def test_a_list_of_two_kinds_in_json_is_two_sheets(tmp_path):
    (tmp_path / "x.json").write_text(json.dumps([PROFILE, IMAGE, VIDEO]), encoding="utf-8")
    assert [sheet.cells.height for sheet in open_sheets(tmp_path / "x.json")] == [2, 3]


# Short years.


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("26/9/8", "", "2026-09-08"),  # no 26th month or first day: the year stands first
        ("26.9.8", "", "2026-09-08"),
        ("08/09/26", "day_first", "2026-09-08"),
        ("08/09/26", "month_first", "2026-08-09"),
        ("09/24/26", "", "2026-09-24"),  # 24 is no month
        ("24/09/26", "day_first", "2026-09-24"),
        ("24/09/26", "year_first", "2024-09-26"),
    ],
)
def test_a_year_of_two_digits_first_or_last(text, order, day):
    assert str(parse_moment(text, order=order).value.date()) == day


@pytest.mark.parametrize("text", ["08/09/26", "24/09/26"])
def test_two_readings_of_a_short_year_are_refused_until_something_settles_them(text):
    assert parse_moment(text).refusal == "ambiguous_date"


@pytest.mark.parametrize("text", ["1.2.3", "12/11/10", "3.5.7"])
def test_three_small_numbers_are_no_date(text):
    assert parse_moment(text).doubt == "not_a_date"


def test_cells_of_a_column_settle_where_the_year_stands():
    assert settled_order(pl.Series(["24/09/26", "08/09/26"])) == "day_first"  # 08 is no year of the platform
    assert settled_order(pl.Series(["24/09/26", "26/9/8"])) == "year_first"
    assert settled_order(pl.Series(["26/9/8", "08/09/26"])) == ""


# Headers of other scripts.


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ("フォロワー数", {"fans"}),
        ("いいね数", {"likes"}),
        ("팔로워 수", {"fans"}),
        ("좋아요 수", {"likes"}),
        ("dim_note[title]", {"title"}),
        ("[Sum of likes]", {"likes"}),
        ("Posting Date (DD/MM/YY)", {"publish", "time"}),
        ("点赞（截止10.8）", {"likes"}),
    ],
)
def test_headers_of_other_scripts_and_tools_are_words(header, tags):
    assert understand(header).tags == tags
    assert understand(header).known


@pytest.mark.parametrize("header", ["Цена", "ราคา likes", "ないもの数"])
def test_letters_we_have_no_words_of_are_not_overlooked(header):
    assert understand(header).rest


# Large files: what is read column-wise must end its lines in one way.


@given(st.text(alphabet="a,\r\n", max_size=40))
def test_carriage_returns_end_lines_or_the_file_is_looked_at_closely(text):
    raw = text.encode()
    assert _returns_end_lines(raw) == (raw.count(b"\r") == raw.count(b"\r\n"))
