"""Write what a campaign taught into the memory, remove it again, and export the memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from xhs_workbench.errors import OutputError, ParamsError, Problem
from xhs_workbench.findings import Finding
from xhs_workbench.memory.computed import VIEWS
from xhs_workbench.memory.store import PLACEMENTS, RESULTS, TABLES, opened, read_table, replace_rows
from xhs_workbench.params.brief import Brief


def remember_campaign(
    path: Path,
    brief: Brief,
    as_of: date,
    notes: pl.DataFrame,
    plan: pl.DataFrame,
    learnings: Sequence[Finding],
    doubtful: Collection[str] = (),
) -> int:
    """Write one campaign in one transaction, replacing what was written about it before.

    Args:
        path: The memory file.
        brief: The campaign's brief; its name is the key.
        as_of: Date of the results, China time.
        notes: One row an order: `results.rank_notes`, with `lift`, `lift_lower`, `lift_upper` where they are
            known.
        plan: `results.compare_to_plan`.
        learnings: What to do next time, as findings.
        doubtful: Ids of creators whose engagement needs an explanation.

    Returns:
        How many placements were written. An order without an id is not written: it could not be found again.

    Raises:
        ParamsError: The memory holds another campaign of this name, or later results of this one; nothing is
            written.
    """
    placements = _placements(notes, brief.campaign, doubtful)
    results = plan.with_columns(campaign=pl.lit(brief.campaign)).select(*RESULTS)
    with opened(path, write=True) as connection:
        known = read_table(connection, "campaigns").filter(pl.col("campaign") == brief.campaign)
        for row in known.iter_rows(named=True):
            _refuse_other(path, brief, as_of, row)
        replace_rows(connection, "campaigns", brief.campaign, _campaign(brief, as_of))
        replace_rows(connection, "placements", brief.campaign, placements)
        replace_rows(connection, "results", brief.campaign, results)
        replace_rows(connection, "learnings", brief.campaign, _learnings(learnings, brief.campaign))
    return placements.height


def _refuse_other(path: Path, brief: Brief, as_of: date, known: Mapping[str, Any]) -> None:
    """Refuse to overwrite another campaign with the same name, or newer results of this one."""
    about: dict[str, Any] = {"file": path.name, "column": "memory", "value": brief.campaign}
    if (known["brand"], known["posting_start"]) != (brand_of(brief), brief.timeline.posting_start):
        raise ParamsError(
            Problem(
                (
                    f"another campaign of this name is remembered ({known['brand']}, posting from "
                    f"{known['posting_start']}); nothing was written"
                ),
                f"记忆中已有同名的另一次投放（{known['brand']}，{known['posting_start']} 起发布），本次未写入",
                **about,
                fix_en=(
                    "give this campaign another name in the brief, or remove the other one with "
                    "`xhs-workbench memory forget`."
                ),
                fix_zh="请在 brief 中为本次投放取不同的名称，或用 xhs-workbench memory forget 移除另一次。",
                code="XHS-M006",
            )
        )
    if known["as_of"] and known["as_of"] > as_of:
        raise ParamsError(
            Problem(
                (
                    f"later results of this campaign are remembered (as of {known['as_of']}); nothing "
                    "was written"
                ),
                f"记忆中已有本次投放更晚的结果（截至 {known['as_of']}），本次未写入",
                **about,
                fix_en=(
                    "to go back to this day, first remove the campaign with `xhs-workbench memory forget`."
                ),
                fix_zh="如需退回到该日，请先用 xhs-workbench memory forget 移除。",
                code="XHS-M007",
            )
        )


def brand_of(brief: Brief) -> str:
    """Return the brand's name as the memory keeps it: English, else Chinese, without spaces around it."""
    return (brief.brand.name.en or brief.brand.name.zh).strip()


def forget_campaign(path: Path, campaign: str) -> None:
    """Remove a campaign from the memory, as a client may ask.

    No query finds it after that. DuckDB does not overwrite freed space, so bytes may stay in the file until
    new data replace them.

    Raises:
        ParamsError: No such campaign; the message lists those there are.
    """
    with opened(path, write=True) as connection:
        known = read_table(connection, "campaigns")["campaign"].to_list()
        if campaign not in known:
            raise ParamsError(_unknown_campaign(path, campaign, known))
        for table, columns in TABLES.items():
            replace_rows(connection, table, campaign, pl.DataFrame(schema=columns))


def export_memory(path: Path, folder: Path) -> list[Path]:
    """Write each table and view of the memory as parquet, for other tools.

    Returns:
        The files, `<folder>/<table>.parquet`.

    Raises:
        OutputError: The folder cannot be written.
    """
    written = []
    with opened(path) as connection:
        read = {name: read_table(connection, name) for name in (*TABLES, *VIEWS)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in read.items():
            rows.write_parquet(folder / f"{name}.parquet")
            written.append(folder / f"{name}.parquet")
    except OSError as error:
        raise OutputError(_not_written(folder, error)) from error
    return written


def _campaign(brief: Brief, as_of: date) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "campaign": brief.campaign,
                "brand": brand_of(brief),
                "product": brief.brand.product.en or brief.brand.product.zh,
                "industry": brief.brand.industry,
                "objective": brief.objective.kind,
                "posting_start": brief.timeline.posting_start,
                "posting_end": brief.timeline.posting_end,
                "as_of": as_of,
                "tier_scheme": brief.tier_scheme,
                "interactions": brief.definitions.interactions,
                "money": brief.definitions.money,
                "synthetic": brief.synthetic,
                "version": version("xhs-workbench"),
            }
        ]
    )


def _placements(notes: pl.DataFrame, campaign: str, doubtful: Collection[str]) -> pl.DataFrame:
    given = {
        "campaign": pl.lit(campaign),
        "cost_cny": pl.col("cost_named_cny"),
        "interactions": _counted("interactions_named", notes),
        **({"saves": _counted("saves", notes)} if "saves" in notes.columns else {}),
        "published_at": pl.col("published_at").dt.replace_time_zone(None),
        "doubtful": pl.col("creator_id").is_in(list(doubtful)),
    }
    columns = [
        given.get(name, pl.col(name) if name in notes.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in PLACEMENTS.items()
    ]
    return notes.select(columns).drop_nulls("order_id").unique("order_id", keep="first", maintain_order=True)


def _counted(name: str, notes: pl.DataFrame) -> pl.Expr:
    """Return a count; null where it is only a lower bound, which the medians of later campaigns would take for the count."""
    bound = f"{name}_bound"
    return pl.when(pl.col(bound) == "").then(pl.col(name)) if bound in notes.columns else pl.col(name)


def _learnings(learnings: Sequence[Finding], campaign: str) -> pl.DataFrame:
    rows = [
        {
            "campaign": campaign,
            "place": place,
            "code": found.code,
            "level": found.level.value,
            "text_en": found.text.en,
            "text_zh": found.text.zh,
            "n": found.n,
            "private": found.internal,
        }
        for place, found in enumerate(learnings)
    ]
    return pl.DataFrame(rows, schema=TABLES["learnings"])


def _unknown_campaign(path: Path, campaign: str, known: Sequence[str]) -> Problem:
    there = ", ".join(known)
    return Problem(
        "no campaign of this name is remembered",
        "记忆中没有该项目",
        file=path.name,
        value=campaign,
        fix_en=f"there are: {there}." if there else "this file holds no campaign.",
        fix_zh=f"已有：{there}。" if there else "该文件中没有项目。",
        code="XHS-M004",
    )


def _not_written(folder: Path, error: OSError) -> Problem:
    return Problem(
        f"cannot write: {error.strerror or type(error).__name__}",
        "无法写入",
        file=folder.name,
        fix_en="name another folder, or free some space.",
        fix_zh="请换一个文件夹，或清理空间。",
        code="XHS-M005",
    )
