"""What was doubtful while reading the files: cells, rows set aside, sheets left alone, exports that overlap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.intake.accounting.merging import Merged
from xhs_workbench.intake.opening.sheets import READ_HIDDEN, Sheet
from xhs_workbench.intake.recognising.mapping import Mapped
from xhs_workbench.tables import table_title
from xhs_workbench.written import many

DOUBTS = {
    "missing": Text("without a figure (shown as missing, never 0)", "无数据（按缺失处理，不当作 0）"),
    "lower_bound": Text(
        "only a lower bound, such as 10万+ (kept as a bound: ≥)", "仅为下限（如 10万+，按“≥”保留）"
    ),
    "minus_one": Text(
        "-1, which programs write for no figure (left empty)", "值为 -1，程序常以此表示无数据（置空）"
    ),
    "error_cell": Text("an error such as #VALUE! (left empty)", "公式错误值（如 #VALUE!，置空）"),
    "approximate": Text("approximate, such as 约8.6万 (read as it stands)", "约数（如 约8.6万，按字面读取）"),
    "unit_m": Text("figures in M (read as millions)", "单位为 M（按百万读取）"),
    "scientific": Text(
        "in scientific notation, where Excel rounds (read as it stands)",
        "科学计数法，可能被 Excel 取整（按字面读取）",
    ),
    "rounded": Text("a fraction where a count belongs (rounded)", "应为整数而带小数（四舍五入）"),
    "with_terms": Text(
        "amounts with terms such as 不含税, 返点20% or +10% (the amount was read, the terms not applied)",
        "金额附带条件（如不含税、返点20%、+10%：只读金额，条件未计入）",
    ),
    "several_amounts": Text("several amounts in one cell (left empty)", "一格多个金额，无法判断（置空）"),
    "other_currency": Text("an amount in another currency (left empty)", "非人民币金额（置空）"),
    "price_zero": Text(
        "a price of 0: not offered, or not known (left empty, never free)",
        "报价为 0：未开放或未知（置空，绝不按免费计）",
    ),
    "rounded_time": Text("a time that lost digits (right to hours)", "时间位数不全（误差可达数小时）"),
    "rough_date": Text("months or years ago (too rough, left empty)", "仅写几个月/几年前（过于粗略，置空）"),
    "crawl_time_unread": Text(
        "a time of collection that cannot be read (it overrides nothing)",
        "采集时间无法识别（不覆盖其他时间）",
    ),
    "not_a_plain_count": Text("hidden or not a plain count (left empty)", "隐藏或非普通数量（置空）"),
    "two_amounts": Text("two amounts in one cell (the first was read)", "一格两个金额（读取第一个）"),
    "a_range": Text("a range, not a figure (left empty)", "区间而非数值（置空）"),
    "not_an_amount": Text("words instead of an amount (left empty)", "金额处为文字（置空）"),
    "unit_twice": Text(
        "figures with a unit of their own under a header with a unit (the cell's counts)",
        "表头与单元格都带单位（以单元格为准）",
    ),
    "unit_not_meant": Text(
        "figures so large that the header's unit cannot be meant (not multiplied)",
        "数值过大，不可能再按表头单位换算（未换算）",
    ),
    "unit_above": Text(
        "columns whose unit stands in a line above the table (it was applied)",
        "列的单位写在表格上方（已按该单位换算）",
    ),
    "unit_said": Text(
        "columns whose figures are multiplied because the mapping says so, or are absurd beside the others as they stand",
        "列按映射所写单位换算，或因原数与相邻列明显不符而按“万”换算",
    ),
    "merged_down": Text(
        "merged over several rows (read for each of them)", "为纵向合并的单元格（各行均按其内容读取）"
    ),
    "merged_figure": Text(
        "figures merged over several rows (it stands in the first of them; the others are empty)",
        "为纵向合并的数值（只计入第一行，其余行置空）",
    ),
    "thousands_or_decimals": Text(
        "figures such as 1.234, whose point may separate thousands or decimals (left empty; write decimal: comma or point "
        "in the mapping)",
        "数值如 1.234，无法判断是千分位还是小数（置空；请在映射中写 decimal: comma 或 point）",
    ),
    "decimal_comma": Text(
        "figures with a comma for decimals or points between thousands (read so)",
        "小数点写作逗号或千分位写作句点（已按此读取）",
    ),
    "mixed_shares": Text(
        "bare shares up to 1 beside percents: fractions? (left empty)",
        "占比列中小数与百分数混用（小数置空）",
    ),
    "out_of_range": Text("outside what this column can hold (left empty)", "超出该列可能的范围（置空）"),
    "looks_like_fractions": Text(
        "bare numbers up to 1 in a percent column: fractions?", "百分比列中均为不超过 1 的数，可能是小数占比"
    ),
    "not_a_share": Text("not a share (left empty)", "不是占比（置空）"),
    "odd_id": Text(
        "an unusual id, perhaps changed by Excel (kept as it is)", "ID 异常，可能被 Excel 改过（原样保留）"
    ),
    "id_from_elsewhere": Text(
        "an id that was empty or lost its digits (taken from another cell of its row, such as the link)",
        "ID 为空或位数丢失（已取自同行其他单元格，如链接）",
    ),
    "not_yes_or_no": Text("neither yes nor no (left empty)", "既非“是”也非“否”（置空）"),
    "no_category": Text(
        "who runs the account or how large it is, not what it is about (left empty)",
        "账号主体或量级，而非内容类目（置空）",
    ),
    "unknown_choice": Text("a kind we do not know (left empty)", "未知类别（置空）"),
    "not_a_date": Text("not a date (left empty)", "不是日期（置空）"),
    "relative_date": Text("relative to the crawl", "相对日期，取决于抓取时间"),
    "no_year": Text("without a year", "缺少年份"),
    "year_of_sheet": Text(
        "days without a year (the year of the sheet's other days, or of its name, was taken)",
        "为不带年份的日期（年份取自表内其他日期或名称）",
    ),
    "two_digit_year": Text("a two-digit year (read as 20..)", "两位年份（按 20xx 读取）"),
    "day_or_month_first": Text("day and month in Western order", "日月顺序为西式"),
    "excel_serial": Text("an Excel day number (converted)", "Excel 日期序号（已换算）"),
    "hour_24": Text("hour 24 (read as midnight)", "24 点（按次日零点读取）"),
}


def check_parts(parts: Sequence[tuple[Sheet, Mapped]], repeats: Sequence[int]) -> list[Finding]:
    """Say what is doubtful about each file: cells, rows set aside, personal columns.

    Args:
        parts: Each sheet with what its mapping doubted.
        repeats: Rows of each part that repeat a row of the same kind of export.
    """
    found = [finding for sheet, mapped in parts for finding in _doubts(sheet, mapped)]
    return found + _rows(parts, repeats) + _personal(parts)


def check_merged(merged: Mapping[str, Merged], sources: Sequence[str]) -> list[Finding]:
    """Say where two kinds of export describe the same rows, and what one filled in for the other.

    Args:
        merged: Merged tables by name.
        sources: Kind of export of each part.
    """
    found = []
    for table, one in merged.items():
        if one.apart:
            found.append(_lines_apart(one.apart))
        if one.beside:
            found.append(_taken_beside(table, one.beside))
        if not one.elsewhere:
            continue
        n, cells = sum(one.elsewhere.values()), sum(one.filled.values())
        named = ", ".join(sorted({sources[number] for number in one.elsewhere}))
        columns = ", ".join(list(one.filled)[:8]) + (" …" if len(one.filled) > 8 else "")
        filled_en = f" They fill {cells:,} cells that are empty there: {columns}." if cells else ""
        filled_zh = f"其中补充了 {cells:,} 个空单元格：{columns}。" if cells else ""
        text = Text(
            (
                f"{n:,} rows of {table_title(table)[0]} from {named} describe what an export named earlier describes "
                f"too; its row stands.{filled_en}"
            ),
            f"{named} 中 {n:,} 行（{table_title(table)[1]}）与先列出的导出重复，以先列出的为准。{filled_zh}",
        )
        found.append(Finding("other_source", Level.PASS, text, n=n))
    return found


def _taken_beside(table: str, taken: Mapping[str, int]) -> Finding:
    en, zh = table_title(table)
    columns = ", ".join(list(taken)[:8]) + (" …" if len(taken) > 8 else "")
    n = sum(taken.values())
    text = Text(
        f"{many(n, 'cell')} of {en} stand in another file of the same kind only and are taken from it: {columns}.",
        f"{zh}：{n:,} 个单元格只有另一份同类文件有这一列，取自该文件：{columns}。",
    )
    return Finding("other_source", Level.PASS, text, n=n)


def _lines_apart(n: int) -> Finding:
    text = Text(
        f"{n:,} lines of orders name a SKU that their order names before, with other amounts; each is counted.",
        f"{n:,} 行订单与同单其他行的规格相同、金额不同，均计入。",
    )
    fix = Text("Take a line out if it only corrects another.", "如只是更正另一行，请删除其中一行。")
    return Finding("order_lines_apart", Level.REVIEW, text, fix, n=n)


def unread_sheet(sheet: Sheet) -> Finding:
    """Name a sheet of a workbook or database that no source explains; its rows are in no table."""
    rows = sheet.cells.height
    text = Text(
        f"The sheet {sheet.sheet} ({rows:,} rows) is no export we know and was not read.",
        f"工作表「{sheet.sheet}」（{rows:,} 行）不是已知的导出，未读取。",
    )
    fix = Text("Map its columns in params (mappings) if it is needed.", "如需要，请在参数中映射其列名。")
    level = Level.REVIEW if rows > 1 else Level.PASS
    return Finding("sheet_not_read", level, text, fix, (f"{sheet.file} › {sheet.sheet}",), rows)


def hidden_sheet(sheet: Sheet) -> Finding:
    """Name a hidden sheet; what its author put out of sight is not read unless somebody asks for it."""
    rows = sheet.cells.height
    text = Text(
        f"The hidden sheet {sheet.sheet} ({rows:,} rows) was skipped.",
        f"跳过隐藏的工作表「{sheet.sheet}」（{rows:,} 行）。",
    )
    return Finding("hidden_sheet", Level.REVIEW, text, READ_HIDDEN, (f"{sheet.file} › {sheet.sheet}",), rows)


def _personal(parts: Sequence[tuple[Sheet, Mapped]]) -> list[Finding]:
    """Say which columns with personal data were dropped before anything else looked at them."""
    found: dict[str, Finding] = {}
    for sheet, mapped in parts:
        if mapped.dropped and sheet.file not in found:
            named = ", ".join(mapped.dropped)
            text = Text(
                f"Personal columns are dropped at the door: {named}.", f"个人信息列已在读取时丢弃：{named}。"
            )
            found[sheet.file] = Finding(
                "personal_columns", Level.PASS, text, evidence=(sheet.file,), n=len(mapped.dropped)
            )
    return list(found.values())


def _doubts(sheet: Sheet, mapped: Mapped) -> list[Finding]:
    found = [_doubt(sheet, mapped, kind) for kind in mapped.doubts["doubt"].unique(maintain_order=True)]
    odd = [header for header in mapped.unmapped if header.lstrip().startswith(("=", "<", "+", "@"))]
    if odd:
        text = Text(
            "A header looks like a formula or markup; it is shown as text.",
            "表头形似公式或标记，仅按文本显示。",
        )
        found.append(Finding("hostile_header", Level.REVIEW, text, evidence=(sheet.file,), n=len(odd)))
    taxed = [
        header
        for column, header in mapped.used_headers.items()
        if column.startswith("price_") and "税" in header
    ]
    if taxed:
        named = "、".join(taxed)
        text = Text(
            f"Prices say whether tax is in: {named}. Compare only like with like.",
            f"报价注明含税口径：{named}，请勿与其他口径混比。",
        )
        found.append(Finding("price_tax_basis", Level.REVIEW, text, evidence=(sheet.file,), n=len(taxed)))
    not_meant = set(mapped.doubts.filter(pl.col("doubt") == "unit_not_meant")["column"])
    scaled = [
        h
        for h in mapped.used_headers.values()
        if h not in not_meant and any(unit in h for unit in ("万", "/w", "（w", "(w"))
    ]
    if scaled and mapped.rows_read < 20:
        text = Text(
            f"{scaled[0]}: the header's unit 万 was applied (×10,000).",
            f"「{scaled[0]}」：已按表头单位“万”换算。",
        )
        found.append(Finding("unit_in_header", Level.REVIEW, text, evidence=(sheet.file,)))
    return found


def _doubt(sheet: Sheet, mapped: Mapped, kind: str) -> Finding:
    """Say one kind of doubt once a file, with the columns it stands in and how many cells each."""
    words = DOUBTS[kind]
    rows = mapped.doubts.filter(pl.col("doubt") == kind)
    columns = dict(rows.group_by("column", maintain_order=True).agg(pl.col("n").sum()).iter_rows())
    first_few, more = list(columns.items())[:8], " …" if len(columns) > 8 else ""
    named = ", ".join(f"{name} ({n})" for name, n in first_few) + more
    named_zh = "、".join(f"{name}（{n}）" for name, n in first_few) + more
    total, first = int(rows["n"].sum()), rows.row(0, named=True)
    place = " › ".join(
        part for part in (sheet.file, sheet.sheet, f"row {first['row']}", first["column"]) if part
    )
    en = f"{total:,} cells are {words.en}: {named}."
    gap = " " if words.zh[0].isascii() else ""
    return Finding(
        f"cells_{kind}",
        Level.REVIEW,
        Text(en, f"{total:,} 格{gap}{words.zh}：{named_zh}。"),
        evidence=(place,),
        n=total,
    )


def _rows(parts: Sequence[tuple[Sheet, Mapped]], repeats: Sequence[int]) -> list[Finding]:
    found = []
    for (sheet, mapped), repeated in zip(parts, repeats, strict=True):
        rules = dict(mapped.refused.group_by("rule").agg(pl.col("row").min()).iter_rows())
        found += _not_posted(sheet, mapped)
        found += _other_platform(sheet, mapped, parts)
        if "totals_row" in rules:
            text = Text("A totals row (合计) is kept out of the data.", "合计行已从数据中剔除。")
            found.append(
                Finding(
                    "totals_row", Level.REVIEW, text, evidence=(f"{sheet.file} › row {rules['totals_row']}",)
                )
            )
        if "summary_row" in rules:
            text = Text("Subtotals and averages are kept out of the data.", "小计、平均行已从数据中剔除。")
            place = f"{sheet.file} › row {rules['summary_row']}"
            found.append(Finding("summary_row", Level.REVIEW, text, evidence=(place,)))
        if "unit_row" in rules:
            text = Text(
                "Units in a row of their own were applied to their columns.", "已按单独一行的单位换算各列。"
            )
            place = f"{sheet.file} › row {rules['unit_row']}"
            found.append(Finding("unit_row", Level.REVIEW, text, evidence=(place,)))
        if "section_row" in rules:
            text = Text(
                "A line of one cell between the rows, such as a section's name, is kept out of the data.",
                "行间只有一格的文字（如分组名）不计入数据。",
            )
            place = f"{sheet.file} › row {rules['section_row']}"
            found.append(Finding("section_row", Level.REVIEW, text, evidence=(place,)))
        if "footnote" in rules:
            text = Text("A line below the table is kept out of the data.", "表格下方的说明文字不计入数据。")
            found.append(
                Finding("footnote", Level.PASS, text, evidence=(f"{sheet.file} › row {rules['footnote']}",))
            )
        if "repeated_header" in rules:
            text = Text("The header stands again inside the data.", "数据中表头重复出现。")
            place = f"{sheet.file} › row {rules['repeated_header']}"
            found.append(Finding("repeated_header", Level.REVIEW, text, evidence=(place,)))
        lists_notes = any(other is sheet and one.table == "notes" for other, one in parts)
        if repeated and not (lists_notes and mapped.table == "creators"):
            # Several notes of one creator are no duplicates of the creator.
            found.append(_repeats(sheet, mapped, repeated))
        if mapped.rows_read + len(sheet.refused) == 0:
            text = Text("There is a header but no row.", "只有表头，没有数据行。")
            found.append(Finding("no_rows", Level.REVIEW, text, evidence=(sheet.file,)))
    return found


def _not_posted(sheet: Sheet, mapped: Mapped) -> list[Finding]:
    """Say how many rows of a list of notes are of notes still to come."""
    rows = mapped.refused.filter(pl.col("rule") == "not_posted")
    if not (n := rows.height):
        return []
    text = Text(
        f"{n} rows name a creator but no note and no figure: these notes are not out yet.",
        f"{n} 行只有博主，没有笔记和数据：这些笔记尚未发布。",
    )
    place = f"{sheet.file} › row {rows.item(0, 'row')}"
    return [Finding("notes_not_posted", Level.REVIEW, text, evidence=(place,), n=n)]


def _other_platform(sheet: Sheet, mapped: Mapped, parts: Sequence[tuple[Sheet, Mapped]]) -> list[Finding]:
    """Say once of a sheet how many rows are of another platform, by the column that names one for each."""
    rows = mapped.refused.filter(pl.col("rule") == "other_platform")
    first = next(one for other, one in parts if other is sheet)
    if not (n := rows.height) or mapped is not first:
        return []
    text = Text(
        f"{n} rows are of another platform; only those of 小红书 are read.",
        f"{n} 行属于其他平台，仅读取小红书的数据。",
    )
    place = f"{sheet.file} › row {rows.item(0, 'row')}"
    return [Finding("rows_other_platform", Level.REVIEW, text, evidence=(place,), n=n)]


def _repeats(sheet: Sheet, mapped: Mapped, n: int) -> Finding:
    """Repeat crawls of a note are wanted: they are its growth. Other repeats are counted once and said."""
    timed = "collected_at" in mapped.frame.columns and mapped.frame["collected_at"].n_unique() > 1
    if mapped.table == "notes" and timed:
        text = Text(
            f"{n:,} repeat crawls feed the growth curves; the latest count stands.",
            f"{n:,} 次重复抓取用于增长曲线，取最新一次为准。",
        )
        return Finding("repeat_crawls", Level.PASS, text, evidence=(sheet.file,), n=n)
    if mapped.table == "search_ranks":
        text = Text(
            f"{n:,} more ranks of the same note under the same term and day; the best stands.",
            f"{n:,} 行为同一笔记同词同日的重复排名，取最好名次。",
        )
        return Finding("further_ranks", Level.PASS, text, evidence=(sheet.file,), n=n)
    text = Text(
        f"{n:,} duplicate rows of {table_title(mapped.table)[0]} are counted once.",
        f"{n:,} 行重复（{table_title(mapped.table)[1]}），只计一次。",
    )
    return Finding("duplicate_rows", Level.REVIEW, text, evidence=(sheet.file,), n=n)
