"""What is singled out: counted by hand, shown with its sides, saved as plain values."""

from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from xhs_workbench import language as words
from xhs_workbench import results
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params.choosing import CommentChoice
from xhs_workbench.views import results as show
from xhs_workbench.views.blocks import MIME
from xhs_workbench.views.desks import explorers

MAY, JUNE = (datetime(2026, month, 20, 12, tzinfo=ZoneInfo("Asia/Shanghai")) for month in (5, 6))
ROWS = [
    ("c1", "n1", "多少钱呀这支", MAY, 5, "neutral"),
    ("c2", "n1", "@小满 不好用烂脸了", MAY, 9, "negative"),
    ("c3", "n2", "多少钱 好贵不值", JUNE, 1, "negative"),
    ("c4", "n2", "好", JUNE, None, None),
]


@pytest.fixture
def reader():
    schema = ["comment_id", "note_id", "content", "created_at", "likes", "sentiment"]
    comments = words.label_intents(pl.DataFrame(ROWS, schema=schema, orient="row"))
    scored = comments.with_columns(
        why_not_scored=pl.when(pl.col("sentiment").is_null()).then(pl.lit("short"))
    )
    return results.CommentReader(scored, pl.DataFrame({"note_id": ["n1", "n2"], "title": ["甲", "乙"]}))


class Pocket:
    """A keeper that remembers."""

    path = "params/x/post_campaign.yaml"

    def __init__(self):
        self.kept = []

    def keep(self, values):
        self.kept.append(values)
        return Finding("kept", Level.PASS, Text("Saved to x.", "已保存到 x。"))


def test_sides_name_only_what_occurs(reader):
    options = {side.key: [value for value, _ in side.options] for side in reader.sides}
    assert options["sentiments"] == ["neutral", "negative", "not_scored"]
    assert options["weeks"] == ["2026-05-18", "2026-06-15"]
    assert set(options["notes"]) == {"n1", "n2"}
    assert "ask_price" in options["intents"]


def test_values_of_a_side_add_up_and_sides_narrow_each_other(reader):
    assert reader.look({}).n == reader.look(CommentChoice()).n == 4
    look = reader.look({"sentiments": ["negative"]})
    assert (look.n, look.of) == (2, 4)
    assert look.counts["sentiments"] == {"neutral": 1, "negative": 2, "not_scored": 1}
    assert look.counts["notes"] == {"n1": 1, "n2": 1}
    assert look.counts["intents"]["ask_price"] == 1
    both = reader.look({"sentiments": ["negative", "neutral"], "intents": ["ask_price"]})
    assert both.n == 2
    assert reader.look({"sentiments": ["neutral"], "weeks": ["2026-06-15"]}).n == 0


def test_examples_are_the_most_liked_first(reader):
    examples = reader.look({"sentiments": ["negative"]}).examples
    assert examples["likes"].to_list() == [9, 1]
    assert examples["note"].to_list() == ["甲", "乙"]


def test_the_explorer_counts_saves_and_clears(reader):
    pocket = Pocket()
    shown = explorers.explore_comments(reader, CommentChoice(weeks=("2026-05-18",)), pocket)
    assert "2 / 4 comments" in shown.count.value
    shown.boxes["sentiments"]["negative"].value = True
    assert "1 / 4 comments" in shown.count.value
    assert shown.boxes["weeks"]["2026-06-15"].description == "2026-06-15 (1)"
    shown.save.click()
    assert pocket.kept == [{"comments_shown": {"sentiments": ["negative"], "weeks": ["2026-05-18"]}}]
    assert "Saved to x." in shown.message.value
    shown.clear.click()
    assert shown.choice() == {}
    assert "4 / 4 comments" in shown.count.value
    assert shown._repr_mimebundle_()[MIME]["kind"] == "control"


def test_nothing_chosen_nothing_found_and_something_broken_are_sentences(reader, chinese):
    shown = explorers.explore_comments(
        reader, CommentChoice(sentiments=("neutral",), weeks=("2026-06-15",)), Pocket()
    )
    assert "没有符合条件的内容" in shown.shown.value
    reader.look = None
    shown.boxes["sentiments"]["negative"].value = True
    assert "未能完成：TypeError" in shown.message.value


def test_a_report_shows_the_choice_or_says_there_is_none(reader):
    none = show.show_comments(reader.look({}))
    assert none.kind == "control"
    assert "None was singled out" in none._repr_mimebundle_()["text/html"]
    some = show.show_comments(reader.look({"notes": ["n1"]})).in_("zh")
    assert some.kind == "table"
    assert some.data["title"] == "所选 2 / 4 条评论：点赞最多"
    wrong = show.show_comments(reader.look({"notes": ["gone"]}))
    assert "fits none of them" in wrong.data["items"][0]["text"]
