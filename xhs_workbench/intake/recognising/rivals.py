"""Lists of what rivals posted (竞品): their fees are none of ours, though no column names a brand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.intake.opening.sheets import Sheet
from xhs_workbench.intake.recognising.mapping import Mapped
from xhs_workbench.intake.recognising.recognise import Recognised
from xhs_workbench.tables import RIVALS
from xhs_workbench.written import many

RIVAL = re.compile(
    r"(?i)竞品|竞对|競品|友商|竞争对手|竞争品牌|对标品牌|(?<![a-z])(?:competitors?|competition|rivals?)(?![a-z])"
)
OURS_TOO = re.compile(
    r"(?i)我方|我司|我们|自有|自家|本品|本方|对比|比较|[与和及&]|(?<![a-z])(?:vs|versus|ours?|own|and|compar\w+)(?![a-z])"
)
"""Words of a name that speaks of more than rivals: nothing is told by it."""
OF_A_ROW = re.compile(r"(?i)达人|博主|账号|笔记|链接|作品|标题|creator|kol|note|post|link|url|title")
RULE = "of_a_rival"


def set_rivals_apart(
    sheet: Sheet, known: Recognised, mapped: Sequence[Mapped]
) -> tuple[list[Mapped], list[Finding]]:
    """Mark the notes of a list of rivals as theirs, and set its orders apart; a list with a brand column says it itself."""
    where = _told_by(sheet, known)
    if not where or any(_names_brands(one) for one in mapped):
        return list(mapped), []
    made = [_as_theirs(one) for one in mapped]
    n = max((one.frame.height for one in mapped if one.table in ("notes", "placements")), default=0)
    if not n:
        return list(mapped), []
    text = Text(
        f"{sheet.file} is a list of rivals ({where}): {many(n, 'row')} with fees or counts are none of the campaign's.",
        f"{sheet.file} 为竞品清单（{where}）：{n} 行不计入本次投放。",
    )
    fix = Text(
        "Where they are yours, rename the file, or map a brand column.",
        "如属本品牌，请改文件名，或映射品牌列。",
    )
    return made, [Finding("list_of_rivals", Level.REVIEW, text, fix, n=n)]


def _told_by(sheet: Sheet, known: Recognised) -> str:
    """Return the words that say that rows are rivals'; empty where none does."""
    above = sheet.cells.slice(0, known.position).select(sheet.columns).row(0) if known.position else ()
    titles = [text for text in above if text]
    named = [
        header.shown for header in known.headers if OF_A_ROW.search(header.text) and RIVAL.search(header.text)
    ]
    for text in [sheet.sheet, *titles, *([] if _is_ours(sheet.sheet) else [sheet.file]), *named]:
        if (found := RIVAL.search(text.replace("_", " "))) and not OURS_TOO.search(text):
            return found[0]
    return ""


def _is_ours(name: str) -> bool:
    return bool(OURS_TOO.search(name))


def _names_brands(mapped: Mapped) -> bool:
    return "brand" in mapped.frame.columns and mapped.frame["brand"].null_count() < mapped.frame.height


def _as_theirs(mapped: Mapped) -> Mapped:
    frame = mapped.frame
    if mapped.table == "notes":
        return replace(mapped, frame=frame.with_columns(brand=pl.lit(RIVALS)))
    if mapped.table != "placements":
        return mapped
    aside = frame.select(
        row="source_row",
        column=pl.lit(""),
        value=pl.lit(None, dtype=pl.String),
        rule=pl.lit(RULE),
    ).cast(mapped.refused.schema)
    return replace(mapped, frame=frame.clear(), refused=pl.concat([mapped.refused, aside]))
