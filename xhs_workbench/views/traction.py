"""How early traction, weak notes and boosts are shown."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from xhs_workbench.findings import Language, Text
from xhs_workbench.views.bands import interval_dots
from xhs_workbench.views.blocks import Block, declared
from xhs_workbench.views.charts import scatter
from xhs_workbench.views.tables import Column, Figure, figures, table
from xhs_workbench.views.theme import GREY, ROSE, SAND, TEAL

VERDICTS = {
    "ahead": Text("ahead", "领先"),
    "usual": Text("as usual", "正常"),
    "behind": Text("behind", "落后"),
    "includes_paid": Text("includes paid: not judged", "含付费，不作判断"),
}
SHADES = {"ahead": TEAL, "usual": GREY, "behind": ROSE, "includes_paid": SAND}
DECISIONS = {
    "boost": Text("boost", "加投"),
    "try": Text("try once", "试投"),
    "hold": Text("hold", "暂不投"),
    "stop": Text("stop", "停投"),
    "leave": Text("do not start", "不投"),
    "paused": Text("paused", "已暂停"),
    "unknown": Text("cannot be said", "无法判断"),
}


def _named(column: str, names: Mapping[str, Text], language: Language) -> pl.Expr:
    return pl.col(column).replace_strict(
        {key: text.to(language) for key, text in names.items()}, default=None, return_dtype=pl.String
    )


@declared
def chart_traction(traction: pl.DataFrame, *, language: Language) -> Block:
    """Draw each note against its creator's usual at the same age."""
    counted = pl.format(
        "第 {} 天 · {} 篇旧笔记" if language == "zh" else "day {} · {} own notes", "age_days", "own_notes"
    )
    shown = traction.drop_nulls("ratio").with_columns(
        _named("verdict", VERDICTS, language), label=pl.format("{} · {}", "creator_name", "title"), counted=counted
    )
    return interval_dots(
        shown, label="label", value="ratio", low="low", high="high", n="counted", colour="verdict", neutral=1.0, kind=".2~f", log=True,
        palette={text.to(language): SHADES[key] for key, text in VERDICTS.items()},
        axis=Text("Times the creator's usual at this age (log)", "相对博主同龄笔记的倍数（对数）"), title=Text("Which notes run ahead, which behind?", "哪些笔记领先，哪些落后？"),
        note=Text("90 % prediction intervals: one note of a creator varies a lot, so most stay within the usual. Called only where the number of notes cannot explain it. Paid likes and saves are taken off; a note whose paid part is unknown is not drawn.", "90% 预测区间：同一博主单篇波动很大，多数仍属正常。已按笔记数做多重检验校正。已扣除付费带来的赞藏；付费部分未知的笔记不画出。"), language=language,
    )  # fmt: skip


@declared
def table_traction(traction: pl.DataFrame, *, language: Language) -> Block:
    """Show the same in figures."""
    columns = [
        Column("creator_name", Text("Creator", "博主")),
        Column("title", Text("Note", "笔记")),
        Column("age_days", Text("Age, days", "天数"), "count"),
        Column("count", Text("Likes + saves", "赞藏"), "count", bar=True),
        Column("paid", Text("of them paid", "其中付费"), "count"),
        Column("organic", Text("Organic", "自然"), "count"),
        Column("expected", Text("Expected at this age", "同龄预期值"), "count"),
        Column("ratio", Text("Times the usual", "倍数"), "number", low="low", high="high"),
        Column("verdict", Text("Verdict", "结论")),
        Column("own_notes", Text("Own notes behind it", "参考旧笔记"), "count"),
    ]
    note = Text(
        "Organic is held against the usual; the whole count where no paid file was read. Paid: likes + saves that the paid files count by the moment of the snapshot, of its own day the share that was over; — no file says. The own notes behind it, paid ones among them, may have been boosted by others. Expected: the creator's own level, taken to this age by how the campaign's other notes stand; whether the whole campaign is weak is a question for the results.",
        "以自然部分与通常值比较；未读入投流报表时以全部计。付费：投流报表截至快照时刻的赞藏，快照当日按已过时间折算；— 表示文件未说明。参考旧笔记含商业笔记，也可能由他方投流。预期值：以博主自身水平为基础，按本次其他笔记同龄时的表现折算；整体是否偏弱见复盘。",
    )
    shown = traction.with_columns(_named("verdict", VERDICTS, language))
    return table(
        shown, columns, title=Text("Early traction in figures", "早期表现明细"), note=note, language=language, first=24
    )


Quadrants = Mapping[str, tuple[Text, Text]]


@declared
def chart_diagnosis(diagnosis: pl.DataFrame, quadrants: Quadrants, *, language: Language) -> Block:
    """Draw click-through against reads."""
    shown = diagnosis.with_columns(_named("quadrant", {key: pair[0] for key, pair in quadrants.items()}, language))
    return scatter(
        shown, x="reads_ratio", y="click_rate", colour="quadrant", label="title", kinds=("number", "rate"),
        x_axis=Text("Reads against notes of this size and age (1 = as expected)", "阅读相对同量级同龄笔记（1 = 预期）"), y_axis=Text("Click-through: reads / impressions", "点击率：阅读 / 曝光"),
        title=Text("Why is a note weak: the cover, or the reach?", "笔记弱在封面还是分发？"), note=Text("Unclear: its interval holds the campaign's median.", "“暂不能判断”：区间包含项目中位数。"), language=language,
    )  # fmt: skip


@declared
def table_diagnosis(diagnosis: pl.DataFrame, quadrants: Quadrants, *, language: Language) -> Block:
    """Show each note's quadrant and the action it calls for."""
    shown = diagnosis.with_columns(
        _named("quadrant", {key: pair[0] for key, pair in quadrants.items()}, language).alias("says"),
        _named("quadrant", {key: pair[1] for key, pair in quadrants.items()}, language).alias("action"),
    )
    columns = [
        Column("creator_name", Text("Creator", "博主")),
        Column("title", Text("Note", "笔记")),
        Column("click_rate", Text("Click-through", "点击率"), "rate", low="click_low", high="click_high"),
        Column("reads_ratio", Text("Reads, times expected", "阅读倍数"), "number"),
        Column("says", Text("Diagnosis", "诊断")),
        Column("action", Text("What to do", "建议")),
    ]
    return table(shown, columns, title=Text("What each note calls for", "逐篇诊断与建议"), language=language)


@declared
def figures_boost(
    plan: pl.DataFrame,
    spending: pl.DataFrame,
    platforms: Mapping[str, Text],
    *,
    budget_cny: float,
    left_cny: float,
    language: Language,
) -> Block:
    """Show the boost budget as tiles: what each platform used of it, what is left, what to do today.

    Args:
        plan: From `live.plan_boosts`.
        spending: From `live.sum_spending`.
        platforms: Platform -> its words; one without a row in the files has no figure, not 0.
        budget_cny: The brief's boost budget.
        left_cny: From `live.money_left`.
        language: Language of labels.
    """
    used = dict(spending.select("platform", "spend_cny").iter_rows())
    over = float(spending["spend_cny"].sum()) > budget_cny
    named = {key: text for key, text in platforms.items() if key != "other" or key in used}
    return figures(
        [
            Figure(Text("Boost budget", "投流预算"), budget_cny, "cny"),
            *(Figure(Text(f"Spent, {text.en}", f"已花 · {text.zh}"), used.get(key), "cny") for key, text in named.items()),
            Figure(Text("Left", "剩余"), left_cny, "cny", tone="bad" if over else ""),
            Figure(Text("Release today", "今日追加"), float(plan["now_cny"].sum()) if plan.height else 0.0, "cny"),
            Figure(Text("Notes to stop", "应停投笔记"), plan.filter((pl.col("decision") == "stop") & (pl.col("spend_cny") > 0)).height, "count"),
        ],
        language=language,
    )  # fmt: skip


@declared
def table_boosts(plan: pl.DataFrame, reasons: Mapping[str, Text], *, language: Language) -> Block:
    """Show what the next tranche would bring to each note, the decision, and why.

    Args:
        plan: From `live.plan_boosts`.
        reasons: Key of a reason -> its words.
        language: Language of labels.
    """
    words = {key: text.to(language) for key, text in reasons.items()}
    why = pl.col("reasons").list.eval(pl.element().replace_strict(words, return_dtype=pl.String))
    columns = [
        Column("creator_name", Text("Creator", "博主")),
        Column("title", Text("Note", "笔记")),
        Column("decision", Text("Decision", "决定")),
        Column("why", Text("Why", "理由")),
        Column("now_cny", Text("Release today", "今日追加"), "cny", bar=True),
        Column("planned_cny", Text("Planned of what is left", "剩余预算分配"), "cny"),
        Column("gain", Text("Interactions of the next tranche", "下一笔预计互动"), "count", low="gain_low", high="gain_high"),
        Column("next_cpe_cny", Text("Next interaction costs", "下一互动成本"), "cny2"),
        Column("too_dear", Text("Chance it costs more than the target", "高于目标的概率"), "rate"),
        Column("spend_cny", Text("Spent", "已花"), "cny"),
    ]  # fmt: skip
    note = Text(
        "By expected marginal gain with saturation, a tenth kept for notes never tried. Ad reports count an hour after the click; interactions that no paid file gives are counted with the note's own. Ask the platform whether a note may be boosted with 薯条 or 聚光.",
        "按含饱和的边际收益排序，一成留给未试投笔记。聚光仅计点击后一小时内互动；投流文件未给出的互动与自然互动合并计算。薯条或聚光是否可投请以平台为准。",
    )
    joined = why.list.join("；" if language == "zh" else "; ")
    unstarted = (pl.col("decision") == "stop") & (pl.col("spend_cny") <= 0)
    named = plan.with_columns(decision=pl.when(unstarted).then(pl.lit("leave")).otherwise("decision"), why=joined)
    shown = named.with_columns(_named("decision", DECISIONS, language))
    return table(
        shown, columns, title=Text("What to boost next", "下一步投哪篇"), note=note, language=language, first=24
    )
