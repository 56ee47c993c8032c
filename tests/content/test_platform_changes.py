"""What changed on the platform and in law: dated facts, each with its source and grade, shown as of the campaign."""

from datetime import date

import pytest

from xhs_workbench import content
from xhs_workbench.content.reviewing.changes import KINDS, _changes
from xhs_workbench.params import BriefParams

BRIEF = BriefParams(brief="params/demo/brief.yaml").read_brief()


def as_of(day):
    line = BRIEF.timeline.model_copy(update={"posting_end": day})
    return content.tabulate_changes(BRIEF.model_copy(update={"timeline": line}))


@pytest.mark.parametrize(
    ("day", "newest", "dated"),
    [
        (date(2025, 5, 6), None, 0),
        (date(2025, 10, 15), "2025-10-15", 5),
        (date(2026, 3, 10), "2026-03-10", 10),
    ],
)
def test_only_what_was_in_force_by_the_last_posting_day_is_listed(day, newest, dated):
    rows = as_of(day)
    assert rows["since"].drop_nulls().len() == dated
    assert rows["since"][0] == newest
    # What no source dates stands last, whenever the campaign was.
    assert rows["since"][-1] is None
    assert rows["grade"][-1] == "C"


def test_every_change_is_in_both_languages_with_its_source_and_an_honest_grade():
    for one in _changes():
        assert one["en"] and one["zh"] and one["source"] and one["kind"] in KINDS
        assert one["grade"] in ("B", "C"), "no document of the platform was read"
        assert one.get("since", date(2020, 1, 1)) <= date(2026, 11, 29)
