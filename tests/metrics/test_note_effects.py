"""Effects within creators: by hand, against statsmodels' mixed model, and with notes that would mislead."""

import warnings

import numpy as np
import pytest

from xhs_workbench.metrics.note_effects import Effects, contrast, effects_within
from xhs_workbench.metrics.note_model import fit_notes

UNKNOWN = np.nan


def made(seed, creators=30, own=6, noise=0.5, drift=0.0, effect=0.3):
    """Creators who differ a lot; notes with and without a feature in turn; a drift over the year, if asked for."""
    rng = np.random.default_rng(seed)
    who = np.repeat(np.arange(creators), own)
    day = np.tile(np.linspace(0, 300, own), creators)
    x = (rng.random(len(who)) < 0.5).astype(float)
    wave = drift * np.sin(2 * np.pi * (day / 300 + rng.random(creators)[who]))
    y = rng.normal(6, 1.2, creators)[who] + wave + effect * x + rng.normal(0, noise, len(who))
    return who, day, y, x[:, None]


def test_two_creators_by_hand():
    """Creator 0: 1 without, 3 with; creator 1: 10 and 14: differences 2 and 4, mean 3, whatever their levels."""
    found = effects_within(
        np.array([0, 0, 1, 1]),
        np.full(4, UNKNOWN),
        np.array([1.0, 3, 10, 14]),
        np.array([0.0, 1, 0, 1])[:, None],
    )
    assert found.slopes == pytest.approx([3], abs=1e-3)
    assert found.notes_free == 1


def test_effects_are_those_of_the_mixed_model_with_creator_means():
    from statsmodels.regression.mixed_linear_model import MixedLM

    rng = np.random.default_rng(11)
    who = np.repeat(np.arange(40), 8)
    x = rng.normal(0, 1, (320, 2)) + rng.normal(0, 1, (40, 2))[who]
    y = 5 + rng.normal(0, 1, 40)[who] + x @ [0.3, -0.2] + rng.normal(0, 0.5, 320)
    ours = effects_within(who, np.full(320, UNKNOWN), y, x)
    means = np.array([x[who == i].mean(axis=0) for i in range(40)])[who]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = MixedLM(y, np.column_stack([np.ones(320), x - means, means]), who).fit()
    # The mixed model knows neither pulled-in notes nor creators with a scatter of their own.
    assert ours.slopes == pytest.approx(theirs.params[1:3], abs=0.3 * float(theirs.bse[1]))
    assert np.sqrt(np.diag(ours.model)) == pytest.approx(theirs.bse[1:3], rel=0.1)


def test_a_creators_own_level_is_no_effect():
    """A feature that only the better half of the creators has, and half of them always: within, nothing."""
    who, day, y, _ = made(1, effect=0.0)
    level = np.array([y[who == one].mean() for one in range(30)])[who]
    x = ((level > np.median(level)) & (np.arange(len(who)) % 3 > 0)).astype(float)[:, None]
    estimate, error, _ = contrast(effects_within(who, day, y, x), np.eye(1), np.array([15.0]))
    assert abs(estimate[0]) < 3 * error[0] < 0.6


def test_a_feature_that_no_creator_varied_is_never_certain():
    who, day, y, x = made(2)
    table = np.column_stack([(who > 14).astype(float), x])
    found = effects_within(who, day, y, table)
    assert np.isinf(found.model[0, 0])
    assert np.isfinite(found.model[1, 1])
    _, errors, _ = contrast(found, np.eye(2), np.array([15.0, 30.0]))
    assert np.isinf(errors[0])
    assert np.isfinite(errors[1])


def test_drift_is_not_taken_for_noise():
    """Levels that swing by half over the year: plain differences within creators scatter more than these do."""
    ours, plain = [], []
    for seed in range(30):
        who, day, y, x = made(seed, own=20, noise=0.3, drift=0.7, effect=0.3)
        ours.append(effects_within(who, day, y, x).slopes[0])
        mean = lambda part, who=who: (np.bincount(who, part) / np.bincount(who))[who]  # noqa: E731
        off, away = x[:, 0] - mean(x[:, 0]), y - mean(y)
        plain.append(float(off @ away / (off @ off)))
    assert np.mean(ours) == pytest.approx(0.3, abs=0.03)
    assert np.std(ours) < 0.8 * np.std(plain)


def test_one_note_far_out_pulls_no_ordinary_note_along():
    """Its influence ends: e⁶ or e⁴⁰ times as much is the same, and the effect stays where it was."""
    who, day, y, x = made(3)
    at = int(np.flatnonzero(x[:, 0] == 1)[0])
    calm, far, further = (
        effects_within(who, day, y + add * (np.arange(len(y)) == at), x).slopes[0] for add in (0, 6, 40)
    )
    assert far == pytest.approx(calm, abs=0.04)
    assert further == pytest.approx(far, abs=1e-3)


def test_pulled_in_notes_make_an_effect_less_certain():
    """240 notes, of which every twelfth lies far out: without what that costs, 20 of 240 would look like calm notes.

    30 levels and one slope (undated: no trend) leave 209: K = 1 + 31/240 · 20/220 = 1.011742, (K · 240/220)² = 1.218170.
    """
    rng = np.random.default_rng(7)
    who, day = np.repeat(np.arange(30), 8), np.full(240, UNKNOWN)
    x = np.tile([0.0, 1.0], 120)
    calm = 6 + 0.3 * x + rng.uniform(-0.5, 0.5, 240)
    far = calm + np.where(np.arange(240) % 12 == 5, 30.0 * (-1.0) ** (np.arange(240) // 12), 0)
    found = effects_within(who, day, far, x[:, None])
    model = fit_notes(who, day, far, x[:, None])
    used = model.slots >= 0
    inverse = np.linalg.inv(np.eye(8) * model.scatter[:, None, None] + 1e4)
    away, rest = x[model.slots], model.residual + model.design @ model.b - found.slopes[0] * x[model.slots]
    rest -= np.einsum("cij,cj->ci", inverse, rest).sum(axis=1)[:, None] / inverse.sum(axis=(1, 2))[:, None]
    plain = (
        np.einsum("ci,cij,cj->", rest, inverse, rest) / 209 / np.einsum("ci,cij,cj->", away, inverse, away)
    )
    assert used.all()
    assert found.notes_free == 209
    assert found.model[0, 0] == pytest.approx(1.218170 * plain, rel=1e-2)


def test_all_notes_of_a_creator_with_hundreds_count():
    """150 notes of each of two creators are cut into stretches of 60, 60 and 30: six levels, two slopes."""
    rng = np.random.default_rng(5)
    who, day = np.repeat([0, 1], 150), np.tile(np.arange(150.0), 2)
    x = rng.integers(0, 2, 300).astype(float)
    found = effects_within(who, day, 6 + x + rng.normal(0, 0.3, 300), x[:, None])
    # 300 notes less six levels, the slope, and the common trend if the model has one (two creators: none).
    assert found.notes_free in {300 - 6 - 1, 300 - 6 - 2}
    assert found.slopes[0] == pytest.approx(1, abs=0.12)


def test_the_surplus_between_creators_counts_as_far_as_chance_does_not_explain_it():
    """m = .04, clustered .064 of nine creators: .064 · 9/8 = .072, r = .8; r² / (r² + 2/8) = .64 / .89 = .7191.

    x = .04 · .8 · .7191 = .02301; variance .06301. Degrees: .06301² / (.04²/100 + .02301²/8) = 48.2.
    """
    found = Effects(np.array([0.5]), np.array([[0.04]]), np.array([[0.064]]), 100)
    estimate, error, free = contrast(found, np.eye(1), np.array([9.0]))
    assert estimate == pytest.approx([0.5])
    assert error == pytest.approx([np.sqrt(0.06301)], rel=1e-3)
    assert free == pytest.approx([48.2], rel=1e-2)


def test_less_scatter_between_creators_than_chance_makes_nothing_surer():
    found = Effects(np.array([0.5]), np.array([[0.04]]), np.array([[0.01]]), 100)
    _, error, free = contrast(found, np.eye(1), np.array([9.0]))
    assert error == pytest.approx([0.2])
    assert free == pytest.approx([100])
