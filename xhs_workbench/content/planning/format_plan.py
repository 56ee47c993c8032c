"""Who makes which of the ordered notes: the brief's counts are kept, and creators get the formats they do best."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import polars as pl
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from xhs_workbench.content.planning.format_record import RANK_FROM
from xhs_workbench.findings import NOTHING, Finding, Level, Text
from xhs_workbench.metrics import assign_tiers
from xhs_workbench.params.brief import Brief
from xhs_workbench.written import agree, many

LITTLE = 0.02
"""A smaller gain is said to be too small to insist on; our own setting."""
FAR = 1_000.0
"""Cost of leaving an ordered note open; any creator of the right tier is better."""


def chosen_creators(
    creators: pl.DataFrame, notes: pl.DataFrame, brief: Brief, ids: Collection[str] = ()
) -> pl.DataFrame:
    """List the creators to plan for.

    Args:
        creators: The `Creators` table; may be empty.
        notes: The `Notes` table.
        brief: The brief, for its tiers.
        ids: Chosen creators (step 2); without them, those with a commercial note in the files, otherwise all
            of the files.

    Returns:
        One row a creator in that order: `creator_id`, `creator_name`, `followers`, `tier`.
    """
    placed = notes.filter(pl.col("is_commercial").fill_null(False)).drop_nulls("creator_id")["creator_id"]
    every = pl.concat([creators["creator_id"], notes.drop_nulls("creator_id")["creator_id"]])
    wanted = pl.DataFrame(
        {"creator_id": list(dict.fromkeys(ids or placed.to_list() or every.to_list()))},
        schema={"creator_id": pl.String},
    )
    listed = creators.select("creator_id", "creator_name", "followers").unique("creator_id", keep="first")
    beside = (
        notes.drop_nulls("creator_id")
        .group_by("creator_id")
        .agg(
            note_name=pl.col("creator_name")
            .sort_by(pl.col("is_commercial").fill_null(False), descending=True)
            .first(),
            note_followers=pl.col("followers").max(),
        )
    )
    joined = wanted.join(listed, on="creator_id", how="left", maintain_order="left").join(
        beside, on="creator_id", how="left", maintain_order="left"
    )
    named = joined.with_columns(
        creator_name=pl.coalesce("creator_name", "note_name"),
        followers=pl.coalesce("followers", "note_followers"),
    )
    return assign_tiers(named, brief.tier_scheme).select("creator_id", "creator_name", "followers", "tier")


def plan_formats(records: pl.DataFrame, creators: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Assign each ordered note a creator of its tier so that the sum of expected log interactions is highest.

    The brief's counts are kept exactly; within them, a format goes to the creator who gains more from it.
    The assignment problem is solved exactly (Jonker-Volgenant on a sparse graph, as in scipy).

    Args:
        records: From `format_records`.
        creators: From `chosen_creators`; each gets one note at most.
        brief: The brief with its deliverables.

    Returns:
        One row per ordered note in the brief's order, then creators left over: `format`, `note_type`, `tier`,
        `creator_id` and `creator_name` (null if nobody of the tier is left), `n` (own notes of that format),
        `ratio`,
        `lower`, `upper`, `own_weight` (see `format_records`; a creator without notes has the overall values),
        `effect`, `by_chance`
        (mean effect of the format over the creators of the tier: the result of a random assignment), `enough`
        (own notes reach
        `RANK_FROM`).
    """
    slots = pl.DataFrame(
        [(d.format, d.note_type, d.tier) for d in brief.deliverables for _ in range(d.count)],
        schema={"format": pl.String, "note_type": pl.String, "tier": pl.String},
        orient="row",
    )
    table = _everybody(records, creators)
    who = creators["creator_id"].to_list()
    effects = _effects(table, slots, creators)
    given = _assign(effects)
    picked = pl.Series([who[column] if column < len(who) else None for column in given], dtype=pl.String)
    allowed = np.isfinite(effects)
    chance = [float(row[ok].mean()) if ok.any() else None for row, ok in zip(effects, allowed, strict=True)]
    plan = slots.with_columns(creator_id=picked, by_chance=pl.Series(chance, dtype=pl.Float64))
    left = creators.filter(~pl.col("creator_id").is_in(picked.drop_nulls().implode())).select(
        "tier", "creator_id"
    )
    whole = pl.concat([plan, left], how="diagonal")
    joined = whole.join(table, on=["creator_id", "format"], how="left", maintain_order="left").join(
        creators.select("creator_id", "creator_name"), on="creator_id", how="left", maintain_order="left"
    )
    known = joined.with_columns(
        n=pl.when(pl.col("creator_id").is_not_null() & pl.col("format").is_not_null()).then(
            pl.col("n").fill_null(0)
        )
    )
    order = [
        "format",
        "note_type",
        "tier",
        "creator_id",
        "creator_name",
        "n",
        "ratio",
        "lower",
        "upper",
        "own_weight",
        "effect",
        "by_chance",
    ]
    return known.select(*order, enough=pl.col("n") >= RANK_FROM)


def _everybody(records: pl.DataFrame, creators: pl.DataFrame) -> pl.DataFrame:
    """Give creators without a record the overall record of a format, with n = 0."""
    values = ["ratio", "lower", "upper", "own_weight", "effect"]
    middle = records.group_by("format").agg(pl.col(values).median())
    strangers = creators.select("creator_id").join(
        records.select("creator_id").unique(), on="creator_id", how="anti"
    )
    borrowed = strangers.join(middle, how="cross").with_columns(
        n=pl.lit(0, dtype=pl.Int64), own_weight=pl.lit(0.0)
    )
    wanted = ["creator_id", "format", "n", *values]
    return pl.concat([records.select(wanted), borrowed.select(wanted)])


def _effects(
    table: pl.DataFrame, slots: pl.DataFrame, creators: pl.DataFrame
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return slots x creators: the expected effect, or minus infinity if the tier does not fit."""
    known = {(row[0], row[1]): row[2] for row in table.select("creator_id", "format", "effect").iter_rows()}
    found = np.full((slots.height, creators.height), -np.inf)
    people = creators.select("creator_id", "tier").rows()
    for row, (form, _, tier) in enumerate(slots.rows()):
        for column, (creator, own) in enumerate(people):
            if own == tier:
                found[row, column] = known.get((creator, form), 0.0)
    return found


def _assign(effects: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> list[int]:
    """Return the creator of each slot; a number beyond the last creator means that the slot stays open."""
    slots, people = effects.shape
    if slots == 0:
        return []
    cost = np.full((slots, people + slots), 0.0)
    allowed = np.isfinite(effects)
    # A stored zero would count as no edge, so every edge costs at least 1.
    highest = float(effects[allowed].max()) if allowed.any() else 0.0
    cost[:, :people][allowed] = 1 + highest - effects[allowed]
    cost[np.arange(slots), people + np.arange(slots)] = FAR
    _, columns = min_weight_full_bipartite_matching(csr_array(cost))
    return [int(column) for column in columns]


def plan_findings(plan: pl.DataFrame) -> list[Finding]:
    """Say what the plan is based on, what stays open, and its gain over a random assignment."""
    ordered = plan.drop_nulls("format")
    filled = ordered.drop_nulls("creator_id")
    open_notes, spare = ordered.height - filled.height, plan.height - ordered.height
    found = []
    if filled.height:
        own = filled.filter(pl.col("enough")).height
        weight = float(filled["own_weight"].fill_null(0.0).to_numpy().mean())
        text = Text(
            (
                f"{own} of {filled.height} places have {RANK_FROM} or more of the creator's own notes "
                f"of that format behind them; own notes weigh {weight:.0%} in these estimates, all "
                "creators' notes the rest."
            ),
            f"{filled.height} 篇中有 {own} 篇有达人自己 {RANK_FROM} 篇以上同形式笔记；估计中自身笔记平均权重 {weight:.0%}，其余来自全体达人。",
        )
        fix = Text(
            "Let these creators choose their format; the files give no reason to overrule them.",
            "证据不足处由达人自选形式。",
        )
        found.append(
            Finding(
                "format_evidence",
                Level.PASS if own * 2 >= filled.height else Level.REVIEW,
                text,
                fix,
                n=filled.height,
            )
        )
        found += _gain(filled.drop_nulls("effect"))
    if open_notes:
        tiers = "、".join(sorted(set(ordered.filter(pl.col("creator_id").is_null())["tier"].to_list())))
        text = Text(
            f"{open_notes} ordered notes have no creator of their tier ({tiers}).",
            f"{open_notes} 篇没有对应量级的达人（{tiers}）。",
        )
        fix = Text(
            "Choose more creators of these tiers, or change the order.", "请补充该量级达人或调整约定。"
        )
        found.append(Finding("format_open", Level.REVIEW, text, fix, n=open_notes))
    if spare:
        text = Text(
            f"{many(spare, 'creator')} {agree(spare, 'has', 'have')} no place in the order.",
            f"{spare} 位达人没有分配到笔记。",
        )
        found.append(Finding("format_spare", Level.REVIEW, text, n=spare))
    return found


def format_gain(plan: pl.DataFrame) -> float | None:
    """Return how many more interactions the plan is expected to bring than one drawn by lot, as a share.

    Args:
        plan: From `plan_formats`.

    Returns:
        None where no place is filled.
    """
    filled = plan.drop_nulls(["format", "creator_id", "effect"])
    if filled.is_empty():
        return None
    return float(np.expm1((filled["effect"] - filled["by_chance"]).to_numpy().mean()))


def _gain(filled: pl.DataFrame) -> list[Finding]:
    gain = format_gain(filled)
    if gain is None:
        return []
    little = (
        Text(" Too little to overrule what creators like to make.", "差别很小，以达人意愿为先。")
        if gain < LITTLE
        else NOTHING
    )
    said = Text(
        (
            f"Assigned by the creators' own records, notes are expected to bring {gain:.1%} more "
            f"interactions than assigned at random within the same counts.{little.en}"
        ),
        f"按各自表现安排，预计互动量比随机安排高 {gain:.1%}（数量不变）。{little.zh}",
    )
    return [Finding("format_gain", Level.PASS, said, n=filled.height)]
