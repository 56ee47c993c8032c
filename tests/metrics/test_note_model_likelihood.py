"""What the notes' model maximises, and what it does to hits, undated notes, common weeks and features; against dense formulas."""

from itertools import pairwise
from math import log
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from tests.metrics.note_worlds import array, dense, uneven, world
from xhs_workbench.metrics import common_weeks, note_model
from xhs_workbench.metrics.common_weeks import with_common
from xhs_workbench.metrics.note_model import (
    PRIOR,
    YEAR,
    _descend,
    _fit,
    _left_out,
    _robust,
    _scatter,
    _scatter_of_others,
    _search,
    _shapes,
    carry,
    covariances,
    expect,
    fit_notes,
)
from xhs_workbench.metrics.ordinary_notes import OrdinaryNotes, fit_ordinary
from xhs_workbench.statistics.shrinkage import moderate_variances


def loss_of(monkeypatch, slots, day, y, whole, scatter):
    """The loss that a fit minimises."""
    kept = []
    monkeypatch.setattr(note_model, "_search", lambda loss, before: kept.append(loss) or (PRIOR, 60.0))
    used = slots >= 0

    def shapes(days, step):
        return _shapes(day[::step], used[::step], days)

    model = _fit(slots, day, y, whole, scatter, shapes)
    return kept[0], model


def test_one_note_leaves_the_prior():
    """A note alone has no say: τ 1.6, τ_g .4 a year and κ .25 of a note's own scatter, whose variance is the least there is."""
    model = fit_notes(np.zeros(1, dtype=int), array(20_000), array(3))
    ratios = array(model.tau2, model.tau2_g, model.kappa2) / model.sigma2
    assert np.sqrt(ratios) == pytest.approx([1.6, 0.4, 0.25])
    assert model.sigma2 == pytest.approx(1e-8)
    assert (model.drift_days, model.b.tolist(), model.growth) == (60.0, [pytest.approx(3)], 0.0)


@pytest.mark.parametrize(("number", "spread"), [(0, 1.0), (1, 0.8), (2, 0.7)])
def test_a_standard_deviation_off_the_prior_costs_a_half(monkeypatch, number, spread):
    loss, _ = loss_of(
        monkeypatch, np.zeros((1, 1), dtype=int), np.zeros((1, 1)), array(0), np.ones((1, 1)), np.ones(1)
    )
    off = spread * np.eye(3)[number]
    assert loss(PRIOR, 60.0) == pytest.approx(0.5 * log(1e-12))
    # One note: log|V| and log|X'V⁻¹X| cancel, whatever the ratios are.
    for logs in (PRIOR + off, PRIOR - off):
        assert loss(logs, 60.0) - loss(PRIOR, 60.0) == pytest.approx(0.5, abs=1e-6)


def test_the_loss_is_the_restricted_likelihood_and_the_prior(monkeypatch):
    """½ (log|V| + log|X'V⁻¹X| + (n − p) log y'Py + Σ((log − prior) / spread)²), all notes in one matrix."""
    slots = np.array([[0, 1, 2], [3, 4, -1]])
    day = array(-1, -0.5, 0, -0.8, -0.2, 0).reshape(2, 3)
    y, scatter = array(1, 2.5, 2, 5, 7), array(1, 1.5)
    whole = np.column_stack([np.ones(5), [-1, -0.5, 0, -0.8, -0.2]])
    loss, model = loss_of(monkeypatch, slots, day, y, whole, scatter)
    owner, t = np.array([0, 0, 0, 1, 1]), whole[:, 1]

    def by_hand(logs, drift_days):
        tau2, slope2, kappa2 = np.exp(2 * np.clip(logs, -5, 3))
        parts = SimpleNamespace(tau2=tau2, tau2_g=slope2, kappa2=kappa2, drift_days=drift_days)
        v = dense(parts, owner, t) + np.diag(scatter[owner])
        inverse = np.linalg.inv(v)
        inner = whole.T @ inverse @ whole
        p = inverse - inverse @ whole @ np.linalg.inv(inner) @ whole.T @ inverse
        doubt = (((logs - np.log([1.6, 0.4, 0.25])) / [1.0, 0.8, 0.7]) ** 2).sum()
        return (
            v,
            p,
            inner,
            0.5 * (np.linalg.slogdet(v)[1] + np.linalg.slogdet(inner)[1] + 3 * np.log(y @ p @ y) + doubt),
        )

    for logs in (PRIOR, array(0, 0, 0), array(0.5, -2, 1), array(4, -6, 0)):
        for days in (60.0, 400.0):
            assert loss(logs, days) == pytest.approx(by_hand(logs, days)[3], rel=1e-6)
    # The fit at the prior: σ² = y'Py / 3, and everything else in its units.
    v, p, inner, _ = by_hand(PRIOR, 60.0)
    assert model.sigma2 == pytest.approx(y @ p @ y / 3)
    assert array(model.tau2, model.tau2_g, model.kappa2) == pytest.approx(
        array(1.6, 0.4, 0.25) ** 2 * model.sigma2
    )
    assert model.b_covariance == pytest.approx(np.linalg.inv(inner) * model.sigma2)
    assert model.inverse[0] == pytest.approx(np.linalg.inv(v[:3, :3]) / model.sigma2)
    assert model.inverse[1][:2, :2] == pytest.approx(np.linalg.inv(v[3:, 3:]) / model.sigma2)
    assert model.inverse[1][2].tolist() == [0, 0, 0]
    made = covariances(day, slots >= 0, array(1.6, 0.4, 0.25) ** 2, 60.0, scatter)
    assert made[0] == pytest.approx(v[:3, :3])
    assert made[1][2].tolist() == [0, 0, 1]


def test_ratios_have_bounds_and_places_without_a_note_hold_nothing(monkeypatch):
    """Logs of −6, 4 and 1 are taken as −5, 3 and 1: ratios of e^−10, e^6 and e². Creator 1 has two notes of three places."""
    monkeypatch.setattr(note_model, "_search", lambda loss, before: (array(-6, 4, 1), 60.0))
    slots = np.array([[0, 1, 2], [3, 4, -1]])
    used = slots >= 0
    day = array(-1, -0.5, 0, -0.8, -0.2, 0).reshape(2, 3)
    model = _fit(
        slots,
        day,
        array(1, 2.5, 2, 5, 7),
        np.ones((5, 1)),
        np.ones(2),
        lambda days, step: _shapes(day[::step], used[::step], days),
    )
    ratios = array(model.tau2, model.tau2_g, model.kappa2) / model.sigma2
    assert np.log(ratios) == pytest.approx([-10, 6, 2])
    assert model.residual[1, 2] == 0
    assert model.design[1, 2].tolist() == [0]
    assert not model.inverse[1, 2].any() and not model.inverse[1, :, 2].any()
    fitted = fit_notes(*uneven())
    for part in (fitted.residual, fitted.day, fitted.design[..., 0]):
        assert not part[fitted.slots < 0].any()


def test_of_many_creators_every_second_tells_the_variances(monkeypatch):
    """With room for two, the loss of four creators is that of the first and the third; with room for three, of all."""
    slots, day = np.arange(8).reshape(4, 2), np.tile([-0.5, 0.0], (4, 1))
    y = array(1, 2, 8, 3, 4, 4.5, 0, 9)
    given = np.ones((8, 1)), np.ones(4)
    whole, scatter = given
    pair = [0, 2]
    kept = np.array([0, 1, 4, 5])
    alone, _ = loss_of(monkeypatch, np.arange(4).reshape(2, 2), day[pair], y[kept], whole[:4], scatter[:2])
    every, _ = loss_of(monkeypatch, slots, day, y, whole, scatter)
    monkeypatch.setattr(note_model, "FITTED_CREATORS", 2)
    half, _ = loss_of(monkeypatch, slots, day, y, whole, scatter)
    monkeypatch.setattr(note_model, "FITTED_CREATORS", 3)
    room, _ = loss_of(monkeypatch, slots, day, y, whole, scatter)
    assert half(PRIOR, 60.0) == pytest.approx(alone(PRIOR, 60.0))
    assert room(PRIOR, 60.0) == pytest.approx(every(PRIOR, 60.0))
    assert half(PRIOR, 60.0) != pytest.approx(every(PRIOR, 60.0))


def test_where_the_search_begins_and_which_drift_it_takes():
    """From the prior with both drifts, the likelier taken; the next time from τ² = 4, τ_g² = 9, κ² = ¼ of σ²: log 2, log 3, −log 2."""
    flat = _search(lambda logs, days: 0.0, None)
    assert flat[0] == pytest.approx([log(1.6), log(0.4), log(0.25)])
    assert flat[1] == 60.0
    assert _search(lambda logs, days: -days, None)[1] == 400.0
    assert _search(lambda logs, days: abs(days - 60), None)[1] == 60.0
    before = SimpleNamespace(tau2=12.0, tau2_g=27.0, kappa2=0.75, sigma2=3.0, drift_days=400.0)
    at, days = _search(lambda logs, days: 0.0, before)
    assert at == pytest.approx([log(2), log(3), -log(2)])
    assert days == 400.0
    # And goes downhill from there, by steps of .3 and less.
    aim = at + array(0.3, 0, -0.3)
    assert _search(lambda logs, days: float(((logs - aim) ** 2).sum()), before)[0] == pytest.approx(aim)


def test_the_search_stops_where_no_step_helps():
    """|x − 1| from 0 by steps of .5: at 1 after two steps, and no place is worked out twice."""
    asked = []

    def loss(at):
        asked.append(tuple(at.tolist()))
        return abs(at[0] - 1) + abs(at[1])

    at, least = _descend(loss, array(0, 0), (0.5,))
    assert (at.tolist(), least) == ([1.0, 0.0], 0.0)
    assert len(asked) == len(set(asked))
    # 0, .5 and both ways of y, 1 and both ways, 1.5: .5 is known from before.
    assert asked == [(0, 0), (0.5, 0), (0.5, 0.5), (0.5, -0.5), (1, 0), (1, 0.5), (1, -0.5), (1.5, 0)]


def test_a_hit_is_pulled_in_to_two_and_a_half_spreads(monkeypatch):
    """From what the creator's other notes say of it, in spreads as wide as they turned out; an ordinary note stays as it is."""
    creator, day, y = world()
    y[4] += 9
    y[40] -= 9
    seen, scatters = [], []

    def recorded(slots, day, pulled, *others):
        seen.append((pulled.copy(), _fit(slots, day, pulled, *others)))
        scatters.append(others[1])
        return seen[-1][1]

    monkeypatch.setattr(note_model, "_fit", recorded)
    fit_notes(creator, day, y)
    assert len(seen) == 3
    # The first fit takes all scatter as alike; then each creator has that of all her misses before.
    assert scatters[0].tolist() == [1] * 8
    for scatter, (_, model) in zip(scatters[1:], seen, strict=False):
        assert scatter == pytest.approx(_scatter(*_left_out(model), model.slots >= 0))
    for (before, model), (after, _) in pairwise(seen):
        misses, spread = _left_out(model)
        wide = _robust(misses / spread)
        at = {int(note): place for place, note in np.ndenumerate(model.slots)}
        for note, way in ((4, 1), (40, -1)):
            off = after[note] - (before[note] - misses[at[note]])
            assert off / spread[at[note]] / wide == pytest.approx(2.5 * way)
        usual = [
            note
            for note in range(len(y))
            if note not in (4, 40)
            and abs(y[note] - before[note] + misses[at[note]]) < 2.5 * spread[at[note]] * wide
        ]
        assert len(usual) > 60
        assert after[usual] == pytest.approx(y[usual])


@pytest.mark.parametrize("noise", [0.3, 3.0])
def test_the_tail_holds_each_note_as_it_was_against_the_others(noise):
    """(y − what the creator's other notes, pulled in, predict) / its standard deviation, each note left out of the full matrix.

    Its own part of that deviation is the scatter of the other notes: d₀ s₀² and n − 2 of their mean squares.
    """
    creator, day, y = uneven(noise=noise)
    y[4] += 30 * noise
    model = fit_notes(creator, day, y)
    used = model.slots >= 0
    rows, t = model.slots[used], model.day[used]
    owner = creator[rows]
    v = dense(model, owner, t) + np.diag(model.sigma2 * model.scatter[owner])
    rest, fitted = model.residual[used], model.design[used] @ model.b
    found, off, pulled, variance = [], *np.zeros((3, len(t)))
    for j in range(len(t)):
        others = np.arange(len(t)) != j
        weights = np.linalg.solve(v[np.ix_(others, others)], v[others, j])
        variance[j] = v[j, j] - weights @ v[others, j]
        off[j] = y[rows[j]] - fitted[j] - weights @ rest[others]
        pulled[j] = rest[j] - weights @ rest[others]
    squares = pulled**2 / variance
    mean = np.array([squares[owner == one].mean() for one in range(8)])
    many = np.bincount(owner)
    known = moderate_variances(np.where(many > 1, mean, np.nan), many - 1.0)
    weight = known.prior_df
    assert np.isfinite(weight)
    for j in range(len(t)):
        others = (owner == owner[j]) & (np.arange(len(t)) != j)
        more = 1.0
        if others.any():
            left = others.sum() - 1
            own = (weight * known.common + left * squares[others].mean()) / (weight + left)
            more = own / known.values[owner[j]]
        noise2 = model.sigma2 * model.scatter[owner[j]]
        found.append(off[j] / np.sqrt(variance[j] + noise2 * (more - 1)))
    assert model.null == pytest.approx(np.sort(found))


def test_a_hit_does_not_hide_itself_in_its_creators_scatter():
    """Creators of uneven scatter: the scatter without a creator's largest note is below that with it, without her smallest above."""
    rng = np.random.default_rng(2)
    left_out = rng.normal(0, 1, (30, 6)) * np.exp(rng.normal(0, 0.8, 30))[:, None]
    without = _scatter_of_others(left_out, np.ones((30, 6), dtype=bool))
    rank = np.abs(left_out)
    at = np.arange(30)
    assert (without[at, rank.argmax(axis=1)] < 1).all()
    assert (without[at, rank.argmin(axis=1)] > without[at, rank.argmax(axis=1)]).all()
    # Creators who scatter alike have no scatter of their own that a note could widen.
    assert (_scatter_of_others(np.ones((30, 6)), np.ones((30, 6), dtype=bool)) == 1).all()


def test_equal_scatter_is_nobodys_own():
    """Three creators alike have the common scatter; a creator's is the mean square of its misses, whatever their number."""
    used = np.ones((3, 4), dtype=bool)
    same = np.tile([1.0, -1.0, 1.0, -1.0], (3, 1))
    assert _scatter(same, np.ones((3, 4)), used) == pytest.approx([1, 1, 1])
    assert _scatter(same, 2 * np.ones((3, 4)), used) == pytest.approx([1, 1, 1])
    uneven = np.array([[True] * 4, [True] * 3 + [False], [True] * 2 + [False] * 2])
    assert _scatter(np.where(uneven, same, 50.0), np.ones((3, 4)), uneven) == pytest.approx([1, 1, 1])
    long = np.tile([1.0, -1.0], (3, 20))
    some = np.arange(40) < np.array([40, 10, 40])[:, None]
    assert _scatter(long, np.ones((3, 40)), some) == pytest.approx([1, 1, 1])
    # Two notes each are enough, where three creators have them; and misses count in their own spreads.
    wide = np.array([1.0, 2.0, 4.0])[:, None] * np.ones((3, 4))
    assert _scatter(same * wide, wide, used) == pytest.approx([1, 1, 1])
    pair = np.array([[True, True, False, False]] * 3)
    assert _scatter(same * wide**5, np.ones((3, 4)), pair).tolist() != [1, 1, 1]
    # A creator with one note tells nothing of scatter: with two others, nothing is known.
    lone = np.arange(40) < np.array([40, 40, 1])[:, None]
    wild = long * np.array([1.0, 9.0, 1.0])[:, None]
    assert _scatter(wild, np.ones((3, 40)), lone).tolist() == [1, 1, 1]
    assert _scatter(wild, np.ones((3, 40)), np.ones((3, 40), dtype=bool))[1] > 2


def test_undated_notes_stand_in_the_middle_of_the_dated():
    """Days 0, 10, 40, 100 and one unknown: the median of the known is 25, so 75 days before the last."""
    day = array(0, 10, np.nan, 40, 100)
    model = fit_notes(np.array([0, 0, 0, 1, 1]), day, array(1, 2, 3, 4, 5))
    assert (model.dated, model.origin) == (True, 100.0)
    assert np.sort(model.day.ravel() * YEAR) == pytest.approx([-100, -90, -75, -60, 0, 0])


def test_features_follow_the_level_and_the_trend():
    creator, day, y = world(creators=6)
    feature = (np.arange(len(y)) % 3 == 0).astype(float)
    model = fit_notes(creator, day, y + 2 * feature, feature[:, None])
    assert model.b[2] == pytest.approx(2, abs=0.2)
    when = np.full(2, day.max() + YEAR / 2)
    off = expect(model, np.array([1, 1]), when, array(0, 1)[:, None])
    carried = carry(model, np.array([1, 1]), when, array(0, 1)[:, None])
    assert carried.design == pytest.approx(array(1, 0.5, 0, 1, 0.5, 1).reshape(2, 3))
    assert carried.years == pytest.approx([0.5, 0.5])
    # The same creator and day: the notes differ by the feature's effect alone.
    assert off.mean[1] - off.mean[0] == pytest.approx(model.b[2])
    assert off.noise.tolist() == [model.sigma2 * model.scatter[1]] * 2


def test_common_weeks_are_the_best_linear_forecast_in_full_matrices(monkeypatch):
    """One size a = s = .3: C added to V of all notes, b found again by least squares, new notes by the best linear forecast.

    The notes of each creator are of twelve weeks or fewer, the new ones of a week seen and of two to come.
    """
    monkeypatch.setattr(common_weeks, "SIZES", array(0.3))
    monkeypatch.setattr(common_weeks, "_prior", lambda: np.ones(1))
    rng = np.random.default_rng(4)
    count = 65
    kept = np.setdiff1d(np.arange(72), [12, 13, 14, 15, 50, 58, 59])
    creator = np.repeat(np.arange(6), 12)[kept]
    day = (np.tile(20_000 + np.arange(12) * 7.0, 6) + rng.uniform(0, 6.9, 72))[kept]
    model = fit_notes(creator, day, rng.normal(6, 1, 6)[creator] + rng.normal(0, 2, count))
    used = model.slots >= 0
    rows, t = model.slots[used], model.day[used]
    owner = creator[rows]
    new, when = np.array([0, 3, 3]), array(day.max() - 3, day.max() + 8, day.max() + 30)
    owners, times = np.concatenate([owner, new]), np.concatenate([t, (when - day.max()) / YEAR])
    week = np.floor(times * YEAR / 7 + 1e-9)
    apart = (week[:, None] - week[None, :]) * 7
    common = 0.09 * model.sigma2 * ((apart == 0) + np.cos(2 * np.pi * apart / 365))
    # A bend, v · t²: half of the growth (and of its doubt) over twice the mean age of the notes.
    assert model.trended
    bend = 0.5**2 * (model.b[1] ** 2 + model.b_covariance[1, 1]) / (2 * t.mean()) ** 2
    common += bend * np.outer(times**2, times**2)
    levels = dense(model, owners, times)
    if not model.trended:
        later = np.arange(len(times)) >= count
        levels += model.tau2_g * np.outer(times, times) * np.outer(later, later)
    x = np.column_stack([np.ones(len(times)), times])[:, : 1 + model.trended]
    v = (levels + common)[:count, :count] + np.diag(model.sigma2 * model.scatter[owner])
    inverse, k = np.linalg.inv(v), (levels + common)[count:, :count]
    inner = np.linalg.inv(x[:count].T @ inverse @ x[:count])
    pulled = model.residual[used] + model.design[used] @ model.b
    b = inner @ x[:count].T @ inverse @ pulled
    left = x[count:] - k @ inverse @ x[:count]
    alone = expect(model, new, when)
    found = with_common(model, alone, carry(model, new, when))
    assert found.mean == pytest.approx(x[count:] @ b + k @ inverse @ (pulled - x[:count] @ b), abs=1e-6)
    assert found.covariance == pytest.approx(
        (levels + common)[count:, count:] - k @ inverse @ k.T + left @ inner @ left.T, abs=1e-6
    )
    assert found.noise.tolist() == alone.noise.tolist()


def test_weeks_of_unknown_size_are_a_mixture(monkeypatch):
    """Sizes 0 and .5 with priors .8 and .2: of each pair c's mean and covariance, weighted by its likelihood; Var = E Var + Var E.

    The likelihood of q, whose covariance is A + ACA when c has covariance C, less what all pairs share.
    """
    monkeypatch.setattr(common_weeks, "SIZES", array(0, 0.5))
    monkeypatch.setattr(common_weeks, "_prior", lambda: array(0.8, 0.2))
    known, score = array(4, -1, -1, 3).reshape(2, 2), array(5, -3)
    season = np.cos(2 * np.pi * 21 / YEAR)
    weights, means, squares = [], [], []
    for a, one in ((0, 0.8), (0.5, 0.2)):
        for s, two in ((0, 0.8), (0.5, 0.2)):
            c = 2.0 * (a**2 * np.eye(2) + s**2 * array(1, season, season, 1).reshape(2, 2))
            of_score = known + known @ c @ known
            fit = -0.5 * (np.linalg.slogdet(of_score)[1] + score @ np.linalg.inv(of_score) @ score)
            mean = c @ known @ np.linalg.inv(of_score) @ score
            cover = c - c @ known @ np.linalg.inv(of_score) @ known @ c
            weights.append(one * two * np.exp(fit))
            means.append(mean)
            squares.append(cover + np.outer(mean, mean))
    shares = np.array(weights) / np.sum(weights)
    assert shares.max() < 0.9  # no pair has it all
    middle = sum(share * mean for share, mean in zip(shares, means, strict=True))
    whole = sum(share * square for share, square in zip(shares, squares, strict=True))
    found, doubt = common_weeks.average_weeks(np.array([0, 3]), known, score, 2.0)
    assert found == pytest.approx(middle)
    assert doubt == pytest.approx(whole - np.outer(middle, middle))


@pytest.mark.parametrize(("back", "counts"), [(79, True), (80, False)])
def test_eighty_weeks_count(monkeypatch, back, counts):
    """The last note is of week 0; a note 79 weeks before it has a place among them, one of 80 weeks has that after the last."""
    day = array(*(20_000 - 7.0 * k for k in (0, 1, 2)), 20_000 - 7.0 * back)
    model = fit_notes(np.array([0, 0, 1, 1]), day, array(1, 2, 3, 4))
    seen = []
    real = common_weeks.evidence_on_weeks
    monkeypatch.setattr(
        common_weeks,
        "evidence_on_weeks",
        lambda model, place, count: seen.append((place, count)) or real(model, place, count),
    )
    at = np.array([0]), array(20_007.0)
    with_common(model, expect(model, *at), carry(model, *at))
    place, count = seen[0]
    assert count == 4 + counts  # weeks −2, −1, 0 and the one to come, and the old one if it counts
    old = place[tuple(np.argwhere(model.slots == 3)[0])]
    assert old == (0 if counts else count)
    assert sorted(place.ravel().tolist()) == ([0, 1, 2, 3] if counts else [0, 1, 2, 4])


def test_the_season_of_a_forecast_is_that_of_its_week():
    """A whole table of weeks: with nothing known, of two weeks 182 and 364 days apart the seasons are opposite and alike."""
    _, doubt = common_weeks.average_weeks(np.array([0, 26, 52]), np.zeros((3, 3)), np.zeros(3), 1.0)
    season = doubt[0, 2]
    assert doubt[0, 1] == pytest.approx(-season, rel=1e-3)
    assert doubt[0, 0] == pytest.approx(2 * season, rel=1e-3)


def dated_rows(**columns):
    return pl.DataFrame(columns).with_columns(
        published_at=pl.col("day").cast(pl.Int64).mul(86_400_000_000).cast(pl.Datetime("us"))
    )


def test_undated_notes_among_dated_ones_are_of_a_hundred_and_twenty_days_before():
    """The last day known is 20,100; without any day, own notes are 120 days before day 0, and day 0 is asked about."""
    rows = dated_rows(
        creator_id=["a", "a", "b", "b"],
        day=[20_100, 20_000, 20_050, None],
        format=["review"] * 4,
        y=array(1, 2, 3, 4),
    )
    fitted = fit_ordinary(rows)
    assert (fitted.dated, fitted.model.origin) == (0.75, 20_100.0)
    assert np.sort(fitted.model.day.ravel() * YEAR) == pytest.approx([-120, -100, -50, 0])
    undated = rows.with_columns(published_at=pl.lit(None, dtype=pl.Datetime("us")))
    blind = fit_ordinary(undated)
    assert (blind.dated, blind.model.origin) == (0.0, -120.0)
    later = expect(blind.model, np.array([0]), np.zeros(1))
    assert blind.expect(rows.head(1)).covariance == pytest.approx(later.covariance)
    assert blind.expect(rows.head(1)).mean == pytest.approx(later.mean)
    single = fit_ordinary(rows.filter(pl.col("creator_id") == "a").head(1))
    assert single is None


def test_the_error_of_a_format_by_hand():
    """Three formats, effects of two with variances .04 and .09 and covariance .01, off the mean of the three.

    The first: (−⅓, −⅓): (.04 + .09 + .02) / 9 = .01667. The second: (⅔, −⅓): (.16 + .09 − .04) / 9 = .02333.
    """
    covariance = np.zeros((3, 3))
    covariance[1:, 1:] = [[0.04, 0.01], [0.01, 0.09]]
    formats = ("review", "tutorial", "comparison")
    fitted = OrdinaryNotes(SimpleNamespace(b_covariance=covariance), {}, formats, pl.DataFrame(), 1.0)
    found = fitted.format_error(pl.DataFrame({"format": ["review", "tutorial", "comparison", None]}))
    assert found == pytest.approx([0.15 / 9, 0.21 / 9, (0.04 + 0.36 - 0.04) / 9, 0])
    one = OrdinaryNotes(SimpleNamespace(b_covariance=covariance), {}, ("review",), pl.DataFrame(), 1.0)
    assert one.format_error(pl.DataFrame({"format": ["review", None]})).tolist() == [0, 0]


def test_together_adds_what_weeks_do_to_all():
    rng = np.random.default_rng(2)
    rows = dated_rows(
        creator_id=[f"c{k % 6}" for k in range(60)],
        day=[20_000 + 3 * k for k in range(60)],
        format=["review"] * 60,
        y=rng.normal(5, 1, 60),
    )
    fitted = fit_ordinary(rows)
    asked = rows.tail(3)
    alone, together = fitted.expect(asked), fitted.expect(asked, together=True)
    assert together.covariance.mean() > alone.covariance.mean()
    assert together.noise.tolist() == alone.noise.tolist()
