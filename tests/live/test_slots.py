"""Who posts when, which orders have no draft, and which dates conflict; every number is worked out by hand.

The demo brief: drafts due 27 April, two days of review, 72 hours of approval, posting 6 to 22 May 2026, 24
    notes in 17 days.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from xhs_workbench import intake, live, paths, tables
from xhs_workbench.findings import Level
from xhs_workbench.params import load_params
from xhs_workbench.params.festivals import Festivals
from xhs_workbench.views.live import table_slots

CHINA = ZoneInfo("Asia/Shanghai")
BRIEF = load_params(paths.PARAMS / "demo" / "live.yaml").read_brief()
DAY = date(2026, 5, 18)
NO_BLOCK = pl.DataFrame({"block": ["noon"], "ratio": [1.1], "chance": [0.4]})
NO_READERS = live.creator_hours()


def at(day: int, hour: int = 12, month: int = 5) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=CHINA)


def table(name: str, *rows: dict[str, object]) -> pl.DataFrame:
    return pl.concat([tables.empty(name), pl.DataFrame(list(rows))], how="diagonal_relaxed")


def order(name: str, who: str, **more: object) -> dict[str, object]:
    return {
        "order_id": name,
        "creator_id": f"id_{who}",
        "creator_name": who,
        "ordered_at": at(16, month=4),
        **more,
    }


def draft(name: str, who: str, handed_in: datetime, **more: object) -> dict[str, object]:
    return {"draft_id": name, "draft_round": 1, "creator_name": who, "handed_in_at": handed_in, **more}


def note(name: str, who: str, day: int, **more: object) -> dict[str, object]:
    return {"note_id": name, "creator_id": f"id_{who}", "creator_name": who, "published_at": at(day), **more}


def still_open(
    orders: pl.DataFrame, drafts: pl.DataFrame, notes: pl.DataFrame, as_of: date = DAY
) -> pl.DataFrame:
    followed = live.follow_drafts(drafts, notes, BRIEF, as_of)
    return live.open_notes(orders, drafts, followed, notes, BRIEF, as_of)


def plan(
    still: pl.DataFrame,
    as_of: date = DAY,
    worked: pl.DataFrame = NO_BLOCK,
    readers: pl.DataFrame = NO_READERS,
) -> dict[str, dict]:
    slots = live.plan_slots(still, BRIEF, as_of, worked, readers)
    return {row["slot"]: row for row in slots.iter_rows(named=True)}


NONE = tables.empty("placements"), tables.empty("drafts"), tables.empty("notes")
LONG_AGO = at(25, month=4)


def drafts_of(*names: str) -> pl.DataFrame:
    return table("drafts", *(draft(f"d{who}", who, LONG_AGO) for who in names))


def test_an_order_follows_its_note_and_others_their_creators_notes_in_turn():
    orders = table(
        "placements",
        order("out", "A", note_id="n1"),
        order("later", "B", note_id="n2"),
        order("first", "C"),
        order("second", "C"),
        order("undated", "D", note_id="nowhere"),
        order("future", "E", ordered_at=at(19)),
    )
    notes = table("notes", note("n1", "A", 7), note("n2", "B", 19), note("n3", "C", 8), note("n4", "A", 9))
    followed = live.follow_orders(orders, notes, BRIEF, DAY)
    # C has one note out and two orders: one is open. The note of B goes out tomorrow. The order of E is not
    # made yet.
    assert dict(followed.select("order_id", "out").iter_rows()) == {
        "out": True,
        "later": False,
        "first": True,
        "second": False,
        "undated": None,
    }
    assert still_open(orders, NONE[1], notes)["slot"].to_list() == ["later", "second"]


def test_an_order_meets_the_draft_of_its_creator():
    orders = table("placements", order("o1", "A"), order("o2", "B", planned_at=at(20, 21)))
    drafts = table(
        "drafts",
        draft("dA", "A", at(16), planned_at=at(21, 19)),
        draft("dB", "B", at(16), planned_at=at(22)),
        draft("dC", "C", at(16)),
    )
    rows = still_open(orders, drafts, NONE[2])
    assert rows.select("slot", "draft_id", "agreed_at").rows() == [
        ("o1", "dA", at(21, 19)),
        ("o2", "dB", at(20, 21)),
        ("dC", "dC", None),
    ]


def test_days_are_spread_and_an_agreed_slot_counts():
    # Today is 18 May: 19, 20, 21, 22 are left. One agreed on the 19th; four to place: 20, 21, 22 and then
    # again 19.
    still = still_open(
        table("placements", order("o0", "Z", planned_at=at(19, 19))),
        drafts_of("Z", "A", "B", "C", "D"),
        NONE[2],
    )
    slots = plan(still)
    assert [slots[key]["day"].day for key in ("o0", "dA", "dB", "dC", "dD")] == [19, 20, 21, 22, 19]
    assert (slots["o0"]["state"], slots["o0"]["hour"], slots["o0"]["why"]) == ("agreed", "19:00", "file")
    assert (slots["dA"]["state"], slots["dA"]["starts_at"]) == ("proposed", at(20, 20))


def test_no_slot_before_approval_can_end_nor_after_the_window():
    # Handed in on 16 May: review until 18, approval until 21. On 18 May: until 23, after the window. Not yet:
    # the same.
    drafts = table("drafts", draft("d16", "A", at(16)), draft("d18", "B", at(18)))
    slots = plan(still_open(table("placements", order("bare", "C")), drafts, NONE[2]))
    assert slots["d16"]["day"] == date(2026, 5, 21)
    assert (slots["d18"]["day"], slots["d18"]["earliest"], slots["d18"]["state"]) == (
        None,
        date(2026, 5, 23),
        "none",
    )
    assert (slots["bare"]["starts_at"], slots["bare"]["earliest"]) == (None, date(2026, 5, 23))


def test_slots_begin_with_the_window():
    early = plan(still_open(NONE[0], drafts_of("A"), NONE[2], date(2026, 5, 1)), date(2026, 5, 1))
    assert early["dA"]["day"] == date(2026, 5, 6)


def test_one_creator_gets_two_days():
    orders = table("placements", order("o1", "A"), order("o2", "A"))
    drafts = table("drafts", draft("d1", "A", LONG_AGO), draft("d2", "A", LONG_AGO))
    # On 20 May two days are left, and both notes could go out on either.
    slots = plan(still_open(orders, drafts, NONE[2], date(2026, 5, 20)), date(2026, 5, 20))
    assert sorted(row["day"].day for row in slots.values()) == [21, 22]


READERS = pl.DataFrame(
    {"who": ["A", "A", "A"], "creator_name": ["A"] * 3, "hour": [13, 21, 19], "share": [0.2, 0.3, 0.3]}
)


@pytest.mark.parametrize(
    ("block", "readers", "hour", "why"),
    [
        ("noon", READERS, "13:00", "block"),  # the only hour of A's readers inside 11-14
        ("noon", NO_READERS, "11:00", "block"),
        ("night", READERS, "23:00", "block"),
        (None, READERS, "19:00", "readers"),  # 19 and 21 share the lead: the earlier
        (None, NO_READERS, "20:00", "guide"),
    ],
)
def test_the_hour_and_why(block, readers, hour, why):
    worked = pl.DataFrame({"block": [block], "ratio": [1.3], "chance": [0.001]}) if block else NO_BLOCK
    slot = plan(still_open(NONE[0], drafts_of("A"), NONE[2]), worked=worked, readers=readers)["dA"]
    assert (slot["hour"], slot["why"], slot["day"].isoweekday()) == (hour, why, 2)


@pytest.mark.parametrize(("day", "hour"), [(9, 20), (10, 21), (5, 21)])
def test_the_guides_hour_is_later_on_days_off(day, hour):
    # Saturday 9 May 2026 is worked in place of the Labour Day holiday; the 10th is a Sunday, the 5th a
    # holiday.
    agreed = table("drafts", draft("d", "A", LONG_AGO, planned_at=at(day, 0)))
    slot = plan(still_open(NONE[0], agreed, NONE[2], date(2026, 5, 1)), date(2026, 5, 1))["d"]
    assert (slot["state"], slot["starts_at"]) == ("agreed_day", at(day, hour))


def test_slots_go_into_the_calendar_and_its_picture():
    drafts = table(
        "drafts",
        draft("d1", "A", LONG_AGO, planned_at=at(17, 20)),
        draft("d2", "B", LONG_AGO),
        draft("d3", "C", at(18)),
    )
    slots = live.plan_slots(still_open(NONE[0], drafts, NONE[2]), BRIEF, DAY, NO_BLOCK, NO_READERS)
    assert dict(slots.select("slot", "state").iter_rows()) == {"d1": "missed", "d2": "proposed", "d3": "none"}
    assert live.calendar_slots(slots).rows() == [
        ("d2", at(19, 20), "B posts (proposed)", "B 发布 (建议)", False)
    ]
    assert live.slot_spans(slots).select("en", "start", "end", "lane").rows() == [
        ("To post 19 May: 1", date(2026, 5, 19), date(2026, 5, 19), "slot")
    ]
    shown = table_slots(slots, live.SLOT_STATES, live.HOUR_REASONS).data["rows"]
    assert "2026-05-19 Tue" in str(shown[1]) and "no day left" in str(shown[2])


def codes(found: list) -> dict[str, object]:
    return {one.code: one for one in found}


def test_slots_that_cannot_be_kept_are_named():
    drafts = table(
        "drafts",
        draft("missed", "A", LONG_AGO, planned_at=at(17, 20)),
        draft("outside", "B", LONG_AGO, planned_at=at(24, 20)),
        draft("early", "C", at(16), planned_at=at(20, 20)),  # approval until 21 May
        draft("none", "D", at(18)),
        draft("fine", "E", LONG_AGO, planned_at=at(22, 20)),
    )
    slots = live.plan_slots(still_open(NONE[0], drafts, NONE[2]), BRIEF, DAY, NO_BLOCK, NO_READERS)
    found = codes(live.slot_conflicts(slots, BRIEF, DAY))
    assert {code: one.n for code, one in found.items()} == dict.fromkeys(
        ("slot_missed", "no_slot_left", "slot_outside", "slot_too_early"), 1
    )
    assert found["slot_missed"].text.en == "Not out although the agreed slot has passed (1): A."
    assert found["no_slot_left"].level == Level.FAIL


def test_days_with_too_much_are_named():
    # 24 notes in 17 days are 1.41 a day; twice that is 2.82: up to 3 a day.
    assert live.most_a_day(BRIEF) == 3
    rows = [draft(f"d{k}", name, LONG_AGO, planned_at=at(20, 20)) for k, name in enumerate("AABC")]
    slots = live.plan_slots(
        still_open(NONE[0], table("drafts", *rows), NONE[2]), BRIEF, DAY, NO_BLOCK, NO_READERS
    )
    found = codes(live.slot_conflicts(slots, BRIEF, DAY))
    assert set(found) == {"two_on_a_day", "crowded_day"}
    assert found["two_on_a_day"].text.en == "A has 2 notes on 20 May."
    assert found["crowded_day"].n == 4
    assert live.slot_conflicts(slots.head(0), BRIEF, DAY) == []


def orders_of(*names: str) -> pl.DataFrame:
    return table("placements", *(order(f"o{who}", who) for who in names))


def test_orders_without_a_draft_are_named_after_the_due_day():
    notes = table("notes", note("nC", "C", 7))
    drafts = table("drafts", draft("dA", "A", LONG_AGO), draft("dB", "B", at(19)))  # B's comes tomorrow
    found = codes(live.draft_findings(orders_of("A", "B", "C"), drafts, notes, BRIEF, DAY))
    assert {code: one.n for code, one in found.items()} == {"no_draft": 1, "posted_without_draft": 1}
    assert found["no_draft"].level == Level.FAIL and "1 of 3 orders (B)" in found["no_draft"].text.en
    assert "1 of 3 orders (C)" in found["posted_without_draft"].text.en
    before = live.draft_findings(orders_of("A", "B"), drafts, NONE[2], BRIEF, date(2026, 4, 26))
    assert [(one.code, one.n, one.level) for one in before] == [("drafts_awaited", 1, Level.PASS)]
    done = live.draft_findings(orders_of("A"), drafts, NONE[2], BRIEF, DAY)
    assert [one.code for one in done] == ["all_drafted"]


@pytest.mark.parametrize(
    ("orders", "drafts", "said"),
    [(NONE[0], drafts_of("A"), "No order file"), (orders_of("A"), NONE[1], "No file of drafts")],
)
def test_it_is_said_when_missing_drafts_cannot_be_told(orders, drafts, said):
    (found,) = live.draft_findings(orders, drafts, NONE[2], BRIEF, DAY)
    assert found.level == Level.PASS and found.text.en.startswith(said)


def test_orders_whose_note_no_file_dates_are_said():
    orders = table("placements", order("o", "A", note_id="nowhere"))
    found = codes(live.draft_findings(orders, drafts_of("A"), NONE[2], BRIEF, DAY))
    assert found["orders_undated"].n == 1
    assert still_open(orders, drafts_of("A"), NONE[2]).is_empty()


def dated(**dates: object):
    return BRIEF.model_copy(update={"timeline": BRIEF.timeline.model_copy(update=dates)})


def conflicts(
    brief=BRIEF, as_of: date = date(2026, 4, 13), known: Festivals | None = None
) -> dict[str, object]:
    return codes(live.date_conflicts(live.plan_calendar(brief), brief, as_of, known))


def test_the_demo_meets_a_holiday_and_another_festival():
    found = conflicts()
    assert {code: one.level for code, one in found.items()} == {
        "holiday_clash": Level.REVIEW,
        "other_peak": Level.REVIEW,
    }
    assert found["holiday_clash"].text.en.startswith(
        "Platform approval shares 2 days with the Labour Day holiday"
    )
    assert "520 (20 May," in found["other_peak"].text.en
    # Past dates require no action: slots begin on the day after the 20th.
    assert {one.level for one in conflicts(as_of=date(2026, 5, 20)).values()} == {Level.PASS}


def test_posting_after_or_before_the_preheat():
    # 618's window is 25 April to 25 May.
    after = conflicts(dated(posting_start=date(2026, 5, 26), posting_end=date(2026, 6, 2)))["preheat_missed"]
    assert after.level == Level.FAIL and "begins after the pre-heat of 618" in after.text.en
    before = conflicts(dated(posting_start=date(2026, 4, 20), posting_end=date(2026, 4, 24)))[
        "preheat_missed"
    ]
    assert "ends before" in before.text.en
    assert "preheat_missed" not in conflicts(
        dated(posting_start=date(2026, 5, 25), posting_end=date(2026, 6, 2))
    )


def test_what_cannot_be_checked_is_said():
    assert conflicts(dated(festival="Oktoberfest"))["preheat_unknown"].level == Level.REVIEW
    said = conflicts(known=Festivals(festivals={}, holidays={}))
    assert "holidays of 2026" in said["holidays_unknown"].text.en
    assert "preheat_unknown" in said


def test_agreed_times_are_read_from_the_files():
    drafts = intake.read_files([paths.ROOT / "data" / "demo" / "late_drafts_synthetic.csv"]).table("drafts")
    assert drafts["planned_at"].to_list() == [at(21, 12), None]


@pytest.mark.parametrize("header", ["预计发布时间", "期望发布时间", "约定发布时间"])
def test_an_order_may_say_when_it_is_to_go_out(tmp_path, header):
    file = tmp_path / "orders.csv"
    file.write_text(
        f"订单id,博主昵称,博主报价,服务费金额,总阅读量,{header}\n1,A,100,10,5,2026-05-20 19:30\n",
        encoding="utf-8",
    )
    placements = intake.read_files([file]).table("placements")
    assert placements["planned_at"].to_list() == [datetime(2026, 5, 20, 19, 30, tzinfo=CHINA)]
