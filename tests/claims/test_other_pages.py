"""What the pages of a day, of the drafts and of the brief say is true, does not contradict itself and reads well."""

from dataclasses import replace

import pytest

from tests.claims.campaigns import SHAPES, demo_brief, numbers
from tests.claims.days import draw_brief, draw_day, draw_drafts
from tests.claims.other_claims import check_brief_page, check_content, check_day
from tests.claims.pages import tell_page
from tests.claims.sentences import faults, names_in
from xhs_workbench import paths
from xhs_workbench.findings import Text
from xhs_workbench.params import load_params

NOTHING_GIVEN = {"inputs": (), "mappings": ()}


@pytest.fixture(scope="module")
def words():
    return demo_brief()


@pytest.fixture(scope="module")
def params():
    return {
        name: load_params(paths.PARAMS / "demo" / f"{name}.yaml") for name in ("live", "content", "brief")
    }


def tell_day(campaign, params):
    own = params["live"].model_copy(update={**NOTHING_GIVEN, "history": (), "as_of": campaign.as_of})
    return tell_page(
        "live", params=own, the_brief=campaign.brief, data=campaign.data, earlier=campaign.earlier
    )


def tell_drafts(brief, data, params):
    left_out = dict.fromkeys(("overrides", "reviewer_remarks", "creators", "mood_board"), ())
    own = params["content"].model_copy(update={**NOTHING_GIVEN, **left_out})
    return tell_page("content", params=own, the_brief=brief, data=data)


def reads_well(page, brief, frames):
    assert faults(page, names_in(brief, frames)) == []
    assert all(action.what.en and action.what.zh and action.owner.en for action in page.first.actions[:3])


@pytest.mark.drawn
@pytest.mark.parametrize("number", numbers(SHAPES))
def test_a_drawn_day_is_told_truly(words, params, number):
    campaign = draw_day(number, words)
    page = tell_day(campaign, params)
    assert check_day(page, campaign) == []
    reads_well(page, campaign.brief, map(campaign.data.table, ("notes", "placements", "drafts")))
    assert page.first.actions or "Nothing" in page.first.verdict.en or "cannot" in page.first.verdict.en


@pytest.mark.drawn
@pytest.mark.parametrize("number", numbers(SHAPES))
def test_drawn_drafts_are_told_truly(words, params, number):
    brief, data = draw_drafts(number, words)
    page = tell_drafts(brief, data, params)
    assert check_content(page, brief, data) == []
    reads_well(page, brief, map(data.table, ("notes", "drafts")))
    assert page.first.actions


@pytest.mark.drawn
@pytest.mark.parametrize("number", numbers(SHAPES))
def test_a_drawn_brief_is_told_truly(words, params, number):
    brief = draw_brief(number, words)
    page = tell_page("brief", params=params["brief"], the_brief=brief)
    assert check_brief_page(page, brief) == []
    reads_well(page, brief, [])
    assert page.first.money
    assert page.first.actions


def wrongly(page, **first):
    told = [
        replace(one, told=[replace(part, **first) if part is page.first else part for part in one.told])
        for one in page.said
    ]
    return replace(page, said=told)


def test_wrong_verdicts_are_seen(words, params):
    campaign = next(one for n in range(30) if (one := draw_day(n, words)).data.table("comments").height)
    page, lie = (
        tell_day(campaign, params),
        Text("99 buying questions wait for an answer", "99 条购买咨询待回复"),
    )
    assert check_day(wrongly(page, verdict=lie, actions=[]), campaign)
    brief, data = draw_drafts(2, words)
    drafts, lie = tell_drafts(brief, data, params), Text("9 of 9 drafts must change before posting", "9 篇")
    assert check_content(wrongly(drafts, verdict=lie), brief, data)
    drawn = draw_brief(0, words)
    said = tell_page("brief", params=params["brief"], the_brief=drawn)
    lie = Text("The brief can go out: 99 notes from 6 to 22 May, ¥1 in all.", "brief 可以下发。")
    assert check_brief_page(wrongly(said, verdict=lie), drawn)
