"""docs/house.md: every room is on the map, and each named file holds what the map says."""

import re

import pytest

from xhs_workbench import paths

PACKAGE = paths.ROOT / "xhs_workbench"
MAP = (paths.ROOT / "docs" / "house.md").read_text(encoding="utf-8")
HOLDS = {
    "the formula of CPM": ("[cpm_by_impressions]", "times = 1000"),
    "how `1.2万` is read": ("万",),
    "who missed only one rule": ("def near_misses(",),
    "why a note is called above its creator's usual": ('"above"',),
    "how a kernel is forked": ("os.fork(",),
    "what a page may load and run": ("default-src 'none'",),
    "how many followers a KOC has at most": ('tier = "koc"', "from ="),
    "when a boost stops": ("def _still_pays(",),
    "which boost money was spent past its limit": ("def review_boosts(", "LEAST_BOUGHT"),
    "the mix of hashtags": ("def plan_hashtags(",),
    "why a note's leads are called dear": ("def _cause(",),
    "what a table of results shows": ("[results.table_plan]", "columns = ["),
    "what the deck shows, in which order": ("[[post_campaign.slides]]", 'says = "results.delivery"'),
    "the salt that hides commenters' names": ("def read_salt(", "def salt_of("),
    "where a commenter's name becomes a pseudonym": ("salt.encode()",),
}
QUESTIONS = dict(re.findall(r"^\| (.+?) \| `(\w+/[\w/.]+)` \|$", MAP, re.MULTILINE))


def test_every_room_has_its_line():
    rooms = {folder.name for folder in PACKAGE.iterdir() if folder.is_dir() and folder.name != "__pycache__"}
    assert rooms == set(re.findall(r"^\| `(\w+)/` \| ", MAP, re.MULTILINE))


def test_every_sub_room_stands_in_the_line_of_its_room():
    named = {
        room: set(re.findall(r"`(\w+)/`", line))
        for room, line in re.findall(r"^\| `(\w+)/` \| (.+)$", MAP, re.MULTILINE)
    }
    there = {room: {inner.parent.name for inner in (PACKAGE / room).glob("*/__init__.py")} for room in named}
    assert named == there


@pytest.mark.parametrize("question", HOLDS)
def test_the_file_that_is_named_holds_the_thing(question):
    text = (PACKAGE / QUESTIONS[question]).read_text(encoding="utf-8")
    assert all(words in text for words in HOLDS[question])


def test_no_question_is_left_unproven():
    assert set(QUESTIONS) == set(HOLDS)
