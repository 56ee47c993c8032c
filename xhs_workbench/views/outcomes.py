"""How outcomes that carry their doubt are shown: what would have happened, what is still to come, what went together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from xhs_workbench.findings import Language, Text
from xhs_workbench.views.bands import band_lines, interval_dots
from xhs_workbench.views.blocks import Block, declared
from xhs_workbench.views.charts import time_lines
from xhs_workbench.views.tables import Column, table

VERDICTS = {
    "up": Text("searched more", "搜索上升"),
    "down": Text("searched less", "搜索下降"),
    "not_seen": Text("not told from chance", "未见明确变化"),
    "cannot_tell": Text("cannot be told", "无法判断"),
}
METHODS = {
    "seen": Text("seen", "已观察到"),
    "regression": Text("by each note's own signs", "按单篇特征"),
    "pattern": Text("by the common pattern", "按整体规律"),
    "tail": Text("extended beyond what was seen", "超出观察期外推"),
    "unseen": Text("not told: too far ahead", "不预测：太远"),
}
HORIZONS = (30, 60, 90)


def _named(column: str, names: Mapping[str, Text], language: Language) -> pl.Expr:
    return pl.col(column).replace_strict(
        {key: text.to(language) for key, text in names.items()}, default=None, return_dtype=pl.String
    )


@declared
def table_sight(sight: pl.DataFrame, *, language: Language) -> Block:
    """Show what lift the days before posting could show at all, a row a term, before any outcome."""
    shown = sight.with_columns(
        quiet=pl.when(pl.col("placebos") > 0).then(pl.format("{} / {}", "placebos_held", "placebos"))
    )
    columns = [
        Column("term", Text("Term", "搜索词")),
        Column("detectable", Text("Smallest lift that could be seen", "可检出的最小提升"), "rate"),
        Column("days_before", Text("Days before", "前期天数"), "count"),
        Column("days", Text("Days to compare", "比较天数"), "count"),
        Column("quiet", Text("Quiet runs that held zero", "安慰剂检验通过")),
        Column("controls", Text("Controls", "对照词")),
    ]
    note = Text(
        "From the days before the first posting day alone, at 80 % power; no later day is looked at.",
        "仅凭首日发布之前的数据，检验力 80%；不看之后任何一天。",
    )
    title = Text("What lift could be seen at all", "能检出多大的提升")
    return table(shown, columns, title=title, note=note, language=language)


@declared
def chart_counterfactual(series: pl.DataFrame, start: date, end: date, *, language: Language) -> Block:
    """Draw each term's search with and without the campaign."""
    return band_lines(
        series, x="day", seen="actual", middle="expected", low="low", high="high", pick="term",
        names=(Text("Searched", "实际搜索"), Text("Without the campaign", "若无投放")), by=Text("Term", "搜索词"),
        axis=Text("Search index", "搜索指数"), span=(start, end), span_name=Text("posting", "发布期"),
        title=Text("What would have happened without the campaign", "如果没有投放会怎样"),
        note=Text("Dashed: what the term's own past and the control terms say; band: 95 %. A sale moves every term, and controls with noise of their own carry it only in part: it can flatter the lift.",
                  "虚线：由该词历史与对照词推算；色带：95%。大促影响所有词，对照词自身有波动，只能部分扣除，提升可能偏高。"), language=language,
    )  # fmt: skip


@declared
def table_lift(summary: pl.DataFrame, *, language: Language) -> Block:
    """Show each term's lift with what could have been seen at all."""
    shown = summary.with_columns(
        _named("verdict", VERDICTS, language),
        quiet=pl.when(pl.col("placebos") > 0).then(pl.format("{} / {}", "placebos_held", "placebos")),
    )
    columns = [
        Column("term", Text("Term", "搜索词")),
        Column("detectable", Text("Smallest lift that could be seen", "可检出的最小提升"), "rate"),
        Column("lift", Text("Lift, 95 %", "提升（95%）"), "rate", low="lift_low", high="lift_high"),
        Column(
            "plain_lift",
            Text("Plain difference, 95 %", "简单双重差分（95%）"),
            "rate",
            low="plain_low",
            high="plain_high",
        ),
        Column("extra_a_day", Text("Index points a day", "日均指数增量"), "count", low="extra_low", high="extra_high"),
        Column("verdict", Text("Verdict", "结论")),
        Column("days_before", Text("Days before", "前期天数"), "count"),
        Column("days_after", Text("Days after", "后期天数"), "count"),
        Column("quiet", Text("Quiet runs that held zero", "安慰剂检验通过")),
        Column("controls", Text("Controls", "对照词")),
    ]
    note = Text(
        "The window runs from the first posting day to four weeks after the last, fixed beforehand.",
        "窗口自首日发布至末日发布后四周，事先固定。",
    )
    return table(shown, columns, title=Text("Search lift", "搜索提升"), note=note, language=language)


@declared
def chart_ranks(ranks: pl.DataFrame, start: date, end: date, *, language: Language) -> Block:
    """Draw where our best note stood under each term, a dot a day; the top of the page is the top of the chart."""
    block = time_lines(
        _with_gaps(ranks), x="day", y="note_rank", series="term", axis=Text("Rank of our best note", "我方最佳笔记排名"), span=(start, end),
        span_name=Text("posting", "发布期"), title=Text("Where our notes stood in search, day by day", "笔记搜索排名（逐日）"),
        note=Text("1 is the top. A gap is a day without a rank in the file: not looked up, or too far down.", "1 为最高。缺口表示当天文件中没有排名：未查询或排名过低。"),
        language=language,
    )  # fmt: skip
    spec = dict(block.data["spec"])
    for layer in spec["layer"]:
        if layer["encoding"].get("y", {}).get("field") == "note_rank":
            layer["encoding"]["y"]["scale"] = {"reverse": True, "zero": False, "nice": False, "domainMin": 1}
            # Ranks jump: the days are dots, and what joins them is thin and draws no curve through ranks nobody saw.
            layer["mark"] |= {"interpolate": "linear", "strokeWidth": 0.8, "point": {"size": 32, "opacity": 1}}
    return Block(block.kind, {**block.data, "spec": spec}, block.language, spec)


def _with_gaps(ranks: pl.DataFrame) -> pl.DataFrame:
    """Add the days without a rank, as null: a line breaks there."""
    days = (
        ranks.select(pl.date_range(pl.col("day").min(), pl.col("day").max())) if ranks.height else ranks.select("day")
    )
    every = ranks.select(pl.col("term").unique(maintain_order=True)).join(days, how="cross")
    return every.join(ranks.select("term", "day", "note_rank"), on=["term", "day"], how="left", maintain_order="left")


@declared
def table_ranks(summed: pl.DataFrame, *, language: Language) -> Block:
    """Show each term's ranks in figures."""
    yes = {True: Text("yes", "是"), False: Text("no", "否")}
    shown = summed.with_columns(
        pl.col("in_brief").replace_strict({key: text.to(language) for key, text in yes.items()}, return_dtype=pl.String)
    )
    columns = [
        Column("term", Text("Term", "搜索词")),
        Column("in_brief", Text("A keyword of the brief", "brief 关键词")),
        Column("days", Text("Days with a rank", "有排名天数"), "count"),
        Column("best", Text("Best", "最佳"), "count"),
        Column("best_note", Text("Whose best", "最佳出自")),
        Column("notes", Text("Notes that led", "曾居首的笔记"), "count"),
        Column("middle", Text("Median", "中位"), "count"),
        Column("first_page_share", Text("Days in the first twenty", "前 20 名天数占比"), "rate", bar=True),
        Column("first_half", Text("Earlier half, median", "前半段中位"), "count"),
        Column("second_half", Text("Later half, median", "后半段中位"), "count"),
    ]
    return table(shown, columns, title=Text("Ranks by term", "各词排名"), language=language)


@declared
def chart_forecast(paths: pl.DataFrame, *, language: Language) -> Block:
    """Draw the growth of the notes with the most still to come, and where each is heading."""
    several = pl.col("note_id").n_unique().over("title") > 1
    named = paths.with_columns(
        label=pl.when(several).then(pl.format("{} · {}", "title", pl.col("note_id").str.tail(4))).otherwise("title")
    )
    return band_lines(
        named, x="age_days", seen="seen", middle="forecast", low="low", high="high", pick="label",
        names=(Text("Seen", "已观察"), Text("Forecast", "预测")), by=Text("Note", "笔记"), axis=Text("Likes + saves", "赞藏"),
        x_axis=Text("Days since posting", "发布后天数"), title=Text("How notes grew and where they are heading", "笔记增长与预测"),
        note=Text("Band: 80 %. A forecast never falls below what is there. The twelve notes with the most still to come.", "色带：80%。预测不低于现有值。显示预计增量最大的 12 篇。"),
        language=language,
    )  # fmt: skip


@declared
def table_lives(lives: pl.DataFrame, forecasts: pl.DataFrame, *, language: Language) -> Block:
    """Show half-life, forecasts and the long tail of each note."""
    shown = lives
    for day in HORIZONS:
        part = forecasts.filter(pl.col("horizon_days") == day).select(
            "note_id", pl.col("forecast", "low", "high", "method").name.suffix(f"_{day}")
        )
        shown = shown.join(part, on="note_id", how="left", maintain_order="left")
    shown = shown.with_columns(_named(f"method_{HORIZONS[-1]}", METHODS, language))
    days = [
        Column(f"forecast_{day}", Text(f"Day {day}", f"第 {day} 天"), "count", low=f"low_{day}", high=f"high_{day}")
        for day in HORIZONS
    ]
    columns = [
        Column("title", Text("Note", "笔记")),
        Column("count", Text("Likes + saves now", "现有赞藏"), "count", bar=True),
        Column("half_life_days", Text("Half-life, days", "半衰期（天）"), "count"),
        *days,
        Column("long_tail_share", Text("After day 7", "第 7 天后占比"), "rate"),
        Column("long_tail_cny", Text("Worth at target CPE", "按目标互动单价折算"), "cny"),
        Column(f"method_{HORIZONS[-1]}", Text("Last forecast", "末次预测方式")),
    ]
    note = Text(
        "80 % intervals. Half-life: the day a note had half of its day-90 count.",
        "80% 区间。半衰期：达到第 90 天数值一半的天数。",
    )
    return table(
        shown, columns, title=Text("How long each note lives", "每篇笔记的生命周期"), note=note, language=language
    )


@declared
def table_checked(checked: pl.DataFrame, *, language: Language) -> Block:
    """Show how such forecasts did on these very notes."""
    columns = [
        Column("from_days", Text("From day", "起始天"), "count"),
        Column("to_days", Text("To day", "目标天"), "count"),
        Column("n", Text("Notes", "笔记"), "count"),
        Column("error", Text("Missed by (median)", "误差中位数"), "rate"),
        Column("error_last", Text("“It stays as it is” misses by", "按现值不变的误差"), "rate"),
        Column("coverage", Text("Held by the 80 % interval", "80% 区间覆盖"), "rate"),
    ]
    note = Text("Each note is forecast from its youth by the others.", "每篇均由其余笔记从其早期数据预测。")
    return table(
        checked, columns, title=Text("Are such forecasts any good?", "这样的预测准吗？"), note=note, language=language
    )


def _words(worked: pl.DataFrame, language: Language) -> pl.DataFrame:
    counted = pl.format("{} 篇 · {} 位博主" if language == "zh" else "{} notes · {} creators", "notes", "creators")
    grade = (
        pl.when("claimed").then(pl.lit(Text("claim", "可作结论").to(language)))
        .when("screened").then(pl.lit(Text("hint to test", "待测线索").to(language)))
        .otherwise(pl.lit(Text("chance not ruled out", "不排除偶然").to(language)))
    )  # fmt: skip
    return worked.with_columns(label=pl.col(language), counted=counted, grade=grade)


@declared
def chart_worked(worked: pl.DataFrame, families: Mapping[str, Text], *, language: Language) -> Block:
    """Draw associations with their intervals and n."""
    shown = _words(worked, language).with_columns(_named("family", families, language))
    return interval_dots(
        shown, label="label", value="change", low="low", high="high", n="counted", colour="family",
        axis=Text("Interactions associated with it, creators taken off", "互动差异（已剔除博主因素）"), title=Text("What went together with more interactions", "哪些特征与更高互动相关"),
        note=Text("90 % intervals by Student's t over creators who made both. Associations, not causes. Formats against the mean of the other formats, the rest against notes without it.", "90% 区间（t 分布，按两种都做过的博主数）。为关联而非因果。形式与其他形式的均值比，其余与不具备者比。"),
        language=language,
    )  # fmt: skip


@declared
def table_worked(worked: pl.DataFrame, families: Mapping[str, Text], *, language: Language) -> Block:
    """Show associations in figures, the naive comparison and the team's own words beside them."""
    shown = _words(worked, language).with_columns(_named("family", families, language))
    columns = [
        Column("family", Text("Family", "类别")),
        Column("label", Text("Feature", "特征")),
        Column("change", Text("Associated change", "关联变化"), "rate", low="low", high="high"),
        Column("across_change", Text("Naive, creators mixed", "未去除博主差异"), "rate"),
        Column("grade", Text("Grade", "结论等级")),
        Column("notes", Text("Notes", "笔记"), "count"),
        Column("creators", Text("Creators", "博主"), "count"),
        Column("team_note", Text("What the team saw", "团队观察")),
    ]
    note = Text(
        "Claim: passes Holm at 5 % over all features. Hint: passes Benjamini-Hochberg at 10 %.",
        "可作结论：通过 Holm 5%（全部特征）。待测线索：通过 BH 10%。",
    )
    return table(shown, columns, title=Text("The same in figures", "明细"), note=note, language=language)
