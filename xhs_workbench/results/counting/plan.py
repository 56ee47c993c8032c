"""Plan against delivered: each promise by its named definition; none is called missed while notes still grow."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from xhs_workbench.findings import Finding, Level, Text, both
from xhs_workbench.metrics import definition, footnotes
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.bringing.by_note import add_goal
from xhs_workbench.results.counting.boost_review import boost_review_findings
from xhs_workbench.results.counting.kpi_tree import tree_definitions
from xhs_workbench.results.counting.shop import Shop
from xhs_workbench.statistics.censored import AT_LEAST, AT_MOST

GOOD = 1.0
CLOSE = 0.9


def compare_to_plan(shop: Shop, brief: Brief) -> pl.DataFrame:
    """Hold every KPI of the brief against what came.

    A total sums the notes where it is known; completion is delivered / target, for costs target / delivered.
    Figures of notes younger than the rule still grow, so a target not reached is "not mature", never
    "missed". A rate may also fall, so until then it is not "met" either. For a KPI of the shop a note is
    young while its decision window is open.

    Args:
        shop: From `gather_shop`; its `outcomes` are the notes.
        brief: The brief.

    Returns:
        One row a KPI in the brief's order: `metric`, `name_en`, `name_zh`, `unit`, `target`, `value`,
        `lower`, `upper`, `completion`
        (1 = as promised), `bound` and `completion_bound` (`at_least` or `at_most` where counts are only lower
        bounds, else ""), `n` and `n_missing` (notes; rows of the shop's file or the ad report for their
        KPIs), `n_young`
        (notes not mature), `verdict` (`met`, `close`, `missed`, `not_mature`, `unknown`).
    """
    rows, growing = [], shop.outcomes.filter(~pl.col("mature").fill_null(True)).height
    for kpi in brief.kpis:
        entry = definition(kpi.metric)
        found = shop.measure(kpi.metric, brief.definitions)
        young = {"shop": shop.dated - shop.ended, "leads": 0}.get(entry.over, growing)
        value = found["value"]
        completion = (
            None if not value else kpi.target / value if entry.lower_is_better else value / kpi.target
        )
        bound = found["bound"] if value is not None else ""
        least = (bound == AT_LEAST) != entry.lower_is_better
        verdict = _verdict(
            completion, young, may_fall=entry.unit in ("rate", "number") and entry.threshold is None
        )
        rows.append(
            {
                "metric": entry.id,
                **entry.name.pair("name"),
                "unit": entry.unit,
                "target": kpi.target,
                "value": value,
                "lower": found["lower"],
                "upper": found["upper"],
                "completion": completion,
                "n": found["n"],
                "n_missing": found["n_missing"],
                "n_young": young,
                "verdict": _told(verdict, least=least) if bound else verdict,
                "bound": bound,
                "completion_bound": "" if not bound else AT_LEAST if least else AT_MOST,
            }
        )
    texts, floats = (
        ("metric", *both("name"), "unit", "verdict", "bound", "completion_bound"),
        ("target", "value", "lower", "upper", "completion"),
    )
    schema = {
        **dict.fromkeys(texts, pl.String),
        **dict.fromkeys(floats, pl.Float64),
        **dict.fromkeys(("n", "n_missing", "n_young"), pl.Int64),
    }
    return pl.DataFrame(rows, schema=schema)


def _verdict(completion: float | None, young: int, *, may_fall: bool) -> str:
    if completion is None:
        return "unknown"
    if young and (completion < GOOD or may_fall):
        return "not_mature"
    return "met" if completion >= GOOD else "close" if completion >= CLOSE else "missed"


def _told(verdict: str, *, least: bool) -> str:
    """Return the verdict that a completion of at least (or at most) so much allows; the other ones are not known."""
    return verdict if verdict == ("met" if least else "missed") else "unknown"


def rank_notes(
    outcomes: pl.DataFrame, brief: Brief, table: Callable[[str], pl.DataFrame] | None = None
) -> pl.DataFrame:
    """List the notes, most saves first, with what each save and interaction cost.

    Args:
        outcomes: From `gather_outcomes`.
        brief: The brief.
        table: Gives a table by its name: what each note brought of leads and sales is added, as `by_note.add_goal` does.

    Returns:
        `outcomes` plus `interactions_named` (by the brief's definition), `cost_named_cny`, `cpe`,
        `save_share`, `rate`, each with
        `_bound` beside it (as in `metrics.bound_of`; `saves_bound` too) but the cost, and what only
        we may see: `own_margin_cny` and `own_margin_share`, the price asked less our cost, null where no cost
            is known.
    """
    from xhs_workbench.metrics import bound_of, value_of

    choices, have = brief.definitions, outcomes.columns
    wanted = {
        "interactions_named": choices.interactions,
        "cpe": "cpe",
        "save_share": "save_share",
        "rate": f"engagement_rate_by_{choices.engagement_rate}",
    }
    ranked = outcomes.with_columns(
        **{name: value_of(metric, choices, have) for name, metric in wanted.items()},
        **{
            f"{name}_bound": bound_of(metric, choices, have)
            for name, metric in {"saves": "saves", **wanted}.items()
        },
        cost_named_cny=pl.col("quote_cny") + pl.col("service_fee_cny"),
        own_margin_cny=pl.col("quote_cny") - pl.col("own_cost_cny"),
        own_margin_share=_share_of(pl.col("quote_cny") - pl.col("own_cost_cny"), pl.col("quote_cny")),
    ).sort(["saves", "order_id"], descending=[True, False], nulls_last=True)
    return ranked if table is None else add_goal(ranked, brief, table)


def _share_of(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole > 0).then(part / whole)


def sum_own_costs(notes: pl.DataFrame) -> pl.DataFrame:
    """Sum what the agency paid and kept, over the notes with a known cost. All of it is internal.

    Args:
        notes: From `rank_notes`.

    Returns:
        One row: `own_cost_cny`, `own_margin_cny`, `own_margin_share` (of the price asked for those notes),
            `n`, `n_missing`;
        sums are null when no cost is known.
    """
    known = notes.drop_nulls("own_margin_cny")
    total = [
        pl.when(pl.len() > 0).then(pl.col(name).sum()).alias(name)
        for name in ("own_cost_cny", "own_margin_cny")
    ]
    sums = known.select(
        *total, own_margin_share=_share_of(pl.col("own_margin_cny").sum(), pl.col("quote_cny").sum())
    )
    return sums.with_columns(n=pl.lit(known.height), n_missing=pl.lit(notes.height - known.height))


def headline(outcomes: pl.DataFrame, plan: pl.DataFrame, grown: pl.DataFrame, brief: Brief) -> list[Finding]:
    """Say in sentences what was delivered against plan, and what to do next.

    Args:
        outcomes: From `gather_outcomes`.
        plan: From `compare_to_plan`.
        grown: From `growth.late_growers`.
        brief: The brief.
    """
    if outcomes.is_empty():
        return [
            Finding(
                "nothing_placed",
                Level.REVIEW,
                Text(
                    "No sponsored note is known, so nothing can be said about plan, cost, reach or creators.",
                    "没有已投放的笔记，因此不评价目标完成、成本、触达与达人。",
                ),
                Text(
                    "Add the 蒲公英 orders or notes export, or the agency's plan, to `inputs`.",
                    "请在 inputs 中加入蒲公英订单或笔记导出，或代理商的排期表。",
                ),
                n=0,
            )
        ]
    met = plan.filter(pl.col("verdict") == "met").height
    young = outcomes.filter(~pl.col("mature").fill_null(True)).height
    found = [
        Finding(
            "kpis",
            Level.PASS if met == plan.height else Level.REVIEW,
            Text(
                f"{met} of {plan.height} targets were met with {outcomes.height} notes.",
                f"{outcomes.height} 篇笔记完成了 {plan.height} 项目标中的 {met} 项。",
            ),
            n=outcomes.height,
        ),
        *(
            _kpi(row)
            for row in plan.filter(pl.col("verdict") != "unknown").sort("completion").iter_rows(named=True)
            if row["verdict"] in ("missed", "close")
        ),
        *_weak_boosts(outcomes),
        *boost_review_findings(outcomes),
        *_sleepers(grown),
    ]
    if young:
        text = Text(
            f"{young} notes are still growing; their figures will change.",
            f"{young} 篇笔记数据未沉淀，仍会增长。",
        )
        found.append(Finding("not_mature", Level.REVIEW, text, n=young))
    return found


def _kpi(row: dict[str, object]) -> Finding:
    share, entry = float(str(row["completion"])), definition(str(row["metric"]))
    return Finding(
        "kpi_missed",
        Level.REVIEW,
        Text(
            f"{entry.en}: {share * 100:.0f}% of what was promised.",
            f"{entry.zh}：完成目标的 {share * 100:.0f}%。",
        ),
    )


def _weak_boosts(outcomes: pl.DataFrame) -> list[Finding]:
    """A boosted note whose paid reads cost several times the campaign's median was the wrong note to boost."""
    boosted = outcomes.filter((pl.col("boost_cny") > 0) & (pl.col("reads_boosted") > 0)).with_columns(
        boost_cpr=pl.col("boost_cny") / pl.col("reads_boosted"),
        organic_rate=pl.col("interactions") / pl.col("reads"),
    )
    if boosted.height < 3:
        return []
    middle = outcomes.select((pl.col("interactions") / pl.col("reads")).median()).item()
    weak = boosted.filter(
        (pl.col("organic_rate") < middle / 2) & (pl.col("boost_cny") >= boosted["boost_cny"].median())
    )
    return [
        Finding(
            "boosted_weak_note",
            Level.REVIEW,
            Text(
                (
                    f"¥{row['boost_cny']:,.0f} of boost went to a note whose readers interact less than "
                    f"half as often as the median's: {row['creator_name']} · {row['title']}."
                ),
                f"¥{row['boost_cny']:,.0f} 投流花在互动率不到中位数一半的笔记上：{row['creator_name']} · {row['title']}。",
            ),
            Text("Boost notes that already earn their readers.", "先投自然表现好的笔记。"),
            (f"{row['source_file']} › row {row['source_row']}",),
        )
        for row in weak.iter_rows(named=True)
    ]


def _sleepers(grown: pl.DataFrame) -> list[Finding]:
    return [
        Finding(
            "sleeper",
            Level.PASS,
            Text(
                (
                    f"A note grew late: {row['late_share'] * 100:.0f}% of its saves and likes came "
                    f"after day 14: {row['title']}."
                ),
                f"长尾笔记《{row['title']}》：{row['late_share'] * 100:.0f}% 的赞藏来自发布 14 天之后。",
            ),
            Text(
                "Look at its search terms before repeating the topic.",
                "同主题再投之前，先看这篇的搜索来源词。",
            ),
        )
        for row in grown.head(2).iter_rows(named=True)
    ]


def definitions_used(shop: Shop, brief: Brief) -> pl.DataFrame:
    """Return the definitions behind the report's numbers; what the tree counts on more money than the brief stands apart.

    Args:
        shop: From `gather_shop`.
        brief: The brief.
    """
    choices = brief.definitions
    named = [choices.interactions, f"engagement_rate_by_{choices.engagement_rate}", "save_share", "cpe"]
    promised = footnotes([*(kpi.metric for kpi in brief.kpis), *named], choices)
    behind = tree_definitions(shop, brief).join(promised, on=["id", "formula_en"], how="anti")
    twice = pl.col("id").is_in(promised["id"].implode())
    where = Text(" (all money, step by step)", "（逐级转化，全部费用）").pair("name")
    apart = behind.with_columns(
        id=pl.when(twice).then(pl.col("id") + "_all_money").otherwise("id"),
        **{name: pl.when(twice).then(pl.col(name) + said).otherwise(name) for name, said in where.items()},
    )
    return pl.concat([promised, apart])


def add_format(comments: pl.DataFrame, outcomes: pl.DataFrame) -> pl.DataFrame:
    """Give each comment the format of its note; comments under notes of no known format are left out."""
    formats = outcomes.select("note_id", "format").drop_nulls().unique("note_id")
    return comments.join(formats, on="note_id", how="inner", maintain_order="left")
