"""Comments without a file of the notes: who under a note only answers others is its author."""

import polars as pl

from xhs_workbench import results
from xhs_workbench.findings import Text
from xhs_workbench.intake.accounting.people import link
from xhs_workbench.results.saying.limits import NO_AUTHORS, limits
from xhs_workbench.tables import empty


def said(comment, who, parent=None, note="n"):
    return {"comment_id": comment, "note_id": note, "commenter_hash": who, "parent_comment_id": parent}


def read(*rows):
    whole = empty("comments")
    given = pl.DataFrame(list(rows), schema={n: whole.schema[n] for n in rows[0]})
    held = {"comments": pl.concat([whole, given], how="diagonal")}
    link(held, [], "salt")
    return held["comments"]


TALK = (
    said("1", "ann"),
    said("2", "bo"),
    said("3", "cy", "0"),
    said("4", "maker", "1"),
    said("5", "maker", "2"),
    said("6", "dot", "3"),
    said("7", "ann", "2"),
    said("8", "maker", "9", note="other"),
)


def test_who_only_answers_two_others_is_the_author_and_a_single_reply_is_unknown():
    """`maker` answers ann and bo; ann spoke first; dot answered one; under another note nobody knows `maker`."""
    assert read(*TALK)["by_author"].to_list() == [False, False, False, True, True, None, None, None]


def test_a_reply_by_nobody_known_answers_and_asks_nothing():
    """ann, bo and cy ask; the author answers the first two, dot the third; dot's own reply asks too, but may be the author's."""
    comments = read(*TALK[:7])
    asking = results.reader_comments(comments).with_columns(question=pl.lit(value=True))
    assert asking.height == 5
    [row] = results.unanswered(comments, asking, {"question": Text("q", "问")}).to_dicts() or [None]
    assert (row["asked"], row["unanswered"]) == (3, 0)
    alone = read(said("1", "ann"), said("2", "bo"))
    [row] = results.unanswered(
        alone, alone.with_columns(question=pl.lit(value=True)), {"question": Text("q", "问")}
    ).to_dicts()
    assert (row["asked"], row["unanswered"]) == (2, 2)


def test_that_authors_are_unnamed_is_said():
    outcomes = pl.DataFrame(schema={"quote_cny": pl.Float64})
    held = {"comments": read(*TALK)}
    assert NO_AUTHORS in limits(lambda name: held.get(name, empty(name)), outcomes)
    held = {"comments": read(*TALK[:5])}
    assert NO_AUTHORS not in limits(lambda name: held.get(name, empty(name)), outcomes)
