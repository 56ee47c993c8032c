"""What the page of results states, from small tables worked out by hand."""

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.results.small_tables import CPE, PLAN, notes, plan
from xhs_workbench import results, tables
from xhs_workbench.findings import Text
from xhs_workbench.results.counting.groups import off_order
from xhs_workbench.results.saying.lineup import half_of_it
from xhs_workbench.results.saying.verdict import first_words


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
    assert results.say_sales(returns(0.7, 2.9)).says == Text(
        "Sales were 5.0 times the spend, 0.7 to 2.9 after the shop's own growth: not proven to cover it",
        "引流 GMV 为花费的 5.0 倍，扣除店铺自然增长后 0.7–2.9 倍，尚不能证明覆盖投入",
    )
    assert results.say_sales(returns(0.7, 2.9).with_columns(value=pl.lit(None, pl.Float64))) is None


def test_search_says_one_estimate_with_its_range():
    """0.43 with its ends 0.2 and 0.6; the second method's 0.26 is another estimate, not an end."""
    summary = pl.DataFrame(
        {
            "term": ["露米拉", "精华"],
            "verdict": ["up", "not_seen"],
            "lift": [0.43, 0.1],
            "lift_low": [0.2, 0.05],
            "lift_high": [0.6, 0.3],
            "plain_lift": [0.26, 0.0],
        }
    )
    said = results.say_search(summary)
    assert said.says.en == "Searches for 露米拉 rose clearly; 精华 shows no clear change"
    assert said.more.zh == "较品类对照词推算的水平高约 43%（20%–60%），已剔除大促日。"
    assert said.more.en.startswith("About 43% (20% to 60%) above what")
    both = results.say_search(summary.with_columns(verdict=pl.lit("up")))
    assert (
        both.more.en
        == "Above what comparable category terms suggest: 露米拉 43% (20% to 60%) and 精华 10% (5% to 30%)."
    )
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


def test_what_no_file_holds_is_not_among_the_targets_that_were_all_met():
    gone = {**PLAN, "value": None, "completion": None, "verdict": "unknown"}
    said = results.say_delivery(plan(gone, CPE))
    assert said.says == Text("The one target that can be checked was met", "可核对的 1 项目标全部达成")
    assert said.caution == Text("The files do not give: saves.", "现有文件无法得出：收藏。")


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
    assert said.en == (
        "Without Ann's note, under check, reads would miss the target. "
        "Its likes come with few saves and comments."
    )
    assert said.zh == "若剔除核实中的Ann笔记，阅读量将低于目标。该笔记点赞多，收藏与评论偏少。"
    # 260 of 250 with two notes of 60 and 20 under check: both are counted and their creators named.
    more = plan({**met, "target": 250.0, "value": 260.0, "completion": 1.04})
    both = notes(
        {"reads": 180, "creator_id": "c0"},
        {"reads": 60, "creator_id": "c1"},
        {"reads": 20, "creator_id": "c2", "creator_name": "Bea"},
    )
    assert results.say_resting(more, both, ["c1", "c2"]).en == (
        "Without 2 notes under check (Ann and Bea), reads would miss the target. "
        "Their likes come with few saves and comments."
    )
    assert results.say_resting(reads, ranked, []) == Text("", "")
    assert results.say_resting(reads.with_columns(target=pl.lit(120.0)), ranked, ["c1"]) == Text("", "")
    assert results.say_delivery(reads, hangs=[said]).caution == said


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
    outcomes = notes({"boost_past_stop_cny": 30.0, "boost_limit_cny": 4.0})
    said = results.say_paid(traffic, outcomes)
    assert (
        said.more.en
        == "A bought interaction cost ¥5.00, above the limit of ¥4. A thousand bought impressions cost ¥20.00."
    )
    assert (
        said.caution.en
        == "Part of the boost money went to notes already past the limit of ¥4 an interaction: ¥30 of ¥100."
    )
    assert results.say_paid(traffic, notes({})).caution == Text("", "")


def test_money_past_the_limit_is_told_where_shares_cannot_be(given_brief):
    """Interactions of ads are not known, so no share is told; what went past the limit still is, in the chapter too."""
    traffic = pl.DataFrame({"source_en": ["Organic", "Boosted"], "interactions": [None, 20.0]})
    late = notes({"boost_past_stop_cny": 30.0, "boost_limit_cny": 4.0})
    said = results.say_paid(traffic, late)
    assert said.says.en == "Part of the boost money went to notes already past the limit of ¥4 an interaction"
    assert said.more.en.endswith("¥30 of ¥100.")
    assert results.say_paid(traffic, notes({})) is None


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
        "Tutorial also cost most per interaction of all formats, ¥4.78: no reason yet to move money."
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
    said = results.say_past_stop(notes({"boost_past_stop_cny": 30.0, "boost_limit_cny": 4.0}))
    assert said.says.en == "Part of the boost money went to notes already past the limit of ¥4 an interaction"
    assert results.say_past_stop(notes({"boost_past_stop_cny": 0.0, "boost_limit_cny": 4.0})) is None


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
    """Twelve names fit; of thirteen two are counted, for "and 1 more" is no shorter than the name."""
    twelve, more = (
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
        for count in (12, 13)
    )
    assert twelve.endswith("N9, N10, N11")
    assert more.endswith("N9, N10 and 2 more (table “Whom to book again, and why”)")


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
    assert ("usual notes" in results.advice_cards(judged)[0].why.en) is (own_notes[0] > 0)
