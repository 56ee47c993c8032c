"""What to do next: whom to book again, where the money goes, what to answer today."""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import date, timedelta

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.metrics import FORMAT_NAMES
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.learning.objective import goal_metric
from xhs_workbench.results.saying.delivery import goal_name, left_of_budget, resting_on, short_name
from xhs_workbench.results.saying.lineup import creator_links, short_title, without
from xhs_workbench.telling import Action, Card, Statement
from xhs_workbench.written import agree, by_day, listed, many, written

ORDER = ("rebook", "ask", "not")
GROUPS = {
    "rebook": (Text("rebook", "复投"), Text("Rebook", "优先复投"), "good"),
    "ask": (Text("talk to", "先沟通"), Text("Talk first", "先沟通"), "bad"),
    "not": (Text("hold", "暂缓"), Text("Hold", "暂缓合作"), "bad"),
}
NAMED = 11
IN_TABLE = Text(" (table “Whom to book again, and why”)", "（见表「谁值得复投，为什么」）")
AT_ONCE, SOON = timedelta(days=1), timedelta(days=7)
NEXT_WAVE, AGENCY = Text("before the next wave", "下一波投放前"), Text("agency", "代理商")


WHO = pl.coalesce("creator_id", "creator_name")
"""Who a creator is; a row without id and name is nobody's."""
STRICTEST = ("not", "ask", "wait", "rebook", "again")


def _of(judged: pl.DataFrame, advice: str) -> pl.DataFrame:
    """Return the creators of one advice; of a creator with several notes the most careful advice counts."""
    order = {name: place for place, name in enumerate(STRICTEST)}
    strict = pl.col("advice").replace_strict(order, default=len(order), return_dtype=pl.Int64)
    known = judged.with_columns(who=WHO).drop_nulls("who")
    least = strict.min().over("who")
    return known.filter((strict == least) & (pl.col("advice") == advice)).unique(
        "who", keep="first", maintain_order=True
    )


def say_next(judged: pl.DataFrame, split: pl.DataFrame) -> Statement | None:
    """State whom to book again and whether money should move.

    Args:
        judged: From `judge_creators`.
        split: From `split_budget` by format.
    """
    if judged.is_empty():
        return None
    counts = [(GROUPS[advice][0], _of(judged, advice).height) for advice in ORDER]
    told = [(name, n) for name, n in counts if n]
    if not told:
        return Statement(
            Text(
                "No creator stands out clearly enough to be favoured or dropped",
                "暂无达人明显优于或劣于本次水平",
            ),
            _where_next(split),
            code="next",
            place="next",
        )
    of = judged.select(WHO.drop_nulls().n_unique()).item()
    en = ", ".join(f"{name.en} {n}" for name, n in told)
    zh = "，".join(f"{name.zh} {n} 位" for name, n in told)
    rest = of - sum(n for _, n in told)
    open_en, open_zh = (f"; no clear case for {rest}", f"，{rest} 位尚无明确依据") if rest else ("", "")
    says = Text(
        f"{en[:1].upper()}{en[1:]} of {many(of, 'creator')}{open_en}", f"{of} 位达人中，{zh}{open_zh}"
    )
    if told[0][1] == of:
        name, every = told[0][0], "the one creator" if of == 1 else f"all {of} creators"
        says = Text(f"{name.en[:1].upper()}{name.en[1:]} {every}", f"{of} 位达人均建议{name.zh}")
    cautions = (_say_unsplit(judged), _say_ends(judged), _say_one_cheap_note(judged))
    told_apart = [one for one in cautions if one != NOTHING][:2]
    caution = Text(" ".join(one.en for one in told_apart), "".join(one.zh for one in told_apart))
    return Statement(says, _where_next(split), caution, "next", "next")


def _say_unsplit(judged: pl.DataFrame) -> Text:
    """Say how many notes are advised on by reads, because no file tells what they brought of the goal."""
    if "goal_standing" not in judged.columns or not judged["goal_standing"].count():
        return NOTHING
    n = judged["goal_standing"].null_count()
    name = goal_name(judged["counted"][0])
    return (
        Text(
            f"For {many(n, 'note')} no file tells the goal; they are judged by {name.en}.",
            f"{n} 篇笔记没有核心目标数据，按{name.zh}判断。",
        )
        if n
        else NOTHING
    )


def _say_ends(judged: pl.DataFrame) -> Text:
    """Say why the creator of the note with most or fewest of the goal is no clear case, where that is so."""
    counted = judged["counted"][0] if "counted" in judged.columns else ""
    column = counted if counted in judged.columns else "interactions_named"
    if column not in judged.columns:
        return NOTHING
    known = judged.drop_nulls([column, "creator_name"]).sort(column, "order_id", descending=[True, False])
    undecided = _of(judged, "again").filter((pl.col("reason") == "level") & (pl.col("own_notes") > 0))
    ends = []
    if known.height >= LEAST_RANKED and known[column][0] > known[column][-1]:
        for row, word in (
            (known.row(0, named=True), Text(f"most {goal_name(counted).en}", f"{goal_name(counted).zh}最多")),
            (known.row(-1, named=True), Text("fewest", "最少")),
        ):
            if row["order_id"] in undecided["order_id"]:
                ends.append(Text(f"{row['creator_name']} ({word.en})", f"{row['creator_name']}（{word.zh}）"))
    if not ends:
        return NOTHING
    names, one = listed(ends), len(ends) == 1
    return Text(
        f"{names.en} usually {'brings' if one else 'bring'} about as much for the money as others here.",
        f"{names.zh}按平日水平推算，投入产出接近本次中位。",
    )


LEAST_RANKED = 6
"""Of fewer notes none is called the one with most or fewest."""


def _say_one_cheap_note(judged: pl.DataFrame) -> Text:
    """Name the creator whose note itself brought more for the money than those to rebook, and why she is not one of them."""
    again, rebooked = _of(judged, "again"), _of(judged, "rebook")
    known = again.filter(pl.col("own_notes") > 0).drop_nulls(["seen", "creator_name"]).sort("seen")
    best = rebooked["seen"].max() if rebooked.height else None
    if known.is_empty() or best is None or not known["seen"][-1] > best:
        return NOTHING
    name = known["creator_name"][-1]
    return Text(
        f"One cheap note, such as {name}'s, is not enough: advice rests on what creators' notes usually draw.",
        f"建议按达人平日水平推算；单篇成本低（如{name}）不足以作为复投理由。",
    )


def _where_next(split: pl.DataFrame) -> Text:
    """Say where the next budget goes, or that the data give no reason to move it."""
    if split.is_empty() or "move" not in split.columns:
        return NOTHING
    moves = split.filter("move").sort("gain", descending=True)
    if moves.is_empty():
        return Text(
            "There is no clear reason to move budget between formats.", "暂无充分依据在各内容形式间调整预算。"
        )
    names = listed([FORMAT_NAMES.get(key, Text(key, key)) for key in moves["key"]], 2)
    return Text(f"Budget may move towards {names.en.lower()}.", f"预算可向{names.zh}倾斜。")


def advice_cards(judged: pl.DataFrame) -> list[Card]:
    """Return a card a kind of advice, with the creators it concerns and the reason most have in common.

    Args:
        judged: From `judge_creators`.
    """
    cards = []
    for advice in ORDER:
        rows = _of(judged, advice)
        by_goal = pl.col("reason").is_in(["goal", "goal_ahead"])
        for part in (rows.filter(by_goal), rows.filter(~by_goal)):
            cards += _card_of(advice, part)
    return [*cards, *_undecided(judged)]


def _undecided(judged: pl.DataFrame) -> list[Card]:
    """Return the card of those whom nothing speaks clearly for or against, where others are advised on."""
    if judged.is_empty() or not any(_of(judged, advice).height for advice in ORDER):
        return []
    rows = pl.concat([_of(judged, "again"), _of(judged, "wait")])
    if rows.is_empty():
        return []
    reasons, n = set(rows["reason"].fill_null("")), rows.height
    young = Text("Their notes still grow.", "笔记数据仍在沉淀。")
    level = Text(
        "Near the median for their money, or too few notes to tell.",
        "投入产出接近中位，或样本不足，尚难判断。",
    )
    names = [str(name) for name in rows["creator_name"].fill_null("—")]
    rest = len(names) - NAMED if len(names) > NAMED + 1 else 0
    shown = names[: len(names) - rest]
    return [
        Card(
            Text(f"No clear case: {n}", f"尚无明确依据：{n} 位"),
            Text(
                ", ".join(shown) + (f" and {rest} more{IN_TABLE.en}" if rest else ""),
                "、".join(shown) + (f"等 {n} 位{IN_TABLE.zh}" if rest else ""),
            ),
            why=young if reasons == {"young"} else level,
            links=creator_links(rows.head(len(shown)).iter_rows(named=True)),
        )
    ]


def _card_of(advice: str, rows: pl.DataFrame) -> list[Card]:
    """Return the card of the creators who are advised on alike: by the goal itself, or by what every note has."""
    if rows.is_empty():
        return []
    names = [str(name) for name in rows["creator_name"].fill_null("—")]
    rest = len(names) - NAMED if len(names) > NAMED + 1 else 0
    shown = Text(
        ", ".join(names[: len(names) - rest]) + (f" and {rest} more{IN_TABLE.en}" if rest else ""),
        "、".join(names[: len(names) - rest]) + (f"等 {len(names)} 位{IN_TABLE.zh}" if rest else ""),
    )
    _, title, tone = GROUPS[advice]
    head = Text(f"{title.en}: {rows.height}", f"{title.zh}：{rows.height} 位")
    links = creator_links(rows.head(len(names) - rest).iter_rows(named=True))
    return [Card(head, shown, why=_why(advice, rows), tone=tone, links=links)]


def _why(advice: str, rows: pl.DataFrame) -> Text:
    """Give the reason that holds for everyone of a group."""
    reasons, name = set(rows["reason"]), goal_name(rows["counted"][0])
    if reasons == {"goal_ahead"}:
        return AHEAD
    if advice == "rebook":
        return _why_again(name, by_usual=bool(rows["own_notes"].fill_null(0).min()))
    if advice == "not":
        return CHECKING if "suspect" in reasons else BELOW
    for among, said in MIXED.items():
        if reasons & among and (reasons <= among or said[1] != NOTHING):
            alone, mixed = said
            chosen = alone if reasons <= among else mixed
            return Text(chosen.en.format(name.en), chosen.zh.format(name.zh))
    return Text(
        f"They likely bring fewer {name.en} for the money; ask about price and timing first.",
        f"单位投入带来的{name.zh}很可能偏少，先谈价格与档期。",
    )


def _why_again(name: Text, *, by_usual: bool) -> Text:
    if by_usual:
        return Text(
            f"Judging by their usual notes, they likely bring more {name.en} for the money than most here.",
            f"按平日水平与本次报价推算，单位投入带来的{name.zh}很可能高于本次中位。",
        )
    return Text(
        f"They likely bring more {name.en} for the money than most here.",
        f"单位投入带来的{name.zh}很可能高于本次中位水平。",
    )


TOO_LITTLE = Text(
    "Some did less for the money or than usual; of others too little is known.",
    "部分达人投入产出或表现偏低，其余数据不足，先沟通。",
)
MIXED: dict[frozenset[str], tuple[Text, Text]] = {
    frozenset({"unpriced"}): (
        Text("Their full cost is unknown: ask for price and fee.", "费用不全，先补充报价与服务费。"),
        NOTHING,
    ),
    frozenset({"unknown"}): (
        Text("Their {} are unknown, or there are too few notes to compare.", "{}数据缺失，或可比笔记太少。"),
        NOTHING,
    ),
    frozenset({"unpriced", "unknown"}): (
        Text(
            "Price or {} are unknown, or there are too few notes to compare.",
            "报价或{}数据缺失，或可比笔记太少。",
        ),
        TOO_LITTLE,
    ),
    frozenset({"goal"}): (
        Text(
            "Their notes did worse for the goal itself; settle why before booking.",
            "核心目标表现低于本次整体，先查明原因再合作。",
        ),
        NOTHING,
    ),
    frozenset({"usual"}): (
        Text("They did less than their own usual; talk before booking.", "低于自身日常水平，先沟通。"),
        Text(
            "They did less for the money, or less than their own usual; talk before booking.",
            "投入产出偏低，或低于自身日常水平，先沟通。",
        ),
    ),
}
"""Reasons -> what is said where everyone has one of them, and where some have; `{}` is the count that is weighed."""


AHEAD = Text(
    "For the goal itself their notes cost clearly less than all known notes together.",
    "核心目标的单位成本明显低于本次整体。",
)
CHECKING = Text(
    "Their figures are being checked; ask us before any booking.",
    "相关数据正在核实，预订前请先与我们确认。",
)
BELOW = Text("Less for the money, and less than their own usual.", "投入产出偏低，且低于自身日常水平。")


def next_actions(
    judged: pl.DataFrame,
    ranked: pl.DataFrame,
    themes: pl.DataFrame,
    questions: pl.DataFrame,
    suspects: Collection[str],
    plan: pl.DataFrame,
    brief: Brief,
    as_of: date,
) -> list[Action]:
    """Return what to do, the most urgent first: safety, notes that targets hang on, the shortfall, answers, holding.

    Args:
        judged: From `judge_creators`.
        ranked: From `rank_notes`, for what the creators cost.
        themes: From `language.find_themes`.
        questions: From `results.unanswered`.
        suspects: Creators being checked; they are never among those to rebook.
        plan: From `compare_to_plan`, for what fell short and which targets hang on notes under check.
        brief: The brief, for its goal and budget.
        as_of: Day of the files, from which the days to act by are counted.
    """
    missing, left = _missing(plan, goal_metric(brief)), _left(ranked, brief)
    made = (
        _read_safety(themes, as_of),
        _check_notes(plan, ranked, suspects, as_of),
        _rebook(without(_of(judged, "rebook"), suspects) if judged.height else judged, ranked, missing)
        or _make_up(missing, left, as_of),
        _answer(questions, as_of),
        _hold(_of(judged, "not") if judged.height else judged),
    )
    return [action for action in made if action] or [_otherwise(judged)]


def _read_safety(themes: pl.DataFrame, as_of: date) -> Action | None:
    n = int(themes.filter("safety")["comments"].sum()) if themes.height else 0
    what = Text(
        f"Have quality and legal read the {agree(n, 'comment', 'comments')} on safety",
        "请品控与法务核查安全类评论",
    )
    amount, by, owner = Text(f"({n})", f"（{n} 条）"), by_day(as_of + AT_ONCE), Text("brand", "品牌方")
    return Action(what, amount, by, owner, "comments") if n else None


def _check_notes(
    plan: pl.DataFrame, ranked: pl.DataFrame, suspects: Collection[str], as_of: date
) -> Action | None:
    """Ask for the figures of notes under check on which targets hang."""
    names, held = resting_on(plan, ranked, suspects)
    if not names:
        return None
    row, n = held.row(0, named=True), held.height
    who, hang = str(row.get("creator_name") or short_title(row)), listed(names, 2)
    what = (
        Text(f"Confirm the figures of {who}'s note", f"核实{who}笔记的数据")
        if n == 1
        else Text(f"Confirm the figures of {n} notes, first {who}'s", f"核实 {n} 篇笔记的数据，先看{who}")
    )
    amount = Text(f"({hang.en} hang on {agree(n, 'it', 'them')})", f"（{hang.zh}达标取决于此）")
    links = [(who, f"https://www.xiaohongshu.com/explore/{row.get('note_id') or ''}")]
    return Action(what, amount, by_day(as_of + SOON), AGENCY, "delivery", links=links)


def _missing(plan: pl.DataFrame, aim: str) -> Text:
    """Return how many of the goal are missing, else of the count that fell shortest; nothing where none did."""
    short = plan.filter(
        pl.col("verdict").is_in(["missed", "close"]) & (pl.col("unit") == "count") & (pl.col("bound") == "")
    ).sort(pl.col("metric") != aim, "completion")
    if short.is_empty():
        return NOTHING
    row = short.row(0, named=True)
    n, name = math.ceil(row["target"] - row["value"]), short_name(row)
    count = written(n, "compact")
    noun = name.en.removesuffix("s") if n == 1 else name.en
    return Text(f"{count.en} missing {noun}", f"{name.zh}缺口 {count.zh}")


def _left(ranked: pl.DataFrame, brief: Brief) -> Text:
    left = left_of_budget(ranked, brief)
    if left is None:
        return NOTHING
    money = written(left, "cny")
    return Text(f"{money.en} of the budget is left", f"预算剩余 {money.zh}")


def _make_up(missing: Text, left: Text, as_of: date) -> Action | None:
    """Ask for a way to make up what is missing, where nobody stands out to be booked again for it."""
    if missing == NOTHING:
        return None
    what = Text(f"Agree how to make up {missing.en}", f"商定补量方案（{missing.zh}）")
    amount = Text(f"({left.en})", f"（{left.zh}）") if left != NOTHING else NOTHING
    return Action(what, amount, by_day(as_of + SOON), AGENCY, "delivery")


def _rebook(again: pl.DataFrame, ranked: pl.DataFrame, missing: Text) -> Action | None:
    if again.is_empty():
        return None
    # How many are missing stands on the tile; the first screen holds thirty numbers.
    name = Text(missing.en.partition(" ")[2], missing.zh.rpartition(" ")[0])
    towards = Text(f" towards the {name.en}", f"，弥补{name.zh}") if missing != NOTHING else NOTHING
    what = Text(
        f"Rebook {many(again.height, 'creator')}{towards.en}", f"复投 {again.height} 位达人{towards.zh}"
    )
    cost = _their_cost(ranked, again)
    amount = Text(f"({cost.en})", f"（{cost.zh}）") if cost != NOTHING else NOTHING
    return Action(what, amount, NEXT_WAVE, AGENCY, "next")


def _their_cost(ranked: pl.DataFrame, again: pl.DataFrame) -> Text:
    """Return what the creators' notes cost; nothing where a price is unknown."""
    costs = ranked.filter(WHO.is_in(again["who"].implode()))["cost_named_cny"]
    if costs.null_count() or not costs.len():
        return NOTHING
    money = written(float(costs.sum()), "cny")
    return Text(f"about {money.en}", f"约 {money.zh}")


def _answer(questions: pl.DataFrame, as_of: date) -> Action | None:
    n = int(questions["unanswered_all"].max() or 0) if questions.height else 0  # type: ignore[arg-type]
    what = Text(
        f"Answer {agree(n, 'the comment if it is still open', 'what is still open, matters of safety first')}",
        "核对并回复待答评论" if n == 1 else "核对并回复仍未答的提问与投诉，涉及安全的先答",
    )
    amount, by, owner = (
        Text(f"({n} without a reply in the files)", f"（文件中 {n} 条无回复）"),
        by_day(as_of + SOON),
        Text("brand account", "品牌号"),
    )
    return Action(what, amount, by, owner, "comments") if n else None


def _hold(held: pl.DataFrame) -> Action | None:
    if held.is_empty():
        return None
    n, who = held.height, many(held.height, "creator")
    what = (
        Text(f"Hold {who} until checked", f"暂缓 {n} 位达人，待核实")
        if "suspect" in held["reason"]
        else Text(f"Hold {who} for now", f"暂缓 {n} 位达人合作")
    )
    return Action(what, NOTHING, Text("before booking", "预订前"), AGENCY, "next")


def _otherwise(judged: pl.DataFrame) -> Action:
    """Return what to do where nothing presses."""
    if judged.is_empty():
        what = Text("Add the order report or the plan", "补充订单报告或排期表")
    elif (asked := _of(judged, "ask").height) > 0:
        what = Text(
            f"Talk to {many(asked, 'creator')} before booking again", f"再次合作前先与 {asked} 位达人沟通"
        )
    elif _of(judged, "wait").height:
        what = Text("Read the results again once every note is old enough", "待全部笔记数据沉淀后再复核结果")
    else:
        what = Text("Keep to this line-up: no creator stands out", "沿用本次组合：暂无明显突出的达人")
    return Action(what, NOTHING, NEXT_WAVE, AGENCY, "next")
