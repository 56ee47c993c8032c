"""Our own fits against the same fits of scipy and statsmodels, which are too slow to import or cannot take a column."""

import warnings

import numpy as np
import polars as pl
import pytest
from scipy.stats import binomtest

from xhs_workbench.statistics.huber import TUNING, fit_huber
from xhs_workbench.statistics.intervals import wilson
from xhs_workbench.statistics.local_level import fit_local_level
from xhs_workbench.statistics.shares import wilson_bounds
from xhs_workbench.statistics.shrinkage import paule_mandel


@pytest.mark.parametrize(("hits", "trials"), [(0, 7), (7, 7), (1, 2), (3, 11), (20, 100), (1, 100_000)])
def test_wilson_is_that_of_scipy(hits, trials):
    theirs = binomtest(hits, trials).proportion_ci(0.9, method="wilson")
    ours = wilson_bounds(pl.DataFrame({"hits": [hits], "trials": [trials]}), "hits", "trials")
    assert ours.select("lower", "upper").row(0) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert wilson(hits, trials, 1.6448536269514722) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


@pytest.mark.parametrize("n", [40, 300])
def test_the_huber_fit_is_that_of_statsmodels(n):
    from statsmodels.robust.norms import HuberT
    from statsmodels.robust.robust_linear_model import RLM

    rng = np.random.default_rng(n)
    design = np.column_stack([np.ones(n), rng.normal(size=(n, 3))])
    value = design @ np.array([2.0, 1.0, -1.0, 0.5]) + rng.standard_t(2, size=n)
    theirs = RLM(value, design, M=HuberT(TUNING)).fit(maxiter=200, tol=1e-12).params
    assert fit_huber(design, value) == pytest.approx(theirs, abs=1e-5)


def test_paule_mandel_is_that_of_statsmodels():
    from statsmodels.stats.meta_analysis import combine_effects

    rng = np.random.default_rng(3)
    variances = rng.uniform(0.05, 0.5, 12)
    means = rng.normal(1.0, np.sqrt(0.4 + variances))
    theirs = combine_effects(means, variances, method_re="iterated")
    tau2, slope, covariance = paule_mandel(means, variances, np.ones((12, 1)))
    assert tau2 == pytest.approx(theirs.tau2, abs=1e-6)
    assert slope[0] == pytest.approx(theirs.mean_effect_re, abs=1e-6)
    assert np.sqrt(covariance[0, 0]) == pytest.approx(theirs.sd_eff_w_re, abs=1e-6)


@pytest.mark.parametrize("case", range(6))
def test_the_local_level_is_that_of_statsmodels(case):
    """With sales that first occur late, weekdays and days without a value; the noise may be all there is, or nearly nothing."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    rng = np.random.default_rng(case)
    n, noise, wander = (40, 90, 150)[case % 3], (0.1, 0.02)[case % 2], (0.0, 0.01, 0.05, 0.2)[case % 4]
    sales = (np.isin(np.arange(n), rng.integers(20, n, 5))).astype(float)
    weekdays = [(np.arange(n) % 7 == day).astype(float) for day in range(1, 7)] if n > 56 else []
    design = np.column_stack([rng.normal(0, 0.3, n), sales, *weekdays])
    level = np.cumsum(rng.normal(0, wander, n))
    values = level + rng.normal(0, noise, n) + design @ rng.normal(0, 0.5, design.shape[1])
    if case > 2:
        values[rng.integers(0, n, 4)] = np.nan
    ours = fit_local_level(values, design)
    model = UnobservedComponents(values, "llevel", exog=design, mle_regression=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = model.fit(disp=0, maxiter=500, cov_type="none")
    assert model.loglike([ours.noise**2, ours.wander**2]) > theirs.llf - 0.005
    # At our variances, their filter ends in our state and has made our forecasts.
    same = model.smooth([ours.noise**2, ours.wander**2])
    sd = np.sqrt(np.diag(same.predicted_state_cov[:, :, -1]))
    assert ours.state / sd == pytest.approx(same.predicted_state[:, -1] / sd, abs=1e-3)
    assert np.sqrt(np.diag(ours.doubt)) == pytest.approx(sd, rel=1e-3)
    unknowns = design.shape[1] + 1 + 5
    late = np.arange(n) > max(unknowns, np.flatnonzero(sales)[0])
    assert ours.fitted[late] == pytest.approx(same.fittedvalues[late], abs=1e-3)


def test_a_level_that_never_moves_is_the_mean():
    """By hand: without a walk and without regressors the state is the mean, and its variance the noise's over n."""
    values = np.array([1.0, 3.0, 2.0, 4.0, 0.0, 2.0, 1.0, 3.0])
    found = fit_local_level(values, np.zeros((8, 0)))
    assert found.wander == pytest.approx(0.0, abs=1e-3)
    assert found.state == pytest.approx([2.0], abs=1e-4)
    # Seven forecasts by the running mean: their standardised squares are 2, 0, 4·3/4, 2.5²·4/5, 0, 1·6/7, 1.1429²·7/8.
    standardised = [4 / 2, 0.0, 4 * 3 / 4, 2.5**2 * 4 / 5, 0.0, 1 * 6 / 7, (8 / 7) ** 2 * 7 / 8]
    assert found.noise**2 == pytest.approx(sum(standardised) / 7, rel=1e-3)
    assert found.doubt[0, 0] == pytest.approx(found.noise**2 / 8, rel=1e-3)
