"""A first draft of a mapping for a sheet nobody has seen. It is offered only after the sheet was read with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any

import polars as pl

from xhs_workbench.errors import WorkbenchError
from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.intake.drafting.choosing import COMPLETED, GUESSED, OF_AN_AUTHOR, Plan, choose
from xhs_workbench.intake.drafting.evidence import Cells, chosen_texts, has_bare_numbers, percent_of
from xhs_workbench.intake.drafting.layout import Layout, lay_out, meaning_of
from xhs_workbench.intake.drafting.words import Meaning, candidates, is_crawl_time
from xhs_workbench.intake.mapping import Mapped, map_sheet
from xhs_workbench.intake.recognise import recognise
from xhs_workbench.intake.sheets import Sheet
from xhs_workbench.intake.sources import make_source
from xhs_workbench.intake.text_files import TINY
from xhs_workbench.tables import TABLES

MOST_REFUSED = 0.2
"""The share of refused rows above which a file is refused whole; see `read.MOST_REFUSED`."""
MARKS = 5
"""Headers a draft is recognised by: enough that no other export has them all."""
PERSONAL = frozenset({"contact", "avatar", "bio"})
SET_ASIDE = ("totals_row", "repeated_header")


@dataclass(frozen=True, slots=True)
class Guess:
    """One header and what it is taken for.

    Args:
        header: As a mapping names it.
        table: Canonical table; empty for a header that is not read.
        column: Canonical column; empty for a header that is not read.
        sure: The header is a usual name of the column; else it is a guess to be checked.
        why: Why it is not read.
    """

    header: str
    table: str = ""
    column: str = ""
    sure: bool = True
    why: Text = NOTHING


@dataclass(frozen=True)
class Draft:
    """A mapping with which the sheet was read.

    Args:
        mapping: As it stands in `sources.yaml`.
        guesses: What each header is taken for, or why it is not read.
        said: What is made rather than read: ids out of links, constants.
        rows: Table -> rows read.
        refused: Table -> rows refused.
    """

    mapping: dict[str, Any]
    guesses: tuple[Guess, ...]
    said: tuple[Text, ...]
    rows: dict[str, int]
    refused: dict[str, int]

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables it fills, the main one first."""
        return tuple(self.mapping["tables"])


@dataclass(frozen=True)
class NoDraft:
    """Why no mapping is offered.

    Args:
        reason: In both languages.
        closest: The table that came closest; empty when none did.
    """

    reason: Text
    closest: str = ""


def draft_sheet(sheet: Sheet, *, among: Sequence[str] = (), collected_at: datetime | None = None) -> Draft | NoDraft:
    """Draft a mapping for a sheet and try it on the sheet.

    Args:
        sheet: Any sheet.
        among: Tables to choose from; none means all.
        collected_at: When the file was made, for relative dates.

    Returns:
        The mapping, which reads the sheet as it stands, or the reason why there is none.
    """
    layout = lay_out(sheet)
    if layout is None or not layout.rows:
        return NoDraft(
            Text("no header row with words we know, or nothing below it", "找不到含已知字段的表头，或表头下没有数据")
        )
    plans = [choose(table, layout.columns, at=collected_at) for table in among or COMPLETED if table in COMPLETED]
    good = [plan for plan in plans if plan.lacking is None]
    if not plans:
        return NoDraft(Text("its headers are none of ours", "表头与任何已知数据表都不相近"))
    if not good:
        closest = max(plans, key=lambda plan: plan.score)
        if closest.score < 2 or closest.lacking is None:
            return NoDraft(Text("its headers are none of ours", "表头与任何已知数据表都不相近"))
        en = f"closest to {closest.table}, but {closest.lacking.en}{_short_links(layout).en}"
        return NoDraft(
            Text(en, f"最接近 {closest.table}，但{closest.lacking.zh}{_short_links(layout).zh}"), closest.table
        )
    best = max(good, key=lambda plan: plan.score + _own(plan, plans))
    found = [best]
    if best.table == "notes":
        people = choose("creators", layout.columns, only=OF_AN_AUTHOR, at=collected_at)
        if (
            people.has("creator_id")
            and set(people.chosen) - {"creator_id"}
            and "hash_of" not in people.derive.get("creator_id", [{}])[0]
        ):
            found.append(people)
    if best.table == "placements":
        posted = plans[[plan.table for plan in plans].index("notes")] if not among else None
        if (
            posted is not None
            and posted.lacking is None
            and posted.has("published_at")
            and posted.has("note_url", "note_id")
        ):
            found.append(posted)
    return _tried(sheet, layout, found, collected_at)


def _own(plan: Plan, plans: Sequence[Plan]) -> float:
    """Count headers that only this table can read: 订单编号 makes a list of orders of what else looks like notes."""
    others = frozenset[str]().union(*(other.headers for other in plans if other is not plan and other.lacking is None))
    return 0.5 * len(plan.headers - others)


def _short_links(layout: Layout) -> Text:
    """Name columns of short links: they hold no id, and nothing is looked up."""
    named = [cells.header.text for cells in layout.columns if cells.mostly("short_link")]
    if not named:
        return Text("", "")
    return Text(
        f"; {', '.join(named)} holds short links (xhslink.com), which carry no id: open them and paste the long links",
        f"；「{'、'.join(named)}」为短链接（xhslink.com），其中没有 ID：请打开后粘贴长链接",
    )


def _tried(sheet: Sheet, layout: Layout, plans: Sequence[Plan], at: datetime | None) -> Draft | NoDraft:
    """Read the sheet with the plans; a column whose cells would cost rows is left out and named."""
    left_out = _one_convention(plans)
    while True:
        mapping = mapping_of(sheet, layout, plans)
        mapped = read_with(sheet, layout, mapping, at)
        if isinstance(mapped, Text):
            return NoDraft(mapped, plans[0].table)
        costly = _costly(mapped, plans)
        if isinstance(costly, Text):
            return NoDraft(costly, plans[0].table)
        if not costly:
            break
        left_out |= costly
        for plan in plans:
            plan.chosen = {column: one for column, one in plan.chosen.items() if one[0].header.text not in costly}
    short = _short_links(layout)
    said = [*dict.fromkeys(text for plan in plans for text in plan.said), *([_sentence(short)] if short.en else [])]
    rows = {one.table: one.rows_read for one in mapped}
    bad = {one.table: one.refused.filter(~pl.col("rule").is_in(SET_ASIDE)).height for one in mapped}
    return Draft(mapping, _guesses(layout, plans, mapping, left_out), tuple(said), rows, bad)


def _one_convention(plans: Sequence[Plan]) -> dict[str, Text]:
    """Take out share columns whose bare numbers are fractions where most are percents, or the other way round.

    A mapping states one convention for its file; the other columns would be wrong by a factor of 100.
    """
    shares = [
        (plan, column, one)
        for plan in plans
        for column, (one, _) in plan.chosen.items()
        if _unit(plan.table, column) == "fraction"
    ]
    said = [(plan, column, one, percent_of([one])) for plan, column, one in shares if has_bare_numbers(one)]
    kinds = [kind for _, _, _, kind in said]
    most = "fraction" if kinds.count("fraction") > kinds.count("percent") else "percent"
    other = {"fraction": Text("fractions", "小数"), "percent": Text("percents", "百分数")}
    odd = [(plan, column, one) for plan, column, one, kind in said if kind != most] if len(set(kinds)) > 1 else []
    for plan, column, _ in odd:
        del plan.chosen[column]
    here = other["percent" if most == "fraction" else "fraction"]
    return {
        one.header.text: Text(f"its bare numbers look like {here.en}, those of other columns like {other[most].en}",
                              f"数值像{here.zh}，而其他列像{other[most].zh}")
        for _, _, one in odd
    }  # fmt: skip


def _sentence(text: Text) -> Text:
    en = text.en.lstrip("; ")
    return Text(f"{en[0].upper()}{en[1:]}.", text.zh.lstrip("；") + "。")


def read_with(sheet: Sheet, layout: Layout, mapping: dict[str, Any], at: datetime | None) -> list[Mapped] | Text:
    """Read a sheet with a mapping, one table after the other; a sentence says why it cannot be read."""
    try:
        source = make_source(mapping, mapping["name"])
        known = recognise(sheet, [source])
        if known is None or known.position != layout.position:
            return Text("its header row cannot be told from its data", "表头与数据无法区分")
        return [map_sheet(sheet, known, table, at) for table in source.tables]
    except WorkbenchError as error:
        problem = error.problems[0]
        return Text(f"{problem.where}: {problem.en}", f"{problem.where}：{problem.zh}")


def _costly(mapped: Sequence[Mapped], plans: Sequence[Plan]) -> dict[str, Text] | Text:
    """Return the headers whose cells refuse rows, with the reason; a sentence when the rows' own id is what fails."""
    found: dict[str, Text] = {}
    for one, plan in zip(mapped, plans, strict=True):
        bad = one.refused.filter(~pl.col("rule").is_in(SET_ASIDE))
        keys = {plan.chosen[key][0].header.text for key in TABLES[one.table].primary_key() if key in plan.chosen}
        free = {cells.header.text: column for column, (cells, _) in plan.chosen.items()}
        for row in (
            bad.group_by("column", maintain_order=True).agg(pl.len().alias("n"), pl.col("row").first()).to_dicts()
        ):
            if row["column"] in free and row["column"] not in keys:
                column = free[row["column"]]
                found[row["column"]] = Text(f"{row['n']} cells cannot be read as {column} (row {row['row']})",
                                            f"{row['n']} 格无法读作 {column}（第 {row['row']} 行）")  # fmt: skip
        if not found and bad.height and (one.rows_read < TINY or bad.height > MOST_REFUSED * one.rows_read):
            first = bad.row(0, named=True)
            return Text(f"{bad.height} of {one.rows_read} rows have no usable {first['column']} (row {first['row']})",
                        f"{one.rows_read} 行中有 {bad.height} 行缺少可用的 {first['column']}（第 {first['row']} 行）")  # fmt: skip
        if one.rows_read == bad.height:
            return Text("no row could be read", "没有任何一行可读")
    return found


def named(cells: Cells, layout: Layout) -> str:
    """Return a header as a mapping names it: with its group where the same name stands twice."""
    text = cells.header.text
    alike = [one for one in layout.columns if one.header.leaf == cells.header.leaf]
    if layout.group_rows and len(alike) > 1 and cells.header.groups:
        return f"{cells.header.groups[-1]}>{text}"
    if (
        layout.group_rows
        and cells.header.groups
        and len(meaning_of(cells.header).tags) > len(meaning_of(_alone(cells)).tags)
    ):
        return f"{cells.header.groups[-1]}>{text}"
    return text


def _alone(cells: Cells) -> Any:
    return replace(cells.header, groups=())


def mapping_of(sheet: Sheet, layout: Layout, plans: Sequence[Plan]) -> dict[str, Any]:
    """Put plans into the words of a mapping."""
    data: dict[str, Any] = {"name": _file_name(sheet), "drafted": True, "recognise": _marks(layout, plans)}
    if layout.group_rows:
        data["group_rows"] = layout.group_rows
    shares = [
        cells for plan in plans for column, (cells, _) in plan.chosen.items() if _unit(plan.table, column) == "fraction"
    ]
    if shares:
        data["percent"] = percent_of(shares) or "percent"
    used = {cells.header.text for plan in plans for cells, _ in plan.chosen.values()}
    personal = [
        c.header.text for c in layout.columns if meaning_of(c.header).tags & PERSONAL and c.header.text not in used
    ]
    if personal:
        data["drop"] = personal
    crawled = [c.header.text for c in layout.columns if is_crawl_time(plans[0].table, meaning_of(c.header)) and c.share["day"] > 0.5
               and c.header.text not in used]  # fmt: skip
    if crawled:
        data["collected_at"] = crawled[:1]
    data["tables"] = {plan.table: _table(plan, layout) for plan in plans}
    texts = {column: chosen_texts(column, cells) for plan in plans for column, (cells, _) in plan.chosen.items()
             if column in ("note_type", "role")}  # fmt: skip
    if texts:
        data["values"] = texts
    return data


def _unit(table: str, column: str) -> str:
    return str((TABLES[table].columns()[column].metadata or {}).get("unit", ""))


def _table(plan: Plan, layout: Layout) -> dict[str, Any]:
    order = [column for column in TABLES[plan.table].columns() if column in plan.chosen]
    spec: dict[str, Any] = {"columns": {column: [named(plan.chosen[column][0], layout)] for column in order}}
    if rules := {column: found for column, found in plan.derive.items() if found}:
        spec["derive"] = {column: found[0] if len(found) == 1 else found for column, found in rules.items()}
    if plan.constants:
        spec["constants"] = dict(plan.constants)
    return spec


def _marks(layout: Layout, plans: Sequence[Plan]) -> list[str]:
    """Choose the headers that mark the file: those that are read, the longest names first, in the order of the file."""
    read = [cells for plan in plans for cells, _ in plan.chosen.values()]
    read += [
        c
        for c in layout.columns
        if any(r.get("header") == c.header.text for p in plans for rs in p.derive.values() for r in rs)
    ]
    fine = [cells for cells in read if "|" not in cells.header.text and cells.header.leaf]
    different = {cells.header.leaf: cells for cells in fine}
    longest = sorted(different.values(), key=lambda cells: -len(cells.header.whole))[:MARKS]
    return [cells.header.text for cells in sorted(longest, key=lambda cells: cells.header.index)]


def _file_name(sheet: Sheet) -> str:
    stem = PurePath(sheet.file).stem
    tidy = re.sub(r"[^a-z0-9]+", "_", stem.lower()).strip("_")
    return tidy[:40] or "my_export"


def _guesses(
    layout: Layout, plans: Sequence[Plan], mapping: dict[str, Any], left_out: dict[str, Text]
) -> tuple[Guess, ...]:
    """Say of every header what became of it."""
    found: list[Guess] = []
    derived = [(rule["header"], (plan.table, column)) for plan in plans for column, rules in plan.derive.items() for rule in rules
               if "header" in rule]  # fmt: skip
    for cells in layout.columns:
        text = cells.header.text
        hits = [
            (plan.table, column, rank) for plan in plans for column, (own, rank) in plan.chosen.items() if own is cells
        ]
        found += [Guess(named(cells, layout), table, column, rank < GUESSED) for table, column, rank in hits]
        taken = [where for header, where in derived if header == text]
        found += [Guess(text, table, column) for table, column in taken]
        if hits or taken:
            continue
        if text in mapping.get("collected_at", ()):
            found.append(Guess(text, plans[0].table, "collected_at"))
        else:
            found.append(Guess(named(cells, layout), why=left_out.get(text) or _why_not(cells, plans, mapping)))
    return tuple(found)


def _why_not(cells: Cells, plans: Sequence[Plan], mapping: dict[str, Any]) -> Text:
    """Say why a header is not read."""
    meaning = meaning_of(cells.header)
    if cells.header.text in mapping.get("drop", ()):
        return Text("personal, dropped at the door", "个人信息，读取时丢弃")
    if not len(cells.filled):
        return Text("no cell is filled", "整列为空")
    if cells.row_number:
        return Text("it counts the rows", "行号")
    if cells.mostly("short_link"):
        return Text("short links, which carry no id", "短链接，不含 ID")
    for plan in plans:
        if cells.header.text in plan.rejected:
            return plan.rejected[cells.header.text]
    return _name_not_read(meaning, plans)


def _name_not_read(meaning: Meaning, plans: Sequence[Plan]) -> Text:
    """Say why a header with proper cells is not read."""
    if meaning.rest or not meaning.tags:
        return Text("not a name we know", "未知字段")
    for plan in plans:
        for column, _ in candidates(plan.table, meaning):
            if column in plan.chosen:
                return Text(
                    f"{column} is read from {plan.chosen[column][0].header.text}",
                    f"{column} 已取自「{plan.chosen[column][0].header.text}」",
                )
            return Text(f"named like {column}, but its cells are something else", f"名称像 {column}，但单元格内容不符")
    return Text("there is no column of ours for it", "没有对应的字段")
