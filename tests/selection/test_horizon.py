"""Estimates extrapolated from past notes to the posting window: by hand, and on rosters of two families with a known truth."""

import numpy as np
import polars as pl
import pytest

from benchmarks.calibration import next_notes
from benchmarks.calibration.worlds import FAMILIES
from xhs_workbench.selection.estimating.horizon import Horizon, trusted


def test_a_trend_is_carried_fully_to_the_last_note_and_fades_beyond():
    """Growth .365 a year is .001 a day: 10 days before the last count 180 (1 − e^(−10/180)) = 9.729, 100 ahead of 200 seen 200 (1 − e^−.5) = 78.694."""
    horizon = Horizon(
        growth=0.365,
        seen_growth=0.365,
        doubt=0.0,
        drift=0.0,
        drift_days=60,
        day=1100,
        ahead_days=100,
        seen_days=200,
        tails=(-1, 1, 0),
    )
    notes = pl.DataFrame(
        {
            "published_at": pl.Series([990 * 86_400_000, 1000 * 86_400_000]).cast(pl.Datetime("ms", "UTC")),
            "log_interactions": [5.0, 5.0],
            "unit": [0, 0],
        }
    )
    assert horizon.carry(notes)["log_interactions"].to_numpy() == pytest.approx(
        [5.088423, 5.078694], abs=1e-5
    )


def test_a_level_grows_unsure_with_the_square_of_distance_and_with_drift():
    horizon = Horizon(
        0.0,
        0.0,
        doubt=0.04,
        drift=0.01,
        drift_days=100,
        day=1000,
        ahead_days=0,
        seen_days=200,
        tails=(-1, 1, 0),
    )
    near, far = horizon.variance(np.array([1000.0, 1000 - 365.0]), np.full(2, 1000.0))
    assert near == 0
    assert far == pytest.approx(0.04 + 0.01 * (1 - np.exp(-3.65)))
    assert horizon.transient(np.array([1000 - 365.0]), np.array([1000.0]))[0] == pytest.approx(
        0.01 * (1 - np.exp(-3.65))
    )


def test_a_trend_that_could_be_noise_is_hardly_carried():
    assert trusted(0.19, 2.25) == pytest.approx(0.019)  # v is nine times as large as what trends differ by
    assert trusted(-0.5, 0.01) == -trusted(0.5, 0.01)


@pytest.mark.parametrize("family", FAMILIES)
def test_rosters_of_forty_are_estimated_better_than_by_their_raw_means(family):
    """Six rosters; shrinkage and growth together; and next notes fall inside about as often as said."""
    found = next_notes.look_ahead(family, 40, 8, 0.0, runs=6)
    assert found.error < 1
    assert 0.72 <= found.held <= 0.9
