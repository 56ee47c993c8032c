"""The local level: by hand where one variance is nil, against statsmodels everywhere, and on days that say nothing."""

import warnings

import numpy as np
import pytest

from xhs_workbench.statistics.local_level import PRIOR, filter_days, fit_local_level

NONE = np.zeros((3, 0))


def test_without_wandering_the_level_is_the_mean_and_as_sure_as_a_mean():
    """1, 2, 6 with variance 2 a day: mean 3, variance 2/3; each day is expected at the mean of those before it."""
    found = filter_days(np.array([1.0, 2.0, 6.0]), NONE, 2.0, 0.0)
    assert found.state.tolist() == pytest.approx([3.0])
    assert found.doubt.tolist() == [[pytest.approx(2 / 3)]]
    assert found.fitted.tolist() == pytest.approx([0.0, 1.0, 1.5])


def test_without_noise_the_level_is_the_last_day_and_doubt_grows_with_each_silent_day():
    series = np.array([1.0, 5.0, np.nan, np.nan])
    found = filter_days(series, np.zeros((4, 0)), 0.0, 0.25)
    assert (found.state[0], found.doubt[0, 0]) == (5.0, pytest.approx(3 * 0.25))
    assert found.fitted.tolist() == [0.0, 1.0, 5.0, 5.0]


def test_a_slope_by_hand():
    """Without wandering this is least squares: y = 1, 3, 5 on x = 0, 1, 2 has slope 2, whose variance is 2/Σ(x − 1)² = 1."""
    found = filter_days(np.array([1.0, 3.0, 5.0]), np.array([[0.0], [1.0], [2.0]]), 2.0, 0.0)
    assert found.state.tolist() == pytest.approx([1.0, 2.0], abs=1e-5)
    assert found.doubt[1, 1] == pytest.approx(1.0, rel=1e-5)
    assert found.doubt[0, 0] == pytest.approx(
        2 / 3 + 1.0, rel=1e-5
    )  # the mean's, and a day's step back to x = 0
    assert found.doubt[0, 1] == pytest.approx(-1.0, rel=1e-5)


def world(seed):
    """Return days that wander, with holes in every third world and weekdays in every second."""
    rng = np.random.default_rng(seed)
    days = int(rng.integers(32, 160))
    design = np.cumsum(rng.normal(0, 0.1, (days, seed % 3)), axis=0)
    if seed % 2:
        design = np.hstack([design, (np.arange(days)[:, None] % 7 == np.arange(1, 7)[None, :]) * 1.0])
    noise = rng.normal(0, 0.1, days)
    series = np.cumsum(rng.normal(0, [0, 0.02, 0.1][seed % 3], days)) + design.sum(axis=1) + noise
    if seed % 3 == 0:
        series[rng.integers(10, days, 6)] = np.nan
    return series - np.nanmean(series), design


@pytest.mark.parametrize("seed", range(12))
def test_it_is_the_fit_of_statsmodels(seed):
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    series, design = world(seed)
    ours = fit_local_level(series, design)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # statsmodels says where it did not converge
        exog = design.copy() if design.shape[1] else None
        model = UnobservedComponents(series.copy(), "llevel", exog=exog, mle_regression=False)
        theirs = model.fit(disp=0, maxiter=200, cov_type="none")
        same = model.smooth([ours.irregular**2, ours.wander**2])
    assert same.llf >= theirs.llf - 1e-3
    assert (ours.irregular, ours.wander) == pytest.approx(np.sqrt(theirs.params[:2]), abs=1e-3)
    assert ours.state == pytest.approx(same.predicted_state[:, -1], abs=1e-6)
    assert ours.doubt == pytest.approx(same.predicted_state_cov[:, :, -1], rel=1e-4, abs=1e-9)
    assert ours.fitted[20:] == pytest.approx(same.fittedvalues[20:], abs=1e-6)


def test_a_level_added_or_another_unit_changes_nothing_else():
    series, design = world(4)
    plain, moved = fit_local_level(series, design), fit_local_level(3 * series + 5, 3 * design)
    assert moved.state[0] == pytest.approx(3 * plain.state[0] + 5, abs=1e-4)
    assert moved.state[1:] == pytest.approx(plain.state[1:], abs=1e-4)
    assert (moved.irregular, moved.wander) == pytest.approx((3 * plain.irregular, 3 * plain.wander), rel=1e-3)


def test_a_control_that_never_moved_tells_nothing_and_is_doubted_accordingly():
    series, _ = world(2)
    still = np.full((len(series), 1), 4.0)
    alone, found = fit_local_level(series, still[:, :0]), fit_local_level(series, still)
    assert (found.irregular, found.wander) == pytest.approx((alone.irregular, alone.wander))
    assert found.doubt[1, 1] == pytest.approx(PRIOR)


def test_days_that_never_change_are_fitted_without_a_word():
    found = fit_local_level(np.zeros(40), np.cumsum(np.ones((40, 1)), axis=0))
    assert found.state.tolist() == pytest.approx([0.0, 0.0])
    assert found.irregular < 1e-9 and found.wander < 1e-9


def test_too_few_known_days_are_refused():
    series = np.array([1.0, np.nan, 2.0])
    with pytest.raises(ValueError, match="2 known days are too few for 1 regressors"):
        fit_local_level(series, np.array([[0.0], [1.0], [3.0]]))
