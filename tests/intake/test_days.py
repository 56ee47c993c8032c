"""Notes from outside the report's days, counted by hand."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl

from xhs_workbench import intake, paths, tables
from xhs_workbench.params import load_params

CHINA = ZoneInfo("Asia/Shanghai")
BRIEF = load_params(paths.PARAMS / "demo" / "live.yaml").read_brief()  # its window is 6 to 22 May 2026


def notes(*moments):
    rows = [
        {
            "note_id": f"n{i}",
            "published_at": moment,
            "source_file": "n.csv",
            "source_sheet": "",
            "source_row": i + 2,
        }
        for i, moment in enumerate(moments)
    ]
    return pl.concat([tables.empty("notes"), pl.DataFrame(rows)], how="diagonal_relaxed")


def test_the_window_and_the_day_include_their_ends_and_days_are_of_china():
    found = intake.check_days(
        notes(
            datetime(2026, 5, 6, 0, 0, tzinfo=CHINA),
            datetime(2026, 5, 20, 23, 59, tzinfo=CHINA),
            datetime(2026, 5, 21, 0, 1, tzinfo=CHINA),
            datetime(2026, 5, 5, 23, 59, tzinfo=CHINA),
            datetime(2026, 5, 23, 0, 0, tzinfo=CHINA),
            None,
        ),
        BRIEF,
        date(2026, 5, 20),
    )
    assert [(one.code, one.level, one.n) for one in found] == [
        ("notes_after_as_of", "REVIEW", 2),
        ("notes_outside_window", "REVIEW", 2),
    ]
    assert found[0].text.en.startswith("2 of 5 notes are dated after 20 May")
    assert found[0].evidence == ("n.csv › row 4 › 2026-05-21", "n.csv › row 6 › 2026-05-23")
    assert found[1].evidence == ("n.csv › row 5 › 2026-05-05", "n.csv › row 6 › 2026-05-23")


def test_nothing_is_said_where_all_is_well():
    assert intake.check_days(notes(datetime(2026, 5, 10, tzinfo=CHINA)), BRIEF, date(2026, 5, 20)) == []
    assert intake.check_days(tables.empty("notes"), BRIEF, date(2026, 5, 20)) == []
