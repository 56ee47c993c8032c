"""Decks of the campaigns whose goals are leads and sales: small line-ups, other chapters, other files; the same must hold."""

import re

import pytest

from tests.made_once import made_once
from tests.report.presenting.holds_of_every_deck import (
    blocks_of,
    check_faces,
    check_numbers,
    check_package,
    check_plotted,
    check_size,
    check_themes,
    check_workbooks,
)
from tests.report.presenting.unpacked import everything_said, slide_texts, titles
from xhs_workbench import paths
from xhs_workbench.report.delivering.scan import scan
from xhs_workbench.report.presenting.making import make_decks
from xhs_workbench.report.run import plan_jobs, run_jobs

SELECTIONS = {"demo_leads": "zh", "demo_sales": "en"}
EVERY = [
    (campaign, notebook, audience)
    for campaign in SELECTIONS
    for notebook in ("post_campaign", "selection")
    for audience in ("client", "internal")
]


@pytest.fixture(scope="module")
def made_selections(tmp_path_factory):
    """Make the line-ups of both campaigns, each in one language."""

    def make(out):
        for campaign, language in SELECTIONS.items():
            run_jobs(plan_jobs([paths.PARAMS / campaign / "selection.yaml"], language)[:1], out)

    return made_once(tmp_path_factory, "reports_selections", make)


@pytest.fixture(scope="module")
def decks(made_leads, made_sales, made_selections):
    """Make the decks; returns (campaign, notebook, audience) -> bytes and the blocks of its page."""
    places = [(made_leads, "demo_leads", "post_campaign"), (made_sales, "demo_sales", "post_campaign")]
    places += [(made_selections, campaign, "selection") for campaign in SELECTIONS]
    found = {}
    for out, campaign, notebook in places:
        for one in make_decks(paths.PARAMS / campaign / f"{notebook}.yaml", out):
            blocks = blocks_of(out, one.job, one.audience)
            found[campaign, notebook, one.audience] = one.path.read_bytes(), blocks
    return found


CHECKS = [check_faces, check_package, check_size, check_themes, check_workbooks]


@pytest.mark.parametrize("which", EVERY)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_what_holds_of_every_deck(decks, which, check):
    check(decks[which][0])


@pytest.mark.parametrize("which", EVERY)
@pytest.mark.parametrize("check", [check_numbers, check_plotted], ids=lambda check: check.__name__)
def test_every_figure_of_a_deck_is_the_pages(decks, which, check):
    check(*decks[which])


@pytest.mark.parametrize("which", EVERY)
def test_the_clients_deck_may_leave_the_house(decks, which):
    assert (scan("deck.pptx", decks[which][0]) == []) == (which[2] == "client")


@pytest.mark.parametrize("campaign", SELECTIONS)
def test_each_creator_of_a_small_line_up_has_a_card_and_no_price(decks, campaign):
    raw, blocks = decks[campaign, "selection", "client"]
    cards = next(b["data"]["items"] for b in blocks if b["data"].get("block") == "selection.cards_all")
    assert len(cards) == {"demo_leads": 7, "demo_sales": 8}[campaign]
    said = [text for texts in slide_texts(raw).values() for text in texts]
    for card in cards:
        assert card["title"] in said
    ours, told = (
        everything_said(decks[campaign, "selection", "internal"][0]),
        decks[campaign, "selection", "internal"][1],
    )
    priced = next(b["data"]["items"] for b in told if b["data"].get("block") == "selection.cards_all")
    prices = {fact["value"] for item in priced for fact in item["figures"] if fact["kind"] == "cny"}
    assert prices
    assert all(price in ours for price in prices)
    assert not any(re.search(rf"{re.escape(price)}(?![\d,])", everything_said(raw)) for price in prices)


def test_a_short_deck_is_spread_over_more_slides_and_one_that_is_long_enough_is_not(decks):
    """Seven or eight cards fit one slide; the campaign that has nothing to say of audience and budget shows fewer on each."""
    counts = {}
    for campaign in SELECTIONS:
        raw, blocks = decks[campaign, "selection", "client"]
        [said] = [b["data"]["says"] for b in blocks if b["data"].get("block") == "selection.chapter_creators"]
        counts[campaign] = [title for title in titles(raw) if title.startswith(said)]
    assert len(counts["demo_leads"]) > 1
    assert all(re.search(r" \(\d/\d\)$", title) for title in counts["demo_leads"])
    assert len(counts["demo_sales"]) == 1


def test_what_cannot_be_replaced_is_said_and_a_table_of_dashes_is_not_shown(decks):
    raw, blocks = decks["demo_leads", "selection", "client"]
    stated = next(
        b["data"]["says"] for b in blocks if b["data"].get("block") == "selection.chapter_stand_ins"
    )
    declined = next(b["data"]["title"] for b in blocks if b["data"].get("block") == "portfolio.table_swaps")
    assert stated in [text for texts in slide_texts(raw).values() for text in texts]
    assert declined not in titles(raw)
