"""How long notes live: half-life, growth still to come by day 30, 60 and 90, and the accuracy of such forecasts.

Counts are likes + saves, cumulative, by whole days since posting. A forecast never falls below a note's
current count and never falls with age. Snapshots that jump in round thousands are reported by intake and not
corrected here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.growing.maturing import LEAST_MATURE, Array, predict_growth

Ints = NDArray[np.int64]
HORIZONS = (30, 60, 90)
TAIL_FROM_DAYS = 7
CHECKED_FROM = (3, 7, 14)
"""Ages at which past forecasts are compared with the outcome."""
MANY, PARTS = 60, 10
"""Of more notes than this one moves nothing: notes of one age are forecast together, and checked by tenths of them."""
FORECAST = {
    "note_id": pl.String,
    "title": pl.String,
    "age_days": pl.Int64,
    "count": pl.Float64,
    "horizon_days": pl.Int64,
    "forecast": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "still_to_come": pl.Float64,
    "method": pl.String,
    "n": pl.Int64,
}
CHECKED = {
    "from_days": pl.Int64,
    "to_days": pl.Int64,
    "n": pl.Int64,
    "error": pl.Float64,
    "error_last": pl.Float64,
    "ratio": pl.Float64,
    "coverage": pl.Float64,
}


@dataclass(frozen=True, slots=True)
class Aged:
    """Notes × ages as arrays: log counts (NaN outside what was seen) and the logit of the save share."""

    notes: pl.DataFrame
    logs: Array
    quality: Array


def age_notes(curves: pl.DataFrame, snapshots: pl.DataFrame, notes: pl.DataFrame) -> Aged:
    """Arrange growth curves by age, oldest note first.

    Days between two crawls are interpolated on the log scale; if a count falls (deleted likes, a bad crawl),
    the highest value is kept.

    Args:
        curves: From `growth_curves`.
        snapshots: The `Snapshots` table, for the save share.
        notes: The `Notes` table, for the order of posting.
    """
    shares = _save_share(snapshots, notes)
    known = curves.filter(pl.col("age_days") >= 0)
    order = (
        known.select("note_id", "title")
        .unique("note_id", maintain_order=True)
        .join(notes.select("note_id", "published_at"), on="note_id")
        .sort("published_at", "note_id")
    )
    width = int(known["age_days"].max()) + 1 if known.height else 1  # type: ignore[arg-type]
    logs, quality = np.full((order.height, width), np.nan), np.full((order.height, width), np.nan)
    place = {note: number for number, note in enumerate(order["note_id"])}
    whole = known.join(shares, on=["note_id", "age_days"], how="left").sort("note_id", "age_days")
    for (note,), part in whole.group_by("note_id", maintain_order=True):
        ages = part["age_days"].to_numpy()
        counts = np.maximum.accumulate(np.log1p(part["count"].to_numpy()))
        inside = np.arange(ages[0], ages[-1] + 1)
        row = place[str(note)]
        logs[row, inside] = np.interp(inside, ages, counts)
        quality[row, inside] = np.interp(
            inside, ages, part["quality"].fill_null(strategy="forward").fill_null(0.0)
        )
    return Aged(order.select("note_id", "title"), logs, quality)


def _save_share(snapshots: pl.DataFrame, notes: pl.DataFrame) -> pl.DataFrame:
    timed = snapshots.join(notes.select("note_id", "published_at"), on="note_id").drop_nulls("published_at")
    age = ((pl.col("collected_at") - pl.col("published_at")).dt.total_hours() / 24).round(0).cast(pl.Int64)
    odds = ((pl.col("saves") + 0.5) / (pl.col("likes") + 0.5)).log()
    return timed.group_by("note_id", age_days=age).agg(quality=odds.last())


def forecast_notes(aged: Aged, horizons: Sequence[int] = HORIZONS) -> pl.DataFrame:
    """Forecast each note's likes + saves at later ages.

    Args:
        aged: From `age_notes`.
        horizons: Ages in days.

    Returns:
        One row per note and horizon: `note_id`, `title`, `age_days` and `count` (last seen), `horizon_days`,
            `forecast`
        with its 80 % interval `low`–`high` (null for what was seen), `still_to_come` (forecast − count),
        `method` (`seen`: that age was reached; `regression`; `pattern`: fewer than 8 notes were seen at both
        ages; `tail`: beyond the oldest age seen; `unseen`: too far beyond it, all figures null) and `n`, the
        notes seen at both ages.
    """
    rows = []
    last = _last_seen(aged)
    one = _of_its_age(aged, last) if len(last) > MANY else _one
    for number, (note, title) in enumerate(aged.notes.iter_rows()):
        if last[number] < 0:
            continue
        now = float(np.expm1(aged.logs[number, last[number]]))
        floor = np.array([now, now, now])
        for horizon in sorted(horizons):
            ends, method, n = one(aged, number, last[number], horizon)
            # Never below the current count or the forecast for an earlier age.
            if method == "unseen":
                rows.append(
                    (note, title, last[number], now, horizon, np.nan, np.nan, np.nan, np.nan, method, n)
                )
                continue
            floor = np.maximum(ends, floor) if method != "seen" else ends
            ends = floor if method != "seen" else np.array([floor[0], np.nan, np.nan])
            rows.append((note, title, last[number], now, horizon, *ends, floor[0] - now, method, n))
    order = ["forecast", "low", "high"]
    frame = pl.DataFrame(rows, schema=FORECAST, orient="row")
    return frame.with_columns(pl.col(*order, "still_to_come").fill_nan(None).clip(lower_bound=0))


One = Callable[[Aged, int, int, int], tuple[Array, str, int]]


def _last_seen(aged: Aged) -> list[int]:
    """Return each note's oldest age seen; -1 for none."""
    return [int(np.flatnonzero(np.isfinite(row)).max(initial=-1)) for row in aged.logs]


def _one(aged: Aged, number: int, age: int, horizon: int) -> tuple[Array, str, int]:
    """Return (middle, low, high) counts of one note at one age, learnt from the others."""
    if horizon <= age:
        return _seen(aged, number, horizon)
    ends, method, n = _together(aged, np.array([number]), age, horizon, np.array([number]))
    return ends[0], method, n


def _seen(aged: Aged, number: int, horizon: int) -> tuple[Array, str, int]:
    count = float(np.expm1(aged.logs[number, horizon]))  # NaN where it was not seen
    return np.array([count, count, count]), "seen", 1


def _of_its_age(aged: Aged, last: Sequence[int]) -> One:
    """Return what `_one` does, worked out for all notes of an age at once; what one of them still has to show, none has learnt from."""
    ages = np.array(last)

    @cache
    def of_age(age: int, horizon: int) -> tuple[dict[int, Array], str, int]:
        numbers = np.flatnonzero(ages == age)
        ends, method, n = _together(aged, numbers, age, horizon, np.zeros(0, dtype=np.int64))
        return dict(zip(numbers.tolist(), ends, strict=True)), method, n

    def one(_: Aged, number: int, age: int, horizon: int) -> tuple[Array, str, int]:
        if horizon <= age:
            return _seen(aged, number, horizon)
        ends, method, n = of_age(age, horizon)
        return ends[number], method, n

    return one


def _together(aged: Aged, numbers: Ints, age: int, horizon: int, left_out: Ints) -> tuple[Array, str, int]:
    """Return (middle, low, high) counts of notes at one age, learnt from all but those left out; what they show later is hidden."""
    rest = np.delete(np.arange(len(aged.logs)), left_out)
    own = aged.logs[numbers]
    own[:, age + 1 :] = np.nan
    found = predict_growth(aged.logs[rest], aged.quality[rest], age, horizon, own, aged.quality[numbers])
    steps = np.maximum([found.middle, found.middle - found.below, found.middle + found.above], 0.0)
    return np.expm1(own[:, age][:, None] + steps.T), found.method, found.n


def forecast_paths(aged: Aged, until: int = 90, most: int = 12) -> pl.DataFrame:
    """Return seen curves and forecast bands of the notes with the most growth still to come.

    Returns:
        One row a note and day: `note_id`, `title`, `age_days`, `seen` (null after the last snapshot),
            `forecast`,
        `low`, `high` (null before it).
    """
    last = _last_seen(aged)
    until = told_until(forecast_notes(aged, sorted({*HORIZONS, until}))) or until
    ahead = (
        forecast_notes(aged, [until]).drop_nulls("forecast").sort("still_to_come", descending=True).head(most)
    )
    titles = {note: number for number, note in enumerate(aged.notes["note_id"])}
    rows: list[tuple[object, ...]] = []
    for note, title in ahead.select("note_id", "title").iter_rows():
        number = titles[note]
        row, end = aged.logs[number], last[number]
        rows += [
            (note, title, int(a), float(np.expm1(row[a])), None, None, None)
            for a in np.flatnonzero(np.isfinite(row))
        ]
        now = float(np.expm1(row[end]))
        rows.append((note, title, end, None, now, now, now))
        floor = np.array([now, now, now])
        for day in _stops(end, until):
            floor = np.fmax(_one(aged, number, end, day)[0], floor)
            rows.append((note, title, day, None, *(float(x) for x in floor)))
    kinds = {"note_id": pl.String, "title": pl.String, "age_days": pl.Int64}
    return pl.DataFrame(
        rows, schema={**kinds, **dict.fromkeys(("seen", "forecast", "low", "high"), pl.Float64)}, orient="row"
    )


def _stops(end: int, until: int) -> list[int]:
    return sorted({*range(end + 1, until, max((until - end) // 8, 1)), until}) if end < until else []


def told_until(forecasts: pl.DataFrame) -> int | None:
    """Return the latest horizon with a forecast for every note; None if there is none.

    Args:
        forecasts: From `forecast_notes`.
    """
    spoken = forecasts.group_by("horizon_days").agg(pl.col("forecast").is_not_null().all())
    days = spoken.filter("forecast")["horizon_days"]
    return int(days.max()) if days.len() else None  # type: ignore[arg-type]


def note_lives(aged: Aged, forecasts: pl.DataFrame, brief: Brief | None = None) -> pl.DataFrame:
    """Say how long each note lived.

    Args:
        aged: From `age_notes`.
        forecasts: From `forecast_notes`, for the count at the last horizon.
        brief: The brief; its target cost per interaction prices the long tail.

    Returns:
        One row per note, longest-lived first: `note_id`, `title`, `count`, `half_life_days` (the day it
        reached half of its
        last horizon's count; null if not yet), `long_tail_share` of that count that comes after day 7,
        `long_tail_count`, and `long_tail_cny`: its cost at the brief's CPE target (null without one).
    """
    until = told_until(forecasts) or 0
    place = {note: number for number, note in enumerate(aged.notes["note_id"])}
    rows = []
    for row in forecasts.filter(pl.col("horizon_days") == until).drop_nulls("forecast").iter_rows(named=True):
        counts = np.expm1(aged.logs[place[row["note_id"]]])
        final = row["forecast"]
        reached = np.flatnonzero(counts >= final / 2)
        week = counts[TAIL_FROM_DAYS] if len(counts) > TAIL_FROM_DAYS else np.nan
        late = max(final - week, 0.0) if np.isfinite(week) else None
        rows.append(
            (
                row["note_id"],
                row["title"],
                row["count"],
                int(reached[0]) if reached.size else None,
                late / final if late is not None and final > 0 else None,
                late,
            )
        )
    floats = {"long_tail_share": pl.Float64, "long_tail_count": pl.Float64}
    price = next((kpi.target for kpi in brief.kpis if kpi.metric == "cpe"), None) if brief else None
    schema = {
        "note_id": pl.String,
        "title": pl.String,
        "count": pl.Float64,
        "half_life_days": pl.Int64,
        **floats,
    }
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        long_tail_cny=pl.col("long_tail_count") * pl.lit(price, dtype=pl.Float64)
    )
    return frame.sort(["long_tail_share", "note_id"], descending=[True, False], nulls_last=True)


def check_forecasts(
    aged: Aged, to_days: int | None = None, from_days: Sequence[int] = CHECKED_FROM
) -> pl.DataFrame:
    """Forecast each old note from its early days with the others' growth, and compare with the outcome.

    Args:
        aged: From `age_notes`.
        to_days: The age forecast; by default the oldest that at least 8 notes reached.
        from_days: Ages forecast from.

    Returns:
        One row a start: `from_days`, `to_days`, `n` notes, `error` (median absolute share by which the
            forecast missed),
        `error_last` (the same for "it stays as it is"), `ratio` of the two, `coverage` of the 80 % interval.
        Below 8 notes no row.
    """
    reached = np.isfinite(aged.logs).sum(axis=0)
    enough = np.flatnonzero(reached > LEAST_MATURE)
    until = to_days if to_days is not None else int(enough.max(initial=0))
    rows = []
    for age in from_days:
        found = _checked(aged, age, until) if 0 <= age < until < aged.logs.shape[1] else None
        if found:
            rows.append((age, until, *found))
    return pl.DataFrame(rows, schema=CHECKED, orient="row")


def _checked(aged: Aged, age: int, until: int) -> tuple[int, float, float, float | None, float] | None:
    both = np.flatnonzero(np.isfinite(aged.logs[:, age]) & np.isfinite(aged.logs[:, until]))
    if len(both) <= LEAST_MATURE:
        return None
    actual = np.expm1(aged.logs[both, until])
    ends = np.zeros((len(both), 3))
    for part in _tenths(len(both)):
        ends[part] = _together(aged, both[part], age, until, both[part])[0]
    scale = np.maximum(actual, 1.0)
    error = float(np.median(np.abs(ends[:, 0] - actual) / scale))
    still = float(np.median(np.abs(np.expm1(aged.logs[both, age]) - actual) / scale))
    # In whole counts: an interval also holds a count that it reaches after rounding.
    held = (np.floor(ends[:, 1]) <= actual + 1e-9) & (actual <= np.ceil(ends[:, 2]) + 1e-9)
    return len(both), error, still, error / still if still > 0 else None, float(held.mean())


def _tenths(notes: int) -> list[Ints]:
    """Return which notes are forecast together, from the growth of all others: each alone where there are few."""
    parts = min(notes, PARTS) if notes > MANY else notes
    return [np.arange(part, notes, parts) for part in range(parts)]


def longevity_findings(forecasts: pl.DataFrame, checked: pl.DataFrame) -> list[Finding]:
    """Say what is still to come, by what method, and how accurate such forecasts were on these notes."""
    if forecasts.is_empty():
        return [
            Finding(
                "no_snapshots",
                Level.REVIEW,
                Text(
                    "There are no snapshots, so nothing can be said about how long notes live.",
                    "没有快照，无法判断笔记生命周期。",
                ),
                Text("Crawl the notes once a day from posting on.", "请从发布日起每日抓取一次。"),
            )
        ]
    asked, until = int(forecasts["horizon_days"].max()), told_until(forecasts)  # type: ignore[arg-type]
    if until is None:
        first = int(forecasts["horizon_days"].min())  # type: ignore[arg-type]
        return [_too_young(first), *(_checked_text(row) for row in checked.iter_rows(named=True))]
    final = forecasts.filter(pl.col("horizon_days") == until)
    now, then = float(final["count"].sum()), float(final["forecast"].sum())
    ways = set(final["method"].unique())
    said = [
        Finding(
            "still_to_come",
            Level.PASS,
            Text(
                (
                    f"By day {until} the notes should gather {then - now:,.0f} more likes and saves "
                    f"({(then / now - 1) * 100 if now else 0:.0f}% on top of today's {now:,.0f})."
                ),
                (
                    f"到第 {until} 天预计还会新增 {then - now:,.0f} 个赞藏（在现有 {now:,.0f} 的基础上 "
                    f"+{(then / now - 1) * 100 if now else 0:.0f}%）。"
                ),
            ),
            n=final.height,
        )
    ]
    if "pattern" in ways:
        said.append(
            Finding(
                "pattern_only",
                Level.REVIEW,
                Text(
                    (
                        f"Fewer than {LEAST_MATURE} notes have been seen long enough, so forecasts "
                        "follow the common pattern, not each note's own signs."
                    ),
                    f"观察期足够长的笔记不足 {LEAST_MATURE} 篇，预测只按整体规律，不看单篇特征。",
                ),
            )
        )
    if until < asked:
        said.append(_too_young(asked))
    if "tail" in ways:
        said.append(
            Finding(
                "beyond_what_was_seen",
                Level.REVIEW,
                Text(
                    (
                        f"No note here has been seen at day {until}: the last stretch extends the "
                        "slowing of the days before, and its interval is as wide as the same forecast, "
                        "made at earlier ages, missed by."
                    ),
                    f"尚无笔记观察到第 {until} 天：最后一段按此前放缓的趋势外推，区间取自用同样方法在更早天数所作预测的实际偏差。",
                ),
            )
        )
    return [*said, *(_checked_text(row) for row in checked.iter_rows(named=True))]


def _too_young(day: int) -> Finding:
    return Finding(
        "too_young_to_tell",
        Level.REVIEW,
        Text(
            (
                f"There is no forecast for day {day}: the notes have not been observed long enough to know "
                "how far it would miss."
            ),
            f"不预测第 {day} 天：观察时间太短，无法知道预测会偏差多少。",
        ),
        Text(
            "Keep crawling once a day; look again when the oldest note has reached a quarter of that age.",
            "请继续每日抓取，待最早的笔记达到该天数的四分之一再看。",
        ),
    )


def _checked_text(row: dict[str, float]) -> Finding:
    text = Text(
        (
            f"Checked on {row['n']} notes: from day {row['from_days']} to day {row['to_days']} "
            f"forecasts missed by {row['error'] * 100:.0f}% (median); taking the count as final, by "
            f"{row['error_last'] * 100:.0f}%. The 80% interval held {row['coverage'] * 100:.0f}% of "
            "them."
        ),
        (
            f"以 {row['n']} 篇检验：由第 {row['from_days']} 天预测第 {row['to_days']} 天，误差中位数 "
            f"{row['error'] * 100:.0f}%；按当时数值不变则为 {row['error_last'] * 100:.0f}%。80% 区间实际覆盖 "
            f"{row['coverage'] * 100:.0f}%。"
        ),
    )
    good = row["ratio"] is not None and row["ratio"] <= 1
    return Finding("forecast_checked", Level.PASS if good else Level.REVIEW, text, n=int(row["n"]))
