"""Answers: how fast, what was answered elsewhere, and days on which complaints rise."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest

from tests.given import RUNNING
from xhs_workbench import live, views
from xhs_workbench.errors import IntakeError
from xhs_workbench.findings import Level
from xhs_workbench.params import LiveParams
from xhs_workbench.views.audience import for_audience

CHINA = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 5, 20)
NOON = datetime(2026, 5, 20, 12, tzinfo=CHINA)


def said(*rows: tuple[str, str, str | None, datetime, bool]) -> pl.DataFrame:
    names = ["comment_id", "note_id", "parent_comment_id", "created_at", "by_author"]
    return pl.DataFrame(rows, schema=names, orient="row")


def test_response_times_by_hand():
    comments = said(
        ("q1", "n", None, NOON - timedelta(hours=5), False),
        ("a1", "n", "q1", NOON - timedelta(hours=3), True),
        ("q2", "n", None, NOON - timedelta(hours=10), False),
        ("a2", "n", "q2", NOON, True),
        ("late", "n", "q2", NOON + timedelta(hours=1), True),  # a second answer changes nothing
        ("q3", "n", None, NOON, False),
        ("a3", "n", "q3", NOON - timedelta(hours=1), True),  # stamped before its question
    )
    row = live.response_times(comments, DAY).row(0, named=True)
    assert (row["answered"], row["median_hours"], row["slowest_hours"]) == (2, 6.0, 10.0)


def test_states_carry_over_and_an_answered_comment_is_no_longer_open(tmp_path):
    file = tmp_path / "states.csv"
    file.write_text(
        "comment_id,state,who\nc1,Answered ,me\nc2,open,\nc2,no_answer_needed,\n", encoding="utf-8"
    )
    kept, gone = live.carry_states(pl.DataFrame({"comment_id": ["c1", "c2", "c3"]}), live.read_states(file))
    assert (kept.rows(), gone) == ([("c3", "new")], 2)


@pytest.mark.parametrize(
    ("text", "says"),
    [("comment_id,state\nc1,done\n", "row 2"), ("id,state\nc1,open\n", "no column comment_id")],
)
def test_a_wrong_list_is_refused_with_its_place(tmp_path, text, says):
    file = tmp_path / "states.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(IntakeError, match=says):
        live.read_states(file)


def test_only_our_page_says_which_list_to_edit_and_only_our_list_has_the_ids():
    """SYNTHETIC: one open comment; the client's list of it cannot be read back, so the client is not told to."""
    note = live.carry_note()
    assert "_internal_to_answer.csv" in note.text.en
    assert "`answered:`" in note.text.zh
    block = views.findings([note]).to_json("zh")
    assert for_audience([block], "client") == []
    assert for_audience([block], "internal")[0]["data"]["items"][0]["text"] == note.text.zh
    kept = pl.DataFrame(
        {
            "comment_id": ["c1"],
            "state": ["new"],
            "owner": ["brand"],
            "urgency": [3],
            "waiting_hours": [2.0],
            "creator_name": ["A"],
            "note_id": ["n"],
            "intents": ["ask_link"],
            "content": ["链接"],
        }
    )
    last = (
        views.Report(None, LiveParams.check(RUNNING), note.text)
        .close(beside={"to_answer": live.answer_list(kept)})
        .to_json()
    )
    ours, theirs = (
        for_audience([last], who)[0]["data"]["beside"]["to_answer"] for who in ("internal", "client")
    )
    assert ours.startswith("comment_id,state")
    assert "c1" not in theirs
    assert "链接" in theirs


def days_of(
    note: str, per_day: int, bad_share: float, rng: np.random.Generator, today: tuple[int, int] | None = None
):
    rows = []
    for back in range(14, -1, -1):
        bad, n = (int(rng.binomial(per_day, bad_share)), per_day) if back or today is None else today
        rows += [(note, NOON - timedelta(days=back), place < bad) for place in range(n)]
    return rows


def test_a_planted_spike_is_found_and_ordinary_days_are_not():
    rng = np.random.default_rng(2)
    rows = days_of("calm", 40, 0.05, rng) + days_of("angry", 40, 0.05, rng, today=(16, 40))
    frame = pl.DataFrame(rows, schema=["note_id", "created_at", "complaint"], orient="row")
    spikes = live.complaint_spikes(frame, "complaint", DAY)
    assert spikes.filter("spike")["note_id"].to_list() == ["angry"]
    held = live.paused_notes(["held", "angry"], spikes, spikes.with_columns(spike=False))
    assert held == {"held": ["by_hand"], "angry": ["by_hand", "complaint_spike"]}
    assert live.paused_notes([], spikes.clear(), spikes) == {"angry": ["negative_spike"]}
    held = live.paused_notes(["held"], spikes.clear(), spikes, ["held", "unread"])
    assert held == {"held": ["by_hand", "draft_open"], "unread": ["draft_open"], "angry": ["negative_spike"]}
    found = live.spike_findings(spikes, {"angry": "阿柠"}, 40)
    assert (found[0].level, found[0].n) == (Level.FAIL, 40)
    assert "阿柠" in found[0].text.zh


def test_ordinary_days_raise_few_alarms():
    rng = np.random.default_rng(3)
    alarms = 0
    for _ in range(60):
        rows = [row for note in range(10) for row in days_of(f"n{note}", 30, 0.12, rng)]
        frame = pl.DataFrame(rows, schema=["note_id", "created_at", "complaint"], orient="row")
        alarms += bool(live.complaint_spikes(frame, "complaint", DAY)["spike"].any())
    assert alarms <= 6, (
        f"a day without any cause raised an alarm in {alarms} of 60 campaigns of ten notes; 5 % may be"
    )


def test_a_few_comments_are_no_spike():
    rows = days_of("small", 3, 0.0, np.random.default_rng(1), today=(3, 3))
    frame = pl.DataFrame(rows, schema=["note_id", "created_at", "complaint"], orient="row")
    assert live.complaint_spikes(frame, "complaint", DAY).is_empty()
    assert live.spike_findings(live.complaint_spikes(frame, "complaint", DAY), {}, 40)[0].level is Level.PASS
