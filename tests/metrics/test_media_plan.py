"""A plan sheet against what came, at its borders: the day itself, whose note it is, and planned money day by day."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from xhs_workbench.metrics import follow_plan, planned_money
from xhs_workbench.metrics.persons import people, with_person
from xhs_workbench.tables import empty

CHINA = ZoneInfo("Asia/Shanghai")
NOTES = {
    "note_id": pl.String,
    "creator_id": pl.String,
    "creator_name": pl.String,
    "published_at": pl.Datetime("us", "Asia/Shanghai"),
}


def may(day, hour=12):
    return datetime(2026, 5, day, hour, 30, tzinfo=CHINA) if day else None


def plan(*rows):
    """Planned rows; `day` and `until` are days of May 2026."""
    made = []
    for number, row in enumerate(rows):
        given = {"plan_id": f"p{number}", "kind": "note", **row}
        for name, key in (("day", "planned_from"), ("until", "planned_until")):
            day = given.pop(name, None)
            given[key] = date(2026, 5, day) if day else None
        made.append({**given, "source_file": "plan.xlsx", "source_sheet": "", "source_row": number + 2})
    return pl.DataFrame(made, schema=empty("media_plan").schema)


def notes(*rows):
    return pl.DataFrame(list(rows), schema=NOTES, orient="row")


@pytest.mark.parametrize(
    ("planned", "posted", "today", "state", "late"),
    [
        (10, 9, 20, "early", -1),
        (10, 10, 20, "on_time", 0),
        (10, 11, 20, "late", 1),
        (10, 17, 20, "late", 7),
        (10, 10, 10, "on_time", 0),  # posted today is out
        (10, 11, 10, "to_come", None),  # posted tomorrow is not, and a planned day that lasts is not past
        (10, 11, 11, "late", 1),
        (10, None, 9, "to_come", None),
        (10, None, 10, "to_come", None),
        (10, None, 11, "overdue", None),
        (None, 9, 20, "undated", None),
        (None, None, 20, "to_come", None),
    ],
)
def test_the_state_of_a_planned_note(planned, posted, today, state, late):
    sheet = plan({"creator_id": "c", "day": planned})
    out = notes(*([("n", "c", "安", may(posted))] if posted else []))
    found = follow_plan(sheet, out, date(2026, 5, today)).row(0, named=True)
    assert (found["state"], found["days_late"]) == (state, late)
    assert found["posted_on"] == (date(2026, 5, posted) if state in "early on_time late undated" else None)


def test_a_day_begins_at_midnight_in_china():
    """00:30 in China on the tenth is still the ninth in London."""
    found = follow_plan(
        plan({"creator_id": "c", "day": 10}), notes(("n", "c", None, may(10, hour=0))), date(2026, 5, 10)
    )
    assert found["state"].item() == "on_time"


def test_notes_are_matched_in_the_order_of_their_days():
    """c planned the 3rd, the 1st and a day unknown; a note of hers is named by its id, two others come on the 2nd and the 5th.

    d is numbered by herself, and what ads are planned is no note.
    """
    sheet = plan(
        {"creator_id": "c", "day": 3},
        {"creator_id": "c", "day": 1},
        {"creator_id": "d", "day": 2},
        {"creator_id": "c", "note_id": "named", "day": 4},
        {"creator_id": "c"},
        {"creator_id": "c", "kind": "ads", "day": 1},
    )
    out = notes(
        ("late", "c", None, may(5)),
        ("named", "c", None, may(1)),
        ("hers", "d", None, may(2)),
        ("soon", "c", None, may(2)),
        ("soon", "c", None, may(2)),  # a note listed twice is one note
    )
    found = follow_plan(sheet, out, date(2026, 5, 20))
    assert found.select("plan_id", "posted_note_id", "state", "days_late").rows() == [
        ("p1", "soon", "late", 1),
        ("p2", "hers", "on_time", 0),
        ("p0", "late", "late", 2),
        ("p3", "named", "early", -3),
        ("p4", None, "to_come", None),
    ]


def test_notes_of_one_moment_are_matched_as_the_file_lists_them():
    """A day without a time gives all notes of that day one moment: the first listed is the first planned, in every run."""
    out = notes(*((f"n{k}", "c", None, may(5)) for k in range(40)))
    sheet = plan(*({"creator_id": "c", "day": 1 + k // 10} for k in range(40)))
    for _ in range(3):
        found = follow_plan(sheet, out, date(2026, 5, 20)).sort(pl.col("plan_id").str.slice(1).cast(pl.Int64))
        assert found["posted_note_id"].to_list() == [f"n{k}" for k in range(40)]


def test_whose_note_a_name_alone_tells():
    """安 is one creator; two are called 乐, so the name says nothing of either; nobody's note meets no plan."""
    out = notes(
        ("a", "c1", "安", may(5)),
        ("b", "c2", "乐", may(5)),
        ("c", "c3", "乐", may(6)),
        ("d", None, None, may(5)),
        ("e", None, "夏", may(5)),
    )
    sheet = plan(
        {"creator_name": "安", "day": 5},
        {"creator_name": "乐", "day": 5},
        {"day": 5},
        {"creator_name": "夏", "day": 5},
        {"creator_id": "c3", "creator_name": "乐", "day": 6},
    )
    assert dict(follow_plan(sheet, out, date(2026, 5, 20)).select("plan_id", "posted_note_id").rows()) == {
        "p0": "a",
        "p1": None,
        "p2": None,
        "p3": "e",
        "p4": "c",
    }
    assert people(out) == {"安": "c1"}
    assert with_person(out, {"安": "c1"})["who"].to_list() == ["c1", "c2", "c3", None, "夏"]


@pytest.mark.parametrize(
    ("rows", "money"),
    [
        # ¥100 from the 1st to the 4th: 25 a day, both ends included.
        ([{"day": 1, "until": 4, "spend_cny": 100.0}], [(1, 25.0), (2, 25.0), (3, 25.0), (4, 25.0)]),
        ([{"day": 1, "spend_cny": 100.0}], [(1, 100.0)]),
        ([{"day": 2, "until": 2, "spend_cny": 100.0}], [(2, 100.0)]),
        ([{"day": 3, "until": 1, "spend_cny": 90.0}], [(3, 90.0)]),  # an end before its start is no end
        ([{"spend_cny": 50.0}], [(None, 50.0)]),
        ([{"until": 3, "spend_cny": 50.0}], [(None, 50.0)]),
        # Two spans share the 2nd: 10 + 20; a day unknown stands last.
        (
            [
                {"spend_cny": 7.0},
                {"day": 2, "until": 3, "spend_cny": 40.0},
                {"day": 1, "until": 2, "spend_cny": 20.0},
            ],
            [(1, 10.0), (2, 30.0), (3, 20.0), (None, 7.0)],
        ),
    ],
)
@pytest.mark.parametrize("kind", ["ads", "note"])
def test_planned_money_is_spread_over_its_days(rows, money, kind):
    found = planned_money(plan(*({**row, "kind": kind} for row in rows))).select("day", "planned_cny").rows()
    assert found == [(date(2026, 5, 1) + timedelta(days=day - 1) if day else None, cny) for day, cny in money]


def test_placements_have_their_own_money():
    found = planned_money(
        plan(
            *(
                {"kind": "ads", "day": 1, "placement": placement, "spend_cny": cny}
                for placement, cny in (("搜索", 10.0), ("发现页", 20.0), ("搜索", 5.0), (None, 1.0))
            )
        )
    )
    assert found.select("placement", "planned_cny").rows() == [("发现页", 20.0), ("搜索", 15.0), (None, 1.0)]


def test_the_money_of_ads_and_of_notes_is_the_same_money():
    """Where ads are planned theirs counts and the notes' does not; a plan of ads that names no money is none."""
    note = {"day": 1, "spend_cny": 30.0}
    both = planned_money(plan(note, {"kind": "ads", "day": 2, "spend_cny": 50.0}))
    assert both.select("day", "planned_cny").rows() == [(date(2026, 5, 2), 50.0)]
    silent = planned_money(plan(note, {"kind": "ads", "day": 2}))
    assert silent.select("day", "planned_cny").rows() == [(date(2026, 5, 1), 30.0)]
    assert planned_money(plan({"day": 1})).is_empty()
