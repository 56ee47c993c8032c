"""Where leads or sales are the goal, notes are ranked and advised on by them, as far as a file splits them by note."""

import polars as pl
import pytest

from tests.results.test_brought import BRIEF, clicked, filled
from xhs_workbench import results, tables
from xhs_workbench.findings import Text
from xhs_workbench.results.bringing.by_note import add_goal, split_column
from xhs_workbench.results.learning.next_time import _by_goal
from xhs_workbench.results.saying.funnel import funnel_steps, say_funnel
from xhs_workbench.results.saying.next_time import advice_cards

SALES = BRIEF.model_copy(update={"objective": BRIEF.objective.model_copy(update={"kind": "sales"})})


def notes(*costs):
    """Return notes n0, n1, … that cost so much, each with 100 reads."""
    return pl.DataFrame(
        {
            "order_id": [f"o{i}" for i in range(len(costs))],
            "note_id": [f"n{i}" for i in range(len(costs))],
            "creator_id": [f"c{i}" for i in range(len(costs))],
            "cost_named_cny": [float(cost) for cost in costs],
            "boost_cny": [0.0] * len(costs),
            "reads": [100] * len(costs),
            "interactions_named": [10] * len(costs),
        }
    )


def reads(**held):
    return lambda name: held.get(name, tables.empty(name))


def test_a_note_stands_by_what_one_lead_cost_and_one_without_a_figure_is_not_below():
    """1,000 each for 60, 20 and 4 leads: 35.71 a lead together.

    60 leads may by luck stand for 48 at the least: 1,000 / 48 = 20.83, below. 4 may stand for 9.15 at the most: 109, above.
    20 stand for 13.3 to 29.1: 34.4 to 75.4 holds 35.71. The fourth note has no lead ads.
    """
    leads = filled(
        "leads", clicked("n0", 900, 1.0, 60), clicked("n1", 900, 1.0, 20), clicked("n2", 900, 1.0, 4)
    )
    made = add_goal(notes(1000, 1000, 1000, 500), BRIEF, reads(leads=leads))
    assert made["goal_leads"].to_list() == [60, 20, 4, None]
    assert made["goal_standing"].to_list() == ["ahead", "level", "behind", None]
    assert split_column(made, BRIEF) == "goal_leads"
    assert results.say_half(made, BRIEF).says == Text(
        "Of 3 notes with leads known, 1 brought 71% of them", "有客资数据的 3 篇笔记中，1 篇贡献了 71%"
    )


def test_few_leads_judge_nobody():
    leads = filled("leads", clicked("n0", 900, 1.0, 8), clicked("n1", 900, 1.0, 1))
    made = add_goal(notes(1000, 1000), BRIEF, reads(leads=leads))
    assert made["goal_standing"].to_list() == [None, None]


def test_reports_of_the_same_buyers_are_not_added():
    rows = [
        {"offsite_id": "a", "origin": "alliance", "note_id": "n0", "buyers": 30, "order_value_cny": 900.0},
        {"offsite_id": "b", "origin": "alliance", "note_id": "n1", "buyers": 10, "order_value_cny": 300.0},
        {"offsite_id": "c", "origin": "ledger", "note_id": "n0", "buyers": 28, "order_value_cny": 850.0},
    ]
    made = add_goal(notes(100, 100), SALES, reads(offsite=filled("offsite", *rows)))
    assert made["goal_buyers"].to_list() == [30, 10]
    assert made["goal_sales_cny"].to_list() == [900.0, 300.0]
    assert results.say_half(made, SALES).says.en == "1 note of the 2 brought 75% of all off-site sales"


def test_where_no_file_splits_the_goal_by_note_the_picture_says_so():
    made = add_goal(notes(100, 100).with_columns(reads=pl.Series([300, 100])), BRIEF, reads())
    said = results.say_half(made, BRIEF).says
    assert said == Text(
        "No file splits leads by note; 1 note of the 2 brought 75% of all reads",
        "文件未按笔记拆分客资；2 篇笔记中，1 篇贡献了 75% 的阅读",
    )


@pytest.mark.parametrize(
    ("standing", "by_reads", "cause", "advice"),
    [
        ("ahead", "ask", None, ("rebook", "goal_ahead")),
        ("behind", "rebook", "few_leads", ("ask", "goal")),
        ("level", "not", None, ("again", "goal_level")),
        ("level", "rebook", None, ("rebook", "money")),
        ("level", "rebook", "dear_clicks", ("again", "goal_level")),
        (None, "ask", None, ("ask", "money")),
    ],
)
def test_the_goal_itself_advises_before_reads(standing, by_reads, cause, advice):
    made = _by_goal((by_reads, "money", "e", "z"), {"goal_standing": standing}, cause)
    assert made[:2] == advice


def test_doubts_and_youth_stay():
    for reason in ("suspect", "young"):
        assert _by_goal(("not", reason, "e", "z"), {"goal_standing": "ahead"}, None)[:2] == ("not", reason)


def test_a_creator_without_lead_ads_is_not_grouped_with_those_below_the_goal():
    judged = pl.DataFrame(
        {
            "creator_id": ["a", "b"],
            "creator_name": ["Ann", "Bo"],
            "advice": ["ask", "ask"],
            "reason": ["goal", "money"],
            "counted": ["reads", "reads"],
            "own_notes": [5, 5],
        }
    )
    worse, dear = advice_cards(judged)
    assert (worse.about.en, dear.about.en) == ("Ann", "Bo")
    assert "goal" in worse.why.en
    assert "goal" not in dear.why.en


def level(metric, value, missing=0):
    return {
        "metric": metric,
        "name_en": metric.title(),
        "name_zh": metric,
        "value": value,
        "cost_cny": None,
        "n_missing": missing,
    }


def test_the_funnel_ends_in_the_goal():
    """3,000 yuan over 60 leads are 50 each, over 30 orders 100."""
    tree = pl.DataFrame(
        [
            level("spend", 3000.0),
            level("reads", 9000.0),
            level("saves", 90.0),
            level("leads", 60.0),
            level("orders", 30.0),
        ]
    )
    said = say_funnel(tree, funnel_steps(BRIEF))
    assert said.says.en == "¥3,000 went into 9,000 reads and 60 leads"
    assert said.more.en == "All known money counted, one lead cost ¥50.00."
    sold = say_funnel(tree, funnel_steps(SALES))
    assert sold.says.en == "¥3,000 went into 9,000 reads and 30 orders through note links"
    assert sold.more.en == "All known money counted, one order cost ¥100.00."
    assert sold.caution.en.startswith("Counts the shop's whole note-link channel")
    assert "leads" not in funnel_steps(SALES)
