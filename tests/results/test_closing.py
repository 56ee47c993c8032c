"""The end of a campaign: KPI tree, lift over own usual, voices and next time; planted effects are found, no others claimed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest
from ruamel.yaml import YAML

from xhs_workbench import language, paths, results, tables
from xhs_workbench.findings import Text
from xhs_workbench.intake import read_files
from xhs_workbench.params import load_params
from xhs_workbench.views import results as show

TRUTH = YAML(typ="safe").load(paths.ROOT / "tests" / "truths" / "demo.yaml")
CHINA = ZoneInfo("Asia/Shanghai")
DAY = datetime(2026, 5, 10, 20, tzinfo=CHINA)
PARAMS = load_params(paths.PARAMS / "demo" / "post_campaign.yaml")
BRIEF = PARAMS.read_brief()


class Closed:
    """The end of one demo campaign."""

    def __init__(self, folder):
        here = {name: str(folder / name.rsplit("/", 1)[-1]) for name in (*PARAMS.inputs, *PARAMS.history)}
        data = read_files([here[n] for n in PARAMS.inputs if "comments" not in n and "search" not in n])
        self.history = read_files([here[n] for n in PARAMS.history]).table("notes")
        self.notes, self.paid, self.traffic = data.table("notes"), data.table("paid"), data.table("traffic")
        self.outcomes = results.gather_outcomes(
            data.table("placements"), self.notes, self.paid, BRIEF, PARAMS.as_of
        )
        ranked = results.rank_notes(self.outcomes, BRIEF)
        self.lifts = results.lift_over_baseline(ranked, self.history, self.paid, BRIEF)
        self.suspects = results.find_suspects(self.outcomes, self.history)
        self.judged = results.judge_creators(self.lifts, BRIEF, self.suspects)


@pytest.fixture(scope="module")
def demo():
    return Closed(paths.ROOT / "data" / "demo")


@pytest.fixture(scope="module")
def without_effects(no_effects_folder):
    return Closed(no_effects_folder)


def test_the_planted_step_of_placed_notes_lies_within_its_interval(demo):
    # make_demo: placed notes lose .15 on the log scale, own notes gain .044 from rare hits, formats differ by
    # .020, and one
    # of 24 notes is pressed to .3 of itself: -.264 in all.
    whole = results.campaign_lift(demo.lifts)
    assert whole["notes"] == 24
    assert whole["lower"] < np.exp(-0.264) < whole["upper"]


def test_the_planted_weak_note_is_the_lowest_and_too_few_own_notes_call_it(demo):
    """Pressed to .3 of itself, with nine own notes: a note in 200 lies as low by chance, and 24 notes were looked at."""
    lowest = demo.lifts.drop_nulls("ratio").sort("ratio").row(0, named=True)
    assert [lowest["note_id"]] == TRUTH["boosted_weak"]
    assert lowest["ratio_upper"] < 1
    assert not set(demo.lifts["lift_says"]) & {"above", "below"}


def test_bought_engagement_is_flagged_among_placed_creators(demo):
    placed = demo.outcomes.filter(pl.col("note_id").is_in(TRUTH["placed_bought"]))["creator_id"].to_list()
    assert demo.suspects["creator_id"].to_list() == placed
    assert demo.judged.filter(pl.col("creator_id").is_in(placed))["advice"].to_list() == ["not"]
    said = results.learnings(
        demo.judged, pl.DataFrame(schema=SPLIT), pl.DataFrame(schema=WORKED), demo.suspects
    )
    assert {finding.private for finding in said if finding.code == "bought_engagement"} == {True}
    name = demo.suspects["creator_name"][0]
    public = " ".join(
        f"{finding.text.en} {finding.text.zh} {finding.fix.en}" for finding in said if not finding.private
    )
    assert name in public
    assert not [word for word in ("explanation", "saves per like", "存疑", "每赞收藏") if word in public]


SPLIT = {
    "key": pl.String,
    "share_now": pl.Float64,
    "share_next": pl.Float64,
    "cpe": pl.Float64,
    "notes": pl.Int64,
}
WORKED = {"screened": pl.Boolean, "claimed": pl.Boolean, "en": pl.String, "zh": pl.String, "notes": pl.Int64}


def test_without_effects_nothing_is_claimed(without_effects):
    whole = results.campaign_lift(without_effects.lifts)
    assert whole["lower"] < np.exp(-0.194) < whole["upper"]
    assert whole["upper"] > 1
    assert not set(without_effects.lifts["lift_says"]) & {"above", "below"}
    assert without_effects.suspects.is_empty()
    assert "no clear difference" in results.baseline_findings(without_effects.lifts)[0].text.en


def tree_of(outcomes, traffic, window, as_of=None, *, paid=None):
    """Follow the money of one campaign down."""
    shop = results.gather_shop(
        outcomes, traffic, tables.empty("paid") if paid is None else paid, BRIEF, window, as_of
    )
    return results.kpi_tree(shop, BRIEF)


def test_the_tree_sums_what_the_files_hold(demo):
    window = results.decision_window(BRIEF, None)
    assert (window.days, window.grade) == (29, "B")
    tree = tree_of(demo.outcomes, demo.traffic, window, paid=demo.paid)
    rows = {row["metric"]: row for row in tree.iter_rows(named=True)}
    assert rows["impressions"]["value"] == TRUTH["totals"]["impressions"]
    assert rows["reads"]["value"] == TRUTH["totals"]["reads"]
    fee = 1 + BRIEF.budget.service_fee_rate
    boosts = TRUTH["files"]["juguang_creatives_synthetic.xlsx"]["spend_cny"]
    assert rows["spend"]["value"] == pytest.approx(TRUTH["totals"]["quote_cny"] * fee + boosts)
    assert (rows["profile_visits"]["value"], rows["profile_visits"]["n"]) == (None, 0)
    # 6 May to 20 June, 29 days after the last posting day: every day of the referral channel is in the file.
    assert rows["visits"]["n"] == 46
    assert rows["roi_window"]["value"] == pytest.approx(rows["order_value"]["value"] / rows["spend"]["value"])


def test_a_day_after_the_window_brings_no_order():
    first, last = BRIEF.timeline.posting_start, BRIEF.timeline.posting_end + timedelta(days=7)
    days = [first - timedelta(days=1), first, last, last + timedelta(days=1)]
    traffic = tables.empty("traffic").select(
        "day", "channel", "note_id", "visits", "orders", "order_value_cny"
    )
    rows = pl.DataFrame(
        {
            "day": days,
            "channel": ["小红书笔记"] * 4,
            "note_id": ["-"] * 4,
            "visits": [1, 10, 20, 40],
            "orders": [1, 2, 3, 4],
            "order_value_cny": [1.0, 20.0, 30.0, 40.0],
        }
    )
    tree = tree_of(placed(), pl.concat([traffic, rows]), results.decision_window(BRIEF, 7))
    rows_of = {row["metric"]: row for row in tree.iter_rows(named=True)}
    assert (rows_of["visits"]["value"], rows_of["orders"]["value"], rows_of["order_value"]["value"]) == (
        30,
        5,
        50,
    )
    assert rows_of["orders"]["rate"] == pytest.approx(5 / 30)


def test_a_window_that_is_not_over_is_never_shown_as_final():
    line, window = BRIEF.timeline, results.decision_window(BRIEF, 7)
    traffic = tables.empty("traffic").select(
        "day", "channel", "note_id", "visits", "orders", "order_value_cny"
    )
    rows = pl.DataFrame(
        {
            "day": [line.posting_start],
            "channel": ["小红书笔记"],
            "note_id": ["-"],
            "visits": [10],
            "orders": [2],
            "order_value_cny": [20.0],
        }
    )
    for left, as_of in (
        (7, line.posting_end),
        (1, line.posting_end + timedelta(days=6)),
        (0, line.posting_end + timedelta(days=7)),
    ):
        tree = tree_of(placed(), pl.concat([traffic, rows]), window, as_of)
        said = tree.filter(pl.col("metric").is_in(["visits", "orders", "order_value", "roi_window"]))[
            "said_en"
        ]
        assert [f"not over: {left} days" in text for text in said] == [left > 0] * 4


def test_a_spend_nobody_named_is_not_a_spend_of_nothing():
    tree = tree_of(placed().clear(), tables.empty("traffic"), results.decision_window(BRIEF, 7))
    assert tree["value"].null_count() == tree.height


def placed(likes: int = 100, saves: int = 50, age_days: int = 60) -> pl.DataFrame:
    note = {
        "note_id": "n1",
        "creator_id": "a",
        "creator_name": "A",
        "title": "t",
        "likes": likes,
        "saves": saves,
        "comments": 20,
        "shares": 10,
        "follows": 5,
    }
    order = {
        **note,
        "order_id": "o1",
        "quote_cny": 1000.0,
        "service_fee_cny": 100.0,
        "source_file": "f",
        "source_sheet": "s",
        "source_row": 2,
    }
    orders = pl.concat(
        [tables.empty("placements"), pl.DataFrame([{k: v for k, v in order.items() if k != "title"}])],
        how="diagonal_relaxed",
    )
    notes = pl.concat(
        [tables.empty("notes"), pl.DataFrame([{**note, "published_at": DAY}])], how="diagonal_relaxed"
    )
    as_of = (DAY + timedelta(days=age_days)).date()
    return results.rank_notes(
        results.gather_outcomes(orders, notes, tables.empty("paid"), BRIEF, as_of), BRIEF
    )


def own(counts: list[int], **given: object) -> pl.DataFrame:
    rows = [
        {
            "note_id": f"h{i}",
            "creator_id": "a",
            "likes": n,
            "saves": 0,
            "comments": 0,
            "shares": 0,
            "published_at": DAY - timedelta(days=90),
            "collected_at": DAY,
            **given,
        }
        for i, n in enumerate(counts)
    ]
    return pl.concat([tables.empty("notes"), pl.DataFrame(rows)], how="diagonal_relaxed")


def test_a_ratio_by_hand_and_what_is_no_baseline():
    row = results.lift_over_baseline(placed(), own([89, 89, 89, 89, 89]), tables.empty("paid"), BRIEF).row(
        0, named=True
    )
    assert (row["own_notes"], row["organic"]) == (5, 180)
    assert row["usual"] == pytest.approx(89)
    assert row["ratio"] == pytest.approx(181 / 90)
    few = results.lift_over_baseline(placed(), own([50, 60, 70]), tables.empty("paid"), BRIEF)
    assert few["lift_says"].to_list() == ["few"]
    none = results.lift_over_baseline(placed(), own([50, 60]), tables.empty("paid"), BRIEF)
    assert (none["lift_says"].to_list(), none["lift"].to_list()) == (["no_baseline"], [None])
    young = results.lift_over_baseline(placed(age_days=3), own([50] * 6), tables.empty("paid"), BRIEF)
    assert young["lift_says"].to_list() == ["young"]
    assert results.judge_creators(young, BRIEF)["advice"].to_list() == ["wait"]


def test_nobody_is_rebooked_whose_note_did_worse_for_the_goal_itself(demo):
    best = demo.judged.filter(advice="rebook").row(0, named=True)
    note = demo.lifts.filter(order_id=best["order_id"])["note_id"][0]
    judged = results.judge_creators(demo.lifts, BRIEF, demo.suspects, {note: "dear_clicks"})
    row = judged.filter(order_id=best["order_id"]).row(0, named=True)
    assert (row["advice"], row["reason"]) == ("ask", "goal")
    assert row["why_en"].startswith("its leads were expensive; ")
    assert judged.filter(advice="rebook").height == demo.judged.filter(advice="rebook").height - 1
    [card] = results.advice_cards(judged.filter(reason="goal"))
    one = judged.filter(reason="goal").row(0, named=True)
    assert card.links == [
        (one["creator_name"], f"https://www.xiaohongshu.com/user/profile/{one['creator_id']}")
    ]
    assert card.why.en.startswith("Their notes did worse for the goal itself")


def test_a_note_known_only_from_below_says_so_instead_of_a_lift():
    counted = own([89, 89, 89, 89, 89])
    note = placed().with_columns(likes_censored=pl.lit(value=True))
    bound = results.lift_over_baseline(note, counted, tables.empty("paid"), BRIEF)
    assert (bound["lift_says"].to_list(), bound["lift"].to_list()) == (["bound"], [None])
    row = results.judge_creators(bound, BRIEF).row(0, named=True)
    assert "only from below" in row["why_en"] and "仅知下限" in row["why_zh"]
    cut = own([100, 100, 100, 100], likes_censored=True)
    other = results.lift_over_baseline(placed(), cut, tables.empty("paid"), BRIEF)
    assert other["lift_says"].to_list() == ["own_bounds"]
    said = results.baseline_findings(other)[0].text
    assert "Of 1 more" in said.en and "另有 1 篇" in said.zh
    none = results.lift_over_baseline(placed(), own([50, 60]), tables.empty("paid"), BRIEF)
    assert "only from below" not in results.baseline_findings(none)[0].text.en


def bought(**given: object) -> pl.DataFrame:
    return pl.concat(
        [tables.empty("paid"), pl.DataFrame([{"note_id": "n1", "spend_cny": 300.0, **given}])],
        how="diagonal_relaxed",
    ).cast(tables.empty("paid").schema)


def test_what_was_bought_is_no_lift_and_what_nobody_counted_is_not_guessed():
    """180 interactions, 30 of them from 聚光 by parts, 40 from 薯条 as a sum: 150 and 140 came by themselves."""
    parts = bought(platform="juguang", likes=20, saves=10, comments=0, shares=0)
    heat = bought(platform="shutiao", interactions=40)
    silent = bought(platform="shutiao")
    nothing = bought(platform="shutiao", spend_cny=0.0)
    for paid, organic, says in (
        (parts, 150, "above"),
        (heat, 140, "above"),
        (silent, None, "includes_paid"),
        (nothing, 180, "above"),
        (bought(platform="juguang", likes=200, saves=0, comments=0, shares=0), 180, "includes_paid"),
    ):
        lifted = results.lift_over_baseline(placed(), own([89] * 5), paid, BRIEF)
        assert (lifted["organic"].to_list(), lifted["lift_says"].to_list()) == ([organic], [says])
    split = results.split_traffic(placed(), pl.concat([parts, heat, nothing]), BRIEF)
    assert split["interactions"].to_list() == [110, 30, 40]
    untold = results.split_traffic(placed(), pl.concat([parts, silent]), BRIEF)
    assert untold["interactions"].to_list() == [None, 30, None]


def test_a_boost_whose_spend_cannot_be_read_is_of_unknown_cost():
    orders, notes = placed(), tables.empty("notes")
    orders = orders.select(name for name in tables.empty("placements").columns if name in orders.columns)
    for spends, cost in (([300.0, 20.0], 320.0), ([300.0, None], None)):
        paid = pl.concat([bought(spend_cny=spend) for spend in spends])
        assert results.gather_outcomes(orders, notes, paid, BRIEF, date(2026, 7, 20))[
            "boost_cny"
        ].to_list() == [cost]
    other = bought().with_columns(note_id=pl.lit("n2"))
    assert results.gather_outcomes(orders, notes, other, BRIEF, date(2026, 7, 20))["boost_cny"].to_list() == [
        0.0
    ]


def test_commercial_and_fresh_own_notes_are_no_baseline():
    paid = own([50] * 6, is_commercial=True)
    fresh = own([50] * 6, collected_at=DAY - timedelta(days=85))
    for history in (paid, fresh):
        assert results.lift_over_baseline(placed(), history, tables.empty("paid"), BRIEF)[
            "lift"
        ].to_list() == [None]


def test_ces_is_the_convention_it_says():
    row = results.weigh_interactions(placed(), PARAMS.ces_weights).row(0, named=True)
    assert row["ces"] == 100 + 50 + 4 * 20 + 4 * 10 + 8 * 5
    assert results.weigh_interactions(
        placed().with_columns(follows=pl.lit(None, dtype=pl.Int64)), PARAMS.ces_weights
    ).is_empty()


def test_costs_by_hand():
    layers = results.cost_layers(placed(), BRIEF)
    assert layers["total_cny"].to_list() == [1000.0, 1100.0, None]
    assert layers["cpe"].to_list()[:2] == [pytest.approx(1000 / 180), pytest.approx(1100 / 180)]


def test_notes_that_nobody_placed_are_found():
    given = {"title": "露米拉空瓶", "published_at": DAY, "is_commercial": False}
    mine = own([5, 6], **given)
    old = own([7], **{**given, "published_at": DAY - timedelta(days=30)}).with_columns(note_id=pl.lit("old"))
    other = own([8], **{**given, "title": "别的精华"}).with_columns(note_id=pl.lit("other"))
    same = own([9], **given).with_columns(note_id=pl.lit("n1"))
    found = results.emerged_notes(pl.concat([mine, old, other, same]), placed(), BRIEF)
    assert found["note_id"].to_list() == ["h1", "h0"]
    questions = pl.DataFrame({"asked": [4], "unanswered": [3], "asked_all": [4], "unanswered_all": [3]})
    assert [f.code for f in results.voices_findings(found, 5, questions)] == ["emerged", "unanswered"]


def test_planted_notes_of_readers_emerge_and_paid_or_placed_ones_do_not():
    """Six candidates: two of readers (one by hashtag alone, in other case), one each placed, paid, before posting, of another brand."""
    rows = [
        ("by_tag", "空瓶", None, "#LUMIRA #护肤", DAY, None, 3),
        ("by_text", "囤货", "露米拉真的稳", None, DAY, False, 40),
        ("n1", "露米拉", None, None, DAY, False, 900),
        ("paid", "露米拉", None, None, DAY, True, 800),
        ("before", "露米拉", None, None, DAY - timedelta(days=30), False, 700),
        ("rival", "珂润", "别家", None, DAY, False, 600),
    ]
    names = ["note_id", "title", "body", "hashtags", "published_at", "is_commercial", "likes"]
    made = pl.DataFrame(
        rows,
        schema=names,
        orient="row",
        schema_overrides={"published_at": tables.empty("notes").schema["published_at"]},
    )
    candidates = pl.concat([tables.empty("notes"), made], how="diagonal_relaxed")
    found = results.emerged_notes(candidates, placed(), BRIEF)
    assert found["note_id"].to_list() == ["by_text", "by_tag"]
    none = results.emerged_notes(candidates.filter(pl.col("note_id") == "rival"), placed(), BRIEF)
    said = results.voices_findings(
        none, 1, pl.DataFrame(schema={"asked_all": pl.Int64, "unanswered_all": pl.Int64})
    )
    assert [finding.code for finding in said] == ["none_emerged"]


def test_questions_without_a_reply_are_counted():
    comments = pl.DataFrame(
        {
            "comment_id": ["q1", "q2", "r1"],
            "parent_comment_id": [None, None, "q1"],
            "by_author": [False, False, True],
        }
    )
    readers = comments.head(2).with_columns(
        ask_link=pl.Series([True, True]), ask_price=pl.Series([False, True])
    )
    found = results.unanswered(
        comments, readers, {"ask_link": Text("link", "链接"), "ask_price": Text("price", "价格")}
    )
    assert found.rows() == [("link", "链接", 2, 1, 0.5, 2, 1), ("price", "价格", 1, 1, 1.0, 2, 1)]


def test_a_budget_split_adds_up_and_moves_only_where_a_gain_is_sure(demo):
    split = results.split_budget(demo.lifts, BRIEF, "format", demo.suspects)
    assert split["share_now"].sum() == pytest.approx(1)
    assert split["share_next"].sum() == pytest.approx(1)
    assert split["metric"].unique().to_list() == ["saves"]
    placed = demo.lifts.filter(~pl.col("creator_id").is_in(demo.suspects["creator_id"].implode()))
    assert split["notes"].sum() == placed.drop_nulls("format").height
    said = {
        f.code: f.text
        for f in results.learnings(demo.judged, split, pl.DataFrame(schema=WORKED), demo.suspects)
    }
    moved = split.filter("move")
    assert ("budget_split" in said, "budget_stays" in said) == (moved.height > 0, moved.height == 0)
    still = split.filter(~pl.col("move"))
    assert (still["share_next"] <= still["share_now"] + 1e-12).all()


def test_a_campaign_of_one_note_names_no_lift():
    said = results.baseline_findings(
        results.lift_over_baseline(placed(), own([89] * 5), tables.empty("paid"), BRIEF)
    )
    assert [finding.code for finding in said] == ["no_baseline"]


def group_of_comments():
    """40 comments under format a, 10 of which ask for a link; 5 under b, 1 of which does."""
    asks = [*([True] * 10 + [False] * 30), True, *([False] * 4)]
    frame = pl.DataFrame(
        {"format": ["a"] * 40 + ["b"] * 5, "content": [f"话{i}" for i in range(45)], "likes": list(range(45))}
    )
    frame = frame.with_columns(
        sentiment=pl.lit("neutral"), commenter_hash=pl.lit("hash"), comment_id=pl.lit("id")
    )
    none = {name: pl.lit(False) for name in language.intent_names()}
    return frame.with_columns(**none).with_columns(ask_link=pl.Series(asks))


def test_intents_of_a_group_too_small_are_counted_without_a_share():
    counted = results.count_intents(group_of_comments(), "format")
    assert counted.select("format", "intent", "comments", "n").rows() == [
        ("a", "ask_link", 10, 40),
        ("b", "ask_link", 1, 5),
    ]
    large, small = counted.iter_rows(named=True)
    assert large["share"] == 0.25
    assert large["lower"] < 0.25 < large["upper"]
    assert (small["share"], small["lower"], small["upper"]) == (None, None, None)


def test_the_most_liked_of_each_group_are_shown():
    said = group_of_comments().with_columns(
        content=pl.when(pl.col("likes") == 39).then(pl.lit("@‹handle› ‹phone› 好用")).otherwise("content")
    )
    short = said.head(1).with_columns(
        content=pl.lit("来了"), likes=pl.lit(999, dtype=pl.Int64), sentiment=pl.lit(None, dtype=pl.String)
    )
    shown = results.liked_examples(
        pl.concat([said, said.filter(pl.col("likes") == 39), short]), "format", most=2
    )
    assert shown.select("format", "content", "likes", "n").rows() == [
        ("a", "@‹handle› ‹phone› 好用", 39, 42),
        ("a", "话38", 38, 42),
        ("b", "话44", 44, 5),
        ("b", "话43", 43, 5),
    ]
    assert {"commenter_hash", "comment_id"}.isdisjoint(shown.columns)


def test_open_questions_are_listed_the_most_liked_first():
    asked = [DAY, DAY - timedelta(days=3), DAY, None, DAY + timedelta(days=9)]
    comments = pl.DataFrame(
        {
            "comment_id": ["q1", "q2", "q3", "q4", "late", "r1"],
            "parent_comment_id": [None, None, None, None, None, "q3"],
            "by_author": [False, False, False, None, False, True],
            "note_id": ["n1", "n1", "n1", "n9", "n1", "n1"],
            "content": ["@‹handle› 多少钱", "链接呢", "有人答了", "多少钱", "以后", "答"],
            "likes": [2, 8, 90, None, 7, 0],
            "created_at": [*asked, DAY],
            "commenter_hash": ["h"] * 6,
        }
    )
    readers = comments.head(5).with_columns(
        ask_price=pl.Series([True, True, True, True, True]),
        ask_link=pl.Series([False, True, False, False, None]),
    )
    notes = pl.DataFrame({"note_id": ["n1"], "title": ["空瓶记"]})
    listed = results.open_questions(
        comments,
        readers,
        {"ask_price": Text("price", "价格"), "ask_link": Text("link", "链接")},
        notes,
        DAY.date(),
    )
    assert listed.rows() == [
        ("空瓶记", "链接呢", ["ask_price", "ask_link"], 8, 3),
        ("空瓶记", "@‹handle› 多少钱", ["ask_price"], 2, 0),
        ("n9", "多少钱", ["ask_price"], None, None),
    ]
    asked = {"ask_price": Text("price", "价格"), "ask_link": Text("link", "链接")}
    block = show.table_questions(listed, asked, most=1)
    assert block.data["rows"][0]["cells"][1]["text"] == "price · link"
    assert block.in_("zh").data["rows"][0]["cells"][1]["text"] == "价格 · 链接"
    assert block.data["title"].startswith("3 questions")
    assert block.data["note"].startswith("2 more are not listed.")
    assert len(block.data["rows"]) == 1
