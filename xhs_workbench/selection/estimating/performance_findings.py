"""How the estimates were made and what they lack, in sentences."""

from __future__ import annotations

from math import expm1

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.selection.estimating.commercial import WEAK
from xhs_workbench.selection.estimating.performance import FEW, Performance


def explain_performance(performance: Performance) -> list[Finding]:
    """Say what estimates rest on, whether recent notes count more, how intervals were set, whose paid notes do badly.

    Args:
        performance: From `estimate_performance`.
    """
    return [
        *_basis(performance.creators),
        _recency(performance),
        *_ahead(performance),
        _interval(performance),
        *_commercial(performance.creators),
    ]


def _basis(creators: pl.DataFrame) -> list[Finding]:
    known = creators.filter(pl.col("expected_interactions").is_not_null())
    notes = known.filter(pl.col("performance_from").is_in(["notes", "commercial_notes"])).height
    few, n = int(known["few_notes"].sum()), known.height
    found = [
        Finding(
            "estimated",
            Level.PASS,
            Text(
                (
                    f"{n:,} of {creators.height:,} creators have an estimate: {notes:,} from notes, "
                    f"{n - notes:,} from an export's median or mean."
                ),
                f"{creators.height:,} 位达人中 {n:,} 位有估计：{notes:,} 位依据笔记，{n - notes:,} 位依据导出的中位数或均值。",
            ),
            n=n,
        )
    ]
    if few:
        found.append(
            Finding(
                "few_notes_shrunk",
                Level.REVIEW,
                Text(
                    (
                        f"Estimates that rest on fewer than {FEW} notes: {few:,}. Part of what they say "
                        "comes from creators like them."
                    ),
                    f"{few:,} 位的估计不足 {FEW} 篇笔记，部分参照同类达人。",
                ),
                Text(
                    "Ask for more of their recent notes before a large order.", "大额下单前请补充其近期笔记。"
                ),
                n=few,
            )
        )
    return found


def _recency(performance: Performance) -> Finding:
    recency = performance.recency
    if not recency.creators:
        text = Text(
            "All notes count alike: too few dated notes to test whether recent ones should count more.",
            "所有笔记同等计入：有日期的笔记太少，无法检验近期笔记是否应加权。",
        )
    elif recency.half_life_days:
        text = Text(
            (
                f"Recent notes count more (half after {recency.half_life_days:.0f} days): on later "
                f"notes of {recency.creators:,} creators the squared error fell by {recency.gain:.0%}."
            ),
            (
                f"近期笔记权重更高（{recency.half_life_days:.0f} 天减半）：在 {recency.creators:,} 位达人之后的笔记上，平方误差下降 "
                f"{recency.gain:.0%}。"
            ),
        )
    else:
        text = Text(
            (
                "All notes count alike: weighting recent ones did not predict later notes of "
                f"{recency.creators:,} creators better (at best {recency.gain:.1%} less squared error)."
            ),
            f"所有笔记同等计入：对近期笔记加权并未更好预测 {recency.creators:,} 位达人之后的笔记（平方误差最多减少 {recency.gain:.1%}）。",
        )
    return Finding("recency", Level.PASS, text, n=recency.creators or None)


def _ahead(performance: Performance) -> list[Finding]:
    """Say how far and with what growth estimates were extrapolated; warn if that exceeds the observed period."""
    horizon = performance.horizon
    if horizon is None or not horizon.ahead_days:
        return []
    days, seen = f"{horizon.ahead_days:.0f}", f"{horizon.seen_days:.0f}"
    far = horizon.ahead_days > horizon.seen_days
    grown = horizon.growth
    en = (
        f"a common growth of {100 * expm1(grown):+.0f}% a year, measured over {seen} days of notes, is extrapolated"
        if grown
        else "no common growth is extrapolated, because none is clear"
    )
    zh = (
        f"沿用由 {seen} 天笔记得出的共同增长（年 {100 * expm1(grown):+.0f}%）"
        if grown
        else "未沿用共同增长（并不明确）"
    )
    warn = (
        " That is further ahead than the notes reach back: rely on the interval, not on the estimate."
        if far
        else ""
    )
    warn_zh = "预测跨度超过已有笔记的时间跨度：请看区间，不看点估计。" if far else ""
    text = Text(
        (
            f"Estimates are for the posting window, {days} days after the last note seen: {en}; the "
            f"range widens with that distance.{warn}"
        ),
        f"估计针对发布期（最后一篇笔记之后 {days} 天）：{zh}；区间随时间距离变宽。{warn_zh}",
    )
    return [Finding("carried_ahead", Level.REVIEW if far else Level.PASS, text)]


def _interval(performance: Performance) -> Finding:
    calibration = performance.calibration
    if calibration.from_data:
        text = Text(
            (
                f"The {calibration.level:.0%} interval of a next note was set by later notes of "
                f"{calibration.creators:,} creators that the estimate had not seen."
            ),
            f"下一篇笔记的 {calibration.level:.0%} 区间，由 {calibration.creators:,} 位达人未参与估计的后续笔记校准。",
        )
        return Finding("interval_calibrated", Level.PASS, text, n=calibration.creators)
    if calibration.notes:
        text = Text(
            (
                f"The {calibration.level:.0%} interval of a next note was set by {calibration.notes:,} "
                "notes left out one by one: these are too few creators to hold some back."
            ),
            f"下一篇笔记的 {calibration.level:.0%} 区间，由逐篇留出的 {calibration.notes:,} 篇笔记校准：达人太少，无法整体留出。",
        )
        return Finding("interval_left_out", Level.PASS, text, n=calibration.notes)
    text = Text(
        (
            f"The {calibration.level:.0%} interval of a next note is a default measured on another "
            "platform: fewer than thirty creators here have enough dated notes."
        ),
        f"下一篇笔记的 {calibration.level:.0%} 区间采用在其他平台测得的默认值：此处笔记日期足够的达人不足 30 位。",
    )
    return Finding(
        "interval_default",
        Level.REVIEW,
        text,
        Text("Add notes with their publish time.", "请补充带发布时间的笔记。"),
    )


def _commercial(creators: pl.DataFrame) -> list[Finding]:
    known = creators.filter(pl.col("commercial_ratio").is_not_null())
    if known.is_empty():
        text = Text(
            "No file tells commercial notes from daily ones, so how paid notes do is unknown.",
            "文件未区分合作与日常笔记，商业笔记表现未知。",
        )
        return [
            Finding(
                "no_commercial",
                Level.REVIEW,
                text,
                Text("Add the 蒲公英 export with 合作 medians.", "请补充含合作中位数的蒲公英导出。"),
            )
        ]
    middle, weak = float(known["commercial_ratio"].median()), int(known["commercial_weak"].sum())  # type: ignore[arg-type]
    medians = int((known["commercial_ratio_from"] == "export_median").sum())
    text = Text(
        (
            f"A commercial note brings {middle:.2f} of a daily one for the median creator (n = "
            f"{known.height:,}, {medians:,} of them from an export's medians); {weak:,} are below "
            f"{WEAK}."
        ),
        f"中位达人的合作笔记为日常的 {middle:.2f} 倍（n = {known.height:,}，其中 {medians:,} 位来自导出中位数）；{weak:,} 位低于 {WEAK}。",
    )
    fix = (
        Text("Ask those below for their last paid notes.", "请向偏低者索取近期商业笔记。")
        if weak
        else Text("", "")
    )
    return [Finding("commercial", Level.REVIEW if weak else Level.PASS, text, fix, n=known.height)]
