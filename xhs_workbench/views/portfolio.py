"""How gates, near misses, the stability of a ranking, stand-ins, risk and the budget's frontier are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import polars as pl

from xhs_workbench.findings import Language, Text
from xhs_workbench.views.blocks import Block, declared
from xhs_workbench.views.charts import curve, ranked_bars
from xhs_workbench.views.tables import Column, Figure, figures, table

NAME = pl.coalesce("creator_name", "creator_id")
FORMATS = {"image": Text("Image", "图文"), "video": Text("Video", "视频")}
MEASURES = {
    "precision": Text("Of this set, picked by people before", "本组合中曾被人工选中"),
    "recall": Text("Of people's picks, in this set", "过往人选中进入本组合"),
    "recall_ranking": Text("Of people's picks, among as many first in the ranking", "过往人选中排名前同等数量"),
}


@declared
def table_gates(rated: pl.DataFrame, *, language: Language) -> Block:
    """Show each rule, whom it turns away, and what one step of relaxation would bring."""
    return table(
        rated,
        [
            Column(f"limit_{language}", Text("Rule", "门槛")),
            Column(f"why_{language}", Text("Why", "原因")),
            Column("fails", Text("Break it", "未达"), "count", bar=True),
            Column("fails_alone", Text("Break only it", "仅此未达"), "count"),
            Column("share_of_loss", Text("Its share of the loss", "淘汰归因"), "score"),
            Column("unknown", Text("Unknown", "未知"), "count"),
            Column("step_text", Text("One step laxer", "放宽一步至")),
            Column("one_step_adds", Text("That adds", "可增加"), "count"),
        ],
        title=Text("What each rule costs, whatever their order", "每条门槛的代价（与顺序无关）"),
        note=Text("A creator that breaks three rules is a third of a loss to each; the shares add up to all creators turned away.",
                  "违反三条门槛的博主，每条各计三分之一；各项之和等于全部被排除的博主数。"),
        language=language,
    )  # fmt: skip


@declared
def table_near_misses(missed: pl.DataFrame, labels: Mapping[str, str], *, language: Language) -> Block:
    """Show the creators that break exactly one rule, nearest first."""
    shown = missed.with_columns(pl.col("tier").replace_strict(dict(labels), default="?"), name=NAME)
    score = [Column("score", Text("Score", "得分"), "score", bar=True)] if "score" in shown.columns else []
    return table(
        shown,
        [
            Column("name", Text("Creator", "博主")),
            Column("tier", Text("Tier", "层级")),
            *score,
            Column(f"limit_{language}", Text("The one rule", "唯一未达门槛")),
            Column("own_value", Text("Has", "实际")),
            Column("steps_away", Text("Steps away", "相差步数"), "number"),
            Column("price_cny", Text("Price with fee", "含费报价"), "cny"),
            Column("expected_interactions", Text("Interactions a note", "单篇互动"), "count"),
        ],
        title=Text("Near misses: one rule away", "差一条门槛的博主"),
        note=Text(
            "Nearest first. A step is the rule's own; rules that have none are last.",
            "由近到远；一步的大小由门槛设定，无步长的排在最后。",
        ),
        language=language,
        first=15,
    )


@declared
def chart_stability(rated: pl.DataFrame, labels: Mapping[str, str], *, k: int = 20, language: Language) -> Block:
    """Draw how surely each of the first creators is among the top K when weights move a little."""
    first = rated.sort(["score", "creator_id"], descending=[True, False]).head(k + 5)
    shown = first.with_columns(pl.col("tier").replace_strict(dict(labels), default="?"), name=NAME)
    return ranked_bars(
        shown.select("name", "top_chance", "tier"), label="name", value="top_chance", colour="tier", kind="rate",
        title=Text(f"Who is in the first {k} whatever the exact weights", f"权重略变，谁仍在前 {k}"),
        axis=Text(f"Share of 2,000 weightings in which the creator is among the first {k}", f"2,000 组权重中进入前 {k} 的比例"),
        note=Text(f"In order of score; the last five stand just below the first {k}. Weights are drawn around the given ones.",
                  f"按得分排序，最后五位恰在前 {k} 之外；权重在给定值附近随机抽取。"), language=language,
    )  # fmt: skip


class Outlook(Protocol):
    """What is shown of a simulation; see `selection.Outlook`."""

    @property
    def mean(self) -> float:
        """Mean interactions."""
        ...

    @property
    def low(self) -> float:
        """Tenth percentile."""
        ...

    @property
    def high(self) -> float:
        """Ninetieth percentile."""
        ...

    @property
    def worst_fifth(self) -> float:
        """Mean of the worst fifth."""
        ...

    @property
    def target(self) -> float | None:
        """What must be met."""
        ...

    @property
    def chance(self) -> float | None:
        """Chance to meet it."""
        ...

    @property
    def scenarios(self) -> int:
        """How many scenarios."""
        ...


@declared
def figures_outlook(outlook: Outlook, reached: float | None = None, *, language: Language) -> Block:
    """Show what the set may bring as tiles."""
    some, target = outlook.scenarios > 0, outlook.target
    aim = (
        Text(f"of {target:,.0f} interactions aimed at here", f"本次选号目标 {target:,.0f} 次互动")
        if target
        else Text("", "")
    )
    tiles = [
        Figure(Text("Interactions, eight in ten outcomes", "互动量（八成情形）"), f"{outlook.low:,.0f}–{outlook.high:,.0f}" if some else None, "text",
               Text(f"{outlook.scenarios:,} scenarios", f"{outlook.scenarios:,} 个情景")),
        Figure(Text("Mean of the worst fifth", "最差五分之一的均值"), outlook.worst_fifth if some else None, "compact"),
        Figure(Text("Chance to meet the target", "达成目标的概率"), outlook.chance, "rate", aim),
    ]  # fmt: skip
    if reached is not None:
        tiles.append(Figure(Text("Different people reached, at most", "触达人数上限（去重）"), reached, "compact",
                            Text("if creators reach independently", "假设博主间触达独立")))  # fmt: skip
    return figures(tiles, language=language)


@declared
def table_swaps(swaps: pl.DataFrame, *, language: Language) -> Block:
    """Show who would stand in for each pick."""
    shown = swaps.with_columns(note_type=_format(language, "swap_note_type"))
    return table(
        shown,
        [
            Column("creator_name", Text("Instead of", "若无法合作")),
            Column("swap_name", Text("Book", "改约")),
            Column("note_type", Text("As", "形式")),
            Column("swap_price_cny", Text("Price with fee", "含费报价"), "cny"),
            Column("cost_change_cny", Text("Cost change", "成本变化"), "cny"),
            Column("interactions_change", Text("Interactions change", "互动变化"), "count"),
            Column("worth_change", Text("Value change", "价值变化"), "count"),
        ],
        title=Text("If one of them declines", "若有博主婉拒"),
        note=Text("The best single stand-in that keeps every rule; — where none does alone. Value: interactions × score / 100.",
                  "满足全部约束的最佳单人替补；— 表示没有单人替补。价值 = 互动 × 得分 / 100。"),
        language=language,
        first=30,
    )  # fmt: skip


def _format(language: Language, column: str) -> pl.Expr:
    words = {name: text.to(language) for name, text in FORMATS.items()}
    return pl.col(column).replace_strict(words, default=None, return_dtype=pl.String)


@declared
def chart_frontier(frontier: pl.DataFrame, *, language: Language) -> Block:
    """Draw what each budget brings, with the planned one marked."""
    return curve(
        frontier, x="cost_cny", y="expected_interactions", marked="planned", kinds=("cny", "count"), also="marginal_cpe_cny",
        title=Text("What more or less money would bring", "预算增减的预期效果"), x_axis=Text("Cost of the best set, CNY", "最优组合成本（元）"),
        y_axis=Text("Expected interactions", "预期互动"), also_axis=Text("CNY per further interaction", "新增互动的单价（元）"),
        note=Text("One point a budget, each solved under the same rules; the filled point is the plan.", "每点为一个预算下按相同约束求解的组合；实心点为当前方案。"),
        language=language,
    )  # fmt: skip


@declared
def table_frontier(frontier: pl.DataFrame, *, language: Language) -> Block:
    """Show the frontier's figures."""
    return table(
        frontier,
        [
            Column("budget_cny", Text("Budget", "预算"), "cny"),
            Column("creators", Text("Creators", "博主数"), "count"),
            Column("cost_cny", Text("Cost", "成本"), "cny"),
            Column("expected_interactions", Text("Expected interactions", "预期互动"), "count", bar=True),
            Column("cpe_cny", Text("CPE", "CPE"), "cny2", "cpe"),
            Column("marginal_cpe_cny", Text("Each further interaction", "每次新增互动"), "cny2"),
        ],
        title=Text("Budget, result, and the price of the next interaction", "预算、结果与新增互动的价格"),
        note=Text("Stop where a further interaction costs more than one bought by paid media. — : more money brings none.",
                  "当新增互动的价格超过投流单价时应停止追加。—：追加预算不再增加互动。"),
        language=language,
    )  # fmt: skip


@declared
def table_agreement(compared: pl.DataFrame, *, language: Language) -> Block:
    """Show how far the set agrees with what people picked before."""
    names = {measure: text.to(language) for measure, text in MEASURES.items()}
    return table(
        compared.with_columns(pl.col("measure").replace_strict(names)),
        [
            Column("measure", Text("Agreement with past picks", "与过往人选的一致性")),
            Column("share", Text("Share", "占比"), "rate", low="lower", high="upper"),
            Column("hits", Text("Both", "一致"), "count"),
            Column("trials", Text("n", "n"), "count"),
        ],
        title=Text("How far this agrees with what people picked", "与人工选择的一致程度"),
        note=Text("Intervals: Wilson, 90 %. Agreement is not quality: people's picks are one opinion.", "区间：Wilson 90%。一致不等于更好：人工选择也只是一种意见。"),
        language=language,
    )  # fmt: skip
