"""The model of creators' notes, part by part by hand, and its forecast against the same formulas written out as one dense matrix."""

from math import exp, log, sqrt
from types import SimpleNamespace

import numpy as np
import pytest

from xhs_workbench.metrics import note_model
from xhs_workbench.metrics.note_model import (
    YEAR,
    _descend,
    _kernel,
    _left_out,
    _misfit,
    _pull_in,
    _robust,
    _scatter,
    _solve,
    _stack,
    expect,
    fit_notes,
)


def array(*values):
    return np.array(values, dtype=float)


def test_a_robust_spread_is_that_of_a_normal_with_the_same_middle_half():
    """0 … 4 has quartiles 1 and 3: 2/1.349. Where all are alike there is none, and 1 stands in."""
    assert _robust(array(4, 1, 0, 3, 2)) == pytest.approx(2 / 1.349)
    assert _robust(array(7, 7, 7)) == 1.0


def test_notes_are_laid_out_by_creator_and_time(monkeypatch):
    """Creator 0 has notes 1, 2, 3, of .3, .1 and .2 years; creator 1 has note 0.

    With room for two, the latest two stay.
    """
    creator, years = np.array([1, 0, 0, 0]), array(0.5, 0.3, 0.1, 0.2)
    assert _stack(creator, years).tolist() == [[2, 3, 1], [0, -1, -1]]
    monkeypatch.setattr(note_model, "MOST_NOTES", 2)
    assert _stack(creator, years).tolist() == [[3, 1], [0, -1]]


def test_hits_are_pulled_in_to_three_spreads():
    """0, 0, 10 (median 0) and 1, 3 (median 2): away 0, 0, 10, −1, 1, quartiles 0 and 1, so 3/1.349 = 2.2239. A creator's only note stays."""
    found = _pull_in(array(0, 0, 10, 1, 3, 50), np.array([0, 0, 0, 1, 1, 2]))
    assert found == pytest.approx([0, 0, 3 / 1.349, 1, 3, 50])
    assert _pull_in(array(5, 9), np.array([0, 1])).tolist() == [5, 9]
    # An even number of notes has the mean of the middle two for its median: 2 of 0, 1, 3, 100.
    four = _pull_in(array(0, 1, 3, 100), np.zeros(4, dtype=int))
    reach = 3 * float(np.subtract(*np.quantile(array(-2, -1, 1, 98), [0.75, 0.25]))) / 1.349
    assert four == pytest.approx([0, 1, 3, min(100, 2 + reach)])


def test_how_levels_of_two_days_go_together():
    """τ² 2, τ_g² 3, κ² 4: at the origin and a year on, 2 + 0 + 4/e with a drift of 365 days; half a year before and one after: 2 − 1.5 + 4·e^−1.5."""
    ratios = array(2, 3, 4)
    assert _kernel(array(0), array(0, 1), ratios, 365.0) == pytest.approx(array(2 + 4, 2 + 4 / np.e)[None, :])
    assert _kernel(array(-0.5), array(1), ratios, 365.0)[0, 0] == pytest.approx(2 - 1.5 + 4 * exp(-1.5))
    assert _kernel(array(-0.5), array(1), ratios, 73.0)[0, 0] == pytest.approx(2 - 1.5 + 4 * exp(-7.5))


def test_generalised_least_squares_by_hand():
    """1, 3, 5, 7 of variance 4: mean 4 with variance 1, squares 20/4 = 5, log determinants 4·log 4 and log(4/4)."""
    made, x, y = np.tile(4 * np.eye(2), (2, 1, 1)), np.ones((2, 2, 1)), array(1, 3, 5, 7).reshape(2, 2)
    b, inner, rest = _solve(made, x, y)
    again, logs = _misfit(made, np.concatenate([x, y[..., None]], axis=2))
    assert again == pytest.approx(rest)
    assert b == pytest.approx([4])
    assert inner == pytest.approx(np.array([[1.0]]))
    assert rest == pytest.approx(5)
    assert logs == pytest.approx(4 * log(4), abs=1e-6)
    # Correlated notes, [[2, 1], [1, 2]]: 1, 3 have mean 2, rest (−1, 1)V⁻¹(−1, 1)' = 2, log 3 and log of
    # 1'V⁻¹1 = 2/3.
    made, x, y = array(2, 1, 1, 2).reshape(1, 2, 2), np.ones((1, 2, 1)), array(1, 3).reshape(1, 2)
    b, inner, rest = _solve(made, x, y)
    again, logs = _misfit(made, np.concatenate([x, y[..., None]], axis=2))
    assert again == pytest.approx(rest)
    assert (b[0], inner[0, 0], rest) == (pytest.approx(2), pytest.approx(1.5), pytest.approx(2))
    assert logs == pytest.approx(log(3) + log(2 / 3), abs=1e-6)


def test_a_note_against_the_others_of_its_creator():
    """Covariance [[2, 1], [1, 2]], off by 3 and 0: the second says nothing of the first (3 − ½·0), the first 1.5 of the second. Variance 2 − ½ = 1.5."""
    model = SimpleNamespace(
        inverse=np.linalg.inv(array(2, 1, 1, 2).reshape(1, 2, 2)), residual=array(3, 0).reshape(1, 2)
    )
    misses, spread = _left_out(model)
    assert misses == pytest.approx(array(3, -1.5).reshape(1, 2))
    assert spread == pytest.approx(np.full((1, 2), sqrt(1.5)))


def test_creators_own_scatter():
    """Two creators with two notes tell nothing: all scatter alike.

    Of three, the wild one scatters more, the calm one less, and the lone note as all do.
    """
    used = np.array([[True, True], [True, True], [True, False]])
    assert _scatter(np.ones((3, 2)), np.ones((3, 2)), used).tolist() == [1, 1, 1]
    used = np.array([[True] * 9, [True] * 9, [True] * 9, [True] + [False] * 8])
    misses = np.array([[9.0] * 9, [1.0] * 9, [0.1] * 9, [1.0] + [0.0] * 8])
    found = _scatter(misses, np.ones((4, 9)), used)
    assert found[0] > found[1] > found[2]
    assert found[3] == pytest.approx(1.0)
    assert _scatter(2 * misses, 2 * np.ones((4, 9)), used) == pytest.approx(found)


def test_the_search_goes_downhill_to_within_its_last_step():
    def bowl(at):
        return float((at[0] - 1.3) ** 2 + 2 * (at[1] + 0.7) ** 2)

    at, least = _descend(bowl, array(0, 0), (0.6, 0.3, 0.15, 0.07))
    assert at == pytest.approx([1.3, -0.7], abs=0.07)
    assert least == bowl(at)
    assert least < bowl(array(0, 0))


def world(creators=8, notes=9, growth=0.6, seed=3):
    """Creators of different level who all grow by `growth` a year; SYNTHETIC."""
    rng = np.random.default_rng(seed)
    creator = np.repeat(np.arange(creators), notes)
    day = np.tile(20_000 + np.arange(notes) * 40.0, creators) + rng.integers(0, 9, creators * notes)
    y = (
        rng.normal(6, 1, creators)[creator]
        + growth * (day - 20_000) / YEAR
        + rng.normal(0, 0.2, creators * notes)
    )
    return creator, day, y


def test_the_forecast_is_the_best_linear_one_written_out_in_full():
    """All notes in one matrix: V = same creator · (τ² + τ_g² t t' + κ² e^(−|t − t'|/drift)) + σᵢ²; mean x'b + k'V⁻¹r, and the same of its doubt."""
    creator, day, y = world()
    model = fit_notes(creator, day, y)
    rows = model.slots.ravel()
    owner, t = creator[rows], model.day.ravel()
    assert t == pytest.approx((day[rows] - day.max()) / YEAR)
    x, residual = model.design.reshape(-1, model.design.shape[2]), model.residual.ravel()
    assert x == pytest.approx(np.column_stack([np.ones(len(t)), t]))

    def kernel(who, when, whom, then):
        apart = np.abs(when[:, None] - then[None, :]) * YEAR
        alike = (
            model.tau2
            + model.tau2_g * when[:, None] * then[None, :]
            + model.kappa2 * np.exp(-apart / model.drift_days)
        )
        return np.where(who[:, None] == whom[None, :], alike, 0.0)

    v = kernel(owner, t, owner, t) + np.diag(model.sigma2 * model.scatter[owner])
    inverse = np.linalg.inv(v)
    # b solves the normal equations of exactly this V, and its covariance is theirs.
    assert x.T @ inverse @ residual == pytest.approx([0, 0], abs=1e-6)
    assert model.b_covariance == pytest.approx(np.linalg.inv(x.T @ inverse @ x), rel=1e-4)
    who, when = np.array([0, 0, 3]), array(day.max() + 30, day.max() + 90, day.max() - 100)
    new = (when - day.max()) / YEAR
    k, left = kernel(who, new, owner, t), np.column_stack([np.ones(3), new])
    found = expect(model, who, when)
    assert found.mean == pytest.approx(left @ model.b + k @ inverse @ residual)
    carried = left - k @ inverse @ x
    assert found.covariance == pytest.approx(
        kernel(who, new, who, new) - k @ inverse @ k.T + carried @ model.b_covariance @ carried.T
    )
    assert found.noise == pytest.approx(model.sigma2 * model.scatter[who])
    assert found.spread == pytest.approx(np.sqrt(np.diag(found.covariance) + found.noise))


def test_growth_is_found_and_a_day_unknown_is_the_last():
    creator, day, y = world(creators=20, growth=0.6)
    model = fit_notes(creator, day, y)
    assert model.growth == pytest.approx(0.6, abs=0.15)
    assert (model.trended, model.dated, model.origin) == (True, True, day.max())
    one, other = expect(model, np.array([2]), array(np.nan)), expect(model, np.array([2]), array(day.max()))
    assert one.mean == pytest.approx(other.mean)


@pytest.mark.parametrize(
    ("span", "creators", "trended"), [(44.9, 5, False), (45.0, 5, True), (400.0, 4, False)]
)
def test_what_tells_a_trend(span, creators, trended):
    """Five creators whose notes span 45 days or more."""
    creator = np.repeat(np.arange(creators), 4)
    day = np.tile([0.0, span / 3, span / 2, span], creators)
    y = np.random.default_rng(1).normal(5, 1, len(day))
    model = fit_notes(creator, day, y)
    assert model.trended == trended
    assert (model.growth != 0) == trended
    assert len(model.b) == 1 + trended


def test_without_a_trend_one_as_large_as_creators_differ_by_is_thinkable():
    creator, day = np.repeat(np.arange(4), 4), np.tile(np.arange(4.0) * 10, 4)
    model = fit_notes(creator, day, np.random.default_rng(1).normal(5, 1, 16))
    near, far = (expect(model, np.array([1]), array(30.0 + ahead)).covariance[0, 0] for ahead in (0.0, 365.0))
    assert far - near > 2 * model.tau2_g  # a trend of hers and a common one, a year on


def test_no_date_at_all_and_no_note():
    model = fit_notes(np.array([0, 0, 1]), np.full(3, np.nan), array(1, 2, 3))
    assert (model.dated, model.trended, model.origin) == (False, False, 0.0)
    with pytest.raises(ValueError, match="no note"):
        fit_notes(np.zeros(0, dtype=int), np.zeros(0), np.zeros(0))


def test_one_hit_hardly_moves_a_level_and_stays_in_the_tail():
    creator, day, y = world()
    hit = y.copy()
    hit[4] += 6
    calm, wild = fit_notes(creator, day, y), fit_notes(creator, day, hit)
    at = np.array([0]), array(day.max())
    assert expect(wild, *at).mean[0] - expect(calm, *at).mean[0] < 0.25
    assert wild.null.max() > 8
    assert len(wild.null) == len(y)
    assert (np.diff(wild.null) >= 0).all()
