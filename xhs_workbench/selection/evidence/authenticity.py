"""Evidence to ask a creator about, one kind at a time, each with its rows; never a verdict and never a combined score.

Why no total: a combined score of the same signs ranks planted traces far worse than the detector made for
    them
(`benchmarks/authenticity.py` prints both). Also, the question to the creator differs from kind to kind.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.special import ndtri

from xhs_workbench.findings import Finding, Level, Text, both
from xhs_workbench.selection.evidence.comment_signs import asking_shares, comments_by_creator, find_templates
from xhs_workbench.selection.evidence.detectors import (
    EVIDENCE,
    RISK,
    find_bought_likes,
    find_constant,
    find_pods,
    no_evidence,
)
from xhs_workbench.selection.evidence.follower_history import find_spikes
from xhs_workbench.selection.evidence.note_signs import note_signs
from xhs_workbench.selection.evidence.outliers import (
    find_fast_growth,
    find_low_active,
    find_outliers,
    say_claims,
)
from xhs_workbench.statistics.shares import Z_90
from xhs_workbench.worked_out import kept

TOO_LITTLE = frozenset({"constant_bots", "low_active", "few_comments"})
"""Kinds whose sign is too small a value."""


@dataclass(frozen=True)
class Kind:
    """One kind of evidence.

    Args:
        name: Its name.
        sign: What was measured.
        ask: What to ask the creator.
        unit: How the value is shown: `rate`, `number`, or empty if the detail gives it.
    """

    name: Text
    sign: Text
    ask: Text
    unit: str


KINDS: dict[str, Kind] = {
    "pods": Kind(
        Text("Unusually many comments", "评论异常多"),
        Text("comments per like, lower quartile", "评赞比下四分位"),
        Text(
            (
                "Who comments? Ask for the comment list of three notes; a field that discusses, or a "
                "raffle, looks the same."
            ),
            "评论来自谁？请提供三篇笔记的评论列表；讨论型内容或抽奖也会如此。",
        ),
        "number",
    ),
    "comment_templates": Kind(
        Text("The same wording from few accounts", "少数账号重复话术"),
        Text("share of comments in such groups", "此类评论占比"),
        Text("Show the creator the wordings and ask who posted them.", "出示这些话术，询问评论来源。"),
        "rate",
    ),
    "bought_likes": Kind(
        Text("Likes without talk or saves", "有赞无评无藏"),
        Text("", ""),
        Text(
            "Ask for the reads and the sources of traffic of the last five notes.",
            "请提供最近五篇的阅读与流量来源截图。",
        ),
        "",
    ),
    "constant_bots": Kind(
        Text("Likes hardly differ between notes", "各篇点赞几乎相同"),
        Text("spread of log likes", "点赞对数的离散度"),
        Text("Ask for the likes hour by hour of one new note.", "请提供一篇新笔记逐小时的点赞曲线。"),
        "number",
    ),
    "follower_spike": Kind(
        Text("Followers jumped without a viral note", "无爆文却突然涨粉"),
        Text("followers gained in a day", "单日涨粉比例"),
        Text(
            "Ask what happened that day: a raffle, a mention, a campaign.",
            "请说明当日原因：抽奖、被提及或活动。",
        ),
        "rate",
    ),
    "fast_growth": Kind(
        Text("Followers grew far faster than peers'", "涨粉远快于相近达人"),
        Text("followers gained in the export's window", "窗口期涨粉比例"),
        Text("Ask for the daily follower curve of the last 90 days.", "请提供近 90 天每日涨粉曲线。"),
        "rate",
    ),
    "low_active": Kind(
        Text("Few active followers", "活跃粉丝偏少"),
        Text("active followers", "活跃粉丝占比"),
        Text(
            "Price by reads, not by followers; ask when the account last grew.",
            "按阅读而非粉丝量议价，并了解账号主要涨粉时期。",
        ),
        "rate",
    ),
    "reads_per_follower": Kind(
        Text("Reads out of line with followers", "阅读与粉丝不匹配"),
        Text("median reads per follower", "阅读中位数 / 粉丝"),
        Text("Ask where the reads come from: search, feed, paid.", "请提供阅读来源：搜索、推荐、付费推广。"),
        "number",
    ),
    "interactions_per_read": Kind(
        Text("Interactions out of line with reads", "互动与阅读不匹配"),
        Text("interactions per read", "互动 / 阅读"),
        Text("Ask for the back-office page of three notes.", "请提供三篇笔记的后台数据截图。"),
        "rate",
    ),
    "saves_per_like": Kind(
        Text("Saves out of line with likes", "收藏与点赞不匹配"),
        Text("saves per like", "藏赞比"),
        Text(
            "Read the notes: tutorials are saved, moods are liked.",
            "请先看内容：教程多收藏，情绪内容多点赞。",
        ),
        "number",
    ),
    "few_comments": Kind(
        Text("Unusually few comments", "评论异常少"),
        Text("comments per like", "评赞比"),
        Text("Look whether comments are closed or filtered.", "请查看评论区是否关闭或精选。"),
        "number",
    ),
    "vendor_claim": Kind(
        Text("Vendor's suspect followers", "第三方水粉占比"),
        Text("claimed by the vendor", "第三方声称"),
        Text("Ask two vendors; their figures differ.", "请对比两家第三方数据，口径不一。"),
        "rate",
    ),
    "platform_mark": Kind(
        Text("Marked by the platform", "平台标记"),
        Text("", ""),
        Text("Ask the platform's account manager.", "请咨询平台运营。"),
        "",
    ),
}
"""Kind of evidence -> its name, what was measured and what to ask."""
TESTED = tuple(kind for kind in KINDS if kind not in ("vendor_claim", "platform_mark"))


@kept
def check_authenticity(
    creators: pl.DataFrame,
    notes: pl.DataFrame,
    comments: pl.DataFrame | None = None,
    history: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Run every detector that the files allow.

    Args:
        creators: The `Creators` table (or candidates); near peers are found by `followers` and `category`.
        notes: The `Notes` table of their recent notes; may be empty.
        comments: The `Comments` table of their notes, if given.
        history: `creator_id`, `day`, `followers` over days, if given.

    Returns:
        One row per creator and kind that could be tested, flagged ones first: `creator_id`, `kind`, `value`,
            `expected` with
        `low` and `high` (nine in ten close peers), `z`, `chance` (Benjamini-Hochberg over creators, within
        the kind), `n` (notes; comments or days for `comment_templates`, `follower_spike`), `flagged`,
        `detail_en`, `detail_zh`.
    """
    own = creators.unique("creator_id", keep="first", maintain_order=True)
    signs = note_signs(notes, own)
    owned = None if comments is None or comments.is_empty() else comments_by_creator(comments, notes)
    found = [
        find_pods(signs, asking_shares(owned) if owned is not None else None),
        find_bought_likes(signs),
        find_constant(signs),
        find_outliers(own, signs),
        find_low_active(own, signs),
        find_fast_growth(own, signs),
        say_claims(own),
    ]
    if owned is not None:
        found.append(find_templates(owned))
    if history is not None and not history.is_empty():
        found.append(find_spikes(history, notes))
    order = {kind: place for place, kind in enumerate(KINDS)}
    whole = pl.concat([no_evidence(), *found]).with_columns(
        pl.col("value", "z", "chance", "expected", "low", "high").fill_nan(None)
    )
    return whole.sort(
        ~pl.col("flagged"),
        pl.col("kind").replace_strict(order, return_dtype=pl.Int64),
        "chance",
        "creator_id",
        nulls_last=True,
    ).select(list(EVIDENCE))


def flag_candidates(candidates: pl.DataFrame, evidence: pl.DataFrame) -> pl.DataFrame:
    """Add what to ask each creator about.

    Returns:
        `candidates` plus `to_ask` (number of kinds, null if nothing could be tested), `to_ask_en` and
        `to_ask_zh` (their
        names; empty if there is nothing to ask).
    """
    flagged = evidence.filter(pl.col("flagged")).with_columns(
        en=pl.col("kind").replace_strict({k: v.name.en for k, v in KINDS.items()}, return_dtype=pl.String),
        zh=pl.col("kind").replace_strict({k: v.name.zh for k, v in KINDS.items()}, return_dtype=pl.String),
    )
    words = flagged.group_by("creator_id", maintain_order=True).agg(
        to_ask=pl.len().cast(pl.Int64),
        to_ask_en=pl.col("en").str.join("; "),
        to_ask_zh=pl.col("zh").str.join("；"),
    )
    tested = (
        evidence.filter(pl.col("kind").is_in(TESTED))
        .select("creator_id")
        .unique()
        .with_columns(_tested=pl.lit(True))
    )
    joined = candidates.join(words, on="creator_id", how="left", maintain_order="left").join(
        tested, on="creator_id", how="left", maintain_order="left"
    )
    known = pl.col("_tested").fill_null(False) | pl.col("to_ask").is_not_null()
    return joined.with_columns(
        to_ask=pl.when(known).then(pl.col("to_ask").fill_null(0)),
        to_ask_en=pl.col("to_ask_en").fill_null(""),
        to_ask_zh=pl.col("to_ask_zh").fill_null(""),
    ).drop("_tested")


def list_evidence(evidence: pl.DataFrame, creators: pl.DataFrame) -> pl.DataFrame:
    """Put flagged evidence into words.

    Returns:
        One row a flag: `creator_id`, `name`, `followers`, `kind`, `label`, `said` (value, peers' range,
            detail), `ask` in both languages, `n`, `chance`,
        `ask`, and the creator's `source_file`, `source_sheet`, `source_row` where known.
    """
    places = [c for c in ("source_file", "source_sheet", "source_row") if c in creators.columns]
    who = creators.unique("creator_id", keep="first", maintain_order=True)
    who = who.select("creator_id", "followers", *places, name=pl.coalesce("creator_name", "creator_id"))
    rows = evidence.filter(pl.col("flagged")).join(who, on="creator_id", how="left", maintain_order="left")
    texts = [
        {
            **KINDS[row["kind"]].name.pair("label"),
            **_say_sign(row).pair("said"),
            **KINDS[row["kind"]].ask.pair("ask"),
        }
        for row in rows.iter_rows(named=True)
    ]
    worded = rows.hstack(pl.DataFrame(texts, schema=dict.fromkeys(both("label", "said", "ask"), pl.String)))
    return worded.select(
        "creator_id", "name", "followers", "kind", "n", "chance", *both("label", "said", "ask"), *places
    )


def _say_sign(row: dict[str, object]) -> Text:
    kind, detail = KINDS[str(row["kind"])], Text(str(row["detail_en"] or ""), str(row["detail_zh"] or ""))
    if not kind.unit or row["value"] is None:
        return detail
    show = _percent if kind.unit == "rate" else _number
    text = Text(f"{kind.sign.en} {show(row['value'])}", f"{kind.sign.zh} {show(row['value'])}")
    if row["expected"] is not None:
        peers = Text(
            f", near peers {show(row['expected'])} ({show(row['low'])}–{show(row['high'])})",
            f"，相近达人 {show(row['expected'])}（{show(row['low'])}–{show(row['high'])}）",
        )
        text = Text(text.en + peers.en, text.zh + peers.zh)
    return Text(
        *(
            dash.join(filter(None, parts))
            for dash, *parts in ((" — ", text.en, detail.en), ("；", text.zh, detail.zh))
        )
    )


def _percent(value: object) -> str:
    return f"{100 * float(str(value)):.1f}%"


def _number(value: object) -> str:
    """Show a ratio with two significant digits.

    >>> _number(0.0312), _number(1.234), _number(24.9)
    ('0.031', '1.2', '25')
    """
    return f"{float(str(value)):.2g}"


def summarise_authenticity(evidence: pl.DataFrame, creators: pl.DataFrame) -> pl.DataFrame:
    """Count, for every kind, whom it could test.

    Returns:
        One row a kind: `kind`, `label` in both languages, `tested`, `flagged`, `untested` (creators without
            what it needs).
    """
    total = creators["creator_id"].n_unique()
    counts = evidence.group_by("kind").agg(tested=pl.len(), flagged=pl.col("flagged").sum())
    known = {row["kind"]: row for row in counts.iter_rows(named=True)}
    rows = []
    for kind in TESTED:
        tested, flagged = (
            (int(known[kind][name]) for name in ("tested", "flagged")) if kind in known else (0, 0)
        )
        rows.append(
            {
                "kind": kind,
                **KINDS[kind].name.pair("label"),
                "tested": tested,
                "flagged": flagged,
                "untested": max(total - tested, 0),
            }
        )
    types = {
        "kind": pl.String,
        **dict.fromkeys(both("label"), pl.String),
        "tested": pl.Int64,
        "flagged": pl.Int64,
        "untested": pl.Int64,
    }
    return pl.DataFrame(rows, schema=types)


def authenticity_findings(evidence: pl.DataFrame, creators: pl.DataFrame) -> list[Finding]:
    """Say in a sentence or two whom to ask, and how many creators could be checked."""
    tested = evidence.filter(pl.col("kind").is_in(TESTED))["creator_id"].n_unique()
    asked = evidence.filter(pl.col("flagged"))
    if not tested:
        text = Text(
            "No creator has enough notes or figures for a look at authenticity.",
            "笔记与数据不足，无法检查互动真实性。",
        )
        return [
            Finding(
                "authenticity",
                Level.REVIEW,
                text,
                Text("Add their recent notes.", "请补充达人近期笔记。"),
                n=0,
            )
        ]
    if asked.is_empty():
        text = Text(
            f"{tested:,} creators were held against near peers; nothing to ask about.",
            f"已将 {tested:,} 位达人与相近达人比较，暂无需询问的线索。",
        )
        return [Finding("authenticity", Level.PASS, text, n=tested)]
    people = asked["creator_id"].n_unique()
    often = asked.group_by("kind").len().sort("len", "kind", descending=[True, False]).head(3)
    en = "; ".join(f"{KINDS[kind].name.en.lower()}: {n}" for kind, n in often.iter_rows())
    zh = "；".join(f"{KINDS[kind].name.zh}：{n}" for kind, n in often.iter_rows())
    text = Text(
        f"{people:,} of {tested:,} creators show something to ask about before booking ({en}).",
        f"{tested:,} 位达人中有 {people:,} 位在合作前值得询问（{zh}）。",
    )
    fix = Text(
        "Evidence to ask about, not proof: each row says what to ask.",
        "仅为沟通线索，不是定论；每行附有建议提问。",
    )
    names = creators.unique("creator_id", keep="first").select(
        "creator_id", name=pl.coalesce("creator_name", "creator_id")
    )
    shown = asked.unique("creator_id", keep="first", maintain_order=True).join(
        names, on="creator_id", how="left", maintain_order="left"
    )
    return [
        Finding("authenticity", Level.REVIEW, text, fix, tuple(shown["name"].fill_null("?").head(8)), people)
    ]


POWER_80 = 0.841621
"""Normal quantile of four in five."""


def detectable_doses(evidence: pl.DataFrame) -> pl.DataFrame:
    """Return how far from near peers a creator must be for each kind to flag her in four of five cases.

    With k creators tested, the first flag needs a chance of `RISK` / k (Benjamini-Hochberg), so z must pass
    that quantile; the spread of near peers is read from their range (nine in ten).

    Returns:
        One row per tested kind with a range and a scale: `kind`, `tested`, `notes` (middle number behind a value), `times`:
        the factor against what is expected (below 1 where too little is the sign).
    """
    ranged = evidence.filter(
        pl.col("kind").is_in([kind for kind in TESTED if KINDS[kind].unit]),
        (pl.col("expected") > 0) & (pl.col("high") > pl.col("expected")),
    )
    rows = []
    for (kind,), part in ranged.group_by("kind", maintain_order=True):
        spread = float((part["high"].log() - part["expected"].log()).median() or 0.0) / Z_90  # type: ignore[arg-type]
        far = spread * (-float(ndtri(RISK / part.height)) + POWER_80)
        times = float(np.exp(-far if kind in TOO_LITTLE else far))
        notes = int(part["n"].median() or 0)  # type: ignore[arg-type]
        rows.append({"kind": str(kind), "tested": part.height, "notes": notes, "times": times})
    schema = {"kind": pl.String, "tested": pl.Int64, "notes": pl.Int64, "times": pl.Float64}
    return pl.DataFrame(rows, schema=schema)


def _say_doses(evidence: pl.DataFrame) -> list[Text]:
    doses = detectable_doses(evidence)
    if doses.is_empty():
        return []
    rows = [(KINDS[row["kind"]], row["times"]) for row in doses.iter_rows(named=True)]
    en = "; ".join(f"{kind.sign.en} ×{times:.2g}" for kind, times in rows)
    zh = "；".join(f"{kind.sign.zh} ×{times:.2g}" for kind, times in rows)
    tested, notes = int(doses["tested"].max() or 0), int(doses["notes"].median() or 0)  # type: ignore[arg-type]
    return [
        Text(
            (
                f"Nothing flagged does not mean genuine. With {tested:,} creators and about {notes} notes each, four "
                f"in five would be found only from these distances to near peers on: {en}. Weaker traces pass unseen."
            ),
            (
                f"未标记不等于真实。在 {tested:,} 位达人、每人约 {notes} 篇笔记的条件下，与相近达人的差距达到以下倍数，"
                f"五例中才约有四例会被发现：{zh}。更弱的痕迹看不出来。"
            ),
        )
    ]


def authenticity_limits(evidence: pl.DataFrame) -> list[Text]:
    """Say what these detectors cannot see, and from which size on they see it."""
    said = [
        *_say_doses(evidence),
        Text(
            (
                "Engagement figures cannot show bought followers: they neither like nor comment. Only "
                "a follower curve or a sample of followers can."
            ),
            "互动数据看不出买粉：买来的粉丝不点赞也不评论，只有涨粉曲线或粉丝抽样才能发现。",
        ),
        Text(
            (
                f"Near peers are those in these files; about one flag in {round(1 / 0.1)} within a kind "
                "is chance."
            ),
            f"“相近达人”仅限本批文件；每类线索中约每 {round(1 / 0.1)} 条有 1 条出于偶然。",
        ),
    ]
    missing = [KINDS[kind].name for kind in TESTED if kind not in set(evidence["kind"])]
    if missing:
        said.append(
            Text(
                (
                    "Not tested, the files lack what it needs: "
                    f"{'; '.join(name.en.lower() for name in missing)}."
                ),
                f"文件缺少所需数据，未检查：{'；'.join(name.zh for name in missing)}。",
            )
        )
    return said
