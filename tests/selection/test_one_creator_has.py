"""Sentences about one creator speak of one, and of two of two."""

import polars as pl
import pytest

from xhs_workbench.intake.accounting.checks import unknown_followers
from xhs_workbench.selection.evidence.record import say_record

NAMED = ("competitor_notes", "unlabelled_paid_notes", "unsafe_notes")


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (
            1,
            [
                "1 creator named a competitor in recent notes.",
                "1 creator has notes that say they are paid but carry no label.",
                "1 creator uses words a brand should read first.",
                "1 creator has no recent note with text here: no record is known.",
            ],
        ),
        (
            1_200,
            [
                "1,200 creators named a competitor in recent notes.",
                "1,200 creators have notes that say they are paid but carry no label.",
                "1,200 creators use words a brand should read first.",
                "1,200 creators have no recent note with text here: no record is known.",
            ],
        ),
    ],
)
def test_a_record_is_said_of_one_or_of_many(n, said):
    rows = [dict.fromkeys(NAMED, 1)] * n + [dict.fromkeys(NAMED)] * n
    recorded = pl.DataFrame(rows, schema=dict.fromkeys(NAMED, pl.Int64)).with_columns(
        record_evidence=pl.lit([], dtype=pl.List(pl.String))
    )
    found = say_record(recorded)
    assert [finding.text.en for finding in found] == said
    assert [finding.n for finding in found] == [n] * 4
    assert found[0].text.zh == f"{n:,} 位达人近期笔记提到竞品。"


@pytest.mark.parametrize(("n", "who"), [(1, "1 creator has"), (2, "2 creators have")])
def test_followers_that_are_missing(n, who):
    found = unknown_followers(pl.DataFrame({"followers": [None] * n + [5]}))
    assert found is not None
    assert found.text.en == f"{who} no follower count and no tier."
    assert unknown_followers(pl.DataFrame({"followers": [5]})) is None
