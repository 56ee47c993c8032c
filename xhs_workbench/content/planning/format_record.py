"""What each creator does best: the four formats in their own notes, shrunk towards all creators if data are few.

Log interactions of a note = the creator's level + the format's effect for everybody + its extra effect for
this creator +
noise. The third term is the one of interest and rests on the fewest notes, so it is shrunk: with many own
notes it is the creator's, with none it is everybody's. Nothing is compared across creators: the level cancels
out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.metrics.note_formats import FORMATS
from xhs_workbench.metrics.registry import columns
from xhs_workbench.params.brief import Brief
from xhs_workbench.statistics.censored import any_flag, median_settled
from xhs_workbench.statistics.intervals import INTERVAL_FROM
from xhs_workbench.statistics.shares import Z_90

Floats = NDArray[np.float64]
RANK_FROM = INTERVAL_FROM
"""With fewer own notes a format is not ranked for its creator."""
SCHEMA: dict[str, type[pl.DataType]] = {
    "creator_id": pl.String,
    "format": pl.String,
    "n": pl.Int64,
    "notes_known": pl.Int64,
    "raw_ratio": pl.Float64,
    "ratio": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "own_weight": pl.Float64,
    "effect": pl.Float64,
}


@dataclass(frozen=True)
class Cells:
    """Notes by creator (rows) and format (columns): count, mean, and sum of squares about the mean."""

    n: Floats
    mean: Floats
    squares: Floats


def format_records(notes: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Estimate each format's effect for each creator, from the creator's own notes.

    Args:
        notes: The `Notes` table with `format` (see `metrics.name_formats`); commercial notes are left out,
            and notes with censored or unknown interactions.
        brief: The brief, for its definition of interactions.

    Returns:
        One row a creator and format: `creator_id`, `format`, `n` (own notes of that format), `notes_known`
            (own notes
        of any known format), `raw_ratio` (their geometric mean over that of the creator's notes of known
        format; null without notes), `ratio` with `lower` and `upper` (the shrunk estimate: interactions of
        this format over the creator's typical note, 90 % interval), `own_weight` (0-1: how much of it rests
        on own notes rather than on everybody's), `effect` (log of `ratio`), `place` (1 is best, among the
        creator's formats with `RANK_FROM` notes or more; null for the others, and where fewer than two have
        as many).

        Source: best linear unbiased prediction with the creator's level as a free effect (C. R. Henderson,
            Biometrics
        31 (1975)); the variance between creators by moments (R. DerSimonian and N. Laird, Controlled Clinical
        Trials 7 (1986)), summed over creators. The interval takes the variances as known.
    """
    known = _measured(notes, brief)
    ids = known["creator_id"].unique(maintain_order=True).to_list()
    if not ids:
        return pl.DataFrame(schema={**SCHEMA, "place": pl.Int64})
    cells = _gather(known, ids)
    general, spread = _general(cells)
    within = max(float(cells.squares.sum() / max((cells.n - 1).clip(min=0).sum(), 1)), 1e-9)
    between = _between(cells, general, within)
    own, weight, variance = _predict(cells, general, within, between)
    effect = general + own
    wide = Z_90 * np.sqrt(variance + spread)
    level = (cells.n * cells.mean).sum(axis=1, keepdims=True) / cells.n.sum(axis=1, keepdims=True)
    raw = np.where(cells.n > 0, np.exp(cells.mean - level), np.nan)
    total = np.broadcast_to(cells.n.sum(axis=1, keepdims=True), cells.n.shape)
    flat = {
        "n": cells.n,
        "notes_known": total,
        "raw_ratio": raw,
        "ratio": np.exp(effect),
        "lower": np.exp(effect - wide),
        "upper": np.exp(effect + wide),
        "own_weight": weight,
        "effect": effect,
    }
    frame = pl.DataFrame(
        {
            "creator_id": np.repeat(ids, len(FORMATS)).tolist(),
            "format": list(FORMATS) * len(ids),
            **{name: np.ravel(values) for name, values in flat.items()},
        }
    )
    return _placed(frame.cast(SCHEMA).with_columns(pl.col(pl.Float64).fill_nan(None)))  # type: ignore[arg-type]


def _measured(notes: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    parts = columns(("@interactions",), brief.definitions)
    own = notes.filter(~pl.col("is_commercial").fill_null(False)).drop_nulls(["creator_id", "format"])
    own = own.filter(~any_flag(parts, own.columns) & median_settled(parts, own.columns, "creator_id"))
    total = pl.sum_horizontal([pl.col(part).cast(pl.Float64) for part in parts], ignore_nulls=False)
    return own.select("creator_id", "format", y=total.log1p()).drop_nulls("y")


def _gather(known: pl.DataFrame, ids: list[str]) -> Cells:
    shape = (len(ids), len(FORMATS))
    rows = {creator: row for row, creator in enumerate(ids)}
    n, mean, squares = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    grouped = known.group_by("creator_id", "format").agg(
        n=pl.len(), mean=pl.col("y").mean(), squares=((pl.col("y") - pl.col("y").mean()) ** 2).sum()
    )
    for creator, form, count, middle, about in grouped.iter_rows():
        place = rows[creator], FORMATS.index(form)
        n[place], mean[place], squares[place] = count, middle, about
    return Cells(n, mean, squares)


def _general(cells: Cells) -> tuple[Floats, Floats]:
    """Return each format's effect for everybody (log, 0 on average over all notes) and its squared standard error.

    Least squares on notes minus their creator's mean, so that creators with only one format contribute
    nothing; the error is clustered by creator (sandwich), because notes of one creator are correlated.
    """
    shares = cells.n / cells.n.sum(axis=1, keepdims=True)
    level = (shares * cells.mean).sum(axis=1)
    cross = np.diag(cells.n.sum(axis=0)) - cells.n.T @ shares
    target = cells.n * (cells.mean - level[:, None])
    inverse = np.linalg.pinv(cross)
    found = inverse @ target.sum(axis=0)
    scores = target - (cells.n * found - shares * (cells.n @ found)[:, None])
    variance = np.diag(inverse @ (scores.T @ scores) @ inverse)
    centre = cells.n.sum(axis=0) @ found / cells.n.sum()
    return found - centre, np.maximum(variance, 0.0)


def _between(cells: Cells, general: Floats, within: float) -> float:
    """Return the variance, between creators, of a format's effect for one of them."""
    weight = cells.n / within
    rest = cells.mean - general
    total = weight.sum(axis=1, keepdims=True)
    middle = (weight * rest).sum(axis=1, keepdims=True) / total
    seen = (weight * (rest - middle) ** 2).sum()
    expected = ((cells.n > 0).sum(axis=1) - 1).sum()
    scale = (total[:, 0] - (weight**2).sum(axis=1) / total[:, 0]).sum()
    return max(float((seen - expected) / scale), 0.0) if scale > 0 else 0.0


def _predict(cells: Cells, general: Floats, within: float, between: float) -> tuple[Floats, Floats, Floats]:
    """Return each creator's own part of a format's effect, the weight of own notes, and the prediction variance."""
    with np.errstate(divide="ignore"):
        whole = between + within / cells.n
    precision = 1 / whole
    level = (precision * (cells.mean - general)).sum(axis=1, keepdims=True) / precision.sum(
        axis=1, keepdims=True
    )
    weight = between / whole
    own = weight * (cells.mean - general - level)
    unsure = 1 / precision.sum(axis=1, keepdims=True)
    return own, weight, between * (1 - weight) + weight**2 * unsure


def _placed(frame: pl.DataFrame) -> pl.DataFrame:
    enough = pl.col("n") >= RANK_FROM
    ranked = pl.when(enough).then(pl.col("effect")).rank("ordinal", descending=True).over("creator_id")
    return frame.with_columns(
        place=pl.when(enough & (enough.sum().over("creator_id") >= 2)).then(ranked).cast(pl.Int64)
    )
