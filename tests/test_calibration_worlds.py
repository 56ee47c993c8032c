"""Campaigns drawn from real posts: what is planted is there, and nothing else was changed."""

import numpy as np
import pytest

from benchmarks.calibration import real_posts
from benchmarks.calibration.lifts import _seen_by_who_knew
from benchmarks.calibration.worlds import POSTING_DAYS, Panel, Wish


def panel(placed, level, count):
    n = len(count)
    return Panel(
        np.arange(n),
        np.zeros(n),
        np.asarray(count, dtype=float),
        np.zeros(n, dtype=np.int64),
        np.asarray(placed),
        np.full(n, np.nan),
        np.asarray(level, dtype=float),
    )


def test_one_who_knows_the_levels_sees_a_lift_by_hand():
    """Own notes ±.1 around their level; five placed ones a third above it: 1.96 · .1 · √(1/5 + 1/20) = .098 < .29."""
    off = np.tile([0.1, -0.1], 10)
    own = np.expm1(5 + off)
    known = lambda placed: panel([False] * 20 + [True] * 5, [5.0] * 25, [*own, *np.expm1(placed)])  # noqa: E731
    assert _seen_by_who_knew(known(np.full(5, 5.29))) == 1
    assert _seen_by_who_knew(known(np.full(5, 5.05))) == 0
    assert np.isnan(_seen_by_who_knew(panel([False] * 4 + [True], [np.nan] * 5, [9.0] * 5)))


@pytest.mark.real_data
def test_a_campaign_of_real_posts_is_in_the_order_of_time_and_holds_what_is_planted():
    if not real_posts.FILE.exists():
        pytest.skip("../shared/real_data is not here")
    wish = Wish(creators=20, own=12)
    plain, lifted = (
        real_posts.real_posts(np.random.default_rng(3), one)
        for one in (wish, Wish(creators=20, own=12, lift=2.0))
    )
    assert len(plain.day) == 20 * 13
    assert (plain.day[~plain.placed] < 0).all()
    assert ((plain.day[plain.placed] >= 0) & (plain.day[plain.placed] <= POSTING_DAYS)).all()
    assert plain.count[~plain.placed].tolist() == lifted.count[~plain.placed].tolist()
    assert lifted.count[plain.placed].tolist() == (2 * plain.count[plain.placed]).tolist()
    assert np.isfinite(plain.cost[plain.placed]).all()
    with pytest.raises(LookupError, match="no day with 5000 creators"):
        real_posts.real_posts(np.random.default_rng(3), Wish(creators=5000, own=12))
