"""Hashtags that should not be used, with the rule behind each; the rules are data (`hashtag_rules.toml`)."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params.brief import Brief

SCHEMA = {
    "hashtag": pl.String,
    "fault": pl.String,
    "level": pl.String,
    "because": pl.String,
    "why_en": pl.String,
    "why_zh": pl.String,
    "fix_en": pl.String,
    "fix_zh": pl.String,
    "basis": pl.String,
}
ALLOWED_MARKS = "_·"
"""Characters besides letters and digits that a tag may contain; any other character ends the tag."""


@cache
def rules() -> Mapping[str, Any]:
    """Return the rules as written in the file."""
    return tomllib.loads((Path(__file__).parent / "hashtag_rules.toml").read_text(encoding="utf-8"))


def plain_tag(tag: str) -> str:
    """Return a tag in the form used for comparison: full-width folded, no `#`, no `[话题]`, no outer spaces, lower case.

    >>> plain_tag(" ＃Ｏｏｔｄ[话题]# ")
    'ootd'
    """
    folded = unicodedata.normalize("NFKC", tag).replace("[话题]", "").strip()
    return folded.strip("#").strip().lower()


def hashtag_faults(tags: Iterable[str], brief: Brief, banned: Collection[str] = ()) -> pl.DataFrame:
    """Check hashtags against the rules. A tag that no rule names is not thereby approved.

    Args:
        tags: As written, with or without `#`; a repeated tag is itself a fault.
        brief: Its industry, registered claims and competitors.
        banned: The analyst's own list of words.

    Returns:
        One row per tag and fault: `hashtag` (as written), `fault`, `level` (`FAIL`, `REVIEW`), `because` (the
            word that
        matched), `why_en`, `why_zh`, `fix_en`, `fix_zh`, `basis`.
    """
    rows: list[dict[str, str]] = []
    seen: dict[str, str] = {}
    for tag in tags:
        folded = plain_tag(tag)
        if folded in seen:
            rows.append(
                _fault_row(
                    tag,
                    "duplicate",
                    Level.REVIEW,
                    seen[folded],
                    Text("the same tag twice", "重复话题"),
                    Text("Keep one writing of it.", "保留一种写法。"),
                    "a tag counts once",
                )
            )
        seen.setdefault(folded, tag)
        rows += _form(tag, folded)
        rows += _word_faults(tag, folded, brief)
        rows += _listed(tag, folded, brief, banned)
    return pl.DataFrame(rows, schema=SCHEMA)


def _fault_row(
    tag: str, fault: str, level: Level, because: str, why: Text, fix: Text, basis: str
) -> dict[str, str]:
    return {
        "hashtag": tag,
        "fault": fault,
        "level": level.value,
        "because": because,
        "why_en": why.en,
        "why_zh": why.zh,
        "fix_en": fix.en,
        "fix_zh": fix.zh,
        "basis": basis,
    }


def _form(tag: str, folded: str) -> Iterator[dict[str, str]]:
    """Find tags that the platform would cut or not link."""
    longest = int(rules()["limits"]["longest"])
    mark = next((sign for sign in folded if not (sign.isalnum() or sign in ALLOWED_MARKS)), "")
    if not folded:
        yield _fault_row(
            tag,
            "empty",
            Level.FAIL,
            "",
            Text("no word in it", "没有文字"),
            Text("Remove it.", "请删除。"),
            "form",
        )
    elif mark:
        why = Text("a sign at which the tag ends", "含有会截断话题的符号")
        yield _fault_row(
            tag,
            "broken",
            Level.FAIL,
            mark,
            why,
            Text("Write letters and digits only.", "只用文字和数字。"),
            "form",
        )
    elif len(folded) > longest:
        why = Text(f"longer than {longest} signs", f"超过 {longest} 字")
        yield _fault_row(
            tag, "long", Level.REVIEW, "", why, Text("Shorten it.", "请缩短。"), "practice, grade C"
        )


def _word_faults(tag: str, folded: str, brief: Brief) -> Iterator[dict[str, str]]:
    for name, rule in rules()["faults"].items():
        if brief.brand.industry not in rule.get("industries", (brief.brand.industry,)):
            continue
        bare = folded
        for harmless in rule.get("except", ()):
            bare = bare.replace(harmless, " ")
        claims = brief.brand.registered_claims if rule.get("claims") else ()
        word = next((w for w in rule["words"] if w in bare and w not in claims), "")
        if word:
            yield _fault_row(
                tag,
                name,
                Level(rule["level"]),
                word,
                Text(**rule["text"]),
                Text(**rule["fix"]),
                rule["basis"],
            )


def _listed(tag: str, folded: str, brief: Brief, banned: Collection[str]) -> Iterator[dict[str, str]]:
    rival = next(
        (name for name in brief.brand.competitors if plain_tag(name) and plain_tag(name) in folded), ""
    )
    if rival:
        why, fix = Text("names a competitor", "提及竞品"), Text("Leave the competitor out.", "请删除竞品名。")
        yield _fault_row(tag, "competitor", Level.FAIL, rival, why, fix, "the brief")
    word = next((word for word in banned if plain_tag(word) and plain_tag(word) in folded), "")
    if word:
        why, fix = Text("on your list of banned words", "在你的禁用词表中"), Text("Remove it.", "请删除。")
        yield _fault_row(tag, "banned", Level.FAIL, word, why, fix, "parameter banned_hashtags")


def fault_findings(faults: pl.DataFrame) -> list[Finding]:
    """Say what is wrong with which tag; one finding per fault, and the number of rules tried if none fired."""
    if faults.is_empty():
        tried = len(rules()["faults"]) + 6
        text = Text(
            f"None of {tried} hashtag rules fired; that is not a clearance.",
            f"{tried} 条话题规则均未触发，不代表合规。",
        )
        return [Finding("hashtag_faults", Level.PASS, text)]
    found = []
    for row in faults.sort("level", "hashtag").iter_rows(named=True):
        word = f" ({row['because']})" if row["because"] else ""
        text = Text(f"{row['hashtag']}: {row['why_en']}{word}.", f"{row['hashtag']}：{row['why_zh']}{word}。")
        found.append(
            Finding(
                f"hashtag_{row['fault']}",
                Level(row["level"]),
                text,
                Text(row["fix_en"], row["fix_zh"]),
                (row["basis"],),
            )
        )
    return found
