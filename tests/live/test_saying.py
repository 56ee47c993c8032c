"""What a day's page states: its first screen, its chapters and cards, from frames worked out by hand."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from xhs_workbench import live, paths, tables
from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.params import load_params
from xhs_workbench.views import live as show
from xhs_workbench.views.audience import for_audience

CHINA = ZoneInfo("Asia/Shanghai")
BRIEF = load_params(paths.PARAMS / "demo" / "live.yaml").read_brief()
"""24 notes ordered, posting 6 to 22 May, drafts due 27 April, ¥9,000 for boosts, 4,000 saves promised."""
AS_OF = date(2026, 5, 20)
IDS = [f"{number:024x}" for number in range(1, 5)]


def table(name: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.concat([tables.empty(name), pl.DataFrame(rows)], how="diagonal_relaxed")


def posted(count: int) -> pl.DataFrame:
    rows = [
        {
            "note_id": IDS[number],
            "title": f"T{number}",
            "creator_name": f"C{number}",
            "published_at": datetime(2026, 5, 7 + number, 20, tzinfo=CHINA),
            "saves": 100,
        }
        for number in range(count)
    ]
    return table("notes", rows) if rows else tables.empty("notes")


def waiting(*rows: tuple[int, float]) -> pl.DataFrame:
    """Return open comments under the first note: urgency and hours waited of each."""
    found = [
        {
            "note_id": IDS[0],
            "creator_name": "C0",
            "content": f"q{number}",
            "urgency": urgency,
            "waiting_hours": hours,
            "late": hours > 24,
        }
        for number, (urgency, hours) in enumerate(rows)
    ]
    kinds = {
        "note_id": pl.String,
        "creator_name": pl.String,
        "content": pl.String,
        "urgency": pl.Int32,
        "waiting_hours": pl.Float64,
        "late": pl.Boolean,
    }
    return pl.DataFrame(found, schema=kinds)


def boosts(*rows: tuple[int, str, float, float]) -> pl.DataFrame:
    """Return a plan: note, decision, spent and added, CNY."""
    found = [
        {
            "note_id": IDS[note],
            "title": f"T{note}",
            "creator_name": f"C{note}",
            "decision": decision,
            "spend_cny": spent,
            "now_cny": added,
            "next_cpe_cny": 20.0 if decision == "stop" else 4.0,
            "reasons": ["saturated"] if decision == "stop" else ["brings_most"],
        }
        for note, decision, spent, added in rows
    ]
    kinds = {
        **dict.fromkeys(("note_id", "title", "creator_name", "decision"), pl.String),
        **dict.fromkeys(("spend_cny", "now_cny", "next_cpe_cny"), pl.Float64),
        "reasons": pl.List(pl.String),
    }
    return pl.DataFrame(found, schema=kinds)


def slots(*states: str) -> pl.DataFrame:
    rows = [
        {
            "slot": f"o{n}",
            "who": IDS[n],
            "creator_name": f"S{n}",
            "state": state,
            "day": date(2026, 5, 21),
            "hour": "20:00",
        }
        for n, state in enumerate(states)
    ]
    kinds = {**dict.fromkeys(("slot", "who", "creator_name", "state", "hour"), pl.String), "day": pl.Date}
    return pl.DataFrame(rows, schema=kinds)


def pace(*rows: tuple[int, str, float | None]) -> pl.DataFrame:
    found = [
        {
            "note_id": IDS[note],
            "title": f"T{note}",
            "creator_name": f"C{note}",
            "verdict": verdict,
            "ratio": ratio,
            "low": ratio,
            "high": ratio,
        }
        for note, verdict, ratio in rows
    ]
    kinds = {
        **dict.fromkeys(("note_id", "title", "creator_name", "verdict"), pl.String),
        **dict.fromkeys(("ratio", "low", "high"), pl.Float64),
    }
    return pl.DataFrame(found, schema=kinds)


def safety(today: int = 0, harm: int = 0, so_far: int = 0, complain: int = 0) -> pl.DataFrame:
    from xhs_workbench.live.open_comments import SAFETY

    row = {
        "theme": "irritation",
        "label_en": "Irritation",
        "label_zh": "刺激",
        "today": today,
        "complain_today": harm,
        "ask_today": 0,
        "so_far": so_far,
        "complain": complain,
        "ask": 0,
        "quotes": ["刺痛"] if complain else [],
    }
    return pl.DataFrame([row] if so_far else [], schema=SAFETY)


def spending(cny: float | None) -> pl.DataFrame:
    row = {"platform": "juguang", "spend_cny": cny, "unplaced_cny": 0.0, "rows": 1, "unpriced": 0}
    kinds = {
        "platform": pl.String,
        "spend_cny": pl.Float64,
        "unplaced_cny": pl.Float64,
        "rows": pl.Int64,
        "unpriced": pl.Int64,
    }
    return pl.DataFrame([] if cny is None else [row], schema=kinds)


def a_day(**given: object) -> live.Day:
    """Return a day of which nothing was read but two notes, with what is given."""
    bare: dict[str, object] = {
        "as_of": AS_OF,
        "brief": BRIEF,
        "posted": posted(2),
        "waiting": waiting(),
        "comments": 0,
        "within_hours": 24,
        "safety": safety(),
        "boosts": boosts(),
        "spending": spending(None),
        "target_cpe_cny": None,
        "pace": pace(),
        "drafts": pl.DataFrame(schema={"creator_name": pl.String, "days_late": pl.Int64, "posted": pl.Date}),
        "slots": slots(),
    }
    return live.Day(**{**bare, **given})  # type: ignore[arg-type]


BUSY = {
    "waiting": waiting((3, 50.0), (3, 10.0), (1, 30.0)),
    "comments": 40,
    "spending": spending(1000.0),
    "boosts": boosts((0, "stop", 800.0, 0.0), (1, "boost", 200.0, 300.0), (2, "try", 0.0, 300.0)),
    "slots": slots("agreed", "proposed"),
}


def test_the_first_screen_says_what_is_open_by_its_weight():
    said = live.say_today(a_day(**BUSY))
    assert said.verdict == Text(
        "2 buying questions wait for an answer, 1 boost should stop and 2 notes are still to come",
        "2 条购买咨询待回复，1 篇应停投，2 篇待发布",
    )
    by = {tile.label.en: tile for tile in said.tiles}
    assert (by["Notes out"].value, by["Notes out"].done) == (2, pytest.approx(2 / 24))
    assert (by["Likely buyers waiting"].value, by["Open comments in all"].value) == (2, 3)
    assert by["Likely buyers waiting"].note.en == "longest wait 2 days"
    assert by["Open comments in all"].note.en == "2 late"
    assert "Boost spend" not in by  # the bar shows it
    # 200 saves of 4,000 are furthest; no file holds impressions, reads or interactions.
    assert (by["Saves"].value, by["Saves"].done) == (200, pytest.approx(0.05))
    assert [(action.what.en.split()[0], action.amount.en, action.owner.en) for action in said.actions] == [
        ("Answer", "2 comments", "brand"),
        ("Stop", "¥600 in all", "media buyer"),
        ("Confirm", "1 note", "account team"),  # the other slot is agreed
    ]
    assert said.money is not None
    assert [round(cny) for _, cny in said.money.parts] == [1000, 600]


def test_harm_comes_before_everything_else():
    said = live.say_today(a_day(**{**BUSY, "safety": safety(today=2, harm=1, so_far=5, complain=3)}))
    assert said.verdict.en.startswith("1 comment complains of harm, 2 buying questions")
    assert said.actions[0].see == "safety"
    assert len(said.actions) == 4  # the page shows three


def test_complaints_of_earlier_days_stay_the_first_thing_to_do():
    """3 of 5 safety comments complain, none of them today: quality and legal read them today all the same."""
    day = a_day(**{**BUSY, "safety": safety(so_far=5, complain=3)})
    said = live.say_today(day)
    assert said.verdict.en.startswith("3 safety complaints need reading, 2 buying questions wait")
    assert said.actions[0].see == "safety"
    assert (said.actions[0].by.en, said.actions[0].owner.en) == ("today", "brand")
    stated = live.say_safety(day)
    assert stated.says == Text(
        "3 comments complain of harm so far, none of them today", "累计 3 条评论反映不适，今日无新增"
    )
    assert stated.more.en == "5 comments name a safety matter so far, none of them today."
    asked = live.say_today(a_day(**{**BUSY, "safety": safety(so_far=5)}))
    assert [action.see for action in asked.actions] == ["comments", "boosts", "reminders"]


def test_what_no_file_holds_is_unknown_and_never_good_news():
    day = a_day(posted=posted(0))
    said = live.say_today(day)
    values = {tile.label.en: tile.value for tile in said.tiles}
    # A figure that no file holds is no tile; the sentence below says why.
    assert values == {"Notes out": 0, "Boost spend": None}
    assert said.money is None
    assert "No comments were read" in said.also[0].en
    assert said.verdict.en == "24 notes are still to come"
    assert [make(day) for make in (live.say_answers, live.say_boosts, live.say_pace, live.say_safety)] == [
        None
    ] * 4


def test_more_notes_than_ordered_are_never_called_all_out():
    many = a_day(posted=pl.concat([posted(4)] * 7))  # 28 notes in the files, 24 ordered
    said = live.say_today(many)
    assert said.verdict.en == "These files cannot tell what needs an answer or money today"
    assert (said.tiles[0].value, said.tiles[0].done, said.tiles[0].tone) == (28, None, "")
    assert live.say_reminders(many).says.en == "Which of 28 notes are the 24 ordered is not known"
    assert live.say_reminders(a_day(posted=many.posted, slots=slots("agreed"))).says.zh.startswith(
        "还有 1 篇"
    )


def test_a_day_without_tasks_says_so():
    quiet = a_day(posted=pl.concat([posted(1)] * 24), comments=10, spending=spending(0.0))
    said = live.say_today(quiet)
    assert said.verdict.zh == "今天没有需要回复、催办或调整投放的事项"
    assert said.actions == []
    assert live.say_answers(quiet).says.en == "No comment waits for an answer"
    assert live.say_reminders(quiet).says.en == "All 24 notes ordered are out"
    assert live.say_safety(quiet).says.zh == "未识别到安全类评论"


def test_after_the_window_a_missing_note_is_late():
    said = live.say_today(a_day(as_of=date(2026, 5, 23), slots=slots("missed"), comments=1))
    assert said.verdict.en == "1 note is late"
    assert said.actions[0].what.zh == "追问逾期未发的原因：S0"
    assert live.say_reminders(a_day(as_of=date(2026, 5, 23), slots=slots("missed"))).says.zh == (
        "发布窗口已于5月22日结束，仍有 1 篇未发布"
    )


def test_chapters_state_what_their_frames_hold():
    day = a_day(
        **{
            **BUSY,
            "pace": pace(
                (0, "ahead", 3.0), (1, "behind", 0.1), (2, "usual", 1.0), (3, "includes_paid", None)
            ),
        }
    )
    assert live.say_answers(day).says == Text(
        "2 of 3 open comments come from likely buyers", "3 条待回复评论中，2 条有购买意向"
    )
    assert live.say_answers(day).more.en == "2 have waited over 24 hours, the longest 2 days."
    assert live.say_boosts(day).says == Text(
        "Stop 1 boost and add ¥600 to 2 notes today", "今日停投 1 篇，向 2 篇加投 ¥600"
    )
    assert live.say_pace(day).says.en == "1 note runs ahead of the creator's usual, 1 behind"
    assert live.say_pace(day).more.zh == "偏高：C0《T0》（5月7日）。偏低：C1《T1》（5月8日）。"
    assert live.say_calendar(day).says.zh == "发布窗口还剩 2 天，5月22日截止"
    assert {
        say(day).place for say in (live.say_answers, live.say_boosts, live.say_pace, live.say_calendar)
    } == {
        "comments",
        "boosts",
        "pace",
        "calendar",
    }


def test_one_note_alone_is_not_many():
    alone = a_day(pace=pace((1, "behind", 0.1), (2, "usual", 1.0)))
    assert live.say_pace(alone).says.en == "1 of 2 notes runs behind the creator's usual"
    assert live.say_pace(a_day(pace=pace((2, "usual", 1.0)))).says.zh == "可判断的 1 篇与达人日常无明显差异"


def test_cards_name_the_note_its_creator_and_day_and_link_to_the_platform_only():
    day = a_day(**BUSY)
    stop, add, trial = live.cards_boosts(day)
    assert (stop.badge.en, add.badge.zh, trial.badge.en) == ("Stop", "加投 ¥300", "Try ¥300")
    assert (stop.title, stop.about) == ("T0", Text("C0 · 7 May", "C0 · 5月7日"))
    shown = show.cards_boosts([stop]).data["items"][0]
    assert shown["link"] == f"https://www.xiaohongshu.com/explore/{IDS[0]}"
    strange = day.boosts.with_columns(note_id=pl.lit("javascript:alert(1)"))
    block = show.cards_boosts(live.cards_boosts(a_day(**{**BUSY, "boosts": strange})))
    assert {item["link"] for item in block.data["items"]} == {""}
    [card] = live.cards_waiting(day)
    assert (card.quotes, card.figures[0][1]) == (["q0", "q1"], 3)
    coming = live.cards_coming(day)
    assert [one.badge.en for one in coming] == ["agreed", "proposed"]


def test_the_picture_of_boosts_holds_every_stop_and_the_cards_name_every_note_that_the_heading_counts():
    """Nine stops, each dearer than any of nine notes to add to."""
    many_boosts = pl.concat(
        [
            boosts(*((0, "stop", 100.0, 0.0) for _ in range(9))).with_columns(
                next_cpe_cny=pl.int_range(30, 39).cast(pl.Float64)
            ),
            boosts(*((1, "boost", 0.0, 300.0) for _ in range(9))),
        ]
    )
    day = a_day(**{**BUSY, "boosts": many_boosts})
    said = live.say_boosts(day)
    assert said.says.en == "Stop 9 boosts and add ¥2,700 to 9 notes today"
    picture = show.chapter_boosts(said, day.boosts, day.target_cny).data["picture"]["rows"]
    assert sum(row["text"].endswith("stop") for row in picture) == 9
    assert len(picture) == 12
    badges = [card.badge.en for card in live.cards_boosts(day)]
    assert (badges.count("Stop"), badges.count("Add ¥300")) == (9, 9)


def test_the_client_sees_the_first_screen_and_every_chapter():
    day = a_day(**BUSY)
    blocks = [
        show.first_screen(live.say_today(day), None),
        show.chapter_answers(live.say_answers(day), day.waiting),
        show.chapter_boosts(live.say_boosts(day), day.boosts, day.target_cny),
        show.chapter_pace(None, day.pace),
    ]
    seen = for_audience([block.to_json() for block in blocks], "client")
    assert [block["kind"] for block in seen] == ["first_screen", "chapter", "chapter", "chapter"]
    assert seen[3]["data"]["wants"]
    assert [row["label"] for row in seen[1]["data"]["picture"]["rows"]] == ["About to buy", "Other question"]


def test_likes_and_saves_keep_their_last_count_where_a_crawl_is_missing():
    at = {day: datetime(2026, 5, day, 12, tzinfo=CHINA) for day in (8, 9, 10, 25)}
    rows = [
        {"note_id": IDS[0], "collected_at": at[8], "likes": 10, "saves": 5},
        {"note_id": IDS[0], "collected_at": at[10], "likes": 9, "saves": 5},  # cut: it does not fall
        {"note_id": IDS[1], "collected_at": at[9], "likes": 1, "saves": 1},
        {"note_id": IDS[1], "collected_at": at[25], "likes": 99, "saves": 1},  # after the day
        {"note_id": IDS[3], "collected_at": at[9], "likes": 99, "saves": 1},  # none of the notes that are out
    ]
    grown = live.growth_so_far(table("snapshots", rows), posted(2), AS_OF)
    assert grown.rows() == [(date(2026, 5, 8), 15, 1), (date(2026, 5, 9), 17, 2), (date(2026, 5, 10), 17, 2)]
    assert live.growth_so_far(tables.empty("snapshots"), posted(2), AS_OF).is_empty()


def test_the_picture_of_days_states_the_growth_it_shows():
    grown = pl.DataFrame(
        {
            "day": [date(2026, 5, 10), date(2026, 5, 13), date(2026, 5, 20)],
            "total": [100, 400, 1500],
            "notes": [1, 2, 2],
        }
    )
    festivals = live.festival_spans(BRIEF)
    picture = show.sketch_days(grown, posted(2), tables.empty("paid"), slots("agreed"), festivals, AS_OF)
    assert picture.title.to("en") == (
        "Likes and saves of 2 notes reached 1,500 by the crawl of 20 May, 1,100 in the last week"
    )
    assert [lane["days"] for lane in picture.content["lanes"]] == [
        ["2026-05-07", "2026-05-08"],
        ["2026-05-21"],
    ]
    bare = show.sketch_days(grown.clear(), posted(0), tables.empty("paid"), slots(), festivals, AS_OF)
    assert bare.rows == []
    assert bare.title != NOTHING


def test_pictures_of_pace_show_the_ends_in_the_chapter_and_every_note_in_its_details():
    ratios = [0.1 * n for n in range(1, 13)]
    rows = [(n % 4, "behind" if n == 0 else "usual", ratio) for n, ratio in enumerate(ratios)]
    frame = pl.concat([pace(row) for row in rows])
    chapter = show.chapter_pace(live.say_pace(a_day(pace=frame)), frame).data["picture"]
    assert [row["text"] for row in chapter["rows"]] == [
        *("1.2×", "1.1×", "1.0×", "0.9×", "0.8×"),
        *("0.5×", "0.4×", "0.3×", "0.2×", "0.1×"),
    ]
    assert [row["tone"] for row in chapter["rows"]].count("bad") == 1
    assert len(show.sketch_pace(frame).data["rows"]) == 12


def test_the_corners_of_the_diagnosis_stand_where_their_notes_do():
    frame = pl.DataFrame(
        {
            "note_id": IDS,
            "creator_name": ["a", "b", "c", "d"],
            "click_rate": [0.2, 0.2, 0.05, 0.1],
            "reads_ratio": [0.5, 2.0, 2.0, 1.0],
            "quadrant": ["hidden", "earning", "passed_over", "unclear"],
        }
    )
    shown = show.sketch_diagnosis(frame, live.QUADRANTS).data
    assert shown["corners"] == [
        "Clicked, but few see it",  # few reads, high click-through: top left
        "Clicked and read",
        "Neither clicked nor read",
        "Shown, but passed over",  # many reads, low click-through: bottom right
    ]
    assert [row["label"] for row in shown["rows"]] == ["a", "c", "b", ""]
    assert shown["y_line"]["value"] == pytest.approx(0.15)


def test_the_calendar_draws_every_span_with_today():
    spans = live.add_spans(live.plan_calendar(BRIEF), live.festival_spans(BRIEF))
    picture = show.chapter_calendar(live.say_calendar(a_day()), spans, AS_OF).data["picture"]
    assert len(picture["rows"]) == spans.height
    assert picture["today"]["day"] == "2026-05-20"
    posting = next(row for row in picture["rows"] if row["label"] == "Posting window")
    assert (posting["start"], posting["end"], posting["tone"]) == ("2026-05-06", "2026-05-22", "accent")
    days = show.sketch_posts(live.posts_by_day(posted(2), BRIEF, AS_OF)).data["rows"]
    assert len(days) == 15  # 6 to 20 May; later days have not happened
    assert sum(row["value"] for row in days) == 2


def test_a_picture_of_days_without_a_line_has_no_scale():
    picture = show.sketch_days(
        live.growth_so_far(tables.empty("snapshots"), posted(2), AS_OF),
        posted(2),
        tables.empty("paid"),
        slots(),
        live.festival_spans(BRIEF),
        AS_OF,
    )
    drawing = show.first_screen(live.say_today(a_day()), picture)._repr_mimebundle_()["text/html"]
    assert ">Notes<" in drawing
    assert re.findall(
        r">(?:[\d.e-]+|\d+ [A-Z][a-z]+)<", drawing[drawing.index("<svg") :].split("</svg>")[0]
    ) == [">7 May<"]


def test_a_count_that_is_not_known_of_every_note_is_not_the_furthest(monkeypatch):
    """Reads are known of one of two notes, 100 of 180,000; saves of both, 200 of 4,000: saves are told."""
    posted = a_day().posted.with_columns(reads=pl.Series([100, None], dtype=pl.Int64))
    tiles = {tile.label.en: tile for tile in live.say_today(a_day(posted=posted)).tiles}
    assert "Reads" not in tiles
    assert (tiles["Saves"].value, tiles["Saves"].note) == (200, Text("", ""))
    only = posted.with_columns(saves=pl.Series([100, None], dtype=pl.Int64))
    tiles = {tile.label.en: tile for tile in live.say_today(a_day(posted=only)).tiles}
    assert tiles["Reads"].note.en == "1 of 2 notes known"
