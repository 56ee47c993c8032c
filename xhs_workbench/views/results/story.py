"""The chapters of the results: each statement with its picture, or what file would add it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.telling import Card, FirstScreen, Statement
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.declarations import show
from xhs_workbench.views.drawing.numbers import Shown
from xhs_workbench.views.results.wants import WANTS, want_of_targets
from xhs_workbench.views.sketching.sketches import Sketch
from xhs_workbench.views.story import cards, chapter, first_screen, unsaid
from xhs_workbench.views.wording import Words
from xhs_workbench.written import percent_words

MOST_ROWS = 6


def chapter_or_want(
    name: str, said: Statement | None, picture: Sketch | None = None, wants: Text = NOTHING
) -> Block:
    """Open a chapter with its statement and picture, or say what would fill it.

    Args:
        name: Its name in `who_sees.toml`.
        said: The statement; None where there is nothing to say.
        picture: Its picture.
        wants: What is missing, for a chapter that `WANTS` does not know.
    """
    return chapter(said, picture, name=name) if said else unsaid(WANTS.get(name, wants), name=name)


def open_results(
    said: FirstScreen, ranked: pl.DataFrame, column: str, title: Statement | None, named: int, goal: Text
) -> Block:
    """Show the first screen, with the notes that brought most of the objective.

    Args:
        said: From `results.first_words`.
        ranked: From `results.rank_notes`.
        column: The count the brief aims for, from `results.objective_column`.
        title: From `results.say_half`, which the picture shows.
        named: How many notes it speaks of: their bars stand out.
        goal: What the count is called.
    """
    rows = ranked.drop_nulls(column).sort(column, "order_id", descending=[True, False]).head(MOST_ROWS)
    twice = set(rows.filter(pl.col("creator_name").is_duplicated())["creator_name"].drop_nulls())
    bars = [
        {
            "label": _name_of_bar(row, twice),
            "value": row[column],
            "text": Shown(row[column], "cny" if column.endswith("_cny") else "compact"),
            "tone": "accent" if place < named else "plain",
        }
        for place, row in enumerate(rows.iter_rows(named=True))
    ]
    note = Text(f"Notes with the most {goal.en}, by creator", f"{goal.zh}最多的笔记（按达人）")
    picture = Sketch("bars", bars, title.says if title else NOTHING, note) if title else None
    return first_screen(said, picture, name="results.first_screen")


def _name_of_bar(row: Mapping[str, Any], twice: Collection[str]) -> str:
    """Name a note by its creator; by its title too where she has several of the bars."""
    creator, title = row["creator_name"], row["title"]
    if creator in twice and title:
        return f"{creator} · {title}"
    return creator or title or row["note_id"] or "—"


def open_closer(said: FirstScreen) -> Block:
    """Show how much there is to look at.

    Args:
        said: From `results.sum_up_closer`.
    """
    return first_screen(said, name="results.first_screen")


def tables_of_money(
    lines: pl.DataFrame, past: Block, held: pl.DataFrame, layers: pl.DataFrame
) -> list[Block]:
    """Show the budget line by line, efficiency against others' and the brand's own past, and what a cost holds.

    Args:
        lines: From `budget_lines`.
        past: The table of `against_own_past`.
        held: From `against_benchmarks`.
        layers: From `cost_layers`.
    """
    beside = show("results.table_benchmarks", held)
    lines, layers = (
        _where_known(frame, name) for frame, name in ((lines, "booked_cny"), (layers, "total_cny"))
    )
    return [show("results.table_budget", lines), past, beside, show("closing.table_costs", layers)]


def table_plan(plan: pl.DataFrame) -> Block:
    """Show each target and what came; nothing where the files hold no figure for any of them.

    Args:
        plan: From `results.compare_to_plan`.
    """
    return show("results.table_plan", _where_known(plan, "value"))


def _where_known(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return a table as it is if any row knows what it is about, else without rows: dashes tell a reader nothing."""
    return frame if frame.is_empty() or frame[column].count() else frame.clear()


def chapter_delivery(said: Statement | None, plan: pl.DataFrame) -> Block:
    """Show each target's completion.

    Args:
        said: From `results.say_delivery`.
        plan: From `results.compare_to_plan`.
    """
    tones = {"met": "good", "missed": "bad", "close": "bad"}
    rows = [
        {
            "label": Text(row["name_en"], row["name_zh"]),
            "value": row["completion"] * 100,
            "text": percent_words(row["completion"]),
            "tone": tones.get(row["verdict"], "soft"),
        }
        for row in plan.drop_nulls("completion").iter_rows(named=True)
    ]
    note = Text("Share of each target; for a cost, target over cost", "各项目标完成率；成本类为目标 ÷ 实际")
    reference = {"value": 100, "label": Text("target", "目标")}
    return chapter_or_want(
        "results.delivery",
        said,
        Sketch("bars", rows, NOTHING, note, {"reference": reference}),
        want_of_targets(plan),
    )


def chapter_funnel(said: Statement | None, tree: pl.DataFrame, steps: Sequence[str]) -> Block:
    """Show the steps from impressions to orders.

    Args:
        said: From `results.say_funnel`.
        tree: From `results.kpi_tree`.
        steps: Metrics of the tree in the order of the funnel.
    """
    known = {row["metric"]: row for row in tree.iter_rows(named=True) if row["value"]}
    rows = []
    for name in (name for name in steps if name in known):
        row = known[name]
        of = (
            Text(f"{row['rate']:.1%} of {row['of_en'].lower()}", f"{row['of_zh']}的 {row['rate']:.1%}")
            if row["rate"]
            else NOTHING
        )
        rows.append(
            {
                "label": Text(row["name_en"], row["name_zh"]),
                "value": row["value"],
                "text": Shown(row["value"], "compact"),
                "rate": of,
            }
        )
    note = Text("Bar lengths on a logarithmic scale", "条形长度为对数刻度")
    return chapter_or_want("results.funnel", said, Sketch("steps", rows, NOTHING, note))


def cards_highlights(items: Sequence[Card]) -> Block:
    """Show what stands out, as cards."""
    return cards(items, name="results.highlight_cards")


def chapter_highlights(said: Statement | None) -> Block:
    """State how much stands out; the cards stand under it."""
    return chapter_or_want("results.highlights", said)


def sketch_spend(paid: pl.DataFrame, spans: Sequence[tuple[date, date, Any]]) -> Block:
    """Show what ads spent day by day, beside the phases of the campaign.

    Args:
        paid: The `Paid` table.
        spans: From `results.campaign_spans`.
    """
    daily = (
        paid.drop_nulls(["day", "spend_cny"]).group_by("day").agg(level=pl.col("spend_cny").sum()).sort("day")
    )
    lines = [_weeks(Text("ad spend", "投流消费"), daily, "accent")] if daily.height else []
    shown = [{"start": a.isoformat(), "end": b.isoformat(), "label": name} for a, b, name in spans]
    title = Text("Ad spend by day and phase", "分日投流消费与阶段")
    note = Text("CNY a day", "元/天")
    return Sketch("timeline", lines, title, note, {"spans": shown, "y_kind": "money"}).block(
        "results.sketch_spend"
    )


def cards_themes(items: Sequence[Card]) -> Block:
    """Show what people speak of, as cards."""
    return cards(items, name="results.theme_cards")


def cards_advice(items: Sequence[Card]) -> Block:
    """Show whom to book again, talk to and hold, as cards."""
    return cards(items, name="results.advice_cards")


def chapter_content(said: Statement | None, worked: pl.DataFrame) -> Block:
    """Show each content choice's difference within the same creators.

    Args:
        said: From `results.say_content`.
        worked: From `results.find_what_worked`.
    """
    shown = worked.sort("claimed", pl.col("change").abs(), descending=True).head(8)
    rows = [
        {
            "label": Text(row["en"], row["zh"]),
            "value": row["change"] * 100,
            "low": row["low"] * 100,
            "high": row["high"] * 100,
            "text": f"{row['change'] * 100:+.0f}%",
            "tone": ("good" if row["change"] > 0 else "bad") if row["claimed"] else "soft",
        }
        for row in shown.sort("change", descending=True).iter_rows(named=True)
    ]
    note = Text(
        "Interactions against the same creators' other notes; coloured where clear",
        "与同一达人其他笔记相比的互动量；差异明确者着色",
    )
    reference = {"value": 0, "label": Text("as usual", "与平日相当")}
    return chapter_or_want(
        "results.content", said, Sketch("dots", rows, NOTHING, note, {"reference": reference})
    )


def chapter_paid(said: Statement | None, traffic: pl.DataFrame) -> Block:
    """Show what came by itself and what was bought.

    Args:
        said: From `results.say_paid`.
        traffic: From `results.split_traffic`.
    """
    tones = ("plain", "accent", "fourth")
    if said is None or said.code != "paid_share":  # what came by itself is not known
        return chapter_or_want("results.paid", said)
    rows = []
    for column, name in SPLIT.items():
        whole = float(traffic[column].sum() or 0)
        parts = [
            {
                "label": Text(row["source_en"], row["source_zh"]),
                "share": row[column] / whole,
                "text": f"{row[column] / whole:.0%}",
                "tone": tone,
            }
            for row, tone in zip(traffic.iter_rows(named=True), tones, strict=False)
            if whole and row[column]
        ]
        if parts:
            rows.append({"label": name, "parts": parts, "note": Shown(whole, "compact")})
    note = Text("Where impressions, reads and interactions came from", "曝光、阅读、互动量的来源构成")
    return chapter_or_want("results.paid", said, Sketch("stacks", rows, NOTHING, note))


SPLIT = {
    "impressions": Text("Impressions", "曝光"),
    "reads": Text("Reads", "阅读"),
    "interactions": Text("Interactions", "互动量"),
}


def chapter_search(
    said: Statement | None,
    levels: pl.DataFrame,
    posted: Sequence[date],
    spans: Sequence[tuple[date, date, Any]],
) -> Block:
    """Show searches week by week beside the days of notes and the spans of sales.

    Args:
        said: From `results.say_search`.
        levels: From `results.search_levels`.
        posted: Day of each note.
        spans: First and last day of each festival or sale, and its name.
    """
    if levels.is_empty():
        return chapter_or_want("results.search", said)
    own = levels.filter(pl.col("role") != "control")
    usual = (
        levels.filter(pl.col("role") == "control")
        .group_by("day", maintain_order=True)
        .agg(pl.col("level").mean())
    )
    lines = [
        _weeks(Text(term, term), own.filter(pl.col("term") == term), tone)
        for term, tone in zip(
            own["term"].unique(maintain_order=True)[:3], ("accent", "second", "good"), strict=False
        )
    ]
    if usual.height:
        lines.append(_weeks(Text("comparable terms", "品类对照词"), usual.sort("day"), "soft"))
    more = {
        "lanes": [
            {"label": Text("notes", "笔记"), "tone": "plain", "days": [day.isoformat() for day in posted]}
        ],
        "spans": [{"start": a.isoformat(), "end": b.isoformat(), "label": name} for a, b, name in spans],
        "y_kind": "multiple",
    }
    note = Text("Weekly search index, 1 = the weeks before posting", "每周搜索指数，发布前 = 1")
    return chapter_or_want("results.search", said, Sketch("timeline", lines, NOTHING, note, more))


def _weeks(label: Any, frame: pl.DataFrame, tone: str) -> Mapping[str, Any]:
    points = [(day.isoformat(), level) for day, level in frame.select("day", "level").iter_rows()]
    return {"label": label, "tone": tone, "points": points}


def chapter_comments(said: Statement | None) -> Block:
    """State what people said; the themes stand under it as cards."""
    return chapter_or_want("results.comments", said)


def chapter_sales(said: Statement | None, returns: pl.DataFrame) -> Block:
    """Show the return before and after the shop's own growth is taken off.

    Args:
        said: From `results.say_sales`.
        returns: From `results.compare_returns`.
    """
    names: Words = {
        "roi_window": Text("All sales through note links", "引流 GMV（未扣除）"),
        "roi_net": Text("Without the shop's own growth", "扣除店铺同期增长"),
    }
    rows = [
        {
            "label": names[row["metric"]],
            "value": row["value"],
            "low": row["lower"],
            "high": row["upper"],
            "text": f"{row['value']:.1f}×",
            "tone": "soft" if row["metric"] == "roi_window" else "accent",
        }
        for row in returns.drop_nulls("value")
        .filter(pl.col("metric").is_in(list(names)))
        .iter_rows(named=True)
    ]
    reference = {"value": 1, "label": Text("spend covered", "覆盖投入")}
    note = Text("Sales as a multiple of the spend", "成交金额为花费的倍数（ROI）")
    return chapter_or_want(
        "results.sales", said, Sketch("bars", rows, NOTHING, note, {"reference": reference})
    )


def chapter_next(said: Statement | None) -> Block:
    """State what to do next; cards of creators stand under it."""
    return chapter_or_want("results.next", said)


def sketch_lift(lifts: pl.DataFrame) -> Block:
    """Show each note against its creator's usual, the largest multiple first.

    Args:
        lifts: From `results.lift_over_baseline`.
    """
    tones = {"above": "good", "below": "bad"}
    rows = [
        {
            "label": row["creator_name"] or row["note_id"] or "—",
            "value": row["ratio"],
            "low": row["ratio_lower"],
            "high": row["ratio_upper"],
            "text": f"{row['ratio']:.2f}×",
            "tone": tones.get(row["lift_says"], "plain"),
        }
        for row in lifts.drop_nulls("ratio")
        .sort("ratio", "order_id", descending=[True, False])
        .iter_rows(named=True)
    ]
    title = Text(
        "Each sponsored note against its creator's everyday notes", "每篇合作笔记与该达人日常笔记对比"
    )
    note = Text(
        "Organic interactions as a multiple; the line spans where 9 of 10 ordinary notes fall",
        "自然互动量为日常的倍数；横线为 10 篇日常笔记中约 9 篇所在范围",
    )
    reference = {"value": 1, "label": Text("as usual", "与平日相当")}
    return Sketch("dots", rows, title, note, {"reference": reference, "log": True}).block(
        "results.sketch_lift"
    )


def sketch_counterfactual(series: pl.DataFrame, span: tuple[date, date]) -> Block:
    """Show searches beside what was to be expected without the campaign.

    Args:
        series: From `results.measure_lift`.
        span: First and last day of posting.
    """
    lines = []
    for term, tone in zip(series["term"].unique(maintain_order=True)[:2], ("accent", "second"), strict=False):
        own = series.filter(pl.col("term") == term).sort("day")
        weekly = own.group_by_dynamic("day", every="1w").agg(pl.col("actual", "expected").mean())
        lines += [
            _weeks(Text(term, term), weekly.select("day", level="actual"), tone),
            _weeks(
                Text(f"{term}, expected", f"{term}（推算）"), weekly.select("day", level="expected"), "soft"
            ),
        ]
    title = Text("Searches, and what was to be expected without the campaign", "搜索指数与无投放推算值")
    spans = [{"start": span[0].isoformat(), "end": span[1].isoformat(), "label": Text("posting", "发布期")}]
    note = Text("Search index, weekly mean", "搜索指数，周均")
    return Sketch("timeline", lines, title, note, {"spans": spans}).block("results.sketch_counterfactual")
