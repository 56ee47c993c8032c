"""How a campaign's end is shown: the money followed down, lift over the creators' own usual, and what to do next time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from xhs_workbench.findings import Language, Text
from xhs_workbench.views.bands import interval_dots
from xhs_workbench.views.blocks import Block, declared
from xhs_workbench.views.numbers import show
from xhs_workbench.views.tables import Column, table
from xhs_workbench.views.theme import CLAY, GREY, LINE, ROSE, SAND, SKY, TEAL

LIFT_SAYS = {
    "above": Text("above own usual", "高于自身平日"),
    "below": Text("below own usual", "低于自身平日"),
    "usual": Text("not told from usual", "与平日相当"),
    "few": Text("few own notes", "自有笔记少"),
    "young": Text("not mature", "未成熟"),
    "includes_paid": Text("boosted, paid part unknown", "已投流，付费部分未知"),
    "no_baseline": Text("no baseline", "无基线"),
}
SHADES = {
    "above": TEAL,
    "below": ROSE,
    "usual": GREY,
    "few": SAND,
    "young": SKY,
    "includes_paid": CLAY,
    "no_baseline": LINE,
}


@declared
def table_tree(tree: pl.DataFrame, *, language: Language) -> Block:
    """Show the KPI tree, each level indented under the one above.

    Args:
        tree: From `results.kpi_tree`.
        language: Language of labels.
    """
    of = Text("{} of {}", "{} / {} 篇").to(language)
    share = pl.col("rate").map_elements(lambda rate: show(rate, "rate"), return_dtype=pl.String)
    shown = tree.with_columns(
        step=pl.concat_str(pl.lit("› ").repeat_by("level").list.join(""), "name"),
        young=pl.when(pl.col("n_of").is_not_null()).then(pl.format(of, "n_young", "n_of")),
        share=pl.when(pl.col("rate").is_not_null()).then(
            pl.format(Text("{} of {}", "{}（{}）").to(language), share, pl.col("of").str.to_lowercase())
        ),
        # A level that is counted as what it is called needs no second word for it.
        formula=pl.when(pl.col("formula") != pl.col("name").str.to_lowercase()).then("formula").otherwise(pl.lit("")),
    )
    columns = [
        Column("step", Text("Level", "层级")),
        Column("value", Text("Value", "数值"), "number", kinds="unit", bound="value_bound"),
        Column("formula", Text("Counted as", "口径")),
        Column("share", Text("Of a level above", "占上级")),
        Column("cost_cny", Text("All money per one", "总花费/个"), "cny2", bound="cost_bound"),
        Column("n", Text("Notes or days known", "已知笔记/天数"), "count"),
        Column("n_missing", Text("Missing", "缺失"), "count"),
        Column("young", Text("Notes not mature", "未成熟笔记")),
        Column("said", Text("How to read it", "说明")),
    ]
    note = Text(
        "Shop figures are of the channel, not of readers: what came anyway is in them. A note not mature still grows; for the shop it is one whose decision window is open.",
        "店铺数据按渠道统计，含无投放也会来的部分。未成熟笔记仍在增长；店铺各级指决策周期未结束的笔记。",
    )
    return table(shown, columns, title=Text("From money to orders, level by level", "从花费到成交，逐级"), note=note, language=language, first=20)  # fmt: skip


@declared
def table_costs(layers: pl.DataFrame, *, language: Language) -> Block:
    """Show the same results under three money bases."""
    yes = {True: Text("the brief's", "brief 口径").to(language), False: ""}
    shown = layers.with_columns(pl.col("chosen").replace_strict(yes, return_dtype=pl.String))
    columns = [
        Column("basis", Text("Money counted", "费用口径")),
        Column("chosen", Text("Used in this report", "本报告采用")),
        Column("total_cny", Text("Total", "合计"), "cny"),
        Column("cpm", Text("CPM", "CPM"), "cny2", low="cpm_lower", high="cpm_upper", bound="cpm_bound"),
        Column("cpe", Text("CPE", "CPE"), "cny2", low="cpe_lower", high="cpe_upper", bound="cpe_bound"),
        Column("cost_per_save", Text("Cost per save", "单次收藏成本"), "cny2", low="cost_per_save_lower", high="cost_per_save_upper", bound="cost_per_save_bound"),
        Column("n", Text("Booked notes", "合作笔记"), "count"),
    ]  # fmt: skip
    return table(
        shown,
        columns,
        title=Text("Cost with and without fee and boosts", "含与不含服务费、投流的成本"),
        language=language,
    )


@declared
def table_traffic(split: pl.DataFrame, *, language: Language) -> Block:
    """Show what came by itself apart from what was bought."""
    columns = [
        Column("source", Text("Source", "来源")),
        Column("impressions", Text("Impressions", "曝光"), "count", bar=True),
        Column("reads", Text("Reads", "阅读"), "count"),
        Column("read_rate", Text("Click-through", "点击率"), "rate"),
        Column("interactions", Text("Interactions", "互动"), "count", bound="interactions_bound"),
        Column("n", Text("Booked notes", "合作笔记"), "count"),
    ]
    note = Text(
        "Interactions of ads as the ad reports count them (聚光: within an hour of the click); all others stand under “by itself”.",
        "推广与加热互动按各自报表口径（聚光为点击后一小时内）；其余计入自然。",
    )
    return table(split, columns, title=Text("Organic apart from paid", "自然与付费分开看"), note=note, language=language)  # fmt: skip


@declared
def table_weighted(weighted: pl.DataFrame, *, language: Language) -> Block:
    """Show CES beside saves, as the convention it is."""
    columns = [
        Column("creator_name", Text("Creator", "博主")),
        Column("title", Text("Note", "笔记")),
        Column("ces", Text("CES (community convention)", "CES（坊间权重）"), "count", bar=True),
        Column("saves", Text("Saves", "收藏"), "count"),
        Column("place", Text("Place by CES", "CES 排名"), "count"),
        Column("place_by_saves", Text("Place by saves", "收藏排名"), "count"),
    ]
    note = Text(
        "Community convention: like 1, save 1, comment 4, share 4, follow 8 unless the parameters below say otherwise; no platform document states it.",
        "坊间说法：赞1 藏1 评4 转4 关8（如有调整见文末参数），平台从未公布。",
    )
    return table(weighted, columns, title=Text("The widely repeated weighting", "流传的加权互动"), note=note, language=language)  # fmt: skip


@declared
def chart_lift(lifts: pl.DataFrame, *, language: Language) -> Block:
    """Draw each note against its creator's usual.

    Args:
        lifts: From `results.lift_over_baseline`.
        language: Language of labels.
    """
    names = {key: text.to(language) for key, text in LIFT_SAYS.items()}
    counted = pl.format("{} 篇自有笔记" if language == "zh" else "{} own notes", "own_notes")
    shown = lifts.drop_nulls("ratio").sort("ratio", descending=True).with_columns(
        pl.col("lift_says").replace_strict(names), label=pl.format("{} · {}", "creator_name", "title"), counted=counted
    )  # fmt: skip
    return interval_dots(
        shown, label="label", value="ratio", low="ratio_lower", high="ratio_upper", n="counted", colour="lift_says", neutral=1.0, kind=".2~f", log=True,
        palette={text.to(language): SHADES[key] for key, text in LIFT_SAYS.items()},
        axis=Text("Times the creator's own usual (log)", "相对博主自身平日的倍数（对数）"), title=Text("Each note against its creator's own usual", "每篇笔记与博主自身平日相比"),
        note=Text("90 % intervals of how one note of a creator varies. Interactions of ads taken off. Called only where the number of notes cannot explain it.",
                  "90% 区间为同一博主单篇的通常波动。已扣除推广互动；已校正多重比较，差异显著才下结论。"), language=language,
    )  # fmt: skip


@declared
def table_advice(judged: pl.DataFrame, advice: Mapping[str, str], *, language: Language) -> Block:
    """Show whom to book again and why.

    Args:
        judged: From `results.judge_creators`.
        advice: Advice -> its words.
        language: Language of labels.
    """
    shown = judged.with_columns(pl.col("advice").replace_strict(dict(advice)), why=pl.col(f"why_{language}"))
    columns = [
        Column("creator_name", Text("Creator", "博主")),
        Column("advice", Text("Next time", "下次")),
        Column("why", Text("Because", "原因")),
        Column("cpe", Text("CPE", "CPE"), "cny2"),
        Column("lift", Text("Times own usual, drawn to the mean, 90 %", "相对自身平日（已收缩，90%）"), "number", low="lift_lower", high="lift_upper"),
        Column("own_notes", Text("Own unpaid notes", "日常笔记"), "count"),
        Column("interactions_named", Text("Interactions", "互动"), "count"),
        Column("saves", Text("Saves", "收藏"), "count"),
    ]  # fmt: skip
    note = Text(
        "A note or two each: a direction, not a verdict on a person. The multiple is drawn towards the campaign's mean: an interval on one side of 1 may show the whole campaign, so “above” or “below own usual” is said only where a note stands out by itself.",
        "每人仅一两篇：供参考，不是对个人的定论。倍数已向本次整体均值靠拢，区间偏离 1 可能反映整体情况；仅单篇明显突出时才写高于或低于自身平日。",
    )
    return table(shown, columns, title=Text("Whom to book again, and why", "谁值得复投，为什么"), note=note, language=language, first=24)  # fmt: skip


@declared
def table_returns(returns: pl.DataFrame, *, language: Language) -> Block:
    """Show ROI and the cost of a visit under every rival definition.

    Args:
        returns: From `results.compare_returns`.
        language: Language of labels.
    """
    columns = [
        Column("name", Text("Definition", "口径")),
        Column("value", Text("Value", "数值"), "number", kinds="unit"),
        Column("formula", Text("Counted as", "公式")),
        Column("scope", Text("What is in it", "包含")),
        Column("n", Text("Rows known", "已知行数"), "count"),
        Column("n_missing", Text("Missing", "缺失"), "count"),
        Column("said", Text("How to read it", "说明")),
    ]
    note = Text(
        "Each answers another question; none says what would not have been bought without the campaign.",
        "各口径回答的问题不同；都不能说明没有投放就不会成交的部分。",
    )
    title = Text("ROI and cost per visit under each definition", "不同口径下的 ROI 与进店成本")
    return table(returns.with_columns(unit=pl.col("unit").replace("cny", "cny2")), columns, title=title, note=note, language=language)  # fmt: skip


@declared
def table_split(splits: Sequence[tuple[Text, pl.DataFrame]], *, language: Language) -> Block:
    """Show the budget's split this time and as proposed.

    Args:
        splits: What the money is split by, and its split from `results.split_budget`; each split adds up by itself.
        language: Language of labels.
    """
    split = pl.concat([frame.with_columns(by=pl.lit(by.to(language))) for by, frame in splits])
    columns = [
        Column("by", Text("Split by", "拆分方式")),
        Column("group", Text("Group", "组别")),
        Column("share_now", Text("Share this time", "本次占比"), "rate"),
        Column("share_next", Text("Proposed", "建议占比"), "rate", bar=True),
        Column("cost_cny", Text("Cost", "费用"), "cny"),
        Column(
            "gain",
            Text("Gain a yuan against the rest, 90 %", "每元增益（相对其余，90%）"),
            "rate",
            low="gain_low",
            high="gain_high",
        ),
        Column("sure", Text("A gain is how sure", "有增益的把握"), "rate"),
        Column("cpe", Text("CPE", "CPE"), "cny2", low="cpe_lower", high="cpe_upper"),
        Column("notes", Text("Notes", "笔记"), "count"),
    ]
    note = Text(
        "Judged by the count the brief is after, single notes' luck and creators to ask about left out. Money is moved only where a gain is sure enough over all groups, by the gain to be expected, never past a factor of two.",
        "按 brief 所求的指标计算，已剔除单篇运气与待询问博主的笔记。仅在增益的把握足够（已校正多组比较）时才调整，按预期增益，最多两倍。",
    )
    return table(split, columns, title=Text("How to split the next budget", "下次预算怎么分"), note=note, language=language)  # fmt: skip


@declared
def table_emerged(emerged: pl.DataFrame, *, language: Language) -> Block:
    """Show notes that name the brand and that nobody placed."""
    columns = [
        Column("title", Text("Note", "笔记")),
        Column("creator_name", Text("By", "作者")),
        Column("likes", Text("Likes", "点赞"), "count", bar=True),
        Column("saves", Text("Saves", "收藏"), "count"),
        Column("comments", Text("Comments", "评论"), "count"),
    ]
    return table(
        emerged, columns, title=Text("Notes about us that nobody placed", "自发提到我们的笔记"), language=language
    )


@declared
def table_unanswered(questions: pl.DataFrame, *, language: Language) -> Block:
    """Show questions without an author's reply, by intent."""
    columns = [
        Column("label", Text("Asked about", "提问")),
        Column("asked", Text("Asked", "提问数"), "count"),
        Column("unanswered", Text("No reply in the files", "文件中无回复"), "count", bar=True),
        Column("share", Text("Share", "占比"), "rate"),
    ]
    note = Text("Crawls keep few replies: an upper bound.", "抓取文件保留的回复很少，此为上限。")
    return table(questions, columns, title=Text("Comments that wait for a reply", "待回复的评论"), note=note, language=language)  # fmt: skip
