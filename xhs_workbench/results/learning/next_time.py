"""Next time: which creators to book again and why, which not, how to split the money, what to test."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.memory import ADVICE
from xhs_workbench.metrics import FORMAT_NAMES, summarise
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.counting.how_sure import if_trusted
from xhs_workbench.results.learning.next_money import share_money, weigh_creators, weigh_groups, yields
from xhs_workbench.results.learning.objective import metric_name, objective_metric

SURE = 0.9
"""Required probability that a creator's yield lies on one side of the campaign's median before it is
stated."""
MOST_NAMED = 4
"""Number of creators that a learning names; the table of advice has them all."""
OURS_TO_SAY = (
    "we are checking the figures and will report back before any booking",
    "数据核实中，预订前请先与我们确认",
)
"""The reason given to a client for not booking a suspect; a suspicion by name stays internal, see
`learnings`."""


def judge_creators(
    lifts: pl.DataFrame,
    brief: Brief,
    suspects: pl.DataFrame | None = None,
    off_goal: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """Say for each placed creator whether to book again, and why.

    The advice depends on what one yuan with her is expected to bring of the count the brief aims for, without
    one note's luck (`next_money.weigh_creators`), against the campaign's median, and on whether her note
    stands out from her own usual.

    Args:
        lifts: From `lift_over_baseline`, with `cpe` and `cost_named_cny` of `rank_notes`.
        brief: The brief.
        suspects: `creator_id` and `why` of creators whose engagement needs an explanation.
        off_goal: From `results.off_goal`: notes that did worse for the goal itself; none of them is to be booked
            again without talking.

    Returns:
        One row an order: `order_id`, `creator_id`, `creator_name`, `advice` (`ADVICE`), `reason` (of `REASONS`),
            `why_en`, `why_zh`, `counted` (metric in which the money was weighed), `cpe`, `lift`, `lift_lower`, `lift_upper`,
        `own_notes`, `seen` (log of what her note itself brought for a yuan, luck included), `interactions_named`,
        `saves` and lineage; best first.
    """
    marked = set() if suspects is None else set(suspects["creator_id"])
    weighed = (
        weigh_creators(lifts, brief, marked)
        .drop_nulls("order_id")
        .unique("order_id", keep="first", maintain_order=True)
    )
    seen = (
        yields(lifts, brief, marked)
        .select("order_id", seen="_yield")
        .drop_nulls("order_id")
        .unique("order_id", keep="first", maintain_order=True)
    )
    ready = lifts.join(weighed, on="order_id", how="left", maintain_order="left").join(
        seen, on="order_id", how="left", maintain_order="left"
    )
    metric = objective_metric(brief, lifts)
    off = off_goal or {}
    rows = [
        _by_goal(
            _against_goal(_advice(row, metric, suspect=row["creator_id"] in marked), _off_goal(row, off)),
            row,
            off.get(row.get("note_id") or ""),
        )
        for row in ready.iter_rows(named=True)
    ]
    said = pl.DataFrame(
        rows, schema=dict.fromkeys(("advice", "reason", "why_en", "why_zh"), pl.String), orient="row"
    )
    order = pl.col("advice").replace_strict(
        {key: place for place, key in enumerate(ADVICE)}, return_dtype=pl.Int64
    )
    kept = (
        "order_id",
        "creator_id",
        "creator_name",
        "advice",
        "reason",
        "why_en",
        "why_zh",
        "counted",
        "goal_standing",
        "cpe",
        "lift",
        "lift_lower",
        "lift_upper",
        "own_notes",
        "seen",
        "interactions_named",
        "saves",
        "source_file",
        "source_sheet",
        "source_row",
    )
    ready = ready.hstack(said).with_columns(counted=pl.lit(metric))
    if "goal_standing" not in ready.columns:  # no file splits the goal by note
        ready = ready.with_columns(goal_standing=pl.lit(None, dtype=pl.String))
    return ready.sort(order, -pl.col("better"), "cpe", nulls_last=True).select(kept)


def add_advice(lifts: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    """Give each order the `advice` of `judge_creators`, for the memory.

    Args:
        lifts: From `lift_over_baseline`.
        judged: From `judge_creators`.
    """
    advice = judged.drop_nulls("order_id").unique("order_id", keep="first", maintain_order=True)
    return lifts.join(advice.select("order_id", "advice"), on="order_id", how="left", maintain_order="left")


BOUNDED = {
    "bound": (
        "its interactions are known only from below (such as 100+), so neither a lift nor a cost can be told",
        "互动仅知下限（如 100+），无法判断提升与成本",
    ),
    "own_bounds": (
        "the creator's own notes are known only from below (such as 100+), so no lift can be told",
        "达人自有笔记仅知下限（如 100+），无法判断提升",
    ),
}
"""Why a note without a lift has none, where the counts are bounds."""


REASONS = (
    "suspect",
    "young",
    "unpriced",
    "unknown",
    "goal",
    "goal_ahead",
    "goal_level",
    "money",
    "usual",
    "both",
    "level",
)
"""Why an advice is given: the engagement is in doubt; the note grows; the price is unknown; counts are unknown or too
few; the note did worse, better or as well for the goal itself as all known notes; what the money brings, the creator's own usual, both; neither says
anything."""
OFF_GOAL = {
    "few_leads": ("few of its clicks left a contact", "点击后留资明显偏少"),
    "dear_clicks": ("its leads were expensive", "客资成本明显偏高"),
    "low_cart": ("few of its shop visitors added to cart", "进店后加购明显偏少"),
    "low_buy": ("few of its carts were paid for", "加购后成交明显偏少"),
}


def _against_goal(advice: tuple[str, str, str, str], cause: str | None) -> tuple[str, str, str, str]:
    """Turn an advice to book again into one to talk first where the note did worse for the goal itself."""
    if cause is None or advice[0] not in ("rebook", "again"):
        return advice
    en, zh = OFF_GOAL[cause]
    more_en, more_zh = (
        ("; ".join((en, advice[2])), "；".join((zh, advice[3]))) if advice[0] == "rebook" else (en, zh)
    )
    return "ask", "goal", more_en, more_zh


def _off_goal(row: Mapping[str, object], off: Mapping[str, str]) -> str | None:
    """Return the cause of a note's shortfall; none where its standing for the goal, all its money counted, tells more."""
    return None if row.get("goal_standing") else off.get(str(row.get("note_id") or ""))


def _by_goal(
    advice: tuple[str, str, str, str], row: Mapping[str, object], cause: str | None
) -> tuple[str, str, str, str]:
    """Advise by leads or sales where a file splits them by note: these are the goal, reads only lead to it.

    What is in doubt or still grows stays so, and so does an advice by reads that a middling note does not contradict.
    """
    standing, (said, reason, *_) = row.get("goal_standing"), advice
    if standing is None or reason in ("suspect", "young"):
        return advice
    more_en, more_zh = OFF_GOAL[cause] if cause else ("", "")
    if standing == "ahead":
        told = Text("its goal cost clearly less than on the notes together", "核心目标成本明显低于本次整体")
        return "rebook", "goal_ahead", *told
    if standing == "behind":
        told = Text("its goal cost clearly more than on the notes together", "核心目标成本明显高于本次整体")
        both = Text(f"{told.en}: {more_en}", f"{told.zh}：{more_zh}") if cause else told
        return "ask", "goal", *both
    if said in ("rebook", "again") and not cause:
        return advice
    told = Text("its goal cost about as much as on the notes together", "核心目标成本与本次整体相近")
    settle = {"dear_clicks": Text("; lower the bid first", "；先下调出价")}.get(cause or "", Text("", ""))
    return "again", "goal_level", told.en + settle.en, told.zh + settle.zh


def _advice(row: dict[str, object], metric: str, *, suspect: bool) -> tuple[str, str, str, str]:
    better, says = row["better"], row["lift_says"]
    if suspect:
        return "not", "suspect", *OURS_TO_SAY
    if says == "young":
        return "wait", "young", "the note is still growing", "笔记仍在增长"
    if not isinstance(better, float) and says in BOUNDED:
        return "ask", "unknown", *BOUNDED[str(says)]
    if not isinstance(better, float):
        if row.get("cost_named_cny") is None:
            return "ask", "unpriced", "the price is unknown", "报价未知"
        return (
            "ask",
            "unknown",
            f"{metric_name(metric).en} unknown, or too few notes to compare",
            f"{metric_name(metric).zh}未知，或可比笔记太少",
        )
    words_en, words_zh = [], []
    cheap, dear = better >= SURE, 1 - better >= SURE
    if cheap or dear:
        chance = better if cheap else 1 - better
        words_en.append(
            f"probably brings {'more' if cheap else 'fewer'} {metric_name(metric).en} per yuan than most "
            f"here, {_sure(chance)} sure"
        )
        words_zh.append(
            f"同样花费带来的{metric_name(metric).zh}很可能{'多于' if cheap else '少于'}本次多数达人，把握 {_sure(chance)}"
        )
    if says in ("above", "below"):
        words_en.append(f"{says} the creator's own usual")
        words_zh.append("高于自身平日" if says == "above" else "低于自身平日")
    if says in BOUNDED:
        en, zh = BOUNDED[str(says)]
        words_en.append(en)
        words_zh.append(zh)
    if says == "few":
        words_en.append("few everyday notes to compare with")
        words_zh.append("可比的日常笔记少")
    advice = (
        "not"
        if dear and says == "below"
        else "ask"
        if dear or says == "below"
        else "rebook"
        if cheap
        else "again"
    )
    by_money, by_usual = cheap or dear, says in ("above", "below")
    reason = "both" if by_money and by_usual else "money" if by_money else "usual" if by_usual else "level"
    return (
        advice,
        reason,
        "; ".join(words_en) or "close to the middle of this campaign",
        "；".join(words_zh) or "与本次中位水平接近",
    )


def split_budget(
    lifts: pl.DataFrame, brief: Brief, by: str, suspects: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Propose how to split the next budget over groups: as this time, unless a gain is sure enough (`next_money.weigh_groups`).

    Args:
        lifts: From `lift_over_baseline`.
        brief: The brief.
        by: Column of the groups.
        suspects: From `find_suspects`: their notes are left out.

    Returns:
        The columns of `weigh_groups`, `share_next`, and `cpe` with `cpe_lower`, `cpe_upper` of the same
        notes.
    """
    left_out = [] if suspects is None else suspects["creator_id"].to_list()
    weighed = share_money(weigh_groups(lifts, brief, by, left_out))
    cpe = summarise(yields(lifts, brief, left_out).drop_nulls(by), "cpe", brief.definitions, [by])
    priced = cpe.select(key=pl.col(by).cast(pl.String), cpe="value", cpe_lower="lower", cpe_upper="upper")
    return weighed.join(priced, on="key", how="left", maintain_order="left").sort(
        ["share_next", "key"], descending=[True, False]
    )


def learnings(
    judged: pl.DataFrame, split: pl.DataFrame, worked: pl.DataFrame, suspects: pl.DataFrame
) -> list[Finding]:
    """Say what to do next time, in the order of doing it.

    Args:
        judged: From `judge_creators`.
        split: From `split_budget`.
        worked: From `find_what_worked`; features that passed only the screening become tests.
        suspects: From `find_suspects`.
    """
    said = []
    for advice, level in (("rebook", Level.PASS), ("ask", Level.REVIEW), ("not", Level.REVIEW)):
        rows = judged.filter(pl.col("advice") == advice)
        if rows.height:
            said.append(Finding(advice, level, *_name_first_few(rows, ADVICE[advice]), n=rows.height))
    said += [
        Finding(
            "bought_engagement",
            Level.REVIEW,
            Text(
                (
                    f"{row['creator_name']}: {row['saves_per_like']:.2f} saves per like where "
                    f"{row['usual_saves_per_like']:.2f} is usual, in the sponsored note and in "
                    f"{row['own_notes']} own ones."
                ),
                (
                    f"{row['creator_name']}：每赞收藏 {row['saves_per_like']:.2f}，同类通常 "
                    f"{row['usual_saves_per_like']:.2f}，合作笔记与 {row['own_notes']} 篇日常笔记均如此。"
                ),
            ),
            Text(
                "Ask for the back-end figures before paying again; it may have other reasons.",
                "再次合作前请查看后台数据；也可能另有原因。",
            ),
            n=row["own_notes"],
            private=True,
        )
        for row in suspects.iter_rows(named=True)
    ]
    money = _money(split)
    said += money
    said += [_reconciled(row, split) for row in _claimed_formats(worked) if _at_odds(row, split)]
    tests = worked.filter(pl.col("screened") & ~pl.col("claimed")).head(3)
    size = int(split["creators_to_test"][0]) if split.height and "creators_to_test" in split.columns else None
    pairs_en, pairs_zh = (
        (f", {size} creators making both", f"，由 {size} 位达人各做有与无两种") if size else ("", "")
    )
    said += [
        Finding(
            "test",
            Level.PASS,
            Text(
                f"Test: {row['en']} against notes without it{pairs_en}.",
                f"下次测试：{row['zh']}（有与无对照）{pairs_zh}。",
            ),
            n=row["notes"],
        )
        for row in tests.iter_rows(named=True)
    ]
    if not money and tests.is_empty():
        formats = (
            "/".join(text.en for text in FORMAT_NAMES.values()),
            "/".join(text.zh for text in FORMAT_NAMES.values()),
        )
        said.append(
            Finding(
                "test",
                Level.PASS,
                Text(
                    (
                        f"Test: ask the same creators for two formats each ({formats[0]}), so that "
                        "format and creator can be told apart."
                    ),
                    f"下次测试：请同一批达人各做两种形式（{formats[1]}），以区分形式与达人。",
                ),
            )
        )
    return said


def _money(split: pl.DataFrame) -> list[Finding]:
    """Say where the next yuan should go, or that the data do not tell and what would."""
    if "move" not in split.columns or split["sure"].null_count() == split.height:
        return []
    metric = str(split["metric"][0])
    en, zh = metric_name(metric)
    moves = split.filter("move").sort("gain", descending=True)
    how = if_trusted("money_move", Text("Move money", "预算可向"), Text("Money may move", "预算或可向"))
    if moves.height:
        return [
            Finding(
                "budget_split",
                Level.PASS,
                Text(
                    (
                        f"{how.en} towards {_format(row['key']).en}: {row['share_now']:.0%} to about "
                        f"{row['share_next']:.0%} of the budget. A yuan there is expected to bring "
                        f"{row['gain']:+.0%} {en} against the others (range {row['gain_low']:+.0%} to "
                        f"{row['gain_high']:+.0%}; {_sure(row['sure'])} sure of more; {row['notes']} "
                        "notes)."
                    ),
                    (
                        f"{how.zh}「{_format(row['key']).zh}」倾斜：占比由 {row['share_now']:.0%} 提到约 "
                        f"{row['share_next']:.0%}。同样花费预计比其他形式多带来 {row['gain']:.0%} {zh}（区间 "
                        f"{row['gain_low']:+.0%} 至 {row['gain_high']:+.0%}；确能更多的把握 {_sure(row['sure'])}；"
                        f"{row['notes']} 篇）。"
                    ),
                ),
                n=row["notes"],
            )
            for row in moves.iter_rows(named=True)
        ]
    first = split.drop_nulls("sure").sort("sure", descending=True).row(0, named=True)
    size = first["creators_to_test"]
    return [
        Finding(
            "budget_stays",
            Level.PASS,
            Text(
                (
                    f"No reason yet to move money between formats: none is sure enough to bring more {en} per yuan "
                    f"(closest: {_format(first['key']).en}, {first['gain']:+.0%}, "
                    f"{_sure(first['sure'])} sure). To find out, ask {size} creators for one note of it and one of "
                    "another format: a difference of a quarter would show."
                ),
                (
                    f"各形式之间暂无调整预算的理由：哪种形式能以同样花费带来更多{zh}，尚无足够把握（最接近的是「{_format(first['key']).zh}」，"
                    f"{first['gain']:+.0%}，把握 {_sure(first['sure'])}）。如需确认，可请 {size} 位达人各做该形式与另一形式一篇，"
                    "相差四分之一即可看出。"
                ),
            ),
            n=int(split["notes"].sum()),
        )
    ]


SUREST = 0.95
"""Beyond this a chance is not written out: no check of ours tells 96 from 99 of a hundred."""


def _sure(chance: float) -> str:
    return f"{SUREST:.0%}+" if chance > SUREST else f"{chance:.0%}"


def _claimed_formats(worked: pl.DataFrame) -> list[dict[str, object]]:
    if worked.is_empty() or "level" not in worked.columns:
        return []
    return worked.filter(pl.col("claimed") & pl.col("level").str.starts_with("format:")).to_dicts()


def _at_odds(row: dict[str, object], split: pl.DataFrame) -> bool:
    """Explain a format whose association and money result point in different directions."""
    moved = dict(split.select("key", "move").iter_rows()) if "move" in split.columns else {}
    key = str(row["level"]).removeprefix("format:")
    return key in moved and moved[key] != (float(str(row["change"])) > 0)


def _reconciled(row: dict[str, object], split: pl.DataFrame) -> Finding:
    key, change = str(row["level"]).removeprefix("format:"), float(str(row["change"]))
    money = split.filter(pl.col("key") == key).row(0, named=True)
    sure = _sure(money["sure"]) if money["sure"] is not None else None
    known_en = f"more per yuan is {sure} sure" if sure else "too few sponsored notes have a price"
    known_zh = f"同样花费能带来更多的把握为 {sure}" if sure else "有价格的合作笔记太少"
    if money["move"]:
        known_en, known_zh = "a yuan buys more of them all the same", "但计入价格后，同样花费仍带来更多"
    return Finding(
        "format_and_money",
        Level.PASS,
        Text(
            (
                f"{_format(key).en}: {change:+.0%} interactions, same creators compared, is not yet a reason to "
                f"move money: prices differ too, and {known_en}."
            ),
            f"「{_format(key).zh}」：同一达人对比互动量 {change:+.0%}，但暂不作为加预算的依据：报价也不同，{known_zh}。",
        ),
    )


def _format(key: str) -> Text:
    return FORMAT_NAMES.get(key, Text(key, key))


def _name_first_few(rows: pl.DataFrame, advice: Text) -> tuple[Text]:
    """Name the first few, best first, those with one reason together, and say how many more there are."""
    en, zh = (
        [
            f"{joined.join(names)}{opens}{why}{shuts}"
            for why, names in rows.head(MOST_NAMED)
            .group_by(f"why_{language}", maintain_order=True)
            .agg("creator_name")
            .iter_rows()
        ]
        for language, joined, opens, shuts in (("en", ", ", " (", ")"), ("zh", "、", "（", "）"))
    )
    more = rows.height - MOST_NAMED
    more_en, more_zh = (f"; and {more} more", f"；另有 {more} 位") if more > 0 else ("", "")
    return (
        Text(
            f"{advice.en[0].upper()}{advice.en[1:]}: {'; '.join(en)}{more_en}.",
            f"{advice.zh}：{'；'.join(zh)}{more_zh}。",
        ),
    )
