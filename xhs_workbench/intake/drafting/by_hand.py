"""A mapping made by a person's choice of columns, tried on the sheet: for the mapping editor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.intake.drafting.as_mapping import mapping_of, named
from xhs_workbench.intake.drafting.choosing import choose
from xhs_workbench.intake.drafting.draft import Draft, beside, read_with
from xhs_workbench.intake.drafting.evidence import fits
from xhs_workbench.intake.drafting.explaining import Guess
from xhs_workbench.intake.drafting.keys import COMPLETED
from xhs_workbench.intake.drafting.layout import Layout
from xhs_workbench.intake.drafting.plan import Plan, in_units
from xhs_workbench.intake.opening.sheets import Sheet
from xhs_workbench.intake.recognising.mapping import Mapped
from xhs_workbench.tables import TABLES

SAID_OF_MISSING = ("missing",)


@dataclass(frozen=True)
class Tried:
    """What a choice of columns reads.

    Args:
        draft: The mapping; None where it cannot be read with.
        lacking: Why it cannot; empty texts when it can.
        used: Rows that stand, repeats of one key counted once.
        refused: Rows refused.
        doubtful: Cells read with a doubt, or left empty for one.
        first_refused: Row, header and rule of the first refusal; empty without one.
        also: The second table of the same rows (authors of notes, notes of orders): table, rows that stand,
            and header -> column; None where the file holds none.
    """

    draft: Draft | None
    lacking: Text
    used: int = 0
    refused: int = 0
    doubtful: int = 0
    first_refused: str = ""
    also: tuple[str, int, Mapping[str, str]] | None = None


def try_columns(
    sheet: Sheet,
    layout: Layout,
    table: str,
    chosen: Mapping[int, str],
    *,
    collected_at: datetime | None = None,
) -> Tried:
    """Read a sheet with the columns a person chose.

    Args:
        sheet: The sheet.
        layout: Where its header is.
        table: Canonical table.
        chosen: Number of a header in `layout.columns` -> canonical column.
        collected_at: When the file was made, for relative dates.
    """
    plan = Plan(table, {column: (layout.columns[number], 0.0) for number, column in chosen.items()})
    broken = [(column, cells) for column, (cells, _) in plan.chosen.items() if not fits(table, column, cells)]
    plan.chosen = {column: one for column, one in plan.chosen.items() if (column, one[0]) not in broken}
    in_units(plan, broken, layout.columns, told=True)
    plan.chosen |= {column: (cells, 0.0) for column, cells in broken if column not in plan.chosen}
    COMPLETED[table](plan, [cells for number, cells in enumerate(layout.columns) if number not in chosen])
    if plan.lacking is not None:
        return Tried(None, plan.lacking)
    others = [choose("notes", layout.columns, at=collected_at)] if table == "placements" else []
    for plans in ([plan, *beside(plan, layout, others, collected_at)], [plan]):
        mapping = {**mapping_of(sheet, layout, plans)}
        mapping.pop("drafted", None)
        mapped = read_with(sheet, layout, mapping, collected_at)
        if not isinstance(mapped, Text):
            break
    if isinstance(mapped, Text):
        return Tried(None, mapped)
    one = mapped[0]
    guesses = tuple(
        Guess(named(cells, layout), made.table, column)
        for made in plans
        for column, (cells, _) in made.chosen.items()
    )
    bad = one.refused
    first = bad.row(0, named=True) if bad.height else None
    return Tried(
        Draft(
            mapping,
            guesses,
            tuple(text for made in plans for text in made.said),
            {read.table: read.rows_read for read in mapped},
            {read.table: read.refused.height for read in mapped},
        ),
        Text("", ""),
        used=_used(one),
        refused=bad.height,
        doubtful=int(one.doubts.filter(~pl.col("doubt").is_in(SAID_OF_MISSING))["n"].sum()),
        first_refused=f"row {first['row']} › {first['column']}" if first else "",
        also=_also(mapped[1]) if len(mapped) > 1 else None,
    )


def _used(mapped: Mapped) -> int:
    key = TABLES[mapped.table].primary_key() or mapped.frame.columns
    return mapped.frame.select(key).n_unique() if mapped.frame.height else 0


def _also(mapped: Mapped) -> tuple[str, int, Mapping[str, str]]:
    return mapped.table, _used(mapped), {header: column for column, header in mapped.used_headers.items()}
