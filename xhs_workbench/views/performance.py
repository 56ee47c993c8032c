"""How performance, audience fit, benchmarks and fair prices are shown: every estimate with its interval and the n behind it."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from xhs_workbench.findings import Language, Text
from xhs_workbench.views.blocks import Block, declared
from xhs_workbench.views.charts import stacked_shares
from xhs_workbench.views.interval_charts import bands, dots_with_intervals
from xhs_workbench.views.tables import Column, table
from xhs_workbench.views.theme import ROSE, SAND, TEAL

ORIGINS = {
    "notes": Text("notes", "笔记"), "commercial_notes": Text("commercial notes", "合作笔记"),
    "export_median": Text("export's median", "导出中位数"), "export_mean": Text("export's mean", "导出均值"),
}  # fmt: skip
POSITIONS = {
    "below": Text("below peers", "低于同行"),
    "within": Text("within", "区间内"),
    "above": Text("above peers", "高于同行"),
}
FORMATS = {"image": Text("image", "图文"), "video": Text("video", "视频")}
ALL = Text("all", "全部")
MOST_OUTSIDE = 60
MOST_ROWS = 200
"""Creators in one table; a page is read, and two thousand rows are not."""


def _named(frame: pl.DataFrame, labels: Mapping[str, str]) -> pl.DataFrame:
    return frame.with_columns(
        pl.col("tier").replace_strict(dict(labels), default="?"), name=pl.coalesce("creator_name", "creator_id")
    )


def _words(column: str, words: Mapping[str, Text], language: Language) -> pl.Expr:
    return pl.col(column).replace({key: text.to(language) for key, text in words.items()})


@declared
def table_performance(candidates: pl.DataFrame, labels: Mapping[str, str], *, language: Language) -> Block:
    """Show what a daily note of each creator brings, most first, with where the next one should fall."""
    known = candidates.filter(pl.col("expected_interactions").is_not_null()).sort(
        "expected_interactions", descending=True
    )
    compared = known["commercial_ratio"].null_count() < known.height
    paid = known["commercial_ratio_n"].null_count() < known.height
    shown = _named(known.head(MOST_ROWS), labels).with_columns(_words("performance_from", ORIGINS, language))
    return table(
        shown,
        [
            Column("name", Text("Creator", "博主")),
            Column("tier", Text("Tier", "层级")),
            Column("interactions_seen", Text("Plain median", "原始中位数"), "count"),
            Column("expected_interactions", Text("Typical note", "典型单篇"), "count",
                   low="interactions_low", high="interactions_high"),
            Column("daily_notes", Text("Notes", "笔记数"), "count"),
            Column("performance_from", Text("From", "依据")),
            Column("own_weight", Text("Own", "自身权重"), "rate"),
            Column("save_share", Text("Save share", "收藏占比"), "rate", low="save_share_low", high="save_share_high"),
            *([Column("commercial_ratio", Text("Paid ÷ daily", "合作 ÷ 日常"), "number", low="commercial_ratio_low", high="commercial_ratio_high")] if compared else []),
            *([Column("commercial_ratio_n", Text("Paid notes", "合作笔记"), "count")] if paid else []),
        ],
        title=Text("What a note of each creator brings", "每位博主一篇笔记的表现"),
        note=Text(
            "Few or wild notes are pulled towards creators of the same size, tier, category and format; “own” is how much of their own figures is left. "
            "Under a typical note: where eight in ten next daily notes should fall; under save share and paid ÷ daily: 90 %. Below 0.6 is worth a question.",
            "笔记少或波动大时，向同量级、同层级、同类目、同形式的博主靠拢；“自身权重”为保留的自身数据比例。典型单篇下方：下一篇日常笔记约八成落入的区间；收藏占比与合作比下方为 90% 区间。合作比低于 0.6 建议询问。",
        ),
        language=language,
    )  # fmt: skip


@declared
def chart_performance(
    candidates: pl.DataFrame, labels: Mapping[str, str], *, language: Language, most: int = 20
) -> Block:
    """Draw the creators with the most to expect: plain median, estimate, and where the next note should fall."""
    known = candidates.drop_nulls(["expected_interactions", "interactions_low"]).sort(
        "expected_interactions", descending=True
    )
    shown = _named(known.head(most), labels).with_columns(n=pl.col("daily_notes"))
    return dots_with_intervals(
        shown, label="name", value="expected_interactions", low="interactions_low", high="interactions_high", other="interactions_seen",
        names=(Text("Estimate", "估计"), Text("Plain median of the notes seen", "样本笔记的原始中位数")), log=True,
        title=Text("Where the next note of the strongest creators should fall", "表现最强的博主：下一篇笔记大概落在哪里"),
        axis=Text("Interactions a note", "单篇互动"),
        note=Text("Line: eight in ten next daily notes fall here, checked on later notes of the same creators.",
                  "横线：十篇中约八篇的下一篇日常笔记落在此区间，已用同一博主之后的笔记检验。"), language=language,
    )  # fmt: skip


@declared
def table_audience(candidates: pl.DataFrame, labels: Mapping[str, str], *, language: Language) -> Block:
    """Show how each creator's audience compares with the one wanted, best first, and what is unknown; nothing known, no row."""
    known = candidates.filter(pl.col("audience_known") > 0).sort("audience_index", descending=True, nulls_last=True)
    shown = _named(known.head(MOST_ROWS), labels)
    wanted = {
        "gender": Text("Gender", "目标性别"), "age": Text("Ages", "目标年龄"), "city_tier": Text("City tiers", "目标城市"),
        "province": Text("Provinces", "目标省份"), "interest": Text("Interests", "目标兴趣"),
    }  # fmt: skip
    shares = [Column(f"target_share_{name}", label, "rate") for name, label in wanted.items()
              if f"target_share_{name}" in shown.columns and shown[f"target_share_{name}"].null_count() < shown.height]  # fmt: skip
    flag = Text("far from the target", "偏离目标").to(language)
    marked = shown.with_columns(flag=pl.when(pl.col("audience_mismatch")).then(pl.lit(flag)).otherwise(pl.lit("")))
    return table(
        marked,
        [
            Column("name", Text("Creator", "博主")),
            Column("tier", Text("Tier", "层级")),
            Column("audience_index", Text("Response", "预期响应"), "number", bar=True),
            *shares,
            Column("apple_share", Text("Apple", "苹果设备"), "rate"),
            Column("flag", Text("Mismatch", "不匹配")),
            Column("audience_unknown_zh" if language == "zh" else "audience_unknown_en", Text("Unknown, and why", "未知及原因")),
        ],
        title=Text("Audience of each creator against the brief", "每位博主的粉丝与 brief 目标人群对照"),
        note=Text("Response: 1 is the average candidate; gender × age, × place where most show it, as if independent. Shares: fans in the target (of lists: what they name). Apple devices hint at spending and are never scored.",
                  "预期响应：1 为候选均值；性别 × 年龄（多数有地域数据时再 × 地域），假设相互独立。各列为目标人群占比（榜单类为列出部分）。苹果设备仅作消费力参考，不计分。"),
        language=language,
    )  # fmt: skip


@declared
def chart_audience(candidates: pl.DataFrame, labels: Mapping[str, str], *, language: Language) -> Block:
    """Draw how much of the target each tier's creators reach: shares of creators below, near and above the average."""
    known = candidates.filter(pl.col("audience_index").is_not_null())
    parts = {
        "low": Text("below 0.9", "低于 0.9"),
        "near": Text("0.9 to 1.1", "0.9–1.1"),
        "high": Text("above 1.1", "高于 1.1"),
    }
    part = (
        pl.when(pl.col("audience_index") < 0.9)
        .then(pl.lit("low"))
        .when(pl.col("audience_index") > 1.1)
        .then(pl.lit("high"))
        .otherwise(pl.lit("near"))
    )
    counted = known.with_columns(part=part).group_by("tier", "part").agg(pl.len().alias("n"))
    shares = counted.with_columns(share=pl.col("n") / pl.col("n").sum().over("tier"))
    place = {name: number for number, name in enumerate(labels)}
    ordered = shares.sort(pl.col("tier").replace_strict(place, default=len(place), return_dtype=pl.Int64), "part")
    shown = ordered.with_columns(
        pl.col("tier").replace_strict(dict(labels), default="?"), _words("part", parts, language)
    )
    return stacked_shares(
        shown, group="tier", part="part", share="share", order=[text.to(language) for text in parts.values()], colours=(SAND, "#cfc4b5", TEAL),
        title=Text("Expected response of their audience, by tier", "各层级博主粉丝的预期响应"), axis=Text("Share of creators", "博主占比"),
        note=Text("1 is the average candidate's audience. Creators without a portrait are left out, not counted as average.",
                  "1 为候选博主平均水平。没有画像的博主不计入，也不按平均处理。"), language=language,
    )  # fmt: skip


@declared
def table_benchmarks(
    cells: pl.DataFrame,
    labels: Mapping[str, str],
    formats: Mapping[str, str],
    rate: str,
    hidden: int,
    *,
    language: Language,
) -> Block:
    """Show percentiles of engagement by tier, category and format, with intervals over creators."""
    every = ALL.to(language)
    shown = cells.with_columns(
        pl.col("tier").replace_strict(dict(labels), default="?"),
        pl.col("category").replace("all", every),
        pl.col("format").replace({"all": every, **formats}),
    )
    percentiles = [
        Column(f"p{q}", Text(f"P{q}", f"P{q}"), "rate", rate if q == 50 else "", low=f"p{q}_low", high=f"p{q}_high") for q in (25, 50, 75, 90)
    ]  # fmt: skip
    return table(
        shown,
        [
            Column("tier", Text("Tier", "层级")), Column("category", Text("Category", "类目")), Column("format", Text("Format", "形式")),
            Column("creators", Text("Creators", "博主数"), "count"), Column("notes", Text("Notes", "笔记数"), "count"), *percentiles,
        ],
        title=Text("What is usual: engagement by tier, category and format", "行业参照：分层级、类目、形式的互动率"),
        note=Text(f"Intervals: 90 %, creators resampled with all their notes. Cells of fewer than eight creators are hidden ({hidden:,} here).",
                  f"区间：90%，按博主整体重抽样。不足 8 位博主的格子不显示（此处 {hidden:,} 个）。"),
        language=language,
    )  # fmt: skip


@declared
def table_guide(compared: pl.DataFrame, labels: Mapping[str, str], *, language: Language) -> Block:
    """Show the guide's 3-8 % as its claim, with its denominator, beside these creators."""
    return table(
        compared.with_columns(pl.col("tier").replace_strict(dict(labels), default="?")),
        [
            Column("tier", Text("Tier", "层级")), Column("creators", Text("Creators", "博主数"), "count"),
            Column("p50", Text("Typical interactions ÷ followers, median (P25–P75)", "典型互动 ÷ 粉丝数 中位数（P25–P75）"), "rate", low="p25", high="p75"),
            Column("below", Text("Below 3 %", "低于 3%"), "rate"), Column("within", Text("3–8 %", "3–8%"), "rate"), Column("above", Text("Above 8 %", "高于 8%"), "rate"),
        ],
        title=Text("The guide's “3–8 % is healthy” beside these creators", "指南所称“3–8% 为健康”与本次候选对照"),
        note=Text("The guide's claim, by followers; it names no sample. The rate falls as accounts grow, so one band cannot judge all tiers; the table above can.",
                  "此为指南说法，分母为粉丝数，未说明样本。账号越大比率越低，单一区间不能衡量所有层级，请以上表为准。"),
        language=language,
    )  # fmt: skip


@declared
def chart_fair_price(
    priced: pl.DataFrame, labels: Mapping[str, str], *, language: Language, format_name: str = "image"
) -> Block:
    """Draw quotes by followers over the band of near peers, coloured by where they lie."""
    shown = _named(priced.filter(pl.col("format") == format_name).drop_nulls("position"), labels).with_columns(
        _words("position", POSITIONS, language)
    )
    kind = FORMATS[format_name]
    return bands(
        shown, x="followers", y="price_cny", low="fair_low_cny", high="fair_high_cny", colour="position", label="name",
        palette={POSITIONS["above"].to(language): ROSE, POSITIONS["within"].to(language): "#b5aa9b", POSITIONS["below"].to(language): TEAL},
        title=Text(f"Each {kind.en} quote against what near peers ask", f"{kind.zh}报价与相近同行对照"), x_axis=Text("Followers", "粉丝数"),
        y_axis=Text("Price with fee, CNY", "含费报价（元）"), n="peers",
        note=Text("Thin line: the middle half of up to thirty peers of half to twice the followers. Above is a reason to negotiate, below a reason to pay more.",
                  "细线：粉丝数相近（一半到两倍）的至多 30 位同行报价的中间一半。高于区间可议价，低于区间应考虑补足。"), language=language,
    )  # fmt: skip


@declared
def table_fair_price(priced: pl.DataFrame, labels: Mapping[str, str], *, language: Language) -> Block:
    """Show the quotes outside their band, furthest first, over and under alike."""
    outside = priced.filter(pl.col("position").is_in(["above", "below"])).sort(
        pl.col("price_ratio").log().abs(), descending=True
    )
    shown = _named(outside.head(MOST_OUTSIDE), labels).with_columns(
        _words("format", FORMATS, language), _words("position", POSITIONS, language)
    )
    return table(
        shown,
        [
            Column("name", Text("Creator", "博主")), Column("tier", Text("Tier", "层级")), Column("format", Text("Format", "形式")),
            Column("followers", Text("Followers", "粉丝数"), "compact"), Column("price_cny", Text("Price with fee", "含费报价"), "cny"),
            Column("fair_mid_cny", Text("Near peers, P25–P75", "相近同行 P25–P75"), "cny", low="fair_low_cny", high="fair_high_cny"),
            Column("price_ratio", Text("Price ÷ peers", "报价 ÷ 同行"), "number"), Column("position", Text("Where", "位置")), Column("peers", Text("Peers", "同行数"), "count"),
        ],
        title=Text("Quotes to talk about, over and under", "值得一谈的报价：偏高与偏低"),
        note=Text(f"The {MOST_OUTSIDE} furthest from what near peers ask. Asking prices of these files, not deals closed; half of all quotes lie outside a middle half. No band below eight peers.", f"偏离相近同行最远的 {MOST_OUTSIDE} 条。依据文件中的报价而非成交价；按定义约一半报价会在中间一半之外。同行不足 8 位不给区间。"),
        language=language,
    )  # fmt: skip
