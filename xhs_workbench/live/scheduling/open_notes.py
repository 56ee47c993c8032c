"""Which notes are still to come: orders and drafts without a published note, matched with each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.live.scheduling.calendar import end_of_day, posted_by
from xhs_workbench.metrics.persons import people, with_person
from xhs_workbench.params.brief import Brief

SHOWN_NAMES = 5


def follow_orders(placements: pl.DataFrame, notes: pl.DataFrame, brief: Brief, as_of: date) -> pl.DataFrame:
    """Say for each order whether its note is published.

    Args:
        placements: The `Placements` table; orders made later than `as_of` are ignored.
        notes: The `Notes` table. An order that names its note follows that note. A creator's other orders
            count as published in the number of her notes from the posting window's first day on that no order
            names.
        brief: The brief.
        as_of: The day, China time.

    Returns:
        `placements` plus `who` and `out`: true, false, or null if the order names a note that no file of
            notes dates.
    """
    made = placements.filter(pl.col("ordered_at").is_null() | (pl.col("ordered_at") <= end_of_day(as_of)))
    orders = with_person(made, people(placements, notes)).sort("ordered_at", "order_id", nulls_last=True)
    out = with_person(posted_by(notes, as_of), people(placements, notes))
    free = out.filter(
        pl.col("published_at").dt.date() >= brief.timeline.posting_start,
        ~pl.col("note_id").is_in(orders["note_id"].drop_nulls().to_list()),
    )
    counted = free.drop_nulls("who").group_by("who").agg(free=pl.len())
    unnamed = pl.col("note_id").is_null()
    turn = unnamed.cum_sum().over("who")
    dated = notes.drop_nulls("published_at")["note_id"].to_list()
    return (
        orders.join(counted, on="who", how="left", maintain_order="left")
        .with_columns(
            out=pl.when(unnamed)
            .then(turn <= pl.col("free").fill_null(0))
            .when(pl.col("note_id").is_in(dated))
            .then(pl.col("note_id").is_in(out["note_id"].to_list()))
        )
        .drop("free")
    )


def open_notes(
    placements: pl.DataFrame,
    drafts: pl.DataFrame,
    followed: pl.DataFrame,
    notes: pl.DataFrame,
    brief: Brief,
    as_of: date,
) -> pl.DataFrame:
    """List the unpublished notes; orders are matched with drafts of the same creator in sequence.

    Args:
        placements: The `Placements` table.
        drafts: The `Drafts` table, for the agreed posting times.
        followed: From `follow_drafts`.
        notes: The `Notes` table.
        brief: The brief.
        as_of: The day, China time.

    Returns:
        One row per note: `slot` (order id, otherwise draft id), `who`, `creator_name`, `order_id`,
            `draft_id`, `approved_by` (null
        without a draft), `agreed_at` (from the order, otherwise from the draft).
    """
    ids = people(placements, drafts, notes)
    tracked = follow_orders(placements, notes, brief, as_of)
    unknown = tracked.filter(pl.col("out").is_null())["who"].drop_nulls().to_list()
    agreed = (
        drafts.drop_nulls("planned_at")
        .sort("draft_round")
        .group_by("draft_id")
        .agg(pl.col("planned_at").last())
    )
    late = with_person(followed.filter(pl.col("state").is_null() | (pl.col("state") != "posted")), ids)
    written = (
        late.join(agreed, on="draft_id", how="left")
        .filter(pl.col("who").is_null() | ~pl.col("who").is_in(unknown))
        .sort("approved_by", "draft_id")
    )
    ordered = tracked.filter(~pl.col("out"))
    kept = ("key", "turn", "who", "creator_name")
    left = _in_turn(ordered, "order_id").select(*kept, "order_id", ordered_for="planned_at")
    right = _in_turn(written, "draft_id").select(*kept, "draft_id", "approved_by", "planned_at")
    met = left.join(right, on=["key", "turn"], how="full", suffix="_draft")
    return met.select(
        slot=pl.coalesce("order_id", "draft_id"),
        who=pl.coalesce("who", "who_draft"),
        creator_name=pl.coalesce("creator_name", "creator_name_draft"),
        order_id="order_id",
        draft_id="draft_id",
        approved_by="approved_by",
        agreed_at=pl.coalesce("ordered_for", "planned_at"),
    ).sort("creator_name", "slot", nulls_last=True)


def _in_turn(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Number each creator's rows; a row without a creator is its own group."""
    alone = frame.with_columns(key=pl.coalesce("who", name))
    return alone.with_columns(turn=pl.int_range(pl.len()).over("key"))


def draft_findings(
    placements: pl.DataFrame, drafts: pl.DataFrame, notes: pl.DataFrame, brief: Brief, as_of: date
) -> list[Finding]:
    """Say which orders have no draft, by creator, once drafts are due.

    Args:
        placements: The `Placements` table.
        drafts: The `Drafts` table; drafts handed in after `as_of` are ignored.
        notes: The `Notes` table.
        brief: The brief.
        as_of: The day, China time.

    Returns:
        Findings: orders without a draft whose note is unpublished, those whose note is published, and what
            cannot be told.
    """
    tracked = follow_orders(placements, notes, brief, as_of)
    return [*_undated(tracked), *_awaited(tracked, placements, drafts, notes, brief, as_of)]


def _undated(tracked: pl.DataFrame) -> list[Finding]:
    undated = tracked.filter(pl.col("out").is_null())
    if undated.is_empty():
        return []
    names = name_some(undated["creator_name"].to_list())
    text = Text(
        (
            f"Orders that name a note whose date was not read: {undated.height} ({names.en}); they are "
            "treated as posted and get no slot."
        ),
        f"{undated.height} 个订单对应的笔记未读取到发布时间（{names.zh}），按已发布处理，不排档期。",
    )
    fix = Text("Add the file of these notes.", "请补充这些笔记的文件。")
    return [Finding("orders_undated", Level.REVIEW, text, fix, n=undated.height)]


def _awaited(
    tracked: pl.DataFrame,
    placements: pl.DataFrame,
    drafts: pl.DataFrame,
    notes: pl.DataFrame,
    brief: Brief,
    as_of: date,
) -> list[Finding]:
    due = brief.timeline.drafts_due
    if all(item.drafts == 0 for item in brief.deliverables):
        return [
            Finding(
                "drafts_not_asked",
                Level.PASS,
                Text("The brief asks for no drafts.", "brief 未要求提交初稿。"),
            )
        ]
    if placements.is_empty() or drafts.is_empty():
        missing = (
            Text("No order file", "没有订单文件")
            if placements.is_empty()
            else Text("No file of drafts", "没有初稿文件")
        )
        text = Text(
            f"{missing.en} is among the inputs: orders without a draft cannot be identified.",
            f"{missing.zh}，无法判断哪些订单缺初稿。",
        )
        return [Finding("undrafted_unknown", Level.PASS, text)]
    seen = drafts.filter(pl.col("handed_in_at").is_null() | (pl.col("handed_in_at") <= end_of_day(as_of)))
    written = with_person(seen.unique("draft_id"), people(placements, drafts, notes))
    counted = written.drop_nulls("who").group_by("who").agg(written=pl.len())
    turn = pl.int_range(pl.len()).over("who") + 1
    bare = tracked.with_columns(turn=turn).join(counted, on="who", how="left", maintain_order="left")
    bare = bare.filter(pl.col("turn") > pl.col("written").fill_null(0))
    if as_of < due:
        text = Text(
            f"Orders without a draft yet: {bare.height} of {tracked.height}; drafts are due on {due}.",
            f"{tracked.height} 个订单中 {bare.height} 个尚未交稿；交稿截止 {due}。",
        )
        return [Finding("drafts_awaited", Level.PASS, text, n=bare.height)]
    return _undrafted(bare, tracked.height, due)


def _undrafted(bare: pl.DataFrame, orders: int, due: date) -> list[Finding]:
    shipped = pl.col("out").fill_null(True)  # an order that names a note has one, whatever its date
    waiting, gone = bare.filter(~shipped), bare.filter(shipped)
    said = []
    if waiting.height:
        names = name_some(waiting["creator_name"].to_list())
        said.append(
            Finding(
                "no_draft",
                Level.FAIL,
                Text(
                    (
                        f"Not out, and no draft was read although drafts were due on {due}: "
                        f"{waiting.height} of {orders} orders ({names.en})."
                    ),
                    f"{orders} 个订单中 {waiting.height} 个过了交稿截止日 {due} 仍无初稿、也未发布：{names.zh}。",
                ),
                Text(
                    "Ask for the draft today, or give the money to another note.",
                    "今天催稿，或将预算转给其他笔记。",
                ),
                n=waiting.height,
            )
        )
    if gone.height:
        names = name_some(gone["creator_name"].to_list())
        said.append(
            Finding(
                "posted_without_draft",
                Level.REVIEW,
                Text(
                    f"Out, and the draft was not read: {gone.height} of {orders} orders ({names.en}).",
                    f"{orders} 个订单中 {gone.height} 个已发布，但未读取到初稿：{names.zh}。",
                ),
                Text(
                    "Hand in their drafts, or note that they were not reviewed.",
                    "补充初稿文件，或注明未经审稿。",
                ),
                n=gone.height,
            )
        )
    if not said:
        said.append(
            Finding(
                "all_drafted",
                Level.PASS,
                Text(f"All {orders} orders have a draft.", f"{orders} 个订单均已交稿。"),
                n=orders,
            )
        )
    return said


def booked_creators(placements: pl.DataFrame, drafts: pl.DataFrame, notes: pl.DataFrame) -> pl.DataFrame:
    """Return the creators of the campaign: those with an order, a draft or a note in the input files.

    Returns:
        One row a creator: `who`, `creator_name`.
    """
    ids = people(placements, drafts, notes)
    named = [with_person(frame, ids).select("who", "creator_name") for frame in (placements, drafts, notes)]
    return (
        pl.concat(named)
        .drop_nulls("who")
        .group_by("who")
        .agg(pl.col("creator_name").drop_nulls().first())
        .sort("who")
    )


def name_some(names: Sequence[str | None]) -> Text:
    """Name the first five creators and count the rest.

    >>> name_some(["A", "B", "C", "D", "E", "F", None]).en
    'A, B, C, D, E and 2 more'
    """
    known = [name for name in names if name]
    shown = known[:SHOWN_NAMES]
    more = len(names) - len(shown)
    if not shown:
        return Text(f"{more} without a name", f"{more} 位未注明昵称")
    return Text(
        ", ".join(shown) + (f" and {more} more" if more else ""),
        "、".join(shown) + (f"，另有 {more} 位" if more else ""),
    )
