"""Next time: whom to rebook and why, whom not, how to split the money, what to test."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.findings import Finding, Language, Level, Text
from xhs_workbench.memory import ADVICE
from xhs_workbench.metrics import FORMAT_NAMES, summarise, value_of
from xhs_workbench.params.brief import Brief

LEAST_GROUP = 3
"""Notes below which a group gets no more than its share of this time's money."""
MOST_SHIFT = 2.0
"""A group's share is moved by no more than this factor: one campaign is one sample."""
OURS_TO_SAY = ("to be settled with us before booking", "预订前请先与我们确认")
"""Why a suspect is not booked, in a client's words: a suspicion by name stays on our page, see `learnings`."""


def judge_creators(lifts: pl.DataFrame, brief: Brief, suspects: pl.DataFrame | None = None) -> pl.DataFrame:
    """Say of each placed creator whether to book again, and why.

    Cost per interaction is held against the campaign's middle half; the lift over the creator's own usual says whether a dear
    note was her price or her performance.

    Args:
        lifts: From `lift_over_baseline`, with `cpe` and `cost_named_cny` of `rank_notes`.
        brief: The brief.
        suspects: `creator_id` and `why` of creators whose engagement asks for an explanation.

    Returns:
        One row an order: `order_id`, `creator_id`, `creator_name`, `advice` (`ADVICE`), `why_en`, `why_zh`, `cpe`, `lift`, `lift_lower`, `lift_upper`,
        `own_notes`, `interactions_named`, `saves` and lineage; best first.
    """
    low, high = (lifts["cpe"].quantile(at) if lifts["cpe"].count() >= 4 else None for at in (0.25, 0.75))
    marked = set() if suspects is None else set(suspects["creator_id"])
    rows = [_advice(row, low, high, suspect=row["creator_id"] in marked) for row in lifts.iter_rows(named=True)]
    said = pl.DataFrame(rows, schema={"advice": pl.String, "why_en": pl.String, "why_zh": pl.String}, orient="row")
    order = pl.col("advice").replace_strict({key: place for place, key in enumerate(ADVICE)}, return_dtype=pl.Int64)
    kept = ("order_id", "creator_id", "creator_name", "advice", "why_en", "why_zh", "cpe", "lift", "lift_lower", "lift_upper", "own_notes", "interactions_named", "saves", "source_file", "source_sheet", "source_row")  # fmt: skip
    return lifts.hstack(said).sort(order, "cpe", nulls_last=True).select(kept)


def add_advice(lifts: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    """Give each order the `advice` of `judge_creators`, for the memory.

    Args:
        lifts: From `lift_over_baseline`.
        judged: From `judge_creators`.
    """
    advice = judged.drop_nulls("order_id").unique("order_id", keep="first", maintain_order=True)
    return lifts.join(advice.select("order_id", "advice"), on="order_id", how="left", maintain_order="left")


def _advice(row: dict[str, object], low: float | None, high: float | None, *, suspect: bool) -> tuple[str, str, str]:
    cpe, says = row["cpe"], row["lift_says"]
    if suspect:
        return "not", *OURS_TO_SAY
    if says == "young":
        return "wait", "the note is younger than the brief's rule", "笔记未满成熟天数"
    if not isinstance(cpe, float) or low is None or high is None:
        return "ask", "cost or interactions unknown", "成本或互动未知"
    words_en, words_zh = [], []
    cheap, dear = cpe <= low, cpe >= high
    if cheap or dear:
        words_en.append("cheapest quarter per interaction" if cheap else "dearest quarter per interaction")
        words_zh.append("单次互动成本最低的四分之一" if cheap else "单次互动成本最高的四分之一")
    if says in ("above", "below"):
        words_en.append(f"{says} the creator's own usual")
        words_zh.append("高于自身平日" if says == "above" else "低于自身平日")
    if says == "few":
        words_en.append("few own notes to compare with")
        words_zh.append("可比的自有笔记少")
    advice = "not" if dear and says == "below" else "ask" if dear or says == "below" else "rebook" if cheap else "again"
    return (
        advice,
        "; ".join(words_en) or "within the campaign's middle half",
        "；".join(words_zh) or "处于本次投放的中间水平",
    )


def find_suspects(outcomes: pl.DataFrame, history: pl.DataFrame) -> pl.DataFrame:
    """Find placed creators whose likes have far fewer saves and comments than those of all others: bought likes look so.

    A note's log odds of saves and of comments against likes are held against the middle of all creators' notes in robust
    spreads; both must lie low, in the placed note and, where there are some, in the creator's own notes.

    Args:
        outcomes: From `gather_outcomes`.
        history: The `Notes` table of the creators' other notes.

    Returns:
        One row a creator to ask: `creator_id`, `creator_name`, `saves_per_like`, `comments_per_like` of the placed note,
        `usual_saves_per_like`, `usual_comments_per_like` (middle of all), `own_notes`.
    """
    peers = _odds(history).group_by("creator_id").agg(pl.col("s", "c").median(), own_notes=pl.len().cast(pl.Int64))
    known = peers.filter(pl.col("own_notes") >= LEAST_GROUP)
    schema = {"creator_id": pl.String, "creator_name": pl.String, "saves_per_like": pl.Float64, "comments_per_like": pl.Float64,
              "usual_saves_per_like": pl.Float64, "usual_comments_per_like": pl.Float64, "own_notes": pl.Int64}  # fmt: skip
    if known.height < 20:
        return pl.DataFrame(schema=schema)
    (s, wide_s), (c, wide_c) = (_middle(known[name].to_numpy()) for name in ("s", "c"))
    placed = _odds(outcomes).rename({"s": "note_s", "c": "note_c"})
    joined = placed.join(known, on="creator_id", how="left", maintain_order="left")
    low = (pl.col("s") < s - 3 * wide_s) & (pl.col("c") < c - 2 * wide_c) & (pl.col("note_s") < s - 2 * wide_s)
    made = joined.filter(low).with_columns(
        saves_per_like=pl.col("note_s").exp(), comments_per_like=pl.col("note_c").exp(),
        usual_saves_per_like=pl.lit(s).exp(), usual_comments_per_like=pl.lit(c).exp(),
    )  # fmt: skip
    return made.select(list(schema)).unique("creator_id", keep="first", maintain_order=True)


def _middle(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return the median and the robust spread (1.4826 times the median distance from it)."""
    middle = float(np.median(values))
    return middle, 1.4826 * float(np.median(np.abs(values - middle)))


def _odds(notes: pl.DataFrame) -> pl.DataFrame:
    likes = pl.col("likes") + 0.5
    counted = notes.drop_nulls(["creator_id", "likes", "saves", "comments"])
    odds = {name: ((pl.col(part) + 0.5) / likes).log() for name, part in (("s", "saves"), ("c", "comments"))}
    return counted.select("creator_id", "creator_name", **odds)


def split_budget(outcomes: pl.DataFrame, brief: Brief, by: str, names: dict[str, str]) -> pl.DataFrame:
    """Propose how to split the next budget over groups.

    Each group's share of this time's money is moved by its interactions a yuan against the campaign's, drawn to 1 by n / (n + 10) and held
    within a factor of two: a direction to test, not an optimum.

    Returns:
        One row a group: `key`, `group`, `share_now`, `share_next`, `cost_cny`, `cpe` with `cpe_lower`, `cpe_upper`, `notes`.
    """
    choices = brief.definitions
    ready = outcomes.with_columns(
        _cost=pl.col("quote_cny") + pl.col("service_fee_cny"),
        _got=value_of(choices.interactions, choices, outcomes.columns).cast(pl.Float64),
    ).drop_nulls(["_cost", "_got", by])
    groups = ready.group_by(by, maintain_order=True).agg(pl.col("_cost", "_got").sum(), notes=pl.len().cast(pl.Int64))
    cost, got = (float(groups[name].sum()) for name in ("_cost", "_got"))
    schema = {
        "key": pl.String,
        "group": pl.String,
        "share_now": pl.Float64,
        "share_next": pl.Float64,
        "cost_cny": pl.Float64,
        "notes": pl.Int64,
    }
    if not cost or not got:
        return pl.DataFrame(schema={**schema, "cpe": pl.Float64, "cpe_lower": pl.Float64, "cpe_upper": pl.Float64})
    better = (pl.col("_got") / pl.col("_cost")) / (got / cost)
    trust = pl.when(pl.col("notes") >= LEAST_GROUP).then(pl.col("notes") / (pl.col("notes") + 10)).otherwise(0.0)
    moved = groups.with_columns(
        share_now=pl.col("_cost") / cost, factor=(better.clip(1 / MOST_SHIFT, MOST_SHIFT).log() * trust).exp()
    )
    weighed = moved.with_columns(share_next=pl.col("share_now") * pl.col("factor"))
    shares = weighed.with_columns(pl.col("share_next") / pl.col("share_next").sum())
    cpe = summarise(ready, "cpe", choices, [by]).select(by, cpe="value", cpe_lower="lower", cpe_upper="upper")
    named = shares.join(cpe, on=by, how="left", maintain_order="left").with_columns(
        key=pl.col(by).cast(pl.String),
        group=pl.col(by).replace_strict(names, default=pl.col(by), return_dtype=pl.String),
        cost_cny=pl.col("_cost"),
    )
    return named.sort("share_next", descending=True).select(*schema, "cpe", "cpe_lower", "cpe_upper")


def learnings(judged: pl.DataFrame, split: pl.DataFrame, worked: pl.DataFrame, suspects: pl.DataFrame) -> list[Finding]:
    """Say what to do next time, in the order in which it would be done.

    Args:
        judged: From `judge_creators`.
        split: From `split_budget`.
        worked: From `find_what_worked`: what only screening passed becomes a test.
        suspects: From `find_suspects`.
    """
    said = []
    for advice, level in (("rebook", Level.PASS), ("ask", Level.REVIEW), ("not", Level.REVIEW)):
        rows = judged.filter(pl.col("advice") == advice)
        if rows.height:
            said.append(Finding(advice, level, *_named(rows, ADVICE[advice]), n=rows.height))
    said += [Finding("bought_engagement", Level.REVIEW, Text(
            f"{row['creator_name']}: {row['saves_per_like']:.2f} saves a like where {row['usual_saves_per_like']:.2f} is usual, in the placed note and in {row['own_notes']} own ones.",
            f"{row['creator_name']}：每赞收藏 {row['saves_per_like']:.2f}，同类通常 {row['usual_saves_per_like']:.2f}，合作笔记与 {row['own_notes']} 篇自有笔记均如此。"), Text(
            "Ask for the back-end figures before paying again; it may have other reasons.", "再次合作前请查看后台数据；也可能另有原因。"), n=row["own_notes"], private=True)
        for row in suspects.iter_rows(named=True)]  # fmt: skip
    more = split.filter(pl.col("share_next") > pl.col("share_now") + 0.02).head(2)
    said += [Finding("budget_split", Level.PASS, Text(
        f"Move money towards {_format(row['key']).en}: {row['share_now']:.0%} to about {row['share_next']:.0%} of the budget (¥{row['cpe']:.2f} an interaction, {row['notes']} notes).",
        f"预算可向「{_format(row['key']).zh}」倾斜：{row['share_now']:.0%} → 约 {row['share_next']:.0%}（每次互动 ¥{row['cpe']:.2f}，{row['notes']} 篇）。"), n=row["notes"])
        for row in more.iter_rows(named=True) if row["cpe"] is not None]  # fmt: skip
    tests = worked.filter(pl.col("screened") & ~pl.col("claimed")).head(3)
    said += [Finding("test", Level.PASS, Text(
        f"Test: {row['en']} against notes without it, eight creators making both.", f"下次测试：{row['zh']}，由 8 位博主各做有与无两种。"), n=row["notes"])
        for row in tests.iter_rows(named=True)]  # fmt: skip
    if tests.is_empty():
        formats = (
            "/".join(text.en for text in FORMAT_NAMES.values()),
            "/".join(text.zh for text in FORMAT_NAMES.values()),
        )
        said.append(Finding("test", Level.PASS, Text(
            f"Test: ask eight creators for two formats each ({formats[0]}), so that format and creator can be told apart.", f"下次测试：8 位博主各做两种形式（{formats[1]}），以区分形式与博主。")))  # fmt: skip
    return said


def _format(key: str) -> Text:
    return FORMAT_NAMES.get(key, Text(key, key))


def _named(rows: pl.DataFrame, advice: Text) -> tuple[Text]:
    en, zh = (
        [f"{name}{opens}{why}{shuts}" for name, why in rows.head(4).select("creator_name", f"why_{language}").iter_rows()]
        for language, opens, shuts in (("en", " (", ")"), ("zh", "（", "）"))
    )  # fmt: skip
    return (Text(f"{advice.en[0].upper()}{advice.en[1:]}: {'; '.join(en)}.", f"{advice.zh}：{'；'.join(zh)}。"),)


def advice_words(language: Language) -> dict[str, str]:
    """Return advice -> its words."""
    return {key: text.to(language) for key, text in ADVICE.items()}
