"""What the brief's page says first, with sums worked out by hand."""

from datetime import date

import pytest

from xhs_workbench import brief as step
from xhs_workbench.brief.saying import total_cny
from xhs_workbench.findings import NOTHING, Finding, Level, Text
from xhs_workbench.params import BriefParams
from xhs_workbench.views import brief as show
from xhs_workbench.views.audience import for_audience


@pytest.fixture(scope="module")
def demo():
    return BriefParams.check({"brief": "params/demo/brief.yaml"}).read_brief()


def changed(brief, part, **values):
    return brief.model_copy(update={part: getattr(brief, part).model_copy(update=values)})


def unmet(level, code="claims_guarded"):
    return Finding(
        code, level, Text("No claim is ruled out.", "未列出禁用宣称。"), Text("Name them.", "请列出。")
    )


def test_the_budget_is_quotes_the_fee_on_them_and_boosting(demo):
    brief = changed(demo, "budget", creators_cny=10_000, service_fee_rate=0.1, boost_cny=500)
    assert total_cny(brief) == 10_000 + 1_000 + 500
    money = step.sum_up_brief(brief, []).money
    assert [value for _, value in money.parts] == [10_000, 1_000, 500]
    assert money.total_cny == sum(value for _, value in money.parts)
    alone = changed(demo, "budget", creators_cny=10_000, service_fee_rate=0, boost_cny=0)
    assert [label.en for label, _ in step.sum_up_brief(alone, []).money.parts] == ["creators"]


def test_a_brief_that_keeps_every_rule_can_go_out(demo):
    said = step.sum_up_brief(demo, [Finding("plan", Level.PASS, Text("good", "好"))])
    assert said.verdict.en == "The brief can go out: 24 notes from 6 to 22 May, ¥61,800 in all."
    assert said.verdict.zh == "brief 可以下发：5月6日至22日发布 24 篇笔记，总投入 ¥61,800。"
    assert [one.what.en for one in said.actions] == [
        "Confirm 6 targets and the budget",
        "Have a lawyer read the claims",
        "Send the brief to the creators",
    ]


@pytest.mark.parametrize(
    ("levels", "verdict"),
    [
        ([Level.REVIEW], "The brief can go out once 1 point is looked at"),
        ([Level.REVIEW, Level.REVIEW], "The brief can go out once 2 points are looked at"),
        ([Level.FAIL], "The brief is not ready: 1 point has to be settled before it goes out."),
        (
            [Level.FAIL, Level.REVIEW],
            "The brief is not ready: 2 points have to be settled before it goes out.",
        ),
    ],
)
def test_what_is_not_met_comes_before_anything_else_and_nobody_is_told_to_send_it(demo, levels, verdict):
    said = step.sum_up_brief(demo, [unmet(level) for level in levels])
    assert said.verdict.en.startswith(verdict)
    assert [one.what.en for one in said.actions[: len(levels)]] == [
        "List the claims that notes must not make"
    ] * len(levels)
    assert not any("Send" in one.what.en for one in said.actions)


def test_a_rule_without_advice_is_told_by_what_it_found(demo):
    bare = Finding(
        "a_rule_of_tomorrow", Level.FAIL, Text("No claim is ruled out.", "未列出禁用宣称。"), NOTHING
    )
    assert step.sum_up_brief(demo, [bare]).actions[0].what == bare.text


def test_targets_stand_as_promised_costs_as_limits(demo):
    tiles = {tile.definition: tile for tile in step.sum_up_brief(demo, []).tiles}
    assert (tiles["saves"].value, tiles["saves"].kind, tiles["saves"].note.en) == (
        4000,
        "compact",
        "or more",
    )
    assert (tiles["cpe"].value, tiles["cpe"].kind, tiles["cpe"].note.zh) == (4.5, "cny2", "及以下")


def test_a_brief_without_targets_says_so_and_asks_for_them(demo):
    bare = demo.model_copy(update={"kpis": ()})
    assert step.sum_up_brief(bare, []).actions[0].what.en == "Set targets and confirm the budget"
    assert "no target is promised yet" in step.say_brand_brief(bare).says.en


def test_days_are_counted_from_the_dates(demo):
    assert (
        step.say_dates(demo).says.en
        == "Creators have 14 days to write; posting starts 18 days before the sale."
    )
    late = changed(demo, "timeline", sale_start=date(2026, 5, 1), sale_end=date(2026, 5, 10))
    assert (
        step.say_dates(late).says.en
        == "Creators have 14 days to write; 9 days lie between drafts and posting."
    )
    one = changed(demo, "timeline", drafts_due=date(2026, 4, 14), sale_start=None, sale_end=None)
    assert step.say_dates(one).says.en.startswith("Creators have 1 day to write; 22 days lie")


def test_nothing_left_to_creators_is_said(demo):
    strict = demo.model_copy(update={"free_for_creator": ()})
    assert "nothing is left to them" in step.say_creator_brief(strict).says.en
    free = demo.model_copy(
        update={"free_for_creator": demo.free_for_creator[:1], "messages": demo.messages[:1]}
    )
    assert step.say_creator_brief(free).says.en == (
        "Creators carry 1 message in their own words; 1 thing is theirs to decide."
    )


def test_rules_kept_are_counted():
    some = [Finding("plan", Level.PASS, Text("", "")), unmet(Level.REVIEW)]
    assert step.say_checks(some, NOTHING).says.en == "The brief keeps 1 of 2 rules."
    assert step.say_checks(some[:1], NOTHING).says.zh == "1 条规则全部符合。"


def test_the_client_sees_the_first_screen_with_the_plan_in_days(demo):
    from xhs_workbench import live

    calendar = live.plan_calendar(demo)
    block = show.open_brief(step.sum_up_brief(demo, []), calendar).to_json("zh")
    [seen] = for_audience([block], "client")
    rows = seen["data"]["picture"]["rows"]
    assert len(rows) == calendar.height
    assert rows[0]["label"] == "下发 brief、达人创作"
    assert (rows[0]["start"], rows[0]["end"], rows[0]["text"]) == (
        "2026-04-13",
        "2026-04-27",
        "4月13日至4月27日",
    )
    assert seen["data"]["money"]["left"] == ""
