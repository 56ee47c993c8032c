"""What changed on the platform and in law before a campaign: the dated facts of `platform_changes.toml`."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from xhs_workbench.findings import Text, both
from xhs_workbench.params.brief import Brief

FILE = Path(__file__).with_name("platform_changes.toml")
KINDS = {
    "legal": Text("law", "法规"),
    "platform": Text("platform rule", "平台规则"),
    "links": Text("links to shops", "站外直跳"),
}


@cache
def _changes() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(FILE.read_text(encoding="utf-8"))["changes"])


def tabulate_changes(brief: Brief) -> pl.DataFrame:
    """List what was in force by the last posting day, and what no source dates.

    Args:
        brief: The brief, for its posting window.

    Returns:
        One row a change, newest first, undated ones last: `since` (empty where no source names a day), `kind`,
        `what` and `source` in both languages, `grade`.
    """
    end: date = brief.timeline.posting_end
    rows = [
        {
            "since": f"{one['since']:%Y-%m-%d}" if "since" in one else None,
            **KINDS[one["kind"]].pair("kind"),
            **Text(one["en"], one["zh"]).pair("what"),
            **Text(*one["source"]).pair("source"),
            "grade": one["grade"],
        }
        for one in _changes()
        if "since" not in one or one["since"] <= end
    ]
    schema = dict.fromkeys(("since", *both("kind", "what", "source"), "grade"), pl.String)
    return pl.DataFrame(rows, schema=schema).sort("since", descending=True, nulls_last=True)
