"""Two readers of one run: the client, and we ourselves. What is private is marked where it is shown; here it is left out.

A block, a column, a tile or a finding carries `private`; a block may carry `client`, values that stand in for its own. The
client's page, its spreadsheet and the files beside it are made of what `for_audience` returns, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from xhs_workbench.findings import Text

BANNER = Text(
    "Internal: holds what we paid and other private figures. Not for the client.",
    "内部版本：含成本价等内部信息，请勿外发。",
)
"""Stands over our own version; not among the words every page carries, so the client's says nothing of it."""
DRAFT = Text(
    "DRAFT: not finished, texts marked ‹…› are still to be written. Internal, not for the client.",
    "草稿：尚未完成，‹…› 处仍待填写。内部版本，请勿外发。",
)
"""Stands over a page made by `run --draft`, in place of the other."""
Audience = Literal["client", "internal"]
LISTS = ("items", "doubts")
"""Where a block keeps tiles and findings."""


def for_audience(blocks: Sequence[Mapping[str, Any]], audience: Audience) -> list[dict[str, Any]]:
    """Return the blocks one reader sees.

    Args:
        blocks: `kind`, `language` and `data` of each.
        audience: `client` leaves out what is private; `internal` has everything.
    """
    shown = [block for block in blocks if audience == "internal" or not block["data"].get("private")]
    shown = [block for block in shown if audience == "internal" or not _emptied(block["data"])]
    return [{**block, "data": _data(block["data"], audience)} for block in shown]


def _emptied(data: Mapping[str, Any]) -> bool:
    """Say whether all that a block lists is private."""
    listed = [item for name in LISTS for item in data.get(name) or ()]
    return bool(listed) and "files" not in data and all(_private(item) for item in listed)


def _data(data: Mapping[str, Any], audience: Audience) -> dict[str, Any]:
    kept = {key: value for key, value in data.items() if key != "client"}
    if audience == "internal":
        return kept
    kept |= data.get("client", {})
    kept |= {name: [item for item in kept[name] if not _private(item)] for name in LISTS if name in kept}
    if "state" in kept:
        kept["state"] = _columns(kept["state"])
    return _columns(kept) if "columns" in kept else kept


def _columns(data: Mapping[str, Any]) -> dict[str, Any]:
    """Take private columns out of a table and out of each of its rows."""
    stay = [place for place, column in enumerate(data["columns"]) if not _private(column)]
    rows = [{**row, "cells": [row["cells"][place] for place in stay]} for row in data["rows"]]
    return {**data, "columns": [data["columns"][place] for place in stay], "rows": rows}


def _private(item: Any) -> bool:
    return isinstance(item, Mapping) and bool(item.get("private"))
