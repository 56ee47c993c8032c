"""Overlap of commenters by hand: three creators, accounts as letters."""

from __future__ import annotations

import polars as pl
import pytest

from xhs_workbench import selection
from xhs_workbench.findings import Level
from xhs_workbench.selection.evidence import overlap

SEEN = {"a": "abcdefghij", "b": "abcdefklmnopqrst", "c": "uvwxyz"}
"""Creator -> accounts under its notes: a and b have a-f in common, c has none in common."""


@pytest.fixture
def files():
    rows = [
        {
            "comment_id": f"{creator}{account}{k}",
            "note_id": f"note-{creator}",
            "commenter_hash": account,
            "by_author": False,
        }
        for creator, accounts in SEEN.items()
        for account in accounts
        for k in range(2)
    ]
    rows.append({"comment_id": "reply", "note_id": "note-c", "commenter_hash": "a", "by_author": True})
    rows.append({"comment_id": "nobody", "note_id": "note-c", "commenter_hash": None, "by_author": False})
    notes = pl.DataFrame(
        {"note_id": [f"note-{c}" for c in SEEN], "creator_id": list(SEEN), "comments": [20, 400, 13]}
    )
    return pl.DataFrame(rows), notes


def test_each_account_counts_once_and_authors_replies_not_at_all(files):
    people = selection.gather_commenters(*files)
    assert people.height == sum(len(accounts) for accounts in SEEN.values())
    assert people["comments"].unique().to_list() == [2]
    assert people.filter(pl.col("creator_id") == "c")["commenter_hash"].to_list() == list("uvwxyz")


def test_overlap_is_the_share_of_the_smaller(files):
    pairs = selection.overlap_pairs(selection.gather_commenters(*files), least=5)
    first = pairs.row(0, named=True)
    assert (first["creator_a"], first["creator_b"], first["both"], first["overlap"]) == ("a", "b", 6, 0.6)
    # Wilson, z = 1.645, 6 of 10.
    assert (first["lower"], first["upper"]) == (
        pytest.approx(0.3516, abs=1e-4),
        pytest.approx(0.8058, abs=1e-4),
    )
    # The other pairs share nobody in 10 × 6 + 16 × 6 chances to meet; half a person is added.
    assert first["expected"] == pytest.approx(160 * 0.5 / 156)
    assert first["above_chance"]
    assert pairs["both"].to_list() == [6, 0, 0]


def test_share_in_two_or_more(files):
    people = selection.gather_commenters(*files)
    whole = selection.overlap_in_set(people, ["a", "b", "c"])
    assert (whole["people"], whole["seen"], whole["in_two"]) == (26, 32, 6)
    assert whole["share"] == pytest.approx(6 / 26)
    assert whole["lower"] < whole["share"] < whole["upper"]
    assert selection.overlap_in_set(people, ["c"])["in_two"] == 0


def test_a_shared_circle_stands_out_of_a_crowd():
    crowd = [(f"c{i}", f"own{i}-{k}") for i in range(8) for k in range(60)]
    circle = [(creator, f"circle{k}") for creator in ("c0", "c1") for k in range(15)]
    people = pl.DataFrame(crowd + circle, schema=["creator_id", "commenter_hash"], orient="row")
    pairs = selection.overlap_pairs(people)
    assert pairs.filter(pl.col("above_chance")).select("creator_a", "creator_b", "both").rows() == [
        ("c0", "c1", 15)
    ]


def test_small_creators_are_in_no_pair(files):
    people = selection.gather_commenters(*files)
    assert selection.overlap_pairs(people).is_empty()
    said = selection.overlap_findings(people, selection.overlap_pairs(people), selection.seen_share(*files))
    assert [finding.level for finding in said] == [Level.REVIEW]
    assert "unknown" in said[0].text.en


def test_a_cut_crawl_is_named(files):
    comments, notes = files
    ten = comments.filter(pl.col("note_id") == "note-b").head(10)
    seen = selection.seen_share(pl.concat([comments.filter(pl.col("note_id") != "note-b"), ten]), notes)
    rows = {row["creator_id"]: row for row in seen.iter_rows(named=True)}
    assert rows["b"] == {
        "creator_id": "b",
        "notes": 1,
        "seen": 10,
        "counted": 400,
        "share": 0.025,
        "cut": True,
    }
    assert rows["a"]["share"] == 1.0
    assert not rows["a"]["cut"]
    people = selection.gather_commenters(*files)
    said = selection.overlap_findings(people, selection.overlap_pairs(people, least=5), seen)
    assert "overlap_cut" in {finding.code for finding in said}


def test_of_very_many_creators_those_with_the_most_people_are_compared(monkeypatch):
    """Four creators with 22, 20, 21 and 20 people, three compared: of the two with 20, the first by id."""
    monkeypatch.setattr(overlap, "MOST_CREATORS", 3)
    sizes = {"d": 22, "c": 20, "b": 21, "a": 20}
    people = pl.DataFrame(
        [(creator, f"{creator}{k}", 1, 1) for creator, n in sizes.items() for k in range(n)],
        schema=["creator_id", "commenter_hash", "comments", "notes"],
        orient="row",
    )
    pairs = selection.overlap_pairs(people)
    assert set(pairs.select("creator_a", "creator_b").rows()) == {("a", "b"), ("a", "d"), ("b", "d")}
