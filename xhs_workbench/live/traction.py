"""Early traction: each young note compared with the creator's usual at that age, and why a weak one is weak."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.live.scheduling.calendar import end_of_day
from xhs_workbench.metrics import any_flag, median_settled, name_formats, wilson
from xhs_workbench.metrics.ordinary_notes import fit_ordinary
from xhs_workbench.statistics.many_looks import holm
from xhs_workbench.statistics.shares import Z_90
from xhs_workbench.statistics.tails import two_sided
from xhs_workbench.worked_out import kept

Array = NDArray[np.float64]
FALSE_CALLS = 0.1
"""Probability that any note of a campaign is called ahead or behind although all are as usual."""
SETTLED_DAYS = 7
"""Younger notes do not yet show what a creator usually gets."""
LEAST_OWN = 3
"""Minimum number of own notes for a creator's usual level."""
LEAST_NOTES = 5
"""Minimum number of the campaign's notes for its common growth curve."""
LEAST_DIAGNOSED = 8
"""Minimum number of the campaign's notes for comparing reads with what is usual here."""
DIAGNOSIS = {
    "note_id": pl.String,
    "title": pl.String,
    "creator_name": pl.String,
    "impressions": pl.Int64,
    "reads": pl.Int64,
    "click_rate": pl.Float64,
    "click_low": pl.Float64,
    "click_high": pl.Float64,
    "reads_ratio": pl.Float64,
    "quadrant": pl.String,
    "source_file": pl.String,
    "source_sheet": pl.String,
    "source_row": pl.Int64,
}
TRACTION = {
    "note_id": pl.String,
    "title": pl.String,
    "creator_name": pl.String,
    "age_days": pl.Int64,
    "count": pl.Int64,
    "paid": pl.Int64,
    "organic": pl.Int64,
    "expected": pl.Float64,
    "ratio": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "verdict": pl.String,
    "own_notes": pl.Int64,
}


@kept
def judge_traction(
    notes: pl.DataFrame,
    snapshots: pl.DataFrame,
    history: pl.DataFrame,
    as_of: date,
    paid: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Compare each note's organic likes + saves with the creator's own level, converted to the note's age.

    The paid part up to the time of a snapshot, as the paid files report it, is subtracted first. The
    creator's level on the note's day comes from the model of her own settled notes (`note_levels`). The curve common to the campaign's other notes gives the step from an age to a settled count.

    Args:
        notes: The `Notes` table of the campaign.
        snapshots: The `Snapshots` table; days after `as_of` are ignored.
        history: The `Notes` table of the creators' other notes.
        as_of: The day.
        paid: The `Paid` table; None or empty if no paid file was read: whole counts are then compared.

    Returns:
        One row per note with a creator level and a snapshot, furthest ahead first: `note_id`, `title`,
            `creator_name`, `age_days`
        (whole days), `count` (likes + saves), `paid` (the paid part; null if unknown), `organic` (the rest;
        null if `paid` is), `expected` at that age, `ratio` (organic against expected, 1 = as usual) with its
        90 % prediction interval `low`–`high`, `verdict` (`ahead`, `behind`, `usual`; Holm 10 % over the
        notes, because some of many always look unusual), `own_notes`. If no file gives the paid part of a
        boosted note, or its report counts more
        than the crawl, it is judged by its whole count, the maximum that can be organic: `behind` if even
            that is,
        otherwise `includes_paid` without a `ratio`, and last. Such a note does not inform the others. Empty
        below 5 notes.
    """
    levels, null = note_levels(notes, history)
    curves = _curves(notes, snapshots, as_of, paid)
    known = curves.join(levels, on="note_id").sort("note_id", "age_days")
    order = known["note_id"].unique(maintain_order=True).to_list()
    if len(order) < LEAST_NOTES:
        return pl.DataFrame(schema=TRACTION)
    gaps = np.full((len(order), int(known["age_days"].max()) + 1), np.nan)  # type: ignore[arg-type]
    place = {note: number for number, note in enumerate(order)}
    last = known.group_by("note_id", maintain_order=True).last()
    for note, age, organic, level in (
        known.drop_nulls("organic").select("note_id", "age_days", "organic", "level").iter_rows()
    ):
        gaps[place[note], age] = np.log1p(organic) - level
    rows = [
        _one(row, _with_all(gaps, place[row["note_id"]], row), place[row["note_id"]])
        for row in last.iter_rows(named=True)
    ]
    judged = _judge_ratios(pl.DataFrame(rows, schema=TRACTION, orient="row").drop_nulls("ratio"), null)
    # The whole count is the maximum that can be organic: if even that is behind, the note is; nothing else
    # can be said.
    mixed = pl.col("organic").is_null() & (pl.col("verdict") != "behind")
    told = judged.filter(~mixed).sort(["ratio", "note_id"], descending=[True, False])
    told = told.with_columns(organic=pl.when(pl.col("paid").is_not_null()).then("organic"))
    unknown = [pl.lit(None, dtype=pl.Float64).alias(name) for name in ("ratio", "low", "high")]
    rest = judged.filter(mixed).with_columns(*unknown, verdict=pl.lit("includes_paid"))
    return pl.concat([told, rest.sort("note_id")])


def _with_all(gaps: Array, number: int, row: Mapping[str, Any]) -> Array:
    """Use a note's whole count if its organic part is unknown, for its own verdict only."""
    if row["organic"] is not None:
        return gaps
    whole = gaps.copy()
    whole[number, row["age_days"]] = np.log1p(row["count"]) - row["level"]
    return whole


def _judge_ratios(frame: pl.DataFrame, null: Array) -> pl.DataFrame:
    """Call a note ahead or behind only if neither the tails of ordinary notes nor testing many explains it (Holm)."""
    spread = (pl.col("high").log() - pl.col("low").log()) / (2 * Z_90)
    scores = frame.select(pl.col("ratio").log() / spread).to_series().to_numpy()
    called = holm(two_sided(null, scores), FALSE_CALLS)
    side = pl.when(pl.col("ratio") > 1).then(pl.lit("ahead")).otherwise(pl.lit("behind"))
    return frame.with_columns(verdict=pl.when(pl.Series(called)).then(side).otherwise(pl.lit("usual")))


def note_levels(notes: pl.DataFrame, history: pl.DataFrame) -> tuple[pl.DataFrame, Array]:
    """Return what an ordinary settled note of each note's creator would get on its day (`metrics.note_model`).

    Args:
        notes: The `Notes` table of the campaign.
        history: The `Notes` table of the creators' other notes; paid, young and censored ones are left out.

    Returns:
        One row per note whose creator has at least 3 own notes: `note_id`, `level` (log of 1 + likes + saves, with
            the creator's trend), `level_sd` (its uncertainty), `note_sd` (scatter of her single notes),
        `own_notes`; and the standardised residuals of own notes left out of the fit, for the tails.
    """
    age = (pl.col("collected_at") - pl.col("published_at")).dt.total_hours() / 24
    counts = ("likes", "saves")
    known = ~any_flag(counts, history.columns) & median_settled(counts, history.columns, "creator_id")
    ours = notes["note_id"].drop_nulls().implode()
    settled = name_formats(history).filter(
        (age >= SETTLED_DAYS).fill_null(True)
        & known
        & ~pl.col("is_commercial").fill_null(value=False)
        & ~pl.col("note_id").is_in(ours).fill_null(value=False)
    )
    y = (pl.col("likes") + pl.col("saves")).cast(pl.Float64).log1p()
    ordinary = fit_ordinary(settled.select("creator_id", "published_at", "format", y=y), least=LEAST_OWN)
    schema = {"note_id": pl.String, **dict.fromkeys(("level", "level_sd", "note_sd"), pl.Float64)}
    if ordinary is None:
        return pl.DataFrame(schema={**schema, "own_notes": pl.Int64}), np.zeros(0)
    asked = name_formats(notes).join(ordinary.counts, on="creator_id", maintain_order="left")
    expected = ordinary.expect(asked)
    levels = asked.select(
        "note_id",
        level=pl.Series(expected.mean),
        level_sd=pl.Series(np.sqrt(np.diag(expected.covariance))),
        note_sd=pl.Series(np.sqrt(expected.noise)),
        own_notes="own_notes",
    )
    return levels.drop_nulls("note_id").unique(
        "note_id", keep="first", maintain_order=True
    ), ordinary.model.null


def _curves(
    notes: pl.DataFrame, snapshots: pl.DataFrame, as_of: date, paid: pl.DataFrame | None
) -> pl.DataFrame:
    seen = snapshots.filter(pl.col("collected_at") <= end_of_day(as_of)).select(
        "note_id", "collected_at", "likes", "saves"
    )
    timed = notes.select("note_id", "title", "creator_id", "creator_name", "published_at").join(
        seen, on="note_id"
    )
    aged = timed.with_columns(
        age_days=((pl.col("collected_at") - pl.col("published_at")).dt.total_hours() / 24)
        .round(0)
        .cast(pl.Int64),
        count=pl.col("likes") + pl.col("saves"),
    ).drop_nulls(["age_days", "count", "creator_id"])
    keys = ["note_id", "title", "creator_id", "creator_name", "age_days"]
    bought = aged.join(_paid_by(aged, paid), on=["note_id", "collected_at"], how="left")
    whole = bought.with_columns(pl.col("mixed").fill_null(value=False)).filter(pl.col("age_days") >= 1)
    if paid is not None and paid.height:
        whole = whole.with_columns(pl.col("paid").fill_null(0))
    each = whole.group_by(keys).agg(pl.col("count", "paid").max(), pl.col("mixed").any())
    # If a report counts more than the crawl, the organic part is unknown.
    each = each.with_columns(
        mixed=pl.col("mixed") | (pl.col("paid") > pl.col("count")).fill_null(value=False)
    )
    organic = pl.col("count") - pl.col("paid").fill_null(0)
    return each.with_columns(
        paid=pl.when(~pl.col("mixed")).then("paid"), organic=pl.when(~pl.col("mixed")).then(organic)
    )


def _paid_by(aged: pl.DataFrame, paid: pl.DataFrame | None) -> pl.DataFrame:
    """Sum the paid likes + saves up to each snapshot.

    A report counts whole days and a crawl has a time: of the snapshot's own day, the elapsed share counts.

    Returns:
        One row per snapshot of a boosted note: `note_id`, `collected_at`, `paid`, `mixed` (true if a paid row
            gives
        neither the number nor the day).
    """
    if paid is None or paid.is_empty():
        return pl.DataFrame(
            schema={
                **{key: aged.schema[key] for key in ("note_id", "collected_at")},
                "paid": pl.Int64,
                "mixed": pl.Boolean,
            }
        )
    free = (pl.col("spend_cny") == 0).fill_null(value=False)
    brought = pl.coalesce(pl.col("likes") + pl.col("saves"), pl.when(free).then(0))
    rows = paid.drop_nulls("note_id").select("note_id", "day", brought=brought)
    met = aged.select("note_id", "collected_at").join(rows, on="note_id")
    by_then = met.filter(pl.col("day").is_null() | (pl.col("day") <= pl.col("collected_at").dt.date()))
    unknown = pl.col("brought").is_null() | (pl.col("day").is_null() & (pl.col("brought") != 0))
    moment = pl.col("collected_at")
    passed = (moment - moment.dt.truncate("1d")).dt.total_seconds() / 86_400
    share = pl.when(pl.col("day") == moment.dt.date()).then(passed).otherwise(1.0)
    counted = (pl.col("brought") * share).sum().round(0).cast(pl.Int64)
    return by_then.group_by("note_id", "collected_at").agg(paid=counted, mixed=unknown.any())


def _one(row: dict[str, object], gaps: Array, number: int) -> tuple[object, ...]:
    age, level = int(str(row["age_days"])), float(str(row["level"]))
    usual, spread, n = common_gap(np.delete(gaps, number, axis=0), age)
    gap = float(gaps[number, age])
    noise = float(
        np.sqrt(
            max(spread**2, float(str(row["note_sd"])) ** 2) * (1 + 1 / max(n, 1))
            + float(str(row["level_sd"])) ** 2
        )
    )
    ratio, low, high = (float(np.exp(gap - usual + step * Z_90 * noise)) for step in (0, -1, 1))
    expected = float(np.expm1(level + usual))
    known = (ratio, low, high) if n >= LEAST_NOTES - 1 and np.isfinite(gap) else (None, None, None)
    return (
        row["note_id"],
        row["title"],
        row["creator_name"],
        age,
        row["count"],
        row["paid"],
        row["organic"],
        max(expected, 0.0),
        *known,
        "usual",
        row["own_notes"],
    )


def common_gap(gaps: Array, age: int) -> tuple[float, float, int]:
    """Return the usual distance of notes from their creator's settled level at an age, its scatter, and the n.

    Every note gives its distance at the age from its nearest observed age plus the mean steps between the
    two, so that notes older and younger than `age` contribute.

    Args:
        gaps: Notes × ages, log count minus creator level; NaN where not seen.
        age: Days.
    """
    steps = np.diff(gaps, axis=1)
    seen = np.isfinite(steps).sum(axis=0)
    mean = np.divide(np.nansum(steps, axis=0), seen, out=np.zeros(steps.shape[1]), where=seen > 0)
    path = np.concatenate([[0.0], np.cumsum(mean)])
    told = []
    for row in gaps:
        ages = np.flatnonzero(np.isfinite(row))
        if ages.size:
            nearest = ages[np.argmin(np.abs(ages - age))]
            told.append(row[nearest] + path[age] - path[nearest])
    if not told:
        return 0.0, 0.0, 0
    spread = 1.4826 * float(np.median(np.abs(np.array(told) - np.median(told))))
    return float(np.median(told)), spread, len(told)


QUADRANTS = {
    "earning": (
        Text("Clicked and read", "点击率高、阅读多"),
        Text(
            "A candidate for money, see the boost plan; answer its comments.",
            "适合加投（以投流建议为准），及时回复评论。",
        ),
    ),
    "hidden": (
        Text("Clicked, but few see it", "点击率高、阅读少"),
        Text(
            "The cover works: check keywords and hashtags; a candidate for one trial tranche.",
            "封面有效：检查关键词与话题，可小额试投。",
        ),
    ),
    "passed_over": (
        Text("Shown, but passed over", "点击率低、阅读多"),
        Text(
            "A new cover and first line, agreed with the creator, before more money.",
            "与达人商量换封面和标题首句，再谈加投。",
        ),
    ),
    "weak": (
        Text("Neither clicked nor read", "点击率低、阅读少"),
        Text(
            "Keep it for the learnings of the next brief; money only if the boost plan says so.",
            "留作下次 brief 的经验；是否投放以投流建议为准。",
        ),
    ),
    "unclear": (
        Text("Too close to the middle to say", "接近中位数，暂不能判断"),
        Text("Look again in two days.", "两天后再看。"),
    ),
}


def diagnose_notes(notes: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Classify notes by click-through and reads.

    Click-through is reads / impressions compared with the campaign's median, with Wilson's 90 % interval; it
    is unclear if the interval holds the median. Reads are compared with those usual here for notes of these
    followers and this age (regression on logs over the campaign's notes; from 8 notes on).

    Args:
        notes: The `Notes` table of the campaign, with impressions and reads.
        as_of: The day.

    Returns:
        One row a note: `note_id`, `title`, `creator_name`, `impressions`, `reads`, `click_rate` with
            `click_low` and
        `click_high`, `reads_ratio` (1 = as expected), `quadrant` (a key of `QUADRANTS`), and lineage. Empty
        below 8.
    """
    age = (pl.lit(end_of_day(as_of)) - pl.col("published_at")).dt.total_hours() / 24
    out = notes.with_columns(age=age).filter(
        (pl.col("age") > 0) & (pl.col("impressions") > 0) & (pl.col("reads") > 0)
    )
    known = out.drop_nulls(["followers"])
    if known.height < LEAST_DIAGNOSED:
        return pl.DataFrame(schema=DIAGNOSIS)
    reads = np.log(known["reads"].to_numpy().astype(float))
    x = np.column_stack(
        [
            np.ones(known.height),
            np.log(known["followers"].to_numpy() + 1.0),
            np.log(known["age"].to_numpy() + 1.0),
        ]
    )
    left = reads - x @ np.linalg.lstsq(x, reads, rcond=None)[0]
    ends = [
        wilson(r, i)
        for r, i in known.select(pl.min_horizontal("reads", "impressions"), "impressions").iter_rows()
    ]
    rated = known.with_columns(
        click_rate=pl.col("reads") / pl.col("impressions"),
        click_low=pl.Series([low for low, _ in ends]),
        click_high=pl.Series([high for _, high in ends]),
        reads_ratio=pl.Series(np.exp(left)),
    )
    middle = pl.col("click_rate").median()
    high_click, low_click = pl.col("click_low") > middle, pl.col("click_high") < middle
    quadrant = (
        pl.when(high_click & (pl.col("reads_ratio") >= 1))
        .then(pl.lit("earning"))
        .when(high_click)
        .then(pl.lit("hidden"))
        .when(low_click & (pl.col("reads_ratio") >= 1))
        .then(pl.lit("passed_over"))
        .when(low_click)
        .then(pl.lit("weak"))
        .otherwise(pl.lit("unclear"))
    )
    return rated.with_columns(quadrant=quadrant).select(list(DIAGNOSIS))


def traction_findings(traction: pl.DataFrame) -> list[Finding]:
    """Name the notes ahead of and behind their creator's usual, and count those that cannot be judged."""
    judged = traction.drop_nulls("ratio")
    if judged.is_empty():
        return [
            *_mixed_finding(traction),
            Finding(
                "no_traction",
                Level.REVIEW,
                Text(
                    (
                        "Early traction cannot be judged: too few notes have both snapshots and a "
                        "creator with own notes."
                    ),
                    "无法判断早期表现：同时有快照和达人历史笔记的笔记太少。",
                ),
                Text(
                    "Add daily crawls and the creators' other notes (`history`).",
                    "请补充每日抓取和达人历史笔记（history）。",
                ),
            ),
        ]
    said = []
    for verdict, level, en, zh in (
        (
            "ahead",
            Level.PASS,
            "Ahead of what the creator usually has at this age",
            "高于达人同龄笔记的通常水平",
        ),
        (
            "behind",
            Level.REVIEW,
            "Behind what the creator usually has at this age",
            "低于达人同龄笔记的通常水平",
        ),
    ):
        rows = judged.filter(pl.col("verdict") == verdict)
        if rows.height:
            names = (
                rows.select(
                    pl.coalesce(pl.concat_str("creator_name", "title", separator=" · "), "title", "note_id")
                )
                .to_series()
                .to_list()[:3]
            )
            said.append(
                Finding(
                    f"notes_{verdict}",
                    level,
                    Text(
                        f"{en} ({rows.height} of {judged.height} notes): {'; '.join(names)}.",
                        f"{judged.height} 篇中有 {rows.height} 篇{zh}：{'；'.join(names)}。",
                    ),
                    n=rows.height,
                )
            )
    if not said:
        said.append(
            Finding(
                "notes_usual",
                Level.PASS,
                Text(
                    f"All {judged.height} notes are where their creators' notes usually are at this age.",
                    f"{judged.height} 篇笔记均处于达人同龄笔记的通常水平。",
                ),
                n=judged.height,
            )
        )
    return said + _mixed_finding(traction)


def _mixed_finding(traction: pl.DataFrame) -> list[Finding]:
    mixed = traction.filter(pl.col("verdict") == "includes_paid")
    if mixed.is_empty():
        return []
    return [
        Finding(
            "notes_include_paid",
            Level.REVIEW,
            Text(
                (
                    f"{mixed.height} boosted notes are not judged: no file says which of their likes "
                    "and saves were paid for."
                ),
                f"{mixed.height} 篇已投流笔记不作判断：文件未说明其赞藏中付费带来的部分。",
            ),
            Text(
                "Add a paid report by note and day with likes and saves.",
                "请补充按笔记、按日且含点赞与收藏的投流报表。",
            ),
            n=mixed.height,
        )
    ]
