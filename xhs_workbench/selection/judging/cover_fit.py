"""Creators' covers compared with the mood board: colours, light and clutter separately, without a total."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import linprog

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.images import lab_of, name_beginnings
from xhs_workbench.statistics.intervals import INTERVAL_FROM, bootstrap
from xhs_workbench.written import agree, many

ENOUGH_COVERS = 3
"""With fewer covers a creator is not judged; our own setting."""
MEASURES = ("brightness", "contrast", "saturation", "warmth", "clutter")
PALETTE = "palette"


def match_covers(covers: pl.DataFrame, creators: pl.DataFrame, notes: pl.DataFrame) -> pl.DataFrame:
    """Match covers to creators: a file name begins with a creator's id, 小红书号 or a note's id.

    Args:
        covers: `Gallery.table`; `5a1b….jpg`, `5a1b…_2.jpg` and `5a1b… (3).png` are covers of `5a1b…`.
        creators: The `Creators` table.
        notes: The `Notes` table.

    Returns:
        `covers` plus `creator_id`, null if the name begins with none of them.
    """
    owner: dict[str, str] = {}
    for ids in (
        notes.select("note_id", "creator_id"),
        creators.select("red_id", "creator_id"),
        creators.select("creator_id", own="creator_id"),
    ):
        owner.update({str(key): str(who) for key, who in ids.drop_nulls().iter_rows()})
    found = [
        next((owner[name] for name in name_beginnings(stem) if name in owner), None)
        for stem in covers["stem"]
    ]
    return covers.with_columns(creator_id=pl.Series(found, dtype=pl.String))


def palette_distance(one: Sequence[dict[str, Any]], other: Sequence[dict[str, Any]]) -> float:
    """Return how far one palette must be moved to become the other: the mean colour difference per unit of area (ΔE).

    Earth mover's distance (Y. Rubner, C. Tomasi and L. Guibas, IJCV 40 (2000)) over CIE76 differences; about
    2.3 is just visible, black to white is 100.

    >>> palette_distance([{"hex": "#000000", "share": 1.0}], [{"hex": "#ffffff", "share": 1.0}]).__round__(2)
    100.0
    """
    cost = np.linalg.norm(_labs(one)[:, None, :] - _labs(other)[None, :, :], axis=2)
    here, there = _shares(one), _shares(other)
    rows, columns = cost.shape
    leaves = np.kron(np.eye(rows), np.ones(columns))
    arrives = np.kron(np.ones(rows), np.eye(columns))
    done = linprog(
        cost.ravel(), A_eq=np.vstack([leaves, arrives]), b_eq=np.concatenate([here, there]), method="highs"
    )
    assert done.fun is not None  # shares of both sides sum to 1, so a solution exists
    return float(done.fun)


def _labs(palette: Sequence[dict[str, Any]]) -> NDArray[np.float64]:
    rgb = [[int(colour["hex"][i : i + 2], 16) for i in (1, 3, 5)] for colour in palette]
    return lab_of(np.array(rgb, dtype=np.float64))


def _shares(palette: Sequence[dict[str, Any]]) -> NDArray[np.float64]:
    shares: NDArray[np.float64] = np.array([colour["share"] for colour in palette], dtype=np.float64)
    whole: NDArray[np.float64] = shares / shares.sum()
    return whole


def compare_covers(covers: pl.DataFrame, board: pl.DataFrame, creators: pl.DataFrame) -> pl.DataFrame:
    """Compare each creator's covers with the mood board, measure by measure.

    The board itself sets the range: for a measure, the lowest and highest value of its pictures; for colours,
        the distances
    between its own pictures.

    Args:
        covers: From `match_covers`; covers without a creator are left out.
        board: `Gallery.table` of the mood board, two pictures or more.
        creators: `creator_id` and `creator_name`.

    Returns:
        One row per creator and measure, creators by name: `creator_id`, `creator_name`, `measure` (`palette`
            in ΔE, the
        others as in `images.measure`), `value` (mean over covers), `lower` and `upper` (90 % bootstrap over
        covers; null below five), `board_low`, `board_high`, `place` (`inside`, `below`, `above`; null below
        `ENOUGH_COVERS` covers or two board pictures), `n` (covers).
    """
    known = covers.drop_nulls("creator_id")
    if board.height < 2 or known.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    limits = _board_limits(board)
    whole = _pooled(board["palette"].to_list())
    apart = [palette_distance(palette, whole) for palette in known["palette"].to_list()]
    measured = known.select("creator_id", *MEASURES, pl.Series(PALETTE, apart, dtype=pl.Float64))
    rows = []
    for (creator,), group in measured.group_by("creator_id", maintain_order=True):
        rows += [
            {"creator_id": creator, **_judge_measure(name, group[name].to_numpy(), limits[name])}
            for name in (PALETTE, *MEASURES)
        ]
    named = pl.DataFrame(rows, schema={k: v for k, v in _SCHEMA.items() if k != "creator_name"})
    people = creators.select("creator_id", "creator_name").unique("creator_id", keep="first")
    return (
        named.join(people, on="creator_id", how="left", maintain_order="left")
        .sort("creator_name", "creator_id", maintain_order=True)
        .select(list(_SCHEMA))
    )


_SCHEMA = {
    "creator_id": pl.String,
    "creator_name": pl.String,
    "measure": pl.String,
    "value": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "board_low": pl.Float64,
    "board_high": pl.Float64,
    "place": pl.String,
    "n": pl.Int64,
}


def _board_limits(board: pl.DataFrame) -> dict[str, tuple[float, float]]:
    palettes = board["palette"].to_list()
    own = [palette_distance(p, _pooled([*palettes[:i], *palettes[i + 1 :]])) for i, p in enumerate(palettes)]
    values = {name: board[name].to_list() for name in MEASURES}
    return {PALETTE: (0.0, max(own)), **{name: (min(found), max(found)) for name, found in values.items()}}


def _pooled(palettes: Sequence[Sequence[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Combine palettes, each picture with the same weight."""
    return [{"hex": c["hex"], "share": c["share"] / len(palettes)} for palette in palettes for c in palette]


def _judge_measure(name: str, values: NDArray[np.float64], limits: tuple[float, float]) -> dict[str, object]:
    n, value = len(values), float(values.mean())
    low, high = bootstrap(lambda at: values[at].mean(axis=1), n) if n >= INTERVAL_FROM else (None, None)
    place = None
    if n >= ENOUGH_COVERS:
        place = "below" if value < limits[0] else "above" if value > limits[1] else "inside"
    return {
        "measure": name,
        "value": value,
        "lower": low,
        "upper": high,
        "board_low": limits[0],
        "board_high": limits[1],
        "place": place,
        "n": n,
    }


def cover_findings(covers: pl.DataFrame, board: pl.DataFrame) -> list[Finding]:
    """Say which covers match no creator, and who has too few covers to be judged."""
    found = []
    strangers = covers.filter(pl.col("creator_id").is_null())
    if strangers.height:
        text = Text(
            f"{strangers.height} covers belong to no creator or note of these files.",
            f"{strangers.height} 张封面无法对应达人或笔记。",
        )
        fix = Text(
            "Begin the file name with the creator's or the note's id.",
            "请以达人 ID 或笔记 ID 作为文件名开头。",
        )
        found.append(
            Finding(
                "covers_unmatched",
                Level.REVIEW,
                text,
                fix,
                tuple(strangers["file"].head(5)),
                n=strangers.height,
            )
        )
    few = (
        covers.drop_nulls("creator_id")
        .group_by("creator_id")
        .len()
        .filter(pl.col("len") < ENOUGH_COVERS)
        .height
    )
    if few:
        text = Text(
            f"{many(few, 'creator')} {agree(few, 'has', 'have')} fewer than {ENOUGH_COVERS} covers here: shown, not judged.",
            f"{few} 位达人的封面不足 {ENOUGH_COVERS} 张，仅展示不判断。",
        )
        found.append(
            Finding(
                "covers_few",
                Level.REVIEW,
                text,
                Text("Add covers of recent notes.", "请补充近期封面。"),
                n=few,
            )
        )
    if covers.height and board.height < 2:
        text = Text(
            "A mood board needs at least two pictures to compare covers with.",
            "情绪板至少两张图片才能作为参照。",
        )
        found.append(
            Finding(
                "board_small",
                Level.REVIEW,
                text,
                Text("Add pictures to the mood board.", "请补充情绪板图片。"),
                n=board.height,
            )
        )
    return found
