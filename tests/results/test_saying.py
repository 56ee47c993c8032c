"""What the page of results states, from small tables worked out by hand."""

import re
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xhs_workbench import results, tables
from xhs_workbench.findings import Text
from xhs_workbench.results.counting.groups import off_order
from xhs_workbench.results.saying.lineup import half_of_it
from xhs_workbench.results.saying.verdict import first_words
from xhs_workbench.views import results as show

PLAN = {
    "metric": "saves",
    "name_en": "Saves",
    "name_zh": "收藏",
    "unit": "count",
    "verdict": "missed",
    "bound": "",
    "target": 4000.0,
    "value": 3000.0,
    "completion": 0.75,
    "completion_bound": "",
    "n_missing": 0,
    "n_young": 0,
}
CPE = {
    **PLAN,
    "metric": "cpe",
    "name_en": "Cost per interaction",
    "name_zh": "互动单价",
    "unit": "cny",
    "verdict": "met",
    "target": 5.0,
    "value": 4.0,
    "completion": 1.25,
}
NOTE = {
    "order_id": "o1",
    "note_id": "0" * 24,
    "creator_id": "c1",
    "creator_name": "Ann",
    "title": "A day",
    "published_at": date(2026, 5, 6),
    "format": "tutorial",
    "saves": 60,
    "reads": 1000,
    "cpe": 2.0,
    "rate": 0.06,
    "cost_named_cny": 600.0,
    "interactions_named": 300.0,
    "quote_cny": 500.0,
    "service_fee_cny": 50.0,
    "boost_cny": 100.0,
}


def plan(*rows):
    return pl.DataFrame([{**PLAN, **row} for row in rows])


def notes(*rows):
    return pl.DataFrame(
        [{**NOTE, "order_id": f"o{n}", "creator_id": f"c{n}", **row} for n, row in enumerate(rows)]
    )


def test_a_missed_target_is_named_with_its_share():
    said = results.say_delivery(plan(PLAN, CPE))
    assert said.says == Text(
        "1 of 2 targets met; saves fell short, at worst 75% of target",
        "2 项目标达成 1 项；收藏未达，最低完成 75%",
    )
    assert said.more.en == "Cost per interaction was ¥4.00, within the target of ¥5.00."


def test_all_met_and_the_singular():
    assert results.say_delivery(plan(CPE)).says.en == "The one target was met"
    assert results.say_delivery(plan(CPE, {**CPE, "metric": "cpm"})).says.en == "All 2 targets met"


def test_nothing_that_can_be_checked_says_nothing():
    assert results.say_delivery(plan({"verdict": "unknown", "value": None, "completion": None})) is None


def test_a_young_campaign_is_not_called_short():
    said = results.say_delivery(plan({"verdict": "not_mature", "n_young": 3}))
    assert "cannot be judged while notes still grow" in said.says.en
    assert said.caution.en == "3 notes are still young and will grow."


@pytest.mark.parametrize(
    ("saves", "half"),
    [
        ([60, 30, 5, 5], (1, 4, 0.6)),
        ([25, 25, 25, 25], (2, 4, 0.5)),
        ([None, 10], (1, 1, 1.0)),
        ([0, 0], None),
    ],
)
def test_how_many_notes_brought_half(saves, half):
    assert half_of_it(pl.DataFrame({"saves": saves}), "saves") == half


@pytest.mark.parametrize(
    ("saves", "en", "zh"),
    [
        ([80, 10, 10, 0], "1 note of the 4 brought 80% of all saves", "4 篇笔记中，1 篇贡献了 80% 的收藏"),
        ([30, 25, 25, 20], "No note dominates: the largest brought 30%", "最高一篇占全部收藏的 30%"),
        ([40], "One note brought all saves", "全部收藏来自 1 篇笔记"),
    ],
)
def test_the_share_that_few_notes_brought_is_the_real_one(given_brief, saves, en, zh):
    ranked = notes(*({"saves": n, "interactions_named": 2 * n} for n in saves))
    said = results.say_half(ranked, given_brief)
    assert said.says.en.startswith(en)
    assert zh in said.says.zh


def test_a_note_off_the_goal_is_praised_nowhere():
    ranked = notes({"note_id": "a"}, {"note_id": "b"}, {"note_id": "c"})
    assert results.unpraised(ranked, ["c2"], {"b": "dear_clicks"}) == ["c1", "c2"]


def test_notes_that_engaged_alike_are_not_told_apart():
    ranked = notes(*({"rate": rate, "cpe": cpe} for rate, cpe in ((0.0599, 2.0), (0.06, 3.0), (0.0602, 4.5))))
    said = results.say_lineup(ranked)
    assert said.says.en == "All 3 notes engaged alike, about 6.0%; an interaction cost ¥2.00 to ¥4.50"
    assert said.says.zh == "3 篇笔记互动率相近，约 6.0%；互动单价 ¥2.00–¥4.50"
    assert show.chapter_lineup(said, ranked).content["picture"] is None
    apart = notes(*({"rate": rate, "cpe": cpe} for rate, cpe in ((0.03, 2.0), (0.06, 3.0), (0.09, 4.5))))
    assert show.chapter_lineup(results.say_lineup(apart), apart).content["picture"]["rows"]


def test_the_line_up_counts_who_is_on_the_good_side_of_both_middles():
    # Middles: cost 3, rate .05. Cheaper and better liked: the first; the reverse: the last; the third is
    # the middle.
    frame = notes(
        {"cpe": 1.0, "rate": 0.09},
        {"cpe": 2.0, "rate": 0.01},
        {"cpe": 3.0, "rate": 0.05},
        {"cpe": 4.0, "rate": 0.06},
        {"cpe": 5.0, "rate": 0.02},
    )
    said = results.say_lineup(frame)
    assert said.says.en == "1 of 5 notes cost less and engaged more than the middle; 1 the reverse"
    assert results.say_lineup(frame.head(2)) is None


def test_cards_name_the_cheapest_and_never_call_a_suspect_best(given_brief):
    frame = notes(*({"saves": 10 * n, "cost_named_cny": 600.0, "boost_cny": 0.0} for n in range(1, 9)))
    best, last = results.note_cards(frame, given_brief, ["c7"])
    # Costs a save: 60, 30, 20, 15, 12, 10, 8.57, 7.5; the middle is 13.5, and 8.57 lies 37 % below it, 60
    # is 4.4 times it.
    assert [card.figures[0][1] for card in best] == pytest.approx([600 / 70, 10, 12])
    assert [card.figures[0][1] for card in last] == [60, 30, 20]
    # All cost the same and were read as often: what a read brought is the reason; without reads, the saves.
    assert best[0].why.en == "It brought more saves per read than most notes here."
    assert last[0].why.en == "It brought fewer saves per read than most notes here."
    best, _ = results.note_cards(frame.with_columns(reads=pl.lit(None, pl.Int64)), given_brief)
    assert best[0].why.en == "It brought more saves than most notes here."
    assert results.note_cards(frame.head(5), given_brief) == ([], [])


def test_what_a_boost_brought_is_not_praised_without_what_it_cost(given_brief):
    """Eight notes of ¥600: 80 saves with a boost of ¥1,000 are ¥20 each, dearer than the middle."""
    frame = notes(*({"saves": 10 * n, "cost_named_cny": 600.0, "boost_cny": 0.0} for n in range(1, 9)))
    boosted = frame.with_columns(boost_cny=pl.Series([0.0] * 7 + [1000.0]))
    best, last = results.note_cards(boosted, given_brief)
    # 60, 30, 20, 15, 12, 10, 8.57 and (600 + 1000) / 80 = 20: the middle is (15 + 20) / 2 = 17.5.
    assert [card.figures[0][1] for card in best] == pytest.approx([600 / 70, 10, 12, 15])
    assert 7.5 in [card.figures[0][1] for card in results.note_cards(frame, given_brief)[0]]
    assert [card.figures[0][1] for card in last] == [60, 30, 20]
    assert last[2].why.en == "It cost more with its boost than most notes here."
    # A boost whose cost could not be read leaves its note out; without any file of boosts none is known of.
    unread = frame.with_columns(boost_cny=pl.Series([0.0] * 7 + [None]))
    assert 7.5 not in [
        card.figures[0][1] for cards in results.note_cards(unread, given_brief) for card in cards
    ]


def test_a_card_names_the_part_of_the_cost_that_explains_it(given_brief):
    """Money, reads and saves per read against the middle note: ¥600, 1,000 reads, 50 saves = 5 of 100 reads."""
    usual = {"saves": 50, "reads": 1000, "cost_named_cny": 600.0, "boost_cny": 0.0}
    apart = [
        {"cost_named_cny": 200.0},  # a third of the money
        {"saves": 200},  # four times the saves of as many readers
        {"saves": 5},  # a tenth of them
        {"saves": 20, "reads": 100},  # a tenth of the readers, of whom four times as many save it
    ]
    rows = enumerate(({}, {}, {}, {}, {}, *apart))
    frame = notes(*(usual | {"note_id": f"{n:024d}"} | one for n, one in rows))
    best, last = results.note_cards(frame, given_brief)
    # ¥3 and ¥4 a save; the middle is ¥12, and those on it are neither.
    assert [(card.figures[0][1], card.why.en) for card in best] == [
        (3, "It brought more saves per read than most notes here."),
        (4, "It cost less than most notes here."),
    ]
    # ¥120 a save: fewer saves of as many readers. ¥30: only the reads speak against it.
    assert [(card.figures[0][1], card.why.en) for card in last] == [
        (120, "It brought fewer saves per read than most notes here."),
        (30, "It drew fewer reads than most notes here."),
    ]
    assert last[1].why.zh == "比本次多数笔记阅读更少。"
    shown, _ = results.note_cards(
        frame, given_brief, covers={frame["note_id"][6]: "data:image/jpeg;base64,AA=="}
    )
    assert [card.cover for card in shown] == ["data:image/jpeg;base64,AA==", ""]


def test_sales_are_called_covered_only_when_the_whole_interval_is():
    def returns(low, high):
        return pl.DataFrame(
            {
                "metric": ["roi_window", "roi_net"],
                "value": [5.0, 2.0],
                "lower": [None, low],
                "upper": [None, high],
            }
        )

    assert "covered the spend" in results.say_sales(returns(1.2, 2.9)).says.en
    assert "did not cover" in results.say_sales(returns(0.1, 0.9)).says.en
    assert "cannot be told" in results.say_sales(returns(0.7, 2.9)).says.en
    assert results.say_sales(returns(0.7, 2.9).with_columns(value=pl.lit(None, pl.Float64))) is None


def test_search_says_the_range_between_two_estimates():
    summary = pl.DataFrame(
        {
            "term": ["露米拉", "精华"],
            "verdict": ["up", "not_seen"],
            "lift": [0.43, 0.1],
            "plain_lift": [0.26, 0.0],
        }
    )
    said = results.say_search(summary)
    assert said.says.en == "Searches for 露米拉 rose clearly; 精华 shows no clear change"
    assert said.more.zh == "较品类对照词推算的水平高约 26%–43%，已剔除大促日。"
    jumped = summary.with_columns(verdict=pl.lit("cannot_tell"), bump=pl.lit("before")).head(1)
    unsure = results.say_search(jumped)
    assert unsure.more.en == "The term jumped before posting too, so other causes are at work."
    assert unsure.says == Text(
        "Whether searches for 露米拉 rose cannot be told", "「露米拉」搜索是否上升，暂不能判断"
    )
    still = results.say_search(summary.with_columns(verdict=pl.lit("not_seen")))
    assert still.says.en == "No clear change in searches for the brand can be told"


def test_a_goal_without_a_figure_is_missing_and_no_other_takes_its_place(given_brief):
    """Saves are the goal of the launch; the files hold none, but reads at 77 of 100 and a cost within its target."""
    gone = {**PLAN, "value": None, "completion": None, "verdict": "unknown"}
    reads = {**PLAN, "metric": "reads", "name_en": "Reads", "name_zh": "阅读", "value": 77.0, "target": 100.0}
    held = plan(gone, {**reads, "completion": 0.77, "verdict": "missed"}, CPE)
    first = first_words(notes({}, {}), held, given_brief, [None], [])
    assert first.verdict == Text(
        "Saves, the goal: not in the files; 1 of 2 targets met.",
        "文件中没有核心目标「收藏」的数据；2 项目标达成 1 项。",
    )
    assert [tile.definition for tile in first.tiles] == ["cpe", "reads"]


def test_notes_of_another_tier_or_format_than_ordered_are_told(given_brief):
    """Ordered: one micro review, one micro tutorial; delivered: two tutorials, one of them mid-tier, and one of unknown tier."""
    items = given_brief.deliverables[0]
    brief = given_brief.model_copy(
        update={
            "deliverables": (
                items.model_copy(update={"tier": "micro", "format": "review", "count": 1}),
                items.model_copy(update={"tier": "micro", "format": "tutorial", "count": 1}),
            )
        }
    )
    came = notes({"tier": "micro"}, {"tier": "mid"})
    assert off_order(came, brief) == {"tier": 1, "format": 1}
    assert off_order(notes({"tier": "micro", "format": "review"}, {"tier": "unknown"}), brief) == {}
    money = first_words(came, plan(PLAN, CPE), brief, [None], []).money
    assert money.says == Text(
        "¥1,300 spent, all notes delivered, 1 of another tier, 1 of another format than ordered",
        "已用 ¥1,300，笔记全部交付，1 篇量级与约定不同，1 篇形式与约定不同",
    )
    unpriced = came.with_columns(quote_cny=pl.lit(None, pl.Float64), boost_cny=pl.lit(None, pl.Float64)).head(
        1
    )
    said = first_words(unpriced, plan(PLAN, CPE), brief, [None], []).also
    assert [text.en for text in said][1] == "1 of 2 notes delivered."


def test_a_sum_that_lacks_a_note_is_at_least_so_much(given_brief):
    first = first_words(notes({}, {}), plan({**PLAN, "n_missing": 1}, CPE), given_brief, [None], [])
    assert first.verdict.en == "Saves, the goal, reached at least 75% of target; 1 of 2 targets met."


def test_the_first_screen_leads_with_the_goal_and_the_budget(given_brief):
    first = first_words(notes({}, {}), plan(PLAN, CPE), given_brief, [None], [])
    assert first.verdict.en == "Saves, the goal, reached 75% of target; 1 of 2 targets met."
    assert [tile.value for tile in first.tiles] == [3000.0, 4.0]
    assert first.tiles[1].word.en == "20% under"
    # Twice (500 + 50 + 100) of 48,000 × 1.1 + 9,000.
    assert first.money.total_cny == pytest.approx(61_800)
    assert [value for _, value in first.money.parts] == [1000.0, 100.0, 200.0]


def test_without_notes_nothing_is_judged(given_brief):
    first = first_words(notes({}).clear(), plan(PLAN), given_brief, [], [])
    assert first.verdict.en.endswith("nothing can be judged.")
    assert first.money is None


VERDICTS = ("met", "close", "missed", "not_mature", "unknown")


@given(st.lists(st.sampled_from(VERDICTS), min_size=1, max_size=6), st.integers(0, 9))
def test_whatever_the_verdicts_the_count_is_theirs_and_nothing_missed_is_called_met(
    given_brief, verdicts, young
):
    rows = [
        {
            **PLAN,
            "metric": metric,
            "verdict": verdict,
            "completion": {"met": 1.2, "close": 0.95, "unknown": None}.get(verdict, 0.5),
            "n_young": young,
        }
        for metric, verdict in zip(
            ("saves", "reads", "impressions", "interactions_4", "interactions_5", "cpe"),
            verdicts,
            strict=False,
        )
    ]
    table = pl.DataFrame(rows, schema_overrides={"completion": pl.Float64})
    met, known = verdicts.count("met"), len(verdicts) - verdicts.count("unknown")
    said = results.say_delivery(table)
    first = first_words(notes({}), table, given_brief, [], [])
    if not known:
        assert said is None
        assert "no target can be checked" in first.verdict.en
        return
    assert (
        said.says.en.startswith("All")
        or said.says.en.startswith("The one")
        or said.says.en.startswith(f"{met} of {known}")
    )
    assert ("All" in said.says.en or "The one" in said.says.en) == (met == known)
    assert f"{met} of {known}" in first.verdict.en
    for text in (said.says, said.more, first.verdict):
        assert max(len(part.split()) for part in text.en.split(";")) <= 20


@given(st.lists(st.integers(0, 500), min_size=1, max_size=40))
def test_half_is_the_least_number_of_notes_that_reaches_it(saves):
    found = half_of_it(pl.DataFrame({"saves": saves}), "saves")
    ordered, total = sorted(saves, reverse=True), sum(saves)
    if not total:
        assert found is None
        return
    n, of, share = found
    assert of == len(saves)
    assert share == pytest.approx(sum(ordered[:n]) / total)
    assert 2 * sum(ordered[:n]) >= total > 2 * sum(ordered[: n - 1])


@given(st.lists(st.sampled_from(["rebook", "again", "ask", "not", "wait"]), min_size=1, max_size=12))
def test_no_creator_is_both_to_rebook_and_to_hold(advice):
    judged = pl.DataFrame(
        {
            "creator_id": [f"c{n % 7}" for n in range(len(advice))],
            "creator_name": [f"n{n % 7}" for n in range(len(advice))],
            "advice": advice,
            "reason": ["money"] * len(advice),
            "counted": ["saves"] * len(advice),
            "own_notes": [5] * len(advice),
            "seen": [0.0] * len(advice),
        }
    )
    split = pl.DataFrame({"key": ["review"], "move": [False], "gain": [0.1]})
    said, cards = results.say_next(judged, split), results.advice_cards(judged)
    named = [
        name
        for card in cards
        for name in card.about.en.replace(" and ", ", ").split(", ")
        if name.startswith("n")
    ]
    assert len(named) == len(set(named))
    assert said.more.en == "There is no clear reason to move budget between formats."


def test_a_cost_without_boosts_says_what_it_was_with_them(given_brief):
    """¥100 and ¥10 fee for 50 interactions are 2.20 each; with a boost of ¥40 3.00. Where a boost is unknown, nothing is said of it."""
    outcomes = notes({"quote_cny": 100.0, "service_fee_cny": 10.0, "boost_cny": 40.0, "likes": 50})
    for boost, tail in ((40.0, "; with boosts ¥3.00."), (0.0, "."), (None, ".")):
        known = outcomes.with_columns(
            boost_cny=pl.lit(boost, pl.Float64), saves=pl.lit(0), comments=pl.lit(0), shares=pl.lit(0)
        )
        said = results.say_delivery(plan(CPE), results.cost_layers(known, given_brief))
        assert said.more.en.endswith(tail), said.more.en


def test_a_target_that_hangs_on_a_note_under_check_says_so(given_brief):
    """180 reads of 150 promised; 60 of them lie with a creator who is being checked, so 120 would be left."""
    ranked = notes({"reads": 120}, {"reads": 60})
    met = {**PLAN, "metric": "reads", "name_en": "Reads", "name_zh": "阅读量", "verdict": "met"}
    reads = plan({**met, "target": 150.0, "value": 180.0, "completion": 1.2})
    said = results.say_resting(reads, ranked, ["c1"])
    assert said.en == "Without 1 note under check, reads would miss the target."
    assert results.say_resting(reads, ranked, []) == Text("", "")
    assert results.say_resting(reads.with_columns(target=pl.lit(120.0)), ranked, ["c1"]) == Text("", "")
    assert results.say_delivery(reads, resting=said).caution == said


def test_what_was_bought_is_told_with_its_price(given_brief):
    """¥100 for 20 interactions and 5,000 impressions: 5.00 each, 20.00 a thousand; ¥30 of it after the stop."""
    traffic = pl.DataFrame(
        {
            "source_en": ["Organic", "Boosted"],
            "impressions": [9000, 5000],
            "reads": [900, 100],
            "interactions": [80, 20],
        }
    )
    outcomes = notes({"boost_past_stop_cny": 30.0})
    said = results.say_paid(traffic, outcomes)
    assert said.more.en == "One of these interactions cost ¥5.00, a thousand impressions ¥20.00."
    assert (
        said.caution.en
        == "Part of the boost money was spent after the notes had become too expensive: ¥30 of ¥100."
    )
    assert results.say_paid(traffic, notes({})).caution == Text("", "")


def test_what_worked_but_cost_most_is_not_praised(given_brief):
    """Tutorials bring half more interactions and cost 4.78 each, the dearest of two formats: said, and no highlight."""
    worked = pl.DataFrame(
        {
            "family": ["format"],
            "level": ["format:tutorial"],
            "en": ["Tutorial"],
            "zh": ["教程"],
            "change": [0.5],
            "claimed": [True],
            "notes": [40],
        }
    )
    costs = pl.DataFrame({"format": ["tutorial", "review"], "cpe": [4.78, 3.57]})
    dear = results.say_content(worked, costs)
    assert dear.caution.en == (
        "It also cost most per interaction of all formats, ¥4.78: no reason yet to move money."
    )
    assert results.say_content(worked, costs.with_columns(cpe=5 - pl.col("cpe"))).caution == Text("", "")
    none = pl.DataFrame(schema={"verdict": pl.String, "lift": pl.Float64})
    late = pl.DataFrame(schema={"note_id": pl.String})
    two = [{"saves": 60, "cpe": 1.0}, {"saves": 30, "cpe": 1.0}] * 4
    praised = [
        results.highlight_cards(notes(*two), given_brief, [], worked, none, late, each)
        for each in (costs, costs.with_columns(cpe=5 - pl.col("cpe")))
    ]
    assert [
        "Tutorial" in [str(card.title.en) for card in cards if isinstance(card.title, Text)]
        for cards in praised
    ] == [
        False,
        True,
    ]


def test_why_a_count_fell_short_is_said_only_where_the_notes_clearly_did_less(monkeypatch):
    """A lift of .63 from .55 to .72 is 37 % less; up to 1.02 it may be nothing."""
    short = plan(PLAN)
    assert short["verdict"].to_list() == ["missed"]
    whole = {"ratio": 0.63, "lower": 0.55, "upper": 0.72}
    monkeypatch.setattr("xhs_workbench.results.saying.delivery.campaign_lift", lambda _: whole)
    said = results.say_shortfall(short, pl.DataFrame())
    assert re.fullmatch(
        r"Sponsored notes (probably )?drew 37% fewer organic interactions than their creators' everyday notes",
        said.says.en,
    )
    assert results.say_shortfall(plan(CPE), pl.DataFrame()) is None
    whole["upper"] = 1.02
    assert results.say_shortfall(short, pl.DataFrame()) is None
    whole["lower"] = 0.8  # at most .75 / .8 = 94 % of the target, had they done as usual
    assert results.say_shortfall(short, pl.DataFrame()).says.en.startswith(
        "Even at their creators' usual level"
    )
    whole |= {"ratio": None, "lower": None}
    assert results.say_shortfall(short, pl.DataFrame()).says.en.startswith("Why cannot be told")
    near = plan({**PLAN, "completion": 0.85})
    assert results.say_shortfall(near, pl.DataFrame()) is None


def test_files_without_an_order_still_say_what_was_read(given_brief):
    """Interactions 10, 20, 30, 40, 50: the middle is 30, half lie from 20 to 40."""
    counts = [{"likes": 10 * n, "saves": 0, "comments": 0, "shares": 0} for n in range(1, 6)]
    rows = [{"note_id": f"{n:024x}", "creator_id": f"c{n % 2}", **one} for n, one in enumerate(counts)]
    read = pl.concat([tables.empty("notes"), pl.DataFrame(rows)], how="diagonal_relaxed")
    first = first_words(notes({}).clear(), plan(PLAN), given_brief, [], [], read=read)
    assert first.verdict.en == "5 notes read; none is an order of this campaign, so no target can be judged."
    assert [(tile.value, tile.note.en) for tile in first.tiles] == [
        (5, "by 2 creators"),
        (30, "half of 5 notes: 20 to 40"),
    ]
    bounds = read.with_columns(likes_censored=pl.lit(value=True))
    assert len(first_words(notes({}).clear(), plan(PLAN), given_brief, [], [], read=bounds).tiles) == 1


@pytest.mark.parametrize(
    ("value", "word"),
    [(14.9, "198% over"), (15.0, "3 times"), (136.0, "27 times"), (4.0, "20% under")],
)
def test_a_cost_many_times_its_target_is_told_in_times(given_brief, value, word):
    row = {**CPE, "value": value, "completion": 5.0 / value, "verdict": "missed" if value > 5 else "met"}
    [tile] = first_words(notes({}), plan(row), given_brief, [], []).tiles
    assert tile.word.en == word


def test_money_past_the_stop_can_stand_alone():
    said = results.say_past_stop(notes({"boost_past_stop_cny": 30.0}))
    assert said.says.en == "Part of the boost money was spent after the notes had become too expensive"
    assert results.say_past_stop(notes({"boost_past_stop_cny": 0.0})) is None


def test_a_target_met_only_with_notes_under_check_is_counted_apart(given_brief):
    """Reads 110 of 100, 20 of them of the creator being checked: met, and not without her."""
    reads = plan(PLAN, {**CPE, "metric": "reads", "unit": "count", "value": 110.0, "target": 100.0})
    ranked = notes({"reads": 90, "creator_id": "c1"}, {"reads": 20, "creator_id": "c2"})
    asked = (ranked, reads, given_brief, [], [])
    assert (
        "1 of 2 targets met, one only with the note under check"
        in first_words(*asked, suspects=["c2"]).verdict.en
    )
    assert "其中一项依赖核实中的笔记" in first_words(*asked, suspects=["c2"]).verdict.zh
    assert "only with" not in first_words(*asked, suspects=[]).verdict.en


def test_a_name_more_is_named_rather_than_counted():
    """Five names fit; of six two are counted, for "and 1 more" is no shorter than the name."""
    five, six = (
        results.advice_cards(
            pl.DataFrame(
                {
                    "creator_id": [f"c{n}" for n in range(count)],
                    "creator_name": [f"N{n}" for n in range(count)],
                    "advice": ["rebook"] * count,
                    "reason": ["money"] * count,
                    "counted": ["saves"] * count,
                    "own_notes": [5] * count,
                }
            )
        )[0].about.en
        for count in (5, 6)
    )
    assert (five, six) == ("N0, N1, N2, N3, N4", "N0, N1, N2, N3 and 2 more")


@pytest.mark.parametrize(
    ("seen", "own_notes", "named"),
    [
        (
            [0.1, 0.4, 0.2],
            [6, 6, 6],
            True,
        ),  # hers brought more than the one to rebook: luck, as far as her own notes tell
        ([0.5, 0.4, 0.2], [6, 6, 6], False),
        ([0.1, 0.4, 0.2], [6, 0, 0], False),  # without own notes nobody knows what they usually draw
        ([0.1, None, 0.05], [6, 6, 6], False),
    ],
)
def test_the_cheapest_note_of_a_creator_not_rebooked_is_explained(seen, own_notes, named):
    judged = pl.DataFrame(
        {
            "creator_id": ["c1", "c2", "c3"],
            "creator_name": ["Ann", "Bea", "Cy"],
            "advice": ["rebook", "again", "again"],
            "reason": ["money", "level", "level"],
            "counted": ["saves"] * 3,
            "own_notes": own_notes,
            "seen": seen,
        }
    )
    said = results.say_next(judged, pl.DataFrame())
    assert ("such as Bea's" in said.caution.en) is named
    assert ("（如Bea）" in said.caution.zh) is named
    assert ("usually draw" in results.advice_cards(judged)[0].why.en) is (own_notes[0] > 0)
