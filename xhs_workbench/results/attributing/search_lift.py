"""Did the campaign make people search for us? Brand and hashtag search against the level expected from control terms.

A lift is measured only if the files allow it; otherwise a sentence says why not and what would help. The
smallest detectable lift depends on the days before alone and is stated first, by a function that receives no
other days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.findings import Finding, Text
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.attributing.counterfactual import (
    LEAST_BEFORE,
    Array,
    Counterfactual,
    donor_variance,
    donors_ahead,
    estimate,
    foresee,
)
from xhs_workbench.results.attributing.plain_difference import difference, unlisted_bump
from xhs_workbench.results.attributing.promotions import promoted_days, promotion_findings, sales_in
from xhs_workbench.results.attributing.search_sentences import (
    NOT_FORESEEN,
    NOT_MEASURED,
    few_before,
    refuse,
    say_bump,
    say_detectable,
    say_disagreement,
    say_seen,
)
from xhs_workbench.written import many

LEAST_CONTROLS = 3
AFTER_POSTING_DAYS = 28
"""The window ends four weeks after the last posting day. It is fixed in advance, so that nobody picks the
best-looking weeks."""
MOST_MISSING = 0.2
LEAST_COMPARED = 7
"""Days of a sale are left out, for nothing tells what a brand's own sale does to its search; a week must remain."""
ROLES = ("brand", "hashtag")
SUMMARY = {
    "term": pl.String,
    "role": pl.String,
    "lift": pl.Float64,
    "lift_low": pl.Float64,
    "lift_high": pl.Float64,
    "extra_a_day": pl.Float64,
    "extra_low": pl.Float64,
    "extra_high": pl.Float64,
    "detectable": pl.Float64,
    "days_before": pl.Int64,
    "days_after": pl.Int64,
    "controls": pl.String,
    "placebos": pl.Int64,
    "placebos_held": pl.Int64,
    "calibration": pl.Float64,
    "plain_lift": pl.Float64,
    "plain_low": pl.Float64,
    "plain_high": pl.Float64,
    "verdict": pl.String,
    "bump": pl.String,
}
SIGHT = {
    "term": pl.String,
    "role": pl.String,
    "detectable": pl.Float64,
    "days_before": pl.Int64,
    "days": pl.Int64,
    "controls": pl.String,
    "placebos": pl.Int64,
    "placebos_held": pl.Int64,
}
SERIES = {
    "term": pl.String,
    "day": pl.Date,
    "actual": pl.Float64,
    "expected": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "after": pl.Boolean,
}


@dataclass(frozen=True, slots=True)
class SearchLift:
    """What the search index shows about the campaign.

    Args:
        summary: One row a term measured: `term`, `role`, `lift` (0.3 = 30 % more than expected) with
            `lift_low` and `lift_high` (95 %), `extra_a_day` index points a day with its ends, `detectable`
            (smallest lift these days before could show with 80 % power), `days_before`, `days_after`,
            `controls` (names), `placebos` and `placebos_held` (quiet runs), `calibration` (factor on the
            spread), `plain_lift` with `plain_low` and `plain_high` (95 %, a plain difference-in-differences
            on the same controls), `verdict` (`up`, `down`, `not_seen`,
            `cannot_tell`: something nobody listed moved search) and `bump`, what moved it (a key of `BUMPS`).
        series: One row a term and day: `actual`, `expected` without the campaign, its 95 % band `low`–`high`
            (days after only), `after`.
        findings: What was seen, what was refused and why.
    """

    summary: pl.DataFrame
    series: pl.DataFrame
    findings: list[Finding]

    def __repr__(self) -> str:
        """Say for each term what was seen, or why nothing can be told."""
        return "\n".join(finding.text.en for finding in self.findings) or "<no term measured>"

    @property
    def headline(self) -> list[Finding]:
        """Return what was seen or refused."""
        return self.findings


@dataclass(frozen=True, slots=True)
class LiftInSight:
    """What lift the days before posting could detect.

    Args:
        summary: One row a term: `term`, `role`, `detectable` (smallest lift seen with 80 % power, 0.3 = 30
            %), `days_before`, `days` to come, `controls` (names), `placebos` and `placebos_held` (quiet
            runs).
        findings: The same in sentences; what was refused and why.
    """

    summary: pl.DataFrame
    findings: list[Finding]


def foresee_lift(index: pl.DataFrame, brief: Brief, as_of: date, days: int | None = None) -> LiftInSight:
    """Say for each brand and hashtag term what lift could be detected, from the days before posting alone.

    No day from the first posting day on is used, so it can be stated in the brief and no outcome can
    influence it.

    Args:
        index: The `SearchIndex` table, daily, with `role`.
        brief: The brief: posting dates, and the words by which a touched control is known.
        as_of: The day of the report; before posting, the whole window is still to come.
        days: Days to be compared; None is the window of `measure_lift`.
    """
    start = brief.timeline.posting_start
    whole = window_days(brief)
    ahead = days or (min(whole, (as_of - start).days + 1) if as_of >= start else whole)
    daily = _usable(index, min(start - timedelta(days=1), as_of))
    wide, controls = _wide(daily)
    # A term first searched after posting has no days before: it is refused by name, not silently skipped.
    terms = _terms(_usable(index, as_of))
    refused = _refuse(wide, controls, terms, brief, NOT_FORESEEN)
    if refused:
        return LiftInSight(pl.DataFrame(schema=SIGHT), refused)
    rows, said = [], []
    to_come = pl.date_range(start, start + timedelta(days=ahead - 1), eager=True)
    compared, sale = promoted_days(to_come, brief) == 0, promoted_days(wide["day"], brief) > 0
    if filled := _sale_fills(int(compared.sum()), pl.concat([wide["day"], to_come]), brief, NOT_FORESEEN):
        return LiftInSight(pl.DataFrame(schema=SIGHT), filled)
    quiet = wide.filter(~pl.Series(sale))
    known = {term: quiet[term].count() if term in quiet.columns else 0 for term in terms["term"]}
    donors = None  # the controls go on alike for every term, so their own variance is computed once
    if max(known.values()) >= LEAST_BEFORE:
        donors = donors_ahead(wide.select(controls).to_numpy().astype(float), compared, _weekdays(wide))
    for term, role in terms.iter_rows():
        if known[term] < LEAST_BEFORE:
            said.append(few_before(term, known[term], NOT_FORESEEN))
            continue
        series, others = _arrays(wide, term, controls)
        sight = foresee(
            np.where(sale, np.nan, series), others, compared, weekdays=_weekdays(wide), donors=donors
        )
        row = {
            "term": term,
            "role": role,
            "detectable": sight.detectable,
            "days_before": int((~sale).sum()),
            "days": int(compared.sum()),
            "controls": "、".join(controls),
            "placebos": sight.placebos,
            "placebos_held": sight.placebos_held,
        }
        rows.append(row)
        said.append(say_detectable(row))
    return LiftInSight(pl.DataFrame(rows, schema=SIGHT), said)


def window_days(brief: Brief) -> int:
    """Return the final length of the comparison in days: from the first posting day to four weeks after the last.

    Args:
        brief: The brief: posting dates.
    """
    return (brief.timeline.posting_end - brief.timeline.posting_start).days + AFTER_POSTING_DAYS + 1


def _usable(index: pl.DataFrame, last: date) -> pl.DataFrame:
    """Return the days up to then; a zero is below the index's smallest figure, half of which replaces it."""
    known = index.drop_nulls(["day", "index"]).filter((pl.col("day") <= last) & (pl.col("index") >= 0))
    smallest = pl.col("index").filter(pl.col("index") > 0).min().over("term")
    zero = pl.col("index") == 0
    return known.with_columns(
        _zero=zero, index=pl.when(zero).then(smallest / 2).otherwise("index")
    ).drop_nulls("index")


def _terms(daily: pl.DataFrame) -> pl.DataFrame:
    return daily.filter(pl.col("role").is_in(ROLES)).select("term", "role").unique().sort("role", "term")


def measure_lift(
    index: pl.DataFrame, brief: Brief, as_of: date, foreseen: LiftInSight | None = None
) -> SearchLift:
    """Compare each brand and hashtag term with its expected level.

    Args:
        index: The `SearchIndex` table, daily, with `role`.
        brief: The brief: posting dates, and the words by which a touched control is known.
        as_of: The day of the report; later days are ignored.
        foreseen: From `foresee_lift`, so that the figures repeat what was stated in advance; without it, it
            is calculated.
    """
    start = brief.timeline.posting_start
    stop = min(brief.timeline.posting_end + timedelta(days=AFTER_POSTING_DAYS), as_of)
    daily = _usable(index, stop)
    wide, controls = _wide(daily)
    terms = _terms(daily)
    refused = _refuse(wide, controls, terms, brief) or _no_days_after(wide, start)
    if refused:
        return SearchLift(pl.DataFrame(schema=SUMMARY), pl.DataFrame(schema=SERIES), refused)
    sight = (foreseen or foresee_lift(index, brief, as_of)).summary
    sale = promoted_days(wide["day"], brief) > 0
    filled = _sale_fills(int((~sale & (wide["day"] >= start).to_numpy()).sum()), wide["day"], brief)
    if filled:
        return SearchLift(pl.DataFrame(schema=SUMMARY), pl.DataFrame(schema=SERIES), filled)
    said_before = dict(sight.select("term", "detectable").iter_rows())
    gaps = {term: gap for term in terms["term"] if (gap := _gap(wide.filter(~pl.Series(sale)), term, start))}
    rows, series, said = [], [], list(gaps.values())
    measured = terms.filter(~pl.col("term").is_in(list(gaps)))
    before, weekdays = _before(wide, start), _weekdays(wide)
    # The controls are the same for every term, so their own variance is computed once.
    known = wide.select(controls).to_numpy().astype(float)
    donors = donor_variance(known, before, weekdays, ~sale[before:]) if measured.height else None
    for term, role in measured.iter_rows():
        values, others = _arrays(wide, term, controls)
        compared = np.where(sale, np.nan, values)
        found = estimate(compared, others, before, weekdays=weekdays, donors=donors)
        row = _term_row(str(term), str(role), found, sale, before, controls)
        row |= _plainly(compared, others, before)
        bump = unlisted_bump(values, others, before, sale.astype(float))
        # A bump that controls share inside the window matters only if a lift is claimed.
        row["verdict"] = "cannot_tell" if bump and row["verdict"] != "not_seen" else row["verdict"]
        row["bump"] = bump if row["verdict"] == "cannot_tell" else None
        rows.append({**row, "detectable": said_before.get(term)})
        series.append(_series(str(term), found, wide, start))
        said += (
            [say_bump(row, bump)]
            if bump and row["verdict"] == "cannot_tell"
            else [say_seen(row), *say_disagreement(row)]
        )
    said += promotion_findings(wide["day"], brief) if rows else []
    return SearchLift(
        pl.DataFrame(rows, schema=SUMMARY), pl.concat(series) if series else pl.DataFrame(schema=SERIES), said
    )


def _wide(daily: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Combine the terms, one row per calendar day; single missing days of a control are interpolated linearly."""
    controls = daily.filter(pl.col("role") == "control")["term"].unique().sort().to_list()
    if daily.is_empty():
        return pl.DataFrame(schema={"day": pl.Date}), controls
    days = pl.DataFrame({"day": pl.date_range(daily["day"].min(), daily["day"].max(), eager=True)})  # type: ignore[arg-type]
    table = daily.pivot(on="term", index="day", values="index", aggregate_function="mean")
    wide = days.join(table, on="day", how="left").sort("day")
    return wide.with_columns(pl.col(controls).interpolate().forward_fill().backward_fill()), controls


def _arrays(wide: pl.DataFrame, term: str, controls: list[str]) -> tuple[Array, Array]:
    values = wide[term].cast(pl.Float64).fill_null(float("nan")).to_numpy().astype(float)
    return values, wide.select(controls).to_numpy().astype(float)


def _weekdays(wide: pl.DataFrame) -> NDArray[np.int64]:
    return wide["day"].dt.weekday().to_numpy().astype(np.int64) - 1


def _before(wide: pl.DataFrame, start: date) -> int:
    return wide.filter(pl.col("day") < start).height


def _refuse(
    wide: pl.DataFrame, controls: list[str], terms: pl.DataFrame, brief: Brief, head: Text = NOT_MEASURED
) -> list[Finding]:
    if terms.is_empty() or wide.is_empty():
        return [
            refuse(
                "no_search_index",
                "there is no daily index of a brand or hashtag term",
                "没有品牌词或话题词的日搜索指数",
                "Export the index of the brand, a hashtag and three control terms.",
                "请导出品牌词、话题词及三个对照词的日指数。",
                head,
            )
        ]
    touched = [control for control in controls if _touched(control, brief)]
    if touched:
        names = "、".join(touched)
        return [
            refuse(
                "touched_control",
                f"the campaign itself pushes the control {names}",
                f"对照词「{names}」本身就被投放带动",
                "Replace it by a term of the category that no note of ours carries.",
                "请换成笔记未涉及的同类词。",
                head,
            )
        ]
    if len(controls) < LEAST_CONTROLS:
        return [
            refuse(
                "few_controls",
                f"there are {len(controls)} control terms and {LEAST_CONTROLS} are needed",
                f"对照词只有 {len(controls)} 个，至少需要 {LEAST_CONTROLS} 个",
                "Add terms of the category that move with the market, not with us.",
                "请补充随大盘波动、与本次投放无关的词。",
                head,
            )
        ]
    return []


def _no_days_after(wide: pl.DataFrame, start: date) -> list[Finding]:
    if _before(wide, start) == wide.height:
        return [
            refuse(
                "no_days_after",
                "the index ends before the first posting day",
                "指数在首日发布前已结束",
                "Export the index again.",
                "请重新导出指数。",
            )
        ]
    return []


def _sale_fills(compared: int, days: pl.Series, brief: Brief, head: Text = NOT_MEASURED) -> list[Finding]:
    """Refuse a window of which a sale leaves less than a week."""
    if compared >= LEAST_COMPARED or not promotion_findings(days, brief):
        return []
    en, zh = sales_in(days, brief)
    return [
        refuse(
            "sale_fills_window",
            f"a sale ({en}) leaves {many(compared, 'day')} of the window, and {LEAST_COMPARED} are needed",
            f"大促（{zh}）占去大部分窗口，仅剩 {compared} 天，至少需要 {LEAST_COMPARED} 天",
            "Export the index again when more days without a sale have passed.",
            "待更多非大促日过后重新导出指数。",
            head,
        )
    ]


def _touched(control: str, brief: Brief) -> bool:
    """Say whether a control contains the brand, product or a hashtag of the campaign, or is a word of the brand."""
    name, product = brief.brand.name, brief.brand.product
    ours = [
        name.en,
        name.zh,
        product.en,
        product.zh,
        *(tag.lstrip("#＃") for tag in brief.inclusions.hashtags),
    ]
    plain = control.lower().lstrip("#＃")
    inside = any(word and word.lower() in plain for word in ours)
    return inside or plain in {word.lower() for word in (*brief.brand.terms, *ours)}


def _gap(wide: pl.DataFrame, term: str, start: date) -> Finding | None:
    known = wide.drop_nulls(term)
    before = _before(known, start)
    if before < LEAST_BEFORE:
        return few_before(term, before)
    after = wide.height - _before(wide, start)
    if known.height - before < max(1, (1 - MOST_MISSING) * after):
        return refuse(
            "days_after_missing",
            f"“{term}” lacks more than a fifth of the days after posting",
            f"「{term}」发布后缺失超过五分之一的天数",
            "Export the index again.",
            "请重新导出指数。",
        )
    return None


def _term_row(
    term: str, role: str, found: Counterfactual, sale: NDArray[np.bool_], before: int, controls: list[str]
) -> dict[str, object]:
    return {
        "term": term,
        "role": role,
        "lift": found.lift,
        "lift_low": found.lift_low,
        "lift_high": found.lift_high,
        "extra_a_day": found.effect,
        "extra_low": found.effect_low,
        "extra_high": found.effect_high,
        "days_before": int((~sale[:before]).sum()),
        "days_after": int((~sale[before:]).sum()),
        "controls": "、".join(controls),
        "placebos": found.placebos,
        "placebos_held": found.placebos_held,
        "calibration": found.calibration,
        "verdict": "up" if found.lift_low > 0 else "down" if found.lift_high < 0 else "not_seen",
    }


def _plainly(values: Array, others: Array, before: int) -> dict[str, object]:
    plain = difference(values, others, before)
    return {"plain_lift": plain.lift, "plain_low": plain.low, "plain_high": plain.high}


def _series(term: str, found: Counterfactual, wide: pl.DataFrame, start: date) -> pl.DataFrame:
    unknown = np.full(len(found.fitted), np.nan)
    # The first days' one-step fit has no prior information and would only stretch the axis.
    fitted = np.where(np.arange(len(unknown)) < 14, np.nan, found.fitted)
    frame = wide.select(
        "day",
        term=pl.lit(term),
        actual=pl.col(term).cast(pl.Float64),
        expected=pl.Series(np.concatenate([fitted, found.expected])),
        low=pl.Series(np.concatenate([unknown, found.low])),
        high=pl.Series(np.concatenate([unknown, found.high])),
        after=pl.col("day") >= start,
    )
    return frame.with_columns(pl.col("expected", "low", "high").fill_nan(None)).select(list(SERIES))
