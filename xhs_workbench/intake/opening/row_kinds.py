"""Rows of several kinds in one list, told apart by a column that says which kind each is.

Hosted scrapers write a profile and its notes into one list, with a `type` of their own and columns of which each
kind fills some. Read as one table, every profile would be a note without an id. Each kind becomes a sheet of its
own, named by it (`profiles#profile`), with the row numbers of the file.
"""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from xhs_workbench.intake.opening.sheets import Sheet, doubt
from xhs_workbench.intake.opening.side_tables import DATA

SAYS_KIND = re.compile(
    r"(?:record|row|item|data|result|entity|object|node|_)*(?:type|kind|entity)|记录类型|数据类型|行类型|对象类型"
)
"""Headers that may say the kind of a row, lower case and without separators."""
MOST_KINDS = 6
OWN = 3
"""So many columns must be filled by one kind alone, on either side: a video's link makes no other kind of row."""
ALIKE = 0.7
"""Kinds that share this much of their columns are one table (image and video notes)."""


LOOK_AT = 8
"""Rows in which a header in two languages is looked for."""
FROM = 5
"""Fewer columns than this are no table one would translate."""
CHINESE = re.compile("[\u4e00-\u9fff]")
TITLE = re.compile(
    r"(?i)\b(?:no|kols?|names?|creators?|links?|urls?|profiles?|home ?pages?|followers?|fans|likes?|saves?|collects?|"
    r"comments?|shares?|reads?|views?|impressions?|prices?|rates?|costs?|fees?|images?|photos?|pictures?|videos?|"
    r"tiers?|cit(?:y|ies)|categor(?:y|ies)|dates?|times?|titles?|notes?|posts?|types?|formats?|remarks?|status|er|"
    r"median|engagements?|female|male|cp[cemv]|ctr|spend|clicks?|orders?|products?|budget|rec)\b"
)
"""Words of English headers; half of the cells must hold one, so that nobody called Kiki of Shanghai is taken for them."""


def one_language(sheet: Sheet) -> Sheet:
    """Leave out the row in which an English header says the Chinese one above it (or below it) again.

    Both rows name nearly all columns with words, one in Chinese and one without a Chinese sign, and below them stand
    figures or links. Read as data, the second would be a person called KOL with `Followers (K)` followers.
    """
    top = sheet.cells.head(LOOK_AT + 2)
    for at in range(min(LOOK_AT, top.height - 2)):
        rows = [[top.item(row, name) for name in sheet.columns] for row in (at, at + 1, at + 2)]
        if not _says_again(*rows):
            continue
        lower = bool(sum(bool(t and CHINESE.search(t)) for t in rows[0]) > FROM // 2)
        row = int(top.item(at + lower, "row"))
        finding = doubt(
            sheet.file,
            "header_twice",
            f"Row {row} says the headers again in English; it is no row of data.",
            f"第 {row} 行为英文表头，不作为数据行。",
            row=row,
            sheet=sheet.sheet,
        )
        kept = sheet.cells.filter(pl.col("row") != row)
        return replace(sheet, cells=kept, findings=(*sheet.findings, finding))
    return sheet


def _says_again(upper: list[str | None], lower: list[str | None], below: list[str | None]) -> bool:
    both = [(a, b, c) for a, b, c in zip(upper, lower, below, strict=True) if a and b]
    filled = max(sum(bool(text) for text in row) for row in (upper, lower))
    texts = [[a for a, _, _ in both], [b for _, b, _ in both]]
    if len(both) < FROM or len(both) < ALIKE * filled or any(DATA.search(t) for row in texts for t in row):
        return False
    spoken = [[bool(CHINESE.search(text)) for text in row] for row in texts]
    chinese = max(spoken, key=sum)
    other = min(spoken, key=sum)
    words = texts[spoken.index(other)]
    figures = sum(bool(c and DATA.search(c)) for _, _, c in both)
    titles = sum(bool(TITLE.search(text)) for text in words)
    return sum(other) == 0 and sum(chinese) >= ALIKE * len(both) and 2 * titles >= len(both) and figures > 1


PLACED = re.compile(
    r"(?i)\s*(信息流|搜索|视频内?流|发现[页流]|全站智投|feed|search|video feed|explore)\s*(?:广告|推广|ads?)?[\s_\-—·:：>/（(]*"
    r"(消耗|消费|花费|费用|展现量?|曝光量?|展示量?|点击量?|互动量?|spend|cost|impressions?|clicks?|engagements?|interactions?)"
    r"\s*(?:[（(](?:元|rmb|cny)[)）])?\s*[)）]?\s*"
)
"""A measure of ads of one placement (信息流_消耗, Search spend)."""
PLACE = re.compile(
    r"(?i)\s*(?:信息流|搜索|视频内?流|发现[页流]|全站智投|feed|search|video feed|explore)\s*(?:广告|推广|ads?)?\s*"
)
SPENT = re.compile(r"(?i)消耗|消费|花费|费用|spend|cost")
WHOLE = re.compile(
    r"(?i)(?:总|合计|total)[\s_]*(?:消耗|消费|花费|费用|spend|cost)[^/]*|(?:消耗|消费|花费|spend)合计"
)
PLACEMENT_TITLE = "投放位置"
NEARLY = 0.01


def turn_placements(sheet: Sheet) -> Sheet:
    """Return the sheet with a row for each placement, where ads of several stand side by side with what each cost.

    Their sum is the total, so the total's own column is left out; where it is not their sum, the sheet stays as it is.
    """
    for at in range(min(LOOK_AT, sheet.cells.height - 1)):
        titles = _titles(sheet, at)
        told = {name: found.groups() for name, text in titles.items() if (found := PLACED.fullmatch(text))}
        places = list(dict.fromkeys(place for place, _ in told.values()))
        measures = list(dict.fromkeys(measure for _, measure in told.values()))
        whole = len(set(told.values())) == len(told) == len(places) * len(measures)
        below = any(last > int(sheet.cells.item(at, "row")) for _, last, _ in sheet.merged)
        spent = [name for name, (_, measure) in told.items() if SPENT.search(measure)]
        few = len(measures) < 2 and len(spent) < len(told)
        if len(places) < 2 or few or not whole or below or sheet.hidden_columns:
            continue
        totals = [name for name, text in titles.items() if WHOLE.fullmatch(text.strip())]
        body = sheet.cells.slice(at + 1)
        if not spent and len(totals) == 1:
            return _summed(sheet, at, told, titles)
        if len(spent) != len(places) or not all(_adds_up(body, spent, name) for name in totals):
            continue
        return _by_placement(sheet, at, told, measures, {n: t for n, t in titles.items() if n not in totals})
    return sheet


PLAIN = r"\A\s*\d[\d,]*(?:\.0+)?\s*\z"


def _summed(sheet: Sheet, at: int, told: dict[str, tuple[str, ...]], titles: dict[str, str]) -> Sheet:
    """Return the sheet with the sum of the placements' counts beside the money that is only given for all of them."""
    body = sheet.cells.slice(at + 1)
    own = {text.strip() for name, text in titles.items() if name not in told}
    measures = [one for one in dict.fromkeys(measure for _, measure in told.values()) if one not in own]
    plain = body.select(pl.col(list(told)).str.contains(PLAIN).all().fill_null(value=True)).row(0)
    if not measures or not all(plain):
        return sheet
    kept = [name for name in sheet.columns if name not in told]
    sums = [
        pl.sum_horizontal(
            pl.col(name).str.replace_all(r"[,\s]", "").cast(pl.Float64).cast(pl.Int64)
            for name, (_, own_measure) in told.items()
            if own_measure == measure
        ).cast(pl.String)
        for measure in measures
    ]
    nothing = pl.all_horizontal(pl.col(list(told)).is_null())
    rows = body.select(
        *kept, *(pl.when(~nothing).then(one).alias(f"m{n}") for n, one in enumerate(sums)), "row"
    )
    names = [f"c{index}" for index in range(len(kept) + len(measures))]
    head = [*(titles[name] or None for name in kept), *measures]
    top = pl.DataFrame([head], schema=dict.fromkeys(names, pl.String), orient="row")
    rows = rows.rename(dict(zip(rows.columns, [*names, "row"], strict=True)))
    places = list(dict.fromkeys(place for place, _ in told.values()))
    finding = doubt(
        sheet.file,
        "placements_as_columns",
        f"The money is given for all placements together: {', '.join(measures)} are the sums of {', '.join(places)}.",
        f"消费只有合计，{'、'.join(measures)} 为各投放位置（{'、'.join(places)}）之和。",
        row=int(sheet.cells.item(at, "row")),
        sheet=sheet.sheet,
    )
    return replace(
        sheet,
        cells=pl.concat([top.with_columns(sheet.cells.slice(at, 1)["row"]), rows]),
        damaged=frozenset((row, kept.index(f"c{c}")) for row, c in sheet.damaged if f"c{c}" in kept),
        findings=(*sheet.findings, finding),
        merged=(),
    )


def _titles(sheet: Sheet, at: int) -> dict[str, str]:
    """Return the headers of a row; a placement that stands in the row above, over several of them, goes before each."""
    own = {name: sheet.cells.item(at, name) or "" for name in sheet.columns}
    above = {name: sheet.cells.item(at - 1, name) or "" for name in sheet.columns} if at else {}
    if sum(bool(PLACE.fullmatch(text)) for text in above.values()) < 2:
        return own
    found, place = {}, ""
    for name in sheet.columns:
        place = above[name] or (place if own[name] else "")
        found[name] = f"{place}_{own[name]}" if PLACE.fullmatch(place) else own[name] or above[name]
    return found


def _adds_up(body: pl.DataFrame, parts: list[str], total: str) -> bool:
    figures = body.select(
        pl.col(name).str.replace_all(r"[,¥￥元\s]", "").cast(pl.Float64, strict=False)
        for name in (*parts, total)
    )
    said = figures.drop_nulls(total)
    off = (said.select(pl.sum_horizontal(parts)).to_series() - said[total]).abs()
    return bool((off <= NEARLY * said[total].abs() + NEARLY).all())


def _by_placement(
    sheet: Sheet, at: int, told: dict[str, tuple[str, ...]], measures: list[str], left: dict[str, str]
) -> Sheet:
    kept = [name for name in left if name not in told]
    names = [f"c{index}" for index in range(len(kept) + 1 + len(measures))]
    places = list(dict.fromkeys(place for place, _ in told.values()))
    head, body = sheet.cells.slice(at, 1), sheet.cells.slice(at + 1)
    titles = [*(left[name] or None for name in kept), PLACEMENT_TITLE, *measures]
    top = pl.DataFrame([titles], schema=dict.fromkeys(names, pl.String), orient="row")
    column = {named: name for name, named in told.items()}
    parts = [
        body.select(
            *(pl.col(name) for name in kept),
            pl.lit(place).alias("place"),
            *(pl.col(column[place, measure]).alias(f"m{number}") for number, measure in enumerate(measures)),
            "row",
        ).filter(pl.any_horizontal(pl.col(f"m{number}").is_not_null() for number in range(len(measures))))
        for place in places
    ]
    rows = pl.concat(parts).sort("row", maintain_order=True)
    rows = rows.rename(dict(zip(rows.columns, [*names, "row"], strict=True)))
    finding = doubt(
        sheet.file,
        "placements_as_columns",
        f"{len(places)} placements of ads stand side by side ({', '.join(places)}); each became a row.",
        f"{len(places)} 个投放位置横向排列（{'、'.join(places)}），已分别转为一行。",
        row=int(head.item(0, "row")),
        sheet=sheet.sheet,
    )
    damaged = {(row, kept.index(f"c{c}")) for row, c in sheet.damaged if f"c{c}" in kept}
    return replace(
        sheet,
        cells=pl.concat([top.with_columns(head["row"]), rows]),
        damaged=frozenset(damaged),
        findings=(*sheet.findings, finding),
        merged=(),
    )


def split_kinds(sheet: Sheet) -> list[Sheet]:
    """Return the kinds of rows of a sheet, each as a sheet; one whose rows are of one kind comes back as it is."""
    column = _kind_column(sheet)
    if column is None:
        return [sheet]
    body = sheet.cells.slice(1)
    filled = {
        str(kind): {name for name in sheet.columns if rows[name].count()}
        for (kind,), rows in body.group_by(column, maintain_order=True)
    }
    groups = _groups(filled)
    if len(groups) < 2:
        return [sheet]
    named = "、".join("/".join(kinds) for kinds in groups)
    title = sheet.cells.item(0, column)
    finding = doubt(
        sheet.file,
        "rows_of_kinds",
        f"{title} tells kinds of rows apart ({named}); each is read as a sheet of its own.",
        f"「{title}」区分不同类型的行（{named}），已分别作为单独的工作表处理。",
        sheet=sheet.sheet,
    )
    made = [_of_kinds(sheet, column, kinds, set().union(*(filled[k] for k in kinds))) for kinds in groups]
    return [replace(made[0], findings=(*sheet.findings, finding), refused=sheet.refused), *made[1:]]


def _kind_column(sheet: Sheet) -> str | None:
    """Return the column that says the kind of every row, of a list with its header in the first row."""
    if sheet.cells.height < 3 or sheet.merged:
        return None
    for name in sheet.columns:
        title = sheet.cells.item(0, name)
        if title and SAYS_KIND.fullmatch(re.sub(r"[\s_-]", "", title.lower())):
            said = sheet.cells[name].slice(1)
            if not said.null_count() and 1 < said.n_unique() <= MOST_KINDS:
                return name
    return None


def _groups(filled: dict[str, set[str]]) -> list[list[str]]:
    """Put kinds with nearly the same columns together; no groups where any of them has too few columns of its own."""
    groups: list[list[str]] = []
    for kind, names in filled.items():
        alike = (g for g in groups if len(names & filled[g[0]]) >= ALIKE * len(names | filled[g[0]]))
        if (group := next(alike, None)) is None:
            groups.append([kind])
        else:
            group.append(kind)
    columns = [set().union(*(filled[kind] for kind in kinds)) for kinds in groups]
    for at, own in enumerate(columns):
        others = set().union(*(names for number, names in enumerate(columns) if number != at))
        if len(own - others) < OWN:
            return []
    return groups


def _of_kinds(sheet: Sheet, column: str, kinds: list[str], filled: set[str]) -> Sheet:
    # One kind alone needs no column that says it.
    names = [name for name in sheet.columns if name in filled and (len(kinds) > 1 or name != column)]
    at = {name: index for index, name in enumerate(names)}
    rows = pl.int_range(pl.len()).eq(0) | pl.col(column).is_in(kinds)
    cells = sheet.cells.filter(rows).select(*(pl.col(n).alias(f"c{i}") for n, i in at.items()), "row")
    own = set(cells["row"])
    damaged = {(row, at[f"c{c}"]) for row, c in sheet.damaged if f"c{c}" in at and row in own}
    hidden = {at[f"c{c}"] for c in sheet.hidden_columns if f"c{c}" in at}
    return replace(
        sheet,
        sheet=f"{sheet.sheet}#{kinds[0]}",
        cells=cells,
        damaged=frozenset(damaged),
        hidden_columns=frozenset(hidden),
        findings=(),
        refused=(),
    )
