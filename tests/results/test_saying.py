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


def priced_notes(brief, *rows):
    """Notes of 100 saves, whose boost makes the cost of a save what `each` says."""
    made = [
        {"saves": 100, "rate": rate, "cost_named_cny": 80.0, "boost_cny": 100 * each - 80}
        for each, rate in rows
    ]
    return results.price_goal(notes(*made), brief)


def test_notes_that_engaged_alike_are_not_told_apart(given_brief):
    priced = priced_notes(given_brief, (2.0, 0.0599), (3.0, 0.06), (4.5, 0.0602))
    said = results.say_lineup(*priced)
    assert said.says.en == "All 3 notes engaged alike, about 6.0%; cost per save ¥2.00 to ¥4.50"
    assert said.says.zh == "3 篇笔记互动率相近，约 6.0%；单个收藏成本 ¥2.00–¥4.50"
    assert show.chapter_lineup(said, *priced).content["picture"] is None
    apart = priced_notes(given_brief, (2.0, 0.03), (3.0, 0.06), (4.5, 0.09))
    picture = show.chapter_lineup(results.say_lineup(*apart), *apart).content["picture"]
    assert picture["rows"]


def test_the_line_up_and_its_cards_reckon_with_one_cost(given_brief):
    """Six notes of ¥80 and a boost: what a save cost is the same in the picture's frame and on the cards."""
    priced, label = priced_notes(given_brief, *((each, 0.05 + each / 100) for each in (1, 2, 3, 5, 6, 7)))
    assert priced["each"].to_list() == [1, 2, 3, 5, 6, 7]
    best, last = results.note_cards(priced, given_brief)
    shown = sorted(card.figures[0][1] for card in (*best, *last))
    assert shown == priced["each"].sort().to_list()
    assert (
        {card.figures[0][0] for card in (*best, *last)} == {label} == {Text("Cost per save", "单个收藏成本")}
    )


def test_the_line_up_counts_who_is_on_the_good_side_of_both_middles(given_brief):
    # Middles: cost 3, rate .05. Cheaper and better liked: the first; the reverse: the last; the third is
    # the middle.
    frame, label = priced_notes(given_brief, (1.0, 0.09), (2.0, 0.01), (3.0, 0.05), (4.0, 0.06), (5.0, 0.02))
    said = results.say_lineup(frame, label)
    assert said.says.en == "1 of 5 notes cost less and engaged more than the median; 1 the reverse"
    assert results.say_lineup(frame.head(2), label) is None


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


def test_a_note_under_check_is_marked_and_has_a_card_wherever_it_stands(given_brief):
    """Of eight notes the third cheapest is checked: not among the best, so after the last; the dearest keeps its place."""
    frame = notes(*({"saves": 10 * n, "cost_named_cny": 600.0, "boost_cny": 0.0} for n in range(1, 9)))
    _, last = results.note_cards(frame, given_brief, ["c5"], checked=["c5"])
    assert [(card.figures[0][1], card.badge.en, card.tone) for card in last] == [
        (60, "high cost", "bad"),
        (30, "high cost", "bad"),
        (20, "high cost", "bad"),
        (10, "under check", ""),
    ]
    assert last[3].why.zh == "数据核实中：点赞多，收藏与评论偏少。"
    _, last = results.note_cards(frame, given_brief, ["c0"], checked=["c0"])
    assert [(card.figures[0][1], card.badge.zh) for card in last] == [
        (60, "核实中"),
        (30, "成本高"),
        (20, "成本高"),
    ]
    assert last[0].why.en.endswith("Its figures are being checked: few saves and comments for its likes.")


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
    assert last[1].why.zh == "阅读低于多数笔记。"
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
    assert said.caution == Text("Not in the files: saves.", "文件中没有：收藏。")


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


SPLIT = {"reads": 1000, "reads_natural": 900, "reads_boosted": 100, "reads_heated": 0}
READS = {**PLAN, "metric": "reads", "name_en": "Reads", "name_zh": "阅读", "verdict": "met", "value": 2000.0}


def test_a_target_met_only_with_what_ads_brought_says_so(given_brief):
    """2,000 reads of 1,900, 1,800 of them by themselves: 95 %. Of 1,800 they meet it, and with an unknown part nothing is said."""
    ranked = notes(SPLIT, SPLIT)
    asked = plan({**READS, "target": 1900.0, "completion": 2000 / 1900})
    assert results.say_bought(asked, ranked) == Text(
        "Without ads, reads reached 95% of target.", "不含投流，阅读完成 95%。"
    )
    [tile] = first_words(ranked, asked, given_brief, [], []).tiles
    assert tile.note == Text("95% without ads", "不含投流 95%")
    assert results.say_bought(asked.with_columns(target=pl.lit(1800.0)), ranked) == Text("", "")
    assert results.say_bought(asked.with_columns(verdict=pl.lit("missed")), ranked) == Text("", "")
    unknown = notes(SPLIT, {**SPLIT, "reads_natural": None})
    assert results.say_bought(asked, unknown) == Text("", "")


def held_against(value, low, high):
    row = {"metric": "cpe", "name_en": "Cost per interaction", "name_zh": "互动单价", "unit": "cny"}
    return pl.DataFrame([{**row, "value": value, "range_low": low, "range_high": high, "standing": "better"}])


def test_a_cost_better_than_others_says_whether_it_still_is_with_boosts(given_brief):
    """¥100 + ¥10 for 50 interactions are 2.20, with a boost of ¥40 3.00; organic alone 110 / 40 = 2.75."""
    counts = {"likes": 50, "saves": 0, "comments": 0, "shares": 0}
    outcomes = notes({"quote_cny": 100.0, "service_fee_cny": 10.0, "boost_cny": 40.0, **counts})
    layers = results.cost_layers(outcomes, given_brief)
    traffic = pl.DataFrame({"source_en": ["Organic", "Boosted"], "cpe_cny": [2.75, 4.0]})
    said = results.say_delivery(plan(CPE), layers, held_against(2.2, 3.2, 5.8), (), None, traffic)
    assert said.more.en == (
        "Cost per interaction was ¥4.00, within the target of ¥5.00; with boosts ¥3.00, organic alone ¥2.75. "
        "Cost per interaction was better than the category's ¥3.20 to ¥5.80, also with boosts."
    )
    assert said.more.zh.endswith("优于大盘区间 ¥3.20–¥5.80，含投流亦然。")
    said = results.say_delivery(plan(CPE), layers, held_against(2.2, 2.5, 5.8))
    assert said.more.en.endswith("better than the category's ¥2.50 to ¥5.80, not with boosts.")


def judged_of(*rows):
    base = {
        "creator_id": "",
        "creator_name": "",
        "order_id": "",
        "advice": "again",
        "reason": "level",
        "counted": "saves",
        "own_notes": 5,
        "seen": 0.1,
        "saves": 10,
    }
    named = [
        {**base, "creator_id": f"c{n}", "creator_name": f"N{n}", "order_id": f"o{n}", **row}
        for n, row in enumerate(rows)
    ]
    return pl.DataFrame(named)


def test_those_nothing_speaks_for_or_against_are_counted_and_named():
    """Of six one is rebooked and five are undecided, among them the one with most saves and the one with fewest."""
    judged = judged_of(
        {"advice": "rebook", "reason": "money", "seen": 0.4}, {"saves": 90}, {}, {}, {}, {"saves": 1}
    )
    said = results.say_next(judged, pl.DataFrame())
    assert said.says == Text(
        "Rebook 1 of 6 creators; no clear case for 5", "6 位达人中，复投 1 位，5 位尚无明确依据"
    )
    assert said.caution.en == (
        "N1 (most saves) and N5 (fewest) usually bring about as much for the money as others here."
    )
    card = results.advice_cards(judged)[-1]
    assert (card.title.en, card.about.en) == ("No clear case: 5", "N1, N2, N3, N4, N5")
    # Of fewer than six nobody is called first or last; where all are advised on, nobody is left.
    assert results.say_next(judged.head(5), pl.DataFrame()).caution.en == ""
    every = judged.with_columns(advice=pl.lit("rebook"))
    assert [one.title.en for one in results.advice_cards(every)] == ["Rebook: 6"]
    many_more = judged_of({"advice": "rebook"}, *({} for _ in range(14)))
    assert results.advice_cards(many_more)[-1].about.en.endswith(
        "N11 and 3 more (table “Whom to book again, and why”)"
    )


NO_THEMES = pl.DataFrame(schema={"safety": pl.Boolean, "comments": pl.Int64})
NO_QUESTIONS = pl.DataFrame(schema={"unanswered_all": pl.Int64})


def asked_of(given_brief, judged, table, ranked=None, suspects=()):
    ranked = notes(*({} for _ in range(24))) if ranked is None else ranked
    return results.next_actions(
        judged, ranked, NO_THEMES, NO_QUESTIONS, suspects, table, given_brief, date(2026, 7, 20)
    )


def test_what_to_do_answers_what_fell_short(given_brief):
    """1,000 of 4,000 saves are missing. 24 notes of ¥650 are ¥15,600 of 52,800 + 9,000: ¥46,200 are left."""
    judged = judged_of({"advice": "rebook", "reason": "money"})
    met = plan({**PLAN, "verdict": "met", "value": 5000.0, "completion": 1.25})
    [short] = asked_of(given_brief, judged, plan(PLAN))
    assert short.what == Text("Rebook 1 creator towards the missing saves", "复投 1 位达人，弥补收藏缺口")
    assert short.amount.en == "(about ¥600)"
    [fine] = asked_of(given_brief, judged, met)
    assert (fine.what.en, fine.amount.en) == ("Rebook 1 creator", "(about ¥600)")
    # Nobody stands out: how to make it up is to be agreed; the wave is not over, so nothing is called left.
    [agreed] = asked_of(given_brief, judged_of({}), plan(PLAN), notes({}))
    assert (agreed.what.en, agreed.amount.en) == ("Agree how to make up 1,000 missing saves", "")
    assert agreed.by.en == "by 27 July"
    assert "Agree" not in asked_of(given_brief, judged_of({}), met)[0].what.en


def test_the_figures_of_a_note_that_targets_hang_on_are_asked_for(given_brief):
    ranked = notes({"reads": 120}, {"reads": 60, "title": "换季护肤教程，三步就够，建议收藏起来慢慢看"})
    reads = plan({**READS, "value": 180.0, "target": 150.0, "completion": 1.2})
    first = asked_of(given_brief, judged_of({}), reads, ranked, ["c1"])[0]
    assert first.what.en == "Confirm the figures of Ann's note"
    assert first.what.zh == "核实Ann笔记的数据"
    assert (first.amount.en, first.by.en) == ("(reads hang on it)", "by 27 July")
    assert first.links == [("Ann", f"https://www.xiaohongshu.com/explore/{ranked['note_id'][0]}")]
    assert not [
        one for one in asked_of(given_brief, judged_of({}), reads, ranked) if "Confirm" in one.what.en
    ]


def test_why_money_is_left_is_said_where_one_line_holds_most_of_it(given_brief):
    """Of ¥61,800 24 notes of ¥650 leave ¥46,200: 52,800 - 13,200 of creators, 9,000 - 2,400 of boosts."""
    mix = {"review": 6, "tutorial": 3, "lifestyle": 9, "comparison": 6}
    every = notes(*({"format": form} for form, n in mix.items() for _ in range(n)))
    says = first_words(every, plan(PLAN), given_brief, [], []).money.says
    assert says.en == "¥15,600 spent, all notes delivered; quotes came in under budget"
    assert says.zh == "已用 ¥15,600，笔记全部交付，报价低于预算"
    dear = every.with_columns(quote_cny=pl.lit(2000.0), service_fee_cny=pl.lit(200.0), boost_cny=pl.lit(0.0))
    assert first_words(dear, plan(PLAN), given_brief, [], []).money.says.en.endswith(
        "fewer boosts were bought"
    )
    assert "budget" not in first_words(every.head(3), plan(PLAN), given_brief, [], []).money.says.en


def test_searches_come_second_where_the_objective_names_them(given_brief):
    """The demo's objective is measured "by saves and by searches for the brand"."""
    short, past = (
        results.say_past_stop(notes({"boost_past_stop_cny": 30.0, "boost_limit_cny": n})) for n in (4.0, 5.0)
    )
    rise = pl.DataFrame({"term": ["露米拉"], "verdict": ["up"], "lift": [0.43]})
    found = [short, past, results.say_search(rise)]
    also = first_words(notes({}), plan(PLAN), given_brief, found, []).also
    assert [line.en for line in also] == [short.says.en + ".", "Searches for 露米拉 rose clearly."]
    unknown = first_words(notes({}), plan(PLAN), given_brief, [short, past, None], []).also
    assert unknown[1].en == "Whether searches for the brand rose is not in these files."
    words = given_brief.objective.statement.model_copy(update={"en": "Get saves.", "zh": "提高收藏。"})
    aim = given_brief.objective.model_copy(update={"statement": words})
    other = given_brief.model_copy(update={"objective": aim})
    assert [line.en for line in first_words(notes({}), plan(PLAN), other, found, []).also] == [
        f"{one.says.en}." for one in (short, past)
    ]


def test_one_word_stands_for_one_verdict(given_brief):
    """A target at 95 % is "just short" on the tile, in the heading and in the table; one at 75 % is "short"."""
    from xhs_workbench.views.declarations import words_of

    near = plan({**PLAN, "verdict": "close", "value": 3800.0, "completion": 0.95})
    tables = words_of("results", "verdicts")
    for table, verdict, word, zh in (
        (near, "close", "just short", "接近目标"),
        (plan(PLAN), "missed", "short", "未达"),
    ):
        [tile] = first_words(notes({}), table, given_brief, [], []).tiles
        assert (tile.word.en, tile.word.zh) == (word, zh)
        assert (tables[verdict].en, tables[verdict].zh) == (word, zh)
        said = results.say_delivery(table).says
        assert f"fell {word}," in said.en
        assert zh in said.zh


def test_extreme_shares_are_written_as_people_read_them(given_brief):
    """3 of 4,000 are under 1 %, not none; 1,676 times a target is written with its separator."""
    little = plan({**PLAN, "value": 3.0, "completion": 0.00075})
    assert results.say_delivery(little).says.en.endswith("at worst <1% of target")
    assert "reached <1% of target" in first_words(notes({}), little, given_brief, [], []).verdict.en
    much = plan({**PLAN, "verdict": "met", "value": 6.7e6, "completion": 1676.24})
    assert "reached 167,624% of target" in first_words(notes({}), much, given_brief, [], []).verdict.en


NOTHING_ROSE = pl.DataFrame(schema={"verdict": pl.String, "lift": pl.Float64})


def test_highlights_name_whose_notes_and_hold_nothing_but_the_campaign(given_brief):
    """80 of 360 saves are 22 %; without an order, what creators did before is no highlight."""
    rows = [{"saves": 10 * n, "creator_name": f"Ann{n}", "note_id": f"{n:024d}"} for n in range(1, 9)]
    late = pl.DataFrame({"note_id": [f"{3:024d}"], "late_share": [0.734]})
    worked = pl.DataFrame(
        {
            "family": ["format"],
            "level": ["format:tutorial"],
            "en": ["Tutorial"],
            "zh": ["教程"],
            "claimed": [True],
            "change": [0.5],
        }
    )
    found = results.highlight_cards(notes(*rows), given_brief, [], worked, NOTHING_ROSE, late)
    assert found[0].clause.en.startswith("Ann8's note brought 22% of all saves")
    shown = next(card for card in found if "after day 14" in card.figures[0][0].en)
    assert shown.figures == [(Text("Likes and saves after day 14", "第 14 天后赞藏占比"), "73%", "text")]
    nobody = notes({}).clear()
    assert results.highlight_cards(nobody, given_brief, [], worked, NOTHING_ROSE, late) == []


def test_what_is_compared_is_said_with_the_campaigns_own_part():
    """548 notes of all times, three of them this campaign's tutorials."""
    worked = pl.DataFrame(
        {
            "family": ["format"],
            "level": ["format:tutorial"],
            "en": ["Tutorial"],
            "zh": ["教程"],
            "claimed": [True],
            "change": [0.53],
            "notes": [548],
        }
    )
    by_format = pl.DataFrame({"format": ["tutorial", "review"], "notes": [3, 6], "cpe": [1.0, 2.0]})
    said = results.say_content(worked, by_format)
    assert said.more.en == (
        "Kinds of notes by the same creators, earlier ones included (548 notes); tutorial in this campaign: 3."
    )
    assert said.more.zh == "同一达人不同类型笔记之间对比，含往期笔记（548 篇），其中本次教程 3 篇。"


def test_a_note_far_off_is_named_beside_the_picture_and_not_drawn_into_it(given_brief):
    """Five notes of ¥1 to ¥5 a save and one of ¥100: the median is 3.5, and 100 lies beyond 14."""
    priced, label = priced_notes(given_brief, *((each, 0.05 + each / 1000) for each in (1, 2, 3, 4, 5, 100)))
    picture = show.chapter_lineup(results.say_lineup(priced, label), priced, label).content["picture"]
    assert sorted(row["x"] for row in picture["rows"]) == [1, 2, 3, 4, 5]
    assert picture["note"].en == "Off the scale: Ann"
    # Where three lie far off they are no exceptions: all are drawn.
    three, label = priced_notes(
        given_brief, *((each, 0.05 + each / 1000) for each in (1, 2, 3, 4, 90, 95, 100))
    )
    picture = show.chapter_lineup(results.say_lineup(three, label), three, label).content["picture"]
    assert len(picture["rows"]) == 7
