"""Creators' own notes in the form that `note_model` needs, and the result expected of an ordinary note."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.metrics.common_weeks import with_common
from xhs_workbench.metrics.note_formats import FORMATS
from xhs_workbench.metrics.note_model import Expected, NoteModel, carry, expect, fit_notes

Array = NDArray[np.float64]
LEAST_FORMAT = 10
"""Minimum number of own notes of a format for its effect to be estimated."""
UNDATED_DAYS = 120.0
"""A note without a date is dated this long before the day of interest, so that the trend since then adds
uncertainty."""


@dataclass(frozen=True)
class OrdinaryNotes:
    """A fitted model with the names for its numbers.

    Args:
        model: The fit.
        places: Creator id -> number in the model.
        formats: Formats whose effects the model includes.
        counts: One row per creator: `creator_id`, `own_notes`.
        dated: Share of notes with a date.
    """

    model: NoteModel
    places: Mapping[str, int]
    formats: tuple[str, ...]
    counts: pl.DataFrame
    dated: float

    def expect(self, notes: pl.DataFrame, *, together: bool = False) -> Expected:
        """Predict what ordinary notes would get.

        Args:
            notes: `creator_id` (each of `places`), `published_at`, `format`.
            together: Also what weeks and seasons do to all creators alike (`common_weeks`): for a mean of many notes,
                which that does not average out.
        """
        creator = np.array([self.places[one] for one in notes["creator_id"]], dtype=np.int64)
        # Without any date, own notes were put `UNDATED_DAYS` before day 0, and day 0 is asked about.
        day = _days(notes["published_at"]) if self.dated else np.zeros(notes.height)
        features = _format_columns(notes["format"], self.formats)
        found = expect(self.model, creator, day, features)
        return (
            with_common(self.model, found, carry(self.model, creator, day, features)) if together else found
        )

    def format_error(self, notes: pl.DataFrame) -> Array:
        """Return the variance that notes of one format share: the uncertainty of the format's effect; 0 without formats."""
        table = _format_columns(notes["format"], self.formats)
        if table is None:
            return np.zeros(notes.height)
        effects = self.model.b_covariance[-table.shape[1] :, -table.shape[1] :]
        off = table - 1 / len(self.formats)
        return np.asarray(np.einsum("ni,ij,nj->n", off, effects, off))


def fit_ordinary(notes: pl.DataFrame, *, least: int = 1) -> OrdinaryNotes | None:
    """Fit the model to creators' own notes.

    Args:
        notes: One row per own, unpaid, settled note: `creator_id`, `published_at`, `format`, `y` (log of 1 +
            count).
        least: Creators with fewer notes are left out.

    Returns:
        The fit; None if no creator has two notes.
    """
    known = notes.drop_nulls(["creator_id", "y"]).filter(pl.len().over("creator_id") >= least)
    # Sorted, so that the order of notes does not change the fit.
    known = known.sort("creator_id", "published_at", "y", "format", nulls_last=True)
    if known.is_empty() or not known["creator_id"].is_duplicated().any():
        return None
    counts = known.group_by("creator_id", maintain_order=True).agg(own_notes=pl.len().cast(pl.Int64))
    places = {one: number for number, one in enumerate(counts["creator_id"])}
    creator = known["creator_id"].replace_strict(places, return_dtype=pl.Int64).to_numpy()
    seen = (
        known["format"]
        .drop_nulls()
        .value_counts()
        .filter(pl.col("count") >= LEAST_FORMAT)["format"]
        .to_list()
    )
    formats = tuple(name for name in FORMATS if name in seen)
    day = _days(known["published_at"])
    dated = float(np.isfinite(day).mean())
    day = np.where(np.isfinite(day), day, (np.nanmax(day) if dated else 0.0) - UNDATED_DAYS)
    model = fit_notes(
        creator, day, known["y"].to_numpy().astype(float), _format_columns(known["format"], formats)
    )
    return OrdinaryNotes(model, places, formats, counts, dated)


def _days(moments: pl.Series) -> Array:
    seconds = moments.to_frame("at").select(pl.col("at").dt.epoch("s").cast(pl.Float64) / 86_400).to_series()
    return np.asarray(seconds.fill_null(np.nan).to_numpy(), dtype=np.float64)


def _format_columns(formats: pl.Series, names: tuple[str, ...]) -> Array | None:
    """Return formats coded as 0 and 1, each minus its share, so that a note of unknown format counts as a mixture."""
    if len(names) < 2:
        return None
    known = formats.is_in(list(names)).fill_null(value=False).to_numpy()
    columns = [np.where(known, formats.eq_missing(name).to_numpy(), 1 / len(names)) for name in names[1:]]
    return np.column_stack(columns).astype(np.float64)
