"""What targets hang on, what is left and missing, and what is to be done next, from small tables worked out by hand."""

from datetime import date

import polars as pl

from tests.results.small_tables import CPE, PLAN, notes, plan, priced_notes
from xhs_workbench import results
from xhs_workbench.findings import Text
from xhs_workbench.results.saying.verdict import first_words
from xhs_workbench.views import results as show

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
