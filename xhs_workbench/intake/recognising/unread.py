"""Recognised means read: headers that a known export leaves unread although they say something we have a column for.

A fallback source knows a list by a few marks only; what else its headers and cells say is read with it. Of
any other source, what is left over is named, so that nothing a file holds is said to be missing from it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from xhs_workbench.errors import Problem
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.intake.cells.columns import answers_only
from xhs_workbench.intake.masking import mask_column
from xhs_workbench.intake.opening.sheets import Sheet, refuse
from xhs_workbench.intake.recognising import links
from xhs_workbench.intake.recognising.mapping import Mapped
from xhs_workbench.intake.recognising.not_posted import COUNTED
from xhs_workbench.intake.recognising.recognise import Recognised, headers_at
from xhs_workbench.intake.recognising.sources import PATH, Source, TableMap, make_source, matches
from xhs_workbench.late_imports import LateModule
from xhs_workbench.tables import LINEAGE, TABLES, zh_name

if TYPE_CHECKING:  # a file whose headers are all known asks no draft
    from xhs_workbench.intake import drafting
    from xhs_workbench.intake.drafting import choosing, evidence, layout, money, words
else:
    drafting = LateModule("xhs_workbench.intake.drafting")
    choosing = LateModule("xhs_workbench.intake.drafting.choosing")
    evidence = LateModule("xhs_workbench.intake.drafting.evidence")
    layout = LateModule("xhs_workbench.intake.drafting.layout")
    money = LateModule("xhs_workbench.intake.drafting.money")
    words = LateModule("xhs_workbench.intake.drafting.words")

SEEN_AGAIN = 1000
"""First rows of a sheet in which the cells of its other headers are looked at."""
ROWS_FOR_LINKS = 20
"""First rows in which links tell what a header without known words holds."""


MUCH_MORE = 3.0
"""So many more headers another table must explain before a list is none of what its few marks say."""


def is_another_table(sheet: Sheet, known: Recognised) -> bool:
    """Say whether a sheet that a fallback source knows by a few marks is plainly something else.

    A list of ads has note ids as a list of notes has; what it spent is no price of a note. Then a draft is the better
    reading, and the person is told that nobody has checked it.
    """
    if not known.source.fallback or not _left_over(sheet, known):
        return False
    spoken = _says_comments(sheet, known)
    if not spoken and not _named_elsewhere(known) and not _counts_nothing(known):
        return False
    found = drafting.weigh_tables(replace(sheet, cells=sheet.cells.head(SEEN_AGAIN)))
    own = max((weight for table, weight in found.items() if table in known.source.tables), default=0.0)
    # A schedule names its creators too: a draft gives both tables, with what was agreed with each.
    orders = "creators" in known.source.tables and found.get("placements", 0.0) > own
    ads = "notes" in known.source.tables and _counts_ads(known) and found.get("paid", 0.0) > own
    said = spoken and found.get("comments", 0.0) > own
    much = [table for table, weight in found.items() if weight >= own + MUCH_MORE]
    return orders or ads or said or any(table not in known.source.tables for table in much)


def _counts_nothing(known: Recognised) -> bool:
    """Say whether a list that is known for its notes has a price and no figure of them: what was agreed or paid for each."""
    if "notes" not in known.source.tables:
        return False
    said = {
        column
        for header in known.headers
        if (meaning := layout.meaning_of(header)).known
        for column, _ in words.candidates("notes", meaning)
    }
    return "price_cny" in said and not said & {*COUNTED, "reads_estimated", "title", "body"}


def _says_comments(sheet: Sheet, known: Recognised) -> bool:
    """Say whether a list that is known for its notes has the words of comments where it would count them."""
    if "notes" not in known.source.tables:
        return False
    first = sheet.cells.slice(known.position + 1, ROWS_FOR_LINKS)
    for header in known.headers:
        if layout.meaning_of(header).tags == {"comment"}:
            cells = first[f"c{header.index}"].drop_nulls()
            if len(cells) and 2 * int(cells.str.contains(r"^\s*\d").sum()) < len(cells):
                return True
    return False


def _counts_ads(known: Recognised) -> bool:
    """Say whether a list tells what was spent and clicked, and neither what its notes are called nor what they say."""
    said = [layout.meaning_of(header).tags for header in known.headers]
    bought = any("spend" in tags for tags in said) and any(tags & {"clicks", "cpc", "cpm"} for tags in said)
    return bought and not any(tags & {"title", "text"} for tags in said)


def _named_elsewhere(known: Recognised) -> bool:
    """Say whether some other table has names for two headers more; to weigh the cells of all tables costs time."""
    meanings = [meaning for header in known.headers if (meaning := layout.meaning_of(header)).known]
    own = known.source.tables
    more = {
        table: sum(
            bool(words.candidates(table, one)) and not any(words.candidates(mine, one) for mine in own)
            for one in meanings
        )
        for table in words.vocabulary()["columns"]
        if table not in own
    }
    return max(more.values()) > 1


def complete(sheet: Sheet, known: Recognised) -> Recognised:
    """Read with a fallback source whatever else the sheet's headers and cells plainly say.

    Of other sources only objects inside JSON records are added: the source was written for the flat export.
    """
    known = links.with_short_links(sheet, links.with_author(sheet, known))
    nested = any(PATH.match(header.text) for header in known.headers)
    if (not known.source.fallback and not nested) or not _left_over(sheet, known):
        return known
    first = replace(sheet, cells=sheet.cells.head(SEEN_AGAIN))
    draft = drafting.draft_sheet(first, among=tuple(known.source.tables))
    if not isinstance(draft, drafting.Draft):
        return known
    drafted = make_source(draft.mapping, known.source.name)
    if drafted.group_rows and known.source.fallback and not known.source.group_rows:
        # The marks stand in the lower row; what is above it says more of some columns.
        headers = headers_at(sheet, known.position, drafted.group_rows)
        known = replace(known, headers=headers, source=replace(known.source, group_rows=drafted.group_rows))
    sure = {
        (guess.table, guess.column)
        for guess in draft.guesses
        if guess.sure and (known.source.fallback or PATH.match(guess.header))
    }
    tables = dict(known.source.tables)
    for table, spec in drafted.tables.items():
        if table in tables:
            tables[table] = _added(tables[table], spec, known, table, sure, first)
        elif all((table, column) in sure for column in spec.columns):
            tables[table] = spec
    values = {**drafted.values, **known.source.values}
    percent = drafted.percent if known.source.fallback else known.source.percent
    own = known.source.collected_at
    told = any(matches(header, name) for header in known.headers for name in own)
    collected = own if told or not drafted.collected_at else (*own, *drafted.collected_at)
    source = replace(known.source, tables=tables, values=values, percent=percent, collected_at=collected)
    return replace(known, source=source)


def _left_over(sheet: Sheet, known: Recognised) -> bool:
    """Say whether a header that nothing reads says anything, by its words or by links below it; a draft costs time."""
    source = known.source
    names = [
        *source.drop,
        *source.collected_at,
        *(name for spec in source.tables.values() for column in spec.columns.values() for name in column),
        *(
            rule["header"]
            for spec in source.tables.values()
            for rules in spec.derive.values()
            for rule in rules
            if "header" in rule
        ),
    ]
    first = sheet.cells.slice(known.position + 1, ROWS_FOR_LINKS)
    rest = [header for header in known.headers if not any(matches(header, name) for name in names)]
    return any(
        layout.meaning_of(header).tags or first[f"c{header.index}"].str.contains(r"/[0-9a-f]{24}").any()
        for header in rest
    )


def _added(
    own: TableMap, more: TableMap, known: Recognised, table: str, sure: set[tuple[str, str]], first: Sheet
) -> TableMap:
    """Add the columns that the source's own names do not find, from headers it does not read."""
    below = first.cells.slice(known.position + 1)
    found = {
        column
        for column, names in own.columns.items()
        if any(
            matches(h, name) and not answers_only(column, below[f"c{h.index}"])
            for h in known.headers
            for name in names
        )
    }
    read = {
        h.text
        for h in known.headers
        for names in own.columns.values()
        if any(matches(h, name) for name in names)
    }
    free = {c: headers for c, headers in more.columns.items() if c not in found and not set(headers) & read}
    columns = {
        **own.columns,
        **{column: headers for column, headers in free.items() if (table, column) in sure},
    }
    derive = {**{column: rules for column, rules in more.derive.items() if column not in found}, **own.derive}
    constants = {
        **{c: v for c, v in more.constants.items() if c not in found and c not in derive},
        **own.constants,
    }
    return replace(own, columns=columns, derive=derive, constants=constants)


def looks_known(sheet: Sheet, known: Recognised, mapped: Mapped) -> list[tuple[str, str]]:
    """Return (header, column) of unread headers that say a column of the table which nothing else fills."""
    found: list[tuple[str, str]] = []
    filled = set(mapped.frame.columns)
    authors = mapped.table == "creators" and "notes" in known.source.tables
    body = sheet.cells.slice(known.position + 1, SEEN_AGAIN)
    for header in known.headers:
        if header.shown not in mapped.unmapped or f"c{header.index}" not in body.columns:
            continue
        meaning = layout.meaning_of(header)
        named = (
            [column for column, rank in words.candidates(mapped.table, meaning) if rank < 1]
            if not meaning.rest
            else []
        )
        if mapped.table == "notes" and money.is_open(meaning):
            named = ["price_cny"]  # the creator's fee, or ads: it is asked
        wanted = [column for column in named if column not in filled]
        if not named or wanted != named or (authors and named[0] not in choosing.OF_AN_AUTHOR):
            continue
        cells = evidence.look(header, body[f"c{header.index}"])
        found += [
            (header.shown, column) for column in wanted[:1] if evidence.fits(mapped.table, column, cells)
        ]
    return found


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
    body = sheet.cells.slice(known.position + 1, SEEN_AGAIN)
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
