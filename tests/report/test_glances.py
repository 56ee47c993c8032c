"""The campaign at a glance: what a page says of itself, and what an index makes of it, for each reader."""

from __future__ import annotations

import json
import re

import hypothesis.strategies as st
import pytest
from hypothesis import given

from xhs_workbench.report.rendering.glances import (
    MOST_LETTERS,
    Glance,
    GlanceTile,
    glance_of,
    glance_script,
    read_glance,
)
from xhs_workbench.report.rendering.index_pages import IndexEntry, _belongs, _with_gaps, write_index
from xhs_workbench.telling import Action, FirstScreen, Tile
from xhs_workbench.views import first_screen
from xhs_workbench.views.audience import for_audience

HOSTILE = "</script><script>alert(1)</script>\"'&<img src=x onerror=alert(1)>\u2028"
SAID = FirstScreen(
    "1 note is late",
    [
        Tile("Margin", 0.4, "rate", private=True),
        Tile("Notes out", 23, "count", 24, 23 / 24, "so far"),
        Tile("Waiting", 2, "count", tone="bad", note="for 3 days"),
        Tile("Spend", 10, "cny"),
    ],
    actions=[
        Action("Ask why our margin shrank", private=True),
        Action("Remind two creators", "2 notes", "by 22 May", "agency"),
    ],
)


def opening(audience):
    block = first_screen(SAID, name="live.first_screen").to_json("en")
    return for_audience([block], audience)[0]["data"]


def test_a_glance_holds_what_its_reader_sees():
    ours, theirs = (
        glance_of({"as_of": "20 May 2026", "day": "2026-05-20"}, opening(who))
        for who in ("internal", "client")
    )
    assert [tile.label for tile in ours.tiles] == ["Margin", "Notes out"]
    assert theirs == Glance(
        "1 note is late",
        "2026-05-20",
        (
            GlanceTile("Notes out", "23", "96% · so far · target 24", arrow="▼"),
            GlanceTile("Waiting", "2", "for 3 days", "bad", "!"),
        ),
        "Remind two creators 2 notes · by 22 May · agency",
    )
    assert ours.next == "Ask why our margin shrank"


def test_an_older_page_is_told_by_its_headline_and_a_page_without_one_by_nothing():
    headline = {"items": [{"text": "First."}, {"text": "Second."}]}
    assert glance_of({}, headline) == Glance("First.")
    assert glance_of({}, {"items": []}) == Glance()
    assert glance_of({}, None) == Glance()


texts = st.text(max_size=40)


@given(texts, texts, texts, st.lists(st.tuples(texts, texts, texts), max_size=2))
def test_what_a_page_says_of_itself_is_read_back_and_no_text_ends_its_element(
    tmp_path_factory, verdict, day, after, rows
):
    glance = Glance(
        verdict,
        day,
        tuple(GlanceTile(label or "l", value or "v", rest) for label, value, rest in rows),
        after,
    )
    script = glance_script(glance)
    assert script.count("<") == 2
    page = tmp_path_factory.mktemp("page") / "live.html"
    page.write_text(f"<p>x</p>{script}</body></html>", encoding="utf-8")
    assert read_glance(page) == glance


@pytest.mark.parametrize(
    "held",
    [
        "",
        "<p>no such element</p>",
        '<script type="application/json" id="xhs-glance">{not json</script>',
        '<script type="application/json" id="xhs-glance">[1, 2]</script>',
        '<script type="application/json" id="xhs-glance">{"verdict": 3, "tiles": 5}</script>',
        '<script type="application/json" id="xhs-glance">{"tiles": [["a", "b"], [1, 2, 3, 4], null]}</script>',
    ],
)
def test_a_page_without_a_glance_or_with_a_damaged_one_is_a_page_without(tmp_path, held):
    page = tmp_path / "live.html"
    page.write_text(held, encoding="utf-8")
    assert read_glance(page) == Glance()
    assert read_glance(tmp_path / "none.html") == Glance()
    assert read_glance(tmp_path) == Glance()


def test_what_is_read_is_cut_and_a_strange_tone_is_none(tmp_path):
    held = {"verdict": "x" * 999, "as_of": "2026", "tiles": [["l", "v", "", "evil"]] * 5}
    page = tmp_path / "live.html"
    page.write_text(
        f'<script type="application/json" id="xhs-glance">{json.dumps(held)}</script>', encoding="utf-8"
    )
    read = read_glance(page)
    assert (len(read.verdict), len(read.tiles), read.tiles[0].tone) == (MOST_LETTERS, 2, "")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_index_escapes_what_pages_say(tmp_path, language):
    tile = GlanceTile(HOSTILE, HOSTILE, HOSTILE)
    entry = IndexEntry(4, HOSTILE, HOSTILE, "live.html", HOSTILE, Glance(HOSTILE, HOSTILE, (tile,), HOSTILE))
    write_index(
        [entry], tmp_path / "index.html", campaign=HOSTILE, brand=HOSTILE, period=HOSTILE, language=language
    )
    made = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<script|<img", made) == []
    assert "script-src &#39;none&#39;" in made
    assert set(re.findall(r'href="([^"]+)"', made)) == {"live.html"}


def test_an_index_says_what_comes_next_at_the_furthest_step_only(tmp_path):
    entries = [
        IndexEntry(1, "Brief", href="b.html", glance=Glance("Out.", next="Confirm the targets")),
        IndexEntry(4, "Live", href="l.html", glance=Glance("Late.", next="Remind two creators")),
        IndexEntry(0, "closer", href="c.html", glance=Glance("More.", next="Look closer")),
        IndexEntry(5, "Results"),
    ]
    write_index(entries, tmp_path / "index.html", campaign="C", language="en")
    made = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'class="next"><b>Next:</b> ([^<]*)<', made) == ["Remind two creators"]
    assert made.count('class="now"') == 1


def test_our_index_names_the_steps_that_are_not_made_at_their_places():
    made = [
        IndexEntry(2, "Creator selection", href="s.html"),
        IndexEntry(5, "R", href="r.html"),
        IndexEntry(0, "closer", href="c.html"),
    ]
    steps = [(entry.step, bool(entry.href)) for entry in _with_gaps(made, "en")]
    assert steps == [(1, False), (2, True), (3, False), (4, False), (5, True), (0, True)]


def test_a_reports_files_are_its_own(tmp_path):
    belongs = {
        name: _belongs(tmp_path / name, "live", (".html", ".xlsx"))
        for name in ("live.html", "live_numbers.xlsx", "live-b_numbers.xlsx", "live-b.html", "live.txt")
    }
    assert [name for name, own in belongs.items() if own] == ["live.html", "live_numbers.xlsx"]
