"""What is said of content, searches, the funnel, sales, the audience reached and comments, at the borders of each sentence."""

from datetime import date, datetime
from types import SimpleNamespace

import polars as pl
import pytest

from xhs_workbench import results
from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.results.saying.causes import campaign_spans, if_dear, posting_days
from xhs_workbench.results.saying.closer import sum_up_closer
from xhs_workbench.results.saying.funnel import say_funnel
from xhs_workbench.results.saying.reached import say_reached
from xhs_workbench.results.saying.voices import say_comments, theme_cards

# --- content


def worked(*rows):
    base = {
        "family": "format",
        "level": "format:tutorial",
        "en": "Tutorial",
        "zh": "教程",
        "claimed": True,
        "notes": 40,
    }
    return pl.DataFrame([base | row for row in rows])


def test_the_largest_change_is_said_first_whichever_way_it_goes():
    """−40 % before +20 %; what is not claimed is not told."""
    found = worked(
        {"change": 0.2, "en": "Tutorial"},
        {
            "change": -0.4,
            "en": "Evening",
            "zh": "晚间",
            "family": "timing",
            "level": "timing:evening",
            "notes": 1,
        },
        {"change": 0.9, "en": "Video", "claimed": False},
    )
    said = results.say_content(found)
    assert said.says.en == "Evening: about 40% fewer interactions than the same creators' other notes"
    assert said.says.zh == "晚间：互动量比同一达人的其他笔记低约 40%"
    assert said.more.en == (
        "Also clear: tutorial +20%. Kinds of notes by the same creators, earlier ones included (1 note)."
    )
    none = results.say_content(found.with_columns(claimed=pl.lit(value=False), notes=pl.Series([3, 7, 5])))
    assert none.says.en == "No content choice stands out clearly yet"
    assert "(7 notes)" in none.more.en
    assert results.say_content(found.clear()) is None


@pytest.mark.parametrize(
    ("change", "costs", "family", "dear"),
    [
        (0.1, {"review": 1.0, "tutorial": 2.0}, "format", True),
        (0.1, {"review": 2.0, "tutorial": 1.0}, "format", False),
        (0.1, {"tutorial": 2.0}, "format", False),  # one format is dearer than none
        (0.0, {"review": 1.0, "tutorial": 2.0}, "format", False),
        (-0.1, {"review": 1.0, "tutorial": 2.0}, "format", False),
        (0.1, {"review": 1.0, "tutorial": 2.0}, "kind", False),
        (0.1, {"review": None, "tutorial": 2.0}, "format", False),
    ],
)
def test_a_format_that_worked_is_called_dear_only_as_the_dearest_of_several(change, costs, family, dear):
    row = {"family": family, "level": "format:tutorial", "en": "Tutorial", "zh": "教程", "change": change}
    by_format = pl.DataFrame(
        {"format": list(costs), "cpe": list(costs.values())}, schema_overrides={"cpe": pl.Float64}
    )
    assert (if_dear(row, by_format) != NOTHING) is dear
    assert if_dear(row, None) == NOTHING


def test_how_many_of_a_format_are_the_campaigns_own():
    by_format = pl.DataFrame({"format": ["review", "tutorial"], "notes": [6, 3], "cpe": [2.0, 1.0]})
    assert results.say_content(worked({"change": 0.5}), by_format).more.en.endswith(
        "; tutorial in this campaign: 3."
    )
    other = worked({"change": 0.5, "level": "format:story", "en": "Story"})
    assert results.say_content(other, by_format).more.en.endswith("; story in this campaign: 0.")
    timing = worked({"change": 0.5, "family": "timing", "level": "timing:evening"})
    assert "in this campaign" not in results.say_content(timing, by_format).more.en


# --- searches


def terms(**verdicts):
    n = len(verdicts)
    return pl.DataFrame(
        {
            "term": list(verdicts),
            "verdict": list(verdicts.values()),
            "lift": [-0.2 if one == "down" else 0.2 for one in verdicts.values()],
            "lift_low": [-0.3 if one == "down" else 0.1 for one in verdicts.values()],
            "lift_high": [-0.1 if one == "down" else 0.3 for one in verdicts.values()],
            "bump": ["shared"] * n,
        },
        schema_overrides={"verdict": pl.String},
    )


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        ({"a": "down"}, "Searches for a fell clearly"),
        ({"a": "up", "b": "down"}, "Searches for a rose clearly; those for b fell"),
        ({"a": "up", "b": "up"}, "Searches for a and b rose clearly"),
        (
            {"a": "up", "b": "not_seen", "c": "cannot_tell"},
            "Searches for a rose clearly; b and c show no clear change",
        ),
        ({"a": "down", "b": "not_seen"}, "Searches for a fell clearly; b shows no clear change"),
        ({"a": "cannot_tell", "b": "not_seen"}, "Whether searches for a rose cannot be told"),
        ({"a": "cannot_tell", "b": "cannot_tell"}, "Whether searches for a and b rose cannot be told"),
        ({"a": "not_seen"}, "No clear change in searches for the brand can be told"),
    ],
)
def test_which_terms_moved_is_said_before_what_did_not(verdicts, said):
    assert results.say_search(terms(**verdicts)).says.en == said
    assert results.say_search(terms(a=None)) is None


def test_how_much_terms_moved_is_said_without_their_sign():
    assert results.say_search(terms(a="down")).more.en == (
        "About 20% (10% to 30%) below what comparable category terms suggest, sale days left out."
    )
    assert results.say_search(terms(a="down", b="down")).more.en == (
        "Below what comparable category terms suggest: a 20% (10% to 30%) and b 20% (10% to 30%)."
    )
    assert results.say_search(terms(a="cannot_tell")).more.en == (
        "Comparable terms jumped too, on days of no listed sale."
    )
    short = terms(a="cannot_tell").with_columns(bump=pl.lit("short"))
    assert results.say_search(short).more.en.startswith("Most of the rise lies in a few days")


def test_days_and_spans_of_a_campaign(given_brief):
    outcomes = pl.DataFrame({"published_at": [datetime(2026, 5, 9, 8), None, datetime(2026, 5, 7, 23)]})
    assert posting_days(outcomes) == [date(2026, 5, 7), date(2026, 5, 9)]
    line = given_brief.timeline

    def spans(**change):
        return campaign_spans(given_brief.model_copy(update={"timeline": line.model_copy(update=change)}))

    start, end = date(2026, 6, 1), date(2026, 6, 3)
    assert spans(sale_start=None) == [(line.posting_start, line.posting_end, Text("posting", "发布期"))]
    assert spans(sale_start=start, sale_end=end, festival="618")[1] == (start, end, Text("618", "618"))
    assert spans(sale_start=start, sale_end=end, festival=None)[1] == (start, end, Text("sale", "大促"))
    assert len(spans(sale_start=start, sale_end=None)) == 1


# --- funnel and sales


def tree(missing=0, cost=2.0, **values):
    rows = [
        {
            "metric": name,
            "name_en": name.title(),
            "name_zh": name,
            "value": value,
            "cost_cny": cost if name == "saves" else None,
            "n_missing": missing if name == "spend" else 0,
        }
        for name, value in values.items()
    ]
    return pl.DataFrame(rows, schema_overrides={"value": pl.Float64, "cost_cny": pl.Float64})


STEPS = ("impressions", "reads", "interactions_4", "interactions_5", "saves")


def test_the_funnel_needs_money_and_two_steps():
    assert say_funnel(tree(reads=10, saves=2), STEPS) is None
    assert say_funnel(tree(spend=100, saves=2), STEPS) is None
    assert say_funnel(tree(spend=100, reads=10, saves=0), STEPS) is None
    said = say_funnel(tree(spend=100, reads=10, saves=1), STEPS)
    assert said.says.en == "¥100 went into 10 reads and 1 save"
    assert said.more.en == "All known money counted, one save cost ¥2.00."
    assert said.caution == NOTHING


def test_a_funnel_without_known_fees_says_that_it_counts_quotes_alone():
    quotes = tree(spend=100, reads=10, saves=2).with_columns(formula_en=pl.lit("the quote"))
    said = say_funnel(quotes, STEPS)
    assert said.says == Text(
        "Quotes of ¥100 went into 10 reads and 2 saves", "达人报价 ¥100，带来reads 10、saves 2"
    )
    assert said.more == Text(
        "Quotes alone counted, one save cost ¥2.00.", "仅计达人报价，单个收藏成本 ¥2.00。"
    )


def test_a_funnel_with_a_note_without_a_price_states_no_sum():
    said = say_funnel(tree(spend=100, reads=10, saves=2, missing=1), STEPS)
    assert said.says.en == "10 reads and 2 saves; 1 note without a price"
    assert said.more.en == "Where prices are known, one save cost ¥2.00."
    assert say_funnel(tree(spend=100, reads=10, saves=2, cost=None), STEPS).more == NOTHING
    ends = (*STEPS, "leads")
    goal = say_funnel(tree(spend=100, reads=10, leads=4, missing=2), ends)
    assert (goal.says.en, goal.more) == ("10 reads and 4 leads; 2 notes without a price", NOTHING)
    assert say_funnel(tree(spend=100, reads=10, leads=4), ends).more.en.endswith("one lead cost ¥25.00.")


def test_a_funnel_of_interactions_alone_tells_the_first_of_them():
    said = say_funnel(tree(spend=100, interactions_4=10, interactions_5=12), STEPS)
    assert said.says.en == "¥100 went into 10 interactions"


def returns(gross, net=None, low=None, high=None):
    frame = {
        "metric": ["roi_window", "roi_net"],
        "value": [gross, net],
        "lower": [None, low],
        "upper": [None, high],
    }
    return pl.DataFrame(frame, schema_overrides=dict.fromkeys(("value", "lower", "upper"), pl.Float64))


@pytest.mark.parametrize(
    ("net", "low", "high", "says", "more"),
    [
        (
            2.0,
            1.2,
            2.9,
            "Sales through note links covered",
            "Sales are 5.0 times the spend; without the shop's own growth 2.0, likely between 1.2 and 2.9.",
        ),
        (
            0.5,
            0.1,
            0.9,
            "Sales through note links did not cover",
            "Sales are 5.0 times the spend; without the shop's own growth 0.5, likely between 0.1 and 0.9.",
        ),
        (2.0, 1.0, 2.9, "Sales were 5.0 times the spend, 1.0 to 2.9 after", ""),
        (0.5, 0.1, 1.0, "Sales were 5.0 times the spend, 0.1 to 1.0 after", ""),
        (
            1.5,
            1.04,
            2.0,
            "Sales through note links covered",
            "Sales are 5.00 times the spend; without the shop's own growth 1.50, likely between 1.04 and 2.00.",
        ),
        (
            0.9,
            0.8,
            0.96,
            "Sales through note links did not cover",
            "Sales are 5.00 times the spend; without the shop's own growth 0.90, likely between 0.80 and 0.96.",
        ),
        (
            2.0,
            2.0,
            2.0,
            "Sales through note links covered",
            "Sales are 5.0 times the spend; without the shop's own growth 2.0.",
        ),
        (1.0, None, None, "Sales were 5.0 times the spend: not proven", ""),
    ],
)
def test_sales_cover_the_spend_where_their_whole_interval_does(net, low, high, says, more):
    """An end at 1 proves nothing; ends that one digit would call 1.0 have two."""
    said = results.say_sales(returns(5.0, net, low, high))
    assert said.says.en.startswith(says)
    assert said.more.en == more
    assert said.caution.en.startswith("Counts the shop's whole")


def test_sales_without_other_channels_are_said_before_other_causes():
    for frame in (returns(5.04), returns(5.04).head(1)):
        assert results.say_sales(frame).says.en == (
            "Sales through note links came to 5.0 times the spend, before other causes"
        )
    assert results.say_sales(returns(None, 2.0)) is None
    assert results.say_sales(returns(5.0, 2.0).tail(1)) is None


# --- the audience reached


def reached(*wanted, classes=("female",), origin="notes"):
    table = pl.DataFrame(
        {
            "origin": [origin] * len(classes),
            "dimension": ["gender"] * len(classes),
            "class": list(classes),
            "name_en": [f"c{n}" for n in range(len(classes))],
            "name_zh": [f"类{n}" for n in range(len(classes))],
            "share": [0.2 + n / 10 for n in range(len(classes))],
        }
    )
    base = {
        "origin": origin,
        "dimension": "gender",
        "share": 0.5,
        "difference": None,
        "people": 400,
        "whole": True,
    }
    kinds = {"difference": pl.Float64, "people": pl.Int64}
    return SimpleNamespace(
        table=table, wanted=pl.DataFrame([base | row for row in wanted], schema_overrides=kinds)
    )


AGE, CITY = {"dimension": "age", "share": 0.4}, {"dimension": "city_tier", "share": 0.3}


def test_each_planned_part_of_those_reached_is_told():
    said = say_reached(reached({}, AGE, CITY))
    assert said.says.en == (
        "Of those reached, 50% are of the planned gender, 40% of the planned ages, 30% of the planned city tiers"
    )
    assert said.says.zh == "触达人群中，50% 属于目标性别，40% 属于目标年龄，30% 属于目标城市等级"
    ads = say_reached(reached({}, origin="ads"))
    assert ads.says.en == "Of people who clicked ads, 50% are of the planned gender"


@pytest.mark.parametrize(
    ("differences", "said"),
    [
        ((0.03,), "By gender that is 3 points more than among the booked creators' fans."),
        ((0.0249,), "That is about as among the booked creators' fans."),
        ((-0.02,), "That is about as among the booked creators' fans."),
        ((0.05, -0.07), "By age that is 7 points less than among the booked creators' fans."),
        ((0.09, None), "By gender that is 9 points more than among the booked creators' fans."),
        ((None,), ""),
    ],
)
def test_the_largest_difference_from_the_fans_is_told_from_three_points_on(differences, said):
    rows = [kind | {"difference": gap} for kind, gap in zip(({}, AGE), differences, strict=False)]
    assert say_reached(reached(*rows)).more.en == said


@pytest.mark.parametrize(
    ("rows", "classes", "said"),
    [
        (({"people": 400}, AGE | {"people": 1}), ("female",), "Counted over 1 person."),
        (
            ({"people": 400}, AGE | {"people": None}, CITY | {"people": 300}),
            ("female",),
            "Counted over 300 people; for age the platform gives shares only.",
        ),
        (({"people": None},), ("female",), "The platform gives shares only, without numbers of people."),
        (({"whole": False},), ("female",), "Only the largest classes are listed."),
        (({"whole": True}, AGE | {"whole": False}), ("female",), "Only the largest classes are listed."),
        (
            ({},),
            ("female", None),
            "The report's classes of gender are not the brief's, so they cannot be compared.",
        ),
    ],
)
def test_over_how_many_people_is_said_as_far_as_it_is_known(rows, classes, said):
    assert say_reached(reached(*rows, classes=classes)).caution.en == said


def test_where_the_brief_plans_nobody_of_the_kind_the_largest_class_is_named():
    found = reached({}, classes=("a", "b"))
    found.wanted = found.wanted.clear()
    said = say_reached(found)
    assert said.says == Text("Most of those reached are c1 (30%)", "触达人群以类1为主（30%）")
    assert said.caution.en == "The brief names no audience of this kind."


# --- comments


def themes(*rows):
    base = {
        "theme": "t",
        "en": "Price",
        "zh": "价格",
        "direction": "asking",
        "safety": False,
        "comments": 10,
        "n": 100,
        "share": 0.1,
        "blame": 1,
        "asking": 2,
        "do_en": "Do.",
        "do_zh": "做。",
        "quotes": ["a", "b", "c"],
    }
    return pl.DataFrame([base | row for row in rows], schema_overrides={"share": pl.Float64})


def test_safety_is_said_before_the_largest_theme():
    found = themes(
        {"en": "Texture", "direction": "praise", "comments": 30},
        {"en": "Price", "comments": 40},
        {"theme": "found_x", "en": "Frequent", "comments": 90},
        {"en": "Rash", "zh": "红疹", "safety": True, "comments": 5, "blame": 2},
        {"en": "Smell", "safety": True, "comments": 1, "blame": 0},
    )
    said = say_comments(found, 1000).says
    assert said.en == "2 of 1,000 comments complain of rash; most often people ask about price"
    assert said.zh.startswith("1,000 条评论中 2 条反映红疹；")
    none = say_comments(found.filter(pl.col("en") != "Rash"), 1000).says.en
    assert none.startswith("1 of 1,000 comments speaks of smell; ")  # nobody complains of it
    assert say_comments(found.filter(pl.col("en") != "Price"), 1000).says.en.endswith(
        "; the largest theme is texture"
    )
    assert say_comments(found.filter(pl.col("en") == "Smell"), 1).says.en == "1 of 1 comment speaks of smell"
    assert (
        say_comments(found.filter(pl.col("en") == "Price"), 9).says.en == "Most often people ask about price"
    )
    assert say_comments(found.filter(pl.col("en") == "Frequent"), 9).says.en == (
        "9 comments read; too few speak of one thing to name a theme"
    )
    assert say_comments(found, 0) is None


def test_six_themes_have_a_card_safety_first_then_the_largest():
    found = themes(
        *({"en": f"T{n}", "comments": n} for n in range(1, 8)), {"en": "Rash", "safety": True, "comments": 1}
    )
    found = pl.concat([found, themes({"theme": "found_x", "en": "Frequent", "comments": 90})])
    cards = theme_cards(found)
    assert [card.title.en for card in cards] == ["Rash", "T7", "T6", "T5", "T4", "T3"]
    assert (cards[0].about.en, cards[0].tone, cards[0].badge.en) == ("1 complains, 2 ask", "bad", "safety")
    assert (cards[1].about.en, cards[1].tone, cards[1].badge) == ("mostly questions", "", NOTHING)
    assert cards[1].quotes == ["a", "b"]
    assert cards[1].figures == [(Text("Comments", "评论"), 7, "count")]


@pytest.mark.parametrize(("n", "share", "bar"), [(20, 0.3, 0.3), (19, 0.3, None), (20, None, None)])
def test_a_share_of_comments_is_drawn_from_twenty_on(n, share, bar):
    [card] = theme_cards(themes({"n": n, "share": share, "direction": "blame"}))
    assert (card.bar, card.tone) == (bar, "bad")


def test_the_closer_look_opens_with_how_much_there_is():
    """Three comments, two with an opinion, of one note; two terms on three days; what there is none of has no tile."""
    comments = pl.DataFrame({"sentiment": ["positive", "negative", "neutral"]})
    index = pl.DataFrame({"term": ["a", "b", "a"]})
    said = sum_up_closer(pl.DataFrame({"x": [1]}), comments, index)
    assert said.verdict.en == "1 note and 3 comments, one by one and group by group."
    assert [(tile.label.en, tile.value) for tile in said.tiles] == [
        ("Notes placed", 1),
        ("Comments read", 3),
        ("Of them with an opinion", 2),
        ("Search terms", 2),
    ]
    bare = sum_up_closer(pl.DataFrame({"x": [1]}), comments.clear(), index.clear())
    assert [tile.label.en for tile in bare.tiles] == ["Notes placed"]
