"""Of many notes those of one age are forecast together, and checked by tenths: as each would be alone."""

import numpy as np
import polars as pl
import pytest

from xhs_workbench.results.growing import longevity
from xhs_workbench.results.growing.longevity import Aged, check_forecasts, forecast_notes


def campaign(notes=90, days=40, seed=3):
    """Notes posted on three days, seen for `days`, 4 and 8 days less; growth slows, each note at its own pace."""
    draw = np.random.default_rng(seed)
    logs = np.log1p(draw.integers(50, 900, notes))[:, None] + draw.uniform(0.1, 0.5, notes)[
        :, None
    ] * np.log1p(np.arange(days))
    for note in range(notes):
        logs[note, days - 4 * (note % 3) :] = np.nan
    titles = pl.DataFrame({"note_id": [f"n{i}" for i in range(notes)], "title": ["t"] * notes})
    return Aged(titles, logs, draw.normal(size=logs.shape))


@pytest.fixture
def both(monkeypatch):
    """A function's answer with notes taken together, and with each taken alone."""

    def asked(ask):
        monkeypatch.setattr(longevity, "MANY", 60)
        together = ask()
        monkeypatch.setattr(longevity, "MANY", 1000)
        return together, ask()

    return asked


def test_a_forecast_within_the_ages_seen_is_the_same(both):
    """A note seen for 32 days has nothing at day 38 to learn from: with it or without it, the regression is one."""
    together, alone = both(lambda: forecast_notes(campaign(), [38]))
    assert set(alone["method"]) == {"seen", "regression"}
    for column in ("forecast", "low", "high"):
        assert together[column].to_numpy() == pytest.approx(alone[column].to_numpy(), rel=1e-9, nan_ok=True)


def test_a_forecast_beyond_them_is_hardly_another(both):
    together, alone = both(lambda: forecast_notes(campaign(), [60]))
    assert set(alone["method"]) == {"tail"} == set(together["method"])
    for column in ("forecast", "low", "high"):
        assert together[column].to_numpy() == pytest.approx(alone[column].to_numpy(), rel=0.02)


def test_the_check_is_hardly_another_and_never_knows_the_note(both):
    together, alone = both(lambda: check_forecasts(campaign(), 31))
    assert together["n"].to_list() == alone["n"].to_list() == [90, 90, 90]
    assert together["error"].to_numpy() == pytest.approx(alone["error"].to_numpy(), abs=0.002)
    for part in longevity._tenths(90):
        assert len(part) < 90
    assert sorted(np.concatenate(longevity._tenths(90)).tolist()) == list(range(90))
