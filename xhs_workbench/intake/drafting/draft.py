"""A first draft of a mapping for a sheet nobody has seen.

It is offered only after the sheet was read with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import polars as pl

from xhs_workbench.errors import WorkbenchError
from xhs_workbench.findings import Text
from xhs_workbench.intake.drafting import money, not_ours
from xhs_workbench.intake.drafting.as_mapping import mapping_of, unit_of
from xhs_workbench.intake.drafting.choosing import OF_AN_AUTHOR, OF_AN_ORDER, choose
from xhs_workbench.intake.drafting.evidence import asks_money, has_bare_numbers, percent_of
from xhs_workbench.intake.drafting.explaining import UNSETTLED, Guess, explain
from xhs_workbench.intake.drafting.keys import COMPLETED
from xhs_workbench.intake.drafting.layout import Layout, lay_out, meaning_of
from xhs_workbench.intake.drafting.plan import EXPECTED, MEASURES, Plan, name_by_file
from xhs_workbench.intake.drafting.words import understand
from xhs_workbench.intake.opening.bounds import too_many
from xhs_workbench.intake.opening.sheets import Sheet
from xhs_workbench.intake.recognising.mapping import Mapped, map_sheet
from xhs_workbench.intake.recognising.not_posted import HOLDS_AN_ID
from xhs_workbench.intake.recognising.recognise import LOOK_AT, recognise
from xhs_workbench.intake.recognising.refusals import AMBIGUOUS, SET_ASIDE
from xhs_workbench.intake.recognising.sources import make_source
from xhs_workbench.tables import TABLES


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
        key: The header whose cells name no row, where that is the reason.
    """

    reason: Text
    closest: str = ""
    key: str = ""


def draft_sheet(
    sheet: Sheet, *, among: Sequence[str] = (), collected_at: datetime | None = None
) -> Draft | NoDraft:
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
        if not_ours.are_lives(cell for row in sheet.cells.head(LOOK_AT).rows() for cell in row):
            return NoDraft(not_ours.OF_LIVES)
        return NoDraft(
            Text(
                "no header row with words we know, or nothing below it",
                "找不到含已知字段的表头，或表头下没有数据",
            )
        )
    found = _drafted(sheet, layout, among, collected_at, {})
    if isinstance(found, NoDraft) and found.key:
        # Order numbers that Excel broke (6.9E+20) name nothing; links or names in the same rows may.
        again = _drafted(sheet, layout, among, collected_at, {found.key: found.reason})
        return again if isinstance(again, Draft) else found
    return found


def _drafted(
    sheet: Sheet,
    whole: Layout,
    among: Sequence[str],
    collected_at: datetime | None,
    unusable: dict[str, Text],
) -> Draft | NoDraft:
    """Draft with the columns that can be used.

    Args:
        sheet: Any sheet.
        whole: All its columns.
        among: Tables to choose from; none means all.
        collected_at: When the file was made.
        unusable: Headers whose cells were tried and name no row, with the reason.
    """
    usable = tuple(cells for cells in whole.columns if cells.header.text not in unusable)
    layout = replace(whole, columns=usable)
    plans = [
        choose(table, layout.columns, at=collected_at) for table in among or COMPLETED if table in COMPLETED
    ]
    good = _without_rivals([plan for plan in plans if plan.lacking is None])
    good = _only_listed(good, plans)
    if not plans:
        return NoDraft(Text("its headers are none of ours", "表头与任何已知数据表都不相近"))
    if not_ours.is_campaign_by_day(layout.columns):
        good = [plan for plan in good if plan.table not in ("notes", "creators", "placements")]
        good = [plan for plan in good if plan.table == "paid"] or good
        if not good:
            return NoDraft(not_ours.OF_DAYS)
    if (kind := not_ours.said_of(layout.columns, good)) is not None:
        return NoDraft(kind)
    if not good:
        closest = max(plans, key=lambda plan: plan.score)
        if closest.score < 2 or closest.lacking is None:
            return NoDraft(Text("its headers are none of ours", "表头与任何已知数据表都不相近"))
        en = f"closest to {closest.table}, but {closest.lacking.en}{_short_links(layout).en}"
        return NoDraft(
            Text(en, f"最接近 {closest.table}，但{closest.lacking.zh}{_short_links(layout).zh}"),
            closest.table,
        )
    best = max(good, key=lambda plan: _weight(plan, plans, sheet))
    name_by_file(best, sheet.file)
    chosen = [best, *beside(best, layout, () if among else plans, collected_at)]
    tried = _tried(sheet, whole, chosen, collected_at, unusable)
    if isinstance(tried, dict):  # what is made of a column that cannot be read has to be made anew
        return _drafted(sheet, whole, among, collected_at, unusable | tried)
    return tried


def _without_rivals(good: Sequence[Plan]) -> list[Plan]:
    """Leave out tables that another one rules out, whatever they explain of a sheet."""
    out: set[str] = set()
    if any(plan.table == "paid" for plan in good):
        out.add("leads")  # what they brought stands beside what was spent
    if any(_is_a_wrap_up(plan) for plan in good):
        out |= {"paid", "leads"}
    if any(_says_comments(plan) for plan in good):
        out.add("creators")
    if any(_words_of_comments(plan) for plan in good) and not any(_counts_notes(plan) for plan in good):
        out.add("notes")
    if any(plan.table == "media_plan" and plan.has(*EXPECTED) for plan in good):
        out |= {"notes", "placements"}  # nothing is posted yet
    return [plan for plan in good if plan.table not in out]


def _is_a_wrap_up(plan: Plan) -> bool:
    """Say whether each row is a note with what its creator got and what it brought: what ads for it cost stands beside."""
    kept = plan.has("price_cny") and plan.has("creator_name", "creator_id") and plan.has("likes", "reads")
    return bool(kept) and _are_notes_once(plan)


LISTED = ("title", "creator_name", "creator_id", "published_at", "note_type")
OF_A_SHORTLIST = ("price_image_cny", "price_video_cny", "category", "reads_median", "interactions_median")


def _only_listed(good: list[Plan], plans: Sequence[Plan]) -> list[Plan]:
    """Take a list of notes of which nothing is counted for one, where no other table can be filled from it.

    Creators may stand there too, each with a note of theirs: it is a list of notes where it says when each was posted,
    and nothing that creators are chosen by.
    """
    listed = [plan for plan in plans if plan.table == "notes" and plan.named_only]
    listed = [plan for plan in listed if sum(column in plan.chosen for column in LISTED) > 1]
    people = [plan for plan in good if plan.table == "creators"]
    if not listed or len(people) < len(good):
        return good
    if people and (people[0].has(*OF_A_SHORTLIST) or "published_at" not in listed[0].chosen):
        return good
    listed[0].lacking = None
    return listed


def _weight(plan: Plan, plans: Sequence[Plan], sheet: Sheet) -> float:
    more = _only_ads(plan, plans) + _agreed(plan, plans)
    return plan.score + _own(plan, plans) + _named_by(plan, sheet.sheet) + more


def weigh_tables(sheet: Sheet) -> dict[str, float]:
    """Return table -> how much of a sheet it explains, in headers; tables that it cannot fill are left out."""
    layout = lay_out(sheet)
    if layout is None or not layout.rows:
        return {}
    plans = [choose(table, layout.columns) for table in COMPLETED]
    return {plan.table: _weight(plan, plans, sheet) for plan in plans if plan.lacking is None}


def beside(best: Plan, layout: Layout, plans: Sequence[Plan], at: datetime | None) -> list[Plan]:
    """Return the second table that a sheet holds: the authors of a note list, the notes of a list of orders.

    Args:
        best: The table that explains most.
        layout: The sheet's columns.
        plans: The other tables as they could be filled.
        at: When the file was made, for relative dates.
    """
    if best.table == "notes":
        return _people(layout, at) + _not_posted(best, layout, at) + money.on_ads(best, layout.columns)
    if best.table == "creators":
        return [plan for plan in _out_already(plans) if _are_notes_once(plan) and not _of_late(plan)]
    if best.table == "paid":
        return [plan for plan in plans if plan.table == "leads" and plan.lacking is None]
    if best.table == "leads":
        return [plan for plan in plans if _are_notes_once(plan)]
    if best.table == "media_plan":
        return _people(layout, at) + _out_already(plans)
    if best.table == "placements":
        people = [plan for plan in _people(layout, at) if "followers" in plan.chosen]
        linked = [plan for plan in plans if plan.table == "notes" and plan.has("note_url", "note_id")]
        free = [cells for cells in layout.columns if cells.header.text not in best.headers]
        ads = [more for plan in linked for more in money.on_ads(plan, free)]
        out = [plan for plan in linked if plan.lacking is None and plan.has("published_at")]
        return people + out + ads
    return []


def _are_notes_once(plan: Plan) -> bool:
    """Say whether each row is a note of its own with the day it was posted on, beside who wrote to the account."""
    named = plan.chosen.get("note_id") or plan.chosen.get("note_url")
    day = plan.chosen.get("published_at")
    tags = meaning_of(day[0].header).tags if day is not None else frozenset[str]()
    told = "publish" in tags or {"note", "time"} <= tags
    return (
        plan.table == "notes" and plan.lacking is None and told and named is not None and named[0].unique == 1
    )


OF_LATE = re.compile(r"(?i)最近|最新|近期|上[次篇]|latest|recent|last")


def _of_late(plan: Plan) -> bool:
    """Say whether a creator's last note stands beside them, which is none of the campaign's."""
    return any(OF_LATE.search(header) for header in plan.headers)


def _out_already(plans: Sequence[Plan]) -> list[Plan]:
    """Return the notes of a calendar that are out: their links and days say so, though nothing is counted yet."""
    notes = [
        plan for plan in plans if plan.table == "notes" and {"note_url", "published_at"} <= set(plan.chosen)
    ]
    for plan in notes:
        plan.lacking = None
    return notes


A_SUM = r"(?i)\A\s*(?:合计|总计|小计|总和|汇总|grand total|sub-?total|total|sum)"


def _not_posted(notes: Plan, layout: Layout, at: datetime | None) -> list[Plan]:
    """Return the orders of a list of notes, where some are not out yet or the platform's fee stands beside the price."""
    price, note = notes.chosen.get("price_cny"), notes.chosen.get("note_url") or notes.chosen.get("note_id")
    if price is None or note is None or not notes.has("creator_name", "creator_id"):
        return []
    who = (notes.chosen.get("creator_name") or notes.chosen.get("creator_id") or price)[0]
    begins = {f"begin{n}": cells.first for n, cells in enumerate(layout.columns[:3])}
    rows = pl.DataFrame({"price": price[0].first, "note": note[0].first, "who": who.first, **begins})
    sums = pl.any_horizontal(pl.col(name).str.contains(A_SUM).fill_null(value=False) for name in begins)
    rows = rows.filter(pl.col("who").is_not_null() & ~sums)
    out = pl.col("note").str.contains(HOLDS_AN_ID).fill_null(value=False)
    orders = choose("placements", layout.columns, at=at)
    orders.chosen = {column: one for column, one in orders.chosen.items() if column in OF_AN_ORDER}
    waiting = rows.filter(pl.col("price").is_not_null() & ~out).height
    if not waiting and "service_fee_cny" not in orders.chosen:
        return []
    return [orders] if orders.lacking is None and "quote_cny" in orders.chosen else []


def _people(layout: Layout, at: datetime | None) -> list[Plan]:
    """Return the authors of a list's rows as creators, where an id of theirs and more than that is there."""
    people = choose("creators", layout.columns, only=OF_AN_AUTHOR, at=at)
    made_up = "hash_of" in people.derive.get("creator_id", [{}])[0]
    says = people.has("creator_id") and set(people.chosen) - {"creator_id"} and not made_up
    return [people] if says else []


ADS = 3.0
"""What it weighs, in headers, that money was burnt and nothing else is counted than what it showed."""


def _only_ads(plan: Plan, plans: Sequence[Plan]) -> float:
    """Weigh a report of ads whose notes are named: 消费 beside 展现量, without a like or a day of posting."""
    notes = next((other for other in plans if other.table == "notes" and other.lacking is None), None)
    if plan.table != "paid" or notes is None or not {"spend_cny", "impressions"} <= set(plan.chosen):
        return 0.0
    counted = {column for column in MEASURES if column in notes.chosen}
    money_spent = plan.chosen["spend_cny"][0]
    if _are_clicked(plan, notes) and not asks_money(money_spent):
        return ADS if counted <= {"impressions"} else 0.0
    burnt = "burnt" in meaning_of(money_spent.header).tags
    posted = notes.has("published_at", "body", "price_cny")
    return ADS if burnt and counted <= {"impressions"} and not posted else 0.0


def _are_clicked(plan: Plan, notes: Plan) -> bool:
    """Say whether notes were shown and clicked on days of no posting: `fee` beside `click` is what ads cost."""
    day = notes.chosen.get("published_at")
    posted = day is not None and "publish" in meaning_of(day[0].header).tags
    return "clicks" in plan.chosen and not posted and not notes.has("body", "title", "creator_name")


AGREED = 3.0
"""What it weighs, in headers, that a day and one price were agreed with each creator: a list of creators would lose both."""


def _agreed(plan: Plan, plans: Sequence[Plan]) -> float:
    creators = next((other for other in plans if other.table == "creators" and other.lacking is None), None)
    if plan.table != "placements" or creators is None or not {"quote_cny", "planned_at"} <= set(plan.chosen):
        return 0.0
    priced = any(column.startswith("price_") for column in creators.chosen)
    return 0.0 if priced or plan.has(*MEASURES) else AGREED


NAMED = {"comments": {"comment"}, "notes": {"note"}, "creators": {"creator", "user"}}
BY_NAME = 5.0
"""What the name of a sheet weighs, in headers: a list called `comments` in a JSON is one, whatever stands beside it."""


def _says_comments(plan: Plan) -> bool:
    """Say whether each row holds the words of a comment: a profile beside it is that of who wrote it."""
    said = plan.chosen.get("content") if plan.table == "comments" else None
    return said is not None and {"comment", "text"} <= meaning_of(said[0].header).tags


def _words_of_comments(plan: Plan) -> bool:
    """Say whether words stand under a header of comments (评论), and who wrote them beside: no list counts notes so."""
    said = plan.chosen.get("content") if plan.table == "comments" else None
    return said is not None and plan.has("commenter_hash") and "comment" in meaning_of(said[0].header).tags


def _counts_notes(plan: Plan) -> bool:
    """Say whether a list says of notes what no comment has; a comment is liked and answered too."""
    own = {*MEASURES, "body", "price_cny", "note_type", "hashtags"} - {"likes", "comments"}
    return plan.table == "notes" and plan.has(*own)


def _named_by(plan: Plan, name: str) -> float:
    tags = understand(name.rpartition(".")[2]).tags
    return BY_NAME if len(tags) == 1 and tags <= NAMED.get(plan.table, set()) else 0.0


def _own(plan: Plan, plans: Sequence[Plan]) -> float:
    """Count headers that only this table can read: 订单编号 makes a list of orders of what else looks like notes."""
    rivals = [other for other in plans if other is not plan and other.lacking is None]
    if plan.table == "paid":
        rivals = [other for other in rivals if other.table != "leads"]  # the same rows of the same report
    others = frozenset[str]().union(*(other.headers for other in rivals))
    return 0.5 * len(plan.headers - others)


def _short_links(layout: Layout) -> Text:
    """Name columns of short links: they hold no id, and nothing is looked up."""
    named = [cells.header.text for cells in layout.columns if cells.mostly("short_link")]
    if not named:
        return Text("", "")
    return Text(
        (
            f"; {', '.join(named)} holds short links (xhslink.com), which carry no id: open them and "
            "paste the long links"
        ),
        f"；「{'、'.join(named)}」为短链接（xhslink.com），其中没有 ID：请打开后粘贴长链接",
    )


def _tried(
    sheet: Sheet, layout: Layout, plans: Sequence[Plan], at: datetime | None, unusable: dict[str, Text]
) -> Draft | NoDraft | dict[str, Text]:
    """Read the sheet with the plans; return headers whose cells would cost rows, to be left out and named."""
    left_out = unusable | _one_convention(plans)
    mapping = mapping_of(sheet, layout, plans)
    mapped = read_with(sheet, layout, mapping, at)
    if isinstance(mapped, Text):
        return NoDraft(mapped, plans[0].table)
    costly = _costly(mapped, plans)
    if costly:
        return costly
    short = _short_links(layout)
    said = [
        *dict.fromkeys(text for plan in plans for text in plan.said),
        *([_sentence(short)] if short.en else []),
    ]
    rows = {one.table: one.rows_read for one in mapped}
    bad = {one.table: one.refused.filter(~pl.col("rule").is_in(SET_ASIDE)).height for one in mapped}
    return Draft(mapping, explain(layout, plans, mapping, left_out), tuple(said), rows, bad)


def _one_convention(plans: Sequence[Plan]) -> dict[str, Text]:
    """Take out share columns whose bare numbers are fractions where most are percents, or the other way round.

    A mapping states one convention for its file; the other columns would be wrong by a factor of 100.
    """
    shares = [
        (plan, column, one)
        for plan in plans
        for column, (one, _) in plan.chosen.items()
        if unit_of(plan.table, column) == "fraction"
    ]
    said = [(plan, column, one, percent_of([one])) for plan, column, one in shares if has_bare_numbers(one)]
    kinds = [kind for _, _, _, kind in said]
    most = "fraction" if kinds.count("fraction") > kinds.count("percent") else "percent"
    other = {"fraction": Text("fractions", "小数"), "percent": Text("percents", "百分数")}
    odd = (
        [(plan, column, one) for plan, column, one, kind in said if kind != most]
        if len(set(kinds)) > 1
        else []
    )
    for plan, column, _ in odd:
        del plan.chosen[column]
    here = other["percent" if most == "fraction" else "fraction"]
    return {
        one.header.text: Text(
            f"its bare numbers look like {here.en}, those of other columns like {other[most].en}",
            f"数值像{here.zh}，而其他列像{other[most].zh}",
        )
        for _, _, one in odd
    }


def _sentence(text: Text) -> Text:
    en = text.en.lstrip("; ")
    return Text(f"{en[0].upper()}{en[1:]}.", text.zh.lstrip("；") + "。")


def read_with(
    sheet: Sheet, layout: Layout, mapping: dict[str, Any], at: datetime | None
) -> list[Mapped] | Text:
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


def _costly(mapped: Sequence[Mapped], plans: Sequence[Plan]) -> dict[str, Text] | NoDraft:
    """Return the headers whose cells refuse rows, with the reason; no draft when the rows' own id is what fails."""
    found: dict[str, Text] = {}
    for one, plan in zip(mapped, plans, strict=True):
        bad = one.refused.filter(~pl.col("rule").is_in(SET_ASIDE))
        keys = {
            plan.chosen[key][0].header.text for key in TABLES[one.table].primary_key() if key in plan.chosen
        }
        free = {cells.header.text: column for column, (cells, _) in plan.chosen.items()}
        for row in (
            bad.group_by("column", maintain_order=True)
            .agg(pl.len().alias("n"), pl.col("row").first(), pl.col("rule").first())
            .to_dicts()
        ):
            if row["column"] in free and row["column"] not in keys:
                column = free[row["column"]]
                found[row["column"]] = (
                    UNSETTLED
                    if row["rule"] == AMBIGUOUS
                    else Text(
                        f"{row['n']} cells cannot be read as {column} (row {row['row']})",
                        f"{row['n']} 格无法读作 {column}（第 {row['row']} 行）",
                    )
                )
        if not found and too_many(bad.height, one.rows_read):
            first = bad.row(0, named=True)
            why = Text(
                f"{bad.height} of {one.rows_read} rows have no usable {first['column']} (row {first['row']})",
                f"{one.rows_read} 行中有 {bad.height} 行缺少可用的 {first['column']}（第 {first['row']} 行）",
            )
            return NoDraft(why, one.table, first["column"] if first["column"] in keys else "")
        if not found and one.rows_read == bad.height:
            return NoDraft(Text("no row could be read", "没有任何一行可读"), one.table)
    return found
