"""Notes, creators and commenters told apart and joined, without a commenter's name ever leaving the door."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import polars as pl

from xhs_workbench.intake.cells import dates
from xhs_workbench.intake.telling import Heard, nobody, stretch
from xhs_workbench.tables import all_differ, empty

NO_PARENT = ["0", ""]
"""What MediaCrawler writes for a comment that answers the note itself (old and new generation)."""


def link(
    tables: dict[str, pl.DataFrame], crawls: Sequence[pl.DataFrame], salt: str, heard: Heard = nobody
) -> None:
    """Join what the files say of the same people and notes, and put commenters behind a salted hash.

    Args:
        tables: Tables by name; changed in place.
        crawls: Every row of `notes`, repeats included, for the history.
        salt: Key of the hash.
        heard: Told how far it is.
    """
    if "notes" in tables:
        notes = _link_creators(tables["notes"], tables.get("creators"))
        told = pl.col("published_at")
        if notes["published_at"].null_count():
            told = pl.coalesce(told, dates.moment_of_note_id())
        notes = notes.with_columns(
            published_at=told,
            published_from_id=pl.when(told.is_not_null()).then(pl.col("published_at").is_null()),
        )
        tables["notes"] = notes
        history = _snapshots(pl.concat(crawls))
        if history.height:
            tables["snapshots"] = history
    if "comments" in tables:
        tables["comments"] = _hide_commenters(tables["comments"], tables.get("notes"), salt, heard)


def short_hash(user_id: str) -> str:
    """Return MediaCrawler's `creator_hash` of a user id: 16 hex digits of its SHA-256.

    >>> short_hash("5a1b2c3d4e5f6a7b8c9d0e1f")
    'e00283916ef5bf3f'
    """
    return hashlib.sha256(user_id.encode()).hexdigest()[:16]


def _link_creators(notes: pl.DataFrame, creators: pl.DataFrame | None) -> pl.DataFrame:
    """Give notes that name their creator by hash the creator's own id, where a creator list knows it."""
    if creators is None or creators.is_empty():
        return notes
    ids = creators["creator_id"].unique().to_list()
    known = pl.DataFrame(
        {"creator_id": [short_hash(i) for i in ids], "own_id": ids},
        schema={"creator_id": pl.String, "own_id": pl.String},
    )
    joined = notes.join(known, on="creator_id", how="left", maintain_order="left")
    return joined.with_columns(creator_id=pl.coalesce("own_id", "creator_id")).drop("own_id")


def _snapshots(crawls: pl.DataFrame) -> pl.DataFrame:
    """Every count of a note with the time of its crawl; repeats of one moment once.

    A lower bound (`1万+`) is no count at a moment: beside the counts before and after it, it would be growth
    or a fall.
    """
    flags = [
        name
        for name in crawls.columns
        if name.endswith("_censored") and name.removesuffix("_censored") in empty("snapshots").columns
    ]
    crawls = crawls.with_columns(
        pl.when(~pl.col(flag).fill_null(False)).then(pl.col(flag.removesuffix("_censored"))) for flag in flags
    )
    timed = crawls.filter(pl.col("collected_at").is_not_null()).select(*empty("snapshots").columns, "part")
    if not all_differ(timed, ["note_id", "collected_at"]):
        timed = timed.unique(["note_id", "collected_at"], keep="first", maintain_order=True)
    return timed.sort("note_id", "collected_at")


OTHERS_ANSWERED = 2
"""Who answers so many others under a note and never speaks first there is taken for its author, where no file names her."""


def _guess_authors(comments: pl.DataFrame) -> pl.DataFrame:
    """Mark the replies of those who under a note only answer others; who replied otherwise stays unknown.

    Args:
        comments: Comments of a file that names no author, without a file of the notes.
    """
    parent, place = pl.col("parent_comment_id"), ["note_id", "commenter_hash"]
    held = comments.select(*place, pl.when(~parent.is_in(NO_PARENT)).then(parent)).with_row_index("at")
    replies = held.filter(parent.is_not_null() & pl.col("commenter_hash").is_not_null())
    # Few comments are answers, and only what they answer need be looked up.
    asked = comments.select(parent_comment_id="comment_id", _asker="commenter_hash").join(
        replies, on="parent_comment_id", how="semi"
    )
    told = replies.join(asked, on="parent_comment_id", how="left")
    other = pl.when(pl.col("_asker") != pl.col("commenter_hash")).then("_asker")
    answering = told.group_by(place).agg(n=other.drop_nulls().n_unique())
    authors = answering.filter(pl.col("n") >= OTHERS_ANSWERED).join(
        held.filter(parent.is_null()), on=place, how="anti", nulls_equal=True
    )
    theirs = replies.join(authors, on=place, how="semi", nulls_equal=True)["at"]
    top = held.select(by_author=pl.when(parent.is_null()).then(statement=False)).to_series()
    return comments.with_columns(by_author=top.scatter(theirs, True) if len(theirs) else top)


AT_ONCE = 100_000
"""So many names are held as Python's own texts at a time."""


def _hashed(people: pl.Series, key: bytes, heard: Heard) -> pl.Series:
    """Return each name's keyed hash of 16 hex digits."""
    keyed = hashlib.blake2b(key=key, digest_size=8)

    def hide(name: str) -> str:
        one = keyed.copy()  # in half the time of beginning with the key again
        one.update(name.encode())
        return one.hexdigest()

    pieces = [people.clear()]
    for start in range(0, len(people), AT_ONCE):
        heard(start / len(people))
        names = people.slice(start, AT_ONCE).to_list()
        pieces.append(pl.Series(people.name, [hide(name) for name in names], dtype=pl.String))
    return pl.concat(pieces)


def _hide_commenters(
    comments: pl.DataFrame, notes: pl.DataFrame | None, salt: str, heard: Heard
) -> pl.DataFrame:
    """Replace commenters by a keyed hash, after marking replies by the note's own author."""
    if notes is not None:
        authors = notes.select("note_id", author="creator_id")
        comments = comments.join(authors, on="note_id", how="left", maintain_order="left")
        known = comments["author"].drop_nulls().unique()
        hashed = pl.col("author").replace_strict(
            known, [short_hash(i) for i in known], default=None, return_dtype=pl.String
        )
        is_author = (pl.col("commenter_hash") == pl.col("author")) | (pl.col("commenter_hash") == hashed)
        comments = comments.with_columns(by_author=is_author.fill_null(False)).drop("author")
    elif not comments["by_author"].count():
        comments = _guess_authors(comments)
    people = comments["commenter_hash"].drop_nulls().unique()
    hidden = _hashed(people, salt.encode()[:64], stretch(heard, 0.2, 0.8))
    replaced = pl.col("commenter_hash").replace_strict(people, hidden, default=None, return_dtype=pl.String)
    parent = pl.col("parent_comment_id")
    return comments.with_columns(
        commenter_hash=replaced, parent_comment_id=pl.when(~parent.is_in(NO_PARENT)).then(parent)
    )
