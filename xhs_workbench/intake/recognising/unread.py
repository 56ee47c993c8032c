"""Recognised means read: headers that a known export leaves unread although they say something we have a column for.

A fallback source knows a list by a few marks only; what else its headers and cells say is read with it. Of
any other source, what is left over is named, so that nothing a file holds is said to be missing from it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from xhs_workbench.errors import Problem
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.intake.masking import mask_column
from xhs_workbench.intake.opening.sheets import Sheet, refuse
from xhs_workbench.intake.recognising import completing
from xhs_workbench.intake.recognising.mapping import Mapped
from xhs_workbench.intake.recognising.recognise import Recognised
from xhs_workbench.intake.recognising.sources import Source, matches
from xhs_workbench.late_imports import LateModule
from xhs_workbench.tables import LINEAGE, TABLES, zh_name

if TYPE_CHECKING:  # a file whose headers are all known asks no draft
    from xhs_workbench.intake.drafting import evidence, keys, layout, money
else:
    evidence = LateModule("xhs_workbench.intake.drafting.evidence")
    keys = LateModule("xhs_workbench.intake.drafting.keys")
    layout = LateModule("xhs_workbench.intake.drafting.layout")
    money = LateModule("xhs_workbench.intake.drafting.money")


def looks_known(sheet: Sheet, known: Recognised, mapped: Mapped) -> list[tuple[str, str]]:
    """Return (header, column) of unread headers that say a column of the table which nothing else fills."""
    found: list[tuple[str, str]] = []
    filled = set(mapped.frame.columns)
    body = sheet.cells.slice(known.position + 1, completing.SEEN_AGAIN)
    for header in known.headers:
        if header.shown not in mapped.unmapped or f"c{header.index}" not in body.columns:
            continue
        named = completing.said_by(mapped.table, header, known)
        if mapped.table == "notes" and money.is_open(layout.meaning_of(header)):
            named = ["price_cny"]  # the creator's fee, or ads: it is asked
        wanted = [column for column in named if column not in filled]
        if not named or wanted != named:
            continue
        cells = evidence.look(header, body[f"c{header.index}"])
        found += [
            (header.shown, column) for column in wanted[:1] if evidence.fits(mapped.table, column, cells)
        ]
    return found


def _leads_unread(sheet: Sheet, known: Recognised, mapped: Sequence[Mapped]) -> list[tuple[str, str]]:
    """Return (header, column) of people who wrote or filled in a form, in a cut of ads that does not count them.

    They are counted in the report by creative; read from a cut too, they would count twice.
    """
    if {one.table for one in mapped} != {"paid_slices"}:
        return []
    body = sheet.cells.slice(known.position + 1, completing.SEEN_AGAIN)
    found = [
        (header, column)
        for header in known.headers
        if header.shown in mapped[0].unmapped and f"c{header.index}" in body.columns
        for column in completing.said_by("leads", header, known)[:1]
        if column in keys.BY_LEAD
    ]
    return [
        (header.shown, column)
        for header, column in found
        if evidence.fits("leads", column, evidence.look(header, body[f"c{header.index}"]))
    ]


def _ads_unread(sheet: Sheet, known: Recognised, mapped: Sequence[Mapped]) -> list[tuple[str, str]]:
    """Return (header, column) of money for ads in a list of orders: with it the whole cost is more than their prices."""
    if {one.table for one in mapped} != {"placements"}:
        return []
    body = sheet.cells.slice(known.position + 1, completing.SEEN_AGAIN)
    return [
        (header.shown, "spend_cny")
        for header in known.headers
        if header.shown in mapped[0].unmapped
        and f"c{header.index}" in body.columns
        and money.is_of_ads(layout.meaning_of(header))
        and evidence.fits("paid", "spend_cny", evidence.look(header, body[f"c{header.index}"]))
    ]


def about_columns(
    sheet: Sheet, known: Recognised, mapped: Sequence[Mapped], *, own: bool = False
) -> list[Finding]:
    """Say of one sheet what its columns leave to say: not read though known, estimated by a vendor, read by an unchecked draft.

    Args:
        sheet: The sheet.
        known: What it was recognised as.
        mapped: Its tables.
        own: Whether the mapping is the analyst's own, whose slips are named.

    Raises:
        IntakeError: An own mapping reads nothing but ids.
    """
    if own:
        _judge_own(sheet, known, mapped)
    missed = {
        header: zh_name(one.table, column)
        for one in mapped
        for header, column in looks_known(sheet, known, one)
    }
    missed |= {header: zh_name("leads", column) for header, column in _leads_unread(sheet, known, mapped)}
    missed |= {header: zh_name("paid", column) for header, column in _ads_unread(sheet, known, mapped)}
    read = {
        header.shown for header in known.headers if any(header.shown not in one.unmapped for one in mapped)
    }
    named = [f"{header} ({zh})" for header, zh in missed.items() if header not in read]
    found = [_not_read(sheet, named)] if named else []
    found += _headers_missing(sheet, known) if own else []
    return [
        *found,
        *(finding for one in mapped for finding in _estimated(sheet, one)),
        *_drafted(sheet, known.source),
    ]


def _not_read(sheet: Sheet, named: Sequence[str]) -> Finding:
    listed, n = ", ".join(named[:8]) + (" …" if len(named) > 8 else ""), len(named)
    text = Text(
        (
            f"{n} columns were left unread although their names are like known ones: {listed}. Their figures are "
            "missing here though the file has them."
        ),
        f"{n} 列与已知字段相似，但未读取：{listed}。文件中的这些数据未用于本报告。",
    )
    fix = Text(
        "Map them in the campaign's sources.yaml (xhs-workbench inspect).",
        "请在项目的 sources.yaml 中映射这些列（xhs-workbench inspect）。",
    )
    return Finding(
        "columns_not_read",
        Level.REVIEW,
        text,
        fix,
        (" › ".join(part for part in (sheet.file, sheet.sheet) if part),),
        n,
    )


def _estimated(sheet: Sheet, mapped: Mapped) -> list[Finding]:
    """Say which figures a vendor estimated; they are kept apart from counted ones."""
    named = {c: h for c, h in mapped.used_headers.items() if c.removesuffix("_cny").endswith("_estimated")}
    cells = sum(int(mapped.frame[column].is_not_null().sum()) for column in named)
    if not cells:
        return []
    listed = ", ".join(f"{header} ({zh_name(mapped.table, column)})" for column, header in named.items())
    text = Text(
        (
            f"The vendor's estimates, not counts: {listed}. They are kept apart; no rate, unit cost or "
            "ranking uses them."
        ),
        f"以下为第三方估算值，并非实际统计：{listed}。单独保存，不参与任何比率、单价或排名。",
    )
    return [Finding("vendor_estimates", Level.REVIEW, text, evidence=(sheet.file,), n=cells)]


def _drafted(sheet: Sheet, source: Source) -> list[Finding]:
    """Say that a file is read by a mapping that no person has checked yet."""
    if not source.drafted:
        return []
    text = Text(
        f"{sheet.file} is read by a mapping the workbench drafted and nobody has checked.",
        f"{sheet.file} 使用自动生成、尚未核对的映射读取。",
    )
    fix = Text(
        f"Check {source.name} in the campaign's sources.yaml, then take its line drafted away.",
        f"请核对 sources.yaml 中的 {source.name}，然后删除其 drafted 一行。",
    )
    return [Finding("drafted_mapping", Level.REVIEW, text, fix, (sheet.file,))]


def _judge_own(sheet: Sheet, known: Recognised, mapped: Sequence[Mapped]) -> None:
    """Refuse a mapping of the analyst's that is recognised and then reads nothing: a page of dashes helps nobody."""
    for one in mapped:
        made = {
            *TABLES[one.table].primary_key(),
            *known.source.tables[one.table].constants,
            *LINEAGE,
            "collected_at",
        }
        says = [
            column for column in one.frame.columns if column not in made and not column.endswith("_censored")
        ]
        keyed = TABLES[one.table].primary_key() == list(TABLES[one.table].columns())
        if (
            one.frame.height
            and not keyed
            and all(one.frame[column].null_count() == one.frame.height for column in says)
        ):
            raise refuse(
                sheet.file,
                f"the mapping {known.source.name} reads nothing here but ids ({one.table})",
                f"映射 {known.source.name} 在此文件中除 ID 外没有读到任何内容（{one.table}）",
                sheet=sheet.sheet,
                fix=(
                    "check its headers and values against the file: xhs-workbench inspect.",
                    "请用 xhs-workbench inspect 核对表头与取值。",
                ),
                code="XHS-E053",
            )


def _headers_missing(sheet: Sheet, known: Recognised) -> list[Finding]:
    """Name columns of the analyst's own mapping whose headers the file does not have."""
    lost = [
        f"{column} ({' / '.join(names)})"
        for spec in known.source.tables.values()
        for column, names in spec.columns.items()
        if not any(matches(header, name) for header in known.headers for name in names)
    ]
    if not lost:
        return []
    text = Text(
        f"The mapping {known.source.name} names headers that this file does not have: {', '.join(lost)}.",
        f"映射 {known.source.name} 中的表头在此文件中不存在：{'、'.join(lost)}。",
    )
    fix = Text("Correct the headers in sources.yaml.", "请修改 sources.yaml 中的表头。")
    return [Finding("mapping_header_missing", Level.REVIEW, text, fix, (sheet.file,), len(lost))]


def short_links(sheet: Sheet, known: Recognised) -> list[Problem]:
    """Name columns of short links (xhslink.com): no id can be taken out of them, and nothing is looked up online."""
    body = sheet.cells.slice(known.position + 1, completing.SEEN_AGAIN)
    present = [name for header in known.headers if (name := f"c{header.index}") in body.columns]
    counts = body.select(pl.col(present).str.contains(r"(?i)xhslink\.(com|cn)/").sum())
    count_of = dict(zip(counts.columns, counts.row(0), strict=True)) if present else {}
    return [
        Problem(
            f"short links (xhslink.com), which carry no id: {n} cells",
            f"短链接（xhslink.com），其中没有 ID：{n} 格",
            file=sheet.file,
            sheet=sheet.sheet,
            column=header.shown,
            code="XHS-E054",
            fix_en="open each link and paste the long one (…/explore/…) instead.",
            fix_zh="请打开链接后粘贴完整长链接（…/explore/…）。",
        )
        for header in known.headers
        if (n := count_of.get(f"c{header.index}", 0))
    ]


def short_link_finding(problem: Problem) -> Finding:
    """Return the finding of a column of short links in a file that was read."""
    return Finding(
        "short_links",
        Level.REVIEW,
        Text(f"{problem.column}: {problem.en}.", f"「{problem.column}」：{problem.zh}。"),
        Text(problem.fix_en.capitalize(), problem.fix_zh),
        (problem.where,),
    )


def owner_file(path: str | Path) -> Finding:
    """Name a file that Excel leaves beside an open workbook; it holds a name and no data."""
    name = Path(path).name
    text = Text(
        f"{name} was skipped: Excel leaves it beside a workbook that is open.",
        f"已跳过 {name}：Excel 打开文件时的临时文件。",
    )
    fix = Text(
        "Close the workbook if its last changes are not saved.", "如有未保存的修改，请先保存并关闭该工作簿。"
    )
    return Finding("owner_file", Level.REVIEW, text, fix, (name,))


KIND = re.compile(r"(?i)\.(?:csv|tsv|txt|xlsx|xlsm|xls|json|jsonl|ndjson|sqlite|db)\Z")


def named_contact(sheet: Sheet) -> list[Finding]:
    """Say that the name of a file, a sheet or a column holds a contact; a client reads it masked."""
    header = sheet.cells.head(1).drop("row").row(0) if len(sheet.cells) else ()
    # No suffix of a kind of file is a name; asking for contacts costs more than most of them say.
    file = sheet.file if (suffix := KIND.search(sheet.file)) is None else sheet.file[: suffix.start()]
    given = (file, sheet.sheet, *(cell for cell in header if cell))
    held = [
        name
        for name, seen in zip(given, mask_column(pl.Series(given, dtype=pl.String)), strict=True)
        if name != seen
    ]
    if not held:
        return []
    shown = mask_column(pl.Series(held[:1], dtype=pl.String))[0]
    text = Text(
        f"A name in {sheet.file} holds a contact: {shown}. The client's page shows it masked.",
        f"{sheet.file} 的文件名、工作表名或表头含联系方式：{shown}。客户版中已打码。",
    )
    fix = Text(
        "Rename it if it should not stand in a report at all.", "如不应出现在报告中，请改名后重新生成。"
    )
    return [
        Finding(
            "name_holds_contact",
            Level.REVIEW,
            text,
            fix,
            (" › ".join(part for part in (sheet.file, sheet.sheet) if part),),
        )
    ]


def only_owner_files(inputs: Sequence[str | Path]) -> list[Problem]:
    """Return the problems of inputs of which none is data."""
    return [
        Problem(
            "Excel's owner file of an open workbook, no data",
            "Excel 打开文件时的临时文件，不含数据",
            file=Path(path).name,
            fix_en="name the workbook itself (without ~$).",
            fix_zh="请写工作簿本身的文件名（不带 ~$）。",
            code="XHS-E055",
        )
        for path in inputs
    ]
