"""Multiple testing: adjusted p-values and claims, compared with numbers worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xhs_workbench.statistics.many_looks import false_discovery, holm


def test_what_was_not_tested_is_no_look_and_stays_untested():
    adjusted = false_discovery(np.array([np.nan, 0.01, np.nan, 0.02]))
    assert adjusted[[1, 3]].tolist() == pytest.approx([0.02, 0.02])
    assert np.isnan(adjusted[[0, 2]]).all()


@pytest.mark.parametrize("nothing", [[], [np.nan, np.nan]])
def test_nothing_tested_is_nothing_found(nothing):
    assert false_discovery(np.array(nothing, dtype=float)).shape == (len(nothing),)
    assert not holm(np.array(nothing, dtype=float), 0.05).any()


def test_holm_stops_at_the_first_that_fails():
    # Limits of four looks at .05: .0125, .0167, .025, .05; .02 fails its .0167, so .021 is not asked although
    # it passes .025.
    assert holm(np.array([0.021, 0.01, 0.02, 0.9]), 0.05).tolist() == [False, True, False, False]
    assert holm(np.array([0.01, 0.016, 0.024, 0.049]), 0.05).all()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_a_claim_also_passes_screening_and_order_changes_nothing(chances):
    p = np.array(chances)
    screened = false_discovery(p) <= 0.1
    assert (screened | ~holm(p, 0.1 - 1e-9)).all()
    assert false_discovery(p[::-1])[::-1] == pytest.approx(false_discovery(p))
    assert (false_discovery(p) >= p - 1e-12).all()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_it_is_the_adjustment_of_scipy(chances):
    from scipy.stats import false_discovery_control

    assert false_discovery(np.array(chances)).tolist() == false_discovery_control(chances).tolist()
