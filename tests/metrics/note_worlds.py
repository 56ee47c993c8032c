"""Creators and notes of a made-up world (SYNTHETIC), and their covariance written out in full."""

import numpy as np

from xhs_workbench.metrics.note_model import YEAR


def array(*values):
    return np.array(values, dtype=float)


def world(creators=8, notes=9, growth=0.6, seed=3, noise=0.3):
    """Creators of different level, a note every forty days; SYNTHETIC."""
    rng = np.random.default_rng(seed)
    creator = np.repeat(np.arange(creators), notes)
    day = np.tile(20_000 + np.arange(notes) * 40.0, creators) + rng.integers(0, 9, creators * notes)
    y = rng.normal(6, 1, creators)[creator] + growth * (day - 20_000) / YEAR
    return creator, day, y + rng.normal(0, noise, creators * notes)


def uneven(**more):
    """The same, but creator 2 lacks her first six notes and creator 5 has one alone."""
    creator, day, y = world(**more)
    kept = np.ones(len(y), dtype=bool)
    kept[18:24] = kept[46:54] = False
    return creator[kept], day[kept], y[kept]


def dense(model, creator, day, sigma2=1.0):
    """The covariance of levels of any two notes, written out in full, in units of sigma2."""
    apart = np.abs(day[:, None] - day[None, :]) * YEAR
    alike = (
        model.tau2
        + model.tau2_g * day[:, None] * day[None, :]
        + model.kappa2 * np.exp(-apart / model.drift_days)
    )
    return np.where(creator[:, None] == creator[None, :], alike, 0.0) / sigma2
