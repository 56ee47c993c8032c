"""Search lifts from term to verdict: what is refused, what is compared, what a bump makes of it, by hand."""

from datetime import date, timedelta
from math import log

import numpy as np
import polars as pl
import pytest

from tests.results.test_counterfactual import index
from tests.results.test_results_by_hand import lifts_of
from xhs_workbench import results
from xhs_workbench.results.attributing import search_lift
from xhs_workbench.results.attributing.baseline_lift import baseline_findings
from xhs_workbench.results.attributing.counterfactual import Counterfactual, Sight
from xhs_workbench.results.attributing.plain_difference import PlainDifference
from xhs_workbench.results.attributing.search_lift import (
    SIGHT,
    LiftInSight,
    _arrays,
    _no_days_after,
    _refuse,
    _term_row,
    _terms,
    _touched,
    _usable,
    _weekdays,
    _wide,
)
from xhs_workbench.results.attributing.search_sentences import (
    say_bump,
    say_detectable,
    say_disagreement,
    say_seen,
)

MONDAY = date(2026, 5, 4)


def counterfactual(low, high, days=(58, 30)):
    before, after = days
    level = np.full(after, 100.0)
    return Counterfactual(
        level, level - 1, level + 1, 5.0, 4.0, 6.0, 0.2, low, high, np.full(before, 100.0), 0.1, 8, 7, 1.2
    )


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.01, 0.3, "up"), (0.0, 0.3, "not_seen"), (-0.3, -0.01, "down"), (-0.3, 0.0, "not_seen")],
)
def test_a_lift_is_up_or_down_where_its_whole_range_is(low, high, verdict):
    """Of five days before one lies in a sale, of three after two."""
    sale = np.array([True, False, False, False, False, False, True, True])
    row = _term_row("a", "brand", counterfactual(low, high), sale, 5, ["x", "y"])
    assert row["verdict"] == verdict
    assert (row["days_before"], row["days_after"], row["controls"]) == (4, 1, "x、y")
    assert (row["lift"], row["extra_a_day"], row["extra_low"], row["extra_high"]) == (0.2, 5, 4, 6)
    assert (row["placebos"], row["placebos_held"], row["calibration"]) == (8, 7, 1.2)


def measured(monkeypatch, brief, low, bump):
    """Let every lift lie between `low` and .3 and every term be moved by `bump`."""
    asked = {}

    def estimate(series, controls, before, *, weekdays, donors):
        asked.update(series=series, controls=controls, before=before, weekdays=weekdays, donors=donors)
        return counterfactual(low, 0.3, (before, len(series) - before))

    monkeypatch.setattr(search_lift, "estimate", estimate)
    monkeypatch.setattr(search_lift, "donor_variance", lambda *given: asked.update(spared=given[3]) or 0.25)
    monkeypatch.setattr(search_lift, "difference", lambda *_: PlainDifference(0.2, 0.1, 0.25))
    monkeypatch.setattr(search_lift, "unlisted_bump", lambda *_: bump)
    frame = index(brief)
    sight = LiftInSight(pl.DataFrame([{"term": "露米拉", "detectable": 0.15}], schema=SIGHT), [])
    return results.measure_lift(frame, brief, brief.timeline.measured_until, sight), asked


@pytest.mark.parametrize(
    ("low", "bump", "verdict", "moved", "code"),
    [
        (0.1, None, "up", None, "lift_seen"),
        (0.1, "short", "cannot_tell", "short", "lift_cannot_tell"),
        (-0.1, "short", "not_seen", None, "lift_not_seen"),
        (-0.1, None, "not_seen", None, "lift_not_seen"),
    ],
)
def test_a_bump_matters_where_a_lift_is_claimed(monkeypatch, given_brief, low, bump, verdict, moved, code):
    found, asked = measured(monkeypatch, given_brief, low, bump)
    row = found.summary.row(0, named=True)
    assert (row["verdict"], row["bump"], row["detectable"]) == (verdict, moved, 0.15)
    assert (row["plain_lift"], row["plain_low"], row["plain_high"]) == (0.2, 0.1, 0.25)
    assert found.findings[0].code == code
    assert (asked["before"], asked["donors"], asked["controls"].shape) == (60, 0.25, (90, 3))
    # Twelve of thirty days lie in the brief's own sale: 18 are compared, in the controls' variance too.
    assert np.isfinite(asked["series"][60:]).sum() == asked["spared"].sum() == row["days_after"] == 18
    assert np.isfinite(asked["series"][:60]).sum() == row["days_before"] == 58
    start = given_brief.timeline.posting_start
    assert asked["weekdays"][60] == start.weekday()
    assert found.series.filter("after")["day"].min() == start
    assert found.findings[-1].code == "promotion_apart"


def test_days_after_the_report_or_the_window_are_not_looked_at(monkeypatch, given_brief):
    monkeypatch.setattr(
        search_lift,
        "estimate",
        lambda series, *_, **__: counterfactual(-0.1, 0.3, (60, len(series) - 60)),
    )
    monkeypatch.setattr(search_lift, "unlisted_bump", lambda *_: None)
    monkeypatch.setattr(search_lift, "donor_variance", lambda *_: None)
    line, frame = given_brief.timeline, index(given_brief, after=90)
    sight = LiftInSight(pl.DataFrame(schema=SIGHT), [])
    early = line.posting_start + timedelta(days=9)
    found = results.measure_lift(frame, given_brief, early, sight)
    assert found.series["day"].max() == early
    late = results.measure_lift(frame, given_brief, line.posting_end + timedelta(days=60), sight)
    assert late.series["day"].max() == line.posting_end + timedelta(days=28)
    assert late.summary["detectable"].to_list() == [None]


def test_what_is_foreseen_needs_28_days_of_the_term(monkeypatch, given_brief):
    """58 of 60 days lie in no sale; with 30 unknown 28 are left, with 31 the term is refused by name."""
    asked = []

    def foresee(series, controls, compared, *, weekdays, donors):
        asked.append((np.isfinite(series).sum(), controls.shape, compared.sum(), weekdays[-1], donors))
        return Sight(0.12, 8, 6)

    monkeypatch.setattr(search_lift, "foresee", foresee)
    monkeypatch.setattr(search_lift, "donors_ahead", lambda *_: 0.5)
    start = given_brief.timeline.posting_start
    days = pl.Series(range(2, 60))
    brand = pl.col("role") == "brand"

    def told(unknown):
        frame = index(given_brief, after=0)
        first = start - timedelta(days=45)
        gone = brand & pl.col("day").is_between(first, first + timedelta(days=unknown - 1))
        return results.foresee_lift(frame.filter(~gone), given_brief, start - timedelta(days=1))

    found = told(30)
    row = found.summary.row(0, named=True)
    assert (row["detectable"], row["placebos"], row["placebos_held"]) == (0.12, 8, 6)
    assert (row["days_before"], row["days"], len(days)) == (58, 19, 58)
    assert asked == [(28, (60, 3), 19, (start - timedelta(days=1)).weekday(), 0.5)]
    few = told(31)
    assert few.summary.is_empty()
    assert "has 27 days before posting and 28 are needed" in few.findings[0].text.en


def test_a_zero_alone_has_no_size_and_a_term_no_role_of_others():
    rows = [("a", 0.0, "brand"), ("b", 0.0, "brand"), ("b", 6.0, "brand"), ("c", 1.0, "control")]
    rows += [("d", 2.0, "hashtag"), ("e", 2.0, "other")]
    frame = pl.DataFrame(rows, schema=["term", "index", "role"], orient="row").with_columns(
        day=pl.lit(MONDAY)
    )
    found = _usable(frame, MONDAY)
    assert found.select("term", "index").rows() == [("b", 3), ("b", 6), ("c", 1), ("d", 2), ("e", 2)]
    assert _terms(found).rows() == [("b", "brand"), ("d", "hashtag")]


def test_values_and_weekdays_are_arrays():
    wide = pl.DataFrame({"day": [MONDAY + timedelta(days=k) for k in (0, 6)], "a": [1, None], "c": [2, 3]})
    values, controls = _arrays(wide, "a", ["c"])
    assert np.nan_to_num(values, nan=-1).tolist() == [1, -1]
    assert controls.tolist() == [[2], [3]]
    assert _weekdays(wide).tolist() == [0, 6]
    empty, names = _wide(
        pl.DataFrame(schema={"term": pl.String, "day": pl.Date, "index": pl.Float64, "role": pl.String})
    )
    assert (empty.height, names) == (0, [])


@pytest.mark.parametrize(
    ("control", "touched"),
    [
        ("露米拉", True),
        ("#露米拉屏障精华", True),
        ("LUMIRA serum", True),
        ("防晒", True),
        ("防晒霜", False),
        ("面霜", False),
    ],
)
def test_a_control_that_holds_our_name_or_is_our_term_is_touched(given_brief, control, touched):
    brand = given_brief.brand.model_copy(update={"terms": ("防晒",)})
    assert _touched(control, given_brief.model_copy(update={"brand": brand})) is touched


def test_three_controls_and_a_day_after_are_needed(given_brief):
    wide = pl.DataFrame({"day": [MONDAY]})
    terms = pl.DataFrame({"term": ["a"]})
    assert _refuse(wide, ["面霜", "乳液", "眼霜"], terms, given_brief) == []
    assert [one.code for one in _refuse(wide, ["面霜", "乳液"], terms, given_brief)] == ["few_controls"]
    assert _refuse(wide.clear(), ["面霜"], terms, given_brief)[0].code == "no_search_index"
    assert _refuse(wide, ["面霜"], terms.clear(), given_brief)[0].code == "no_search_index"
    assert _no_days_after(wide, MONDAY) == []
    assert _no_days_after(wide, MONDAY + timedelta(days=1))[0].code == "no_days_after"


def test_large_changes_are_written_to_the_percent():
    """Three times as much is 200 % more; each figure of a sentence is a hundred times its share."""
    row = {
        "term": "a",
        "lift": 2.0,
        "lift_low": 1.5,
        "lift_high": 2.5,
        "plain_lift": 3.0,
        "plain_low": 2.75,
        "plain_high": 4.0,
        "verdict": "up",
        "days_after": 9,
    }
    assert "(+200% against comparable terms)" in say_bump(row, "short").text.en
    assert "+200% against" in say_seen(row).text.en
    assert "(range +150% to +250%)" in say_seen(row).text.en
    assert "gives +300% (range +275% to +400%)" in say_disagreement(row)[0].text.en
    sight = {"term": "a", "days_before": 58, "days": 19, "detectable": 2.0, "placebos": 8, "placebos_held": 7}
    assert "a lift of 200% or more" in say_detectable(sight).text.en
    lifts = lifts_of(5).with_columns(
        _whole=pl.lit(log(3)), _growth=pl.lit(log(4)), lift_says=pl.lit("usual"), ratio=pl.lit(3.0)
    )
    said = baseline_findings(lifts)[0].text.en
    assert "earned 200% more organic interactions" in said
    assert "(+300% a year)" in said
