"""What the content page states: drafts to decide, the plan, and what came of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from tests.content.planted_drafts import GOOD
from xhs_workbench import content, tables
from xhs_workbench.content.saying.drafts import first_posting_day, sort_drafts
from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.params import BriefParams
from xhs_workbench.views import content as show
from xhs_workbench.views.audience import for_audience

CHINA = ZoneInfo("Asia/Shanghai")
BRIEF = BriefParams(brief="params/demo/brief.yaml").read_brief()
"""Posting from 6 May; approval takes 72 hours."""


def review_of(*rows: dict[str, object]) -> content.Review:
    empty = tables.empty("drafts")
    frame = pl.DataFrame(
        [{"draft_round": 1, "source_row": 2, **row} for row in rows], infer_schema_length=None
    )
    return content.review_drafts(
        pl.concat([empty, frame], how="diagonal_relaxed").select(empty.columns), BRIEF
    )


def draft(name: str, more: str = "", **given: object) -> dict[str, object]:
    return {**GOOD, "draft_id": name, "creator_name": f"C-{name}", "body": GOOD["body"] + more, **given}


THREE = (draft("a"), draft("b", "\n消炎。"), draft("c", "\n加V信：abc12345，全网同名。"))
"""Nothing; a medical word; contact details and another platform."""


def formats(planned: int, delivered: int) -> pl.DataFrame:
    rows = {
        "format": ["review"],
        "planned": [planned],
        "delivered": [delivered],
        "open": [max(planned - delivered, 0)],
    }
    return pl.DataFrame(rows)


def test_drafts_are_sorted_by_what_they_need_and_the_verdict_counts_them():
    review = review_of(*THREE)
    sides = sort_drafts(review)
    assert {name: [one.draft["draft_id"] for one in side] for name, side in sides.items()} == {
        "change": ["c", "b"],
        "check": [],
        "free": ["a"],
    }
    said = content.say_content(review, formats(24, 0))
    assert said.verdict == Text("2 of 3 drafts must change before posting", "3 篇初稿中 2 篇须修改后发布")
    by = {tile.label.en: tile for tile in said.tiles}
    assert [by[name].value for name in ("Drafts read", "Must change", "To check", "No rule objects")] == [
        3,
        2,
        0,
        1,
    ]
    assert by["No rule objects"].done == pytest.approx(1 / 3)
    assert by["Key messages said clearly"].value <= 9
    # Three days of approval before 6 May.
    assert {action.by.zh for action in said.actions} == {"5月3日前"}
    assert [action.owner.en for action in said.actions] == ["creator", "creator", "brand's legal team"]
    assert said.actions[0].what.en.startswith(f"Send back “{GOOD['title'][:14]}")
    assert "medical claims" in said.actions[1].what.en
    assert said.actions[1].amount.zh == "1 处"


def test_no_objection_is_never_called_a_clearance():
    said = content.say_content(review_of(draft("a")), formats(24, 0))
    assert said.verdict == Text(
        "No rule objects to the draft; legal review is still due", "1 篇初稿均未触发规则，仍需法务审核"
    )
    stated = content.say_drafts(review_of(draft("a")))
    assert stated.says.zh == "所有初稿均未触发规则"
    assert "does not mean approval" in stated.caution.en


def test_a_page_without_drafts_tells_what_came():
    none = review_of(draft("a")).__class__((), BRIEF, (), {})
    assert content.say_content(none, formats(24, 22)).verdict.en == "22 of 24 notes came; no draft was read"
    assert content.say_content(none, formats(24, 0)).verdict.zh == "待规划 24 篇，尚未读取初稿"
    assert content.say_drafts(none) is None
    assert show.chapter_drafts(None).data["wants"]


def test_no_draft_is_asked_for_once_every_note_is_out():
    """12 ordered as reviews, 12 out: 1 as a comparison, 11 without a format. Nothing is to come, whatever the forms say."""
    none = review_of(draft("a")).__class__((), BRIEF, (), {})
    rows = {
        "format": ["review", "comparison", None],
        "planned": [12, 0, 0],
        "delivered": [0, 1, 11],
        "open": [12, 0, 0],
    }
    (step,) = content.say_content(none, pl.DataFrame(rows)).actions
    assert step.what.zh == "核对已发布笔记是否说到核心信息"
    (step,) = content.say_content(none, pl.DataFrame({**rows, "delivered": [0, 1, 9]})).actions
    assert (step.what.zh, step.amount.zh) == ("收集初稿", "2 篇")


def test_the_sheets_own_posting_day_comes_before_the_briefs():
    review = review_of(draft("a", planned_at=datetime(2026, 5, 9, 20, tzinfo=CHINA)), draft("b"))
    assert first_posting_day(review) == date(2026, 5, 9)
    assert first_posting_day(review_of(draft("b"))) == date(2026, 5, 6)


def test_rounds_are_told_and_pages_begin_with_the_draft_that_needs_most():
    second = {**draft("b"), "draft_round": 2}
    stated = content.say_drafts(review_of(*THREE, second))
    assert stated.more.en.endswith("Since the last round: 1 settled, 0 still open, 0 new.")
    pages = content.page_drafts(review_of(*THREE))
    assert [page["name"] for page in pages] == ["c", "b", "a"]
    assert pages[0]["title"] == GOOD["title"]


def counted(*present: int) -> pl.DataFrame:
    rows = [
        {
            "message": f"m{n}",
            "text_en": f"M{n}.",
            "text_zh": f"信息{n}。",
            "present": clear,
            "weak": 0,
            "missing": 10 - clear,
            "n": 10,
        }
        for n, clear in enumerate(present)
    ]
    return pl.DataFrame(rows)


def test_the_least_heard_message_is_named():
    stated = content.say_messages(counted(9, 4, 7))
    assert stated.says.en == "The key message heard least is clear in 4 of 10 notes"
    assert stated.more.zh == "即“信息1”。"
    assert content.say_messages(counted(10, 10)).says.zh == "所有笔记均明确说到核心信息"
    assert content.say_messages(counted(5).with_columns(n=0)) is None
    parts = show.chapter_messages(stated, counted(9, 4)).data["picture"]["rows"][1]["parts"]
    assert [(part["text"], part["share"]) for part in parts] == [("4", 0.4), ("6", 0.6)]


@pytest.mark.parametrize(
    ("planned", "came", "said"),
    [
        (24, 24, "All 24 notes are out, as many of each format as agreed"),
        (24, 23, "1 note of 24 is missing in the agreed formats"),
        (1, 1, "The one note ordered came in its format"),
    ],
)
def test_formats_are_told_as_delivered_or_missing(planned, came, said):
    assert content.say_formats(formats(planned, came)).says.en == said
    assert content.say_formats(formats(planned, 0)) is None


def test_notes_of_an_unknown_format_are_not_called_missing():
    """12 ordered, 11 out without a format and 1 with: none can be said to be missing."""
    rows = {"format": ["review", None], "planned": [12, 0], "delivered": [1, 11], "open": [11, 0]}
    stated = content.say_formats(pl.DataFrame(rows))
    assert stated.says == Text(
        "12 notes out for 12 ordered; the files name no format for 11",
        "约定 12 篇，已发布 12 篇，其中 11 篇未注明形式",
    )
    fewer = pl.DataFrame({**rows, "delivered": [1, 9]})
    assert content.say_formats(fewer).says.en == "10 notes out for 12 ordered; the files name no format for 9"


def test_a_message_that_no_note_says_is_told_as_such():
    assert content.say_messages(counted(9, 0)).says.zh == "有一条核心信息，10 篇均未讲明"
    both = content.say_messages(counted(0, 9, 0))
    assert both.says == Text("2 key messages are clear in none of 10 notes", "2 条核心信息，10 篇均未讲明")
    assert both.more == NOTHING


def test_a_plan_that_gains_little_leaves_the_choice_to_creators():
    def plan(effect: float) -> pl.DataFrame:
        return pl.DataFrame(
            {
                "format": ["review", "review"],
                "creator_id": ["c", None],
                "effect": [effect, None],
                "by_chance": [0.0, None],
            }
        )

    little, much = content.say_format_plan(plan(0.005)), content.say_format_plan(plan(0.25))
    assert little.says.zh == "形式由达人自选：数据未显示明显更优的安排"
    assert much.says.en == "Formats by creators' records should bring 28% more interactions"  # e^.25 = 1.284
    assert much.more.en == "1 note still lacks a creator."
    assert content.say_format_plan(plan(0.25).tail(1)) is None
    # Both ordered notes are out: one creator wrote two, and nobody is wanted.
    done = pl.DataFrame({"planned": [2], "delivered": [2]})
    assert content.say_format_plan(plan(0.25), done).more == NOTHING
    assert content.say_format_plan(plan(0.25), done.with_columns(delivered=1)).more == much.more


def test_hashtags_are_counted_by_class_and_what_notes_lack_is_asked_for():
    coverage = pl.DataFrame(
        {
            "tag_class": ["campaign", "category", "category", "long_tail"],
            "hashtag": list("abcd"),
            "carriers": [4, 2, 1, 1],
        }
    )
    own = pl.DataFrame({"hashtag": ["#a", "#b"], "carried": [9, 10], "n": [10, 10]})
    stated = content.say_hashtags(coverage, own)
    assert stated.says == Text(
        "4 hashtags: 1 of the campaign, 2 of the category, 1 long-tail",
        "话题共 4 个：品牌 1 个、品类 2 个、长尾 1 个",
    )
    assert stated.more.en == "Not as planned, 1 of 10 notes lacks #a; ask for an edit."
    assert content.say_hashtags(coverage.clear(), own) is None
    only = content.say_hashtags(coverage.filter(pl.col("tag_class") == "category"), own)
    assert only.says == Text("2 hashtags: 2 of the category", "话题共 2 个：品类 2 个")
    rows = show.chapter_hashtags(stated, coverage).data["picture"]["rows"]
    assert [row["text"] for row in rows] == ["4 · campaign", "2 · category", "1 · category", "1 · long-tail"]


def test_the_client_sees_the_same_first_screen():
    review = review_of(*THREE)
    block = show.first_screen(
        content.say_content(review, formats(24, 0)), content.tabulate_drafts(review)
    ).to_json()
    [seen] = for_audience([block], "client")
    assert seen["data"]["verdict"] == block["data"]["verdict"]
    assert [row["text"] for row in seen["data"]["picture"]["rows"]][-1] == "1 to change"


def test_a_draft_whose_note_is_out_is_not_sent_back():
    """Drafts b and c must change. With both out nothing goes back; with one out the other still does."""
    review = review_of(*THREE)
    said = content.say_content(review, formats(24, 24), {"b": "f" * 24, "c": ""}, date(2026, 7, 20))
    assert said.verdict == Text(
        "2 of 3 drafts still had points to change when their notes went out",
        "3 篇初稿中 2 篇在发布时仍有必改项",
    )
    assert [action.what.en.partition(":")[0][:23] for action in said.actions[:2]] == [
        "Read the published text"
    ] * 2
    assert {action.by.en for action in said.actions[:2]} == {"by 21 July"}
    links = sorted(address for action in said.actions[:2] for _, address in action.links)
    assert links == [f"https://www.xiaohongshu.com/explore/{note}" for note in ("", "f" * 24)]
    assert said.also[0] == Text(
        "These files hold 3 drafts for the 24 notes ordered; the other 21 were not read.",
        "约定 24 篇，文件中只有 3 篇初稿，其余 21 篇未审。",
    )
    assert content.say_content(review, formats(3, 3)).also == []
    half = content.say_content(review, formats(24, 1), {"b": ""})
    assert half.verdict.en == "2 of 3 drafts must change before posting, one is out already"
    assert sorted(action.what.en.split()[0] for action in half.actions[:2]) == ["Read", "Send"]


def test_a_note_is_out_by_its_creators_id_else_name_and_only_since_the_window_began():
    review = review_of(*THREE)
    start = review.brief.timeline.posting_start
    first = review.latest[0].draft
    placed = pl.DataFrame(
        {
            "creator_id": [first["creator_id"]],
            "creator_name": [first["creator_name"]],
            "published_at": [datetime(start.year, start.month, start.day, 9)],
            "note_id": ["f" * 24],
        },
        schema_overrides={"creator_id": pl.String, "creator_name": pl.String},
    )
    assert content.drafts_out(review, placed) == {first["draft_id"]: "f" * 24}
    # Of two notes of one creator it is not known which the draft became.
    twice = pl.concat([placed, placed.with_columns(note_id=pl.lit("e" * 24))])
    assert content.drafts_out(review, twice) == {first["draft_id"]: ""}
    before = placed.with_columns(published_at=pl.col("published_at") - timedelta(days=1))
    assert content.drafts_out(review, before) == {}


def test_the_day_of_the_files_is_the_last_one_that_any_of_them_tells_of():
    def at(day):
        return datetime(2026, 5, day, 9)

    notes = pl.DataFrame({"published_at": [at(8), at(9)], "collected_at": [None, at(11)]})
    drafts = pl.DataFrame({"handed_in_at": [at(10), None]})
    assert content.day_of_files(notes, drafts) == date(2026, 5, 11)
    unknown = notes.clear()
    assert content.day_of_files(unknown, drafts) == date(2026, 5, 10)
    assert content.day_of_files(unknown) is None
