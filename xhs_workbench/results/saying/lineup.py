"""Who brought it: the line-up's statement, and how a note is named."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.metrics import FORMAT_NAMES
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.bringing.by_note import COUNTED, VALUED, split_column
from xhs_workbench.results.bringing.sums import sum_of
from xhs_workbench.results.learning.objective import objective_metric
from xhs_workbench.results.saying.delivery import goal_name
from xhs_workbench.telling import Statement
from xhs_workbench.written import day_words, many, written

LEAST_DRAWN = 3
ALIKE = 0.05
"""Figures are told apart only where they spread over more than this part of their middle."""
HALF = 0.5
MANY = 10
"""Of so many notes or more their number is not repeated on the first screen, which holds thirty numbers."""
UNEVEN = 1.5
"""Notes are said to have brought most where their share is at least this many times an even one."""


GOAL_NAMES = {"goal_leads": Text("leads", "客资"), "goal_sales_cny": Text("off-site sales", "站外成交额")}
"""Column of the goal by note -> its name in the middle of a sentence."""


def objective_column(brief: Brief, ranked: pl.DataFrame) -> str:
    """Return the column of `rank_notes` in which the brief's objective is counted, the goal itself where a file splits it."""
    metric = objective_metric(brief, ranked)
    return split_column(ranked, brief) or (metric if metric in ranked.columns else "interactions_named")


def objective_name(brief: Brief, ranked: pl.DataFrame) -> Text:
    """Return what `objective_column` counts, in the middle of a sentence."""
    return GOAL_NAMES.get(split_column(ranked, brief)) or goal_name(objective_metric(brief, ranked))


def unsplit(brief: Brief, ranked: pl.DataFrame) -> Text:
    """Return the goal's name where it is leads or sales and no file says which note brought it."""
    name = GOAL_NAMES.get(VALUED.get(str(brief.objective.kind), ""))
    return name if name and not split_column(ranked, brief) else NOTHING


def half_of_it(ranked: pl.DataFrame, column: str) -> tuple[int, int, float] | None:
    """Return how many notes, the largest first, bring half of a count or more, of how many, and what share they bring.

    Args:
        ranked: One row a note.
        column: The count; notes without it are left out.

    >>> half_of_it(pl.DataFrame({"saves": [60, 30, 5, 5, None]}), "saves")
    (1, 4, 0.6)
    """
    counts = ranked[column].drop_nulls().sort(descending=True)
    total = sum_of(ranked, column)
    if not total:
        return None
    reached = (counts.cum_sum() >= HALF * total).arg_true()
    n = int(reached[0]) + 1
    return n, counts.len(), float(counts.head(n).sum()) / total


UNIT_COSTS = {
    "阅读": "阅读单价",
    "互动量": "互动单价",
    "客资": "客资成本（含达人费用）",
    "成交人数": "单个成交成本",
}


def cost_each(goal: Text) -> str:
    """Return what the cost of one of a goal is called in Chinese, as the glossary has it.

    >>> cost_each(Text("saves", "收藏")), cost_each(Text("reads", "阅读"))
    ('单个收藏成本', '阅读单价')
    """
    return UNIT_COSTS.get(goal.zh, f"单个{goal.zh}成本")


def cost_label(name: Text, column: str) -> Text:
    """Return what the cost of one of the goal is called; of impressions, of a thousand.

    Args:
        name: The goal in the middle of a sentence.
        column: The column in which it is counted.
    """
    if column == "impressions":
        return Text("CPM", "CPM")
    return Text(f"Cost per {name.en.removesuffix('s')}", cost_each(name))


def priced_by(ranked: pl.DataFrame, brief: Brief) -> tuple[str, Text]:
    """Return what a note's cost is told for and its name: leads or buyers where enough notes have them, else what each has."""
    counted = COUNTED.get(str(brief.objective.kind), "")
    if split_column(ranked, brief) and ranked.filter(pl.col(counted) > 0).height >= LEAST_PRICED:
        return counted, COUNT_NAMES[counted]
    metric = objective_metric(brief, ranked)
    return metric if metric in ranked.columns else "interactions_named", goal_name(metric)


COUNT_NAMES = {"goal_leads": Text("leads", "客资"), "goal_buyers": Text("buyers", "成交人数")}
LEAST_PRICED = 6
"""With a price of the goal on fewer notes than this, none is called best or last by it."""


def price_goal(ranked: pl.DataFrame, brief: Brief) -> tuple[pl.DataFrame, Text]:
    """Add what one of the goal cost on each note, boosts included, and return what that is called.

    What a boost brought is in a note's figures, so what it cost is in its price: quote, fee and boost.

    Args:
        ranked: From `rank_notes`.
        brief: The brief.

    Returns:
        `ranked` with `boost_paid`, `paid_cny` and `each` (of impressions, a thousand; null where a part is unknown or 0).
    """
    column, name = priced_by(ranked, brief)
    known = "boost_cny" in ranked.columns and ranked["boost_cny"].is_not_null().any()
    boost = pl.col("boost_cny") if known else pl.lit(0.0)  # no file of boosts: none is known of
    paid = ranked.with_columns(boost_paid=boost, paid_cny=pl.col("cost_named_cny") + boost)
    per = 1000 if column == "impressions" else 1
    both = (pl.col("paid_cny") > 0) & (pl.col(column) > 0)
    priced = paid.with_columns(each=pl.when(both).then(per * pl.col("paid_cny") / pl.col(column)))
    return priced, cost_label(name, column)


def say_lineup(priced: pl.DataFrame, cost: Text) -> Statement | None:
    """State how many notes were both cheaper and better liked than the median, and how many the reverse.

    A note on a median is on neither side of it.

    Args:
        priced: From `price_goal`, its first part.
        cost: Its second part.

    Returns:
        None with fewer than three notes of known cost and engagement rate.
    """
    known = priced.drop_nulls(["each", "rate"])
    if known.height < LEAST_DRAWN:
        return None
    left = priced.height - known.height
    caution = Text(
        f"{many(left, 'note')} without cost or reads {'is' if left == 1 else 'are'} not counted here.",
        f"{left} 篇缺少成本或阅读数据，未计入。",
    )
    same = [name for name in ("each", "rate") if alike(known[name])]
    if same:
        says = _say_alike(known, same, cost)
        return Statement(says, NOTHING, caution if left else NOTHING, "lineup_alike", "lineup")
    dear, rate = (pl.col(name) - pl.col(name).median() for name in ("each", "rate"))
    both, against = known.select(
        both=((dear < 0) & (rate > 0)).sum(), against=((dear > 0) & (rate < 0)).sum()
    ).row(0)
    says = (
        Text(
            f"{both} of {many(known.height, 'note')} cost less and engaged more than the median; {against} the reverse",
            f"{known.height} 篇笔记中，{both} 篇低成本且高互动，{against} 篇高成本且低互动",
        )
        if both or against
        else Text(
            f"No note of the {known.height} is both cheaper and better liked than the median, or the reverse",
            f"{known.height} 篇笔记中，没有一篇在成本与互动上同时占优或同时落后",
        )
    )
    return Statement(
        says,
        Text("Labelled: the notes with most interactions.", "图中标注互动量最高的笔记。"),
        caution if left else NOTHING,
        "lineup",
        "lineup",
    )


def alike(values: pl.Series) -> bool:
    """Say whether a figure is the same for nearly all notes: its whole spread is a small part of its middle.

    >>> alike(pl.Series([0.0599, 0.06, 0.0602])), alike(pl.Series([0.04, 0.06, 0.08]))
    (True, False)
    """
    known = values.drop_nulls()
    if known.len() < LEAST_DRAWN:
        return False
    low, middle, high = (float(value) for value in (known.min(), known.median(), known.max()))  # type: ignore[arg-type]
    return high - low <= ALIKE * abs(middle)


def _say_alike(known: pl.DataFrame, same: Collection[str], label: Text) -> Text:
    """State that notes do not differ in cost, in engagement, or in either, and give the other's span."""
    n, all_of = known.height, f"All {known.height} notes"
    rate, cost = written(known["rate"].median(), "rate"), written(known["each"].median(), "cny2")
    name = label.en if label.en.isupper() else f"{label.en[:1].lower()}{label.en[1:]}"
    if len(same) == 2:
        return Text(
            f"{all_of} cost and engaged alike: {name} about {cost.en}, engagement about {rate.en}",
            f"{n} 篇笔记成本与互动率均相近：{label.zh}约 {cost.zh}，互动率约 {rate.zh}",
        )
    other, kind = ("each", "cny2") if "rate" in same else ("rate", "rate")
    low, high = (written(end, kind) for end in (known[other].min(), known[other].max()))
    if other == "each":
        return Text(
            f"{all_of} engaged alike, about {rate.en}; {name} {low.en} to {high.en}",
            f"{n} 篇笔记互动率相近，约 {rate.zh}；{label.zh} {low.zh}–{high.zh}",
        )
    return Text(
        f"{label.en} was about {cost.en} on all {n} notes; they engaged {low.en} to {high.en}",
        f"{n} 篇笔记{label.zh}相近，约 {cost.zh}；互动率 {low.zh}–{high.zh}",
    )


def say_half(ranked: pl.DataFrame, brief: Brief) -> Statement | None:
    """State how many notes brought half of what the brief aims for or more, or that no note dominates.

    Args:
        ranked: From `rank_notes`.
        brief: The brief.
    """
    column = objective_column(brief, ranked)
    half = half_of_it(ranked, column)
    if half is None:
        return None
    name, n, of, share = objective_name(brief, ranked), *half
    if split_column(ranked, brief) and of < ranked.height:
        return Statement(_of_the_known(name, n, of, share), code="half")
    if of == 1:
        return Statement(Text(f"One note brought all {name.en}", f"全部{name.zh}来自 1 篇笔记"), code="half")
    apart = unsplit(brief, ranked)
    lead = (
        Text(f"No file splits {apart.en} by note; ", f"文件未按笔记拆分{apart.zh}；")
        if apart != NOTHING
        else NOTHING
    )
    if share < UNEVEN * n / of:
        most = float(ranked[column].max()) / float(ranked[column].sum())  # type: ignore[arg-type]
        even = Text(
            f"No note dominates: the largest brought {most:.0%} of all {name.en}",
            f"各篇分布较均匀，最高一篇占全部{name.zh}的 {most:.0%}",
        )
        if lead != NOTHING:
            even = Text(
                f"the largest brought {most:.0%} of all {name.en}", f"最高一篇占全部{name.zh}的 {most:.0%}"
            )
        return Statement(Text(lead.en + even.en, lead.zh + even.zh), code="half")
    few = of < MANY
    return Statement(
        Text(
            f"{lead.en}{many(n, 'note')}{f' of the {of}' if few else ''} brought {share:.0%} of all {name.en}",
            f"{lead.zh}{f'{of} 篇笔记中，' if few else ''}{n} 篇{'' if few else '笔记'}贡献了 {share:.0%} 的{name.zh}",
        ),
        code="half",
    )


def _of_the_known(name: Text, n: int, of: int, share: float) -> Text:
    """Say how many of the notes whose share of the goal a file tells brought most of theirs; the others are not told."""
    return Text(
        f"Of {many(of, 'note')} with {name.en} known, {n} brought {share:.0%} of them",
        f"有{name.zh}数据的 {of} 篇笔记中，{n} 篇贡献了 {share:.0%}",
    )


def say_goal(ranked: pl.DataFrame, brief: Brief) -> tuple[str, Statement | None, int, Text]:
    """Return the column in which the objective is counted, `say_half` of it, how many notes that names, and its name."""
    column = objective_column(brief, ranked)
    half = half_of_it(ranked, column)
    named = half[0] if half is not None and half[2] >= UNEVEN * half[0] / half[1] else 0
    return column, say_half(ranked, brief), named, objective_name(brief, ranked)


def without(notes: pl.DataFrame, creators: Collection[str]) -> pl.DataFrame:
    """Return the notes of all but some creators; a note whose creator has no id stays."""
    return notes.filter(~pl.col("creator_id").is_in(list(creators)).fill_null(value=False))


def unpraised(ranked: pl.DataFrame, suspects: Collection[str], off_goal: Collection[str]) -> list[str]:
    """Return the creators none of whose notes is called best: those being checked, and those of notes off the goal.

    Args:
        ranked: From `rank_notes`.
        suspects: Creators being checked.
        off_goal: Notes that did worse for the goal itself, from `results.off_goal`.
    """
    off = ranked.filter(pl.col("note_id").is_in(list(off_goal)))["creator_id"].drop_nulls()
    return sorted({*suspects, *off})


def about_note(row: Mapping[str, Any]) -> Text:
    """Return a note's creator, day and format in one line."""
    day = day_words(row["published_at"]) if row.get("published_at") else NOTHING
    form = FORMAT_NAMES.get(row.get("format") or "", NOTHING)
    creator = row.get("creator_name") or row.get("creator_id") or ""
    return Text(
        *(" · ".join(filter(None, parts)) for parts in zip((creator, creator), day, form, strict=True))
    )


PROFILE = "https://www.xiaohongshu.com/user/profile/"


def creator_links(rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return creators' names with the addresses made of their ids; a page shows those that are the platform's.

    >>> creator_links([{"creator_name": "Ann", "creator_id": "a1"}, {"creator_name": None, "creator_id": "a2"}])
    [('Ann', 'https://www.xiaohongshu.com/user/profile/a1')]
    """
    return [
        (str(row["creator_name"]), f"{PROFILE}{row['creator_id']}")
        for row in rows
        if row.get("creator_name") and row.get("creator_id")
    ]


MOST_TITLE = 14
"""Signs of a title in a sentence; a card shows all of it."""


def short_title(row: Mapping[str, Any]) -> str:
    """Return a note's title for a sentence.

    >>> short_title({"title": "换季护肤教程，三步就够，建议收藏起来慢慢看"})
    '换季护肤教程，三步就够，建议…'
    """
    title = title_of(row)
    return title if len(title) <= MOST_TITLE else title[:MOST_TITLE].rstrip("，,。 ") + "…"


def title_of(row: Mapping[str, Any]) -> str:
    """Return a note's title, or its id where the files have none."""
    return str(row.get("title") or row.get("note_id") or "—")
