"""What the page of a selection says is true of its candidates, does not contradict itself and reads well."""

from dataclasses import replace

import pytest

from tests.claims.campaigns import demo_brief, numbers
from tests.claims.candidates import SHAPES, draw_pool
from tests.claims.pages import tell_page
from tests.claims.selection_claims import check_selection
from tests.claims.sentences import faults, names_in
from xhs_workbench import paths
from xhs_workbench.findings import Text
from xhs_workbench.params import load_params


@pytest.fixture(scope="module")
def given():
    return demo_brief(), load_params(paths.PARAMS / "demo" / "selection.yaml")


def tell(pool):
    return tell_page("selection", params=pool.params, the_brief=pool.brief, data=pool.data)


@pytest.mark.drawn
@pytest.mark.parametrize("number", numbers(SHAPES))
def test_a_drawn_pool_is_told_truly_and_in_the_clients_words(given, number):
    pool = draw_pool(number, *given)
    page = tell(pool)
    assert check_selection(page, pool) == []
    assert faults(page, names_in(pool.brief, [pool.data.table("creators")])) == []
    # Five seconds: whom to book, what it costs, what next.
    first = page.first
    assert first.verdict.en.startswith(("Book ", "Cut ", "Decide before booking ")) == bool(first.money)
    assert "booked" in first.verdict.en or "¥" in first.verdict.en
    assert first.actions
    assert all(action.what.en and action.what.zh and action.owner.en for action in first.actions[:3])


def test_a_wrong_first_screen_and_a_wrong_chapter_are_seen(given):
    pool = draw_pool(1, *given)
    page = tell(pool)
    assert page.names["the_set"].picks.height > 1
    wrong = replace(page.first, verdict=Text("Book 99 creators for ¥1.", "建议合作 99 位达人，含费 ¥1。"))
    turned = replace(page.first, tiles=[replace(tile, tone="bad") for tile in page.first.tiles])
    for first in (wrong, turned, replace(page.first, money=None)):
        told = [replace(page.said[0], told=[first]), *page.said[1:]]
        assert check_selection(replace(page, said=told), pool)
    for place in ("creators", "mix", "stand_ins", "before_signing"):
        says = Text("99 of 99 creators take ¥9.00 of the money, ¥1.00 per expected interaction", "99")
        told = [
            replace(
                one,
                told=[
                    replace(part, says=says) if getattr(part, "place", "") == place else part
                    for part in one.told
                ],
            )
            for one in page.said
        ]
        assert check_selection(replace(page, said=told), pool), place
