"""How candidates, their ranking and the picked set are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import polars as pl

from xhs_workbench.findings import Language, Text
from xhs_workbench.views.blocks import Block, declared
from xhs_workbench.views.charts import scatter, strips
from xhs_workbench.views.creator_cards import Target, creator_cards, target_columns
from xhs_workbench.views.explorer import Filter, LiveBlock, Plan, explorer
from xhs_workbench.views.tables import Column, Figure, estimated_columns, figures, table

NOTHING = Text("", "")


@declared
def table_tiers(tiers: pl.DataFrame, rate: str, *, language: Language) -> Block:
    """Show tiers with engagement, its interval and n."""
    return table(
        tiers,
        [
            Column("label", Text("Tier", "层级")),
            Column("creators", Text("Creators", "博主数"), "count", bar=True),
            Column("expected_median", Text("Median interactions a note", "单篇互动中位数"), "count"),
            Column(
                "rate_median",
                Text("Engagement rate, median", "互动率中位数"),
                "rate",
                rate,
                low="rate_low",
                high="rate_high",
            ),
            Column("n", Text("n", "n"), "count"),
            Column("price_median", Text("Median price with fee", "含费报价中位数"), "cny"),
        ],
        title=Text("Who is in the files, by tier", "候选博主分层"),
        note=Text(
            "Intervals are 90 % over creators; none below ten creators.",
            "区间为 90%（按博主重抽样）；不足 10 位不给区间。",
        ),
        language=language,
    )


@declared
def table_notes_by_tier(notes: pl.DataFrame, rate: str, *, language: Language) -> Block:
    """Show notes by tier of their author: counts and medians."""
    estimated = Column("likes_estimated", Text("Likes, median, estimated", "点赞中位数（估计）"), "count", low="likes_low",
                       high="likes_high")  # fmt: skip
    return table(
        notes,
        [
            Column("label", Text("Tier", "层级")),
            Column("notes", Text("Notes", "笔记数"), "count", bar=True),
            Column("likes", Text("Likes, median", "点赞中位数"), "count", bound="likes_bound"),
            *([estimated] if notes["likes_estimated"].null_count() < notes.height else []),
            Column("saves", Text("Saves, median", "收藏中位数"), "count", bound="saves_bound"),
            Column("comments", Text("Comments, median", "评论中位数"), "count", bound="comments_bound"),
            Column(
                "value",
                Text("Engagement rate, all notes", "互动率（合计）"),
                "rate",
                rate,
                low="lower",
                high="upper",
                bound="bound",
            ),
            Column("n", Text("n", "n"), "count"),
            *estimated_columns(notes, median=True),
        ],
        title=Text("Their recent notes, by tier", "近期笔记分层"),
        note=Text(
            "≥: where counts are only bounds such as 10万+, the figure may be larger.",
            "≥：部分数据仅为下限（如“10万+”），实际数值可能更大。",
        ),
        language=language,
    )


@declared
def chart_rates(candidates: pl.DataFrame, labels: Mapping[str, str], *, language: Language) -> Block:
    """Draw every creator's engagement rate within its tier."""
    shown = candidates.with_columns(
        pl.col("tier").replace_strict(dict(labels), default="?"), name=pl.coalesce("creator_name", "creator_id")
    )
    return strips(
        shown, group="tier", value="engagement_rate", label="name", order=list(labels.values()),
        title=Text("Engagement differs more within a tier than between tiers", "同层级内的互动率差异大于层级之间"),
        axis=Text("Engagement rate (red: median of the tier)", "互动率（红线：层级中位数）"),
        note=Text("One tick a creator; the slider hides the largest values.", "一条竖线代表一位博主；滑块可隐藏极大值。"), language=language,
    )  # fmt: skip


@declared
def chart_price(scored: pl.DataFrame, picks: pl.DataFrame, labels: Mapping[str, str], *, language: Language) -> Block:
    """Draw price against expected interactions, the picked set ringed."""
    ids = picks["creator_id"].to_list()
    shown = scored.with_columns(
        picked=pl.col("creator_id").is_in(ids), tier=pl.col("tier").replace_strict(dict(labels), default="?"),
        name=pl.coalesce("creator_name", "creator_id"),
    )  # fmt: skip
    return scatter(
        shown, x="price_cny", y="expected_interactions", colour="tier", label="name", picked="picked", kinds=("cny", "count"), logs=(True, True),
        title=Text("Price against what a note brings", "报价与单篇互动"), x_axis=Text("Price with fee, CNY", "含费报价（元）"),
        y_axis=Text("Expected interactions a note", "预期单篇互动"), group=Text("Tier", "层级"),
        note=Text("Ringed: the picked set. Choose a tier below the chart.", "描边：入选组合。图下可选层级。"), language=language,
    )  # fmt: skip


class Picked(Protocol):
    """What is shown of a picked set."""

    @property
    def picks(self) -> pl.DataFrame:
        """The chosen creators."""
        ...

    @property
    def cost_cny(self) -> float:
        """What they cost."""
        ...

    @property
    def budget_cny(self) -> float:
        """What there was."""
        ...

    @property
    def expected_interactions(self) -> float:
        """What they should bring."""
        ...


@declared
def figures_portfolio(portfolio: Picked, *, language: Language) -> Block:
    """Show the picked set as tiles."""
    picks, cost, budget, expected = (
        portfolio.picks,
        portfolio.cost_cny,
        portfolio.budget_cny,
        portfolio.expected_interactions,
    )
    each = cost / expected if expected else None
    return figures(
        [
            Figure(Text("Creators picked", "入选博主"), picks.height, "count"),
            Figure(
                Text("Cost with fee", "含费成本"),
                cost if picks.height else None,
                "cny",
                Text(f"of ¥{budget:,.0f}", f"预算 ¥{budget:,.0f}"),
            ),
            Figure(Text("Expected interactions", "预期互动"), expected if picks.height else None, "compact"),
            Figure(Text("Expected cost each", "预期单次成本"), each, "cny2", definition="cpe"),
        ],
        language=language,
    )


@declared
def table_portfolio(picks: pl.DataFrame, labels: Mapping[str, str], *, language: Language) -> Block:
    """Show the picked set with the reason for each."""
    shown = picks.with_columns(
        pl.col("tier").replace_strict(dict(labels), default="?"), name=pl.coalesce("creator_name", "creator_id")
    )
    mixed = "note_type" in picks.columns and picks["note_type"].n_unique() > 1
    words = {"image": Text("Image", "图文").to(language), "video": Text("Video", "视频").to(language)}
    shown = shown.with_columns(pl.col("note_type").replace_strict(words)) if mixed else shown
    return table(
        shown,
        [
            Column("name", Text("Creator", "博主")),
            Column("tier", Text("Tier", "层级")),
            *([Column("note_type", Text("Format", "形式"))] if mixed else []),
            Column("score", Text("Score", "得分"), "score", bar=True),
            Column("price_cny", Text("Price with fee", "含费报价"), "cny"),
            Column(
                "expected_interactions",
                Text("Interactions a note", "单篇互动"),
                "count",
                low="interactions_low",
                high="interactions_high",
            ),
            Column("notes_seen", Text("Notes seen", "样本笔记"), "count"),
            Column("why_zh" if language == "zh" else "why_en", Text("Why", "理由")),
        ],
        title=Text("The set to book", "建议合作组合"),
        note=Text(
            "Interval: where eight in ten next daily notes should fall. Hover a row for its file and row.",
            "区间：下一篇日常笔记约八成落在其中。悬停可见来源行。",
        ),
        language=language,
        first=30,
    )


@declared
def show_explorer(
    scored: pl.DataFrame, picks: pl.DataFrame, labels: Mapping[str, str], parts: Mapping[str, tuple[str, bool, Text]], weights: Mapping[str, float],
    *, cards: Mapping[str, Mapping[str, Any]] | None = None, plan: Plan | None = None,
    language: Language,
) -> LiveBlock:  # fmt: skip
    """Let the reader move the weights and see the ranking follow; in JupyterLab also pick the set again.

    Args:
        scored: From `score_creators`; the filters offered are those whose columns it has.
        picks: The set to book.
        labels: Tier -> its name.
        parts: Part -> column, direction and name.
        weights: Part -> weight at the start.
        cards: From `creator_cards`.
        plan: Budget and quotas at the start, and what picks the set again.
        language: Language.
    """
    known = {name: parts[name][2] for name in weights}
    shown = scored.with_columns(
        pl.col("tier").replace_strict(dict(labels), default="?"), name=pl.coalesce("creator_name", "creator_id"),
        picked=pl.col("creator_id").is_in(picks["creator_id"].to_list()),
    )  # fmt: skip
    columns = [
        Column("followers", Text("Followers", "粉丝"), "compact"),
        Column("expected_interactions", Text("Interactions", "互动"), "count"),
        Column("engagement_rate", Text("Engagement", "互动率"), "rate"),
        Column("price_cny", Text("Price", "报价"), "cny"),
        Column("notes_seen", Text("Notes", "样本"), "count"),
    ]
    columns += [Column("to_ask", Text("To ask", "待询问"), "count")] if "to_ask" in shown.columns else []
    filters = [one for one in FILTERS if one.key in shown.columns and shown[one.key].null_count() < shown.height]
    return explorer(
        shown, columns, known, weights, filters=filters, cards=cards, plan=plan, language=language,
        title=Text("Move the weights, see the ranking follow", "拖动权重，排名随之变化"),
        note=Text("Score = 100 × Σ weight × rank / Σ weight; an unknown part gives nothing. Red edge: in the set to book. Click a name for the creator's card.",
                  "得分 = 100 × Σ 权重 × 名次 / Σ 权重；未知项不得分。红边：建议合作。点击昵称查看博主卡片。"),
    )  # fmt: skip


def show_cards(
    scored: pl.DataFrame, notes: pl.DataFrame, prices: pl.DataFrame, asks: pl.DataFrame, audience: Target, *, language: Language
) -> dict[str, dict[str, Any]]:  # fmt: skip
    """Gather the cards of the explorer.

    Args:
        scored: From `prepare_cards`.
        notes: From `list_card_notes`.
        prices: From `compare_prices`; the quotes for image notes are shown.
        asks: From `list_evidence`.
        audience: Whom the brief wants.
        language: Language.
    """
    image = prices.filter(pl.col("format") == "image").unique("creator_id", keep="first", maintain_order=True)
    return creator_cards(scored, notes, prices=image, asks=asks, target=target_columns(audience), language=language)


FILTERS = (
    Filter("plain_category", Text("All categories", "全部类目"), "choice"),
    Filter("price_cny", Text("Price up to ¥", "报价不超过 ¥"), "most"),
    Filter("followers", Text("Followers from", "粉丝不少于"), "least"),
    Filter("to_ask", Text("nothing to ask about", "无待询问线索"), "none"),
    Filter("gates_failed", Text("keeps every rule", "满足全部门槛"), "none"),
)
