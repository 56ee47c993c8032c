"""Why a row is refused, and what to do, in the words of an analyst."""

from __future__ import annotations

AMBIGUOUS = "ambiguous_date"
REFUSALS = {
    "no_id": ("the id is empty", "ID 为空", "fill it in or remove the row.", "请补充或删除该行。"),
    "id_lost_digits": (
        "the id lost its digits (stored as a number)",
        "ID 被存成数字，位数已丢失",
        "export again with the column as text.",
        "请以文本格式重新导出。",
    ),
    "not_an_id": ("not an id", "不是有效的 ID", "check the cell.", "请检查该单元格。"),
    "no_value": (
        "a cell that must be filled is empty or unreadable",
        "必填单元格为空或无法识别",
        "fill it in or remove the row.",
        "请补充或删除该行。",
    ),
    "not_a_count": (
        "not a count",
        "不是有效的数量",
        "write 12000 or 1.2万; where the whole column is in 万, write scale: {column: 10000} beside `- {mapping}` in "
        "params/<campaign>/sources.yaml.",
        "请改成 12000 或 1.2万；若整列以万为单位，请在 params/<项目>/sources.yaml 的 `- {mapping}` 下写 scale: {column: 10000}。",
    ),
    "not_an_amount": ("not an amount of money", "不是有效的金额", "write 8800.", "请改成 8800。"),
    "not_a_share": ("not a share", "不是有效的占比", "write 9.3%.", "请改成 9.3%。"),
    "no_such_date": ("there is no such day", "没有这一天", "check the date.", "请检查日期。"),
    "ambiguous_date": (
        "day or month first? No cell of the column settles it",
        "日月顺序不明，整列没有可判断的单元格",
        "write 2026-04-03; or write date_order: month_first (or day_first) beside `- {mapping}` in "
        "params/<campaign>/sources.yaml.",
        "请写成 2026-04-03；或在 params/<项目>/sources.yaml 的 `- {mapping}` 下写 date_order: month_first（或 day_first）。",
    ),
    "impossible_date": ("outside the platform's life", "日期不合理", "check the date.", "请检查日期。"),
    "not_a_date": ("not a date", "不是有效的日期", "write 2026-05-20.", "请写成 2026-05-20。"),
    "repeated_header": (
        "the header stands here again",
        "表头重复出现",
        "two exports were pasted.",
        "两份导出被拼接。",
    ),
    "footnote": (
        "a line below the table, not part of the data",
        "表格下方的说明文字，不计入数据",
        "nothing to do.",
        "无需处理。",
    ),
    "totals_row": (
        "a totals row (合计), not part of the data",
        "合计行，不计入数据",
        "nothing to do: it is used to check the sums.",
        "无需处理。",
    ),
    "unit_row": (
        "units (万, %), not part of the data",
        "单位行，不计入数据",
        "nothing to do: they were applied to their columns.",
        "无需处理，已按单位换算。",
    ),
    "section_row": (
        "a line of one cell between the rows, not part of the data",
        "行间只有一格的文字，不计入数据",
        "nothing to do.",
        "无需处理。",
    ),
    "not_posted": (
        "the note is not out yet: a creator is named, but no note and no figure",
        "笔记尚未发布：有博主，没有笔记和数据",
        "nothing to do: its fee is read with the orders.",
        "无需处理：其费用按合作订单读取。",
    ),
    "not_boosted": (
        "nothing is said to have been spent on ads for this note",
        "该笔记没有投流金额",
        "nothing to do: the note itself is read.",
        "无需处理：笔记本身已读取。",
    ),
    "other_platform": (
        "a row of another platform",
        "其他平台的数据行",
        "nothing to do: only rows of 小红书 are read.",
        "无需处理：仅读取小红书数据。",
    ),
    "of_a_rival": (
        "a row of a list of rivals",
        "竞品清单中的数据行",
        "nothing to do: what rivals paid is no order of the campaign.",
        "无需处理：竞品花费不计入本次投放。",
    ),
    "summary_row": (
        "a subtotal or an average, not part of the data",
        "小计或平均行，不计入数据",
        "nothing to do.",
        "无需处理。",
    ),
}
"""Rule -> what is wrong (en, zh) and what to do (en, zh); `{mapping}` stands for the mapping that read the row."""


SET_ASIDE = (
    "totals_row",
    "repeated_header",
    "footnote",
    "summary_row",
    "unit_row",
    "section_row",
    "not_posted",
    "not_boosted",
    "other_platform",
    "of_a_rival",
)
"""Rules of rows that are no data; they do not speak against a file."""
