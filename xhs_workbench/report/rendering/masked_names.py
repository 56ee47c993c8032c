"""What a page's reader sees: `views.audience` cuts the blocks, and the names of files, sheets and headers lose the contacts in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from xhs_workbench.intake.masking import mask_column
from xhs_workbench.views.audience import for_audience
from xhs_workbench.who_sees import Audience

PLACES = {"file", "sheet", "column", "source", "source_file", "source_sheet", "evidence", "header"}
"""Keys of a block under which the name of a file, a sheet or a column stands."""


def for_page(blocks: Sequence[Mapping[str, Any]], audience: Audience) -> list[dict[str, Any]]:
    """Return the blocks of a page of one reader; see `for_audience`. The client's names no contact."""
    seen = for_audience(blocks, audience)
    return seen if audience == "internal" else _with_masked_names(seen)


def _with_masked_names(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Mask the contacts in names of files, sheets and headers, wherever a name stands; our own page keeps the true ones."""
    stand = {
        part for block in blocks for text in _named_by_files(block["data"]) for part in text.split(" › ")
    }
    held = pl.DataFrame({"name": sorted(stand)}, schema={"name": pl.String})
    changed = held.with_columns(masked=mask_column(held["name"])).filter(pl.col("name") != pl.col("masked"))
    names = dict(changed.iter_rows())
    names |= {Path(name).stem: Path(masked).stem for name, masked in names.items()}
    if not names:
        return blocks
    found = re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)))
    return [{**block, "data": _replaced(block["data"], found, names)} for block in blocks]


def _named_by_files(value: Any) -> Iterator[str]:
    """Yield the texts of a block that name a place in a file."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key in PLACES:
                yield from (
                    [item]
                    if isinstance(item, str)
                    else (one for one in item if isinstance(one, str))
                    if isinstance(item, list)
                    else ()
                )
            if not isinstance(item, str):
                yield from _named_by_files(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _named_by_files(item)


def _replaced(value: Any, found: re.Pattern[str], names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return found.sub(lambda match: names[match[0]], value)
    if isinstance(value, Mapping):
        return {key: _replaced(item, found, names) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_replaced(item, found, names) for item in value)
    return value
