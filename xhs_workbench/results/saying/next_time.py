"""What to do next: whom to book again, where the money goes, what to answer today."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.metrics import FORMAT_NAMES
from xhs_workbench.telling import Action, Card, Statement
from xhs_workbench.written import listed, many, written

ORDER = ("rebook", "ask", "not")
GROUPS = {
    "rebook": (Text("rebook", "复投"), Text("Rebook", "优先复投"), "good"),
    "ask": (Text("talk to", "先沟通"), Text("Talk first", "先沟通"), "bad"),
    "not": (Text("hold", "暂缓"), Text("Hold", "暂缓合作"), "bad"),
}
NAMED = 4


STRICTEST = ("not", "ask", "wait", "rebook", "again")


def _of(judged: pl.DataFrame, advice: str) -> pl.DataFrame:
    """Return the creators of one advice; of a creator with several notes the most careful advice counts."""
    order = {name: place for place, name in enumerate(STRICTEST)}
    strict = pl.col("advice").replace_strict(order, default=len(order), return_dtype=pl.Int64)
    least = strict.min().over(pl.coalesce("creator_id", "creator_name"))
    return judged.filter((strict == least) & (pl.col("advice") == advice)).unique(
        "creator_id", keep="first", maintain_order=True
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
    en = ", ".join(f"{name.en} {n}" for name, n in told)
    zh = "，".join(f"{name.zh} {n} 位" for name, n in told)
    return Statement(
        Text(
            f"{en[:1].upper()}{en[1:]} of the {many(judged['creator_id'].n_unique(), 'creator')}",
            f"{judged['creator_id'].n_unique()} 位达人中，{zh}",
        ),
        _where_next(split),
        NOTHING,
        "next",
        "next",
    )


def _where_next(split: pl.DataFrame) -> Text:
    """Say where the next budget goes, or that the data give no reason to move it."""
    if split.is_empty() or "move" not in split.columns:
        return NOTHING
    moves = split.filter("move").sort("gain", descending=True)
    if moves.is_empty():
        return Text(
            "There is no clear reason to move budget between formats.", "各内容形式之间暂无明确的调预算理由。"
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
        if rows.is_empty():
            continue
        names = [str(name) for name in rows["creator_name"].fill_null("—")]
        rest = len(names) - NAMED
        shown = Text(
            ", ".join(names[:NAMED]) + (f" and {rest} more" if rest > 0 else ""),
            "、".join(names[:NAMED]) + (f"等 {len(names)} 位" if rest > 0 else ""),
        )
        _, title, tone = GROUPS[advice]
        cards.append(
            Card(
                Text(f"{title.en}: {rows.height}", f"{title.zh}：{rows.height} 位"),
                shown,
                why=WHY[advice],
                tone=tone,
            )
        )
    return cards


WHY = {
    "rebook": Text(
        "Their money likely brings more of the goal than the middle of this line-up.",
        "每元带来的目标量很可能高于本次中位水平。",
    ),
    "ask": Text(
        "Their money likely brings less of the goal; ask about price and timing first.",
        "每元带来的目标量很可能偏低，先谈价格与档期。",
    ),
    "not": Text(
        "We are checking this and will report back before any booking.",
        "相关数据正在核实，预订前请先与我们确认。",
    ),
}


def next_actions(
    judged: pl.DataFrame,
    ranked: pl.DataFrame,
    themes: pl.DataFrame,
    questions: pl.DataFrame,
    suspects: Collection[str] = (),
) -> list[Action]:
    """Return what to do, the most urgent first: safety, rebooking, answers, holding.

    Args:
        judged: From `judge_creators`.
        ranked: From `rank_notes`, for what the creators cost.
        themes: From `language.find_themes`.
        questions: From `results.unanswered`.
        suspects: Creators being checked; they are never among those to rebook.
    """
    actions = []
    safety = themes.filter("safety")["comments"].sum() if themes.height else 0
    if safety:
        actions.append(
            Action(
                Text(
                    "Have quality and legal read the comments on skin or safety", "请品控与法务核查安全类评论"
                ),
                Text(f"({safety})", f"（{safety} 条）"),
                Text("today", "今天"),
                Text("brand", "品牌方"),
                "comments",
            )
        )
    again = (
        _of(judged, "rebook").filter(~pl.col("creator_id").is_in(list(suspects))) if judged.height else judged
    )
    if again.height:
        cost = ranked.filter(pl.col("creator_id").is_in(again["creator_id"].implode()))[
            "cost_named_cny"
        ].sum()
        money = written(cost, "cny")
        actions.append(
            Action(
                Text(f"Rebook {many(again.height, 'creator')}", f"复投 {again.height} 位达人"),
                Text(f"(about {money.en})", f"（约 {money.zh}）"),
                Text("before the next wave", "下一波投放前"),
                Text("agency", "代理"),
                "next",
            )
        )
    open_ = int(questions["unanswered_all"].max() or 0) if questions.height else 0  # type: ignore[arg-type]
    if open_:
        actions.append(
            Action(
                Text("Answer open questions, purchase links first", "回复未答提问，先答购买渠道"),
                Text(f"({open_})", f"（{open_} 条）"),
                Text("this week", "本周内"),
                Text("brand account", "品牌号"),
                "comments",
            )
        )
    held = _of(judged, "not") if judged.height else judged
    if held.height:
        actions.append(
            Action(
                Text(
                    f"Hold {many(held.height, 'creator')} until checked", f"暂缓 {held.height} 位达人，待核实"
                ),
                NOTHING,
                Text("before booking", "预订前"),
                Text("agency", "代理"),
                "next",
            )
        )
    return actions
