"""What a recognised sheet says beyond the names of its source: read by the usual words of its headers, or handed to a draft.

A fallback source knows a list by a few marks only; what else its headers and cells say is read with it. Of any other
source a header is read that the export did not have under this name, where its words say one column that is empty otherwise.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import dataframely as dy

from xhs_workbench.intake.cells.columns import answers_only
from xhs_workbench.intake.opening.records import is_of_comments
from xhs_workbench.intake.opening.sheets import Sheet
from xhs_workbench.intake.recognising import links
from xhs_workbench.intake.recognising.not_posted import COUNTED
from xhs_workbench.intake.recognising.recognise import Recognised, headers_at
from xhs_workbench.intake.recognising.sources import (
    PATH,
    Header,
    TableMap,
    make_source,
    matches,
    names_of,
    normalise,
)
from xhs_workbench.intake.recognising.units import stated_above
from xhs_workbench.late_imports import LateModule
from xhs_workbench.tables import TABLES, columns_of

if TYPE_CHECKING:  # a file whose headers are all known asks no draft
    from xhs_workbench.intake import drafting
    from xhs_workbench.intake.drafting import choosing, evidence, keys, layout, money, plan, windows, words
else:
    drafting = LateModule("xhs_workbench.intake.drafting")
    choosing = LateModule("xhs_workbench.intake.drafting.choosing")
    evidence = LateModule("xhs_workbench.intake.drafting.evidence")
    keys = LateModule("xhs_workbench.intake.drafting.keys")
    layout = LateModule("xhs_workbench.intake.drafting.layout")
    money = LateModule("xhs_workbench.intake.drafting.money")
    plan = LateModule("xhs_workbench.intake.drafting.plan")
    windows = LateModule("xhs_workbench.intake.drafting.windows")
    words = LateModule("xhs_workbench.intake.drafting.words")

SEEN_AGAIN = 1000
"""First rows of a sheet in which the cells of its other headers are looked at."""
ROWS_FOR_LINKS = 20
"""First rows in which links tell what a header without known words holds."""


PERSONS = ("commenter_hash", "creator_id")
MUCH_MORE = 3.0
"""So many more headers another table must explain before a list is none of what its few marks say."""


def is_another_table(sheet: Sheet, known: Recognised) -> bool:
    """Say whether a sheet that a fallback source knows by a few marks is plainly something else.

    A list of ads has note ids as a list of notes has; what it spent is no price of a note. Then a draft is the better
    reading, and the person is told that nobody has checked it.
    """
    if not known.source.fallback or not _left_over(sheet, known):
        return False
    if "notes" in known.source.tables and windows.counted_by_spans(known.headers):
        return True  # which of them is meant is a guess, and a draft says so
    spoken, planned = _says_comments(sheet, known) or is_of_comments(sheet.sheet), _only_plans(known)
    bought = "notes" in known.source.tables and _counts_ads(known)
    asked = "notes" in known.source.tables and _counts_leads(known)
    if not (spoken or planned or bought or asked or _named_elsewhere(known) or _counts_nothing(known)):
        return False
    found = drafting.weigh_tables(replace(sheet, cells=sheet.cells.head(SEEN_AGAIN)))
    own = max((weight for table, weight in found.items() if table in known.source.tables), default=0.0)
    # A schedule names its creators too: a draft gives both tables, with what was agreed with each.
    orders = "creators" in known.source.tables and (
        found.get("placements", 0.0) > own or ("placements" in found and _agrees(known))
    )
    ads = bought and found.get("paid", 0.0) > own
    said = spoken and found.get("comments", 0.0) > own
    much = [table for table, weight in found.items() if weight >= own + MUCH_MORE]
    plans = planned and found.get("media_plan", 0.0) > own
    ads = ads or (asked and found.get("leads", 0.0) > own)
    return orders or ads or said or plans or any(table not in known.source.tables for table in much)


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


def _only_plans(known: Recognised) -> bool:
    """Say whether a list that is known for its notes says when each is to come, and nothing of what they cost or brought."""
    meanings = [meaning for header in known.headers if (meaning := layout.meaning_of(header)).known]
    said = {column for one in meanings for column, _ in words.candidates("notes", one)}
    planned = any("planned" in one.tags for one in meanings)
    return "notes" in known.source.tables and planned and not said & {*COUNTED, "price_cny", "body"}


def _agrees(known: Recognised) -> bool:
    """Say whether a list of creators tells what was agreed with each: a day, and a price of which no format is said."""
    said = [meaning for header in known.headers if (meaning := layout.meaning_of(header)).known]
    columns = [{column for column, _ in words.candidates("placements", one)} for one in said]
    priced = any(
        "quote_cny" in named and not words.candidates("creators", one)
        for named, one in zip(columns, said, strict=True)
    )
    return priced and any("planned_at" in named for named in columns)


def _says_comments(sheet: Sheet, known: Recognised) -> bool:
    """Say whether a list that is known for its notes has the words of comments where it would count them."""
    if "notes" not in known.source.tables:
        return False
    first = sheet.cells.slice(known.position + 1, ROWS_FOR_LINKS)
    said = [layout.meaning_of(header).tags for header in known.headers]
    # 评论内容 beside saves or reads is one reader's voice in a list of notes.
    texts = (
        {"comment"}
        if any(tags & {"saves", "reads", "impressions", "shares"} for tags in said)
        else {"comment", "text"}
    )
    for header in known.headers:
        if {"comment"} <= layout.meaning_of(header).tags <= texts:
            cells = first[f"c{header.index}"].drop_nulls()
            if len(cells) and 2 * int(cells.str.contains(r"^\s*\d").sum()) < len(cells):
                return True
    return False


def _counts_ads(known: Recognised) -> bool:
    """Say whether a list tells what was spent and clicked, and neither what its notes are called nor what they say."""
    said = [layout.meaning_of(header).tags for header in known.headers]
    bought = any(tags & {"spend", "charge"} for tags in said) and any(
        tags & {"clicks", "cpc", "cpm"} for tags in said
    )
    return (bought and not any(tags & {"title", "text"} for tags in said)) or _only_shown(known)


def _counts_leads(known: Recognised) -> bool:
    """Say whether a list tells how many people wrote or filled in a form for each note."""
    said = [meaning for header in known.headers if (meaning := layout.meaning_of(header)).known]
    named = {column for one in said for column, _ in words.candidates("leads", one)}
    return bool(named & set(keys.BY_LEAD))


def _only_shown(known: Recognised) -> bool:
    """Say whether a list of notes tells what was burnt and how often it was shown, and nothing that readers did."""
    said = [layout.meaning_of(header).tags for header in known.headers]
    burnt = any({"spend", "burnt"} <= tags for tags in said) and any("impressions" in tags for tags in said)
    return (
        "notes" in known.source.tables
        and burnt
        and not any(
            tags & {"likes", "saves", "comment", "reads", "interactions", "publish", "text"} for tags in said
        )
    )


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
    """Read whatever else the sheet's headers and cells plainly say.

    A fallback source is completed by a draft. Another was written for the headers of one export: a header that has been
    renamed since (粉丝量 for 粉丝数, 统计日期 for 时间) is read where its words are those of one column that is empty
    otherwise, and objects inside JSON records are added.
    """
    known = _completed(sheet, links.with_short_links(sheet, links.with_author(sheet, known)))
    return _in_units(sheet, known) if known.source.fallback else known


def _in_units(sheet: Sheet, known: Recognised) -> Recognised:
    """Read bare figures in 万 where those beside them leave nothing else (12 followers for 9,000 yuan); it is said as a doubt."""
    if stated_above(sheet, known.position)[1] != 1:
        return known
    body = sheet.cells.slice(known.position + 1, SEEN_AGAIN)
    scale = dict(known.source.scale)
    for table, spec in known.source.tables.items():
        chosen = {
            column: header
            for column in IN_WAN
            for name in spec.columns.get(column, ())
            for header in known.headers
            if matches(header, name) and header.scale == 1 and f"c{header.index}" in body.columns
        }
        short = [
            c for c, h in chosen.items() if body[f"c{h.index}"].drop_nulls().str.contains(SHORT_FIGURE).all()
        ]
        if not set(short) - set(scale):
            continue
        columns = [
            evidence.look(header, body[f"c{header.index}"])
            for header in known.headers
            if f"c{header.index}" in body.columns
        ]
        cells = {column: one for column, h in chosen.items() for one in columns if one.header is h}
        broken = [(c, one) for c, one in cells.items() if c not in scale and not evidence.fits(table, c, one)]
        whole = {c: (one, 0.0) for c, one in cells.items() if (c, one) not in broken}
        made = plan.Plan(table, whole)
        plan.in_units(made, broken, columns, told=True, proved=True)
        scale = {**made.scale, **scale}
    return replace(known, source=replace(known.source, scale=scale)) if scale else known


IN_WAN = ("followers", "likes_saves_total", "impressions", "reads")
SHORT_FIGURE = r"\A\s*(?:[0-9]{1,4}(?:\.[0-9]+)?|\D*|[0-9.]+\s*[万wW]\+?)\s*\z"


def _completed(sheet: Sheet, known: Recognised) -> Recognised:
    nested = any(PATH.match(header.text) for header in known.headers)
    if not known.source.fallback and not nested:
        return _with_usual_words(sheet, known)
    if not _left_over(sheet, known):
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
    columns = {*drafted.values, *known.source.values}
    values = {c: {**drafted.values.get(c, {}), **known.source.values.get(c, {})} for c in columns}
    percent = drafted.percent if known.source.fallback else known.source.percent
    own = known.source.collected_at
    told = any(matches(header, name) for header in known.headers for name in own)
    collected = own if told or not drafted.collected_at else (*own, *drafted.collected_at)
    source = replace(known.source, tables=tables, values=values, percent=percent, collected_at=collected)
    return replace(known, source=source)


def _with_usual_words(sheet: Sheet, known: Recognised) -> Recognised:
    """Read headers that an export does not have under these names by their words, each in one column only."""
    source = known.source
    body = sheet.cells.slice(known.position + 1, SEEN_AGAIN)
    rest = [h for h in _unnamed(known) if layout.meaning_of(h).tags and f"c{h.index}" in body.columns]
    tables, values = dict(source.tables), dict(source.values)
    for table, spec in source.tables.items() if rest else ():
        made = {
            column
            for column, names in spec.columns.items()
            if any(matches(header, name) for header in known.headers for name in names)
        }
        made |= {*spec.constants, *spec.gather}
        found: dict[str, list[Header]] = {}
        for header in rest:
            columns = said_by(table, header, known)
            if columns and not set(columns) & made:
                for column in columns:
                    found.setdefault(column, []).append(header)
        looked = {
            column: [evidence.look(header, body[f"c{header.index}"]) for header in headers]
            for column, headers in found.items()
        }
        like = {
            column: _one_of(table, column, [one for one in cells if _reads_alike(table, column, one)])
            for column, cells in looked.items()
        }
        taken = Counter(one.header.index for cells in like.values() for one in cells)
        added = {
            column: cells[0]
            for column, cells in like.items()
            if len(cells) == 1 and taken[cells[0].header.index] == 1
        }
        named = {column: (cells.header.text,) for column, cells in added.items()}
        tables[table] = replace(spec, columns={**spec.columns, **named})
        for column, cells in added.items():
            if isinstance(columns_of(table)[column], dy.Enum) and column not in values:
                chosen = evidence.chosen_texts(column, cells)
                values[column] = {normalise(text): value for value, texts in chosen.items() for text in texts}
    return replace(known, source=replace(source, tables=tables, values=values))


def _one_of(table: str, column: str, found: list[evidence.Cells]) -> list[evidence.Cells]:
    """Return what a person is named by: the platform's id goes before the name beside it; of the same choices, the first."""
    if column in PERSONS:
        ids = [one for one in found if one.mostly("hex")]
        return ids if len(ids) == 1 else found
    if len(found) > 1 and isinstance(columns_of(table)[column], dy.Enum):
        said = {tuple(evidence.choice_of(column, text or "") for text in one.first) for one in found}
        return found[:1] if len(said) == 1 else found
    return found


def _reads_alike(table: str, column: str, cells: evidence.Cells) -> bool:
    """Say whether cells are what a column holds; a share without a sign is so only by its export's own convention."""
    kind = columns_of(table)[column]
    if (kind.metadata or {}).get("unit") == "fraction" and evidence.has_bare_numbers(cells):
        return False
    return evidence.fits(table, column, cells)


def said_by(table: str, header: Header, known: Recognised) -> list[str]:
    """Return the columns of a table that a header's words say; none for words that say half of a thing."""
    meaning = layout.meaning_of(header)
    if meaning.rest:
        return []
    authors = table == "creators" and "notes" in known.source.tables
    named = [column for column, rank in words.candidates(table, meaning) if rank < 1]
    if table == "placements" and set(named) & set(money.OF_THE_PRICE) and money.tells_ads(known.headers):
        return []
    return [] if authors and named and named[0] not in choosing.OF_AN_AUTHOR else named


def _unnamed(known: Recognised) -> list[Header]:
    """Return the headers that no name of the source reads."""
    source = known.source
    names = [
        *source.drop,
        *source.collected_at,
        *(name for spec in source.tables.values() for column in spec.columns.values() for name in column),
        *(
            name
            for spec in source.tables.values()
            for rules in spec.derive.values()
            for rule in rules
            if "header" in rule
            for name in names_of(rule["header"])
        ),
    ]
    return [header for header in known.headers if not any(matches(header, name) for name in names)]


def _left_over(sheet: Sheet, known: Recognised) -> bool:
    """Say whether a header that nothing reads says anything, by its words or by links below it; a draft costs time."""
    first = sheet.cells.slice(known.position + 1, ROWS_FOR_LINKS)
    return any(
        layout.meaning_of(header).tags or first[f"c{header.index}"].str.contains(r"/[0-9a-f]{24}").any()
        for header in _unnamed(known)
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


def has_its_keys(known: Recognised) -> bool:
    """Say whether a sheet has the columns by which each table of its source names a row, or what they are made of."""
    return all(
        key in spec.constants
        or key in spec.derive
        or any(matches(header, name) for header in known.headers for name in spec.columns.get(key, ()))
        for table, spec in known.source.tables.items()
        for key in TABLES[table].primary_key()
    )


def can_be_drafted(sheet: Sheet) -> bool:
    """Say whether a draft would read a sheet whose own source cannot."""
    return isinstance(
        drafting.draft_sheet(replace(sheet, cells=sheet.cells.head(SEEN_AGAIN))), drafting.Draft
    )
