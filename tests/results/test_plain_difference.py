"""The difference-in-differences beside the structural model, by hand; and bumps that are not listed."""

import numpy as np
import pytest

from xhs_workbench.results.attributing.plain_difference import difference, unlisted_bump

BEFORE, AFTER = 91, 28


def world(seed=1):
    """A brand and three controls that follow one market, log noise of .04."""
    rng = np.random.default_rng(seed)
    market = np.cumsum(rng.normal(0, 0.01, BEFORE + AFTER))
    made = 1000 * np.exp(market[:, None] + rng.normal(0, 0.04, (BEFORE + AFTER, 4)))
    return made[:, 0], made[:, 1:]


def test_the_difference_by_hand():
    """Flat controls, the brand at 100 and then at 130: 30 % exactly, without doubt where no week differs."""
    series = np.where(np.arange(BEFORE + AFTER) < BEFORE, 100.0, 130.0)
    found = difference(series, np.full((BEFORE + AFTER, 3), 50.0), BEFORE)
    assert (found.lift, found.low, found.high) == pytest.approx((0.3, 0.3, 0.3))


def test_what_controls_share_is_no_lift():
    series, controls = world()
    moved = np.where(np.arange(BEFORE + AFTER) >= BEFORE, 1.5, 1.0)
    alone, together = (
        difference(series, controls, BEFORE),
        difference(series * moved, controls * moved[:, None], BEFORE),
    )
    assert together.lift == pytest.approx(alone.lift)
    assert together.low < 0 < together.high


def bumped(where, factor=2.5, days=6):
    at = np.arange(BEFORE + AFTER)
    return np.where((at >= where) & (at < where + days), factor, 1.0)


def test_a_sale_nobody_listed_is_seen_wherever_it_lies():
    series, controls = world()
    none, in_window, before = np.zeros(BEFORE + AFTER), bumped(BEFORE + 8), bumped(40)
    assert unlisted_bump(series, controls, BEFORE, none) is None
    assert unlisted_bump(series * in_window, controls, BEFORE, none) == "short"
    assert unlisted_bump(series * in_window, controls * in_window[:, None], BEFORE, none) == "shared"
    assert unlisted_bump(series * before, controls, BEFORE, none) == "before"
    listed = (in_window > 1).astype(float)
    assert unlisted_bump(series * in_window, controls, BEFORE, listed) is None


def test_a_lift_that_stays_is_no_bump():
    series, controls = world()
    lifted = np.where(np.arange(BEFORE + AFTER) >= BEFORE, 1.4, 1.0)
    assert unlisted_bump(series * lifted, controls, BEFORE, np.zeros(BEFORE + AFTER)) is None


WEEKEND = np.where(np.arange(BEFORE + AFTER) % 7 >= 5, 1.12, 1.0)


def calm_world(seed=3):
    """As `world`, but no market and log noise of .015: a weekend's 12 % stand seven spreads above the weekdays."""
    rng = np.random.default_rng(seed)
    made = 1000 * np.exp(rng.normal(0, 0.015, (BEFORE + AFTER, 4))) * WEEKEND[:, None]
    return made[:, 0], made[:, 1:]


@pytest.mark.parametrize("seed", range(5))
def test_what_every_weekend_does_is_no_bump_however_calm_the_terms_are(seed):
    series, controls = calm_world(seed)
    lifted = np.where(np.arange(BEFORE + AFTER) >= BEFORE, 1.5, 1.0)
    none = np.zeros(BEFORE + AFTER)
    assert unlisted_bump(series, controls, BEFORE, none) is None
    assert unlisted_bump(series * lifted, controls, BEFORE, none) is None


def test_a_bump_on_a_weekend_is_still_one_beside_the_others():
    """Saturday and Sunday of the second week after posting are 30 % above other weekends, in the controls or before posting."""
    series, controls = calm_world()
    none, at = np.zeros(BEFORE + AFTER), np.arange(BEFORE + AFTER)
    after = np.where((at // 7 == BEFORE // 7 + 1) & (at % 7 >= 5), 1.3, 1.0)
    earlier = np.where((at // 7 == 6) & (at % 7 >= 5), 1.3, 1.0)
    assert unlisted_bump(series * after, controls * after[:, None], BEFORE, none) == "shared"
    assert unlisted_bump(series * earlier, controls, BEFORE, none) == "before"


def test_a_weekday_seen_too_seldom_has_no_usual():
    """Three weeks before posting are no rhythm: the weekend of the fourth stands out as it would have before."""
    series, controls = (part[:35] for part in calm_world())
    assert unlisted_bump(series, controls, 21, np.zeros(35)) == "shared"


def test_the_best_stretch_by_hand():
    """0 0 0 3 3 3 0 0 0: three days of 3 against six of 0 are 3 / √(1/3 + 1/6) = 4.243; a missing day counts on neither side."""
    from xhs_workbench.results.attributing.plain_difference import _best_stretch

    days = np.array([0.0, 0, 0, 3, 3, 3, 0, 0, 0])
    found, at = _best_stretch(days, 4)
    assert found == pytest.approx(3 / np.sqrt(1 / 3 + 1 / 6))
    assert (at.start, at.stop) == (3, 6)
    days[8] = np.nan
    assert _best_stretch(days, 4)[0] == pytest.approx(3 / np.sqrt(1 / 3 + 1 / 5))


def test_a_sale_nobody_listed_stands_out_even_of_noisy_counts():
    """Counts of 60 with their own noise; six days of 18 with 2.5 times as many are no campaign, a lasting half more is no bump."""
    said = {"sale": 0, "lift": 0}
    for seed in range(20):
        rng = np.random.default_rng(seed)
        made = rng.poisson(60 * rng.gamma(12, 1 / 12, (109, 4))).astype(float) + 1
        sold, lifted = made.copy(), made.copy()
        sold[95:101, 0] *= 2.5
        lifted[91:, 0] *= 1.5
        quiet = np.zeros(109)
        said["sale"] += unlisted_bump(sold[:, 0], sold[:, 1:], 91, quiet) is not None
        said["lift"] += unlisted_bump(lifted[:, 0], lifted[:, 1:], 91, quiet) is not None
    assert said["sale"] >= 17
    assert said["lift"] <= 4
