"""Chapters of what came: each step's share is of the step it comes out of, and a chapter without a file says which."""

from types import SimpleNamespace

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.telling import Statement
from xhs_workbench.views.brought import chapters

NOTHING_CAME = SimpleNamespace(
    leads=None,
    lead_tree=pl.DataFrame(),
    words=None,
    searches=None,
    audience=None,
    reached=None,
    shops=None,
)
NAMES = ("leads", "words", "searches", "reached", "audience", "shops")


def test_without_files_every_chapter_says_which_would_add_it():
    blocks = chapters(NOTHING_CAME, dict.fromkeys(NAMES))
    opened = [block.content for block in blocks if block.kind == "chapter"]
    assert [content["block"] for content in opened] == [f"brought.{name}" for name in NAMES]
    assert all(content["noun"].zh and content["wants"].zh and not content["says"] for content in opened)


def test_forms_and_messages_are_two_ways_and_no_share_is_taken_across_them():
    """1,000 clicks: 40 forms of 500 visits (8 %), 10 of them valid; 5 messages (0.5 % of the clicks), 2 with a contact."""
    steps = {
        "impressions": 20_000.0,
        "clicks": 1000.0,
        "landing_visits": 500.0,
        "form_submits": 40.0,
        "valid_forms": 10.0,
        "message_consults": 5.0,
        "message_leads": 2.0,
    }
    came = SimpleNamespace(**{**vars(NOTHING_CAME), "leads": SimpleNamespace(steps=steps)})
    said = {**dict.fromkeys(NAMES), "leads": Statement(Text("42 leads came", "共获得 42 条客资"))}
    opening = next(block.content for block in chapters(came, said) if block.kind == "chapter")
    rates = {row["label"].en: row["rate"].en for row in opening["picture"]["rows"]}
    assert rates == {
        "Impressions": "",
        "Clicks": "5.0% of impressions",
        "Landing page visits": "50.0% of clicks",
        "Forms handed in": "8.0% of landing page visits",
        "Valid forms": "25.0% of forms handed in",
        "Private messages": "0.5% of clicks",
        "Contacts left in messages": "40.0% of private messages",
    }


def test_a_share_over_one_is_not_said():
    steps = {"clicks": 10.0, "message_consults": 30.0, "message_openings": 12.0}
    came = SimpleNamespace(**{**vars(NOTHING_CAME), "leads": SimpleNamespace(steps=steps)})
    said = {**dict.fromkeys(NAMES), "leads": Statement(Text("a", "甲"))}
    rows = next(block.content for block in chapters(came, said) if block.kind == "chapter")["picture"]["rows"]
    assert [row["rate"].zh for row in rows] == ["", "", "私信咨询的 40.0%"]
