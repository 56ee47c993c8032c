"""Whether a report has anything to show: the tables the notebook needs against those the files hold."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from xhs_workbench import paths
from xhs_workbench.errors import NothingToShowError, Problem
from xhs_workbench.findings import Text

ASKS = re.compile(r"\bdata\.table\(\s*[\"'](\w+)[\"']")
WHOLE = re.compile(r"\bdata\.tables\b")
CAME_BACK = frozenset(
    {"placements", "notes", "snapshots", "comments", "paid", "search_index", "search_ranks", "traffic"}
)
"""Marks a notebook that compares all its tables: everything that a campaign brings back."""
BRINGING = re.compile(r"\bread_brought\(")
BROUGHT = frozenset(
    {
        "leads",
        "search_terms",
        "paid_slices",
        "search_back",
        "audience_assets",
        "audience_reached",
        "offsite",
        "orders",
        "media_plan",
    }
)
"""Marks a notebook that reads what a campaign brings beside its counts; each adds a chapter, and none is missed without."""
_CANDIDATES = frozenset({"creators", "notes"})
_ONE_BY_ONE = frozenset({"placements", "comments", "snapshots", "search_index", "search_ranks", "paid"})
"""What the page that looks closer goes through; a list of notes alone gives it nothing that the results do not say."""
WITHOUT = {"selection": _CANDIDATES, "candidates": _CANDIDATES, "closer_look": _ONE_BY_ONE}
"""Notebook -> tables of which it needs at least one; for other notebooks, any table they ask for is
enough."""
GIVE = {
    "creators": ("a creator list", "达人列表"),
    "notes": ("a list of notes", "笔记列表"),
    "comments": ("comments", "评论"),
    "placements": ("an order report", "订单报告"),
    "paid": ("a boost report", "投流报表"),
    "drafts": ("drafts", "初稿"),
    "search_index": ("a search index", "搜索指数"),
    "search_ranks": ("search ranks", "搜索排名"),
    "traffic": ("shop traffic", "店铺流量"),
    "paid_slices": ("an ad report by keyword, placement or audience", "按关键词、投放位置或人群的投流报表"),
    "leads": ("a lead report", "客资报表"),
    "search_terms": ("top search words", "搜索来源词"),
    "search_back": ("searches after reading", "回搜数据"),
    "audience_assets": ("the typed Lingxi sheet", "灵犀手填表"),
    "audience_reached": ("a portrait of those reached", "触达人群画像"),
    "media_plan": ("a plan sheet", "排期表"),
    "offsite": ("an off-site shop report", "站外店铺报表"),
    "orders": ("shop orders", "店铺订单"),
}


EARLIER_TOO = {"live": frozenset({"creators"})}
"""Notebook -> tables that it takes from the files under `history:` as gladly as from `inputs:`; for all others the campaign's own
rows are another thing than earlier ones."""
BESIDES = {"snapshots": ("counts over time", "历次快照"), "ratings": ("raters' sheets", "评分表")}
"""Tables that add a chapter, but alone give a notebook nothing to show."""


HELPS = {name: frozenset({"creators"}) for name in ("post_campaign", "closer_look")}
"""Notebook -> tables that only fill gaps of its others: without them no chapter is left out, and alone they give it nothing to show."""


def asked_tables(code: str) -> frozenset[str]:
    """Return the canonical tables that a notebook's code asks for.

    >>> sorted(asked_tables('notes = data.table("notes")'))
    ['notes']
    """
    whole = CAME_BACK if WHOLE.search(code) else frozenset()
    return frozenset(ASKS.findall(code)) | whole | (BROUGHT if BRINGING.search(code) else frozenset())


def check_content(name: str, cells: Iterable[Any], blocks: Iterable[Mapping[str, Any]]) -> None:
    """Check that the files hold rows of a table that the notebook is about.

    Args:
        name: Notebook.
        cells: Its cells.
        blocks: The blocks that its cells showed.

    Raises:
        NothingToShowError: They hold none, so every chapter would be empty.
    """
    went_in = next((block for block in blocks if block["kind"] == "went_in"), None)
    if went_in is None:
        return
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    problem = _nothing(name, code, {row["table"] for row in went_in["data"]["files"] if row["rows_used"]})
    if problem:
        raise NothingToShowError(problem)


def asked_of(name: str) -> frozenset[str]:
    """Return the canonical tables that one of our notebooks asks for."""
    cells = json.loads(paths.notebook_file(name).read_text(encoding="utf-8"))["cells"]
    return asked_tables("\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"))


def chapters_of(name: str) -> frozenset[str]:
    """Return the canonical tables without which one of our notebooks leaves a chapter out."""
    return asked_of(name) - HELPS.get(name, frozenset())


def earlier_serves(name: str, table: str) -> bool:
    """Say whether a notebook needs no file of this table under `inputs:` if one under `history:` gives it."""
    return table in EARLIER_TOO.get(name, frozenset())


def title_of_table(table: str) -> Text:
    """Return what an analyst calls the file that fills a table."""
    return Text(*(GIVE | BESIDES).get(table, (table, table)))


def nothing_in(name: str, given: Collection[str] | None) -> list[Problem]:
    """Say whether files that fill these tables leave a notebook without anything to show; None where it reads no files."""
    if given is None:
        return []
    cells = json.loads(paths.notebook_file(name).read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    problem = _nothing(name, code, given)
    return [problem] if problem else []


def holds_enough(name: str, blocks: Iterable[Mapping[str, Any]]) -> bool:
    """Say whether the files of an executed report give another page, such as the one that looks closer, something to show.

    Args:
        name: Notebook of the other page.
        blocks: What the executed report showed.
    """
    went_in = next((block for block in blocks if block["kind"] == "went_in"), None)
    tables = {row["table"] for row in went_in["data"]["files"] if row["rows_used"]} if went_in else None
    return not nothing_in(name, tables)


def _nothing(name: str, code: str, tables: Collection[str]) -> Problem | None:
    wanted = (WITHOUT.get(name) or asked_tables(code)) - HELPS.get(name, frozenset())
    given = set(tables)
    if not wanted or given & wanted:
        return None
    en = ", ".join(GIVE[table][0] for table in GIVE if table in wanted)
    zh = "、".join(GIVE[table][1] for table in GIVE if table in wanted)
    held_en = ", ".join(sorted(given)) or "no rows"
    return Problem(
        f"nothing to show: the files hold {held_en}, which {name} does not use",
        f"没有可展示的内容：文件仅含 {held_en}，与 {name} 无关",
        file=f"{name}.yaml",
        column="inputs",
        fix_en=f"give at least one of: {en}.",
        fix_zh=f"请至少提供其中一种：{zh}。",
        code="XHS-R012",
    )
