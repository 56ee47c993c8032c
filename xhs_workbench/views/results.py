"""How results are shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from xhs_workbench.findings import Language, Text
from xhs_workbench.views.blocks import Block, declared
from xhs_workbench.views.charts import ranked_bars, stacked_shares, time_lines
from xhs_workbench.views.numbers import show
from xhs_workbench.views.tables import Column, Figure, estimated_columns, figures, table

VERDICTS = {
    "met": Text("met", "达成"),
    "close": Text("close", "接近"),
    "missed": Text("missed", "未达成"),
    "not_mature": Text("not mature: some notes still grow", "尚未成熟：部分笔记仍在增长"),
    "unknown": Text("no data", "无数据"),
}
CLASSES = {
    "positive": Text("Positive", "正面"),
    "neutral": Text("Neutral", "中性"),
    "negative": Text("Negative", "负面"),
}
TONES = {"met": "good", "missed": "bad"}
SHADES = {"met": "#2f6f6d", "close": "#c39b62", "missed": "#a8324a", "not_mature": "#9a8f84"}
KINDS = {"count": "compact", "cny": "cny2", "rate": "rate", "number": "number"}
SENTIMENT_COLOURS = ("#2f6f6d", "#d9d0c3", "#a8324a")


OWN = (
    Column("own_cost_cny", Text("Our cost", "成本价"), "cny2"),
    Column("own_margin_cny", Text("Margin", "毛利"), "cny2"),
    Column("own_margin_share", Text("Margin share", "毛利率"), "rate"),
)
"""Columns of the internal version only."""


@declared
def figures_plan(plan: pl.DataFrame, *, language: Language) -> Block:
    """Show each KPI as a tile with its target and verdict."""
    items = [
        Figure(
            Text(row["name"], row["name"]), row["value"], KINDS[row["unit"]], definition=row["metric"], tone=TONES.get(row["verdict"], ""),
            note=Text(
                f"target {show(row['target'], KINDS[row['unit']], 'en')} · {VERDICTS[row['verdict']].en}{_young(row).en}",
                f"目标 {show(row['target'], KINDS[row['unit']], 'zh')} · {VERDICTS[row['verdict']].zh}{_young(row).zh}",
            ),
        )
        for row in plan.iter_rows(named=True)
    ]  # fmt: skip
    return figures(items, language=language)


def _young(row: Mapping[str, Any]) -> Text:
    """Say how many notes behind a target are not mature; nothing where all are, or where no figure is known."""
    n = row["n_young"] if row["value"] is not None else 0
    return Text(f" ({n} not mature)", f"（{n} 篇未成熟）") if n else Text("", "")


@declared
def chart_plan(plan: pl.DataFrame, *, language: Language) -> Block:
    """Draw completion of each KPI."""
    shown = plan.drop_nulls("completion").with_columns(
        verdict=pl.col("verdict").replace_strict({key: text.to(language) for key, text in VERDICTS.items()})
    )
    return ranked_bars(
        shown.select("name", "completion", "verdict", "n"), label="name", value="completion", colour="verdict", kind="rate", palette={VERDICTS[key].to(language): shade for key, shade in SHADES.items() if key in plan["verdict"]},
        axis=Text("Completion (100 % = as promised)", "完成率（100% = 目标）"), title=Text("Plan against delivered", "目标与实际"),
        note=Text("For costs: target over actual, so more is better throughout.", "成本类按“目标 / 实际”计算，越高越好。"), language=language,
    )  # fmt: skip


@declared
def table_plan(plan: pl.DataFrame, *, language: Language) -> Block:
    """Show plan against delivered with n and intervals."""
    shown = plan.with_columns(
        kind=pl.col("unit").replace_strict(KINDS),
        verdict=pl.col("verdict").replace_strict({key: text.to(language) for key, text in VERDICTS.items()}),
    )
    columns = [
        Column("name", Text("Metric", "指标")),
        Column("target", Text("Target", "目标"), "number", kinds="kind"),
        Column("value", Text("Delivered", "实际"), "number", kinds="kind", low="lower", high="upper", bound="bound"),
        Column("completion", Text("Completion", "完成率"), "rate", bar=True, bound="completion_bound"),
        Column("verdict", Text("Verdict", "结论")),
        Column("n", Text("Notes or rows counted", "计入笔记/行"), "count"),
        Column("n_missing", Text("without data", "缺数据"), "count"),
        Column("n_young", Text("not mature", "未成熟"), "count"),
    ]
    return table(shown, columns, title=Text("Each target and what came", "逐项目标与结果"), language=language)


ANY_ORDER = Text(
    "90 % intervals over notes, from five notes on. In order of notes and name, not of result: one note ranks nobody.",
    "90% 区间（按笔记重抽样），5 篇起显示。按篇数与名称排列，不按结果：一篇笔记不足以排名。",
)


@declared
def table_creators(groups: pl.DataFrame, *, language: Language) -> Block:
    """Show the breakdown by creator, in no order of merit.

    Args:
        groups: From `results.compare_creators`.
        language: Language of labels.
    """
    head, title = Text("Creator", "博主"), Text("By creator", "按博主")
    return _groups(groups.with_columns(label="creator"), head, title, ANY_ORDER, language)


@declared
def table_groups(
    groups: pl.DataFrame, key: str, names: Mapping[str, str], head: Text, title: Text, *, language: Language
) -> Block:
    """Show a breakdown with intervals."""
    named = pl.col(key).replace_strict(dict(names), default=pl.col(key), return_dtype=pl.String)
    shown = groups.with_columns(label=named.fill_null("—"))
    note = Text(
        "90 % intervals over notes; overlapping intervals are no difference.",
        "90% 区间（按笔记重抽样）；区间重叠即不能断言有差异。",
    )
    return _groups(shown, head, title, note, language)


def _groups(shown: pl.DataFrame, head: Text, title: Text, note: Text, language: Language) -> Block:
    columns = [
        Column("label", head),
        Column("notes", Text("Notes", "笔记"), "count"),
        Column("young", Text("not mature", "未成熟"), "count"),
        Column("saves", Text("Saves", "收藏"), "count", bar=True, bound="saves_bound"),
        Column("interactions", Text("Interactions", "互动"), "count", bound="interactions_bound"),
        Column(
            "save_share",
            Text("Save share", "收藏占比"),
            "rate",
            "save_share",
            low="save_share_lower",
            high="save_share_upper",
            bound="save_share_bound",
        ),
        Column(
            "rate", Text("Engagement rate", "互动率"), "rate", low="rate_lower", high="rate_upper", bound="rate_bound"
        ),
        Column(
            "cpe",
            Text("Cost per interaction", "互动单价"),
            "cny2",
            "cpe",
            low="cpe_lower",
            high="cpe_upper",
            bound="cpe_bound",
        ),
    ]
    return table(shown, columns, title=title, note=note, language=language)


@declared
def table_notes(notes: pl.DataFrame, *, language: Language) -> Block:
    """Show every note, most saves first."""
    columns = [
        Column("creator_name", Text("Creator", "博主")),
        Column("title", Text("Note", "笔记")),
        Column("saves", Text("Saves", "收藏"), "count", "saves", bar=True, bound="saves_bound"),
        Column("interactions_named", Text("Interactions", "互动"), "count", bound="interactions_named_bound"),
        Column("reads", Text("Reads", "阅读"), "count"),
        Column("rate", Text("Engagement", "互动率"), "rate", bound="rate_bound"),
        Column("cost_named_cny", Text("Cost with fee", "含费成本"), "cny"),
        Column("cpe", Text("Per interaction", "互动单价"), "cny2", "cpe", bound="cpe_bound"),
        Column("boost_cny", Text("Boost", "投流"), "cny"),
        Column("age_days", Text("Age, days", "天数"), "count"),
        Column("grown", Text("Counts", "数据")),
        *estimated_columns(notes),
        *(OWN if notes["own_cost_cny"].count() else ()),
    ]
    grown = {True: Text("settled", "已稳定"), False: Text("not mature: still growing", "未成熟，仍在增长")}
    shown = notes.with_columns(
        grown=pl.col("mature").replace_strict({key: text.to(language) for key, text in grown.items()}, default=None, return_dtype=pl.String)
    )  # fmt: skip
    note = Text("Hover a row for its file and row.", "悬停可见来源文件与行号。")
    return table(shown, columns, title=Text("Every note", "逐篇结果"), note=note, language=language, first=24)


@declared
def figures_own_costs(sums: pl.DataFrame, *, language: Language) -> Block:
    """Show what we paid and kept, for the internal version only."""
    row = sums.row(0, named=True)
    note = Text(
        f"{row['n']} notes with a cost, {row['n_missing']} without", f"有成本价 {row['n']} 篇，缺 {row['n_missing']} 篇"
    )
    return figures(
        [
            Figure(Text("Our cost", "成本价合计"), row["own_cost_cny"], "cny2", note=note, private=True),
            Figure(Text("Margin", "毛利"), row["own_margin_cny"], "cny2", private=True),
            Figure(Text("Margin of the price asked", "毛利率"), row["own_margin_share"], "rate", private=True),
        ],
        language=language,
    )


@declared
def chart_growth(curves: pl.DataFrame, middle: pl.DataFrame, late: pl.DataFrame, *, language: Language) -> Block:
    """Draw the median growth curve with its middle half, and the late growers."""
    names = {
        "middle": Text("Median note", "中位笔记"),
        "low": Text("Lower quarter", "下四分位"),
        "high": Text("Upper quarter", "上四分位"),
    }
    usual = middle.unpivot(index="age_days", on=["middle", "low", "high"], variable_name="line", value_name="share")
    usual = usual.with_columns(pl.col("line").replace_strict({key: text.to(language) for key, text in names.items()}))
    special = curves.join(late.select("note_id"), on="note_id", how="semi").select(
        "age_days", line="title", share="share"
    )
    shown = pl.concat([usual.select("age_days", "line", "share"), special]).filter(pl.col("age_days") >= 0)
    dated = shown.with_columns(day=pl.lit("2000-01-01").str.to_date() + pl.duration(days="age_days"))
    return _by_age(dated, language)


def _by_age(frame: pl.DataFrame, language: Language) -> Block:
    block = time_lines(
        frame, x="age_days", y="share", series="line", kind="rate", axis=Text("Share of the last count", "占最终数的比例"),
        title=Text("How fast notes grew, and what woke up late", "笔记增长曲线与后期增长"),
        note=Text("Likes + saves by days since posting. Click the legend to keep a line.", "按发布后天数的赞藏。点击图例可只看一条。"), language=language,
    )  # fmt: skip
    return _age_axis(block, language)


def _age_axis(block: Block, language: Language) -> Block:
    """Turn the time axis into plain days since posting."""
    title = Text("Days since posting", "发布后天数").to(language)
    spec = dict(block.data["spec"])
    for layer in spec["layer"]:
        layer["encoding"]["x"] = {
            "field": "age_days",
            "type": "quantitative",
            "title": title,
            "axis": {"grid": False, "tickCount": 8},
        }
        layer["encoding"]["tooltip"] = [
            {"field": "age_days", "type": "quantitative", "title": title},
            {"field": "line", "type": "nominal", "title": " "},
            {"field": "share", "type": "quantitative", "format": ".0%", "title": "%"},
        ]
    return Block(block.kind, {**block.data, "spec": spec}, block.language, spec)


BY = {"format": Text("format", "形式"), "creator_name": Text("creator", "博主"), "message": Text("message", "卖点")}


@declared
def chart_sentiment(shares: pl.DataFrame, group: str, *, language: Language) -> Block:
    """Draw positive, neutral and negative shares by group."""
    names = {key: text.to(language) for key, text in CLASSES.items()}
    shown = shares.with_columns(pl.col("sentiment").replace_strict(names))
    return stacked_shares(
        shown, group=group, part="sentiment", share="share", order=list(names.values()), colours=SENTIMENT_COLOURS,
        axis=Text("Share of comments with an opinion to read", "可判读评论占比"), title=Text(f"What people said, by {BY[group].en}", f"评论情绪（按{BY[group].zh}）") if group in BY else Text("What people said", "评论情绪"),
        note=Text("By our word list, a first reading: shares, not single comments, are to be trusted.", "基于自有词表的初步判读：看占比，不看单条。"), language=language,
    )  # fmt: skip


@declared
def table_sentiment(shares: pl.DataFrame, *, language: Language, right: float | None = None) -> Block:
    """Show sentiment shares with intervals and what was not read.

    Args:
        shares: From `language.summarise_sentiment`.
        language: Language of labels.
        right: Comments of ten read right, from `language.right_of_ten`; None leaves it unsaid.
    """
    names = {key: text.to(language) for key, text in CLASSES.items()}
    columns = [
        Column("sentiment", Text("Class", "类别")),
        Column("comments", Text("Comments", "评论"), "count"),
        Column("share", Text("True share, 90 %", "真实占比估计（90%）"), "rate", bar=True, low="lower", high="upper"),
        Column("read_share", Text("As read", "判读占比"), "rate"),
        Column("n", Text("Read", "已判读"), "count"),
        Column("n_not_scored", Text("Not read", "未判读"), "count"),
    ]
    ten = (
        Text(
            f" We read {right:.0f} of 10 right, each class weighing the same.",
            f"各类同权时，10 条约读对 {right:.0f} 条。",
        )
        if right is not None
        else Text("", "")
    )
    note = Text(
        f"The true share is what was read, corrected for misreading, and its interval holds that too.{ten.en} Not read: only @names, nothing, or another language; a comment without an opinion counts as neutral.",
        f"真实占比已按误读率校正，区间含误读的不确定性。{ten.zh}未判读：仅@、空白或其他语言；没有观点的评论计为中性。",
    )
    shown = shares.with_columns(pl.col("sentiment").replace_strict(names))
    columns = [column for column in columns if column.key in shown.columns]
    return table(shown, columns, title=Text("Comment picture in figures", "评论情绪明细"), note=note, language=language)


WHY = {"sure": Text("among the surest", "最确定"), "doubtful": Text("the most doubtful", "最存疑")}


@declared
def table_examples(examples: pl.DataFrame, *, language: Language) -> Block:
    """Show a few comments of each class, so that a reader can check the reading by eye."""
    shown = examples.with_columns(
        sentiment=pl.col("sentiment").replace_strict({key: text.to(language) for key, text in CLASSES.items()}),
        why=pl.col("why").replace_strict({key: text.to(language) for key, text in WHY.items()}),
    )
    columns = [
        Column("sentiment", Text("Read as", "判读为")),
        Column("content", Text("Comment", "评论")),
        Column("confidence", Text("Confidence", "置信度"), "rate"),
        Column("why", Text("Chosen because", "入选原因")),
    ]
    note = Text("Contacts and @names are masked. A single comment's class is a guess; its confidence says how good a one.",
                "联系方式与 @昵称已隐去。单条判读仅供参考，以置信度为准。")  # fmt: skip
    title = Text("Comments to check by eye", "供人工核对的评论")
    return table(shown, columns, title=title, note=note, language=language)


@declared
def table_intents(counted: pl.DataFrame, *, language: Language) -> Block:
    """Show what people asked for."""
    columns = [
        Column("label", Text("Intent", "意图")),
        Column("comments", Text("Comments", "评论"), "count", bar=True),
        Column("share", Text("Share of all", "占全部"), "rate", low="lower", high="upper"),
    ]
    return table(counted, columns, title=Text("What people asked for", "评论者想要什么"), language=language)


@declared
def chart_search(levels: pl.DataFrame, start: date, end: date, *, language: Language) -> Block:
    """Draw search terms against their own level before the campaign."""
    return time_lines(
        levels, x="day", y="level", series="term", kind="rate", axis=Text("Index, 100 % = mean before posting", "指数（发布前均值 = 100%）"),
        span=(start, end), span_name=Text("posting", "发布期"), title=Text("Brand search against control terms", "品牌词与对照词的搜索走势"),
        note=Text("Weekly means. A picture, not yet a proof: 618 moves every term.", "周均值。仅为走势，不构成因果：618 影响所有词。"), language=language,
    )  # fmt: skip
