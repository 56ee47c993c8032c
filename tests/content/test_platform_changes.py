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
        (date(2022, 4, 19), None, 0),
        (date(2025, 5, 6), "2025-03-12", 3),
        (date(2025, 10, 15), "2025-10-15", 8),
        (date(2026, 3, 10), "2026-03-10", 13),
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


DATED = {
    "2022-04-20": ("B", "violation points"),
    "2023-05-01": ("B", "purchase link is marked 广告"),
    "2025-03-12": ("B", "no contacts, codes, links"),
    "2025-05-07": ("B", "Taobao and Tmall, by invitation"),
    "2025-06-05": ("B", "JD"),
    "2025-09-01": ("B", "AI-generated content"),
    "2025-09-05": ("B", "open to all brands"),
    "2025-10-15": ("B", "Anti-Unfair Competition Law"),
    "2025-12-01": ("B", "621 brands"),
    "2026-01-13": ("B", "小红团 (Meituan)"),
    "2026-01-19": ("B", "Community Convention 2.0"),
    "2026-02-12": ("B", "without a label loses distribution"),
    "2026-03-10": ("B", "run by AI"),
    None: ("C", "ad review before it is posted"),
}
"""Day -> grade and words of what our notes on the platform report, each once."""


def test_each_reported_change_stands_on_its_day_with_its_grade():
    rows = as_of(date(2026, 11, 29))
    assert {row["since"] for row in rows.iter_rows(named=True)} == set(DATED)
    for row in rows.iter_rows(named=True):
        grade, words = DATED[row["since"]]
        assert (row["grade"], words.casefold() in row["what_en"].casefold()) == (grade, True), row
