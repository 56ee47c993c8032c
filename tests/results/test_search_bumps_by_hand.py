"""What searches tell, worked out by hand: differences in differences, bumps, days of sales, what could be seen."""

from datetime import date, timedelta
from math import exp, log, sqrt
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from xhs_workbench.params import BriefParams
from xhs_workbench.results.attributing.counterfactual import _calibration, _detectable, _moderated
from xhs_workbench.results.attributing.plain_difference import difference, unlisted_bump
from xhs_workbench.results.attributing.promotions import promoted_days, promotion_findings
from xhs_workbench.results.attributing.search_lift import _usable, window_days


@pytest.fixture(scope="module")
def brief():
    return BriefParams(brief="params/demo/brief.yaml").read_brief()


def test_a_difference_in_differences_by_hand():
    """Four weeks at 100, 110, 100, 110 of a control of 100, then two at 150: step log 150 less the mean log of the weeks before.

    Weekly means ±½·log 1.1 about it: s = log 1.1/√3, error s·√(1/4 + 1/2), t(3) = 3.182446.
    """
    series = np.repeat([100.0, 110, 100, 110, 150, 150], 7)
    found = difference(series, np.full((42, 2), 100.0), 28)
    step = log(1.5) - log(1.1) / 2
    reach = 3.182446 * log(1.1) / sqrt(3) * sqrt(1 / 4 + 1 / 2)
    assert found.lift == pytest.approx(exp(step) - 1)
    assert (found.low, found.high) == (
        pytest.approx(exp(step - reach) - 1, rel=1e-5),
        pytest.approx(exp(step + reach) - 1, rel=1e-5),
    )


def test_what_controls_do_is_taken_off_and_two_weeks_tell_no_error():
    controls = np.repeat([[100.0], [200.0]], [21, 7], axis=0)
    assert difference(controls[:, 0], controls, 21).lift == pytest.approx(0)
    found = difference(controls[:, 0], controls, 14)
    assert (found.low, found.high) == (-1.0, np.inf)


def quiet_days(n=70):
    """A level of 100 that hums by one per cent; SYNTHETIC."""
    return 100 * np.exp(0.01 * np.sin(np.arange(n) * 2.4))


def bump(series=None, controls=None, promoted=None, before=42):
    series = quiet_days() if series is None else series
    controls = np.column_stack([quiet_days() + 1, quiet_days() + 2]) if controls is None else controls
    return unlisted_bump(series, controls, before, np.zeros(len(series)) if promoted is None else promoted)


def lifted(days, factor=1.5):
    series = quiet_days().copy()
    series[days] *= factor
    return series


def test_bumps_by_hand():
    assert bump() is None
    assert bump(lifted(slice(10, 12))) == "before"
    assert bump(lifted(slice(10, 11))) is None  # a single day may be a crawl's error
    assert bump(lifted(slice(50, 53))) == "short"  # three of 28 days hold it all
    assert bump(lifted(slice(42, 70))) is None  # a level that stays is a lift
    both = np.column_stack([lifted(slice(50, 53)), lifted(slice(50, 53))])
    assert bump(controls=both) == "shared"
    assert bump(controls=np.column_stack([lifted(slice(10, 13))] * 2), series=lifted(slice(10, 13))) is None


def test_a_listed_sale_is_no_bump():
    listed = np.zeros(70)
    listed[10:12] = 1
    assert bump(lifted(slice(10, 12)), promoted=listed) is None
    assert bump(lifted(slice(10, 14)), promoted=listed) == "before"


def test_the_window_ends_four_weeks_after_the_last_post(brief):
    line = brief.timeline
    assert window_days(brief) == (line.posting_end - line.posting_start).days + 1 + 28


def test_a_zero_is_half_of_the_smallest_figure():
    """8, 0 and 4: the 0 stands for 2. A later day, a negative and an empty one are left out."""
    days = [date(2026, 5, k) for k in range(1, 7)]
    index = pl.DataFrame(
        {"term": ["x"] * 6, "day": days, "index": [8.0, 0.0, 4.0, -1.0, None, 9.0], "role": ["brand"] * 6}
    )
    found = _usable(index, date(2026, 5, 5))
    assert found["index"].to_list() == [8, 2, 4]
    assert _usable(index, date(2026, 5, 6))["index"].to_list() == [8, 2, 4, 9]


def test_what_could_be_seen_by_hand():
    """(1.959964 + .841621) spreads on the log scale: e^(2.801585·.1) − 1 = .3234."""
    assert _detectable(0.1) == pytest.approx(exp(0.2801585) - 1)


def test_the_spread_is_averaged_with_the_controls():
    """Own .2 and a variance of .16 among controls: √(¾·.04 + ¼·.16) = .2646; without controls .2."""
    assert _moderated(0.2, 0.16) == pytest.approx(sqrt(0.75 * 0.04 + 0.25 * 0.16))
    assert _moderated(0.2, None) == 0.2


def test_quiet_runs_move_the_spread_by_degrees():
    """Four runs that miss by two spreads count as much as the model's own: √((4·4 + 4)/8) = 1.58; none: 1; four that hit: √(4/8) = .71.

    A hundred that hit would say .2; the spread is narrowed to .6 at most.
    """
    assert _calibration(np.full(4, 2.0)) == pytest.approx(sqrt(2.5))
    assert _calibration(np.full(4, -2.0)) == pytest.approx(sqrt(2.5))
    assert _calibration(np.empty(0)) == 1.0
    assert _calibration(np.zeros(4)) == pytest.approx(sqrt(0.5))
    assert _calibration(np.zeros(100)) == 0.6


def test_days_of_a_sale_are_marked(brief):
    """The brief's own sale, both ends in it, and nothing on the day before or after it unless the calendar has a sale there."""
    own = brief.model_copy(
        update={
            "promotions": (),
            "timeline": brief.timeline.model_copy(
                update={"sale_start": date(2026, 3, 20), "sale_end": date(2026, 3, 22)}
            ),
        }
    )
    days = pl.Series([date(2026, 3, 19) + timedelta(days=k) for k in range(5)])
    assert promoted_days(days, own).tolist() == [0, 1, 1, 1, 0]
    assert promoted_days(days.clear(), own).tolist() == []


def test_days_of_a_sale_inside_the_window_are_counted_as_left_out(brief):
    """Ten days from the first posting day, three of them a sale of the brand's: seven are compared."""
    start = brief.timeline.posting_start
    earlier = SimpleNamespace(
        name="earlier", start=start - timedelta(days=30), end=start - timedelta(days=28)
    )
    later = SimpleNamespace(name="later", start=start + timedelta(days=2), end=start + timedelta(days=4))
    line = brief.timeline.model_copy(update={"sale_start": None, "sale_end": None})
    own = brief.model_copy(update={"promotions": (earlier, later), "timeline": line})
    # The shipped calendar may hold sales of its own near by: days that it marks are not looked at.
    free = brief.model_copy(update={"promotions": (), "timeline": line})
    days = pl.Series([start + timedelta(days=k) for k in range(-35, 10)])
    days = days.filter(pl.Series(promoted_days(days, free) == 0))
    found = promotion_findings(days, own)
    assert [(one.code, one.n) for one in found] == [("promotion_apart", (days >= start).sum() - 3)]
    assert "3 days of the window are days of a sale (later)" in found[0].text.en
    assert promotion_findings(days.filter(days < start), own) == []
