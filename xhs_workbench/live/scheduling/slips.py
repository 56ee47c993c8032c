"""Who is late: drafts against the brief's schedule; and the festivals around the campaign."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.live.scheduling.calendar import end_of_day, posted_by
from xhs_workbench.live.scheduling.open_notes import name_some
from xhs_workbench.params.brief import Brief
from xhs_workbench.params.festivals import Festival, Festivals, festivals_between, holidays_between
from xhs_workbench.written import day_words

STATES = {
    "posted": Text("posted", "已发布"),
    "reviewing": Text("our review", "我方审稿"),
    "approving": Text("platform approval", "平台审核"),
    "ready": Text("should be out: ask", "应已可发：请确认"),
}
"""State of a draft -> its words. Exports do not record reviews and approvals, so their days are calculated
from the brief's schedule."""


def festival_spans(brief: Brief, known: Festivals | None = None) -> pl.DataFrame:
    """Return the pre-heat windows and public holidays that overlap the campaign, as spans of the calendar.

    Args:
        brief: The brief.
        known: From `read_festivals`; the workbench's own if not given.

    Returns:
        The columns of `plan_calendar`, lane `festival` or `holiday`, with `grade` and the source of the dates
        in both
        languages, `source_en` and `source_zh`.
    """
    line = brief.timeline
    span = (line.brief_sent, line.measured_until)
    rows = [
        _festival_row("preheat", one, Text(" pre-heat", " 预热期")) for one in festivals_between(*span, known)
    ]
    rows += [
        _festival_row("holiday", one, Text(" holiday", "假期")) for one in holidays_between(*span, known)
    ]
    texts = dict.fromkeys(("lane", "grade", "source_en", "source_zh"), pl.String)
    names = {"event": pl.String, "en": pl.String, "zh": pl.String, "start": pl.Date, "end": pl.Date, **texts}
    return pl.DataFrame(rows, schema=names, orient="row")


def _festival_row(
    kind: str, one: Festival, what: Text
) -> tuple[str, str, str, date, date, str, str, str, str]:
    # The day is part of the id, so that one festival in two years gives two events in the calendar file.
    lane = "festival" if kind == "preheat" else "holiday"
    event = f"{kind}_{one.key}_{one.window.end.year}"
    names = one.name.text
    return (
        event,
        names.en + what.en,
        names.zh + what.zh,
        one.window.start,
        one.window.end,
        lane,
        one.grade,
        *one.source.text,
    )


def add_spans(spans: pl.DataFrame, *more: pl.DataFrame) -> pl.DataFrame:
    """Add further windows, of festivals or slots, below the campaign's own spans."""
    return pl.concat([spans, *(one.select(spans.columns) for one in more)])


def follow_drafts(drafts: pl.DataFrame, notes: pl.DataFrame, brief: Brief, as_of: date) -> pl.DataFrame:
    """Follow each draft from submission to posting.

    Args:
        drafts: The `Drafts` table; drafts handed in after `as_of` are ignored.
        notes: The `Notes` table; a draft counts as posted if its creator (id, otherwise name) has a note
            published in or after the posting window's first day.
        brief: The brief: due day, review days, approval hours.
        as_of: The day, China time.

    Returns:
        One row per draft, most pressing first: `draft_id`, `creator_id`, `creator_name`, `rounds`,
            `handed_in` (first round's day),
        `days_late` (against the due day, 0 if in time, null without a time), `reviewed_by`, `approved_by`
        (the latest days by the brief's schedule, from the last round), `posted` (day), `state` (`STATES`),
        `misses_window` (approval can end only after the last posting day).
    """
    line = brief.timeline
    seen = drafts.filter(pl.col("handed_in_at").is_null() | (pl.col("handed_in_at") <= end_of_day(as_of)))
    each = seen.group_by("draft_id", maintain_order=True).agg(
        pl.col("creator_id").drop_nulls().last(),
        pl.col("creator_name").drop_nulls().last(),
        rounds=pl.col("draft_round").max(),
        handed_in=pl.col("handed_in_at").min().dt.date(),
        last_in=pl.col("handed_in_at").max().dt.date(),
    )
    out = posted_by(notes, as_of).filter(pl.col("published_at").dt.date() >= line.posting_start)
    by_id, by_name = (_first_post(out, key) for key in ("creator_id", "creator_name"))
    joined = each.join(by_id, on="creator_id", how="left", maintain_order="left").join(
        by_name, on="creator_name", how="left", maintain_order="left", suffix="_by_name"
    )
    review = pl.col("last_in") + timedelta(days=line.review_days)
    dated = joined.with_columns(
        posted=pl.coalesce("posted", "posted_by_name"),
        days_late=(pl.col("handed_in") - line.drafts_due).dt.total_days().clip(lower_bound=0),
        reviewed_by=review,
        approved_by=review + timedelta(days=-(-line.platform_approval_hours // 24)),
    )
    state = (
        pl.when(pl.col("posted").is_not_null())
        .then(pl.lit("posted"))
        .when(pl.col("reviewed_by") >= as_of)
        .then(pl.lit("reviewing"))
        .when(pl.col("approved_by") >= as_of)
        .then(pl.lit("approving"))
        .when(pl.col("approved_by").is_not_null())
        .then(pl.lit("ready"))
    )
    made = dated.with_columns(
        state=state, misses_window=pl.col("posted").is_null() & (pl.col("approved_by") > line.posting_end)
    )
    order = pl.col("state").replace_strict(
        {"ready": 0, "approving": 1, "reviewing": 2, "posted": 3}, default=4
    )
    kept = (
        "draft_id",
        "creator_id",
        "creator_name",
        "rounds",
        "handed_in",
        "days_late",
        "reviewed_by",
        "approved_by",
        "posted",
        "state",
        "misses_window",
    )
    return made.sort(order, "approved_by", "draft_id").select(kept)


def unsettled_notes(
    drafts: pl.DataFrame, notes: pl.DataFrame, brief: Brief, as_of: date, cleared: Collection[str] = ()
) -> list[str]:
    """Return the notes that are out although their last draft still had points to change.

    Money on such a note is money on a claim that nobody has seen corrected.

    Args:
        drafts: One row a draft with `draft_id`, `creator_id`, `creator_name` and `to_change`, its open points.
        notes: The `Notes` table; a draft's note is its creator's first in the posting window, as in
            `follow_drafts`.
        brief: The brief: posting window.
        as_of: The day, China time.
        cleared: Ids of notes whose published text somebody has read.
    """
    out = posted_by(notes, as_of).filter(pl.col("published_at").dt.date() >= brief.timeline.posting_start)
    first = out.sort("published_at", "note_id").unique("creator_id", keep="first")
    still = drafts.filter(pl.col("to_change") > 0)
    ids, names = (set(still[key].drop_nulls()) for key in ("creator_id", "creator_name"))
    owned = pl.col("creator_id").is_in(ids) | pl.col("creator_name").is_in(names)
    return sorted(set(first.filter(owned)["note_id"].drop_nulls()) - set(cleared))


def _first_post(out: pl.DataFrame, key: str) -> pl.DataFrame:
    return out.drop_nulls(key).group_by(key).agg(posted=pl.col("published_at").min().dt.date())


def slip_findings(followed: pl.DataFrame, conflicts: Sequence[Finding], brief: Brief) -> list[Finding]:
    """Say who needs a reminder, then which dates and slots conflict.

    Args:
        followed: From `follow_drafts`.
        conflicts: From `date_conflicts` and `slot_conflicts`.
        brief: The brief.
    """
    said: list[Finding] = []
    ready, late = followed.filter(pl.col("state") == "ready"), followed.filter(pl.col("days_late") > 0)
    missing = followed.filter("misses_window")
    if ready.height:
        said.append(
            _who(
                "ready_not_posted",
                Level.REVIEW,
                ready,
                Text("drafts should have passed approval and are not out", "篇稿件按时间应已过审但尚未发布"),
                Text("Ask for the posting slot, or what the platform said.", "确认发布时间或平台审核意见。"),
            )
        )
    if missing.height:
        said.append(
            _who(
                "misses_window",
                Level.FAIL,
                missing,
                Text(
                    (
                        "drafts are not sure to pass approval by the last posting day, "
                        f"{day_words(brief.timeline.posting_end).en}"
                    ),
                    f"篇稿件无法确保在最后发布日（{day_words(brief.timeline.posting_end).zh}）前过审",
                ),
                Text("Move the slot, or give the money to another note.", "调整档期，或将预算转给其他笔记。"),
            )
        )
    if late.height:
        said.append(
            _who(
                "late_drafts",
                Level.REVIEW,
                late,
                Text(
                    f"drafts came after {day_words(brief.timeline.drafts_due).en}",
                    f"篇稿件晚于{day_words(brief.timeline.drafts_due).zh}提交",
                ),
                Text("Note it for the creators' record.", "记入达人履约记录。"),
            )
        )
    said += conflicts
    if all(one.level == Level.PASS for one in said):
        drafts = (
            Text(f"No slip in {followed.height} drafts", f"{followed.height} 篇稿件无延误")
            if followed.height
            else Text("No draft is among the inputs", "没有初稿文件")
        )
        said.insert(
            0,
            Finding(
                "no_slip",
                Level.PASS,
                Text(
                    f"{drafts.en}, and nothing in the plan clashes from here on.",
                    f"{drafts.zh}，后续计划没有冲突。",
                ),
                n=followed.height,
            ),
        )
    return said


def _who(code: str, level: Level, rows: pl.DataFrame, what: Text, fix: Text) -> Finding:
    names = name_some(rows["creator_name"].to_list())
    return Finding(
        code,
        level,
        Text(f"{rows.height} {what.en}: {names.en}.", f"{rows.height} {what.zh}：{names.zh}。"),
        fix,
        n=rows.height,
    )
