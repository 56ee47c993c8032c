"""Our own fits against the same fits of scipy and statsmodels, which are too slow to import or cannot take a column."""

import numpy as np
import polars as pl
import pytest
from scipy.stats import binomtest

from xhs_workbench.statistics.huber import TUNING, fit_huber
from xhs_workbench.statistics.intervals import wilson
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
