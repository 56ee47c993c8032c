"""What the page of results says is true of its tables, does not contradict itself and reads well: the demo and campaigns drawn at random."""

from dataclasses import replace

import pytest

from tests.claims.campaigns import SHAPES, demo_brief, draw_campaign, numbers
from tests.claims.pages import tell_page
from tests.claims.results_claims import check_results
from tests.claims.sentences import faults, names_in
from xhs_workbench.findings import Text

TABLES = ("notes", "placements", "search_index")


def tell(campaign):
    return tell_page(
        "post_campaign",
        params=campaign.params(decision_days=None, team_notes={}),
        the_brief=campaign.brief,
        data=campaign.data,
        earlier=campaign.earlier,
    )


@pytest.fixture(scope="module")
def words():
    return demo_brief()


@pytest.mark.drawn
@pytest.mark.parametrize("number", numbers(SHAPES))
def test_a_drawn_campaign_is_told_truly_and_in_the_clients_words(words, number):
    campaign = draw_campaign(number, words)
    page = tell(campaign)
    assert check_results(page, campaign) == []
    assert faults(page, names_in(campaign.brief, map(campaign.data.table, TABLES))) == []
    # Five seconds: did it work, what did it cost, what next.
    first = page.first
    worked = ("met", "judged", "target", "can be checked")
    assert any(word in first.verdict.en for word in worked)
    assert first.verdict.zh
    told_cost = first.money is not None or any("cost is unknown" in text.en for text in first.also)
    assert told_cost or campaign.shape == "nobody placed"
    assert first.actions
    assert all(action.what.en and action.what.zh and action.owner.en for action in first.actions[:3])


@pytest.fixture(scope="module")
def told(words):
    campaign = draw_campaign(11, words)
    return tell(campaign), campaign


def changed(page, **first):
    """Return the page with another first screen."""
    screen = replace(page.first, **first)
    said = [replace(page.said[0], told=[screen, *page.said[0].told[1:]]), *page.said[1:]]
    return replace(page, said=said)


def restated(page, place, says):
    """Return the page with another statement of one chapter."""
    said = [
        replace(
            one,
            told=[
                replace(part, says=says) if getattr(part, "place", "") == place else part for part in one.told
            ],
        )
        for one in page.said
    ]
    return replace(page, said=said)


def test_the_campaign_below_has_what_is_falsified(told):
    page, campaign = told
    assert check_results(page, campaign) == []
    assert page.first.tiles
    assert {"delivery", "funnel", "lineup", "next"} <= {one.place for one in page.statements}


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        ("delivery", Text("All 9 targets met", "9 项目标全部达成")),
        ("funnel", Text("¥1 went into 2 impressions, 3 reads and 4 saves", "投入 ¥1")),
        ("lineup", Text("9 of 9 notes cost less and engaged more than the middle; 0 the reverse", "无")),
        ("next", Text("Rebook 99 of 99 creators", "99 位达人均建议复投")),
        ("highlights", Text("9 results stand out", "9 项突出表现")),
    ],
)
def test_a_chapter_that_says_something_else_than_its_tables_is_seen(told, place, wrong):
    page, campaign = told
    assert check_results(restated(page, place, wrong), campaign)


def test_a_first_screen_that_contradicts_its_tiles_is_seen(told):
    page, campaign = told
    turned = [replace(tile, tone="bad" if tile.tone == "good" else "good") for tile in page.first.tiles]
    assert check_results(changed(page, tiles=turned), campaign)
    assert check_results(changed(page, verdict=Text("9 of 9 targets met.", "9 项目标全部达成。")), campaign)
    assert check_results(changed(page, money=None), campaign)
    assert check_results(changed(page, actions=[]), campaign)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (Text("1 notes came.", "来了。"), "1 notes"),
        (Text("3 creator came.", "来了。"), "3 creator"),
        (Text("1 of 3 notes have it.", "来了。"), "1 of 3 notes have"),
        (Text("They brought None of it.", "来了。"), "None"),
        (Text("They brought  it.", "来了。"), "two blanks"),
        (Text("By ceramide_barrier.", "来了。"), "an id"),
        (Text("By 收藏.", "来了。"), "Chinese in English"),
        (Text("It came.", "saves 来了。"), "English in Chinese"),
        (Text("It came.", "来了,走了。"), "half-width"),
        (Text("It came.", ""), "one language"),
        (Text("It rose (95 % confidence interval).", "升了。"), "confidence interval"),
        (Text(" ".join(["word"] * 21) + ".", "来了。"), "too long"),
        (Text("It came.", "来" * 36 + "。"), "too long"),
    ],
)
def test_a_bad_sentence_is_seen(told, text, fault):
    page, _ = told
    assert any(fault in one for one in faults(changed(page, verdict=text), []))
