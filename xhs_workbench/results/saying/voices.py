"""What people said: themes as cards, safety first."""

from __future__ import annotations

from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.telling import Card, Statement
from xhs_workbench.written import agree, many

FOUND = "found_"
MOST_THEMES = 6
LEAST_COMMENTS = 20
"""With fewer comments a share is not given in percent."""
DIRECTIONS = {
    "praise": Text("mostly praise", "以好评为主"),
    "blame": Text("mostly complaints", "以差评为主"),
    "asking": Text("mostly questions", "以提问为主"),
    "mention": Text("mostly mentioned, neither praised nor blamed", "多为提及，褒贬不明显"),
    "mixed": Text("mixed", "褒贬参半"),
}
TONES = {"praise": "good", "blame": "bad"}


def say_comments(themes: pl.DataFrame, n: int) -> Statement | None:
    """State what people said that matters first: complaints about safety, then the largest theme.

    Args:
        themes: From `language.find_themes`.
        n: Comments read.
    """
    if not n:
        return None
    safety = themes.filter("safety").sort("comments", descending=True)
    rest = themes.filter(~pl.col("safety") & ~pl.col("theme").str.starts_with(FOUND)).sort(
        "comments", descending=True
    )
    parts_en, parts_zh = [], []
    if safety.height:
        row = safety.row(0, named=True)
        # Who only asks, or says there is none, has no trouble: complaints are told apart where there are any.
        count, verb, verb_zh = row["comments"], ("speaks", "speak"), "涉及"
        if row["blame"]:
            count, verb, verb_zh = row["blame"], ("complains", "complain"), "反映"
        parts_en.append(
            f"{count:,} of {many(n, 'comment')} {agree(count, *verb)} of {row['en'][:1].lower()}{row['en'][1:]}"
        )
        parts_zh.append(f"{n:,} 条评论中 {count:,} 条{verb_zh}{row['zh']}")
    if rest.height:
        row = rest.row(0, named=True)
        lead = "most often people ask about" if row["direction"] == "asking" else "the largest theme is"
        parts_en.append(f"{lead} {row['en'][:1].lower()}{row['en'][1:]}")
        parts_zh.append(
            f"{'读者问得最多的是' if row['direction'] == 'asking' else '谈得最多的是'}{row['zh']}"
        )
    if not parts_en:
        none = Text(
            f"{many(n, 'comment')} read; too few speak of one thing to name a theme",
            f"已读 {n:,} 条评论，尚未形成明确主题",
        )
        return Statement(none, code="comments", place="comments")
    says = "; ".join(parts_en)
    return Statement(
        Text(says[:1].upper() + says[1:], "；".join(parts_zh)),
        Text("Quotes are typical ones, with names masked.", "引用为代表性评论，昵称已隐去。"),
        NOTHING,
        "comments",
        "comments",
    )


def theme_cards(themes: pl.DataFrame) -> list[Card]:
    """Return a card a theme: safety first, then the largest.

    A phrase that was only found to be frequent is no theme yet; it stands in the table.

    Args:
        themes: From `language.find_themes`.
    """
    named = themes.filter(~pl.col("theme").str.starts_with(FOUND))
    rows = named.sort(["safety", "comments"], descending=True).head(MOST_THEMES)
    return [_theme_card(row) for row in rows.iter_rows(named=True)]


def _of_harm(row: dict[str, Any]) -> Text:
    """Say how many complain and how many ask, for of harm the smaller number may weigh more."""
    blame, asking = row["blame"], row["asking"]
    return Text(
        f"{blame:,} {agree(blame, 'complains', 'complain')}, {asking:,} {agree(asking, 'asks', 'ask')}",
        f"抱怨 {blame:,} 条，询问 {asking:,} 条",
    )


def _theme_card(row: dict[str, Any]) -> Card:
    few = row["n"] < LEAST_COMMENTS
    share = None if few or row["share"] is None else row["share"]
    return Card(
        Text(row["en"], row["zh"]),
        _of_harm(row) if row["safety"] else DIRECTIONS.get(row["direction"], NOTHING),
        figures=[(Text("Comments", "评论"), row["comments"], "count")],
        why=Text(row["do_en"], row["do_zh"]),
        tone="bad" if row["safety"] else TONES.get(row["direction"], ""),
        badge=Text("safety", "安全") if row["safety"] else NOTHING,
        quotes=row["quotes"][:2],
        bar=share,
    )
